"""What the desk says about states, reasons and findings, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from ouna.core.errors import OunaError
from ouna.core.values import Money
from ouna.funds.models import BankAccount, BankLine, Fund
from ouna.treasury.queries.offers import Decision
from ouna.ui import formats
from ouna.ui.templatetags.ui import day, money, name, reference

#: state of a line → (words, kind of)
LINE_STATES = {
    "waiting": (gettext_lazy("waits"), "wait"),
    "gift": (gettext_lazy("gift"), "good"),
    "fee": (gettext_lazy("bank charge"), ""),
    "interest": (gettext_lazy("interest"), ""),
    "before": (gettext_lazy("from before these books"), ""),
    "transfer": (gettext_lazy("own transfer"), ""),
    "payment": (gettext_lazy("payment"), ""),
    "return": (gettext_lazy("came back"), ""),
    "unexplained": (gettext_lazy("not explained, public"), "look"),
    "split": (gettext_lazy("split"), ""),
    "pending": (gettext_lazy("pending at the bank"), "wait"),
}
STATEMENT_STATES = {
    "booked": (gettext_lazy("adds up"), "good"),
    "held": (gettext_lazy("held"), "wrong"),
    "shown": (gettext_lazy("shown only"), "wait"),
    "dropped": (gettext_lazy("set aside"), ""),
    "foreign": (gettext_lazy("not our account"), "wrong"),
}
#: What the import does with a line → (words, kind of tag)
OUTCOMES = {
    **LINE_STATES,
    "gift": (gettext_lazy("gift, by itself"), "good"),
    "split": (gettext_lazy("told apart into its payments"), "good"),
    "transfer": (gettext_lazy("own transfer"), ""),
    "payment": (gettext_lazy("payment, by itself"), "good"),
    "payment_return": (gettext_lazy("payment came back"), "look"),
    "stopped": (gettext_lazy("not as ordered: payments stop"), "wrong"),
    "return": (gettext_lazy("returned gift"), ""),
    "fee": (gettext_lazy("bank charge"), ""),
    "interest": (gettext_lazy("interest"), ""),
    "waits": (gettext_lazy("waits for you"), "wait"),
    "known": (gettext_lazy("known already"), ""),
    "pending": (gettext_lazy("pending, not booked"), "wait"),
    "unreadable": (gettext_lazy("cannot be read"), "wrong"),
    "detail": (gettext_lazy("only tells more"), "wait"),
    "left": (gettext_lazy("is not imported"), "look"),
}
#: Reason → (words of the tag, kind of tag, sentence)
REASONS = {
    "reference": (
        gettext_lazy("payment reference"),
        "good",
        gettext_lazy("The payment reference is the same."),
    ),
    "two_digits_swapped": (gettext_lazy("two digits swapped"), "good", ""),
    "one_digit_wrong": (gettext_lazy("one digit wrong"), "good", ""),
    "one_digit_missing": (gettext_lazy("one digit missing"), "good", ""),
    "one_digit_too_many": (gettext_lazy("one digit too many"), "good", ""),
    "iban_seen": (
        gettext_lazy("IBAN seen before"),
        "good",
        gettext_lazy("A gift came from the same IBAN before."),
    ),
    "name": (gettext_lazy("name"), "good", gettext_lazy("The name is that of an open promise.")),
    "amount": (gettext_lazy("amount of a promise"), "good", gettext_lazy("The amount is what was promised.")),
    "amount_of_gift": (gettext_lazy("same amount"), "good", gettext_lazy("The amount is that of the gift.")),
    "monthly": (gettext_lazy("gives each month"), "", gettext_lazy("The promise is for each month.")),
    "fund_named": (gettext_lazy("purpose from the text"), "", gettext_lazy("The text names the purpose.")),
    "funds_named": (
        gettext_lazy("several purposes"),
        "look",
        gettext_lazy("The text names several purposes. Choose one, or split the line."),
    ),
    "named": (
        gettext_lazy("first gift of this name"),
        "look",
        gettext_lazy("The name is the one the bank wrote. No promise and no earlier gift fits it."),
    ),
    "own_account": (
        gettext_lazy("our own account"),
        "good",
        gettext_lazy("The other account is one of ours."),
    ),
    "words": (
        gettext_lazy("words of the bank"),
        "",
        gettext_lazy("The bank’s words say so, and no other party is named."),
    ),
    "order_id": (
        gettext_lazy("number of the order"),
        "good",
        gettext_lazy("The bank line carries the number of the order."),
    ),
    "payee_account": (
        gettext_lazy("payee’s account"),
        "good",
        gettext_lazy("The account is the one the trustees signed."),
    ),
    "order_amount": (
        gettext_lazy("amount of the order"),
        "good",
        gettext_lazy("The amount is what was ordered."),
    ),
    "within_margin": (
        gettext_lazy("more, within the margin"),
        "look",
        gettext_lazy("More left than was ordered, within what was approved for charges and rate."),
    ),
    "below_order": (
        gettext_lazy("less than ordered"),
        "look",
        gettext_lazy("Less left than was ordered. The rest is free again."),
    ),
    "file_named": (
        gettext_lazy("number of the payment file"),
        "good",
        gettext_lazy("The bank booked a payment file as one sum, and names it."),
    ),
    "file_sum": (
        gettext_lazy("sum of a payment file"),
        "",
        gettext_lazy("The amount is that of all open orders of a payment file together."),
    ),
    "receipt": (gettext_lazy("receipt code"), "good", gettext_lazy("The receipt code is the one you typed.")),
    "unknown": (
        gettext_lazy("giver not known"),
        "look",
        gettext_lazy("Nothing tells who gave: book it without a name."),
    ),
}
#: Said instead of counts of a file that is no statement: details of batches, or a day not yet closed.
SHOWN_ONLY = gettext_lazy(
    "This is no statement of closed days: it only tells more about lines that stand in one."
)
HELD = {
    "differs": (
        gettext_lazy("Opening, lines and closing do not add up. Nothing was booked."),
        gettext_lazy("Ask the bank for the file again and drop the new one here; then set this one aside."),
    ),
    "undecidable": (
        gettext_lazy(
            "Nobody but you can tell whether these lines are new or known already. Nothing was booked."
        ),
        gettext_lazy("Compare both sides and decide."),
    ),
    "missing": (
        gettext_lazy("A line that we have from these days is not in this statement. Nothing was booked."),
        gettext_lazy("Compare both sides: if the statement tells of other lines, all of its lines are new."),
    ),
    "changed": (
        gettext_lazy("The same statement came before with other lines. Nothing was booked."),
        gettext_lazy("Ask the bank which of the two is right, then decide."),
    ),
    "unreadable": (
        gettext_lazy("The day or the amount of a line cannot be read. Nothing was booked."),
        gettext_lazy("Ask the bank for the file again; then set this one aside."),
    ),
    "currency": (
        gettext_lazy("A line is in another currency than the account. Nothing was booked."),
        gettext_lazy("Ask the bank for the file of this account alone."),
    ),
    "unknown_account": (
        gettext_lazy("This account is not announced as one of ours. Nothing of it is imported."),
        gettext_lazy("Check that it is the right file; an administrator announces new accounts."),
    ),
}
_PLACE = re.compile(r"(row|line|entry|statement|file) (\d+)( of the ZIP)?")
_PLACES = {
    "file": gettext_lazy("file %(n)s of the ZIP"),
    "row": gettext_lazy("row %(n)s"),
    "line": gettext_lazy("line %(n)s"),
    "entry": gettext_lazy("entry %(n)s"),
    "statement": gettext_lazy("statement %(n)s"),
}


def said(error: OunaError) -> str:
    """A refusal and its next step in the reader's language."""
    step = f" {_(str(error.next_step))}" if error.next_step else ""
    return f"{_(str(error))}{step}"


