"""Who signs the appeal of the demo: how each was proved, who waits, who withdrew, who confirmed."""

from __future__ import annotations

from typing import NamedTuple

#: By number in the sheet: "domain", "document", or the number of the one that vouches.
PROOFS: tuple[str | int, ...] = (
    "domain", 1, "domain", "domain", "document", "domain", "domain", "domain", 8, "domain",
    "document", 10, "domain", 13, "document", "domain", 16, 16, "document", "domain",
    20, 21, "domain", 23, "document", "domain", 26, "domain",
)  # fmt: skip
#: Kinds by number; all others are neighbours.
KINDS = {4: "cooperative", 11: "association", 15: "association", 20: "association", 22: "association",
         23: "movement", 25: "cooperative", 28: "movement"}  # fmt: skip
#: The ones that have not confirmed version 2, by number.
NOT_CONFIRMED = (11, 19, 27)
#: Days before D on which they signed and confirmed, and on which the last three came.
SIGNED, CONFIRMED, WAITED = 150, 15, 4
DOCUMENT = "extract of the register of associations"


class Further(NamedTuple):
    """One more that signed: country, language, name, English, web site or none, mail."""

    country: str
    lang: str
    name: str
    english: str
    site: str
    email: str


WITHDRAWN = Further(
    "NL", "nl", "Kring De Stille Hamer", "Quiet Hammer Circle", "stille-hamer.example",
    "bestuur@stille-hamer.example",
)  # fmt: skip
WITHDREW = 30
#: Waiting for the editor: the same as no. 10 in Latin letters; a Cyrillic letter in a Latin word; a mail
#: address that proves nothing.
WAITING = (
    Further(
        "UA", "uk", "Toloka Midnyi Hlechyk", "", "midnyi-hlechyk.example", "info@midnyi-hlechyk.example"
    ),
    Further(
        "DE", "de", "Bl\u0430ue Schaufel e. V.", "", "blaue-schaufel-ev.example",
        "kontakt@blaue-schaufel-ev.example",
    ),
    Further("DO", "es", "Convite del Cántaro Azul", "Blue Jug Convite", "", "cantaroazul@gmail.com"),
)  # fmt: skip
SUPPORTERS = 12
