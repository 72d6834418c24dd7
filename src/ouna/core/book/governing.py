"""States of government: trustees and their keys, pact, gate, pause, requests, orders, payments.

Kept under `camp_…:trustees`, `:pact`, `:gate`, `:pause`, `:closed`, under `fund_…:window`, and under the refs
of requests, orders, payments, replacements and successions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from ouna.core.book.facts import days_between
from ouna.core.book.shapes import ListedKey, Member, Payee, RecoveryKey, Succession
from ouna.core.book.states import STATES, State
from ouna.core.quorum import Band, PublicKey, highest_m

#: Where no entry number stands.
NEVER = -1
#: Requests of one fund are added up over so many days to choose the band.
WINDOW_DAYS = 30


class SuccessorKey(NamedTuple):
    """A successor's key: it counts for nothing but the announcement of the succession."""

    holder: str
    public: PublicKey


class SigningKey(NamedTuple):
    """A trustee's key: in force from entry `since` to entry `until`.

    What it signed at entry `void` or later does not count.
    """

    key: str
    trustee: str
    alg: str
    spki: str
    since: int
    until: int = NEVER
    void: int = NEVER

    @property
    def in_force(self) -> bool:
        return self.until == NEVER

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.alg, self.spki)

    def counts_at(self, entry: int) -> bool:
        """Whether what it signed at that entry still counts."""
        return self.void == NEVER or entry < self.void


@dataclass(frozen=True, slots=True)
class Trustees(State):
    """The set in force: `digest` is the SHA-256 of its entry, `first` that of the campaign's first set.

    `keys` are all that ever were a trustee's, so that none comes back. `announced` is the succession that
    waits, empty if none does.
    """

    NAME: ClassVar[str] = "trustees"
    ref: str
    digest: str
    first: str
    members: tuple[str, ...]
    keys: tuple[SigningKey, ...]
    bands: tuple[Band, ...]
    change: int
    origins: tuple[str, ...]
    rp_id: str
    recovery: tuple[RecoveryKey, ...]
    recovery_m: int
    recovery_days: int
    wait: int
    succession: Succession | None = None
    announced: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "succession", self.succession and _succession(*self.succession))
        object.__setattr__(self, "keys", tuple(SigningKey(*k) for k in self.keys))
        object.__setattr__(self, "bands", tuple(Band(*b) for b in self.bands))
        object.__setattr__(self, "recovery", tuple(RecoveryKey(*k) for k in self.recovery))

    @property
    def most(self) -> int:
        """The highest m of all bands."""
        return highest_m(self.bands)

    def find(self, key: str) -> SigningKey | None:
        """A key by its ref, whether in force or not."""
        for known in self.keys:
            if known.key == key:
                return known
        return None

    def successors(self) -> dict[str, SuccessorKey]:
        """The keys of the successors named, by their refs."""
        members = self.succession.members if self.succession else ()
        return {k.key: SuccessorKey(m.trustee, k.public) for m in members for k in m.keys}

    def spkis(self) -> frozenset[str]:
        """All public keys that are, or were, a trustee's, those of successors, and those on paper."""
        named = (s.public.spki for s in self.successors().values())
        return frozenset([*(k.spki for k in self.keys), *(k.spki for k in self.recovery), *named])

    def with_key(self) -> frozenset[str]:
        """The trustees who have a key in force."""
        return frozenset(k.trustee for k in self.keys if k.in_force)


def _succession(members: tuple[Member, ...], m: int, days: int) -> Succession:
    """As it was, with the types that what comes back from JSON lacks."""
    listed = tuple(Member(t, f, tuple(ListedKey(*k) for k in keys)) for t, f, keys in members)
    return Succession(listed, m, days)


class OfficerKey(NamedTuple):
    """A key of somebody who signs for an organisation of the pact."""

    key: str
    org: str
    side: str
    alg: str
    spki: str

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.alg, self.spki)


@dataclass(frozen=True, slots=True)
class Pact(State):
    """The pact in force: `bears` is the fund that bears the margin of payments.

    `former` are the public keys of the coalition's officers in all pacts before it.
    """

    NAME: ClassVar[str] = "pact"
    ref: str
    bears: str
    officers: tuple[OfficerKey, ...]
    origins: tuple[str, ...]
    rp_id: str
    former: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "officers", tuple(OfficerKey(*o) for o in self.officers))
        object.__setattr__(self, "former", tuple(self.former))

    def foreign(self) -> frozenset[str]:
        """All public keys that are, or were, those of the coalition's officers."""
        return frozenset([*self.former, *(o.spki for o in self.officers if o.side == "coalition")])


@dataclass(frozen=True, slots=True)
class Gate(State):
    """The readiness gate. Before its first opening it is closed."""

    NAME: ClassVar[str] = "gate"
    open: bool
    since: str


@dataclass(frozen=True, slots=True)
class Pause(State):
    """Whether payments are paused, and since when."""

    NAME: ClassVar[str] = "pause"
    paused: bool
    since: str


