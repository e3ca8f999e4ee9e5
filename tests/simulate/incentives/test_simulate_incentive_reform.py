"""Does a change of figure keep what was there before, and is it the new figure afterwards?"""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from decided_worlds import CHANCES, FORCE, UNITS, YEARS, everything, world
from pydantic import ValidationError

from tallystick.simulate.figures import Ledger
from tallystick.simulate.incentives import (
    Audits,
    Deterrence,
    Incentives,
    People,
    Reform,
    Regime,
    Sanctions,
    Supply,
    by_year,
    ledger,
)
from tallystick.simulate.incentives.forecast import case_credit
from tallystick.simulate.stream import chunks, prepare
from tallystick.simulate.world import World, WorldError

OTHERS = {
    "audits": Audits(chance=0.5), "people": People(base_rate=0.05),
    "supply": Supply(start=0.01, stock=60, knowers=0, knowers_a_month=0, met=0),
    "deterrence": Deterrence(gamma=0.3, prelec=0.65), "sanctions": Sanctions(by_act=True),
}  # fmt: skip
PAIRS = [("prior_year", "severity"), ("none", "quota"), ("clearance", "count"),
         ("quota", "peer_median"), ("severity", "none")]  # fmt: skip


def told(kind, reform=None, planted=None, **regime):
    held = {"regime": Regime(kind=kind, pressure=2.0, **regime), "reform": reform} | OTHERS
    return world(everything() if planted is None else planted, **held)


def reformed(year, kind, **regime):
    return Reform(year=year, regime=Regime(kind=kind, pressure=2.0, **regime))


def same(one, two):
    """Every array of two decisions, to the last bit."""
    for field in fields(one):
        for a, b in zip(*map(arrays, (getattr(one, field.name), getattr(two, field.name))),
                        strict=True):  # fmt: skip
            np.testing.assert_array_equal(a, b, err_msg=field.name)


def arrays(held):
    if isinstance(held, np.ndarray):
        return [held]
    if isinstance(held, tuple):
        return list(held)
    inner = [getattr(held, field.name) for field in fields(held)]
    return [a for e in inner for a in (e.values() if hasattr(e, "values") else [e])]


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_from_the_first_year_on_it_is_the_new_figure_s_world_to_the_bit(old, new):
    same(told(old, reformed(1, new, checks="month")), told(new, checks="month"))


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_after_the_last_year_it_is_the_old_figure_s_world_to_the_bit(old, new):
    same(told(old, reformed(YEARS + 1, new)), told(old))


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_until_the_change_it_is_the_old_world_to_the_bit_and_then_another(old, new):
    changed, kept = told(old, reformed(2, new)), told(old)
    for name in ("honest", "pressure", "goal", "reported", "effort"):
        one, two = getattr(changed, name), getattr(kept, name)
        np.testing.assert_array_equal(one[:, :12], two[:, :12])
        if name in ("pressure", "goal", "reported"):
            assert (np.nan_to_num(one[:, 12:24]) != np.nan_to_num(two[:, 12:24])).any()


def test_the_first_goal_is_what_the_year_before_comes_to_in_the_new_figure():
    """Nobody games: the honest cases of year 1 by unit, at the credit that severity gives them."""
    found = told("count", reformed(2, "severity"), planted=[])
    by_hand = np.zeros(UNITS)
    for month in range(12):
        for officer, unit in enumerate(FORCE.unit_of[:, month]):
            by_hand[unit] += found.honest[officer, month] * (unit >= 0)
    credit = 0.1 + 0.9 * 0.2
    np.testing.assert_allclose(found.goal[:, 23], credit * by_hand)


