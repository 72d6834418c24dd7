"""Words by which lists, their headings and their columns are known, in several languages. Tables only."""

# ruff: noqa: E501 -- tables of words
from __future__ import annotations

from ouna.core.signatories.countries import key


def _set(text: str) -> frozenset[str]:
    return frozenset(key(part) for part in text.split("; "))


#: Headings of columns and labels before values: what stands in them.
LABELS: dict[str, frozenset[str]] = {
    "number": _set(
        "no; nr; n; num; number; #; №; nummer; numero; número; numéro; lfd nr; id; sl no; s no; رقم; الرقم; م; номер; № п/п; αριθμός; 序号; 编号; क्रम; sıra; sira no; nº; n°; αα; ردیف"
    ),
    "name": _set(
        "name; names; organisation; organization; organisations; organizations; organisation name; organization name; name of organisation; name of organization; signatory; signatories; signatory name; original name; name in own script; group; verein; organisationsname; name der organisation; vereinsname; gruppe; nom; nom de l'organisation; association; organisme; signataire; nombre; nombre de la organización; organización; entidad; firmante; nome; nome da organização; organização; entidade; organizzazione; organisatie; naam; الاسم; اسم المنظمة; المنظمة; الجمعية; اسم الجمعية; название; организация; наименование; название организации; назва; організація; назва організації; име; организация име; όνομα; οργάνωση; φορέας; 名称; 组织; 组织名称; 机构; नाम; संस्था; संगठन; নাম; সংগঠন; სახელი; ორგანიზაცია; ስም; ድርጅት; பெயர்; அமைப்பு; ad; adı; kuruluş; örgüt; ұйым; атауы; نام; سازمان"
    ),
    "short": _set(
        "short; short name; abbreviation; abbr; acronym; kürzel; abkürzung; kurzname; sigle; acronyme; abréviation; sigla; acrónimo; siglas; afkorting; اختصار; الاختصار; сокращение; аббревиатура; скорочення; съкращение; ακρωνύμιο; συντομογραφία; 简称; 缩写; kısaltma; संक्षेप"
    ),
    "translation": _set(
        "translation; translated name; english; english name; name in english; in english; name (english); übersetzung; englisch; auf englisch; deutsch; german; traduction; en anglais; anglais; traducción; en inglés; inglés; tradução; em inglês; vertaling; engels; ترجمة; الترجمة; بالإنجليزية; перевод; на английском; переклад; англійською; превод; μετάφραση; αγγλικά; 翻译; 英文; 英文名称; 译名; अंग्रेज़ी; अनुवाद; çeviri; ingilizce; french; spanish; arabic; arabisch; français; español"
    ),
    "country": _set(
        "country; countries; land; staat; pays; país; pais; paese; land/country; country/region; ülke; ülkesi; البلد; الدولة; بلد; страна; країна; държава; χώρα; 国家; 国家/地区; देश; দেশ; ქვეყანა; አገር; நாடு; el; елі; land der organisation; کشور; country code"
    ),
    "other": _set(
        "date; datum; fecha; data; e-mail; email; mail; courriel; correo; contact; kontakt; contacto; web; website; site; url; city; town; ort; stadt; ville; ciudad; cidade; address; adresse; dirección; phone; telefon; téléphone; remarks; bemerkung; remarque; comments; function; funktion; fonction; person; contact person; ansprechpartner; signature; unterschrift; firma; توقيع; تاريخ; البريد; المدينة; подпись; дата; город; 日期; 签名; signed by; signed on; timestamp; type; kind; art; region"
    ),
}
#: Lines of these words alone, or beginning with them, are headings of a list.
HEADINGS = _set(
    "signatories; list of signatories; signatory organisations; signatory organizations; signing organisations; signing organizations; signed by; organisations; organizations; supporters; supported by; first signatories; endorsed by; endorsements; the undersigned; unterzeichner; unterzeichnende; unterzeichnerinnen; unterzeichnende organisationen; liste der unterzeichnenden; liste der unterzeichner; erstunterzeichner; unterstützer; unterstützende organisationen; unterschriften; signataires; organisations signataires; liste des signataires; premiers signataires; firmantes; organizaciones firmantes; lista de firmantes; firmas; assinantes; signatários; lista de signatários; organizações signatárias; subscritores; ondertekenaars; lijst van ondertekenaars; firmatari; organizzazioni firmatarie; الموقعون; الموقعين; قائمة الموقعين; المنظمات الموقعة; قائمة المنظمات الموقعة; подписали; подписавшие организации; список подписавших; підписали; список підписантів; підписанти; подписали организации; подписали се; υπογράφουν; υπογράφοντες; κατάλογος υπογραφόντων; 签署方; 签署组织; 签署组织名单; 签名; 名单; हस्ताक्षरकर्ता; স্বাক্ষরকারী; imzacılar; imzacı kuruluşlar; imzalayanlar; ხელმომწერები; ፈራሚዎች; கையெழுத்திட்டோர்; appendix; annex; anhang; annexe; anexo; continued; fortsetzung; suite"
)
#: Words for a page in a number of it.
PAGES = "page|seite|pagina|página|pág|pag|p|s|стр|стор|сторінка|страница|σελίδα|σελ|sayfa|صفحة|ص|第|पृष्ठ|পৃষ্ঠা|გვერდი|ገጽ|பக்கம்|бет|blatt|sheet|feuille|hoja|folha"
