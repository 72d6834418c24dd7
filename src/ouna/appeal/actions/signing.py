"""Signing: an organisation fills in one form; nothing of it is public, and nothing is proved yet."""

from __future__ import annotations

from ouna.appeal import domains
from ouna.appeal import signing_rules as rules
from ouna.appeal.actions.letters import count, put_letter, put_link
from ouna.appeal.errors import NothingToSign, SigningOver, TooManyAsked
from ouna.appeal.models import Link, Signatory
from ouna.appeal.queries.texts import published
from ouna.appeal.signing_rules import Application
from ouna.campaign.models import Campaign
from ouna.campaign.queries import check_running
from ouna.core.values import clean_text
from ouna.log import Actor, action, clock, new_ref
from ouna.parties.actions import person_for
from ouna.parties.sealed import email_key, fold_email, seal_field

#: Anyone who opens the public pages.
VISITOR = Actor(ref="visitor", name="")
TABLE = "appeal_signatory"


@action(draft=True)
def apply_to_sign(*, by: Actor, campaign: Campaign, asked: Application, visitor: str = "") -> Signatory:
    """Take the form of an organisation and write to the officer's address; no right has moved yet.

    `visitor` is the network address the request came from: only a keyed hash of it is kept, for a day.
    Raises: CampaignClosed, NothingToSign, SigningInvalid, TextRefused, TooManyAsked.
    """
    check_running(campaign)
    if published(campaign) is None:
        raise NothingToSign()
    rules.check_application(asked)
    if visitor:
        count("apply", visitor, rules.MOST_FROM_ONE)
    email = fold_email(asked.email)
    count("letter", email, rules.MOST_TO_ONE)
    officer = person_for(by=by, name=clean_text(asked.officer), lang=asked.lang)
    signatory = Signatory(
        ref=new_ref("sgny"),
        campaign=campaign,
        name=asked.names.as_data(),
        short=clean_text(asked.short),
        kind=asked.kind,
        countries=list(asked.countries),
        website=asked.website,
        domain=domains.of_site(asked.website),
        officer=officer,
        email_key=email_key(email),
        lang=asked.lang,
        made_at=clock.now(),
    )
    signatory.sealed_email = seal_field(officer.ref, TABLE, "sealed_email", signatory.ref, email)
    function = clean_text(asked.function)
    signatory.sealed_function = seal_field(officer.ref, TABLE, "sealed_function", signatory.ref, function)
    signatory.save()
    put_letter("prove", to=signatory, link=put_link(Link.PROVE, signatory=signatory))
    return signatory


@action(draft=True)
def ask_voucher(*, by: Actor, signatory: Signatory, voucher: Signatory) -> None:
    """Ask a signatory by mail whether it vouches for an application whose own address is proved.

    Raises: SigningOver, CannotVouch, TooManyAsked.
    """
    signatory.refresh_from_db()
    if signatory.state != Signatory.APPLIED or signatory.address_proved_at is None:
        raise SigningOver()
    check_vouches(signatory, voucher)
    if Link.objects.filter(signatory=signatory, kind=Link.VOUCH).count() >= rules.MOST_ASKED:
        raise TooManyAsked()
    count("letter", voucher.email_key, rules.MOST_TO_ONE)
    link = put_link(Link.VOUCH, signatory=signatory, asked=voucher)
    put_letter("vouch", to=voucher, about=signatory, link=link)


def check_vouches(signatory: Signatory, voucher: Signatory) -> None:
    """Whether one may vouch for the other, as both stand in the database. Raises: CannotVouch."""
    voucher.refresh_from_db()
    rules.check_live(voucher.state)
    rules.check_voucher_address(voucher.address_proved_at is not None and bool(voucher.sealed_email))
    rules.check_other(
        same=voucher.pk == signatory.pk,
        same_address=bool(signatory.email_key) and voucher.email_key == signatory.email_key,
        same_domain=bool(signatory.domain)
        and signatory.domain not in domains.FREE_MAIL
        and voucher.domain == signatory.domain,
    )
