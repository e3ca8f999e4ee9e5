"""Is the power curve of an act what the calibration's files say, dose by dose?"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tallystick.calibrate import act_power
from tallystick.calibrate.act_power import SEEN_BY, power_of_acts
from tallystick.simulate.incentives import ACTS, Audits

PUBLISHED = Path(__file__).parents[2] / "docs" / "calibration"
ROWS = {
    "one": [
        ("made up", 0.1, "medium", "unit", 0.3),
        ("made up", 0.5, "medium", "unit", 0.2),
        ("made up", 1.0, "medium", "unit", 0.9),
        ("made up", 0.5, "large", "unit", 1.0),
        ("made up", 0.1, "medium", "officer", 1.0),
        ("another act", 0.1, "medium", "unit", 1.0),
        ("clean", None, "medium", "unit", 0.02),
        ("clean", None, "medium", "officer", 0.9),
    ],
    "two": [
        ("made up", 0.1, "medium", "unit", 0.1),
        ("made up", 0.5, "medium", "unit", 0.6),
        ("made up", 1.0, "medium", "unit", None),
        ("clean", None, "medium", "unit", 0.04),
    ],
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(act_power, "SEEN_BY", {"ghost": (("one", "made up"), ("two", "made up"))})
    names = ("world", "dose", "size", "subject_kind", "found")
    for check, rows in ROWS.items():
        columns = dict(zip(names, zip(*rows, strict=True), strict=True))
        pq.write_table(pa.table(columns), tmp_path / f"{check}.parquet")
    return tmp_path


def test_the_best_check_at_each_dose_made_monotone_by_hand(folder):
    by_hand = ((0.0, 0.04), (0.1, 0.3), (0.5, 0.6), (1.0, 0.9))
    assert power_of_acts(folder) == {"ghost": by_hand}


def test_a_dose_at_which_less_is_found_takes_the_one_before(folder, monkeypatch):
    monkeypatch.setattr(act_power, "SEEN_BY", {"ghost": (("one", "made up"),)})
    assert power_of_acts(folder)["ghost"] == ((0.0, 0.02), (0.1, 0.3), (0.5, 0.3), (1.0, 0.9))


def test_a_world_that_the_folder_lacks_is_named(folder):
    with pytest.raises(ValueError, match=r"one: the calibration in .* has no units in 'made up'"):
        power_of_acts(folder, "small")


def test_the_published_calibration_gives_a_curve_that_a_world_takes():
    curves = power_of_acts(PUBLISHED)
    assert set(curves) == set(SEEN_BY) <= set(ACTS)
    audits = Audits(shares={"checks": 1.0}, power=curves)
    assert audits.power == curves
    for points in curves.values():
        assert [dose for dose, _ in points] == [0.0, 0.1, 0.25, 0.5, 1.0]
        assert points[0][1] < 0.1 < points[-1][1]
