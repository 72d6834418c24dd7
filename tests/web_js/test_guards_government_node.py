"""Each guard over trustees, requests and payments; cut out of the page's verifier, the wrong passes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from government import Governed
from government_cases import CASES, FOREIGN, enough_again, francs_after_euros, governed, successor_s_approval

from ouna.core.quorum import Act

from .conftest import SCRIPT, Job, Run
from .test_guards_node import Guard, check, refuses
from .wrong_signatures import AUTHENTICATOR, CLIENT, SAID, answered, nested

Made = Callable[[], Governed]
GUARDS: dict[str, Guard] = {}


def guard(name: str, text: str, without: str, wrong: Made, **more: Any) -> None:
    def job() -> Job:
        op, args = check(wrong())
        return op, {**args, **more}

    assert name not in GUARDS
    GUARDS[name] = Guard(text, without, job)


def case(what: str) -> Made:
    """A case of the book's own tests: a record that breaks this rule alone."""

    def wrong() -> Governed:
        made = governed()
        made.force(CASES[what](made))
        return made

    return wrong


#: What the rule says in the program → what stands in the page's verifier, and what is left without it.
RULES: dict[str, tuple[str, str]] = {
    "A key comes back that is in force no more, or changed.": (
        "need(same && !(old.until >= 0), ",
        "need(true, ",
    ),
    "A key is listed twice.": (" && distinct(spkisOf([...keys, ...r.recovery.keys]))", ""),
    "A public key is listed that belongs, or has belonged, to somebody else.": (
        "!used_.includes(spki)",
        "true",
    ),
    "A larger sum needs at least as many trustees as a smaller one.": (
        "(upto(one) < upto(other) ? one.m <= other.m : one.m >= other.m)",
        "true",
    ),
    "A new key has not signed the set that lists it.": ("fresh.every((k) => names.includes(k.key))", "true"),
    "A trustee is listed twice.": (
        "distinct([...r.trustees, ...heirs].map((member) => member.trustee))",
        "true",
    ),
    "The key of a successor is listed otherwise than before.": (
        "need(same && !(old.until >= 0), ",
        "need(true, ",
    ),
    "A successor has a key that is, or was, a trustee's.": ("!heirs.some((k) => known.has(k.key))", "true"),
    "More successors must sign than there are.": ("r.succession.m <= heirs.length", "true"),
    "There are too few successors ever to take over.": (
        "heirs.length + highest(r.bands) > r.change",
        "true",
    ),
    "Who is said to be out of reach is no trustee.": (
        "missing.every((one) => trustees.members.includes(one))",
        "true",
    ),
    "As many trustees are left as the largest sum needs.": ("left < highest(trustees.bands)", "true"),
    "With the successors there would be too few to change the set.": (
        "left + trustees.succession.members.length >= trustees.change",
        "true",
    ),
    "A succession is announced already.": ("!trustees.announced, ", "true, "),
    "Fewer successors have signed than must.": ("signed.size >= succession.m", "true"),
    "The succession is of another campaign.": (
        'found.campaign === r.campaign, "trustees"',
        'true, "trustees"',
    ),
    "The succession was stopped, or is completed.": ("need(!found.over, ", "need(true, "),
    "The waiting time of the succession is not over.": ("Date.parse(r.on) >= found.due", "true"),
    "The succession was announced under an older set of trustees.": (
        "found.under === trustees.digest",
        "true",
    ),
    "More recovery keys are needed than there are.": ("r.recovery.m <= r.recovery.keys.length", "true"),
    "To change the set, as many must sign as for the largest sum, and no more than there are.": (
        "r.change >= highest(r.bands) && ",
        "",
    ),
    "The new key has not signed.": ('need(fresh.size, "trustees", "the new key has not signed");', ""),
    "The old key is none of this trustee.": (" && old && old.trustee === r.trustee", " && old"),
    "Too few recovery keys have signed.": ("recovered.size >= trustees.recovery.m", "true"),
    "The replacement was stopped, or is completed.": ("need(!found.over, ", "need(true, "),
    "The waiting time of the replacement is not over.": ("Date.parse(r.on) >= found.due", "true"),
    "The replacement was announced under an older set of trustees.": (
        "found.under === trustees.digest",
        "true",
    ),
    "The key cannot have been stolen at an entry that is still to come.": (
        "since === Infinity || since <= facts.page",
        "true",
    ),
    "A key signs twice.": ("distinct(signatures.map(({ proof }) => proof.key))", "true"),
    "A signature is by a key that may not sign here.": (
        'need(signer, "trustees", "a key that may not sign here");',
        "if (!signer) continue;",
    ),
    "The key belongs to somebody else than who is said to sign.": ("statement.trustee === holder", "true"),
    "The key that signed is not in force.": (
        "found.until < 0 && trustees.members.includes(found.trustee)",
        "true",
    ),
    "Fewer trustees have signed than must.": ("signed.size >= m,", "true,"),
    "A key of the pact before is listed otherwise.": ("canonical(old) === canonical(o)", "true"),
    "A new pact needs officers of both sides of the pact before.": (
        "before.officers.some((o) => o.side === side && names.includes(o.key))",
        "true",
    ),
    "A pact is between two sides, each with an officer of its own.": (
        "partner.length && coalition.length && ",
        "",
    ),
    "Too few trustees have signed the first pact.": (
        "!trustees || appointed.size >= trustees.change",
        "true",
    ),
    "An officer named in the pact has not signed it with every key.": (
        "listed.every((o) => names.includes(o.key))",
        "true",
    ),
    "No organisation of the coalition has signed for its account.": ("!pact || organisations.size", "true"),
    "One trustee or two organisations of the coalition pause payments.": (
        "signed.size || organisations.size >= 2",
        "true",
    ),
    "The campaign is closed.": ("!facts.state(`${campaign}:closed`)", "true"),
    "The fund was not given for this purpose.": ("fund.free || fund.purposes.includes(r.purpose)", "true"),
    "Limit and margin together are too large.": ("Number.isSafeInteger(cost)", "true"),
    "The payee gets more than the limit.": (
        "r.money.currency !== r.limit.currency || r.money.minor <= r.limit.minor",
        "true",
    ),
    "A standing budget's month exceeds its total, or that the limit.": (
        "standing.each <= standing.total && standing.total <= r.limit.minor",
        "true",
    ),
    "The request is of another campaign.": ("request.campaign === campaign", "true"),
    "The request has expired.": ("day(r) <= request.until", "true"),
    "The trustee has approved this request already.": ('need(!again, "payment", ', 'need(true, "payment", '),
    "The trustee has refused this request already.": ("!request.refusals.includes(trustee)", "true"),
    "Fewer trustees have approved the request than must.": (
        "approved.size >= needed(facts, request, day(r), trustees)",
        "true",
    ),
    "Payments are paused.": (
        "pause: (r, request, facts) => need(!isPaused(facts, r.campaign), ",
        "pause: () => need(true, ",
    ),
    "The request waits for the gate, which is closed.": (
        "!request.gated || isOpen(facts, r.campaign)",
        "true",
    ),
    "The account is of another campaign, or closed.": (
        'account.campaign === r.campaign && !account.closed, "payment"',
        'true, "payment"',
    ),
    "The order is not in the currency of its request and its account.": (
        "account.currency === r.money.currency && r.money.currency === request.currency",
        "true",
    ),
    "The order names another fund or budget line than its request.": (
        ' && request.line === (r.line || "")',
        "",
    ),
    "The payee or its bank details are not those of the request.": (" && one.bank === r.bank", ""),
    "More is ordered than the limit of the request.": (
        "request.ordered + r.money.minor <= request.limit",
        "true",
    ),
    "More is ordered for charges than the margin of the request.": (
        "request.margins + r.margin <= request.margin",
        "true",
    ),
    "A fund that bears the margin is named exactly when there is one.": (
        'r.margin > 0 === "bears" in r',
        "true",
    ),
    "Another fund is to bear the margin than the pact names.": (
        "!r.bears || r.bears === (pact ? pact.bears : r.fund)",
        "true",
    ),
    "More is ordered than the standing budget allows in a month.": (
        "before + r.money.minor <= standing.each",
        "true",
    ),
    "More is ordered than the standing budget's total.": (
        "ordered + r.money.minor <= standing.total",
        "true",
    ),
    "The standing budget has ended.": ("day(r) <= standing.until", "true"),
    "The fund does not hold as much that is free.": (" - facts.balance(`${fund}:reserved`, currency)", ""),
    "The order is of another campaign or request.": (" && order.request === r.request", ""),
    "The payment left another account or fund than was ordered.": (
        "order.account === r.account && order.fund === r.fund",
        "true",
    ),
    "More left the account than was ordered, with its margin.": (
        "r.money.minor <= order.money.minor + order.margin",
        "true",
    ),
    "The money left before it was ordered.": ("dayNumber(order.day) - dayNumber(r.booked) <= 1", "true"),
    "The return names another account, request or fund than its payment.": (
        'need(same, "payment", "another account, request or fund than its payment");',
        "",
    ),
    "More came back than was sent.": ("r.money.minor <= payment.left + payment.extra", "true"),
    "The money came back before it was sent.": ("r.booked >= payment.booked", "true"),
    "The payment is of another campaign.": ("payment.campaign === r.campaign, ", "true, "),
}
for what, (text, without) in RULES.items():
    guard(what, text, without, case(what))

