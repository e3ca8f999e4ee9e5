"""What stays the same while a supply scheme lives: its place, its people and its lot?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.calendar import MINUTES_A_DAY, day_of_week
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.columns import Array
from tallystick.simulate.entry import Plant, Sale
from tallystick.simulate.exhibits.containers import draw_containers
from tallystick.simulate.exhibits.lots import SUBSTANCES, draw_lots
from tallystick.simulate.exhibits.settings import Substance
from tallystick.simulate.law import Law

WORKING_HOURS = (9 * 60, 18 * 60)


@dataclass(frozen=True)
class Deal:
    """What stays the same while a scheme lives, whatever part of the world is made.

    `team` begins with the initiator; `grams` is the weight of each buyer, of all months.
    """

    area: int
    dealer: int
    team: NDArray[np.int64]
    substance: int
    purity: float
    signed_out: bool
    grams: NDArray[np.float64]


def deal_of(chunk: Chunk, plant: Plant, sale: Sale) -> Deal:
    """Draw place, people and lot of a scheme; ValueError for a substance without a law."""
    entry, force = plant.entry, chunk.force
    rng = chunk.streams.of("supply scheme", plant.index, sale.scheme)
    area = rng.choice(np.flatnonzero(force.area_unit == sale.unit), 1)
    dealer = int(chunk.public.dealer(area, rng)[0])
    mates = np.flatnonzero(force.unit_of[:, sale.bought] == sale.unit)
    mates = rng.permutation(mates[mates != sale.officer])
    named = np.isin(np.array(force.officer_ids)[mates], entry.officers)
    mates = mates[np.argsort(~named, kind="stable")][: entry.helpers]
    substance = _substance(chunk.law, entry.substance)
    purity = float(draw_lots(np.array([substance]), goods_of(chunk.law), rng).purity[0])
    signed_out = bool(rng.random() < entry.signed_out)
    number = int(sale.buyers.sum())
    most = entry.grams / max(number, 1)
    line = float(chunk.law.line(np.array([substance]), entry.line)[0])
    above = line * (1 + entry.over * (0.2 + 0.8 * rng.random(number)))
    retail = np.minimum(entry.retail_g * np.exp(0.4 * rng.standard_normal(number)), most)
    grams = np.where((above <= most) & (entry.weights == "line"), above, retail)
    team = np.append(sale.officer, mates)
    return Deal(int(area[0]), dealer, team, substance, purity, signed_out, grams)


def _substance(law: Law, name: str) -> int:
    names = law.substances
    if name and name not in names:
        raise ValueError(f"supply: no substance called {name}; the law has {', '.join(names)}")
    return names.index(name) if name else 0


def working_time(chunk: Chunk, number: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw minutes of the working days of the month."""
    days = chunk.begin + MINUTES_A_DAY * np.arange(chunk.calendar.days(chunk.month))
    at_work = days[day_of_week(days) < 5]
    return np.asarray(rng.choice(at_work, number) + rng.integers(*WORKING_HOURS, number))


def goods_of_lot(
    deal: Deal, grams: NDArray[np.float64], rng: np.random.Generator
) -> dict[str, Array]:
    """Loose, dry goods of the lot, one exhibit per weight: the columns of `Chunk.exhibits`."""
    rows = len(grams)
    return {
        "substance": np.full(rows, deal.substance),
        "pack": np.full(rows, NONE),
        "pieces": np.ones(rows, dtype=np.int64),
        "fresh": np.zeros(rows, dtype=bool),
        "loss": np.zeros(rows),
        "true_g": grams,
        "purity": np.full(rows, deal.purity),
        "container_g": draw_containers(grams, rng),
    }


def goods_of(law: Law) -> tuple[Substance, ...]:
    """What each substance of a law is like: as shipped, or else about 2 g of it."""
    known = {each.name: each for each in SUBSTANCES}
    return tuple(
        known.get(name, Substance(name=name, share=0.1, median_g=2.0, log_sd=1.0))
        for name in law.substances
    )
