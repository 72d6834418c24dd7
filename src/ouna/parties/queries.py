"""Reads about organisations, sections, users and their roles; `access_*` are the only doors to persons."""

from __future__ import annotations

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet

from ouna.log import Actor
from ouna.parties.errors import NotFound, NotPermitted
from ouna.parties.models import Organisation, Person, Role, Section, User

EVERY_SECTION = "*"


def actor_of(user: User) -> Actor:
    """The frozen value that actions and queries take as `by`; one query. An inactive user has no roles."""
    rows = Role.objects.filter(user=user).values_list("role", "section__ref") if user.is_active else []
    roles = frozenset((role, section or EVERY_SECTION) for role, section in rows)
    return Actor(ref=user.ref, name=user.name, roles=roles)


def sections_of(actor: Actor, *roles: str) -> QuerySet[Section]:
    """The sections in which the actor holds one of these roles."""
    held = {section for role, section in actor.roles if role in roles}
    every = Section.objects.select_related("organisation")
    return every if EVERY_SECTION in held else every.filter(ref__in=held)


def sections() -> QuerySet[Section]:
    """All sections in their order."""
    return Section.objects.select_related("organisation")


def coalition() -> Organisation | None:
    """The coalition that runs this installation, None before set-up."""
    return Organisation.objects.filter(is_coalition=True).first()


def members() -> list[Organisation]:
    """The organisations named as standing behind the campaign, in their order."""
    return list(Organisation.objects.filter(is_member=True))


def access_users(actor: Actor) -> QuerySet[User]:
    """All who can log in, with their roles. Raises: NotPermitted."""
    if not actor.has("administrator"):
        raise NotPermitted()
    return User.objects.prefetch_related("roles__section").order_by("name", "pk")


def access_user(actor: Actor, ref: str) -> User:
    """One who can log in. Raises: NotPermitted, NotFound."""
    user = access_users(actor).filter(ref=ref).first()
    if user is None:
        raise NotFound()
    return user


def access_person(actor: Actor, ref: str) -> Person:
    """One person, for those whose work needs him: treasurers (whom to thank), auditors, administrators.

    Raises: NotPermitted, NotFound.
    """
    if not any(actor.has(role) for role in ("treasurer", "auditor", "administrator")):
        raise NotPermitted()
    person = Person.objects.filter(ref=ref).first()
    if person is None:
        raise NotFound()
    return person


def administrators() -> int:
    """How many active administrators there are."""
    return User.objects.filter(Q(roles__role=Role.ADMINISTRATOR), is_active=True).distinct().count()


def unanswered_invitations() -> int:
    """Active accounts whose person has not set a password yet (Django marks them with `!`)."""
    return User.objects.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX).count()


def sections_without_treasurer() -> int:
    """Sections with nobody to read their bank files."""
    rows = Role.objects.filter(role=Role.TREASURER, user__is_active=True)
    if rows.filter(section=None).exists():
        return 0
    return Section.objects.exclude(pk__in=rows.values("section")).count()
