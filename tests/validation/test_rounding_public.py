"""Whose speeds are rounded to a line, and whose rounding changed, among Boston's citations of 2020?

Speeds over the limit bunch at 10, 15, 20 and 25 for everybody: that is no subject's change at a
line, and no change in a month is known.
"""

import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from public_data import audit_file

pytestmark = pytest.mark.shared
ENGAGEMENT = """
[engagement]
name = "speeds"
agency = "police districts"
jurisdiction = "US"
time_zone = "America/New_York"

[[tables.measurements]]
source = "speeds.csv"
[tables.measurements.columns]
unit_id = "district"
officer_id = "officer"
kind = {constant = "speed_over_limit"}
measured_at = {column = "day", format = "%Y-%m-%d"}
value = "over"
unit = {constant = "[mi_i]/h"}
"""
LINES = "".join(
    f"""
[[lines]]
name = "{mph} mph over"
kind = "speed_over_limit"
value = {mph}
unit = "[mi_i]/h"
inclusive = true
citation = "none: {mph} is an ordinary round number here"
"""
    for mph in (10, 15, 20, 25)
)
CHECK = "exhibits.rounding_style"


@pytest.fixture
def results(shared_data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("boston")
    rows = pd.read_parquet(shared_data / "boston_offenses_2020.parquet")
    rows = rows[(rows.viol_speed > rows.posted_speed) & (rows.posted_speed > 0)]
    rows = rows[rows.officer_id.notna()]
    pd.DataFrame({
        "district": rows.issuing_agency, "officer": rows.officer_id.astype(str),
        "day": rows.event_date.astype(str).str[:10], "over": rows.viol_speed - rows.posted_speed,
    }).to_csv(folder / "speeds.csv", index=False)  # fmt: skip
    (folder / "engagement.toml").write_text(ENGAGEMENT + LINES, encoding="utf-8")
    outcome = audit_file(folder / "engagement.toml", folder / "run")
    own = [each for each in outcome.results if each.check == CHECK]
    return own, [each for each in outcome.findings if each.check == CHECK]


def test_ordinary_rounding_is_nobodys_change(results):
    tested = [each for each in results[0] if each.p_value is not None]
    assert {each.detail["source"] for each in tested} == {"over time"}
    assert len(tested) == 14
    assert min(each.p_value for each in tested) > 0.05
    assert results[1] == []


def test_at_a_line_too_few_speeds_lie_about_other_numbers_as_round(results):
    at_line = [each for each in results[0] if each.detail["source"] == "at a line"]
    assert {each.aspect for each in at_line} == {f"{mph} mph over" for mph in (10, 15, 20, 25)}
    assert {each.verdict for each in at_line} == {"insufficient"}
