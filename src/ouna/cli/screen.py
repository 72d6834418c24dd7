"""`ouna screen`: names against sanctions lists, without a database."""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from ouna.cli.tables import Row, read_table
from ouna.core.errors import OunaError
from ouna.core.screening import (
    SCHEMAS,
    Hit,
    Index,
    NameRefused,
    SanctionsList,
    Subject,
    read_lists,
    score_pair,
    screen,
)
from ouna.core.screening.countries import country_of

_KINDS = {
    "person": "person",
    "individual": "person",
    "organisation": "organisation",
    "organization": "organisation",
    "company": "organisation",
    "entity": "organisation",
    "vessel": "vessel",
}
#: Work that takes longer than this shows how far it is.
_PATIENCE = 2.0
#: Letters of the longest name that is one.
_LONGEST = 500


@click.command("screen")
@click.argument("words", nargs=-1, metavar="NAME")
@click.option(
    "--list", "lists", multiple=True, metavar="FILE...", help="Sanctions lists; several are allowed."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--born", type=click.IntRange(1800, 2200), metavar="YEAR", help="Year of birth.")
@click.option("--country", metavar="CC", default="", help="Country, as code or English name.")
@click.option(
    "--type", "kind", type=click.Choice(["person", "organisation", "vessel"]), help="What it names."
)
@click.option("--names", metavar="FILE.csv", help="Screen a file: columns name, type, born, country.")
@click.option("--pairs", metavar="FILE.csv", help="Score pairs: columns schema, name1, name2.")
def screen_command(
    words: tuple[str, ...],
    lists: tuple[str, ...],
    as_json: bool,
    born: int | None,
    country: str,
    kind: str | None,
    names: str | None,
    pairs: str | None,
) -> None:
    """Say which listed persons, organisations and vessels a name may mean, and why.

    Lists: UN consolidated XML, OFAC sdn.csv (with alt.csv, add.csv), EU FSF XML, UK CSV, FollowTheMoney
    JSON lines, or your own table: columns id, name, type, aliases, weak_aliases, born, countries.

    Files of names and pairs are CSV in UTF-8, with the columns' names in the first row; comma, semicolon or
    tab. A row that cannot be screened alerts. A country, type or birth year that is not known (XT, Nowhere)
    is a warning with its line: the name is compared without it.

    Ends with 0 when everything was screened, whether or not there are hits; with 1 when a list, a file or a
    name was refused; with 2 when the command was called wrongly.

    \b
    ouna screen --list un.xml --list sdn.csv "Marzoban Krapfenshtayn" --born 1951
    ouna screen --list un.xml --names payees.csv
    ouna screen --pairs labelled.csv
    """
    files, name = _files_and_name(words, lists)
    if sum((bool(name), names is not None, pairs is not None)) != 1:
        raise click.UsageError("Give one of: a NAME, --names FILE.csv, --pairs FILE.csv.")
    if not name and (born is not None or country or kind):
        raise click.UsageError("--born, --country and --type belong to a NAME; in a file they are columns.")
    if pairs is None and not files:
        raise click.UsageError("Give at least one sanctions list: --list FILE.")
    try:
        if pairs is not None:
            _pairs(pairs)
        elif names is not None:
            sys.exit(_names(names, _index(files)))
        else:
            if len(name) > _LONGEST:
                raise NameRefused("The name is longer than any name.")
            code = _country(country, _Warnings())
            subject = Subject(name, kind or "", born, code)  # type: ignore[arg-type]
            _one(subject, _index(files), as_json)
    except OunaError as error:
        _refused(error, as_json)
        sys.exit(1)


def _files_and_name(words: tuple[str, ...], lists: tuple[str, ...]) -> tuple[list[str], str]:
    """`--list A B NAME`: files that follow a list's file are lists too, the rest is the name."""
    files, rest = list(lists), list(words)
    while lists and rest and _is_file(rest[0]):
        files.append(rest.pop(0))
    return files, " ".join(rest)


def _is_file(word: str) -> bool:
    try:
        return Path(word).is_file()
    except (OSError, ValueError):  # no path can be so long, or hold such a character: it is a name
        return False


def _refused(error: OunaError, as_json: bool) -> None:
    file = error.fields.get("file")
    if as_json:
        _echo({"refused": str(error), "next_step": error.next_step, **({"file": file} if file else {})})
        return
    Console(stderr=True).print(
        Text.assemble(
            (f"{file}  " if file else "", "bold"), "refused: ", str(error), "\n  ", error.next_step
        ),
        soft_wrap=True,
    )


class _Shown:
    """Progress on standard error for work that takes long; nothing for what is quick."""

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total, self.start = what, total, time.monotonic()
        self.progress: Progress | None = None

    def __call__(self, done: int) -> None:
        if self.progress is None:
            if time.monotonic() - self.start < _PATIENCE:
                return
            self.progress = Progress(console=Console(stderr=True))
            self.task = self.progress.add_task(self.what, total=self.total)
            self.progress.start()
        self.progress.update(self.task, completed=done)

    def done(self) -> None:
        """Leave the last state standing."""
        if self.progress is not None:
            self.progress.update(self.task, completed=self.total)
            self.progress.stop()


def _index(files: list[str]) -> Index:
    found = read_lists(files)
    shown = _Shown("Preparing the lists", sum(len(one.entries) for one in found))
    index = Index(found, progress=shown)
    shown.done()
    # The index stays: the collector need not walk through it again and again.
    gc.freeze()
    return index


def _one(subject: Subject, index: Index, as_json: bool) -> None:
    hits = screen(subject, index)
    if as_json:
        _echo(
            {
                "name": subject.name,
                "alert": any(hit.alert for hit in hits),
                "best": _hit(hits[0]) if hits else None,
                "hits": [{**_hit(hit), "alert": hit.alert} for hit in hits],
                "lists": [_list(one) for one in index.lists],
            }
        )
        return
    console = Console()
    if not hits:
        console.print("No listed name is like this one.")
    for hit in hits:
        mark = ("possible match", "red") if hit.alert else ("not enough for a match", "dim")
        console.print(
            Text.assemble((hit.name, "bold"), f"  {hit.entry.id}  {hit.list.name}  {hit.score:.2f}  ", mark),
            soft_wrap=True,
        )
        for reason in hit.reasons:
            console.print(Text(f"  {'against: ' if reason.against else ''}{reason.text}"), soft_wrap=True)
    for one in index.lists:
        notes = f", {len(one.findings)} findings" if one.findings else ""
        console.print(
            Text(f"{one.name}, {one.on or 'without date'}, {len(one.entries)} entries{notes}", style="dim"),
            soft_wrap=True,
        )


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.entry.id,
        "name": hit.name,
        "list": hit.list.name,
        "score": hit.score,
        "reasons": [("against: " if reason.against else "") + reason.text for reason in hit.reasons],
    }


