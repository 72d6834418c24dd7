"""For every rule of government: a record that breaks it and no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from authenticator import EDDSA, ES256, Authenticator, private_key
from government import LONG_AGO, Governed

from ouna.core import book
from ouna.core.book import Member, Payee, Recovery, RecoveryKey, Standing
from ouna.core.quorum import Act, Band
from ouna.core.values import LARGEST, Money

CASES: dict[str, Callable[[Governed], Any]] = {}
#: Without these rules the code that follows cannot go on: there is nothing to let in.
BREAKS = {
    "The campaign has no trustees yet.",
    "The trustees in force have named no successors.",
    "The key is none of a trustee of this campaign.",
    "The key that signed is none of a trustee.",
}


def case(what: str) -> Callable[[Callable[[Governed], Any]], Callable[[Governed], Any]]:
    def register(make: Callable[[Governed], Any]) -> Callable[[Governed], Any]:
        assert what not in CASES
        CASES[what] = make
        return make

    return register


def governed() -> Governed:
    made = Governed(3)
    made.open()
    made.govern()
    return made


def other_campaign(b: Governed) -> str:
    ref = b.ref("camp")
    b.add(
        book.CampaignOpened(
            ref=ref, coalition=b.coalition, goal=Money(1, "EUR"), currencies=("EUR",), fee_limits=(),
            text=b.text("other"),
        )
    )  # fmt: skip
    return ref


def announced(b: Governed, number: int = 0) -> Any:
    """A replacement announced by three others."""
    others = [n for n in range(5) if n != number][:3]
    return b.add(b.replacement(number, b.by(*others)))


def resigned(b: Governed, *by: int, **more: Any) -> Any:
    """A new set signed by these trustees."""
    return b.signed(b.trustees_record(**more), Act.SET_TRUSTEES, b.by(*by))


def standing(b: Governed, each: int, total: int, until: str = LONG_AGO, limit: int = 60_000) -> Any:
    payee = Payee(b.hash("payee", 1), b.hash("bank", 1))
    budget = Standing("month", each, total, until, (payee,))
    made = b.approved(b.request(limit, standing=budget), 0, 1)
    return replace(made, payee=payee.payee, bank=payee.bank)


def paid(b: Governed, minor: int = 90_000, **more: Any) -> Any:
    """An order that may be sent."""
    return b.add(b.order(b.approved(b.request(minor, **more), 0, 1)))


def former_officer(b: Governed) -> Any:
    """An organisation changes its officer by a new pact; the old one is listed as a trustee."""
    org, old = b.officers[1]
    b.officers[1] = (org, b.new_key())
    b.add(b.pact(b.officers))
    b.keys[4] = Authenticator(b.ref("key"), ES256, old.private)
    return resigned(b, 0, 1, 2, 3, 4)


def paper_of_the_coalition(b: Governed) -> Any:
    """A recovery key that is an officer's."""
    b.officers = [*b.officers, (b.friends[0], b.new_key(EDDSA))]
    b.add(b.pact(b.officers))
    keys = (b.paper[0].paper, RecoveryKey(b.ref("reco"), b.officers[-1][1].spki))
    return resigned(b, 0, 1, 2, 3, recovery=Recovery(keys, 2, 30))


def replaced_at_the_end_of_time(b: Governed) -> Any:
    """A replacement announced two days before the year 9999 ends, completed in its last minutes."""
    by = b.by(1, 2, 3)
    made = b.replacement(0, by)
    signers = [(b.members[0], b.fresh), *by]
    made = b.signed(made, Act.ANNOUNCE_REPLACEMENT, signers, until="9999-12-31")
    done = b.complete(made.ref)
    b.today = date(9999, 12, 29)
    b.add(made)
    b.today = date(9999, 12, 31)
    return done


def successor_of_the_coalition(b: Governed) -> Any:
    """An officer's key is listed as a successor's."""
    b.heirs()
    b.successors[1] = (b.successors[1][0], Authenticator(b.ref("key"), ES256, b.officers[1][1].private))
    by = [*b.by(0, 1, 2, 3), *b.successors]
    return b.signed(b.trustees_record(succession=b.succession()), Act.SET_TRUSTEES, by)


