"""What happens when the user, or the system, stops a run?"""

from __future__ import annotations

import os
import select
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

# Ctrl-C, a request to end, and a terminal that was closed.
NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
CLEAN_LINE = "\r\x1b[2K\x1b[?25h"
TRIES, PAUSE = 40, 0.025
LONGEST = 5.0
"""Seconds that a process which was killed is waited for."""
LOCK = ".lock"
"""As in `audit.left_over`, which is not imported in a hurry; without its lock no run removes it."""


class Stop:
    """What must be undone when a signal ends the process, and how it then ends.

    `acts` are called before anything else; `run` is the partial folder, which is removed, and
    the folder that it becomes.
    """

    def __init__(self) -> None:
        self.acts: list[Callable[[], None]] = []
        self.run: tuple[Path, Path] | None = None
        self._held = False
        self._waiting: int | None = None

    @contextmanager
    def held_off(self) -> Iterator[None]:
        """Let a signal wait while something is made that could not yet be undone."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
            if self._waiting is not None:
                self.end(self._waiting)

    def end(self, number: int, frame: FrameType | None = None) -> None:
        """Undo, say so and end the process at once, with 128 and the number of the signal.

        An exception will not do: raised inside the engine's own threads or an extension's
        import it comes out as another error, or takes the interpreter down with it.
        """
        if self._held:
            self._waiting = number
            return
        for each in _signals():
            signal.signal(each, signal.SIG_IGN)
        for act in reversed(self.acts):
            with suppress(Exception):
                act()
        _end_children()
        words = f"Interrupted; {self._undo_run()}.\n"
        with suppress(OSError):
            # Past Python's buffers, whose lock the interrupted work may hold.
            os.write(2, (CLEAN_LINE + words if os.isatty(2) else "\n" + words).encode())
        os._exit(128 + number)

    def _undo_run(self) -> str:
        if self.run is None:
            return "nothing was written"
        partial, final = self.run
        if final.exists():
            return f"the run folder was finished before: {final}"
        for _ in range(TRIES):
            # The engine may be writing a file into it at this moment.
            shutil.rmtree(partial, ignore_errors=True)
            if not partial.exists():
                partial.with_name(f"{partial.name}{LOCK}").unlink(missing_ok=True)
                return "no run folder was left"
            time.sleep(PAUSE)
        return f"{partial} could not be removed; remove it"


@contextmanager
def stopped_by_signals() -> Iterator[Stop]:
    """While in the context, SIGINT, SIGTERM and SIGHUP end the process by what is yielded.

    A signal that this process was started to ignore, as by nohup, stays ignored.
    """
    stop = Stop()
    before = {}
    if threading.current_thread() is threading.main_thread():
        for each in _signals():
            if signal.getsignal(each) is not signal.SIG_IGN:
                before[each] = signal.signal(each, stop.end)
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _signals() -> list[signal.Signals]:
    return [signal.Signals[name] for name in NAMES if hasattr(signal, name)]


def _end_children() -> None:
    """End the Java that was started for Spark, and its launchers, so that they write no more.

    Where the system does not list children, Java ends by itself when its standard input does.
    """
    ended = [each for child in _children("self") for each in _end(child)]
    for each in ended:
        with suppress(OSError, AttributeError):
            select.select([os.pidfd_open(each)], [], [], LONGEST)


def _end(process: int) -> list[int]:
    """Stop a process before its children are listed, so that it starts no other; then end all."""
    with suppress(OSError):
        os.kill(process, signal.SIGSTOP)
    below = [each for child in _children(process) for each in _end(child)]
    with suppress(OSError):
        os.kill(process, signal.SIGKILL)
    return [process, *below]


def _children(process: int | str) -> list[int]:
    found: list[int] = []
    for each in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, each.read_text().split())
    return found
