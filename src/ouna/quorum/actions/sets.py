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
    TrusteesSet,
)
from ouna.core.book.kinds.trustees import check_form
from ouna.core.quorum import Band
from ouna.core.values import Translated
from ouna.log import SYSTEM, Actor, action, clock, new_ref, put_text, record, unchanged
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
    """One of the campaign's signers, of either side. Raises: NotPermitted."""
    if not queries.signers_of(by).filter(campaign=campaign).exists():
        raise NotPermitted("Only those who sign for this campaign begin this.")


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
) -> Document:
    """Put a list of trustees with its rules before them. Signing it is theirs alone.

    `wait`: hours before a replaced key counts. Each lists all keys that were tried.
    Raises: NotPermitted, CampaignClosed, SetIncomplete.
    """
    if by != SYSTEM and not by.has("administrator"):
        _check_signer(by, campaign)
    check_running(campaign)
    members = []
    before = queries.set_in_force(campaign)
    gone = {k.key for k in before.keys if not k.in_force} if before else set()
    gone |= queries.spent_keys(campaign, before)
    for signer in signers:
        keys = tuple(k for k in queries.listed_keys(signer) if k.key not in gone)
        if not keys or signer.side != Signer.TRUSTEE or signer.campaign_id != campaign.pk:
            raise SetIncomplete(f"Trustee {signer.number} has no key that was tried.")
        members.append(Member(signer.ref, signer.function, keys))
    titles = {signer.ref: signer.title for signer in signers}
    made = TrusteesSet(
        ref=new_ref("set"),
        campaign=campaign.ref,
        signatures=(),
        text=put_text({"title": _title("set").as_data(), "trustees": titles}),
        trustees=tuple(members),
        bands=tuple(bands),
        change=change,
        origins=(place.sign_url(),),
        rp_id=place.rp_id(),
        recovery=with_known_refs(campaign, recovery),
        wait=wait,
    )
    try:
        check_form(made)
    except RuleBroken as broken:
        raise SetIncomplete(broken.what) from None
    return _open(by, made, "set")


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
    return _open(
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
    return _open(by, made, "stop")


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
    return _open(by, made, "revoke")


@action
def pause(*, by: Actor, campaign: Campaign) -> Document:
    """Prepare the stop of all payments: any one trustee signs it, or two organisations of the coalition.

    One that waits already is taken instead of a second. Raises: NotPermitted.
    """
    _check_signer(by, campaign)
    made = PaymentsPaused(ref=new_ref("pause"), campaign=campaign.ref, signatures=())
    return _waiting(campaign, made) or _open(by, made, "pause")


@action
def resume(*, by: Actor, campaign: Campaign) -> Document:
    """Ask the trustees to let payments go on. Raises: NotPermitted."""
    _check_signer(by, campaign)
    made = PaymentsResumed(ref=new_ref("resume"), campaign=campaign.ref, signatures=())
    return _waiting(campaign, made) or _open(by, made, "resume")


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
}


def _title(name: str) -> Translated:
    english, arabic = _TITLES[name]
    return Translated.source("en", english).with_text("ar", arabic)


def _open(by: Actor, made: Any, name: str) -> Document:
    english, arabic = _TITLES[name]
    return open_document(by=by, record=made, texts={"en": english, "ar": arabic}, until=_until())
