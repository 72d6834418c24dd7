"""The check of the treasury: the statements and files that the record commits to are here, whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from funds.world import ANNA, World
from ouna.treasury.actions import import_file
from ouna.treasury.checks import checks
from ouna.treasury.models import BankStated, Statement, StatementFile, StatementLine
from treasury.files import line, xml

pytestmark = pytest.mark.django_db


@pytest.fixture
def archived(world: World) -> Path:
    """A booked statement whose closing balance is in the record; the place of its file."""
    import_file(by=ANNA, name="a.xml", raw=xml(line(700), line(300)))
    assert BankStated.objects.count() == 1 and list(checks()) == []
    [file] = [path for path in (Path(settings.VAR) / "archive").rglob("*") if path.is_file()]
    return file


def drop_statements(_: Path) -> None:
    StatementLine.objects.all().delete()
    Statement.objects.all().delete()


def drop_everything(file: Path) -> None:
    drop_statements(file)
    StatementFile.objects.all().delete()
    file.unlink()


TAMPERING: dict[str, Callable[[Path], object]] = {
    "a statement deleted": drop_statements,
    "statement and file deleted": drop_everything,
    "an archived file deleted": lambda file: file.unlink(),
    "an archived file altered": lambda file: file.write_bytes(file.read_bytes()[:-1] + b"\0"),
    "an archived file emptied": lambda file: file.write_bytes(b""),
    "another file's name": lambda _: StatementFile.objects.update(sha256="ab" * 32),
    "what was stated deleted": lambda _: BankStated.objects.all().delete(),
    "what was stated changed": lambda _: BankStated.objects.update(closing_minor=5),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_found(archived: Path, what: str) -> None:
    TAMPERING[what](archived)
    assert list(checks()), what
