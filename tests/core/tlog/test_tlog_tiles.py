"""Tiles, bundles and their paths against C2SP tlog-tiles; reading and growing a log by its tiles."""

from __future__ import annotations

import random

import pytest
import tlog_naive as naive
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ouna.core.tlog import (
    ENTRIES,
    MAX_ENTRY,
    BundleInvalid,
    CheckpointInvalid,
    OutOfRange,
    ProofInvalid,
    TileId,
    TileInvalid,
    TileTree,
    TlogRefused,
    Tree,
    decode_bundle,
    encode_bundle,
    entries_path,
    grow,
    leaf_hash,
    parse_tile_path,
    paths_for,
    tile_path,
    tiles_for,
    verify_consistency,
    verify_inclusion,
)


def test_paths_as_the_specification_spells_them():
    assert tile_path(0, 1234067) == "tile/0/x001/x234/067"
    assert tile_path(0, 1234067, 5) == "tile/0/x001/x234/067.p/5"
    assert tile_path(63, 0, 255) == "tile/63/000.p/255"
    assert tile_path(1, 999) == "tile/1/999"
    assert tile_path(1, 1000) == "tile/1/x001/000"
    assert entries_path(0, 1) == "tile/entries/000.p/1"
    assert entries_path(70_000) == "tile/entries/x070/000"


@given(st.integers(-1, 63), st.integers(0, 2**55), st.integers(1, 256))
def test_a_path_reads_back(level, index, width):
    tile = TileId(level, index, width)
    assert parse_tile_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "", "/tile/0/000", "tile/0/000/", "tile/00/000", "tile/64/000", "tile/-1/000", "tile/0/0",
        "tile/0/00",
        "tile/0/0000", "tile/0/1000", "tile/0/001/234", "tile/0/x000/001", "tile/0/x001/x234",
        "tile/0/x1/000",
        "tile/0/X001/000", "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/999", "tile/0/000.p/+5", "tile/0/000.p/5\n", "tile/0/000\n",
        "tile/0/../../000", "tile/0//000",
        "tile/Entries/000", "tile/entries/0", "tile/8/0/000", "tile/0/٠٠٠", "tile/0/000.p/٥",
        "tile/0/000%2ep/5",
        "tile/0/x000/x000/001", "tile\\0\\000", " tile/0/000", "tile/0/000.P/5", "x" * 100_000,
        "tile/0/" + "x999/" * 7 + "999",
    ],
)  # fmt: skip
def test_any_other_spelling_is_refused(path):
    with pytest.raises(TileInvalid):
        parse_tile_path(path)


@given(st.text("tile/entrisx0123456789.p", max_size=30))
@example("tile/0/000")
def test_what_is_accepted_is_written_back_the_same(path):
    try:
        tile = parse_tile_path(path)
    except TileInvalid:
        return
    assert tile.path == path


@pytest.mark.parametrize(
    "tile", [(64, 0, 1), (-2, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257), (0, 1000**7, 1)]
)
def test_no_path_for_what_does_not_exist(tile):
    with pytest.raises(TileInvalid):
        tile_path(*tile)


def test_the_sizes_the_specification_works_out():
    """Size 70,000: 273 full and one of 112 at level 0, one and one of 17 at level 1, one of 1 at level 2."""
    paths = paths_for(70_000)
    level = {kind: {p for p in paths if p.startswith(f"tile/{kind}/")} for kind in ("0", "1", "2", "entries")}
    assert len(level["0"]) == 274
    assert "tile/0/273.p/112" in level["0"]
    assert level["1"] == {"tile/1/000", "tile/1/001.p/17"}
    assert level["2"] == {"tile/2/000.p/1"}
    assert level["entries"] == {path.replace("tile/0/", "tile/entries/") for path in level["0"]}
    assert len(paths) == 274 * 2 + 3
    assert paths_for(256) == {"tile/entries/000", "tile/0/000", "tile/1/000.p/1"}
    assert paths_for(255) == {"tile/entries/000.p/255", "tile/0/000.p/255"}
    assert paths_for(257) == {
        "tile/entries/000", "tile/entries/001.p/1", "tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1",
    }  # fmt: skip
    assert paths_for(0) == set()


@settings(max_examples=100)
@given(st.lists(st.integers(0, 70_000), min_size=1, max_size=5))
def test_writing_in_steps_leaves_all_that_any_size_needs(sizes):
    written: set[str] = set()
    old = 0
    for new in sorted(sizes):
        step = [tile.path for tile in tiles_for(old, new)]
        assert len(step) == len(set(step))
        assert not written & set(step), "a file was written twice"
        written |= set(step)
        assert paths_for(new) <= written
        old = new


def test_a_log_does_not_shrink():
    with pytest.raises(OutOfRange):
        list(tiles_for(5, 4))
    with pytest.raises(OutOfRange):
        list(tiles_for(-1, 4))


