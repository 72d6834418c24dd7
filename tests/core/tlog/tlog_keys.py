"""Keys and the vector file the tests of notes, checkpoints, policies and proof files share."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from ouna.core.tlog import COSIGNATURE, Checkpoint, Signer, add_signatures, cosign, sign

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/tlog/seven-entries.json").read_text("utf-8"))
ENTRIES = [entry.encode() for entry in VECTORS["entries"]]

LOG = Signer.from_seed("example.org/book", bytes(range(32)))
NEXT = Signer.from_seed("example.org/book", bytes(range(1, 33)))
WITNESS = Signer.from_seed("witness.example.net", bytes(range(2, 34)), COSIGNATURE)

NAMES = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
WITNESSES = {
    name: Signer.from_seed(f"{name}.example.net", sha256(name.encode()).digest(), COSIGNATURE)
    for name in NAMES
}
KEYS = {name: signer.verifier.vkey for name, signer in WITNESSES.items()}
HEAD_TEXT = Checkpoint("example.org/book", 7, bytes(32)).format()


def cosigned(*names: str, text: str = HEAD_TEXT) -> bytes:
    """A checkpoint signed by the log and cosigned by these witnesses."""
    return add_signatures(sign(text, LOG), [cosign(text, WITNESSES[name], 1_764_000_000) for name in names])
