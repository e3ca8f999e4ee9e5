"""What does a plan of the lab ask for? It is read strictly: what is unknown is refused by name."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any

import pyarrow.parquet as pq
from pydantic import Field, ValidationError

from tallystick.lab.acceptance import Acceptance, read_acceptance
from tallystick.lab.grids import grids_of
from tallystick.lab.levels import Entry, Factor, LabError, Level, Value, inputs, known
from tallystick.lab.sentences import faults
from tallystick.lab.words import quoted
from tallystick.simulate.world import WorldError, read_world

MOST_BYTES = 1 << 20
QUICK = {"seeds": 2, "sets": 6, "trajectories": 4, "sobol": 16, "detect": 1}
ROOM = 1.75
"""Of a main fraction: cells for each effect, by default."""


class Own(Entry):
    """A level of the plan's own, of a factor that is known."""

    factor: str
    name: Annotated[str, Field(pattern=r"^\w[\w .,%()+-]{0,39}$")]
    means: str
    changes: dict[str, Value]


class Wanted(Entry):
    """A factor and its levels; `alone`: they are tried one at a time and not crossed."""

    name: str
    levels: Annotated[tuple[str, ...], Field(min_length=1)]
    alone: bool = False


class Lab(Entry):
    """The table [lab] of a plan.

    Parameters
    ----------
    base
        The world file, beside the plan.
    seeds
        How many seeds each cell is made with: the same for all cells.
    sets
        How many parameter sets are drawn, the world's own numbers being the first; or a Parquet
        file of accepted ones, with a column for each input.
    acceptance
        What `python -m benchmarks.gates.accept` wrote beside them, so that the page can say how
        many sets passed.
    scale
        Times as many units as the world file says.
    cells
        How many cells the main fraction has; 0 leaves it out.
    trajectories, sobol
        Paths of the screen and base points of the Sobol indices; 0 leaves them out.
    ladders
        Which ladders are climbed; all by default.
    grids
        Which grids of two keys are made; all by default.
    switch
        The year of the world in which each level of the factor `regime` takes the base's place,
        in worlds of its own; without it none.
    detect
        How many worlds of each regime are written out and audited; 0 leaves it out.
    """

    base: str
    seeds: Annotated[int, Field(ge=1, le=1000)] = 8
    sets: Annotated[int, Field(ge=1, le=100_000)] | str = 10
    acceptance: str | None = None
    scale: Annotated[float, Field(gt=0, le=100)] = 1.0
    cells: Annotated[int, Field(ge=0)] | None = None
    trajectories: Annotated[int, Field(ge=0, le=1000)] = 20
    sobol: Annotated[int, Field(ge=0, le=65_536)] = 256
    ladders: tuple[str, ...] | None = None
    grids: tuple[str, ...] | None = None
    switch: Annotated[int, Field(ge=1, le=100)] | None = None
    detect: Annotated[int, Field(ge=0, le=1000)] = 0
    factor: Annotated[tuple[Wanted, ...], Field(min_length=1)]
    level: tuple[Own, ...] = ()

    @property
    def quick(self) -> Lab:
        """The same plan in a quarter of an hour: fewer seeds, sets, paths and base points."""
        less = {name: min(getattr(self, name), most) for name, most in QUICK.items()
                if isinstance(getattr(self, name), int)}  # fmt: skip
        return self.model_copy(update=less)

    def factors(self) -> tuple[tuple[Factor, tuple[Level, ...]], ...]:
        """Each factor of the plan with the levels asked for, its base first.

        LabError for a factor or a level that is unknown, or named twice.
        """
        named = [each.name for each in self.factor]
        if twice := sorted({each for each in named if named.count(each) > 1}):
            raise LabError(f"factor {', '.join(twice)}: named twice; put all levels in one place")
        chosen: list[tuple[Factor, tuple[Level, ...]]] = []
        for wanted in self.factor:
            factor = self._with_own(known().named(wanted.name))
            names = dict.fromkeys((factor.base, *wanted.levels))
            chosen.append((factor, tuple(factor.named(each) for each in names)))
        return tuple(chosen)

    def _with_own(self, factor: Factor) -> Factor:
        own = tuple(
            Level(name=each.name, means=each.means, changes=each.changes)
            for each in self.level
            if each.factor == factor.name
        )
        there = {each.name for each in factor.level}
        if taken := sorted({each.name for each in own} & there):
            raise LabError(f"level {', '.join(taken)}: there already; give it another name")
        return factor.model_copy(update={"level": factor.level + own})

    @property
    def crossed(self) -> tuple[str, ...]:
        """The factors whose levels are crossed in the main fraction."""
        return tuple(each.name for each in self.factor if not each.alone)


