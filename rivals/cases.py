"""Incidents: when, where, what, by whom, and how they were cleared."""

from __future__ import annotations

import numpy as np

from rivals.city import DAY, DAYTIME, MIX, NIGHT, NIGHTTIME, OFFENCES, UNIT_KINDS, UNITS
from rivals.rows import NEVER, Column, Rows, draw_of_groups, draw_of_rows, filled, texts
from rivals.staff import assign
from rivals.world import World

ORIGINS = ("patrol", "complaint", "tip", "informant", "controlled_purchase", "warrant",
           "investigation", "checkpoint", "other")  # fmt: skip
OPENED = {  # of a hundred cases, in the order of ORIGINS
    "public": (12, 78, 3, 0, 0, 1, 4, 0, 2),
    "street": (58, 28, 5, 1, 0, 0, 1, 5, 2),
    "drugs": (40, 8, 20, 12, 4, 6, 5, 4, 1),
    "road": (55, 12, 1, 0, 0, 0, 0, 31, 1),
}
OPENED_BY = {"DISORDER": "street", "DRUNK": "street", "DRUG-POSS": "drugs", "ROAD": "road"}
ARRESTED = {"THEFT": 0.27, "BURGLARY": 0.16, "ROBBERY": 0.33, "ASSAULT": 0.48, "DAMAGE": 0.14,
            "MINOR-ASSAULT": 0.36, "DISORDER": 0.42, "DRUNK": 0.5, "DRUG-POSS": 0.82, "ROAD": 0.1,
            "FRAUD": 0.2}  # fmt: skip
SEARCHED = {"DRUG-POSS": 0.96, "ROAD": 0.07, "DISORDER": 0.2, "DRUNK": 0.15, "THEFT": 0.2}
AREAS = 6  # beats of a unit
ROUNDED = np.array([1, 5, 10, 15, 30])


def draw_mixes(world: World) -> None:
    """What a unit has to do with: by its kind, but in no two units quite the same."""
    rng = world.rng("mixes")
    world.mixes = np.array([
        rng.dirichlet(np.array(MIX[kind], float) * 1.2 + 0.02) for kind in UNIT_KINDS
    ])  # fmt: skip


def draw_cases(world: World, share: Column) -> None:
    """The honest incidents."""
    rng = world.rng("counts")
    unit = np.repeat(np.arange(len(UNITS)), rng.multinomial(world.size, share))
    world.tables["incidents"] = cases_of(world, unit, world.rng("cases"))


def cases_of(world: World, unit: Column, rng: np.random.Generator) -> Rows:
    """A case of each unit named, as these units honestly have them."""
    offence = texts(OFFENCES)[draw_of_rows(rng, world.mixes[unit])]
    at = _times(world, unit, offence, rng)
    officer = assign(world, unit, at, rng)
    opened = np.array([OPENED[OPENED_BY.get(each, "public")] for each in OFFENCES]) / 100.0
    place = np.searchsorted(np.sort(OFFENCES), offence.astype(str))
    number = np.argsort(OFFENCES)[place]
    origin = texts(ORIGINS)[draw_of_rows(rng, opened[number])]
    reported = at - at % ROUNDED[(officer * 7) % 11 % 5]
    rows = Rows(
        unit=unit,
        officer=officer,
        at=at,
        occurred=reported,
        recorded=reported + _lag(world, unit, officer, rng),
        closed=np.full(len(unit), NEVER),
        offence=offence,
        called=offence.copy(),
        origin=origin,
        area=unit * AREAS + np.minimum(rng.geometric(0.35, len(unit)) - 1, AREAS - 1),
        clearance=_clearance(world, unit, officer, offence, origin, rng),
        subject=np.full(len(unit), -1),
        form=texts([""] * len(unit)),
        by_badge=rng.random(len(unit)) < 0.01,  # names no officer but a badge
        dispatched=np.ones(len(unit), bool),
    )
    rows["area"][rng.random(len(unit)) < 0.015] = -1  # left empty
    _search(world, rows, rng)
    solved = rows["clearance"] != "none"
    closing = rows["recorded"] + (rng.lognormal(2.2, 0.9, len(unit)) * DAY).astype(int)
    rows["closed"] = np.where(solved & (closing < world.end + 40 * DAY), closing, NEVER)
    return rows


