"""Names of countries that CLDR lacks: official, old and short ones, adjectives. Tables, nothing else."""

# ruff: noqa: E501 -- tables of words
from __future__ import annotations

import pycountry

#: Codes of CLDR that are no countries.
NOT_COUNTRIES = frozenset(
    {
        "EU",
        "EZ",
        "UN",
        "ZZ",
        "XA",
        "XB",
        "QO",
        "AC",
        "CP",
        "CQ",
        "DG",
        "EA",
        "IC",
        "TA",
        "SU",
        "YU",
        "DD",
        "CS",
        "FX",
        "AN",
        "BU",
        "TP",
        "ZR",
        "YD",
    }
)

_NAMES = """
AE UAE; U.A.E.; Emirates; Emirate; Émirats; Emiratos; الإمارات
AT Republic of Austria; Oesterreich; Republik Österreich
BA Bosnia; Bosnia-Herzegovina; Bosnia-Hercegovina; BiH; Bosnien; Bosnien-Herzegowina; Bosnie; Bosnie-Herzégovine; Босна; Bosna
BO Plurinational State of Bolivia; Estado Plurinacional de Bolivia
BR Brazil; República Federativa do Brasil
BY White Russia; Weißrussland; Weissrussland; Byelorussia; Belorussia; Biélorussie; Bielorrusia; Белоруссия; Witrusland
CD DR Congo; D.R. Congo; DRC; D.R.C.; RDC; R.D.C.; DRK; DR Kongo; Congo-Kinshasa; Congo (Kinshasa); Zaire; Zaïre; Democratic Republic of the Congo; Democratic Republic of Congo; République démocratique du Congo; Demokratische Republik Kongo; República Democrática del Congo; República Democrática do Congo
CG Congo-Brazzaville; Congo (Brazzaville); Republic of the Congo; Republik Kongo; République du Congo; República del Congo
CH Swiss Confederation; Confoederatio Helvetica; Helvetia; Schweizerische Eidgenossenschaft
CI Ivory Coast; Cote d Ivoire; Côte d'Ivoire; Elfenbeinküste; Costa de Marfil
CN PR China; P.R. China; PRC; VR China; People's Republic of China; Volksrepublik China; République populaire de Chine; 中华人民共和国; Mainland China
CV Cape Verde; Kap Verde; Kapverden; Cap-Vert
CZ Czech Republic; Tschechische Republik; Tschechei; République tchèque; República Checa; Czechia; Czech Rep.; Česká republika
DE FRG; BRD; Federal Republic of Germany; Bundesrepublik Deutschland; Fed. Rep. of Germany; République fédérale d'Allemagne; F.R. Germany; West Germany; GDR; DDR
DO Dominican Rep.; Rep. Dominicana; R. Dominicana
EG Arab Republic of Egypt; جمهورية مصر العربية
ES Spanish State; Estado español; Kingdom of Spain
SZ Swaziland; Swasiland
GB UK; U.K.; U. K.; Great Britain; Gt Britain; Britain; England; Scotland; Wales; Northern Ireland; Gross-Britannien; Großbritannien; Grossbritannien; Grande-Bretagne; Gran Bretaña; Gran Bretagna; Grã-Bretanha; Groot-Brittannië; Velká Británie; Wielka Brytania; Великобритания; Великобританія; Велика Британія; Μεγάλη Βρετανία; بريطانيا; بريطانيا العظمى; Birleşik Krallık; İngiltere; Ingiltere; Angleterre; Inglaterra; Inghilterra; Schottland; Écosse; Escocia; Pays de Galles; Gales; England (UK); Vereinigtes Königreich; Verein. Königreich; انجلترا; إنجلترا; اسكتلندا; 英国
GR Hellas; Hellenic Republic; Ellada; Ελλάς
HK Hong Kong; Hongkong; 香港
IE Eire; Éire; Republic of Ireland; Irish Republic
IR Islamic Republic of Iran; Persia; Persien
IT Italian Republic; Repubblica Italiana
KP North Korea; DPRK; D.P.R. Korea; Democratic People's Republic of Korea; Nordkorea; Corée du Nord; Corea del Norte
KR South Korea; Republic of Korea; ROK; Rep. of Korea; Südkorea; Corée du Sud; Corea del Sur; 대한민국
LA Lao PDR; Lao People's Democratic Republic
LK Ceylon; Ceylan; Ceilán
LY Libyan Arab Jamahiriya
MD Republic of Moldova; Moldavia; Moldawien; Moldavie
MK Macedonia; Mazedonien; Macédoine; FYROM; F.Y.R.O.M.; Republic of North Macedonia
MM Burma; Birma; Birmanie; Birmania
MO Macau; Macao
NL Holland; Hollande; Holanda; Olanda; Hollandia; The Netherlands; Nederlande; Kingdom of the Netherlands; هولندا
PH Philippine Islands
PS Palestine; Palestine, State of; State of Palestine; Palästina; Palaestina; Palestina; Occupied Palestinian Territory; Palestinian Territories; West Bank; Gaza; Filistin; فلسطين
PT Portuguese Republic
RU Russian Federation; Russische Föderation; Fédération de Russie; Federación de Rusia; Российская Федерация; USSR; UdSSR; URSS; Soviet Union
SA KSA; K.S.A.; Kingdom of Saudi Arabia; المملكة العربية السعودية
SV El Salvador; Salvador
SY Syria; Syrian Arab Republic; Syrien; Syrie; سوريا; سورية
TH Siam
TL East Timor; Osttimor; Timor oriental; Timor Leste
TR Turkey; Türkei; Turquie; Turquía; Turkiye; Tuerkei; Republic of Turkey; Republic of Türkiye; T.C.; تركيا
TW Taiwan; Taiwan R.O.C.; Formosa; Republic of China; Chinese Taipei; 台湾; 臺灣
TZ United Republic of Tanzania; Tanganyika
UA The Ukraine
US USA; U.S.A.; U.S.; U. S. A.; United States of America; United States; America; EE.UU.; EE. UU.; EEUU; E.E.U.U.; É.-U.; États-Unis; États-Unis d'Amérique; Estados Unidos de América; Vereinigte Staaten von Amerika; Vereinigte Staaten; Amerika; ABD; США; الولايات المتحدة; الولايات المتحدة الأمريكية; أمريكا; 美国; 美國
VA Vatican; Vatican City; Holy See; Vatikan; Saint-Siège
VE Bolivarian Republic of Venezuela; República Bolivariana de Venezuela
VN Viet Nam; Vietnam; Viêt Nam
XK Kosovo; Kosova; Kosovë; Republic of Kosovo; Косово
YE Republic of Yemen; Jemen
ZA S. Africa; RSA; R.S.A.; Republic of South Africa; South African Republic; Suid-Afrika
ZW Rhodesia; Rhodesien
BF Upper Volta; Haute-Volta; Obervolta
BJ Dahomey
KH Kampuchea
IN Bharat; Hindustan
BD East Pakistan; Bangla Desh
NP Federal Democratic Republic of Nepal
"""
NAMES = {
    name: line[:2] for line in _NAMES.strip().splitlines() if len(line) > 3 for name in line[3:].split("; ")
}
#: Names that several countries bear, or that are a slip away from another's in bad prints.
AMBIGUOUS = {
    "Congo": ("CD", "CG"), "Kongo": ("CD", "CG"), "Le Congo": ("CD", "CG"), "Конго": ("CD", "CG"),
    "الكونغو": ("CD", "CG"), "Κονγκό": ("CD", "CG"), "刚果": ("CD", "CG"), "Kongó": ("CD", "CG"),
    "Korea": ("KP", "KR"), "Corée": ("KP", "KR"), "Corea": ("KP", "KR"), "كوريا": ("KP", "KR"), "Корея": ("KP", "KR"),
    "Georgia": ("GE", "US"), "Niger": ("NE", "NG"), "النيجر": ("NE", "NG"), "Нигер": ("NE", "NG"),
    "Samoa": ("WS", "AS"), "Virgin Islands": ("VG", "VI"), "Saint Martin": ("MF", "SX"),
    "Yugoslavia": ("RS", "BA", "HR", "ME", "MK", "SI", "XK"), "Jugoslawien": ("RS", "BA", "HR", "ME", "MK", "SI", "XK"),
    "Yougoslavie": ("RS", "BA", "HR", "ME", "MK", "SI", "XK"), "Czechoslovakia": ("CZ", "SK"),
    "Tschechoslowakei": ("CZ", "SK"), "Tchécoslovaquie": ("CZ", "SK"), "Dominica": ("DM", "DO"),
}  # fmt: skip
#: Folded names that are exactly one country's, though something else may be meant: code and a doubt.
LIKELY = {"georgia": "GE", "niger": "NE", "النیجر": "NE", "нигер": "NE", "samoa": "WS", "dominica": "DM"}

