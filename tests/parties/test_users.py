"""Accounts, invitations and roles."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from ouna.core.values import Translated
from ouna.log import SYSTEM, clock
from ouna.log.models import JournalFact
from ouna.parties import actions, invitations, rules
from ouna.parties.checks import checks
from ouna.parties.errors import (
    AddressTaken,
    InvitationInvalid,
    LastAdministrator,
    NotPermitted,
    OwnRights,
    PasswordWeak,
    ReaderWrites,
    TwoDuties,
)
from ouna.parties.models import Role, User
from ouna.parties.queries import access_user, actor_of, sections_of

Make = Callable[..., Any]
GOOD = "a sentence that only I know"


def test_only_an_administrator_makes_accounts(actor: Make) -> None:
    for role in ("treasurer", "auditor", "partner"):
        with pytest.raises(NotPermitted):
            actions.add_user(by=actor(role), email="x@pear.example", name="X")
    actions.add_user(by=actor("administrator"), email="x@pear.example", name="X")


def test_an_address_is_one_account_however_it_is_written(person: Make) -> None:
    person()
    with pytest.raises(AddressTaken):
        actions.add_user(by=SYSTEM, email=" U0@Pear.Example ", name="Again")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(ref="user_x", email="U0@PEAR.EXAMPLE", name="Round the action")


def test_a_role_in_one_section_is_none_elsewhere(actor: Make, person: Make) -> None:
    here, there = (
        actions.add_section(by=SYSTEM, country=c, name=Translated.source("en", c), currency="EUR")
        for c in ("DE", "NL")
    )
    treasurer = actor_of(person("treasurer", section=here))
    assert treasurer.has("treasurer", here.ref) and not treasurer.has("treasurer", there.ref)
    assert list(sections_of(treasurer, "treasurer")) == [here] and not sections_of(treasurer, "auditor")
    assert list(sections_of(actor("auditor"), "auditor")) == [here, there]


def test_two_duties_are_refused_also_in_two_sections(person: Make) -> None:
    section = actions.add_section(by=SYSTEM, country="DE", name=Translated.source("en", "D"), currency="EUR")
    user = person("treasurer", section=section)
    with pytest.raises(TwoDuties):
        actions.give_role(by=SYSTEM, user=user, role="trustee")
    assert list(user.roles.values_list("role", flat=True)) == ["treasurer"]


def test_guard_off_two_duties_would_be_given(person: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: it is the rule that refuses, nothing else."""
    monkeypatch.setattr("ouna.parties.rules.check_roles", lambda held, wanted: None)
    user = person("treasurer")
    actions.give_role(by=SYSTEM, user=user, role="trustee")
    assert set(user.roles.values_list("role", flat=True)) == {"treasurer", "trustee"}


DUTIES = {
    "requests": ("coordinator", "planner", "logistician"),
    "approves": ("trustee",),
    "releases": ("treasurer",),
}
PAIRS = [
    (one, two)
    for first, second in itertools.permutations(DUTIES, 2)
    for one in DUTIES[first]
    for two in DUTIES[second]
]


