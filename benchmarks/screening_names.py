"""How well names are found on published data: recall on damaged listed names, false alarms, labelled pairs.

usage: python benchmarks/screening_names.py FOLDER [--seed 22112026] [--names 1003] [--check]
FOLDER is searched for `UN_consolidated.xml` and OFAC's `sdn.csv` (with `alt.csv` beside it), as the publishers give
them out, and for `cases.csv` of nomenklatura's name-bench; what is missing is said and left out. Listed primary
names are damaged at random by the seed; ordinary names are put together from given and family names and words of
many countries, all unlisted but by chance. Of the labelled pairs the SHA-256 of the two names, in their order,
decides which part they belong to. `--check` ends with 1 when a goal is missed.
"""

# ruff: noqa: E501 -- tables of names
from __future__ import annotations

import argparse
import csv
import hashlib
import random
import sys
from collections.abc import Callable
from pathlib import Path

import goals
from ouna.core.screening import (
    Entry,
    Index,
    ListedName,
    NameRefused,
    SanctionsList,
    Subject,
    score_pair,
    screen,
)
from ouna.core.screening.lists.door import read_lists
from ouna.core.screening.text import UNVOWELLED, script_of
from screening import CYRILLIC, SPELLINGS, slip

#: Given and family names of one country and the next; every given name meets every family name of its line.
#: The first line holds names that very many people bear, listed ones among them.
PEOPLE = """
Mohammed Ahmed Aisha Ali Hassan Mariam | Ibrahim Abdullah Osman Hussein Yusuf Mahmoud
Anna Lukas Johanna Felix Greta Tobias | Huber Wagner Steinbacher Vogel Lindner Krause
Camille Hugo Manon Antoine Juliette Remi | Lefebvre Moreau Garnier Chevalier Roussel Perrin
Giulia Matteo Chiara Lorenzo Elisa Paolo | Bianchi Ferrara Marchetti Conti Gallo Rinaldi
Lucia Javier Carmen Diego Elena Pablo | Navarro Ortega Dominguez Castillo Ibarra Molina
Ana Tiago Beatriz Rafael Mariana Joao | Carvalho Ferreira Nogueira Teixeira Barbosa Pinto
Katarzyna Piotr Agnieszka Marek Zofia Tomasz | Kowalczyk Nowakowski Zielinska Wojcik Mazur Pawlak
Olga Dmitri Natalia Sergei Irina Alexei | Sokolov Morozov Lebedev Orlov Pavlova Kuznetsov
Eleni Nikos Katerina Giorgos Maria Dimitris | Papadakis Georgiou Nikolaidis Vlachos Economou Pappas
Elif Emre Zeynep Burak Ayse Mehmet | Yilmaz Demir Aydin Arslan Koc Ozturk
Layla Omar Rania Tarek Nour Samir | Haddad Khoury Mansour Nasser Saleh Darwish
Fatima Youssef Khadija Rachid Salma Hicham | Benali Cherkaoui Idrissi Tazi Alaoui Berrada
Shirin Reza Niloufar Kaveh Parisa Amir | Hosseini Karimi Rahimi Moradi Jafari Sadeghi
Priya Rahul Anjali Vikram Sunita Arjun | Sharma Patel Iyer Banerjee Reddy Nair
Ayesha Imran Sana Bilal Hina Faisal | Khan Malik Chaudhry Siddiqui Qureshi Butt
Nusrat Rafiq Tahmina Kamal Shirin Anwar | Chowdhury Rahman Islam Akter Sarkar Mondal
Wei Xiaoming Jing Hao Mei Jun | Zhang Liu Zhao Huang Sun Guo
Yuki Hiroshi Sakura Kenji Emi Takashi | Tanaka Suzuki Nakamura Kobayashi Ito Yamada
Jiwoo Minjun Soyeon Donghyun Hana Jaewon | Kim Park Choi Jung Kang Yoon
Linh Minh Thao Duc Huong Tuan | Nguyen Tran Pham Hoang Vu Dang
Somchai Malee Anong Prasert Kanya Niran | Srisuk Wongsa Chaiyasit Thongchai Boonmee Saetang
Siti Budi Dewi Agus Rina Wahyu | Santoso Wijaya Susanto Hidayat Pratama Lestari
Amina Kwame Abena Kofi Efua Yaw | Mensah Owusu Boateng Asante Osei Appiah
Ngozi Chinedu Adaeze Emeka Ifeoma Obinna | Okafor Adeyemi Balogun Eze Nwosu Okonkwo
Wanjiru Kamau Achieng Otieno Njeri Mwangi | Kariuki Ochieng Njoroge Wambui Kiptoo Mutua
Thabo Nomsa Sipho Lindiwe Bongani Zanele | Dlamini Nkosi Mokoena Khumalo Zulu Ndlovu
Tigist Dawit Selam Abebe Hanna Yonas | Tesfaye Bekele Haile Gebremariam Alemu Girma
Aoife Ciaran Siobhan Declan Niamh Eoin | Murphy Gallagher Doyle Brennan Kavanagh Byrne
Emily James Charlotte Oliver Sophie George | Thompson Wright Harrison Clarke Bennett Foster
Jennifer Michael Ashley Robert Emma David | Anderson Mitchell Campbell Rodriguez Parker Sullivan
""".strip()
FIRMS = (
    "Green River Sunrise Atlas Northern Blue Harbour Golden Summit Silver Valley Central Lotus Horizon Pearl "
    "Falcon Cedar Olive Delta Union"
).split()
TRADES = (
    "Bakery|Dental Clinic|Logistics Ltd|Consulting GmbH|Primary School|Water Works|Textiles Ltd|Garden Centre|"
    "Farmers Cooperative|Travel Agency|Construction Company|Publishing House|Medical Supplies LLC|Foods Ltd|"
    "Community Kitchen"
).split("|")