def test_a_bundle_is_lengths_and_entries():
    bundle = encode_bundle([b"one", b"", b"three"])
    assert bundle == b"\x00\x03one" + b"\x00\x00" + b"\x00\x05three"
    assert decode_bundle(bundle, 3) == [b"one", b"", b"three"]
    longest = bytes(MAX_ENTRY)
    assert encode_bundle([longest]) == b"\xff\xff" + longest
    assert decode_bundle(encode_bundle([longest] * 2), 2) == [longest] * 2


@pytest.mark.parametrize("entries", [[], [b""] * 257, [b"a", bytes(MAX_ENTRY + 1)]])
def test_what_no_bundle_can_hold_is_refused(entries):
    with pytest.raises(BundleInvalid):
        encode_bundle(entries)


@pytest.mark.parametrize(
    ("bundle", "width"),
    [
        (b"", 1), (b"\x00", 1), (b"\x00\x01", 1), (b"\x00\x01a", 2), (b"\x00\x01a\x00", 1),
        (b"\x00\x01a\x00\x00", 1),
        (b"\x00\x02a", 1), (b"\xff\xff", 1), (b"\x00\x00", 0), (b"", 0), (b"\x00\x00" * 257, 257),
        (b"\x00\x00", -1),
    ],
)  # fmt: skip
def test_a_broken_bundle_is_refused(bundle, width):
    with pytest.raises(BundleInvalid):
        decode_bundle(bundle, width)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
@settings(max_examples=50)
def test_a_bundle_reads_back(entries):
    assert decode_bundle(encode_bundle(entries), len(entries)) == entries


@given(st.binary(max_size=60), st.integers(-2, 300))
def test_hostile_bundles_are_refused_or_exact(data, width):
    try:
        entries = decode_bundle(data, width)
    except BundleInvalid:
        return
    assert encode_bundle(entries) == data
    assert len(entries) == width


def test_a_refused_bundle_names_the_place():
    with pytest.raises(BundleInvalid, match="entry 1 of 2"):
        decode_bundle(b"\x00\x01a\x00\x09b", 2)


def tree_of(count: int) -> tuple[Tree, list[bytes]]:
    entries = [b"entry %d" % number for number in range(count)]
    tree = Tree()
    tree.extend_entries(entries)
    return tree, entries


