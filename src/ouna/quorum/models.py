"""Tables of signers, their keys, the documents they sign and the signatures."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from ouna.core.values import Translated


class Signer(models.Model):
    """Someone who signs: a trustee of the partner, a successor of trustees, or an officer who signs a pact.

    The row gives no power: that comes from keys that stand in the public record. `ref` is the trustee's or
    successor's (`trst_…`), or the organisation's (`org_…`) for which an officer signs. A successor becomes a
    trustee when the record completes a succession.
    """

    TRUSTEE, OFFICER, SUCCESSOR = "trustee", "officer", "successor"
    SIDES = ((TRUSTEE, TRUSTEE), (OFFICER, OFFICER), (SUCCESSOR, SUCCESSOR))

    ref = models.CharField(max_length=40)
    campaign = models.ForeignKey("campaign.Campaign", on_delete=models.PROTECT, related_name="signers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signers")
    side = models.CharField(max_length=9, choices=SIDES, default=TRUSTEE)
    #: "Trustee 1": what the public reads unless a name is wished.
    number = models.PositiveIntegerField(default=0)
    #: The public function as a code of the record, and in words.
    function = models.CharField(max_length=40)
    title = models.JSONField(default=dict)
    #: Translated name, only if the trustee wishes it public; else empty.
    public_name = models.JSONField(default=dict, blank=True)
    #: When a mail last said that something waits.
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("campaign", "side", "number", "pk")
        constraints = (
            models.UniqueConstraint(fields=["campaign", "user", "side"], name="quorum_signer_once"),
            models.UniqueConstraint(
                fields=["ref"],
                condition=Q(side__in=["trustee", "successor"]),
                name="quorum_trustee_ref_once",
            ),
        )

    def __str__(self) -> str:
        return self.ref

    @property
    def titles(self) -> Translated:
        """The function in all its languages."""
        return Translated(self.title)


class SigningKey(models.Model):
    """A public key of a signer. It counts once its test signature was taken and a record lists it."""

    ref = models.CharField(max_length=40, unique=True)
    signer = models.ForeignKey(Signer, on_delete=models.PROTECT, related_name="keys")
    alg = models.CharField(max_length=8)
    #: Base64 of the DER SubjectPublicKeyInfo: what the record lists.
    spki = models.CharField(max_length=1700, unique=True)
    #: The passkey's own name for itself; empty for a key kept in a file. Never published.
    credential = models.BinaryField(blank=True, default=b"")
    #: Whether the passkey's maker keeps copies of it (shown, no rule).
    backed_up = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    tested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("signer", "pk")

    def __str__(self) -> str:
        return self.ref


class Document(models.Model):
    """What is to be signed: the bytes, their hash, and the text that is shown in each language."""

    OPEN, RECORDED, VOID = "open", "recorded", "void"

    #: The ref of what is signed: of a request, or of the record that the signed document becomes.
    ref = models.CharField(max_length=40, unique=True)
    act = models.CharField(max_length=24)
    kind = models.CharField(max_length=40)
    campaign = models.ForeignKey("campaign.Campaign", on_delete=models.PROTECT, related_name="documents")
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    #: {lang: what it is, in a line}: for lists alone. What the signer reads is made from the body.
    texts = models.JSONField(default=dict)
    #: Last day on which signatures are taken.
    until = models.DateField()
    state = models.CharField(max_length=8, default=OPEN)
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("made_at", "pk")
        indexes = (models.Index(fields=["campaign", "state"], name="quorum_document_open"),)

    def __str__(self) -> str:
        return self.ref


class Signature(models.Model):
    """One signature of a document, kept until the record that carries it is written, and after."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="signatures")
    #: Who brought it: the holder of the key, or a trustee who carried the answer of a recovery key.
    signer = models.ForeignKey(Signer, on_delete=models.PROTECT, related_name="signatures")
    #: The trustee, organisation or recovery key that signs, and the ref of the key.
    holder = models.CharField(max_length=40)
    key = models.CharField(max_length=40)
    act = models.CharField(max_length=24)
    statement = models.JSONField()
    proof = models.JSONField()
    #: The ref of the entry that carries it, once there is one.
    entry = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "pk")
        # A key signs an act once. Signature bytes are never compared: ECDSA is malleable.
        constraints = (
            models.UniqueConstraint(fields=["document", "key", "act"], name="quorum_key_signs_once"),
        )

    def __str__(self) -> str:
        return f"{self.document_id}/{self.key}"


class Question(models.Model):
    """What a signer asks before signing. It stays visible to all who sign."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="questions")
    signer = models.ForeignKey(Signer, on_delete=models.PROTECT, related_name="questions")
    text = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return f"{self.document_id}/{self.pk}"


class Look(models.Model):
    """A document for a second device, encrypted with a key that is never kept here."""

    token = models.CharField(max_length=32, unique=True)
    sealed = models.BinaryField()
    until = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"look {self.pk}"


class Ticket(models.Model):
    """A right, used once and soon: to fetch one document and bring its signature, or to enrol one key.

    The signing site knows no session. The link to it carries the ticket behind the `#`, the page sends it in
    a header; only its hash is here.
    """

    SIGN, ENROL, TEST, FILE = "sign", "enrol", "test", "file"

    token = models.CharField(max_length=64, unique=True)
    what = models.CharField(max_length=6)
    signer = models.ForeignKey(Signer, on_delete=models.CASCADE, related_name="tickets")
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.CASCADE)
    key = models.ForeignKey(SigningKey, null=True, blank=True, on_delete=models.CASCADE)
    #: Who signs, where it is not the signer: a recovery key kept on paper.
    holder = models.CharField(max_length=40, blank=True)
    #: The nonce of the statement, or the challenge of an enrolment, in hex.
    nonce = models.CharField(max_length=64)
    lang = models.CharField(max_length=12)
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"


class Notice(models.Model):
    """A mail about a succession that the mail server took: whom it told, of what, when."""

    signer = models.ForeignKey(Signer, on_delete=models.CASCADE, related_name="notices")
    #: The ref of the succession, and what was told of it: announced, or how it ended.
    about = models.CharField(max_length=40)
    what = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        indexes = (models.Index(fields=["about", "what"], name="quorum_notice_about"),)

    def __str__(self) -> str:
        return f"{self.about}/{self.what}"