def test_acts_of_the_year_before_enter_the_goal_at_their_new_credit():
    """In severity an honest case is .28, an easy one a tenth, a ghost one; transfers are later."""
    easy, ghost = (each for each in everything() if each.act in ("easy", "ghost"))
    found = told("quota", reformed(2, "severity"), planted=[easy, ghost])
    by_hand, unit = np.zeros(UNITS), FORCE.unit_of[:, 0]
    for cases, worth in zip((found.honest, *found.added), (0.28, 0.1, 1.0), strict=True):
        assert cases[:, :12].sum() > 0
        np.add.at(by_hand, unit, worth * cases[:, :12].sum(axis=1))
    np.testing.assert_allclose(found.goal[:, 23], by_hand)


def test_a_fixed_plan_begins_with_its_own_plan():
    found = told("severity", reformed(2, "count", plan=1.1), planted=[])
    assert found.goal[:, 23] == pytest.approx(1.1 * planned(12, 24))


def planned(first, last):
    """Cases to be expected of each unit, by hand: ability, the season that all share, duty."""
    total = np.zeros(UNITS)
    for month in range(first, last):
        unit = FORCE.unit_of[:, month]
        shared = np.median(FORCE.season[unit >= 0, month])
        here = FORCE.ability * shared * FORCE.duty[:, month]
        np.add.at(total, unit[unit >= 0], here[unit >= 0])
    return total


def test_schemes_that_run_go_on_under_no_figure():
    kept, changed = told("prior_year"), told("prior_year", reformed(2, "none"))
    running = kept.schemes.stopped > 12
    before = kept.schemes.bought < 12
    assert (running & before).any()
    np.testing.assert_array_equal(
        changed.schemes.bought[changed.schemes.bought < 12], kept.schemes.bought[before]
    )
    years = by_year(changed, FORCE, CHANCES, everything(), settings(reformed(2, "none")))
    sold = changed.sales[changed.schemes.bought < 12][:, 12:24].sum()
    assert years[1]["carried_over"] == sold > 0
    assert years[0]["carried_over"] == 0


def settings(reform=None):
    return Incentives(regime=Regime(kind="prior_year", pressure=2.0), reform=reform, **OTHERS)


def test_years_add_up_to_the_ledger():
    decision = told("prior_year")
    whole = ledger(decision, FORCE, CHANCES, everything(), settings())
    years = by_year(decision, FORCE, CHANCES, everything(), settings())
    assert len(years) == YEARS
    for name in years[0].keys() - {"carried_over"}:
        assert sum(year[name] for year in years) == pytest.approx(whole[name]), name


def test_a_year_s_true_figure_and_charges_are_those_of_its_own_figure():
    reform = reformed(2, "severity")
    decision = told("prior_year", reform)
    years = by_year(decision, FORCE, CHANCES, everything(), settings(reform))
    for at, kind in enumerate(("prior_year", "severity", "severity")):
        credit = case_credit(CHANCES, Regime(kind=kind))[0]
        honest = decision.honest[:, 12 * at : 12 * at + 12].sum()
        assert years[at]["true"] == pytest.approx(credit * honest)
    ended = by_year(told("prior_year", reformed(2, "none")), FORCE, CHANCES, everything(),
                    settings(reformed(2, "none")))  # fmt: skip
    for year, dismissed in zip(ended, (0.05 * 0.3, 0.05, 0.05), strict=True):
        # Without a figure every stage is independent; aligned .7 refuses three tenths as many.
        refused = 0.15 * 0.3 if dismissed < 0.05 else 0.15
        charged = year["acts.ghost"] * (1 - dismissed) * (1 - refused)
        charged += year["acts.supply"] * (1 - refused)
        assert year["persons_charged_wrongly"] == pytest.approx(charged)


def test_what_a_reform_cannot_be_is_refused():
    with pytest.raises(ValueError, match="by year alone"):
        ledger(told("none"), FORCE, CHANCES, everything(), settings(reformed(2, "none")))
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        reformed(0, "none")
    town = World.model_validate({"months": 2, "incentives": {"reform": {"year": 2, "regime": {}}}})
    with pytest.raises(WorldError, match="no records are made of it"):
        next(chunks(prepare(town, 1, 0.2), Ledger({})))
