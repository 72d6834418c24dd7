"""What an administrator and a requester do for the browser tests of signing, by the real actions.

Run as a program inside an installation: `python -m tests.browser.trustees STEP ARGUMENTS…`; prints JSON.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

#: Of everyone here.
PASSWORD = "a quince on every roof"


def found() -> object:
    """An installation with a campaign, a fund and money in it, and no trustee yet."""
    from django.core.management import call_command

    from ouna.campaign.actions import draft_campaign, open_campaign
    from ouna.core.book import AccountAnnounced, FundBroughtIn
    from ouna.core.values import Money, Translated
    from ouna.funds.actions import open_fund
    from ouna.log import SYSTEM, action, clock, new_ref, put_text, record, seal
    from ouna.log.actions import open_log
    from ouna.parties.actions import add_organisation, add_user, give_role

    call_command("migrate", verbosity=0)
    home = add_organisation(by=SYSTEM, name=Translated.source("en", "Quince Coalition"), is_coalition=True)
    theirs = Translated.source("ar", "جمعية تلميرا الصحية الأهلية")
    theirs = theirs.with_text("en", "Talmira Community Health Association")
    partner = add_organisation(by=SYSTEM, name=theirs, is_partner=True)
    open_log(by=SYSTEM, coalition=home.ref)
    campaign = draft_campaign(
        by=SYSTEM,
        slug="talmira",
        coalition=home,
        partner=partner,
        title=Translated.source("en", "A roof for Talmira").with_text("ar", "سقف لتلميرا"),
        summary=Translated.source("en", "The hospital lost its roof."),
        goal=Money(50_000_000, "EUR"),
        languages=["en", "ar"],
    )
    open_campaign(by=SYSTEM, campaign=campaign)
    chief = add_user(by=SYSTEM, email="chief@signing.example", name="Chief", password=PASSWORD)
    give_role(by=SYSTEM, user=chief, role="administrator")
    from ouna.parties.queries import actor_of

    title = Translated.source("en", "Walls and roof").with_text("ar", "الجدران والسقف")
    fund = open_fund(
        by=actor_of(chief),
        campaign=campaign,
        code="walls",
        title=title,
        aim=Money(8_000_000, "EUR"),
        purposes=["walls"],
    )

    @action
    def bring(*, by: object) -> None:
        account = AccountAnnounced(
            ref=new_ref("acct"), campaign=campaign.ref, section=str(new_ref("sect")), country="DE",
            currency="EUR", ids=("DE89370400440532013000",), text=put_text({"holder": "Quince"}),
        )  # fmt: skip
        record(account)
        line = seal("line", {"account": account.ref}, "line_of_test")
        record(
            FundBroughtIn(
                ref=new_ref("before"), campaign=campaign.ref, account=account.ref, fund=fund.ref,
                money=Money(6_870_000, "EUR"), booked=clock.today().isoformat(), line=line.hash,
            ),
            openings=[line],
        )  # fmt: skip

    bring(by=SYSTEM)
    return campaign.ref


def name(*names: str) -> object:
    """Name these persons as trustees, who log in by PASSWORD."""
    return _named(names, "trustee")


def follow(*names: str) -> object:
    """Name these persons as successors."""
    return _named(names, "successor")


def partner(person: str) -> object:
    """Somebody of the partner who signs nothing."""
    from ouna.log import SYSTEM
    from ouna.parties.actions import add_user, give_role

    email = f"{person.lower()}@signing.example"
    give_role(
        by=SYSTEM, user=add_user(by=SYSTEM, email=email, name=person, password=PASSWORD), role="partner"
    )
    return email


def _named(names: tuple[str, ...], side: str) -> list[str]:
    from ouna.campaign.queries import current_campaign
    from ouna.core.values import Translated
    from ouna.log import SYSTEM
    from ouna.parties.actions import add_user, give_role
    from ouna.quorum.actions import name_signer

    made = []
    for person in names:
        user = add_user(
            by=SYSTEM, email=f"{person.lower()}@signing.example", name=person, password=PASSWORD, lang="en"
        )
        give_role(by=SYSTEM, user=user, role="trustee")
        title = Translated.source("en", "engineer").with_text("ar", "مهندس")
        signer = name_signer(
            by=SYSTEM, campaign=current_campaign(), user=user, function="engineer", title=title, side=side
        )
        made.append(signer.ref)
    return made


def propose() -> object:
    """Put the list of all named trustees before them: two must sign, for all sums; two successors announce
    that trustees cannot be reached, if there are any."""
    from tests.quorum.people import recovery_keys

    from ouna.campaign.queries import current_campaign
    from ouna.core.book import Recovery
    from ouna.core.quorum import Band
    from ouna.log import SYSTEM
    from ouna.quorum import queries
    from ouna.quorum.actions import propose_set

    campaign = current_campaign()
    following = list(queries.signers(campaign, "successor"))
    made = propose_set(
        by=SYSTEM,
        campaign=campaign,
        signers=list(queries.signers(campaign)),
        bands=(Band("EUR", 2),),
        change=2,
        recovery=Recovery(tuple(k.paper for k in recovery_keys()), 2, 30),
        successors=following,
        announce=2 if following else 0,
        days=30 if following else 0,
    )
    return made.ref


def request() -> object:
    """Ask for the roof: 24,800.00 EUR to the roofing yard, with three quotes."""
    from ouna.campaign.queries import current_campaign
    from ouna.core.book import RequestMade
    from ouna.core.values import Money, Translated
    from ouna.funds.models import Fund
    from ouna.log import SYSTEM, action, clock, new_ref, put_text, record, seal
    from ouna.quorum.actions import open_document

    campaign, fund = current_campaign(), Fund.objects.get()

    def quote(who: str, minor: int, chosen: bool = False) -> object:
        data = {"supplier": who, "amount": {"minor": minor, "currency": "EUR"}}
        return seal("file", {**data, "chosen": True} if chosen else data, "payee_of_test")

    payee = {"name": "Zaafaran Roofing Yard", "own_name": "ورشة زعفران للأسقف", "country": "XT"}
    sealed = [
        seal("payee", payee, "payee_of_test"),
        seal("bank", {"iban": "GE29NB0000000101904917"}, "payee_of_test"),
        quote("Zaafaran", 2_480_000, True),
        quote("second yard", 2_715_000),
        quote("third yard", 3_100_000),
    ]

    @action
    def ask(*, by: object) -> object:
        until = clock.today() + timedelta(days=20)
        title = Translated.source("en", "Roof of the emergency wing").with_text("ar", "سقف جناح الطوارئ")
        made = RequestMade(
            ref=new_ref("req"),
            campaign=campaign.ref,
            org=campaign.partner.ref,
            fund=fund.ref,
            purpose=fund.purposes[0],
            limit=Money(2_480_000, "EUR"),
            money=Money(2_480_000, "EUR"),
            margin=0,
            gated=False,
            until=until.isoformat(),
            payee=sealed[0].hash,
            bank=sealed[1].hash,
            files=tuple(s.hash for s in sealed[2:]),
            text=put_text({"title": title.as_data()}),
        )
        record(made, openings=sealed)
        texts = {"en": "Roof of the emergency wing", "ar": "سقف جناح الطوارئ"}
        return open_document(by=by, record=made, texts=texts, until=until)

    return ask(by=SYSTEM).ref


def approvals(ref: str) -> object:
    """How many approvals of a request stand in the public record."""
    from ouna.log.queries import state_of

    return len(state_of(ref).approvals)


STEPS = {step.__name__: step for step in (found, name, follow, partner, propose, request, approvals)}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(STEPS[sys.argv[1]](*sys.argv[2:])))
