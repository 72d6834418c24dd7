"""What long commands show while they work: bars at a terminal, one plain line elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn


@contextmanager
def progress(what: str, *, silent: bool = False, console: Console | None = None) -> Iterator[None]:
    """Show the steps of the work inside the block on the error output; the output is the result's alone."""
    from ouna.log import steps

    console = console or Console(stderr=True)
    if silent or not console.is_terminal:
        if not silent:
            console.print(f"{what} …", highlight=False)
        yield
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as shown:
        bars: dict[str, TaskID] = {}
        whole = shown.add_task(what, total=None)

        def tell(name: str, done: int, total: int) -> None:
            if name not in bars:
                bars[name] = shown.add_task(f"  {name}", total=total or None)
            shown.update(bars[name], completed=done, total=total or None)

        with steps.told_to(tell):
            yield
        shown.update(whole, total=1, completed=1)