_ADJECTIVES = """
AL Albanian; AM Armenian; AR Argentine; AR Argentinian; AT Austrian; AT österreichisch; AT autrichien; AU Australian; AZ Azerbaijani; BA Bosnian
BD Bangladeshi; BE Belgian; BE belgisch; BE belge; BG Bulgarian; BG bulgarisch; BG bulgare; BO Bolivian; BR Brazilian; BR brasileiro; BY Belarusian
CA Canadian; CH Swiss; CH schweizerisch; CH suisse; CL Chilean; CL chileno; CN Chinese; CN chinesisch; CN chinois; CO Colombian; CO colombiano; CO colombiana; CU Cuban; CY Cypriot; CZ Czech
DE German; DE deutsch; DE allemand; DE allemande; DE alemán; DK Danish; DZ Algerian; EC Ecuadorian; EE Estonian; EG Egyptian; ES Spanish; ES spanisch; ES espagnol; ES español; ES española; ET Ethiopian
FI Finnish; FR French; FR französisch; FR français; FR française; FR francés; GB British; GB English; GB Scottish; GB Welsh; GB britisch; GB britannique; GB británico; GE Georgian; GH Ghanaian; GR Greek; GR griechisch; GR grec; GR griego
HR Croatian; HT Haitian; HU Hungarian; ID Indonesian; IE Irish; IL Israeli; IN Indian; IQ Iraqi; IR Iranian; IS Icelandic; IT Italian; IT italienisch; IT italien; IT italiano; JO Jordanian; JP Japanese
KE Kenyan; KZ Kazakh; LB Lebanese; LK Sri Lankan; LT Lithuanian; LV Latvian; LY Libyan; MA Moroccan; MA marocain; MA marokkanisch; MA مغربية; MD Moldovan; ME Montenegrin; ML Malian; MX Mexican; MX mexicano; MX mexicana; MZ Mozambican
NG Nigerian; NL Dutch; NL niederländisch; NL néerlandais; NL holländisch; NO Norwegian; NP Nepali; NP Nepalese; NZ New Zealander; PE Peruvian; PH Filipino; PK Pakistani; PL Polish; PL polnisch; PL polonais; PS Palestinian; PT Portuguese; PT portugiesisch; PT portugais; PT português
RO Romanian; RS Serbian; RU Russian; RU russisch; RU russe; SD Sudanese; SE Swedish; SE schwedisch; SE suédois; SI Slovenian; SK Slovak; SN Senegalese; SN sénégalais; SO Somali; SY Syrian; SY syrisch; TN Tunisian; TN tunisien; TN tunesisch; TN تونسية
TR Turkish; TR türkisch; TR turc; TR türk; UA Ukrainian; UA ukrainisch; UA ukrainien; UG Ugandan; US American; US amerikanisch; US américain; UY Uruguayan; VE Venezuelan; VN Vietnamese; YE Yemeni; ZA South African; ZM Zambian; ZW Zimbabwean
"""
ADJECTIVES = {
    part.strip()[3:]: part.strip()[:2] for part in _ADJECTIVES.replace("\n", ";").split(";") if part.strip()
}
ALPHA3 = {country.alpha_3: country.alpha_2 for country in pycountry.countries} | {"XKX": "XK"}
#: Words before a country's name that make it part of the name: Friends of Lebanon, Hilfe für Syrien.
JOINING = frozenset(
    "of for from in the and with to about on und für von aus in im der die das mit nach zu de du des da do dos das del la le les los las el en et y e "
    "pour avec para por con com au aux van voor uit het met per di della dei с для в из за і та и от на од za u iz sa ile için ve "
    "من في إلى مع و لأجل لـ new neue nouvelle nueva north south east west nord sud süd ost northern southern eastern western free freies libre democratic "
    "το της του για στην και του του στο".split()
)
