"""How far is the work?"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(
    total: int,
    at_end: Callable[[Callable[[], None]], None] = lambda act: None,
    *,
    quiet: bool = False,
) -> Iterator[Callable[[str], None]]:
    """Yield a function to call as each step begins.

    `at_end` is given what takes the bar away, for a process that ends before the context does.

    When `quiet` nothing is shown. Else on a terminal it moves a bar of `total` steps; elsewhere it
    writes a plain line. Both go to standard error, so that standard output holds the findings
    alone.
    """
    if quiet:
        yield lambda step: None
        return
    if not sys.stderr.isatty():
        yield lambda step: print(step, file=sys.stderr, flush=True)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=total)
        at_end(bar.stop)
        begun = -1

        def step(description: str) -> None:
            nonlocal begun
            begun += 1
            # A source may turn out to be several files: the bar then grows with them.
            bar.update(task, description=description, completed=begun, total=max(total, begun + 1))

        yield step
