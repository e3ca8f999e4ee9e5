"""The dispatcher's log: the same events, seen by somebody else, and calls of which no case came."""

from __future__ import annotations

import numpy as np

from rivals.cases import AREAS
from rivals.city import DAY, UNIT_KINDS, UNITS
from rivals.rows import Rows, texts
from rivals.staff import assign
from rivals.world import World

LOGGED = {"border": 0.82, "prison": 0.7, "drugs": 0.86}
CALLED = {"DRUG-POSS": "NARC", "THEFT": "PROP", "BURGLARY": "PROP", "DAMAGE": "PROP",
          "ROBBERY": "VIOL", "ASSAULT": "VIOL", "MINOR-ASSAULT": "VIOL", "DISORDER": "PUBL",
          "DRUNK": "PUBL", "ROAD": "ROAD", "FRAUD": "OTHR"}  # fmt: skip


def draw_log(world: World) -> None:
    """Entries of most cases, minutes off and sometimes beside the beat, and entries without one."""
    rng, cases = world.rng("log"), world.cases
    share = np.array([LOGGED.get(kind, 0.95) for kind in UNIT_KINDS])
    share = np.clip(share + world.rng("log habits").normal(0, 0.02, len(UNITS)), 0, 1)
    logged = rng.random(cases.size) < share[cases["unit"]]
    seen = np.flatnonzero(logged & cases["dispatched"])
    idle = rng.integers(0, cases.size, cases.size // 9)
    source = np.concatenate([seen, idle])
    size = len(source)
    early = np.where(cases["origin"][source] == "complaint", 9.0, 1.5)
    at = cases["at"][source] - rng.exponential(early).astype(int) + rng.integers(-2, 3, size)
    slow = rng.random(size) < 0.03
    at = at + slow * rng.integers(-50, 50, size)
    elsewhere = rng.integers(0, world.days, len(idle)) * DAY
    at[len(seen) :] = at[len(seen) :] % DAY + elsewhere
    officer, area = cases["officer"][source], cases["area"][source]
    others = np.flatnonzero((rng.random(size) < 0.05) | (np.arange(size) >= len(seen)))
    officer[others] = assign(world, cases["unit"][source[others]], at[others], rng)
    beside = rng.random(size) < 0.06
    area = np.where(
        beside & (area >= 0), area // AREAS * AREAS + rng.integers(0, AREAS, size), area
    )
    by_badge = rng.random(size) < 0.05
    rows = Rows(
        officer=np.where(by_badge, -1, officer),
        badge=np.where(by_badge, world.tables["officers"]["badge"][officer], -1),
        at=at,
        code=texts([CALLED[each] for each in cases["called"][source]]),
        area=np.where(rng.random(size) < 0.02, -1, area),
    )
    rows = rows.take((at >= 0) & (at < world.end))
    world.tables["counterparts"] = rows.take(np.argsort(rows["at"], kind="stable"))
