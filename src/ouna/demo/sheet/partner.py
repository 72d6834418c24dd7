"""The partner's side: trustees with their functions, the pact, the checklist, the invented list of names."""

from __future__ import annotations

from typing import NamedTuple

from ouna.core.quorum import Band


class TrusteeSheet(NamedTuple):
    """A trustee: which player it is, the public function as a code, and in words."""

    player: str
    function: str
    title: dict[str, str]


#: In public only "Trustee 1" to "5" and the function.
TRUSTEES = (
    TrusteeSheet("salma", "director", {"en": "director", "ar": "المديرة"}),
    TrusteeSheet("idris", "administration", {"en": "hospital administrator", "ar": "مدير شؤون المستشفى"}),
    TrusteeSheet("maryam", "nurse", {"en": "head nurse", "ar": "رئيسة التمريض"}),
    TrusteeSheet("habib", "engineer", {"en": "engineer", "ar": "المهندس"}),
    TrusteeSheet("nur", "pharmacist", {"en": "pharmacist", "ar": "الصيدلي"}),
)


class SuccessorSheet(NamedTuple):
    """Who follows if too few trustees can be reached: nobody one can be."""

    key: str
    name: str
    email: str


#: Nurses of the hospital, known in public as "Successor 1" to "3"; two of them announce it.
SUCCESSORS = (
    SuccessorSheet("rayhana", "Rayhana Habaq (ريحانة حبق)", "rayhana@talmira.example"),
    SuccessorSheet("yasmin", "Yasmin Karawya (ياسمين كراوية)", "yasmin@talmira.example"),
    SuccessorSheet("bushra", "Bushra Hulba (بشرى حلبة)", "bushra@talmira.example"),
)
SUCCESSOR_FUNCTION, SUCCESSOR_TITLE = "nurse", {"en": "nurse", "ar": "ممرضة"}
SUCCESSORS_ANNOUNCE = 2
#: Three of five; up to 1,500 EUR two of five. Other currencies: the highest of these.
BANDS = (Band("EUR", 2, 1_500_00), Band("EUR", 3))
CHANGE = 4
#: Keys on paper for the day on which too few trustees are left: two of three, after thirty days.
RECOVERY_KEYS, RECOVERY_M, RECOVERY_DAYS = 3, 2, 30
#: Hours before a replaced key counts.
WAIT = 72
#: Who signs the pact: (player, side). Dr Summaq for the partner, Bertram for the coalition.
OFFICERS = (("salma", "partner"), ("bertram", "coalition"))
OFFICER_TITLES = {
    "salma": {"en": "director", "ar": "المديرة"},
    "bertram": {"en": "speaker of the coalition", "ar": "المتحدث باسم الائتلاف"},
}
SUCCESSION_DAYS = 30
BEARS = "free"

PACT = {
    "title": {
        "en": "What we have agreed for Talmira",
        "ar": "ما اتفقنا عليه من أجل تلميرا",
    },
    "body": {
        "en": (
            "Talmira decides what is built and what is paid; the coalition gathers and sends. Nothing is "
            "paid unless the trustees have signed it. Each side may read every book of the other.\n"
            "Building begins when the trustees open it, and stops when any one of them closes it."
        ),
        "ar": (
            "تلميرا تقرّر ما يُبنى وما يُدفع، والائتلاف يجمع ويرسل. لا يُدفع شيء ما لم يوقّعه الأمناء. "
            "ولكل طرف أن يقرأ دفاتر الآخر كلها.\n"
            "يبدأ البناء حين يفتحه الأمناء، ويتوقف حين يغلقه أي واحد منهم."
        ),
    },
    "succession": {
        "en": (
            "If fewer than three trustees can be reached, three nurses of the hospital follow, whom the list "
            "of trustees names. Two of them announce it; everyone can see it for thirty days, and any one "
            "trustee stops it."
        ),
        "ar": (
            "إن أمكن الوصول إلى أقل من ثلاثة أمناء، تخلفهم ثلاث ممرضات من المستشفى تسمّيهن قائمة الأمناء. "
            "تعلن ذلك اثنتان منهن، ويراه الجميع ثلاثين يوما، ويوقفه أي أمين."
        ),
    },
    "rest": {
        "en": "What is left at the end goes to the Two Springs Hospital for medicine.",
        "ar": "ما يبقى في النهاية يذهب إلى مستشفى النبعين لشراء الدواء.",
    },
}

#: The checklist on D: point, answer, note in public, days before D.
CHECKLIST = (
    ("safety", "yes", "", 60),
    ("permits", "yes", "", 40),
    ("access", "no", "North Gate has been shut.", 6),
    ("accommodation", "yes", "", 30),
    ("materials", "partly", "Stone is there, timber is on the way.", 20),
    ("money", "yes", "", 20),
)
CHECKLIST_STARTED = 150

#: The partner's own line, once the rubble is gone.
THANKS_AGO = 89
THANKS = {
    "en": "The yard is clear. The children count the lorries that are no longer needed.",
    "ar": "الساحة نظيفة. والأطفال يعدّون الشاحنات التي لم نعد نحتاج إليها.",
}

LIST_NAME = "Quince demo list, every entry invented"
#: Days before D of the list's newest version.
LIST_DATED = 3
#: A version is used so many days after its own date.
LIST_AGE = 1
_COLUMNS = "id,name,type,aliases,weak_aliases,born,countries"
#: AQ is Antarctica, of which nobody is a citizen: the nearest to "citizen of Nowhere" that has a code.
_ENTRIES = (
    "Q-001,Baron MARZUBAN VON KRAPFENSTEIN,person,Marzoban Krapfenshtayn,The Doughnut,1951,AQ",
    "Q-002,Countess Mirabella PLUNDERTASCHE,person,,The Crumb,1948,",
    "Q-003,Septimus ZWIEBACKOWSKI,person,Zeptimus Tzwibakovski,,1963,",
    "Q-004,Grand Order of the Leaky Bucket,organisation,,,,",
    "Q-005,Benevolent Society of the Crooked Spoon,organisation,Crooked Spooners,,,",
    "Q-006,MV SOGGY BISCUIT,vessel,,,,",
)


def names_list(dated: str) -> bytes:
    """The list as a file, in the version of that day (`YYYY-MM-DD`)."""
    head = (f"# name: {LIST_NAME}", f"# date: {dated}", _COLUMNS)
    return ("\n".join((*head, *_ENTRIES)) + "\n").encode()