def finding(found: dict[str, str]) -> tuple[str, str]:
    """(where, what) of something the reader noticed in a file."""
    where = _PLACE.sub(lambda m: str(_PLACES[m[1]]) % {"n": m[2]}, found.get("where", ""))
    where = {"table": _("the table"), "file": _("the file")}.get(where, where)
    return where, _(found["what"]) if found.get("what") else ""


def place(account: BankAccount) -> SafeString:
    """`Germany EUR`: the section's name in the reader's language and the account's currency."""
    return format_html('<span>{} <span class="muted">{}</span></span>', name(account.names), account.currency)


def place_text(account: BankAccount) -> str:
    """The same as plain text, for options and files."""
    return f"{account.names.best(get_language() or 'en')[1]} {account.currency}"


def fund_text(fund: Fund) -> str:
    """The purpose's title as plain text."""
    return str(fund.titles.best(get_language() or "en")[1])


def sum_text(value: Money) -> str:
    """`200.00 EUR` as plain text, isolated from the direction around it."""
    return f"\u2068{formats.amount(value.minor, value.currency)}\u00a0{value.currency}\u2069"


def line_place(line: BankLine) -> SafeString:
    """Where and when: `Germany EUR, 20 November 2026`."""
    return account_day(line.account, line.booked_on)


