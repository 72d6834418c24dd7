"""Bank files: drop, look, import, report. Nothing is booked before the preview was confirmed."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ouna.core.bank import sniff
from ouna.core.errors import Broken, OunaError, Refused
from ouna.funds.models import BankAccount
from ouna.parties.permissions import require
from ouna.treasury import archive
from ouna.treasury.actions import ImportReport, StatementReport, import_file, stage_file
from ouna.treasury.actions.importing import plan_file, try_files
from ouna.treasury.actions.reports import FileIn
from ouna.treasury.errors import UnknownAccount
from ouna.treasury.forms.tables import MappingForm
from ouna.treasury.models import Statement
from ouna.treasury.queries.access import access_lines, access_statements
from ouna.treasury.queries.accounts import accounts_of
from ouna.treasury.queries.tables import HEAD, as_data, is_table, remembered_for, table_of
from ouna.treasury.queries.told import stopped_of, waiting_of
from ouna.treasury.views import words
from ouna.treasury.views.answers import actor_of, page_of
from ouna.treasury.views.plans import PlanShown, counts, shown
from ouna.treasury.views.received import changed, received_of
from ouna.treasury.views.sheets import csv_file

#: Session keys: files that wait for the import, what became of the last ones, tables that lack an account.
WAITING, REPORT, ASKED = "treasury_files", "treasury_report", "treasury_asked"
#: Files looked into on one page of the preview, and statements shown of one file.
FILES_A_PAGE, STATEMENTS_A_FILE = 20, 40
#: Bytes of waiting files that a preview tries out; more would keep everybody else from writing for long.
MOST_TRIED = 16 << 20
#: Seconds of importing after which the page shows how far it is.
A_WHILE = 2.0


def step_labels() -> list[str]:
    """The three steps."""
    return [_("Drop files"), _("Look at them"), _("Import")]


# Drop ---------------------------------------------------------------------------------------------


@require("treasurer")
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the dropped files until they are imported; the same bytes once."""
    if request.method != "POST":
        # As after a log-in that came in between: the page where files are dropped.
        return redirect("treasury:statements")
    waiting: list[dict[str, Any]] = request.session.get(WAITING, [])
    have = {item["sha"] for item in waiting}
    accounts = accounts_of(actor_of(request))
    files = request.FILES.getlist("files")
    for file in files:
        try:
            # One byte more than allowed is enough to be refused; the rest never comes into memory.
            raw = file.read(settings.UPLOAD_LIMIT + 1)
            sha = stage_file(by=actor_of(request), raw=raw, limit=settings.UPLOAD_LIMIT)
        except OunaError as refused:
            messages.error(request, f"{file.name}: {words.said(refused)}")
            continue
        if sha not in have:
            have.add(sha)
            only = accounts[0].ref if len(accounts) == 1 else ""
            item = {"sha": sha, "name": str(file.name)[:200], "account": only, "mapping": None}
            waiting.append({**item, "rank": _rank(archive.get_file(sha))})
    # The richest telling of a day first: what a later file repeats is then known in full.
    request.session[WAITING] = sorted(waiting, key=lambda item: item["rank"])
    if not files:
        messages.warning(request, _("Choose at least one file."))
    return redirect("treasury:preview" if waiting else "treasury:statements")


def _rank(raw: bytes) -> int:
    """How much this kind of file tells of a line, the most first."""
    kind = sniff(raw[:HEAD])
    return {"xml": 0, "zip": 1, "mt940": 2, "mt942": 3}.get(kind, 4)


# Look ---------------------------------------------------------------------------------------------


@dataclass
class FileShown:
    """One waiting file on the preview."""

    nth: int
    name: str
    kind: str = ""
    refused: str = ""
    seen_before: bool = False
    statements: list[PlanShown] = field(default_factory=list)
    more: int = 0
    findings: list[tuple[str, str]] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    foreign: bool = False
    table: bool = False
    #: The account that the headings of a table tell; the import confirms it.
    remembered: SafeString | str = ""
    untried: bool = False
    report: ImportReport | None = None
    form: MappingForm | None = None
    ask: bool = False
    samples: list[list[str]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)

    @property
    def importable(self) -> bool:
        """Whether anything of it can be imported."""
        return bool(self.report and any(s.account for s in self.report.statements)) and not self.ask


