"""The balance from before these books: until it is divided it waits, named as such; it hides nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from funds.world import ANNA, World
from ouna.funds.models import BankLine
from ouna.log import clock
from ouna.log.monitor import run_checks
from ouna.log.sequencer import run_once
from ouna.treasury import checks as checks_module
from ouna.treasury.actions import book_opening, import_file
from ouna.treasury.checks import NOT_DIVIDED, NOT_THE_BANKS, checks
from ouna.treasury.models import BankStated, StatementFile
from ouna.verify.book import Wanted, verify_book
from ouna.verify.source import Folder
from treasury.files import line, xml

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(world: World) -> World:
    """The first statement of an account that held 80.00 before these books."""
    import_file(by=ANNA, name="a.xml", raw=xml(line(700), line(300), opening=8000))
    run_once()
    return world


def told() -> list[tuple[str, bool]]:
    return [(finding.what, finding.waits) for finding in checks()]


def test_it_waits_and_breaks_nothing(begun: World) -> None:
    assert told() == [(NOT_DIVIDED, True)]
    run = run_checks()
    assert run.ok and [f["what"] for f in run.waiting] == [NOT_DIVIDED]
    # Nothing of the bank's balance is in the record yet, so the published book holds as it stands.
    assert not BankStated.objects.exists()


def test_the_public_page_names_it(begun: World, client: Client) -> None:
    run_checks()
    page = client.get(reverse("web:books")).content.decode()
    assert "from before these books is not divided" in page and "found something" not in page
    page = client.get(reverse("web:books"), {"lang": "ar"}).content.decode()
    assert "not divided" not in page and "لم يُقسَّم" in page
    assert "something does not hold" not in client.get(reverse("web:home")).content.decode()


def test_divided_it_is_stated_at_once_and_nothing_waits(begun: World) -> None:
    book_opening(by=ANNA, account=begun.germany, parts=[(5000, begun.walls), (3000, begun.free)])
    assert told() == []
    assert [stated.closing_minor for stated in BankStated.objects.all()] == [9000]
    run_once()
    assert verify_book(Folder(settings.BOOKS_DIR), Wanted()).ok


def test_a_cent_beside_it_is_a_difference(begun: World) -> None:
    BankLine.objects.filter(minor=300).update(minor=299)
    assert (NOT_THE_BANKS, False) in told() and (NOT_DIVIDED, True) not in told()


def test_what_nobody_divides_for_a_month_is_a_finding(begun: World, monkeypatch: pytest.MonkeyPatch) -> None:
    StatementFile.objects.update(at=clock.now() - timedelta(days=31))
    assert told() == [(NOT_DIVIDED, True)]
    StatementFile.objects.update(at=clock.now() - timedelta(days=32))
    assert told() == [(NOT_THE_BANKS, False)] and not run_checks().ok


def test_guard_off_it_would_be_called_broken(begun: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks_module, "_is_undivided", lambda *_: False)
    assert told() == [(NOT_THE_BANKS, False)]
