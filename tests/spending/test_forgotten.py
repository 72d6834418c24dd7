"""What is due is forgotten: drafts nobody went on with, bytes that no row names; and nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from funds.world import NOW
from ouna.log import SYSTEM, sealing
from ouna.log.models import JournalFact, SubjectKey
from ouna.log.sealing import drop_key
from ouna.parties.errors import NotPermitted
from ouna.parties.retention import table
from ouna.spending import actions, store
from ouna.spending.actions import forgetting
from ouna.spending.actions.forgetting import DRAFT_DAYS, STRAY_DAYS
from ouna.spending.checks import checks
from ouna.spending.errors import PaperDamaged
from ouna.spending.models import Paper, Request
from ouna.spending.tasks import retention
from spending.world import NADIA, OTTILIE, World, photo

pytestmark = pytest.mark.django_db

Committed = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Committed:
    """What is done inside is committed at its end, as far as a test that is rolled back can tell."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def daily(committed: Committed) -> Iterator[Callable[[], None]]:
    """The daily work, committed."""

    def run() -> None:
        with committed():
            retention()

    yield run


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


def test_only_old_drafts_go_with_their_papers(world: World, daily: Callable[[], None]) -> None:
    kept = world.ask(100_000, papers=1)
    Request.objects.filter(pk=kept.pk).update(created_at=NOW - timedelta(days=900))
    [of_kept] = (Path(settings.VAR) / "papers").rglob(kept.papers.get().ref)
    aged(of_kept, 900)
    _, gone = draft(world, DRAFT_DAYS + 0.1)
    young, stays = draft(world, DRAFT_DAYS - 0.1)
    daily()
    assert set(Request.objects.all()) == {kept, young} and Paper.objects.count() == 2
    assert not gone.exists() and stays.exists() and of_kept.exists()
    assert JournalFact.objects.filter(kind="requests.forgotten").count() == 1
    assert actions.forget_drafts(by=SYSTEM) == 0


def test_bytes_that_no_row_names_go_after_a_month(world: World, committed: Committed) -> None:
    order = world.order(world.approve(world.ask(100_000, papers=1), 0, 1))
    folder = Path(settings.VAR) / "papers"
    for path in folder.rglob("*_*"):
        aged(path, 900)
    young, old = draft(world, 0)[1], aged(draft(world, 0)[1], STRAY_DAYS + 0.1)
    Paper.objects.filter(ref__in=(young.name, old.name)).delete()
    with committed():
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


def test_the_check_finds_what_was_not_forgotten(world: World, daily: Callable[[], None]) -> None:
    draft(world, DRAFT_DAYS + 1)
    assert list(checks()) == []
    old, path = draft(world, DRAFT_DAYS + 4)
    assert [f.where for f in checks()] == [old.ref]
    daily()
    assert list(checks()) == []
    path = aged(draft(world, 0)[1], STRAY_DAYS + 4)
    Paper.objects.filter(ref=path.name).delete()
    assert [f.where for f in checks()] == [path.name]
    daily()
    assert list(checks()) == []


def test_a_draft_goes_with_its_papers_their_bytes_and_its_key(world: World, committed: Committed) -> None:
    made, path = draft(world, 0)
    raw = path.read_bytes()
    with committed():
        actions.drop_draft(by=NADIA, request=made)
        assert path.exists(), "not before the commit"
    assert not path.exists() and not Request.objects.exists() and not Paper.objects.exists()
    # A copy of the bytes, as a backup has it, is worth nothing.
    assert not SubjectKey.objects.filter(subject=made.ref).exists()
    path.write_bytes(raw)
    with pytest.raises(PaperDamaged):
        store.get(path.name, made.ref)


def test_a_paper_taken_out_goes_at_the_commit(world: World, committed: Committed) -> None:
    made, path = draft(world, 0)
    with committed():
        actions.remove_paper(by=NADIA, paper=Paper.objects.get())
        assert path.exists()
    assert not path.exists() and SubjectKey.objects.filter(subject=made.ref).exists()


def test_when_the_database_refuses_no_byte_is_lost(
    world: World, committed: Committed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(subject: str) -> None:
        raise DatabaseError

    made, path = draft(world, 0)
    monkeypatch.setattr(forgetting, "drop_key", refuse)
    with committed(), pytest.raises(DatabaseError):
        actions.drop_draft(by=NADIA, request=made)
    assert Request.objects.get() == made and Paper.objects.count() == 1
    assert store.get(path.name, made.ref)
    # The twin: bytes that go at once are gone, and the row that names them is still there.
    monkeypatch.setattr(transaction, "on_commit", lambda run, **_: run())
    with committed(), pytest.raises(DatabaseError):
        actions.drop_draft(by=NADIA, request=made)
    assert Paper.objects.count() == 1 and not path.exists()


def test_the_key_of_what_is_recorded_cannot_be_dropped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    request = world.ask(100_000, papers=1)
    with pytest.raises(RuntimeError, match="erase_subject"):
        drop_key(request.ref)
    assert store.get(request.papers.get().ref, request.ref)
    # The twin: with nothing to look for, the key of a recorded request would be gone.
    monkeypatch.setattr(sealing, "_is_told_of", lambda subject: False)
    drop_key(request.ref)
    with pytest.raises(PaperDamaged):
        store.get(request.papers.get().ref, request.ref)


def test_what_is_kept_of_counts_and_drafts_stands_in_the_table() -> None:
    fields = " ".join(keep.field for keep in table())
    for name in ("spending_cashcount.by", "spending_payee.sealed", "sealed_draft", "spending_comment"):
        assert name in fields
