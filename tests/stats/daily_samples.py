"""Daily counts with known truth for tests and benchmarks: agencies and officers, day by day."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Monday to Sunday: arrests in ordinary agencies, and the widest pattern asked for.
WEEKDAYS = (1.1, 1.2, 1.2, 1.1, 1.3, 0.8, 0.5)
STEEP = (1.5, 1.4, 1.0, 1.0, 1.0, 0.6, 0.5)


@dataclass(frozen=True)
class World:
    """What moves the records of one subject, in logarithms unless said otherwise.

    `size` is the negative binomial's shape (0: Poisson); `rho`, `sd` an AR(1) log-rate; `season`
    and `third` the amplitudes of the first and third annual harmonic, at random phases; `trend` a
    year; `shift` one level shift up or down at a random day; `turn` the factor from 24 December to
    2 January, `eve` on 31 December and 1 January; `date_sd` a lasting habit of every date of the
    year, spread over three days; `unreported` the share of days without a report; `operations` the
    share of days with ten times the records; `payday` the factor on days 1 to 4 of a month.
    """

    mean: float = 5.0
    size: float = 0.0
    rho: float = 0.0
    sd: float = 0.0
    weekdays: tuple[float, ...] = WEEKDAYS
    season: float = 0.3
    third: float = 0.1
    trend: float = 0.05
    shift: float = 0.0
    turn: float = 1.0
    eve: float = 1.0
    date_sd: float = 0.0
    unreported: float = 0.0
    operations: float = 0.0
    payday: float = 1.0


WORLDS = {
    "Poisson": World(),
    "negative binomial, shape 2": World(size=2),
    "AR(1) .3, sd .3": World(rho=0.3, sd=0.3),
    "AR(1) .7, sd .3, shape 5": World(rho=0.7, sd=0.3, size=5),
    "weekdays 1.5 to .5": World(weekdays=STEEP),
    "season x 7": World(season=1.0),
    "season x 7, third harmonic x 1.8": World(season=1.0, third=0.3),
    "level shift x 2": World(shift=0.7),
    "turn of the year x .5, eve x 2": World(turn=0.5, eve=2.0),
    "turn of the year x 2": World(turn=2.0),
    "every date its habit, sd .05": World(date_sd=0.05),
    "every date its habit, sd .20": World(date_sd=0.2, size=5),
    "10 % of days unreported": World(unreported=0.1),
    "30 % of days unreported": World(unreported=0.3),
    "one-day operations x 10": World(operations=0.003),
    "pay days: days 1-4 x 1.3": World(payday=1.3),
}


def days_of(years: int, first: str = "2011-01-01") -> Ints:
    """Every day of whole years, days since 1970-01-01."""
    start = np.datetime64(first, "D")
    stop = (start.astype("datetime64[Y]") + np.timedelta64(years, "Y")).astype("datetime64[D]")
    return np.arange(start.astype(np.int64), stop.astype(np.int64))


def calendar(day: Ints) -> tuple[Ints, Ints]:
    """Month 1 to 12 and day of the month."""
    month = day.astype("datetime64[D]").astype("datetime64[M]")
    first = month.astype("datetime64[D]").astype(np.int64)
    return month.astype(np.int64) % 12 + 1, day - first + 1


def ends_of(day: Ints, every: int = 1) -> Ints:
    """Last days of every month (1), quarter (3), half-year (6) or year (12) in the span."""
    month, _ = calendar(day)
    return day[(calendar(day + 1)[1] == 1) & (month % every == 0)]


def in_window(day: Ints, period_ends: Ints, window: int) -> NDArray[np.bool_]:
    """Days that are among the last ``window`` of a period."""
    return np.isin(day, period_ends[:, None] - np.arange(window))


def log_rates(world: World, day: Ints, subjects: int, rng: np.random.Generator) -> Floats:
    """Log-rates, shape (S, D), before the mean is set."""
    month, date = calendar(day)
    years = (day - day[0]) / 365.25
    phase = rng.random((2, subjects, 1))
    rate = np.log(np.asarray(world.weekdays))[(day + 3) % 7] + world.trend * years
    rate = rate + world.season * np.cos(2 * np.pi * (years - phase[0]))
    rate = rate + world.third * np.cos(6 * np.pi * (years - phase[1]))
    turn = ((month == 12) & (date >= 24)) | ((month == 1) & (date <= 2))
    eve = ((month == 12) & (date == 31)) | ((month == 1) & (date == 1))
    rate = rate + np.log(world.turn) * turn + np.log(world.eve) * eve
    rate = rate + np.log(world.payday) * (date <= 4)
    if world.shift:
        at = rng.integers(0, len(day), (subjects, 1))
        sign = rng.choice([-1.0, 1.0], (subjects, 1))
        rate += world.shift * sign * (np.arange(len(day)) >= at)
    if world.date_sd:
        raw = rng.normal(0, world.date_sd / np.sqrt(3), (subjects, 372))
        habit = raw + np.roll(raw, 1, axis=1) + np.roll(raw, 2, axis=1)
        rate += habit[:, (month - 1) * 31 + date - 1]
    if world.sd:
        shock = rng.normal(0, world.sd * np.sqrt(1 - world.rho**2), rate.shape)
        rate += lfilter([1.0], [1.0, -world.rho], shock, axis=1)
    return rate


def draw(
    world: World,
    day: Ints,
    subjects: int,
    rng: np.random.Generator,
    *,
    boosted: NDArray[np.bool_] | None = None,
    rise: float = 0.0,
    rates: Floats | None = None,
) -> Ints:
    """Counts, shape (S, D); ``rise`` (.25 = 25 % more) is planted on the ``boosted`` days."""
    rate = np.exp(log_rates(world, day, subjects, rng) if rates is None else rates)
    rate *= world.mean / rate.mean(axis=1, keepdims=True)
    if boosted is not None:
        rate *= 1 + rise * boosted
    if world.operations:
        rate = rate * np.where(rng.random(rate.shape) < world.operations, 10.0, 1.0)
    if world.size:
        rate = rate * rng.gamma(world.size, 1 / world.size, rate.shape)
    counts = rng.poisson(rate)
    if world.unreported:
        counts = counts * (rng.random(rate.shape) >= world.unreported)
    return counts


OFFICERS = ("steady", "4 on, 4 off, a spell of service", "3 fixed weekdays off, leave", "batches")


def officers(kind: str, day: Ints, records: int, subjects: int, rng: np.random.Generator) -> Ints:
    """Officers with about ``records`` each over the span, shape (S, D)."""
    at = np.arange(len(day))
    rate = np.tile(np.asarray(WEEKDAYS)[(day + 3) % 7], (subjects, 1))
    if kind == OFFICERS[1]:
        rate *= ((at + rng.integers(0, 8, (subjects, 1))) % 8) < 4
        first = rng.integers(0, max(1, len(day) - 365), (subjects, 1))
        rate *= (at >= first) & (at < first + rng.integers(200, len(day), (subjects, 1)))
    if kind == OFFICERS[2]:
        works = rng.permuted(np.tile([1, 1, 1, 1, 0, 0, 0], (subjects, 1)), axis=1)
        rate *= works[:, (day + 3) % 7]
        for _ in range(6):
            first = rng.integers(0, len(day), (subjects, 1))
            rate *= ~((at >= first) & (at < first + rng.integers(5, 40, (subjects, 1))))
    rate *= records / rate.sum(axis=1, keepdims=True)
    if kind == OFFICERS[3]:
        visits = rng.poisson(rate / 3)
        return visits + rng.negative_binomial(np.maximum(visits, 1), 1 / 3) * (visits > 0)
    return rng.poisson(rate)


def at_mean(world: World, mean: float) -> World:
    """The same world with another mean."""
    return replace(world, mean=mean)
