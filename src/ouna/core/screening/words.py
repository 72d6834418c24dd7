"""Words of names that weigh little or mean the same: titles, particles, forms of companies, nicknames.

All are in the spelling that `text.latin` gives. Tables, nothing else: what they do stands in `tokens`.
"""

# ruff: noqa: E501 -- tables of words
from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Left out of a person's name when something else remains.
TITLES = _set(
    "mr mrs ms miss mister dr doctor prof professor sir dame lord lady baron baroness count countess duke prince "
    "princess king queen president general gen colonel col major maj captain capt lieutenant lt admiral sergeant "
    "sgt commander brigadier marshal minister senator judge herr frau monsieur madame mme mlle don dona senor senora "
    "signor haji hajji hadji haj hajj alhaj alhaji hajjah sheikh shaikh shaykh sheik cheikh chekh shekh sheykh "
    "mullah mulla mawlawi maulavi mawlavi maulawi molvi moulvi maulana mawlana moulana qari hafiz ustad ustaz ustadz "
    "ustadh imam mufti ayatollah sayyid sayed seyyed sayyed syed saiyed effendi pasha bey hojjatoleslam allama "
    "father fr rev reverend bishop ing dipl eng engineer hon honorable honourable jr sr ii iii phd esq "
    "gospodin pan pani comrade tovarishch shri sri smt dt bt so called socalled dite dit alias aka nom de guerre "
    # as Arabic script gives them
    "dktur dkhtur shykh hajy haj syd syda astadh astad ustadh amyr mla mlla muluy muluuy qary hafz brufysur jnral"
)
#: Particles: they may stand or be missing.
PARTICLES = _set(
    "al el ul ad ar as ash an az at ed er es ez en uz ud ur us bin ibn ben bint binti binte bn ould wuld uld walad "
    "ouled abu abou abi aboo aba bu umm um oum om de da di do dos das del della delle der den des du van von vom zu "
    "zum zur la le les lo los las st saint san santa y e i und et and the of o mac mc ap ter ten te af av na "
    "oglu oghlu ogly kyzy qizi zade abnu abw abu"
)
#: Of these, what stands between father and child.
KIN = _set("bin ibn ben bint binti binte bn ould wuld uld walad ouled")
#: Servant of …: one unit with the word that follows.
SERVANT = _set("abd abdul abdel abdal abdol abdur abdus abdoul abdoel abdou abdu abdar abdas")
ARTICLES = _set("al el ul ad ar as ash an az at ed er es ez en uz ud ur us il l")

#: Legal forms, each with the one it is compared as. Several words stand joined by a space.
FORMS = {
    word: form
    for form, words in {
        "ltd": "ltd|limited|limitd|ltda|limitada|limitee|ltdsti|limited sirketi|private limited|pvt ltd|pte ltd|pte|pvt|"
        "co ltd|company limited|proprietary limited|pty ltd|pty|private limited company",
        "llc": "llc|l l c|limited liability company|ooo|obshchestvo s ogranichennoy otvetstvennostyu|tov|too|mchj|"
        "societatea cu raspundere limitata|srl|s r l|sarl|s a r l|societe a responsabilite limitee|sociedad limitada|"
        "sl|sociedad de responsabilidad limitada|s de rl de cv|s de rl|gmbh|g m b h|gesellschaft mit beschrankter haftung|"
        "mbh|bv|b v|bvba|b v b a|besloten vennootschap|sp z o o|spolka z ograniczona odpowiedzialnoscia|sp zoo|doo|d o o|"
        "kft|eood|ood|sro|s r o|oy|osauhing|ou|uab|sia|fzco|fze|fzllc|fz llc|fz co|wll|w l l|dmcc",
        "plc": "plc|p l c|public limited company|ag|a g|aktiengesellschaft|sa|s a|societe anonyme|sociedad anonima|"
        "sa de cv|s a de c v|sab de cv|sas|s a s|spa|s p a|societa per azioni|nv|n v|as|a s|asa|ab|a b|oyj|"
        "anonim sirketi|aktiebolag|aktieselskab|jsc|joint stock company|ojsc|cjsc|pjsc|open joint stock company|"
        "closed joint stock company|public joint stock company|oao|zao|pao|ao|aktsionernoe obshchestvo|"
        "otkrytoe aktsionernoe obshchestvo|zakrytoe aktsionernoe obshchestvo|publichnoe aktsionernoe obshchestvo|"
        "pat|at|sae|s a e|sal|s a l|saog|psc|kk|k k|kabushiki kaisha|bhd|sdn bhd|berhad|tbk|pt|p t|pjs|"
        "joint stock compan|stock company|kgaa|se",
        "inc": "inc|incorporated|corp|corporation|co|company|cie|compagnie|compania|cia|korporatsiya|kompaniya|"
        "sharika|shrka|shrkh|sirketi|sherkat|shrkt|sharikat|shirkat|group|grp|gruppe|groupe|grupo|holding|holdings|hldg",
        "lp": "lp|l p|limited partnership|llp|kg|ohg|gbr|ev|e v|foundation|stiftung|fundacion|fondation|trust",
    }.items()
    for word in words.split("|")
}
# A foundation or a trust is more than a form: it stays a word of the name.
for _word in (
    "foundation",
    "stiftung",
    "fundacion",
    "fondation",
    "trust",
    "group",
    "groupe",
    "gruppe",
    "grupo",
):
    FORMS.pop(_word, None)