@require("treasurer")
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest) -> HttpResponse:
    """What importing the waiting files would do; for a table, which column means what."""
    waiting: list[dict[str, Any]] = request.session.get(WAITING, [])
    if request.method == "POST":
        return _change(request, waiting)
    if not waiting:
        return redirect("treasury:statements")
    accounts = accounts_of(actor_of(request))
    looked, waits = _look_at_all(request, waiting, accounts)
    page = page_of(looked, request.GET.get("page", ""), FILES_A_PAGE)
    context = {
        "files": page.object_list,
        "page": page,
        "count": len(waiting),
        "steps": step_labels(),
        "ready": any(f.importable for f in looked),
        "summary": _summary(looked, waits),
    }
    return render(request, "treasury/preview.html", context)


def _change(request: HttpRequest, waiting: list[dict[str, Any]]) -> HttpResponse:
    """Take a file off the list, or remember the columns of a table."""
    nth = request.POST.get("nth", "")
    if request.POST.get("do") == "clear":
        request.session[WAITING] = []
        return redirect("treasury:statements")
    if not nth.isdecimal() or int(nth) >= len(waiting):
        return redirect("treasury:preview")
    item = waiting[int(nth)]
    if request.POST.get("do") == "drop":
        waiting.pop(int(nth))
    else:
        accounts = accounts_of(actor_of(request))
        account = next((a for a in accounts if a.ref == request.POST.get(f"{nth}-account")), None)
        table = table_of(archive.get_file(item["sha"]), account, item["mapping"])
        form = MappingForm(request.POST, table=table, accounts=accounts, account="", n=nth)
        if form.is_valid():
            item |= {"account": form.cleaned_data["account"], "mapping": form.cleaned_data["mapping"]}
        else:
            for errors in form.errors.values():
                messages.error(request, f"{item['name']}: {' '.join(errors)}")
    request.session[WAITING] = waiting
    return redirect(reverse("treasury:preview") + f"#file{nth}")


def _look_at_all(
    request: HttpRequest, waiting: list[dict[str, Any]], accounts: list[BankAccount]
) -> tuple[list[FileShown], int]:
    """All waiting files, tried out one after the other as the import will take them, as far as that is
    quick; and how many lines would wait for a person."""
    looked, files, size = [], [], 0
    for nth, item in enumerate(waiting):
        found = FileShown(nth, item["name"])
        looked.append(found)
        try:
            file = _file_of(found, item, accounts)
        except (Refused, Broken) as refused:
            found.refused = words.said(refused)
            continue
        size += len(file.raw)
        if size > MOST_TRIED:
            found.untried = True
            _show(found, _planned(request, file))
        else:
            files.append((found, file))
    trial = try_files(by=actor_of(request), files=[file for _found, file in files])
    for (found, _file), result in zip(files, trial.files, strict=True):
        _show(found, result)
    return looked, trial.waiting


def _file_of(found: FileShown, item: dict[str, Any], accounts: list[BankAccount]) -> FileIn:
    """The bytes of a waiting file; of a table also its account and columns, as far as they are known."""
    raw = archive.get_file(item["sha"])
    account, mapping = _inputs(item, raw, accounts)
    if is_table(raw):
        found.table = True
        found.remembered = words.place(account) if account and account.ref != item["account"] else ""
        _ask_columns(found, raw, account, item, accounts)
    return FileIn(item["name"], raw, account, mapping)


def _planned(request: HttpRequest, file: FileIn) -> ImportReport | OunaError:
    try:
        return plan_file(by=actor_of(request), file=file)
    except OunaError as refused:
        return refused


def _show(found: FileShown, result: ImportReport | OunaError) -> None:
    """Fill in what would become of a file, or why it is refused."""
    if isinstance(result, OunaError):
        found.refused = words.said(result)
        found.ask = found.form is not None
        return
    plan = result.plan
    assert plan is not None
    found.report, found.kind, found.seen_before = result, plan.format, result.seen_before
    foreign = bool(result.statements) and all(s.account is None for s in result.statements)
    found.findings = [words.finding(f) for f in plan.findings if f not in plan.refused]
    found.lost = [words.finding(f) for f in plan.refused]
    found.ask, found.foreign = found.table and foreign, foreign and not found.table
    if not plan.statements:
        found.refused = _("There is no statement in this file.")
    if not found.ask:
        found.statements = [shown(s) for s in result.statements[:STATEMENTS_A_FILE]]
        found.more = max(0, len(result.statements) - STATEMENTS_A_FILE)


