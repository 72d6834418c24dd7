"""The eight steps of the tour, in the visitor's language."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `form` when its button posts instead of leading somewhere."""

    key: str
    title: str
    text: str
    url: str
    action: str
    done: bool
    form: bool = False


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A bank file to import, and what happens with it."""

    name: str
    text: object


FILES = (
    DemoFile("germany.xml", gettext_lazy("Germany: thirteen lines, most find their donor by themselves")),
    DemoFile("germany-same-day.sta", gettext_lazy("the same day in the bank’s other format: nothing new")),
    DemoFile("switzerland.xml", gettext_lazy("Switzerland: four gifts in one sum; nobody can tell whose")),
    DemoFile(
        "switzerland-details.xml",
        gettext_lazy("Switzerland: the details of that sum; it falls apart into its four gifts"),
    ),
    DemoFile(
        "greece-does-not-add-up.xml",
        gettext_lazy("Greece: misses its closing balance by 0.90, nothing is booked"),
    ),
    DemoFile(
        "germany-later.xml",
        gettext_lazy("Germany, later: what you have promised and ordered since"),
    ),
    DemoFile("greece.csv", gettext_lazy("Greece, a table with Greek headings")),
    DemoFile("hostile.xml", gettext_lazy("a file that tries to read the server: refused")),
)


Row = tuple[str, str, str, str, str, bool]


def steps(done: frozenset[str]) -> list[Step]:
    """All eight with their ticks."""
    return [
        Step(key, title, text, url, action, key in done, form)
        for key, title, text, url, action, form in (*_money_comes(), *_money_goes())
    ]


def _money_comes() -> list[Row]:
    """Steps 1 to 4: (key, title, text, address, button, whether the button posts)."""
    return [
        ("box", _("One command"), _("You typed it: this is a whole campaign with its books."), "", "", False),
        (
            "home",
            _("The home page, and again in Arabic"),
            _("What is rebuilt, with whom, how far it is. Each stone of the wall is 2,000 euros."),
            reverse("demo:go", args=["home"]),
            _("Look at it"),
            False,
        ),
        (
            "give",
            _("Give 50"),
            _(
                "Choose Germany and a purpose. You get a slip with a payment reference; "
                "nobody asks who you are."
            ),
            reverse("donations:give"),
            _("Give 50"),
            False,
        ),
        (
            "night",
            # xgettext:no-python-format
            _("A night passes; drop the file; 40 % reached"),
            _(
                "The bank writes your transfer into its file. Be Ottilie, the treasurer, "
                "and drop it on her desk. Three lines have a proposal each: one key books it."
            ),
            reverse("demo:night"),
            _("Let a night pass at the bank"),
            True,
        ),
    ]


def _money_goes() -> list[Row]:
    """Steps 5 to 8, likewise."""
    return [
        (
            "sign",
            _("Idris signs the roof"),
            _(
                "Nothing is paid unless the partner’s trustees have signed it. Take the telephone of "
                "the hospital administrator, read what is signed, and sign."
            ),
            reverse("demo:phone"),
            _("Take his telephone"),
            False,
        ),
        (
            "receipt",
            _("A receipt, and “find my gift”"),
            _("A receipt shows the way of one gift without naming anybody, and carries its proof."),
            reverse("demo:go", args=["receipt"]),
            _("See a receipt"),
            False,
        ),
        (
            "check",
            _("Check everything"),
            _("The same check that any stranger can run at home, from a folder of files."),
            reverse("demo:go", args=["check"]),
            _("Check the books"),
            False,
        ),
        (
            "cheat",
            _("Cheat"),
            _(
                "One cent is changed in a copy of the books, and the administrator tries to pay without "
                "the partner. See whether it is noticed."
            ),
            reverse("demo:cheat"),
            _("Change one cent, pay without the partner"),
            True,
        ),
    ]
