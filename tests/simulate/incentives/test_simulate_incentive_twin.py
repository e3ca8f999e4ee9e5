"""Are pressure and choice what a slow, obvious twin in plain Python says?"""

from __future__ import annotations

import math

import numpy as np
import pytest

from tallystick.simulate.incentives import (
    Audits,
    Incentives,
    Insiders,
    Opportunity,
    People,
    Planted,
    Regime,
    Staff,
    decide,
)
from tallystick.simulate.streams import Streams

UNITS, EACH, MONTHS = 2, 3, 24
OFFICERS = UNITS * EACH
ACTS = {
    # cost, serious, detect, penalty, cap, soft, worth, credit under a prior-year count
    "easy": (1.2, 0.0, 0.0, 0.0, 0.25, True, 1.0, 1.0),
    "threshold": (1.6, 0.35, 0.15, 11.4, 1.0, True, 0.6, 0.0),
    "backdate": (2.0, 0.25, 0.5, 3.4, 1.0, True, 1.0, 1.0),
    "copied": (1.6, 0.2, 0.6, 2.6, 1.0, True, 0.3, 0.0),
    "ghost": (3.6, 0.7, 0.9, 1.7, 0.5, False, 1.0, 1.0),
}
BAND = 0.3
DOSE = 0.8


def force():
    rng = np.random.default_rng(5)
    month = np.arange(MONTHS)
    wave = 1 + 0.2 * np.sin(month)
    return Staff(
        unit_of=np.repeat(np.repeat(np.arange(UNITS), EACH)[:, None], MONTHS, axis=1),
        duty=np.ones((OFFICERS, MONTHS)),
        ability=rng.uniform(1, 4, OFFICERS),
        season=np.repeat(wave[None, :], OFFICERS, axis=0),
        month_of_year=month % 12 + 1,
        year=month // 12,
        narcotics=np.ones(UNITS, dtype=bool),
    )


SETTINGS = Incentives(
    regime=Regime(kind="prior_year", forecast_cv=0.07, hold_back=0.35, plan=0.9),
    people=People(never_gamers=0.3),
    insiders=Insiders(protect=0.5),
    audits=Audits(chance=0.4, sanction=0.9),
)


@pytest.fixture(scope="module")
def decided():
    staff = force()
    everywhere = np.ones((OFFICERS, MONTHS), dtype=bool)
    planted = [Planted(act, DOSE, everywhere) for act in ACTS]
    half = np.full(UNITS, 0.5)
    chances = Opportunity(np.full(UNITS, BAND), half, half, half)
    return staff, decide(staff, chances, planted, SETTINGS, Streams(11))


def phi(z):
    return 0.5 * math.erfc(-z / math.sqrt(2))


def felt(theta, near, z):
    regime = SETTINGS.regime
    return theta * near * (regime.behind * phi(z) + regime.pivotal * math.exp(-z * z / 2))


def chance(act, pressure, belief, scruple, habit, ease):
    cost, serious, detect, penalty, cap, _, worth, _ = ACTS[act]
    people, insiders, audits = SETTINGS.people, SETTINGS.insiders, SETTINGS.audits
    value = (
        people.gain * worth * pressure
        - (cost - ease)
        - scruple * serious
        - belief * audits.independence * audits.sanction * detect * penalty
        - 2 * insiders.hazard * (1 + insiders.protect) * serious
        + people.peers * habit
    )
    return cap * DOSE / (1 + math.exp(-value / people.noise))


def first_goals(staff):
    """The year before the world: a Poisson count by walking up its distribution."""
    uniform = Streams(11)("year before").random(UNITS)
    goals = []
    for unit in range(UNITS):
        mean = sum(
            staff.ability[i] * staff.season[i, m]
            for i in range(OFFICERS)
            for m in range(12)
            if staff.unit_of[i, m] == unit
        )
        k, mass = 0, math.exp(-mean)
        reached = mass
        while reached < uniform[unit]:
            k += 1
            mass *= mean / k
            reached += mass
        goals.append(SETTINGS.regime.plan * float(k))
    return goals


def refuses(act):
    """Easy arrests are lawful: nobody refuses them."""
    if act == "easy":
        return [False] * OFFICERS
    uniform = Streams(11)("never-gamers").random(OFFICERS)
    return uniform < (0.2 if ACTS[act][5] else 0.3)


