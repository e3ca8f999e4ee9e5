"""What does each check take when it is the only one that an audit runs?

`tallystick audit --only CHECK` on ready-made tables, a process of its own, report included. What
several checks share is made for each anew, so that the seconds of all together are more than those
of an audit with all of them.
"""

from __future__ import annotations

from benchmarks.speed import world
from benchmarks.speed.asked import Asked
from benchmarks.speed.audits import audited
from benchmarks.speed.book import Sitting
from benchmarks.speed.measured import FailedError
from benchmarks.speed.workshop import READY, Workshop, warmed

from tallystick.checks import every

SIZES, QUICK_SIZES = (1_000_000, 10_000_000), (10_000,)


def run(asked: Asked, shop: Workshop, sitting: Sitting) -> None:
    """Note one audit of each check asked for, at each size."""
    sitting.replaces = ("size", "of")
    for size in asked.sizes_or(QUICK_SIZES if asked.quick else SIZES):
        made = shop.world(size)
        warmed(made / "tables")
        record = {"size": size, "incidents": world.incidents(made), "repeat": 1}
        for name in asked.checks or [check.name for check in every()]:
            asked.tell(f"audit of {size:,}, {name} alone")
            try:
                told = audited(shop, size, READY, only=(name,))
                told.pop("steps")
            except FailedError as error:
                told = {"failed": str(error)}
            sitting.note(**record, of=name, **told)
