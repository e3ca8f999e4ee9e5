"""How do the police come to supply the cases that they solve?

The Zhambyl scheme. Whether, when and how much is decided before (`Plant.sales`); here it is
written. In the month of purchase the officer buys a lot: a custody row ``purchased``, or, in a
share `signed_out` of schemes, an old exhibit ``transferred`` from the evidence room to him that
never comes back. Either is an exhibit without a case and without a seizure. A scheme that is
stopped before its first sale leaves nothing else but, when insiders told, a case against the
officer. While it sells, each month brings its buyers: arrests by the initiator and `helpers`
colleagues (those whom the entry names come first), in one area, on working days, of first-time
buyers, with goods of one lot (one purity) and one supplier, closed within days. The supplier is
a known dealer, is named in a share `named` of cases, otherwise stands behind controlled
purchases as the informant, and is himself never charged by the unit while the scheme runs:
another stands in his place. Weights lie just above line `line` of the substance (or are retail,
`weights`) and add up to no more than `grams`; when the lot is too small for that many buyers,
they get retail weights. No table holds buy money, so that it is missing has no trace.

Insiders: in the month after they stopped a scheme, an investigation unit enters a case from a
tip, with the goods that are left; its subject is a person of the district who stands for the
officer. On conviction: `sentence` months, aggravated by breach of oath. It is left out where
there is no investigation unit or no month after, and pending when the world ends first.

Labels, all with the scheme: incidents, involvements, measurements, custody, outcomes. Tally:
`supplied_cases`, `wrongly_charged`, `added_months` (the middle of the range of the charge).
Source: incentives 2.8 with its preset of the Zhambyl case (just over 1 kg, 11 years, stopped
before the first sale); table 1, rows 15 and 16. How often schemes begin is not identified.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.behaviours.recycled_exhibits import label_rows, recall, remember
from tallystick.simulate.calendar import MINUTES_A_DAY
from tallystick.simulate.catalogue import UNIT_KINDS, place
from tallystick.simulate.chunk import HONEST, NONE, SUPPLY, Chunk
from tallystick.simulate.entry import BehaviourEntry, Plant, Process, Sale
from tallystick.simulate.harm import count_harm, middle_of_range, owe
from tallystick.simulate.records.charges import AGGRAVATING
from tallystick.simulate.records.roles import put
from tallystick.simulate.spared import PARTIES, label_people, spare
from tallystick.simulate.supplied_lot import Deal, deal_of, goods_of_lot, working_time
from tallystick.tables.custody import ACTIONS
from tallystick.tables.incidents import CLEARANCES, ORIGINS
from tallystick.tables.involvements import ROLES
from tallystick.tables.outcomes import VERDICTS

BEGUN = {"controlled_purchase": 0.5, "tip": 0.3, "patrol": 0.2}
DETAIL = {SUPPLY: "supplied", HONEST: "reported"}


class SupplyEntry(BehaviourEntry):
    """Cases that the police supply.

    `substance` is the first of the law when empty; `grams` is the lot, `retail_g` the median of
    a retail weight, `over` how far above the line a weight lies at most, `sale_charged` the
    share of buyers who are charged with sale. With `early` the lot is got and nothing is ever
    sold.
    """

    kind: Literal["supply"] = "supply"
    substance: str = ""
    grams: float = Field(default=1050.0, gt=0, le=1e6)
    signed_out: float = Field(default=0.2, ge=0, le=1)
    helpers: int = Field(default=2, ge=0, le=20)
    named: float = Field(default=0.5, ge=0, le=1)
    sale_charged: float = Field(default=0.2, ge=0, le=1)
    weights: Literal["line", "retail"] = "line"
    line: int = Field(default=0, ge=0, le=9)
    over: float = Field(default=0.10, gt=0, le=1)
    retail_g: float = Field(default=2.0, gt=0)
    early: bool = False
    sentence: float = Field(default=132.0, gt=0, description="months, for the officer")


def sell(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Add the buyers' cases of the month, and the case against an officer who was told on."""
    for sale in plant.sales:
        stream = chunk.streams.of("supply sales", plant.index, sale.scheme, chunk.month)
        if sale.officer in chunk.officers and sale.buyers[chunk.month]:
            _sold(chunk, plant, sale, stream)
        if sale.reason == "insider" and sale.stopped == chunk.month:
            _reported(chunk, plant, sale, stream)


