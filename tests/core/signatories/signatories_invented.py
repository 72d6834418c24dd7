"""Invented organisations in many scripts: each land's own word for communal work with a household thing.

Every word stands as `native|spellings in Latin letters, by several habits|English`. The Latin spellings are
written by hand, not by the program under test. Whoever needs more names takes more words; nobody is named.
"""

# ruff: noqa: E501 -- tables of words
from __future__ import annotations

import random
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Word:
    """One word with its Latin spellings and its English meaning."""

    native: str
    latin: tuple[str, ...]
    english: str


@dataclass(frozen=True)
class Tongue:
    """A language: the lands it is used in here (with their names as its speakers write them) and its words."""

    lands: dict[str, tuple[str, ...]]
    native: str
    latin: str
    kinds: tuple[Word, ...]
    adjectives: tuple[Word, ...]
    things: tuple[Word, ...]
    forms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Organisation:
    """An invented organisation; `latin` are spellings in Latin letters (the name itself where it is Latin)."""

    name: str
    english: str
    code: str
    lands: tuple[str, ...]
    tongue: Tongue = field(repr=False)
    words: tuple[Word, Word, Word] = field(repr=False)

    def spelled(self, random_: random.Random) -> str:
        """The name in Latin letters, in one of the habits, each word by itself."""
        kind, adjective, thing = (random_.choice(word.latin or (word.native,)) for word in self.words)
        return self.tongue.latin.format(kind=kind, adj=adjective, thing=thing)


def _words(text: str) -> tuple[Word, ...]:
    found = []
    for line in text.strip().split(";"):
        native, latin, english = (part.strip() for part in line.split("|"))
        found.append(Word(native, tuple(one.strip() for one in latin.split(",") if one.strip()), english))
    return tuple(found)


def _tongue(lands: str, native: str, latin: str, kinds: str, adjectives: str, things: str,
            forms: str = "") -> Tongue:  # fmt: skip
    named = {}
    for land in lands.split(";"):
        code, names = land.strip().split("=")
        named[code] = tuple(names.split(","))
    return Tongue(
        named, native, latin, _words(kinds), _words(adjectives), _words(things),
        tuple(forms.split(";")) if forms else (),
    )  # fmt: skip


