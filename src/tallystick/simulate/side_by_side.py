"""How is work on many worlds done on several processors, with the same answers on one?"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context, parent_process
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


def nothing() -> None:
    """What a process that needs nothing calls first; a spawned one finds it by its name."""


def side_by_side(
    work: Callable[[Given], Made],
    tasks: Iterable[Given],
    jobs: int,
    begin: Callable[[], object] = nothing,
    at_once: int = 1,
) -> Iterator[Made]:
    """Yield what `work` makes of each task, in their order, whatever the number of `jobs`.

    Each process calls `begin` first, takes so many tasks `at_once`, and ends with this one, however
    this one ends.
    """
    if jobs <= 1:
        yield from map(work, tasks)
        return
    # A forked child would share the engine's connection and its threads.
    with ProcessPoolExecutor(jobs, get_context("spawn"), partial(_begun, begin)) as pool:
        yield from pool.map(work, tasks, chunksize=at_once)


def _begun(begin: Callable[[], object]) -> None:
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.join,), daemon=True).start()
    begin()


def _end_after(wait: Callable[[], None]) -> None:
    wait()
    os._exit(1)
