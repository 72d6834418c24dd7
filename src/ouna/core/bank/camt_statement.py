"""One statement of a camt file while it is read: its headings, its sum, the balances that prove it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ouna.core.bank import amounts, camt_entry, camt_walk
from ouna.core.bank.values import Balance, Finding, Line, Opened, Statement

MAX_FINDINGS = 200


def local_name(element: Any) -> str:
    """The name of an element without its namespace, empty for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


class OpenStatement:
    """One statement while it is read."""

    def __init__(self, element: Any, number: int, message: str) -> None:
        self.element = element
        self.last: Any = None
        self.place = f"statement {number}"
        self.tally = amounts.Tally()
        self.findings: list[Finding] = []
        self.more = 0
        self.balances: list[tuple[str, Balance]] = []
        self.number: str | None = None
        self.created: dt.date | None = None
        self.from_day: dt.date | None = None
        self.to_day: dt.date | None = None
        self.announced: int | None = None
        self.context = camt_entry.Context(place=self.place, message=message, note=self.note)
        self._headers()

    def note(self, finding: Finding) -> None:
        """Keep a finding; after many of them only their number."""
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(finding)
        else:
            self.more += 1

    def opened(self) -> Opened:
        """What is known of the account before the first entry."""
        return Opened(self.context.account, self.context.currency, self.context.id)

    def entry(self, element: Any, previous: Any, drained: list[camt_walk.Row], walk: camt_walk.Walk) -> Line:
        """The line of a finished entry; frees whatever lies before it."""
        if previous is not None:
            if previous is self.last:
                self.element.remove(previous)
            else:
                self._drop(element)
        self.last = element
        tally, context = self.tally, self.context
        tally.count += 1
        top, details = camt_walk.rows(element, walk)
        if drained:
            details = drained + details
        line, exact = camt_entry.line_of(top, details, tally.count, context)
        if line.status == "booked":
            if context.currency is None:
                context.currency = line.currency
            if line.currency != context.currency:
                tally.odd(None)
                self.note(
                    Finding(
                        f"{self.place}, entry {tally.count}",
                        "the entry is in another currency than the account",
                        "entry_currency",
                    )
                )
            elif line.minor is None:
                tally.odd(exact)
            else:
                tally.booked += line.minor
                if line.reversal:
                    tally.flipped += line.minor
        return line

    def _headers(self) -> None:
        """Read what stands before the first entry (account, balances, days)."""
        for child in self.element:
            if local_name(child) == "Ntry":
                break
            self._header(child)
            child.set("seen", "1")

    def _drop(self, element: Any) -> None:
        parent = self.element
        while True:
            first = parent[0]
            if first is element:
                return
            if first.get("seen") is None:
                self._header(first)
            del parent[0]

    def _header(self, child: Any) -> None:
        name, context = local_name(child), self.context
        if name == "Bal":
            self._balance(child)
        elif name == "Acct":
            self._account(child)
        elif name == "Id":
            context.id = context.id or (child.text or "").strip() or None
        elif name == "CreDtTm":
            self.created = amounts.day(child.text)
            context.day = context.day or self.created
        elif name == "ElctrncSeqNb" or (name == "LglSeqNb" and self.number is None):
            self.number = (child.text or "").strip() or None
        elif name == "FrToDt":
            self.from_day = amounts.day(_text(child, "FrDtTm") or _text(child, "FrDt"))
            self.to_day = amounts.day(_text(child, "ToDtTm") or _text(child, "ToDt"))
            context.day = self.to_day or context.day
        elif name == "TxsSummry":
            number = (_text(child, "TtlNtries", "NbOfNtries") or "").strip()
            self.announced = (
                int(number) if number.isascii() and number.isdigit() and len(number) < 12 else None
            )

    def _account(self, child: Any) -> None:
        context = self.context
        account = (
            _text(child, "Id", "IBAN")
            or _text(child, "Id", "Othr", "Id")
            or _text(child, "Id", "PrtryAcct", "Id")
        )
        account = account or _text(child, "Id", "BBAN") or _text(child, "Id", "UPIC")
        context.account = (account or "").replace(" ", "") or None
        context.currency = (_text(child, "Ccy") or "").strip() or context.currency
        context.owner = (
            _text(child, "Ownr", "Nm") or _text(child, "Ownr", "Pty", "Nm") or ""
        ).strip() or None

    def _balance(self, child: Any) -> None:
        kind = _text(child, "Tp", "CdOrPrtry", "Cd") or _text(child, "Tp", "CdOrPrtry", "Prtry")
        kind = kind or _text(child, "Tp", "Cd") or ""
        amount = child.find("{*}Amt")
        currency = amount.get("Ccy") if amount is not None else None
        minor, exact, problem = amounts.parse(amount.text if amount is not None else None, currency)
        if amounts.is_negative(exact):
            minor, exact, problem = None, None, "amount_negative"
        if problem:
            self.note(Finding(f"{self.place}, balance", amounts.PROBLEMS[problem], problem))
        # Left out by some banks although the schema demands it: then money in.
        if (_text(child, "CdtDbtInd") or "").strip() == "DBIT":
            minor = -minor if minor is not None else None
            exact = -exact if exact is not None else None
        on = amounts.day(_text(child, "Dt", "Dt") or _text(child, "Dt", "DtTm") or _text(child, "Dt"))
        text = amounts.plain(exact) if minor is None and exact is not None else None
        self.balances.append((kind.strip().upper(), Balance(minor, on, currency, text)))

    def closed(self) -> Statement:
        """The statement is complete: choose its balances and prove them."""
        for child in self.element:
            if local_name(child) != "Ntry" and child.get("seen") is None:
                self._header(child)
        context, tally = self.context, self.tally
        opening, closing = self._chosen()
        if context.currency is None and opening is not None:
            context.currency = opening.currency
        proof, difference, told = tally.prove(opening, closing, self.place)
        findings = [*self.findings, *told]
        if (opening is None) != (closing is None) and context.message == "camt.053":
            which = "opening" if opening is None else "closing"
            findings.append(Finding(self.place, f"the {which} balance is missing", "balance_missing"))
        if self.more:
            findings.append(Finding(self.place, f"{self.more} more findings of this kind", "more"))
        if self.announced is not None and self.announced != tally.count:
            findings.append(
                Finding(
                    self.place,
                    f"the statement announces {self.announced} entries, {tally.count} are in it",
                    "count_differs",
                )
            )
        return Statement(
            account=context.account,
            currency=context.currency,
            id=context.id,
            opening=opening,
            closing=closing,
            proof=proof,
            difference_minor=difference,
            lines=(),
            findings=tuple(findings),
            number=self.number,
            from_day=self.from_day or (opening.on if opening else None),
            to_day=self.to_day or (closing.on if closing else None),
            count=tally.count,
        )

    def _chosen(self) -> tuple[Balance | None, Balance | None]:
        """OPBD, else the previous close PRCD, and CLBD; on a page of a 053 the interim balances ITBD."""
        currency = self.context.currency
        found: dict[str, list[Balance]] = {}
        for kind, balance in self.balances:
            found.setdefault(kind, []).append(balance)
        for kind, several in found.items():
            own = [balance for balance in several if balance.currency == currency]
            found[kind] = sorted(own or several, key=lambda balance: balance.on or dt.date.min)
        interim = found.get("ITBD", []) if self.context.message == "camt.053" else []
        openings = found.get("OPBD") or found.get("PRCD")
        closings = found.get("CLBD")
        opening = openings[0] if openings else None
        closing = closings[-1] if closings else None
        if opening is None and interim and (closing is not None or len(interim) > 1):
            opening = interim[0]
        if closing is None and interim and interim[-1] is not opening:
            closing = interim[-1]
        return opening, closing


def _text(element: Any, *names: str) -> str | None:
    for name in names:
        for child in element:
            if local_name(child) == name:
                element = child
                break
        else:
            return None
    text = element.text
    return text if isinstance(text, str) else None