def officer_with_a_successor_s_key(b: Governed) -> Any:
    """A new pact lists a successor's key as an officer's of the coalition."""
    b.name_successors()
    key = Authenticator(b.ref("key"), ES256, b.successors[0][1].private)
    return b.pact([*b.officers, (b.friends[0], key)])


def enough_again(b: Governed) -> Any:
    """Two are out of reach and one has lost his key; while the succession waits, he has a new one."""
    b.name_successors()
    b.add(b.revoke(b.keys[2].key, b.by(2)))
    waits = b.add(b.unreachable((3, 4)))
    lost = b.add(b.replacement(2, b.by(0, 1, 3)))
    b.today += timedelta(days=8)
    b.add(b.complete(lost.ref))
    return b.succeed(waits.ref)


def successor_s_approval(b: Governed) -> Any:
    """A successor approves a request while the succession waits."""
    b.name_successors()
    made = b.add(b.request())
    b.add(b.unreachable())
    b.members[4], b.keys[4] = b.successors[0]
    return b.answer(made, 4)


#: Keys of the coalition that are listed as the partner's, or the other way round.
FOREIGN: dict[str, Callable[[Governed], Any]] = {
    "an officer of a pact before": former_officer,
    "an officer's key on paper": paper_of_the_coalition,
    "an officer as a successor": successor_of_the_coalition,
    "a successor as an officer": officer_with_a_successor_s_key,
}


# --- trustees and keys ------------------------------------------------------------------------


@case("A key comes back that is in force no more, or changed.")
def _(b: Governed) -> Any:
    b.add(b.revoke(b.keys[4].key, b.by(4)))
    return resigned(b, 0, 1, 2, 3)


@case("A key is listed twice.")
def _(b: Governed) -> Any:
    first = b.paper[0].paper
    keys = (first, RecoveryKey(b.ref("reco"), first.spki))
    return resigned(b, 0, 1, 2, 3, recovery=Recovery(keys, 2, 30))


@case("A public key is listed that belongs, or has belonged, to somebody else.")
def _(b: Governed) -> Any:
    b.keys[4] = Authenticator(b.ref("key"), ES256, b.officers[1][1].private)
    return resigned(b, 0, 1, 2, 3, 4)


@case("A larger sum needs at least as many trustees as a smaller one.")
def _(b: Governed) -> Any:
    return resigned(b, 0, 1, 2, 3, bands=(Band("EUR", 3, 100), Band("EUR", 2)))


@case("A new key has not signed the set that lists it.")
def _(b: Governed) -> Any:
    by, b.keys[4] = b.by(0, 1, 2, 3), b.new_key()
    return b.signed(b.trustees_record(), Act.SET_TRUSTEES, by)


@case("A trustee is listed twice.")
def _(b: Governed) -> Any:
    more = b.new_key()
    members = (*b.listed(), Member(b.members[0], "more", (more.listed,)))
    return b.signed(
        b.trustees_record(trustees=members), Act.SET_TRUSTEES, [*b.by(0, 1, 2, 3), (b.members[0], more)]
    )


@case("More recovery keys are needed than there are.")
def _(b: Governed) -> Any:
    return resigned(b, 0, 1, 2, 3, recovery=Recovery(tuple(k.paper for k in b.paper), 4, 30))


@case("To change the set, as many must sign as for the largest sum, and no more than there are.")
def _(b: Governed) -> Any:
    return resigned(b, 0, 1, 2, 3, change=2)


@case("The name of a key (its ref) is used a second time.")
def _(b: Governed) -> Any:
    b.keys[4] = Authenticator(b.officers[0][1].key, ES256, private_key(ES256, 99))
    return resigned(b, 0, 1, 2, 3, 4)


@case("The new key has not signed.")
def _(b: Governed) -> Any:
    record = b.replacement(0, b.by(1, 2, 3))
    return replace(record, signatures=record.signatures[1:])


