"""`ouna setup` and `ouna serve`: repeatable, clear when something is missing or in the way."""

from __future__ import annotations

import socket
from typing import Any

import click
import pytest
from click.testing import CliRunner

from ouna.campaign.models import Campaign
from ouna.cli import main
from ouna.cli.serve import check_port, check_ready, name_site
from ouna.cli.setup import setup
from ouna.core.values import Money
from ouna.log.models import Entry
from ouna.parties.models import Organisation, User
from ouna.parties.queries import administrators, coalition

ANSWERS = [
    "--coalition", "Pear Union", "--partner", "جمعية لندو", "--title", "A school",
    "--summary", "It lost its roof.",
    "--goal", "5000.00 EUR", "--admin-email", "ann@pear.example", "--admin-name", "Ann",
]  # fmt: skip
PASSWORD = {"OUNA_ADMIN_PASSWORD": "a sentence that only I know"}


def run(*arguments: str, env: dict[str, str] | None = None) -> Any:
    return CliRunner().invoke(setup, [*arguments], env=env or {})


@pytest.fixture(autouse=True)
def migrated(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    # The test's database is migrated; migrating again inside its transaction is not possible on SQLite.
    monkeypatch.setattr("django.core.management.call_command", lambda *a, **k: None)


def test_from_nothing_to_an_administrator_and_a_draft() -> None:
    done = run(*ANSWERS, env=PASSWORD)
    assert done.exit_code == 0, done.output
    assert coalition() is not None and Entry.objects.get().kind == "log.opened"
    assert administrators() == 1 and User.objects.get().check_password(PASSWORD["OUNA_ADMIN_PASSWORD"])
    campaign = Campaign.objects.get()
    assert campaign.goal == Money(500_000, "EUR") and campaign.state == "draft"
    check_ready()


def test_currencies_and_limits_have_sane_values_where_nobody_is_asked() -> None:
    done = run(*ANSWERS, env=PASSWORD)
    campaign = Campaign.objects.get()
    assert (campaign.currencies, campaign.fee_limits) == (["EUR"], {"EUR": 5_000})
    assert "Accounts in EUR; bank charges an account and month: 50.00 EUR." in done.output


def test_currencies_and_limits_are_taken_from_options() -> None:
    more = ["--currency", "chf", "--currency", "JPY", "--fee-limit", "60.00 CHF", "--fee-limit", "0.00 EUR"]
    done = run(*ANSWERS, *more, env=PASSWORD)
    assert done.exit_code == 0, done.output
    campaign = Campaign.objects.get()
    assert campaign.currencies == ["EUR", "CHF", "JPY"]
    assert campaign.fee_limits == {"CHF": 6_000, "JPY": 5_000}


def test_currencies_and_limits_are_asked_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(question: str, *, default: str, **_: object) -> str:
        asked.append(question)
        return {"Currencies of the accounts, with spaces between": "EUR TND"}.get(question, default)

    monkeypatch.setattr("click.prompt", answer)
    monkeypatch.setattr("ouna.cli.setup._at_terminal", lambda: True)
    monkeypatch.setattr("click.confirm", lambda *_, **__: True)
    assert run(*ANSWERS, env=PASSWORD).exit_code == 0
    assert len(asked) == 3 and asked[1].endswith("EUR") and asked[2].endswith("TND")
    assert Campaign.objects.get().fee_limits == {"EUR": 5_000, "TND": 50_000}


def test_what_can_never_be_changed_is_said_and_asked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ouna.cli.setup._at_terminal", lambda: True)
    asked: list[str] = []
    monkeypatch.setattr("click.confirm", lambda question, **_: asked.append(question))
    stopped = run(*ANSWERS, env=PASSWORD)
    assert stopped.exit_code == 1 and len(asked) == 1 and not Entry.objects.exists()
    for words in ("LOG_ORIGIN=", "TIME_ZONE=", "can never be changed"):
        assert words in stopped.output
    monkeypatch.setattr("ouna.cli.setup._at_terminal", lambda: False)
    assert "LOG_ORIGIN=" in run(*ANSWERS, env=PASSWORD).output and Entry.objects.exists()
    assert "LOG_ORIGIN=" not in run().output, "said once, when it is still open"


def test_a_second_run_changes_nothing() -> None:
    run(*ANSWERS, env=PASSWORD)
    again = run()
    assert again.exit_code == 0 and again.output.count("(was there)") == 4
    assert (Entry.objects.count(), User.objects.count(), Organisation.objects.count()) == (1, 1, 2)


def test_a_run_that_was_stopped_goes_on() -> None:
    stopped = run(*ANSWERS[:2])
    assert stopped.exit_code == 1 and "E-mail of the administrator" in stopped.output
    assert coalition() is not None and not User.objects.exists()
    assert run(*ANSWERS, env=PASSWORD).exit_code == 0
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--goal", "many euros"], "Write digits"),
        (["--goal", "5 XXX"], "ISO 4217"),
        (["--currency", "XXX"], "ISO 4217"),
        (["--fee-limit", "5.00 CHF"], "--currency too: CHF"),
        (["--fee-limit", "much EUR"], "Write digits"),
        (["--coalition", "abc\u202edef"], "Type the text again"),
    ],
)
def test_what_is_wrong_is_said_with_the_next_step(wrong: list[str], said: str) -> None:
    done = run(*ANSWERS, *wrong, env=PASSWORD)
    assert done.exit_code == 1 and said in done.output and "Traceback" not in done.output


def test_a_weak_password_makes_no_administrator() -> None:
    done = run(*ANSWERS, env={"OUNA_ADMIN_PASSWORD": "password1234"})
    assert done.exit_code == 1 and "too easy to guess" in done.output
    assert not administrators()


def test_nothing_is_served_before_set_up() -> None:
    with pytest.raises(click.ClickException, match="ouna setup"):
        check_ready()


def test_a_busy_port_is_said_and_a_free_one_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(click.ClickException, match=f"Port {port} .* is busy"):
            check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)


def commands(group: click.Group, above: str = "ouna") -> list[tuple[str, click.Command]]:
    """Every command with its full name."""
    found: list[tuple[str, click.Command]] = []
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        full = f"{above} {name}"
        found += commands(command, full) if isinstance(command, click.Group) else [(full, command)]
    return found


def test_the_help_of_each_command_shows_an_example() -> None:
    found = commands(main)
    assert len(found) >= 11
    for name, command in found:
        lines = [line.strip() for line in (command.help or "").splitlines()]
        assert any(line == name or line.startswith(f"{name} ") for line in lines), name


@pytest.mark.parametrize(
    ("host", "given", "shown"),
    [
        ("127.0.0.1", None, "http://localhost:8342"),
        ("127.0.0.1", "https://rebuild.example", "https://rebuild.example"),
        ("0.0.0.0", None, "http://localhost:8000"),  # a public host is never guessed
    ],
)
def test_letters_link_to_the_port_that_is_served(settings, monkeypatch, host, given, shown) -> None:
    monkeypatch.delenv("SITE_URL", raising=False)
    settings.SITE_URL = given or "http://localhost:8000"
    if given:
        monkeypatch.setenv("SITE_URL", given)
    name_site(host, 8342)
    assert shown == settings.SITE_URL
