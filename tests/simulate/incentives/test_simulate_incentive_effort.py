"""Does pressure bring more honest work, by as much as the world says?"""

import numpy as np
import pytest

from tallystick.simulate.incentives import Incentives, Opportunity, Regime, Staff, decide
from tallystick.simulate.streams import Streams

UNITS, EACH, MONTHS = 6, 40, 36
CASES = 9.0


def decided(kind, effort, seed=3):
    months = np.arange(MONTHS)
    unit = np.repeat(np.arange(UNITS), EACH)
    staff = Staff(
        unit_of=np.repeat(unit[:, None], MONTHS, axis=1),
        duty=np.ones((UNITS * EACH, MONTHS)),
        ability=np.full(UNITS * EACH, CASES),
        season=np.ones((UNITS * EACH, MONTHS)),
        month_of_year=months % 12 + 1,
        year=months // 12,
        narcotics=np.ones(UNITS, dtype=bool),
    )
    ones = np.ones(UNITS)
    regime = Regime(kind=kind, effort=effort, pressure=2.0)
    chances = Opportunity(ones, ones, ones, ones / 3)
    return unit, decide(staff, chances, [], Incentives(regime=regime), Streams(seed))


@pytest.mark.parametrize("kind", ["none", "count", "prior_year", "peer_median", "severity"])
@pytest.mark.parametrize("effort", [0.0, 0.5])
def test_effort_is_that_share_of_the_pressure_and_raises_honest_cases_by_it(kind, effort):
    unit, decision = decided(kind, effort)
    np.testing.assert_allclose(decision.effort, effort * decision.pressure[unit], atol=1e-12)
    assert (decision.effort.max() > 0.1) == (kind != "none" and effort > 0)
    expected = CASES * (1 + decision.effort).sum()
    assert abs(decision.honest.sum() - expected) < 4.5 * np.sqrt(expected)
