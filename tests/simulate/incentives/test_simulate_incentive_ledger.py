"""Does the ledger add up what a hand adds up?"""

from __future__ import annotations

import numpy as np
import pytest
from decided_worlds import CHANCES, EVERYWHERE, FORCE, everything, world

from tallystick.simulate.incentives import (
    ACTS,
    Audits,
    Filters,
    Harm,
    Incentives,
    Opportunity,
    Planted,
    Regime,
    Supply,
    ledger,
)
from tallystick.simulate.incentives.ledger import sanctioned

SETTINGS = Incentives(
    regime=Regime(kind="prior_year", pressure=2.0),
    audits=Audits(chance=0.5, hours=100.0),
    supply=Supply(start=0.02),
    filters=Filters(aligned=0.5, laboratory=0.1, prosecutor=0.2, court=0.4),
    harm=Harm(months_made=10.0, months_moved=30.0),
)


@pytest.fixture(scope="module")
def told():
    planted = everything()
    held = {name: getattr(SETTINGS, name) for name in type(SETTINGS).model_fields}
    decision = world(planted, **held)
    return decision, ledger(decision, FORCE, CHANCES, planted, SETTINGS)


def test_acts_are_added_up_by_kind(told):
    decision, sums = told
    place = {act: at for at, act in enumerate(ACTS)}
    assert sums["acts.ghost"] == decision.added[place["ghost"]].sum() > 0
    assert sums["acts.supply"] == decision.sales.sum() > 0
    honest = decision.honest
    for act, per in (("threshold", 0.1), ("backdate", 0.1), ("copied", 1.0), ("unfound", 1.4)):
        by_hand = sum(
            per * honest[i, m] * decision.propensity[place[act]][i, m]
            for i in range(honest.shape[0])
            for m in range(honest.shape[1])
        )
        assert sums[f"acts.{act}"] == pytest.approx(by_hand)


def test_persons_and_months_follow_the_stages(told):
    _, sums = told
    ghosts, buyers = sums["acts.ghost"], sums["acts.supply"]
    charged = ghosts * (1 - 0.05) * (1 - 0.1) + buyers * (1 - 0.1)
    assert sums["persons_charged_wrongly"] == pytest.approx(charged)
    assert sums["persons_convicted_wrongly"] == pytest.approx(charged * (1 - 0.2))
    moved = sums["acts.threshold"] * (1 - 0.25 * 0.5) * (1 - 0.01 * 0.5)
    months = charged * 0.8 * 10 + moved * 30
    assert sums["months"] == pytest.approx(months)
    assert sums["arrest_days"] == 0


def test_benefit_cost_and_figures(told):
    decision, sums = told
    assert sums["serious_solved"] == pytest.approx(0.2 * decision.honest.sum())
    assert sums["auditor_hours"] == 100 * decision.audited.sum() > 0
    assert sums["true"] == decision.honest.sum()
    assert sums["reported"] == pytest.approx(decision.reported.sum())
    assert sums["schemes_begun"] == len(decision.schemes.entry) > 0
    first, stopped = decision.schemes.first_sale, decision.schemes.stopped
    months = FORCE.unit_of.shape[1]
    ended = sum(f < 0 and s < months for f, s in zip(first, stopped, strict=True))
    assert sums["schemes_stopped_before_sale"] >= ended > 0
    made = sum(each for each in decision.added).astype(float)
    for scheme, officer in enumerate(decision.schemes.officer):
        made[officer] += decision.sales[scheme]
    share = made / np.maximum(made + decision.honest, 1)
    assert sums["officer_hours"] == pytest.approx((160 * FORCE.duty * share).sum())
    assert all(isinstance(value, float) for value in sums.values())


def test_a_complaint_that_two_acts_touch_is_lost_once():
    planted = [Planted(act, 1.0, EVERYWHERE, "decree") for act in ("unrecord", "unfound")]
    decision = world(planted)
    sums = ledger(decision, FORCE, CHANCES, planted, Incentives())
    serving = FORCE.unit_of >= 0
    assert sums["complaints_lost"] == pytest.approx(1.4 * decision.honest[serving].sum())
    assert sums["acts.unrecord"] == pytest.approx(sums["complaints_lost"])


def test_the_world_may_say_what_is_serious():
    ones = np.ones(6)
    chances = Opportunity(0.1 * ones, 0.2 * ones, 1.4 * ones, 0.3 * ones, serious=0.5 * ones)
    decision = world()
    sums = ledger(decision, FORCE, chances, [], Incentives())
    assert sums["serious_solved"] == pytest.approx(0.5 * decision.honest.sum())


def test_persons_sanctioned_are_counted_once_and_a_successor_is_another():
    struck = np.array([[0, 1, 0, 1], [1, 2, 1, 0], [0, 0, 0, 0], [2, 2, 0, 0], [1, 1, 2, 0]])
    assert sanctioned(struck) == (1 + 2 + 2 + 1, 4)
