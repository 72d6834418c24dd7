"""The 28 organisations, and the persons one can be with one click."""

from __future__ import annotations

from typing import NamedTuple


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
    #: Further roles of the same person.
    also: tuple[str, ...] = ()


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
        "sees what came in, answers the checklist, signs",
        "ar",
        ("trustee",),
    ),
    Player(
        "layla",
        "Layla Simsim (ليلى سمسم)",
        "layla@talmira.example",
        "planner",
        "",
        "asks for money, shows what became of it",
        also=("partner",),
    ),
    Player(
        "idris", "Idris Naʿnaʿ (إدريس نعناع)", "idris@talmira.example", "trustee", "", "signs the roof", "ar"
    ),
    Player("maryam", "Maryam Yansun (مريم يانسون)", "maryam@talmira.example", "trustee", "", "signs", "ar"),
    Player(
        "habib",
        "Habib Zanjabil (حبيب زنجبيل)",
        "habib@talmira.example",
        "trustee",
        "",
        "has signed the roof",
        "ar",
    ),
    Player(
        "nur", "Nur Zaʿtar (نور زعتر)", "nur@talmira.example", "trustee", "", "signs abroad, by a file", "ar"
    ),
    Player("hanneke", "Hanneke Dille", "hanneke@quince.example", "checker", "", "decides on a name"),
    Player("ama", "Ama Gingembre", "ama@quince.example", "checker", "", "decides on the same name"),
    Player(
        "eleni", "Eleni Rigani (Ελένη Ρίγανη)", "eleni@quince.example", "editor", "", "decides who has signed"
    ),
)
#: Signs the pact for the coalition; nobody one can be.
SPEAKER = ("bertram", "Bertram Borretsch", "bertram@quince.example")
#: Further treasurers, one per section, so that every section keeps its own books.
TREASURERS = {
    "NL": "Saskia Bieslook",
    "PT": "Rosa Louro",
    "GR": "Dafni Dyosmou (Δάφνη Δυόσμου)",
    "CH": "Reto Kümmel",
    "GB": "Basil Marjoram",
    "TN": "Nadia Kammun (نادية كمّون)",
}
PASSWORD = "demo"  # noqa: S105 - refused outside the demo
