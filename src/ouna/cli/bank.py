"""`ouna bank`: read bank files without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from ouna.cli.bank_import import import_command
from ouna.core.bank import (
    Amount,
    Balance,
    BankFileRefused,
    Finding,
    Format,
    Line,
    Part,
    Statement,
    Withdrawn,
    stream,
)
from ouna.core.bank.amounts import exponent_of

_PROOFS = {
    "closes": ("adds up", "green"),
    "differs": ("does not add up", "red"),
    "absent": ("cannot be checked: no balances", "yellow"),
}


@click.group()
def bank() -> None:
    """Bank files: camt.052/053/054, MT940, MT942, CSV and ZIPs of them."""


bank.add_command(import_command)


@bank.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file, one a line.")
def read(files: tuple[str, ...], as_json: bool) -> None:
    """Read bank files and say whether their balances add up. Nothing is stored.

    Ends with 0 when every file was read and with 1 when one was refused.

    \b
    ouna bank read statement.xml
    ouna bank read *.sta statements.zip --json
    """
    refused = 0
    for file in files:
        try:
            if as_json:
                _echo(_as_json(file))
            else:
                _summary(file, Console())
        except BankFileRefused as error:
            refused += 1
            if as_json:
                click.echo(json.dumps({"file": file, "refused": str(error), "next_step": error.next_step}))
            else:
                Console().print(
                    Text.assemble((file, "bold"), "  refused: ", str(error), "\n  ", error.next_step)
                )
    sys.exit(1 if refused else 0)


def _echo(found: dict[str, Any]) -> None:
    """One object on one line, in UTF-8 whatever the terminal thinks."""
    click.echo(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))


def _as_json(file: str) -> dict[str, Any]:
    """The whole file as one object. Nothing is written before its end: that is where it can be refused."""
    statements: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    findings: list[dict[str, str]] = []
    formats: list[str] = []
    for event in stream(file):
        if isinstance(event, Line):
            lines.append(line_json(event))
        elif isinstance(event, Statement):
            statements.append(statement_json(event, lines))
            findings += [finding_json(found) for found in event.findings]
            lines = []
        elif isinstance(event, Finding):
            findings.append(finding_json(event))
        elif isinstance(event, Format):
            formats.append(event.name)
        elif isinstance(event, Withdrawn):
            del statements[len(statements) - event.statements :]
            findings.append(finding_json(event.finding))
            lines = []
    kind = formats[0] if len(set(formats)) == 1 else "zip"
    return {"file": file, "format": kind, "statements": statements, "findings": findings}


def statement_json(statement: Statement, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """A statement with its lines, missing fields null."""
    return {
        "account": statement.account,
        "currency": statement.currency,
        "id": statement.id,
        "number": statement.number,
        "opening": _balance(statement.opening),
        "closing": _balance(statement.closing),
        "proof": statement.proof,
        "difference_minor": statement.difference_minor,
        "lines": lines,
    }


def line_json(line: Line) -> dict[str, Any]:
    """A line. `exact` is the signed decimal text where `minor` is null."""
    return {
        "booked_on": line.booked_on.isoformat() if line.booked_on else None,
        "value_on": line.value_on.isoformat() if line.value_on else None,
        "minor": line.minor,
        "exact": line.exact,
        "currency": line.currency,
        "counterparty": {
            "name": line.counterparty_name,
            "iban": line.counterparty_iban,
            "account": line.counterparty_account,
        },
        "reference": line.reference,
        "end_to_end": line.end_to_end,
        "bank_ref": line.bank_ref,
        "text": line.text,
        "status": line.status,
        "reversal": line.reversal,
        "original": _amount(line.original),
        "charges": _amount(line.charges),
        "returned": line.returned,
        "batch": line.batch,
        "parts": [_part(part) for part in line.parts],
    }


def finding_json(finding: Finding) -> dict[str, str]:
    """A finding as the contract has it, with its stable code."""
    return {"where": finding.where, "what": finding.what, "code": finding.code}


def _part(part: Part) -> dict[str, Any]:
    return {
        "minor": part.minor,
        "currency": part.currency,
        "counterparty": {"name": part.counterparty_name, "iban": part.counterparty_iban},
        "reference": part.reference,
        "end_to_end": part.end_to_end,
        "bank_ref": part.bank_ref,
        "text": part.text,
        "original": _amount(part.original),
        "charges": _amount(part.charges),
        "returned": part.returned,
    }


def _amount(amount: Amount | None) -> dict[str, Any] | None:
    if amount is None:
        return None
    return {"minor": amount.minor, "currency": amount.currency, "rate": amount.rate}


def _balance(balance: Balance | None) -> dict[str, Any] | None:
    if balance is None:
        return None
    found: dict[str, Any] = {"minor": balance.minor, "on": balance.on.isoformat() if balance.on else None}
    if balance.minor is None:
        found["exact"] = balance.exact
    return found


def _summary(file: str, console: Console) -> None:
    """Each statement with its sum, then what a person should know, then the next step."""
    kind, statements, findings = _gather(stream(file))
    console.print(Text.assemble((click.format_filename(file), "bold")), soft_wrap=True)
    console.print(f"  {kind}, {len(statements)} statement{'' if len(statements) == 1 else 's'}")
    for statement, money_in, money_out in statements:
        findings += statement.findings
        for line in _described(statement, money_in, money_out):
            console.print(line, soft_wrap=True)
    for finding in findings:
        console.print(Text(f"  {finding.where}: {finding.what}", style="yellow"), soft_wrap=True)
    console.print(
        Text(f"  {_next_step({statement.proof for statement, _, _ in statements})}"), soft_wrap=True
    )


def _described(statement: Statement, money_in: int, money_out: int) -> Iterator[Text]:
    words, colour = _PROOFS[statement.proof]
    if statement.difference_minor:
        # The bank's closing is above what opening and lines come to: something is missing in the file.
        which = "missing" if statement.difference_minor > 0 else "too much"
        words += f", {money(abs(statement.difference_minor), statement.currency)} {which}"
    days = f"{statement.from_day or '?'} to {statement.to_day or '?'}"
    lines = f"{statement.count} line{'' if statement.count == 1 else 's'}"
    account = statement.account or "account unknown"
    yield Text.assemble("  ", (account, "bold"), f"  {days}  {lines}  ", (words, colour))
    known = [
        ("opening", statement.opening.minor if statement.opening else None),
        ("in", money_in),
        ("out", money_out),
        ("closing", statement.closing.minor if statement.closing else None),
    ]
    yield Text("    " + "   ".join(f"{name} {money(minor, statement.currency)}" for name, minor in known))


def _next_step(proofs: set[str]) -> str:
    if not proofs:
        return "There is nothing to import in this file."
    if "differs" in proofs:
        return "Ask the bank for the file again, or look at the findings, before importing it."
    if "absent" in proofs:
        return "Where balances are missing, compare the sums with the bank's before importing."
    return "The file can be imported."


def _gather(events: Iterator[Any]) -> tuple[str, list[tuple[Statement, int, int]], list[Finding]]:
    formats: list[str] = []
    statements: list[tuple[Statement, int, int]] = []
    findings: list[Finding] = []
    money_in = money_out = 0
    for event in events:
        if isinstance(event, Line):
            if event.status == "booked" and event.minor is not None:
                money_in += max(event.minor, 0)
                money_out += min(event.minor, 0)
        elif isinstance(event, Statement):
            statements.append((event, money_in, money_out))
            money_in = money_out = 0
        elif isinstance(event, Finding):
            findings.append(event)
        elif isinstance(event, Format):
            formats.append(event.name)
        elif isinstance(event, Withdrawn):
            del statements[len(statements) - event.statements :]
            findings.append(event.finding)
            money_in = money_out = 0
    return formats[0] if len(set(formats)) == 1 else "zip", statements, findings


def money(minor: int | None, currency: str | None) -> str:
    """`-1,234.50 EUR`; a dash where nothing is known."""
    decimals = exponent_of(currency)
    if minor is None or decimals is None:
        return "-"
    whole, rest = divmod(abs(minor), 10**decimals)
    text = f"{whole:,}" + (f".{rest:0{decimals}d}" if decimals else "")
    return f"{'-' if minor < 0 else ''}{text} {currency}"
