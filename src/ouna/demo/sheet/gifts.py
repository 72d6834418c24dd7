"""Who promised and who gave: open pledges, donors' accounts, invented names."""

from __future__ import annotations

from typing import NamedTuple


class OpenPledge(NamedTuple):
    """A named open pledge: who, minor, purpose, digits of the reference, section, monthly."""

    name: str
    minor: int
    fund: str
    digits: str
    country: str = "DE"
    monthly: bool = False


NAMED_PLEDGES = (
    OpenPledge("Karl Kardamom", 100_00, "walls", "202600000101"),
    OpenPledge("Ana Coentro", 25_00, "children", "202600000118", monthly=True),
    OpenPledge("Petra Persil", 75_00, "theatre", "202600000125"),
    OpenPledge("Estella Estragon", 40_00, "sun", "202600000132"),
)
#: Unnamed pledges whose money stands in the file one imports oneself: a batch of three, one from Sweden.
BATCH_PLEDGES = (
    OpenPledge("", 10_00, "walls", "202600000149"),
    OpenPledge("", 20_00, "children", "202600000156"),
    OpenPledge("", 30_00, "free", "202600000163"),
)
SWEDISH_PLEDGE = OpenPledge("", 100_00, "free", "202600000187")
#: Swiss pledge with a QR reference; 95.00 CHF are 100.00 EUR.
SWISS_PLEDGE = OpenPledge("", 95_00, "theatre", "2026000000000017", country="CH")
OPEN_PLEDGES = 37
OPEN_PLEDGES_EUR = 6_870_00

DONOR_IBANS = (
    "AT611904300234573201",
    "BE68539007547034",
    "FR1420041010050500013M02606",
    "IT60X0542811101000000123456",
    "ES9121000418450200051332",
    "LU280019400644750000",
    "FI2112345600000785",
    "IE29AIBK93115212345678",
)
#: Only the gift of D-40 and the line without reference carry it.
KNOWN_IBAN = DONOR_IBANS[0]
#: Nobody has used it before D.
NEW_IBAN = DONOR_IBANS[7]
SWEDISH_IBAN = DONOR_IBANS[6]
KNOWN_GIFT = (40, 120_00, "walls")
RETURNED_GIFT = (12, 35_00, "free")

GIVEN = (
    "Karl Rosmarin Petra Minou Tarek Lale Anis Safran Dilara Basil Noor Tilo Mira Jonas Yara Levi Ines "
    "Omar Greta Sami Ayla Pelin Nuno Thea Vera Elif Hugo Clea Ravi Sena"
).split()
FAMILY = (
    "Rosmarin Salbei Thymian Melisse Minze Lorbeer Dost Kresse Liebstock Wacholder Bertram Ysop Kerbel "
    "Borretsch Majoran Anis Zimt Muskat Vanille Sumach Nelke Ingwer Piment Galgant Kubebe Mohn Sesam "
    "Lavendel Angelika Raute"
).split()
