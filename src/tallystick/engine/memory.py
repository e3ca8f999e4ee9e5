"""How much memory may this process use, and how much of that is for the engine?

DuckDB's own default, 80 % of what the machine or its control group has, leaves too little of a
small one for Python, NumPy and Arrow, and knows nothing of a limit that the shell has set.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

MEBI = 2**20
SHARE = 0.8
# What an audit needs beside that which DuckDB counts: docs/engines.md has the measure.
BESIDE = 900 * MEBI
# A limit on addresses also counts what is reserved and never touched.
SHARE_OF_ADDRESSES = 0.5
LEAST = 256 * MEBI
PER_THREAD = 128 * MEBI


def usable(root: Path = Path("/")) -> int:
    """Return the bytes of memory that this machine, or the control group, lets a process use."""
    return min([_physical(), *_of_group(root)])


def for_duckdb(root: Path = Path("/")) -> int:
    """Return how many bytes DuckDB may hold before it spills."""
    size = usable(root)
    room = [int(min(SHARE * size, size - BESIDE))]
    room += [int(SHARE_OF_ADDRESSES * free) for free in free_addresses(root)]
    return max(LEAST, min(room))


def threads(room: int) -> int:
    """Return how many threads `room` bytes are enough for."""
    try:
        processors = len(os.sched_getaffinity(0))
    except AttributeError:
        processors = os.cpu_count() or 1
    return max(1, min(processors, room // PER_THREAD))


def free_addresses(root: Path = Path("/")) -> list[int]:
    """Return what is left under each limit of the shell on addresses (``ulimit -v``, ``-d``)."""
    try:
        import resource
    except ImportError:  # Windows has no such limits.
        return []
    taken = _status(root)
    limits = {"VmSize": resource.RLIMIT_AS, "VmData": resource.RLIMIT_DATA}
    return [
        soft - taken.get(name, 0)
        for name, kind in limits.items()
        if (soft := resource.getrlimit(kind)[0]) != resource.RLIM_INFINITY
    ]


def _status(root: Path) -> dict[str, int]:
    try:
        lines = (root / "proc/self/status").read_text().splitlines()
    except OSError:
        return {}
    pairs = (line.partition(":") for line in lines if line.startswith("Vm"))
    return {name: int(words.split()[0]) * 1024 for name, _, words in pairs}


def _physical() -> int:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 8 * 1024 * MEBI


def _of_group(root: Path) -> Iterator[int]:
    """Yield the limits of the control groups, version 1 and 2, that this process is in."""
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            base, name = root / "sys/fs/cgroup", "memory.max"
        elif "memory" in controllers.split(","):
            base, name = root / "sys/fs/cgroup/memory", "memory.limit_in_bytes"
        else:
            continue
        own = base / path.lstrip("/")
        # In a container the path is often that outside of it: its own group is then the base.
        for folder in (own, *own.parents):
            limit = _number(folder / name)
            if limit is not None:
                yield limit
            if folder == base:
                break


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):  # "max" is no limit.
        return None
