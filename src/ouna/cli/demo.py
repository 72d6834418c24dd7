"""`ouna demo`: build the invented campaign, publish and check its books, serve it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from ouna.cli import counted, setup_django


@click.command()
@click.option("--serve/--no-serve", default=True, help="Serve it afterwards (the default).")
@click.option("--day", metavar="YYYY-MM-DD", help="Build it for this day instead of today.")
@click.option("--port", type=int, default=8000, show_default=True, help="First port to try.")
def demo(serve: bool, day: str | None, port: int) -> None:
    """Build and serve the invented demo campaign.

    The first start builds everything under var/; later starts only serve it.

    \b
    ouna demo
    ouna demo --no-serve
    """
    os.environ["OUNA_DEMO"] = "1"
    # As `ouna serve` does: static files lie compressed and may be kept for ever.
    os.environ["OUNA_HASHED_STATIC"] = "1"
    started = time.monotonic()
    setup_django()

    def tell(line: str) -> None:
        click.echo(f"  {time.monotonic() - started:5.1f} s  {line}")

    # Before building: the trustees' list names the address of the signing page with its port.
    served = _name_free_port(port) if serve else None
    build_if_missing(date.fromisoformat(day) if day else None, tell)
    if served is not None:
        _serve(served)


def build_if_missing(day: date | None, tell: Callable[[str], None]) -> None:
    """Migrate, build, publish, verify; a second call finds everything there."""
    from django.conf import settings
    from django.core.management import call_command

    from ouna.demo.builder import build
    from ouna.demo.tour import check, demo_day
    from ouna.log import clock
    from ouna.log.models import Entry
    from ouna.log.monitor import run_checks
    from ouna.log.publishing import publish_to

    missing = demo_day() is None
    if missing:
        Path(settings.VAR).mkdir(parents=True, exist_ok=True)
        tell("Preparing the database")
    # Also where the demo was built by an older version.
    call_command("migrate", verbosity=0)
    if missing:
        if Entry.objects.exists():
            raise click.ClickException(
                f"The database in {settings.VAR} is half built or holds a real campaign. "
                "Choose another folder with OUNA_VAR, or remove this one."
            )
        build(day or clock.today(), tell)
        tell("Publishing the books")
        publish_to(settings.BOOKS_DIR)
        tell("Checking every invariant")
        run = run_checks()
        if not run.ok:
            raise click.ClickException(f"The installation's own check found: {run.findings[:3]}")
    tell("Checking the published books as a stranger would")
    report = check(Path(settings.BOOKS_DIR))
    if not report.ok:
        found = f"The check of the books found: {report.findings[0].what}"
        if missing:
            raise click.ClickException(found)
        # In an old demo that nobody played, money is on the way for too long; the page of the tour says so.
        tell(found)
        return
    tell(f"{counted(report.size or 0, 'page')} of the record, everything holds")
    for partner in report.partners:
        tell(f"The partner's fingerprint: {partner['fingerprint']}")


def _name_free_port(port: int) -> int:
    """The first free port from `port` on; the site is named by it. localhost and 127.0.0.1 both answer."""
    from ouna.cli.serve import check_port, name_site

    for candidate in range(port, port + 20):
        try:
            check_port("127.0.0.1", candidate)
        except click.ClickException:
            continue
        name_site("127.0.0.1", candidate)
        return candidate
    raise click.ClickException(f"Ports {port} to {port + 19} are all busy. Choose another with --port.")


def _serve(port: int) -> None:
    """Serve on that port."""
    from django.core.management import call_command

    from ouna.cli.serve import run_server

    call_command("collectstatic", interactive=False, verbosity=0)
    click.echo("")
    click.echo(f"  The demo:  http://localhost:{port}")
    click.echo(f"  The tour:  http://localhost:{port}/demo/")
    click.echo("  Stop it with Ctrl-C. Everything is invented: do not pay.")
    click.echo("")
    run_server("127.0.0.1", port, threads=8, workers=1, background=True)
