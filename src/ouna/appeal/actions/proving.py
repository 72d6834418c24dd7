"""Proofs that an organisation itself signed: mail at its domain, another signatory, a document."""

from __future__ import annotations

from ouna.appeal import links
from ouna.appeal import signing_rules as rules
from ouna.appeal.actions.letters import put_letter, put_link, use
from ouna.appeal.actions.signing import check_vouches
from ouna.appeal.errors import CannotVouch, LinkUsed, SigningInvalid, SigningOver, TooManyAsked
from ouna.appeal.models import Link, Signatory
from ouna.appeal.queries.signatories import email_of
from ouna.core.values import clean_text
from ouna.log import Actor, action, clock, journal


@action
def prove_address(*, by: Actor, link: Link) -> Signatory:
    """The officer pressed the button behind the link: the address is proved, and if it is the web site's
    domain, the organisation too.

    Raises: LinkInvalid, LinkUsed, LinkOver, SigningOver.
    """
    links.check(link, Link.PROVE)
    signatory = Signatory.objects.get(pk=link.signatory_id)
    if signatory.state != Signatory.APPLIED:
        raise SigningOver()
    _use(link)
    signatory.address_proved_at = clock.now()
    fields = ["address_proved_at"]
    proof = rules.proof_of_address(signatory.domain, email_of(signatory))
    if proof:
        fields += _proved(signatory, proof)
    else:
        put_letter("needs_proof", to=signatory, link=put_link(Link.MANAGE, signatory=signatory))
    signatory.save(update_fields=fields)
    journal("signatory.address_proved", subject=signatory.ref, data={"proof": proof}, by=by)
    return signatory


def _use(link: Link) -> None:
    if not use(link):
        raise LinkUsed()


def _proved(signatory: Signatory, proof: str) -> list[str]:
    signatory.proof, signatory.proved_at, signatory.state = proof, clock.now(), Signatory.PROVED
    return ["proof", "proved_at", "state"]


@action
def vouch(*, by: Actor, link: Link) -> Signatory:
    """A signatory vouches for an application, by the link that only its own address received.

    Raises: LinkInvalid, LinkUsed, LinkOver, SigningOver, CannotVouch, TooManyAsked.
    """
    links.check(link, Link.VOUCH)
    signatory, voucher = Signatory.objects.get(pk=link.signatory_id), link.asked
    if signatory.state != Signatory.APPLIED or signatory.address_proved_at is None:
        raise SigningOver()
    if voucher is None:
        raise CannotVouch()
    check_vouches(signatory, voucher)
    standing = (Signatory.PROVED, Signatory.LIVE)
    if Signatory.objects.filter(voucher=voucher, state__in=standing).count() >= rules.MOST_VOUCHED:
        raise TooManyAsked("This organisation has vouched for as many others as one may.")
    _use(link)
    signatory.voucher = voucher
    signatory.save(update_fields=["voucher", *_proved(signatory, Signatory.VOUCHER)])
    journal("signatory.vouched", subject=signatory.ref, data={"voucher": voucher.ref}, by=by)
    return signatory


@action
def decline_to_vouch(*, by: Actor, link: Link) -> None:
    """A signatory does not vouch: the link is spent, the application may ask another one.

    Raises: LinkInvalid, LinkUsed, LinkOver.
    """
    links.check(link, Link.VOUCH)
    _use(link)
    signatory, voucher = Signatory.objects.get(pk=link.signatory_id), link.asked
    if signatory.state == Signatory.APPLIED:
        link = put_link(Link.MANAGE, signatory=signatory)
        put_letter("declined", to=signatory, about=voucher, link=link)
    data = {"voucher": voucher.ref if voucher else ""}
    journal("signatory.not_vouched", subject=signatory.ref, data=data, by=by)


@action
def note_document(*, by: Actor, signatory: Signatory, document: str) -> Signatory:
    """An editor has seen a document that shows that the organisation signed; what it was stays private.

    Raises: NotPermitted, SigningOver, SigningInvalid, TextRefused.
    """
    rules.check_editor(by.has("editor"))
    signatory.refresh_from_db()
    document = clean_text(document)[:200]
    if len(document) < 5:
        raise SigningInvalid("Say which document you have seen.")
    signatory.document = document
    if signatory.state == Signatory.LIVE and signatory.voucher and not _stands(signatory.voucher):
        # Approved on the word of one that has withdrawn since: the document takes its place.
        signatory.proof, signatory.voucher = Signatory.DOCUMENT, None
        signatory.save(update_fields=["document", "proof", "voucher"])
    elif signatory.state == Signatory.APPLIED and signatory.address_proved_at is not None:
        signatory.save(update_fields=["document", *_proved(signatory, Signatory.DOCUMENT)])
    else:
        # Without a proved address it could never withdraw.
        raise SigningOver("Its address is not proved yet, or it was decided already.")
    journal("signatory.document_seen", subject=signatory.ref, data={"document": document}, by=by)
    return signatory


def _stands(voucher: Signatory) -> bool:
    return voucher.state == Signatory.LIVE
