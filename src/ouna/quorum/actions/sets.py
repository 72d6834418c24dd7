"""Ceremonies: the set of trustees, lost keys, the end of a key, the pause. Each is a document to sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from ouna.campaign.models import Campaign
from ouna.campaign.queries import check_running
from ouna.core.book import (
    KeyReplaced,
    KeyReplacementAnnounced,
    KeyReplacementStopped,
    KeyRevoked,
    ListedKey,
    Member,
    PaymentsPaused,
    PaymentsResumed,
    Recovery,
    RuleBroken,
    Succession,
    Trustees,
    TrusteesSet,
    document_of,
    from_document,
)
from ouna.core.book.kinds.trustees import check_form
from ouna.core.quorum import Band
from ouna.core.values import Translated
from ouna.log import SYSTEM, Actor, action, clock, new_ref, put_text, record, unchanged
from ouna.log import queries as log
from ouna.parties.errors import NotPermitted
from ouna.quorum import place, queries
from ouna.quorum.actions.documents import open_document
from ouna.quorum.errors import LostUnfit, SetIncomplete
from ouna.quorum.models import Document, Signer, SigningKey
from ouna.quorum.recovery import with_known_refs

#: Days for signatures under a ceremony.
DAYS = 21


def _until() -> date:
    return clock.today() + timedelta(days=DAYS)


def _check_signer(by: Actor, campaign: Campaign) -> None:
    """One of the campaign's signers, of either side; successors are none yet. Raises: NotPermitted."""
    if not queries.signs_for(by, campaign):
        raise NotPermitted("Only those who sign for this campaign begin this.")


def check_trustee(by: Actor, campaign: Campaign) -> None:
    """One who was named as a trustee; whose keys count, the record says. Raises: NotPermitted."""
    if not queries.signers_of(by).filter(campaign=campaign, side=Signer.TRUSTEE).exists():
        raise NotPermitted("Only a trustee begins this.")


