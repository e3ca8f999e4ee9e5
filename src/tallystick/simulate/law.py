"""What does the law of this world say of goods: their lines and what they cost?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, model_validator

from tallystick.simulate.department import Part, Text


def _range(months: tuple[int, int]) -> tuple[int, int]:
    if not 0 <= months[0] <= months[1]:
        raise ValueError(f"{months[0]} to {months[1]} is no range of imprisonment in months")
    return months


Months = Annotated[tuple[int, int], AfterValidator(_range)]


class Cut(Part):
    """A weight at which the law changes: `g` grams or more is another class.

    Without `inclusive` it is more than `g` grams.
    `possession` and `sale` are the articles charged from there on, with their ranges of
    imprisonment in months; the line is in force from `from_date` to `to_date`, inclusive, which
    are the first and the last day of a month: a world is made month by month.
    """

    g: float = Field(ge=0.001, le=1e9)
    inclusive: bool = Field(default=True, description="whether the line itself is over it")
    name: str = Field(description="of the class that begins here, for who reads the world")
    possession: Text
    possession_months: Months = Field(description="least and most")
    sale: Text
    sale_months: Months = Field(description="least and most")
    citation: Text = Field(description="where the law says so; findings print it")
    from_date: date | None = None
    to_date: date | None = None

    @model_validator(mode="after")
    def _can_be_audited(self) -> Cut:
        if self.g != round(self.g, 3):
            raise ValueError(f"g is {self.g}; a line is a whole number of milligrams")
        if self.from_date and self.from_date.day != 1:
            raise ValueError(f"from_date {self.from_date} is not the first day of a month")
        if self.to_date and (self.to_date + timedelta(days=1)).day != 1:
            raise ValueError(f"to_date {self.to_date} is not the last day of a month")
        if self.from_date and self.to_date and self.to_date < self.from_date:
            raise ValueError(f"to_date {self.to_date} is before from_date {self.from_date}")
        return self

    def covers(self, day: date) -> bool:
        """Whether the line is in force on this day."""
        return (self.from_date is None or self.from_date <= day) and (
            self.to_date is None or day <= self.to_date
        )


class Goods(Part):
    """The law of one substance: the articles below the first line, and the lines as they rise."""

    substance: str = Field(description="one of the names of `substances`")
    possession: Text = Field(default="296(2)", description="article below the first line")
    possession_months: Months = Field(default=(0, 2), description="least and most")
    sale: Text = Field(default="297(1)", description="article below the first line")
    sale_months: Months = Field(default=(60, 96), description="least and most")
    lines: tuple[Cut, ...] = ()

    @model_validator(mode="after")
    def _rising(self) -> Goods:
        if list(self.lines) != sorted(self.lines, key=lambda line: line.g):
            raise ValueError(f"the lines of {self.substance} do not rise")
        for one, next_one in pairwise(self.lines):
            if one.g == next_one.g and _overlap(one, next_one):
                raise ValueError(f"{self.substance}: two lines at {one.g:g} g at one time")
        return self


def _overlap(one: Cut, other: Cut) -> bool:
    first = max(one.from_date or date.min, other.from_date or date.min)
    return first <= min(one.to_date or date.max, other.to_date or date.max)


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

    def _takes(self, substance: NDArray[np.int64], number: int) -> NDArray[np.bool_]:
        """Whether the `number`-th line of each substance is over itself."""
        cuts = [
            each.lines[number].inclusive if number < len(each.lines) else False
            for each in self.goods
        ]
        return np.array([*cuts, False])[substance]

    def in_class(
        self, substance: NDArray[np.int64], grams: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """How many lines of its substance each weight has reached."""
        reached = np.zeros(len(substance), dtype=np.int64)
        for number in range(max((len(each.lines) for each in self.goods), default=0)):
            line = np.nan_to_num(self.line(substance, number), nan=np.inf)
            reached += (grams > line) | ((grams == line) & self._takes(substance, number))
        return reached
