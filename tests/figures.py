"""Counts what tests try, and writes the page of figures: `make figures`.

A pytest plugin, loaded by tests/conftest.py. With OUNA_FIGURES=FILE it adds one JSON line for each test of
the table below: {promise, test, tried, lost}. What counts as tried: what the test said through the fixture
`figure(tried, lost)`; else the examples Hypothesis made; else one for each set of parameters.

Run as a program it runs the tests of each promise with full counts and writes docs/figures.md; with names of
promises only these, and the other rows stay as they are. `--part 10` tries a tenth of the full counts,
`--jobs 2` measures two promises at a time. It writes nothing unless every test passed and was counted.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "figures.md"
#: Seconds that the tests of one promise may take.
LONGEST = 3 * 3600


@dataclass(frozen=True)
class Promise:
    """What we say, what is tried, which tests try it, and the tests that show the guard matters."""

    says: str
    unit: str
    tests: tuple[str, ...]
    twins: tuple[str, ...] = ()
    full: dict[str, str] = field(default_factory=dict)
    #: So many cases must have been tried: fewer mean that a part was left out, such as a database.
    least: int = 1


PROMISES = {
    "recognition": Promise(
        "No bank line is booked twice and none is lost, in whatever order, format and cut the files come.",
        "uploads in random histories of one account, each compared with the truth",
        ("tests/treasury/test_recognition.py::test_random_histories_neither_double_nor_lose_a_line",),
        ("tests/treasury/test_recognition.py::"
         "test_counting_by_day_and_amount_alone_would_lose_the_second_half_of_a_day",),
        {"OUNA_HISTORIES": "20000"},
    ),
    "preview": Promise(
        "What a preview says an import will do is what the import does, line by line.",
        "previews of random files of one account (batches, details, returns, gaps, repeats, wrong sums)",
        ("tests/treasury/test_preview.py::test_what_a_preview_says_is_what_the_import_does",),
        ("tests/treasury/test_preview.py::"
         "test_without_the_details_that_came_before_a_preview_would_err",),
        {"OUNA_PREVIEWS": "300"},
    ),
    "thefts": Promise(
        "What a treasurer steals is refused, or shows at the next reconciliation.",
        "thefts of 18 kinds (skimmed, fake vendor, ghost refund, split below a limit, backdated, …)",
        ("tests/treasury/test_thefts.py::test_thefts_are_refused_or_show",),
        ("tests/treasury/test_thefts.py::test_without_the_partners_signatures_thefts_go_through",
         "tests/treasury/test_thefts.py::test_without_the_desks_rules_thefts_go_through"),
        full={"OUNA_THEFTS": "2052"},
    ),
    "bank_files": Promise(
        "A damaged bank file is refused or says what is wrong; no booking vanishes without a word.",
        "camt, MT940, CSV and ZIP files with one damage each",
        ("tests/core/bank/test_bank_fuzz.py::test_mutants",
         "tests/core/bank/test_bank_fuzz.py::test_many_mutants"),
        ("tests/core/bank/test_bank_fuzz.py::test_the_judge_sees_a_silent_loss",),
    ),
    "hostile_xml": Promise(
        "A bank file that declares a document type (bombs, foreign files) is refused.",
        "hostile files, in two encodings",
        ("tests/core/bank/test_bank_camt.py::test_doctypes_are_refused",),
    ),
    "falsified_books": Promise(
        "A published record with a changed page, sum, rule, proof or key is not accepted.",
        "falsified records, made in all ways we know",
        ("tests/verify/test_verify_mutants.py::test_no_falsified_book_is_accepted",
         "tests/verify/test_verify_mutants.py::test_each_way_to_break_a_rule_changes_the_book_and_is_found",
         "tests/verify/test_verify_government.py::"
         "test_no_government_forged_by_the_owner_of_the_key_is_accepted"),
        ("tests/verify/test_verify_government.py::test_guard_off_without_the_signatures_some_would_be",),
        full={"OUNA_MUTANTS": "10000"},
        least=10_000,
    ),
    "proofs": Promise(
        "A proof with one bit changed is not accepted; the right one is.",
        "bits flipped in pages, proofs, roots and proof files",
        ("tests/core/tlog/test_tlog_tree.py::test_no_flipped_bit_ever_verifies",
         "tests/verify/test_verify_command.py::test_no_bit_of_a_proof_file_can_be_flipped"),
    ),
    "split_view": Promise(
        "While too few independent keepers lie, no two different records both get their quorum.",
        "runs of a lying server with 1 to 9 keepers",
        ("tests/core/tlog/test_tlog_split_view.py::test_no_two_views_get_a_quorum_while_too_few_witnesses_lie",
         "tests/core/tlog/test_tlog_split_view.py::test_the_same_with_real_cosignatures"),
        ("tests/core/tlog/test_tlog_split_view.py::test_with_enough_liars_the_same_server_succeeds",),
    ),
    "rules": Promise(
        "A record that breaks a rule of the book is refused.",
        "rules, each with a record that breaks it alone",
        ("tests/core/book/test_book_rules.py::test_a_record_that_breaks_the_rule_is_refused",
         "tests/core/book/test_book_rules.py::test_every_rule_has_a_case"),
        ("tests/core/book/test_book_rules.py::test_twin_without_the_rule_it_is_let_in",
         "tests/core/book/test_book_machine.py::test_twin_without_a_rule_the_model_notices"),
    ),
    "government_rules": Promise(
        "What breaks a rule of trustees, keys, pact, gate, pause, requests, orders or payments is refused.",
        "rules, each with a record that breaks it alone",
        ("tests/core/book/test_book_government.py::test_a_record_that_breaks_the_rule_is_refused",
         "tests/core/book/test_book_government.py::test_a_statement_that_says_something_else_is_refused"),
        ("tests/core/book/test_book_government.py::test_twin_without_the_rule_it_is_let_in",),
    ),
    "forged_approvals": Promise(
        "With fewer good signatures than it needs, nothing is paid.",
        "histories with approvals that only look good, written by the owner of the log's key",
        ("tests/core/book/test_book_forged.py::test_no_forged_history_is_paid",),
        ("tests/core/book/test_book_forged.py::test_guard_off_the_forged_are_paid",),
        {"OUNA_FORGED": "10000"},
    ),
    "signed_changed": Promise(
        "What was signed is what is paid: after a change of one field nothing is.",
        "requests and approvals with one field changed after signing",
        ("tests/core/book/test_book_forged.py::test_after_one_change_nothing_is_paid",),
        ("tests/core/book/test_book_forged.py::test_guard_off_changed_requests_would_be_paid",),
        {"OUNA_CHANGED": "20000"},
    ),
    "name_checks": Promise(
        "Nobody is cleared without a fresh check of his name against lists in use that are young enough.",
        "random states of lists, checks and dates",
        ("tests/screening/test_failing.py::"
         "test_in_no_state_of_the_lists_is_anybody_cleared_without_a_fresh_check",),
        ("tests/screening/test_failing.py::test_twin_without_a_rule_some_would_be",),
        {"OUNA_LIST_STATES": "10000"},
    ),
    "name_checks_fail": Promise(
        "Whatever breaks in the name check clears nobody.",
        "calls on the way, each made to raise, to time out or to answer nonsense",
        ("tests/screening/test_failing.py::test_whatever_breaks_clears_nobody",
         "tests/screening/test_failing.py::test_nonsense_clears_nobody"),
        ("tests/screening/test_failing.py::test_twin_without_the_last_look_nonsense_would_pass",),
    ),
    "book_model": Promise(
        "The book's balances are those of an independent model, and account side equals fund side.",
        "random histories of up to 30 acts",
        ("tests/core/book/test_book_machine.py::TestBook::runTest",
         "tests/core/book/test_government_machine.py::TestGovernment::runTest",
         "tests/log/test_facts_machine.py::test_the_database_answers_as_memory_does",
         "tests/log/test_facts_machine.py::test_a_batch_is_the_same_as_its_records_one_by_one"),
        full={"OUNA_EXAMPLES": "600"},
    ),
    "crash": Promise(
        "Whatever was acknowledged survives a crash, whole; nothing is signed twice.",
        "processes killed at random moments while they write and sign, half on SQLite, half on PostgreSQL",
        ("tests/race/test_log_processes.py::test_killed_at_any_moment_nothing_acknowledged_is_lost",),
        ("tests/race/test_log_processes.py::test_without_the_book_lock_writers_collide",
         "tests/race/test_log_sequencers.py::test_without_lock_and_swap_the_head_goes_back"),
        {"OUNA_KILLS": "300", "OUNA_PG": "1"},
        least=600,
    ),
    "older_database": Promise(
        "A restored older database is refused: it signs, records and starts nothing.",
        "ways to go on with a database older than what was signed",
        ("tests/log/test_sequencer.py::test_an_older_database_signs_nothing",
         "tests/log/test_sequencer.py::test_an_older_database_that_grew_otherwise_signs_nothing",
         "tests/log/test_booking.py::test_nothing_is_recorded_in_a_database_older_than_its_note",
         "tests/log/test_background.py::test_it_does_not_start_on_an_older_database",
         "tests/log/test_cli_books.py::test_an_older_database_is_named_so_by_each_command",
         "tests/log/test_recovery.py::test_an_older_copy_does_not_complete_it"),
        ("tests/log/test_sequencer.py::test_without_the_note_two_trees_of_one_size_would_be_signed",),
    ),
    "name_recall": Promise(
        "Of 1,000 listed names written otherwise at least 980 are found; of 1,000 others at most 10 alarm.",
        "invented names: with slips, turned, in Cyrillic, and such as are on no list",
        ("tests/core/screening/test_screening_screen.py::test_recall_and_false_alarms_on_invented_names",),
        ("tests/core/screening/test_screening_screen.py::"
         "test_without_the_evidence_rule_common_names_would_alert",),
        least=2_000,
    ),
    "faults": Promise(
        "A fault at any write point of publishing is mended by running again.",
        "faults: every write point, failed or done, with and without news",
        ("tests/log/test_sequencer.py::test_a_fault_at_any_write_is_mended_by_running_again",),
        ("tests/log/test_sequencer.py::test_without_the_note_two_trees_of_one_size_would_be_signed",),
    ),
    "damage": Promise(
        "Damage in the database or in the published folder is found by the installation's own check.",
        "kinds of damage: rows and files changed, missing or added",
        ("tests/log/test_checks.py::test_damage_is_found",),
    ),
    "never_changed": Promise(
        "What is recorded is never changed or removed in the database.",
        "statements that would change, remove or replace a row of it",
        ("tests/log/test_triggers.py::test_no_statement_changes_what_is_recorded",),
        ("tests/log/test_triggers.py::test_without_triggers_every_statement_would",),
    ),
    "our_accounts": Promise(
        "An account number or payment code that is not ours is never confirmed.",
        "altered numbers, EPC and Swiss codes",
        ("tests/funds/test_accounts.py::test_5000_altered_numbers_and_none_is_confirmed",
         "tests/funds/test_accounts.py::test_altered_codes_are_not_confirmed"),
    ),
    "rights": Promise(
        "No page answers someone who has no right to it, and nobody holds two duties over money.",
        "addresses, each with every role, read and written; random wishes for roles",
        ("tests/shape/test_permissions.py::test_every_address_with_every_role",
         "tests/parties/test_rules.py::test_no_way_of_giving_roles_leads_to_two_duties"),
        full={"OUNA_EXAMPLES": "10000"},
    ),
    "pay_path": Promise(
        "Whatever fails or answers nonsense on the way to a payment, nothing is paid.",
        "calls on that way made to raise, time out or answer nonsense",
        ("tests/spending/test_forced.py::test_whatever_raises_nothing_is_paid",
         "tests/spending/test_forced.py::test_whatever_is_answered_instead_nothing_is_paid"),
        ("tests/spending/test_forced.py::test_guard_off_a_path_that_shrugs_would_pay",),
    ),
    "after_signing": Promise(
        "What was changed after the trustees signed is not paid.",
        "changes of one field in the database after signing, made consistent as far as its owner can",
        ("tests/spending/test_changed.py::test_no_change_after_signing_is_paid",),
        ("tests/spending/test_changed.py::test_guard_off_a_forged_request_would_be_paid",),
        {"OUNA_CHANGES": "20000"},
    ),
    "double_pay": Promise(
        "An approval is paid once, however many processes order it at the same moment.",
        "orders that 32 processes make at once, on SQLite and PostgreSQL",
        ("tests/race/test_orders.py::test_of_32_that_order_at_once_each_request_is_ordered_once",),
        ("tests/race/test_orders.py::test_guard_off_a_request_is_ordered_many_times",),
        {"OUNA_ORDERS": "1000", "OUNA_PG": "1"},
        least=64_000,
    ),
    "lists": Promise(
        "A list of signatories is read without losing a line, and nearly every field as a person reads it.",
        "fields of invented lists in messy forms (lost: lines), and of forms that no rule was written for",
        ("tests/core/signatories/test_signatories_reader.py::"
         "test_every_form_is_read_without_loss_and_almost_every_field_rightly",
         "tests/core/signatories/test_signatories_reader.py::test_forms_held_out_are_read_without_loss"),
        ("tests/core/signatories/test_signatories_reader.py::"
         "test_the_judge_sees_a_reader_that_loses_a_line",),
    ),
    "two_spellings": Promise(
        "Of 2,000 organisations written in two scripts 1,900 are flagged, of 2,000 near ones at most 40.",
        "pairs of invented names, half of them of languages that no rule was fitted to",
        ("tests/core/signatories/test_signatories_same.py::"
         "test_one_organisation_in_two_scripts_is_flagged_and_near_ones_are_not",),
        ("tests/core/signatories/test_signatories_same.py::test_letters_alone_would_flag_many_near_ones",),
        least=8_000,
    ),
    "look_alikes": Promise(
        "A name made to look like another's is marked.",
        "forged names: letters of other scripts, some or all, and invisible signs",
        ("tests/core/signatories/test_signatories_same.py::test_300_forged_names_are_all_marked",),
        ("tests/core/signatories/test_signatories_same.py::"
         "test_without_the_look_at_scripts_most_forged_names_would_pass",),
    ),
    "fakes": Promise(
        "No false signatory is public: not without a proof, and not without an editor.",
        "false applications of ten kinds, each driven as far as it goes",
        ("tests/appeal/test_signing_fakes.py::test_no_false_one_of_ten_kinds_is_public",),
        ("tests/appeal/test_signing_fakes.py::test_the_same_fakes_get_through_without_the_proof",
         "tests/appeal/test_signing_fakes.py::test_the_same_fakes_get_through_without_the_editor"),
        {"OUNA_FAKES": "5000"},
        least=5_000,
    ),
    "cents": Promise(
        "Splitting and converting loses no cent.",
        "sums in all currencies",
        ("tests/core/values/test_values.py::test_split_loses_no_unit_and_stays_within_one_of_the_share",
         "tests/core/values/test_values.py::test_text_of_money_reads_back",
         "tests/core/values/test_values.py::test_there_and_back_is_within_the_rounding_of_both_ways",
         "tests/funds/test_rates.py::test_a_conversion_rounds_once"),
        full={"OUNA_EXAMPLES": "10000"},
    ),
}  # fmt: skip
PROMISE_OF = {test: name for name, promise in PROMISES.items() for test in promise.tests}

#: (tried, lost) that the running test has told; None if it has told nothing.
_told = pytest.StashKey[list[tuple[int, int]]]()


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Say how many cases this test tried and how many broke its promise: `figure(tried, lost)`."""
    name = request.node.nodeid.split("[")[0]
    assert name in PROMISE_OF, "Name this test in tests/figures.py."
    told = request.node.stash.setdefault(_told, [])

    def tell(tried: int, lost: int = 0) -> None:
        told.append((tried, lost))

    return tell


