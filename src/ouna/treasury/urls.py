"""Addresses of the treasurer's and the auditor's pages."""

from __future__ import annotations

from django.urls import path

from ouna.treasury.views import (
    accounts,
    audit,
    deciding,
    importing,
    lines,
    papers,
    preview,
    proposals,
    statements,
)

app_name = "treasury"
urlpatterns = [
    path("desk/treasury/", proposals.proposals, name="proposals"),
    path("desk/treasury/lines/", lines.lines, name="lines"),
    path("desk/treasury/lines/<str:ref>/", lines.line, name="line"),
    path("desk/treasury/lines/<str:ref>/decide/", deciding.decide, name="decide"),
    path("desk/treasury/statements/", statements.statements, name="statements"),
    path("desk/treasury/statements/upload/", importing.upload, name="upload"),
    path("desk/treasury/statements/preview/", preview.preview, name="preview"),
    path("desk/treasury/statements/import/", importing.run, name="run"),
    path("desk/treasury/statements/report/", importing.report, name="report"),
    path("desk/treasury/statements/papers/", papers.papers, name="papers"),
    path("desk/treasury/statements/papers/new/", papers.paper_new, name="paper_new"),
    path("desk/treasury/statements/papers/<str:ref>/", papers.paper, name="paper"),
    path("desk/treasury/statements/<str:ref>/", statements.statement, name="statement"),
    path("desk/treasury/statements/<str:ref>/file", statements.raw, name="raw"),
    path("desk/treasury/accounts/", accounts.accounts, name="accounts"),
    path("desk/treasury/accounts/<str:ref>/", accounts.account, name="account"),
    path("desk/treasury/accounts/<str:ref>/opening/", accounts.opening, name="opening"),
    path("desk/audit/", audit.audit, name="audit"),
    path("desk/audit/journal.<str:kind>", audit.journal, name="journal"),
    path("desk/audit/sample/", audit.sample, name="sample"),
    path("desk/audit/notes/", audit.notes, name="notes"),
    path("desk/audit/notes/<str:ref>/answer/", audit.note_answer, name="note_answer"),
]
