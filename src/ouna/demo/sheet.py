"""The data sheet of the demo campaign, as constants. Every sum is in minor units of its currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

#: Days are counted back from D, the day on which the demo is built.
OPENED = 160
GUNS_SILENT = 264

COALITION = {
    "en": "Quince Tree Coalition",
    "ar": "ائتلاف شجرة السفرجل",
}
PARTNER = {
    "en": "Talmira Community Health Association",
    "ar": "جمعية تلميرا الصحية الأهلية",
}
TITLE = {
    "en": "A roof for Talmira",
    "ar": "سقفٌ لتلميرا",
    "de": "Ein Dach für Talmira",
    "fr": "Un toit pour Talmira",
    "es": "Un techo para Talmira",
}
PLACE = {"en": "Talmira", "ar": "تلميرا"}
SUMMARY = {
    "en": (
        "The emergency wing and the roof of the Two Springs Hospital were lost in the winter fighting. "
        "Neighbours in many countries rebuild them together with the people of Talmira."
    ),
    "ar": (
        "فقد مستشفى النبعين جناح الطوارئ وسقفه في قتال الشتاء. "
        "جيران من بلدان كثيرة يعيدون بناءهما مع أهل تلميرا."
    ),
}
BODY = {
    "en": (
        "Talmira is a valley town of 18,000 people. The Two Springs Hospital, run by the Talmira Community "
        "Health Association, has 60 beds. Its emergency wing and its roof were lost in the winter fighting; "
        "the guns have been silent since spring.\n\n"
        "We rebuild with shade, sun and local stone: walls and roof, an operating theatre, power and water "
        "from the sun, and a courtyard for children. Money that is given for one of these purposes is used "
        "for nothing else.\n\n"
        "Everything that comes in stands in a public record that anyone can check, without an account and "
        "without trusting us."
    ),
    "ar": (
        "تلميرا بلدة في وادٍ يسكنها 18000 نسمة. يضمّ مستشفى النبعين، الذي تديره جمعية تلميرا الصحية "
        "الأهلية، 60 سريرًا. فقد جناح الطوارئ والسقف في قتال الشتاء، وقد سكتت المدافع منذ الربيع.\n\n"
        "نبني بالظل والشمس وحجر المكان: الجدران والسقف، وغرفة عمليات، وكهرباء وماء من الشمس، وفناء "
        "للأطفال. وما يُعطى لغرض من هذه الأغراض لا يُصرف في غيره.\n\n"
        "كل ما يصل مكتوب في سجل عام يستطيع أي إنسان أن يتحقق منه، من غير حساب ومن غير أن يثق بنا."
    ),
}
GOAL = 500_000_00
CURRENCIES = ("EUR", "CHF", "GBP", "TRY", "TND")
FEE_LIMITS = {"EUR": 50_00, "CHF": 50_00, "GBP": 50_00, "TRY": 2_000_00, "TND": 150_000}


class Purpose(NamedTuple):
    """A fund: its code, aim in EUR and titles."""

    code: str
    aim: int
    title: dict[str, str]


PURPOSES = (
    Purpose(
        "walls",
        210_000_00,
        {
            "en": "Walls and roof",
            "ar": "الجدران والسقف",
            "de": "Mauern und Dach",
            "fr": "Murs et toit",
            "es": "Muros y techo",
        },
    ),
    Purpose(
        "theatre",
        120_000_00,
        {
            "en": "Operating theatre",
            "ar": "غرفة العمليات",
            "de": "Operationssaal",
            "fr": "Bloc opératoire",
            "es": "Quirófano",
        },
    ),
    Purpose(
        "sun",
        70_000_00,
        {
            "en": "Sun and water",
            "ar": "الشمس والماء",
            "de": "Sonne und Wasser",
            "fr": "Soleil et eau",
            "es": "Sol y agua",
        },
    ),
    Purpose(
        "children",
        40_000_00,
        {
            "en": "Children's courtyard",
            "ar": "فناء الأطفال",
            "de": "Hof für Kinder",
            "fr": "Cour des enfants",
            "es": "Patio de los niños",
        },
    ),
    Purpose(
        "free",
        60_000_00,
        {
            "en": "Where most needed",
            "ar": "حيث الحاجة أشد",
            "de": "Wo es am nötigsten ist",
            "fr": "Là où le besoin est le plus grand",
            "es": "Donde más se necesita",
        },
    ),
)


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
        {"en": "Germany", "ar": "ألمانيا", "de": "Deutschland"},
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
        {"en": "Netherlands", "ar": "هولندا", "nl": "Nederland"},
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
        {"en": "Portugal", "ar": "البرتغال", "pt": "Portugal"},
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
        {"en": "Greece", "ar": "اليونان", "el": "Ελλάδα"},
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
        {"en": "Switzerland", "ar": "سويسرا", "de": "Schweiz"},
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
        {"en": "Britain", "ar": "بريطانيا"},
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
        {"en": "Türkiye", "ar": "تركيا", "tr": "Türkiye"},
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
        {"en": "Tunisia", "ar": "تونس"},
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


class Member(NamedTuple):
    """An organisation that stands behind the campaign, under its own name."""

    country: str
    lang: str
    name: str
    english: str


#: The 28 in their order; eight of them keep a section with an account.
MEMBERS = (
    Member("DE", "de", "Nachbarschaftshilfe Blaue Schaufel e. V.", "Blue Shovel Neighbours' Aid"),
    Member("DE", "de", "Werkbrigade Rote Gießkanne", "Red Watering-Can Work Brigade"),
    Member("NL", "nl", "Noaberkring De Lange Ladder", "Long Ladder Neighbours' Circle"),
    Member("CH", "de", "Gmeinwerk Kupferkessel", "Copper Kettle Common Work"),
    Member("FR", "fr", "Coup de main des Truelles voyageuses", "Travelling Trowels' Helping Hand"),
    Member("PT", "pt", "Entreajuda Telha Amarela", "Yellow Tile Mutual Help"),
    Member("GB", "en", "Ginger Wheelbarrow Neighbours", "Ginger Wheelbarrow Neighbours"),
    Member("GR", "el", "Ξέλαση «Το Έβδομο Σκαλοπάτι»", "Seventh Step Work Party"),
    Member("BG", "bg", "Тлака „Ореховата порта“", "Walnut Gate Work Party"),
    Member("UA", "uk", "Толока «Мідний Глечик»", "Copper Jug Toloka"),
    Member("BA", "bs", "Moba pod Dudom", "Under-the-Mulberry Moba"),
    Member("KZ", "kk", "«Қызыл Шелек» асары", "Red Bucket Asar"),
    Member("TR", "tr", "Yedi Tuğla İmecesi", "Seven Bricks İmece"),
    Member("TR", "tr", "Bakır Cezve İmecesi", "Copper Coffee-Pot İmece"),
    Member("GE", "ka", "მეცხრე აგურის ნადი", "Ninth Brick Nadi"),
    Member("TN", "ar", "عونة الحجر الطيّب", "Good Stone ʿOuna"),
    Member("MA", "ar", "تويزة الجسر الصغير", "Small Bridge Twiza"),
    Member("SD", "ar", "نفير الباب الأخضر", "Green Door Nafir"),
    Member("ET", "am", "የነጭ መሰላል ደቦ", "White Ladder Debo"),
    Member("BD", "bn", "সাত সেতু স্বেচ্ছাশ্রম সমিতি", "Seven Bridges Voluntary Work Society"),
    Member("NP", "ne", "तामाको गाग्री पर्म समूह", "Copper Pitcher Parma Group"),
    Member("NP", "ne", "रातो डोको श्रमदान समाज", "Red Basket Shramdan Society"),
    Member("IN", "hi", "नीली ईंट श्रमदान मंच", "Blue Brick Shramdan Forum"),
    Member("IN", "ta", "ஒன்பது படிகள் வட்டம்", "Nine Steps Circle"),
    Member("CN", "zh", "长梯换工社", "Long Ladder Labour-Exchange Society"),
    Member("ZA", "st", "Letsema la Pitsa e Kgubedu", "Red Pot Letsema"),
    Member("CD", "ln", "Likelemba ya Mabanga Misato", "Three Stones Likelemba"),
    Member("CO", "es", "Minga de la Escalera Verde", "Green Stair Minga"),
)


class Player(NamedTuple):
    """A person of the demo one can be with one click."""

    key: str
    name: str
    email: str
    role: str
    section: str
    why: str
    lang: str = "en"


PLAYERS = (
    Player(
        "ottilie",
        "Ottilie Fenchel",
        "ottilie@blaue-schaufel.example",
        "treasurer",
        "DE",
        "imports a bank file",
    ),
    Player(
        "deniz", "Deniz Kekik", "deniz@yedi-tugla.example", "treasurer", "TR", "confirms what others typed"
    ),
    Player("rui", "Rui Coentro", "rui@quince.example", "auditor", "", "reads all, writes nothing"),
    Player(
        "priya",
        "Priya Jeera (प्रिया जीरा)",
        "priya@quince.example",
        "administrator",
        "",
        "runs all, can pay nothing",
    ),
    Player(
        "salma",
        "Dr Salma Summaq (سلمى سمّاق)",
        "salma@talmira.example",
        "partner",
        "",
        "sees what came in",
        "ar",
    ),
)
#: Further treasurers, one per section, so that every section keeps its own books.
TREASURERS = {
    "NL": "Hanneke Dille",
    "PT": "Rosa Louro",
    "GR": "Eleni Rigani (Ελένη Ρίγανη)",
    "CH": "Reto Kümmel",
    "GB": "Basil Marjoram",
    "TN": "Nadia Kammun (نادية كمّون)",
}
PASSWORD = "demo"  # noqa: S105 - refused outside the demo

GIVEN = (
    "Karl Rosmarin Petra Minou Tarek Lale Anis Safran Dilara Basil Noor Tilo Mira Jonas Yara Levi Ines "
    "Omar Greta Sami Ayla Pelin Nuno Thea Vera Elif Hugo Clea Ravi Sena"
).split()
FAMILY = (
    "Rosmarin Salbei Thymian Melisse Minze Lorbeer Dost Kresse Liebstock Wacholder Bertram Ysop Kerbel "
    "Borretsch Majoran Anis Zimt Muskat Vanille Sumach Nelke Ingwer Piment Galgant Kubebe Mohn Sesam "
    "Lavendel Angelika Raute"
).split()
