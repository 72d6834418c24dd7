"""Withdrawing and confirming: by a link to the proved address, as easy as signing."""

from __future__ import annotations

from ouna.appeal import links
from ouna.appeal import signing_rules as rules
from ouna.appeal.actions.letters import check_system, count, put_letter, put_link, use
from ouna.appeal.actions.moderating import publish_signature
from ouna.appeal.errors import CannotVouch, LinkUsed, SigningOver
from ouna.appeal.models import Link, Signatory, Supporter
from ouna.appeal.queries.signatories import of_address
from ouna.appeal.queries.texts import published
from ouna.campaign.models import Campaign
from ouna.core.book import SignatureWithdrawn
from ouna.log import Actor, action, clock, journal, new_ref, record, unchanged
from ouna.parties.actions import person_for
from ouna.parties.sealed import email_key, fold_email, seal_field

#: Asked to confirm in one transaction.
CHUNK = 200


@action(draft=True)
def ask_for_link(*, by: Actor, campaign: Campaign, email: str, visitor: str = "") -> None:
    """Send the links for what was signed from an address, if there is anything; nobody is told whether.

    Raises: TooManyAsked.
    """
    if visitor:
        count("link", visitor, rules.MOST_FROM_ONE)
    email = fold_email(email)
    count("letter", email, rules.MOST_TO_ONE)
    for signatory in of_address(campaign, email)[:10]:
        put_letter("manage", to=signatory, link=put_link(Link.MANAGE, signatory=signatory))
    found = Supporter.objects.filter(
        campaign=campaign, email_key=email_key(email), state=Supporter.COUNTED
    ).first()
    if found is not None:
        seal_address(found, email, by)
        put_letter("stop", supporter=found, link=put_link(Link.STOP, supporter=found))


def seal_address(supporter: Supporter, email: str, by: Actor) -> None:
    """Keep an address for as long as a letter needs it. Call inside an action."""
    person = person_for(by=by, lang=supporter.lang)
    supporter.person = person
    supporter.sealed_email = seal_field(person.ref, "appeal_supporter", "sealed_email", supporter.ref, email)
    supporter.save(update_fields=["person", "sealed_email"])


def _use(link: Link) -> None:
    if not use(link):
        raise LinkUsed()


@action
def withdraw(*, by: Actor, link: Link) -> Signatory:
    """Withdraw a signature; that it stood there, and the day on which it ended, stay in the record.

    What was not published yet is dropped, and forgotten as what was refused.
    Raises: LinkInvalid, LinkUsed, LinkOver, SigningOver.
    """
    links.check(link, Link.MANAGE, Link.CONFIRM)
    signatory = Signatory.objects.select_related("campaign").get(pk=link.signatory_id)
    _use(link)
    if signatory.state in (Signatory.APPLIED, Signatory.PROVED):
        signatory.state, signatory.decided_at, signatory.decided_by = Signatory.REFUSED, clock.now(), by.ref
        signatory.proof, signatory.voucher = "", None
        signatory.save()
        journal("signatory.dropped", subject=signatory.ref, data={}, by=by)
        return signatory
    if signatory.state != Signatory.LIVE:
        raise SigningOver()
    ref = new_ref("wdrw")
    record(SignatureWithdrawn(ref=ref, campaign=signatory.campaign.ref, signature=signatory.signature))
    signatory.state, signatory.withdrawn_on, signatory.withdrawal = (
        Signatory.WITHDRAWN,
        clock.today(),
        ref,
    )
    signatory.save(update_fields=["state", "withdrawn_on", "withdrawal"])
    # Whom it vouches for and who is not published yet needs another proof.
    vouched = Signatory.objects.filter(voucher=signatory, state=Signatory.PROVED)
    for one in vouched:
        put_letter("needs_proof", to=one, link=put_link(Link.MANAGE, signatory=one))
    vouched.update(state=Signatory.APPLIED, proof="", voucher=None, proved_at=None)
    put_letter("withdrawn", to=signatory)
    return signatory


@action
def confirm_version(*, by: Actor, link: Link) -> Signatory:
    """Sign the newest version in place of an earlier one; what proved the earlier one proves this.

    Raises: LinkInvalid, LinkUsed, LinkOver, SigningOver, CannotVouch, RuleBroken.
    """
    links.check(link, Link.CONFIRM, Link.MANAGE)
    rows = Signatory.objects.select_related("campaign", "voucher")
    signatory = rows.get(pk=link.signatory_id)
    newest = published(signatory.campaign)
    if signatory.state != Signatory.LIVE or newest is None or signatory.version >= newest.number:
        raise SigningOver("There is nothing to confirm.")
    if signatory.voucher and signatory.voucher.state != Signatory.LIVE:
        raise CannotVouch(
            "The organisation that vouched for you has withdrawn.",
            next_step="Write to the coalition: an editor looks at a document instead.",
        )
    _use(link)
    publish_signature(signatory, confirms=signatory.signature)
    signatory.confirmed_on = clock.today()
    signatory.save()
    return signatory


@action
def ask_to_confirm(*, by: Actor, campaign: Campaign) -> int:
    """Ask signatories of earlier versions to confirm the newest, until its day; returns how many.

    At most 200 at a time. Raises: NotPermitted.
    """
    check_system(by)
    newest = published(campaign)
    today = clock.today()
    if newest is None or newest.until is None or newest.until < today:
        unchanged()
        return 0
    due = Signatory.objects.filter(
        campaign=campaign, state=Signatory.LIVE, version__lt=newest.number, asked_version__lt=newest.number
    )
    asked = list(due.exclude(sealed_email=b"").order_by("pk")[:CHUNK])
    for signatory in asked:
        link = put_link(Link.CONFIRM, signatory=signatory, until=newest.until)
        put_letter("confirm", to=signatory, link=link)
    Signatory.objects.filter(pk__in=[s.pk for s in asked]).update(asked_version=newest.number)
    if asked:
        data = {"version": newest.number, "count": len(asked)}
        journal("signatories.asked_to_confirm", subject=by.ref, data=data, by=by)
    else:
        unchanged()
    return len(asked)
