"""What did a world cost whom, and what was truly done in it, before any record is made?"""

from __future__ import annotations

from collections.abc import Mapping

from tallystick.simulate.incentives import by_year, ledger
from tallystick.simulate.opportunity import opportunities
from tallystick.simulate.plan import staff_of
from tallystick.simulate.stream import Prepared


def outcomes(prepared: Prepared) -> dict[str, float]:
    """Harm, benefit and cost of a prepared world by name; see `ledger`."""
    world, force = prepared.world, prepared.force
    return ledger(
        prepared.plan.decision,
        staff_of(force, prepared.calendar),
        opportunities(world, force),
        prepared.plan.planted,
        world.incentives,
    )


def yearly_outcomes(prepared: Prepared) -> list[Mapping[str, float]]:
    """The same for each year, also where a reform changes the figure; see `by_year`."""
    world, force = prepared.world, prepared.force
    return list(
        by_year(
            prepared.plan.decision,
            staff_of(force, prepared.calendar),
            opportunities(world, force),
            prepared.plan.planted,
            world.incentives,
        )
    )
