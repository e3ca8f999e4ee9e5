"""The process of one audit: started by the launcher, read as it goes, and ended with its children.

Its folder lies in the case, holds what it says and the run that it makes, and goes with it.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launcher.py")
SAID, RUNS = "said.txt", "runs"
GRACE = 15.0
"""Seconds that a process which was told to end has for it."""
MOST_SAID, MOST_READ = 4_000, 1 << 20
STEP = re.compile(
    r"(?:reading|examining) a source|writing \w+|check [\w.]+|findings and evidence|report"
)
"""The whole of a line that tells a step; source files are not named with --mask."""
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "PYTHONPATH", "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME", "TALLYSTICK_PERSON_KEY")  # fmt: skip
"""What of the environment it gets: nothing of the office or of a database."""


class AuditProcess:
    """An audit of one engagement file that works in an empty folder of its own."""

    def __init__(self, engagement: Path, folder: Path) -> None:
        """Start it. OSError where that cannot be done."""
        self._folder = folder
        command = [sys.executable, "-P", "-m", "tallystick", "audit", str(engagement.resolve()),
                   "--out", RUNS, "--engine", "duckdb", "--mask"]  # fmt: skip
        with (folder / SAID).open("wb") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-I", str(LAUNCHER), str(os.getpid()), *command],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said, cwd=folder,
                env={name: os.environ[name] for name in KEPT if name in os.environ},
                start_new_session=True,
            )  # fmt: skip

    def ended(self, seconds: float) -> int | None:
        """Return the exit status, below 0 for a signal; None while it works after `seconds`."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def stop(self) -> None:
        """Tell it to end, and end it with all that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        self.ended(GRACE)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def run(self) -> Path | None:
        """Return the folder of the run that it finished."""
        made = [path.parent for path in (self._folder / RUNS).glob("*/manifest.json")]
        return made[0] if len(made) == 1 else None


def steps(folder: Path) -> list[str]:
    """Return the steps that an audit has told so far."""
    return [each for each in _lines(folder) if STEP.fullmatch(each)]


def message(folder: Path) -> str:
    """Return what an audit said after its last step: why it failed, in the program's words."""
    said = _lines(folder)
    last = max((at for at, each in enumerate(said) if STEP.fullmatch(each)), default=-1)
    return "\n".join(_printable(said[last + 1 :])).strip()[-MOST_SAID:]


def _lines(folder: Path) -> list[str]:
    try:
        with (folder / SAID).open("rb") as file:
            file.seek(max(0, (folder / SAID).stat().st_size - MOST_READ))
            return file.read(MOST_READ).decode("utf-8", "replace").splitlines()
    except OSError:
        return []


def _printable(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        yield "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in line)