#: Each part of a statement, by its place in the list or its line.
STATEMENT = {
    "act": ('STATED = ["act", ', "STATED = ["),
    "log": ('"log", "campaign", "subject"', '"campaign", "subject"'),
    "campaign": ('"campaign", "subject", "sha256"', '"subject", "sha256"'),
    "subject": ('"subject", "sha256", "trustees"]', '"sha256", "trustees"]'),
    "sha256": ('"sha256", "trustees"]', '"trustees"]'),
    "trustees": (', "trustees"];', "];"),
    "until": ("statement.until >= to.day", "true"),
    "another history": ("if (hex(tree.root()) !== root) find(", "if (false) find("),
}
for name, (text, without) in STATEMENT.items():
    guard(f"statement: {name}", text, without, lambda name=name: answered(SAID[name]))

BROWSER = {
    "type": ('client.type === "webauthn.get"', "true"),
    "challenge": ("client.challenge === challenge", "true"),
    "subdomain": ("origins.includes(client.origin)", "true"),
    "in a frame": ('!("crossOrigin" in client) || client.crossOrigin === false', "true"),
    "top origin": ('!("topOrigin" in client)', "true"),
}
for name, (text, without) in BROWSER.items():
    guard(f"browser: {name}", text, without, lambda name=name: answered(lambda b: {}, **CLIENT[name]))

