"""Is a difference of hit rates named only where the thresholds differ by .05 the same way?"""

import pytest

from tallystick.audit.multiplicity import at_level
from tallystick.checks.outcomes.hit_rate.results import ONE_LINE, _judged
from tallystick.findings import Result
from tallystick.stats import estimate
from tallystick.stats.proportions.group_gap import Gap

NAME = "outcomes.hit_rate"


@pytest.mark.parametrize(
    ("difference", "low", "high", "verdict"),
    [
        (-0.1, -0.13, -0.051, "differs"),
        (-0.1, -0.13, -0.049, "withheld"),  # it leaves out zero, and by less than .05
        (-0.1, 0.06, 0.13, "withheld"),  # the other way
        (0.1, 0.051, 0.13, "differs"),
        (0.1, 0.049, 0.13, "withheld"),
        (0.1, -0.13, -0.06, "withheld"),
    ],
)
def test_the_thresholds_must_differ_by_a_margin(difference, low, high, verdict):
    detail = {"threshold": 0.2, "threshold_low": low, "threshold_high": high}
    bare = Result(NAME, "agency", "", "B beside A", "insufficient", 500, "gap",
                  estimate=difference, interval=(-0.2, 0.2), detail=detail)  # fmt: skip
    gap = estimate.Tested(
        n=500, estimate=difference, interval=(-0.2, 0.2), p_value=0.002, minimum_detectable=0.08,
        numbers=Gap(100, 150, 500, 0.001, 0.002, 30.0),
    )  # fmt: skip
    said = at_level(_judged(bare, gap))
    assert said.verdict == verdict
    assert said.p_value == (0.002 if verdict == "differs" else None)
    assert said.reason == ("" if verdict == "differs" else ONE_LINE)