FORM_WORDS = max(len(word.split()) for word in FORMS)

#: Words that say what kind of organisation it is, not which.
GENERIC = _set(
    "bank banco banque banca trading trade trust foundation stiftung fundacion fondation charity charitable relief "
    "society association organization organisation org union federation council committee commission institute "
    "university academy center centre agency office bureau ministry department general international intl global "
    "world national state industries industry industrial enterprise enterprises services service solutions systems "
    "technology technologies tech engineering construction contracting transport transportation shipping maritime "
    "marine logistics airlines airways air oil gas petroleum energy power mining steel chemical pharmaceutical medical "
    "food foods import export establishment est investment investments capital finance financial exchange money "
    "insurance real estate development group groupe gruppe grupo factory plant works company product products "
    "commercial commerce business consulting management partners partnership fund electronics equipment machinery "
    "motor motors auto media press publishing travel tours hotel hotels restaurant market supermarket store shop "
    "humanitarian islamic aid help islah front army party movement brigade brigades battalion islami order "
    "gharitable jamiat mossasat mussasa maktab markaz mrkz mussh gmay' jmaya jmayh bnk mstshfa repair repairs"
)
#: What a ship's name may begin with.
VESSEL_WORDS = _set("mv mt m v vessel ship ss tanker")

#: Given and grandfathers' names so common that they say little. Weight as given by `tokens`.
COMMON = _set(
    "mohammed mohammad muhammad mohamed mohamad mahmoud mahmud ahmad ahmed hamid hassan hasan hussein husayn hussain "
    "hossein husain ali omar umar othman uthman usman khalid khaled ibrahim ismail yusuf youssef yousef said saeed "
    "saleh salih salim salem abdallah abdullah abdulrahman khan shah jan gul agha mustafa mostafa hamza bilal tariq "
    "samir karim rashid nasser nasir jamal kamal faisal fahd sultan amir amin musa mousa isa yahya adam daoud dawood "
    "khalil iqbal abbas habib jalil latif aziz malik hakim rahim rahman anwar akbar bashir javed noor nur "
    "fatima aisha maryam john james david michael robert william peter paul thomas richard george joseph charles maria "
    "anna jean marie pierre hans klaus jose juan carlos luis antonio francisco manuel pedro ivan sergey sergei "
    "aleksandr alexander vladimir dmitry dmitri mikhail nikolay andrey alexei aleksey olga elena natalia kim ri pak "
    "choe li wang zhang chen liu singh kumar smith johnson"
)

#: Short and pet names → the name they stand for.
NICKNAMES = {
    short: long
    for long, shorts in {
        "benjamin": "bibi ben benny benji",
        "william": "bill billy will willy liam",
        "robert": "bob bobby rob robby bert",
        "richard": "dick rick ricky rich",
        "michael": "mike mick mickey mikey misha",
        "james": "jim jimmy jamie",
        "john": "jack johnny jon",
        "joseph": "joe joey beppe",
        "thomas": "tom tommy",
        "charles": "charlie chuck",
        "edward": "ed eddie ted teddy ned",
        "anthony": "tony toni",
        "alexander": "alex sasha sascha xander aleks sandy",
        "aleksandr": "alex sasha sascha aleks",
        "elizabeth": "liz lizzie beth betty lisa eliza",
        "margaret": "maggie peggy meg greta",
        "katherine": "kate kathy katie cathy kitty",
        "vladimir": "vova volodya vlad",
        "dmitry": "dima mitya",
        "sergey": "seryozha serge",
        "nikolay": "kolya nick",
        "mikhail": "misha",
        "ivan": "vanya",
        "yevgeny": "zhenya",
        "evgeny": "zhenya",
        "francisco": "paco pancho",
        "jose": "pepe",
        "ignacio": "nacho",
        "giuseppe": "beppe pino",
        "johannes": "hans johann",
        "friedrich": "fritz",
        "heinrich": "heinz",
        "andrew": "andy drew",
        "daniel": "dan danny",
        "david": "dave",
        "donald": "don donnie",
        "gregory": "greg",
        "jeffrey": "jeff",
        "geoffrey": "geoff",
        "kenneth": "ken kenny",
        "matthew": "matt",
        "nicholas": "nick nicky klaus",
        "patrick": "pat paddy",
        "peter": "pete",
        "samuel": "sam sammy",
        "stephen": "steve",
        "steven": "steve",
        "timothy": "tim",
        "ronald": "ron ronnie",
        "lawrence": "larry",
        "gerald": "gerry jerry",
        "frederick": "fred freddy",
        "philip": "phil",
        "walter": "walt",
        "raymond": "ray",
        "theodore": "ted teddy",
    }.items()
    for short in shorts.split()
}

