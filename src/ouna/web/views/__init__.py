"""Pages of the whole site: the first page, the books, the desks' start, the administrator's overview."""

from ouna.web.views.admin import accounts, checks, settings_overview
from ouna.web.views.books import books, checkpoints, verify
from ouna.web.views.check_file import check_file
from ouna.web.views.desk import desk, partner
from ouna.web.views.entries import entries, entries_csv, entry, entry_proof
from ouna.web.views.files import accounts_json, download, favicon, manifest, published, robots
from ouna.web.views.home import campaign, home

__all__ = [
    "accounts",
    "accounts_json",
    "books",
    "campaign",
    "check_file",
    "checkpoints",
    "checks",
    "desk",
    "download",
    "entries",
    "entries_csv",
    "entry",
    "entry_proof",
    "favicon",
    "home",
    "manifest",
    "partner",
    "published",
    "robots",
    "settings_overview",
    "verify",
]
