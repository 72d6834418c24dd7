"""The tree, its proofs and the frontier against RFC 9162."""

from __future__ import annotations

import random

import pytest
import tlog_naive as naive
from hypothesis import given, settings
from hypothesis import strategies as st

from ouna.core.tlog import (
    EMPTY_ROOT,
    Frontier,
    OutOfRange,
    ProofInvalid,
    TileInvalid,
    Tree,
    leaf_hash,
    leaf_hashes,
    node_hash,
    subtree_root,
    verify_consistency,
    verify_inclusion,
)

# The leaves and roots by which implementations of RFC 6962 and RFC 9162 have always been compared.
KNOWN_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
KNOWN_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def tree_of(count: int) -> tuple[Tree, list[bytes]]:
    entries = [b"entry %d" % number for number in range(count)]
    tree = Tree()
    tree.extend_entries(entries)
    return tree, entries


def test_known_roots():
    tree, frontier = Tree(), Frontier()
    for size, leaf in enumerate(KNOWN_LEAVES):
        assert tree.root().hex() == frontier.root().hex() == KNOWN_ROOTS[size]
        assert tree.append(leaf_hash(bytes.fromhex(leaf))) == size
        frontier.append(leaf_hash(bytes.fromhex(leaf)))
    assert tree.root().hex() == frontier.root().hex() == KNOWN_ROOTS[8]
    assert [tree.root(size).hex() for size in range(9)] == KNOWN_ROOTS
    assert KNOWN_ROOTS[0] == EMPTY_ROOT.hex()


def test_the_example_of_rfc_9162_section_2_1_5():
    """The tree of seven leaves, its nodes named as in the picture there."""
    tree, entries = tree_of(7)
    a, b, c, d, e, f, j = (leaf_hash(entry) for entry in entries)
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, l = node_hash(g, h), node_hash(i, j)  # noqa: E741
    assert tree.root() == node_hash(k, l)
    assert tree.inclusion_proof(0) == [b, h, l]
    assert tree.inclusion_proof(3) == [c, g, l]
    assert tree.inclusion_proof(4) == [f, j, k]
    assert tree.inclusion_proof(6) == [i, k]
    assert tree.consistency_proof(3) == [c, d, g, l]
    assert tree.consistency_proof(4) == [l]
    assert tree.consistency_proof(6) == [i, j, k]


def test_leaves_and_nodes_cannot_be_taken_for_each_other():
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


def test_every_root_and_proof_of_every_small_size_is_the_naive_one():
    tree, entries = tree_of(40)
    for size in range(1, 41):
        root = naive.mth(entries[:size])
        assert tree.root(size) == root
        for index in range(size):
            proof = tree.inclusion_proof(index, size)
            assert proof == naive.path(index, entries[:size])
            verify_inclusion(leaf_hash(entries[index]), index, size, proof, root)
            proof = tree.consistency_proof(index + 1, size)
            assert proof == naive.proof(index + 1, entries[:size])
            verify_consistency(index + 1, naive.mth(entries[: index + 1]), size, root, proof)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 700), min_size=1, max_size=6), st.data())
def test_any_batches_give_the_same_tree(batches, data):
    size = sum(batches)
    entries = [b"%d" % number for number in range(size)]
    tree, frontier, at = Tree(), Frontier(), 0
    for batch in batches:
        part = entries[at : at + batch]
        tree.extend(map(leaf_hash, part)) if batch % 2 else tree.extend_entries(part)
        frontier.extend_entries(part)
        frontier = Frontier(frontier.size, frontier.hashes)
        at += batch
        assert tree.root() == frontier.root() == naive.mth(entries[:at])
    assert tree.size == frontier.size == size
    if not size:
        return
    new = data.draw(st.integers(1, size))
    old, index = data.draw(st.integers(1, new)), data.draw(st.integers(0, new - 1))
    verify_inclusion(leaf_hash(entries[index]), index, new, tree.inclusion_proof(index, new), tree.root(new))
    verify_consistency(old, tree.root(old), new, tree.root(new), tree.consistency_proof(old, new))