def _times(world: World, unit: Column, offence: Column, rng: np.random.Generator) -> Column:
    chance = world.intensity / world.intensity.sum(axis=1, keepdims=True)
    days = world.days
    member = np.repeat(np.arange(len(UNITS)), days)
    day = draw_of_groups(rng, member, chance.ravel(), unit) % days
    night = np.isin(offence, list(NIGHT))
    blur = 0.25 + 0.5 * ((unit * 5) % 7) / 7  # how far apart nights and days are in this unit
    clock = np.stack([DAYTIME / DAYTIME.sum(), NIGHTTIME / NIGHTTIME.sum()])
    weight = np.where(night, 1 - blur / 2, blur / 2)[:, None]
    hour = draw_of_rows(rng, clock[0] * (1 - weight) + clock[1] * weight)
    at: Column = day * DAY + hour * 60 + rng.integers(0, 60, len(unit))
    return at


def _lag(world: World, unit: Column, officer: Column, rng: np.random.Generator) -> Column:
    """Minutes to the entry: hours as a rule, days now and then, by the habits of all."""
    habits = world.rng("lags")
    of_unit = habits.normal(5.1, 0.35, len(UNITS))[unit]
    of_officer = habits.normal(0, 0.35, len(world.effort))[officer]
    lag = rng.lognormal(of_unit + of_officer, 0.8)
    late = rng.random(len(unit)) < 0.05
    return np.minimum(lag + late * rng.exponential(6 * DAY, len(unit)), 55 * DAY).astype(int)


def _clearance(
    world: World, unit: Column, officer: Column, offence: Column, origin: Column,
    rng: np.random.Generator,
) -> Column:  # fmt: skip
    habits = world.rng("clearance")
    rate = np.array([ARRESTED[each] for each in OFFENCES])
    order = np.argsort(OFFENCES)
    base = rate[order][np.searchsorted(np.sort(OFFENCES), offence.astype(str))]
    logit = np.log(base / (1 - base)) + 0.3 * (origin == "patrol")
    logit += habits.normal(0, 0.22, len(UNITS))[unit]
    logit += habits.normal(0, 0.3, len(world.effort))[officer]
    unfounded = (0.035 * np.exp(habits.normal(0, 0.3, len(UNITS))))[unit]
    u, v = rng.random((2, len(unit)))
    other = np.where(v < 0.05, "exceptional", np.where(v < 0.05 + unfounded, "unfounded", "none"))
    other = np.where((origin != "complaint") & (other == "unfounded"), "none", other)
    return np.where(u < 1 / (1 + np.exp(-logit)), "arrest", other).astype(object)


def _search(world: World, rows: Rows, rng: np.random.Generator) -> None:
    """Whether somebody was searched, on what ground, and whether it was found."""
    n = rows.size
    chance = np.full(n, 0.05)
    for offence, each in SEARCHED.items():
        chance[rows["offence"] == offence] = each
    drugs, habits = rows["offence"] == "DRUG-POSS", world.rng("search habits")
    zeal, luck = habits.normal(0, 0.25, (2, len(UNITS)))[:, rows["unit"]]
    searched = rng.random(n) < np.where(drugs, chance, chance * np.exp(zeal))
    found = searched & (rng.random(n) < np.where(drugs, 0.93, 0.17 * np.exp(luck)))
    arrested = (rows["clearance"] == "arrest") & ~drugs
    ground = np.where(arrested, "incident_to_arrest", "reasonable_grounds").astype(object)
    ground[rows["origin"] == "warrant"] = "warrant"
    rows["search"] = np.where(searched, "yes", "no").astype(object)
    rows["found"] = filled(searched, np.where(found, "yes", "no"))
    rows["basis"] = filled(searched, ground)
