"""Who polices Harbour, and what came in on which day?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MINUTE, DAY, MONTH = (np.timedelta64(1, unit) for unit in "mDM")
FIRST = np.datetime64("2022-07-01")
LAST = np.datetime64("2024-12-31")
DAYS = np.arange(FIRST, LAST + DAY)
MONTHS = np.arange("2022-07", "2025-01", dtype="datetime64[M]")

PAYDAY_UNIT = "Station"  # innocent: wages come on the 1st, and calls and arrests follow
FESTIVAL_UNITS = ("Quay", "Fishmarket")  # innocent: the regatta, 10-16 August of each year
LATE_UNIT, LATE_MONTH = "Lighthouse", "2023-11"  # innocent: a failed server, entries came late
MONTH_END_UNIT = "Northside"  # planted: arrests dated into the last three days
WEIGHT_UNIT = "Drugs East"  # planted: cocaine weights moved over the line
ROUNDING_UNIT = "Port"  # innocent: its own register, a coarser scale


@dataclass(frozen=True)
class Unit:
    """One division, and how many cases of each sort it has in the thirty months."""

    name: str
    cocaine: int = 530
    cannabis: int = 240
    other: int = 700


UNITS = (
    Unit("Quay"),
    Unit("Fishmarket"),
    Unit("Old Town"),
    Unit("Mill"),
    Unit("Castle"),
    Unit("University"),
    Unit("Station", other=900),
    Unit("Lighthouse"),
    Unit("Northside", other=1300),
    Unit("Port"),
    Unit("Drugs East", cocaine=1450, cannabis=320, other=350),
    Unit("Drugs West", cocaine=620, cannabis=320, other=350),
)
NAMES = np.array([unit.name for unit in UNITS])

WEEKDAY = np.array([0.90, 0.90, 0.95, 1.00, 1.20, 1.20, 0.85])  # Monday first
HOUR = np.array([4, 3, 2, 1, 1, 1, 1, 2, 3, 4, 5, 5, 5, 5, 6, 6, 7, 7, 7, 6, 6, 6, 6, 5]) / 104.0
ORIGINS = ("patrol", "complaint", "tip", "informant", "controlled_purchase", "warrant", "other")
ORIGIN_DRUG = (0.42, 0.12, 0.12, 0.09, 0.10, 0.13, 0.02)
ORIGIN_OTHER = (0.34, 0.50, 0.06, 0.01, 0.00, 0.06, 0.03)
CLEARANCES = ("arrest", "exceptional", "unfounded", "none")
CLEARANCE_DRUG = (0.62, 0.03, 0.02, 0.33)
CLEARANCE_OTHER = (0.30, 0.06, 0.08, 0.56)
OFFENCES = ("THEFT", "ASSAULT", "DISORDER", "BURGLARY", "VEHICLE")

Columns = dict[str, np.ndarray]


def day_weights(unit: str) -> np.ndarray:
    """How busy each day is for a unit: weekday, season, trend, festival and payday."""
    since = np.arange(len(DAYS))
    weekday = (DAYS.astype("datetime64[D]").view("int64") + 3) % 7
    weights = WEEKDAY[weekday] * (1 + 0.08 * since / 365)
    weights = weights * (1 + 0.15 * np.sin(2 * np.pi * (since + 80) / 365.25))
    month = DAYS.astype("datetime64[M]")
    day = (DAYS - month.astype("datetime64[D]")).astype(int) + 1
    if unit in FESTIVAL_UNITS:
        august = month.astype(int) % 12 == 7
        weights = np.where(august & (day >= 10) & (day <= 16), 2.5 * weights, weights)
    if unit == PAYDAY_UNIT:
        weights = np.where(day <= 3, 1.6 * weights, weights)
    return weights / weights.sum()


def _moments(unit: str, size: int, rng: np.random.RandomState) -> np.ndarray:
    day = rng.choice(len(DAYS), size=size, p=day_weights(unit))
    minute = 60 * rng.choice(24, size=size, p=HOUR) + rng.randint(0, 60, size)
    minute = np.where(rng.random_sample(size) < 0.5, minute // 5 * 5, minute)
    return DAYS[day].astype("datetime64[m]") + minute * MINUTE


def _cases(index: int, unit: Unit, rng: np.random.RandomState) -> Columns:
    both = unit.cannabis // 8  # cases with a cocaine and a cannabis exhibit
    drugs = unit.cocaine + unit.cannabis - both
    size = drugs + unit.other
    drug = np.arange(size) < drugs
    cannabis = (np.arange(size) < both) | ((np.arange(size) >= unit.cocaine) & drug)
    origin = np.where(
        drug,
        rng.choice(ORIGINS, size, p=ORIGIN_DRUG),
        rng.choice(ORIGINS, size, p=ORIGIN_OTHER),
    )
    clearance = np.where(
        drug,
        rng.choice(CLEARANCES, size, p=CLEARANCE_DRUG),
        rng.choice(CLEARANCES, size, p=CLEARANCE_OTHER),
    )
    return {
        "unit": np.full(size, index),
        "drug": drug,
        "cocaine": np.arange(size) < unit.cocaine,
        "cannabis": cannabis,
        "occurred": _moments(unit.name, size, rng),
        "origin": origin,
        "clearance": clearance,
        "offence": np.where(drug, "DRUGS", rng.choice(OFFENCES, size)),
        "beat": 10 * (index + 1) + rng.randint(1, 5, size),
    }


def make_cases(rng: np.random.RandomState) -> Columns:
    """Every case of every unit as it happened, before anything is planted."""
    parts = [_cases(index, unit, rng) for index, unit in enumerate(UNITS)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def enter(cases: Columns, rng: np.random.RandomState) -> None:
    """Add when each case was entered and closed, sort by entry, and number the cases.

    Most entries follow within hours, one in eight after days. The late unit's records of the
    last third of the late month came in from 12 December on, after a server had failed.
    """
    size = len(cases["unit"])
    slow = rng.random_sample(size) < 0.12
    hours = np.where(slow, rng.lognormal(np.log(40), 1.3, size), rng.lognormal(-0.5, 1.1, size))
    entered = cases["occurred"] + np.minimum(60 * hours, 60 * 24 * 60).astype(int) * MINUTE
    days = cases["occurred"].astype("datetime64[D]")
    late = (cases["unit"] == NAMES.tolist().index(LATE_UNIT)) & (
        (days >= np.datetime64(f"{LATE_MONTH}-20")) & (days <= np.datetime64(f"{LATE_MONTH}-30"))
    )
    backlog = np.datetime64("2023-12-12T09:00") + rng.randint(0, 12 * 24 * 60, size) * MINUTE
    cases["entered"] = np.where(late, backlog, entered)
    weeks = rng.lognormal(np.log(14 * 24 * 60), 0.9, size).astype(int)
    closed = cases["entered"] + weeks * MINUTE
    is_open = (cases["clearance"] == "none") | (closed > np.datetime64("2025-01-31"))
    cases["closed"] = np.where(is_open, np.datetime64("NaT", "m"), closed)
    order = np.argsort(cases["entered"], kind="stable")
    for name in cases:
        cases[name] = cases[name][order]
    cases["id"] = np.array([f"HB-{number:06d}" for number in range(1, size + 1)])


@dataclass(frozen=True)
class Posting:
    """An officer's stay in one unit; `last` is None while it lasts."""

    officer: int
    badge: int
    unit: int
    first: np.datetime64
    last: np.datetime64 | None


