"""Bank files: drop, import, report. Nothing is booked before the preview was confirmed."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ouna.core.bank import sniff
from ouna.core.errors import Broken, OunaError, Refused
from ouna.parties.permissions import require
from ouna.treasury import archive
from ouna.treasury.actions import ImportReport, StatementReport, import_file, stage_file
from ouna.treasury.errors import UnknownAccount
from ouna.treasury.models import Statement
from ouna.treasury.queries.access import access_lines, access_statements
from ouna.treasury.queries.accounts import accounts_of
from ouna.treasury.queries.tables import HEAD, is_table
from ouna.treasury.queries.told import stopped_of, waiting_of
from ouna.treasury.views import words
from ouna.treasury.views.answers import actor_of
from ouna.treasury.views.plans import counts
from ouna.treasury.views.preview import WAITING, inputs_of, step_labels
from ouna.treasury.views.received import changed, received_of
from ouna.treasury.views.sheets import csv_file

#: Session keys: what became of the last files, tables that lack an account.
REPORT, ASKED = "treasury_report", "treasury_asked"
#: Seconds of importing after which the page shows how far it is.
A_WHILE = 2.0


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
        account, mapping = inputs_of(item, raw, accounts)
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
