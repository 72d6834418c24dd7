"""The table of campaigns."""

from __future__ import annotations

from django.db import models

from ouna.core.values import Money, Translated
from ouna.parties.models import Organisation


class Campaign(models.Model):
    """One goal, collected for one partner. Draft until opened; what opening fixes is in the public record.

    A closed campaign stays open to readers: `closed_on` says that nothing new begins in it.
    """

    DRAFT, OPEN = "draft", "open"

    ref = models.CharField(max_length=40, unique=True)
    slug = models.SlugField(unique=True)
    coalition = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    #: Translated texts: headline, the paragraph of the first screen, the story below it, the place's name.
    title = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    body = models.JSONField(default=dict)
    place = models.JSONField(default=dict)
    goal_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    currencies = models.JSONField(default=list)
    #: Bank charges one account may bear in a month: {"EUR": 5000}; fixed at the opening.
    fee_limits = models.JSONField(default=dict)
    #: Languages its texts are kept in, the source first.
    languages = models.JSONField(default=list)
    state = models.CharField(max_length=8, default=DRAFT)
    opened_on = models.DateField(null=True, blank=True)
    #: The day of its `campaign.closed`, and the hash of the text that says where the rest goes.
    closed_on = models.DateField(null=True, blank=True)
    closing = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=models.Q(goal_minor__gt=0), name="campaign_goal_above_zero"),
            models.CheckConstraint(
                condition=models.Q(state="draft", opened_on=None)
                | models.Q(state="open", opened_on__isnull=False),
                name="campaign_open_has_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on=None, closing="")
                | models.Q(closed_on__isnull=False, opened_on__isnull=False) & ~models.Q(closing=""),
                name="campaign_closed_has_its_text",
            ),
        )

    def __str__(self) -> str:
        return self.ref

    @property
    def goal(self) -> Money:
        """The goal as a sum."""
        return Money(self.goal_minor, self.currency)

    @property
    def titles(self) -> Translated:
        """The headline in all its languages."""
        return Translated(self.title)

    @property
    def summaries(self) -> Translated:
        """The first paragraph in all its languages."""
        return Translated(self.summary)

    @property
    def bodies(self) -> Translated:
        """The story in all its languages."""
        return Translated(self.body)

    @property
    def places(self) -> Translated:
        """The place's name in all its languages."""
        return Translated(self.place)