def make_postings(rng: np.random.RandomState) -> list[Posting]:
    """Ten officers per unit; every tenth moves on once, to the next unit, with a new badge."""
    numbers = rng.choice(np.arange(100, 9000), size=10 * len(UNITS), replace=False)
    postings = []
    for place, number in enumerate(numbers.tolist()):
        unit, badge = divmod(place, 10)[0], 1000 + place
        began = FIRST - rng.randint(30, 3000) * DAY
        moved = FIRST + rng.randint(200, 700) * DAY
        if place % 10 == 9:
            postings.append(Posting(number, badge, unit, began, moved - DAY))
            postings.append(Posting(number, badge + 500, (unit + 1) % len(UNITS), moved, None))
        else:
            postings.append(Posting(number, badge, unit, began, None))
    return postings


def assign(cases: Columns, postings: list[Posting], rng: np.random.RandomState) -> None:
    """Give each case an officer who was posted to its unit on the day; some are busier."""
    eager = {posting.officer: rng.gamma(4.0) for posting in postings}
    days = cases["occurred"].astype("datetime64[D]")
    share = np.zeros((len(days), len(postings)))
    for column, posting in enumerate(postings):
        there = (cases["unit"] == posting.unit) & (days >= posting.first)
        if posting.last is not None:
            there &= days <= posting.last
        share[there, column] = eager[posting.officer]
    edges = np.cumsum(share, axis=1)
    drawn = rng.random_sample(len(days)) * edges[:, -1]
    chosen = (edges <= drawn[:, None]).sum(axis=1)
    cases["officer"] = np.array([posting.officer for posting in postings])[chosen]