@dataclass(frozen=True, slots=True)
class Replacement(State):
    """An announced replacement of a key; it may be completed from `due` on, unless it was stopped.

    `under` is the digest of the set of trustees that announced it: under another it is never completed.
    """

    NAME: ClassVar[str] = "replacement"
    campaign: str
    trustee: str
    old: str
    new: ListedKey
    due: str
    under: str
    over: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "new", ListedKey(*self.new))


@dataclass(frozen=True, slots=True)
class AnnouncedSuccession(State):
    """An announced succession: from `due` on successors take the place of the `missing`, unless stopped.

    `under` is the digest of the set of trustees in force then: under another it is never completed.
    """

    NAME: ClassVar[str] = "succession"
    campaign: str
    missing: tuple[str, ...]
    due: str
    under: str
    over: str = ""


class Approval(NamedTuple):
    """A trustee's approval: with which key, at which entry."""

    trustee: str
    key: str
    entry: int


class Budget(NamedTuple):
    """A request's standing budget: see `Standing`."""

    each: int
    total: int
    until: str
    payees: tuple[Payee, ...]


@dataclass(frozen=True, slots=True)
class Request(State):
    """A request to spend. `digest` is the SHA-256 of its entry; `closed` says why it is open no more.

    `ordered` and `margins` are what is ordered and has not failed or come back; `first` is the day of its
    first order, `month` that of its latest, `in_month` what is ordered in it (standing budgets).
    """

    NAME: ClassVar[str] = "request"
    campaign: str
    digest: str
    fund: str
    line: str
    currency: str
    limit: int
    margin: int
    gated: bool
    until: str
    payee: str
    bank: str
    budget: Budget | None
    approvals: tuple[Approval, ...] = ()
    refusals: tuple[str, ...] = ()
    closed: str = ""
    ordered: int = 0
    margins: int = 0
    first: str = ""
    month: str = ""
    in_month: int = 0

    def __post_init__(self) -> None:
        # Only what comes back from JSON lacks its types.
        if self.approvals and type(self.approvals[0]) is not Approval:
            object.__setattr__(self, "approvals", tuple(Approval(*a) for a in self.approvals))
        if self.budget is not None and type(self.budget) is not Budget:
            each, total, until, payees = self.budget
            budget = Budget(each, total, until, tuple(Payee(*p) for p in payees))
            object.__setattr__(self, "budget", budget)

    def answered(self, approvals: tuple[Approval, ...]) -> Request:
        """With these approvals. As `dataclasses.replace`, in a third of the time: it is done for each."""
        new = object.__new__(Request)
        for read, write in _REQUEST:
            write(new, read(self))
        object.__setattr__(new, "approvals", approvals)
        return new

    @property
    def whole(self) -> int:
        """What may leave in all: the sum that chooses the band."""
        return self.limit + self.margin


_REQUEST = [(vars(Request)[name].__get__, vars(Request)[name].__set__) for name in Request.__slots__]


@dataclass(frozen=True, slots=True)
class Window(State):
    """What requests of one fund, first ordered on a day, may cost: (day, currency, sum)."""

    NAME: ClassVar[str] = "window"
    days: tuple[tuple[str, str, int], ...]

    def sums(self, day: str) -> dict[str, int]:
        """The sum by currency over the days before and with `day`."""
        sums: dict[str, int] = {}
        for of, currency, minor in self.days:
            if in_window(of, day):
                sums[currency] = sums.get(currency, 0) + minor
        return sums

    def plus(self, day: str, currency: str, minor: int) -> Window:
        """With one request more; what is too old is left out."""
        kept = {(of, c): m for of, c, m in self.days if in_window(of, day)}
        kept[day, currency] = kept.get((day, currency), 0) + minor
        return Window(tuple((of, c, m) for (of, c), m in sorted(kept.items())))


def in_window(first: str, day: str) -> bool:
    """Whether a request first ordered on day `first` counts on `day`."""
    return days_between(first, day) <= WINDOW_DAYS


@dataclass(frozen=True, slots=True)
class Order(State):
    """An ordered payment: `status` is open, sent or failed. `day` is that of the order."""

    NAME: ClassVar[str] = "order"
    campaign: str
    request: str
    fund: str
    bears: str
    account: str
    currency: str
    minor: int
    margin: int
    day: str
    status: str = "open"


@dataclass(frozen=True, slots=True)
class Payment(State):
    """A payment that left. `left` of the fund's part and `bears_left` of the margin have not come back."""

    NAME: ClassVar[str] = "payment"
    campaign: str
    account: str
    order: str
    request: str
    fund: str
    bears: str
    currency: str
    left: int
    bears_left: int
    booked: str
    ordered_on: str
    proven: bool = False


STATES.update(
    {
        c.NAME: c
        for c in (
            Trustees,
            Pact,
            Gate,
            Pause,
            Replacement,
            AnnouncedSuccession,
            Request,
            Window,
            Order,
            Payment,
        )
    }
)
