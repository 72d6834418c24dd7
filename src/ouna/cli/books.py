"""`ouna books`, `ouna log`, `ouna check`: publishing, opening and checking the public record."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from ouna.cli import counted, setup_django
from ouna.cli.progress import progress
from ouna.cli.serve import check_migrated, check_ready
from ouna.core.errors import OunaError


def _fail(error: OunaError) -> click.ClickException:
    return click.ClickException(f"{error} {error.next_step}".strip())


@click.group()
def books() -> None:
    """Publish the public books."""


@books.command()
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), required=True)
def publish(folder: Path) -> None:
    """Lock in what is new, then write a full copy of the public books to a folder.

    \b
    ouna books publish --to /srv/mirror
    """
    setup_django()
    check_ready()
    from ouna.log import sequencer
    from ouna.log.publishing import publish_to

    try:
        with progress("Publishing the books"):
            # Another process may hold the sequencer; then what it has published is copied.
            sequencer.run_once()
            size = publish_to(folder)
    except OunaError as error:
        raise _fail(error) from None
    click.echo(
        f"{counted(size, 'page')} of the public record {'is' if size == 1 else 'are'} now in {folder}."
    )


@books.command(name="open")
@click.option("--for", "auditor", required=True, help="Who receives them; kept in the private journal.")
@click.option("--to", "file", type=click.Path(dir_okay=False, path_type=Path), help="File; else the output.")
def open_books(auditor: str, file: Path | None) -> None:
    """Write what the fingerprints hide, as JSON lines, for an auditor. Personal data: hand over safely.

    \b
    ouna books open --for 'Audit 2026' --to opened.jsonl
    ouna verify var/books --openings opened.jsonl
    """
    setup_django()
    check_ready()
    from ouna.log import SYSTEM
    from ouna.log.opening_books import hand_out_openings, lines_of_openings

    try:
        hand_out_openings(by=SYSTEM, auditor=auditor)
        if file is None:
            for line in lines_of_openings():
                sys.stdout.buffer.write(line)
            return
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            count = sum(1 for line in lines_of_openings() if out.write(line))
    except FileExistsError:
        raise click.ClickException(f"{file} exists already. Name a new file.") from None
    except OunaError as error:
        raise _fail(error) from None
    click.echo(f"{counted(count, 'line')} written to {file}, readable by you alone.")


@click.group()
def log() -> None:
    """Look after the public record."""


@log.command()
@click.option("--from", "place", required=True, help="A folder or address of the published books.")
def recover(place: str) -> None:
    """Complete a restored database from the published books.

    \b
    ouna log recover --from /srv/mirror
    ouna log recover --from https://books.example/log
    """
    setup_django()
    check_migrated()
    from ouna.log.recovery import recover as run
    from ouna.verify.source import source_of

    try:
        with progress("Taking back what is missing"):
            done = run(source_of(place))
    except OunaError as error:
        raise _fail(error) from None
    click.echo(f"{counted(done.added, 'page')} taken back; the record holds {done.size}.")
    if done.texts_lacking:
        lacking = counted(done.texts_lacking, "public text")
        click.echo(f"Not there, and shown as withdrawn: {lacking}.")
    if done.lines:
        click.echo("Their private details are gone. Import these bank files again:")
    for account, (first, last) in sorted(done.lines.items()):
        click.echo(f"  account {account}: lines of {first} to {last}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
def check(as_json: bool) -> None:
    """Run every invariant of this installation; exit 1 if something is found.

    \b
    ouna check
    ouna check --json
    """
    setup_django()
    check_migrated()
    from ouna.log.monitor import run_checks

    with progress("Checking everything", silent=as_json):
        run = run_checks()
    if as_json:
        told = {"ok": run.ok, "entries": run.entries, "seconds": run.seconds, "findings": run.findings}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for finding in run.findings:
            click.echo(f"{finding['where']}: {finding['what']}")
        checked, found = counted(run.entries, "page"), counted(len(run.findings), "finding")
        click.echo(f"{checked} of the public record checked in {run.seconds} s, {found}.")
    sys.exit(0 if run.ok else 1)
