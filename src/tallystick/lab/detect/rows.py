"""What is kept of one world that was audited on growing spans of its time?

A row for each unit, act, named check and span; for the department as a whole the unit is "".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.lab.detect.truth import Truth
from tallystick.lab.power import points_of

Named = Mapping[str, Sequence[str]]
"""By act, the checks that count as finding it, fixed before any audit."""
WHOLE, NOTHING = "", ""
COLUMNS = (
    "cell", "seed", "unit", "act", "check", "months", "done", "dose", "fast", "finding", "lead",
    "charged", "touched",
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """A finding or a lead of an audit: the check, and the unit or "" for the department."""

    check: str
    unit: str
    finding: bool


@dataclass(frozen=True)
class World:
    """One world: where it stands, its truth, its doses [U, spans] by act, and its audits."""

    cell: int
    seed: int
    truth: Truth
    doses: Mapping[str, NDArray[np.float64]]
    audits: Mapping[int, Sequence[Seen]]


def rows_of(world: World, named: Named) -> Iterator[dict[str, Any]]:
    """Yield the rows of a world.

    `done` counts cases of the act so far, `fast` is the chance that the check finds a unit at
    its dose so far, `charged` the month of the unit's first wrongful charge, counted from 1, None
    without one; an act that no check is named for has one row with the check "".
    """
    done = {act: np.cumsum(counts, axis=1) for act, counts in world.truth.done.items()}
    for span, (months, seen) in enumerate(sorted(world.audits.items())):
        told = {(each.check, each.unit, each.finding) for each in seen}
        for place, unit in enumerate((*world.truth.units, WHOLE)):
            whole = unit == WHOLE
            for act, counts in done.items():
                so_far = counts[:, months - 1]
                dose = None if whole else _at(world.doses.get(act), place, span)
                for check in named.get(act) or (NOTHING,):
                    yield {
                        "cell": world.cell,
                        "seed": world.seed,
                        "unit": unit,
                        "act": act,
                        "check": check,
                        "months": months,
                        "done": int(so_far.sum() if whole else so_far[place]),
                        "dose": dose,
                        "fast": _fast(act, check, dose),
                        "finding": (check, unit, True) in told,
                        "lead": (check, unit, False) in told,
                        "charged": None if whole else _first(world.truth.charged[place]),
                        "touched": world.truth.touched.get(act, 0),
                    }


def _at(doses: NDArray[np.float64] | None, unit: int, span: int) -> float:
    return 0.0 if doses is None else float(doses[unit, span])


def _fast(act: str, check: str, dose: float | None) -> float | None:
    """The chance on the check's published curve; None where it has none."""
    points = points_of(act, check)
    if points is None or dose is None:
        return None
    at, chance = np.array(points).T
    return float(np.interp(dose, at, chance))


def _first(counts: NDArray[np.int64]) -> int | None:
    months = np.flatnonzero(counts)
    return int(months[0]) + 1 if len(months) else None
