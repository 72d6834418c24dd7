"""Run as a program: two processes book bank lines as payments of the same orders.

`payment_farm.py N` makes N orders with two bank lines each. Both processes begin each order together, each
with a line of its own. With `--unguarded` neither the record's rule nor the unique row knows that an order
is paid once.
Prints one JSON object. The database comes from the environment.
"""

from __future__ import annotations

import json
import os
import select
import sys
from pathlib import Path

import django

django.setup()
sys.path.insert(0, str(Path(__file__).parents[1] / "core" / "quorum"))

from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, connection, models  # noqa: E402

from funds import world as small_world  # noqa: E402
from ouna.core.book import Facts  # noqa: E402
from ouna.core.book import Order as OrderState  # noqa: E402
from ouna.core.book.facts import ask  # noqa: E402
from ouna.core.book.kinds import payments  # noqa: E402
from ouna.core.errors import Refused  # noqa: E402
from ouna.funds.queries import iban_key  # noqa: E402
from ouna.log import clock  # noqa: E402
from ouna.log.models import Entry  # noqa: E402
from ouna.log.queries import balance  # noqa: E402
from ouna.spending.models import Order, Payment  # noqa: E402
from ouna.treasury.actions import book_as_payment  # noqa: E402
from treasury import ordered as made  # noqa: E402

#: Seconds to wait for the other one.
PATIENCE = 30


def payer(told: int, orders: list[Order], nth: int, out: int, inn: int) -> None:
    """Book the own line of every order, beginning together with the other process."""
    for order in orders:
        line = order.account.lines.filter(end_to_end=order.end_to_end).order_by("pk")[nth]
        os.write(out, b".")
        if not select.select([inn], [], [], PATIENCE)[0]:
            raise TimeoutError
        os.read(inn, 1)
        try:
            book_as_payment(by=small_world.ANNA, line=line, order=order)
            os.write(told, b"won\n")
        except (Refused, DatabaseError):
            os.write(told, b"lost\n")


def child(*arguments: object) -> int:
    """Fork a process that pays and leaves."""
    connection.close()
    pid = os.fork()
    if not pid:
        try:
            payer(*arguments)  # type: ignore[arg-type]
        except BaseException as error:
            os.write(arguments[0], f"!{type(error).__name__}\n".encode())  # type: ignore[arg-type]
        finally:
            os._exit(0)
    return pid


def race(orders: list[Order]) -> list[str]:
    """What both processes told."""
    ours, theirs = os.pipe()
    (from_a, to_b), (from_b, to_a) = os.pipe(), os.pipe()
    pids = [child(theirs, orders, 0, to_b, from_b), child(theirs, orders, 1, to_a, from_a)]
    os.close(theirs)
    data = b""
    while part := os.read(ours, 65_536):
        data += part
    for pid in pids:
        os.waitpid(pid, 0)
    return data.decode().split()


def without_guards() -> None:
    """An order may be sent twice, and have two payments."""

    def any_order(facts: Facts, record: payments.PaymentSent) -> OrderState:
        return ask(facts, record.order, OrderState)

    payments.open_order = any_order  # type: ignore[assignment]
    loose = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    loose.set_attributes_from_name("order")
    loose.model = Payment
    with connection.schema_editor() as editor:
        editor.alter_field(Payment, Payment._meta.get_field("order"), loose)


def main() -> None:
    call_command("migrate", verbosity=0)
    partner = made.appoint(small_world.build())
    orders = [made.ordered(partner, minor=100 + n) for n in range(int(sys.argv[1]))]
    for order in orders:
        for _ in range(2):
            small_world.line(
                partner.world.germany,
                -order.minor,
                end_to_end=order.end_to_end,
                iban_key=iban_key(made.MULES),
            )
    if "--unguarded" in sys.argv:
        without_guards()
    told = race(orders)
    print(
        json.dumps(
            {
                "won": told.count("won"),
                "lost": told.count("lost"),
                "errors": [word for word in told if word.startswith("!")],
                "payments": Payment.objects.count(),
                "recorded": Entry.objects.filter(kind="payment.sent").count(),
                "spent": balance(f"{partner.world.walls.ref}:spent", "EUR"),
                "findings": made.findings(),
            }
        )
    )


with clock.fixed(small_world.NOW):
    main()
