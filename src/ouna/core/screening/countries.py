"""Country names as sanctions lists write them → ISO 3166-1 alpha-2 codes."""

from __future__ import annotations

import re
import unicodedata

_TABLE = """
AD andorra
AE united arab emirates; uae
AF afghanistan
AG antigua and barbuda
AI anguilla
AL albania
AM armenia
AO angola
AQ antarctica
AR argentina
AS american samoa
AT austria
AU australia
AW aruba
AX aland islands
AZ azerbaijan
BA bosnia and herzegovina; bosnia; bosnia-herzegovina
BB barbados
BD bangladesh
BE belgium
BF burkina faso
BG bulgaria
BH bahrain
BI burundi
BJ benin
BL saint barthelemy
BM bermuda
BN brunei darussalam; brunei
BO bolivia, plurinational state of; bolivia
BQ bonaire, sint eustatius and saba; bonaire
BR brazil
BS bahamas; the bahamas; bahamas, the
BT bhutan
BV bouvet island
BW botswana
BY belarus
BZ belize
CA canada
CC cocos (keeling) islands
CD congo, the democratic republic of the; democratic republic of the congo
CD congo, democratic republic of the; dr congo; congo (democratic republic)
CF central african republic; car
CG congo; republic of the congo; congo, republic of the
CH switzerland
CI cote d'ivoire; cote d ivoire; ivory coast
CK cook islands
CL chile
CM cameroon
CN china
CO colombia
CR costa rica
CU cuba
CV cabo verde; cape verde
CW curacao
CX christmas island
CY cyprus
CZ czechia; czech republic
DE germany
DJ djibouti
DK denmark
DM dominica
DO dominican republic
DZ algeria
EC ecuador
EE estonia
EG egypt
EH western sahara
ER eritrea
ES spain
ET ethiopia
FI finland
FJ fiji
FK falkland islands (malvinas)
FM micronesia, federated states of; micronesia
FO faroe islands
FR france
GA gabon
GB united kingdom; united kingdom of great britain and northern ireland; england
GB scotland; wales; uk; great britain
GD grenada
GE georgia
GF french guiana
GG guernsey
GH ghana
GI gibraltar
GL greenland
GM gambia; the gambia; gambia, the
GN guinea
GP guadeloupe
GQ equatorial guinea
GR greece
GS south georgia and the south sandwich islands
GT guatemala
GU guam
GW guinea-bissau
GY guyana
HK hong kong; china, hong kong special administrative region
HM heard island and mcdonald islands
HN honduras
HR croatia
HT haiti
HU hungary
ID indonesia
IE ireland
IL israel
IM isle of man
IN india
IO british indian ocean territory
IQ iraq
IR iran, islamic republic of; iran; iran (islamic republic of)
IS iceland
IT italy
JE jersey
JM jamaica
JO jordan
JP japan
KE kenya
KG kyrgyzstan
KH cambodia
KI kiribati
KM comoros
KN saint kitts and nevis
KP korea, democratic people's republic of; democratic people's republic of korea
KP north korea; korea, north; dprk
KR korea, republic of; republic of korea; south korea; korea, south
KW kuwait
KY cayman islands
KZ kazakhstan
LA lao people's democratic republic; laos
LB lebanon
LC saint lucia
LI liechtenstein
LK sri lanka
LR liberia
LS lesotho
LT lithuania
LU luxembourg
LV latvia
LY libya; libyan arab jamahiriya
MA morocco
MC monaco
MD moldova, republic of; moldova
ME montenegro
MF saint martin (french part)
MG madagascar
MH marshall islands
MK north macedonia; macedonia
ML mali
MM myanmar; burma
MN mongolia
MO macao; macau
MP northern mariana islands
MQ martinique
MR mauritania
MS montserrat
MT malta
MU mauritius
MV maldives
MW malawi
MX mexico
MY malaysia
MZ mozambique
NA namibia
NC new caledonia
NE niger
NF norfolk island
NG nigeria
NI nicaragua
NL netherlands; the netherlands
NO norway
NP nepal
NR nauru
NU niue
NZ new zealand
OM oman
PA panama
PE peru
PF french polynesia
PG papua new guinea
PH philippines
PK pakistan
PL poland
PM saint pierre and miquelon
PN pitcairn
PR puerto rico
PS palestine, state of; palestine; west bank; gaza
PS palestinian; occupied palestinian territories; region: gaza; west bank and gaza strip
PT portugal
PW palau
PY paraguay
QA qatar
RE reunion
RO romania
RS serbia
RU russian federation; russia
RW rwanda
SA saudi arabia
SB solomon islands
SC seychelles
SD sudan
SE sweden
SG singapore
SH saint helena, ascension and tristan da cunha; saint helena
SI slovenia
SJ svalbard and jan mayen
SK slovakia
SL sierra leone
SM san marino
SN senegal
SO somalia
SR suriname
SS south sudan
ST sao tome and principe
SV el salvador
SX sint maarten (dutch part)
SY syrian arab republic; syria
SZ eswatini; swaziland
TC turks and caicos islands
TD chad
TF french southern territories
TG togo
TH thailand
TJ tajikistan
TK tokelau
TL timor-leste; east timor
TM turkmenistan
TN tunisia
TO tonga
TR turkiye; turkey
TT trinidad and tobago
TV tuvalu
TW taiwan, province of china; taiwan
TZ tanzania, united republic of; tanzania
UA ukraine
UG uganda
UM united states minor outlying islands
US united states; united states of america; usa; u.s.a.
UY uruguay
UZ uzbekistan
VA holy see (vatican city state); vatican; holy see
VC saint vincent and the grenadines
VE venezuela, bolivarian republic of; venezuela
VG virgin islands, british; british virgin islands
VI virgin islands, u.s.
VN viet nam; vietnam
VU vanuatu
WF wallis and futuna
WS samoa
YE yemen
YT mayotte
ZA south africa
ZM zambia
ZW zimbabwe
XK kosovo
"""

CODES = {
    name: line[:2]
    for line in _TABLE.strip().splitlines()
    for name in (line[:2].lower(), *line[3:].split("; "))
}
_AROUND = re.compile(r"\s*[(\[].*[)\]]\s*$")


def country_of(text: str | None) -> str:
    """The code of a country given by name or code; empty when it is none that is known."""
    if not text or len(text) > 100:
        return ""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    plain = plain.replace("’", "'").strip(" .,").lower()
    return (
        CODES.get(plain) or CODES.get(_AROUND.sub("", plain)) or CODES.get(plain.removeprefix("the ")) or ""
    )