def ordinary_people(lines: slice = slice(None)) -> list[str]:
    """1,080 persons' names, or those of some lines."""
    table = [line.split(" | ") for line in PEOPLE.splitlines()[lines]]
    return [f"{given} {family}" for a, b in table for given in a.split() for family in b.split()]


def ordinary_firms() -> list[str]:
    """300 firms' names."""
    return [f"{word} {trade}" for word in FIRMS for trade in TRADES]


def spelled(name: str, _: random.Random) -> str:
    """Other usual spellings of sounds."""
    for ours, theirs in SPELLINGS:
        name = name.replace(ours, theirs).replace(ours.upper(), theirs.upper())
    return name


def turned(name: str, _: random.Random) -> str:
    """The first word last."""
    words = name.split()
    return " ".join(words[1:] + words[:1])


def cyrillic(name: str, _: random.Random) -> str:
    """Letter by letter."""
    return "".join(CYRILLIC.get(c.lower(), c) for c in name)


WAYS: tuple[tuple[str, Callable[[str, random.Random], str], float], ...] = (
    ("one slip", slip, 0.97),
    ("two slips", lambda name, rng: slip(slip(name, rng), rng), 0.85),
    ("other spellings", spelled, 0.97),
    ("words turned", turned, 0.97),
    ("Cyrillic letters", cyrillic, 0.97),
)


def alerts(name: str, kind: str, index: Index, limit: int = 5) -> set[str]:
    """Numbers of the entries that alert; a name that is refused stops a payment, too."""
    try:
        return {hit.entry.id for hit in screen(Subject(name, kind), index, limit=limit) if hit.alert}  # type: ignore[arg-type]
    except NameRefused:
        return {"refused"}


def recall(title: str, listed: SanctionsList, seed: int, most: int) -> list[bool]:
    """Damage primary names of a list and look for them."""
    rng = random.Random(seed)
    index = Index([listed])
    primary = [entry for entry in listed.entries if script_of(entry.names[0].text) in ("LATIN", "")]
    asked = rng.sample(primary, min(most, len(primary)))
    met = []
    for way, damage, goal in WAYS:
        found = 0
        for entry in asked:
            found += entry.id in alerts(damage(entry.names[0].text, rng), entry.kind, index)
        met.append(goals.at_least(f"{title}, {way}, share of {len(asked)} found", found / len(asked), goal))
    for what, lines in (("borne by very many", slice(1)), ("all other", slice(1, None))):
        people = ordinary_people(lines)
        false = sum(bool(alerts(name, "person", index)) for name in people)
        print(f"{title}, persons' names {what}: {false} of {len(people)} alert")
    for kind, names in (("person", ordinary_people()), ("organisation", ordinary_firms())):
        false = sum(bool(alerts(name, kind, index)) for name in names)
        share = 100 * false / len(names)
        met.append(goals.at_most(f"{title}, ordinary names that alert ({kind}), per cent", share, 1.0))
    return met


