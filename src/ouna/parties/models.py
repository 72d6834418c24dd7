"""Tables of organisations, sections, users, roles and persons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from ouna.core.values import Translated
from ouna.parties.roles import ROLE_NAMES


class Organisation(models.Model):
    """A group with a name of its own in its own script: the coalition, the partner, a member."""

    ref = models.CharField(max_length=40, unique=True)
    #: Translated: the source is the name in the organisation's own language.
    name = models.JSONField(default=dict)
    country = models.CharField(max_length=2, blank=True)
    website = models.URLField(blank=True)
    is_coalition = models.BooleanField(default=False)
    is_partner = models.BooleanField(default=False)
    #: Named on the public pages as standing behind the campaign, in this order.
    is_member = models.BooleanField(default=False)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["is_coalition"], condition=Q(is_coalition=True), name="one_coalition"
            ),
        )

    def __str__(self) -> str:
        return self.ref

    @property
    def names(self) -> Translated:
        """The name in all its languages."""
        return Translated(self.name)

    @property
    def own_name(self) -> tuple[str, str]:
        """(name, language) as the organisation writes itself."""
        names = Translated(self.name)
        lang = names.source_lang()
        return (self.name[lang]["text"], lang) if lang else ("", "")


class Section(models.Model):
    """The part of the coalition in one country, with its own accounts, treasurers and language."""

    ref = models.CharField(max_length=40, unique=True)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)
    country = models.CharField(max_length=2)
    name = models.JSONField(default=dict)
    language = models.CharField(max_length=12, default="en")
    currency = models.CharField(max_length=3)
    gives_tax_receipts = models.BooleanField(default=False)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("order", "pk")
        constraints = (models.UniqueConstraint(fields=["country"], name="one_section_per_country"),)

    def __str__(self) -> str:
        return self.ref

    @property
    def names(self) -> Translated:
        """The name in all its languages."""
        return Translated(self.name)


class User(AbstractBaseUser):
    """A person who logs in, by e-mail and password or by passkey. Rights come from roles alone."""

    ref = models.CharField(max_length=40, unique=True)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    lang = models.CharField(max_length=12, blank=True)
    is_active = models.BooleanField(default=True)
    #: When the visit to the desk began, and when the one before it ended: what is new is what came since.
    visit_at = models.DateTimeField(null=True, blank=True)
    visit_before = models.DateTimeField(null=True, blank=True)
    #: How often the account was stopped. A session or invitation from before a stop is never valid again.
    stops = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    #: Django's own look-up by e-mail for log in; people are made by actions alone.
    objects: ClassVar[BaseUserManager[User]] = BaseUserManager()

    class Meta:
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(Lower("email"), name="one_user_per_email"),)

    def __str__(self) -> str:
        return self.ref

    def get_full_name(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session must carry: it changes with the password and with each stop."""
        return f"{self.stops}.{super().get_session_auth_hash()}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under older secret keys."""
        for found in super().get_session_auth_fallback_hash():
            yield f"{self.stops}.{found}"


class Role(models.Model):
    """What one user may do, in one section or (section empty) in all."""

    ADMINISTRATOR = "administrator"
    TREASURER = "treasurer"
    AUDITOR = "auditor"
    PARTNER = "partner"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20)
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.PROTECT)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=40)

    class Meta:
        ordering = ("role", "section__order", "pk")
        constraints = (
            models.UniqueConstraint(fields=["user", "role", "section"], name="role_once_per_section"),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(section=None), name="role_once_everywhere"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.section_id or '*'}"

    @property
    def words(self) -> str:
        """The role as people call it."""
        return str(ROLE_NAMES.get(self.role, self.role))


class Person(models.Model):
    """Someone who gave or promised something. What names him is sealed with a key of his own."""

    ref = models.CharField(max_length=40, unique=True)
    sealed_email = models.BinaryField(blank=True, default=b"")
    sealed_name = models.BinaryField(blank=True, default=b"")
    #: HMAC of the folded address, so that the same person is found again without opening all rows.
    email_key = models.CharField(max_length=64, blank=True, db_index=True)
    lang = models.CharField(max_length=12, default="en")
    created_on = models.DateField()
    #: The last day on which the person gave, promised or wrote; retention counts from it.
    active_on = models.DateField()
    erased_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["email_key"], condition=~Q(email_key=""), name="one_person_per_email"
            ),
            models.CheckConstraint(
                condition=Q(erased_on=None) | Q(sealed_email=b"", sealed_name=b"", email_key=""),
                name="erased_person_holds_nothing",
            ),
        )

    def __str__(self) -> str:
        return self.ref