@pytest.mark.parametrize(("held", "wanted"), PAIRS)
def test_nobody_asks_approves_or_sends_in_two_of_these_duties(
    person: Make, held: str, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each pair, in either order; then the same with only the rule on duties taken out."""
    user = person(held)
    with pytest.raises(TwoDuties):
        actions.give_role(by=SYSTEM, user=user, role=wanted)
    assert list(user.roles.values_list("role", flat=True)) == [held]
    monkeypatch.setattr(rules, "DUTIES", dict.fromkeys(rules.DUTIES, ""))
    actions.give_role(by=SYSTEM, user=user, role=wanted)
    assert set(user.roles.values_list("role", flat=True)) == {held, wanted}


@pytest.mark.parametrize(("held", "wanted"), [pair for pair in PAIRS if pair[0] < pair[1]])
def test_two_duties_given_behind_the_rule_are_found_and_not_restored(
    person: Make, held: str, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = person(held)
    person("administrator")
    Role.objects.create(user=user, role=wanted, given_at=clock.now(), given_by="user_x")
    assert [finding.where for finding in checks()] == [user.ref]
    actions.stop_user(by=SYSTEM, user=user)
    with pytest.raises(TwoDuties):
        actions.restore_user(by=SYSTEM, user=user)
    monkeypatch.setattr(rules, "check_together", lambda roles: None)
    actions.restore_user(by=SYSTEM, user=user)
    assert user.is_active and not [finding for finding in checks() if finding.where == user.ref]


def test_nobody_changes_his_own_rights(person: Make) -> None:
    admin = person("administrator")
    for change in (actions.give_role, actions.take_role):
        with pytest.raises(OwnRights):
            change(by=actor_of(admin), user=admin, role="auditor")
    with pytest.raises(OwnRights):
        actions.stop_user(by=actor_of(admin), user=admin)


def test_the_last_administrator_stays(person: Make) -> None:
    admin = person("administrator")
    with pytest.raises(LastAdministrator):
        actions.take_role(by=SYSTEM, user=admin, role="administrator")
    with pytest.raises(LastAdministrator):
        actions.stop_user(by=SYSTEM, user=admin)
    admin.refresh_from_db()
    assert admin.is_active and admin.roles.filter(role=Role.ADMINISTRATOR).exists()


def test_a_stopped_account_has_no_roles_and_gets_them_back(person: Make) -> None:
    user = person("treasurer")
    person("administrator")
    actions.stop_user(by=SYSTEM, user=user)
    assert actor_of(user).roles == frozenset()
    actions.restore_user(by=SYSTEM, user=user)
    assert actor_of(user).has("treasurer")


def test_a_restored_account_logs_in_anew_whatever_was_open_before(person: Make) -> None:
    user, open_before = person("treasurer"), Client()
    person("administrator")
    open_before.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert open_before.get("/desk/").status_code == 200
    actions.stop_user(by=SYSTEM, user=user)
    actions.restore_user(by=SYSTEM, user=user)
    answer = open_before.get("/desk/")
    assert answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]
    user.refresh_from_db()
    fresh = Client()
    fresh.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert fresh.get("/desk/").status_code == 200


def test_guard_off_a_session_from_before_the_stop_would_live_again(
    person: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(User, "get_session_auth_hash", AbstractBaseUser.get_session_auth_hash)
    user, open_before = person("treasurer"), Client()
    person("administrator")
    open_before.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    actions.stop_user(by=SYSTEM, user=user)
    actions.restore_user(by=SYSTEM, user=user)
    assert open_before.get("/desk/").status_code == 200


def test_an_invitation_from_before_a_stop_opens_nothing_afterwards(person: Make) -> None:
    person("administrator")
    user = person()
    token = invitations.make_token(user)
    actions.stop_user(by=SYSTEM, user=user)
    actions.restore_user(by=SYSTEM, user=user)
    with pytest.raises(InvitationInvalid):
        invitations.user_of_token(token)


def test_roles_that_do_not_fit_together_are_found_and_not_restored(person: Make) -> None:
    person("administrator")
    user = person("treasurer")
    assert list(checks()) == []
    given = user.roles.get()
    Role.objects.create(user=user, role="auditor", given_at=given.given_at, given_by=given.given_by)
    assert [finding.where for finding in checks()] == [user.ref]
    actions.stop_user(by=SYSTEM, user=user)
    with pytest.raises(ReaderWrites):
        actions.restore_user(by=SYSTEM, user=user)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_pages_of_passkeys_speak_plainly(person: Make, lang: str) -> None:
    user, client = person("treasurer"), Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["lang"] = lang
    names = ("mfa_list_webauthn", "mfa_index")
    pages = [client.get(reverse(name)).content.decode() for name in names]
    for page in pages:
        assert ("Passkeys" if lang == "en" else "مفاتيح المرور") in page
        assert not [word for word in ("Security", "Two-Factor", "Authenticat", "مفاتيح أمان") if word in page]


def test_every_change_of_rights_stands_in_the_journal(person: Make) -> None:
    person("administrator")
    user = person("auditor")
    actions.take_role(by=SYSTEM, user=user, role="auditor")
    actions.stop_user(by=SYSTEM, user=user)
    kinds = list(JournalFact.objects.filter(subject=user.ref).values_list("kind", flat=True))
    assert sorted(kinds) == ["role.given", "role.taken", "user.added", "user.stopped"]


def test_a_role_given_twice_is_one_role(person: Make) -> None:
    user = person("auditor")
    actions.give_role(by=SYSTEM, user=user, role="auditor")
    assert user.roles.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.create(user=user, role="auditor", given_at=user.roles.get().given_at, given_by="x")


def test_access_to_accounts_is_for_administrators(actor: Make, person: Make) -> None:
    user = person()
    with pytest.raises(NotPermitted):
        access_user(actor("treasurer"), user.ref)
    assert access_user(actor("administrator"), user.ref) == user


# Invitations --------------------------------------------------------------------------------------


def test_an_invitation_works_once(person: Make) -> None:
    user = person()
    token = invitations.make_token(user)
    assert invitations.user_of_token(token) == user
    actions.accept_invitation(by=actor_of(user), user=user, name="Ann", password=GOOD)
    with pytest.raises(InvitationInvalid):
        invitations.user_of_token(token)


def test_an_invitation_runs_out(person: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    token = invitations.make_token(person())
    monkeypatch.setattr(invitations, "DAYS", -1)
    with pytest.raises(InvitationInvalid):
        invitations.user_of_token(token)


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "", lambda t: t.upper()])
def test_a_spoiled_invitation_opens_nothing(person: Make, spoil: Callable[[str], str]) -> None:
    with pytest.raises(InvitationInvalid):
        invitations.user_of_token(spoil(invitations.make_token(person())))


def test_a_stopped_account_cannot_be_opened_by_its_invitation(person: Make) -> None:
    person("administrator")
    user = person()
    token = invitations.make_token(user)
    actions.stop_user(by=SYSTEM, user=user)
    with pytest.raises(InvitationInvalid):
        invitations.user_of_token(token)


@pytest.mark.parametrize("weak", ["short", "password1234", "            "])
def test_a_weak_password_is_refused(person: Make, weak: str) -> None:
    user = person()
    with pytest.raises(PasswordWeak):
        actions.accept_invitation(by=actor_of(user), user=user, name="Ann", password=weak)
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_from_invitation_to_log_in(person: Make, client: Client) -> None:
    client.force_login(person("administrator"))
    answer = client.post("/desk/admin/people/", {"name": "Ann", "email": "ann@pear.example", "lang": "ar"})
    assert answer.status_code == 302
    (sent,) = mail.outbox
    assert sent.to == ["ann@pear.example"] and sent.subject
    link = next(line for line in sent.body.splitlines() if "/invited/" in line)
    path = link.removeprefix("http://localhost:8000")
    fresh = Client()
    # Told to no other site; with "no-referrer" a browser would post `Origin: null` and be refused.
    assert fresh.get(path).headers["Referrer-Policy"] == "same-origin"
    assert fresh.post(path, {"name": "Ann B", "password": GOOD}).status_code == 302
    assert fresh.get("/desk/").status_code == 200
    assert fresh.get(path).status_code == 410
    again = Client()
    done = again.post("/accounts/login/", {"login": "ann@pear.example", "password": GOOD})
    assert done.status_code == 302 and done.headers["Location"] == "/desk/"
    assert 'lang="ar"' in again.get("/desk/").content.decode()


@pytest.mark.parametrize(("chosen", "shown"), [("", "ar"), ("en", "en")])
def test_after_log_in_the_account_s_language_holds_unless_another_was_chosen(
    person: Make, chosen: str, shown: str
) -> None:
    user = person("partner")
    user.lang = "ar"
    user.set_password(GOOD)
    user.save()
    browser = Client(headers={"accept-language": "en-GB,en"})
    if chosen:
        browser.get("/", {"lang": chosen})
    # From a page that asked for the log-in, which does not lead by way of the desk's own address.
    done = browser.post("/accounts/login/?next=/desk/me/", {"login": user.email, "password": GOOD})
    assert done.headers["Location"] == "/desk/me/"
    assert f'<html lang="{shown}"' in browser.get("/desk/me/").content.decode()


def test_there_is_no_sign_up(client: Client, db: None) -> None:
    data = {"email": "eve@pear.example", "password1": GOOD, "password2": GOOD}
    client.post("/accounts/signup/", data)
    assert not User.objects.exists()


# Visits -------------------------------------------------------------------------------------------


def test_what_is_new_counts_from_the_visit_before(person: Make, clock: Any) -> None:
    user, start = person("auditor"), clock.now()
    actions.mark_visit(by=actor_of(user), user=user)
    assert user.visit_before is None
    clock.set(lambda: start + timedelta(minutes=5))
    actions.mark_visit(by=actor_of(user), user=user)
    assert user.visit_before is None
    clock.set(lambda: start + timedelta(days=2))
    actions.mark_visit(by=actor_of(user), user=user)
    assert user.visit_before == start
