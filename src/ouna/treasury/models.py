"""Tables of bank files and statements. Lines and claims belong to `funds`; nothing here holds a balance."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StatementFile(models.Model):
    """A file as the bank made it. The raw bytes lie encrypted in the archive under their hash."""

    ref = models.CharField(max_length=40, unique=True)
    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=40)
    size = models.BigIntegerField()
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    #: What the reader found beside the statements: [{where, what}].
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.ref


class Statement(models.Model):
    """One account over some days, as one file tells it.

    `position` is its place in the file. `booked`: its lines are in. `held`: it does not add up or cannot
    be told from another one; nothing of it is in until a person decides. `shown`: a report that is
    never booked (camt.052, MT942), or details that only enrich lines (camt.054).
    """

    class State(models.TextChoices):
        BOOKED = "booked", _("booked")
        HELD = "held", _("held")
        SHOWN = "shown", _("shown only")
        DROPPED = "dropped", _("set aside")

    ref = models.CharField(max_length=40, unique=True)
    account = models.ForeignKey("funds.BankAccount", on_delete=models.PROTECT, related_name="statements")
    file = models.ForeignKey(StatementFile, on_delete=models.PROTECT, related_name="statements")
    position = models.PositiveIntegerField()
    #: Kind of numbering and the bank's own number: `camt` + Stmt/Id, `mt` + :28C:.
    series = models.CharField(max_length=10, blank=True)
    ident = models.CharField(max_length=70, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    opening_minor = models.BigIntegerField(null=True, blank=True)
    closing_minor = models.BigIntegerField(null=True, blank=True)
    proof = models.CharField(max_length=8)
    difference_minor = models.BigIntegerField(null=True, blank=True)
    lines_count = models.PositiveIntegerField(default=0)
    new_count = models.PositiveIntegerField(default=0)
    pending = models.JSONField(default=list, blank=True)
    findings = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State.choices)
    held_reason = models.CharField(max_length=20, blank=True)
    lines = models.ManyToManyField("funds.BankLine", through="StatementLine", related_name="statements")

    class Meta:
        ordering = ["-last_day", "-id"]
        indexes = [models.Index(fields=["account", "last_day"], name="treasury_statement_day")]
        constraints = [
            models.UniqueConstraint(fields=["file", "position"], name="treasury_statement_once"),
            models.CheckConstraint(
                condition=~Q(state="booked") | ~Q(proof="differs"), name="treasury_booked_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class StatementLine(models.Model):
    """A line was seen in a statement; the same line in several, when files overlap."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE)
    #: First in the unique constraint, so that it needs no index of its own.
    line = models.ForeignKey("funds.BankLine", on_delete=models.PROTECT, db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "statement"], name="treasury_seen_once")]

    def __str__(self) -> str:
        return f"{self.statement_id}/{self.line_id}"


class ColumnMapping(models.Model):
    """Which column of an account's CSV files means what; remembered from the last import."""

    account = models.OneToOneField("funds.BankAccount", on_delete=models.CASCADE, related_name="csv_mapping")
    mapping = models.JSONField()
    #: SHA-256 of the headings it was used for: a table with the same ones is recognised by them.
    headings = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.account_id}"


class PaperStatement(models.Model):
    """A statement typed from paper; it counts once a second person has confirmed it.

    `lines` is encrypted JSON: names of donors stand in it.
    """

    class State(models.TextChoices):
        TYPED = "typed", _("waits for a second person")
        CONFIRMED = "confirmed", _("confirmed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    ref = models.CharField(max_length=40, unique=True)
    account = models.ForeignKey("funds.BankAccount", on_delete=models.PROTECT, related_name="paper")
    first_day = models.DateField()
    last_day = models.DateField()
    opening_minor = models.BigIntegerField()
    closing_minor = models.BigIntegerField()
    lines = models.BinaryField()
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.TYPED)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(confirmed_by=models.F("by")), name="treasury_paper_two_persons"
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class BankStated(models.Model):
    """The bank's closing balance of a day as it went into the public record."""

    account = models.ForeignKey("funds.BankAccount", on_delete=models.PROTECT, related_name="stated")
    day = models.DateField()
    closing_minor = models.BigIntegerField()
    record_ref = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ["-day", "-id"]
        indexes = [models.Index(fields=["account", "day"], name="treasury_stated_day")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.day}"


class Transfer(models.Model):
    """Money on its way between two of our accounts."""

    ref = models.CharField(max_length=40, unique=True)
    source = models.ForeignKey("funds.BankAccount", on_delete=models.PROTECT, related_name="transfers_out")
    target = models.ForeignKey("funds.BankAccount", on_delete=models.PROTECT, related_name="transfers_in")
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    sent_on = models.DateField()
    arrived_on = models.DateField(null=True, blank=True)
    arrival_ref = models.CharField(max_length=40, blank=True)
    #: Corrected away: it was no transfer after all.
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["-sent_on", "-id"]

    def __str__(self) -> str:
        return self.ref


class AuditNote(models.Model):
    """An auditor's note on a page of the record, a gift, or the books as a whole."""

    ref = models.CharField(max_length=40, unique=True)
    about = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    answered = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.ref