@case("The old key is none of this trustee.")
def _(b: Governed) -> Any:
    return b.replacement(0, b.by(1, 2, 3), old=b.keys[1].key)


@case("Too few recovery keys have signed.")
def _(b: Governed) -> Any:
    for number in (2, 3, 4):
        b.add(b.revoke(b.keys[number].key, b.by(number)))
    return b.replacement(2, [(b.paper[0].key, b.paper[0])])


@case("The replacement is of another campaign.")
def _(b: Governed) -> Any:
    made = announced(b)
    b.camp = other_campaign(b)
    b.appoint()
    return b.stop(made.ref, 0)


@case("The replacement was stopped, or is completed.")
def _(b: Governed) -> Any:
    made = announced(b)
    b.add(b.stop(made.ref, 4))
    b.today += timedelta(days=4)
    return b.complete(made.ref)


@case("The waiting time of the replacement is not over.")
def _(b: Governed) -> Any:
    made = announced(b)
    b.today += timedelta(days=2)
    return b.complete(made.ref)


@case("The replacement was announced under an older set of trustees.")
def _(b: Governed) -> Any:
    """The trustee is on the new list too."""
    made = announced(b, 4)
    b.set_trustees(by=b.by(0, 1, 2, 3))
    b.today += timedelta(days=4)
    return b.complete(made.ref)


@case("The key is none of a trustee of this campaign.")
def _(b: Governed) -> Any:
    return b.revoke(b.ref("key"), b.by(0, 1, 2))


@case("The key cannot have been stolen at an entry that is still to come.")
def _(b: Governed) -> Any:
    return b.revoke(b.keys[0].key, b.by(0), since=10**6)


@case("The key is revoked already, from this entry on or an earlier one.")
def _(b: Governed) -> Any:
    b.add(b.revoke(b.keys[0].key, b.by(1, 2, 3), since=5))
    return b.revoke(b.keys[0].key, b.by(1, 2, 3), since=6)


@case("The campaign has no trustees yet.")
def _(b: Governed) -> Any:
    b.camp = other_campaign(b)
    return b.gate(True, 0, 1, 2)


# --- succession ----------------------------------------------------------------------------------


def succeeding(b: Governed, numbers: tuple[int, ...] = (2, 3, 4)) -> Any:
    """A succession announced by two of three successors."""
    b.name_successors()
    return b.add(b.unreachable(numbers))


@case("The trustees in force have named no successors.")
def _(b: Governed) -> Any:
    b.heirs()
    return b.unreachable()


@case("Who is said to be out of reach is no trustee.")
def _(b: Governed) -> Any:
    b.name_successors()
    b.members[4] = b.ref("trst")
    return b.unreachable((1, 2, 3, 4))


@case("As many trustees are left as the largest sum needs.")
def _(b: Governed) -> Any:
    b.name_successors()
    return b.unreachable((3, 4))


@case("With the successors there would be too few to change the set.")
def _(b: Governed) -> Any:
    b.name_successors()
    return b.unreachable((0, 1, 2, 3, 4))


@case("A succession is announced already.")
def _(b: Governed) -> Any:
    succeeding(b)
    return b.unreachable()


@case("Fewer successors have signed than must.")
def _(b: Governed) -> Any:
    """Trustees may sign besides; they stand for no successor."""
    b.name_successors()
    return b.unreachable(by=[b.successors[0], *b.by(0, 1)])


@case("The succession is of another campaign.")
def _(b: Governed) -> Any:
    made = succeeding(b)
    b.camp = other_campaign(b)
    b.appoint()
    return b.reachable(made.ref, 0)


@case("The succession was stopped, or is completed.")
def _(b: Governed) -> Any:
    made = succeeding(b)
    b.add(b.reachable(made.ref, 4))
    b.today += timedelta(days=8)
    return b.succeed(made.ref)


@case("The waiting time of the succession is not over.")
def _(b: Governed) -> Any:
    made = succeeding(b)
    b.today += timedelta(days=6)
    return b.succeed(made.ref)


