"""Which worlds are the gates run on?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tallystick.simulate.incentives import (
    Decision,
    Incentives,
    Opportunity,
    Planted,
    Staff,
    decide,
)

UNITS, EACH, YEARS = 60, 12, 6
EVERY_ACT = ("easy", "threshold", "backdate", "ghost")


def streams(seed: int) -> Callable[[str], np.random.Generator]:
    """Fresh generators by name, as the simulator's own streams give them."""
    from tallystick.simulate.streams import Streams

    return Streams(seed)


def staff(
    seed: int,
    *,
    units: int = UNITS,
    each: int = EACH,
    years: int = YEARS,
    cases: float = 2.2,
    cv: float = 0.45,
    season: float = 0.10,
    shock: float = 0.05,
    leave: float = 1.0,
) -> Staff:
    """A force of equal units as the simulator's default department has them.

    Log-normal ability, a summer season, monthly shocks of units, `leave` months away a year.
    """
    rng = streams(seed)("force")
    officers, months = units * each, 12 * years
    log_sd = np.sqrt(np.log1p(cv**2))
    month = np.arange(months)
    unit = np.repeat(np.arange(units), each)
    shocks = np.exp(shock * rng.standard_normal((units, months)) - shock**2 / 2)
    wave = 1 + season * np.cos(2 * np.pi * (month % 12 - 5) / 12)
    return Staff(
        unit_of=np.repeat(unit[:, None], months, axis=1),
        duty=np.where(rng.random((officers, months)) < leave / 12, 0.0, 1.0),
        ability=cases * np.exp(log_sd * rng.standard_normal(officers) - log_sd**2 / 2),
        season=wave * shocks[unit],
        month_of_year=month % 12 + 1,
        year=month // 12,
        narcotics=np.ones(units, dtype=bool),
    )


def opportunity(units: int = UNITS) -> Opportunity:
    """A tenth of cases just below a line, a fifth over it, 1.4 complaints open a case."""
    ones = np.ones(units)
    return Opportunity(band=0.1 * ones, over=0.2 * ones, complaint=1.4 * ones, clearable=0.3 * ones)


def plant(people: Staff, acts: tuple[str, ...] = EVERY_ACT, dose: float = 1.0) -> list[Planted]:
    """Every act everywhere, driven by the regime."""
    everywhere = np.ones(people.unit_of.shape, dtype=bool)
    return [Planted(act, dose, everywhere) for act in acts]


def world(
    seed: int,
    settings: Incentives,
    acts: tuple[str, ...] = EVERY_ACT,
    people: Staff | None = None,
    chances: Opportunity | None = None,
) -> tuple[Staff, Decision]:
    """Draw and decide one world."""
    force = staff(seed) if people is None else people
    chances = opportunity(len(force.narcotics)) if chances is None else chances
    return force, decide(force, chances, plant(force, acts), settings, streams(seed))
