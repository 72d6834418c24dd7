"""Tables of requests, papers, orders and payments.

What is approved, drawn, sent or proven is the book's to say and stands in no column here. What names a payee
is sealed under the request's key.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ouna.core.values import Money


class Request(models.Model):
    """Somebody asks to spend. As a draft it is one sealed text; when recorded, its fields are fixed."""

    DRAFT, RECORDED = "draft", "recorded"
    STATES = ((DRAFT, _("draft")), (RECORDED, _("recorded")))

    ref = models.CharField(max_length=40, unique=True)
    campaign = models.ForeignKey("campaign.Campaign", on_delete=models.PROTECT, related_name="requests")
    org = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="requests")
    #: Ref of the person who asks. He neither approves nor releases.
    made_by = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=STATES, default=DRAFT)
    created_at = models.DateTimeField()
    recorded_at = models.DateTimeField(null=True, blank=True)
    #: What was typed so far, sealed: it may name a payee at any place.
    sealed_draft = models.BinaryField(blank=True, default=b"")
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    # From here on: filled in when it is recorded, and never changed again.
    fund = models.ForeignKey(
        "funds.Fund", on_delete=models.PROTECT, null=True, blank=True, related_name="requests"
    )
    purpose = models.CharField(max_length=40, blank=True)
    line = models.CharField(max_length=40, blank=True)
    #: Public, as typed, in the language `lang`.
    title = models.CharField(max_length=140, blank=True)
    why = models.TextField(blank=True)
    lang = models.CharField(max_length=12, blank=True)
    #: What may be ordered in all, in the currency of the paying account; the margin is in the same currency.
    limit_minor = models.BigIntegerField(null=True, blank=True)
    limit_currency = models.CharField(max_length=3, blank=True)
    margin = models.BigIntegerField(default=0)
    #: What the payee gets.
    money_minor = models.BigIntegerField(null=True, blank=True)
    money_currency = models.CharField(max_length=3, blank=True)
    gated = models.BooleanField(default=False)
    until = models.DateField(null=True, blank=True)
    #: {"each", "total", "until"} of a standing budget.
    standing = models.JSONField(null=True, blank=True)
    sealed_place = models.BinaryField(blank=True, default=b"")

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=["campaign", "state"], name="spending_request_state"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="recorded")
                | Q(
                    fund__isnull=False,
                    limit_minor__gt=0,
                    money_minor__gt=0,
                    margin__gte=0,
                    until__isnull=False,
                    recorded_at__isnull=False,
                ),
                name="spending_request_whole",
            ),
        )

    def __str__(self) -> str:
        return self.ref

    @property
    def limit(self) -> Money:
        """What may be ordered in all."""
        return Money(self.limit_minor or 0, self.limit_currency)

    @property
    def money(self) -> Money:
        """What the payee gets."""
        return Money(self.money_minor or 0, self.money_currency)

    @property
    def told(self) -> tuple[str, str]:
        """(title, language), for the `name` filter."""
        return self.title, self.lang


class Payee(models.Model):
    """Who is to be paid: sealed under the request's key. A standing budget may have several.

    `sealed` holds {name, own_name, kind, born, address, account, bic, bank}; the two hashes are the
    commitments that the trustees sign.
    """

    ref = models.CharField(max_length=40, unique=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="payees")
    nth = models.PositiveIntegerField(default=1)
    sealed = models.BinaryField()
    payee_hash = models.CharField(max_length=64)
    bank_hash = models.CharField(max_length=64)
    #: Keyed hash of the account number, to compare with a bank line.
    account_key = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("request", "nth")
        constraints = (models.UniqueConstraint(fields=["request", "nth"], name="spending_payee_nth"),)

    def __str__(self) -> str:
        return self.ref


class Evidence(models.Model):
    """What the partner shows of a payment: one act, one or more papers."""

    ref = models.CharField(max_length=40, unique=True)
    payment = models.ForeignKey("spending.Payment", on_delete=models.PROTECT, related_name="evidence")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.ref


class Paper(models.Model):
    """A file: quote, invoice, receipt, photo, delivery note. Its bytes lie sealed in the folder of papers.

    `sha256` is of the bytes kept; `hash` the salted commitment in the record, once recorded. Photos were
    decoded and written anew; a PDF is kept as it came.
    """

    class Kind(models.TextChoices):
        QUOTE = "quote", _("quote")
        INVOICE = "invoice", _("invoice")
        RECEIPT = "receipt", _("receipt")
        PHOTO = "photo", _("photo")
        DELIVERY = "delivery", _("delivery note")
        OTHER = "other", _("paper")

    ref = models.CharField(max_length=40, unique=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="papers")
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="papers"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    media = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, blank=True)
    #: Shown to everyone, because the partner said so.
    public = models.BooleanField(default=False)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.ref


class Quote(models.Model):
    """What one supplier asks for; at most one is chosen."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="quotes")
    paper = models.OneToOneField(Paper, on_delete=models.CASCADE, null=True, blank=True, related_name="quote")
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    sealed_supplier = models.BinaryField(blank=True, default=b"")
    chosen = models.BooleanField(default=False)

    class Meta:
        ordering = ("minor", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["request"], condition=Q(chosen=True), name="spending_quote_one_chosen"
            ),
            models.CheckConstraint(condition=Q(minor__gt=0), name="spending_quote_positive"),
        )

    def __str__(self) -> str:
        return f"{self.request_id}/{self.pk}"

    @property
    def money(self) -> Money:
        """What is asked for."""
        return Money(self.minor, self.currency)


