"""What signers saw: every state of the record named in a signature must be one the tree passed through.

So each approval is bound to the history its signer was shown: a server that shows the trustees another
record than everyone else leaves signatures that no verifier accepts.
"""

from __future__ import annotations

from itertools import groupby

from ouna.core.quorum import Seen
from ouna.core.tlog import Frontier, TileId, subtree_root
from ouna.core.tlog.hashing import HASH_SIZE
from ouna.core.tlog.tiles import TILE_WIDTH
from ouna.verify.errors import NotThere, TooLarge
from ouna.verify.report import Report
from ouna.verify.source import Source
from ouna.verify.stream import MAX_TILE, Stream

NOT_OURS = "What the signer of page {} saw is no earlier state of this record."


def check_seen(source: Source, stream: Stream, seen: dict[Seen, int], report: Report) -> None:
    """Compare all states that signers saw with the tree of the book that `stream` has read to its end.

    Hashes inside full tiles are read a second time, and must still have the root that the pages made: a
    server could answer differently now.
    """
    tree, roots = Frontier(), stream.tile_roots
    for index, states in groupby(sorted(seen), key=lambda s: s.size // TILE_WIDTH):
        while tree.size < index * TILE_WIDTH:
            at = tree.size // TILE_WIDTH * HASH_SIZE
            tree.append_tile_root(roots[at : at + HASH_SIZE])
        wanted = list(states)
        inside = any(s.size % TILE_WIDTH for s in wanted)
        leaves = _leaves(source, stream, index, roots) if inside else b""
        partial = Frontier(tree.size, tree.hashes)
        for state in wanted:
            start, end = partial.size % TILE_WIDTH, state.size % TILE_WIDTH
            partial.extend_packed(leaves[start * HASH_SIZE : end * HASH_SIZE])
            if partial.size != state.size or partial.root().hex() != state.root:
                report.add("trustees", NOT_OURS.format(seen[state]), entry=seen[state])


def _leaves(source: Source, stream: Stream, index: int, roots: bytes) -> bytes:
    """The leaf hashes of one tile; none if they cannot be had or are not those of the pages."""
    if index == len(roots) // HASH_SIZE:
        return stream.last_leaves
    try:
        leaves = source.read(TileId(0, index, TILE_WIDTH).path, MAX_TILE)
    except (NotThere, TooLarge):
        return b""
    if len(leaves) != MAX_TILE or subtree_root(leaves) != roots[index * HASH_SIZE :][:HASH_SIZE]:
        return b""
    return leaves