@case("The succession was announced under an older set of trustees.")
def _(b: Governed) -> Any:
    """The new set names the same successors."""
    made = succeeding(b)
    b.set_trustees(by=b.by(0, 1, 2, 3), succession=b.succession())
    b.today += timedelta(days=8)
    return b.succeed(made.ref)


@case("More successors must sign than there are.")
def _(b: Governed) -> Any:
    by = [*b.by(0, 1, 2, 3), *b.heirs()]
    return b.signed(b.trustees_record(succession=b.succession(4)), Act.SET_TRUSTEES, by)


@case("There are too few successors ever to take over.")
def _(b: Governed) -> Any:
    """The set needs four to be changed; with fewer than three trustees left, one successor makes three."""
    by = [*b.by(0, 1, 2, 3), *b.heirs(count=1)]
    return b.signed(b.trustees_record(succession=b.succession(1)), Act.SET_TRUSTEES, by)


@case("A successor has a key that is, or was, a trustee's.")
def _(b: Governed) -> Any:
    """A trustee steps back and is to be a successor with the same key."""
    b.heirs()
    b.successors[2] = b.members.pop(), b.keys.pop()
    by = [*b.by(0, 1, 2, 3), *b.successors]
    return b.signed(b.trustees_record(succession=b.succession()), Act.SET_TRUSTEES, by)


@case("The key of a successor is listed otherwise than before.")
def _(b: Governed) -> Any:
    """One successor's key as another's."""
    b.name_successors()
    (one, first), (two, second), third = b.successors
    b.successors = [(two, first), (one, second), third]
    return resigned(b, 0, 1, 2, 3, succession=b.succession())


# --- signatures ---------------------------------------------------------------------------------


@case("A key signs twice.")
def _(b: Governed) -> Any:
    return b.gate(True, 0, 1, 2, 2)


@case("A signature is by a key that may not sign here.")
def _(b: Governed) -> Any:
    record = b.gate(True)
    return b.signed(record, Act.OPEN_GATE, [*b.by(0, 1, 2), b.officers[1]])


@case("The key that signed is none of a trustee.")
def _(b: Governed) -> Any:
    made = b.add(b.request())
    b.keys[0] = b.new_key()
    return b.answer(made, 0)


@case("The key belongs to somebody else than who is said to sign.")
def _(b: Governed) -> Any:
    return b.pause([(b.members[1], b.keys[0])])


@case("The key that signed is not in force.")
def _(b: Governed) -> Any:
    b.add(b.revoke(b.keys[0].key, b.by(0)))
    return b.pause(b.by(0))


@case("Fewer trustees have signed than must.")
def _(b: Governed) -> Any:
    return b.gate(True, 0, 1)


# --- pact, gate, pause, the end --------------------------------------------------------------------


@case("A key of the pact before is listed otherwise.")
def _(b: Governed) -> Any:
    (one, first), (two, second) = b.officers[1:]
    return b.pact([b.officers[0], (two, first), (one, second)])


@case("A new pact needs officers of both sides of the pact before.")
def _(b: Governed) -> Any:
    return b.pact([(b.partner, b.new_key()), b.officers[1]])


@case("A pact is between two sides, each with an officer of its own.")
def _(b: Governed) -> Any:
    return b.pact(b.officers[1:], by=b.officers)


@case("Too few trustees have signed the first pact.")
def _(b: Governed) -> Any:
    b.camp = other_campaign(b)
    b.free = b._fund("free")
    b.appoint()
    b.partner, friend = b.ref("org"), b.ref("org")
    officers = [(b.partner, b.new_key(EDDSA)), (friend, b.new_key())]
    return b.pact(officers, by=[*officers, *b.by(0, 1, 2)])


@case("An officer named in the pact has not signed it with every key.")
def _(b: Governed) -> Any:
    return b.pact(b.officers, by=b.officers[:2])


@case("No organisation of the coalition has signed for its account.")
def _(b: Governed) -> Any:
    return b.signed(b.account_record(), Act.ANNOUNCE_ACCOUNT, b.by(0, 1, 2))


