"""Recording facts: check against the book as it stands, write entry, moves, day sums, states and balances.

One path for one record and for many: facts are fetched once per chunk, checked and applied in memory in
order, and written in one statement per table. A record that breaks a rule leaves nothing: the action's
transaction ends with its error.
"""

from __future__ import annotations

import gc
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from django.db import connection

from ouna.core.book import TALLY, Record, admit, decode, needs_of, signatures_of
from ouna.core.quorum import Seen
from ouna.log import clock, high_water, rows
from ouna.log.acting import Act, current, left_fact
from ouna.log.errors import OpeningUnfit, RecordRefused
from ouna.log.facts import DbFacts
from ouna.log.models import Checkpoint
from ouna.log.rows import Row
from ouna.log.sealing import SealedOpening, ciphers_of, encrypt_many, fresh_ciphers, place_of_opening
from ouna.log.spelling import spell

CHUNK = 5_000

Pair = tuple[Record, Sequence[SealedOpening]]


def record(rec: Record, *, openings: Sequence[SealedOpening] = ()) -> int:
    """Record one fact inside an action; returns the id of its entry.

    The log stamps the day, or the second. `openings` are what its commitments hide (`seal`).
    Raises: RuleBroken, OpeningUnfit, RecordRefused.
    """
    act = _recording()
    last = write_chunk(act.by.ref, [(rec, openings)])
    left_fact()
    return last


def record_many(pairs: Iterable[Pair | Record], *, shuffle: bool = False) -> list[str]:
    """Record many facts in order, in chunks of 5,000; returns their refs as recorded.

    `pairs` are records or (record, openings). `shuffle` puts them in random order first: for the gifts of
    one import, whose order would tell what the bank's list looks like. Raises: as `record`; nothing stays.
    """
    act = _recording()
    stream = (pair if isinstance(pair, tuple) else (pair, ()) for pair in pairs)
    if shuffle:
        shuffled = list(stream)
        random.SystemRandom().shuffle(shuffled)
        stream = iter(shuffled)
    refs: list[str] = []
    while chunk := list(islice(stream, CHUNK)):
        with no_collector():
            write_chunk(act.by.ref, chunk)
        refs += [rec.ref for rec, _ in chunk]
    if refs:
        left_fact()
    return refs


@contextmanager
def no_collector() -> Iterator[None]:
    """A chunk makes many small values and no cycles: looking for cycles would cost a tenth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _recording() -> Act:
    act = current()
    if act.draft:
        raise RecordRefused(f"{act.name} is a draft and records nothing.")
    return act


def write_chunk(by: str, chunk: list[Pair], *, below_note: bool = False) -> int:
    """Check, apply and write records in order under the book lock; returns the last entry's id.

    A record that carries its day already (one taken back from the published log) keeps it; only such may
    be written while the database holds less than was signed (`below_note`).
    """
    facts = DbFacts.load(needs_of(rec) for rec, _ in chunk)
    if not below_note:
        high_water.check_floor(facts.entries)
    now, today = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"), clock.today().isoformat()
    created = connection.ops.adapt_datetimefield_value(clock.now())
    entries: list[Row] = []
    moves: list[Row] = []
    hidden: list[tuple[int, str, SealedOpening]] = []
    seen: set[Seen] = set()
    number = facts.entries
    for rec, openings in chunk:
        number += 1
        stamp = rec.on or (max(today, facts.last[:10]) if rec.STAMP == "on" else second(now, facts.last))
        data = spell(rec, stamp)
        # What is checked and applied is what the bytes say: what every reader of the log will see.
        stamped = decode(data)
        effects = admit(stamped, facts)
        facts.apply(effects, stamp)
        seen.update(s.statement.seen for s in signatures_of(stamped))
        entries.append((number, rec.ref, rec.KIND, stamp[:10], by, data, created))
        nth = 0
        for of, currency, minor, side in effects.moves:
            if side != TALLY:
                moves.append((number, nth, of, currency, minor, effects.day))
                nth += 1
        for opening in openings:
            if opening.hash.encode() not in data:
                raise OpeningUnfit(f"The opening `{opening.purpose}` fits no commitment of the {rec.KIND}.")
            hidden.append((number, rec.ref, opening))
    if not below_note:
        check_seen(seen)
    keys, sealed = _sealed_rows(hidden)
    states = {ref: (ref, state.NAME, state.to_json()) for ref, state in facts.put.items()}
    rows.write(
        {
            "log_entry": entries,
            "log_bookmove": moves,
            "log_subjectkey": keys,
            "log_opening": sealed,
            rows.NEW_STATES: [states[ref] for ref in sorted(facts.new)],
            "log_bookstate": [states[ref] for ref in sorted(facts.put.keys() - facts.new)],
            "log_bookbalance": [(*key, minor) for key, minor in sorted(facts.added.items())],
            "log_bookday": [
                (*key, day, minor)
                for key, days in sorted(facts.added_days.items())
                for day, minor in sorted(days.items())
            ],
            "log_bookstamp": [(1, facts.last, number)],
        }
    )
    return number


def second(now: str, last: str) -> str:
    """The stamp of an act of government: this second, or the last stamp if a clock went back."""
    if len(last) == len(now):
        return max(now, last)
    return now if now[:10] >= last else f"{last}T00:00:00Z"


def check_seen(seen: set[Seen]) -> None:
    """What signers saw is what we signed: a checkpoint of this log. Raises: RecordRefused.

    A verifier compares each with the tree and would refuse the whole record.
    """
    if not seen:
        return
    sizes = {s.size for s in seen}
    signed = {Seen(c.size, bytes(c.root).hex()) for c in Checkpoint.objects.filter(size__in=sizes)}
    if not seen <= signed:
        raise RecordRefused("A signer saw another state of the public record than any that was sealed.")


def _sealed_rows(hidden: list[tuple[int, str, SealedOpening]]) -> tuple[list[Row], list[Row]]:
    """Rows of new subject keys and of encrypted openings."""
    if not hidden:
        return [], []
    subjects = sorted({opening.subject for _, _, opening in hidden})
    ciphers = ciphers_of(subjects)
    fresh, keys = fresh_ciphers(s for s in subjects if s not in ciphers)
    ciphers.update(fresh)
    sealed = encrypt_many(
        [
            (ciphers[subject], salt + data, place_of_opening(ref, purpose))
            for _, ref, (purpose, subject, _, salt, data) in hidden
        ]
    )
    return keys, [
        (number, opening.purpose, opening.subject, bytes_)
        for (number, _, opening), bytes_ in zip(hidden, sealed, strict=True)
    ]
