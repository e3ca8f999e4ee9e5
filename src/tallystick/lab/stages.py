"""Which worlds does a plan ask for, and in which order?

A world is a cell (levels of factors), a parameter set and a seed. Stages: `levers`, each level
alone; `main`, the crossed fraction; `ladders`; `switch`, each regime from the beginning and from a
year on; the grids, each by its name; `screen` and `sobol`, two arms over many sets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from tallystick.lab.design import indices, screen
from tallystick.lab.design.fraction import effects, fraction
from tallystick.lab.grids import grids_of
from tallystick.lab.levels import POWER, REFORM, Change, Factor, LabError, Level, inputs, known
from tallystick.lab.plan import ROOM, Plan
from tallystick.lab.power import power_of_acts

Floats = NDArray[np.float64]
DRAW, SCREEN, SOBOL = 1, 2, 3
"""Seeds of the drawn sets, of the paths and of the sequence; seeds of worlds count from 1."""
SETS_SEEDS = {"screen": 3, "sobol": 2}
NONE, BASE = "no regime", "base"
SWITCH, SWITCHED, FIGURES = "switch", "switch to {level}", "regime"
NO_FIGURE: Change = ("incentives.regime.kind", "none")


@dataclass(frozen=True)
class Cell:
    """A cell: its name, and the changes of its levels to the world file."""

    name: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Stage:
    """Cells, parameter sets [S, inputs] and seeds, all crossed; NaN is the world's own number."""

    name: str
    cells: tuple[Cell, ...]
    sets: Floats
    seeds: int

    @property
    def worlds(self) -> int:
        """How many worlds it has."""
        return len(self.cells) * len(self.sets) * self.seeds


@dataclass(frozen=True)
class Place:
    """One world of a plan: its stage, and the numbers of its cell, set and seed."""

    stage: Stage
    cell: int
    set: int
    seed: int

    @property
    def changes(self) -> list[Change]:
        """What it changes in the world file: the numbers of its set, and then its levels."""
        drawn = self.stage.sets[self.set]
        own: list[Change] = [
            (each.key, float(value))
            for each, value in zip(inputs(), drawn, strict=True)
            if not np.isnan(value)
        ]
        return [*own, *self.stage.cells[self.cell].changes]


def sets_of(plan: Plan) -> Floats:
    """Return the parameter sets [S, inputs] of a plan: the accepted ones, or drawn ones.

    The first drawn set is the world's own numbers.
    """
    if plan.given is not None:
        return np.array(plan.given)
    assert isinstance(plan.lab.sets, int)
    own = np.full((1, len(inputs())), np.nan)
    count = plan.lab.sets - 1
    if not count:
        return own
    sequence = qmc.Sobol(len(inputs()), scramble=True, rng=np.random.default_rng(DRAW))
    return np.concatenate([own, scaled(sequence.random_base2(ceil(np.log2(count))))[:count]])


def scaled(unit: Floats) -> Floats:
    """Return points of the unit cube as values of the inputs."""
    low, high = (np.array([getattr(each, end) for each in inputs()]) for end in ("low", "high"))
    values = np.asarray(low + unit * (high - low))
    return np.where([each.whole for each in inputs()], np.round(values), values)


def stages_of(plan: Plan) -> tuple[Stage, ...]:
    """Return the stages of a plan; LabError where its main fraction cannot be made."""
    lab, factors = plan.lab, plan.lab.factors()
    base = tuple(change for factor, _ in factors for change in _of(factor.named(factor.base)))
    sets = sets_of(plan)
    made = [Stage("levers", tuple(_levers(factors, base)), sets, lab.seeds)]
    if cells := tuple(_main(plan, base)):
        made.append(Stage("main", cells, sets, lab.seeds))
    if climbed := tuple(_ladders(lab.ladders, base)):
        made.append(Stage("ladders", climbed, sets, lab.seeds))
    if switched := tuple(_switched(plan, base)):
        made.append(Stage(SWITCH, switched, sets, lab.seeds))
    for grid in grids_of(lab.grids):
        cells = tuple(Cell(name, (*base, *changes)) for name, changes in grid.cells)
        made.append(Stage(grid.name, cells, sets, lab.seeds))
    arms = arms_of(plan, base)
    if lab.trajectories:
        paths = screen.paths(len(inputs()), lab.trajectories, SCREEN)
        made.append(Stage("screen", arms, scaled(paths), min(lab.seeds, SETS_SEEDS["screen"])))
    if lab.sobol:
        points = indices.points(len(inputs()), lab.sobol, SOBOL)
        made.append(Stage("sobol", arms, scaled(points), min(lab.seeds, SETS_SEEDS["sobol"])))
    return tuple(made)


