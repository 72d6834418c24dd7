"""Versions of the appeal and their parts. What is public is the text of the record, not these rows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ouna.core.values import Translated


class Version(models.Model):
    """One version of the appeal: a draft, then published for good; its translations may still be mended."""

    DRAFT, PUBLISHED = "draft", "published"

    campaign = models.ForeignKey("campaign.Campaign", on_delete=models.PROTECT, related_name="appeals")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=DRAFT)
    #: Languages it is kept in, that of the source first.
    languages = models.JSONField(default=list)
    #: The day until which signatories are asked to re-confirm; None: they need not.
    until = models.DateField(null=True, blank=True)
    #: Of its newest `appeal.published`: its ref, the hashes of the source and of the text in all languages.
    ref = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=64, blank=True)
    text = models.CharField(max_length=64, blank=True)
    #: The day on which it was first published.
    published_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["campaign", "number"], name="appeal_number_once"),
            models.UniqueConstraint(fields=["campaign"], condition=Q(state="draft"), name="appeal_one_draft"),
            models.CheckConstraint(
                condition=Q(state="draft", ref="", published_on=None)
                | Q(state="published", published_on__isnull=False) & ~Q(ref="") & ~Q(source="") & ~Q(text=""),
                name="appeal_published_has_its_record",
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.number}"

    @property
    def lang(self) -> str:
        """The language of the source."""
        return str(self.languages[0]) if self.languages else "en"


class Part(models.Model):
    """One text of a version in all its languages."""

    TITLE, BODY, DEMAND, CALL, NOTE = "title", "body", "demand", "call", "note"
    KINDS = (TITLE, BODY, DEMAND, CALL, NOTE)

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=8)
    #: The same demand or call has the same key in every version.
    key = models.CharField(max_length=40)
    position = models.PositiveIntegerField(default=0)
    #: {lang: {"text", "state", "of"}}
    text = models.JSONField(default=dict)
    #: The source of a footnote.
    url = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=["version", "key"], name="appeal_part_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"

    @property
    def texts(self) -> Translated:
        """The text in all its languages."""
        return Translated(self.text)


class Wording(models.Model):
    """A source text that a translation was made from, so that one sees what changed since."""

    #: Hex SHA-256 of the text, as translations carry it in `of`.
    hash = models.CharField(max_length=64, unique=True)
    text = models.TextField()

    def __str__(self) -> str:
        return self.hash[:12]