def _inputs(
    item: dict[str, Any], raw: bytes, accounts: list[BankAccount]
) -> tuple[BankAccount | None, dict[str, Any] | None]:
    """The account and columns chosen or guessed for a table; nothing for any other file."""
    account = next((a for a in accounts if a.ref == item["account"]), None)
    if not is_table(raw):
        return None, None
    if account is None:
        # Two accounts whose tables have the same headings cannot be told apart: then a person is asked.
        kept = remembered_for(raw, accounts)
        return (kept[0].account, kept[0].mapping) if len(kept) == 1 else (None, None)
    if item["mapping"]:
        return account, item["mapping"]
    mapping = table_of(raw, account).mapping
    return account, as_data(mapping) if mapping else None


def _ask_columns(
    found: FileShown,
    raw: bytes,
    account: BankAccount | None,
    item: dict[str, Any],
    accounts: list[BankAccount],
) -> None:
    table = table_of(raw, account, item["mapping"])
    found.form = MappingForm(
        table=table, accounts=accounts, account=account.ref if account else "", n=str(found.nth)
    )
    found.headers, found.samples = table.headers, table.samples


def _summary(looked: list[FileShown], waits: int) -> list[tuple[object, str]]:
    """Large numerals on top of the preview: those the report will show, where all could be tried out."""
    done = [s for f in looked if f.report for s in f.report.statements]
    odd = [f for f in looked if f.refused or f.foreign or f.lost]
    refused = len(odd) + sum(1 for s in done if s.state == Statement.State.HELD and s.account)
    known = sum(s.known for s in done)
    rows: list[tuple[object, str]] = []
    if not any(f.untried for f in looked):
        booked = sum(s.booked for s in done)
        rows.append((booked, ngettext("line books itself", "lines book themselves", booked)))
        rows.append((waits, _("wait for you")))
    else:
        fresh = sum(s.new for s in done)
        rows.append((fresh, ngettext("line is new", "lines are new", fresh)))
    rows.append((known, _("known already")))
    if refused:
        rows.append((refused, ngettext("needs your eye", "need your eye", refused)))
    return rows


# Import -------------------------------------------------------------------------------------------


@require("treasurer")
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest) -> HttpResponse:
    """Import waiting files for a while, then show how far it is; the page goes on by itself."""
    waiting: list[dict[str, Any]] = request.session.get(WAITING, [])
    if request.method == "POST":
        if request.POST.get("first"):
            request.session[REPORT] = {"files": [], "of": len(waiting)}
        started = time.monotonic()
        while waiting and time.monotonic() - started < A_WHILE:
            _import_one(request, waiting)
    report = request.session.get(REPORT) or {"files": [], "of": 0}
    if not waiting:
        request.session[WAITING] = request.session.pop(ASKED, [])
        target = reverse("treasury:report")
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": target})
        return redirect(target)
    context = {"done": len(report["files"]), "of": report["of"] or len(waiting), "steps": step_labels()}
    part = "treasury/_progress.html" if request.headers.get("HX-Request") else "treasury/run.html"
    return render(request, part, context)


def _import_one(request: HttpRequest, waiting: list[dict[str, Any]]) -> None:
    """Import the first waiting file; what became of it is kept before the next one is begun."""
    item = waiting[0]
    actor, accounts = actor_of(request), accounts_of(actor_of(request))
    told: dict[str, Any] = {"name": item["name"], "refused": "", "statements": [], "findings": []}
    before = received_of(accounts[0].campaign) if accounts else None
    try:
        raw = archive.get_file(item["sha"])
        account, mapping = _inputs(item, raw, accounts)
        done = import_file(by=actor, name=item["name"], raw=raw, account=account, mapping=mapping)
        told |= _told(done)
    except (Refused, Broken) as refused:
        told["refused"] = words.said(refused)
        if isinstance(refused, UnknownAccount) and account is None and is_table(raw):
            told["refused"] = _("Say first which account this table belongs to; it waits for your answer.")
            request.session[ASKED] = [*request.session.get(ASKED, []), item]
    if before and (change := changed(before)):
        told["changed"] = str(change)
    waiting.pop(0)
    report = request.session.get(REPORT) or {"files": [], "of": len(waiting) + 1}
    report["files"].append(told)
    request.session[WAITING], request.session[REPORT] = waiting, report
    request.session.save()


