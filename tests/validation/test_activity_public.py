"""Do records of real officers, of whom nothing of the kind is known, lie where they cannot be?

Boston's offences of 2020 beside claimed court hours, Seattle's Terry stops by 1,205 officers, and
the stops of one town of Connecticut. Nothing was alleged of them: what is told is a false alarm.
"""

import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from public_data import audit_file

pytestmark = pytest.mark.shared
IMPOSSIBLE, DEFAULT = "records.impossible_activity", "records.default_values"
ENGAGEMENT = """
[engagement]
name = "stops"
agency = "an agency"
time_zone = "America/New_York"

[[tables.incidents]]
source = "stops.csv"
[tables.incidents.columns]
officer_id = {column = "officer", strip_leading_zeros = true}
unit_id = "unit"
occurred_at = "at"
area_id = "area"
"""
DUTIES = """
[[tables.duties]]
source = "duties.csv"
[tables.duties.columns]
officer_id = {column = "officer", strip_leading_zeros = true}
kind = {constant = "court"}
from_at = "begun"
to_at = "ended"
"""


def audited(folder, stops, duties=None):
    stops.to_csv(folder / "stops.csv", index=False)
    text = ENGAGEMENT
    if duties is not None:
        duties.to_csv(folder / "duties.csv", index=False)
        text += DUTIES
    (folder / "engagement.toml").write_text(text, encoding="utf-8")
    return audit_file(folder / "engagement.toml", folder / "run", (IMPOSSIBLE, DEFAULT))


def told(outcome, check, aspect, kind):
    """How many subjects are tested, how many lie below .05, and whether any is a finding."""
    tested = [each for each in outcome.results
              if (each.check, each.aspect, each.subject_kind) == (check, aspect, kind)
              and each.p_value is not None]  # fmt: skip
    below = sum(each.p_value < 0.05 for each in tested)
    return len(tested), below, any(each.names_pattern for each in tested)


def level(outcome, aspect):
    wanted = (IMPOSSIBLE, aspect, "agency")
    (result,) = [each for each in outcome.results
                 if (each.check, each.aspect, each.subject_kind) == wanted]  # fmt: skip
    return result.detail["found"], result.n


def boston(data):
    rows = pd.read_parquet(data / "boston_offenses_2020.parquet")
    rows = rows[rows.officer_id.notna() & rows.time.notna()]
    at = rows.event_date + pd.to_timedelta(rows.time, unit="s")
    return pd.DataFrame({
        "officer": rows.officer_id, "unit": rows.issuing_agency, "area": rows.location_name,
        "at": at.dt.strftime("%Y-%m-%d %H:%M"),
    })  # fmt: skip


def court(data):
    """Claimed court hours whose end lies after their beginning; hours as four digits."""
    rows = pd.read_parquet(data / "boston_court_overtime_2019_2022.parquet")
    day = pd.to_datetime(rows.OTDATE, format="%d-%b-%y", errors="coerce")
    times = []
    for column in (rows.STARTTIME, rows.ENDTIME):
        text = column.astype(str).str.zfill(4)
        hour, minute = (
            pd.to_numeric(part, errors="coerce") for part in (text.str[:2], text.str[2:4])
        )
        times.append(day + pd.to_timedelta(hour * 60 + minute, unit="m"))
    kept = pd.DataFrame({"officer": rows.ID, "begun": times[0], "ended": times[1]}).dropna()
    return kept[kept.ended > kept.begun]


def within_court(stops, duties):
    """The stops of a day in court, and those within its hours, joined row by row.

    With them, how many they are where those of one unit within one hearing count once.
    """
    stops = stops.assign(officer=stops.officer.str.lstrip("0"), at=pd.to_datetime(stops["at"]))
    stops = stops[(stops["at"].dt.hour != 0) | (stops["at"].dt.minute != 0)].reset_index(drop=True)
    pairs = stops.reset_index().merge(
        duties.assign(officer=duties.officer.str.lstrip("0")), on="officer"
    )
    near = pairs[(pairs["at"].dt.normalize() >= pairs.begun.dt.normalize())
                 & (pairs["at"].dt.normalize() <= pairs.ended.dt.normalize())]  # fmt: skip
    inside = near[(near["at"] >= near.begun) & (near["at"] < near.ended)]
    last = inside.groupby("index").agg({"officer": "first", "unit": "first", "ended": "max"})
    found, stops_near = len(last), near["index"].nunique()
    once = len(last.drop_duplicates())
    return (found, stops_near), (once, stops_near - found + once)


def test_boston_s_officers_are_where_they_can_be(shared_data, tmp_path):
    stops, duties = boston(shared_data), court(shared_data)
    outcome = audited(tmp_path, stops, duties)
    print(f"| within court hours | {level(outcome, 'court')} |")
    assert within_court(stops, duties) == ((8, 613), (6, 611))
    assert level(outcome, "court") == (6, 611)
    for aspect in ("short gaps", "two areas"):
        print(f"| {aspect} | {told(outcome, IMPOSSIBLE, aspect, 'officer')} |")
        tested, below, found = told(outcome, IMPOSSIBLE, aspect, "officer")
        assert tested > 150
        assert below <= 0.06 * tested
        assert not found
    for aspect in ("short gaps", "two areas", "court"):
        tested, below, found = told(outcome, IMPOSSIBLE, aspect, "unit")
        assert (tested >= 8, below, found) == (True, 0, False)
    tested, below, found = told(outcome, DEFAULT, "all records", "officer")
    assert tested > 300
    assert below <= 0.06 * tested
    assert not found


def test_seattle_s_officers_are_not_told_apart(shared_data, tmp_path):
    rows = pd.read_csv(shared_data / "seattle_terry_stops.csv.gz", low_memory=False)
    at = rows["Reported Date"].str[:10] + " " + rows["Reported Time"]
    outcome = audited(tmp_path, pd.DataFrame({
        "officer": rows["Officer ID"].str.strip(), "unit": rows["Officer Squad"], "at": at,
        "area": rows.Beat,
    }))  # fmt: skip
    for check, aspect in (
        (IMPOSSIBLE, "short gaps"), (IMPOSSIBLE, "two areas"), (DEFAULT, "all records"),
    ):  # fmt: skip
        for kind in ("officer", "unit"):
            tested, below, found = told(outcome, check, aspect, kind)
            print(f"| {kind}, {aspect} | {below} of {tested}, {found} found |")
            assert tested > 80
            assert below <= 0.06 * tested
            assert not found


def test_a_town_of_connecticut_has_two_stops_too_close(shared_data, tmp_path):
    files = sorted(shared_data.glob("ct_wethersfield_stops_*.csv.gz"))
    rows = pd.concat([pd.read_csv(file, low_memory=False) for file in files])
    at = pd.to_datetime(rows.InterventionDateTime, format="mixed")
    outcome = audited(tmp_path, pd.DataFrame({
        "officer": rows.ReportingOfficerIdentificationID, "unit": "",
        "at": at.dt.strftime("%Y-%m-%d %H:%M"), "area": rows.InterventionLocationName,
    }))  # fmt: skip
    print(f"| short gaps | {level(outcome, 'short gaps')} |")
    assert level(outcome, "short gaps") == (2, 1693)
    assert level(outcome, "two areas")[0] == 3
    assert not told(outcome, IMPOSSIBLE, "short gaps", "officer")[2]
