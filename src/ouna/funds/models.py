"""Tables of purposes, accounts, bank lines and rates. Balances are not here: the book keeps them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ouna.core.values import Money, Translated


class Fund(models.Model):
    """A purpose one can give to; `free` money goes where it is most needed."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    ref = models.CharField(max_length=40, unique=True)
    campaign = models.ForeignKey("campaign.Campaign", on_delete=models.PROTECT, related_name="funds")
    #: Short name inside the campaign and in addresses: `walls`.
    code = models.CharField(max_length=40)
    #: Translated: {lang: {text, state, of}}.
    title = models.JSONField()
    aim_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    free = models.BooleanField(default=False)
    #: Codes of the book, or ["free"].
    purposes = models.JSONField(default=list)
    order = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    #: Translated: the partner's own line, written once the first payment of this purpose has left.
    thanks = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="funds_fund_code"),
            models.CheckConstraint(condition=Q(aim_minor__gt=0), name="funds_fund_aim_positive"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def aim(self) -> Money:
        """What the purpose needs in all."""
        return Money(self.aim_minor, self.currency)

    @property
    def titles(self) -> Translated:
        """The title in its languages, for the `name` filter."""
        return Translated(self.title)

    @property
    def thanked(self) -> Translated | None:
        """The partner's line of thanks, None while there is none."""
        return Translated(self.thanks) if self.thanks else None


class BankAccount(models.Model):
    """An account of a section. Announced ones are ours in public; `iban` is the number donors pay to."""

    class ReversalStyle(models.TextChoices):
        AS_WRITTEN = "as_written", _("the bank writes the direction of the reversal")
        FLIPPED = "flipped", _("the bank writes the direction of the original booking")

    ref = models.CharField(max_length=40, unique=True)
    campaign = models.ForeignKey("campaign.Campaign", on_delete=models.PROTECT, related_name="accounts")
    section = models.ForeignKey("parties.Section", on_delete=models.PROTECT, related_name="accounts")
    currency = models.CharField(max_length=3)
    #: Capitals and digits without spaces. For Switzerland the QR-IBAN, if the account has one.
    iban = models.CharField(max_length=34)
    #: Further numbers of the same account: the IBAN behind a QR-IBAN, local account numbers.
    other_ids = models.JSONField(default=list, blank=True)
    #: In Latin letters, as the bank knows it (QR symbols and payers' banks compare it).
    holder = models.CharField(max_length=70)
    bic = models.CharField(max_length=11, blank=True)
    bank_name = models.CharField(max_length=100, blank=True)
    #: {street, house, postcode, town, country}: the Swiss payment part needs it.
    address = models.JSONField(default=dict, blank=True)
    qr_iban = models.BooleanField(default=False)
    announced_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    reversal_style = models.CharField(
        max_length=12, choices=ReversalStyle.choices, default=ReversalStyle.AS_WRITTEN
    )
    #: The last digits of its number, where the section has several accounts: names must tell them apart.
    mark = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["section__order", "id"]

    def __str__(self) -> str:
        return self.ref

    @property
    def ids(self) -> list[str]:
        """All numbers of the account, the one donors see first."""
        return [self.iban, *(n for n in self.other_ids if n != self.iban)]

    @property
    def names(self) -> Translated:
        """What people call it: its section, with the last digits where the section has several accounts."""
        told = self.section.names
        if not told.best("en")[1]:
            told = Translated.source("en", self.section.country)
        if not self.mark:
            return told
        marked = {
            lang: {**t, "text": f"{t['text']} (…{self.mark})"} for lang, t in told.data.items() if t["text"]
        }
        return Translated(marked)

    @property
    def is_open(self) -> bool:
        """Announced and not closed."""
        return self.announced_on is not None and self.closed_on is None


class AccountNumber(models.Model):
    """One number of an account, normalised: how a bank file or a visitor names it."""

    number = models.CharField(max_length=34, db_index=True)
    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="numbers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "account"], name="funds_accountnumber_once")]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.pk}"


class BankLine(models.Model):
    """One booking of a statement, or a part of a split one (`parent`).

    `minor` is signed: money in is positive. What identifies a person is sealed, or a keyed hash.
    `source` is the ref of the statement file (`file_…`) it came from: files belong to `treasury` above.
    `open_ref` is the ref of the public record that calls this line unexplained (`open_…`, or `rev_…`
    after a misbooked gift): whatever books the line later must say that it `explains` it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits")
        GIFT = "gift", _("gift")
        FEE = "fee", _("bank charge")
        INTEREST = "interest", _("interest")
        BEFORE = "before", _("from before these books")
        TRANSFER = "transfer", _("transfer")
        PAYMENT = "payment", _("payment")
        RETURN = "return", _("return")
        UNEXPLAINED = "unexplained", _("unexplained")
        SPLIT = "split", _("split")
        PENDING = "pending", _("pending")

    # Lines come by the ten thousand: each index costs its share of an import, so there is one where a query
    # needs it and no other. `account` and `parent` stand first in indexes below.
    ref = models.CharField(max_length=40, unique=True)
    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, db_index=False, related_name="lines")
    booked_on = models.DateField()
    value_on = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    minor = models.BigIntegerField()
    #: 1 for the first line of this account, day and amount, 2 for its twin, …
    nth = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=40, blank=True)
    counterparty_name = models.BinaryField(null=True, blank=True)
    iban_key = models.CharField(max_length=64, blank=True, db_index=True)
    reference = models.CharField(max_length=140, blank=True, db_index=True)
    end_to_end = models.CharField(max_length=70, blank=True)
    bank_ref = models.CharField(max_length=70, blank=True)
    text = models.BinaryField(null=True, blank=True)
    #: Whose key seals name and text; empty when nothing is sealed.
    subject = models.CharField(max_length=80, blank=True)
    original_minor = models.BigIntegerField(null=True, blank=True)
    original_currency = models.CharField(max_length=3, blank=True)
    charges_minor = models.BigIntegerField(null=True, blank=True)
    charges_currency = models.CharField(max_length=3, blank=True)
    #: The rate as the bank wrote it, if it did.
    bank_rate = models.CharField(max_length=24, blank=True)
    #: What kind of booking the bank calls it (`CHRG`, `NCHG 805`).
    bank_code = models.CharField(max_length=40, blank=True)
    #: Reason code of a returned payment (AC04), empty otherwise.
    returned = models.CharField(max_length=35, blank=True)
    batch = models.CharField(max_length=70, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="parts"
    )
    open_ref = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    #: Name and text as the file at hand tells them, while an import writes the line; no column.
    told: tuple[str, str] | None = None

    class Meta:
        ordering = ["booked_on", "id"]
        indexes = [
            models.Index(fields=["account", "state", "booked_on"], name="funds_line_waits"),
            models.Index(fields=["account", "booked_on"], name="funds_line_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "booked_on", "currency", "minor", "nth"],
                condition=Q(parent__isnull=True),
                name="funds_line_once",
            ),
            models.UniqueConstraint(
                fields=["parent", "nth"], condition=Q(parent__isnull=False), name="funds_line_part_once"
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def money(self) -> Money:
        """The signed sum."""
        return Money(self.minor, self.currency)


class Claim(models.Model):
    """A bank line belongs to one record: gift, charge, transfer, return. The row is the guard."""

    line = models.OneToOneField(BankLine, on_delete=models.PROTECT, related_name="claim")
    by = models.CharField(max_length=40, db_index=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.by


class Promised(models.Model):
    """What open pledges of a fund add up to, kept in the transaction that changes a pledge."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="promised")
    currency = models.CharField(max_length=3)
    minor = models.BigIntegerField(default=0)
    count = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["fund", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "currency"], name="funds_promised_once"),
            models.CheckConstraint(condition=Q(minor__gte=0, count__gte=0), name="funds_promised_sign"),
        ]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.currency}"


