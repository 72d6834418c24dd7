"""Who and where: the coalition, its partner, the campaign's texts, goal and purposes."""

from __future__ import annotations

from typing import NamedTuple

#: Days are counted back from D, the day on which the demo is built.
OPENED = 160
GUNS_SILENT = 264

COALITION = {
    "en": "Quince Tree Coalition",
    "ar": "ائتلاف شجرة السفرجل",
    "de": "Bündnis Quittenbaum",
    "fr": "Coalition du Cognassier",
    "es": "Coalición del Membrillero",
}
PARTNER = {
    "en": "Talmira Community Health Association",
    "ar": "جمعية تلميرا الصحية الأهلية",
    "de": "Gemeinschaftlicher Gesundheitsverein Talmira",
    "fr": "Association communautaire de santé de Talmira",
    "es": "Asociación Comunitaria de Salud de Talmira",
}
TITLE = {
    "en": "A roof for Talmira",
    "ar": "سقفٌ لتلميرا",
    "de": "Ein Dach für Talmira",
    "fr": "Un toit pour Talmira",
    "es": "Un techo para Talmira",
}
PLACE = {"en": "Talmira", "ar": "تلميرا", "de": "Talmira", "fr": "Talmira", "es": "Talmira"}
SUMMARY = {
    "en": (
        "The emergency wing and the roof of the Two Springs Hospital were lost in the winter fighting. "
        "Neighbours in many countries rebuild them together with the people of Talmira."
    ),
    "ar": (
        "فقد مستشفى النبعين جناح الطوارئ وسقفه في قتال الشتاء. "
        "جيران من بلدان كثيرة يعيدون بناءهما مع أهل تلميرا."
    ),
    "de": (
        "In den Kämpfen des Winters verlor das Krankenhaus Zwei Quellen seine Notaufnahme und sein Dach. "
        "Nachbarn aus vielen Ländern bauen beides gemeinsam mit den Menschen von Talmira wieder auf."
    ),
    "fr": (
        "L’hôpital des Deux Sources a perdu son aile des urgences et son toit dans les combats de l’hiver. "
        "Des voisins de nombreux pays les reconstruisent avec les habitants de Talmira."
    ),
    "es": (
        "El Hospital de las Dos Fuentes perdió su ala de urgencias y su techo en los combates del invierno. "
        "Vecinos de muchos países los reconstruyen junto con la gente de Talmira."
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
    "de": (
        "Talmira ist eine Stadt in einem Tal mit 18.000 Einwohnern. Das Krankenhaus Zwei Quellen, das der "
        "Gemeinschaftliche Gesundheitsverein Talmira betreibt, hat 60 Betten. Notaufnahme und Dach gingen "
        "in den Kämpfen des Winters verloren; seit dem Frühjahr schweigen die Waffen.\n\n"
        "Wir bauen mit Schatten, Sonne und dem Stein der Gegend: Mauern und Dach, einen Operationssaal, "
        "Strom und Wasser aus der Sonne und einen Hof für Kinder. Geld, das für einen dieser Zwecke gegeben "
        "wird, dient keinem anderen.\n\n"
        "Alles, was eingeht, steht in einem öffentlichen Verzeichnis, das jeder prüfen kann, ohne Konto und "
        "ohne uns zu vertrauen."
    ),
    "fr": (
        "Talmira est une ville de vallée de 18\u202f000 habitants. L’hôpital des Deux Sources, géré par "
        "l’Association communautaire de santé de Talmira, compte 60 lits. Son aile des urgences et son toit "
        "ont été perdus dans les combats de l’hiver\u202f; les armes se taisent depuis le printemps.\n\n"
        "Nous reconstruisons avec l’ombre, le soleil et la pierre du pays\u00a0: des murs et un toit, un "
        "bloc opératoire, l’électricité et l’eau grâce au soleil, et une cour pour les enfants. L’argent "
        "donné pour l’une de ces affectations ne sert à rien d’autre.\n\n"
        "Tout ce qui arrive figure dans un registre public que chacun peut vérifier, sans compte et sans "
        "avoir à nous croire."
    ),
    "es": (
        "Talmira es una ciudad de valle con 18.000 habitantes. El Hospital de las Dos Fuentes, que gestiona "
        "la Asociación Comunitaria de Salud de Talmira, tiene 60 camas. Su ala de urgencias y su techo se "
        "perdieron en los combates del invierno; las armas callan desde la primavera.\n\n"
        "Reconstruimos con sombra, sol y piedra del lugar: muros y techo, un quirófano, luz y agua gracias "
        "al sol, y un patio para los niños. El dinero dado para uno de estos destinos no se usa para nada "
        "más.\n\n"
        "Todo lo que llega consta en un registro público que cualquiera puede comprobar, sin cuenta y sin "
        "tener que confiar en nosotros."
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