KEY = {
    "another site": ("equal(data.subarray(0, 32), sha256(utf8(domain)))", "true"),
    "nobody there": ("need(data[32] & 1, ", "need(true, "),
    "not verified": ("need(data[32] & 4, ", "need(true, "),
}
for name, (text, without) in KEY.items():
    guard(
        f"key: {name}",
        text,
        without,
        lambda name=name: answered(lambda b: {}, lambda b: b.keys[0].but(**AUTHENTICATOR[name])),
    )
guard(
    "the signature itself",
    'need(facts.fits(signature, signer) !== false, "trustees", "the signature does not fit");',
    "facts.fits(signature, signer);",
    lambda: answered(lambda b: {}, lambda b: b.keys[2].but(key=b.keys[0].key)),
)
guard(
    "client data that opens too much",
    "client = opened <= 64 && JSON.parse",
    "client = JSON.parse",
    lambda: answered(lambda b: {}, more=nested(64)),
)


def foreign(how: str) -> Made:
    def wrong() -> Governed:
        made = governed()
        made.force(FOREIGN[how](made))
        return made

    return wrong


guard(
    "a former officer of the coalition",
    "return [...former, ",
    "return [",
    foreign("an officer of a pact before"),
)
guard(
    "a coalition's key on paper",
    "for (const { spki } of r.recovery.keys) checkUnused(spki, foreign);",
    "",
    foreign("an officer's key on paper"),
)
guard("the partner", "if (asked && digits !== asked) find(", "if (false) find(", governed, partner="0" * 20)


def in_parts() -> Governed:
    """Two of five suffice up to 1,500 euro: not for the second half of 2,000 within 30 days."""
    made = governed()
    made.add(made.order(made.approved(made.request(100_000), 0, 1)))
    half = made.approved(made.request(100_000), 0, 1)
    made.today += timedelta(days=30)
    made.force(made.order(half))
    return made


def in_two_currencies() -> Governed:
    made = governed()
    made.force(francs_after_euros(made))
    return made


guard("asking in parts", "[...days, ...(first && ", "[...(first && ", in_parts)
guard(
    "asking in several currencies",
    "over * BigInt(limit) + BigInt(minor) * under, under * BigInt(limit)",
    "BigInt(minor), BigInt(limit)",
    in_two_currencies,
)
guard(
    "thirty days", "dayNumber(on) - dayNumber(first) <= 30", "dayNumber(on) - dayNumber(first) < 30", in_parts
)


def in_lines() -> Governed:
    """The same halves, on two budget lines of one fund."""
    made = governed()
    made.add(made.order(made.approved(made.request(100_000), 0, 1)))
    made.force(made.order(made.approved(made.request(100_000, line="another"), 0, 1)))
    return made


