"""Small lists in every format, all invented, written from the publishers' descriptions."""

# ruff: noqa: E501 -- samples keep their lines
from __future__ import annotations

from ouna.core.screening import Entry, Index, ListedName, SanctionsList

UN = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-10-31T00:00:09.554Z">
 <INDIVIDUALS>
  <INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>MARZUBAN</FIRST_NAME><SECOND_NAME>VON</SECOND_NAME>
   <THIRD_NAME>KRAPFENSTEIN</THIRD_NAME><REFERENCE_NUMBER>QQi.001</REFERENCE_NUMBER>
   <NATIONALITY><VALUE>Jordan</VALUE></NATIONALITY>
   <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Marzoban Krapfenshtayn; M. Krapfen</ALIAS_NAME></INDIVIDUAL_ALIAS>
   <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Doughnut</ALIAS_NAME></INDIVIDUAL_ALIAS>
   <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
   <INDIVIDUAL_ADDRESS><COUNTRY>Türkiye</COUNTRY></INDIVIDUAL_ADDRESS>
   <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1950</FROM_YEAR><TO_YEAR>1952</TO_YEAR>
   </INDIVIDUAL_DATE_OF_BIRTH>
   <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1960-02-03</DATE></INDIVIDUAL_DATE_OF_BIRTH>
   <NAME_ORIGINAL_SCRIPT>مرزبان كرابفنشتاين</NAME_ORIGINAL_SCRIPT></INDIVIDUAL>
 </INDIVIDUALS>
 <ENTITIES>
  <ENTITY><DATAID>2</DATAID><FIRST_NAME>GRAND ORDER OF THE LEAKY BUCKET</FIRST_NAME>
   <REFERENCE_NUMBER>QQe.002</REFERENCE_NUMBER>
   <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>GOLB</ALIAS_NAME></ENTITY_ALIAS></ENTITY>
 </ENTITIES>
</CONSOLIDATED_LIST>
"""

EU = """<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-10-30T15:00:00.000+02:00" globalFileId="9">
 <sanctionEntity euReferenceNumber="EU.1.1" logicalId="13"><subjectType code="person" classificationCode="P"/>
  <nameAlias wholeName="Marzuban von Krapfenstein" strong="true"/>
  <nameAlias firstName="Marzoban" middleName="" lastName="Krapfenshtayn" wholeName="" strong="true"/>
  <nameAlias wholeName="The Doughnut" strong="false"/>
  <citizenship countryIso2Code="JO"/><address countryIso2Code="00"/>
  <birthdate birthdate="1951-04-28" year="1951" countryIso2Code="LB"/></sanctionEntity>
 <sanctionEntity euReferenceNumber="EU.2.2" logicalId="14"><subjectType code="enterprise" classificationCode="E"/>
  <nameAlias wholeName="Leaky Bucket Holding" strong="true"/></sanctionEntity>
</export>
"""

SDN = (
    b'36,"KRAPFENSTEIN, Marzuban","individual","QUINCE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    b"\"DOB 10 Dec 1951; alt. DOB 1950 to 1952; POB Amman, Jordan; nationality Lebanon; a.k.a. 'THE DOUGHNUT'.\"\r\n"
    b'173,"LEAKY BUCKET CO., LTD.",-0- ,"QUINCE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    b'306,"SOUP LADLE","vessel","QUINCE",-0- ,"C4QL",Cargo,-0- ,-0- ,Panama,-0- ,-0- \r\n\x1a'
)
ALT = b'36,12,"aka","KRAPFENSHTAYN, Marzoban",-0- \r\n173,13,"fka","BUCKET UNION",-0- \r\n\x1a'
ADD = b'36,25,-0- ,"Beirut","Lebanon",-0- \r\n173,26,"Rue 1","Zurich","Switzerland",-0- \r\n\x1a'

UK = (
    "Report Date: 12-Nov-2026\r\n"
    "Last Updated,Unique ID,Name 6,Name 1,Name 2,Alias strength,Name type,Name non-latin script,"
    "Designation Type,D.O.B,Nationality(/ies),Address Country\r\n"
    "01/11/2026,QQU0001,KRAPFENSTEIN,Marzuban,von,,Primary Name,مرزبان كرابفنشتاين,Individual,28/04/1951,Jordan,\r\n"
    "01/11/2026,QQU0001,The Doughnut,,,Low quality a.k.a,Alias,,Individual,,,Lebanon\r\n"
    "01/11/2026,QQU0002,Soup Ladle,,,,Primary Name,,Ship,,,\r\n"
).encode()

FTM = (
    b'{"id":"q1","schema":"Person","properties":{"name":["Marzuban von Krapfenstein"],"alias":["Marzoban '
    b'Krapfenshtayn"],"weakAlias":["The Doughnut"],"birthDate":["1951-04-28"],"nationality":["jo"]}}\n'
    b'{"id":"a1","schema":"Address","properties":{"full":["Somewhere 1"]}}\n'
    b'{"id":"q2","schema":"Company","properties":{"name":["Leaky Bucket Holding"]}}\n'
)

OWN = (
    "# name: Quince demo list\n# date: 2026-11-01\nid,name,type,aliases,weak_aliases,born,countries\n"
    "Q-001,Baron MARZUBAN VON KRAPFENSTEIN,person,Marzoban Krapfenshtayn|مرزبان كرابفنشتاين,The Doughnut,1951,JO\n"
    "Q-004,Grand Order of the Leaky Bucket,organisation,,,,\n"
).encode()

#: Every format: its bytes, its name in `SanctionsList.format`, how many entries it holds.
ALL = {
    "un": (UN.encode(), 2),
    "eu": (EU.encode(), 2),
    "ofac": (SDN, 3),
    "uk": (UK, 2),
    "ftm": (FTM, 2),
    "own": (OWN, 2),
}


def a_list(*entries: Entry, name: str = "Quince list") -> SanctionsList:
    return SanctionsList(name, "2026-11-01", "0" * 64, "own", entries)


def an_entry(
    number: str, *names: str, kind: str = "person", weak: tuple[str, ...] = (), **facts: tuple
) -> Entry:
    listed = [ListedName(name) for name in names] + [ListedName(name, "weak") for name in weak]
    return Entry(number, kind, tuple(listed), **facts)  # type: ignore[arg-type]


def index_of(*entries: Entry) -> Index:
    return Index([a_list(*entries)])
