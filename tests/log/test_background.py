"""The background thread's work, step by step, without waiting."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings
from tests.log.support import BY, World, write

from ouna.log import background, high_water, queries, sequencer, wakeup
from ouna.log.background import Runner, Task
from ouna.log.errors import LogBehind


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    # The test's transaction lives on this connection.
    monkeypatch.setattr(background, "close_old_connections", lambda: None)


def test_a_commit_wakes_the_thread(world: World) -> None:
    wakeup.committed.clear()
    write(by=BY, records=[world.gift()])
    assert wakeup.committed.is_set()


def test_each_look_locks_in_what_is_new(world: World) -> None:
    runner = Runner(with_tasks=False)
    runner.lock_in()
    assert queries.head().size == runner.size == 6
    gift, hidden = world.gift()
    write(by=BY, records=[(gift, hidden)])
    runner.lock_in()
    assert queries.entry_number(gift.ref) == 6 and queries.head().size == 7 and not runner.trouble


def test_trouble_is_told_once_and_does_not_end_it(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = Runner(with_tasks=False)
    runner.lock_in()
    kept = high_water.note_file().read_bytes()
    high_water.note_file().unlink()
    write(by=BY, records=[world.gift()])
    with caplog.at_level(logging.ERROR):
        runner.lock_in()
        runner.lock_in()
    assert len(caplog.records) == 1 and "high-water note" in runner.trouble
    high_water.note_file().write_bytes(kept)
    runner.lock_in()
    assert runner.trouble == "" and queries.head().size == 7


def test_tasks_run_when_due_and_one_s_trouble_stops_no_other(world: World) -> None:
    runner, ran = Runner(with_tasks=False), []

    def fails() -> None:
        raise ValueError("private words")

    for _ in range(3):
        runner._run_task(Task("a", 3600.0, fails))
        runner._run_task(Task("b", 0.0, lambda: ran.append(1)))
    assert ran == [1, 1, 1] and runner.trouble == "a: ValueError"


def test_the_log_s_tasks_are_found_and_run(world: World, only_log_checks: None) -> None:
    named = {task.name: task for task in background.tasks()}
    assert {"log.seal", "log.erasures", "log.checks"} <= set(named)
    sequencer.run_once()
    for name in ("log.seal", "log.erasures", "log.checks"):
        named[name].run()
    assert queries.last_check().findings == []


def test_it_does_not_start_on_an_older_database(world: World) -> None:
    sequencer.run_once()
    high_water.write(9, b"\1" * 32)
    with pytest.raises(LogBehind):
        background.start()
    assert settings.CHECKPOINT_SECONDS < 5
