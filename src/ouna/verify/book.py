"""The whole verification of one published book, step by step."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ouna.core.book import AccountAnnounced, FileBroken, Replay, read_text_file, text_path, totals_file
from ouna.core.book.folder import CHECKPOINT, KEYS, TOTALS
from ouna.core.tlog import Checkpoint, Policy
from ouna.core.values import NotCanonical, parse_json
from ouna.verify.errors import BadRequest, NotThere, TooLarge
from ouna.verify.openings import Openings
from ouna.verify.partner import check_partner
from ouna.verify.plain import plain
from ouna.verify.program import NAME as PROGRAM
from ouna.verify.program import check_program
from ouna.verify.receipt import Receipt, check_receipt, check_since, compare_head
from ouna.verify.report import Report, counted
from ouna.verify.seen import check_seen
from ouna.verify.source import Source
from ouna.verify.stream import Older, Stream, check_listing
from ouna.verify.trust import Asked, check_keys, folder_keys, open_head, open_older, policy_for

MAX_TOTALS, MAX_TEXT = 64_000_000, 4_000_000
NO_KEYS_YET = (
    "Some announcements of bank accounts carry no keys of trustees or organisations: "
    "who announced them rests on the record's own word."
)

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Wanted:
    """What the reader wants checked: trust, an older checkpoint, receipts (name, content), openings, and
    the partner's fingerprint as 20 digits."""

    asked: Asked = field(default_factory=Asked)
    since: bytes | None = None
    receipts: Sequence[tuple[str, bytes]] = ()
    openings: bytes | None = None
    partner: str | None = None


def _quiet(_done: int, _all: int) -> None:
    return None


