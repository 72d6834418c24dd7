"""Screening of names against sanctions lists: readers of lists, an index, hits with reasons.

A list is read with its name, date and hash; every listed name is made comparable across scripts and
spellings; a hit says which words fit, how far they are apart, and what speaks against it. Whether it is
the person meant, people decide.
Nouns: SanctionsList, Entry, ListedName, Finding, Subject, Index, Hit, Reason, PairScore.
"""

from ouna.core.screening.errors import ListRefused, NameRefused, NamesRefused
from ouna.core.screening.index import Index
from ouna.core.screening.judge import MATCH
from ouna.core.screening.lists.door import read_list, read_lists
from ouna.core.screening.pairs import SCHEMAS, PairScore, score_pair
from ouna.core.screening.screen import screen, screen_many
from ouna.core.screening.values import (
    Entry,
    Finding,
    Hit,
    ListedName,
    Reason,
    SanctionsList,
    Subject,
)

__all__ = [
    "MATCH",
    "SCHEMAS",
    "Entry",
    "Finding",
    "Hit",
    "Index",
    "ListRefused",
    "ListedName",
    "NameRefused",
    "NamesRefused",
    "PairScore",
    "Reason",
    "SanctionsList",
    "Subject",
    "read_list",
    "read_lists",
    "score_pair",
    "screen",
    "screen_many",
]
