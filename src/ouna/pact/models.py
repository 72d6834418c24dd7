"""Tables of pacts, commitments and the checklist. What is signed, open or stopped is the book's to say."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from ouna.core.values import Translated


class Agreement(models.Model):
    """One text of the pact: a draft, then before its signers under a ref of the record, perhaps signed."""

    campaign = models.ForeignKey("campaign.Campaign", on_delete=models.PROTECT, related_name="agreements")
    #: The record's ref once it is before the signers; empty while it is written.
    ref = models.CharField(max_length=40, blank=True)
    #: In the order in which they stand side by side. No language is the translation of another.
    languages = models.JSONField(default=list)
    #: {lang: {"text", "state", "of"}}, each with an empty `of`: all are originals.
    title = models.JSONField(default=dict)
    body = models.JSONField(default=dict)
    #: By the partner: who follows if too few trustees can be reached, and where the rest goes at the end.
    succession = models.JSONField(default=dict)
    rest = models.JSONField(default=dict)
    #: Days for which too few trustees must be out of reach.
    days = models.PositiveIntegerField(default=30)
    #: The fund that bears what banks charge for payments.
    bears = models.CharField(max_length=40, blank=True)
    #: The hash of the text as it was put to the signers.
    text = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["ref"], condition=~Q(ref=""), name="pact_ref_once"),
            models.UniqueConstraint(fields=["campaign"], condition=Q(ref=""), name="pact_one_draft"),
        )

    def __str__(self) -> str:
        return self.ref or "draft"

    @property
    def titles(self) -> Translated:
        """The title in all languages."""
        return Translated(self.title)


class Commitment(models.Model):
    """What one side has promised the other: by when, and what shows that it is kept."""

    OPEN, DONE, KEPT, DROPPED = "open", "done", "kept", "dropped"

    ref = models.CharField(max_length=40, unique=True)
    campaign = models.ForeignKey("campaign.Campaign", on_delete=models.PROTECT, related_name="commitments")
    owner = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    text = models.JSONField(default=dict)
    due = models.DateField()
    #: open: owed · done: its owner says so · kept: the other side confirms · dropped: let go, with a reason
    state = models.CharField(max_length=8, default=OPEN)
    #: What shows that it is kept, or why it was dropped; public with it.
    evidence = models.CharField(max_length=1000, blank=True)
    public = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)
    done_at = models.DateTimeField(null=True, blank=True)
    #: The last day on which its owner was reminded.
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("due", "pk")

    def __str__(self) -> str:
        return self.ref

    @property
    def texts(self) -> Translated:
        """What is promised, in all languages."""
        return Translated(self.text)

    def is_overdue(self, today: date) -> bool:
        """Owed, and its day is over."""
        return self.state == self.OPEN and self.due < today


class Point(models.Model):
    """One point of the readiness checklist, answered by the partner."""

    campaign = models.ForeignKey("campaign.Campaign", on_delete=models.CASCADE, related_name="points")
    code = models.SlugField(max_length=40)
    title = models.JSONField(default=dict)
    order = models.PositiveIntegerField(default=0)
    answer = models.CharField(max_length=8, blank=True)
    note = models.CharField(max_length=300, blank=True)
    #: Whether everyone may read the note: a place that is named can be endangered.
    note_public = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("order", "pk")
        constraints = (models.UniqueConstraint(fields=["campaign", "code"], name="pact_point_once"),)

    def __str__(self) -> str:
        return self.code

    @property
    def titles(self) -> Translated:
        """What is asked, in all languages."""
        return Translated(self.title)
