"""Builds the partner's side: pact, trustees with their keys, checklist, the list of names."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ouna.core.book import Recovery, RecoveryKey
from ouna.demo import keys, sheet
from ouna.demo.texts import translated
from ouna.log import SYSTEM, Actor, clock, new_ref
from ouna.log.sequencer import run_once
from ouna.pact.actions import (
    answer_point,
    begin_agreement,
    edit_agreement,
    put_to_signers,
    set_frame,
    start_checklist,
)
from ouna.parties.actions import add_user, give_role
from ouna.parties.models import User
from ouna.parties.queries import actor_of
from ouna.quorum.actions import name_signer, propose_set
from ouna.quorum.models import Document, Signer
from ouna.screening.actions import confirm_list, load_list, propose_list
from ouna.screening.versions import sight_of

if TYPE_CHECKING:
    from ouna.demo.builder import Cast


def sign(
    cast: Cast, player: str, document: Document, *, act: str = "", reason: str = "", officer: bool = False
) -> None:
    """One of the cast signs with the key that the demo keeps; then what was signed is locked in."""
    signer = cast.officers[player] if officer else cast.trustees[player]
    name = f"{player}-officer" if officer else player
    keys.sign(cast.actors[player], signer, name, document, act=act, reason=reason)
    run_once()


def appoint(cast: Cast) -> None:
    """The opening: officers sign the pact, trustees their first set. Every key is tried before."""
    run_once()
    _officers(cast)
    _pact(cast)
    _trustees(cast)


def _user(cast: Cast, player: str) -> User:
    return User.objects.get(ref=cast.actors[player].ref)


def _officers(cast: Cast) -> None:
    assert cast.campaign is not None
    organisations = {"partner": cast.campaign.partner, "coalition": cast.campaign.coalition}
    for player, side in sheet.OFFICERS:
        signer = name_signer(
            by=SYSTEM,
            campaign=cast.campaign,
            user=_user(cast, player),
            function="officer",
            title=translated(sheet.OFFICER_TITLES[player]),
            side=Signer.OFFICER,
            organisation=organisations[side],
        )
        cast.officers[player] = signer
        keys.set_up(cast.actors[player], signer, f"{player}-officer")


def _pact(cast: Cast) -> None:
    assert cast.campaign is not None
    partner = cast.actors["salma"]
    text = begin_agreement(by=partner, campaign=cast.campaign, languages=("en", "ar"))
    for field, texts in sheet.PACT.items():
        for lang, words in texts.items():
            edit_agreement(by=partner, agreement=text, field=field, lang=lang, text=words)
    set_frame(by=partner, agreement=text, days=sheet.SUCCESSION_DAYS, bears=cast.funds[sheet.BEARS].ref)
    text.refresh_from_db()
    document = put_to_signers(by=partner, agreement=text)
    for player, _side in sheet.OFFICERS:
        sign(cast, player, document, officer=True)


def _trustees(cast: Cast) -> None:
    assert cast.campaign is not None
    for row in sheet.TRUSTEES:
        signer = name_signer(
            by=SYSTEM,
            campaign=cast.campaign,
            user=_user(cast, row.player),
            function=row.function,
            title=translated(row.title),
        )
        cast.trustees[row.player] = signer
        keys.set_up(cast.actors[row.player], signer, row.player)
    following = [_successor(cast, row) for row in sheet.SUCCESSORS]
    paper = []
    for nth in range(sheet.RECOVERY_KEYS):
        paper.append(RecoveryKey(new_ref("reco"), keys.make_key(f"recovery-{nth + 1}")))
    document = propose_set(
        by=SYSTEM,
        campaign=cast.campaign,
        signers=[cast.trustees[row.player] for row in sheet.TRUSTEES],
        bands=sheet.BANDS,
        change=sheet.CHANGE,
        recovery=Recovery(tuple(paper), sheet.RECOVERY_M, sheet.RECOVERY_DAYS),
        wait=sheet.WAIT,
        successors=following,
        announce=sheet.SUCCESSORS_ANNOUNCE,
        days=sheet.SUCCESSION_DAYS,
    )
    for row in sheet.TRUSTEES:
        sign(cast, row.player, document)
    for one, signer in zip(sheet.SUCCESSORS, following, strict=True):
        keys.sign(cast.actors[one.key], signer, one.key, document)
    run_once()


def _successor(cast: Cast, row: sheet.SuccessorSheet) -> Signer:
    """Invited, named, with a key that was tried."""
    assert cast.campaign is not None
    user = add_user(by=SYSTEM, email=row.email, name=row.name, lang="ar", password=sheet.PASSWORD)
    give_role(by=SYSTEM, user=user, role="trustee")
    cast.actors[row.key] = actor_of(user)
    signer = name_signer(
        by=SYSTEM,
        campaign=cast.campaign,
        user=user,
        function=sheet.SUCCESSOR_FUNCTION,
        title=translated(sheet.SUCCESSOR_TITLE),
        side=Signer.SUCCESSOR,
    )
    keys.set_up(cast.actors[row.key], signer, row.key)
    return signer


def begin_checklist(cast: Cast) -> None:
    """The six points, not answered yet."""
    assert cast.campaign is not None
    start_checklist(by=cast.actors["salma"], campaign=cast.campaign)


def answer(cast: Cast, code: str, said: str, note: str) -> None:
    """One point of the checklist is answered by the partner."""
    assert cast.campaign is not None
    point = cast.campaign.points.get(code=code)
    answer_point(by=cast.actors["salma"], point=point, answer=said, note=note, note_public=bool(note))


def use_names(cast: Cast) -> None:
    """Fetch this week's version of the list of names and use it; a week later it would count no more.

    One checker loads it, the other confirms it.
    """
    use_names_of(cast.actors["hanneke"], cast.actors["ama"])


def use_names_of(loads: Actor, confirms: Actor) -> None:
    """The two checkers bring today's version of the list into use."""
    dated = clock.today() - timedelta(days=sheet.LIST_AGE)
    row = load_list(by=loads, raw=sheet.names_list(dated.isoformat()))
    if row.state == row.WAITING:
        propose_list(by=loads, name_list=row)
        confirm_list(by=confirms, name_list=row, seen=sight_of(row))