#: One name in spellings too far apart for letters: every spelling → the first of its row.
SAME = {
    word: row.split()[0]
    for row in (
        "mohammed mohammad muhammad mohamed mohamad mohammod muhammed mohamet mehmed mehmet mahomed muhamad maxamed "
        "mohd muhd mokhammed magomed makhammad mhmd",
        "ahmed ahmad achmad akhmed akhmad ahmet axmed ahmadu",
        "mahmoud mahmud mahmood makhmud mehmood",
        "hussein husayn hussain hossein husain houssein hussayn khusein huseyin hosein husein xuseen",
        "hassan hasan khasan xasan",
        "yusuf youssef yousef yousuf yusef youcef iosif yussuf joseph jusuf yosef josef",
        "abdullah abdallah abdulla abdalla abdoullah abdillahi abdilahi cabdullahi cabdullaahi abdellah abdulloh",
        "osman uthman othman usman ousmane athman",
        "omar umar oumar omer umer cumar",
        "khalid khaled halid haled",
        "usama osama oussama ussama",
        "ibrahim ebrahim brahim ibragim abraham abrahim",
        "ismail ismael esmail ismaeel izmail ishmael",
        "isa issa ciise eissa essa iisa",
        "musa moussa mousa moosa muse musse",
        "yaqub yaqoub yacoub yakub jakub jacob yaakov",
        "sulayman suleiman sulaiman soliman souleymane suleyman solomon sulaymon",
        "dawud daoud dawood daud davud david",
        "yahya yahia iahia jahja",
        "george georges georg georgios georgiy georgy giorgi jorge yuri yuriy yury",
        "alexander aleksandr alexandre oleksandr aleksandar alejandro alexandr aliaksandr alyaksandr iskandar eskandar",
        "alexei aleksey alexey oleksiy aleksei",
        "sergey sergei serhiy serge sergiy siarhei",
        "nikolai nikolay mykola nicolas nicolai nikola",
        "michael mikhail michail mykhailo mihail miguel mikael michel",
        "dmitry dmitri dmitriy dmytro dimitri dmitrij",
        "vladimir volodymyr wladimir uladzimir uladzimer",
        "andrey andrei andriy andrew andrej andreas",
        "evgeny yevgeny yevgeniy evgeniy yevhen eugene evgenii evgueni",
        "john johann johannes jan ivan ioannis juan jean giovanni joao yahya",
        "peter pyotr petr petro pedro pierre pietro petar",
        "paul pavel pavlo pablo paolo pawel",
        "natalia nataliya natalya natalja",
        "xi si hsi",
        "zedong tsetung",
        "zhou chou",
        "jiang chiang",
        "zhang chang",
        "deng teng",
        "ri li lee yi rhee",
        "pak park",
        "choe choi",
        "kim gim",
        "no noh roh",
        "im lim rim",
    )
    for word in row.split()
}
for _word in ("john johann johannes jan ivan ioannis juan jean giovanni joao yahya peter pyotr petr petro pedro "
              "pierre pietro petar paul pavel pavlo pablo paolo pawel george georges georg georgios jorge yuri "
              "yuriy yury david joseph josef jacob abraham solomon miguel").split():  # fmt: skip
    # Names of one origin, but people bear them as names of their own.
    SAME.pop(_word, None)

#: Numbers: words, ordinals and Roman numerals → digits.
NUMBERS = {
    word: str(number)
    for number, words in enumerate(
        (
            "zero", "one first 1st i", "two second 2nd ii", "three third 3rd iii", "four fourth 4th iv",
            "five fifth 5th v", "six sixth 6th vi", "seven seventh 7th vii", "eight eighth 8th viii",
            "nine ninth 9th ix", "ten tenth 10th x", "eleven eleventh 11th xi", "twelve twelfth 12th xii",
            "thirteen thirteenth 13th xiii", "fourteen 14th xiv", "fifteen fifteenth 15th xv", "sixteen 16th xvi",
            "seventeen 17th xvii", "eighteen 18th xviii", "nineteen 19th xix", "twenty twentieth 20th xx",
        )
    )
    for word in words.split()
}  # fmt: skip

#: Longer words of organisations that are written several ways, several words joined by a space.
SYNONYMS = {
    word: row.split("|")[0]
    for row in (
        "organization|organisation|organizatsiya|org",
        "center|centre|tsentr|zentrum",
        "labor|labour",
        "united states|us|u s|usa|u s a",
        "united kingdom|uk|u k",
        "international|intl|mezhdunarodnyy",
        "plant|zavod",
        "factory|fabrika",
        "bank|banco|banque|banca",
        "and|und|et|y|e|i",
        "department|dept|departament",
        "institute|institut|institution",
        "association|assn|assoc",
        "brothers|bros",
        "manufacturing|mfg",
        "university|univ|universitet",
    )
    for word in row.split("|")
}

#: Digits and signs typed for letters.
LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "@": "a", "$": "s"}
)
