"""The partner's fingerprint: five groups of four digits of the first set of trustees of each campaign.

The partner publishes it elsewhere. Whoever owns the log's key can write a record with trustees of his own;
he cannot give them this fingerprint.
"""

from __future__ import annotations

import re

from ouna.core.book import Replay, Trustees
from ouna.core.quorum import partner_fingerprint
from ouna.verify.errors import BadRequest
from ouna.verify.report import Report

#: 20 digits; people write them in groups, with whatever they like between.
_DIGITS = re.compile(r"[0-9]{20}", re.ASCII)
NOT_ASKED = (
    "The trustees are those that the record itself names. Give the fingerprint that the partner published "
    "elsewhere with --partner."
)

NOT_THIS = "The trustees are not those of the partner with the fingerprint you gave."


def digits_of(text: str) -> str:
    """The 20 digits of a fingerprint as a person types it. Raises: BadRequest."""
    digits = re.sub(r"[\s.,:-]", "", text)
    if not _DIGITS.fullmatch(digits):
        raise BadRequest("A partner's fingerprint is five groups of four digits.")
    return digits


def check_partner(replay: Replay, asked: str | None, report: Report) -> None:
    """Name the partner of each campaign; each must have the fingerprint asked for."""
    for ref, state in replay.facts.states.others().items():
        if isinstance(state, Trustees):
            campaign = ref.partition(":")[0]
            groups = partner_fingerprint(state.first)
            report.partners.append({"campaign": campaign, "fingerprint": " ".join(groups)})
            if asked is not None and "".join(groups) != asked:
                report.add("trustees", NOT_THIS, where=campaign)
    if asked is not None and not report.partners:
        report.add("trustees", "The record names no trustees of the partner with the fingerprint you gave.")
    if asked is None and report.partners:
        report.warn(NOT_ASKED)
