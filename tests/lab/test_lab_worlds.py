"""Are the outcomes of a world those that its records hold, and is shared ground the same ground?"""

import numpy as np
import pytest
from labs import WORLD

from tallystick.lab.levels import changed
from tallystick.lab.one_world import decided, ground
from tallystick.lab.units import figures, unit_ratios
from tallystick.simulate.figures import Ledger
from tallystick.simulate.happened import summary
from tallystick.simulate.outcomes import outcomes
from tallystick.simulate.stream import ALL, chunks, prepare

KINDS = {
    "severity": "severity", "none": "none", "quota": "quota", "clearance": "clearance",
}  # fmt: skip


def world_with(**changes):
    on = ground(WORLD, 1.0, 3)
    told = [(f"incentives.{key.replace('__', '.')}", value) for key, value in changes.items()]
    return on, changed(on.prepared.world, told)


@pytest.mark.parametrize("kind", KINDS)
def test_deciding_on_shared_ground_is_making_the_world_anew(kind):
    """To the last bit, whatever was decided on the same ground before."""
    on, world = world_with(regime__kind=kind, filters__aligned=0.2)
    shared, anew = decided(on, world), prepare(world, world.seed * 1000 + 3)
    for one, other in (
        (shared.plan.decision.honest, anew.plan.decision.honest),
        (shared.plan.decision.reported, anew.plan.decision.reported),
        *zip(shared.plan.decision.added, anew.plan.decision.added, strict=True),
        *zip(shared.plan.decision.propensity, anew.plan.decision.propensity, strict=True),
    ):
        np.testing.assert_array_equal(one, other)
    assert shared.ways.filters == anew.ways.filters
    assert outcomes(shared) == outcomes(anew)


def happened(prepared):
    """What the records of a world say, from the summary of its truth."""
    ledger = Ledger.empty(len(prepared.force.unit_names), prepared.calendar.months)
    total = {}
    for made in chunks(prepared, ledger, ALL):
        for measure, counts in made.tally.items():
            total[measure] = total.get(measure, 0) + counts
    told = summary(prepared, ledger, total, dict.fromkeys(("tables/incidents",), 1), 1.0)
    return told["happened"], told["schemes"]


def test_outcomes_are_what_the_records_of_the_world_hold():
    """Counted acts to the last one; acts on single records within their chance."""
    on, world = world_with(
        regime__kind="count", supply__start=0.02, people__never_gamers=0.1, people__gain=12.0
    )
    prepared = decided(on, world)
    found = outcomes(prepared)
    told, schemes = happened(prepared)
    assert found["acts.ghost"] == told["ghost"] > 5
    assert found["acts.easy"] == told["easy"] > 20
    assert found["acts.supply"] == told["supplied_cases"] > 5
    assert found["schemes_begun"] == schemes["begun"] > 0
    assert found["schemes_stopped_before_sale"] == schemes["stopped_before_a_sale"]
    assert found["cases"] == prepared.plan.decision.honest.sum()
    assert 0 < found["persons_charged_wrongly"] <= told["ghost"] + told["supplied_cases"]
    assert found["true"] == told["true_events"] - told["easy"]
    made = told["ghost"] + told["easy"] + told["supplied_cases"]
    assert found["reported"] == pytest.approx(found["true"] + made, abs=found["acts.backdate"] + 1)
    assert found["acts.witness"] == pytest.approx(told["stock_witness"], rel=0.35)


def test_units_and_the_whole_have_one_figure():
    on, world = world_with(regime__kind="severity")
    prepared = decided(on, world)
    reported, true = figures(prepared)
    assert outcomes(prepared)["reported"] == pytest.approx(reported.sum())
    assert unit_ratios(prepared) == pytest.approx((reported / true).tolist())


def test_an_act_that_is_nearly_closed_leaves_the_luck_of_others():
    """Common random numbers: where nobody games, closing an act changes no bit."""
    on, world = world_with(people__never_gamers=1.0, regime__kind="count")
    one = outcomes(decided(on, world))
    other = outcomes(decided(on, changed(world, [("incentives.regime.opportunities.ghost", 0.1)])))
    assert one == other
    assert one["acts.ghost"] == one["acts.easy"] == 0
