"""Is a frame with whatever headers read as `init --yes` reads a file of it, and told so?"""

import re
import tomllib
import warnings

import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from reading import read
from typer.testing import CliRunner

import tallystick as ts
from tallystick.cli import app
from tallystick.load import InputError

DAYS = [f"{1 + k % 28:02d}.01.2024" for k in range(40)]
STOPS = pd.DataFrame(
    {
        "Stop ID": [f"s{k}" for k in range(40)],
        "Stop Date": DAYS,
        "Officer ID": [f"o{k % 5}" for k in range(40)],
        "Beat": [f"b{k % 3}" for k in range(40)],
        "Searched": ["YN"[k % 2] for k in range(40)],
        "<b>Weather</b>": "rain",
    }
)
# Worked out by hand from the headers: what fills what.
EXPECTED = {
    "incident_id": ("Stop ID",),
    "occurred_at": ("Stop Date",),
    "officer_id": ("Officer ID",),
    "area_id": ("Beat",),
    "search_conducted": ("Searched",),
}


def test_a_proposal_tells_what_fills_what_and_what_fills_nothing():
    proposal = ts.propose(STOPS)
    assert {each.table for each in proposal.columns} == {"incidents"}
    assert {each.column: each.headers for each in proposal.columns} == EXPECTED
    assert all(each.why and not each.question for each in proposal.columns)
    assert proposal.unused == ("<b>Weather</b>",)
    lines = repr(proposal).splitlines()
    assert re.split(r"  +", lines[0]) == ["table", "column", "read from", "why", "open question"]
    assert len(lines) == 2 + len(EXPECTED)
    assert lines[-1] == "Not used: <b>Weather</b>"


def test_its_view_is_a_table_in_which_no_header_is_markup():
    html = ts.propose(STOPS)._repr_html_()
    page = read(html)
    rows = [[cell.text() for cell in row.walk() if cell.tag == "td"] for row in page.all("tr")][1:]
    assert {row[1]: (row[2],) for row in rows} == EXPECTED
    assert page.all("p")[0].text() == "Not used: <b>Weather</b>"
    assert "<b>" not in html


@pytest.fixture(scope="module")
def proposed(tmp_path_factory):
    """The engagement that the shell proposes for the same records in a file."""
    folder = tmp_path_factory.mktemp("init")
    STOPS.to_parquet(folder / "frame.parquet")
    said = ["--yes", "--agency", "City Police", "--time-zone", "Asia/Almaty"]
    ran = CliRunner().invoke(app, ["init", str(folder), *said])
    assert ran.exit_code == 0, ran.output
    return folder


def test_its_engagement_is_that_of_init(proposed):
    proposal = ts.propose(STOPS, agency="City Police", time_zone="Asia/Almaty")
    ours = tomllib.loads(proposal.engagement)
    theirs = tomllib.loads((proposed / "engagement.toml").read_text(encoding="utf-8"))
    del ours["engagement"]["name"], theirs["engagement"]["name"]
    assert ours == theirs
    assert ours["engagement"] == {
        "agency": "City Police", "time_zone": "Asia/Almaty", "mapping": "proposed"
    }  # fmt: skip


@pytest.mark.parametrize("make", [lambda frame: frame, pl.from_pandas])
def test_an_audit_of_it_is_that_of_the_proposed_engagement(make, proposed, tmp_path):
    before = STOPS.copy(deep=True)
    with warnings.catch_warnings(record=True) as held:
        warnings.simplefilter("always")
        run = ts.audit(make(STOPS), tmp_path, agency="City Police", time_zone="Asia/Almaty")
    (warned,) = (each for each in held if each.category is UserWarning)
    assert str(warned.message).endswith("read ts.propose(frame). Not used: <b>Weather</b>")
    assert warned.filename == __file__
    pd.testing.assert_frame_equal(STOPS, before)
    twin = ts.audit(proposed / "engagement.toml", tmp_path)
    assert run.results == twin.results
    assert run.record.rows == twin.record.rows == {"incidents": 40}
    assert run.record.engagement == "City Police"


