"""Reads the pages in order, compares each with its fingerprint tile, and builds the tree anew.

Everything streams: of a book of any size one bundle (256 pages), one tile and the frontier are in memory.
Two trees are kept where page and tile differ, one of the pages and one of the tiles: the one that leads to
the signed root tells which of the two files was altered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ouna.core.tlog import (
    ENTRIES,
    HASH_SIZE,
    MAX_ENTRY,
    TILE_WIDTH,
    BundleInvalid,
    Checkpoint,
    Frontier,
    TileId,
    decode_bundle,
    leaf_hashes,
    paths_for,
    subtree_root,
)
from ouna.verify.errors import NotThere, TooLarge
from ouna.verify.report import Report
from ouna.verify.source import Source

MAX_TILE = TILE_WIDTH * HASH_SIZE
MAX_BUNDLE = TILE_WIDTH * (2 + MAX_ENTRY)
#: A bundle whose pages mostly differ from their tile is named as a whole.
MOST_NAMED = 16

Feed = Callable[[int, list[bytes]], None]
#: An older state of the tree that must be this one's beginning: size, root, what to say if it is not.
Older = tuple[int, bytes, Callable[[], None]]


class Stream:
    """One pass over the pages of a checked checkpoint."""

    def __init__(self, source: Source, head: Checkpoint, report: Report, older: Iterable[Older] = ()) -> None:
        self._source = source
        self._head = head
        self._report = report
        self._older = sorted((o for o in older if o[0] <= head.size), key=lambda o: o[0])
        self._pages = Frontier()
        self._tiles: Frontier | None = None
        self._roots = bytearray()
        self._last = b""
        self._differ: list[tuple[TileId, list[int]]] = []
        self._broken_tiles: list[TileId] = []

    def run(self, feed: Feed, progress: Callable[[int], None]) -> bool:
        """Feed all pages, bundle by bundle, to `feed(first number, pages)`.

        False if it had to stop before the end.
        """
        self._compare_older(0)
        for index in range((self._head.size + TILE_WIDTH - 1) // TILE_WIDTH):
            width = min(TILE_WIDTH, self._head.size - index * TILE_WIDTH)
            entries = self._bundle(TileId(ENTRIES, index, width))
            if entries is None:
                return False
            leaves = leaf_hashes(entries)
            self._compare_tile(TileId(0, index, width), leaves)
            self._append(leaves)
            self._last = leaves
            feed(index * TILE_WIDTH, entries)
            progress(len(entries))
        self._close()
        return True

    @property
    def tile_roots(self) -> bytes:
        """The roots of all full tiles of level 0, packed, as the pages make them."""
        return bytes(self._roots)

    @property
    def last_leaves(self) -> bytes:
        """The leaf hashes of the last bundle, as the pages make them."""
        return self._last

    def _read(self, tile: TileId, limit: int) -> bytes | None:
        what = "pages" if tile.level == ENTRIES else "fingerprints"
        try:
            return self._source.read(tile.path, limit)
        except NotThere:
            self._report.add("log", f"A file of {what} is missing: {tile.path}.", where=tile.path)
        except TooLarge:
            self._report.add("log", f"A file of {what} is too large: {tile.path}.", where=tile.path)
        return None

    def _bundle(self, tile: TileId) -> list[bytes] | None:
        content = self._read(tile, MAX_BUNDLE)
        if content is None:
            return None
        try:
            return decode_bundle(content, tile.width)
        except BundleInvalid as refused:
            first = tile.index * TILE_WIDTH
            self._report.add(
                "log",
                f"The file of pages {first} to {first + tile.width - 1} is damaged: {tile.path}.",
                where=f"{tile.path}: {refused}",
            )
            return None

    def _compare_tile(self, tile: TileId, leaves: bytes) -> None:
        content = self._read(tile, MAX_TILE)
        if content == leaves:
            if self._tiles is not None:
                self._tiles.extend_packed(leaves)
            return
        if self._tiles is None:
            self._tiles = Frontier(self._pages.size, self._pages.hashes)
        if content is None or len(content) != len(leaves):
            # Without its hashes this part of the other tree is taken from the pages.
            self._tiles.extend_packed(leaves)
            if content is not None:
                self._broken_tiles.append(tile)
            return
        self._tiles.extend_packed(content)
        steps = range(0, len(leaves), HASH_SIZE)
        wrong = [
            at // HASH_SIZE for at in steps if content[at : at + HASH_SIZE] != leaves[at : at + HASH_SIZE]
        ]
        self._differ.append((tile, wrong))

    def _append(self, leaves: bytes) -> None:
        """Append to the tree, stopping where an older state of it is to be compared."""
        start = self._pages.size
        end, done = start + len(leaves) // HASH_SIZE, 0
        if len(leaves) == MAX_TILE and not (self._older and self._older[0][0] <= end):
            self._roots += self._pages.append_tile(leaves)
            return
        for size in sorted({min(o[0], end) for o in self._older} | {end}):
            if size > start + done:
                self._pages.extend_packed(leaves[done * HASH_SIZE : (size - start) * HASH_SIZE])
                done = size - start
            self._compare_older(size)
        if len(leaves) == MAX_TILE:
            self._roots += subtree_root(leaves)

    def _compare_older(self, size: int) -> None:
        while self._older and self._older[0][0] == size:
            _, root, refuse = self._older.pop(0)
            if self._pages.root() != root:
                refuse()

    def _close(self) -> None:
        pages_fit = self._pages.root() == self._head.root
        tiles_fit = self._tiles is not None and self._tiles.root() == self._head.root
        for tile in self._broken_tiles:
            self._report.add(
                "log", f"A file of fingerprints has not its right length: {tile.path}.", where=tile.path
            )
        for tile, wrong in self._differ:
            self._name(tile, wrong, pages_fit)
        if not pages_fit and not self._differ:
            self._report.add("log", "The pages do not lead to the fingerprint in the sealed summary.")
            self._name_ranges()
        elif not pages_fit and not tiles_fit:
            self._report.add("log", "Neither pages nor fingerprints lead to the sealed summary.")
        if pages_fit:
            self._check_upper()

    def _name(self, tile: TileId, wrong: list[int], pages_fit: bool) -> None:
        """Say which pages, or which file of fingerprints, were altered."""
        first = tile.index * TILE_WIDTH
        if pages_fit:
            self._report.add(
                "log",
                f"A file of fingerprints was altered: {tile.path}. The pages themselves fit.",
                where=f"{tile.path}: {len(wrong)} hashes",
            )
            return
        for place in wrong[:MOST_NAMED]:
            self._report.add(
                "log",
                f"Page {first + place} does not fit the sealed summary: "
                "it was altered after it had been sealed.",
                entry=first + place,
                where=f"{entries_of(tile)} against {tile.path}, place {place}",
            )
        if len(wrong) > MOST_NAMED:
            self._report.add(
                "log",
                f"{len(wrong) - MOST_NAMED} more pages from {first} to {first + tile.width - 1} "
                "do not fit the sealed summary.",
                where=entries_of(tile),
            )

    def _name_ranges(self) -> None:
        """Pages and their tile were altered together: the level above tells in which bundles."""
        for start in range(0, len(self._roots), MAX_TILE):
            hashes = bytes(self._roots[start : start + MAX_TILE])
            tile = TileId(1, start // MAX_TILE, len(hashes) // HASH_SIZE)
            content = self._read(tile, MAX_TILE) or b""
            for at in range(0, min(len(content), len(hashes)), HASH_SIZE):
                if content[at : at + HASH_SIZE] == hashes[at : at + HASH_SIZE]:
                    continue
                first = (start + at) // HASH_SIZE * TILE_WIDTH
                self._report.add(
                    "log",
                    f"One or more of the pages {first} to {first + TILE_WIDTH - 1} were altered "
                    "after they had been sealed.",
                    entry=first,
                    where=f"{tile.path}, place {at // HASH_SIZE}",
                )

    def _check_upper(self) -> None:
        """The tiles above level 0 hold the roots of those below."""
        level, below = 1, bytes(self._roots)
        while below:
            above = bytearray()
            for start in range(0, len(below), MAX_TILE):
                hashes = below[start : start + MAX_TILE]
                tile = TileId(level, start // MAX_TILE, len(hashes) // HASH_SIZE)
                content = self._read(tile, MAX_TILE)
                if content is not None and content != hashes:
                    self._report.add(
                        "log", f"A file of fingerprints was altered: {tile.path}.", where=tile.path
                    )
                if len(hashes) == MAX_TILE:
                    above += subtree_root(hashes)
            level, below = level + 1, bytes(above)


def entries_of(tile: TileId) -> str:
    """The path of the bundle that a level 0 tile belongs to."""
    return TileId(ENTRIES, tile.index, tile.width).path


def check_listing(source: Source, size: int, others: set[str], report: Report) -> None:
    """Everything there is belongs to this size of the book. Only where one can list it.

    Missing files have been noticed where they were needed.
    """
    listing = source.listing()
    if listing is None:
        return
    expected = paths_for(size) | others
    for path, plain in sorted(listing.items()):
        if path.endswith("/"):
            report.add("log", f"An empty folder lies among the files: {path}.", where=path)
        elif not plain:
            report.add("log", f"Something that is not a plain file lies in the folder: {path}.", where=path)
        elif path not in expected:
            stale = path.startswith("tile/")
            why = "It is left over from another size of the record." if stale else "Nobody vouches for it."
            report.add("log", f"A file in the folder is no part of the record: {path}. {why}", where=path)
