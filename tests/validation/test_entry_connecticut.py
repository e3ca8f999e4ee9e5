"""Are stops of one Connecticut town entered later when they are dated before the end of a month?

Nothing was alleged of this town; its tickets count for no month. The entry takes days for some.
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
name = "stops of a town"
agency = "a town of Connecticut"
jurisdiction = "US-CT"
time_zone = "America/New_York"

[[tables.incidents]]
source = "stops.csv"
[tables.incidents.columns]
incident_id = "ProfileNo"
officer_id = "ReportingOfficerIdentificationID"
occurred_at = "occurred"
recorded_at = "recorded"

[[periods]]
name = "month"
rule = "month"
"""


def stops(data):
    """Fifteen months of stops, with the minute of the stop and that of its entry."""
    files = sorted(data.glob("ct_wethersfield_stops_*.csv.gz"))
    rows = pd.concat([pd.read_csv(file, low_memory=False) for file in files])
    for name, column in (("occurred", "InterventionDateTime"), ("recorded", "CreatedDate")):
        rows[name] = pd.to_datetime(rows[column], format="mixed").dt.strftime("%Y-%m-%d %H:%M")
    return rows[["ProfileNo", "ReportingOfficerIdentificationID", "occurred", "recorded"]]


@pytest.fixture
def entry(tmp_path, shared_data):
    rows = stops(shared_data)
    rows.to_csv(tmp_path / "stops.csv", index=False)
    (tmp_path / "engagement.toml").write_text(ENGAGEMENT, encoding="utf-8")
    outcome = audit_file(tmp_path / "engagement.toml", tmp_path / "run")
    results = [each for each in outcome.results if each.check == "records.entry_lag"]
    return rows, {(each.aspect, each.subject_kind, each.subject): each for each in results}


def test_entry_is_no_later_at_the_ends_of_months(entry):
    rows, results = entry
    result = results["month ends", "agency", ""]
    day, entered = (pd.to_datetime(rows[name]).dt.normalize() for name in ("occurred", "recorded"))
    end = day + pd.offsets.MonthEnd(0)
    last = (end - day).dt.days < 3
    assert (result.n, result.detail["late"]) == (last.sum(), (last & (entered > end)).sum())
    assert (result.n, result.detail["late"], result.detail["expected"]) == (420, 46, 49.7)
    assert result.verdict == "not_found"
    assert result.smallest_detectable == pytest.approx(0.098, abs=0.001)


def test_no_officer_enters_in_batches_at_month_ends_more_than_others(entry):
    _, results = entry
    batches = {key: each for key, each in results.items() if key[0] == "month batches"}
    assert batches["month batches", "agency", ""].verdict == "described"
    assert not any(each.names_pattern for each in batches.values())
