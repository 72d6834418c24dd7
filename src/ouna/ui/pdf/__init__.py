"""Paper: receipts, transfer slips and posters as PDF, the same bytes for the same data.

Nouns: `Receipt`, `Slip`, `Poster` (plain values), `receipt_pdf`, `receipts_pdf`, `transfer_slip_pdf`,
`poster_pdf` (bytes). Pure: no database, no clock, no language setting, no network. Typesetting one page
takes milliseconds but belongs into a task, not into a web request.
"""

from __future__ import annotations

from ouna.ui.pdf.documents import Address, BankRate, Poster, Receipt, Reversal, Slip
from ouna.ui.pdf.paper import is_printable, link_symbol, readable
from ouna.ui.pdf.render import poster_pdf, receipt_pdf, receipts_pdf, transfer_slip_pdf
from ouna.ui.pdf.words import LANGUAGES

__all__ = [
    "LANGUAGES",
    "Address",
    "BankRate",
    "Poster",
    "Receipt",
    "Reversal",
    "Slip",
    "is_printable",
    "link_symbol",
    "poster_pdf",
    "readable",
    "receipt_pdf",
    "receipts_pdf",
    "transfer_slip_pdf",
]
