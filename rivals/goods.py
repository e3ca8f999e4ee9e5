"""Exhibits of drugs: what was there, what the scales said, and through whose hands it went."""

from __future__ import annotations

import numpy as np

from rivals.city import (
    DAY,
    DEALS,
    DRUGS,
    LINES,
    PURITIES,
    SHARES,
    SUBSTANCES,
    SUPPLY,
    UNIT_KINDS,
    UNITS,
    months,
)
from rivals.rows import Rows, draw_of_rows, texts
from rivals.world import World

BULK = {"drugs": 0.22, "border": 0.45, "prison": 0.0}  # share of finds that are no street deal
LABORATORY = -2  # a holder that is no officer and no store
RETURNED = -3  # whoever held it before the seizure


def draw_exhibits(world: World) -> None:
    """True grams and purity of each exhibit, a case having one or several."""
    rng, cases = world.rng("exhibits"), world.cases
    drugs = np.flatnonzero(np.isin(cases["offence"], DRUGS) & (cases["found"] == "yes"))
    mixes = rng.dirichlet(SHARES * 14, len(UNITS))
    first = draw_of_rows(rng, mixes[cases["unit"][drugs]])
    pieces = 1 + np.minimum(rng.poisson(0.25, len(drugs)), 4)
    case, substance = np.repeat(drugs, pieces), np.repeat(first, pieces)
    other = (np.diff(case, prepend=-1) == 0) & (rng.random(len(case)) < 0.3)
    substance = np.where(other, draw_of_rows(rng, mixes[cases["unit"][case]]), substance)
    unit = cases["unit"][case]
    habits = world.rng("packages")
    deal = (
        DEALS[substance] * habits.lognormal(0, 0.15, (len(UNITS), len(SUBSTANCES)))[unit, substance]
    )
    packs = rng.geometric(0.38, len(case))
    grams = packs * deal * rng.lognormal(0, 0.16, len(case))
    bulk = rng.random(len(case)) < np.array([BULK.get(kind, 0.06) for kind in UNIT_KINDS])[unit]
    grams = np.where(bulk, deal * np.exp(rng.normal(2.6, 1.35, len(case))), grams)
    lot = months(world.days)[cases["at"][case] // DAY]
    drift = habits.normal(0, 0.16, (lot.max() + 1, len(SUBSTANCES)))[lot, substance]
    purity = PURITIES[substance] * np.exp(drift + rng.normal(0, 0.22, len(case)))
    world.tables["exhibits"] = Rows(
        case=case,
        substance=substance,
        grams=np.maximum(grams, 0.02),
        purity=np.clip(purity, 0.5, 97),
        weighed=np.minimum(cases["at"][case] + rng.integers(25, 400, len(case)), world.end - 1),
        analysed=rng.random(len(case)) < 0.84,
    )


def weigh(world: World) -> None:
    """Readings of the unit's scale and of the laboratory's; sets what the offence is called."""
    rng, exhibits, cases = world.rng("scales"), world.tables["exhibits"], world.cases
    habits = world.rng("scale habits")
    case, grams, size = exhibits["case"], exhibits["grams"], exhibits.size
    unit, officer = cases["unit"][case], cases["officer"][case]
    step = np.array([0.01, 0.01, 0.1])[habits.integers(0, 3, len(UNITS))][unit]
    coarse = np.where(habits.random(len(world.effort)) < 0.15, 0.05, 0.01)[officer]
    step = np.where(grams > 200, 1.0, np.where(grams < 2, 0.01, np.maximum(step, coarse)))
    bias = habits.normal(0, 0.004, len(UNITS))[unit]
    read = grams * (1 + bias + rng.normal(0, 0.008, size)) + rng.normal(0, 0.004, size)
    exhibits["field"] = np.round(np.maximum(np.round(read / step) * step, 0.01), 2)
    exhibits["gross"] = np.round(exhibits["field"] + rng.gamma(4, 0.25, size) + 0.02 * grams, 2)
    dry = np.where(exhibits["substance"] == 0, rng.beta(2, 30, size), rng.beta(1, 300, size))
    lab = grams * (1 - dry) * (1 + rng.normal(0, 0.001, size)) + rng.normal(0, 0.0015, size)
    exhibits["lab"] = np.round(np.maximum(lab, 0.002), 3)
    exhibits["strength"] = np.round(
        np.clip(exhibits["purity"] + rng.normal(0, 0.5, size), 0.1, 99), 1
    )
    days = rng.gamma(4, 5, size) + 2
    exhibits["at_lab"] = exhibits["weighed"] + (days * DAY).astype(int)
    at_work = 8 * 60 + rng.integers(0, 9 * 60, size)
    exhibits["at_lab"] += at_work - exhibits["at_lab"] % DAY
    exhibits["analysed"] &= exhibits["at_lab"] < world.end
    decisive = np.where(exhibits["analysed"], exhibits["lab"], exhibits["field"])
    over = np.zeros(cases.size, bool)
    over[case[decisive >= LINES[exhibits["substance"]]]] = True
    cases["offence"][over & (cases["offence"] == "DRUG-POSS")] = SUPPLY


def measurements(world: World) -> Rows:
    """The readings in one long table."""
    exhibits = world.tables["exhibits"]
    number, done = np.arange(exhibits.size), np.flatnonzero(exhibits["analysed"])
    blocks = (
        (number, "net_weight", "field", exhibits["weighed"], exhibits["field"], "g"),
        (number, "gross_weight", "field", exhibits["weighed"], exhibits["gross"], "g"),
        (done, "net_weight", "lab", exhibits["at_lab"][done], exhibits["lab"][done], "g"),
        (done, "purity", "lab", exhibits["at_lab"][done] + 45, exhibits["strength"][done], "%"),
    )
    return Rows(
        exhibit=np.concatenate([block[0] for block in blocks]),
        kind=np.concatenate([texts([block[1]] * len(block[0])) for block in blocks]),
        stage=np.concatenate([texts([block[2]] * len(block[0])) for block in blocks]),
        at=np.concatenate([block[3] for block in blocks]),
        value=np.concatenate([block[4] for block in blocks]),
        unit=np.concatenate([texts([block[5]] * len(block[0])) for block in blocks]),
    )


def custody(world: World) -> Rows:
    """Each hand-over; stores are numbered -10 - unit, officers from 0."""
    rng, exhibits, cases = world.rng("custody"), world.tables["exhibits"], world.cases
    case = exhibits["case"]
    officer, store = cases["officer"][case], -10 - cases["unit"][case]
    number, field, lab = np.arange(exhibits.size), exhibits["field"], exhibits["lab"]
    booked = exhibits["weighed"] + rng.integers(20, 900, exhibits.size)
    spent = np.minimum(rng.uniform(0.02, 0.08, exhibits.size), lab / 4)
    rest = np.round(lab - spent, 3)
    back = exhibits["at_lab"] + rng.integers(2, 20, exhibits.size) * DAY
    done, whole = exhibits["analysed"], np.ones(exhibits.size, bool)
    last = back + rng.integers(200, 500, exhibits.size) * DAY
    bought = cases["origin"][case] == "controlled_purchase"
    first = np.where(bought, "purchased", "seized").astype(object)
    blank = np.full(exhibits.size, RETURNED)
    steps = (
        (whole, first, exhibits["weighed"], blank, officer, field),
        (whole, "transferred", booked, officer, store, field),
        (done, "received", exhibits["at_lab"] - 30, store, blank * 0 + LABORATORY, field),
        (
            done,
            "sampled",
            exhibits["at_lab"] + 20,
            blank * 0 + LABORATORY,
            blank * 0 + LABORATORY,
            lab,
        ),
        (done & (back < world.end), "transferred", back, blank * 0 + LABORATORY, store, rest),
        (done & (last < world.end), "destroyed", last, store, blank, rest),
    )
    parts = []
    for where, action, at, giver, taker, grams in steps:
        n = int(where.sum())
        name = action[where] if isinstance(action, np.ndarray) else texts([action] * n)
        parts.append(Rows(exhibit=number[where], action=name, at=at[where], giver=giver[where],
                          taker=taker[where], grams=grams[where]))  # fmt: skip
    whole_table = parts[0]
    for part in parts[1:]:
        whole_table = whole_table.plus(part)
    return whole_table.take(np.argsort(whole_table["at"], kind="stable"))
