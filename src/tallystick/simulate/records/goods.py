"""Which goods are seized in each drug case, how are they weighed and who holds them?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.catalogue import GROUPS, group_of
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.columns import Columns
from tallystick.simulate.exhibits.handovers import HolderCodes, hand_over
from tallystick.simulate.exhibits.lots import Lots, draw_lots, draw_substances, exhibits_per_case
from tallystick.simulate.exhibits.settings import Custody, Laboratory, Substance, Weighing
from tallystick.simulate.exhibits.stages import Readings, weigh
from tallystick.simulate.exhibits.styles import Styles
from tallystick.simulate.records.charges import Courts, prosecuted
from tallystick.tables.measurements import KINDS, STAGES

LOT = ("substance", "pack", "pieces", "true_g", "fresh", "loss", "purity", "container_g")
MEAN_EXHIBITS = 1.3


@dataclass(frozen=True)
class Weighed:
    """How this world weighs: its goods, its habits, its laboratory and its custody.

    `missing` [U] is the share of transfers to each unit's evidence room without a receipt.
    """

    substances: tuple[Substance, ...]
    weighing: Weighing
    laboratory: Laboratory
    custody: Custody
    styles: Styles
    missing: NDArray[np.float64]


def seize(chunk: Chunk, weighed: Weighed) -> None:
    """Fill `chunk.exhibits`: one or more per drug case, with their true weights."""
    cases = chunk.cases
    drug = group_of()[cases["offence"]] == GROUPS.index("drug")
    for part, rows in enumerate(chunk.parts(cases["key"])):
        rng, keys = chunk.rng("goods", part), cases["key"][rows[drug[rows]]]
        number = exhibits_per_case(len(keys), MEAN_EXHIBITS, rng)
        kind = draw_substances(len(keys), weighed.substances, rng)
        add_exhibits(
            chunk, np.repeat(keys, number), np.repeat(kind, number), weighed.substances, rng
        )


def add_exhibits(
    chunk: Chunk,
    case: NDArray[np.int64],
    substance: NDArray[np.int64],
    substances: tuple[Substance, ...],
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Add an exhibit of each substance to each case; return the keys of the exhibits."""
    lots = draw_lots(substance, substances, rng)
    first = int(chunk.exhibits["exhibit"].max(initial=NONE)) + 1
    keys = first + np.arange(len(case))
    chunk.exhibits.append(exhibit=keys, case=case, **{name: getattr(lots, name) for name in LOT})
    return keys


def lots_of(exhibits: Columns) -> Lots:
    """Return the goods of the exhibits as the weighing wants them."""
    return Lots(**{name: exhibits[name] for name in LOT})


def weigh_and_hold(chunk: Chunk, weighed: Weighed, courts: Courts) -> None:
    """Fill `chunk.readings` and `chunk.handovers` from the exhibits of the cases."""
    of_cases = np.flatnonzero(chunk.exhibits["case"] != NONE)
    for part, rows in enumerate(chunk.parts(chunk.exhibits["case"][of_cases])):
        exhibits = chunk.exhibits.take(of_cases[rows])
        readings = _weigh(chunk, exhibits, weighed, chunk.rng("weighing", part))
        _hold(chunk, exhibits, readings, weighed, chunk.rng("custody", part))
    _charged(chunk, prosecuted(chunk, courts))


def _weigh(chunk: Chunk, exhibits: Columns, weighed: Weighed, rng: np.random.Generator) -> Readings:
    at = chunk.at(exhibits["case"])
    readings = weigh(
        lots_of(exhibits),
        chunk.cases["occurred"][at] + rng.integers(20, 240, len(at)),
        chunk.cases["officer"][at],
        chunk.cases["unit"][at],
        weighed.styles,
        weighed.weighing,
        weighed.laboratory,
        rng,
    )
    chunk.readings.append(
        case=exhibits["case"][readings.exhibit],
        exhibit=exhibits["exhibit"][readings.exhibit],
        kind=readings.kind,
        substance=exhibits["substance"][readings.exhibit],
        stage=readings.stage,
        at=readings.at,
        value=readings.value,
    )
    return readings


def _hold(
    chunk: Chunk,
    exhibits: Columns,
    readings: Readings,
    weighed: Weighed,
    rng: np.random.Generator,
) -> None:
    """The chain of custody of weighed exhibits; each unit has its evidence room."""
    at = chunk.at(exhibits["case"])
    officer, unit = chunk.cases["officer"][at], chunk.cases["unit"][at]
    first_room = chunk.force.officers
    first = first_room + len(chunk.force.unit_names)
    moved = hand_over(
        lots_of(exhibits),
        readings,
        chunk.cases["occurred"][at],
        officer,
        first_room + unit,
        HolderCodes(lab=first, court=first + 1, incinerator=first + 2),
        weighed.custody,
        rng,
        missing_rate=weighed.missing[unit],
    )
    chunk.handovers.append(
        exhibit=exhibits["exhibit"][moved.exhibit],
        case=exhibits["case"][moved.exhibit],
        at=moved.at,
        action=moved.action,
        from_holder=moved.from_holder,
        to_holder=moved.to_holder,
        net_g=moved.net_g,
    )


def _charged(chunk: Chunk, brought: NDArray[np.bool_]) -> None:
    """The weight that is charged: the laboratory's, or else the officer's, of cases `brought`."""
    readings = chunk.readings
    weights = np.isin(readings["kind"], [KINDS.index("net_weight"), KINDS.index("gross_weight")])
    at = chunk.at(readings["case"])
    stage = readings["stage"]
    asked = weights & brought[at] & np.isin(stage, [STAGES.index("field"), STAGES.index("lab")])
    rows = np.flatnonzero(asked)
    rows = rows[np.lexsort((stage[rows], readings["exhibit"][rows]))]
    last = np.append(readings["exhibit"][rows][1:] != readings["exhibit"][rows][:-1], True)
    charged = readings.take(rows[last[: len(rows)]])
    charged["stage"] = np.full(len(charged), STAGES.index("charge"))
    charged["kind"] = np.full(len(charged), KINDS.index("net_weight"))
    charged["at"] = np.maximum(charged["at"], chunk.cases["closed"][chunk.at(charged["case"])])
    readings.append(**{name: charged[name] for name in charged.names})
