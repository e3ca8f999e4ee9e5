"""How many seconds does a command take, and how much memory?

Under GNU time, ``/usr/bin/time -v``. Where that is missing: the clock, and what the system says
of a child that has ended (``os.wait4``, in `waiter.py`). Memory is the largest resident set of
that one process; the processes that it starts are not in it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

GNU_TIME = Path("/usr/bin/time")
WAITER = Path(__file__).with_name("waiter.py")
BYTES_PER_KIB, MEGABYTE = 1024, 1_000_000
FIELDS = {
    "user": r"User time \(seconds\): ([\d.]+)",
    "system": r"System time \(seconds\): ([\d.]+)",
    "wall": r"Elapsed \(wall clock\) time \(h:mm:ss or m:ss\): ([\d:.]+)",
    "kib": r"Maximum resident set size \(kbytes\): (\d+)",
}
# What a user who sets nothing has: every library chooses its own number of threads, and Python
# keeps what it compiled of each module.
SETTINGS = (
    "PYTHONDONTWRITEBYTECODE",
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "POLARS_MAX_THREADS",
)
LAST_LINES = 3
SIGNALLED = 128  # what a shell and GNU time add to the number of a signal
FRAME = " ─│╭╮╰╯"  # the box in which the command line puts an error


class FailedError(Exception):
    """A command that was to be measured ended with an error; the message is what it said last."""


@dataclass(frozen=True)
class Measured:
    """One run of a command: seconds, the largest resident set in MB of 10^6 bytes, its output."""

    wall: float
    user: float
    system: float
    peak_mb: float
    output: str


def measured(
    command: Sequence[str | Path], first_path: Path | None = None, group: Path | None = None
) -> Measured:
    """Run `command` and measure it; FailedError when it does not end with 0.

    Python looks for modules in `first_path` before anywhere else. `group` is the folder of a
    control group in which it runs.
    """
    words = [*inside(group), *map(str, command)]
    with TemporaryDirectory(prefix="bench-run-") as folder:
        out, err, report = (Path(folder) / name for name in ("out", "err", "report"))
        with out.open("wb") as stdout, err.open("wb") as stderr:
            ended = subprocess.run(
                [*watcher(report), *words],
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                env=environment(first_path),
                check=False,
            )
        if ended.returncode:
            raise FailedError(said_last(ended.returncode, err.read_text(errors="replace")))
        told = parsed(report.read_text(errors="replace"))
        output = out.read_text(errors="replace")
    return Measured(told["wall"], told["user"], told["system"], told["mb"], output)


def inside(group: Path | None) -> list[str]:
    """The words before a command that runs in a control group."""
    if group is None:
        return []
    return ["sh", "-c", 'echo $$ > "$1" && shift && exec "$@"', "sh", str(group / "cgroup.procs")]


def watcher(report: Path) -> list[str]:
    """The words before a command that is to be measured."""
    if has_gnu_time():
        return [str(GNU_TIME), "-v", "-o", str(report)]
    return [sys.executable, "-I", "-S", str(WAITER), str(report)]


def parsed(report: str) -> dict[str, float]:
    """Return ``wall``, ``user`` and ``system`` seconds and ``mb`` from what ``time -v`` wrote."""
    found = {}
    for name, pattern in FIELDS.items():
        match = re.search(pattern, report)
        if match is None:
            raise ValueError(f"time -v did not say {name}: {report!r}")
        found[name] = _seconds(match[1])
    found["mb"] = found.pop("kib") * BYTES_PER_KIB / MEGABYTE
    return found


def _seconds(clock: str) -> float:
    """Seconds of ``h:mm:ss``, ``m:ss.ss`` (of more than sixty too) or a bare number."""
    total = 0.0
    for part in clock.split(":"):
        total = total * 60 + float(part)
    return total


def said_last(status: int, errors: str) -> str:
    """Why a command failed, in one line: its exit status, or signal, and its last words."""
    lines = [bare for line in errors.splitlines() if (bare := line.strip(FRAME))]
    signal = -status if status < 0 else status - SIGNALLED
    ended = f"ended by signal {signal}" if signal > 0 else f"ended with status {status}"
    return ": ".join([ended, " / ".join(lines[-LAST_LINES:])]) if lines else ended


@cache
def has_gnu_time() -> bool:
    if not GNU_TIME.exists():
        return False
    told = subprocess.run([GNU_TIME, "--version"], capture_output=True, text=True, check=False)
    return "GNU" in told.stdout + told.stderr


def environment(first_path: Path | None = None) -> dict[str, str]:
    """The environment of every process that is measured."""
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    if first_path is not None:
        paths = [str(first_path), *filter(None, [kept.get("PYTHONPATH")])]
        kept["PYTHONPATH"] = os.pathsep.join(paths)
    return kept


def tallystick() -> list[str]:
    """The words that start the program: the command beside this Python, or else the module."""
    beside = Path(sys.executable).parent / "tallystick"
    return [str(beside)] if beside.exists() else [sys.executable, "-m", "tallystick"]