def arabic(title: str, listed: SanctionsList) -> list[bool]:
    """Arabic names of entries against the Latin names of all alone; with tashkeel the answer must be the same."""
    latin, asked = [], []
    for entry in listed.entries:
        names = tuple(n for n in entry.names if script_of(n.text) not in UNVOWELLED)
        latin.append(Entry(entry.id, entry.kind, names or (ListedName("-"),), entry.born, entry.countries))
        asked += [(entry, n.text) for n in entry.names if script_of(n.text) == "ARABIC"]
    if not asked:
        return []
    index = Index([SanctionsList("latin", "", "", "", tuple(latin))])
    persons, others = [], []
    changed = 0
    for entry, name in asked:
        bare = alerts(name, entry.kind, index)
        (persons if entry.kind == "person" else others).append(entry.id in bare)
        changed += alerts(pointed(name), entry.kind, index) != bare
    print(f"{title}, translated names of groups in Arabic: {sum(others)} of {len(others)} found")
    what = f"{title}, Arabic names of persons against Latin ones, share of {len(persons)} found"
    both = f"{title}, Arabic names against Latin ones, share of {len(asked)} found"
    return [
        goals.at_least(what, sum(persons) / max(1, len(persons)), 0.85),
        goals.at_least(both, sum(persons + others) / len(asked), 0.8),
        goals.at_most(f"{title}, Arabic names that tashkeel changes", changed, 0),
    ]


def pointed(name: str) -> str:
    """A mark behind every Arabic letter."""
    marks = "\u064e\u0651\u064f\u0652\u0650\u0640"
    return "".join(c + marks[at % 6] if "\u0620" <= c <= "\u064a" else c for at, c in enumerate(name))


def pairs(path: Path) -> list[bool]:
    """F1, precision and recall of the labelled pairs: all, and by the two parts."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows.sort(key=lambda row: hashlib.sha256(f"{row['name1']}\n{row['name2']}".encode()).digest())
    cut = len(rows) * 270 // 429
    met = []
    for title, part in (("all", rows), ("the first part", rows[:cut]), ("the second part", rows[cut:])):
        right = wrong = missed = 0
        for row in part:
            match = score_pair(row["name1"], row["name2"], row["schema"]).match
            true = row["is_match"] == "true"
            right += match and true
            wrong += match and not true
            missed += true and not match
        f1 = 2 * right / (2 * right + wrong + missed)
        print(f"precision {right / (right + wrong):.3f}, recall {right / (right + missed):.3f}")
        met.append(goals.at_least(f"labelled pairs, {title} ({len(part)}), F1", f1, 0.85))
    return met


def main() -> int:
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("folder", type=Path)
    words.add_argument("--seed", type=int, default=22112026)
    words.add_argument("--names", type=int, default=1003)
    words.add_argument("--check", action="store_true")
    given = words.parse_args()
    met: list[bool] = []
    for file, title in (("UN_consolidated.xml", "UN"), ("sdn.csv", "SDN")):
        path = next(iter(sorted(given.folder.rglob(file))), None)
        if path is None:
            print(f"{file} is not in the folder: left out", file=sys.stderr)
            continue
        (listed,) = read_lists([path])
        print(f"{title}: {len(listed.entries)} entries, {sum(len(e.names) for e in listed.entries)} names")
        met += recall(title, listed, given.seed, given.names)
        met += arabic(title, listed)
    cases = next(iter(sorted(given.folder.rglob("cases.csv"))), None)
    if cases is None:
        print("cases.csv is not in the folder: left out", file=sys.stderr)
    else:
        met += pairs(cases)
    return 1 if not met or (given.check and not all(met)) else 0


if __name__ == "__main__":
    raise SystemExit(main())
