"""Do sanctions follow the act, and do certainty and severity weigh apart?"""

from __future__ import annotations

import numpy as np
import pytest
from decided_worlds import CHANCES, EVERYWHERE, FORCE, OFFICERS, everything, world
from pydantic import ValidationError
from scipy.special import expit

from tallystick.simulate.incentives import (
    REASONS,
    Audits,
    Deterrence,
    Incentives,
    Insiders,
    People,
    Planted,
    Regime,
    Sanctions,
    Supply,
)
from tallystick.simulate.incentives.base_rate import corrected, corrected_hazard, full
from tallystick.simulate.incentives.decision import SANCTIONS
from tallystick.simulate.incentives.fixed import fix
from tallystick.simulate.incentives.sanctions import loss, weight
from tallystick.simulate.incentives.successors import replaced
from tallystick.simulate.streams import Streams

WARNED, OUT = SANCTIONS.index("warned"), SANCTIONS.index("out")
CAUGHT = {
    "regime": Regime(kind="prior_year", pressure=2.0),
    "audits": Audits(chance=1.0, independence=1.0, sanction=1.0, sample=1000),
    "insiders": Insiders(hazard=0.0, seen=0.2),
}


def test_a_soft_act_costs_a_warning_and_lawful_work_goes_on():
    acts = [Planted("easy", 1.0, EVERYWHERE), Planted("copied", 1.0, EVERYWHERE)]
    rule = Sanctions(by_act=True, warning_months=7)
    decision = world(acts, sanctions=rule, **CAUGHT)
    assert set(np.unique(decision.struck)) == {0, WARNED}
    abstains = np.zeros((OFFICERS, 36), dtype=bool)
    for officer, month in np.argwhere(decision.struck == WARNED):
        abstains[officer, month + 1 : month + 8] = True
    np.testing.assert_array_equal(decision.sanctioned, abstains)
    assert (decision.propensity[1][abstains] == 0).all()
    assert abstains.any()
    warned = decision.sanctioned & (FORCE.unit_of >= 0)
    assert decision.added[0][warned].sum() > 0
    today = world(acts, **CAUGHT)
    assert today.added[0][today.sanctioned].sum() == 0


def test_a_hard_act_costs_the_post_or_a_warning_and_the_post_is_filled():
    acts = [Planted("witness", 1.0, EVERYWHERE)]
    for dismissal, befalls in ((1.0, {0, OUT}), (0.0, {0, WARNED})):
        rule = Sanctions(by_act=True, dismissal=dismissal)
        decision = world(acts, sanctions=rule, **CAUGHT)
        assert set(np.unique(decision.struck)) == befalls
    rule = Sanctions(by_act=True, dismissal=1.0)
    telling = CAUGHT | {"insiders": Insiders(hazard=0.0, seen=1.0, protect=1.0)}
    decision = world(acts, sanctions=rule, people=People(never_gamers=0.5), **telling)
    free = decision.struck == OUT
    assert not decision.sanctioned[:, 1:][free[:, :-1]].any()
    takes = decision.propensity[0] > 0
    before, after = takes[:, :-1][free[:, :-1]], takes[:, 1:][free[:, :-1]]
    assert before.all()
    assert len(after) > 30
    assert 0.25 < after.mean() < 0.75  # half of all who come are never-gamers


def test_who_comes_to_a_post_does_not_hang_on_the_other_posts():
    fixed = fix(FORCE, CHANCES, [], Incentives(), Streams(1))
    one, two = np.zeros((2, OFFICERS), dtype=bool)
    one[[2, 5]], two[[5, 7, 11]] = True, True
    first = replaced(fixed, fixed.conscience, one, 9)
    second = replaced(fixed, fixed.conscience, two, 9)
    assert first.scruple[5] == second.scruple[5] != fixed.conscience.scruple[5]
    assert first.never[5] == second.never[5]
    stay = ~(one | two)
    np.testing.assert_array_equal(first.scruple[stay], fixed.conscience.scruple[stay])
    later = replaced(fixed, fixed.conscience, one, 10)
    assert later.scruple[5] != first.scruple[5]


def test_the_initiator_of_a_scheme_that_came_out_loses_the_post_and_the_scheme():
    supply = Supply(start=0.05, contagion=0)
    decision = world(
        [Planted("supply", 1.0, EVERYWHERE)],
        supply=supply,
        sanctions=Sanctions(by_act=True, dismissal=0.0),
        insiders=Insiders(hazard=0.3),
    )
    schemes = decision.schemes
    told = (schemes.reason == REASONS.index("insider")) & (schemes.stopped <= 35)
    assert told.sum() > 3
    assert (decision.struck[schemes.officer[told], schemes.stopped[told] - 1] == OUT).all()
    assert (decision.struck == OUT).sum() >= told.sum()


