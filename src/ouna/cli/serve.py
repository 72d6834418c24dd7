"""`ouna serve` and `ouna worker`: the site, and the background work."""

from __future__ import annotations

import os
import signal
import socket
import threading
from typing import TYPE_CHECKING, Any

import click

from ouna.cli import setup_django
from ouna.core.errors import OunaError

if TYPE_CHECKING:
    from ouna.log.background import Runner


LOCAL = ("127.0.0.1", "::1", "localhost")


def check_port(host: str, port: int) -> None:
    """Refuse a port on which somebody listens already. Raises: ClickException."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise click.ClickException(
                f"Port {port} on {host} is busy or not allowed. Stop what uses it, or take another: --port."
            ) from None


def check_ready() -> None:
    """Refuse to work on a database that is not migrated or has no record yet. Raises: ClickException."""
    from ouna.log.models import Entry

    check_migrated()
    if not Entry.objects.exists():
        raise _not_ready()


def check_migrated() -> None:
    """Refuse to work on a database whose tables are missing or older. Raises: ClickException."""
    from django.db import DEFAULT_DB_ALIAS, connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _not_ready()


def _not_ready() -> click.ClickException:
    return click.ClickException(
        "This installation is not set up, or its database is older: run `ouna setup`."
    )


def name_site(host: str, port: int) -> None:
    """On this machine alone, mails and papers link to the port that is served; SITE_URL goes before."""
    from django.conf import settings

    if "SITE_URL" not in os.environ and host in LOCAL:
        settings.SITE_URL = f"http://localhost:{port}"


def start_background() -> Runner:
    """Start the background thread of this process. Raises: ClickException."""
    from ouna.log import background

    try:
        return background.start()
    except OunaError as error:
        raise click.ClickException(f"{error} {error.next_step}".strip()) from None


def run_server(host: str, port: int, *, threads: int, workers: int, background: bool) -> None:
    """Serve until stopped. With several processes the background work belongs to `ouna worker`."""
    from gunicorn.app.base import BaseApplication

    class Site(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options: dict[str, Any] = {
                "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
                "workers": workers,
                "threads": threads,
                "worker_class": "gthread",
                "keepalive": 5,
                "control_socket_disable": True,
                "post_worker_init": _begin if background else _nothing,
            }
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            from ouna.web.wsgi import application

            return application

    Site().run()


def _begin(worker: Any) -> None:
    runner = start_background()
    leave = worker.handle_exit

    def handle_exit(*args: Any) -> None:
        runner.stop(timeout=5)
        leave(*args)

    signal.signal(signal.SIGTERM, handle_exit)


def _nothing(worker: Any) -> None:
    """Background work runs elsewhere."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--threads", default=8, show_default=True, type=click.IntRange(1, 64), help="Threads per process."
)
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 32), help="Processes.")
@click.option("--no-background", is_flag=True, help="Leave the background work to `ouna worker`.")
def serve(host: str, port: int, threads: int, workers: int, no_background: bool) -> None:
    """Serve the site, with the background work in the same process.

    With --workers above 1, or --no-background, start `ouna worker` beside it.

    \b
    ouna serve
    ouna serve --host 0.0.0.0 --port 8080 --workers 4
    """
    os.environ["OUNA_HASHED_STATIC"] = "1"
    check_port(host, port)
    setup_django()
    check_ready()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    background = not no_background and workers == 1
    name_site(host, port)
    shown = "localhost" if host in LOCAL else host
    click.echo(f"Serving on http://{shown}:{port}/")
    if not background:
        click.echo("The background work is not in this process: start `ouna worker`.")
    run_server(host, port, threads=threads, workers=workers, background=background)


@click.command()
def worker() -> None:
    """Run the background work: locking in new pages, periodic tasks. Several are allowed; one works.

    \b
    ouna serve --no-background
    ouna worker
    """
    setup_django()
    check_ready()
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    runner = start_background()
    click.echo("The background work runs. Stop it with Ctrl-C.")
    while not done.wait(1.0):
        if not runner.is_alive():
            raise click.ClickException("The background work has stopped. Look at the messages above.")
    runner.stop()
