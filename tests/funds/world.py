"""A small campaign made through the actions: three countries, three purposes, people with their roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count

from ouna.campaign.actions import draft_campaign, open_campaign
from ouna.campaign.models import Campaign
from ouna.core.values import Money, Translated
from ouna.funds.actions import announce_account, open_fund
from ouna.funds.models import BankAccount, BankLine, Fund
from ouna.log import SYSTEM, Actor, new_ref
from ouna.log.actions import open_log
from ouna.parties.actions import add_organisation, add_section

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ADMIN = Actor("user_admin", "Priya", frozenset({("administrator", "*")}))
ANNA = Actor("user_anna", "Anna", frozenset({("treasurer", "*")}))
BERT = Actor("user_bert", "Bert", frozenset({("treasurer", "*")}))
NOBODY = Actor("user_nobody", "Nobody", frozenset())

GERMAN, SWISS_QR, SWISS, TUNISIAN = (
    "DE89370400440532013000",
    "CH4431999123000889012",
    "CH9300762011623852957",
    "TN5910006035183598478831",
)
_nth = count(1)


@dataclass
class World:
    """The campaign and its parts by short names."""

    campaign: Campaign
    walls: Fund
    children: Fund
    free: Fund
    germany: BankAccount
    switzerland: BankAccount
    tunisia: BankAccount


def build() -> World:
    """Open the log and a campaign with its purposes and accounts."""
    coalition = add_organisation(by=SYSTEM, name=Translated.source("en", "Quince Tree"), is_coalition=True)
    partner = add_organisation(by=SYSTEM, name=Translated.source("en", "Two Springs"), is_partner=True)
    open_log(by=SYSTEM, coalition=coalition.ref)
    campaign = draft_campaign(
        by=ADMIN,
        slug="roof",
        coalition=coalition,
        partner=partner,
        title=Translated.source("en", "A roof"),
        summary=Translated.source("en", "Build it again."),
        goal=Money(50_000_000, "EUR"),
        currencies=["CHF", "TND"],
        fee_limits={"EUR": 5_000, "CHF": 5_000, "TND": 10_000},
        languages=["en", "ar"],
    )
    open_campaign(by=ADMIN, campaign=campaign)
    return World(campaign, *_funds(campaign), *_accounts(campaign))


def _funds(campaign: Campaign) -> tuple[Fund, Fund, Fund]:
    def fund(code: str, title: Translated, aim: int, order: int) -> Fund:
        return open_fund(
            by=ADMIN,
            campaign=campaign,
            code=code,
            title=title,
            aim=Money(aim, "EUR"),
            purposes=[code],
            order=order,
        )

    walls = Translated.source("en", "Walls and roof").with_text("ar", "الجدران والسقف")
    return (
        fund("walls", walls, 21_000_000, 1),
        fund("children", Translated.source("en", "Children’s courtyard"), 4_000_000, 2),
        fund("free", Translated.source("en", "Where most needed"), 6_000_000, 3),
    )


def _accounts(campaign: Campaign) -> tuple[BankAccount, BankAccount, BankAccount]:
    def account(
        country: str, currency: str, iban: str, holder: str, order: int, **more: object
    ) -> BankAccount:
        section = add_section(
            by=SYSTEM,
            country=country,
            name=Translated.source("en", f"Section {country}"),
            currency=currency,
            language="en",
            gives_tax_receipts=country == "DE",
            order=order,
        )
        return announce_account(
            by=ADMIN, campaign=campaign, section=section, currency=currency, iban=iban, holder=holder, **more
        )

    home = {"street": "Quittenweg", "house": "7", "postcode": "8000", "town": "Zürich", "country": "CH"}
    return (
        account("DE", "EUR", GERMAN, "Nachbarschaftshilfe Blaue Schaufel", 1, bic="COBADEFFXXX"),
        account("CH", "CHF", SWISS_QR, "Gmeinwerk Kupferkessel", 2, other_ids=[SWISS], address=home),
        account("TN", "TND", TUNISIAN, "Ouna du bon caillou", 3),
    )


def line(account: BankAccount, minor: int, *, day: date = TODAY, **more: object) -> BankLine:
    """One bank line that waits."""
    return BankLine.objects.create(
        ref=new_ref("line"),
        account=account,
        booked_on=day,
        currency=account.currency,
        minor=minor,
        nth=next(_nth),
        **more,
    )
