"""Those who sign the demo's appeal, each the whole way: form, link, proof, approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ouna.appeal.actions.letters import put_link
from ouna.appeal.actions.moderating import approve
from ouna.appeal.actions.proving import note_document, prove_address, vouch
from ouna.appeal.actions.signing import VISITOR, apply_to_sign, ask_voucher
from ouna.appeal.actions.supporting import confirm_support, support
from ouna.appeal.actions.withdrawing import ask_to_confirm, confirm_version, withdraw
from ouna.appeal.models import Link, Signatory, Supporter
from ouna.appeal.queries.signatories import fingerprint_of
from ouna.appeal.signing_rules import Application
from ouna.core.values import Translated
from ouna.demo.sheet import signatories as sheet
from ouna.demo.sheet.people import MEMBERS
from ouna.log import SYSTEM, Actor, action

if TYPE_CHECKING:
    from ouna.campaign.models import Campaign
    from ouna.demo.builder import Cast

EDITOR = "eleni"


def _names(lang: str, own: str, english: str) -> Translated:
    names = Translated.source(lang, own)
    return names.with_text("en", english) if english and lang != "en" else names


def _link(signatory: Signatory, kind: str) -> Link:
    rows = Link.objects.select_related("signatory__campaign", "asked")
    return rows.filter(signatory=signatory, kind=kind).order_by("-pk")[0]


def _apply(campaign: Campaign, further: sheet.Further, kind: str = "neighbours") -> Signatory:
    asked = Application(
        names=_names(further.lang, further.name, further.english),
        kind=kind,
        countries=(further.country,),
        website=f"https://www.{further.site}" if further.site else "",
        officer="Invented Officer",
        function="chair",
        email=further.email,
        lang=further.lang if further.lang in ("ar", "de", "es", "fr") else "en",
    )
    made = apply_to_sign(by=VISITOR, campaign=campaign, asked=asked)
    return prove_address(by=VISITOR, link=_link(made, Link.PROVE))


def _approve(editor: Actor, signatory: Signatory) -> Signatory:
    signatory.refresh_from_db()
    return approve(by=editor, signatory=signatory, seen=fingerprint_of(signatory))


def sign_all(cast: Cast) -> None:
    """All 28 in their order, the one that withdraws later, and some persons."""
    campaign, editor = _campaign(cast), cast.actors[EDITOR]
    made: list[Signatory] = []
    for number, (member, proof) in enumerate(zip(MEMBERS, sheet.PROOFS, strict=True), start=1):
        # Only who proves by its domain has a web site here: the others have none, as many have.
        site = f"member{number:02}.example" if proof == "domain" else ""
        email = f"office@{site}" if site else f"member{number:02}@posteo.de"
        further = sheet.Further(member.country, member.lang, member.name, member.english, site, email)
        one = _apply(campaign, further, sheet.KINDS.get(number, "neighbours"))
        if proof == "document":
            note_document(by=editor, signatory=one, document=sheet.DOCUMENT)
        elif isinstance(proof, int):
            ask_voucher(by=VISITOR, signatory=one, voucher=made[proof - 1])
            vouch(by=VISITOR, link=_link(one, Link.VOUCH))
        made.append(_approve(editor, one))
    _approve(editor, _apply(campaign, sheet.WITHDRAWN))
    for number in range(sheet.SUPPORTERS):
        support(by=VISITOR, campaign=campaign, email=f"friend{number}@quince.example")
    for supporter in Supporter.objects.filter(campaign=campaign):
        confirm_support(by=VISITOR, link=Link.objects.select_related("supporter").get(supporter=supporter))


@action(draft=True)
def _manage(*, by: Actor, signatory: Signatory) -> Link:
    """The link that the officer would get by mail."""
    return put_link(Link.MANAGE, signatory=signatory)


def withdraw_one(cast: Cast) -> None:
    """The one of the Netherlands withdraws."""
    found = Signatory.objects.get(campaign=_campaign(cast), website__contains=sheet.WITHDRAWN.site)
    withdraw(by=VISITOR, link=_manage(by=VISITOR, signatory=found))


def confirm(cast: Cast) -> None:
    """Those who confirm the newest version do."""
    campaign = _campaign(cast)
    ask_to_confirm(by=SYSTEM, campaign=campaign)
    rows = Signatory.objects.filter(campaign=campaign, state=Signatory.LIVE).order_by("pk")
    for number, signatory in enumerate(list(rows), start=1):
        if number not in sheet.NOT_CONFIRMED:
            confirm_version(by=VISITOR, link=_link(signatory, Link.CONFIRM))


def wait_for_editor(cast: Cast) -> None:
    """Three that an editor should look at closely."""
    for further in sheet.WAITING:
        _apply(_campaign(cast), further)


def _campaign(cast: Cast) -> Campaign:
    assert cast.campaign is not None
    return cast.campaign


#: (days before D, what happens)
EVENTS = (
    (sheet.SIGNED, sign_all),
    (sheet.WITHDREW, withdraw_one),
    (sheet.CONFIRMED, confirm),
    (sheet.WAITED, wait_for_editor),
)