def _told(done: ImportReport) -> dict[str, Any]:
    return {
        "seen_before": done.seen_before,
        "findings": done.findings[:50],
        "refused": "" if done.statements else _("There is no statement in this file."),
        "statements": [_told_statement(s) for s in done.statements],
    }


def _told_statement(report: StatementReport) -> dict[str, Any]:
    return {
        "ref": report.statement.ref if report.statement else "",
        "held": report.held_reason,
        "state": report.state,
        "counts": [report.new, report.known, report.pending, report.booked, report.waiting],
        "batches": report.batches,
        "findings": report.findings[:50],
    }


# Report -------------------------------------------------------------------------------------------


@require("treasurer")
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """What the last import did: booked by itself, waiting, held with the reason; as a file with `?as=csv`."""
    kept = request.session.get(REPORT) or {"files": []}
    if not kept["files"]:
        return redirect("treasury:statements")
    refs = [s["ref"] for f in kept["files"] for s in f["statements"] if s["ref"]]
    rows = {s.ref: s for s in access_statements(actor_of(request)).filter(ref__in=refs)}
    if request.GET.get("as") == "csv":
        return csv_file("not-read.csv", _unread(kept["files"]))
    files = [_reported(f, rows) for f in kept["files"]]
    sums = [sum(s["counts"][i] for f in kept["files"] for s in f["statements"]) for i in range(4)]
    waiting = waiting_of(access_lines(actor_of(request)), list(rows.values()))
    context = {
        "files": files,
        "steps": step_labels(),
        "facts": [
            (sums[3], ngettext("line booked itself", "lines booked themselves", sums[3])),
            (waiting, _("wait for you")),
            (sums[1], _("known already")),
            (sums[2], _("pending at the bank")),
        ],
        "waiting": waiting,
        "stopped": stopped_of(list(rows.values())),
        "changed": next((f["changed"] for f in reversed(kept["files"]) if f.get("changed")), ""),
        "unread": bool(_unread(kept["files"])[1:]),
        "still": len(request.session.get(WAITING, [])),
    }
    return render(request, "treasury/report.html", context)


def _reported(told: dict[str, Any], rows: dict[str, Any]) -> dict[str, Any]:
    """One file of the report with its statements."""
    statements = [_reported_statement(s, rows.get(s["ref"])) for s in told["statements"]]
    return {**told, "statements": statements, "findings": [words.finding(f) for f in told["findings"]]}


def _reported_statement(told: dict[str, Any], row: Statement | None) -> dict[str, Any]:
    new, known, pending, booked, waiting = told["counts"]
    only_shown = told["state"] == Statement.State.SHOWN
    return {
        "row": row,
        "where": words.account_day(row.account, row.last_day) if row else "",
        "held": words.HELD.get(told["held"]),
        "state": words.STATEMENT_STATES["foreign" if told["held"] == "unknown_account" else told["state"]],
        "shown": only_shown,
        "counts": words.SHOWN_ONLY if only_shown else counts(new, told["batches"], known, pending),
        "booked": booked,
        "waiting": waiting,
        "findings": [words.finding(f) for f in told["findings"]],
    }


def _unread(files: list[dict[str, Any]]) -> list[list[object]]:
    """What could not be read or booked, for the bank or a colleague."""
    rows: list[list[object]] = [[_("File"), _("Place"), _("What"), _("What to do")]]
    for told in files:
        if told["refused"]:
            rows.append([told["name"], "", told["refused"], ""])
        for n, s in enumerate(told["statements"], start=1):
            if s["held"] in words.HELD:
                what, step = words.HELD[s["held"]]
                rows.append([told["name"], _("statement %(n)s") % {"n": n}, str(what), str(step)])
            rows += [[told["name"], *words.finding(f), ""] for f in s["findings"]]
        rows += [[told["name"], *words.finding(f), ""] for f in told["findings"]]
    return rows
