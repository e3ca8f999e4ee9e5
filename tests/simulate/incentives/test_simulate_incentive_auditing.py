"""Which units are audited: by lot, by the figure, by the checks, by reports, within the hours?"""

from __future__ import annotations

import numpy as np
import pytest
from decided_worlds import EVERYWHERE, FORCE, UNITS, YEARS, everything, world
from pydantic import ValidationError

from tallystick.simulate.incentives import (
    Audits,
    Incentives,
    Insiders,
    Planted,
    Regime,
    auditing,
)
from tallystick.simulate.incentives.auditing import placed
from tallystick.simulate.streams import Streams

SURE = {"ghost": ((0.0, 0.0), (0.05, 1.0))}


def audits(shares, number=2, **keys):
    return Audits(shares=shares, capacity=160.0 * number, **keys)


def ghosts_in(*units, dose=0.3):
    scope = EVERYWHERE & np.isin(FORCE.unit_of, units)
    return [Planted("ghost", dose, scope, "decree")]


def test_the_lot_draws_as_many_units_as_the_hours_suffice_for():
    decision = world(audits=audits({"lot": 1.0}))
    luck = Streams(1)("audits").random((UNITS, YEARS))
    for year in range(YEARS):
        lowest = np.sort(np.argsort(luck[:, year])[:2])
        np.testing.assert_array_equal(np.flatnonzero(decision.audited[:, year]), lowest)
    assert world(audits=audits({"lot": 1.0}, number=0)).audited.sum() == 0
    assert world(audits=audits({"lot": 1.0}, number=99)).audited.all()


def test_the_checks_choose_the_units_that_they_find_and_the_lot_fills_up():
    chosen = world(ghosts_in(3), audits=audits({"checks": 1.0}, power=SURE)).audited
    assert chosen[3].all()
    assert (chosen.sum(axis=0) == 2).all()
    lot = world(ghosts_in(3), audits=audits({"lot": 1.0}, number=1)).audited
    rest = chosen.copy()
    rest[3] = False
    for year in range(YEARS):
        if not lot[3, year]:
            np.testing.assert_array_equal(rest[:, year], lot[:, year])


def test_the_chance_of_being_found_is_that_of_the_curve_at_the_units_dose(monkeypatch):
    points = {"ghost": ((0.0, 0.1), (0.2, 0.5), (0.4, 0.7))}
    plan = audits({"checks": 1.0}, power=points)
    seen, kept = {}, auditing.found
    monkeypatch.setattr(auditing, "found", lambda *args: seen.setdefault(args[2], kept(*args)))
    for seed in range(1, 5):
        seen.clear()
        decision = world(ghosts_in(2, 3), seed=seed, audits=plan)
        for year in range(YEARS):
            luck = Streams(seed)(f"checks {year}").random(UNITS)
            for unit in range(UNITS):
                mine = (FORCE.unit_of == unit) & (FORCE.year == year)
                dose = decision.added[0][mine].sum() / decision.honest[mine].sum()
                chance = np.interp(dose, [0.0, 0.2, 0.4], [0.1, 0.5, 0.7])
                assert (0.2 < dose < 0.4) == (unit in (2, 3))
                assert seen[12 * year + 11][unit] == (luck[unit] < chance)


def test_the_figure_chooses_the_largest_rise():
    scope = EVERYWHERE & (FORCE.unit_of == 4) & (FORCE.year == 1)
    decision = world([Planted("ghost", 1.0, scope, "decree")], audits=audits({"figure": 1.0}, 1))
    np.testing.assert_array_equal(np.flatnonzero(decision.audited[:, 1]), [4])
    figures = decision.reported.reshape(UNITS, YEARS, 12).sum(axis=2)
    rise = figures[:, 2] / figures[:, 1]
    assert rise.max() > 1
    assert np.flatnonzero(decision.audited[:, 2]).tolist() == [int(np.argmax(rise))]


def test_reports_choose_the_unit_most_told_of():
    insiders = Insiders(seen=0.05)
    decision = world(ghosts_in(2), audits=audits({"reports": 1.0}, 1), insiders=insiders)
    told = decision.found.by_insider["ghost"].reshape(UNITS, YEARS, 12).sum(axis=2)
    assert (told[2] > 0).all()
    assert decision.audited[2].all()
    assert decision.audited.sum() == YEARS


def test_a_mixture_places_its_audits_by_largest_remainders():
    plan = audits({"lot": 0.5, "checks": 0.3, "figure": 0.2}, number=7, power=SURE)
    assert placed(plan, 60) == {"lot": 4, "figure": 1, "checks": 2, "reports": 0}
    for number in range(13):
        assert sum(placed(plan.model_copy(update={"capacity": 160.0 * number}), 9).values()) == min(
            number, 9
        )


def test_how_audits_are_placed_leaves_the_luck_of_all_else():
    base = world(everything(), regime=Regime(kind="prior_year"), audits=audits({"lot": 1.0}))
    other = world(
        everything(), regime=Regime(kind="prior_year"), audits=audits({"checks": 1.0}, power=SURE)
    )
    first = FORCE.year == 0
    for one, two in zip(base.added, other.added, strict=True):
        np.testing.assert_array_equal(one[:, first], two[:, first])
    for one, two in zip(base.propensity, other.propensity, strict=True):
        np.testing.assert_array_equal(one[:, first], two[:, first])


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"shares": {"luck": 1.0}}, "luck: no such way; the ways are lot"),
        ({"shares": {"lot": 0.5}}, "add up to 0.5, not to 1"),
        ({"shares": {"lot": 1.5, "figure": -0.5}}, "a share is >= 0"),
        ({"shares": {"checks": 1.0}}, "shares of checks need power"),
        ({"power": {"theft": [[0, 0]]}}, "theft: no such act"),
        ({"power": {"ghost": [[0, 0.5], [0.2, 0.4]]}}, "ghost: points .* rise in both"),
        ({"power": {"ghost": []}}, "ghost: points .* there is one"),
        ({"power": {"ghost": [[0, 0.5], [2, 0.6]]}}, "lie between 0 and 1"),
        ({"capacity": -1}, "greater than or equal to 0"),
    ],
)
def test_plans_that_cannot_be_are_refused(keys, told):
    with pytest.raises(ValidationError, match=told):
        Incentives.model_validate({"audits": keys})
