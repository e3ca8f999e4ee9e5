"""Whom does a case that was made, or made worse, for the figure harm once it is charged?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.chunk import Chunk
from tallystick.simulate.entry import Plant
from tallystick.simulate.law import Cut, Goods, Law


def owe(chunk: Chunk, plant: Plant, case: NDArray[np.int64], months: NDArray[np.float64]) -> None:
    """Note cases in which a charge would do harm, and by how many months."""
    chunk.labels.owed.append((plant, case, months))


def count_harm(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Tally the persons charged in the cases that this plant noted, and the months added."""
    for whose, case, months in chunk.labels.owed:
        if whose is plant:
            charged = np.isin(case, chunk.charges["case"])
            officer = chunk.cases["officer"][chunk.at(case[charged])]
            chunk.labels.tally("wrongly_charged", officer)
            chunk.labels.tally("added_months", officer, months[charged])


def middle_of_range(
    law: Law, substance: NDArray[np.int64], sale: NDArray[np.bool_], reached: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The middle of the range of imprisonment, in months, for `reached` lines of a substance."""
    most = 1 + max((len(goods.lines) for goods in law.goods), default=0)
    table = np.zeros((len(law.goods), 2, most))
    for row, goods in enumerate(law.goods):
        steps: list[Goods | Cut] = [goods, *goods.lines]
        for lines in range(most):
            step = steps[min(lines, len(steps) - 1)]
            table[row, 0, lines] = sum(step.possession_months) / 2
            table[row, 1, lines] = sum(step.sale_months) / 2
    return np.asarray(table[substance, sale.astype(np.int64), reached])