def test_risk_with_gamma_and_prelec_by_hand():
    chance = np.array([0.1, 0.5])
    pi = 0.02 * 0.9
    by_hand = np.exp(-((-np.log(pi)) ** 0.65)) * (2 * 1.7) ** 0.3
    found = loss(np.array([0.02]), 0.9, 2.0, 1.7, Deterrence(gamma=0.3, prelec=0.65))
    assert found[0] == pytest.approx(by_hand, rel=1e-12)
    np.testing.assert_allclose(weight(chance, 1.0), chance, rtol=1e-15)
    assert weight(np.array([0.0]), 0.65)[0] == 0
    assert weight(np.array([np.exp(-1)]), 0.65)[0] == pytest.approx(np.exp(-1))  # its fixed point


def test_at_gamma_and_prelec_one_the_limit_is_todays_risk():
    acts = everything()
    today = world(acts, **CAUGHT)
    same = world(acts, deterrence=Deterrence(gamma=1, prelec=1), **CAUGHT)
    near = world(acts, deterrence=Deterrence(gamma=1 - 1e-12, prelec=1), **CAUGHT)
    for one, two, three in zip(today.propensity, same.propensity, near.propensity, strict=True):
        np.testing.assert_array_equal(one, two)
        np.testing.assert_allclose(three, one, rtol=0, atol=1e-9)


def test_without_pressure_an_act_happens_at_its_base_rate():
    """By hand: of what is done at pressure 1 where it is worth most, one in twenty."""
    settings = Incentives(people=People(base_rate=0.05))
    value, nothing, most = np.array([-1.0, 0.2]), np.zeros(2), 2.2 * 1.3 * NEAR
    base = corrected("ghost", value, nothing, settings, 0.05)
    floor = expit(value / 0.7)
    adds = (expit((value + most) / 0.7) - floor) / (1 - floor)
    np.testing.assert_allclose(base, 0.05 * (base + (1 - base) * adds), rtol=1e-12)
    assert full("copied", settings) == pytest.approx(0.3 * 2.2 * 1.3 * NEAR)
    hazard = corrected_hazard(value, nothing, settings, 0.05)
    more = np.exp((value + full("supply", settings)) / 0.7) - np.exp(value / 0.7)
    np.testing.assert_allclose(hazard, 0.05 * (hazard + more), rtol=1e-12)


@pytest.mark.parametrize("act", ["ghost", "copied", "unfound"])
def test_where_an_act_is_worth_most_one_in_twenty_is_its_base_rate(act):
    settings = Incentives(people=People(base_rate=0.05))
    value, most = np.array([-4.0, -1.0, 0.5]), full(act, settings)
    pressed = corrected(act, value + most, np.full(3, most), settings, 0.05)
    np.testing.assert_allclose(corrected(act, value, np.zeros(3), settings, 0.05), pressed / 20)


NEAR = (4 * 0.2 + 0.2 + 0.5 + 4 * 0.2 + np.exp(-1) + 1) / 12  # nearness over a year, by month


def test_above_the_floor_only_temptation_counts():
    settings = Incentives()
    value, tempted = np.array([-1.5]), np.array([0.8])
    floor, reached = expit(-2.3 / 0.7), expit(-1.5 / 0.7)
    found = corrected("ghost", value, tempted, settings, 0.0)
    assert found[0] == pytest.approx((reached - floor) / (1 - floor), rel=1e-12)
    assert corrected("ghost", np.array([-1.5]), np.zeros(1), settings, 0.0)[0] == 0
    all_the_time = corrected("ghost", np.array([60.0]), np.array([61.0]), settings, 0.05)
    assert all_the_time[0] == pytest.approx(1.0)


def test_where_no_figure_is_judged_only_base_rates_are_left():
    some = world(everything(), people=People(base_rate=0.05))
    none = world(everything(), people=People(base_rate=0.0))
    assert all(each.sum() == 0 for each in none.propensity)
    assert sum(each.sum() for each in none.added) == 0
    assert len(none.schemes.entry) == 0
    assert some.propensity[1].sum() > 0


@pytest.mark.parametrize(
    ("group", "told"),
    [
        ({"sanctions": {"dismissal": 1.2}}, "less than or equal to 1"),
        ({"sanctions": {"warning": 3}}, "Extra inputs"),
        ({"deterrence": {"gamma": 0}}, "greater than or equal to 0.1"),
        ({"deterrence": {"prelec": 1.1}}, "less than or equal to 1"),
        ({"people": {"base_rate": 0.3}}, "less than or equal to 0.2"),
        ({"harm": {"months": 1}}, "Extra inputs"),
        ({"audits": {"hours": 0}}, "greater than 0"),
    ],
)
def test_unknown_keys_and_values_out_of_range_are_refused(group, told):
    with pytest.raises(ValidationError, match=told):
        Incentives.model_validate(group)
