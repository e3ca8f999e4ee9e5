"""What if sellers keep their goods below a new line of the law?

When a line moves, honest officers meet other goods: sellers carry a little less than the weight
that now costs them more, so that weights are thin above the line and heaped below it. The line
itself moves in the law (`Cut.from_date`, `Cut.to_date`); this is the sellers' answer, from the
month on. Step ``exhibits``: a share of the goods in sale cases that would have been up to
`reach` times the line is just below it. Labels: measurements of those exhibits (`stage` -1).

No published share; dose 1 is a market in which every seller within reach adapts.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from tallystick.simulate.catalogue import place
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.entry import Entry, Plant, Process
from tallystick.simulate.oddities.exhibit_rows import dose_of, label_goods


class LawChange(Entry):
    """Sellers adapt to a line.

    `substance` is whose line moves (empty: all), `line_g` the new line (none: the first that
    the law has for each substance in that month); goods up to `reach` times the line are
    brought to at most a share `gap` below it.
    """

    kind: Literal["law_change"] = "law_change"
    substance: str = ""
    line_g: float | None = Field(default=None, gt=0)
    reach: float = Field(default=3.0, gt=1, le=100)
    gap: float = Field(default=0.15, gt=0, lt=1)


def _stay_below(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    entry: LawChange = plant.entry
    goods = chunk.exhibits
    u, below = rng.random((2, len(goods)))
    line = chunk.law.line(goods["substance"])
    if entry.line_g is not None:
        line = np.full(len(goods), entry.line_g)
    names = np.array([*chunk.law.substances, ""])
    meant = (names[goods["substance"]] == entry.substance) | (not entry.substance)
    sold = np.append(chunk.cases["offence"], NONE)[chunk.at(goods["case"])] == place("drug_sale")
    taken = (u < dose_of(chunk, plant, goods["case"])) & meant & sold
    taken &= (goods["true_g"] >= line) & (goods["true_g"] < entry.reach * line)
    goods["true_g"] = np.where(taken, line * (1 - entry.gap * (1 - below)), goods["true_g"])
    goods["pack"] = np.where(taken, NONE, goods["pack"])
    goods["pieces"] = np.where(taken, 1, goods["pieces"])
    label_goods(chunk, plant, taken, "below the new line")


PROCESS = Process(name="law_change", options=LawChange, exhibits=_stay_below)
