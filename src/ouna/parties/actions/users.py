"""Accounts and roles. Whoever owns the server's command line (SYSTEM: `ouna setup`, the demo) may do what an
administrator may; it stands in the private journal either way."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import F

from ouna.core.values import clean_text
from ouna.log import SYSTEM, Actor, action, clock, journal, new_ref, unchanged
from ouna.parties import queries, rules
from ouna.parties.errors import AddressTaken, LastAdministrator, PasswordWeak
from ouna.parties.models import Role, Section, User
from ouna.parties.sealed import fold_email

#: A request this long after the last one begins a new visit to the desk.
VISIT = timedelta(minutes=30)


def _check(by: Actor) -> None:
    rules.check_administrator(by == SYSTEM or by.has("administrator"))


@action
def add_user(*, by: Actor, email: str, name: str, lang: str = "en", password: str | None = None) -> User:
    """An account that holds no role yet. Without a password it waits for its invitation.

    Raises: NotPermitted, AddressTaken, TextRefused.
    """
    _check(by)
    email = fold_email(email)
    if User.objects.filter(email=email).exists():
        raise AddressTaken()
    user = User(ref=new_ref("user"), email=email, name=clean_text(name), lang=lang)
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    user.save()
    journal("user.added", subject=user.ref, data={"user": user.ref}, by=by)
    return user


@action
def accept_invitation(*, by: Actor, user: User, name: str, password: str) -> User:
    """The invited person sets the first password; that spends the link and proves the address.

    Raises: PasswordWeak, TextRefused.
    """
    user.name = clean_text(name)
    try:
        validate_password(password, user)
    except ValidationError:
        raise PasswordWeak() from None
    if len(set(password)) < 5:
        raise PasswordWeak("A password of so few different characters is easy to guess.")
    user.set_password(password)
    user.save(update_fields=["name", "password"])
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    journal("invitation.accepted", subject=user.ref, data={"user": user.ref}, by=by)
    return user


@action
def rename_user(*, by: Actor, user: User, name: str, lang: str) -> None:
    """Correct a name or the language of someone's mails; everyone may for himself."""
    if by.ref != user.ref:
        _check(by)
    user.name, user.lang = clean_text(name), lang
    user.save(update_fields=["name", "lang"])
    journal("user.renamed", subject=user.ref, data={"user": user.ref, "lang": lang}, by=by)


@action
def give_role(*, by: Actor, user: User, role: str, section: Section | None = None) -> None:
    """Give one role, in one section or (None) everywhere.

    Raises: NotPermitted, OwnRights, UnknownRole, TwoDuties, ReaderWrites.
    """
    _check(by)
    rules.check_other_person(by.ref, user.ref)
    held = list(user.roles.values_list("role", flat=True))
    rules.check_roles(held, role)
    if role in rules.EVERYWHERE:
        section = None
    at = clock.now()
    _, new = Role.objects.get_or_create(
        user=user, role=role, section=section, defaults={"given_at": at, "given_by": by.ref}
    )
    if not new:
        return unchanged()
    where = section.ref if section else queries.EVERY_SECTION
    journal("role.given", subject=user.ref, data={"user": user.ref, "role": role, "section": where}, by=by)
    return None


@action
def take_role(*, by: Actor, user: User, role: str, section: Section | None = None) -> None:
    """Take one role away. Raises: NotPermitted, OwnRights, LastAdministrator."""
    _check(by)
    rules.check_other_person(by.ref, user.ref)
    found = Role.objects.filter(user=user, role=role, section=section)
    if not found.exists():
        return unchanged()
    found.delete()
    if role == Role.ADMINISTRATOR and not queries.administrators():
        raise LastAdministrator()
    where = section.ref if section else queries.EVERY_SECTION
    journal("role.taken", subject=user.ref, data={"user": user.ref, "role": role, "section": where}, by=by)
    return None


@action
def stop_user(*, by: Actor, user: User) -> None:
    """Let someone log in no more; the roles rest with the account, what is open in a browser ends for good.

    Raises: NotPermitted, OwnRights, LastAdministrator.
    """
    _check(by)
    rules.check_other_person(by.ref, user.ref)
    user.is_active, user.stops = False, F("stops") + 1
    user.save(update_fields=["is_active", "stops"])
    user.refresh_from_db(fields=["stops"])
    if not queries.administrators():
        raise LastAdministrator()
    journal("user.stopped", subject=user.ref, data={"user": user.ref}, by=by)


@action
def restore_user(*, by: Actor, user: User) -> None:
    """Let someone log in anew, with the roles of before where they still fit together.

    Raises: NotPermitted, OwnRights, TwoDuties, ReaderWrites.
    """
    _check(by)
    rules.check_other_person(by.ref, user.ref)
    rules.check_together(set(user.roles.values_list("role", flat=True)))
    user.is_active = True
    user.save(update_fields=["is_active"])
    journal("user.restored", subject=user.ref, data={"user": user.ref}, by=by)


@action(draft=True)
def mark_visit(*, by: Actor, user: User) -> None:
    """Remember that the desk was opened: after a pause this begins a new visit, and the old one ended."""
    now = clock.now()
    if user.visit_at is not None and now - user.visit_at < VISIT:
        return
    User.objects.filter(pk=user.pk).update(visit_before=user.visit_at, visit_at=now)
    user.visit_before, user.visit_at = user.visit_at, now
