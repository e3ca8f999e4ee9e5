"""The city of Sable Point: its units, offences, substances and calendar."""

from __future__ import annotations

import datetime
from zlib import crc32

import numpy as np

from rivals.rows import Column, texts

FIRST_DAY = datetime.date(2021, 1, 1)
DAY = 24 * 60
SHIFT_START = 6 * 60  # a working day runs from six to six

# name, kind, size beside the others
UNITS = (
    ("Quayside", "district", 1.5),
    ("Old Mill", "district", 1.0),
    ("Saltmarket", "district", 1.3),
    ("Fernhill", "district", 0.7),
    ("Lockgate", "district", 0.9),
    ("Brackenbury", "district", 0.6),
    ("Tower Road", "district", 1.1),
    ("Eastfield", "district", 0.8),
    ("Narcotics North", "drugs", 0.5),
    ("Narcotics South", "drugs", 0.6),
    ("Roads", "traffic", 1.2),
    ("Railway", "transit", 0.6),
    ("Ferry Terminal", "border", 0.5),
    ("Prison Liaison", "prison", 0.3),
    ("Academy Station", "training", 0.5),
)
UNIT_NAMES = texts([name for name, _, _ in UNITS])
UNIT_KINDS = texts([kind for _, kind, _ in UNITS])

OFFENCES = (
    "THEFT", "BURGLARY", "ROBBERY", "ASSAULT", "MINOR-ASSAULT", "DAMAGE",
    "DISORDER", "DRUNK", "DRUG-POSS", "ROAD", "FRAUD",
)  # fmt: skip
SUPPLY = "DRUG-SUPPLY"  # what possession becomes at the line of the law
DRUGS = ("DRUG-POSS", SUPPLY)
MIX = {  # of a hundred cases, by kind of unit, in the order of OFFENCES
    "district": (17, 8, 3, 7, 11, 8, 10, 8, 18, 6, 4),
    "drugs": (1, 0, 1, 1, 1, 0, 2, 0, 92, 1, 1),
    "traffic": (2, 0, 0, 1, 2, 3, 4, 14, 10, 64, 0),
    "transit": (28, 1, 5, 4, 9, 10, 16, 10, 15, 0, 2),
    "border": (4, 0, 0, 1, 2, 1, 6, 5, 68, 3, 10),
    "prison": (3, 0, 1, 12, 24, 10, 14, 0, 36, 0, 0),
    "training": (18, 3, 1, 3, 14, 12, 20, 14, 12, 3, 0),
}
NIGHT = {"ROBBERY", "ASSAULT", "MINOR-ASSAULT", "DISORDER", "DRUNK", "DRUG-POSS"}

# substance, grams of a street deal, line of the law in grams, share of seizures, mean purity
SUBSTANCES = (
    ("cannabis_herb", 2.0, 30.0, 0.45, 14.0),
    ("heroin", 0.2, 1.0, 0.16, 31.0),
    ("cocaine", 0.5, 3.0, 0.19, 58.0),
    ("amphetamine", 0.8, 4.0, 0.14, 22.0),
    ("mdma", 0.35, 2.0, 0.06, 71.0),
)
SUBSTANCE_NAMES = texts([each[0] for each in SUBSTANCES])
DEALS, LINES, SHARES, PURITIES = np.array([each[1:] for each in SUBSTANCES]).T

HOLIDAYS = ((1, 1), (4, 23), (8, 13), (8, 14), (8, 15), (10, 31), (12, 24), (12, 25), (12, 31))
WEEK = np.array([0.88, 0.86, 0.93, 0.97, 1.22, 1.31, 0.93])  # from Monday
DAYTIME = np.array([2, 1, 1, 1, 1, 2, 3, 5, 8, 9, 9, 8, 8, 8, 8, 9, 9, 9, 8, 7, 6, 5, 4, 3], float)
NIGHTTIME = np.array(
    [9, 8, 7, 4, 2, 1, 1, 1, 2, 2, 3, 3, 4, 4, 4, 5, 5, 6, 7, 8, 9, 10, 11, 11], float
)


def stream(seed: int, name: str) -> np.random.Generator:
    """Random numbers of one purpose, which no other purpose disturbs."""
    return np.random.default_rng([seed, crc32(name.encode())])


def dates(days: int) -> list[datetime.date]:
    """The days of the period, in order."""
    return [FIRST_DAY + datetime.timedelta(days=day) for day in range(days)]


def months(days: int) -> Column:
    """Of each day the number of its month since the first."""
    return np.array([(day.year - FIRST_DAY.year) * 12 + day.month - 1 for day in dates(days)])


def intensity(seed: int, days: int) -> Column:
    """Expected activity of each unit on each day (units x days): week, season, pay, weather."""
    rng = stream(seed, "intensity")
    calendar = dates(days)
    weekday = np.array([day.weekday() for day in calendar])
    holiday = np.array([(day.month, day.day) in HOLIDAYS for day in calendar])
    payday = np.array([day.day in (25, 26) for day in calendar])
    weather = np.zeros(days)
    for day in range(1, days):
        weather[day] = 0.7 * weather[day - 1] + rng.normal(0, 0.07)
    units = len(UNITS)
    swing, peak = rng.uniform(0.03, 0.2, (units, 1)), rng.normal(200, 25, (units, 1))
    season = 1 + swing * np.cos(2 * np.pi * (np.arange(days) - peak) / 365.25)
    week = WEEK ** rng.uniform(0.3, 1.6, (units, 1))[:, [0] * 7]
    feast = 1 + holiday * rng.uniform(-0.3, 0.8, (units, 1))
    pay = 1 + payday * rng.uniform(0, 0.25, (units, 1))
    trend = np.exp(rng.normal(0, 0.12, (units, 1)) * np.linspace(-1, 1, days))
    chance = rng.gamma(25, 1 / 25, (units, days))
    return season * week[:, weekday] * feast * pay * trend * chance * np.exp(weather)
