"""The appeal of the demo: its words in five languages, and what version 2 changed."""

from __future__ import annotations

from typing import NamedTuple

#: English is the original.
LANGUAGES = ("en", "ar", "de", "fr", "es")
#: Days before D of version 2, and until when those who signed version 1 are asked to confirm it.
SECOND, UNTIL = 20, 10
#: Languages whose first version a machine made and nobody has read.
BY_MACHINE = ("fr",)
#: Whose translation was not taken up when version 2 changed the original.
LEFT_BEHIND = ("de",)
CHECKED = "ar"


class Words(NamedTuple):
    """One text of the appeal."""

    kind: str
    text: dict[str, str]
    url: str = ""


APPEAL = (
    Words(
        "title",
        {
            "en": "Let Talmira rebuild its hospital",
            "ar": "دعوا تلميرا تعيد بناء مستشفاها",
            "de": "Lasst Talmira sein Krankenhaus wieder aufbauen",
            "fr": "Laissez Talmira reconstruire son hôpital",
            "es": "Dejen que Talmira reconstruya su hospital",
        },
    ),
    Words(
        "body",
        {
            "en": (
                "For eighteen thousand people of the valley of Talmira there is one hospital, the Two "
                "Springs. "
                "In the winter fighting it lost its **emergency wing** and its **roof**[^1]. The guns "
                "have been "
                "silent since spring. What is missing now is not courage: it is stone, timber, medicine, "
                "and the road on which they come.\n\n"
                "We are neighbours, work parties and associations from many countries. Each of us knows from "
                "home what it means when many hands put up a roof in a week, and what it means when help "
                "comes "
                "with somebody else’s plan in its bag. So we bring money and hands, **and no plan**. The "
                "people of "
                "Talmira have one.\n\n"
                "Every coin that is given stands in a public record that anyone can check[^2]. We ask "
                "everyone "
                "who can open a road, a border or a purse:"
            ),
            "ar": (
                "لثمانية عشر ألفًا من أهل وادي تلميرا مستشفى واحد هو مستشفى النبعين. فقد في قتال الشتاء "
                "**جناح الطوارئ** و**السقف**[^1]. وقد سكتت المدافع منذ الربيع. وما ينقص الآن ليس الشجاعة، "
                "بل الحجر والخشب والدواء والطريق الذي تصل عليه.\n\n"
                "نحن جيران وفِرَق عمل وجمعيات من بلدان كثيرة. كلٌّ منا يعرف من بلده معنى أن ترفع أيدٍ كثيرة "
                "سقفًا في أسبوع، ومعنى أن يأتي العون وفي جيبه خطة غيرنا. لذلك نأتي بالمال والأيدي، **ولا "
                "نأتي "
                "بخطة**. فلأهل تلميرا خطتهم.\n\n"
                "كل قرش يُعطى مكتوب في سجل عام يستطيع أي إنسان أن يتحقق منه[^2]. ونطلب من كل من يقدر أن يفتح "
                "طريقًا أو حدودًا أو كيسًا:"
            ),
            "de": (
                "Für achtzehntausend Menschen im Tal von Talmira gibt es ein Krankenhaus, das "
                "Zwei-Quellen. In "
                "den Kämpfen des Winters verlor es seine **Notaufnahme** und sein **Dach**[^1]. Seit dem "
                "Frühjahr schweigen die Waffen. Was jetzt fehlt, ist nicht Mut: Es sind Stein, Holz, Medizin "
                "und die Straße, auf der sie kommen.\n\n"
                "Wir sind Nachbarschaften, Bautrupps und Vereine aus vielen Ländern. Jede von uns weiß "
                "von zu "
                "Hause, was es heißt, wenn viele Hände in einer Woche ein Dach aufsetzen, und was es "
                "heißt, wenn "
                "Hilfe mit einem fremden Plan im Gepäck kommt. Darum bringen wir Geld und Hände, **und "
                "keinen "
                "Plan**. Die Menschen von Talmira haben einen.\n\n"
                "Jede Münze, die gegeben wird, steht in einem öffentlichen Buch, das alle prüfen können[^2]. "
                "Wir bitten alle, die eine Straße, eine Grenze oder einen Beutel öffnen können:"
            ),
            "fr": (
                "Pour dix-huit mille personnes de la vallée de Talmira, il y a un hôpital, celui des Deux "
                "Sources. Dans les combats de l’hiver, il a perdu son **aile des urgences** et son "
                "**toit**[^1]. Les armes se taisent depuis le printemps. Ce qui manque maintenant n’est "
                "pas le "
                "courage : ce sont la pierre, le bois, les médicaments, et la route par laquelle ils "
                "arrivent.\n\n"
                "Nous sommes des voisins, des équipes de travail et des associations de nombreux pays. "
                "Chacun de "
                "nous sait de chez lui ce que c’est quand beaucoup de mains posent un toit en une "
                "semaine, et ce "
                "que c’est quand l’aide arrive avec le plan d’un autre dans son sac. Nous apportons donc de "
                "l’argent et des mains, **et aucun plan**. Les gens de Talmira en ont un.\n\n"
                "Chaque pièce donnée figure dans un registre public que chacun peut vérifier[^2]. Nous "
                "demandons à "
                "tous ceux qui peuvent ouvrir une route, une frontière ou une bourse :"
            ),
            "es": (
                "Para dieciocho mil personas del valle de Talmira hay un hospital, el de las Dos Fuentes. "
                "En los "
                "combates del invierno perdió el **ala de urgencias** y el **tejado**[^1]. Las armas "
                "callan desde "
                "la primavera. Lo que falta ahora no es valor: son piedra, madera, medicinas y el camino "
                "por el "
                "que llegan.\n\n"
                "Somos vecinos, cuadrillas y asociaciones de muchos países. Cada cual sabe por su tierra "
                "lo que es "
                "que muchas manos levanten un tejado en una semana, y lo que es que la ayuda llegue con "
                "el plan de "
                "otro en la bolsa. Por eso traemos dinero y manos, **y ningún plan**. La gente de Talmira ya "
                "tiene el suyo.\n\n"
                "Cada moneda que se da consta en un registro público que cualquiera puede comprobar[^2]. "
                "Pedimos a "
                "quien pueda abrir un camino, una frontera o una bolsa:"
            ),
        },
    ),
    Words(
        "demand",
        {
            "en": "Free passage for medicine and building material.",
            "ar": "مرور حرّ للدواء ومواد البناء.",
            "de": "Freie Durchfahrt für Medizin und Baumaterial.",
            "fr": "Libre passage pour les médicaments et les matériaux de construction.",
            "es": "Paso libre para medicinas y materiales de construcción.",
        },
    ),
    Words(
        "demand",
        {
            "en": "Talmira decides how the money is spent.",
            "ar": "تلميرا تقرّر كيف يُصرف المال.",
            "de": "Talmira entscheidet, wie das Geld ausgegeben wird.",
            "fr": "Talmira décide comment l’argent est dépensé.",
            "es": "Talmira decide cómo se gasta el dinero.",
        },
    ),
    Words(
        "demand",
        {
            "en": "Build to last: shade, sun and local stone.",
            "ar": "بناء يدوم: ظلّ وشمس وحجر المكان.",
            "de": "Bauen, was bleibt: Schatten, Sonne und Stein von hier.",
            "fr": "Bâtir pour durer : de l’ombre, du soleil et la pierre du lieu.",
            "es": "Construir para que dure: sombra, sol y piedra del lugar.",
        },
    ),
    Words(
        "call",
        {
            "en": "Read this appeal aloud where you meet, and sign it if you agree.",
            "ar": "اقرؤوا هذا النداء جهرًا حيث تجتمعون، ووقّعوه إن وافقتم.",
            "de": "Lest diesen Aufruf vor, wo ihr zusammenkommt, und unterschreibt ihn, wenn ihr zustimmt.",
            "fr": (
                "Lisez cet appel à voix haute là où vous vous réunissez, et signez-le si vous êtes d’accord."
            ),
            "es": "Lean este llamamiento en voz alta donde se reúnan, y fírmenlo si están de acuerdo.",
        },
    ),
    Words(
        "call",
        {
            "en": "Hang the poster of your section, and collect through its account.",
            "ar": "علّقوا ملصق فرعكم، واجمعوا عبر حسابه.",
            "de": "Hängt das Plakat eurer Sektion auf und sammelt über ihr Konto.",
            "fr": "Accrochez l’affiche de votre section, et collectez par son compte.",
            "es": "Cuelguen el cartel de su sección y recauden por su cuenta.",
        },
    ),
    Words(
        "note",
        {
            "en": "Survey of the building, Talmira Community Health Association, in spring.",
            "ar": "مسح المبنى، جمعية تلميرا الصحية الأهلية، في الربيع.",
            "de": "Begutachtung des Gebäudes, Talmira Community Health Association, im Frühjahr.",
            "fr": "Expertise du bâtiment, Talmira Community Health Association, au printemps.",
            "es": "Peritaje del edificio, Talmira Community Health Association, en primavera.",
        },
        url="https://talmira.example/survey",
    ),
    Words(
        "note",
        {
            "en": "The page “Books” says how.",
            "ar": "تقول صفحة «الدفاتر» كيف.",
            "de": "Wie, steht auf der Seite „Bücher“.",
            "fr": "La page « Livres » dit comment.",
            "es": "La página «Libros» dice cómo.",
        },
    ),
)
#: Version 2: the second demand.
CHANGED = "Talmira decides how the money is spent."
DEMAND_2 = {
    "en": "Talmira decides on every coin.",
    "ar": "تلميرا تقرّر في كل قرش.",
    "fr": "Talmira décide de chaque pièce.",
    "es": "Talmira decide sobre cada moneda.",
}
