"""What the gallery shows: invented values for every component in every state."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouna.core.values import Money, Translated
from ouna.ui.charts.bars import section_bar
from ouna.ui.charts.sections import Section, together
from ouna.ui.tables import Column, Table
from ouna.ui.templatetags.parts import tag
from ouna.ui.templatetags.ui import amount, reference

SWATCHES = ("paper", "lime", "ink", "olive", "olive-deep", "terra", "sky", "wrong")


def sections() -> list[Section]:
    """Five purposes of an invented campaign, in EUR cents."""
    return [
        Section(
            "walls",
            _("Walls and roof"),
            _("Walls and roof"),
            210_000_00,
            received=78_300_00,
            promised=2_900_00,
            approved=9_600_00,
            paid=9_600_00,
            proof=9_600_00,
            brought=12_000_00,
        ),
        Section(
            "children",
            _("Children’s courtyard"),
            _("Children"),
            40_000_00,
            received=19_500_00,
            promised=630_00,
            approved=640_00,
        ),
        Section(
            "theatre",
            _("Operating theatre"),
            _("Operating theatre"),
            120_000_00,
            received=46_180_00,
            promised=1_600_00,
        ),
        Section(
            "sun",
            _("Sun and water"),
            _("Sun and water"),
            70_000_00,
            received=21_000_00,
            promised=740_00,
            approved=6_450_00,
            paid=6_450_00,
        ),
        Section(
            "free",
            _("Where most needed"),
            _("Most needed"),
            60_000_00,
            received=34_500_00,
            promised=1_000_00,
            approved=3_450_00,
            paid=3_450_00,
            proof=2_300_00,
            brought=12_000_00,
        ),
    ]


def sources() -> list[tuple[str, list[int]]]:
    """Gifts by section and purpose, in EUR cents."""
    return [
        (_("Germany"), [34_000_00, 8_000_00, 21_000_00, 9_500_00, 15_000_00]),
        (_("Switzerland"), [14_000_00, 4_000_00, 10_000_00, 5_000_00, 7_000_00]),
        (_("Netherlands"), [8_000_00, 2_000_00, 5_360_00, 3_000_00, 3_000_00]),
        (_("Britain"), [6_000_00, 2_000_00, 3_000_00, 1_000_00, 3_000_00]),
        (_("Greece"), [5_000_00, 1_000_00, 2_204_50, 1_000_00, 2_000_00]),
        (_("Türkiye"), [5_000_00, 1_000_00, 1_700_00, 700_00, 1_600_00]),
        (_("Portugal"), [4_000_00, 1_000_00, 1_915_50, 500_00, 2_000_00]),
        (_("Tunisia"), [2_300_00, 500_00, 1_000_00, 300_00, 900_00]),
    ]


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label=gettext_lazy("Name of the organisation"),
        help_text=gettext_lazy("As it stands in your statutes, in its own script."),
    )
    iban = forms.CharField(label="IBAN")
    section = forms.ChoiceField(
        label=gettext_lazy("Section"),
        choices=[("DE", gettext_lazy("Germany (EUR)")), ("TN", gettext_lazy("Tunisia (TND)"))],
    )
    amount = forms.CharField(label=gettext_lazy("Amount"))
    reason = forms.CharField(
        label=gettext_lazy("Your reason (public)"), widget=forms.Textarea(attrs={"rows": 3})
    )
    closed = forms.CharField(label=gettext_lazy("Closed"), disabled=True, required=False)
    purpose = forms.ChoiceField(
        label=gettext_lazy("For what"),
        widget=forms.RadioSelect,
        choices=[("walls", gettext_lazy("Walls and roof")), ("theatre", gettext_lazy("Operating theatre"))],
    )
    often = forms.ChoiceField(
        label=gettext_lazy("How often"),
        widget=forms.RadioSelect,
        choices=[("once", gettext_lazy("Once")), ("month", gettext_lazy("Each month"))],
    )
    receipt = forms.BooleanField(label=gettext_lazy("Send me the receipt"), required=False)
    paper = forms.FileField(label=gettext_lazy("Delivery note"), required=False)

    def clean_iban(self) -> str:
        """Refuses every account: the gallery shows what an error looks like."""
        raise ValidationError(_("Two check digits do not fit. Please compare the last group."))


def form() -> SampleForm:
    """The form, filled in with one wrong field and one missing choice."""
    return SampleForm(
        {
            "title": "Nachbarschaftshilfe Blaue Schaufel e. V.",
            "iban": "DE89 3704 0044 0532 0130 01",
            "section": "DE",
            "amount": "100.00",
            "reason": _("Walls first. The old van runs."),
            "purpose": "walls",
            "receipt": "on",
        },
        initial={"closed": _("set by the agreement")},
    )


def accounts() -> Table:
    """A table with a long name in another script, sums of different length and states in words."""
    bengali = ("সাত সেতু স্বেচ্ছাশ্রম সমিতি", "bn")
    return Table(
        columns=[
            Column(_("Section")),
            Column(_("Gifts"), True),
            Column(_("In EUR"), True),
            Column(_("State")),
        ],
        rows=[
            [_("Germany"), 412, amount(87_500_00, "EUR"), tag(_("adds up"), "good")],
            [_("Greece"), 118, amount(11_204_50, "EUR"), tag(_("0.90 missing"), "wrong")],
            [bengali, 0, amount(0, "EUR"), tag(_("no account, tins only"), "wait")],
        ],
        foot=[_("Together"), 530, amount(98_704_50, "EUR"), ""],
        caption=_("A table whose rows become slips on a phone"),
    )


def stops() -> list[dict[str, object]]:
    """The way of one gift."""
    return [
        {"title": _("Promised"), "state": "sand", "text": _ref_text(), "when": date_text(12)},
        {
            "title": _("Received in Germany"),
            "state": "sand",
            "text": _("The statement adds up."),
            "when": date_text(20),
        },
        {"title": _("In the record"), "state": "done", "when": date_text(20)},
        {
            "title": _("Locked in"),
            "state": "now",
            "text": _("Two independent keepers hold the sealed summary."),
        },
        {"title": _("Waits in Walls and roof"), "state": "open"},
        {"title": _("Approved by 3 of the 5 trustees"), "state": "later"},
        {"title": _("Paid"), "state": "later"},
    ]


def _ref_text() -> SafeString:
    return format_html("{} {}", _("Payment reference"), reference("RF91202600000101"))


def date_text(number: int) -> date:
    """A day of November 2026."""
    return date(2026, 11, number)


def results() -> list[dict[str, object]]:
    """Three rules: one that holds, one that does not, one that has not been run."""
    return [
        {"title": _("Every page is there, none was changed"), "ok": True, "detail": _("1,612 pages")},
        {
            "title": _("Every bank statement adds up"),
            "ok": False,
            "detail": _("Page 1,208: the bank says 36.00, the page says 36.01"),
        },
        {"title": _("Every payment was signed by enough trustees"), "ok": None},
    ]


def waiting() -> list[dict[str, object]]:
    """What waits for a treasurer."""
    return [
        {
            "count": 3,
            "title": _("proposals for the statement of today"),
            "detail": _("one key each"),
            "url": "#offers",
            "action": _("Decide"),
            "first": True,
        },
        {
            "count": 1,
            "title": _("line without a donor"),
            "detail": _("66.10 EUR, “jar of coins, for the children”"),
            "url": "#waits",
            "action": _("Look"),
        },
        {
            "count": 1,
            "title": _("payment signed 9 days ago and not sent"),
            "detail": _("your reason is public"),
            "url": "#waits",
            "action": _("Send it"),
            "late": True,
        },
    ]


def offers() -> list[dict[str, object]]:
    """Two proposals, the first one current."""
    acts = [
        {"label": _("Book it"), "name": "do", "value": "book", "kind": "", "key": "Enter"},
        {"label": _("Another donor"), "name": "do", "value": "other", "kind": "plain", "key": "O"},
        {"label": _("Let it wait"), "name": "do", "value": "wait", "kind": "quiet", "key": "L"},
    ]
    return [
        {
            "url": "#",
            "where": _("Line 6, Germany, 20 November"),
            "money": Money(200_00, "EUR"),
            "who": ("Karim Lavendel", "de"),
            "text": "“Talmira roof!”",
            "kicker": _("Proposal 1 of 2"),
            "title": _("Karim Lavendel, for Walls and roof"),
            "why": _("Gave from the same IBAN on 11 October. The text names the roof."),
            "tags": [(_("IBAN seen before"), "good"), (_("purpose from the text"), "")],
            "actions": acts,
            "after": _("Received rises to 199,953.00"),
            "current": True,
        },
        {
            "url": "#",
            "where": _("Line 8, Germany, 20 November"),
            "money": Money(40_00, "EUR"),
            "who": "Estragon, B.",
            "text": reference("RF30202600000123"),
            "kicker": _("Proposal 2 of 2"),
            "title": _("B. Estragon’s promise of 40.00 for Sun and water"),
            "why": _("The promise carries RF30 2026 0000 0132: two digits swapped."),
            "tags": [(_("two digits swapped"), "good"), (_("new IBAN"), "look")],
            "actions": acts,
        },
    ]


def context() -> dict[str, Any]:
    """Everything the gallery's template needs."""
    parts = sections()
    return {
        "swatches": SWATCHES,
        "sections": parts,
        "total": together(parts),
        "walls": parts[0],
        "sources": sources(),
        "form": form(),
        "purpose_bars": {s.key: section_bar(s) for s in parts},
        "accounts": accounts(),
        "stops": stops(),
        "results": results(),
        "waiting": waiting(),
        "offers": offers(),
        "page": Paginator(range(680), 10).page(2),
        "gift": Money(100_00, "EUR"),
        "dinars": Money(-7_590_005, "TND"),
        "received": Money(199_480_00, "EUR"),
        "goal": Money(500_000_00, "EUR"),
        "when": datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
        "campaign": Translated.source("en", "A roof for Talmira").with_text("ar", "سقفٌ لتلميرا"),
        "crumb_items": [(_("A roof for Talmira"), "#"), (_("Components"), "")],
        "step_labels": [_("Choose"), _("Transfer"), _("Receipt")],
        "pair_rows": [
            (_("Purpose"), _("Walls and roof")),
            (_("Received by"), ("Nachbarschaftshilfe Blaue Schaufel e. V.", "de")),
            (_("Page of the record"), 1613),
        ],
        "fact_rows": [
            (amount(199_480_00, "EUR"), _("EUR received")),
            (amount(19_500_00, "EUR"), _("EUR paid, 11,900.00 with proof")),
            (1612, _("pages of the record")),
        ],
        "hash": "4d1f90c277ae13b85f60a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6",
        "desk": {
            "nav": [
                {"label": _("Today"), "url": "/desk/", "waits": 5},
                {"label": _("Statements"), "url": "/desk/statements/"},
                {"label": _("Components"), "url": "/desk/components/"},
            ],
            "who": ("Ottilie Fenchel", "de"),
            "role": _("Treasurer, Germany"),
        },
    }
