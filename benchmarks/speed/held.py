"""Does an audit of ten million incidents end where the memory is held to two gigabytes?

The audit runs in a control group of its own whose memory, the page cache included, is at most
that; without swap the kernel kills what needs more. It takes the rights to make such a group: where
they are missing nothing is measured, and the page says so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.speed import world
from benchmarks.speed.asked import Asked
from benchmarks.speed.audits import audited
from benchmarks.speed.book import Sitting
from benchmarks.speed.measured import MEGABYTE, FailedError
from benchmarks.speed.workshop import READY, SOURCES, Workshop, warmed

SIZE, QUICK_SIZE = 10_000_000, 10_000
LIMIT = 2_000_000_000
REPEATS = 1
ROOT = Path("/sys/fs/cgroup")
ALONE = "tallystick-benchmark"


class NoGroupError(Exception):
    """No control group that limits memory can be made here; the message says why."""


def run(asked: Asked, shop: Workshop, sitting: Sitting) -> None:
    """Audit by each path under the limit, and note each run."""
    for size in asked.sizes_or((QUICK_SIZE if asked.quick else SIZE,)):
        made = shop.world(size)
        warmed(made / "tables")
        for repeat in range(1, asked.repeats_or(REPEATS) + 1):
            for path in (SOURCES, READY):
                asked.tell(f"audit of {size:,}, {path}, held to {LIMIT // MEGABYTE:,} MB")
                record = {"size": size, "incidents": world.incidents(made), "of": path}
                try:
                    with memory_group(LIMIT) as group:
                        told = audited(shop, size, path, group=group)
                        told["with_cache_mb"] = round(most_used(group) / MEGABYTE, 1)
                except FailedError as error:
                    told = {"failed": str(error)}
                except NoGroupError as error:
                    told = {"absent": str(error)}
                sitting.note(**record, limit=LIMIT, repeat=repeat, **told)


@contextmanager
def memory_group(limit: int, root: Path = ROOT) -> Iterator[Path]:
    """Make a control group, version 1 or 2, of at most `limit` bytes; yield its folder.

    Raises NoGroupError where that is not allowed.
    """
    old = root / "memory"
    base, name = (old, "memory.limit_in_bytes") if old.is_dir() else (root, "memory.max")
    group = base / f"{ALONE}-{os.getpid()}"
    try:
        group.mkdir()
    except OSError as error:
        raise NoGroupError(f"no control group can be made: {error.strerror}") from error
    try:
        try:
            (group / name).write_text(str(limit))
        except OSError as error:
            raise NoGroupError(f"no limit can be set: {error.strerror}") from error
        yield group
    finally:
        group.rmdir()


def most_used(group: Path) -> int:
    """Return the most bytes that the group held at once, page cache included."""
    names = ("memory.max_usage_in_bytes", "memory.peak")
    return int(next(group / name for name in names if (group / name).exists()).read_text())