def _list(one: SanctionsList) -> dict[str, Any]:
    return {
        "name": one.name,
        "date": one.on or None,
        "sha256": one.sha256,
        "entries": len(one.entries),
        "findings": [{"where": f.where, "what": f.what, "code": f.code} for f in one.findings],
    }


def _names(path: str, index: Index) -> int:
    """One object for each row, in order. A row that cannot be screened alerts: nothing passes unseen."""
    rows = read_table(path, ("name",))
    shown, warn = _Shown("Screening", len(rows)), _Warnings()
    refused = 0
    for number, row in enumerate(rows, 1):
        found: dict[str, Any]
        try:
            if row.too_wide:
                raise NameRefused("The row has more cells than the first one.")
            best = next(iter(screen(_subject(row, warn), index, limit=1)), None)
            found = {"alert": bool(best and best.alert), "best": _hit(best) if best else None}
        except NameRefused as error:
            refused += 1
            found = {"alert": True, "best": None, "refused": str(error)}
        _echo(found)
        shown(number)
    shown.done()
    warn.done()
    return 1 if refused else 0


def _subject(row: Row, warn: _Warnings) -> Subject:
    name, kind, born = (row.cells.get(key, "") for key in ("name", "type", "born"))
    if len(name) > _LONGEST:
        raise NameRefused("The name is longer than any name.")
    if kind and kind.lower() not in _KINDS:
        warn(f"line {row.line}: the type is not known and was not compared")
    year = born[:4]
    is_year = year.isascii() and year.isdigit() and len(year) == 4
    if born and not is_year:
        warn(f"line {row.line}: the birth year has not four digits and was not compared")
    return Subject(
        name,
        _KINDS.get(kind.lower(), ""),  # type: ignore[arg-type]
        int(year) if is_year else None,
        _country(row.cells.get("country", ""), warn, f"line {row.line}: "),
    )


def _country(text: str, warn: _Warnings, where: str = "") -> str:
    """The code; a warning for what is none we know: a country silences nothing, so the name is compared."""
    code = country_of(text)
    if text.strip() and not code:
        warn(f"{where}the country is not known and was not compared")
    return code


class _Warnings:
    """Facts on standard error that change no result: the first of them, and how many in all."""

    shown = 20

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, fact: str) -> None:
        self.count += 1
        if self.count <= self.shown:
            click.echo(f"  warning: {fact}", err=True)

    def done(self) -> None:
        """Tell how many were not shown."""
        if self.count > self.shown:
            click.echo(f"  and {self.count - self.shown} more warnings", err=True)


def _pairs(path: str) -> None:
    rows = read_table(path, ("schema", "name1", "name2"))
    shown, warn = _Shown("Comparing", len(rows)), _Warnings()
    for number, row in enumerate(rows, 1):
        schema = row.cells["schema"]
        if schema not in SCHEMAS:
            warn(f"line {row.line}: the schema is not known: compared as LegalEntity")
            schema = "LegalEntity"
        found = score_pair(row.cells["name1"], row.cells["name2"], schema)
        _echo(
            {
                "score": found.score,
                "match": found.match,
                "reasons": [("against: " if r.against else "") + r.text for r in found.reasons],
            }
        )
        shown(number)
    shown.done()
    warn.done()


def _echo(found: dict[str, Any]) -> None:
    """One object on one line, in UTF-8 whatever the terminal thinks."""
    click.echo(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
