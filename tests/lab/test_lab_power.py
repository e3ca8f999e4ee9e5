"""Are the lab's power curves those of the published calibration, and its named checks fixed?"""

from pathlib import Path

import pytest

from tallystick.calibrate.act_power import NAMED_BEFOREHAND, SEEN_BY
from tallystick.calibrate.act_power import power_of_acts as calibrated
from tallystick.calibrate.whole import SEES
from tallystick.lab.power import curves, points_of, power_of_acts
from tallystick.simulate.behaviours import behaviour
from tallystick.simulate.incentives import ACTS, Audits

PUBLISHED = Path(__file__).parents[2] / "docs" / "calibration"


def test_a_curve_is_found_by_its_act_and_check():
    """What the file holds is held to the calibration by tests/docs/test_generated_pages.py."""
    for each in curves():
        assert points_of(each.act, each.check) == each.points
    assert points_of("ghost", "figures.digits") is None


def test_the_curve_of_an_act_is_that_of_its_best_check_as_calibration_has_it():
    best, expected = power_of_acts(), calibrated(PUBLISHED)
    assert best.keys() == expected.keys()
    for act, points in best.items():
        assert [dose for dose, _ in points] == [dose for dose, _ in expected[act]]
        assert [c for _, c in points] == pytest.approx([c for _, c in expected[act]], abs=1e-4)
    assert Audits(power=best).power == best


def test_each_act_has_the_checks_that_calibration_and_whole_audits_name_for_it():
    assert set(NAMED_BEFOREHAND) == set(ACTS)
    for act, checks in NAMED_BEFOREHAND.items():
        named = {check for check, _ in SEEN_BY.get(act, ())}
        for kind, seeing in SEES.items():
            named |= set(seeing) if behaviour(kind).acts == (act,) else set()
        assert set(checks) == named
        assert len(checks) == len(set(checks))
    assert NAMED_BEFOREHAND["unrecord"] == ()
    assert NAMED_BEFOREHAND["supply"] == ("people.supplied_buyers",)