@case("One trustee or two organisations of the coalition pause payments.")
def _(b: Governed) -> Any:
    return b.pause(b.officers[1:2])


@case("Payments are paused already.")
def _(b: Governed) -> Any:
    b.add(b.pause(b.by(0)))
    return b.pause(b.by(1))


@case("Payments are not paused.")
def _(b: Governed) -> Any:
    return b.resume(0, 1, 2)


@case("The gate is open already.")
def _(b: Governed) -> Any:
    b.add(b.gate(True, 0, 1, 2))
    return b.gate(True, 0, 1, 2)


@case("The gate is closed already.")
def _(b: Governed) -> Any:
    return b.gate(False, 0)


@case("Money is moved from one fund to another.")
def _(b: Governed) -> Any:
    return b.move(b.free, b.free, 10, 0, 1, 2)


@case("The campaign is closed.")
def _(b: Governed) -> Any:
    b.add(b.closing(0, 1, 2, 3))
    return b.request()


# --- requests ----------------------------------------------------------------------------------------


@case("The fund was not given for this purpose.")
def _(b: Governed) -> Any:
    return b.request(purpose="doors")


@case("The limit is in a currency the campaign does not have.")
def _(b: Governed) -> Any:
    return b.request(limit=Money(90_000, "USD"))


@case("Limit and margin together are too large.")
def _(b: Governed) -> Any:
    return b.request(LARGEST, margin=1)


@case("The payee gets more than the limit.")
def _(b: Governed) -> Any:
    return b.request(money=Money(90_001, "EUR"))


@case("The request has expired before it is made.")
def _(b: Governed) -> Any:
    return b.request(until="2026-02-28")


@case("A standing budget's month exceeds its total, or that the limit.")
def _(b: Governed) -> Any:
    payee = Payee(b.hash("payee", 1), b.hash("bank", 1))
    return b.request(60_000, standing=Standing("month", 20_000, 60_001, LONG_AGO, (payee,)))


@case("The request is of another campaign.")
def _(b: Governed) -> Any:
    made = b.add(b.request())
    return replace(b.withdrawn(made), campaign=other_campaign(b))


@case("The request has expired.")
def _(b: Governed) -> Any:
    made = b.approved(b.request(until=b.day), 0, 1)
    b.today += timedelta(days=1)
    return b.order(made)


@case("The trustee has approved this request already.")
def _(b: Governed) -> Any:
    return b.answer(b.approved(b.request(), 0), 0)


@case("The trustee has refused this request already.")
def _(b: Governed) -> Any:
    made = b.add(b.request())
    b.add(b.answer(made, 0, Act.REFUSE))
    return b.answer(made, 0)


# --- orders ----------------------------------------------------------------------------------------------


@case("Fewer trustees have approved the request than must.")
def _(b: Governed) -> Any:
    return b.order(b.approved(b.request(), 0))


@case("Payments are paused.")
def _(b: Governed) -> Any:
    made = b.approved(b.request(), 0, 1)
    b.add(b.pause(b.by(3)))
    return b.order(made)


@case("The request waits for the gate, which is closed.")
def _(b: Governed) -> Any:
    return b.order(b.approved(b.request(gated=True), 0, 1))


@case("The account is of another campaign, or closed.")
def _(b: Governed) -> Any:
    made = b.approved(b.request(), 0, 1)
    closing = book.AccountClosed(ref=b.ref("close"), campaign=b.camp, account=b.athens)
    b.add(b.signed(closing, Act.CLOSE_ACCOUNT, [*b.by(0, 1, 2), b.officers[1]]))
    return b.order(made, account=b.athens)


@case("The order is not in the currency of its request and its account.")
def _(b: Governed) -> Any:
    return b.order(b.approved(b.request(), 0, 1), account=b.zurich)


@case("The order names another fund or budget line than its request.")
def _(b: Governed) -> Any:
    return b.order(b.approved(b.request(), 0, 1), line="nails")


