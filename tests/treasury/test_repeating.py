"""A statement imported again: counted as the same where it is, and looked at closely where it is not."""

from __future__ import annotations

from collections import Counter

import pytest

from funds.world import ANNA
from ouna.core.bank import read_file
from ouna.funds.models import BankLine
from ouna.treasury import plan as plan_module
from ouna.treasury.actions import import_file, importing
from ouna.treasury.models import Statement, StatementLine
from treasury.files import line, xml

pytestmark = pytest.mark.django_db

LINES = (
    line(500, name="Karl"),
    line(500, name="Karl"),
    line(700, text="for the roof"),
    line(-90, name="Shop"),
)


def members(statement: Statement) -> set[int]:
    return set(StatementLine.objects.filter(statement=statement).values_list("line_id", flat=True))


def test_the_same_again_is_known_and_tells_of_the_same_lines(world, monkeypatch):
    [first] = import_file(by=ANNA, name="a.xml", raw=xml(*LINES)).statements
    monkeypatch.setattr(plan_module, "recognise", lambda *_: pytest.fail("equal lines need no pairing"))
    [again] = import_file(by=ANNA, name="b.xml", raw=xml(*LINES) + b" ").statements
    assert (again.state, again.new, again.known) == ("booked", 0, 4)
    assert members(again.statement) == members(first.statement) and len(members(first.statement)) == 4
    assert BankLine.objects.count() == 4


def test_counting_and_pairing_plan_the_same(world, monkeypatch):
    import_file(by=ANNA, name="a.xml", raw=xml(*LINES))
    document = read_file(xml(*LINES), "b.xml")
    quick = plan_module.make_plan(document, 1).statements[0]
    monkeypatch.setattr(plan_module, "_says_nothing_new", lambda *_: False)
    slow = plan_module.make_plan(document, 1).statements[0]
    assert quick.same_lines and not slow.same_lines
    assert quick.recognition.same_as == slow.recognition.same_as is not None
    assert [p.outcome for p in quick.lines] == [p.outcome for p in slow.lines] == ["known"] * 4
    assert (quick.state, quick.held_reason) == (slow.state, slow.held_reason)


def test_a_file_that_tells_more_of_one_line_is_looked_at_closely(world):
    [first] = import_file(by=ANNA, name="a.xml", raw=xml(*LINES)).statements
    richer = (*LINES[:3], line(-90, name="Shop", end_to_end="E-7"))
    [again] = import_file(by=ANNA, name="b.xml", raw=xml(*richer)).statements
    assert (again.new, again.known) == (0, 4) and members(again.statement) == members(first.statement)
    assert BankLine.objects.get(minor=-90).end_to_end == "E-7"


def test_a_long_statement_in_parts_is_the_same_as_in_one(world, monkeypatch):
    monkeypatch.setattr(importing, "LARGEST_COMMIT", 2)
    [report] = import_file(by=ANNA, name="a.xml", raw=xml(*LINES, line(33), line(44))).statements
    assert (report.new, report.statement.new_count, report.state) == (6, 6, "booked")
    rows = BankLine.objects.order_by("minor", "nth")
    assert Counter(rows.values_list("minor", "nth")) == Counter(
        {(500, 1): 1, (500, 2): 1, (700, 1): 1, (-90, 1): 1, (33, 1): 1, (44, 1): 1}
    )
    assert members(report.statement) == set(rows.values_list("pk", flat=True))


def test_another_import_between_the_parts_is_seen(world, monkeypatch):
    """The second part is planned anew when the account has got lines meanwhile."""
    monkeypatch.setattr(importing, "LARGEST_COMMIT", 2)
    raw, real, calls = xml(*LINES, line(33), line(44)), importing.commit_lines, []

    def commit_lines(**given):
        calls.append(1)
        done = real(**given)
        if len(calls) == 1:
            monkeypatch.setattr(importing, "LARGEST_COMMIT", 100)
            import_file(by=ANNA, name="b.xml", raw=raw + b" ")
            monkeypatch.setattr(importing, "LARGEST_COMMIT", 2)
        return done

    monkeypatch.setattr(importing, "commit_lines", commit_lines)
    import_file(by=ANNA, name="a.xml", raw=raw)
    assert BankLine.objects.count() == 6 and len(calls) >= 1
    assert sorted(BankLine.objects.values_list("minor", flat=True)) == [-90, 33, 44, 500, 500, 700]
