"""Which records are drawn?

A simple random sample of each stratum. Every record has a rank, the SHA-256 of the seed and of what
names the record, and those with the lowest are drawn: whoever has the run folder and the seed draws
the same ones, in whatever order the records lie, and nobody can have chosen them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from tallystick.sample.plan import CODES, Plan, Stratum
from tallystick.sample.population import UNIT, Population, PopulationError
from tallystick.stats.sampling.sample_size import allocate

SEPARATOR = "\x1f"
LEAST = 2


@dataclass(frozen=True)
class Draw:
    """The plan of a sample, and the places in the population of its rows, in their order."""

    plan: Plan
    places: tuple[int, ...]


def rank(seed: int, key: Sequence[Any]) -> str:
    """The rank of a record among all, by the seed and what names it."""
    told = SEPARATOR.join((str(seed), *map(str, key)))
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def draw(
    population: Population,
    size: int,
    seed: int,
    *,
    by: str | None = None,
    codes: tuple[str, ...] = CODES,
    confidence: float = 0.95,
) -> Draw:
    """Draw `size` records, shared among the strata in proportion to their records.

    `by` names the column of the strata: None takes the unit where there are several, "" none. Each
    stratum has two drawn or more, so that what is not known of it can be told.

    Raises
    ------
    PopulationError
        Where there is no such column, or the codes cannot be told apart.
    """
    if len(codes) < 2 or len({each.casefold() for each in codes}) < len(codes) or "" in codes:
        raise PopulationError("codes are two or more different words, such as right,wrong,unclear")
    by = _strata_column(population, by)
    names = [str(value or "") for value in population.columns[by]] if by else [""] * len(population)
    keys = list(zip(*(population.columns[name] for name in population.key), strict=True))
    members: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for place, (name, key) in enumerate(zip(names, keys, strict=True)):
        members[name].append((rank(seed, key), place))
    strata = sorted(members)
    sizes = np.array([len(members[name]) for name in strata], dtype=np.int64)
    given = allocate(size, sizes, least=LEAST).tolist()
    drawn = sorted(
        each
        for name, many in zip(strata, given, strict=True)
        for each in sorted(members[name])[:many]
    )
    width = len(str(len(drawn)))
    rows = {f"C-{n:0{width}d}": names[place] for n, (_, place) in enumerate(drawn, start=1)}
    plan = Plan(
        population.run, population.words, seed, confidence, by, codes,
        tuple(Stratum(*each) for each in zip(strata, sizes.tolist(), given, strict=True)), rows,
    )  # fmt: skip
    return Draw(plan, tuple(place for _, place in drawn))


def _strata_column(population: Population, by: str | None) -> str:
    if by is None:
        several = UNIT in population.columns and len(set(population.columns[UNIT])) > 1
        return UNIT if several else ""
    if by and by not in population.columns:
        names = ", ".join(population.columns)
        raise PopulationError(f"{population.words} has no column {by}; it has {names}")
    return by