@case("The payee or its bank details are not those of the request.")
def _(b: Governed) -> Any:
    return b.order(b.approved(b.request(), 0, 1), bank=b.hash("bank", {"iban": "of the thief"}))


@case("More is ordered than the limit of the request.")
def _(b: Governed) -> Any:
    made = b.approved(b.request(), 0, 1)
    b.add(b.order(made, 60_000))
    return b.order(made, 30_001)


@case("More is ordered for charges than the margin of the request.")
def _(b: Governed) -> Any:
    return b.order(b.approved(b.request(margin=10), 0, 1), 80_000, margin=11, bears=b.free)


@case("A fund that bears the margin is named exactly when there is one.")
def _(b: Governed) -> Any:
    return b.order(b.approved(b.request(margin=10), 0, 1), margin=10)


@case("Another fund is to bear the margin than the pact names.")
def _(b: Governed) -> Any:
    b.gift(b.berlin, b.spare, 500)
    return b.order(b.approved(b.request(margin=10), 0, 1), margin=10, bears=b.spare)


@case("More is ordered than the standing budget allows in a month.")
def _(b: Governed) -> Any:
    made = standing(b, 20_000, 60_000)
    b.add(b.order(made, 15_000))
    return b.order(made, 5_001)


@case("More is ordered than the standing budget's total.")
def _(b: Governed) -> Any:
    made = standing(b, 20_000, 30_000)
    b.add(b.order(made, 20_000))
    b.today += timedelta(days=31)
    return b.order(made, 10_001)


@case("The standing budget has ended.")
def _(b: Governed) -> Any:
    made = standing(b, 20_000, 60_000, until=b.day)
    b.today += timedelta(days=1)
    return b.order(made, 1_000)


@case("The fund does not hold as much that is free.")
def _(b: Governed) -> Any:
    b.add(b.order(b.approved(b.request(890_000, line="a"), 0, 1, 2)))
    return b.order(b.approved(b.request(10_001, line="b"), 0, 1, 2))


def francs_after_euros(b: Governed, francs: int = 70_001) -> Any:
    """Two of five suffice up to 1,500 euro and up to 1,400 francs: 750 euro and 700 francs are a whole."""
    bands = (Band("EUR", 2, 150_000), Band("EUR", 3), Band("CHF", 2, 140_000), Band("CHF", 3))
    b.set_trustees(by=b.by(0, 1, 2, 3), bands=bands)
    b.gift(b.zurich, b.roof, 400_000)
    b.add(b.order(b.approved(b.request(75_000), 0, 1)))
    made = b.approved(b.request(limit=Money(francs, "CHF"), money=Money(francs, "CHF")), 0, 1)
    return b.order(made, account=b.zurich)


# --- payments --------------------------------------------------------------------------------------------


@case("The order is of another campaign or request.")
def _(b: Governed) -> Any:
    other = b.add(b.request())
    return b.failed(paid(b), request=other.ref)


@case("The payment left another account or fund than was ordered.")
def _(b: Governed) -> Any:
    return b.sent(replace(paid(b), account=b.athens))


@case("More left the account than was ordered, with its margin.")
def _(b: Governed) -> Any:
    return b.sent(paid(b), 90_001)


@case("The money left before it was ordered.")
def _(b: Governed) -> Any:
    return b.sent(paid(b), booked="2026-02-27")


@case("The return names another account, request or fund than its payment.")
def _(b: Governed) -> Any:
    return b.returned(b.add(b.sent(paid(b))), 10, fund=b.walls)


@case("More came back than was sent.")
def _(b: Governed) -> Any:
    return b.returned(b.add(b.sent(paid(b))), 90_001)


@case("The money came back before it was sent.")
def _(b: Governed) -> Any:
    return b.returned(b.add(b.sent(paid(b))), 10, booked="2026-02-28")


@case("The payment is of another campaign.")
def _(b: Governed) -> Any:
    return replace(b.evidence(b.add(b.sent(paid(b)))), campaign=other_campaign(b))
