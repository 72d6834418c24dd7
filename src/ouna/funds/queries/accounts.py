"""Our bank accounts: which are announced, which is known by a number, how a payer is found again."""

from __future__ import annotations

import hashlib
import hmac

from django.db.models import QuerySet

from ouna.campaign.models import Campaign
from ouna.funds import rules
from ouna.funds.models import BankAccount
from ouna.log.keys import sealing_key


def open_accounts(campaign: Campaign) -> QuerySet[BankAccount]:
    """The announced accounts of a campaign that are not closed, in the order of their sections."""
    rows = campaign.accounts.filter(announced_on__isnull=False, closed_on=None)
    return rows.select_related("section", "campaign")


def announced_accounts(campaign: Campaign) -> QuerySet[BankAccount]:
    """All accounts ever announced, closed ones too."""
    return campaign.accounts.filter(announced_on__isnull=False).select_related("section")


def account_for_iban(text: str) -> BankAccount | None:
    """The announced account that is known by this number (typed with spaces or not), closed ones too.

    Of several (a number announced again after a closing) the one announced last.
    """
    number = rules.normal_number(text[:200])
    if not rules.is_number(number):
        return None
    rows = BankAccount.objects.filter(numbers__number=number, announced_on__isnull=False)
    return rows.select_related("section", "campaign").order_by("-pk").first()


def demo_name(holder: str) -> str:
    """The holder's name in codes of the demo, so that no bank's app can pay them unnoticed."""
    return f"DEMO {holder}"[:70].rstrip()


def iban_key(number: str) -> str:
    """A keyed hash of an account number: finds the same payer again, and nobody can guess back."""
    normal = rules.normal_number(number)
    key = hashlib.sha256(b"funds.iban_key\n" + sealing_key()).digest()
    return hmac.new(key, normal.encode(), hashlib.sha256).hexdigest() if normal else ""
