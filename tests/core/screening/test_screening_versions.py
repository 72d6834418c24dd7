"""What a new version of a list changes: nothing that takes a name away passes as an addition."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ouna.core.screening.values import Entry, ListedName
from ouna.core.screening.versions import additions, compare_versions

BARON = Entry(
    "Q-1",
    "person",
    (ListedName("Marzuban Krapfenstein"), ListedName("The Baron"), ListedName("The Doughnut", "weak")),
    (1951, 1953),
    ("DE", "TR"),
)
ORDER = Entry("Q-2", "organisation", (ListedName("Grand Order of the Leaky Bucket"),))
OLD = [BARON, ORDER]

WORDS = ("Anna", "Bela", "Cem", "Dora", "Emil")
NAMES = st.lists(
    st.builds(ListedName, st.sampled_from(WORDS), st.sampled_from(("strong", "weak"))),
    min_size=1,
    max_size=3,
    unique_by=lambda name: name.text,
).map(tuple)
ENTRIES = st.lists(
    st.builds(
        Entry,
        st.sampled_from(("1", "2", "3")),
        st.sampled_from(("person", "organisation")),
        NAMES,
        st.sampled_from(((), (1951,), (1951, 1952))),
        st.sampled_from(((), ("DE",), ("DE", "TR"))),
    ),
    max_size=5,
)


def how(new: list[Entry]) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    found = compare_versions(OLD, new).differences
    return [(one.how, one.id, one.lost, one.gained, one.facts) for one in found]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (replace(BARON, names=BARON.names[:1]), [("weakened", "Q-1", ("The Baron", "The Doughnut"), (), ())]),
        (replace(BARON, names=BARON.names[:2]), [("weakened", "Q-1", ("The Doughnut",), (), ())]),
        (
            replace(BARON, names=(BARON.names[0], ListedName("The Baron", "weak"), BARON.names[2])),
            [("weakened", "Q-1", ("The Baron",), (), ())],
        ),
        (replace(BARON, kind="vessel"), [("weakened", "Q-1", (), (), ("kind",))]),
        (replace(BARON, born=(1951, 1953, 1987)), [("weakened", "Q-1", (), (), ("born",))]),
        (replace(BARON, born=()), [("weakened", "Q-1", (), (), ("born",))]),
        (replace(BARON, countries=("DE",)), [("weakened", "Q-1", (), (), ("countries",))]),
        (
            replace(BARON, kind="vessel", born=(), countries=()),
            [("weakened", "Q-1", (), (), ("kind", "born", "countries"))],
        ),
        (
            Entry("Q-1", "person", (ListedName("Somebody Else"),), BARON.born, BARON.countries),
            [
                ("gone", "Q-1", ("Marzuban Krapfenstein", "The Baron", "The Doughnut"), (), ()),
                ("new", "Q-1", (), ("Somebody Else",), ()),
            ],
        ),
        (replace(BARON, countries=("TR", "DE")), []),
        (replace(BARON, id="Q-77"), []),
        (
            replace(BARON, names=(*BARON.names, ListedName("Zwieback"))),
            [("widened", "Q-1", (), ("Zwieback",), ())],
        ),
        (
            replace(BARON, names=(*BARON.names[:2], ListedName("The Doughnut"))),
            [("widened", "Q-1", (), ("The Doughnut",), ())],
        ),
        (
            replace(BARON, id="Q-77", names=(*BARON.names, ListedName("Zwieback"))),
            [("widened", "Q-77", (), ("Zwieback",), ())],
        ),
    ],
)
def test_what_an_entry_loses_and_gains(new: Entry, expected: list[object]) -> None:
    assert how([new, ORDER]) == expected
    assert compare_versions(OLD, [new, ORDER]).takes_away == any(
        one[0] in ("gone", "weakened") for one in how([new, ORDER])
    )


def test_gone_comes_first_and_new_last() -> None:
    other = Entry("Q-3", "person", (ListedName("Anna Anders"),))
    assert [(one[0], one[1]) for one in how([ORDER, other])] == [("gone", "Q-1"), ("new", "Q-3")]
    both = compare_versions(OLD, [other])
    assert [one.name for one in both.of("gone")] == [ORDER.names[0].text, BARON.names[0].text]
    assert (both.before, both.takes_away, compare_versions(OLD, [*OLD, other]).takes_away) == (2, True, False)
    assert how(OLD) == how([*OLD, BARON]) == []


def test_an_entry_of_two_is_covered_by_one_that_bears_all_its_names() -> None:
    """Numbers may move: what counts is that some entry still finds every name."""
    first = Entry("1", "person", (ListedName("Anna"),))
    both = Entry("2", "person", (ListedName("Anna"), ListedName("Bela")))
    assert not compare_versions([first, both], [both]).takes_away
    assert compare_versions([both], [first, Entry("2", "person", (ListedName("Bela"),))]).takes_away


@pytest.mark.parametrize(
    ("gone", "of", "alarms"), [(5, 6, False), (6, 30, False), (6, 29, True), (7, 7, True)]
)
def test_a_fifth_gone_looks_like_a_cut_file(gone: int, of: int, alarms: bool) -> None:
    old = [Entry(str(n), "person", (ListedName(f"Name {n}"),)) for n in range(of)]
    assert compare_versions(old, old[gone:]).alarming is alarms


@given(ENTRIES, ENTRIES)
def test_what_takes_nothing_away_still_finds_every_name(old: list[Entry], new: list[Entry]) -> None:
    """Checked in another way: for every old entry, one new entry says all that it says."""
    change = compare_versions(old, new)
    covered = all(any(_covers(one, entry) for one in new) for entry in old)
    assert change.takes_away is not covered
    together = [*old, *additions(old, new)]
    assert not compare_versions(old, together).takes_away
    assert not compare_versions(new, together).takes_away


@given(ENTRIES)
def test_a_version_changes_nothing_against_itself(entries: list[Entry]) -> None:
    assert compare_versions(entries, list(reversed(entries))).differences == ()
    assert additions(entries, entries) == []
    assert additions([], entries) == entries


def _covers(new: Entry, old: Entry) -> bool:
    strong = {name.text for name in new.names if name.quality == "strong"}
    texts = {name.text for name in new.names}
    return (new.kind, new.born, set(new.countries)) == (old.kind, old.born, set(old.countries)) and all(
        name.text in (strong if name.quality == "strong" else texts) for name in old.names
    )
