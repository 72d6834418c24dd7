"""How a verification is told to a person: numbered steps, findings in plain words, a bar while it runs."""

from __future__ import annotations

import re
import sys
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from ouna.verify.plain import plain
from ouna.verify.report import STEPS, Finding, Report, counted, pages
from ouna.verify.sums import tables

#: The numbered steps in the words people read.
SAID = {
    "log": ("The record itself", "every page fits the sealed summary; nothing was changed or taken out"),
    "form": ("Form", "every page is well-formed, none stands twice, no day goes back"),
    "balance": ("It adds up", "money in accounts and in purposes is equal, as the banks state it"),
    "purpose": ("Purposes", "no purpose was emptied for another"),
    "payment": (
        "Payments and bank charges",
        "each as the trustees approved it, none beyond what was allowed",
    ),
    "reversal": ("Reversals", "each undoes one gift, once, and no more than it"),
    "trustees": ("Trustees", "every signature is right, by a key in force, over what it decided"),
    "receipt": ("Proof files and opened lines", "those given fit the record and still hold"),
    "totals": ("Totals", "the published totals are the sums of the pages"),
}
SHOWN = 40
#: Numbers of pages, spelled alike wherever they stand.
_LONG = re.compile(r"(?<=[Pp]age )[0-9]{4,}|(?<=[Pp]ages )[0-9]{4,}", re.ASCII)


class Meter:
    """A progress bar on a terminal; silence elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        self._progress: Progress | None = None
        if not quiet and sys.stderr.isatty():
            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
            )
            self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task("Reading the pages", total=None) if self._progress else None

    def __enter__(self) -> Meter:
        if self._progress:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress:
            self._progress.stop()

    def show(self, done: int, total: int) -> None:
        """Move the bar."""
        if self._progress and self._task is not None:
            self._progress.update(self._task, completed=done, total=total)


def show(report: Report, *, expert: bool, whole: bool) -> None:
    """Print the report. Text of the book itself is never interpreted as markup."""
    console = Console(highlight=False, soft_wrap=True)
    if whole:
        _head(console, report, expert)
        for number, step in enumerate(STEPS, 1):
            _step(console, number, step, report, expert)
    else:
        for finding in report.findings:
            _finding(console, finding, expert)
    for receipt in report.receipts:
        kind = receipt["kind"] if expert else receipt["kind"].replace(".", " ").replace("_", " ")
        say = f"Proof file {receipt['file']}: page {receipt['entry']:,} ({kind}) is in the record"
        console.print(Text(f"{say}, as of {pages(receipt['recorded_as_of'])}."))
        if receipt["signatory"]:
            console.print(Text(f"   Signed by {plain(' · '.join(receipt['signatory']))}"))
    if whole:
        for line in tables(report.funds, report.accounts, report.names):
            console.print(Text(line))
    for warning in report.warnings:
        console.print(Text(f"Note: {warning}", style="yellow"))
    if report.ok:
        console.print(Text("All holds.", style="bold green"))
    else:
        count = len(report.findings) + report.left_out
        console.print(Text(f"{count} things do not hold." if count > 1 else "One thing does not hold.",
                           style="bold red"))  # fmt: skip


def _head(console: Console, report: Report, expert: bool) -> None:
    if report.size is None:
        return
    console.print(Text(f"The public record of {report.origin}: {pages(report.size)}", style="bold"))
    word = {"given": "the key you gave", "policy": "your policy", "folder": "the folder's own key"}
    console.print(Text(f"Sealed with {word[report.trust.key]}."))
    if report.trust.witnesses:
        console.print(Text("Independent keepers: " + ", ".join(report.trust.witnesses)))
    for partner in report.partners:
        console.print(Text(f"The partner's fingerprint: {partner['fingerprint']}"))
    if expert:
        console.print(Text(f"size {report.size}, root {report.root}"))


def _step(console: Console, number: int, step: str, report: Report, expert: bool) -> None:
    name, holds = SAID[step]
    found = [f for f in report.findings if f.step == step]
    if found:
        console.print(Text(f"{number}. {name}: {len(found)} found", style="red"))
        for finding in found[:SHOWN]:
            _finding(console, finding, expert)
        if len(found) > SHOWN:
            console.print(Text(f"   and {len(found) - SHOWN} more (see --json)"))
    elif report.size is None:
        console.print(Text(f"{number}. {name}: not looked at"))
    elif step == "receipt" and not report.receipts and not report.openings:
        console.print(Text(f"{number}. {name}: none given"))
    elif step == "trustees" and not report.partners:
        console.print(Text(f"{number}. {name}: none are recorded yet"))
    else:
        said = _given(report) if step == "receipt" else holds
        console.print(Text(f"{number}. {name}: {said}", style="green"))


def _given(report: Report) -> str:
    """How many proof files and confidential lines were looked at; each of them holds."""
    said = []
    if report.receipts:
        said.append(
            counted(len(report.receipts), "proof file stands", "proof files stand") + " in the record"
        )
    if report.openings:
        fit = counted(
            report.openings, "line opened to you fits its page", "lines opened to you fit their pages"
        )
        said.append(fit)
    return "; ".join(said)


def _finding(console: Console, finding: Finding, expert: bool) -> None:
    place = f" [{finding.step}; {finding.where}]" if expert and finding.where else ""
    console.print(Text(f"   ✗ {_LONG.sub(lambda n: f'{int(n[0]):,}', finding.what)}{place}", style="red"))
