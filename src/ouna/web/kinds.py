"""Pages of the record in people's words: what happened, about what, how much."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ouna.core.values import Money, is_ref
from ouna.funds.models import BankAccount, Fund
from ouna.log.models import Entry
from ouna.quorum.models import Signer
from ouna.spending.models import Request

#: kind → (words, kind of tag)
WORDS = {
    "log.opened": (_("Public record opened"), ""),
    "log.keys": (_("Keys of the record changed"), "look"),
    "sealed": (_("Confidential journal of a day locked in"), ""),
    "personal.erased": (_("Personal data erased"), ""),
    "campaign.opened": (_("Campaign opened"), ""),
    "campaign.closed": (_("Campaign closed"), ""),
    "fund.opened": (_("Purpose opened"), ""),
    "account.announced": (_("Account announced"), ""),
    "account.closed": (_("Account closed"), "look"),
    "account.stated": (_("Statement added"), ""),
    "rate.used": (_("Rate used"), ""),
    "gift.received": (_("Gift received"), "good"),
    "gift.reversed": (_("Gift taken back"), "look"),
    "fund.brought_in": (_("Brought in from before"), ""),
    "interest.received": (_("Interest"), "good"),
    "fee.charged": (_("Bank charge"), ""),
    "transfer.sent": (_("Transfer sent"), ""),
    "transfer.arrived": (_("Transfer arrived"), ""),
    "debit.unexplained": (_("Money out, not explained yet"), "wrong"),
    "credit.unexplained": (_("Money in, not explained yet"), "look"),
    "correction.made": (_("Correction"), "look"),
    "fund.moved": (_("Moved between purposes"), "look"),
    "pact.signed": (_("Agreement signed"), "good"),
    "trustees.set": (_("Trustees and their keys"), "look"),
    "key.replacement_announced": (_("Replacing a lost key, announced"), "look"),
    "key.replacement_stopped": (_("Replacing a lost key, stopped"), "look"),
    "key.replaced": (_("Lost key replaced"), ""),
    "key.revoked": (_("Key no longer valid"), "look"),
    "succession.announced": (_("Successors for trustees out of reach, announced"), "look"),
    "succession.stopped": (_("Successors for trustees, stopped"), "look"),
    "succession.completed": (_("Successors are trustees now"), "look"),
    "gate.opened": (_("Building start: yes"), "good"),
    "gate.closed": (_("Building start: not yet"), "look"),
    "payments.paused": (_("Payments stopped"), "wrong"),
    "payments.resumed": (_("Payments go on"), "good"),
    "request.made": (_("Request to spend"), ""),
    "request.approved": (_("Approved by a trustee"), "good"),
    "request.refused": (_("Refused by a trustee"), "look"),
    "request.withdrawn": (_("Request withdrawn"), ""),
    "payment.ordered": (_("Payment ordered"), ""),
    "payment.failed": (_("Payment never left"), "look"),
    "payment.sent": (_("Paid"), "good"),
    "payment.returned": (_("Payment came back"), "look"),
    "evidence.added": (_("Proof of use"), "good"),
    "appeal.published": (_("Appeal published"), "good"),
    "signature.published": (_("An organisation signed the appeal"), "good"),
    "signature.withdrawn": (_("An organisation withdrew its signature"), "look"),
}
#: What one can ask for in the list: word of the address → (words, kinds)
FILTERS = {
    "gifts": (_("Gifts"), ("gift.received", "gift.reversed", "fund.brought_in")),
    "transfers": (
        _("Transfers, charges, interest"),
        ("transfer.sent", "transfer.arrived", "fee.charged", "interest.received"),
    ),
    "payments": (
        _("Payments and proof of use"),
        ("payment.ordered", "payment.sent", "payment.returned", "payment.failed", "evidence.added"),
    ),
    "decisions": (
        _("Requests and what the trustees decided"),
        (
            "request.made",
            "request.approved",
            "request.refused",
            "request.withdrawn",
            "fund.moved",
            "gate.opened",
            "gate.closed",
            "payments.paused",
            "payments.resumed",
        ),
    ),
    "trustees": (
        _("Agreement, trustees, keys"),
        (
            "pact.signed",
            "trustees.set",
            "key.replacement_announced",
            "key.replacement_stopped",
            "key.replaced",
            "key.revoked",
            "succession.announced",
            "succession.stopped",
            "succession.completed",
        ),
    ),
    "appeal": (
        _("Appeal and who signed it"),
        ("appeal.published", "signature.published", "signature.withdrawn"),
    ),
    "unexplained": (_("Not explained yet"), ("debit.unexplained", "credit.unexplained")),
    "corrections": (_("Corrections"), ("correction.made", "gift.reversed")),
    "statements": (_("Statements"), ("account.stated",)),
    "frame": (
        _("Purposes, accounts, rates"),
        (
            "campaign.opened",
            "campaign.closed",
            "fund.opened",
            "account.announced",
            "account.closed",
            "rate.used",
        ),
    ),
}
#: Why something was taken back, as the record says it and as people do.
REASONS = {
    "returned": _("the bank sent it back"),
    "misbooked": _("booked by mistake"),
}
#: How it was shown that an organisation itself signed.
SHOWN_BY = {
    "domain": _("mail at its domain"),
    "voucher": _("another signatory vouches for it"),
    "document": _("a document"),
    "paper": _("a signature on paper"),
}
#: Public fields in words; what is not here is shown under its name in the page for experts.
FIELDS = {
    "on": _("Recorded on"),
    "at": _("Recorded on"),
    "request": _("Request"),
    "booked": _("Day at the bank"),
    "money": _("Amount"),
    "goal": _("Goal"),
    "aim": _("Goal"),
    "limit": _("At most, in all"),
    "margin": _("For charges and rate, at most"),
    "fund": _("Purpose"),
    "purpose": _("For"),
    "bears": _("Purpose that bears charges"),
    "account": _("Account"),
    "target": _("To the account"),
    "section": _("Section"),
    "country": _("Country"),
    "currency": _("Currency"),
    "closing": _("Closing balance, as the bank says"),
    "day": _("Day"),
    "base": _("Of"),
    "quote": _("In"),
    "rate": _("Rate"),
    "source": _("Source"),
    "version": _("Version"),
    "until": _("Valid until"),
    "gated": _("Waits for the building start"),
    "trustee": _("Trustee"),
    "signature": _("Signed by"),
    "signatures": _("Signatures"),
    "missing": _("Out of reach"),
    "succession": _("Announced succession"),
    "appeal": _("Appeal"),
    "proof": _("How it was proved"),
    "voucher": _("Who vouches for it"),
    "confirms": _("Takes the place of"),
    "reason": _("Reason"),
    "month": _("Month"),
    "count": _("How many"),
    "ids": _("Account numbers"),
    "waiting_in": _("Waiting to be booked, in"),
    "waiting_out": _("Waiting to be booked, out"),
    "donor": _("Donor: confidential, only its fingerprint is public"),
    "line": _("Bank line: confidential, only its fingerprint is public"),
    "statement": _("Statement: confidential, only its fingerprint is public"),
    "payee": _("Payee: confidential, only its fingerprint is public"),
    "bank": _("Bank details: confidential, only their fingerprint is public"),
    "place": _("Place: confidential, only its fingerprint is public"),
    "screening": _("Name check: confidential, only its fingerprint is public"),
    "file": _("Payment file: confidential, only its fingerprint is public"),
    "files": _("Papers: confidential, only their fingerprints are public"),
}
#: Fields that mean another thing in another kind: of a request, `line` is its budget line.
LABELS = {
    ("request.made", "line"): _("Budget line"),
    ("payment.ordered", "line"): _("Budget line"),
    ("fund.moved", "source"): _("From the purpose"),
    ("fund.moved", "target"): _("To the purpose"),
    ("appeal.published", "source"): _("Fingerprint of the text that is translated"),
    ("appeal.published", "until"): _("To be confirmed until"),
    ("signature.withdrawn", "signature"): _("Signature"),
}


@dataclass
class Row:
    """One page of the record, ready to be shown."""

    entry: Entry
    data: dict[str, Any]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def number(self) -> int | None:
        """Its place in the record."""
        place = getattr(self.entry, "place", None)
        return place.number if place else None

    @property
    def words(self) -> str:
        """What happened."""
        return str(WORDS.get(self.entry.kind, (self.entry.kind, ""))[0])

    @property
    def tag(self) -> str:
        """The colour of the words."""
        return str(WORDS.get(self.entry.kind, ("", ""))[1])

    @property
    def money(self) -> Money | None:
        """The sum, if the page has one."""
        for key in ("money", "closing", "goal", "aim"):
            if isinstance(self.data.get(key), dict):
                return Money.of(self.data[key])
        return None

    @property
    def about(self) -> list[str]:
        """Purpose, account, target: names of what it touches."""
        said = [
            self.names[self.data[k]]
            for k in ("request", "fund", "account", "target", "source")
            if isinstance(self.data.get(k), str) and self.data[k] in self.names
        ]
        if self.entry.ref in self.names:
            said.insert(0, self.names[self.entry.ref])
        if self.entry.kind == "rate.used":
            said.append(f"1 {self.data['base']} = {self.data['rate']} {self.data['quote']}")
        return said

    @property
    def booked(self) -> date | None:
        """The bank's day, where it differs from the day of the record."""
        text = self.data.get("booked")
        return date.fromisoformat(text) if isinstance(text, str) and text != self.data.get("on") else None

    def pairs(self) -> list[tuple[str, object]]:
        """All public fields in words, with sums, days and names as people read them."""
        shown: list[tuple[str, object]] = []
        for key, words in FIELDS.items():
            if key in self.data:
                shown.append((str(self._label(key, words)), self._value(key, self.data[key])))
        return shown

    def _label(self, key: str, words: object) -> object:
        return LABELS.get((self.entry.kind, key), words)

    def _value(self, key: str, value: Any) -> object:
        if isinstance(value, dict) and set(value) == {"minor", "currency"}:
            return Money.of(value)
        if key in ("waiting_in", "waiting_out") and isinstance(self.data.get("closing"), dict):
            return Money(value, self.data["closing"]["currency"])
        if key == "margin":
            currency = (self.data.get("limit") or self.data["money"])["currency"]
            return Money(value, currency)
        if key == "at":
            return datetime.fromisoformat(value)
        if key == "reason" and value in REASONS:
            return REASONS[value]
        if key == "gated":
            return _("yes") if value else _("no")
        if key == "proof":
            return SHOWN_BY.get(value, value)
        if key == "signature" and isinstance(value, dict):
            who = value["statement"]["trustee"]
            return self.names.get(who, who)
        if key == "signatures":
            return len(value)
        if key in ("on", "booked", "until") or (key == "day" and isinstance(value, str) and len(value) == 10):
            return date.fromisoformat(value)
        if isinstance(value, list):
            return ", ".join(self.names.get(one, one) if isinstance(one, str) else str(one) for one in value)
        return self.names.get(value, value) if isinstance(value, str) else value


