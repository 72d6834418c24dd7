"""Who signs: names without power. The power comes from a record that the trustees themselves sign."""

from __future__ import annotations

import re

from ouna.campaign.models import Campaign
from ouna.core.values import Translated, clean_text
from ouna.log import SYSTEM, Actor, action, clock, journal, new_ref
from ouna.parties.errors import NotPermitted
from ouna.parties.models import Organisation, User
from ouna.parties.queries import actor_of
from ouna.quorum import queries
from ouna.quorum.actions.tickets import check_signer
from ouna.quorum.errors import DocumentClosed, QuestionEmpty, SignerNamed
from ouna.quorum.models import Document, Question, Signer

_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}", re.ASCII)
LONGEST_QUESTION = 1_000


@action
def name_signer(
    *,
    by: Actor,
    campaign: Campaign,
    user: User,
    function: str,
    title: Translated,
    side: str = Signer.TRUSTEE,
    organisation: Organisation | None = None,
) -> Signer:
    """Say that a person signs as a trustee, follows trustees as a successor, or signs as an officer for an
    organisation. It gives no power.

    `function` is a code for the public record, `title` the same in words. Raises: NotPermitted, SignerNamed.
    """
    if by != SYSTEM and not by.has("administrator"):
        raise NotPermitted("Only an administrator names who signs.")
    if not _CODE.fullmatch(function):
        raise NotPermitted("A function is a code in lower case, such as `engineer`.")
    trustee = side in (Signer.TRUSTEE, Signer.SUCCESSOR)
    if trustee and not actor_of(user).has("trustee"):
        raise NotPermitted("This person does not hold the role of a trustee.")
    if not trustee and organisation is None:
        raise NotPermitted("An officer signs for an organisation.")
    sides = [Signer.TRUSTEE, Signer.SUCCESSOR] if trustee else [side]
    if Signer.objects.filter(campaign=campaign, user=user, side__in=sides).exists():
        raise SignerNamed()
    number = Signer.objects.filter(campaign=campaign, side=side).count() + 1
    made = Signer.objects.create(
        ref=new_ref("trst") if trustee else organisation.ref,  # type: ignore[union-attr]
        campaign=campaign,
        user=user,
        side=side,
        number=number,
        function=function,
        title=title.as_data(),
    )
    data = {"ref": made.ref, "side": side, "function": function}
    journal("quorum.signer_named", subject=user.ref, data=data, by=by)
    return made


@action
def wish_name(*, by: Actor, signer: Signer, name: str, lang: str = "en") -> None:
    """A trustee's own wish: under which name the public reads of him; empty for "Trustee 1".

    Raises: NoSigner, TextRefused.
    """
    check_signer(by, signer)
    text = clean_text(name)[:120]
    signer.public_name = Translated.source(lang, text).as_data() if text else {}
    signer.save(update_fields=["public_name"])
    journal("quorum.name_wished", subject=by.ref, data={"ref": signer.ref, "public": bool(text)}, by=by)


@action
def ask_question(*, by: Actor, signer: Signer, ref: str, text: str) -> Question:
    """Ask before signing. All who sign can read it, and who made the document.

    Raises: NoSigner, DocumentUnknown, DocumentClosed, QuestionEmpty, TextRefused.
    """
    check_signer(by, signer)
    document = queries.document_of(ref)
    if document.campaign_id != signer.campaign_id or document.state != Document.OPEN:
        raise DocumentClosed()
    asked = clean_text(text, lines=True)[:LONGEST_QUESTION]
    if not asked:
        raise QuestionEmpty()
    made = Question.objects.create(document=document, signer=signer, text=asked, made_at=clock.now())
    journal("quorum.asked", subject=by.ref, data={"document": ref}, by=by)
    return made
