"""Lists of signatories as they really come, and whether two names mean one organisation.

`read_file`, `read_bytes` and `read_text` make a `Reading` of a list: every line that is not empty stands in
a `Record`, as written, with doubts for a person; nothing is invented and nothing dropped.
"""

from ouna.core.signatories.door import read_bytes, read_file
from ouna.core.signatories.errors import SignatoriesRefused
from ouna.core.signatories.known import Known
from ouna.core.signatories.reader import read_text
from ouna.core.signatories.same import Organisation, Verdict, Why, same
from ouna.core.signatories.spoof import Spoof, spoof
from ouna.core.signatories.values import TEXTS, Country, Doubt, Reading, Record

__all__ = [
    "TEXTS",
    "Country",
    "Doubt",
    "Known",
    "Organisation",
    "Reading",
    "Record",
    "SignatoriesRefused",
    "Spoof",
    "Verdict",
    "Why",
    "read_bytes",
    "read_file",
    "read_text",
    "same",
    "spoof",
]
