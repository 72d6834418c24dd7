"""Why a bank sends money back, in words: the external return reasons of ISO 20022, those that banks use.

Other codes are shown as they are at the desks and not at all in public: what a bank writes into this field
beside the list may name a person.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Code → what it means, for whoever reads it at a desk.
REASONS: dict[str, Promise] = {
    "AC01": _("the account number is wrong"),
    "AC03": _("the payee’s account number is wrong"),
    "AC04": _("the account is closed"),
    "AC06": _("the account is blocked"),
    "AC07": _("the payee’s account is closed"),
    "AC14": _("accounts of this kind do not take such payments"),
    "AG01": _("the account does not allow such payments"),
    "AG02": _("the bank does not know this kind of payment"),
    "AM02": _("the bank does not allow this sum"),
    "AM03": _("the account does not take this currency"),
    "AM04": _("not enough money on the account"),
    "AM05": _("it was sent twice"),
    "AM06": _("the sum is too small"),
    "AM07": _("the money is blocked at the bank"),
    "AM09": _("the sum is not what was agreed"),
    "BE01": _("name and account number do not belong together"),
    "BE04": _("the payee’s address is missing"),
    "BE06": _("the bank does not know the payee"),
    "BE07": _("the payer’s address is missing"),
    "CNOR": _("the payee’s bank takes no such payments"),
    "CURR": _("the currency is wrong"),
    "CUST": _("it was asked back"),
    "DUPL": _("it was sent twice"),
    "ED05": _("the banks could not settle it"),
    "FOCR": _("it was called back and given back"),
    "FR01": _("the bank suspects a fraud"),
    "FRAD": _("the bank suspects a fraud"),
    "MD01": _("there is no mandate"),
    "MD06": _("the payer asked for the money back"),
    "MD07": _("the owner of the account has died"),
    "MS02": _("the payee gives no reason"),
    "MS03": _("the bank gives no reason"),
    "NARR": _("the bank says it in its own words"),
    "NOAS": _("the payee did not answer"),
    "RC01": _("the number of the bank is wrong"),
    "RR01": _("the payer’s account is missing"),
    "RR02": _("the payer’s name or address is missing"),
    "RR03": _("the payee’s name or address is missing"),
    "RR04": _("the law or an authority does not allow it"),
    "TECH": _("a technical fault at the bank"),
    "TM01": _("it came after the bank’s hour"),
}
#: What would tell of a person, or of a suspicion that nobody has looked into: the public reads no reason.
CONFIDENTIAL = frozenset({"AC06", "AM07", "FR01", "FRAD", "MD07", "NARR", "RR04"})


def reason_words(code: str) -> str:
    """The bank's reason in words with its code, for a desk; a code that is none of the list as it came."""
    return f"{REASONS[code]} ({code})" if code in REASONS else code


def public_reason(code: str) -> str:
    """The bank's reason in words with its code, for everyone; empty where it is unknown or confidential."""
    return reason_words(code) if code in REASONS and code not in CONFIDENTIAL else ""