class Twin:
    """One unit after another, one officer after another, in plain Python."""

    def __init__(self, staff, decision):
        normal = Streams(11)("pressure of chiefs").standard_normal(UNITS)
        log_sd = SETTINGS.regime.pressure_log_sd
        self.decision = decision
        self.theta = [math.exp(log_sd * x - log_sd**2 / 2) for x in normal]
        self.own = Streams(11)("own conscience").standard_normal(OFFICERS)
        self.shared = Streams(11)("culture of units").standard_normal(UNITS)
        self.flow = [
            [staff.ability[i] * staff.season[i, m] for m in range(MONTHS)] for i in range(OFFICERS)
        ]
        self.goal = first_goals(staff)
        self.belief = [0.4] * UNITS
        self.habit = {act: [0.0] * UNITS for act in ACTS}
        self.moved = [0.0] * UNITS
        self.pressures = np.zeros((UNITS, MONTHS))
        self.chances = {act: np.zeros((OFFICERS, MONTHS)) for act in ACTS}

    def takes(self, act, i, m, pressure):
        """The chance that officer i takes an opportunity."""
        unit = i // EACH
        if refuses(act)[i] or self.decision.sanctioned[i, m]:
            return 0.0
        if act == "backdate" and (away(m) > 0 or m + 1 == MONTHS):
            return 0.0
        scruple = math.sqrt(0.5) * self.shared[unit] + math.sqrt(0.5) * self.own[i]
        ease = 0.0 if act == "copied" else 0.2 * self.takes("copied", i, m, pressure)
        return chance(act, pressure, self.belief[unit], scruple, self.habit[act][unit], ease)

    def early(self, i, m, pressure):
        """Cases of the first days of the next month that are dated into this one."""
        coming = self.flow[i][m + 1] if m + 1 < MONTHS else 0.0
        return 0.1 * coming * self.takes("backdate", i, m, pressure)

    def gain(self, unit, m, pressure):
        """What the open acts would add until the check."""
        total = 0.0
        for i in range(unit * EACH, (unit + 1) * EACH):
            for act in ("easy", "ghost"):
                total += self.flow[i][m] * self.takes(act, i, m, pressure) * (away(m) + 1)
            total += self.early(i, m, pressure)
        return total

    def month(self, unit, m):
        """Both looks of one unit, and what its officers then do."""
        members = range(unit * EACH, (unit + 1) * EACH)
        january, check = m - m % 12, m + away(m)
        plan = [sum(self.flow[i][k] for i in members) for k in range(MONTHS)]
        due = self.goal[unit] * sum(plan[january : check + 1]) / sum(plan[january : january + 12])
        so_far = sum(self.decision.reported[unit][january:m]) - self.moved[unit]
        if m == january and m > 0:
            held = self.decision.held
            so_far += sum(held[i, m - 2] + held[i, m - 1] for i in members)
        coming = sum(plan[m : check + 1])
        error = math.sqrt(coming + (0.07 * coming) ** 2)
        weight = 0.5 if m % 12 < 6 else 1.0
        near = max(SETTINGS.regime.weight_between, weight * math.exp(-away(m)))
        first = felt(self.theta[unit], near, (due - so_far - coming) / error)
        lacking = due - so_far - coming - self.gain(unit, m, first)
        pressure = (first + felt(self.theta[unit], near, lacking / error)) / 2
        self.pressures[unit, m] = pressure
        self.moved[unit] = sum(self.early(i, m, pressure) for i in members)
        for act in ACTS:
            for i in members:
                self.chances[act][i, m] = self.takes(act, i, m, pressure)

    def remember(self, m):
        """Each unit's habit of the month, for the next."""
        for act in ACTS:
            for unit in range(UNITS):
                mean = sum(self.chances[act][unit * EACH + i, m] for i in range(EACH)) / EACH
                self.habit[act][unit] = mean / (ACTS[act][4] * DOSE)

    def year_end(self, unit, m):
        """The ratchet, and what an audit makes people believe."""
        figure = sum(self.decision.reported[unit][m - 11 : m + 1])
        rho = 1.0 if figure >= self.goal[unit] else 0.7
        self.goal[unit] = (1 - rho) * self.goal[unit] + rho * figure
        before, audited = self.belief[unit], self.decision.audited[unit, m // 12]
        self.belief[unit] = min(1.0, before + 0.2) if audited else (before + 0.4) / 2


def away(m):
    """Months to June or December."""
    return 5 - m % 6


def twin(staff, decision):
    """Pressure [U, M] and chances by act [O, M], given what was reported and who was caught."""
    slow = Twin(staff, decision)
    for m in range(MONTHS):
        for unit in range(UNITS):
            slow.month(unit, m)
        slow.remember(m)
        if m % 12 == 11:
            for unit in range(UNITS):
                slow.year_end(unit, m)
    return slow.pressures, slow.chances


def test_pressure_and_chances_equal_the_twin(decided):
    staff, decision = decided
    pressures, chances = twin(staff, decision)
    assert np.ptp(pressures) > 0.1
    np.testing.assert_allclose(decision.pressure, pressures, rtol=0, atol=1e-12)
    for place, act in ((1, "threshold"), (3, "copied")):
        np.testing.assert_allclose(decision.propensity[place], chances[act], rtol=0, atol=1e-12)
    next_month = np.roll(chances["backdate"], 1, axis=1)
    np.testing.assert_allclose(decision.propensity[2], next_month, rtol=0, atol=1e-12)
    assert next_month.max() > 0.01
    assert decision.held[:, 11].sum() > 0


def test_added_records_are_poisson_shares_of_the_honest_cases(decided):
    from scipy import stats

    staff, decision = decided
    _, chances = twin(staff, decision)
    for place, act in ((0, "easy"), (4, "ghost")):
        luck = Streams(11)(f"act {act} 0").random((OFFICERS, MONTHS))
        mean = decision.honest * chances[act]
        expected = np.where(mean > 0, stats.poisson.ppf(luck, np.maximum(mean, 1e-300)), 0)
        np.testing.assert_array_equal(decision.added[place], expected)
    assert decision.added[0].sum() > 0
