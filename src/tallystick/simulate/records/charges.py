"""What is charged, and what becomes of it in court?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.by_case import Draws
from tallystick.simulate.calendar import MINUTES_A_DAY
from tallystick.simulate.catalogue import CODES, GROUPS, OFFENCES, group_of
from tallystick.simulate.chunk import GHOST, NONE, SUPPLY, Chunk
from tallystick.simulate.department import Part
from tallystick.simulate.incentives.filters import gamed, ordinary
from tallystick.simulate.incentives.settings import Filters
from tallystick.simulate.law import Cut, Goods, Law
from tallystick.tables.incidents import CLEARANCES
from tallystick.tables.measurements import STAGES
from tallystick.tables.outcomes import VERDICTS

AGGRAVATING = ("repeated", "group by prior agreement", "breach of oath")
PENDING = VERDICTS.index("pending")


class Courts(Part):
    """Which arrests are charged, and what becomes of charges.

    `charged_drug`, `charged_violent`, `charged_property`, `charged_minor` and `charged_traffic`
    are shares of the arrests that a prosecutor brings to court, by group of offence: Dallas's
    prosecutors took over 70 % of drug arrests, 30 to 50 % of those for property and violence and
    fewer than 20 % of minor ones. `withdrawn` is the share of charges neither dismissed nor
    acquitted that is taken back, `median_days` the time from the closing of the case to a
    decision, which the weight that is charged precedes by at least a tenth of it. What is
    dismissed and acquitted, and what laboratory, prosecutor and court refuse of cases that were
    made for the figure, is in ``incentives.filters``.
    """

    charged_drug: float = Field(default=1.0, ge=0, le=1)
    charged_violent: float = Field(default=0.4, ge=0, le=1)
    charged_property: float = Field(default=0.4, ge=0, le=1)
    charged_minor: float = Field(default=0.15, ge=0, le=1)
    charged_traffic: float = Field(default=1.0, ge=0, le=1)
    withdrawn: float = Field(default=0.05, ge=0, le=1)
    median_days: float = Field(default=110.0, gt=0, le=3650)

    def charged(self) -> NDArray[np.float64]:
        """The shares of arrests that are charged, in the order of `GROUPS`."""
        return np.array([float(getattr(self, f"charged_{group}")) for group in GROUPS])


class Statutes:
    """The articles of a world, with their ranges of imprisonment.

    Every offence of the catalogue outside the law of goods has its own; then, for each
    substance, possession and sale below the first line and from each line on.
    """

    def __init__(self, law: Law) -> None:
        texts: list[str] = []
        low: list[float] = []
        high: list[float] = []
        for offence in OFFENCES:
            texts.append(offence.statute or "296(1)")
            low.append(offence.months[0])
            high.append(offence.months[1])
        self.first_goods = len(texts)
        self.classes = 1 + max((len(each.lines) for each in law.goods), default=0)
        for goods in law.goods:
            for sale in (False, True):
                steps: list[Goods | Cut] = [goods, *goods.lines]
                steps += [steps[-1]] * (self.classes - len(steps))
                for step in steps:
                    texts.append(step.sale if sale else step.possession)
                    months = step.sale_months if sale else step.possession_months
                    low.append(months[0])
                    high.append(months[1])
        self.texts = tuple(texts)
        self.low, self.high = np.array(low, dtype=float), np.array(high, dtype=float)

    def of_goods(
        self, substance: NDArray[np.int64], sale: NDArray[np.bool_], reached: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """The article for each substance, possession or sale, and `Law.step` reached."""
        return np.asarray(
            self.first_goods + (substance * 2 + sale) * self.classes + reached, dtype=np.int64
        )


def prosecuted(chunk: Chunk, courts: Courts) -> NDArray[np.bool_]:
    """[cases] which arrests a prosecutor brings to court."""
    cases = chunk.cases
    share = courts.charged()[group_of()[cases["offence"]]]
    brought = chunk.by_case("prosecutor").random(len(cases)) < share
    return np.asarray(brought & (cases["clearance"] == CLEARANCES.index("arrest")))


def charge(chunk: Chunk, courts: Courts, statutes: Statutes, filters: Filters) -> None:
    """Fill `chunk.charges`: one for each arrest that is charged, by its heaviest exhibit.

    A case made for the figure is refused at the rate of `filters` on top of what befalls all.
    """
    cases, rng = chunk.cases, chunk.by_case("court")
    rows = np.flatnonzero(prosecuted(chunk, courts) & (cases["person"] != NONE))
    statute = _statute(chunk, rows, statutes)
    verdict = _verdict(cases["source"], courts, filters, rng)[rows]
    delay = np.exp(np.log(courts.median_days) + 0.6 * rng.standard_normal(len(cases)))
    wait = np.ceil(delay * MINUTES_A_DAY).astype(np.int64)
    decided = np.maximum(cases["closed"] + wait, _weighed(chunk) + wait // 10)[rows]
    pending = decided >= chunk.calendar.end
    verdict = np.where(pending, PENDING, verdict)
    low, high = statutes.low[statute], statutes.high[statute]
    months = np.round(low + (high - low) * rng.beta(1.2, 2.5, len(cases))[rows])
    convicted = verdict == VERDICTS.index("convicted")
    told = rng.random(len(cases))[rows] < 0.5
    repeated = (chunk.public.priors[cases["person"][rows]] > 1) & told
    chunk.charges.append(
        case=cases["key"][rows],
        person=cases["person"][rows],
        statute=statute,
        decided=np.where(pending, NONE, decided),
        verdict=verdict,
        months=np.where(convicted, months, np.nan),
        aggravating=np.where(convicted & repeated, 0, NONE),
    )


def _weighed(chunk: Chunk) -> NDArray[np.int64]:
    """When the last weight that each case is charged with was there; the first minute without."""
    charged = chunk.readings["stage"] == STAGES.index("charge")
    last = np.full(len(chunk.cases), chunk.begin)
    at = chunk.at(chunk.readings["case"][charged])
    np.maximum.at(last, at, chunk.readings["at"][charged])
    return last


def _statute(chunk: Chunk, rows: NDArray[np.int64], statutes: Statutes) -> NDArray[np.int64]:
    cases = chunk.cases
    statute = cases["offence"][rows].copy()
    charged = chunk.readings["stage"] == STAGES.index("charge")
    at = chunk.at(chunk.readings["case"][charged])
    substance = np.full(len(cases), NONE)
    reached = np.zeros(len(cases), dtype=np.int64)
    values = chunk.readings["value"][charged]
    kinds = chunk.readings["substance"][charged]
    classes = chunk.law.in_class(kinds, values)
    order = np.argsort(classes, kind="stable")
    substance[at[order]], reached[at[order]] = kinds[order], classes[order]
    drug = (group_of()[statute] == GROUPS.index("drug")) & (substance[rows] != NONE)
    sale = statute == CODES.index("drug_sale")
    step = chunk.law.step(substance[rows], reached[rows])
    goods = statutes.of_goods(substance[rows], sale, step)
    return np.where(drug, goods, statute)


def _verdict(
    source: NDArray[np.int64], courts: Courts, filters: Filters, rng: Draws
) -> NDArray[np.int64]:
    fate = ordinary(filters)
    steps = np.cumsum([fate.convicted * (1 - courts.withdrawn), fate.dismissed, fate.acquitted])
    names = ("convicted", "dismissed", "acquitted")
    u = rng.random(len(source))
    verdict = np.select(
        [u < step for step in steps],
        [VERDICTS.index(name) for name in names],
        VERDICTS.index("withdrawn"),
    )
    convicted = np.where(
        source == SUPPLY, gamed(filters, real_substance=True).convicted, gamed(filters).convicted
    )
    refused = np.isin(source, (GHOST, SUPPLY)) & (rng.random(len(source)) >= convicted)
    return np.where(refused, VERDICTS.index("dismissed"), verdict)
