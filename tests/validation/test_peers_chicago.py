"""Are six clusters of food inspectors that differ sixteen-fold told as different, and nobody named?

Shares of critical violations run from .025 to .408 and nothing was ever alleged: the differences
are those of districts, kinds of business and habits.
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
name = "food inspections"
agency = "a city's inspectors"
jurisdiction = "US-IL"
time_zone = "America/Chicago"

[[tables.incidents]]
source = "inspections.csv"
[tables.incidents.columns]
incident_id = "inspection_id"
officer_id = "who"
occurred_at = "day"
offense_code = "found"
area_id = "facility"

[[metrics]]
name = "critical violations"
table = "incidents"
where = { offense_code = ["critical"] }
"""


def inspections(data):
    rows = pd.read_parquet(data / "chicago_food_inspections.parquet")
    return pd.DataFrame({
        "inspection_id": rows.inspection_id,
        "who": rows.inspector,
        "day": rows.inspection_date.dt.strftime("%Y-%m-%d %H:%M"),
        "found": rows.critical_found.map({1.0: "critical", 0.0: "none"}),
        "facility": rows.facility_type,
    })  # fmt: skip


def asked(rows, folder):
    folder.mkdir()
    rows.to_csv(folder / "inspections.csv", index=False)
    (folder / "engagement.toml").write_text(ENGAGEMENT, encoding="utf-8")
    outcome = audit_file(folder / "engagement.toml", folder / "run")
    said = [each for each in outcome.results if each.check == "people.peer_benchmark"]
    return said, outcome.findings


def test_six_clusters_are_told_apart_and_none_is_named(tmp_path, shared_data):
    rows = inspections(shared_data)
    said, findings = asked(rows, tmp_path / "six")
    assert not findings
    assert {each.verdict for each in said} == {"insufficient"}
    raw = rows.assign(hit=rows.found == "critical").groupby("who").hit.agg(["sum", "count"])
    shares = raw["sum"] / raw["count"]
    print(f"| six clusters | {shares.min():.1%} to {shares.max():.1%}, {len(findings)} findings |")
    assert (shares.min(), shares.max()) == pytest.approx((0.025, 0.408), abs=5e-4)
    for each in said:
        assert each.n == raw["count"][each.subject]
        assert each.detail["counted"] == raw["sum"][each.subject]
        assert each.interval[0] < each.estimate < each.interval[1]
        assert "6 officers could be set beside peers" in each.reason
    differ = {each.subject for each in said if each.reason.startswith("differs from the others")}
    assert differ == {"blue", "brown", "green", "purple", "yellow"}
    purple = next(each for each in said if each.subject == "purple")
    assert purple.estimate == pytest.approx(0.284, abs=0.002)


def test_a_hundred_inspectors_of_these_clusters_are_not_named_either(tmp_path, shared_data):
    """Each cluster cut by chance into twenty: the spread is theirs, so nobody is far outside."""
    rows = inspections(shared_data)
    rows["who"] += "-" + (rows.inspection_id % 20).astype(str)
    said, findings = asked(rows, tmp_path / "hundred")
    assert (len(said), findings) == (120, ())
    assert {each.verdict for each in said} == {"not_found"}
    assert min(each.p_value for each in said) > 0.01
    assert said[0].detail["between"] == pytest.approx(0.113, abs=0.01)


def test_one_who_were_far_outside_even_these_would_be_told_as_different(tmp_path, shared_data):
    rows = inspections(shared_data)
    rows["who"] += "-" + (rows.inspection_id % 20).astype(str)
    rows.loc[rows.who == "green-3", "found"] = "critical"
    _, findings = asked(rows, tmp_path / "one")
    (finding,) = findings
    assert (finding.subject, finding.verdict) == ("green-3", "differs")
    assert "weak evidence" in finding.caveats[0]
    assert "more than the ordinary spread among" in finding.condition
