"""What is due is forgotten: drafts nobody went on with, bytes that no row names; and nothing else."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from funds.world import NOW
from ouna.log import SYSTEM
from ouna.log.models import JournalFact
from ouna.parties.errors import NotPermitted
from ouna.parties.retention import table
from ouna.spending import actions, store
from ouna.spending.actions.forgetting import DRAFT_DAYS, STRAY_DAYS
from ouna.spending.checks import checks
from ouna.spending.models import Paper, Request
from ouna.spending.tasks import retention
from spending.world import NADIA, OTTILIE, World, photo

pytestmark = pytest.mark.django_db


def draft(world: World, days: float) -> tuple[Request, Path]:
    """A draft with one paper, begun so many days ago; and where its bytes lie."""
    made = actions.begin_request(by=NADIA, campaign=world.campaign)
    paper = actions.add_paper(by=NADIA, request=made, raw=photo(), kind="quote")
    Request.objects.filter(pk=made.pk).update(created_at=NOW - timedelta(days=days))
    [path] = (Path(settings.VAR) / "papers").rglob(paper.ref)
    return made, path


def aged(path: Path, days: float) -> Path:
    then = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))
    return path


def test_only_old_drafts_go_with_their_papers(world: World) -> None:
    kept = world.ask(100_000, papers=1)
    Request.objects.filter(pk=kept.pk).update(created_at=NOW - timedelta(days=900))
    [of_kept] = (Path(settings.VAR) / "papers").rglob(kept.papers.get().ref)
    aged(of_kept, 900)
    _, gone = draft(world, DRAFT_DAYS + 0.1)
    young, stays = draft(world, DRAFT_DAYS - 0.1)
    retention()
    assert set(Request.objects.all()) == {kept, young} and Paper.objects.count() == 2
    assert not gone.exists() and stays.exists() and of_kept.exists()
    assert JournalFact.objects.filter(kind="requests.forgotten").count() == 1
    assert actions.forget_drafts(by=SYSTEM) == 0


def test_bytes_that_no_row_names_go_after_a_month(world: World) -> None:
    order = world.order(world.approve(world.ask(100_000, papers=1), 0, 1))
    folder = Path(settings.VAR) / "papers"
    for path in folder.rglob("*_*"):
        aged(path, 900)
    young, old = draft(world, 0)[1], aged(draft(world, 0)[1], STRAY_DAYS + 0.1)
    Paper.objects.filter(ref__in=(young.name, old.name)).delete()
    assert actions.forget_drafts(by=SYSTEM) == 1
    assert young.exists() and not old.exists()
    assert order.file and store.get(order.file.ref, order.account.ref)
    assert not [f for f in checks() if "gone" in f.what]


def test_nobody_does_it_by_hand(world: World) -> None:
    _, path = draft(world, 900)
    for by in (OTTILIE, NADIA):
        with pytest.raises(NotPermitted):
            actions.forget_drafts(by=by)
    assert path.exists()


def test_the_check_finds_what_was_not_forgotten(world: World) -> None:
    draft(world, DRAFT_DAYS + 1)
    assert list(checks()) == []
    old, path = draft(world, DRAFT_DAYS + 4)
    assert [f.where for f in checks()] == [old.ref]
    retention()
    assert list(checks()) == []
    path = aged(draft(world, 0)[1], STRAY_DAYS + 4)
    Paper.objects.filter(ref=path.name).delete()
    assert [f.where for f in checks()] == [path.name]
    retention()
    assert list(checks()) == []


def test_what_is_kept_of_counts_and_drafts_stands_in_the_table() -> None:
    fields = " ".join(keep.field for keep in table())
    for name in ("spending_cashcount.by", "spending_payee.sealed", "sealed_draft", "spending_comment"):
        assert name in fields