class Plan(Entry):
    """A plan with all that it rests on: the text of its world, and the accepted sets of a file.

    `given` [sets][inputs] is None where the sets are drawn, `acceptance` where the plan names none.
    """

    lab: Lab
    quick: bool
    world: str
    given: tuple[tuple[float, ...], ...] | None
    acceptance: Acceptance | None = None


def read_plan(path: Path, quick: bool = False) -> Plan:
    """Read a plan; LabError with the place, the rule and the next move when it cannot be used."""
    lab = _lab(path)
    for own in lab.level:
        known().named(own.factor)
        if found := faults(quoted(own.name)):
            raise LabError(f"level {own.name!r}: its name says {found[0]}; give it another name")
    lab.factors()
    _refuse_ladders(lab)
    grids_of(lab.grids)
    base = path.parent / lab.base
    try:
        reform = read_world(base).incentives.reform
        world = base.read_text(encoding="utf-8")
    except WorldError as error:
        raise LabError(f"{path}: base: {error}") from None
    if reform is not None:
        raise LabError(f"{base}: incentives.reform: leave it out, and say `switch` in the plan")
    given = _sets(path.parent / lab.sets) if isinstance(lab.sets, str) else None
    if given and quick:
        given = given[: QUICK["sets"]]
    told = read_acceptance(path.parent / lab.acceptance) if lab.acceptance else None
    lab = lab.quick if quick else lab
    return Plan(lab=lab, quick=quick, world=world, given=given, acceptance=told)


def _lab(path: Path) -> Lab:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise LabError(f"{path}: above {MOST_BYTES:,} bytes; give a plan of the lab")
        held: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LabError(f"{path}: cannot be read ({error.strerror}); check the path") from None
    except (ValueError, RecursionError) as error:
        raise LabError(f"{path}: not a TOML file: {error}") from None
    if extra := sorted(held.keys() - {"lab"}):
        raise LabError(f"{path}: {', '.join(extra)}: a plan has the table [lab] alone")
    try:
        return Lab.model_validate(held.get("lab", {}))
    except ValidationError as error:
        told = [f"lab.{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise LabError("\n  ".join([f"{path}: {len(told)} thing(s) to mend", *told])) from None


def _refuse_ladders(lab: Lab) -> None:
    there = [each.name for each in known().ladder]
    for name in lab.ladders or ():
        if name not in there:
            raise LabError(f"no ladder is called {name!r}; there are {', '.join(there)}")


def _sets(path: Path) -> tuple[tuple[float, ...], ...]:
    """Read accepted sets; LabError where a column is not an input, or an input has none."""
    names = [each.name for each in inputs()]
    try:
        table = pq.read_table(path)
    except (OSError, ValueError) as error:
        raise LabError(f"{path}: no Parquet file of parameter sets ({error})") from None
    if unknown := sorted(set(table.column_names) - set(names)):
        raise LabError(f"{path}: {', '.join(unknown)}: no such input; there are {', '.join(names)}")
    if lacking := sorted(set(names) - set(table.column_names)):
        raise LabError(f"{path}: no column {', '.join(lacking)}; a set has a value of each input")
    if not table.num_rows:
        raise LabError(f"{path}: no parameter set was accepted; there is nothing to compare")
    columns = [table[name].to_pylist() for name in names]
    return tuple(tuple(map(float, row)) for row in zip(*columns, strict=True))
