"""Builds the demo campaign with the real actions, out of real bank files, day by simulated day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings

from ouna.campaign.actions import draft_campaign, open_campaign
from ouna.campaign.models import Campaign
from ouna.core.bank.csvguess import guess
from ouna.core.bank.reference import make_qrr, make_rf
from ouna.core.values import Money
from ouna.demo import appeal, partner, sheet, spending
from ouna.demo import day as demo_day
from ouna.demo.files import DemoLine, DemoStatement, camt, greek_csv, mt940
from ouna.demo.gifts import PlannedGift, open_pledges, planned_gifts
from ouna.demo.texts import translated
from ouna.donations.actions import make_pledge
from ouna.donations.models import Pledge
from ouna.funds.actions import announce_account, confirm_rate, enter_rate, open_fund, use_rates
from ouna.funds.models import BankAccount, BankLine, Fund
from ouna.log import SYSTEM, Actor, clock
from ouna.log.actions import ensure_log, open_log
from ouna.log.private_journal import record_erasures, seal_days
from ouna.log.sequencer import run_once
from ouna.parties.actions import add_organisation, add_section, add_user, give_role
from ouna.parties.models import Organisation, Section, User
from ouna.parties.queries import actor_of
from ouna.quorum.models import Signer
from ouna.screening.tasks import rescreen
from ouna.spending.models import Request
from ouna.treasury.actions import (
    book_as_gift,
    book_opening,
    confirm_statement,
    import_file,
    type_statement,
)
from ouna.treasury.queries.lines import open_lines

Tell = Callable[[str], None]
PERIODS = 5
#: Days of history before D, cut into periods of one bank file each.
HISTORY = 150
LAST_FILE = 3


@dataclass(slots=True)
class Cast:
    """Who acts in the demo, and on what."""

    d: date
    actors: dict[str, Actor] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    accounts: dict[str, BankAccount] = field(default_factory=dict)
    funds: dict[str, Fund] = field(default_factory=dict)
    balances: dict[str, int] = field(default_factory=dict)
    campaign: Campaign | None = None
    trustees: dict[str, Signer] = field(default_factory=dict)
    officers: dict[str, Signer] = field(default_factory=dict)
    requests: dict[str, Request] = field(default_factory=dict)
    #: What happens on the partner's side and has not happened yet, in the order of time.
    events: list[spending.Event] = field(default_factory=spending.events)

    def treasurer(self, country: str) -> Actor:
        """Whoever keeps the section's books."""
        return self.actors[f"treasurer:{country}"]


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def build(d: date, tell: Tell = lambda line: None) -> Cast:
    """Build everything up to the morning of D. The database is migrated and empty."""
    cast = Cast(d)
    with clock.fixed(_at(d - timedelta(days=sheet.OPENED))):
        tell("Opening the public record and the campaign")
        _open(cast)
        tell("Five trustees try their keys; both sides sign the pact")
        partner.appoint(cast)
        tell("Publishing the appeal in five languages")
        appeal.publish_first(cast)
        run_once()
    gifts = planned_gifts(d)
    for number in range(1, PERIODS + 1):
        tell(f"Importing eight countries' bank files, {number} of {PERIODS}; what was asked for between them")
        _period(cast, number, gifts)
        run_once()
    tell("Asking for a glass pane anew, checking every name against the newest list")
    _happen(cast, d - timedelta(days=LAST_FILE - 1))
    with clock.fixed(_at(d - timedelta(days=LAST_FILE - 1), 12)):
        rescreen()
        tell("Taking 37 open pledges")
        _pledges(cast)
        seal_days(by=SYSTEM)
        record_erasures(by=SYSTEM)
        run_once()
    tell("Writing the bank files you can import yourself")
    demo_day.write_files(d, cast.balances["DE"], Path(settings.VAR) / "demo-files")
    _remember(cast)
    return cast


