"""An appeal that can be signed, and organisations that sign it the whole way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ouna.appeal import links
from ouna.appeal.actions import add_part, begin_version, edit_part, publish_version
from ouna.appeal.actions.moderating import approve
from ouna.appeal.actions.proving import prove_address, vouch
from ouna.appeal.actions.signing import VISITOR, apply_to_sign, ask_voucher
from ouna.appeal.models import Link, Signatory, Version
from ouna.appeal.queries.signatories import fingerprint_of
from ouna.appeal.signing_rules import Application
from ouna.core.values import Translated


def application(name: str = "Pear Tree Neighbours", lang: str = "en", **more: Any) -> Application:
    """A form as a neighbourhood group fills it in; its address stands at its own domain."""
    given: dict[str, Any] = {
        "names": Translated.source(lang, name),
        "kind": "neighbours",
        "countries": ("DE",),
        "website": "https://www.peartree.example/about",
        "officer": "Rosa Rosmarin",
        "function": "chair",
        "email": "rosa@peartree.example",
    }
    return Application(**{**given, **more})


def link_of(signatory: Signatory, kind: str) -> Link:
    """The newest link of a kind, as the mail holds it: read back from its token."""
    found = Link.objects.filter(signatory=signatory, kind=kind).order_by("-pk")[0]
    return links.read(links.token_of(found))


class Signing:
    """Signs, proves and approves in one campaign."""

    def __init__(self, campaign: Any, editor: Any, version: Version) -> None:
        self.campaign, self.editor, self.version = campaign, editor, version

    def applied(self, name: str = "Pear Tree Neighbours", **more: Any) -> Signatory:
        """An application that nobody has proved."""
        return apply_to_sign(by=VISITOR, campaign=self.campaign, asked=application(name, **more))

    def proved(self, name: str = "Pear Tree Neighbours", **more: Any) -> Signatory:
        """An application whose link was opened."""
        made = self.applied(name, **more)
        return prove_address(by=VISITOR, link=link_of(made, Link.PROVE))

    def live(self, name: str = "Pear Tree Neighbours", **more: Any) -> Signatory:
        """One that stands on the list, proved by its domain."""
        return self.approve(self.proved(name, **more))

    def own(self, number: int, name: str = "", **more: Any) -> Signatory:
        """One that stands on the list under a domain of its own."""
        site = f"grove{number}.example"
        given = {"website": f"https://{site}", "email": f"office@{site}", **more}
        return self.live(name or f"Grove {number}", **given)

    def vouched(self, voucher: Signatory, name: str = "Quiet Orchard") -> Signatory:
        """An application with a free-mail address, for which a signatory vouches."""
        made = self.proved(name, website="", email="orchard@posteo.de")
        ask_voucher(by=VISITOR, signatory=made, voucher=voucher)
        return vouch(by=VISITOR, link=link_of(made, Link.VOUCH))

    def approve(self, signatory: Signatory) -> Signatory:
        """As an editor does who has read it."""
        signatory.refresh_from_db()
        return approve(by=self.editor, signatory=signatory, seen=fingerprint_of(signatory))

    def new_version(self, **more: Any) -> Version:
        """Publish one more version with another demand."""
        made = begin_version(by=self.editor, campaign=self.campaign)
        add_part(by=self.editor, version=made, kind="demand", text=f"Demand {made.number}.")
        publish_version(by=self.editor, version=made, **more)
        return made


@pytest.fixture
def signing(campaign: Any, actor: Callable[..., Any]) -> Signing:
    """A published appeal with a title, a text and a demand."""
    editor = actor("editor")
    version = begin_version(by=editor, campaign=campaign)
    for kind in ("title", "body"):
        edit_part(by=editor, part=version.parts.get(kind=kind), lang="en", text="Let the pears grow")
    add_part(by=editor, version=version, kind="demand", text="Open the road.")
    publish_version(by=editor, version=version)
    version.refresh_from_db()
    return Signing(campaign, editor, version)
