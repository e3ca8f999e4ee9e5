"""What does one picture of the page consist of, and what do all of them draw on?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from markupsafe import Markup
from numpy.typing import NDArray

from tallystick.lab.gates import Gates
from tallystick.lab.results import Results
from tallystick.lab.sentences import Ground, Sentence
from tallystick.lab.stages import BASE, NONE
from tallystick.report.words.numbers import number

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """A table: its title, its heads, and its rows, the first cell of each being the head of it."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A picture: its key, title and text, its drawings, its sentence and its tables.

    A drawing has its caption. `sentence` is None where too few worlds decide.
    """

    key: str
    title: str
    text: str
    drawings: tuple[tuple[str, Markup], ...]
    sentence: Sentence | None
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Shown:
    """A finished plan with its gates, and the levers that the page shows.

    `detected` has the rows of its whole audits, None where it asked for none.
    """

    results: Results
    gates: Gates | None
    detected: pa.Table | None = None

    @property
    def ground(self) -> Ground:
        """What its sentences rest on."""
        accepted = self.results.plan.given is not None
        if self.gates is None:
            return Ground(None, accepted)
        return Ground((len(self.gates.met), len(self.gates.held)), accepted)

    @property
    def drawn_ground(self) -> Ground:
        """What sentences on screen and indices rest on: sets that are drawn and held to no gate."""
        return replace(self.ground, accepted=False)

    @property
    def withheld(self) -> tuple[str, ...]:
        """The levers whose gates are not met, as the cells name them."""
        met = frozenset() if self.gates is None else self.gates.met
        return tuple(
            f"{factor.name}: {level.name}"
            for factor, levels in self.results.plan.lab.factors()
            for level in levels
            if not met.issuperset(level.needs)
        )

    def levers(self, *factors: str) -> tuple[str, ...]:
        """The levers of these factors that are shown, without the base; all where none is named."""
        return tuple(
            each
            for each in self.results.compared
            if each not in self.withheld and (not factors or each.partition(": ")[0] in factors)
        )

    def base_of(self, name: str) -> str:
        """The base level of a factor of the plan."""
        factors = self.results.plan.lab.factors()
        return next(factor.base for factor, _ in factors if factor.name == name)

    def values(self, lever: str, outcome: str) -> Floats:
        """Return an outcome of a lever; [sets, seeds]."""
        cell = self.results.lever_names.index(lever)
        return np.asarray(self.results.of("levers", outcome)[cell])

    def over_none(self, lever: str, outcome: str) -> Floats:
        """A lever's outcome less that without a regime, in per cent of the base's own; [sets].

        NaN in a set where the base has none.
        """
        base = self.values(BASE, outcome).mean(axis=1)
        none = self.values(NONE, outcome).mean(axis=1)
        more = self.values(lever, outcome).mean(axis=1) - none
        return np.where(base > 0, 100 * more / np.where(base > 0, base, 1.0), np.nan)


def spread(values: Floats) -> tuple[float, float, float] | None:
    """Return the least, the median and the most of values; None where none is a number."""
    held = values[np.isfinite(values)]
    return (float(held.min()), float(np.median(held)), float(held.max())) if len(held) else None


def told(value: float | None) -> str:
    """Return a number as a cell of a table: one decimal, a dash where there is none."""
    return number(value if value is None or not np.isnan(value) else None, 1)
