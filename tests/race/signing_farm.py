"""Run as a program: trustees sign the same documents at the same moment, in threads of one process.

`signing_farm.py N` makes N documents that three of five must sign, and lets all five bring their signatures
at once; then N requests that all five approve at once. `--no-lock` takes the book lock away. Prints one JSON
object. The database comes from the environment.
"""

from __future__ import annotations

import json
import sys
import threading

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from tests.quorum.people import ES256, House, Person, make_fund, recovery_keys  # noqa: E402

from ouna.campaign.actions import draft_campaign, open_campaign  # noqa: E402
from ouna.core.book import RuleBroken  # noqa: E402
from ouna.core.errors import Refused  # noqa: E402
from ouna.core.values import Money, Translated  # noqa: E402
from ouna.log import SYSTEM, acting  # noqa: E402
from ouna.log import queries as log  # noqa: E402
from ouna.log.actions import open_log  # noqa: E402
from ouna.log.models import Entry  # noqa: E402
from ouna.log.sequencer import run_once  # noqa: E402
from ouna.parties.actions import add_organisation, add_user, give_role  # noqa: E402
from ouna.quorum import actions  # noqa: E402
from ouna.quorum.models import Document, Signature  # noqa: E402


def build() -> House:
    """A campaign with five trustees in force."""
    home = add_organisation(by=SYSTEM, name=Translated.source("en", "Home"), is_coalition=True)
    partner = add_organisation(by=SYSTEM, name=Translated.source("en", "Partner"), is_partner=True)
    open_log(by=SYSTEM, coalition=home.ref)
    text = Translated.source("en", "A school")
    campaign = draft_campaign(
        by=SYSTEM, slug="s", coalition=home, partner=partner, title=text, summary=text, goal=Money(9, "EUR")
    )
    open_campaign(by=SYSTEM, campaign=campaign)
    people = []
    for number in range(5):
        user = add_user(by=SYSTEM, email=f"t{number}@pear.example", name=f"T{number}", password=None)
        give_role(by=SYSTEM, user=user, role="trustee")
        signer = actions.name_signer(
            by=SYSTEM, campaign=campaign, user=user, function="nurse", title=Translated.source("en", "nurse")
        )
        people.append(Person(signer))
    made = House(campaign, people, recovery_keys())
    made.fund = make_fund(by=SYSTEM, campaign=campaign)
    run_once()
    for person in people:
        person.set_up(ES256)
    made.appoint()
    return made


class Crowd:
    """Each person brings his signature in a thread of his own, all at once."""

    def __init__(self) -> None:
        self.taken, self.refused = 0, 0
        self.errors: list[str] = []
        self.lock = threading.Lock()

    def sign(self, house: House, document: Document) -> None:
        tokens = [
            actions.ticket_to_sign(by=p.actor, signer=p.signer, ref=document.ref, lang="en")
            for p in house.trustees
        ]
        gate = threading.Barrier(len(tokens))
        pairs = zip(house.trustees, tokens, strict=True)
        threads = [threading.Thread(target=self.one, args=(p, t, gate)) for p, t in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def one(self, person: Person, token: str, gate: threading.Barrier) -> None:
        try:
            gate.wait(30)
            person.bring(token, person.key)
            self.count("taken")
        except Refused:
            self.count("refused")
        except Exception as error:
            with self.lock:
                self.errors.append(f"{type(error).__name__}: {error}"[:300])
        finally:
            connection.close()

    def count(self, what: str) -> None:
        with self.lock:
            setattr(self, what, getattr(self, what) + 1)


def main(count: int, *, lock: bool) -> dict[str, object]:
    call_command("migrate", verbosity=0)
    house = build()
    first = house.trustees[0]
    pause = actions.pause(by=first.actor, campaign=house.campaign)
    first.sign(pause)
    if not lock:
        acting.take_book_lock = lambda: None
    crowd, refs = Crowd(), []
    for number in range(count):
        document = actions.resume(by=first.actor, campaign=house.campaign)
        refs.append(document.ref)
        crowd.sign(house, document)
        if number + 1 < count:
            again = actions.pause(by=first.actor, campaign=house.campaign)
            try:
                first.sign(again)
            except RuleBroken as broken:
                # Without the lock the resuming may have been lost: that, too, is a meeting.
                crowd.errors.append(str(broken))
    requests = [house.request() for _ in range(count)]
    for document in requests:
        crowd.sign(house, document)
    return {
        "errors": crowd.errors,
        "resumed": Entry.objects.filter(kind="payments.resumed", ref__in=refs).count(),
        "carried": Signature.objects.filter(document__ref__in=refs).exclude(entry="").count(),
        "closed": Document.objects.filter(ref__in=refs, state=Document.RECORDED).count(),
        "approvals": [len(log.state_of(d.ref).approvals) for d in requests],
        "taken": crowd.taken,
        "refused": crowd.refused,
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), lock="--no-lock" not in sys.argv)))