class Comment(models.Model):
    """A question or remark about a request: read at the desks by all who ask, approve, pay or audit."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="comments")
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=120)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.request_id}/{self.pk}"


class Delay(models.Model):
    """Why something approved is not sent yet, in the treasurer's words: public."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="delays")
    by = models.CharField(max_length=40)
    text = models.CharField(max_length=400)
    lang = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.request_id}/{self.pk}"


class PaymentFile(models.Model):
    """A file for the bank: made once, its SHA-256 committed in the orders it carries. Bytes lie sealed."""

    ref = models.CharField(max_length=40, unique=True)
    #: pain.001.001 version: `09` or `03`.
    version = models.CharField(max_length=4)
    sha256 = models.CharField(max_length=64)
    #: The control sum as the file has it.
    total = models.CharField(max_length=24)
    count = models.PositiveIntegerField()
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.ref

    @property
    def form(self) -> str:
        """What the bank calls it: `pain.001.001.09`."""
        return f"pain.001.001.{self.version}"


class Order(models.Model):
    """A payment that was decided. Whether it is open, sent or failed is the book's to say."""

    class Way(models.TextChoices):
        FILE = "file", _("payment file")
        SHEET = "sheet", _("payment sheet")
        CASH = "cash", _("cash handed over")

    ref = models.CharField(max_length=40, unique=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="orders")
    payee = models.ForeignKey(Payee, on_delete=models.PROTECT, related_name="orders")
    account = models.ForeignKey("funds.BankAccount", on_delete=models.PROTECT, related_name="orders")
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    margin = models.BigIntegerField(default=0)
    payee_minor = models.BigIntegerField()
    payee_currency = models.CharField(max_length=3)
    way = models.CharField(max_length=5, choices=Way.choices)
    #: As the bank carries it back: the last part of the ref, in capitals.
    end_to_end = models.CharField(max_length=35, unique=True)
    #: {latin, text, day, signed, trustees, giver} as typed and confirmed.
    sealed = models.BinaryField()
    file = models.ForeignKey(
        PaymentFile, on_delete=models.PROTECT, null=True, blank=True, related_name="orders"
    )
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    #: When the treasurer said that it never left, and the bank's reason code, if it gave one.
    failed_on = models.DateField(null=True, blank=True)
    failed_code = models.CharField(max_length=4, blank=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=["account", "currency"], name="spending_order_account"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(minor__gt=0, margin__gte=0, payee_minor__gt=0), name="spending_order_positive"
            ),
            models.CheckConstraint(
                condition=Q(way="file", file__isnull=False) | (~Q(way="file") & Q(file__isnull=True)),
                name="spending_order_file",
            ),
            models.CheckConstraint(
                condition=Q(failed_on__isnull=False) | Q(failed_code=""), name="spending_order_failed"
            ),
        )

    def __str__(self) -> str:
        return self.ref

    @property
    def money(self) -> Money:
        """What is to leave the account, without the margin."""
        return Money(self.minor, self.currency)

    @property
    def payee_money(self) -> Money:
        """What the payee is to get."""
        return Money(self.payee_minor, self.payee_currency)


class CashCount(models.Model):
    """Cash of an order as one person counted it and says with his log-in. Two persons make a hand-over."""

    ref = models.CharField(max_length=40, unique=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="counts")
    nth = models.PositiveSmallIntegerField()
    minor = models.BigIntegerField()
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("order", "nth")
        constraints = (
            models.UniqueConstraint(fields=["order", "nth"], name="spending_count_nth"),
            models.UniqueConstraint(fields=["order", "by"], name="spending_count_person"),
            models.CheckConstraint(condition=Q(nth__in=(1, 2), minor__gt=0), name="spending_count_two"),
        )

    def __str__(self) -> str:
        return self.ref


class Payment(models.Model):
    """An order's line on the bank statement."""

    ref = models.CharField(max_length=40, unique=True)
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="payment")
    line = models.ForeignKey("funds.BankLine", on_delete=models.PROTECT, related_name="payments")
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    booked_on = models.DateField()

    class Meta:
        ordering = ("-booked_on", "-pk")
        constraints = (models.CheckConstraint(condition=Q(minor__gt=0), name="spending_payment_positive"),)

    def __str__(self) -> str:
        return self.ref

    @property
    def money(self) -> Money:
        """What left the account."""
        return Money(self.minor, self.currency)


class Return(models.Model):
    """A payment, or part of it, that came back."""

    ref = models.CharField(max_length=40, unique=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="returns")
    line = models.ForeignKey("funds.BankLine", on_delete=models.PROTECT, related_name="payment_returns")
    minor = models.BigIntegerField()
    booked_on = models.DateField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=Q(minor__gt=0), name="spending_return_positive"),)

    def __str__(self) -> str:
        return self.ref


class Alarm(models.Model):
    """A bank line that does not fit its order: while one is open, nothing is ordered in its campaign."""

    class What(models.TextChoices):
        PAYEE = "payee", _("another payee")
        AMOUNT = "amount", _("a higher amount")
        AGAIN = "again", _("an order that was paid, or failed, before")

    ref = models.CharField(max_length=40, unique=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="alarms")
    line = models.ForeignKey("funds.BankLine", on_delete=models.PROTECT, related_name="alarms")
    what = models.CharField(max_length=8, choices=What.choices)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    cleared_by = models.CharField(max_length=40, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    #: What was found out, in the partner's words.
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=["order", "line"], name="spending_alarm_once"),)

    def __str__(self) -> str:
        return self.ref