def test_no_flipped_bit_ever_verifies(figure):
    """20,000 flips of one bit in leaf, proof or root; the unflipped ones all hold."""
    dice = random.Random(18)
    tree, entries = tree_of(1000)
    refused = held = 0
    for _ in range(500):
        new = dice.randrange(2, 1001)
        old, index = dice.randrange(1, new), dice.randrange(new)
        inclusion = [leaf_hash(entries[index]), tree.root(new), *tree.inclusion_proof(index, new)]
        consistency = [tree.root(old), tree.root(new), *tree.consistency_proof(old, new)]
        for parts, check in (
            (inclusion, lambda p: verify_inclusion(p[0], index, new, p[2:], p[1])),
            (consistency, lambda p: verify_consistency(old, p[0], new, p[1], p[2:])),
        ):
            check(parts)
            held += 1
            for _ in range(20):
                flipped = [bytearray(part) for part in parts]
                at, bit = dice.randrange(len(parts)), dice.randrange(256)
                flipped[at][bit // 8] ^= 1 << bit % 8
                with pytest.raises(ProofInvalid):
                    check([bytes(part) for part in flipped])
                refused += 1
    figure(refused)
    assert (held, refused) == (1000, 20_000)


@settings(max_examples=300)
@given(
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(0, 9),
    st.lists(st.integers(0, 20), max_size=6),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_the_verifiers_agree_with_the_letter_of_the_rfc(first, second, index, picks, old, new):
    """Any mixture of hashes that belong to the tree: the short form decides as the RFC's loops do."""
    tree, entries = tree_of(9)
    pool = (
        [leaf_hash(entry) for entry in entries] + [tree.root(size) for size in range(10)] + [b"", b"x" * 31]
    )
    hashes = [pool[pick % len(pool)] for pick in picks]
    well_formed = all(len(given) == 32 for given in hashes)
    leaf, root = pool[index], tree.root(new)
    expected = well_formed and naive.check_inclusion(leaf, index, second, hashes, root)
    assert holds(verify_inclusion, leaf, index, second, hashes, root) == expected
    if 0 < first < second:
        expected = well_formed and naive.check_consistency(first, tree.root(old), second, root, hashes)
        assert holds(verify_consistency, first, tree.root(old), second, root, hashes) == expected


def holds(check, *arguments) -> bool:
    try:
        check(*arguments)
    except ProofInvalid:
        return False
    return True


def test_a_proof_at_another_place_or_size_holds_only_where_the_rfc_lets_it():
    """A root does not bind the size: the checkpoint does. So places of one shape share proofs."""
    tree, entries = tree_of(21)
    root, held = tree.root(), set()
    for index in range(21):
        proof, leaf = tree.inclusion_proof(index), leaf_hash(entries[index])
        for size in range(1, 36):
            for other in range(36):
                expected = naive.check_inclusion(leaf, other, size, proof, root)
                assert holds(verify_inclusion, leaf, other, size, proof, root) == expected
                if expected and size == 21:
                    held.add((index, other))
    assert held == {(index, index) for index in range(21)}


@pytest.mark.parametrize(
    ("index", "size", "spoil"),
    [
        (7, 7, lambda proof: proof),
        (-1, 7, lambda proof: proof),
        (3, 0, lambda proof: proof),
        (3, 2**63, lambda proof: proof),
        (3, 7, lambda proof: proof[:-1]),
        (3, 7, lambda proof: [*proof, proof[0]]),
        (3, 7, lambda proof: [proof[0], *proof]),
        (3, 7, lambda proof: [*proof, b""]),
        (3, 7, lambda proof: [b"", *proof]),
        (3, 7, lambda proof: [proof[0][:31], *proof[1:]]),
        (3, 7, lambda proof: [proof[0] + b"\0", *proof[1:]]),
        (3, 7, lambda proof: proof * 30),
        (3, 7, lambda proof: []),
        (2, 7, lambda proof: proof),
        (3, 7, lambda proof: proof[::-1]),
    ],
)
def test_a_wrong_inclusion_proof_is_refused(index, size, spoil):
    tree, entries = tree_of(7)
    verify_inclusion(leaf_hash(entries[3]), 3, 7, tree.inclusion_proof(3), tree.root())
    with pytest.raises(ProofInvalid):
        verify_inclusion(leaf_hash(entries[3]), index, size, spoil(tree.inclusion_proof(3)), tree.root())


@pytest.mark.parametrize("leaf_or_root", [0, 1])
@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_leaf_or_root_of_another_length_is_refused(leaf_or_root, size):
    given = [leaf_hash(b""), leaf_hash(b"")]
    given[leaf_or_root] = bytes(size)
    with pytest.raises(ProofInvalid):
        verify_inclusion(given[0], 0, 1, [], given[1])


def test_consistency_from_the_empty_tree_or_backwards_is_refused():
    tree, _ = tree_of(7)
    root = tree.root()
    for old, old_root, new, new_root, proof in [
        (0, EMPTY_ROOT, 7, root, []),
        (0, EMPTY_ROOT, 0, EMPTY_ROOT, []),
        (0, EMPTY_ROOT, 7, root, [root]),
        (7, root, 6, tree.root(6), []),
        (7, root, 7, root, [root]),
        (7, root, 7, tree.root(6), []),
        (7, b"", 7, b"", []),
        (6, tree.root(6), 7, root, []),
        (4, tree.root(4), 7, root, []),
        (6, tree.root(6), 7, root, tree.consistency_proof(6)[:-1]),
        (6, tree.root(6), 7, root, [*tree.consistency_proof(6), root]),
        (4, tree.root(4), 7, root, [tree.root(4), *tree.consistency_proof(4)]),
        (6, tree.root(6)[:31], 7, root, tree.consistency_proof(6)),
        (6, root, 7, tree.root(6), tree.consistency_proof(6)),
        (5, tree.root(6), 7, root, tree.consistency_proof(6)),
        (6, tree.root(6), 2**63, root, tree.consistency_proof(6)),
    ]:
        with pytest.raises(ProofInvalid):
            verify_consistency(old, old_root, new, new_root, proof)
    verify_consistency(7, root, 7, root, [])
    verify_consistency(6, tree.root(6), 7, root, tree.consistency_proof(6))


def test_a_rewritten_entry_breaks_consistency():
    tree, entries = tree_of(300)
    forged = Tree()
    forged.extend_entries([*entries[:100], b"forged", *entries[101:], b"one more"])
    with pytest.raises(ProofInvalid):
        verify_consistency(300, tree.root(), 301, forged.root(), forged.consistency_proof(300))


def test_what_the_log_has_not_reached_is_refused():
    tree, _ = tree_of(3)
    for ask in (
        lambda: tree.root(4),
        lambda: tree.root(-1),
        lambda: tree.inclusion_proof(3),
        lambda: tree.inclusion_proof(-1),
        lambda: tree.inclusion_proof(0, 4),
        lambda: tree.inclusion_proof(0, 0),
        lambda: tree.consistency_proof(0),
        lambda: tree.consistency_proof(3, 2),
        lambda: tree.consistency_proof(2, 4),
    ):
        with pytest.raises(OutOfRange):
            ask()
    with pytest.raises(OutOfRange):
        Tree().inclusion_proof(0)


def test_a_malformed_hash_is_never_appended():
    tree, _ = tree_of(3)
    root = tree.root()
    with pytest.raises(ProofInvalid):
        tree.extend([bytes(31), bytes(33)])
    with pytest.raises(ProofInvalid):
        tree.append(b"")
    with pytest.raises(ProofInvalid):
        tree.extend_packed(bytes(40))
    assert (tree.size, tree.root()) == (3, root)


def test_a_frontier_streams_tile_by_tile():
    tree, entries = tree_of(70_000)
    leaves = leaf_hashes(entries)
    frontier = Frontier()
    for start in range(0, 69_888, 256):
        tile = leaves[start * 32 : start * 32 + 8192]
        assert frontier.append_tile(tile) == tree.node(8, start // 256)
    frontier.extend_packed(leaves[69_888 * 32 :])
    assert frontier.root() == tree.root()
    assert len(frontier.hashes) == (70_000).bit_count()
    whole = Frontier()
    whole.extend_packed(leaves)
    assert whole.hashes == frontier.hashes


def test_a_frontier_refuses_what_does_not_fit():
    frontier = Frontier()
    frontier.append(leaf_hash(b""))
    with pytest.raises(TileInvalid):
        frontier.append_tile(bytes(8192))
    for size in (0, 4096, 8191, 8193, 16_384):
        with pytest.raises(TileInvalid):
            Frontier().append_tile(bytes(size))
    with pytest.raises(ProofInvalid):
        frontier.append(bytes(31))
    for size, count in ((3, 1), (-1, 1), (2**63, 1), (0, 1)):
        with pytest.raises(OutOfRange):
            Frontier(size, [bytes(32)] * count)
    with pytest.raises(ProofInvalid):
        Frontier(1, [bytes(31)])
    assert frontier.size == 1


@pytest.mark.parametrize("size", [0, 1, 31, 33, 96, 8191])
def test_only_a_complete_subtree_has_a_subtree_root(size):
    with pytest.raises(TileInvalid):
        subtree_root(bytes(size))
