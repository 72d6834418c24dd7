"""What a preview says is what the import does; it leaves nothing; what cannot be imported is shown truly."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from funds.world import ANNA, GERMAN, TODAY, World
from ouna.core.errors import OunaError
from ouna.core.values import Money
from ouna.demo.files import DemoLine, DemoStatement, camt, mt940
from ouna.donations.actions import make_pledge
from ouna.funds.models import BankLine
from ouna.log import SYSTEM
from ouna.log.models import Entry, JournalFact, SubjectKey
from ouna.treasury.actions import importing
from ouna.treasury.actions.importing import import_file, try_files
from ouna.treasury.actions.reports import FileIn, ImportReport
from ouna.treasury.models import Statement, StatementFile
from ouna.treasury.queries.outcomes import outcomes
from ouna.treasury.queries.told import waiting_of
from treasury.files import DAY, line, statement, xml
from treasury.test_pages import text_of
from treasury.test_pages_files import drop, run

pytestmark = pytest.mark.django_db
STEPS = int(os.environ.get("OUNA_PREVIEWS", "25"))


def some_line(rng: random.Random, world: World, day: date, references: list[str]) -> DemoLine:
    """A line of one of the kinds that books itself, or of one that waits."""
    e2e = f"E{rng.randrange(10**9)}"
    minor = rng.randrange(1, 40) * 100
    kinds = [
        lambda: line(minor, day=day, reference=rng.choice(references), end_to_end=e2e),
        lambda: line(minor, day=day, name=rng.choice(["", "Lale"]), text="for the roof"),
        lambda: line(-1, day=day, text="fee", code="ACMT-MDOP-CHRG"),
        lambda: line(7, day=day, text="interest", code="ACMT-MCOP-INTR"),
        lambda: line(-minor, day=day, returned="AC04", end_to_end=rng.choice(references)),
        lambda: line(-minor, day=day, iban=world.tunisia.iban, name="Us"),
    ]
    return rng.choice(kinds)()


def some_files(rng: random.Random, world: World, day: date, opening: int, references: list[str]):
    """A day's statement, perhaps told twice, not adding up, or with a batch whose details come apart."""
    lines = [some_line(rng, world, day, references) for _ in range(rng.randrange(1, 6))]
    parts = tuple(some_line(rng, world, day, references) for _ in range(3))
    parts = tuple(replace(part, minor=abs(part.minor), returned="") for part in parts)
    batch = line(sum(p.minor for p in parts), day=day, bank_ref=f"B{day}", parts=parts)
    late = rng.random() < 0.5
    whole = [*lines, replace(batch, parts=() if late else parts)]
    one = DemoStatement.of(GERMAN, "EUR", day.toordinal(), (day, day), opening, whole)
    told = [("a.xml", camt(one))]
    if late:
        details = DemoStatement.of(GERMAN, "EUR", day.toordinal(), (day, day), 0, [batch])
        told.append(("details.xml", camt(details, "054.001.08")))
    if rng.random() < 0.3:
        told.append(("again.sta", mt940(one)))
    if rng.random() < 0.2:
        told.append(("odd.xml", camt(replace(one, closing=one.closing + 90))))
    if rng.random() < 0.2:
        told.append(("bad.xml", b"<Document"))
    rng.shuffle(told)
    return told, one.closing


def said(report: ImportReport) -> list[object]:
    """All that a report counts."""
    return [
        (s.state, s.held_reason, s.new, s.known, s.pending, s.batches, s.booked, s.waiting, s.stopped)
        for s in report.statements
    ]


def imported(files: list[FileIn]) -> list[ImportReport | OunaError]:
    done: list[ImportReport | OunaError] = []
    for file in files:
        try:
            done.append(import_file(by=ANNA, name=file.name, raw=file.raw))
        except OunaError as refused:
            done.append(refused)
    return done


def differing(world: World, figure: Callable[..., None] | None = None) -> int:
    """How many lines and counts of random previews are not those of the import that follows."""
    rng, opening, tried, wrong = random.Random(20261120), 0, 0, 0
    references = [
        make_pledge(
            by=SYSTEM, campaign=world.campaign, account=world.germany, fund=fund, money=Money(500, "EUR")
        ).reference
        for fund in (world.walls, world.walls, world.walls)
    ]
    for step in range(STEPS):
        day = TODAY - timedelta(days=STEPS - step)
        told, closing = some_files(rng, world, day, opening, references)
        opening = closing if rng.random() < 0.9 else closing + 100
        files = [FileIn(name, raw) for name, raw in told]
        trial = try_files(by=ANNA, files=files)
        done = imported(files)
        rows = [s.statement for r in done if isinstance(r, ImportReport) for s in r.statements if s.statement]
        wrong += trial.waiting != waiting_of(BankLine.objects.all(), rows)
        for before, after in zip(trial.files, done, strict=True):
            tried += 1
            if isinstance(after, OunaError) or isinstance(before, OunaError):
                wrong += str(before) != str(after)
                continue
            wrong += said(before) != said(after)
            for mine, theirs in zip(before.statements, after.statements, strict=True):
                wrong += mine.becomes != outcomes(theirs.plan, theirs.statement)
    if figure:
        figure(tried, wrong)
    return wrong


