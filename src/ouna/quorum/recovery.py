"""Keys on paper: one public key has one ref, however often a list of trustees is sent."""

from __future__ import annotations

from ouna.campaign.models import Campaign
from ouna.core.book import Recovery, TrusteesSet
from ouna.quorum import queries
from ouna.quorum.models import Document

#: So many of the newest lists that were put before the trustees are looked through.
LISTS = 20


def with_known_refs(campaign: Campaign, recovery: Recovery) -> Recovery:
    """Each key under the ref that it has in the set in force, or else in the newest list that names it.

    The ref stands in the file of a key on paper and in what it signs: a new one for the same key would make
    its holder look for a second.
    """
    known = _known(campaign)
    return recovery._replace(keys=tuple(k._replace(key=known.get(k.spki, k.key)) for k in recovery.keys))


def _known(campaign: Campaign) -> dict[str, str]:
    """Refs by public key."""
    found: dict[str, str] = {}
    rows = Document.objects.filter(campaign=campaign, kind=TrusteesSet.KIND).order_by("-made_at", "-pk")
    for document in reversed(rows[:LISTS]):
        record = queries.record_of(document)
        if isinstance(record, TrusteesSet):
            found |= {key.spki: key.key for key in record.recovery.keys}
    in_force = queries.set_in_force(campaign)
    return found | {key.spki: key.key for key in (in_force.recovery if in_force else ())}
