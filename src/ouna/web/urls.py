"""All addresses. Each app brings its own, written out in full."""

from __future__ import annotations

from django.urls import include, path

from ouna.web import views

web = [
    path("", views.home, name="home"),
    path("campaign/", views.campaign, name="campaign"),
    path("books/", views.books, name="books"),
    path("books/entries/", views.entries, name="entries"),
    path("books/entries.csv", views.entries_csv, name="entries_csv"),
    path("books/entries/<int:number>/", views.entry, name="entry"),
    path("books/entries/<int:number>/proof", views.entry_proof, name="entry_proof"),
    path("books/checkpoints/", views.checkpoints, name="checkpoints"),
    path("books/verify/", views.verify, name="verify"),
    path("books/download.zip", views.download, name="download"),
    path("receipt/check-receipt.html", views.check_file, name="check_file"),
    path("log/<path:name>", views.published, name="published"),
    path(".well-known/ouna-accounts.json", views.accounts_json, name="accounts_json"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("desk/", views.desk, name="desk"),
    path("desk/partner/", views.partner, name="partner"),
    path("desk/admin/accounts/", views.accounts, name="accounts"),
    path("desk/admin/settings/", views.settings_overview, name="settings"),
    path("desk/checks/", views.checks, name="checks"),
]

urlpatterns = [
    path("", include((web, "web"))),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/mfa/", include("allauth.mfa.urls")),
    path("", include("ouna.ui.urls")),
    path("", include("ouna.parties.urls")),
    path("", include("ouna.campaign.urls")),
    path("", include("ouna.quorum.urls")),
    path("", include("ouna.screening.urls")),
    path("", include("ouna.pact.urls")),
    path("", include("ouna.appeal.urls")),
    path("", include("ouna.funds.urls")),
    path("", include("ouna.donations.urls")),
    path("", include("ouna.spending.urls")),
    path("", include("ouna.treasury.urls")),
    path("", include("ouna.demo.urls")),
]
