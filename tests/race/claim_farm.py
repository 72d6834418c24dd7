"""Run as a program: two processes claim the same bank lines of one real database.

`claim_farm.py N` makes N lines. Both processes ask whether a line is claimed, wait for each other, then both
claim it, without any transaction around it: only the UNIQUE row stands between them. `--no-unique` takes it
away. `claim_farm.py N --book` lets both book each line as a gift instead, as two treasurers would.
Prints one JSON object. The database comes from the environment.
"""

from __future__ import annotations

import json
import os
import select
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import IntegrityError, connection, models  # noqa: E402

from funds import world as small_world  # noqa: E402
from ouna.core.errors import Refused  # noqa: E402
from ouna.donations.models import Gift  # noqa: E402
from ouna.funds.actions import claim  # noqa: E402
from ouna.funds.models import BankLine, Claim  # noqa: E402
from ouna.log import new_ref  # noqa: E402
from ouna.log.queries import balance  # noqa: E402
from ouna.treasury.actions import book_as_gift  # noqa: E402

#: Seconds to wait for the other one; whoever waits longer goes on alone and is counted as such.
PATIENCE = 20


def without_unique() -> None:
    """The guard off: a line may have many claims."""
    loose = models.ForeignKey(BankLine, on_delete=models.PROTECT, related_name="+")
    loose.set_attributes_from_name("line")
    loose.model = Claim
    with connection.schema_editor() as editor:
        editor.alter_field(Claim, Claim._meta.get_field("line"), loose)


class Together:
    """Claiming stops between asking and writing until the other process stands there too."""

    def __init__(self, out: int, inn: int) -> None:
        self.out, self.inn = out, inn

    def meet(self) -> None:
        """Tell the other one, and wait for him."""
        os.write(self.out, b".")
        if not select.select([self.inn], [], [], PATIENCE)[0]:
            raise TimeoutError
        os.read(self.inn, 1)


def claimer(told: int, lines: list[BankLine], together: Together) -> None:
    """Claim every line, writing only once the other has asked as well."""
    create = Claim.objects.create

    def late(**values: object) -> Claim:
        together.meet()
        return create(**values)

    Claim.objects.create = late  # type: ignore[method-assign]
    for line in lines:
        try:
            claim(line, new_ref("gift"))
            os.write(told, b"won\n")
        except IntegrityError:
            os.write(told, b"lost\n")
        together.meet()


def booker(told: int, lines: list[BankLine], together: Together) -> None:
    """Book every line as a gift, beginning together."""
    fund = small_world.Fund.objects.get(code="walls")
    for line in lines:
        together.meet()
        try:
            book_as_gift(by=small_world.ANNA, line=line, fund=fund)
            os.write(told, b"won\n")
        except Refused:
            os.write(told, b"lost\n")


def child(work, told: int, *arguments: object) -> int:
    """Fork a process that works and leaves."""
    connection.close()
    pid = os.fork()
    if not pid:
        try:
            work(told, *arguments)
        except BaseException as error:
            os.write(told, f"!{type(error).__name__}\n".encode())
        finally:
            os._exit(0)
    return pid


def race(work, lines: list[BankLine]) -> list[str]:
    """What both processes told."""
    ours, theirs = os.pipe()
    (from_a, to_b), (from_b, to_a) = os.pipe(), os.pipe()
    pids = [
        child(work, theirs, lines, Together(to_b, from_b)),
        child(work, theirs, lines, Together(to_a, from_a)),
    ]
    os.close(theirs)
    data = b""
    while part := os.read(ours, 65_536):
        data += part
    for pid in pids:
        os.waitpid(pid, 0)
    return data.decode().split()


def main() -> None:
    call_command("migrate", verbosity=0)
    world = small_world.build()
    lines = [small_world.line(world.germany, 100 + n) for n in range(int(sys.argv[1]))]
    if "--no-unique" in sys.argv:
        without_unique()
    told = race(booker if "--book" in sys.argv else claimer, lines)
    claims = list(Claim.objects.values_list("line_id", flat=True))
    print(
        json.dumps(
            {
                "won": told.count("won"),
                "lost": told.count("lost"),
                "errors": [word for word in told if word.startswith("!")],
                "claims": len(claims),
                "claimed": len(set(claims)),
                "gifts": Gift.objects.count(),
                "balance": balance(world.germany.ref, "EUR"),
            }
        )
    )


main()
