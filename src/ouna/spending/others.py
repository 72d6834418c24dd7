"""The further payees of a standing budget, as somebody types them: one in each line."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ouna.core.bank import iban as ibans
from ouna.core.bank import pain001_values
from ouna.core.bank.errors import PaymentFileRefused
from ouna.log import clock
from ouna.spending.payees import PayeeData

#: With the first one, as many as a request holds papers: a trustee reads them all before signing.
MOST = 39


def read_others(text: str, *, kind: str, cash: bool) -> tuple[PayeeData, ...]:
    """Payees of `name; account; BIC; year of birth`, the last two as may be; cash has no account.

    Raises: ValidationError, which names the line.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise ValidationError(_("At most %(most)d more payees.") % {"most": MOST})
    return tuple(_payee(nth, line, kind, cash) for nth, line in enumerate(lines, start=1))


def _payee(nth: int, line: str, kind: str, cash: bool) -> PayeeData:
    parts = [part.strip() for part in line.split(";")]
    name, account, *rest = (*parts, "")[: max(2, len(parts))]
    account = "".join(account.split()).upper()
    years = [part for part in rest if part.isdecimal()]
    bics = [part.upper() for part in rest if part and part not in years]
    why = ""
    if len(years) > 1 or len(bics) > 1:
        why = _("it has more than name, account, BIC and year")
    elif not is_latin(name):
        why = _("write the name with plain Latin letters, as their bank knows it")
    elif cash == bool(account):
        why = _("the account is to be empty for cash") if cash else _("the account is missing")
    elif account[:2].isalpha() and account[2:4].isdigit() and not ibans.is_valid(account):
        why = _("the IBAN has a mistake")
    elif bics and not ibans.bic_valid(bics[0]):
        why = _("the BIC has a mistake")
    elif years and not (years[0].isascii() and 1900 <= int(years[0]) <= clock.today().year):
        why = _("write the year with four digits")
    if why:
        raise ValidationError(_("Line %(n)d: %(why)s.") % {"n": nth, "why": why})
    born = int(years[0]) if years else 0
    return PayeeData(name=name, latin=name, kind=kind, born=born, account=account, bic="".join(bics))


#: Letters of a name that a bank takes (EPC132-08).
MOST_OF_A_NAME = 70


def is_latin(name: str) -> bool:
    """Whether banks take every sign of it."""
    try:
        pain001_values.text(name, "name", most=MOST_OF_A_NAME)
        return True
    except PaymentFileRefused:
        return False
