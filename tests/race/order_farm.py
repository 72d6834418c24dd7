"""Run as a program: 32 processes order the same approved requests of one real database at the same moment.

`order_farm.py N` makes N requests, approved by two trustees each; every process then orders every request.
`--no-limit` takes the guards away that count what is ordered already. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import random
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import OperationalError, connection  # noqa: E402

from funds import world as small_world  # noqa: E402
from ouna.core.book import Order as OrderState  # noqa: E402
from ouna.core.book.kinds.ordering import ORDER_RULES  # noqa: E402
from ouna.core.errors import OunaError  # noqa: E402
from ouna.log import clock  # noqa: E402
from ouna.log import queries as log  # noqa: E402
from ouna.spending import rules  # noqa: E402
from ouna.spending.models import Order, Request  # noqa: E402
from spending import world as spending_world  # noqa: E402

EXECUTORS = 32
SUM = 100


def work(told: int, world: spending_world.World, nth: int, begin: int) -> None:
    """Order every request, each process in an order of its own."""
    requests = list(Request.objects.order_by("pk"))
    random.Random(nth).shuffle(requests)
    connection.close()
    os.read(begin, 1)
    while requests:
        try:
            world.order(requests[-1], way="sheet")
            os.write(told, b"won\n")
        except OunaError:
            os.write(told, b"lost\n")
        except OperationalError as busy:
            # So many wait for SQLite's one lock that one of them waited too long: he tries again.
            if "locked" not in str(busy):
                raise
            os.write(told, b"waited\n")
            continue
        requests.pop()


def child(told: int, world: spending_world.World, nth: int, begin: int) -> int:
    """Fork a process that works and leaves."""
    connection.close()
    pid = os.fork()
    if not pid:
        try:
            work(told, world, nth, begin)
        except BaseException as error:
            os.write(told, f"!{type(error).__name__}:{error}\n".replace(" ", "_").encode())
        finally:
            os._exit(0)
    return pid


def race(world: spending_world.World) -> list[str]:
    """What all processes told."""
    ours, theirs = os.pipe()
    waiting, start = os.pipe()
    pids = [child(theirs, world, nth, waiting) for nth in range(EXECUTORS)]
    os.close(theirs)
    os.write(start, b"." * EXECUTORS)
    data = b""
    while part := os.read(ours, 65_536):
        data += part
    for pid in pids:
        os.waitpid(pid, 0)
    return data.decode().split()


def main() -> None:
    call_command("migrate", verbosity=0)
    with clock.fixed(small_world.NOW):
        count = int(sys.argv[1])
        world = spending_world.build()
        for nth in range(count):
            # The highest band: the requests of one fund are added up.
            world.approve(world.ask(SUM, line=f"l{nth}"), 0, 1, 2)
        if "--no-limit" in sys.argv:
            del ORDER_RULES["limit"]
            rules.check_payee_money = lambda *given, **named: None
        told = race(world)
    orders = [s for s in log.states_of_kind(OrderState).values() if isinstance(s, OrderState)]
    print(
        json.dumps(
            {
                "won": told.count("won"),
                "lost": told.count("lost"),
                "waited": told.count("waited"),
                "errors": [word for word in told if word.startswith("!")][:5],
                "orders": len(orders),
                "rows": Order.objects.count(),
                "requests": len({s.request for s in orders}),
                "reserved": log.balance(f"{world.walls.ref}:reserved", "EUR"),
            }
        )
    )


main()
