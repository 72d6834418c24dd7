"""Commitments against the book's format; the errors of the whole package."""

from __future__ import annotations

from hashlib import sha256

import pytest
import tlog_naive as naive
from tlog_keys import VECTORS

from ouna.core.errors import Refused
from ouna.core.tlog import CommitmentInvalid, Tree, commit, errors, padded_root


def test_a_commitment_is_the_hash_the_book_s_format_names():
    case = VECTORS["commitment"]
    salt, record = bytes.fromhex(case["salt"]), case["record"].encode()
    expected = sha256(b"ouna.commit.v1\ndonor\n" + salt + record).digest()
    assert commit("donor", salt, record) == expected
    assert case["commitment"] == expected.hex()


def test_purpose_salt_and_record_are_all_bound():
    salt = bytes(range(32))
    made = {
        commit("donor", salt, b"r"), commit("line", salt, b"r"), commit("donor", bytes(32), b"r"),
        commit("donor", salt, b"s"), commit("donor", salt, b""),
    }  # fmt: skip
    assert len(made) == 5


@pytest.mark.parametrize(
    ("purpose", "salt"),
    [
        ("", bytes(32)), ("Donor", bytes(32)), ("do nor", bytes(32)), ("donor\n", bytes(32)),
        ("a\nb", bytes(32)),
        ("é", bytes(32)), ("1a", bytes(32)), ("a" * 65, bytes(32)), ("donor", bytes(31)),
        ("donor", bytes(33)),
        ("donor", b""),
    ],
)  # fmt: skip
def test_a_commitment_is_not_made_from_malformed_parts(purpose, salt):
    with pytest.raises(CommitmentInvalid):
        commit(purpose, salt, b"record")


def test_the_sealed_day_s_root_is_that_of_a_tree_over_its_commitments():
    for count in (64, 128, 1024):
        commitments = [sha256(b"%d" % number).digest() for number in range(count)]
        assert padded_root(commitments) == naive.mth(commitments)
        assert padded_root(commitments[::-1]) != padded_root(commitments)
    equal = [bytes([number]) * 32 for number in range(64)]
    assert padded_root(equal).hex() == VECTORS["padded_root"]["root"]
    tree = Tree()
    tree.extend_entries(equal)
    assert padded_root(equal) == tree.root()


def test_a_day_that_tells_its_count_or_repeats_a_salt_is_refused():
    day = [sha256(b"%d" % number).digest() for number in range(128)]
    for commitments in (
        [],
        day[:1],
        day[:32],
        day[:63],
        day[:65],
        day[:96],
        [*day[:63], day[0]],
        [*day[:63], b"x"],
    ):
        with pytest.raises(CommitmentInvalid):
            padded_root(commitments)


def test_every_refusal_tells_a_next_step_and_has_a_code_of_its_own():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Refused)]
    kinds = [kind for kind in kinds if kind not in (Refused, errors.TlogRefused)]
    assert len({kind.code for kind in kinds}) == len(kinds) >= 12
    assert all(kind().next_step and str(kind()) for kind in kinds)
