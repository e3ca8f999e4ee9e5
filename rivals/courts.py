"""Outcomes of charges, and the days on which officers had to be in court."""

from __future__ import annotations

import numpy as np

from rivals.city import DAY, SUPPLY, UNITS
from rivals.rows import NEVER, Column, Rows, filled, texts
from rivals.world import World

CHARGES = {  # the statute, and the months of prison that are usual
    "THEFT": ("s. 21", 3.0),
    "BURGLARY": ("s. 22", 10.0),
    "ROBBERY": ("s. 25", 30.0),
    "ASSAULT": ("s. 31(2)", 14.0),
    "MINOR-ASSAULT": ("s. 31(1)", 2.0),
    "DAMAGE": ("s. 27", 2.0),
    "DISORDER": ("s. 50", 0.5),
    "DRUNK": ("s. 51", 0.2),
    "DRUG-POSS": ("s. 41(1)", 2.0),
    SUPPLY: ("s. 41(2)", 26.0),
    "ROAD": ("s. 60", 1.0),
    "FRAUD": ("s. 24", 6.0),
}
RELEASE = 60  # days from the end of the period to the export


def draw_outcomes(world: World) -> None:
    """A decision, or none yet, on most charges against those arrested."""
    rng, cases, habits = world.rng("courts"), world.cases, world.rng("court habits")
    arrest = np.flatnonzero((cases["clearance"] == "arrest") & (cases["subject"] >= 0))
    case = arrest[rng.random(len(arrest)) < 0.86]
    offence, size = cases["offence"][case], len(case)
    decided = cases["at"][case] + ((14 + rng.gamma(2.2, 50, size)) * DAY).astype(int)
    decided = decided // (DAY * 7) * DAY * 7 + rng.choice([0, 3, 4, 5], size) * DAY + 9 * 60
    decided += rng.integers(0, 28, size) * 15
    weak = habits.normal(0, 0.25, len(UNITS))[cases["unit"][case]]
    weak += habits.normal(0, 0.3, len(world.effort))[cases["officer"][case]]
    lost = 1 / (1 + np.exp(1.35 - weak))
    u, v = rng.random((2, size))
    how = np.where(v < 0.2, "acquitted", np.where(v < 0.75, "dismissed", "withdrawn"))
    verdict = np.where(u < lost, how, "convicted").astype(object)
    pending = decided >= world.end + RELEASE * DAY
    verdict[pending] = "pending"
    typical = np.array([CHARGES[each][1] for each in offence])
    priors = world.tables["persons"]["priors"][cases["subject"][case]]
    sentence = np.round(
        typical * rng.lognormal(-0.2, 0.6, size) * (1 + 0.08 * np.minimum(priors, 8))
    )
    aggravated = rng.random(size) < 0.12
    world.tables["outcomes"] = Rows(
        case=case,
        person=cases["subject"][case],
        statute=texts([CHARGES[each][0] for each in offence]),
        decided=np.where(pending, NEVER, decided),
        verdict=verdict,
        months=np.where(verdict == "convicted", sentence * (1 + 0.4 * aggravated) // 1, np.nan),
        aggravating=filled(
            aggravated & (verdict == "convicted"), texts(["repeated offence"] * size)
        ),
    )
    _attendance(world, case, decided, rng)


def _attendance(world: World, case: Column, decided: Column, rng: np.random.Generator) -> None:
    """Every twelfth hearing needs the officer; those at work elsewhere were excused."""
    called = np.flatnonzero((rng.random(len(case)) < 0.08) & (decided < world.end))
    officer, start = world.cases["officer"][case[called]], decided[called]
    length = rng.integers(2, 7, len(called)) * 30
    cases, span = world.cases, world.end + 400 * DAY
    order = np.sort(cases["officer"] * span + cases["occurred"])
    low = np.searchsorted(order, officer * span + start - 60)
    free = np.searchsorted(order, officer * span + start + length + 60) == low
    serving = world.roster[officer, np.minimum(start // DAY, world.days - 1)] >= 0
    keep = free & serving
    duties = world.tables["duties"]
    world.tables["duties"] = duties.plus(Rows(
        officer=officer[keep],
        kind=texts(["court"] * int(keep.sum())),
        from_at=start[keep],
        to_at=(start + length)[keep],
    ))  # fmt: skip
