"""`ouna signatories`: read lists of signatories as they come, without a database."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ouna.cli import counted
from ouna.core.signatories import Reading, Record, SignatoriesRefused, read_file


@click.group()
def signatories() -> None:
    """Lists of organisations that sign: text, CSV, .xlsx and PDF with text."""


@signatories.command("read")
@click.argument("file", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="One JSON array of records.")
@click.option("--place", "places", multiple=True, metavar="NAME=CODE", help="A place that is on no map.")
def read_command(file: str, as_json: bool, places: tuple[str, ...]) -> None:
    """Read a list and say what is doubtful. Nothing is stored, nothing invented, no line dropped.

    Ends with 0 when the list was read, however many doubts there are, and with 1 when it was refused.

    \b
    ouna signatories read signed.pdf
    ouna signatories read scanned.txt --json
    """
    try:
        reading = read_file(file, _places(places))
    except SignatoriesRefused as error:
        if as_json:
            _echo({"file": file, "refused": str(error), "next_step": error.next_step})
        else:
            Console(stderr=True).print(
                Text.assemble((file, "bold"), "  refused: ", str(error), "\n  ", error.next_step),
                soft_wrap=True,
            )
        sys.exit(1)
    if as_json:
        _echo([record_json(one) for one in reading.records])
    else:
        _table(reading, Console())


def _places(given: tuple[str, ...]) -> dict[str, str]:
    places = {}
    for one in given:
        name, sign, code = one.rpartition("=")
        if not sign or not name.strip() or not (len(code) == 2 and code.isascii() and code.isalpha()):
            raise click.UsageError("A place is given as NAME=CODE, the code in two letters: Talmira=XT.")
        places[name.strip()] = code.upper()
    return places


def record_json(one: Record) -> dict[str, Any]:
    """A record as an object; what is absent is null, an empty text or an empty list."""
    country = one.country
    return {
        "number": one.number,
        "short": one.short,
        "name": one.name,
        "translations": list(one.translations),
        "country": {"code": country.code, "text": country.text} if country else None,
        "doubts": [{"code": doubt.code, "text": doubt.text} for doubt in one.doubts],
        "source_lines": [one.first, one.last],
    }


def _echo(found: Any) -> None:
    """One value on one line, in UTF-8 whatever the terminal thinks."""
    click.echo(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))


def _table(reading: Reading, console: Console) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Lines", "No.", "Name", "Country", "Look at"):
        table.add_column(heading, justify="right" if heading in ("Lines", "No.") else "left", overflow="fold")
    for one in reading.records:
        table.add_row(
            str(one.first) if one.first == one.last else f"{one.first}-{one.last}",
            "" if one.number is None else str(one.number),
            _names(one),
            Text(one.country.code or f"? {one.country.text}" if one.country else ""),
            Text("\n".join(doubt.text for doubt in one.doubts), style="yellow"),
        )
    console.print(table)
    lines = sum(bool(line.strip()) for line in reading.lines)
    left = sum(one.for_a_person for one in reading.records)
    doubtful = sum(one.doubtful and not one.for_a_person for one in reading.records)
    entries = len(reading.records) - left
    console.print(
        f"{counted(lines, 'line')} read: {entries} {'entry' if entries == 1 else 'entries'}, "
        f"{doubtful} of them doubtful; {left} left for a person.",
        soft_wrap=True,
    )


def _names(one: Record) -> Text:
    shown = Text(one.name, style="dim" if one.for_a_person else "")
    if one.short:
        shown.append(f" ({one.short})", style="dim")
    for translation in one.translations:
        shown.append(f"\n{translation}", style="dim")
    return shown
