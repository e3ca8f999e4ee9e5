"""What does the law of this world say of goods: their lines and what they cost?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from tallystick.simulate.department import Part


class Cut(Part):
    """A weight at which the law changes: `g` grams or more is another class.

    `possession` and `sale` are the articles charged from there on, with their ranges of
    imprisonment in months; the line is in force from `from_date` to `to_date`, inclusive.
    """

    g: float = Field(gt=0)
    name: str
    possession: str
    possession_months: tuple[int, int]
    sale: str
    sale_months: tuple[int, int]
    citation: str
    from_date: date | None = None
    to_date: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the line is in force on this day."""
        return (self.from_date is None or self.from_date <= day) and (
            self.to_date is None or day <= self.to_date
        )


class Goods(Part):
    """The law of one substance: the articles below the first line, and the lines."""

    substance: str
    possession: str = "296-2"
    possession_months: tuple[int, int] = (0, 2)
    sale: str = "297-1"
    sale_months: tuple[int, int] = (60, 96)
    lines: tuple[Cut, ...] = ()

    @model_validator(mode="after")
    def _rising(self) -> Goods:
        if list(self.lines) != sorted(self.lines, key=lambda line: line.g):
            raise ValueError(f"the lines of {self.substance} do not rise")
        return self


@dataclass(frozen=True)
class Law:
    """The law of every substance, in the order of the world's substances.

    Parameters
    ----------
    goods
        [S] one per substance.
    places
        [S] for each substance the places of its lines, from 1, in the law of all days; empty
        when this is that law.
    """

    goods: tuple[Goods, ...]
    places: tuple[tuple[int, ...], ...] = ()

    def on(self, day: date) -> Law:
        """Return the law with only the lines that are in force on this day."""
        goods, places = [], []
        for each, known in zip(self.goods, self._places(), strict=True):
            there = [at for at, line in enumerate(each.lines) if line.covers(day)]
            lines = tuple(each.lines[at] for at in there)
            goods.append(each.model_copy(update={"lines": lines}))
            places.append(tuple(known[at] for at in there))
        return Law(tuple(goods), tuple(places))

    def _places(self) -> tuple[tuple[int, ...], ...]:
        counted = tuple(tuple(range(1, len(each.lines) + 1)) for each in self.goods)
        return self.places or counted

    def step(self, substance: NDArray[np.int64], reached: NDArray[np.int64]) -> NDArray[np.int64]:
        """The place in the law of all days of the `reached`-th line; 0 below the first."""
        places = self._places()
        table = np.zeros((len(places) + 1, 1 + max(map(len, places), default=0)), dtype=np.int64)
        for row, each in enumerate(places):
            table[row, 1 : len(each) + 1] = each
        return np.asarray(table[substance, reached])

    @property
    def substances(self) -> tuple[str, ...]:
        """The substances, by their UNODC or INCB names."""
        return tuple(each.substance for each in self.goods)

    def line(self, substance: NDArray[np.int64], number: int = 0) -> NDArray[np.float64]:
        """The `number`-th line of each substance in grams; NaN when it has none."""
        cuts = [each.lines[number].g if number < len(each.lines) else np.nan for each in self.goods]
        return np.array([*cuts, np.nan])[substance]

    def in_class(
        self, substance: NDArray[np.int64], grams: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """How many lines of its substance each weight has reached."""
        reached = np.zeros(len(substance), dtype=np.int64)
        for number in range(max((len(each.lines) for each in self.goods), default=0)):
            reached += grams >= np.nan_to_num(self.line(substance, number), nan=np.inf)
        return reached
