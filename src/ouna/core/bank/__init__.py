"""Bank formats: statements (camt.052/053/054, MT940, MT942, CSV, ZIP), IBAN, references, payment codes
and payment files.

`read_file` gives a whole `Document`; `stream` gives its events one by one for imports of any size.
Nouns: Document, Statement, Balance, Line, Part, Amount, Finding, Iban, Mapping, EpcCode, SwissCode.
"""

from ouna.core.bank.archive import LIMITS, Limits, read_file, sha256_of, sniff, stream
from ouna.core.bank.errors import BankFileRefused, IbanRefused, QrRefused, ReferenceRefused
from ouna.core.bank.values import (
    Amount,
    Balance,
    Document,
    Event,
    Finding,
    Format,
    Line,
    Opened,
    Part,
    Statement,
    Withdrawn,
)

__all__ = [
    "LIMITS",
    "Amount",
    "Balance",
    "BankFileRefused",
    "Document",
    "Event",
    "Finding",
    "Format",
    "IbanRefused",
    "Limits",
    "Line",
    "Opened",
    "Part",
    "QrRefused",
    "ReferenceRefused",
    "Statement",
    "Withdrawn",
    "read_file",
    "sha256_of",
    "sniff",
    "stream",
]
