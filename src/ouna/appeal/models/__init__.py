"""Tables of the appeal."""

from ouna.appeal.models.signatories import (
    Link,
    ListedName,
    SearchWord,
    Signatory,
    SignatoryCountry,
    Signature,
    SigningCount,
    SigningLetter,
    Supporter,
)
from ouna.appeal.models.texts import Part, Version, Wording

__all__ = [
    "Link",
    "ListedName",
    "Part",
    "SearchWord",
    "Signatory",
    "SignatoryCountry",
    "Signature",
    "SigningCount",
    "SigningLetter",
    "Supporter",
    "Version",
    "Wording",
]
