"""The appeal: its published versions, the organisations that sign it, and those that withdraw.

No name stands here, only commitments; who signed for an organisation is nobody's business but its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from ouna.core.book.errors import RuleBroken
from ouna.core.book.facts import Effects, Facts, Needs, Put, ask
from ouna.core.book.kinds.money import pot
from ouna.core.book.record import DAY, HASH, Field, Record, integer, kind, optional, pattern, ref
from ouna.core.book.states import Appeal, AppealSignature, Campaign, Used
from ouna.core.values import LARGEST

#: The name under which the book keeps a campaign's newest version.
APPEAL = "appeal"
#: How it was shown that an organisation itself signed: mail at its domain, another signatory, a document that
#: an editor saw, or a sheet of paper.
PROOFS = ("domain", "voucher", "document", "paper")
#: Why a signature counts no longer.
CONFIRMED, WITHDRAWN = "confirmed", "withdrawn"


def newest_of(facts: Facts, campaign: str) -> Appeal | None:
    """The newest version of the campaign's appeal, None before the first."""
    state = facts.state(pot(campaign, APPEAL))
    return state if isinstance(state, Appeal) else None


def live_signature(facts: Facts, ref_: str, campaign: str) -> AppealSignature:
    """A signature of this campaign, neither withdrawn nor replaced. Raises: RuleBroken."""
    found = ask(facts, ref_, AppealSignature)
    if found.campaign != campaign:
        raise RuleBroken("form", "The signature is under the appeal of another campaign.")
    if found.over:
        raise RuleBroken("form", "The signature was withdrawn, or a newer one took its place.")
    return found


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class AppealPublished(Record):
    """A version of the appeal, or the same one with translations added or mended.

    `source` commits to the text that is translated, `text` to the whole public text in all languages.
    Signatories are asked to confirm a new version until day `until`.
    """

    KIND: ClassVar[str] = "appeal.published"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("appl"),
        "campaign": ref("camp"),
        "version": integer(1, LARGEST),
        "source": HASH,
        "text": HASH,
        "until": optional(DAY),
    }
    campaign: str
    version: int
    source: str
    text: str
    until: str | None = None

    def needs(self) -> Needs:
        return Needs(refs=[self.ref, self.campaign, pot(self.campaign, APPEAL)])

    def check(self, facts: Facts) -> None:
        ask(facts, self.campaign, Campaign)
        newest = newest_of(facts, self.campaign)
        version = newest.version if newest else 0
        # What was signed stays what it was: another source text is another version.
        same = newest is not None and (self.version, self.source) == (newest.version, newest.source)
        if self.version != version + 1 and not same:
            raise RuleBroken(
                "form", "A version is the next one, or the newest with the same text to translate."
            )
        if self.until is not None and self.on is not None and self.until < self.on:
            raise RuleBroken("form", "Signatories are asked to confirm until a day that has passed.")

    def effects(self, facts: Facts) -> Effects:
        assert self.on is not None
        state = Appeal(self.campaign, self.version, self.source)
        return Effects(self.on, (), (Put(pot(self.campaign, APPEAL), state), Put(self.ref, state)))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturePublished(Record):
    """An organisation signs the newest version of the appeal.

    `text` commits to what is public of it: its names, its kind, its web site. `voucher` is the signature of
    the organisation that vouches for it; `confirms` the earlier one of the same organisation that this one
    replaces.
    """

    KIND: ClassVar[str] = "signature.published"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("sgnt"),
        "campaign": ref("camp"),
        "appeal": ref("appl"),
        "text": HASH,
        "country": optional(pattern(r"[A-Z]{2}", "A country code")),
        "proof": pattern("|".join(PROOFS), "A proof: domain, voucher, document or paper"),
        "voucher": optional(ref("sgnt")),
        "confirms": optional(ref("sgnt")),
    }
    campaign: str
    appeal: str
    text: str
    country: str | None = None
    proof: str
    voucher: str | None = None
    confirms: str | None = None

    def needs(self) -> Needs:
        named = [name for name in (self.voucher, self.confirms) if name]
        return Needs(refs=[self.ref, self.campaign, pot(self.campaign, APPEAL), self.appeal, *named])

    def check(self, facts: Facts) -> None:
        appeal = ask(facts, self.appeal, Appeal)
        if appeal.campaign != self.campaign:
            raise RuleBroken("form", "The appeal is of another campaign.")
        newest = newest_of(facts, self.campaign)
        if newest is None or appeal.version != newest.version:
            raise RuleBroken("form", "There is a newer version of the appeal than the one signed.")
        if (self.voucher is not None) != (self.proof == "voucher"):
            raise RuleBroken(
                "form", "A signature names who vouches for it if that is its proof, and only then."
            )
        if self.voucher is not None:
            live_signature(facts, self.voucher, self.campaign)
        if self.confirms is not None:
            live_signature(facts, self.confirms, self.campaign)
            # Else an organisation could vouch for itself.
            if self.confirms == self.voucher:
                raise RuleBroken("form", "The signature that is replaced cannot vouch for the new one.")

    def effects(self, facts: Facts) -> Effects:
        assert self.on is not None
        puts = [Put(self.ref, AppealSignature(self.campaign, ask(facts, self.appeal, Appeal).version))]
        if self.confirms is not None:
            replaced = ask(facts, self.confirms, AppealSignature)
            puts.append(Put(self.confirms, replace(replaced, over=CONFIRMED)))
        return Effects(self.on, (), tuple(puts))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureWithdrawn(Record):
    """An organisation withdraws its signature. That it had signed stays in the record."""

    KIND: ClassVar[str] = "signature.withdrawn"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("wdrw"),
        "campaign": ref("camp"),
        "signature": ref("sgnt"),
    }
    campaign: str
    signature: str

    def needs(self) -> Needs:
        return Needs(refs=[self.ref, self.signature])

    def check(self, facts: Facts) -> None:
        live_signature(facts, self.signature, self.campaign)

    def effects(self, facts: Facts) -> Effects:
        assert self.on is not None
        state = replace(ask(facts, self.signature, AppealSignature), over=WITHDRAWN)
        return Effects(self.on, (), (Put(self.signature, state), Put(self.ref, Used(self.KIND))))
