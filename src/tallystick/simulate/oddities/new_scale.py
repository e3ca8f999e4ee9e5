"""What if a unit gets another scale?

From a month on the unit reads its field weights off a scale with another step and another
error. Step ``readings``: a share of exhibits is weighed anew on it, in the field only; what was
copied from the field weight (custody, and the charge where no laboratory weighed) follows.
Goods lighter than half a step stay with the scale that can show them. Labels: measurements of
the field and of the charge, custody.

No published size: steps of .1 to 1 g in the field are usual (incentives 3, scale). Dose 1 is a
unit that weighs everything on it.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.chunk import Chunk
from tallystick.simulate.entry import Entry, Plant, Process
from tallystick.simulate.exhibits.scales import nearest
from tallystick.simulate.oddities.exhibit_rows import dose_of, officers_of, place_of
from tallystick.tables.custody import ACTIONS
from tallystick.tables.measurements import KINDS, STAGES

NET, GROSS = KINDS.index("net_weight"), KINDS.index("gross_weight")
NEVER = np.iinfo(np.int64).max
FIELD, LAB, CHARGE = (STAGES.index(name) for name in ("field", "lab", "charge"))


class NewScale(Entry):
    """Another scale: it shows multiples of `step_g` and is off by the share `bias`."""

    kind: Literal["new_scale"] = "new_scale"
    step_g: float = Field(default=1.0, ge=0.01, le=1000)
    bias: float = Field(default=0.0, gt=-0.2, lt=0.2)


def _weigh_anew(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    goods, readings = chunk.exhibits, chunk.readings
    taken = rng.random(len(goods)) < dose_of(chunk, plant, goods["case"])
    row = place_of(chunk, readings["exhibit"])
    field = (readings["stage"] == FIELD) & np.isin(readings["kind"], (NET, GROSS)) & (row >= 0)
    field &= np.append(taken, False)[row]
    shown = _shown(chunk, plant, row, readings["kind"] == GROSS)
    changed = field & (shown > 0) & (shown != readings["value"])
    net = np.flatnonzero(changed & (readings["kind"] == NET))
    old, new = (np.full(len(goods) + 1, np.nan) for _ in range(2))
    old[row[net]], new[row[net]] = readings["value"][net], shown[net]
    lab_at = np.full(len(goods) + 1, NEVER)
    in_lab = (readings["stage"] == LAB) & (readings["kind"] == NET)
    lab_at[row[in_lab]] = readings["at"][in_lab]
    charged = (readings["stage"] == CHARGE) & (lab_at[row] == NEVER)
    charged &= readings["value"] == old[row]
    readings["value"] = np.select([changed, charged], [shown, new[row]], readings["value"])
    touched = readings.take(np.flatnonzero(changed | charged))
    chunk.labels.add(
        plant,
        "measurements",
        "other scale",
        **{name: touched[name] for name in ("case", "exhibit", "stage")},
        officer=officers_of(chunk, touched["case"]),
    )
    _follow(chunk, plant, old, new, lab_at)


def _shown(
    chunk: Chunk, plant: Plant, row: NDArray[np.int64], gross: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """What the new scale shows for the goods of each reading, grams; 0 when too light."""
    entry: NewScale = plant.entry
    goods = np.append(chunk.exhibits["true_g"], 0.0)[row]
    wrapped = np.append(chunk.exhibits["container_g"], 0.0)[row]
    weight = (goods + np.where(gross, wrapped, 0.0)) * (1 + entry.bias)
    return np.asarray(nearest(weight, entry.step_g) / 100.0)


def _follow(
    chunk: Chunk,
    plant: Plant,
    old: NDArray[np.float64],
    new: NDArray[np.float64],
    lab_at: NDArray[np.int64],
) -> None:
    """Let custody rows that copied the field weight copy the new one."""
    moved = chunk.handovers
    row = place_of(chunk, moved["exhibit"])
    copied = (moved["net_g"] == old[row]) & (moved["at"] < lab_at[row])
    copied &= moved["action"] != ACTIONS.index("destroyed")
    moved["net_g"] = np.where(copied, new[row], moved["net_g"])
    touched = moved.take(np.flatnonzero(copied))
    chunk.labels.add(
        plant,
        "custody",
        "other scale",
        **{name: touched[name] for name in ("case", "exhibit", "at")},
        officer=officers_of(chunk, touched["case"]),
    )


PROCESS = Process(name="new_scale", options=NewScale, readings=_weigh_anew)
