"""Names and texts of bank lines, encrypted each for its own row."""

from __future__ import annotations

from datetime import date
from typing import Any

from ouna.funds.models import BankAccount, BankLine
from ouna.log.sealing import cipher_for, encrypt
from ouna.treasury.queries.lines import line_place, opened_text, sealing_subject


class LineSealer:
    """Encrypts the private texts of an account's lines; asks for each year's key once."""

    def __init__(self, account: BankAccount) -> None:
        self._account = account
        self._ciphers: dict[str, Any] = {}
        self._subjects: dict[int, str] = {}

    def subject(self, day: date) -> str:
        """Whose key seals the texts of that day."""
        if day.year not in self._subjects:
            self._subjects[day.year] = sealing_subject(self._account, day)
        return self._subjects[day.year]

    def seal(self, day: date, ref: str, column: str, text: str | None) -> bytes | None:
        """The text, encrypted for its place; None for none."""
        if not text:
            return None
        subject = self.subject(day)
        if subject not in self._ciphers:
            self._ciphers[subject] = cipher_for(subject)
        return encrypt(self._ciphers[subject], text.encode(), line_place(ref, column))


def inherited(line: BankLine, ref: str) -> dict[str, Any]:
    """What a part that a person split off has of its line: who sent the money and what he wrote, sealed anew
    for the part; else a gift made of it would be nobody's.

    Reference and end-to-end id stay with the line: they name one promise or order, not each part of it.
    """
    sealer = LineSealer(line.account)
    name, text = opened_text(line)
    return {
        "ref": ref,
        "counterparty_name": sealer.seal(line.booked_on, ref, "counterparty_name", name),
        "text": sealer.seal(line.booked_on, ref, "text", text),
        "subject": sealing_subject(line.account, line.booked_on),
        "iban_key": line.iban_key,
    }
