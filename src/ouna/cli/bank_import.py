"""`ouna bank import`: a treasurer's import without the desk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.progress import Progress

from ouna.cli import setup_django
from ouna.cli.serve import check_ready

#: Said of a table: most tables do not name the account they are of.
NAMELESS = {
    "refused": "The table does not say whose account it is.",
    "next_step": "Name the account: --account IBAN.",
}


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--by", "email", required=True, metavar="EMAIL", help="The treasurer who imports.")
@click.option("--account", "iban", metavar="IBAN", help="Our account, where the file names none (CSV).")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per file.")
def import_command(
    files: tuple[Path, ...], email: str, iban: str | None, dry_run: bool, as_json: bool
) -> None:
    """Import bank files into the books.

    The same or an overlapping file never books twice. Leaves with 1 if a file was refused or held.

    \b
    ouna bank import statement.xml --by treasurer@example.org
    ouna bank import *.sta --by treasurer@example.org --dry-run
    """
    setup_django()
    check_ready()
    from ouna.core.errors import OunaError
    from ouna.funds.queries import account_for_iban
    from ouna.parties.models import User
    from ouna.parties.queries import actor_of
    from ouna.treasury.actions import import_file
    from ouna.treasury.errors import UnknownAccount
    from ouna.treasury.queries.tables import is_table

    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise click.ClickException("Nobody has this e-mail address; an administrator adds people.")
    account = account_for_iban(iban) if iban else None
    if iban and account is None:
        raise click.ClickException("This is not one of our announced accounts.")
    by, failed = actor_of(user), False
    with Progress(disable=as_json) as progress:
        task = progress.add_task("Importing", total=len(files))
        for path in files:
            raw = path.read_bytes()
            try:
                report = import_file(by=by, name=path.name, raw=raw, account=account, dry_run=dry_run)
                if account is None and all(s.account is None for s in report.statements) and is_table(raw):
                    raise UnknownAccount()
                rows = [
                    {
                        "account": s.account.ref if s.account else None,
                        "state": s.state,
                        "held": s.held_reason,
                        "new": s.new,
                        "known": s.known,
                        "booked": s.booked,
                        "waiting": s.waiting,
                        "stopped": s.stopped,
                    }
                    for s in report.statements
                ]
                lost = report.plan.refused if report.plan else []
                failed |= bool(lost) or any(row["state"] == "held" or row["stopped"] for row in rows)
                out = {"file": path.name, "format": report.format, "statements": rows, "not_read": lost}
            except OunaError as error:
                failed = True
                out = {"file": path.name, "refused": str(error), "next_step": error.next_step}
                if account is None and isinstance(error, UnknownAccount) and is_table(raw):
                    out |= NAMELESS
            progress.advance(task)
            if as_json:
                click.echo(json.dumps(out, ensure_ascii=False))
            else:
                progress.console.print(_sentence(out))
    raise SystemExit(1 if failed else 0)


def _sentence(out: dict[str, Any]) -> str:
    if "refused" in out:
        return f"{out['file']}: refused. {out['refused']} {out['next_step']}"
    lines = [f"{out['file']} ({out['format']})"]
    for row in out["statements"]:
        if row["held"] == "unknown_account":
            lines.append("  not imported: its account is not announced; an administrator announces accounts")
        elif row["state"] == "held":
            lines.append(f"  held ({row['held']}): nothing was booked; a treasurer decides on the desk")
        else:
            lines.append(
                f"  {row['state']}: {row['new']} new, {row['known']} known, "
                f"{row['booked']} booked without a question, {row['waiting']} waiting"
            )
        if row["stopped"]:
            lines.append("  NOT AS ORDERED: payments are stopped until the partner has looked; see the desk")
    for lost in out["not_read"]:
        lines.append(f"  not read: {lost['where']}: {lost['what']} Nothing of it was imported.")
    return "\n".join(lines)
