"""The command `ouna verify`: reads its options, runs the steps, speaks to a person or in JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

import click

from ouna.core.errors import OunaError
from ouna.core.tlog import TlogRefused
from ouna.verify.book import Wanted, verify_book, verify_receipts
from ouna.verify.errors import BadRequest, Unreadable
from ouna.verify.openings import MAX_OPENINGS
from ouna.verify.partner import digits_of
from ouna.verify.plain import plain
from ouna.verify.receipt import MAX_RECEIPT
from ouna.verify.report import Report
from ouna.verify.show import Meter, show
from ouna.verify.source import Source, source_of
from ouna.verify.trust import MAX_CHECKPOINT, Asked, asked_of, head_of

#: How often to begin again when the published record grows while it is read.
TRIES = 3
FILE = click.Path(path_type=Path)


@click.command()
@click.argument("place", metavar="[DIR_OR_URL]", required=False)
@click.option("--policy", type=FILE, help="Whom to trust: a policy file (C2SP tlog-policy).")
@click.option("--key", metavar="VKEY", help="The record's key, as you got it from someone you trust.")
@click.option("--since", type=FILE, help="An older sealed summary you kept: nothing before it may differ.")
@click.option("--receipt", type=FILE, multiple=True, help="A proof file (.tlog-proof) to check; repeatable.")
@click.option("--openings", type=FILE, help="Confidential lines opened to you (JSON lines): each must fit.")
@click.option("--partner", metavar="FINGERPRINT", help="The partner's 20 digits, as published elsewhere.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.option("--expert", is_flag=True, help="Name files, places and technical reasons too.")
def verify(
    place: str | None,
    policy: Path | None,
    key: str | None,
    since: Path | None,
    receipt: tuple[Path, ...],
    openings: Path | None,
    partner: str | None,
    as_json: bool,
    expert: bool,
) -> None:
    """Re-audit published books, trusting nobody.

    DIR_OR_URL is the published folder or its address. Without it, proof files are checked by themselves.
    Leaves with 0 if all holds, 1 if something does not, 2 if it could not be read.

    \b
    ouna verify var/books
    ouna verify https://books.example/log --key "…" --receipt my.tlog-proof
    """
    try:
        asked = _asked(policy, key)
        wanted = Wanted(
            asked,
            _read(since, MAX_CHECKPOINT) if since else None,
            [(plain(path.name), _read(path, MAX_RECEIPT)) for path in receipt],
            _read(openings, MAX_OPENINGS) if openings else None,
            digits_of(partner) if partner is not None else None,
        )
        report = _run(place, wanted, quiet=as_json)
    except OunaError as error:
        _leave(error, as_json)
    if as_json:
        click.echo(json.dumps(report.as_data(), ensure_ascii=False, sort_keys=True))
    else:
        show(report, expert=expert, whole=place is not None)
    sys.exit(0 if report.ok else 1)


def _asked(policy: Path | None, key: str | None) -> Asked:
    if policy and key:
        raise BadRequest("Give either --policy or --key.")
    try:
        return asked_of(_read(policy, MAX_CHECKPOINT) if policy else None, key)
    except TlogRefused as refused:
        raise BadRequest(f"The key or policy cannot be used. {refused}") from None


def _read(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError:
        raise Unreadable(f"The file {plain(path.name)} cannot be read.") from None
    if len(data) > limit:
        raise Unreadable(f"The file {plain(path.name)} is too large.")
    return data


def _run(place: str | None, wanted: Wanted, *, quiet: bool) -> Report:
    if place is None:
        if not wanted.receipts or any(w is not None for w in (wanted.since, wanted.openings, wanted.partner)):
            raise BadRequest("Name the folder or address of the published record.")
        return verify_receipts(wanted)
    source = source_of(place)
    with Meter(quiet=quiet) as meter:
        report = verify_book(source, wanted, meter.show)
        for _ in range(TRIES - 1):
            # A live folder may have grown under our hands: what is found then means nothing.
            if report.ok or not _has_changed(source, report):
                break
            report = verify_book(source, wanted, meter.show)
    return report


def _has_changed(source: Source, report: Report) -> bool:
    """Whether another checkpoint is published by now than the one looked at."""
    size = head_of(source)
    return size is not None and report.size is not None and size > report.size


def _leave(error: OunaError, as_json: bool) -> NoReturn:
    if as_json:
        answer = {"ok": False, "error": {"code": error.code, "what": str(error), "next": error.next_step}}
        click.echo(json.dumps(answer, ensure_ascii=False, sort_keys=True))
    click.echo(f"Could not be read: {error} {error.next_step}".rstrip(), err=True)
    sys.exit(2)