def account_day(account: BankAccount, on: date) -> SafeString:
    """An account and a day: `Germany EUR, 20 November 2026`."""
    return format_html(_("{place}, {day}"), place=place(account), day=day(on))


def listed(parts: Sequence[str]) -> str:
    """Words in a row, with the comma of the reader's language."""
    return _(", ").join(parts)


def title_of(decision: Decision, payer: str) -> SafeString:
    """What a decision would book, as a headline. `payer`: the name the bank wrote."""
    if decision.kind == "gift":
        return _gift_title(decision, payer)
    if decision.kind == "return" and decision.gift:
        return format_html(
            _("The gift of {day} for {fund}, returned"),
            day=day(decision.gift.booked_on),
            fund=name(decision.gift.fund.titles),
        )
    if decision.kind == "transfer_out" and decision.target:
        return format_html(_("Own transfer to {account}"), account=place(decision.target))
    if decision.kind == "transfer_in" and decision.transfer:
        return format_html(
            _("Arrival of the transfer from {account} of {day}"),
            account=place(decision.transfer.source),
            day=day(decision.transfer.sent_on),
        )
    ordered = _ordered_title(decision)
    if ordered:
        return ordered
    words = {"fee": _("A charge of the bank"), "interest": _("Interest of the bank")}
    return format_html("{}", words.get(decision.kind, _("Choose what it is")))


def _ordered_title(decision: Decision) -> SafeString | None:
    """A payment, a whole payment file, or a payment that came back."""
    if decision.batch:
        count = len(decision.batch.orders)
        text = ngettext(
            "A payment file with one order", "A payment file of %(n)s orders, split into its payments", count
        )
        return format_html("{}", text % {"n": count})
    if decision.order is None:
        return None
    what = name(decision.order.request.told)
    if decision.kind == "payment_return":
        return format_html(_("The payment for {what} came back"), what=what)
    return format_html(_("Payment ordered for {what}"), what=what)


def _gift_title(decision: Decision, payer: str) -> SafeString:
    fund = name(decision.fund.titles) if decision.fund else ""
    if decision.pledge and decision.donor:
        return format_html(
            _("{donor}: the promise of {sum} for {fund}"),
            donor=name(decision.donor),
            sum=money(decision.pledge.money),
            fund=fund,
        )
    if decision.pledge:
        return format_html(
            _("The promise {reference} of {sum} for {fund}"),
            reference=reference(decision.pledge.reference),
            sum=money(decision.pledge.money),
            fund=fund,
        )
    who = decision.donor or payer
    if who:
        return format_html(_("{donor}, for {fund}"), donor=name(who), fund=fund)
    return format_html(_("A gift for {fund}"), fund=fund)


def why(decision: Decision) -> SafeString:
    """The reasons as sentences."""
    parts = []
    for code in decision.reasons:
        label, _kind, sentence = REASONS.get(code, (code, "", ""))
        if sentence:
            parts.append(format_html("{}", sentence))
        elif decision.pledge:
            parts.append(
                format_html(
                    _("The promise carries {reference}: {how}."),
                    reference=reference(decision.pledge.reference),
                    how=label,
                )
            )
    return SafeString(" ".join(parts))


def tags(decision: Decision, *, iban_new: bool = False) -> list[tuple[str, str]]:
    """The reasons as tags, with what speaks for caution."""
    found = [(str(REASONS[c][0]), str(REASONS[c][1])) for c in decision.reasons if c in REASONS]
    if iban_new and decision.kind == "gift" and "iban_seen" not in decision.reasons:
        found.append((_("new IBAN"), "look"))
    return found


def booked_text(count: int) -> str:
    """How many lines needed nobody."""
    return ngettext("%(n)s booked itself.", "%(n)s booked themselves.", count) % {"n": count}
