"""`ouna bank import`: the same import without the desk."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from click.testing import CliRunner

from funds.world import TODAY
from ouna.cli.bank import bank
from ouna.demo.files import DemoStatement, camt
from ouna.funds.models import BankLine
from ouna.log import SYSTEM
from ouna.parties.actions import add_user, give_role
from treasury import ordered
from treasury.files import DAY, line, xml

pytestmark = pytest.mark.django_db


@pytest.fixture
def treasurer(world) -> str:
    user = add_user(by=SYSTEM, email="t@example.org", name="T")
    give_role(by=SYSTEM, user=user, role="treasurer", section=world.germany.section)
    return user.email


def imported(tmp_path, treasurer, raw: bytes, *more: str):
    path = tmp_path / "a.xml"
    path.write_bytes(raw)
    return CliRunner().invoke(bank, ["import", str(path), "--by", treasurer, "--json", *more])


def test_a_dry_run_says_what_would_be_and_writes_nothing(tmp_path, treasurer):
    result = imported(tmp_path, treasurer, xml(line(1000), line(500)), "--dry-run")
    assert result.exit_code == 0
    assert json.loads(result.output)["statements"][0]["new"] == 2
    assert not BankLine.objects.exists()


def test_the_same_file_twice_books_once(tmp_path, treasurer):
    for new in (1, 0):
        result = imported(tmp_path, treasurer, xml(line(1000)))
        assert result.exit_code == 0, result.output
        assert BankLine.objects.count() == 1
        assert new or json.loads(result.output)["statements"]


def test_what_is_held_or_refused_ends_with_1(tmp_path, treasurer):
    refused = imported(tmp_path, treasurer, b"\xff\xd8 no bank file")
    assert refused.exit_code == 1
    assert "refused" in json.loads(refused.output)
    assert imported(tmp_path, "nobody@example.org", xml(line(1))).exit_code == 1


def test_a_foreign_account_is_refused(tmp_path, world):
    user = add_user(by=SYSTEM, email="tn@example.org", name="TN")
    give_role(by=SYSTEM, user=user, role="treasurer", section=world.tunisia.section)
    assert imported(tmp_path, user.email, xml(line(1000))).exit_code == 1
    assert not BankLine.objects.exists()


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_a_table_without_its_account_asks_for_it(tmp_path, treasurer, world, dry):
    table = b"Date;Amount;Currency;Text\n2026-11-19;10.00;EUR;one\n2026-11-20;5.00;EUR;two\n"
    refused = imported(tmp_path, treasurer, table, *dry)
    assert refused.exit_code == 1 and "--account IBAN" in json.loads(refused.output)["next_step"]
    named = imported(tmp_path, treasurer, table, "--account", world.germany.iban, "--dry-run")
    assert named.exit_code == 0 and json.loads(named.output)["statements"][0]["new"] == 2


def test_a_line_that_is_not_as_ordered_ends_with_1_and_says_so(tmp_path, treasurer, partner):
    order = ordered.ordered(partner)
    raw = xml(ordered.out(order, iban=ordered.THIEF), opening=ordered.OPENING, days=(TODAY, TODAY))
    result = imported(tmp_path, treasurer, raw)
    assert result.exit_code == 1
    assert json.loads(result.output)["statements"][0]["stopped"] == 1
    path = tmp_path / "a.xml"
    told = CliRunner().invoke(bank, ["import", str(path), "--by", treasurer])
    assert told.exit_code == 1 and "NOT AS ORDERED: payments are stopped" in told.output


def test_a_dry_run_counts_what_the_import_counts(tmp_path, treasurer, world):
    raw = xml(line(1000, name="Lale"), line(-5, text="fee", code="ACMT-MDOP-CHRG"))
    tried, done = (imported(tmp_path, treasurer, raw, *dry).output for dry in (["--dry-run"], []))
    assert json.loads(tried) == json.loads(done)
    assert json.loads(tried)["statements"][0]["booked"] == 1


def test_a_bad_file_of_a_zip_is_named_and_the_good_one_imported(tmp_path, treasurer):
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as out:
        out.writestr("bad.xml", xml(line(700))[:-40])
        out.writestr("good.xml", xml(line(1000)))
    result = imported(tmp_path, treasurer, bundle.getvalue())
    told = json.loads(result.output)
    assert result.exit_code == 1 and told["not_read"][0]["where"] == "file 1 of the ZIP (bad.xml)"
    assert list(BankLine.objects.values_list("minor", flat=True)) == [1000]


def test_a_statement_of_no_account_of_ours_is_said_to_be_so(tmp_path, treasurer):
    foreign = camt(DemoStatement.of("DE02120300000000202051", "EUR", 1, (DAY, DAY), 0, (line(1000),)))
    path = tmp_path / "a.xml"
    path.write_bytes(foreign)
    result = CliRunner().invoke(bank, ["import", str(path), "--by", treasurer, "--dry-run"])
    said = " ".join(result.output.split())
    assert result.exit_code == 1 and "not imported: its account is not announced" in said
    assert imported(tmp_path, treasurer, foreign).exit_code == 1 and not BankLine.objects.exists()
