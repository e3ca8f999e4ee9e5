"""What happens when the user stops a run?"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

INTERRUPTED = 130
SHOW_CURSOR = "\x1b[?25h"
TRIES = 20


@contextmanager
def stop_at_interrupt(folder: Path) -> Iterator[None]:
    """While in the context, an interrupt removes `folder` and ends the process at once.

    An exception will not do: raised inside the engine's own threads or an extension's import
    it comes out as another error, or takes the interpreter down with it.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        for _ in range(TRIES):
            # The engine may be writing a file into it at this moment.
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
        if sys.stderr.isatty():
            sys.stderr.write(SHOW_CURSOR)
        sys.stderr.write("\nInterrupted; no run folder was left.\n")
        sys.stderr.flush()
        os._exit(INTERRUPTED)

    previous = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
