"""Writes of decisions about possible matches, and the coalition's limits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ouna.core.values import canonical, clean_text, exponent
from ouna.log import Actor, action, clock, journal, new_ref
from ouna.parties.errors import NotPermitted
from ouna.parties.sealed import seal_field
from ouna.screening import rules
from ouna.screening.clearing import newest
from ouna.screening.errors import LimitsInvalid, ListClosed
from ouna.screening.marks import mark_of_decision
from ouna.screening.models import Decision, Hit, Limits


@action
def decide_hit(
    *, by: Actor, hit: Hit, verdict: str, reason: str, basis: str = "", until: date | None = None
) -> Decision:
    """One checker's decision about a possible match. Two alike by two persons clear it; one "listed" blocks.

    `basis`: the law or licence, needed for `unscr_2664` and `licence`; `until`: the last day of a licence.
    Raises: NotPermitted, UnknownVerdict, ReasonMissing, BasisMissing, ListClosed.
    """
    rules.check_is_checker(by.has("checker"))
    why, law = clean_text(reason, lines=True)[:4000], clean_text(basis)[:500]
    rules.check_decision(verdict, why, law)
    hit = Hit.objects.select_related("of").get(pk=hit.pk)
    if not hit.present:
        raise ListClosed("The newest check does not find this any more.", next_step="Look at what waits.")
    subject, ref = hit.of.subject, new_ref("dec")
    text = canonical({"reason": why, "basis": law}).decode()
    row = Decision(
        ref=ref,
        hit=hit,
        by=by.ref,
        verdict=verdict,
        sealed=seal_field(subject, "screening_decision", "sealed", ref, text),
        until=until if verdict == rules.LICENCE else None,
        at=clock.now().replace(microsecond=0),
    )
    row.mark = mark_of_decision(row, hit.ref)
    row.save()
    hit.state = rules.hit_state(newest(hit.ref, hit.decisions.all(), clock.today()))
    hit.save(update_fields=["state"])
    data = {
        "hit": hit.ref,
        "check": hit.of.ref,
        "list": hit.list_name,
        "entry": hit.entry,
        "verdict": verdict,
        "reason": why,
        "basis": law,
        "until": until.isoformat() if row.until and until else "",
        "state": hit.state,
    }
    journal("screening.decided", subject=subject, data=data, by=by)
    return row


@action
def set_limits(*, by: Actor, list_days: int, check_days: int, above: Mapping[str, int]) -> None:
    """How old lists and checks may be, and from which sums (minor units) givers are checked.

    Raises: NotPermitted, LimitsInvalid, UnknownCurrency.
    """
    if not by.has("administrator"):
        raise NotPermitted("Only an administrator sets the limits of the coalition.")
    rules.check_limits(list_days, check_days)
    for currency, minor in above.items():
        exponent(currency)
        if minor <= 0:
            raise LimitsInvalid("A sum from which givers are checked is above zero.")
    Limits.objects.update_or_create(
        pk=1, defaults={"list_days": list_days, "check_days": check_days, "above": dict(above)}
    )
    data = {"list_days": list_days, "check_days": check_days, "above": dict(above)}
    journal("screening.limits_set", subject="screening", data=data, by=by)