guard(
    "asking on many lines",
    "const windowOf = (r) => `${r.fund}:window`;",
    'const windowOf = (r) => `${r.fund}:window:${r.line || ""}`;',
    in_lines,
)


def came_back() -> Governed:
    """A trustee removed after approving does not bring the approval back by becoming one again."""
    made = governed()
    asked = made.approved(made.request(), 3, 4)
    by = made.by(0, 1, 2, 3)
    made.add(made.signed(made.trustees_record(trustees=made.listed()[:4]), Act.SET_TRUSTEES, by))
    made.keys[4] = made.new_key()
    made.set_trustees(by=made.by(0, 1, 2, 3, 4))
    made.force(made.order(asked))
    return made


def removed() -> Governed:
    made = governed()
    asked = made.approved(made.request(), 3, 4)
    by = made.by(0, 1, 2, 3)
    made.add(made.signed(made.trustees_record(trustees=made.listed()[:4]), Act.SET_TRUSTEES, by))
    made.force(made.order(asked))
    return made


def stolen() -> Governed:
    made = governed()
    asked = made.approved(made.request(), 0, 1)
    made.add(made.revoke(made.keys[1].key, made.by(2, 3, 4), since=len(made.entries) - 1))
    made.force(made.order(asked))
    return made


def withdrawn() -> Governed:
    made = governed()
    asked = made.approved(made.request(), 0, 1)
    made.add(made.withdrawn(asked))
    made.force(made.order(asked))
    return made


def sent_twice() -> Governed:
    made = governed()
    order = made.add(made.order(made.approved(made.request(), 0, 1)))
    made.add(made.sent(order))
    made.force(made.sent(order))
    return made


def times_back() -> Governed:
    """A second that lies before the one of the page before, on the same day."""
    made = governed()
    made.add(made.request())
    made.seconds = 0
    made.force(made.request(line="other"))
    return made


def enough_are_left() -> Governed:
    made = governed()
    made.force(enough_again(made))
    return made


def approved_by_a_successor() -> Governed:
    made = governed()
    made.force(successor_s_approval(made))
    return made


guard(
    "enough trustees at the end", "checkMissing(trustees, found.missing); // keys", "// keys", enough_are_left
)
guard(
    "a successor is no trustee",
    "const found = trustees && byKeys(trustees.keys, trustees)(name);\n"
    "  need(!found || (found.until < 0 && trustees.members.includes(found.trustee)), ",
    "const found = trustees && byKeys([...trustees.keys, ...heirKeys(trustees)], trustees)(name);\n"
    "  need(true, ",
    approved_by_a_successor,
)
guard("approvals of who came back", "lost: members.includes(k.trustee) ? k.lost : 0,", "", came_back)
guard(
    "approvals of who is a trustee no more",
    "members.includes(trustee) && found !== undefined && page < found.lost",
    "true",
    removed,
)
guard("a stolen key", " && page < found.lost", "", stolen)
guard("what was withdrawn", "need(!request.over, ", "need(true, ", withdrawn)
guard("an order sent twice", "need(!order.over, ", "need(true, ", sent_twice)
guard("times that go back", "record.on.slice(0, length) >= this.last.slice(0, length)", "true", times_back)


def test_what_each_guard_is_for_is_refused(node: Run) -> None:
    answers = node([each.wrong() for each in GUARDS.values()])
    assert [name for name, answer in zip(GUARDS, answers, strict=True) if not refuses(name, answer)] == []


@pytest.mark.parametrize("name", GUARDS)
def test_twin_without_the_guard_it_passes(node: Run, tmp_path: Path, name: str) -> None:
    text, script = SCRIPT.read_text(), tmp_path / "verify.js"
    given = GUARDS[name]
    assert text.count(given.guard) == 1
    script.write_text(text.replace(given.guard, given.without))
    [answer] = node([given.wrong()], script)
    assert not refuses(name, answer), answer


def test_an_unchecked_signature_is_never_a_yes(node: Run, tmp_path: Path) -> None:
    """The twin of what a browser without WebCrypto says: taken for a yes, nothing is left to tell it by."""
    op, job = check(governed())
    poor = ("poor", {**job, "lacks": "all"})
    guarded = "if ((this.answers.get(signature) || [])[1] === null) this.unchecked++;"
    text, script = SCRIPT.read_text(), tmp_path / "verify.js"
    assert op == "book" and text.count(guarded) == 1
    script.write_text(text.replace(guarded, ""))
    counts = [node([poor], each)[0]["value"]["unchecked"] for each in (SCRIPT, script)]
    assert counts[0] > 0 and counts[1] == 0
