"""Which occasions of a unit's officers are there in files that name several, and who is beside?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.networks.joint import LARGE_SCENE, Beside
from tallystick.stats.texts import grouped, numbered

Ints = NDArray[np.int64]

MONTHS_QUARTER, MONTHS_HALF, THIRD_PARTS, THIRDS = 3, 6, 3, 3
DAYS = 32
SEVERAL_MONTHS = {"attending": (3, 1, 3), "complained_of": (6, 3, 6)}
"""Of how many months the strata by place, by time and by both are."""


def besides(
    unit: np.ndarray,
    officer: np.ndarray,
    role: np.ndarray,
    month: np.ndarray,
    day: np.ndarray,
    area: np.ndarray,
    part: np.ndarray,
    weekend: np.ndarray,
    file: np.ndarray,
) -> Iterator[tuple[str, list[str], Beside]]:
    """Each unit of one role with its officers and their occasions."""
    for (name,), own in grouped(unit):
        officers, member = numbered(officer[own])
        files, at = numbered(file[own])
        _, where = numbered(area[own])
        start = month[own] - month[own].min()
        third = part[own] // THIRD_PARTS
        long = SEVERAL_MONTHS[str(role[own][0])]
        strata = (
            ((start // long[0]) * (where.max() + 1) + where) * THIRDS + third,
            ((start // long[1]) * THIRDS + third) * 2 + weekend[own],
            (((start // long[2]) * (where.max() + 1) + where) * THIRDS + third) * 2 + weekend[own],
        )
        yield (
            name,
            officers,
            _beside(member, at, start, day[own], strata, len(officers), len(files)),
        )


def _beside(
    member: Ints, file: Ints, month: Ints, day: Ints, strata: tuple[Ints, ...], members: int,
    files: int,
) -> Beside:  # fmt: skip
    """The first file of each member's day, with who else was named there."""
    cells, named = [], []
    for each in strata:
        number, of = np.unique(each, return_inverse=True)
        held = np.zeros((len(number), members))
        np.add.at(held, (of, member), 1.0)
        cells.append(of.astype(np.int64))
        named.append(held)
    order = np.lexsort((file, member))
    date = (member * (int(month.max()) + 1) + month) * DAYS + day
    rows = order[np.unique(date[order], return_index=True)[1]]
    there = np.zeros((files, members), dtype=bool)
    there[file, member] = True
    beside = there[file[rows]].copy()
    beside[np.arange(len(rows)), member[rows]] = False
    large = beside.sum(axis=1) > max(LARGE_SCENE, members // 3)
    kept = rows[~large]
    return Beside(
        member[kept], month[kept], np.stack([each[kept] for each in cells]), beside[~large],
        tuple(named), int(large.sum()),
    )  # fmt: skip
