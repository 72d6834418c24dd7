"""The readiness checklist, and asking the trustees to open or close building start."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ouna.campaign.models import Campaign
from ouna.campaign.queries import check_running
from ouna.core.book import GateClosed, GateOpened
from ouna.core.values import Translated, clean_text
from ouna.log import SYSTEM, Actor, action, clock, journal, new_ref, put_text, unchanged
from ouna.pact import queries, rules
from ouna.pact.errors import GateAlready, UnknownPoint
from ouna.pact.models import Point
from ouna.parties.errors import NotPermitted
from ouna.quorum import queries as quorum
from ouna.quorum.actions import open_document, void_document
from ouna.quorum.models import Document

#: Days for the trustees to sign.
DAYS = 21
#: What a checklist begins with: (code, English, Arabic).
FIRST_POINTS = (
    ("safety", "Safety", "الأمان"),
    ("permits", "Permits", "التصاريح"),
    ("access", "Access", "الوصول"),
    ("accommodation", "Beds", "المبيت"),
    ("materials", "Materials", "المواد"),
    ("money", "Money", "المال"),
)
_TITLES = {
    True: ("Open building start", "فتح بدء البناء"),
    False: ("Close building start", "إغلاق بدء البناء"),
}


def _check_frames(by: Actor) -> None:
    rules.check_writes(office=by == SYSTEM or by.has("administrator"), partner=by.has("partner"))


@action
def start_checklist(*, by: Actor, campaign: Campaign) -> None:
    """Lay the first points: safety, permits, access, beds, materials, money. Raises: NotPermitted."""
    _check_frames(by)
    if campaign.points.exists():
        return unchanged()
    for order, (code, english, arabic) in enumerate(FIRST_POINTS):
        title = Translated.source("en", english).with_text("ar", arabic)
        Point.objects.create(campaign=campaign, code=code, title=title.as_data(), order=order)
    journal("pact.checklist_started", subject=campaign.ref, by=by)
    return None


@action
def add_point(*, by: Actor, campaign: Campaign, code: str, title: Translated) -> Point:
    """One more point to answer. Raises: NotPermitted, UnknownPoint (the code is used)."""
    _check_frames(by)
    if campaign.points.filter(code=code).exists():
        raise UnknownPoint("There is a point of this name already.")
    made = Point.objects.create(
        campaign=campaign, code=code, title=title.as_data(), order=campaign.points.count()
    )
    _void_asked(by, campaign)
    journal("pact.point_added", subject=campaign.ref, data={"code": code, "title": made.title}, by=by)
    return made


@action
def remove_point(*, by: Actor, point: Point) -> None:
    """Take a point off the list: the partner's right alone, who answers for it. Raises: NotPermitted."""
    rules.check_partner(by.has("partner") or by == SYSTEM)
    campaign, code = point.campaign, point.code
    Point.objects.filter(pk=point.pk).delete()
    _void_asked(by, campaign)
    journal("pact.point_removed", subject=campaign.ref, data={"code": code}, by=by)


@action
def answer_point(*, by: Actor, point: Point, answer: str, note: str = "", note_public: bool = False) -> None:
    """The partner's answer. What the trustees were asked about the list before is void with it.

    Raises: NotPermitted, UnknownPoint.
    """
    rules.check_partner(by.has("partner"))
    rules.check_answer(answer)
    point = Point.objects.select_related("campaign").get(pk=point.pk)
    said = clean_text(note)[:300]
    if (point.answer, point.note, point.note_public) == (answer, said, note_public):
        return unchanged()
    changed = (point.answer, point.note if point.note_public else "") != (answer, said if note_public else "")
    point.answer, point.note, point.note_public = answer, said, note_public
    point.answered_at, point.answered_by = clock.now(), by.ref
    point.save()
    if changed:
        _void_asked(by, point.campaign)
    data: dict[str, Any] = {"code": point.code, "answer": answer, "note": said, "public": note_public}
    journal("pact.point_answered", subject=point.campaign.ref, data=data, by=by)
    return None


def _void_asked(by: Actor, campaign: Campaign) -> None:
    """A changed list is another document: what was signed of the old one counts nowhere."""
    for ref in queries.gate_documents(campaign).filter(kind=GateOpened.KIND).values_list("ref", flat=True):
        void_document(by=by, ref=ref)


@action
def ask_gate(*, by: Actor, campaign: Campaign, to_open: bool) -> Document:
    """Put the checklist before the trustees: enough of them open building start, any one closes it.

    One that waits already is taken instead of a second.
    Raises: NotPermitted, CampaignClosed, ChecklistUnready, GateAlready.
    """
    if not (by.has("partner") or quorum.signs_for(by, campaign)):
        raise NotPermitted("The partner or a trustee asks for this.")
    if queries.gate_is_open(campaign) == to_open:
        raise GateAlready()
    if to_open:
        check_running(campaign)
        rules.check_ready(point.answer for point in campaign.points.all())
    kind = GateOpened if to_open else GateClosed
    found = queries.gate_documents(campaign).filter(kind=kind.KIND).first()
    if found is not None:
        unchanged()
        return found
    english, arabic = _TITLES[to_open]
    title = Translated.source("en", english).with_text("ar", arabic)
    text = put_text({"title": title.as_data(), "checklist": queries.public_checklist(campaign)})
    record = kind(ref=new_ref("gate"), campaign=campaign.ref, signatures=(), text=text)
    until = clock.today() + timedelta(days=DAYS)
    made = open_document(by=by, record=record, texts={"en": english, "ar": arabic}, until=until)
    journal("pact.gate_asked", subject=campaign.ref, data={"ref": made.ref, "open": to_open}, by=by)
    return made
