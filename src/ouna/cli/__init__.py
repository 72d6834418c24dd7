"""The `ouna` command. Subcommands load only when called, so that `ouna verify` never imports Django."""

from __future__ import annotations

import importlib
import json
from importlib.metadata import version

import click

#: name → (module, attribute, help shown in the list)
COMMANDS = {
    "demo": ("ouna.cli.demo", "demo", "Build and serve the invented demo campaign."),
    "serve": ("ouna.cli.serve", "serve", "Serve the site."),
    "worker": ("ouna.cli.serve", "worker", "Run the background work in a process of its own."),
    "setup": ("ouna.cli.setup", "setup", "Make the first administrator, coalition and log key."),
    "bank": ("ouna.cli.bank", "bank", "Read and import bank files."),
    "books": ("ouna.cli.books", "books", "Publish the public books."),
    "log": ("ouna.cli.books", "log", "Look after the public record."),
    "trustee": ("ouna.cli.trustee", "trustee", "Sign with a key kept off line: files in, files out."),
    "verify": ("ouna.verify.command", "verify", "Re-audit published books, trusting nobody."),
    "screen": ("ouna.cli.screen", "screen_command", "Check names against sanctions lists."),
    "signatories": ("ouna.cli.signatories", "signatories", "Read lists of signing organisations."),
    "check": ("ouna.cli.books", "check", "Run every invariant of this installation."),
}


class LazyGroup(click.Group):
    """A group that imports a subcommand when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        return getattr(importlib.import_module(module), attribute)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])


def show_version(ctx: click.Context, _option: click.Parameter, asked: bool) -> None:
    """The release; as JSON with the SHA-256 of its check in JavaScript, to compare a published copy with."""
    if not asked:
        return
    if ctx.params.get("as_json"):
        from ouna.verify.program import NAME, digest

        click.echo(json.dumps({"version": version("ouna"), "sha256": {NAME: digest()}}))
    else:
        click.echo(f"ouna, version {version('ouna')}")
    ctx.exit()


@click.command(cls=LazyGroup)
# Asked for first, wherever it stands: the version is shown while the options are read.
@click.option("--json", "as_json", is_flag=True, is_eager=True, help="With --version: as JSON, with hashes.")
@click.option(
    "--version", is_flag=True, expose_value=False, callback=show_version, help="Show the version and exit."
)
def main(as_json: bool) -> None:
    """Rebuild together, with books that anyone can re-audit.

    \b
    ouna demo                      try everything with an invented campaign
    ouna verify var/books          re-audit a folder of published books
    ouna bank read statement.xml   see what a bank file holds
    """
    if as_json:
        raise click.UsageError("--json stands with --version, or after a subcommand.")


def counted(number: int, word: str) -> str:
    """`1 page`, `2 pages`: the command line speaks English alone."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def setup_django() -> None:
    """Load Django; called by each subcommand that needs the database."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ouna.web.settings")
    django.setup()
