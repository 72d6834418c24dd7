"""`ouna setup`: from nothing to a site with an administrator. Every step looks first whether it is done."""

from __future__ import annotations

import sys

import click

from ouna.cli import setup_django
from ouna.core.errors import OunaError
from ouna.core.values import Money, Translated, exponent


def _say(text: str, *, new: bool) -> None:
    click.echo(f"{'✓' if new else '·'} {text}{'' if new else ' (was there)'}")


def _at_terminal() -> bool:
    return sys.stdin.isatty()


def _ask_or(value: str | None, question: str, default: str) -> str:
    """The option, the answer at the terminal, or without a terminal the default."""
    if value is not None or not _at_terminal():
        return default if value is None else value
    return str(click.prompt(question, default=default))


def _ask(value: str | None, question: str, *, default: str | None = None, hide: bool = False) -> str:
    """The option, or the answer at the terminal; without a terminal a missing one is an error."""
    if value:
        return value
    if not _at_terminal():
        raise click.ClickException(f"{question}: give it as an option, or run this at a terminal.")
    return str(click.prompt(question, default=default, hide_input=hide, confirmation_prompt=hide))


@click.command()
@click.option("--coalition", help="Name of the coalition, in its own language.")
@click.option("--partner", help="Name of the partner who decides on every cent.")
@click.option("--language", default="en", show_default=True, help="Language of these names and texts.")
@click.option("--title", help="Headline of the campaign.")
@click.option("--summary", help="Its first paragraph.")
@click.option("--goal", help="Its goal, such as '500000.00 EUR'.")
@click.option(
    "--currency",
    "currencies",
    multiple=True,
    metavar="CODE",
    help="Currency of an account; repeat it for each. Without it, that of the goal.",
)
@click.option(
    "--fee-limit",
    "fee_limits",
    multiple=True,
    metavar="SUM",
    help="Bank charges allowed for one account in a month, such as '50.00 EUR'; repeat it for each currency.",
)
@click.option("--admin-email", help="E-mail of the first administrator.")
@click.option("--admin-name", help="Name of the first administrator.")
@click.option("--admin-password", envvar="OUNA_ADMIN_PASSWORD", help="Better through OUNA_ADMIN_PASSWORD.")
def setup(
    coalition: str | None,
    partner: str | None,
    language: str,
    title: str | None,
    summary: str | None,
    goal: str | None,
    currencies: tuple[str, ...],
    fee_limits: tuple[str, ...],
    admin_email: str | None,
    admin_name: str | None,
    admin_password: str | None,
) -> None:
    """Make database, keys, coalition, public record, first administrator and the draft of a campaign.

    Asks for what no option gives. May be stopped and run again: what is done stays.

    \b
    ouna setup
    ouna setup --coalition 'Our coalition' --partner 'Their school' --goal '500000.00 EUR'
    ouna setup --goal '500000.00 EUR' --currency CHF --fee-limit '50.00 EUR' --fee-limit '60.00 CHF'
    """
    setup_django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    _say("Database", new=True)
    try:
        _record(coalition, language)
        _administrator(admin_email, admin_name, admin_password, language)
        _campaign(partner, title, summary, language, (goal, currencies, fee_limits))
    except OunaError as error:
        raise click.ClickException(f"{error} {error.next_step}".strip()) from None
    click.echo("Next: `ouna serve`, log in at /desk/, finish the texts and open the campaign.")
    click.echo("Back up the two key files apart from the data: without them nothing can be signed or opened.")


def _record(name: str | None, language: str) -> None:
    """Keys, coalition and entry 0."""
    from ouna.log import SYSTEM
    from ouna.log.actions import ensure_log, open_log
    from ouna.log.models import Entry
    from ouna.parties.actions import add_organisation
    from ouna.parties.queries import coalition

    ensure_log()
    _say("Keys", new=True)
    found = coalition()
    if found is None:
        said = _ask(name, "Name of the coalition")
        found = add_organisation(by=SYSTEM, name=Translated.source(language, said), is_coalition=True)
        _say("Coalition", new=True)
    else:
        _say("Coalition", new=False)
    opened = Entry.objects.exists()
    if not opened:
        _for_ever()
        open_log(by=SYSTEM, coalition=found.ref)
    _say("Public record", new=not opened)


def _for_ever() -> None:
    """Say what the opening fixes for ever, and at a terminal ask; how to choose otherwise is said first."""
    from django.conf import settings

    click.echo("  These two stand in the first page of the public record and can never be changed:")
    click.echo(f"  LOG_ORIGIN={settings.LOG_ORIGIN}  the name of the public record, in every signature")
    click.echo(f"  TIME_ZONE={settings.TIME_ZONE}  the zone in which days are counted")
    if settings.LOG_ORIGIN == "localhost/log":
        click.echo("  This origin is the one for trying out: no other record should have the same name.")
    if _at_terminal() and not click.confirm("Open the public record with them?", default=True):
        raise click.ClickException("Set both in the environment, then run `ouna setup` again.")