def _happen(cast: Cast, until: date) -> None:
    """Let happen what happens up to that day."""
    while cast.events and cast.d - timedelta(days=cast.events[0].ago) <= until:
        event = cast.events.pop(0)
        with clock.fixed(_at(cast.d - timedelta(days=event.ago), 10)):
            event.run(cast)


def _remember(cast: Cast) -> None:
    path = Path(settings.VAR) / "demo.json"
    last = Pledge.objects.order_by("-pk").values_list("pk", flat=True).first()
    kept = {"d": cast.d.isoformat(), "opening": cast.balances["DE"], "pledges": last}
    path.write_text(json.dumps(kept))


def _open(cast: Cast) -> None:
    ensure_log()
    coalition = add_organisation(by=SYSTEM, name=translated(sheet.COALITION), is_coalition=True)
    partner = add_organisation(by=SYSTEM, name=translated(sheet.PARTNER), is_partner=True, country="XT")
    open_log(by=SYSTEM, coalition=coalition.ref)
    _sections(cast)
    _people(cast)
    admin = cast.actors["priya"]
    campaign = draft_campaign(
        by=admin,
        slug="talmira",
        coalition=coalition,
        partner=partner,
        title=translated(sheet.TITLE),
        summary=translated(sheet.SUMMARY),
        body=translated(sheet.BODY),
        place=translated(sheet.PLACE),
        goal=Money(sheet.GOAL, "EUR"),
        currencies=sheet.CURRENCIES,
        fee_limits=sheet.FEE_LIMITS,
        languages=("en", "ar", "de", "fr", "es"),
    )
    open_campaign(by=admin, campaign=campaign)
    cast.campaign = campaign
    for order, purpose in enumerate(sheet.PURPOSES):
        cast.funds[purpose.code] = open_fund(
            by=admin,
            campaign=campaign,
            code=purpose.code,
            title=translated(purpose.title),
            aim=Money(purpose.aim, "EUR"),
            purposes=(purpose.code,),
            order=order,
        )
    for section in sheet.SECTIONS:
        cast.accounts[section.country] = announce_account(
            by=admin,
            campaign=campaign,
            section=cast.sections[section.country],
            currency=section.currency,
            iban=section.iban,
            holder=section.holder,
            other_ids=section.other_ids,
            bic=section.bic,
            bank_name=section.bank,
            address=dict(section.address),
        )
    _rates(cast, campaign)


def _sections(cast: Cast) -> None:
    first: dict[str, Organisation] = {}
    for order, member in enumerate(sheet.MEMBERS):
        texts = {member.lang: member.name} | ({} if member.lang == "en" else {"en": member.english})
        organisation = add_organisation(
            by=SYSTEM,
            name=translated(texts, member.lang),
            country=member.country,
            is_member=True,
            order=order,
        )
        first.setdefault(member.country, organisation)
    for order, section in enumerate(sheet.SECTIONS):
        cast.sections[section.country] = add_section(
            by=SYSTEM,
            country=section.country,
            name=translated(section.name),
            currency=section.currency,
            language=section.language,
            organisation=first[section.country],
            gives_tax_receipts=section.tax,
            order=order,
        )
        cast.balances[section.country] = 0


def _people(cast: Cast) -> None:
    for player in sheet.PLAYERS:
        user = add_user(
            by=SYSTEM, email=player.email, name=player.name, lang=player.lang, password=sheet.PASSWORD
        )
        for role in (player.role, *player.also):
            _role(cast, player.key, user, role, player.section)
    key, name, email = sheet.SPEAKER
    cast.actors[key] = actor_of(add_user(by=SYSTEM, email=email, name=name, password=sheet.PASSWORD))
    for country, name in sheet.TREASURERS.items():
        email = f"treasurer-{country.lower()}@quince.example"
        user = add_user(by=SYSTEM, email=email, name=name, password=sheet.PASSWORD)
        _role(cast, f"treasurer:{country}", user, "treasurer", country)
    # Ottilie stands in for two sections, so that one person can try every file of the demo.
    ottilie = User.objects.get(ref=cast.actors["ottilie"].ref)
    for country in ("GR", "CH"):
        give_role(by=SYSTEM, user=ottilie, role="treasurer", section=cast.sections[country])
    cast.actors["ottilie"] = actor_of(ottilie)
    cast.actors["treasurer:DE"] = cast.actors["ottilie"]
    cast.actors["treasurer:TR"] = cast.actors["deniz"]