def _sold(chunk: Chunk, plant: Plant, sale: Sale, rng: np.random.Generator) -> None:
    deal, number = deal_of(chunk, plant, sale), int(sale.buyers[chunk.month])
    force, month = chunk.force, chunk.month
    there = (force.unit_of[deal.team, month] == sale.unit) & (force.duty[deal.team, month] > 0)
    team = deal.team[there] if there.any() else deal.team[:1]
    officer, area = rng.choice(team, number), np.full(number, deal.area)
    begun = np.array([ORIGINS.index(origin) for origin in BEGUN])
    charged = rng.random(number) < plant.entry.sale_charged
    case = chunk.add_cases(
        officer=officer,
        offence=np.where(charged, place("drug_sale"), place("drug_possession")),
        origin=rng.choice(begun, number, p=list(BEGUN.values())),
        area=area,
        occurred=working_time(chunk, number, rng),
        person=chunk.public.newcomer(area, rng),
        clearance=np.full(number, CLEARANCES.index("arrest")),
        source=np.full(number, SUPPLY),
        scheme=np.full(number, sale.scheme),
    )
    chunk.labels.add(
        plant, "incidents", DETAIL[SUPPLY], case=case, officer=officer, scheme=sale.scheme
    )
    chunk.labels.tally("supplied_cases", officer)


def _reported(chunk: Chunk, plant: Plant, sale: Sale, rng: np.random.Generator) -> None:
    force, month = chunk.force, chunk.month
    units = np.flatnonzero(force.unit_kind == UNIT_KINDS.index("investigation"))
    inside = np.isin(force.unit_of[:, month], units[:1]) & (force.duty[:, month] > 0)
    officer = rng.permutation(np.flatnonzero(inside))[:1]
    if not len(officer) or officer[0] not in chunk.officers:
        return
    area = np.array([deal_of(chunk, plant, sale).area])
    case = chunk.add_cases(
        officer=officer,
        offence=np.array([place("drug_sale")]),
        origin=np.array([ORIGINS.index("tip")]),
        area=area,
        occurred=working_time(chunk, 1, rng),
        person=chunk.public.newcomer(area, rng),
        clearance=np.array([CLEARANCES.index("arrest")]),
        scheme=np.array([sale.scheme]),
    )
    chunk.labels.add(
        plant, "incidents", DETAIL[HONEST], case=case, officer=sale.officer, scheme=sale.scheme
    )


def _cases(chunk: Chunk, plant: Plant, source: int) -> Iterator[tuple[Sale, NDArray[np.int64]]]:
    """Each scheme with the rows of its cases in this chunk, where there are any."""
    for sale in plant.sales:
        mine = (chunk.cases["scheme"] == sale.scheme) & (chunk.cases["source"] == source)
        if mine.any():
            yield sale, np.flatnonzero(mine)