class Received(models.Model):
    """What one account brought to one fund: kept in the writing transaction, for rows per section."""

    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="received")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="received")
    currency = models.CharField(max_length=3)
    #: Gifts ever booked, and what of them was reversed again (both positive).
    minor = models.BigIntegerField(default=0)
    count = models.BigIntegerField(default=0)
    reversed_minor = models.BigIntegerField(default=0)
    #: From before these books.
    before_minor = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["account", "fund"]
        constraints = [
            models.UniqueConstraint(fields=["account", "fund", "currency"], name="funds_received_once"),
            models.CheckConstraint(
                condition=Q(minor__gte=F("reversed_minor"), reversed_minor__gte=0, before_minor__gte=0),
                name="funds_received_sign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.fund_id}"


class Rate(models.Model):
    """`value` units of `quote` for one unit of `base`, on a day, from a source.

    Used only when confirmed: by the source's own file (`ecb`), or by a second person. `used_ref` is the
    ref of the `rate.used` record once totals are shown with it.
    """

    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    #: A plain decimal as the book writes it: no exponent, no trailing zeros. Text: exact on every database.
    value = models.CharField(max_length=24)
    on = models.DateField()
    #: A code of the book: `ecb`, `bct`, `demo-table`.
    source = models.CharField(max_length=40)
    entered_by = models.CharField(max_length=40)
    confirmed_by = models.CharField(max_length=40, blank=True)
    used_ref = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-on", "base", "quote"]
        indexes = [models.Index(fields=["base", "quote", "on"], name="funds_rate_day")]
        constraints = [
            models.UniqueConstraint(fields=["base", "quote", "on", "source"], name="funds_rate_once"),
            models.CheckConstraint(
                condition=Q(source="ecb") | ~Q(confirmed_by=F("entered_by")), name="funds_rate_two_persons"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.base}/{self.quote} {self.on}"
