"""Who and where: the coalition, its partner, the campaign's texts, goal and purposes."""

from __future__ import annotations

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