TONGUES = {
    "de": _tongue(
        "DE=Deutschland,Germany,Allemagne;AT=Österreich,Austria,Autriche;CH=Schweiz,Switzerland,Suisse",
        "{kind} {adj} {thing}", "{kind} {adj} {thing}",
        "Nachbarschaftshilfe||Neighbours' Aid; Werkbrigade||Work Brigade; Gmeinwerk||Common Work",
        "Rote||Red; Blaue||Blue; Gelbe||Yellow; Grüne||Green; Lange||Long; Alte||Old",
        "Schaufel||Shovel; Gießkanne||Watering-Can; Leiter||Ladder; Kelle||Trowel; Laterne||Lantern;"
        "Bürste||Brush", " e. V.; e.V."),
    "nl": _tongue(
        "NL=Nederland,Netherlands,Niederlande;BE=België,Belgium,Belgien",
        "{kind} De {adj} {thing}", "{kind} De {adj} {thing}",
        "Noaberkring||Neighbours' Circle; Buurtploeg||Street Crew; Klusgilde||Mending Guild",
        "Rode||Red; Blauwe||Blue; Gele||Yellow; Groene||Green; Lange||Long; Oude||Old",
        "Ladder||Ladder; Emmer||Bucket; Hamer||Hammer; Kruiwagen||Wheelbarrow; Ketel||Kettle; Bezem||Broom"),
    "fr": _tongue(
        "FR=France,Francia,Frankreich;SN=Sénégal,Senegal,Senegal",
        "{kind} de la {thing} {adj}", "{kind} de la {thing} {adj}",
        "Coup de main||Helping Hand; Corvée joyeuse||Merry Work; Entraide||Mutual Help",
        "rouge||Red; bleue||Blue; jaune||Yellow; verte||Green; voyageuse||Travelling; ancienne||Old",
        "Truelle||Trowel; Brouette||Wheelbarrow; Échelle||Ladder; Lanterne||Lantern; Marmite||Pot; Tuile||Tile"),
    "pt": _tongue(
        "PT=Portugal,Portugal,Portugal;BR=Brasil,Brazil,Brasilien;MZ=Moçambique,Mozambique,Mosambik",
        "{kind} {thing} {adj}", "{kind} {thing} {adj}",
        "Entreajuda||Mutual Help; Mutirão||Joint Work; Adjunto||Gathering",
        "Amarela||Yellow; Vermelha||Red; Azul||Blue; Verde||Green; Comprida||Long; Velha||Old",
        "Telha||Tile; Escada||Stair; Panela||Pan; Colher||Trowel; Enxada||Hoe; Lanterna||Lantern"),
    "es": _tongue(
        "CO=Colombia,Colombia,Kolumbien;DO=República Dominicana,Dominican Republic,Dominikanische Republik;"
        "PE=Perú,Peru,Peru",
        "{kind} de la {thing} {adj}", "{kind} de la {thing} {adj}",
        "Minga||Minga; Convite||Convite; Faena||Faena",
        "Verde||Green; Roja||Red; Azul||Blue; Amarilla||Yellow; Larga||Long; Vieja||Old",
        "Escalera||Stair; Olla||Pot; Pala||Shovel; Carretilla||Wheelbarrow; Linterna||Lantern; Teja||Tile"),
    "tr": _tongue(
        "TR=Türkiye,Turkey,Türkei",
        "{adj} {thing} {kind}", "{adj} {thing} {kind}",
        "İmecesi|Imecesi|İmece; Meclisi||Assembly; Dayanışması|Dayanismasi|Solidarity",
        "Kırmızı|Kirmizi|Red; Mavi||Blue; Yeşil|Yesil|Green; Sarı|Sari|Yellow; Eski||Old; Uzun||Long",
        "Tuğla|Tugla|Brick; Cezve||Coffee-Pot; Kova||Bucket; Merdiven||Ladder; Çekiç|Cekic|Hammer; Fener||Lantern"),
    "uk": _tongue(
        "UA=Україна,Ukraine,Ukraine",
        "{kind} «{adj} {thing}»", "{kind} {adj} {thing}",
        "Толока|Toloka|Toloka; Громада|Hromada,Gromada|Community; Поміч|Pomich,Pomitsch|Help",
        "Мідний|Midnyi,Midnyy,Midnij|Copper; Червоний|Chervonyi,Chervonyy,Tscherwonyj|Red;"
        "Синій|Synii,Syniy,Synij|Blue; Зелений|Zelenyi,Zelenyy,Selenyj|Green;"
        "Довгий|Dovhyi,Dovgyy,Dowhyj|Long; Старий|Staryi,Staryy,Staryj|Old",
        "Глечик|Hlechyk,Glechyk,Hletschyk|Jug; Молоток|Molotok|Hammer; Чайник|Chainyk,Chaynyk,Tschajnyk|Kettle;"
        "Казан|Kazan,Kasan|Cauldron; Ліхтар|Likhtar,Lihtar,Lichtar|Lantern; Місток|Mistok|Footbridge",
        " (ГО)"),
    "bg": _tongue(
        "BG=България,Bulgaria,Bulgarien",
        "{kind} „{adj} {thing}“", "{kind} {adj} {thing}",
        "Тлака|Tlaka|Work Party; Меджия|Medzhiya,Medjia,Medschija|Help; Дружина|Druzhina,Drujina,Druschina|Company",
        "Червена|Chervena,Cervena,Tscherwena|Red; Синя|Sinya,Sinja,Sinia|Blue; Зелена|Zelena,Selena|Green;"
        "Дълга|Dalga,Dulga,Dylga|Long; Стара|Stara|Old; Жълта|Zhalta,Zhulta,Jalta|Yellow",
        "Порта|Porta|Gate; Стълба|Stalba,Stulba,Stylba|Stair; Лопата|Lopata|Shovel; Кофа|Kofa|Bucket;"
        "Тухла|Tuhla,Tukhla,Tuchla|Brick; Кирка|Kirka|Pickaxe"),
    "kk": _tongue(
        "KZ=Қазақстан,Kazakhstan,Kasachstan",
        "«{adj} {thing}» {kind}", "{adj} {thing} {kind}",
        "асары|Asary,Asari|Asar; қауымы|Qauymy,Kauymy,Kauimi|Community; бірлігі|Birligi,Birlighi|Union",
        "Қызыл|Qyzyl,Kyzyl,Kizil|Red; Көк|Kok,Kök,Koek|Blue; Жасыл|Zhasyl,Jasyl,Schasyl|Green;"
        "Сары|Sary,Sari|Yellow; Ұзын|Uzyn,Uzun,Usyn|Long; Ескі|Eski,Yeski|Old",
        "Шелек|Shelek,Schelek|Bucket; Балға|Balga,Balgha|Hammer; Күрек|Kurek,Kürek,Kuerek|Shovel;"
        "Қазан|Qazan,Kazan|Cauldron; Көпір|Kopir,Köpir,Koepir|Bridge; Терезе|Tereze,Terese|Window"),
    "el": _tongue(
        "GR=Ελλάδα,Greece,Griechenland;CY=Κύπρος,Cyprus,Zypern",
        "{kind} «{adj} {thing}»", "{kind} {adj} {thing}",
        "Ξέλαση|Xelasi,Kselasi,Xelassi|Work Party; Συντροφιά|Syntrofia,Sintrofia,Syntrophia|Company;"
        "Αλληλοβοήθεια|Allilovoithia,Allilovoitheia,Allilovoethia|Mutual Help",
        "Κόκκινη|Kokkini,Kokini|Red; Γαλάζια|Galazia,Ghalazia|Blue; Πράσινη|Prasini|Green;"
        "Κίτρινη|Kitrini|Yellow; Μακριά|Makria|Long; Παλιά|Palia|Old",
        "Σκάλα|Skala|Stair; Σφύρα|Sfyra,Sfira,Sphyra|Hammer; Κατσαρόλα|Katsarola|Pan;"
        "Γέφυρα|Gefyra,Yefira,Gephyra|Bridge; Λάμπα|Lampa,Lamba|Lamp; Βούρτσα|Vourtsa,Vurtsa|Brush"),
    "ar": _tongue(
        "TN=تونس,Tunisia,Tunesien;MA=المغرب,Morocco,Marokko;SD=السودان,Sudan,Sudan;LB=لبنان,Lebanon,Libanon",
        "{kind} {thing} {adj}", "{kind} {thing} {adj}",
        "عونة|Ouna,Awna,'Ouna|ʿOuna; تويزة|Twiza,Touiza,Tuiza|Twiza; نفير|Nafir,Nafeer|Nafir",
        "الطيب|at-Tayyib,Ettayeb,Al Tayeb|Good; الصغير|as-Saghir,Essaghir,Al Sagheer|Small;"
        "الأخضر|al-Akhdar,El Akhdar,Al Akhdar|Green; الأزرق|al-Azraq,El Azrak,Al Azraq|Blue;"
        "القديم|al-Qadim,El Kadim,Al Qadeem|Old; الأحمر|al-Ahmar,El Ahmar,Al Ahmar|Red",
        "الحجر|al-Hajar,El Hajar,Al Hajar|Stone; الجسر|al-Jisr,El Jisr,Al Jisr|Bridge;"
        "الباب|al-Bab,El Bab,Al Bab|Door; السلم|as-Sullam,Essoullam,Al Sullam|Ladder;"
        "المصباح|al-Misbah,El Mesbah,Al Misbah|Lamp; القدر|al-Qidr,El Kidr,Al Qidr|Pot"),
    "hi": _tongue(
        "IN=भारत,India,Indien;NP=नेपाल,Nepal,Nepal",
        "{adj} {thing} {kind}", "{adj} {thing} {kind}",
        "श्रमदान मंच|Shramdan Manch,Shramdaan Manch|Shramdan Forum;"
        "श्रमदान समाज|Shramdan Samaj,Shramdaan Samaaj|Shramdan Society;"
        "पर्म समूह|Parma Samuh,Parm Samooh|Parma Group",
        "नीली|Nili,Neeli|Blue; लाल|Lal,Laal|Red; हरी|Hari,Haree|Green; पीली|Pili,Peeli|Yellow;"
        "पुरानी|Purani,Puraanee|Old; छोटी|Chhoti,Choti,Chotee|Small",
        "ईंट|Int,Eent|Brick; सीढ़ी|Sidhi,Seedhi,Sirhi|Stair; बाल्टी|Balti,Baalti|Bucket;"
        "लालटेन|Lalten,Laltain|Lantern; खिड़की|Khidki,Khirki|Window; चाबी|Chabi,Chaabi|Key"),
    "bn": _tongue(
        "BD=বাংলাদেশ,Bangladesh,Bangladesch",
        "{adj} {thing} {kind}", "{adj} {thing} {kind}",
        "স্বেচ্ছাশ্রম সমিতি|Swechchhashram Samiti,Shechchhasrom Shomiti,Swechasram Samity|Voluntary Work Society;"
        "শ্রমদান সংঘ|Shramdan Sangha,Sromdan Songho|Shramdan Union; সহায় দল|Sahay Dal,Shohay Dol|Help Team",
        "লাল|Lal,Laal|Red; নীল|Nil,Neel|Blue; সবুজ|Sabuj,Shobuj|Green; হলুদ|Halud,Holud|Yellow;"
        "পুরাতন|Puratan,Puraton|Old; ছোট|Chhoto,Choto|Small",
        "সেতু|Setu,Shetu|Bridge; মই|Moi,Mai|Ladder; বালতি|Balti,Baalti|Bucket; হাতুড়ি|Haturi,Haturhi|Hammer;"
        "জানালা|Janala,Jaanala|Window; প্রদীপ|Pradip,Prodip,Pradeep|Lamp"),
    "ka": _tongue(
        "GE=საქართველო,Georgia,Georgien",
        "{adj} {thing} {kind}", "{adj} {thing} {kind}",
        "ნადი|Nadi|Nadi; მამითადი|Mamitadi,Mamithadi|Mamitadi; თემი|Temi,Themi|Community",
        "წითელი|Tsiteli,Citeli,Ts'iteli|Red; ლურჯი|Lurji,Lurdji,Lurdschi|Blue;"
        "მწვანე|Mtsvane,Mcvane,Mts'vane|Green; ყვითელი|Qviteli,Kviteli,Q'viteli|Yellow;"
        "ძველი|Dzveli,Zveli,Dsweli|Old; გრძელი|Grdzeli,Grzeli,Grdseli|Long",
        "აგურის|Aguris|Brick; კიბის|Kibis,K'ibis|Stair; ჩაქუჩის|Chakuchis,Tchakutchis,Chaquchis|Hammer;"
        "ხიდის|Khidis,Hidis,Chidis|Bridge; ქვაბის|Kvabis,Qvabis|Cauldron; ფანრის|Panris,Phanris|Lantern"),
    "am": _tongue(
        "ET=ኢትዮጵያ,Ethiopia,Äthiopien",
        "{adj} {thing} {kind}", "{adj} {thing} {kind}",
        "ደቦ|Debo,Däbo|Debo; ወንፈል|Wenfel,Wonfel,Wänfäl|Wonfel; ማህበር|Mahiber,Mahber,Mahbär|Association",
        "የነጭ|Yenech,Yänäch,Yenetch|White; የቀይ|Yekey,Yeqey,Yekay|Red; የአረንጓዴ|Yearenguade,Yearengwade|Green;"
        "የሰማያዊ|Yesemayawi,Yesamayawi|Blue; የአሮጌ|Yearoge,Yearogie|Old; የረጅም|Yerejim,Yeredjim|Long",
        "መሰላል|Meselal,Mesalal,Mäsälal|Ladder; ድልድይ|Dildiy,Dildey,Deldey|Bridge; መዶሻ|Medosha,Madosha|Hammer;"
        "ባልዲ|Baldi|Bucket; መብራት|Mebrat,Mabrat|Lamp; መስኮት|Meskot,Mäskot|Window"),
    "ta": _tongue(
        "LK=இலங்கை,Sri Lanka,Sri Lanka",
        "{adj} {thing} {kind}", "{adj} {thing} {kind}",
        "வட்டம்|Vattam,Vatam|Circle; மன்றம்|Mandram,Manram|Assembly; குழு|Kuzhu,Kulu|Group",
        "சிவப்பு|Sivappu,Civappu|Red; நீல|Neela,Nila|Blue; பச்சை|Pachai,Paccai|Green; மஞ்சள்|Manjal,Mancal|Yellow;"
        "பழைய|Pazhaiya,Palaiya|Old; நீண்ட|Neenda,Ninda|Long",
        "ஏணி|Eni,Aeni|Ladder; பாலம்|Paalam,Palam|Bridge; வாளி|Vaali,Vali|Bucket; கதவு|Kathavu,Kadavu|Door;"
        "விளக்கு|Vilakku,Vilaku|Lamp; செங்கல்|Sengal,Chengal|Brick"),
    "zh": _tongue(
        "CN=中国,China,China",
        "{adj}{thing}{kind}", "{adj}{thing} {kind}",
        "换工社|Huangongshe,Huangong She,Huàngōngshè|Labour-Exchange Society;"
        "互助会|Huzhuhui,Huzhu Hui,Hùzhùhuì|Mutual Help Society; 义工队|Yigongdui,Yigong Dui,Yìgōngduì|Volunteer Team",
        "红|Hong,Hóng|Red; 蓝|Lan,Lán|Blue; 绿|Lü,Lv|Green; 黄|Huang,Huáng|Yellow; 老|Lao,Lǎo|Old; 长|Chang,Cháng|Long",
        "梯|ti,tī|Ladder; 桥|qiao,qiáo|Bridge; 锤|chui,chuí|Hammer; 壶|hu,hú|Kettle; 门|men,mén|Gate; 灯|deng,dēng|Lantern"),
}  # fmt: skip
#: Tongues written in another script than Latin.
FOREIGN = ("uk", "bg", "kk", "el", "ar", "hi", "bn", "ka", "am", "ta", "zh")


def organisation(random_: random.Random, tongue: str | None = None) -> Organisation:
    """One invented organisation, at random."""
    one = TONGUES[tongue or random_.choice(list(TONGUES))]
    words = (random_.choice(one.kinds), random_.choice(one.adjectives), random_.choice(one.things))
    code = random_.choice(list(one.lands))
    return made(one, code, words)


def made(tongue: Tongue, code: str, words: tuple[Word, Word, Word]) -> Organisation:
    """The organisation of a tongue, a land and three words."""
    kind, adjective, thing = words
    name = tongue.native.format(kind=kind.native, adj=adjective.native, thing=thing.native)
    english = f"{adjective.english} {thing.english} {kind.english}"
    return Organisation(name, english, code, tongue.lands[code], tongue, words)


def several(random_: random.Random, count: int, tongues: tuple[str, ...] = ()) -> list[Organisation]:
    """So many organisations, no two of one name."""
    found: dict[str, Organisation] = {}
    while len(found) < count:
        one = organisation(random_, random_.choice(tongues) if tongues else None)
        found.setdefault(one.name, one)
    return list(found.values())
