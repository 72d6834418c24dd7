"""Forms of requests and payments. What is typed is judged here; what may be done, the rules say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouna.campaign.models import Campaign
from ouna.core.bank import iban as ibans
from ouna.core.bank.errors import PaymentFileRefused
from ouna.core.errors import Refused
from ouna.core.values import Money
from ouna.funds.typed import read_amount
from ouna.log import clock
from ouna.spending.fields import Line, Text, code_field, day_field, sum_field, told
from ouna.spending.filing import check_payee
from ouna.spending.others import MOST_OF_A_NAME, is_latin, read_others
from ouna.spending.payees import PayeeData
from ouna.spending.wishes import Budget, Wish

ACCOUNT, CASH = "account", "cash"


class RequestForm(forms.Form):
    """Five fields to start; all others have a meaning when they are empty."""

    title = Line(
        label=gettext_lazy("What for"),
        max_length=140,
        help_text=gettext_lazy("A few words that everyone will read. No names of persons."),
    )
    amount = sum_field(label=gettext_lazy("How much"))
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    payee_name = Line(
        label=gettext_lazy("Whom to pay"),
        max_length=90,
        help_text=gettext_lazy("The name as they write it. It stays confidential."),
    )
    fund = forms.ChoiceField(label=gettext_lazy("From which purpose"))
    until = day_field(
        label=gettext_lazy("By when"),
        help_text=gettext_lazy("The last day on which it may be paid."),
    )
    # More, when it is known.
    why = Text(label=gettext_lazy("Why, in public"), required=False, max_length=2_000)
    payee_latin = Line(
        label=gettext_lazy("Their name in Latin letters"),
        required=False,
        max_length=70,
        help_text=gettext_lazy("Exactly as their bank knows it. Needed if the name above has other letters."),
    )
    payee_kind = forms.ChoiceField(
        label=gettext_lazy("They are"),
        widget=forms.RadioSelect,
        choices=[
            ("organisation", gettext_lazy("a firm or organisation")),
            ("person", gettext_lazy("a person")),
        ],
        initial="organisation",
        required=False,
    )
    payee_born = Line(label=gettext_lazy("Year of birth"), required=False, max_length=4)
    how = forms.ChoiceField(
        label=gettext_lazy("How they are paid"),
        widget=forms.RadioSelect,
        choices=[(ACCOUNT, gettext_lazy("into an account")), (CASH, gettext_lazy("in cash"))],
        initial=ACCOUNT,
        required=False,
    )
    account = code_field(label=gettext_lazy("Their account: IBAN or number"))
    bic = code_field(11, label=gettext_lazy("BIC of their bank"))
    bank = Line(label=gettext_lazy("Name of their bank"), required=False, max_length=70)
    street = Line(label=gettext_lazy("Street"), required=False, max_length=70)
    building = Line(label=gettext_lazy("House"), required=False, max_length=16)
    postcode = Line(label=gettext_lazy("Postcode"), required=False, max_length=16)
    town = Line(label=gettext_lazy("Town"), required=False, max_length=35)
    country = code_field(2, label=gettext_lazy("Country, two letters"))
    purpose = forms.ChoiceField(label=gettext_lazy("Spent on"), required=False)
    line = Line(
        label=gettext_lazy("Budget line"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Small letters, digits and hyphens. Requests of one line are added up."),
    )
    limit = sum_field(
        label=gettext_lazy("At most this may leave our account"),
        required=False,
        help_text=gettext_lazy("Empty: the sum above. Needed if the payee gets another currency."),
    )
    limit_currency = forms.ChoiceField(label=gettext_lazy("Currency of our account"), required=False)
    margin = sum_field(
        label=gettext_lazy("Besides this, for the bank’s charges and rate"),
        required=False,
    )
    gated = forms.BooleanField(
        label=gettext_lazy("Only after the building start"),
        required=False,
        help_text=gettext_lazy("The partner’s trustees say when building may start."),
    )
    place = Line(
        label=gettext_lazy("Place"),
        required=False,
        max_length=140,
        help_text=gettext_lazy("Confidential: only its fingerprint is public."),
    )
    each = sum_field(label=gettext_lazy("At most each month"), required=False)
    total = sum_field(label=gettext_lazy("At most in all"), required=False)
    others = Text(
        label=gettext_lazy("More payees, one in each line"),
        required=False,
        max_length=4_000,
        help_text=gettext_lazy(
            "Name in Latin letters; account; BIC; year of birth. BIC and year may be missing. Confidential."
        ),
    )
    budget_until = day_field(label=gettext_lazy("Until"), required=False)

    MAIN = ("title", "amount", "currency", "payee_name", "fund", "until")
    #: What stands folded below, in its three parts.
    FOLDED = {
        "payee": "payee_latin payee_kind payee_born bic bank street building postcode town country".split(),
        "payment": "why place purpose line limit limit_currency margin gated".split(),
        "budget": "each total budget_until others".split(),
    }

    def __init__(self, data: Any = None, *, campaign: Campaign, lang: str, **more: Any) -> None:
        super().__init__(data, auto_id="r_%s", **more)
        self.campaign, self.lang = campaign, lang
        self.funds = {f.code: f for f in campaign.funds.all()}
        currencies = [(c, c) for c in campaign.currencies]
        codes = sorted({p for f in self.funds.values() for p in f.purposes} | set(self.funds))
        self._choices("fund", [(f.code, f.titles.best(lang)[1]) for f in self.funds.values()])
        self._choices("currency", currencies)
        self._choices("limit_currency", [("", "–"), *currencies])
        self._choices(
            "purpose", [("", _("what the purpose is for")), *((c, c) for c in codes if c != "free")]
        )

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def opened(self) -> dict[str, bool]:
        """Which folded part holds a mistake and so stands open."""
        return {part: any(name in self.errors for name in names) for part, names in self.FOLDED.items()}

    def typed(self) -> dict[str, str]:
        """What was typed, for the draft: as it is, right or wrong."""
        return {name: str(self.data.get(name, "")) for name in self.fields}

    def clean_until(self) -> date:
        """A day to come."""
        day: date = self.cleaned_data["until"]
        if day < clock.today():
            raise ValidationError(_("This day has passed."))
        return day

    def clean_line(self) -> str:
        """A code of the record."""
        code = str(self.cleaned_data["line"]).lower()
        if code and not all(c.isascii() and (c.isalnum() or c in "._-") for c in code):
            raise ValidationError(_("Only small letters, digits and hyphens."))
        return code

    def clean_country(self) -> str:
        """Two letters of a country that is."""
        code = str(self.cleaned_data["country"]).upper()
        if code and not ibans.country_exists(code):
            raise ValidationError(_("There is no such country code."))
        return code

    def clean_payee_born(self) -> int:
        """A year, 0 if none was given."""
        text = str(self.cleaned_data["payee_born"])
        if not text:
            return 0
        if not (text.isdecimal() and 1900 <= int(text) <= clock.today().year):
            raise ValidationError(_("Write the year with four digits."))
        return int(text)

    def _read(self, name: str, currency: str) -> Money | None:
        text = self.cleaned_data.get(name)
        if not text or not currency:
            return None
        try:
            money = read_amount(text, currency)
            if money.minor < 0 or (money.minor == 0 and name != "margin"):
                raise Refused("The amount is above zero.")
            return money
        except Refused as refused:
            self.add_error(name, told(refused))
            return None

    def clean(self) -> dict[str, Any]:
        """All that hangs together; afterwards `wish()` tells it as values."""
        data = super().clean() or {}
        currency = data.get("currency", "")
        money = self._read("amount", currency)
        ours = data.get("limit_currency") or currency
        limit = self._read("limit", ours) or (money if ours == currency else None)
        if money and limit is None and "limit" not in self.errors:
            self.add_error("limit", _("Say how much may leave our account, in its currency."))
        if money and limit and money.currency == limit.currency and money.minor > limit.minor:
            self.add_error("limit", _("This is less than the payee gets."))
        data["money_value"], data["limit_value"] = money, limit
        data["margin_value"] = self._read("margin", ours)
        self._clean_payee(data)
        self._clean_purpose(data)
        self._clean_budget(data, ours, limit)
        self._clean_others(data)
        if not self.errors:
            self._clean_reach(data)
        return data

    def _clean_reach(self, data: dict[str, Any]) -> None:
        """What the bank's file will need is asked for now: afterwards nothing of it can be changed."""
        money, currency = data["money_value"], data["limit_value"].currency
        for nth, payee in enumerate((self._payee(data), *data["others_read"])):
            try:
                check_payee(self.campaign, payee, money, currency)
            except PaymentFileRefused as refused:
                self._refuse_reach(nth, str(refused.fields["field"]))

    def _refuse_reach(self, nth: int, field: str) -> None:
        if field == "bic":
            name, why = "bic", _("This account lies outside SEPA: its bank is found by its BIC alone.")
        elif field == "address":
            name, why = "town", _("For this country banks need the payee’s address: town and country.")
        else:
            part = field.removeprefix("address.")
            name = part if part in ("street", "building", "postcode", "town", "country") else "town"
            why = _("Banks take plain Latin letters, digits and simple signs in an address.")
        if nth:
            name, why = "others", _("Line %(n)d: %(why)s.") % {"n": nth, "why": why.rstrip(".")}
        self.add_error(name, why)

    def _clean_others(self, data: dict[str, Any]) -> None:
        data["others_read"] = ()
        if not data.get("others"):
            return
        if data["budget"] is None:
            self.add_error("others", _("Several are paid only within a spending limit until a date."))
            return
        try:
            kind, cash = data.get("payee_kind") or "organisation", data.get("how") == CASH
            data["others_read"] = read_others(data["others"], kind=kind, cash=cash)
        except ValidationError as wrong:
            self.add_error("others", wrong)

    def _clean_payee(self, data: dict[str, Any]) -> None:
        name, latin = data.get("payee_name", ""), data.get("payee_latin", "")
        latin = latin or (name if is_latin(name) else "")
        if name and not is_latin(latin):
            text = _("Write the name with plain Latin letters, as their bank knows it.")
            if not latin and len(name) > MOST_OF_A_NAME and is_latin(name[:MOST_OF_A_NAME].strip()):
                text = _("Banks take a name of at most 70 letters: write it as their bank knows it.")
            self.add_error("payee_latin", text)
        data["latin"] = latin
        if (data.get("how") or ACCOUNT) == CASH:
            data["account"] = data["bic"] = data["bank"] = ""
            return
        account = "".join(str(data.get("account", "")).split()).upper()
        if not account:
            self.add_error("account", _("Write the account, or choose cash."))
        elif account[:2].isalpha() and account[2:4].isdigit() and not ibans.is_valid(account):
            self.add_error("account", _("This IBAN has a mistake: compare it sign by sign."))
        data["account"], bic = account, str(data.get("bic", "")).upper()
        if bic and not ibans.bic_valid(bic):
            self.add_error("bic", _("This is not a BIC: it has 8 or 11 letters and digits."))
        data["bic"] = bic

    def _clean_purpose(self, data: dict[str, Any]) -> None:
        fund = self.funds.get(data.get("fund", ""))
        if fund is None:
            return
        own = [p for p in fund.purposes if p != "free"]
        wanted = data.get("purpose") or (own[0] if own else fund.code)
        if own and wanted not in own:
            self.add_error("purpose", _("This purpose’s money is not spent on that."))
        data["purpose"] = wanted

    def _clean_budget(self, data: dict[str, Any], currency: str, limit: Money | None) -> None:
        each, total = self._read("each", currency), self._read("total", currency)
        until = data.get("budget_until")
        data["budget"] = None
        if not (each or total or until):
            return
        if not (each and total and until):
            self.add_error("each", _("A spending limit until a date needs month, sum and day."))
            return
        if limit and not each.minor <= total.minor <= limit.minor:
            self.add_error("total", _("A month is at most the sum, and that at most the limit."))
        data["budget"] = Budget(each.minor, total.minor, until)

    def wish(self) -> Wish:
        """What is asked for. Call after `is_valid()`."""
        data = self.cleaned_data
        return Wish(
            title=data["title"],
            why=data["why"],
            lang=self.lang,
            fund=self.funds[data["fund"]],
            purpose=data["purpose"],
            line=data["line"],
            limit=data["limit_value"],
            money=data["money_value"],
            margin=data["margin_value"].minor if data["margin_value"] else 0,
            gated=data["gated"],
            until=data["until"],
            place=data["place"],
            standing=data["budget"],
            payees=(self._payee(data), *data["others_read"]),
        )

    def _payee(self, data: Mapping[str, Any]) -> PayeeData:
        same = ("street", "building", "postcode", "town", "country", "account", "bic", "bank")
        return PayeeData(
            name=data["payee_name"],
            latin=data["latin"],
            kind=data["payee_kind"] or "organisation",
            born=data["payee_born"],
            **{key: data[key] for key in same},
        )
