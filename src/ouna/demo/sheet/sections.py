"""The eight sections with their accounts, and the rates between their currencies."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SectionSheet:
    """A section with its account and what came in before D, by purpose, in the account's currency."""

    country: str
    name: dict[str, str]
    language: str
    currency: str
    iban: str
    holder: str
    bank: str
    bic: str
    file: str
    gifts: int
    sums: tuple[int, int, int, int, int]
    tax: bool
    other_ids: tuple[str, ...] = ()
    address: tuple[tuple[str, str], ...] = ()


SECTIONS = (
    SectionSheet(
        "DE",
        {"en": "Germany", "ar": "ألمانيا", "de": "Deutschland", "fr": "Allemagne", "es": "Alemania"},
        "de",
        "EUR",
        "DE89370400440532013000",
        "Blaue Schaufel e. V.",
        "Demo Bank",
        "COBADEFFXXX",
        "camt.053.001.08",
        412,
        (34_000_00, 21_000_00, 9_500_00, 8_000_00, 15_000_00),
        True,
    ),
    SectionSheet(
        "NL",
        {
            "en": "Netherlands",
            "ar": "هولندا",
            "nl": "Nederland",
            "de": "Niederlande",
            "fr": "Pays-Bas",
            "es": "Países Bajos",
        },
        "nl",
        "EUR",
        "NL91ABNA0417164300",
        "Noaberkring De Lange Ladder",
        "Demo Bank",
        "ABNANL2A",
        "mt940",
        143,
        (8_000_00, 5_360_00, 3_000_00, 2_000_00, 3_000_00),
        True,
    ),
    SectionSheet(
        "PT",
        {
            "en": "Portugal",
            "ar": "البرتغال",
            "pt": "Portugal",
            "de": "Portugal",
            "fr": "Portugal",
            "es": "Portugal",
        },
        "pt",
        "EUR",
        "PT50000201231234567890154",
        "Entreajuda Telha Amarela",
        "Demo Bank",
        "",
        "camt.053.001.02",
        96,
        (4_000_00, 1_915_50, 500_00, 1_000_00, 2_000_00),
        False,
    ),
    SectionSheet(
        "GR",
        {
            "en": "Greece",
            "ar": "اليونان",
            "el": "Ελλάδα",
            "de": "Griechenland",
            "fr": "Grèce",
            "es": "Grecia",
        },
        "el",
        "EUR",
        "GR1601101250000000012300695",
        "To Evdomo Skalopati",
        "Demo Bank",
        "",
        "csv",
        118,
        (5_000_00, 2_204_50, 1_000_00, 1_000_00, 2_000_00),
        False,
    ),
    SectionSheet(
        "CH",
        {"en": "Switzerland", "ar": "سويسرا", "de": "Schweiz", "fr": "Suisse", "es": "Suiza"},
        "de",
        "CHF",
        "CH4431999123000889012",
        "Gmeinwerk Kupferkessel",
        "Demo Bank",
        "",
        "camt.053.001.08",
        203,
        (13_300_00, 9_500_00, 4_750_00, 3_800_00, 6_650_00),
        True,
        ("CH9300762011623852957",),
        (
            ("street", "Quittengasse"),
            ("house", "7"),
            ("postcode", "3000"),
            ("town", "Bern"),
            ("country", "CH"),
        ),
    ),
    SectionSheet(
        "GB",
        {
            "en": "Britain",
            "ar": "بريطانيا",
            "de": "Großbritannien",
            "fr": "Grande-Bretagne",
            "es": "Gran Bretaña",
        },
        "en",
        "GBP",
        "GB29NWBK60161331926819",
        "Ginger Wheelbarrow Neighbours",
        "Demo Bank",
        "NWBKGB2L",
        "camt.053.001.02",
        131,
        (5_160_00, 2_580_00, 860_00, 1_720_00, 2_580_00),
        False,
    ),
    SectionSheet(
        "TR",
        {"en": "Türkiye", "ar": "تركيا", "tr": "Türkiye", "de": "Türkei", "fr": "Turquie", "es": "Turquía"},
        "tr",
        "TRY",
        "TR330006100519786457841326",
        "Yedi Tugla Imecesi",
        "Demo Bank",
        "",
        "mt940",
        264,
        (240_000_00, 81_600_00, 33_600_00, 48_000_00, 76_800_00),
        False,
    ),
    SectionSheet(
        "TN",
        {"en": "Tunisia", "ar": "تونس", "de": "Tunesien", "fr": "Tunisie", "es": "Túnez"},
        "ar",
        "TND",
        "TN5910006035183598478831",
        "Ouna Al Hajar Attayyib",
        "Demo Bank",
        "",
        "paper",
        88,
        (7_590_000, 3_300_000, 990_000, 1_650_000, 2_970_000),
        False,
    ),
)

#: Germany: collected before these books began, per purpose. No single gifts; shown hatched.
BROUGHT_IN = {"walls": 12_000_00, "free": 12_000_00}
#: Germany's bank charges up to D, one a month.
CHARGES = (8_52, 8_52, 8_52, 8_52, 8_52)
#: Sent by the Netherlands to Germany on D-3; in transit on D.
TRANSFER = 1_000_00
TRANSFER_DAYS = 3

#: Units per 1 EUR, one for the whole demo so that all can be checked by hand.
RATES = {"CHF": "0.95", "GBP": "0.86", "TRY": "48", "SEK": "11.5", "TND": "3.3"}
RATE_SOURCE = "demo-table"
#: Entered and confirmed by two persons, since no central bank file has it.
RATE_TYPED = "TND"
