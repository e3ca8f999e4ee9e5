"""Two levers together: do they do more or less than the product of what each does alone?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from tallystick.lab.design.fraction import pair_means
from tallystick.lab.design.ranking import ranking
from tallystick.lab.levels import Factor, Level
from tallystick.lab.pictures.picture import Floats, Picture, Shown, Table, spread, told
from tallystick.lab.pictures.rows import Row, chart
from tallystick.lab.sentences import comparison
from tallystick.lab.stages import chosen_cells, crossed
from tallystick.lab.words import heads, tell

HARM, LARGEST = "persons_charged_wrongly", 10


@dataclass(frozen=True)
class Both:
    """Two levels over both bases, and beyond the product of what each does alone; [sets], in %."""

    name: str
    bases: str
    change: Floats
    beyond: Floats


def together(shown: Shown) -> Picture | None:
    """Return the picture of the main fraction; None where the plan crosses nothing."""
    if shown.results.stage("main") is None:
        return None
    found = sorted(_pairs(shown), key=lambda each: -abs(float(np.median(each.beyond))))
    title, text = tell("together.title"), tell("together.text")
    rows, table = [], []
    for each in found[:LARGEST]:
        ends, change = spread(each.beyond), spread(each.change)
        if ends is None or change is None:
            continue
        rows.append(Row(each.name, band=(ends[0], ends[2]), middle=ends[1]))
        below, sets = int((each.beyond < 0).sum()), len(each.beyond)
        table.append((each.name, told(change[1]), *map(told, ends), f"{below} of {sets}"))
    drawing = chart(rows, title, text, "together", (0.0, tell("together.line")))
    tables = (Table(tell("section.table", title=title), heads("together"), tuple(table)),)
    sentence = None
    if found:
        least = min(found, key=lambda each: float(np.median(each.change)))
        both = least.change[:, None]
        counted = ranking(both, np.zeros_like(both))
        sentence = comparison(shown.ground, least.name, least.bases, HARM, counted)
    return Picture("together", title, text, ((title, drawing),), sentence, tables)


def _pairs(shown: Shown) -> Iterator[Both]:
    """Every two levels that are shown beside their bases.

    The model is fitted to the logarithm of 1 + charges, so that nothing falls below none.
    """
    factors, cells = crossed(shown.results.plan), chosen_cells(shown.results.plan)
    counts = [len(levels) for _, levels in factors]
    values = np.log1p(shown.results.of("main", HARM).mean(axis=2))
    for one, other in combinations(range(len(factors)), 2):
        means = pair_means(counts, cells, values, (one, other))
        for a, b in product(range(1, counts[one]), range(1, counts[other])):
            names = [_named(factors[at], level) for at, level in ((one, a), (other, b))]
            bases = [_named(factors[at], 0) for at in (one, other)]
            if set(names) & set(shown.withheld):
                continue
            change = means[a, b] - means[0, 0]
            beyond = change - (means[a, 0] - means[0, 0]) - (means[0, b] - means[0, 0])
            per_cent = (100 * np.expm1(each) for each in (change, beyond))
            yield Both(", ".join(names), ", ".join(bases), *per_cent)


def _named(factor: tuple[Factor, tuple[Level, ...]], level: int) -> str:
    return f"{factor[0].name}: {factor[1][level].name}"
