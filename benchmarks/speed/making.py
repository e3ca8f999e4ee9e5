"""How long does a world take to make, and how much memory?"""

from __future__ import annotations

import shutil

from benchmarks.speed import world
from benchmarks.speed.asked import Asked
from benchmarks.speed.book import Sitting
from benchmarks.speed.measured import FailedError
from benchmarks.speed.workshop import Workshop, label

SIZES, QUICK_SIZES = (100_000, 1_000_000, 4_000_000), (10_000,)
REPEATS = 3


def run(asked: Asked, shop: Workshop, sitting: Sitting) -> None:
    """Make each world in a new folder, and note each run."""
    sizes = asked.sizes_or(QUICK_SIZES if asked.quick else SIZES)
    for repeat in range(1, asked.repeats_or(REPEATS) + 1):
        for size in sizes if repeat % 2 else reversed(sizes):
            asked.tell(f"making {size:,}, run {repeat}")
            folder = shop.scratch / f"made-{label(size)}"
            try:
                made = world.make(size, folder)
            except FailedError as error:
                sitting.note(size=size, repeat=repeat, failed=str(error))
                continue
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            sitting.note(
                size=size,
                incidents=made.cases,
                repeat=repeat,
                wall=round(made.seconds, 2),
                cpu=round(made.user, 2),
                peak_mb=round(made.peak_mb, 1),
                disk_mb=round(made.disk_mb, 1),
            )