class Folder:
    """Files by path, in memory; counts what is read."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.reads: list[str] = []

    def tile(self, level: int, index: int, width: int) -> bytes:
        self.reads.append(tile_path(level, index, width))
        return self.files[self.reads[-1]]

    def bundle(self, index: int, width: int) -> bytes:
        return self.files[entries_path(index, width)]


BIG = 66_000


@pytest.fixture(scope="module")
def big() -> tuple[Tree, list[bytes], Folder]:
    """A log with three levels of tiles."""
    tree, entries = tree_of(BIG)
    folder = Folder()
    for tile in tiles_for(0, BIG):
        if tile.level != ENTRIES:
            folder.files[tile.path] = tree.read_tile(tile.level, tile.index, tile.width)
    return tree, entries, folder


def test_proofs_from_tiles_are_the_trees(big):
    tree, _, folder = big
    reader = TileTree(BIG, folder.tile, tree.root(), keep=8)
    dice = random.Random(1)
    assert reader.root() == tree.root()
    for _ in range(100):
        new = dice.randrange(1, BIG + 1)
        old, index = dice.randrange(1, new + 1), dice.randrange(new)
        assert reader.inclusion_proof(index, new) == tree.inclusion_proof(index, new)
        assert reader.inclusion_proof(index) == tree.inclusion_proof(index)
        assert reader.consistency_proof(old, new) == tree.consistency_proof(old, new)
        assert reader.consistency_proof(old) == tree.consistency_proof(old)
        assert reader.root(old) == tree.root(old)
    assert len(reader._tiles) <= 8


def test_a_proof_reads_few_tiles(big):
    _, _, folder = big
    folder.reads.clear()
    reader = TileTree(BIG, folder.tile)
    reader.inclusion_proof(12_345)
    assert set(folder.reads) <= paths_for(BIG)
    assert len(folder.reads) == len(set(folder.reads)) <= 6
    folder.reads.clear()
    reader.inclusion_proof(12_346)
    assert not folder.reads


@pytest.mark.parametrize("size", [1, 2, 127, 128, 255, 256, 257, 511, 512, 513])
def test_every_proof_of_a_small_tiled_log(size):
    tree, entries = tree_of(size)
    reader = TileTree(size, tree.read_tile, tree.root())
    for index in range(size):
        verify_inclusion(leaf_hash(entries[index]), index, size, reader.inclusion_proof(index), tree.root())
        proof = reader.consistency_proof(index + 1)
        verify_consistency(index + 1, reader.root(index + 1), size, tree.root(), proof)
    assert reader.root(0) == Tree().root()


def test_spoilt_tiles_are_noticed(big):
    tree, _, folder = big
    spoilt = Folder()
    spoilt.files = dict(folder.files)
    tile = bytearray(spoilt.files["tile/0/003"])
    tile[100] ^= 1
    spoilt.files["tile/0/003"] = bytes(tile)
    reader = TileTree(BIG, spoilt.tile, tree.root())
    reader.inclusion_proof(5 * 256)
    with pytest.raises(ProofInvalid):
        reader.inclusion_proof(3 * 256 + 200)
    with pytest.raises(ProofInvalid):
        reader.consistency_proof(3 * 256 + 200)
    unguarded = TileTree(BIG, spoilt.tile)
    with pytest.raises(ProofInvalid):
        verify_inclusion(
            tree.node(0, 968), 968, BIG, unguarded.inclusion_proof(968), tree.root()
        )  # fmt: skip
    spoilt.files["tile/0/003"] = bytes(tile[:-1])
    with pytest.raises(TileInvalid):
        TileTree(BIG, spoilt.tile).inclusion_proof(3 * 256)
    last = f"tile/0/{BIG // 256:03d}.p/{BIG % 256}"
    spoilt.files[last] = bytes(len(spoilt.files[last]))
    with pytest.raises(CheckpointInvalid):
        TileTree(BIG, spoilt.tile, tree.root())


def test_a_reader_refuses_what_lies_beyond_its_size(big):
    _, _, folder = big
    reader = TileTree(BIG, folder.tile)
    for ask in (
        lambda: reader.inclusion_proof(BIG),
        lambda: reader.inclusion_proof(0, BIG + 1),
        lambda: reader.consistency_proof(0),
        lambda: reader.consistency_proof(BIG, BIG + 1),
        lambda: reader.root(BIG + 1),
        lambda: TileTree(0, folder.tile).inclusion_proof(0),
    ):
        with pytest.raises(OutOfRange):
            ask()


@pytest.mark.parametrize(
    "tile", [(0, 0, 4), (0, 0, 0), (0, 0, 257), (0, 1, 1), (1, 0, 1), (-1, 0, 1), (9, 0, 1)]
)
def test_a_tree_gives_no_tile_it_has_not(tile):
    tree, _ = tree_of(3)
    with pytest.raises(TileInvalid):
        tree.read_tile(*tile)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 900), min_size=1, max_size=6))
@example([256, 256, 1])
@example([255, 1, 65_280])
def test_growing_by_tiles_writes_what_the_whole_tree_would(batches):
    folder, tree, old = Folder(), Tree(), 0
    for batch in batches:
        entries = [b"%d" % number for number in range(old, old + batch)]
        tree.extend_entries(entries)
        written = list(grow(old, entries, folder.tile, folder.bundle))
        assert [tile for tile, _ in written] == list(tiles_for(old, old + batch))
        for tile, content in written:
            if tile.level != ENTRIES:
                assert content == tree.read_tile(tile.level, tile.index, tile.width)
            else:
                start = tile.index * 256
                expected = [b"%d" % number for number in range(start, start + tile.width)]
                assert decode_bundle(content, tile.width) == expected
            folder.files[tile.path] = content
        # Written again after a crash: the same bytes.
        assert list(grow(old, entries, folder.tile, folder.bundle)) == written
        old += batch
    if old:
        assert TileTree(old, folder.tile).root() == tree.root()


def test_growing_refuses_a_spoilt_right_edge():
    folder = Folder()
    folder.files = {tile.path: data for tile, data in grow(0, [b"a", b"b"], folder.tile, folder.bundle)}
    good = dict(folder.files)
    for path, spoilt in [
        ("tile/entries/000.p/2", encode_bundle([b"a", b"c"])),
        ("tile/entries/000.p/2", encode_bundle([b"a"])),
        ("tile/0/000.p/2", bytes(64)),
        ("tile/0/000.p/2", bytes(63)),
    ]:
        folder.files = {**good, path: spoilt}
        with pytest.raises(TlogRefused):
            list(grow(2, [b"d"], folder.tile, folder.bundle))
    folder.files = good
    assert len(list(grow(2, [b"d"], folder.tile, folder.bundle))) == 2
    with pytest.raises(OutOfRange):
        list(grow(-1, [b"d"], folder.tile, folder.bundle))
    with pytest.raises(BundleInvalid) as refused:
        list(grow(2, [b"d", bytes(MAX_ENTRY + 1)], folder.tile, folder.bundle))
    assert refused.value.fields["first_entry"] == 2


def test_tile_hashes_are_the_roots_of_the_tiles_below():
    tree, entries = tree_of(600)
    assert tree.read_tile(1, 0, 2) == naive.mth(entries[:256]) + naive.mth(entries[256:512])
