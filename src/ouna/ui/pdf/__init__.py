"""Paper: receipts, slips, posters, payment sheets, the appeal as PDF: the same bytes for the same data.

Nouns: `Receipt`, `Slip`, `Poster`, `PaymentSheet`, `CashSheet`, `AppealPaper` (plain values),
`receipt_pdf`, `receipts_pdf`, `transfer_slip_pdf`, `poster_pdf`, `payment_sheet_pdf`, `cash_sheet_pdf`,
`appeal_pdf` (bytes). Pure: no database, no clock,
no language setting, no network. Typesetting one page takes milliseconds but belongs into a task, not into a
web request.
"""

from __future__ import annotations

from ouna.ui.pdf.appeals import AppealPaper, Passage, SignedName, appeal_pdf
from ouna.ui.pdf.documents import Address, BankRate, CashSheet, PaymentSheet, Poster, Receipt, Reversal, Slip
from ouna.ui.pdf.paper import is_printable, link_symbol, readable
from ouna.ui.pdf.render import poster_pdf, receipt_pdf, receipts_pdf, transfer_slip_pdf
from ouna.ui.pdf.sheets import cash_sheet_pdf, payment_sheet_pdf
from ouna.ui.pdf.words import LANGUAGES

__all__ = [
    "LANGUAGES",
    "Address",
    "AppealPaper",
    "BankRate",
    "CashSheet",
    "Passage",
    "PaymentSheet",
    "Poster",
    "Receipt",
    "Reversal",
    "SignedName",
    "Slip",
    "appeal_pdf",
    "cash_sheet_pdf",
    "is_printable",
    "link_symbol",
    "payment_sheet_pdf",
    "poster_pdf",
    "readable",
    "receipt_pdf",
    "receipts_pdf",
    "transfer_slip_pdf",
]
