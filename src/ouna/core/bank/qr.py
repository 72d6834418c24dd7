"""Payment codes: EPC069-12 ("GiroCode") and Swiss QR-bill, as payloads and as symbols."""

from ouna.core.bank.qr_epc import EpcCode, epc_parse, epc_payload
from ouna.core.bank.qr_swiss import Address, SwissCode, swiss_parse, swiss_payload
from ouna.core.bank.qr_symbol import png, svg

__all__ = [
    "Address",
    "EpcCode",
    "SwissCode",
    "epc_parse",
    "epc_payload",
    "png",
    "svg",
    "swiss_parse",
    "swiss_payload",
]