@contextmanager
def no_collector() -> Iterator[None]:
    """Replaying makes many small values and no cycles: looking for cycles would cost a tenth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def verify_book(source: Source, wanted: Wanted, progress: Progress = _quiet) -> Report:
    """Check a published book. What does not hold is a finding; only what cannot be read raises Unreadable.

    `progress(pages done, pages in all)` is called after each bundle.
    """
    report = Report()
    keys = folder_keys(source, report)
    policy = policy_for(wanted.asked, keys, report)
    head = open_head(source, policy, report)
    if policy is None or head is None:
        return report
    receipts = _receipts(wanted, policy, head, report)
    older = _older_roots(wanted, policy, head, receipts, report)
    replay, openings = Replay(), Openings(wanted.openings or b"")

    unsigned: set[str] = set()

    def feed(first: int, entries: list[bytes]) -> None:
        for number, entry in enumerate(entries, first):
            record = replay.feed(entry)
            report.names.note(record)
            if isinstance(record, AccountAnnounced) and not record.signatures:
                unsigned.add(record.ref)
            if openings.count:
                openings.check(number, record, report)

    stream = Stream(source, head, report, older)
    with no_collector():
        whole = stream.run(feed, lambda count: progress(replay.size, head.size))
    found = replay.close() if whole else replay.findings
    for entry, step, what in found:
        report.add(step, what if entry is None else f"Page {entry}: {what}", entry=entry)
    report.left_out += replay.broken - len(replay.findings)
    check_keys(replay.log(), keys, policy, head, report)
    if head.size == 0:
        report.add("form", "The record has no page at all.")
    report.kinds = dict(sorted(replay.kinds.items()))
    report.accounts, report.funds = replay.totals()["accounts"], replay.totals()["funds"]
    if unsigned:
        report.warn(NO_KEYS_YET)
    check_partner(replay, wanted.partner, report)
    if whole:
        check_seen(source, stream, replay.seen, report)
        openings.close(report)
        _check_beside(source, head, replay, receipts, report)
    return report


def _check_beside(
    source: Source, head: Checkpoint, replay: Replay, receipts: list[Receipt], report: Report
) -> None:
    """Proof files and the other files of the folder, against a book read to its end."""
    for receipt in receipts:
        check_since(receipt, replay, report)
    _check_totals(source, head, replay, report)
    texts = _check_texts(source, replay, report)
    check_program(source, report)
    check_listing(source, head.size, {CHECKPOINT, KEYS, TOTALS, PROGRAM, *texts}, report)


def verify_receipts(wanted: Wanted) -> Report:
    """Check receipts without a book: "recorded, as of size N". Raises: BadRequest without a key."""
    if wanted.asked.policy is None:
        raise BadRequest("A proof file alone needs the record's key: give --key or --policy.")
    report = Report()
    report.trust.key = wanted.asked.kind
    report.trust.witnessed = wanted.asked.policy.quorum != "none"
    for name, content in wanted.receipts:
        receipt = check_receipt(name, content, wanted.asked.policy, report)
        if receipt:
            report.origin = plain(receipt.checkpoint.origin)
    report.warn("Without the published record it cannot be said whether the page still holds.")
    return report


def _receipts(wanted: Wanted, policy: Policy, head: Checkpoint, report: Report) -> list[Receipt]:
    checked = [check_receipt(name, content, policy, report) for name, content in wanted.receipts]
    return [r for r in checked if r is not None and compare_head(r, head, report)]


def _older_roots(
    wanted: Wanted, policy: Policy, head: Checkpoint, receipts: list[Receipt], report: Report
) -> list[Older]:
    """Older states of the tree that the pages must have passed through."""

    def refuse(what: str, entry: int | None = None) -> Callable[[], None]:
        return lambda: report.add("log", what, entry=entry)

    older: list[Older] = []
    if wanted.since is not None:
        kept = open_older(wanted.since, policy, head, report)
        if kept:
            what = (
                f"The first {kept.size} pages are not those of the older sealed summary: history was changed."
            )
            older.append((kept.size, kept.root, refuse(what)))
    for receipt in receipts:
        what = f"{receipt.name} was proven against another record than this one: history was changed."
        older.append((receipt.checkpoint.size, receipt.checkpoint.root, refuse(what, receipt.index)))
    return older


def _check_totals(source: Source, head: Checkpoint, replay: Replay, report: Report) -> None:
    expected = replay.totals()
    try:
        content = source.read(TOTALS, MAX_TOTALS)
    except (NotThere, TooLarge):
        report.add("totals", "The file of totals is missing or damaged.", where=TOTALS)
        return
    if content == totals_file(head.size, head.root, expected):
        return
    try:
        published = parse_json(content)
    except NotCanonical:
        published = None
    if not isinstance(published, dict):
        report.add("totals", "The file of totals is damaged.", where=TOTALS)
        return
    if published.get("size") != head.size or published.get("root") != head.root.hex():
        report.add("totals", "The file of totals is of another state of the record.", where=TOTALS)
    for name, key in (("accounts", "account"), ("funds", "fund")):
        _compare_rows(published.get(name), expected[name], key, report)
    if not any(f.step == "totals" for f in report.findings):
        report.add("totals", "The file of totals says more, or otherwise, than the pages.", where=TOTALS)


def _compare_rows(rows: Any, expected: list[dict[str, Any]], name: str, report: Report) -> None:
    """Name the rows that differ."""
    published = rows if isinstance(rows, list) else []
    for row in expected:
        if row not in published:
            report.add(
                "totals",
                f"The published totals of {row[name]} in {row['currency']} are not the sum of the pages.",
                where=TOTALS,
            )


def _check_texts(source: Source, replay: Replay, report: Report) -> set[str]:
    """Every public text that is there is the one the page names; an absent one is only shown."""
    absent = 0
    for digest, entry in replay.texts.items():
        path = text_path(digest)
        try:
            report.names.read(digest, read_text_file(source.read(path, MAX_TEXT), digest).data)
        except NotThere:
            absent += 1
        except (FileBroken, TooLarge):
            report.add("form", f"The text of page {entry} is not the one that was recorded.",
                       entry=entry, where=path)  # fmt: skip
    if absent:
        what = counted(absent, "public text named on pages is", "public texts named on pages are")
        report.warn(f"{what} not published (withdrawn, or not handed out).")
    return {text_path(digest) for digest in replay.texts}