def _administrator(email: str | None, name: str | None, password: str | None, language: str) -> None:
    """The first administrator; a second one is invited at the desk."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from ouna.log import SYSTEM
    from ouna.parties.actions import add_user, give_role
    from ouna.parties.errors import PasswordWeak
    from ouna.parties.models import Role, User
    from ouna.parties.queries import administrators
    from ouna.parties.sealed import fold_email

    if administrators():
        _say("Administrator", new=False)
        return
    address = _ask(email, "E-mail of the administrator")
    # A run stopped between account and role goes on with the account that is there.
    user = User.objects.filter(email=fold_email(address)).first()
    if user is None:
        said = _ask(name, "Name of the administrator")
        secret = _ask(password, "Password, at least 12 characters", hide=True)
        try:
            validate_password(secret)
        except ValidationError:
            raise PasswordWeak() from None
        user = add_user(by=SYSTEM, email=address, name=said, lang=language, password=secret)
    give_role(by=SYSTEM, user=user, role=Role.ADMINISTRATOR)
    _say("Administrator", new=True)


Frame = tuple[str | None, tuple[str, ...], tuple[str, ...]]


def _campaign(
    partner: str | None, title: str | None, summary: str | None, language: str, frame: Frame
) -> None:
    """The partner, and the draft of the campaign with its goal, currencies and limits."""
    from ouna.campaign.actions import draft_campaign
    from ouna.campaign.queries import current_campaign
    from ouna.log import SYSTEM
    from ouna.parties.actions import add_organisation
    from ouna.parties.models import Organisation
    from ouna.parties.queries import coalition

    if current_campaign() is not None:
        _say("Campaign", new=False)
        return
    found = Organisation.objects.filter(is_partner=True).first()
    if found is None:
        said = _ask(partner, "Name of the partner")
        found = add_organisation(by=SYSTEM, name=Translated.source(language, said), is_partner=True)
    home = coalition()
    assert home is not None
    said_title, said_summary = _ask(title, "Headline of the campaign"), _ask(summary, "First paragraph")
    goal, currencies, fee_limits = _frame(*frame)
    draft_campaign(
        by=SYSTEM,
        slug="campaign",
        coalition=home,
        partner=found,
        title=Translated.source(language, said_title),
        summary=Translated.source(language, said_summary),
        goal=goal,
        currencies=currencies,
        fee_limits=fee_limits,
        languages=list(dict.fromkeys([language, "ar"])),
    )
    _say("Draft of the campaign", new=True)
    limits = ", ".join(f"{Money(minor, code).decimal:f} {code}" for code, minor in sorted(fee_limits.items()))
    click.echo(
        f"  Accounts in {' '.join(currencies)}; bank charges an account and month: {limits or 'none'}."
    )
    click.echo("  All of this can be changed at the desk until the campaign opens, and never after.")


def _frame(
    goal: str | None, currencies: tuple[str, ...], fee_limits: tuple[str, ...]
) -> tuple[Money, list[str], dict[str, int]]:
    """Goal, currencies of the accounts (that of the goal first), charges allowed a month in minor units."""
    aim = _money(_ask(goal, "Goal, such as 500000.00 EUR"))
    given = " ".join(currencies) or None
    said = _ask_or(given, "Currencies of the accounts, with spaces between", aim.currency)
    codes = list(dict.fromkeys([aim.currency, *said.upper().replace(",", " ").split()]))
    limits = {limit.currency: limit.minor for limit in map(_money, fee_limits)}
    if loose := sorted(limits.keys() - set(codes)):
        raise click.ClickException(f"Name these with --currency too: {' '.join(loose)}.")
    for code in codes:
        if code not in limits:
            question = f"Bank charges allowed for one account in a month, in {code}"
            limits[code] = Money.parse(_ask_or(None, question, _usual_charges(code)), code).minor
    # No limit stands for none allowed: each charge then waits for a person.
    return aim, codes, {code: minor for code, minor in limits.items() if minor > 0}


def _usual_charges(code: str) -> str:
    """A beginning to correct: what an account costs a month, roughly, with room for foreign payments."""
    decimals = exponent(code)
    return f"50.{'0' * decimals}" if decimals else "5000"


def _money(text: str) -> Money:
    amount, _space, currency = text.strip().partition(" ")
    return Money.parse(amount, currency.strip().upper())
