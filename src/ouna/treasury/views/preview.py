"""The preview of waiting bank files: what importing them would do; for a table, which column means what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ouna.core.errors import Broken, OunaError, Refused
from ouna.funds.models import BankAccount
from ouna.parties.permissions import require
from ouna.treasury import archive
from ouna.treasury.actions import ImportReport
from ouna.treasury.actions.importing import plan_file, try_files
from ouna.treasury.actions.reports import FileIn
from ouna.treasury.forms.tables import MappingForm
from ouna.treasury.models import Statement
from ouna.treasury.queries.accounts import accounts_of
from ouna.treasury.queries.tables import as_data, is_table, remembered_for, table_of
from ouna.treasury.views import words
from ouna.treasury.views.answers import actor_of, page_of
from ouna.treasury.views.plans import PlanShown, shown

#: Session key: files that wait for the import.
WAITING = "treasury_files"
#: Files looked into on one page of the preview, and statements shown of one file.
FILES_A_PAGE, STATEMENTS_A_FILE = 20, 40
#: Bytes of waiting files that a preview tries out; more would keep everybody else from writing for long.
MOST_TRIED = 16 << 20


def step_labels() -> list[str]:
    """The three steps."""
    return [_("Drop files"), _("Look at them"), _("Import")]


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
    account, mapping = inputs_of(item, raw, accounts)
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


def inputs_of(
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
