"""Lists of signatories as they really come, and whether two names mean one organisation.

What an app needs:
- `read_file(path, places)`, `read_bytes(data, places)`, `read_text(text, places)` → `Reading`: `format`,
  `lines`, `records`. A `Record` has `number`, `short`, `name`, `translations`, `country` (`code` or None, and
  `text`), `doubts`, `first` and `last` line; `for_a_person` where it is no entry, `doubtful` where a person
  should look. A `Doubt` has `code`, `says` and an English `text`; `TEXTS` holds all sentences. `places` maps
  names of places that are on no map to codes. Raises `SignatoriesRefused`, with a next step.
- `same(Organisation, Organisation)` → `Verdict`: `answer` same, maybe or different, `flagged`, `score`,
  `reasons` (each a `Why` with `code`, `says`, `text`). `Organisation.of(record)` makes one of a record.
- `Known(organisations)` for many: `find(organisation)` → places and verdicts of those it may be, and
  `lookalikes(name)` → `Spoof` marks. `spoof(name, known)` does the latter without an index.

Every line that is not empty stands in a record, as written; nothing is invented and nothing dropped.
Nouns: Reading, Record, Country, Doubt, Organisation, Verdict, Known, Spoof.
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