def test_the_run_says_that_the_program_proposed(tmp_path):
    run = ts.audit(STOPS.drop(columns="<b>Weather</b>"), tmp_path, only=("records.integrity",))
    assert run.record.mapping == "proposed by the program"
    assert "Mapping proposed by the program" in run._repr_html_()
    columns = {theirs: ours for ours, (theirs,) in EXPECTED.items()}
    named = STOPS.rename(columns=columns)[list(EXPECTED)]
    named = named.assign(occurred_at=pd.to_datetime(named["occurred_at"], dayfirst=True))
    named["search_conducted"] = named["search_conducted"].map({"Y": "yes", "N": "no"})
    said = ts.audit({"incidents": named}, tmp_path, only=("records.integrity",))
    assert said.record.mapping == "confirmed"


def test_nothing_is_warned_of_where_every_column_is_used(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ts.audit(STOPS.drop(columns="<b>Weather</b>"), tmp_path, only=("records.integrity",))


def test_times_of_a_zone_are_read_as_the_clock_of_the_agency_shows_them(tmp_path):
    """Noon in Almaty, in UTC+5 since March 2024, is seven o'clock in UTC."""
    at = pd.date_range("2024-04-01 07:00", periods=40, tz="UTC")
    frame = STOPS.drop(columns="<b>Weather</b>").assign(**{"Stop Date": at})
    assert {each.column for each in ts.propose(frame).columns} == set(EXPECTED)
    run = ts.audit(frame, tmp_path, time_zone="Asia/Almaty", only=("records.integrity",))
    held = pq.read_table(run.folder / "tables" / "incidents.parquet")["occurred_at"].to_pylist()
    assert {each.hour for each in held} == {12}
    with pytest.raises(InputError, match="time_zone: read 'Mars'"):
        ts.audit(frame, tmp_path, time_zone="Mars")


def test_what_only_a_person_can_settle_is_asked():
    frame = pd.DataFrame({"Case ID": range(60), "Drug": "cannabis", "Weight": 1.5})
    proposal = ts.propose(frame)
    (asked,) = (each for each in proposal.columns if each.question)
    assert (asked.column, asked.headers) == ("value", ("Weight",))
    assert "Not ready: measurements lacks value" in repr(proposal)
    with pytest.raises(InputError) as raised:
        ts.audit(frame)
    asked, move = raised.value.messages
    assert asked.startswith("frame: value: In which unit is 'Weight'?")
    assert 'ts.audit({"incidents": frame})' in move


def test_a_date_of_open_order_is_read_by_the_likelier_one_and_every_view_says_so(tmp_path):
    frame = STOPS.assign(**{"Stop Date": "03/04/2024"})
    (asked,) = (each for each in ts.propose(frame).columns if each.question)
    assert (asked.column, asked.headers) == ("occurred_at", ("Stop Date",))
    assert asked.question.startswith("CHECK THE DATES: every value fits %d/%m/%Y as well")
    with warnings.catch_warnings(record=True) as held:
        warnings.simplefilter("always", UserWarning)
        run = ts.audit(frame, tmp_path, only=("records.integrity",))
    assert "CHECK THE DATES" in str(held[0].message)
    (assumed,) = run.record.assumed
    assert (assumed.format, assumed.other) == ("%m/%d/%Y", "%d/%m/%Y")
    assert "CHECK THE DATES: incidents.occurred_at is read by %m/%d/%Y" in run._repr_html_()


def test_a_frame_that_fills_no_table_is_told_with_its_columns():
    frame = pd.DataFrame({"foo": [1, 2], "bar": ["a", "b"]})
    assert repr(ts.propose(frame)) == "No table matched. Columns: foo, bar"
    assert ts.propose(frame)._repr_html_() == "<p>No table matched. Columns: foo, bar</p>"
    with pytest.raises(InputError, match="frame: no table matched its columns foo, bar"):
        ts.audit(frame)


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (pd.DataFrame({"Stop ID": []}), "frame: the frame has no row"),
        ([1], "frame: read a value of the type list, which is no data frame"),
    ],
)
def test_what_is_no_frame_of_records_is_told(frame, words):
    with pytest.raises(InputError) as raised:
        ts.propose(frame)
    assert str(raised.value).startswith(words)
