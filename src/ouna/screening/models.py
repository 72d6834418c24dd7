"""Tables of name lists, checks, possible matches, decisions and limits."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class NameList(models.Model):
    """One version of one sanctions list. The file itself lies in the archive under its hash.

    `waiting`: loaded, nobody relies on it; `proposed`: it waits for a second checker, and what it adds stops
    names already; `refused`: it is not used, what it adds stops names until a second checker ends it or a
    later version is used; `current`: in use.
    """

    WAITING, PROPOSED, REFUSED, CURRENT = "waiting", "proposed", "refused", "current"
    REPLACED, WITHDRAWN = "replaced", "withdrawn"
    #: States in which what a version adds to the one in use stops names.
    HELD = (PROPOSED, REFUSED)

    ref = models.CharField(max_length=40, unique=True)
    format = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    #: The list's own date, if its file names one.
    dated = models.DateField(null=True, blank=True)
    #: Of all its files: what core.screening calls the list's hash.
    sha256 = models.CharField(max_length=64)
    #: {part: sha256 of its file}; the part "" is the list itself.
    parts = models.JSONField(default=dict)
    count = models.PositiveIntegerField()
    #: What could not be read: [[where, what, code], …], the first of them, and how many in all.
    findings = models.JSONField(default=list)
    findings_count = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, default=WAITING)
    #: The last time this very file was brought here.
    loaded_at = models.DateTimeField()
    #: Who brought it first; whoever brought it again last, if anybody did.
    loaded_by = models.CharField(max_length=40)
    renewed_by = models.CharField(max_length=40, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    #: The version in use when it was proposed, if it takes nothing away from what stopped names then.
    adds_to = models.CharField(max_length=40, blank=True)
    #: What it changes, as the second checker saw it: `versions.counts`.
    change = models.JSONField(default=dict)
    #: The second checker, who saw what it changes and its hash.
    confirmed_by = models.CharField(max_length=40, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=40, blank=True)
    closed_why = models.CharField(max_length=500, blank=True)
    #: The first of the two who end what stops names, and the reason.
    leaving_at = models.DateTimeField(null=True, blank=True)
    leaving_by = models.CharField(max_length=40, blank=True)
    leaving_why = models.CharField(max_length=500, blank=True)
    #: Keyed fingerprint of what a clearance relies on.
    mark = models.CharField(max_length=64)

    class Meta:
        ordering = ("name", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["name"], condition=Q(state="current"), name="screening_one_current_version"
            ),
        )

    def __str__(self) -> str:
        return self.ref


class Check(models.Model):
    """The newest check of one name for one ref. A name changed by a letter is another one."""

    CLEAR, HIT = "clear", "hit"

    ref = models.CharField(max_length=40, unique=True)
    #: For whom or what the name is checked: a request, a person, an organisation.
    subject = models.CharField(max_length=60, db_index=True)
    #: Keyed fingerprint of the names as checked.
    fingerprint = models.CharField(max_length=64)
    #: The names, encrypted under the subject's key.
    sealed = models.BinaryField()
    #: Lists it was checked against: [{"name", "dated", "sha256"}, …]
    lists = models.JSONField(default=list)
    outcome = models.CharField(max_length=8)
    at = models.DateTimeField()
    first_at = models.DateTimeField()
    by = models.CharField(max_length=40)
    #: Checked every night; stopped when nobody relies on it any more.
    watched = models.BooleanField(default=True)
    mark = models.CharField(max_length=64)

    class Meta:
        ordering = ("-first_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["subject", "fingerprint"], name="screening_name_once"),
        )
        indexes = (models.Index(fields=["watched", "at"], name="screening_watched"),)

    def __str__(self) -> str:
        return self.ref


class Hit(models.Model):
    """A listed entry that a checked name may mean. An entry that its list changed is another hit."""

    OPEN, CLEAR, LISTED = "open", "clear", "listed"

    ref = models.CharField(max_length=40, unique=True)
    of = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="hits")
    list_name = models.CharField(max_length=200)
    entry = models.CharField(max_length=200)
    #: SHA-256 of the entry's names, years and countries.
    entry_hash = models.CharField(max_length=64)
    #: Thousandths.
    score = models.PositiveIntegerField()
    #: The entry and the reasons, encrypted under the subject's key.
    sealed = models.BinaryField()
    #: Follows the decisions, for lists of what waits; a clearance counts the decisions themselves.
    state = models.CharField(max_length=8, default=OPEN)
    #: Whether the newest check still finds it, or found it once and two persons have not cleared it since.
    present = models.BooleanField(default=True)
    found_at = models.DateTimeField()

    class Meta:
        ordering = ("-score", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["of", "list_name", "entry", "entry_hash"], name="screening_hit_once"
            ),
        )
        indexes = (models.Index(fields=["present", "state"], name="screening_hit_state"),)

    def __str__(self) -> str:
        return self.ref


class Decision(models.Model):
    """One checker's decision about one possible match; his newest counts. Rows are never changed."""

    ref = models.CharField(max_length=40, unique=True)
    hit = models.ForeignKey(Hit, on_delete=models.CASCADE, related_name="decisions")
    by = models.CharField(max_length=40)
    verdict = models.CharField(max_length=12)
    #: Reason and legal basis, encrypted under the subject's key.
    sealed = models.BinaryField()
    #: Last day on which a licence holds.
    until = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    mark = models.CharField(max_length=64)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.ref


class Limits(models.Model):
    """What the coalition allows: one row, or the defaults."""

    list_days = models.PositiveIntegerField(default=7)
    check_days = models.PositiveIntegerField(default=30)
    #: Donors and organisations are checked from this sum on, in minor units: {"EUR": 1000000}.
    above = models.JSONField(default=dict)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="screening_one_row_of_limits"),)

    def __str__(self) -> str:
        return f"{self.list_days}/{self.check_days}"
