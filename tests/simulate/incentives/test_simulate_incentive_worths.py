"""Do drawn tables of worth keep the order, and do the informed stay below what the checks see?"""

from __future__ import annotations

import numpy as np
import pytest
from decided_worlds import EVERYWHERE, amounts, everything, world
from pydantic import ValidationError

from tallystick.simulate.incentives import ACTS, Audits, Incentives, People, Planted, Regime
from tallystick.simulate.incentives.informed import quiet
from tallystick.simulate.incentives.tables_of_worth import REGIMES, WORTH
from tallystick.simulate.incentives.worth import worth
from tallystick.simulate.incentives.worth_order import drawn, inequalities

CURVES = {
    "copied": ((0.0, 0.01), (0.1, 0.05), (0.3, 0.45)),
    "ghost": ((0.0, 0.2), (1.0, 0.9)),
    "witness": ((0.0, 0.0), (1.0, 0.02)),
}


def breaks(table):
    """Inequalities that a table breaks, one cell against another."""
    return [
        (high, low)
        for more, less in inequalities()
        for high in more
        for low in less
        if not table[high[0]][high[1]] > table[low[0]][low[1]]
    ]


def test_the_usual_table_keeps_every_inequality():
    assert len(inequalities()) == 33
    assert breaks(WORTH) == []
    assert drawn(0) == WORTH


def test_drawn_tables_keep_the_order_and_differ():
    tables = [drawn(number) for number in range(1, 41)]
    assert all(breaks(table) == [] for table in tables)
    assert len(set(map(str, tables))) == 40
    cells = np.array([[table[act] for act in ACTS] for table in tables])
    usual = np.array([WORTH[act] for act in ACTS])
    assert ((cells >= 0) & (cells <= 1)).all()
    np.testing.assert_array_equal(cells[:, usual == 0], 0)
    assert (cells[:, usual > 0].std(axis=0) > 0.02).all()


def test_each_line_names_every_act_or_regime_that_it_orders_once():
    from tallystick.simulate.incentives.worth_order import ACROSS, WITHIN

    assert set(WITHIN) == set(REGIMES)
    for line in WITHIN.values():
        assert sorted(line.replace(">", " ").split()) == sorted(ACTS)
    for line in ACROSS.values():
        assert sorted(line.replace(">", " ").split()) == sorted(REGIMES)
    level = {act for act in ACTS if len(set(WORTH[act])) == 1}
    assert set(ACROSS) == set(ACTS) - level


def test_a_world_takes_the_table_of_its_number():
    regime = Regime(kind="severity", worth_draw=7)
    assert worth("threshold", regime) == drawn(7)["threshold"][1] != WORTH["threshold"][1]
    usual = world(everything(), regime=Regime(kind="prior_year"))
    other = world(everything(), regime=Regime(kind="prior_year", worth_draw=7))
    assert (usual.propensity[1] != other.propensity[1]).any()
    np.testing.assert_array_equal(usual.audited, other.audited)


def test_the_dose_that_stays_unseen_by_hand():
    found = quiet(CURVES, 0.25)
    assert found == {"copied": pytest.approx(0.2), "ghost": pytest.approx(0.05 / 0.7), "witness": 1}
    assert quiet(CURVES, 0.05) == {"copied": pytest.approx(0.1), "ghost": 0.0, "witness": 1.0}
    assert quiet(CURVES, None) == {}


def test_the_informed_take_no_more_than_stays_unseen_and_turn_to_what_is_not_read():
    acts = [Planted(act, 1.0, EVERYWHERE) for act in ("ghost", "copied", "threshold")]
    regime, audits = Regime(kind="prior_year", pressure=2.0), Audits(power=CURVES)
    plain = world(acts, regime=regime, audits=audits)
    told = world(acts, regime=regime, audits=audits, people=People(informed=0.05))
    assert plain.propensity[1].max() > 0.1
    assert told.propensity[1].max() == pytest.approx(0.1)
    assert told.added[0].sum() == 0 < plain.added[0].sum()
    assert amounts(told)[2] > amounts(plain)[2]
    np.testing.assert_array_equal(told.audited, plain.audited)


@pytest.mark.parametrize(
    ("group", "told"),
    [
        ({"people": {"informed": 0.05}}, "people.informed needs audits.power"),
        ({"people": {"informed": 2}, "audits": {"power": CURVES}}, "less than or equal to 1"),
        ({"regime": {"worth_draw": -1}}, "greater than or equal to 0"),
        ({"regime": {"worth": "order"}}, "Extra inputs"),
    ],
)
def test_what_cannot_be_is_refused(group, told):
    with pytest.raises(ValidationError, match=told):
        Incentives.model_validate(group)