def pytest_configure(config: pytest.Config) -> None:
    """With OUNA_EXAMPLES=N Hypothesis makes N examples where a test does not say how many."""
    if wanted := os.environ.get("OUNA_EXAMPLES"):
        settings.register_profile(
            "figures", max_examples=int(wanted), deadline=None, suppress_health_check=list(HealthCheck)
        )
        settings.load_profile("figures")


def _counted(item: pytest.Item) -> list[int]:
    """Count the examples that Hypothesis gives to a test: one entry for each."""
    seen: list[int] = []
    test: Any = getattr(item, "obj", None)
    machine = getattr(test, "_hypothesis_state_machine_class", None)
    if machine is not None:
        teardown = machine.teardown

        def counting_end(self: Any) -> None:
            seen.append(1)
            teardown(self)

        machine.teardown = counting_end
        if wanted := os.environ.get("OUNA_EXAMPLES"):
            case = type(test.__self__)
            case.settings = settings(case.settings, max_examples=int(wanted))
    elif hasattr(test, "hypothesis"):
        inner = test.hypothesis.inner_test

        @functools.wraps(inner)
        def counting(*args: Any, **kwargs: Any) -> Any:
            seen.append(1)
            return inner(*args, **kwargs)

        test.hypothesis.inner_test = counting
    return seen


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Run the test; if it passes, write its line."""
    name, file = item.nodeid.split("[")[0], os.environ.get("OUNA_FIGURES")
    if not file or name not in PROMISE_OF:
        return (yield)
    seen = _counted(item)
    result = yield
    told = item.stash.get(_told, [])
    tried, lost = (sum(t for t, _ in told), sum(n for _, n in told)) if told else (len(seen) or 1, 0)
    line = {"promise": PROMISE_OF[name], "test": name, "tried": tried, "lost": lost}
    with open(file, "a", encoding="utf-8") as out:
        out.write(json.dumps(line) + "\n")
    return result


# --- the page ----------------------------------------------------------------------------------------

HEAD = """# Figures

