"""Does pressure move hours between kinds of work without making or losing a case?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from decided_worlds import CHANCES, EVERYWHERE, FORCE, ONES
from pydantic import ValidationError

from tallystick.simulate.incentives import (
    Incentives,
    People,
    Planted,
    Regime,
    decide,
    ledger,
)
from tallystick.simulate.incentives.direction import serious
from tallystick.simulate.streams import Streams


def decided(kind, elasticity, chances=CHANCES, planted=()):
    regime = Regime(kind=kind, pressure=2.0, effort=0.0)
    settings = Incentives(regime=regime, people=People(direction=elasticity))
    decision = decide(FORCE, chances, list(planted), settings, Streams(1))
    return decision, ledger(decision, FORCE, chances, list(planted), settings)


def test_the_factor_by_hand():
    felt, share = np.array([0.0, 0.5, 2.0, 20.0]), np.full(4, 0.4)
    count, weighed = Regime(kind="count"), Regime(kind="severity")
    np.testing.assert_allclose(serious(felt, share, count, 0.1), [1, 0.95, 0.8, 0])
    np.testing.assert_allclose(serious(felt, share, weighed, 0.1), [1, 1.05, 1.2, 2.5])
    assert (serious(felt, share, Regime(kind="clearance"), 0.5) == 1).all()


@pytest.mark.parametrize(("kind", "sign"), [("prior_year", -1), ("severity", 1), ("clearance", 0)])
def test_serious_cases_lose_or_gain_and_all_cases_stay_as_many(kind, sign):
    plain, turned = decided(kind, 0.0), decided(kind, 0.3)
    np.testing.assert_array_equal(plain[0].honest, turned[0].honest)
    assert plain[1]["cases"] == turned[1]["cases"] == plain[0].honest.sum()
    change = turned[1]["serious_solved"] - plain[1]["serious_solved"]
    assert np.sign(change) == sign
    by_hand = (0.2 * turned[0].honest * turned[0].serious).sum()
    assert turned[1]["serious_solved"] == pytest.approx(by_hand)


def test_a_severity_weighted_figure_sees_the_serious_cases_that_came():
    plain, turned = decided("severity", 0.0)[0], decided("severity", 0.3)[0]
    gained = 0.9 * 0.2 * (turned.honest * (turned.serious - 1))
    gained -= 0.9 * 0.2 * (turned.held * (turned.serious - 1))
    by_unit = [gained[FORCE.unit_of[:, 0] == unit, 0].sum() for unit in range(len(ONES))]
    np.testing.assert_allclose(turned.reported[:, 0], plain.reported[:, 0] + by_unit)
    assert turned.reported[:, 0].sum() > plain.reported[:, 0].sum()


def test_what_the_world_calls_serious_is_what_moves():
    acts = [Planted("ghost", 1.0, EVERYWHERE)]
    known = replace(CHANCES, serious=0.5 * ONES)
    decision, told = decided("prior_year", 0.2, known, acts)
    felt = 1 - decision.serious
    assert felt.max() > 0
    assert told["serious_solved"] == pytest.approx((0.5 * decision.honest * (1 - felt)).sum())


def test_an_elasticity_out_of_range_is_refused():
    with pytest.raises(ValidationError, match=r"less than or equal to 0\.5"):
        Incentives.model_validate({"people": {"direction": 0.6}})
