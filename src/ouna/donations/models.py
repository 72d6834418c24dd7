"""Tables of pledges, gifts and letters. Nothing personal is here: persons' fields are sealed in `parties`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ouna.core.values import Money


class Pledge(models.Model):
    """A promise to give: where to, how much, under which payment reference. Forgotten when it is over.

    `token` is the private link; whoever has it sees and can withdraw the pledge.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        MET = "met", _("arrived")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Kind(models.TextChoices):
        RF = "RF", "RF"
        SCOR = "SCOR", "SCOR"
        QRR = "QRR", "QRR"

    ref = models.CharField(max_length=40, unique=True)
    campaign = models.ForeignKey("campaign.Campaign", on_delete=models.PROTECT, related_name="pledges")
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, related_name="pledges")
    account = models.ForeignKey("funds.BankAccount", on_delete=models.PROTECT, related_name="pledges")
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    monthly = models.BooleanField(default=False)
    #: As banks carry it: capitals and digits, no spaces.
    reference = models.CharField(max_length=27, unique=True)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    person = models.ForeignKey(
        "parties.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="pledges"
    )
    token = models.CharField(max_length=43, unique=True)
    lang = models.CharField(max_length=8, default="en")
    created_on = models.DateField()
    expires_on = models.DateField()
    reminded_on = models.DateField(null=True, blank=True)
    #: Whether it is part of what is publicly promised; a large one only once its e-mail was answered.
    counts = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ["-created_on", "-id"]
        indexes = [
            models.Index(fields=["account", "state"], name="donations_pledge_waits"),
            models.Index(fields=["state", "expires_on"], name="donations_pledge_ends"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(minor__gt=0), name="donations_pledge_positive"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def money(self) -> Money:
        """What was promised."""
        return Money(self.minor, self.currency)


class Visit(models.Model):
    """How many pledges one address made on one day: a keyed hash, deleted the day after."""

    day = models.DateField()
    key = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["day", "key"], name="donations_visit_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.count}"


class Gift(models.Model):
    """A gift that reached our account. `code`: its public receipt code."""

    class State(models.TextChoices):
        BOOKED = "booked", _("booked")
        REVERSED = "reversed", _("reversed")

    # No query asks for the gifts of a campaign or fund alone, and `account` stands first in an index below.
    ref = models.CharField(max_length=40, unique=True)
    campaign = models.ForeignKey(
        "campaign.Campaign", on_delete=models.PROTECT, db_index=False, related_name="gifts"
    )
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, db_index=False, related_name="gifts")
    account = models.ForeignKey(
        "funds.BankAccount", on_delete=models.PROTECT, db_index=False, related_name="gifts"
    )
    #: What arrived: the sum in the books.
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    booked_on = models.DateField()
    line = models.ForeignKey("funds.BankLine", on_delete=models.PROTECT, related_name="gifts")
    pledge = models.ForeignKey(Pledge, on_delete=models.SET_NULL, null=True, blank=True, related_name="gifts")
    code = models.CharField(max_length=12, unique=True)
    person = models.ForeignKey(
        "parties.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="gifts"
    )
    #: What left the donor, where the bank told it and it differs.
    original_minor = models.BigIntegerField(null=True, blank=True)
    original_currency = models.CharField(max_length=3, blank=True)
    #: What banks kept on the way.
    charges_minor = models.BigIntegerField(null=True, blank=True)
    charges_currency = models.CharField(max_length=3, blank=True)
    bank_rate = models.CharField(max_length=24, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    left_minor = models.BigIntegerField()

    class Meta:
        ordering = ["-booked_on", "-id"]
        indexes = [models.Index(fields=["account", "booked_on", "minor"], name="donations_gift_found")]
        constraints = [
            models.CheckConstraint(condition=Q(minor__gt=0), name="donations_gift_positive"),
            models.CheckConstraint(
                condition=Q(left_minor__gte=0, left_minor__lte=models.F("minor")), name="donations_gift_left"
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def money(self) -> Money:
        """What arrived."""
        return Money(self.minor, self.currency)

    @property
    def left(self) -> Money:
        """What has not been reversed."""
        return Money(self.left_minor, self.currency)


class Reversal(models.Model):
    """A gift, or part of it, undone: `returned` by the bank (with its line) or `misbooked`."""

    class Reason(models.TextChoices):
        RETURNED = "returned", _("returned by the bank")
        MISBOOKED = "misbooked", _("booked by mistake")

    ref = models.CharField(max_length=40, unique=True)
    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="reversals")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    minor = models.BigIntegerField()
    booked_on = models.DateField()
    line = models.ForeignKey(
        "funds.BankLine", on_delete=models.PROTECT, null=True, blank=True, related_name="reversals"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(minor__gt=0), name="donations_reversal_positive"),
        ]

    def __str__(self) -> str:
        return self.ref


class Letter(models.Model):
    """An e-mail to be sent once. Its words are made when it is sent; the row holds nobody's address.

    `claimed` is committed before the mail leaves: after a crash in between the letter stays `unsure`
    rather than going out twice.
    """

    class Kind(models.TextChoices):
        INSTRUCTIONS = "instructions", _("transfer instructions")
        REMINDER = "reminder", _("reminder")
        RECEIPT = "receipt", _("receipt")
        REVERSED = "reversed", _("reversal")

    class State(models.TextChoices):
        WAITS = "waits", _("waits")
        UNSURE = "unsure", _("perhaps sent")
        SENT = "sent", _("sent")
        DROPPED = "dropped", _("not needed any more")
        FAILED = "failed", _("failed")

    kind = models.CharField(max_length=14, choices=Kind.choices)
    #: Ref of the pledge, gift or reversal it tells of.
    about = models.CharField(max_length=40)
    person = models.ForeignKey("parties.Person", on_delete=models.CASCADE, related_name="letters")
    lang = models.CharField(max_length=8, default="en")
    created = models.DateTimeField()
    not_before = models.DateTimeField()
    sent = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITS)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "not_before"], name="donations_letter_due")]
        constraints = [models.UniqueConstraint(fields=["kind", "about"], name="donations_letter_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
