"""What if loose goods come in standard packs?

Sellers fill packs of an ounce or a gram, or packs a little above the weight at which a contract
or the law begins, so that weights heap there without any officer's doing. Step ``exhibits``: a
share of the loose, dry exhibits of a substance holds whole packs, as many as come nearest to
what it weighed. Labels: measurements of those exhibits (`stage` -1: at every stage).

No published share; sizes and fill errors of packs are those of `exhibits.lots` (design). Dose 1
is a market without loose goods, the largest possible.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.entry import Entry, Plant, Process
from tallystick.simulate.exhibits.settings import OUNCE_G
from tallystick.simulate.oddities.exhibit_rows import dose_of, label_goods

PackName = Literal["tenth", "gram", "eighth", "quarter", "half_ounce", "ounce", "contract"]
NET_G = {
    "tenth": 0.1,
    "gram": 1.0,
    "eighth": OUNCE_G / 8,
    "quarter": OUNCE_G / 4,
    "half_ounce": OUNCE_G / 2,
    "ounce": OUNCE_G,
    "contract": np.nan,
}
ERROR_SD = {"tenth": 0.10, "gram": 0.06, "eighth": 0.03, "quarter": 0.03}
FINE_ERROR_SD = 0.02
FIRST_CODE = 100


class Packs(Entry):
    """Standard packs.

    `substance` is the one that is packed (empty: all), `packs` the kinds that are met, equally
    often. A ``contract`` pack holds the first line of the law and a share `over` more; `most`
    is the largest number of packs in one exhibit.
    """

    kind: Literal["packs"] = "packs"
    substance: str = ""
    packs: tuple[PackName, ...] = Field(default=("gram", "half_ounce", "ounce"), min_length=1)
    over: float = Field(default=0.05, ge=0, le=1)
    most: int = Field(default=4, ge=1, le=100)


def _fill_packs(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    entry: Packs = plant.entry
    goods = chunk.exhibits
    u, which = rng.random((2, len(goods)))
    error = rng.standard_normal(len(goods))
    kind = np.floor(which * len(entry.packs)).astype(np.int64)
    filled = _filled_g(chunk, entry)[kind, goods["substance"]]
    sd = np.array([ERROR_SD.get(name, FINE_ERROR_SD) for name in entry.packs])[kind]
    held = np.clip(np.rint(goods["true_g"] / filled), 1, entry.most)
    taken = (u < dose_of(chunk, plant, goods["case"])) & (goods["pack"] == NONE)
    taken &= ~goods["fresh"] & ~np.isnan(filled) & _meant(chunk, entry)[goods["substance"]]
    goods["true_g"] = np.where(
        taken, held * filled * np.exp(sd * error / np.sqrt(held)), goods["true_g"]
    )
    goods["pack"] = np.where(taken, FIRST_CODE + kind, goods["pack"])
    goods["pieces"] = np.where(taken, np.nan_to_num(held), goods["pieces"]).astype(np.int64)
    label_goods(chunk, plant, taken, "standard pack")


def _filled_g(chunk: Chunk, entry: Packs) -> NDArray[np.float64]:
    """What a pack of each kind holds of each substance, grams [kinds, S]; NaN without a line."""
    line = chunk.law.line(np.arange(len(chunk.law.goods))) * (1 + entry.over)
    return np.array([line if name == "contract" else np.full(len(line), NET_G[name])
                     for name in entry.packs])  # fmt: skip


def _meant(chunk: Chunk, entry: Packs) -> NDArray[np.bool_]:
    names = np.array(chunk.law.substances)
    return np.asarray((names == entry.substance) | (not entry.substance))


PROCESS = Process(name="packs", options=Packs, exhibits=_fill_packs)