def _role(cast: Cast, key: str, user: User, role: str, country: str) -> None:
    give_role(by=SYSTEM, user=user, role=role, section=cast.sections[country] if country else None)
    cast.actors[key] = actor_of(user)


def _rates(cast: Cast, campaign: Campaign) -> None:
    """All rates of the demo are typed by one person and confirmed by another."""
    for currency, value in sheet.RATES.items():
        rate = enter_rate(
            by=cast.actors["ottilie"],
            base="EUR",
            quote=currency,
            value=value,
            on=clock.today(),
            source=sheet.RATE_SOURCE,
        )
        confirm_rate(by=cast.actors["deniz"], rate=rate)
    use_rates(by=cast.actors["ottilie"], campaign=campaign)


# Files ------------------------------------------------------------------------------------------


def period(d: date, number: int) -> tuple[date, date]:
    """First and last day of the bank file `number` (from 1)."""
    length = HISTORY // PERIODS
    first = d - timedelta(days=HISTORY + 2 - (number - 1) * length)
    last = d - timedelta(days=LAST_FILE) if number == PERIODS else first + timedelta(days=length - 1)
    return first, last


def _period(cast: Cast, number: int, gifts: list[PlannedGift]) -> None:
    days = period(cast.d, number)
    inside = [g for g in gifts if days[0] <= g.day <= days[1]]
    with clock.fixed(_at(days[0])):
        for gift in inside:
            if gift.digits:
                _promise(cast, gift)
    _happen(cast, days[1])
    with clock.fixed(_at(days[1], 18)):
        for section in sheet.SECTIONS:
            own = [g for g in inside if g.country == section.country]
            _section_file(cast, section, number, days, own)
    with clock.fixed(_at(days[1] + timedelta(days=1), 6)):
        seal_days(by=SYSTEM)


def _promise(cast: Cast, gift: PlannedGift) -> None:
    account = cast.accounts[gift.country]
    assert cast.campaign is not None
    donor = demo_day.DONORS.get(gift.digits)
    make_pledge(
        by=SYSTEM,
        campaign=cast.campaign,
        account=account,
        fund=cast.funds[gift.fund],
        money=Money(gift.minor, account.currency),
        reference=gift.reference,
        lang="en",
        name=donor[0] if donor else "",
        email=donor[1] if donor else "",
    )


def _section_file(
    cast: Cast,
    section: sheet.SectionSheet,
    number: int,
    days: tuple[date, date],
    gifts: Iterable[PlannedGift],
) -> None:
    own = list(gifts)
    lines = [_line(gift) for gift in own]
    lines += _other_lines(section.country, number, days[1], cast.d)
    if section.country == "DE":
        lines += spending.bank_lines(cast, days)
    lines.sort(key=lambda line: line.day)
    opening = cast.balances[section.country]
    if section.country == "DE" and number == 1:
        opening = sum(sheet.BROUGHT_IN.values())
    number_of_account = section.other_ids[0] if section.other_ids else section.iban
    statement = DemoStatement.of(number_of_account, section.currency, number, days, opening, lines)
    cast.balances[section.country] = statement.closing
    if section.file == "paper":
        _on_paper(cast, section.country, statement)
    else:
        _import(cast, section, statement)
    if section.country == "DE" and number == 1:
        parts = [(minor, cast.funds[code]) for code, minor in sheet.BROUGHT_IN.items()]
        book_opening(by=cast.treasurer("DE"), account=cast.accounts["DE"], parts=parts)
    if section.country == "DE":
        spending.book_cash(cast)
    _by_hand(cast, section.country, own)


