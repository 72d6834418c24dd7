"""Persons who support the appeal: counted apart once they have answered a mail, named nowhere."""

from __future__ import annotations

from datetime import timedelta

from ouna.appeal import links
from ouna.appeal import signing_rules as rules
from ouna.appeal.actions.letters import check_system, count, put_letter, put_link, use
from ouna.appeal.actions.withdrawing import seal_address
from ouna.appeal.errors import LinkUsed, NothingToSign, SigningInvalid
from ouna.appeal.models import Link, Signatory, Supporter
from ouna.appeal.queries.texts import published
from ouna.campaign.models import Campaign
from ouna.campaign.queries import check_running
from ouna.core.values import clean_text
from ouna.log import SYSTEM, Actor, action, clock, erase_subject, journal, new_ref, unchanged
from ouna.parties.actions import erase_person
from ouna.parties.sealed import email_key, fold_email

CHUNK = 200


@action(draft=True)
def support(
    *, by: Actor, campaign: Campaign, email: str, country: str = "", lang: str = "en", visitor: str = ""
) -> None:
    """Take the support of a person and write to the address; it counts when the link there is opened.

    The answer is the same for an address that counts already.
    Raises: CampaignClosed, NothingToSign, SigningInvalid, TooManyAsked, TextRefused.
    """
    check_running(campaign)
    if published(campaign) is None:
        raise NothingToSign()
    email = fold_email(clean_text(email))
    if "@" not in email:
        raise SigningInvalid()
    if visitor:
        count("support", visitor, rules.MOST_FROM_ONE)
    count("letter", email, rules.MOST_TO_ONE)
    supporter, new = Supporter.objects.get_or_create(
        campaign=campaign,
        email_key=email_key(email),
        defaults={"ref": new_ref("supp"), "country": country, "lang": lang, "made_at": clock.now()},
    )
    if supporter.state == Supporter.COUNTED:
        return
    if new or not supporter.sealed_email:
        seal_address(supporter, email, by)
    put_letter("support", supporter=supporter, link=put_link(Link.SUPPORT, supporter=supporter))


@action
def confirm_support(*, by: Actor, link: Link) -> None:
    """Count a person: the address is proved. Raises: LinkInvalid, LinkUsed, LinkOver."""
    links.check(link, Link.SUPPORT)
    if not use(link):
        raise LinkUsed()
    waits = Supporter.objects.filter(pk=link.supporter_id, state=Supporter.WAITS)
    if not waits.update(state=Supporter.COUNTED, counted_on=clock.today()):
        return unchanged()
    assert link.supporter is not None
    journal("supporter.counted", subject=link.supporter.ref, data={}, by=by)
    return None


@action
def stop_support(*, by: Actor, link: Link) -> None:
    """Count a person no more, and forget what is kept. Raises: LinkInvalid, LinkUsed, LinkOver."""
    links.check(link, Link.STOP)
    if not use(link):
        raise LinkUsed()
    supporter = Supporter.objects.select_related("person").get(pk=link.supporter_id)
    journal("supporter.stopped", subject=supporter.ref, data={}, by=by)
    _forget(supporter)
    supporter.delete()


def _forget(supporter: Supporter) -> None:
    person = supporter.person
    if person is not None and person.erased_on is None:
        erase_person(by=SYSTEM, person=person)
    Supporter.objects.filter(pk=supporter.pk).update(person=None, sealed_email=b"")


@action
def forget_addresses(*, by: Actor) -> int:
    """Erase addresses that no letter needs any more: of who counts after a week, of the silent after a month.

    At most 200 at a time; returns how many. Raises: NotPermitted.
    """
    check_system(by)
    now = clock.now()
    recent = Link.objects.filter(until__gte=now.date(), used_at=None).values("supporter")
    rows = Supporter.objects.select_related("person").exclude(pk__in=recent.exclude(supporter=None))
    counted = list(rows.filter(state=Supporter.COUNTED, person__isnull=False).order_by("pk")[:CHUNK])
    for supporter in counted:
        _forget(supporter)
    before = now - timedelta(days=rules.FORGET_SUPPORTER)
    silent = list(rows.filter(state=Supporter.WAITS, made_at__lt=before).order_by("pk")[:CHUNK])
    for supporter in silent:
        _forget(supporter)
        supporter.delete()
    if not counted and not silent:
        unchanged()
    return len(counted) + len(silent)


@action
def forget_officers(*, by: Actor) -> int:
    """Erase the officers of applications never proved or refused, and of signatories that withdrew.

    At most 200 at a time; returns how many. The organisation's name stays where it was public; an
    application that never was goes with its officer. Raises: NotPermitted.
    """
    check_system(by)
    now = clock.now()

    rows = Signatory.objects.select_related("officer")
    since = now - timedelta(days=rules.FORGET_UNPROVED)
    # Who has proved the address and waits for a voucher or an editor gets three times as long.
    unproved = rows.filter(state=Signatory.APPLIED, made_at__lt=since, address_proved_at=None)
    asked = rows.filter(state=Signatory.APPLIED, made_at__lt=now - timedelta(days=3 * rules.FORGET_UNPROVED))
    refused = rows.filter(state=Signatory.REFUSED, decided_at__lt=now - timedelta(days=rules.FORGET_REFUSED))
    withdrawn = rows.filter(
        state=Signatory.WITHDRAWN,
        withdrawn_on__lt=now.date() - timedelta(days=rules.FORGET_WITHDRAWN),
        officer__isnull=False,
    )
    done = 0
    for found in (unproved, asked, refused, withdrawn):
        for signatory in list(found.order_by("pk")[:CHUNK]):
            _erase_officer(signatory, by)
            done += 1
    if not done:
        unchanged()
    return done


def _erase_officer(signatory: Signatory, by: Actor) -> None:
    public = signatory.state in Signatory.PUBLIC
    if signatory.officer is not None and signatory.officer.erased_on is None:
        erase_person(by=by, person=signatory.officer)
    if not public:
        erase_subject(signatory.ref)
        Signatory.objects.filter(pk=signatory.pk).delete()