def introduce(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Bring in the supplier, close the cases fast, and spare the supplier elsewhere."""
    spare(chunk, plant)
    cases, roles = chunk.cases, chunk.roles
    for sale, rows in _cases(chunk, plant, SUPPLY):
        stream = chunk.streams.of("supply people", plant.index, sale.scheme, chunk.month)
        dealer = deal_of(chunk, plant, sale).dealer
        named, mine = np.zeros(len(cases), dtype=bool), np.zeros(len(cases), dtype=bool)
        named[rows], mine[rows] = stream.random(len(rows)) < plant.entry.named, True
        wait = np.ceil(MINUTES_A_DAY * (0.2 + 2.0 * stream.random(len(rows)))).astype(np.int64)
        cases["closed"][rows] = cases["recorded"][rows] + wait
        put(chunk, named, np.full(len(cases), dealer), "supplier")
        at = chunk.at(roles["case"])
        informant = (roles["role"] == ROLES.index("informant")) & mine[at] & ~named[at]
        roles["person"][informant] = dealer
        touched = mine[at] & (np.isin(roles["role"], PARTIES) | informant)
        label_people(chunk, plant, sale, DETAIL[SUPPLY], np.flatnonzero(touched))


def stock(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Take the goods of the scheme's cases from its lot, and write down the lot itself."""
    for source in DETAIL:
        for sale, rows in _cases(chunk, plant, source):
            deal, before = deal_of(chunk, plant, sale), int(sale.buyers[: chunk.month].sum())
            case = np.sort(chunk.cases["key"][rows])
            left = max(plant.entry.grams - deal.grams[:before].sum(), 0.01)
            grams = deal.grams[before:][: len(case)] if source == SUPPLY else np.array([left])
            _parcel(chunk, deal, case, grams, rng)
            if source == SUPPLY:
                _harm(chunk, plant, deal, case, grams)
    for sale in plant.sales:
        if sale.bought == chunk.month and sale.officer in chunk.officers:
            key = np.array([chunk.exhibits["exhibit"].max(initial=NONE) + 1])
            grams = np.array([plant.entry.grams])
            goods = goods_of_lot(deal_of(chunk, plant, sale), grams, rng)
            chunk.exhibits.append(exhibit=key, case=np.array([NONE]), **goods)
            remember(chunk, plant, f"lot {sale.scheme}", key)


def _harm(
    chunk: Chunk, plant: Plant, deal: Deal, case: NDArray[np.int64], grams: NDArray[np.float64]
) -> None:
    at, kind = chunk.at(case), np.full(len(case), deal.substance)
    sale = chunk.cases["offence"][at] == place("drug_sale")
    months = middle_of_range(chunk.law, kind, sale, chunk.law.in_class(kind, grams))
    owe(chunk, plant, case, months)


def _parcel(
    chunk: Chunk,
    deal: Deal,
    case: NDArray[np.int64],
    grams: NDArray[np.float64],
    rng: np.random.Generator,
) -> None:
    """Leave one exhibit in each of these cases, of the lot and of this weight."""
    held = chunk.exhibits
    _, first = np.unique(held["case"], return_index=True)
    kept = ~np.isin(held["case"], case)
    kept[first] = True
    held.keep(kept)
    rows = np.flatnonzero(np.isin(held["case"], case))
    for name, value in goods_of_lot(
        deal, grams[np.searchsorted(case, held["case"][rows])], rng
    ).items():
        held[name][rows] = value


def hold(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Write how the officer got the lot, and label what the scheme's goods have left."""
    scheme = np.full(chunk.made + 1, NONE)
    scheme[chunk.cases["key"]] = chunk.cases["scheme"]
    for source, detail in DETAIL.items():
        keys = [chunk.cases["key"][rows] for _, rows in _cases(chunk, plant, source)]
        if keys:
            readings, handovers = (
                np.isin(table["case"], np.concatenate(keys))
                for table in (chunk.readings, chunk.handovers)
            )
            label_rows(chunk, plant, detail, readings, handovers, scheme)
    for sale in plant.sales:
        exhibit = recall(chunk, plant, f"lot {sale.scheme}")
        if len(exhibit):
            _acquired(chunk, plant, sale, exhibit)


def _acquired(chunk: Chunk, plant: Plant, sale: Sale, exhibit: NDArray[np.int64]) -> None:
    stream = chunk.streams.of("supply purchase", plant.index, sale.scheme)
    out = deal_of(chunk, plant, sale).signed_out
    at = working_time(chunk, 1, stream)
    chunk.handovers.append(
        exhibit=exhibit,
        case=np.array([NONE]),
        at=at,
        action=np.array([ACTIONS.index("transferred" if out else "purchased")]),
        from_holder=np.array([chunk.force.officers + sale.unit if out else NONE]),
        to_holder=np.array([sale.officer]),
        net_g=np.array([plant.entry.grams]),
    )
    detail, who = "signed out" if out else "purchased", sale.officer
    chunk.labels.add(
        plant, "custody", detail, exhibit=exhibit, at=at, officer=who, scheme=sale.scheme
    )


def judge(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Sentence the officer who was told on; count and label what the scheme's charges did."""
    charges = chunk.charges
    count_harm(chunk, plant, rng)
    for source, detail in DETAIL.items():
        for sale, rows in _cases(chunk, plant, source):
            mine = np.flatnonzero(np.isin(charges["case"], chunk.cases["key"][rows]))
            if source == HONEST:
                decided = mine[charges["decided"][mine] != NONE]
                charges["verdict"][decided] = VERDICTS.index("convicted")
                charges["months"][decided] = plant.entry.sentence
                charges["aggravating"][decided] = AGGRAVATING.index("breach of oath")
            keys = {name: charges[name][mine] for name in ("case", "person")}
            chunk.labels.add(
                plant, "outcomes", detail, officer=sale.officer, scheme=sale.scheme, **keys
            )


PROCESS = Process(
    name="supply",
    options=SupplyEntry,
    acts=("supply",),
    cases=sell,
    people=introduce,
    exhibits=stock,
    readings=hold,
    outcomes=judge,
)
