"""Do chiefs press as they are judged, answer for their units, and begin schemes when tempted?"""

from __future__ import annotations

import numpy as np
import pytest
from decided_worlds import CHANCES, EVERYWHERE, FORCE, MONTHS, OFFICERS, UNITS, everything, world
from pydantic import ValidationError
from scipy.special import ndtr

from tallystick.simulate.incentives import (
    Audits,
    Chiefs,
    Incentives,
    Insiders,
    People,
    Planted,
    Regime,
    Sanctions,
)
from tallystick.simulate.incentives.chief import press, sanctions_of_year
from tallystick.simulate.incentives.decision import SANCTIONS
from tallystick.simulate.incentives.fixed import fix
from tallystick.simulate.incentives.state import opening
from tallystick.simulate.streams import Streams

OUT = SANCTIONS.index("out")
SUPPLY = [Planted("supply", 1.0, EVERYWHERE)]
TOLD = {
    "regime": Regime(kind="prior_year", pressure=2.0),
    "audits": Audits(chance=1.0, independence=1.0, sanction=1.0, sample=1000),
    "insiders": Insiders(hazard=0.0, seen=0.5),
    "sanctions": Sanctions(by_act=True, dismissal=1.0),
}


def standing(**keys):
    settings = Incentives(regime=Regime(kind="prior_year"), chiefs=Chiefs(**keys))
    fixed = fix(FORCE, CHANCES, [], settings, Streams(1))
    return fixed, opening(fixed)


def test_the_pressure_of_a_quarter_by_hand():
    fixed, state = standing(reacts=0.8, liability=0.5)
    state.struck[0:3, 10] = OUT
    state.struck[8, 14] = SANCTIONS.index("warned")
    z = np.array([0.0, 1.0, -1.0, np.nan, 3.0, -3.0])
    press(fixed, state, 15, z)
    number = np.array([3, 1, 0, 0, 0, 0])
    np.testing.assert_array_equal(sanctions_of_year(fixed, state, 15), number)
    by_hand = fixed.theta * np.exp(0.8 * (2 * ndtr(np.nan_to_num(z)) - 1)) / (1 + 0.5 * number)
    np.testing.assert_allclose(state.theta, by_hand)
    press(fixed, state, 16, -z)
    np.testing.assert_allclose(state.theta, by_hand)  # not before the next quarter
    press(fixed, state, 24, np.zeros(UNITS))
    np.testing.assert_allclose(state.theta, fixed.theta / (1 + 0.5 * np.array([0, 1, 0, 0, 0, 0])))


def test_the_chosen_pressure_is_the_best_for_who_answers():
    theta, liability, number = 1.7, 0.4, 3
    grid = np.linspace(0.01, 4, 40_000)
    gain = np.log(grid) - (1 / theta + liability * number / theta) * grid
    assert grid[np.argmax(gain)] == pytest.approx(theta / (1 + liability * number), abs=1e-3)


def test_liable_chiefs_press_less_and_some_lose_the_post():
    free, liable = (
        world(everything(), **TOLD),
        world(everything(), chiefs=Chiefs(liability=1.0), **TOLD),
    )
    assert free.chiefs_out.sum() == 0 < liable.chiefs_out.sum()
    out = np.zeros((UNITS, MONTHS), dtype=bool)
    for officer, month in np.argwhere(liable.struck == OUT):
        out[FORCE.unit_of[officer, month], month] = True
    np.testing.assert_array_equal(liable.chiefs_out, out)
    assert liable.pressure.sum() < free.pressure.sum()
    np.testing.assert_array_equal(liable.audited, free.audited)


def test_chiefs_who_react_press_more_where_they_are_behind():
    behind = {"regime": Regime(kind="count", plan=1.3), "people": People(never_gamers=1.0)}
    calm, reacting = world([], **behind), world([], chiefs=Chiefs(reacts=1.0), **behind)
    assert reacting.pressure[:, 1:].sum() > 1.5 * calm.pressure[:, 1:].sum()


def test_a_chief_begins_schemes_through_officers_who_would_do_it():
    keys = {"regime": Regime(kind="prior_year", pressure=2.0), "insiders": Insiders(hazard=0.0)}
    begun = world(SUPPLY, chiefs=Chiefs(start=0.02), **keys).schemes
    assert begun.by_chief.sum() > 5
    officers = begun.officer[begun.by_chief]
    assert (
        FORCE.unit_of[officers, begun.bought[begun.by_chief]] == begun.unit[begun.by_chief]
    ).all()
    refuse = Streams(1)("never-gamers").random(OFFICERS) < People().never_gamers
    assert not refuse[officers].any()
    nobody = world(SUPPLY, chiefs=Chiefs(start=0.02), people=People(never_gamers=1.0), **keys)
    assert len(nobody.schemes.officer) == 0


def test_liability_keeps_chiefs_from_schemes():
    number = []
    for liability in (0.0, 0.5, 1.0):
        chiefs = Chiefs(start=0.05, liability=liability)
        audits = Audits(chance=0.5, independence=1.0, sanction=1.0)
        made = [
            world(SUPPLY, seed=seed, chiefs=chiefs, audits=audits, insiders=Insiders(hazard=0.0))
            for seed in range(6)
        ]
        number.append(sum(int(each.schemes.by_chief.sum()) for each in made))
    assert number == sorted(number, reverse=True)
    assert number[0] > number[-1]


def test_chiefs_leave_the_luck_of_all_else():
    plain = world(everything(), regime=Regime(kind="prior_year"))
    other = world(everything(), regime=Regime(kind="prior_year"), chiefs=Chiefs(start=1e-9))
    for one, two in zip(plain.propensity, other.propensity, strict=True):
        np.testing.assert_array_equal(one, two)
    np.testing.assert_array_equal(plain.sales, other.sales)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"liability": 1.1}, "less than or equal to 1"),
        ({"reacts": 3}, "less than or equal to 2"),
        ({"rank": "colonel"}, "Extra inputs"),
    ],
)
def test_chiefs_that_cannot_be_are_refused(keys, told):
    with pytest.raises(ValidationError, match=told):
        Incentives.model_validate({"chiefs": keys})
