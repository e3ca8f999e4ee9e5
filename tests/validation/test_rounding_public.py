"""Whose speeds are rounded to a line, or moved over it, among Boston's citations of 2020?

Speeds over the limit bunch at 10, 15, 20 and 25 for everybody: that is no subject's change at a
line and nobody's movement over it, and no change in a month is known.
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
LINE = """
[[lines]]
name = "{mph} mph over"
kind = "speed_over_limit"
value = {mph}
unit = "[mi_i]/h"
inclusive = {inclusive}
direction = "{direction}"
citation = "none: {mph} is an ordinary round number here"
"""
NUMBERS = (10, 15, 20, 25)
ROUNDING, BUNCHING = "exhibits.rounding_style", "exhibits.threshold_bunching"


def speeds(data):
    rows = pd.read_parquet(data / "boston_offenses_2020.parquet")
    rows = rows[(rows.viol_speed > rows.posted_speed) & (rows.posted_speed > 0)]
    rows = rows[rows.officer_id.notna()]
    return pd.DataFrame({
        "district": rows.issuing_agency, "officer": rows.officer_id.astype(str),
        "day": rows.event_date.astype(str).str[:10], "over": rows.viol_speed - rows.posted_speed,
    })  # fmt: skip


def audited(data, folder, direction):
    """Movement up counts a speed on the line as over it, movement down as not yet over it."""
    speeds(data).to_csv(folder / "speeds.csv", index=False)
    inclusive = str(direction == "up").lower()
    lines = [LINE.format(mph=mph, inclusive=inclusive, direction=direction) for mph in NUMBERS]
    (folder / "engagement.toml").write_text(ENGAGEMENT + "".join(lines), encoding="utf-8")
    return audit_file(folder / "engagement.toml", folder / "run", (ROUNDING, BUNCHING))


@pytest.fixture(scope="module")
def outcome(shared_data, tmp_path_factory):
    return audited(shared_data, tmp_path_factory.mktemp("boston"), "up")


def results(outcome, check, kind=None):
    return [each for each in outcome.results
            if each.check == check and kind in (None, each.subject_kind)]  # fmt: skip


def test_ordinary_rounding_is_nobodys_change(outcome):
    tested = [each for each in results(outcome, ROUNDING) if each.p_value is not None]
    print(f"| over time | {len(tested)} tested, least p {min(x.p_value for x in tested):.2g} |")
    assert {each.detail["source"] for each in tested} == {"over time"}
    assert len(tested) == 14
    assert min(each.p_value for each in tested) > 0.05
    assert outcome.findings == ()


def test_at_a_line_too_few_speeds_lie_about_other_numbers_as_round(outcome):
    at_line = [each for each in results(outcome, ROUNDING) if each.detail["source"] == "at a line"]
    assert {each.aspect for each in at_line} == {f"{mph} mph over" for mph in NUMBERS}
    assert {each.verdict for each in at_line} == {"insufficient"}


def movements(outcome):
    """The agency's movement results by the line's number."""
    return {round(each.detail["value"]): each for each in results(outcome, BUNCHING, "agency")
            if not each.aspect.endswith(": heap")}  # fmt: skip


def test_the_agencys_speeds_are_moved_neither_up_nor_down(shared_data, outcome, tmp_path):
    over = speeds(shared_data).over
    down = audited(shared_data, tmp_path, "down")
    told = [[movements(each)[mph].verdict for mph in NUMBERS] for each in (outcome, down)]
    print(f"| upwards and downwards at {NUMBERS} | {told} |")
    assert told == [["insufficient"] * 2 + ["not_found"] * 2, ["not_found"] * 3 + ["insufficient"]]
    assert (*outcome.findings, *down.findings) == ()
    for mph, each in movements(outcome).items():
        before = over.between(mph - each.detail["source_width"], mph, inclusive="left")
        assert each.detail["hole_recorded"] == before.sum()


def test_no_officer_and_no_unit_is_told_to_move_speeds(shared_data, outcome):
    number = speeds(shared_data).officer.value_counts()
    for kind, told, subjects in (("unit", 10, 6), ("officer", 12, 7)):
        tested = [each for each in results(outcome, BUNCHING, kind) if each.p_value is not None]
        print(f"| {kind} | {len(tested)} tests, least p {min(x.p_value for x in tested):.2g} |")
        assert (len(tested), len({each.subject for each in tested})) == (told, subjects)
        assert min(each.p_value for each in tested) > 0.05
    assert len({each.subject for each in results(outcome, BUNCHING, "officer")}) == len(number)
    assert all(number[each.subject] >= 28 for each in tested)
    could = sorted(each.smallest_detectable for each in tested if each.smallest_detectable < 0.5)
    assert could == pytest.approx([0.375, 0.471], abs=0.001)