def _line(gift: PlannedGift) -> DemoLine:
    return DemoLine(
        day=gift.day,
        minor=gift.minor,
        name=gift.name,
        iban=gift.iban,
        reference=gift.reference,
        text="" if gift.reference else "For Talmira",
        end_to_end=gift.end_to_end,
    )


def _other_lines(country: str, number: int, last: date, d: date) -> list[DemoLine]:
    """Bank charges, and the transfer that is on its way on D."""
    if country == "DE":
        charge = -sheet.CHARGES[number - 1]
        return [DemoLine(demo_day.weekday_before(last), charge, text="Kontofuehrung", code="ACMT-MDOP-CHRG")]
    if country == "NL" and number == PERIODS:
        day = demo_day.weekday_before(d - timedelta(days=sheet.TRANSFER_DAYS))
        iban = next(s.iban for s in sheet.SECTIONS if s.country == "DE")
        return [
            DemoLine(
                min(day, last), -sheet.TRANSFER, "Blaue Schaufel e. V.", iban, text="To the German account"
            )
        ]
    return []


def _import(cast: Cast, section: sheet.SectionSheet, statement: DemoStatement) -> None:
    mapping = None
    if section.file == "mt940":
        name, raw = f"{section.country}.sta", mt940(statement)
    elif section.file == "csv":
        name, raw = f"{section.country}.csv", greek_csv(statement)
        mapping = demo_day.mapping_of(guess(raw.decode("utf-8-sig").splitlines()), section)
    else:
        name, raw = f"{section.country}.xml", camt(statement, section.file.removeprefix("camt."))
    report = import_file(
        by=cast.treasurer(section.country),
        name=name,
        raw=raw,
        account=cast.accounts[section.country],
        mapping=mapping,
    )
    for done in report.statements:
        assert done.state == "booked", (section.country, done)


def _on_paper(cast: Cast, country: str, statement: DemoStatement) -> None:
    paper = type_statement(
        by=cast.treasurer(country),
        account=cast.accounts[country],
        first_day=statement.first,
        last_day=statement.last,
        opening_minor=statement.opening,
        closing_minor=statement.closing,
        lines=[
            {
                "day": line.day.isoformat(),
                "minor": line.minor,
                "name": line.name,
                "text": f"{line.text} {line.end_to_end}".strip(),
                "reference": line.reference,
            }
            for line in statement.lines
        ],
    )
    confirm_statement(by=cast.actors["deniz"], paper=paper)


def _by_hand(cast: Cast, country: str, gifts: list[PlannedGift]) -> None:
    """Gifts without a reference are booked one by one, as a treasurer does."""
    waiting = open_lines(
        BankLine.objects.filter(account=cast.accounts[country], state=BankLine.State.WAITING, minor__gt=0)
    )
    wanted = [g for g in gifts if not g.reference]
    for opened in waiting:
        line = opened.line
        fits = [g for g in wanted if (g.day, g.minor, g.name) == (line.booked_on, line.minor, opened.name)]
        assert fits, (country, line.booked_on, line.minor)
        wanted.remove(fits[0])
        book_as_gift(by=cast.treasurer(country), line=line, fund=cast.funds[fits[0].fund])


def _pledges(cast: Cast) -> None:
    assert cast.campaign is not None
    for pledge in open_pledges():
        account = cast.accounts[pledge.country]
        make = make_qrr if pledge.country == "CH" else make_rf
        make_pledge(
            by=SYSTEM,
            campaign=cast.campaign,
            account=account,
            fund=cast.funds[pledge.fund],
            money=Money(pledge.minor, account.currency),
            monthly=pledge.monthly,
            reference=make(pledge.digits),
            name=pledge.name,
            email=demo_day.address_of(pledge.name) if pledge.name else "",
        )