@action
def propose_set(
    *,
    by: Actor,
    campaign: Campaign,
    signers: Sequence[Signer],
    bands: Sequence[Band],
    change: int,
    recovery: Recovery,
    wait: int = 72,
    successors: Sequence[Signer] = (),
    announce: int = 0,
    days: int = 0,
) -> Document:
    """Put a list of trustees with its rules before them. Signing it is theirs alone.

    `wait`: hours before a replaced key counts. `successors`: who follows if too few trustees can be reached;
    `announce` of them start it, and it waits for so many `days`. Each lists all keys that were tried.
    Raises: NotPermitted, CampaignClosed, SetIncomplete.
    """
    if by != SYSTEM and not by.has("administrator"):
        _check_signer(by, campaign)
    check_running(campaign)
    before = queries.set_in_force(campaign)
    members = _members(campaign, before, signers, Signer.TRUSTEE)
    following = _members(campaign, before, successors, Signer.SUCCESSOR)
    titles = {signer.ref: signer.title for signer in (*signers, *successors)}
    made = TrusteesSet(
        ref=new_ref("set"),
        campaign=campaign.ref,
        signatures=(),
        text=put_text({"title": _title("set").as_data(), "trustees": titles}),
        trustees=members,
        bands=tuple(bands),
        change=change,
        origins=(place.sign_url(),),
        rp_id=place.rp_id(),
        recovery=with_known_refs(campaign, recovery),
        wait=wait,
        succession=Succession(following, announce, days) if following else None,
    )
    try:
        # As whoever signs it will read it: what the record's form does not take is refused now.
        from_document(document_of(made), clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"))
        check_form(made)
    except RuleBroken as broken:
        raise SetIncomplete(broken.what) from None
    return open_ceremony(by, made, "set")


def _members(
    campaign: Campaign, before: Trustees | None, signers: Sequence[Signer], side: str
) -> tuple[Member, ...]:
    """Each with all keys that were tried and that the record still takes. Raises: SetIncomplete."""
    known = {k.key for k in before.keys if k.in_force} | set(before.successors()) if before else set()
    listed = {signer.pk: queries.listed_keys(signer) for signer in signers}
    # A key that the record has seen in another place never comes back: it would be refused after all signed.
    used = log.states_of(key.key for keys in listed.values() for key in keys).keys() - known
    found = []
    for signer in signers:
        keys = tuple(k for k in listed[signer.pk] if k.key not in used)
        if not keys or signer.side != side or signer.campaign_id != campaign.pk:
            who = "Trustee" if side == Signer.TRUSTEE else "Successor"
            raise SetIncomplete(f"{who} {signer.number} has no key that was tried.")
        found.append(Member(signer.ref, signer.function, keys))
    return tuple(found)


@action
def announce_replacement(*, by: Actor, campaign: Campaign, old: str, new: SigningKey) -> Document:
    """Ask the other trustees to replace a lost key by one that its trustee has set up and tried.

    Raises: NotPermitted, LostUnfit.
    """
    _check_signer(by, campaign)
    found = queries.set_in_force(campaign)
    lost = found.find(old) if found else None
    if lost is None or new.tested_at is None or new.signer.ref != lost.trustee:
        raise LostUnfit()
    return open_ceremony(
        by,
        KeyReplacementAnnounced(
            ref=new_ref("repl"),
            campaign=campaign.ref,
            signatures=(),
            trustee=lost.trustee,
            old=old,
            new=ListedKey(new.ref, new.alg, new.spki),
        ),
        "replacement",
    )


@action
def stop_replacement(*, by: Actor, campaign: Campaign, ref: str) -> Document:
    """Prepare the stop of an announced replacement: any one trustee signs it.

    Raises: NotPermitted, LostUnfit.
    """
    _check_signer(by, campaign)
    found = queries.replacements(campaign).get(ref)
    if found is None or queries.end_of(found, queries.set_in_force(campaign)):
        raise LostUnfit("There is no such replacement that could be stopped.")
    made = KeyReplacementStopped(ref=new_ref("stop"), campaign=campaign.ref, signatures=(), replacement=ref)
    return open_ceremony(by, made, "stop")


@action
def revoke_key(*, by: Actor, campaign: Campaign, key: str, compromised_since: int | None = None) -> Document:
    """Prepare the end of a key: its own trustee signs it, or as many as the largest sum needs.

    `compromised_since`: the page of the public record from which on its signatures do not count.
    Raises: NotPermitted, LostUnfit.
    """
    _check_signer(by, campaign)
    found = queries.set_in_force(campaign)
    if found is None or found.find(key) is None:
        raise LostUnfit("This is no key of a trustee.")
    made = KeyRevoked(
        ref=new_ref("revo"),
        campaign=campaign.ref,
        signatures=(),
        key=key,
        compromised_since=compromised_since,
    )
    return open_ceremony(by, made, "revoke")


@action
def pause(*, by: Actor, campaign: Campaign) -> Document:
    """Prepare the stop of all payments: any one trustee signs it, or two organisations of the coalition.

    One that waits already is taken instead of a second. Raises: NotPermitted.
    """
    _check_signer(by, campaign)
    made = PaymentsPaused(ref=new_ref("pause"), campaign=campaign.ref, signatures=())
    return _waiting(campaign, made) or open_ceremony(by, made, "pause")


@action
def resume(*, by: Actor, campaign: Campaign) -> Document:
    """Ask the trustees to let payments go on. Raises: NotPermitted."""
    _check_signer(by, campaign)
    made = PaymentsResumed(ref=new_ref("resume"), campaign=campaign.ref, signatures=())
    return _waiting(campaign, made) or open_ceremony(by, made, "resume")


def _waiting(campaign: Campaign, made: Any) -> Document | None:
    found = queries.open_documents([campaign.pk]).filter(kind=made.KIND).first()
    if found is not None:
        unchanged()
    return found


@action
def complete_replacement(*, by: Actor, campaign: Campaign, ref: str) -> str:
    """Record that the waiting time of a replacement is over: the new key counts from now on.

    Raises: RuleBroken while the time is not over, or if it was stopped.
    """
    made = KeyReplaced(ref=new_ref("done"), campaign=campaign.ref, replacement=ref)
    record(made)
    return str(made.ref)


_TITLES = {
    "set": ("Trustees and their rules", "الأمناء وقواعدهم"),
    "replacement": ("Replace a lost key", "استبدال مفتاح مفقود"),
    "stop": ("Stop the replacement of a key", "وقف استبدال مفتاح"),
    "revoke": ("Take a key out of force", "إبطال مفتاح"),
    "pause": ("Stop all payments", "وقف كل المدفوعات"),
    "resume": ("Let payments go on", "استئناف المدفوعات"),
    "succession": ("Successors take the place of trustees", "الخلفاء يحلّون محل أمناء"),
    "stop_succession": ("Stop the succession", "وقف حلول الخلفاء"),
}


def _title(name: str) -> Translated:
    english, arabic = _TITLES[name]
    return Translated.source("en", english).with_text("ar", arabic)


def open_ceremony(by: Actor, made: Any, name: str) -> Document:
    """Put a record of a ceremony before its signers. Call inside an action."""
    english, arabic = _TITLES[name]
    return open_document(by=by, record=made, texts={"en": english, "ar": arabic}, until=_until())
