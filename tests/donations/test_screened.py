"""Who gave more than the coalition's sum is checked against the lists, and nobody else."""

from __future__ import annotations

from funds.world import ANNA, line
from ouna.core.values import Money
from ouna.donations.actions import VISITOR, make_pledge, receive_gift
from ouna.donations.screened import subjects
from ouna.log import SYSTEM, Actor
from ouna.parties.actions import erase_person
from ouna.parties.models import Person
from ouna.screening import tasks
from ouna.screening.actions import confirm_list, load_list, propose_list
from ouna.screening.index import forget_index
from ouna.screening.models import Check, Limits
from ouna.screening.versions import sight_of

LIST = b"# name: List\nname,type\nMarzoban Krapfenshtayn,person\n"
CHECKER = Actor("user_checker", "Hanneke", frozenset({("checker", "*")}))


def give(world, minor, donor, email=""):
    promise = None
    if email:
        promise = make_pledge(
            by=VISITOR,
            campaign=world.campaign,
            account=world.germany,
            fund=world.walls,
            money=Money(minor, "EUR"),
            email=email,
            name=donor,
        )
    return receive_gift(
        by=ANNA, line=line(world.germany, minor), fund=world.walls, pledge=promise, donor=donor
    )


def test_large_gifts_and_large_sums_of_one_person(world):
    give(world, 9_999, "Small Giver")
    give(world, 10_000, "Large Giver")
    for _ in range(2):
        give(world, 6_000, "Ana Coentro", "ana@quince.example")
    give(world, 6_000, "Karl Kardamom", "karl@quince.example")
    found = list(subjects({"EUR": 10_000}))
    assert {who.name for _, who in found} == {"Large Giver", "Ana Coentro"}
    assert {ref[:5] for ref, _ in found} == {"acct_", "pers_"}
    assert list(subjects({})) == [] and list(subjects({"CHF": 1})) == []


def test_the_nightly_run_finds_them_and_erasing_forgets_them(world, settings, tmp_path):
    settings.VAR = tmp_path
    forget_index()
    row = load_list(by=CHECKER, raw=LIST)
    propose_list(by=CHECKER, name_list=row)
    second = Actor("user_second", "Ama", CHECKER.roles)
    confirm_list(by=second, name_list=row, seen=sight_of(row))
    give(world, 20_000, "Krapfenshtain Marzouban", "m@quince.example")
    tasks.nightly()
    assert not Check.objects.filter(subject__startswith="pers_").exists(), "no sum was set"
    Limits.objects.create(pk=1, above={"EUR": 10_000})
    tasks.nightly()
    assert Check.objects.get(subject__startswith="pers_").outcome == Check.HIT
    erase_person(by=SYSTEM, person=Person.objects.get())
    assert not Check.objects.filter(subject__startswith="pers_").exists()
    tasks.nightly()
    assert not Check.objects.filter(subject__startswith="pers_").exists()
    forget_index()
