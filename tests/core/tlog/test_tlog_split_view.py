"""A lying server shows two histories; witnesses that check consistency keep the quorum from both."""

from __future__ import annotations

import random
from hashlib import sha256

import pytest
from tlog_keys import LOG

from ouna.core.tlog import (
    COSIGNATURE,
    Checkpoint,
    Policy,
    PolicyNotMet,
    Signer,
    TlogRefused,
    Tree,
    add_signatures,
    cosign,
    sign,
    verify_consistency,
)

SIGNERS = [Signer.from_seed(f"w{n}.example.net", sha256(b"w%d" % n).digest(), COSIGNATURE) for n in range(9)]
VERIFIERS = [signer.verifier for signer in SIGNERS]


class Witness:
    """Remembers the last tree it has cosigned; an honest one cosigns only what follows from it."""

    def __init__(self, honest: bool) -> None:
        self.honest = honest
        self.seen: tuple[int, bytes] | None = None

    def cosigns(self, tree: Tree) -> bool:
        if self.honest and self.seen:
            size, root = self.seen
            try:
                verify_consistency(size, root, tree.size, tree.root(), tree.consistency_proof(size))
            except TlogRefused:
                return False
        self.seen = tree.size, tree.root()
        return True


def policy_of(count: int, least: int) -> Policy:
    lines = [f"witness w{n} {VERIFIERS[n].vkey}\n" for n in range(count)]
    names = " ".join(f"w{n}" for n in range(count))
    return Policy.parse(
        f"log {LOG.verifier.vkey}\n{''.join(lines)}group q {least} {names}\nquorum q\n".encode()
    )


def two_views(dice: random.Random) -> tuple[Tree, Tree, Tree]:
    """A common history and two continuations of it."""
    common, left, right = Tree(), Tree(), Tree()
    entries = [b"%d" % number for number in range(dice.randrange(1, 12))]
    common.extend_entries(entries)
    left.extend_entries([*entries, b"paid to A"])
    right.extend_entries([*entries, b"paid to B", *[b"more"] * dice.randrange(2)])
    return common, left, right


def run(dice: random.Random, policy: Policy, count: int, bad: int) -> tuple[list[int], list[int]]:
    """The server asks each witness for either view first, then for the other, as it likes."""
    common, left, right = two_views(dice)
    witnesses = [Witness(honest=n >= bad) for n in range(count)]
    for witness in witnesses:
        assert witness.cosigns(common)
    signed: dict[bool, list[int]] = {True: [], False: []}
    for number, witness in enumerate(witnesses):
        first = dice.random() < 0.5
        for view in (first, not first):
            if witness.cosigns(left if view else right):
                signed[view].append(number)
    return signed[True], signed[False]


POLICIES = {(n, k): policy_of(n, k) for n in range(1, 10) for k in range(1, n + 1)}


def test_no_two_views_get_a_quorum_while_too_few_witnesses_lie(figure):
    """Two quorums of k out of n share 2k - n witnesses: with fewer liars, one view at most passes."""
    dice, both = random.Random(16), 0
    for _ in range(10_000):
        count = dice.randrange(1, 10)
        least = dice.randrange(count // 2 + 1, count + 1)
        bad = dice.randrange(2 * least - count)
        policy = POLICIES[count, least]
        views = run(dice, policy, count, bad)
        both += all(policy.is_met_by(VERIFIERS[number] for number in view) for view in views)
    figure(10_000, both)
    assert both == 0


def test_with_enough_liars_the_same_server_succeeds():
    """The guard's other side: else the test above would prove nothing."""
    dice, both = random.Random(16), 0
    for _ in range(500):
        views = run(dice, POLICIES[3, 2], 3, 1)
        both += all(POLICIES[3, 2].is_met_by(VERIFIERS[number] for number in view) for view in views)
    assert both > 100


def test_the_same_with_real_cosignatures(figure):
    dice = random.Random(17)
    for _ in range(50):
        policy, passed = POLICIES[5, 4], 0
        trees = two_views(dice)[1:]
        dice_again = random.Random(dice.random())
        views = run(dice_again, policy, 5, 2)
        for tree, view in zip(trees, views, strict=True):
            text = Checkpoint(LOG.name, tree.size, tree.root()).format()
            note = add_signatures(sign(text, LOG), [cosign(text, SIGNERS[number], 1) for number in view])
            if len(view) >= 4:
                assert len(policy.verify(note).cosignatures) == len(view)
                passed += 1
            else:
                with pytest.raises(PolicyNotMet):
                    policy.verify(note)
        assert passed < 2
    figure(50)
