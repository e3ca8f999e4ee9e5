"""What does each step of an audit take, seconds of the processor and memory at most?

The audit says on standard error which step begins. Then what it worked so far is read, and the
largest resident set since the step before, which Linux forgets when it is told to
(/proc/PID/clear_refs). What several checks share is made in the first of them.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.speed.measured import (
    BYTES_PER_KIB,
    MEGABYTE,
    FailedError,
    Measured,
    environment,
    inside,
    said_last,
)

BEFORE = "before the checks"
CHECK = "check "
FORGET = "5"
LOOK = 0.02


@dataclass
class Steps:
    """What a running process took in each of its steps: [seconds of the processor, MB]."""

    process: Path
    taken: dict[str, list[float]] = field(default_factory=dict)
    now: str = BEFORE
    worked: float = 0.0
    seen: float = 0.0

    def begins(self, step: str) -> None:
        """Close the step that ran so far, and begin `step`."""
        self._close(_worked(self.process), _largest(self.process))
        (self.process / "clear_refs").write_text(FORGET, encoding="ascii")
        self.seen = _largest(self.process)
        self.now = step

    def ended(self, worked: float) -> None:
        """Close the last step of a process that worked so many seconds in all and has ended."""
        self._close(worked, self.seen)

    def watch(self, until: threading.Event) -> None:
        """Look at the memory now and then: of a process that has ended the system tells that of
        the process which started it, where that was larger.
        """
        while not until.wait(LOOK):
            try:
                self.seen = _largest(self.process)
            except (OSError, ValueError):
                return

    def _close(self, worked: float, largest: float) -> None:
        print(f"  {worked - self.worked:9.2f} s  {largest:8.1f} MB  {self.now}", flush=True)
        before = self.taken.get(self.now, [0.0, 0.0])
        self.taken[self.now] = [
            round(before[0] + worked - self.worked, 2),
            round(max(before[1], largest), 1),
        ]
        self.worked = worked


def followed(
    command: Sequence[str | Path], first_path: Path | None = None, group: Path | None = None
) -> tuple[Measured, dict[str, list[float]]]:
    """Run `command` as `measured` does; return what it took, and what each of its checks did.

    FailedError when it does not end with 0. The seconds before the first check, and those of each
    step after the last, stand under that step's own words.
    """
    with (
        TemporaryDirectory(prefix="bench-run-") as folder,
        (Path(folder) / "out").open("w+") as out,
    ):
        began = time.perf_counter()
        child = subprocess.Popen(
            [*inside(group), *map(str, command)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.PIPE,
            env=environment(first_path),
            text=True,
            errors="replace",
        )
        steps = Steps(Path("/proc") / str(child.pid))
        ended = threading.Event()
        watching = threading.Thread(target=steps.watch, args=(ended,))
        watching.start()
        said = _follow(child, steps)
        _, status, used = os.wait4(child.pid, 0)
        ended.set()
        watching.join()
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
        if child.returncode:
            raise FailedError(said_last(child.returncode, "".join(said)))
        out.seek(0)
        output = out.read()
    steps.ended(used.ru_utime + used.ru_stime)
    peak = max(largest for _, largest in steps.taken.values())
    return Measured(wall, used.ru_utime, used.ru_stime, peak, output), steps.taken


def can_follow() -> bool:
    """Whether the system tells what a running process takes, and forgets it when it is told to."""
    return os.access("/proc/self/clear_refs", os.W_OK)


def _follow(child: subprocess.Popen[str], steps: Steps) -> list[str]:
    """Close a step at each line that begins one; return the lines."""
    said = []
    assert child.stderr is not None
    with child.stderr as lines:
        for line in lines:
            said.append(line)
            step = line.strip()
            if step.startswith(CHECK) or steps.now != BEFORE:
                # A process that was ended meanwhile tells nothing more.
                with suppress(OSError, ValueError):
                    steps.begins(step.removeprefix(CHECK))
    return said


def _worked(process: Path) -> float:
    fields = (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _largest(process: Path) -> float:
    for line in (process / "status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * BYTES_PER_KIB / MEGABYTE
    raise ValueError(f"{process} does not say VmHWM")