def rows_of(entries: Iterable[Entry], names: Mapping[str, str] | None = None) -> list[Row]:
    """Entries with the names of what they mention: two queries for purposes and accounts, none if given, and
    one each for requests and trustees where there are any."""
    rows = [Row(entry, json.loads(bytes(entry.data))) for entry in entries]
    mentioned = {v for row in rows for v in (*row.data.values(), row.entry.ref) if isinstance(v, str)}
    mentioned |= {who for row in rows for who in row.data.get("missing", ())}
    signed = (row.data.get("signature") for row in rows)
    mentioned |= {said["statement"]["trustee"] for said in signed if isinstance(said, dict)}
    names = {**(_names(mentioned) if names is None else names), **_government(mentioned)}
    for row in rows:
        row.names = names
    return rows


def account_name(account: BankAccount, lang: str) -> str:
    """An account as the record's pages call it: its section and currency."""
    return f"{account.names.best(lang)[1]} {account.currency}"


def names_of(funds: Iterable[Fund], accounts: Iterable[BankAccount]) -> dict[str, str]:
    """Purposes and accounts by ref, in the language of the page."""
    lang = get_language() or "en"
    names = {fund.ref: fund.titles.best(lang)[1] for fund in funds}
    return names | {account.ref: account_name(account, lang) for account in accounts}


def _names(mentioned: set[str]) -> dict[str, str]:
    funds = {ref for ref in mentioned if is_ref(ref, "fund")}
    accounts = {ref for ref in mentioned if is_ref(ref, "acct")}
    return names_of(
        Fund.objects.filter(ref__in=funds) if funds else (),
        BankAccount.objects.filter(ref__in=accounts).select_related("section") if accounts else (),
    )


def _government(mentioned: set[str]) -> dict[str, str]:
    """Requests by their title, trustees by their number: their names are theirs to tell."""
    asked = {ref for ref in mentioned if is_ref(ref, "req")}
    signers = {ref for ref in mentioned if is_ref(ref, "trst")}
    names = dict(Request.objects.filter(ref__in=asked).values_list("ref", "title")) if asked else {}
    for signer in Signer.objects.filter(ref__in=signers) if signers else ():
        names[signer.ref] = gettext("Trustee %(n)s") % {"n": signer.number}
    return names