Each promise, how many cases it was tried on, how many broke it, and when. Written by `make figures`, which
runs these tests; it writes nothing unless all of them pass. The twin tests take the guard away and must then
see the promise broken: else the test would prove nothing.

Last written {day}, version {version}, Python {python}; on SQLite, and on PostgreSQL where a row says so. Each
row can be repeated with its command, which tries the full count; the row says how many were tried that day.

| Promise | Tried | Broke | Twins | Seconds | Day |
|---|---:|---:|---:|---:|---|
"""
#: A row of the page as it stands.
ROW = re.compile(
    r"^\| \[.+\]\(#(\w+)\) \| ([\d,]+) \| (\d+) \| \d+ \| (\d+) \| ([\d-]{10}) \|$", re.MULTILINE
)


def command_of(promise: Promise) -> str:
    """The command that repeats one row."""
    settings = "".join(f"{k}={v} " for k, v in promise.full.items())
    files = list(dict.fromkeys(test.split("::")[0] for test in (*promise.tests, *promise.twins)))
    return f"{settings}.venv/bin/python -m pytest {' '.join(files)}"


@dataclass
class Row:
    """What one promise came to."""

    tried: int = 0
    lost: int = 0
    seconds: float = 0.0
    day: str = field(default_factory=lambda: datetime.now(UTC).date().isoformat())
    tests: set[str] = field(default_factory=set)


def measure(name: str, promise: Promise) -> Row:
    """Run the tests of a promise. Raises: SystemExit when one fails or does not run."""
    row, started = Row(), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.jsonl"
        file.touch()
        ran = subprocess.run(
            [
                sys.executable, "-m", "pytest", "-m", "slow or not slow", "-q", "-x",
                *promise.tests, *promise.twins,
            ],
            env={**os.environ, **promise.full, "OUNA_TESTING": "1", "OUNA_FIGURES": str(file)},
            cwd=ROOT, capture_output=True, text=True, timeout=LONGEST,
        )  # fmt: skip
        lines = [json.loads(line) for line in file.read_text().splitlines()]
    if ran.returncode:
        raise SystemExit(f"{name}: a test fails.\n{ran.stdout[-3000:]}")
    for line in lines:
        row.tried += line["tried"]
        row.lost += line["lost"]
        row.tests.add(line["test"])
    if lacking := set(promise.tests) - row.tests:
        raise SystemExit(f"{name}: not counted: {sorted(lacking)}")
    if row.tried < promise.least:
        raise SystemExit(f"{name}: {row.tried:,} tried, {promise.least:,} are wanted; was a test left out?")
    row.seconds = time.monotonic() - started
    return row


def render(rows: dict[str, Row], version: str) -> str:
    """The page."""
    day = datetime.now(UTC).date().isoformat()
    text = HEAD.format(day=day, version=version, python=platform.python_version())
    for name, row in rows.items():
        promise = PROMISES[name]
        text += f"| [{promise.says}](#{name}) | {row.tried:,} | {row.lost} "
        text += f"| {len(promise.twins)} | {row.seconds:.0f} | {row.day} |\n"
    text += "\n## How each is tried\n"
    for name, row in rows.items():
        promise = PROMISES[name]
        text += f'\n<a id="{name}"></a>\n**{promise.says}**\n{row.tried:,} {promise.unit}.\n\n'
        text += f"```sh\n{command_of(promise)}\n```\n"
        text += "".join(f"- `{test.split('::', 1)[1]}`\n" for test in promise.tests)
        text += "".join(f"- twin: `{test.split('::', 1)[1]}`\n" for test in promise.twins)
    return text


def standing(page: str) -> dict[str, Row]:
    """The rows of the page as it stands, of promises that we still make."""
    return {
        name: Row(int(tried.replace(",", "")), int(lost), float(seconds), day)
        for name, tried, lost, seconds, day in ROW.findall(page)
        if name in PROMISES
    }


def part_of(promise: Promise, part: int) -> Promise:
    """The promise with its counts divided; switches (1) stay."""
    full = {k: v if v == "1" else str(max(1, int(v) // part)) for k, v in promise.full.items()}
    return replace(promise, full=full, least=max(1, promise.least // part))


#: One at a time: they make a database of one name on PostgreSQL.
_postgres = threading.Lock()


def measure_and_tell(name: str, part: int) -> Row:
    """Measure one promise and say what came of it."""
    promise = part_of(PROMISES[name], part)
    with _postgres if any("/race/" in test for test in promise.tests) else contextlib.nullcontext():
        row = measure(name, promise)
    print(f"  {name:16} {row.tried:>9,} tried, {row.lost} broke, {row.seconds:5.0f} s", flush=True)
    return row


def main() -> None:
    """Measure all promises, or those named, and write the page when all of these were measured."""
    from ouna import __version__

    arguments = argparse.ArgumentParser(prog="python -m tests.figures")
    arguments.add_argument("names", nargs="*", choices=[*PROMISES, []], metavar="NAME")
    arguments.add_argument("--part", type=int, default=1, help="divide the full counts by this")
    arguments.add_argument("--jobs", type=int, default=1, help="promises measured at a time")
    given = arguments.parse_args()
    names = given.names or list(PROMISES)
    with ThreadPoolExecutor(given.jobs) as pool:
        found = dict(
            zip(names, pool.map(lambda name: measure_and_tell(name, given.part), names), strict=True)
        )
    if any(row.lost for row in found.values()):
        raise SystemExit("A promise was broken; docs/figures.md stays as it was.")
    rows = standing(PAGE.read_text(encoding="utf-8")) | found
    PAGE.write_text(render({n: rows[n] for n in PROMISES if n in rows}, __version__), encoding="utf-8")


if __name__ == "__main__":
    main()
