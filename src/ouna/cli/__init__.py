"""The `ouna` command. Subcommands load only when called, so that `ouna verify` never imports Django."""

from __future__ import annotations

import importlib

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


@click.command(cls=LazyGroup)
@click.version_option(package_name="ouna")
def main() -> None:
    """Rebuild together, with books that anyone can re-audit.

    \b
    ouna demo                      try everything with an invented campaign
    ouna verify var/books          re-audit a folder of published books
    ouna bank read statement.xml   see what a bank file holds
    """


def counted(number: int, word: str) -> str:
    """`1 page`, `2 pages`: the command line speaks English alone."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def setup_django() -> None:
    """Load Django; called by each subcommand that needs the database."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ouna.web.settings")
    django.setup()
