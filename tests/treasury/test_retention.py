"""A file that was dropped and never imported does not stay in the archive for ever."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from funds.world import ANNA, NOW, World
from ouna.core.bank import sha256_of
from ouna.log import SYSTEM
from ouna.log.models import JournalFact
from ouna.parties.errors import NotPermitted
from ouna.treasury import archive
from ouna.treasury.actions import drop_staged, import_file, stage_file
from ouna.treasury.checks import checks
from ouna.treasury.tasks import retention
from treasury.files import line, xml

pytestmark = pytest.mark.django_db


def place(raw: bytes) -> Path:
    [found] = (Path(settings.VAR) / "archive").rglob(sha256_of(raw))
    return found


def staged(raw: bytes, days: float) -> Path:
    """A file dropped so many days ago."""
    stage_file(by=ANNA, raw=raw, limit=1 << 20)
    path, then = place(raw), (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))
    return path


def test_only_old_files_without_an_import_go(world: World) -> None:
    old, young, imported = staged(b"old", 31), staged(b"young", 29), staged(xml(line(700)), 400)
    import_file(by=ANNA, name="a.xml", raw=xml(line(700)))
    os.utime(imported, (0, 0))
    retention()
    assert not old.exists() and young.exists() and imported.exists()
    assert JournalFact.objects.filter(kind="bank_file.dropped").count() == 1
    assert list(checks()) == [] and drop_staged(by=SYSTEM) == 0
    assert archive.get_file(sha256_of(b"young")) == b"young"


def test_a_file_dropped_again_waits_anew(world: World) -> None:
    path = staged(b"statement", 31)
    stage_file(by=ANNA, raw=b"statement", limit=1 << 20)
    assert path.stat().st_mtime > (NOW - timedelta(days=31)).timestamp()


def test_nobody_drops_files_by_hand(world: World) -> None:
    path = staged(b"old", 31)
    with pytest.raises(NotPermitted):
        drop_staged(by=ANNA)
    assert path.exists()
