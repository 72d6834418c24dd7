"""Pages of giving: the form, the private page of a promise, receipts, finding and checking them."""

from ouna.donations.views.giving import give, pledge, poster_pdf, qr_png, qr_svg, slip_pdf
from ouna.donations.views.receipts import check, find, receipt, receipt_pdf, receipt_proof

__all__ = [
    "check",
    "find",
    "give",
    "pledge",
    "poster_pdf",
    "qr_png",
    "qr_svg",
    "receipt",
    "receipt_pdf",
    "receipt_proof",
    "slip_pdf",
]
