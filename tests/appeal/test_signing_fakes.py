"""False signatories of ten kinds: whatever they try, none of them is public."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.appeal.signing_fixtures import Signing, link_of
from tests.appeal.signing_fixtures import signing as signing
from tests.conftest import NOON

from ouna.appeal import links, signing_rules
from ouna.appeal.actions.moderating import approve
from ouna.appeal.actions.proving import prove_address
from ouna.appeal.actions.signing import VISITOR, ask_voucher
from ouna.appeal.models import Link, ListedName, Signatory
from ouna.appeal.queries.signatories import fingerprint_of
from ouna.core.errors import OunaError
from ouna.log import SYSTEM
from ouna.log.clock import fixed

FREE = ("gmail.com", "posteo.de", "yandex.ru", "yahoo.fr", "proton.me")
SUFFIXES = ("co.uk", "com.br", "org.in", "k12.ma.us", "github.io")


class Faker:
    """Makes false applications, each with a number, and drives them as far as they go."""

    def __init__(self, signing: Signing, true: Signatory, random: random.Random) -> None:
        self.signing, self.true, self.random = signing, true, random
        self.number = 0

    def proved(self, site: str, mail: str) -> Signatory:
        """An application whose address is proved."""
        self.number += 1
        return self.signing.proved(
            f"False {self.number}", website=f"https://{site}" if site else "", email=f"f{self.number}@{mail}"
        )

    def applied(self, site: str, mail: str) -> Signatory:
        """An application."""
        self.number += 1
        return self.signing.applied(
            f"False {self.number}", website=f"https://{site}", email=f"f{self.number}@{mail}"
        )

    def free_mail(self) -> Signatory:
        return self.proved("peartree.example", self.random.choice(FREE))

    def other_domain(self) -> Signatory:
        return self.proved("peartree.example", f"peartree-{self.number}.example")

    def longer_domain(self) -> Signatory:
        return self.proved("peartree.example", f"peartree.example.n{self.number}.example.net")

    def bare_suffix(self) -> Signatory:
        suffix = self.random.choice(SUFFIXES)
        return self.proved(suffix, suffix)

    def shared_host(self) -> Signatory:
        return self.proved(f"n{self.number}.github.io", f"m{self.number}.github.io")

    def guessed_link(self) -> Signatory:
        made = self.applied("peartree.example", "peartree.example")
        code = link_of(made, Link.PROVE).code
        mark = "".join(self.random.choices("abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789-_", k=24))
        prove_address(by=VISITOR, link=links.read(code + mark))
        return made

    def link_of_another(self) -> Signatory:
        made = self.applied("peartree.example", "peartree.example")
        prove_address(by=VISITOR, link=link_of(self.true, Link.PROVE))
        return made

    def late_link(self) -> Signatory:
        made = self.applied("peartree.example", "peartree.example")
        with fixed(NOON + timedelta(days=8 + self.random.randrange(300))):
            prove_address(by=VISITOR, link=link_of(made, Link.PROVE))
        return made

    def false_voucher(self) -> Signatory:
        made, friend = self.free_mail(), self.free_mail()
        ask_voucher(by=VISITOR, signatory=made, voucher=self.random.choice((made, friend)))
        return made

    def own_domain_no_editor(self) -> Signatory:
        return self.proved(f"false{self.number}.example", f"false{self.number}.example")

    KINDS = (
        free_mail, other_domain, longer_domain, bare_suffix, shared_host,
        guessed_link, link_of_another, late_link, false_voucher, own_domain_no_editor,
    )  # fmt: skip


def run(signing: Signing, count: int, seed: int, actor: Callable[..., Any]) -> tuple[int, int]:
    """(false ones tried, how many became public)."""
    faker = Faker(signing, signing.live(), random.Random(seed))
    helpers = [VISITOR, SYSTEM, actor("administrator"), actor("treasurer")]
    before = set(Signatory.objects.filter(state__in=Signatory.PUBLIC).values_list("pk", flat=True))
    for number in range(count):
        kind = Faker.KINDS[number % len(Faker.KINDS)]
        try:
            made = kind(faker)
        except OunaError:
            made = Signatory.objects.latest("pk")
        # An editor who approves whatever is before him meets only what is proved; the last kind is proved,
        # by a domain bought for it, and meets everybody but an editor.
        sure = kind is Faker.own_domain_no_editor
        for by in helpers if sure else [signing.editor, *helpers]:
            try:
                approve(by=by, signatory=made, seen=fingerprint_of(made))
            except OunaError:
                continue
    public = set(Signatory.objects.filter(state__in=Signatory.PUBLIC).values_list("pk", flat=True)) - before
    listed = ListedName.objects.exclude(signatory__in=before).values("signatory").distinct().count()
    return count, max(len(public), listed)


def test_no_false_one_of_ten_kinds_is_public(
    signing: Signing, actor: Callable[..., Any], figure: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_rules, "MOST_TO_ONE", 10**9)
    tried, wrong = run(signing, int(os.environ.get("OUNA_FAKES", "60")), 1, actor)
    figure(tried, wrong)
    assert wrong == 0


def test_the_same_fakes_get_through_without_the_proof(
    signing: Signing, actor: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_rules, "proof_of_address", lambda site, mail: "domain")
    assert run(signing, 20, 3, actor)[1] > 0


def test_the_same_fakes_get_through_without_the_editor(
    signing: Signing, actor: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_rules, "check_editor", lambda is_editor: None)
    assert run(signing, 20, 4, actor)[1] > 0