def test_what_a_preview_says_is_what_the_import_does(world: World, figure: Callable[..., None]) -> None:
    assert differing(world, figure) == 0


def test_without_the_details_that_came_before_a_preview_would_err(world: World, monkeypatch) -> None:
    """Twin: a rehearsal by other code than the import's is soon wrong."""
    real = importing.kept_details
    quiet = lambda *given: [] if trying else real(*given)  # noqa: E731
    trying: list[bool] = []

    def rehearsed(**given):
        trying.append(True)
        try:
            importing_rehearse(**given)
        finally:
            trying.clear()

    importing_rehearse = importing.rehearse_import
    monkeypatch.setattr(importing, "kept_details", quiet)
    monkeypatch.setattr(importing, "rehearse_import", rehearsed)
    assert differing(world) > 0


def test_a_preview_leaves_nothing_neither_in_the_database_nor_on_the_disk(world: World, settings) -> None:
    kept = (BankLine, Statement, StatementFile, Entry, JournalFact, SubjectKey)
    before = [model.objects.count() for model in kept]
    trial = try_files(
        by=ANNA, files=[FileIn("a.xml", xml(line(1000), line(-5, text="fee", code="A-B-CHRG")))]
    )
    assert trial.files[0].statements[0].booked == 1  # type: ignore[union-attr]
    assert [model.objects.count() for model in kept] == before
    assert not list(Path(settings.VAR).glob("archive/??/*"))


def test_files_are_tried_one_after_the_other(world: World, people) -> None:
    """The same day in a second format brings nothing: the preview says so before the first is imported."""
    one = statement(line(1000), line(2000))
    page = text_of(drop(people["german"], ("a.xml", camt(one)), ("b.sta", mt940(one))))
    assert "0 lines book themselves 2 wait for you 2 known already" in page
    assert "0 lines are new, 2 are known." in page
    assert "0 lines booked themselves 2 wait for you 2 known already" in text_of(run(people["german"]))


def test_files_too_large_to_try_out_say_so_and_promise_nothing(world: World, people, monkeypatch) -> None:
    monkeypatch.setattr("ouna.treasury.views.preview.MOST_TRIED", 100)
    page = text_of(drop(people["german"], ("a.xml", xml(line(1000)))))
    assert "too large to be tried out" in page and "1 line is new" in page
    assert "book themselves" not in page


FOREIGN = "DE02120300000000202051"


def foreign() -> bytes:
    """A statement that adds up, of an account that is not ours."""
    lines = (line(1000, name="Stranger"), line(-300))
    return camt(DemoStatement.of(FOREIGN, "EUR", 1, (DAY, DAY), 5000, lines))


def test_a_statement_of_a_foreign_account_is_shown_as_it_is_and_nothing_is_offered(world, people) -> None:
    response = drop(people["german"], ("theirs.xml", foreign()))
    page = text_of(response)
    for words in (
        "not our account", "not announced", "Nothing of this file can be imported", "50.00", "57.00",
        "+10.00", "−3.00", "is not imported", "DE02 1203 0000 0000 2020 51",
    ):  # fmt: skip
        assert words in page, words
    for wrong in ("Missing", "Too much", "should be the closing", "–,"):
        assert wrong not in page, wrong
    assert reverse("treasury:run") not in response.content.decode()
    assert not Statement.objects.exists() and not StatementFile.objects.exists()


def test_the_arabic_preview_of_a_foreign_account(world, people) -> None:
    drop(people["german"], ("theirs.xml", foreign()))
    page = text_of(people["german"].get(reverse("treasury:preview"), headers={"accept-language": "ar"}))
    assert "لا يمكن استيراد أي شيء من هذا الملف." in page and "not announced" not in page


def test_a_gap_is_named_before_the_statement_is_imported(world, people) -> None:
    first, after = DAY - timedelta(days=4), DAY
    drop(people["german"], ("a.xml", xml(line(1000, day=first))))
    run(people["german"])
    page = text_of(drop(people["german"], ("b.xml", xml(line(500, day=after), opening=1700))))
    assert "Before this statement one is missing" in page and "jumps by +7.00" in page
    between = f"{(first + timedelta(days=1)).day} to {after.day - 1}"
    assert between in page.replace("\u2068", "").replace("\u2069", "")


def test_where_no_whole_day_lacks_the_two_days_are_named(world, people) -> None:
    """Not the day that was just imported: it is there."""
    drop(people["german"], ("a.xml", xml(line(1000, day=DAY - timedelta(days=1)))))
    run(people["german"])
    assert "between" in text_of(drop(people["german"], ("b.xml", xml(line(500), opening=1700))))
    run(people["german"])
    words = "between 18 November 2026 and 19 November 2026"
    for name in ("treasury:statements", "treasury:accounts", "web:desk"):
        page = text_of(people["german"].get(reverse(name))).replace("\u2068", "").replace("\u2069", "")
        assert words in page, (name, page)


def test_a_single_day_that_lacks_is_said_once(world, people) -> None:
    drop(people["german"], ("a.xml", xml(line(1000, day=DAY - timedelta(days=2)))))
    run(people["german"])
    drop(people["german"], ("b.xml", xml(line(500), opening=1700)))
    run(people["german"])
    page = text_of(people["german"].get(reverse("web:desk")))
    assert "18 November 2026, " in page and "18 November 2026 – " not in page
