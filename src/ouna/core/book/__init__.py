"""The public book: kinds of record, the rules they obey, replay. docs/book-format.md in code.

Nouns: record (one fact), entry (its canonical bytes), facts (the book so far), move (a change of a
balance), state (what the book remembers about a ref). The server and the verifier run the same functions.
"""

from ouna.core.book.errors import FormBroken, RuleBroken
from ouna.core.book.facts import ACCOUNT, FUND, TALLY, Effects, Facts, Move, Needs, Put
from ouna.core.book.folder import (
    FileBroken,
    Text,
    keys_file,
    read_text_file,
    text_file,
    text_hash,
    text_path,
    totals_file,
)
from ouna.core.book.governing import (
    Approval,
    Gate,
    OfficerKey,
    Order,
    Pact,
    Pause,
    Payment,
    Replacement,
    Request,
    SigningKey,
    Trustees,
    Window,
)
from ouna.core.book.kinds import *  # noqa: F403
from ouna.core.book.kinds import __all__ as _kinds
from ouna.core.book.memory import MemoryFacts
from ouna.core.book.rates import EXCHANGE_PERCENT
from ouna.core.book.record import KINDS, Record, encode, from_data
from ouna.core.book.replay import TALLIES, TRANSIT_DAYS, Replay, admit, fund_totals, needs_of
from ouna.core.book.shapes import (
    ListedKey,
    Member,
    Officer,
    Payee,
    Recovery,
    RecoveryKey,
    Signature,
    Standing,
)
from ouna.core.book.states import (
    STATES,
    Account,
    Booked,
    Campaign,
    Fund,
    Gift,
    Log,
    Rates,
    State,
    Transfer,
    Unexplained,
    Used,
    state_from,
)
from ouna.core.book.wire import decode

__all__ = [
    "ACCOUNT",
    "EXCHANGE_PERCENT",
    "FUND",
    "KINDS",
    "STATES",
    "TALLIES",
    "TALLY",
    "TRANSIT_DAYS",
    "Account",
    "Approval",
    "Booked",
    "Campaign",
    "Effects",
    "Facts",
    "FileBroken",
    "FormBroken",
    "Fund",
    "Gate",
    "Gift",
    "ListedKey",
    "Log",
    "Member",
    "MemoryFacts",
    "Move",
    "Needs",
    "Officer",
    "OfficerKey",
    "Order",
    "Pact",
    "Pause",
    "Payee",
    "Payment",
    "Put",
    "Rates",
    "Record",
    "Recovery",
    "RecoveryKey",
    "Replacement",
    "Replay",
    "Request",
    "RuleBroken",
    "Signature",
    "SigningKey",
    "Standing",
    "State",
    "Text",
    "Transfer",
    "Trustees",
    "Unexplained",
    "Used",
    "Window",
    "admit",
    "decode",
    "encode",
    "from_data",
    "fund_totals",
    "keys_file",
    "needs_of",
    "read_text_file",
    "state_from",
    "text_file",
    "text_hash",
    "text_path",
    "totals_file",
    *_kinds,
]
