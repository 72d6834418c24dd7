"""Who signs: organisations, the links by which they prove and withdraw, persons who support, letters to them.

Only what stands in `ListedName` is ever shown; rows appear there by approval alone.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ouna.core.values import Translated


class Signatory(models.Model):
    """An organisation that asked to sign; public once it was proved and an editor has approved it."""

    APPLIED, PROVED, LIVE, REFUSED, WITHDRAWN = "applied", "proved", "live", "refused", "withdrawn"
    PUBLIC = (LIVE, WITHDRAWN)
    DOMAIN, VOUCHER, DOCUMENT = "domain", "voucher", "document"

    ref = models.CharField(max_length=40, unique=True)
    campaign = models.ForeignKey("campaign.Campaign", on_delete=models.PROTECT, related_name="signatories")
    state = models.CharField(max_length=10, default=APPLIED)
    #: Translated: the source is the name in the organisation's own language and script.
    name = models.JSONField(default=dict)
    short = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20)
    #: ISO 3166-1 alpha-2 codes; the first one stands in the record.
    countries = models.JSONField(default=list)
    website = models.URLField(blank=True)
    #: What was registered of the web site's host: only an address below it proves.
    domain = models.CharField(max_length=120, blank=True, db_index=True)

    #: The officer: name in `parties.Person`, the rest here, all sealed with the person's key.
    officer = models.ForeignKey("parties.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    sealed_email = models.BinaryField(blank=True, default=b"")
    sealed_function = models.BinaryField(blank=True, default=b"")
    email_key = models.CharField(max_length=64, blank=True, db_index=True)
    lang = models.CharField(max_length=12, default="en")

    proof = models.CharField(max_length=10, blank=True)
    voucher = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="vouched")
    #: What an editor saw, in a few words; private.
    document = models.CharField(max_length=200, blank=True)
    address_proved_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=40, blank=True)
    #: Of a refusal, as it was written to the officer.
    reason = models.CharField(max_length=500, blank=True)
    #: What the editor asked, and what was answered.
    question = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=1000, blank=True)

    #: Its newest `signature.published`, and the version of the appeal that it signed.
    signature = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=0)
    signed_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    withdrawal = models.CharField(max_length=40, blank=True)
    #: The version for which it was last asked to confirm.
    asked_version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=["campaign", "state"], name="appeal_signatory_state"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=["live", "withdrawn"])
                | ~Q(proof="") & ~Q(signature="") & ~Q(decided_by="") & Q(signed_on__isnull=False),
                name="appeal_public_is_proved_and_approved",
            ),
            models.CheckConstraint(
                condition=Q(proof="voucher", voucher__isnull=False) | ~Q(proof="voucher") & Q(voucher=None),
                name="appeal_voucher_is_named",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_on__isnull=False)
                | ~Q(state="withdrawn") & Q(withdrawn_on=None),
                name="appeal_withdrawn_has_its_day",
            ),
        )

    def __str__(self) -> str:
        return self.ref

    @property
    def names(self) -> Translated:
        """The name in all its languages."""
        return Translated(self.name)

    @property
    def country(self) -> str:
        """The first of its countries, empty if it named none."""
        return str(self.countries[0]) if self.countries else ""

    @property
    def own_name(self) -> tuple[str, str]:
        """(name, language) as the organisation writes itself."""
        lang = self.names.source_lang()
        return (self.name[lang]["text"], lang) if lang else ("", "")


class Signature(models.Model):
    """One `signature.published` of a signatory: the first, and one for each version it confirmed."""

    ref = models.CharField(max_length=40, unique=True)
    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="signatures")
    appeal = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    on = models.DateField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.ref


class ListedName(models.Model):
    """The name of a public signatory as readers of one language see it, and its place in their list."""

    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="listed")
    lang = models.CharField(max_length=12)
    sort = models.BinaryField(max_length=120)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["signatory", "lang"], name="appeal_listed_once"),)
        indexes = (models.Index(fields=["lang", "sort"], name="appeal_listed_sort"),)

    def __str__(self) -> str:
        return f"{self.signatory_id} {self.lang}"


class SearchWord(models.Model):
    """A word by which a public signatory is found, folded to letters that compare alike in all scripts."""

    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="words")
    word = models.BinaryField(max_length=40)

    class Meta:
        indexes = (models.Index(fields=["word", "signatory"], name="appeal_word"),)

    def __str__(self) -> str:
        return bytes(self.word).decode()


class SignatoryCountry(models.Model):
    """A country in which a public signatory works."""

    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="places")
    code = models.CharField(max_length=2)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["signatory", "code"], name="appeal_country_once"),)
        indexes = (models.Index(fields=["code", "signatory"], name="appeal_country_code"),)

    def __str__(self) -> str:
        return self.code


class Supporter(models.Model):
    """A person who supports the appeal: counted once the address was proved, named nowhere."""

    WAITS, COUNTED = "waits", "counted"

    ref = models.CharField(max_length=40, unique=True)
    campaign = models.ForeignKey("campaign.Campaign", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default=WAITS)
    country = models.CharField(max_length=2, blank=True)
    #: A keyed fingerprint of the address, so that nobody counts twice.
    email_key = models.CharField(max_length=64)
    #: Holds the key of the sealed address; both go as soon as no letter needs them any more.
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    sealed_email = models.BinaryField(blank=True, default=b"")
    lang = models.CharField(max_length=12, default="en")
    made_at = models.DateTimeField()
    counted_on = models.DateField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["campaign", "email_key"], name="appeal_supporter_once"),
        )

    def __str__(self) -> str:
        return self.ref


class Link(models.Model):
    """A link sent by mail: what it is for, whose it is, until when, and whether it was used.

    The row does not hold the link: it is made of `code` and the sealing key.
    """

    PROVE, VOUCH, ANSWER, MANAGE, CONFIRM, SUPPORT, STOP = (
        "prove", "vouch", "answer", "manage", "confirm", "support", "stop",
    )  # fmt: skip

    code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=8)
    signatory = models.ForeignKey(Signatory, null=True, on_delete=models.CASCADE, related_name="links")
    supporter = models.ForeignKey(Supporter, null=True, on_delete=models.CASCADE, related_name="links")
    #: Who is asked to vouch: the link goes to that signatory's address.
    asked = models.ForeignKey(Signatory, null=True, on_delete=models.CASCADE, related_name="asked_links")
    made_at = models.DateTimeField()
    #: The last day on which it opens something.
    until = models.DateField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(signatory__isnull=False, supporter=None)
                | Q(signatory=None, supporter__isnull=False),
                name="appeal_link_is_of_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.code[:4]}"


class SigningLetter(models.Model):
    """An e-mail to be sent once; its words are made when it is sent, the row holds nobody's address.

    Taken as `unsure` before it leaves: after a crash in between it stays so rather than going out twice.
    """

    WAITS, UNSURE, SENT, DROPPED, FAILED = "waits", "unsure", "sent", "dropped", "failed"

    kind = models.CharField(max_length=12)
    #: To the officer of this signatory, or to this supporter.
    to = models.ForeignKey(Signatory, null=True, on_delete=models.CASCADE, related_name="letters")
    supporter = models.ForeignKey(Supporter, null=True, on_delete=models.CASCADE, related_name="letters")
    #: The signatory it tells of, where that is another one.
    about = models.ForeignKey(Signatory, null=True, on_delete=models.CASCADE, related_name="+")
    link = models.ForeignKey(Link, null=True, on_delete=models.CASCADE, related_name="+")
    created = models.DateTimeField()
    not_before = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, default=WAITS)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=["state", "not_before"], name="appeal_letter_due"),)

    def __str__(self) -> str:
        return self.kind


class SigningCount(models.Model):
    """How often something was asked for today, by a network or for a mail address. Keyed hashes."""

    day = models.DateField()
    key = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["day", "key"], name="appeal_count_once"),)

    def __str__(self) -> str:
        return f"{self.day} {self.count}"