def arms_of(plan: Plan, base: tuple[Change, ...]) -> tuple[Cell, Cell]:
    """Return the base and what it is held against in screen and indices.

    That is the first level of the plan's first factor that is not its base.
    """
    factor, levels = plan.lab.factors()[0]
    if len(levels) < 2:
        raise LabError(f"factor {factor.name}: name a level besides {factor.base}, to compare")
    other = levels[1]
    return Cell(BASE, base), Cell(f"{factor.name}: {other.name}", (*base, *_of(other)))


def _of(level: Level) -> list[Change]:
    power = [(POWER, power_of_acts())] if level.calibrated else []
    return [*power, *level.changes.items()]


def _levers(
    factors: tuple[tuple[Factor, tuple[Level, ...]], ...], base: tuple[Change, ...]
) -> Iterator[Cell]:
    yield Cell(BASE, base)
    yield Cell(NONE, (*base, NO_FIGURE))
    for factor, levels in factors:
        for level in levels:
            if level.name != factor.base and _of(level) != [NO_FIGURE]:
                yield Cell(f"{factor.name}: {level.name}", (*base, *_of(level)))


def crossed(plan: Plan) -> tuple[tuple[Factor, tuple[Level, ...]], ...]:
    """Return the factors of the main fraction that have more than one level, with these."""
    names = plan.lab.crossed
    return tuple(each for each in plan.lab.factors() if each[0].name in names and len(each[1]) > 1)


def chosen_cells(plan: Plan) -> NDArray[np.int64]:
    """Return the cells of the main fraction as level numbers [cells, crossed factors].

    No cell where fewer than two factors are crossed; LabError where it cannot be made.
    """
    counts = [len(levels) for _, levels in crossed(plan)]
    if len(counts) < 2 or plan.lab.cells == 0:
        return np.zeros((0, len(counts)), dtype=np.int64)
    try:
        return fraction(counts, plan.lab.cells or ceil(ROOM * effects(counts)))
    except ValueError as error:
        raise LabError(
            f"the main fraction: {error}; give lab.cells more, or say alone = true of a factor"
        ) from None


def _main(plan: Plan, base: tuple[Change, ...]) -> Iterator[Cell]:
    factors = crossed(plan)
    for row in chosen_cells(plan):
        levels = [levels[at] for (_, levels), at in zip(factors, row, strict=True)]
        named = zip(factors, levels, strict=True)
        name = ", ".join(f"{factor.name}: {level.name}" for (factor, _), level in named)
        yield Cell(name, (*base, *(change for each in levels for change in _of(each))))


def _ladders(wanted: tuple[str, ...] | None, base: tuple[Change, ...]) -> Iterator[Cell]:
    for ladder in known().ladder:
        if wanted is None or ladder.name in wanted:
            for point in ladder.points:
                yield Cell(f"{ladder.name}: {point:g}", (*base, (ladder.key, point)))


def _switched(plan: Plan, base: tuple[Change, ...]) -> Iterator[Cell]:
    """The base, and each other level of the factor `regime`: always there, and from a year on."""
    if plan.lab.switch is None:
        return
    yield Cell(BASE, base)
    for level in switched_levels(plan):
        yield Cell(f"{FIGURES}: {level.name}", (*base, *_of(level)))
        changes = (*base, (REFORM, plan.lab.switch), *_of(level))
        yield Cell(SWITCHED.format(level=level.name), changes)


def switched_levels(plan: Plan) -> tuple[Level, ...]:
    """Return the levels of the plan's factor `regime` but its base; LabError without any."""
    for factor, levels in plan.lab.factors():
        if factor.name == FIGURES and len(levels) > 1:
            return levels[1:]
    raise LabError("switch: the plan has no level of the factor regime; name some, or leave it out")


def places(stages: tuple[Stage, ...]) -> Iterator[Place]:
    """Yield every world of a plan in its order."""
    for stage in stages:
        for cell in range(len(stage.cells)):
            for number in range(len(stage.sets)):
                for seed in range(1, stage.seeds + 1):
                    yield Place(stage, cell, number, seed)
