"""What do the checks of heaps say of hours that a contract sets? Boston's paid court overtime.

Nine in ten appearances are paid exactly four hours, the least that the contract pays: the heap is
real, and no one's doing. Paid hours follow from worked ones and are no readings.
"""

import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from public_data import audit_file

pytestmark = pytest.mark.shared
ROUNDING, BUNCHING = "exhibits.rounding_style", "exhibits.threshold_bunching"
TOTALS = "figures.round_targets"
SQUAD = "A-1 DCU SQUAD"
AGENCY = """
[engagement]
name = "court overtime"
agency = "a police department"
time_zone = "America/New_York"
"""
ENGAGEMENT = """
[[tables.measurements]]
source = "paid.csv"
[tables.measurements.columns]
unit_id = "squad"
officer_id = "officer"
kind = {{constant = "duration"}}
measured_at = {{column = "day", format = "%Y-%m-%d"}}
value = "paid"
unit = {{constant = "{unit}"}}

[[lines]]
name = "four hours"
kind = "duration"
value = {line}
unit = "{unit}"
inclusive = true
citation = "the contract: an appearance in court is paid four hours or more"
"""
FIGURES = """
[[tables.reported_figures]]
source = "totals.csv"
[tables.reported_figures.columns]
unit_id = "squad"
metric = {constant = "paid hours"}
period_start = "first"
period_end = "last"
value = "paid"
"""


@pytest.fixture(scope="module")
def paid(shared_data):
    rows = pd.read_parquet(shared_data / "boston_court_overtime_2019_2022.parquet")
    squad = rows.ASSIGNED_DESC.str.encode("ascii", "ignore").str.decode("ascii")
    return pd.DataFrame({
        "squad": squad.str.split().str.join(" "), "officer": rows.ID,
        "day": pd.to_datetime(rows.OTDATE, format="%d-%b-%y"), "paid": pd.to_numeric(rows.OTHOURS),
    })  # fmt: skip


def audited(folder, paid, hour, unit, check):
    rows = paid.assign(paid=paid.paid * hour)
    rows.to_csv(folder / "paid.csv", index=False, date_format="%Y-%m-%d")
    text = AGENCY + ENGAGEMENT.format(unit=unit, line=4 * hour)
    (folder / "engagement.toml").write_text(text, encoding="utf-8")
    return audit_file(folder / "engagement.toml", folder / "run", (check,))


def test_nine_in_ten_are_paid_four_hours_in_every_year(paid):
    shares = (paid.paid == 4).groupby(paid.day.dt.year).mean()
    assert (len(paid), (paid.paid == 4).sum(), (paid.paid < 4).sum()) == (62649, 56103, 86)
    assert shares.round(2).tolist() == [0.87, 0.91, 0.93, 0.91]


def test_in_hours_too_few_steps_lie_below_four_to_tell(paid, tmp_path):
    (result,) = audited(tmp_path, paid, 1, "h", BUNCHING).results
    assert result.verdict == "insufficient"
    assert result.reason == "the hole is 2 recorded steps wide; at least 3 are needed"


def test_in_minutes_the_agency_has_a_heap_and_nothing_is_moved(paid, tmp_path):
    outcome = audited(tmp_path, paid, 60, "min", BUNCHING)
    moved, heap = (each for each in outcome.results if each.subject_kind == "agency")
    print(f"| the agency at 240 minutes | {moved.verdict}, {heap.verdict} |")
    assert (moved.verdict, moved.p_value, heap.verdict) == ("not_found", 1, "spike")
    others = [each for each in outcome.results if each.subject_kind != "agency"]
    assert len({each.subject for each in others}) > 1000
    assert {each.verdict for each in others} == {"insufficient"}
    assert heap.estimate == pytest.approx((paid.paid == 4).sum(), rel=0.01)
    (finding,) = outcome.findings
    assert "No matching number is missing before it" in finding.condition
    assert "does not show that records were moved" in finding.caveats[0]
    assert "A contract, tariff or rule sets this number" in [e.cause for e in finding.explanations]


def test_the_rounding_of_hours_that_are_worked_out_is_not_asked(paid, tmp_path):
    """Asked, it named a squad: whole hours, 2 of 47 before June 2019 and 55 of 120 since."""
    outcome = audited(tmp_path, paid, 1, "h", ROUNDING)
    assert [each.verdict for each in outcome.results] == ["insufficient"]
    assert outcome.findings == ()
    longer = paid[paid.paid >= 5]
    own, later = longer.squad == SQUAD, longer.day >= "2019-06-01"
    whole = (longer.paid % 1 == 0).groupby([own, later]).agg(["sum", "size"])
    assert whole.loc[True].to_numpy().tolist() == [[2, 47], [55, 120]]
    assert whole["sum"].div(whole["size"]).loc[False].round(2).tolist() == [0.6, 0.58]


def test_monthly_totals_end_in_quarters_of_an_hour_and_are_not_asked(paid, tmp_path):
    month = paid.day.dt.to_period("M")
    first, last = month.dt.start_time.dt.date, month.dt.end_time.dt.date
    sums = paid.assign(first=first, last=last).groupby(["squad", "first", "last"])["paid"].sum()
    totals = sums.reset_index()
    totals.to_csv(tmp_path / "totals.csv", index=False)
    (tmp_path / "engagement.toml").write_text(AGENCY + FIGURES, encoding="utf-8")
    results = audit_file(tmp_path / "engagement.toml", tmp_path / "run", (TOTALS,)).results
    assert {each.verdict for each in results} == {"insufficient"}
    broken = totals.groupby("squad")["paid"].apply(lambda hours: (hours % 1 != 0).any())
    fractions = [each for each in results if each.reason == "the figures are no whole numbers"]
    assert {each.subject for each in fractions} == set(broken[broken].index)
