"""Seconds and milliseconds since 1970: where a header names a date, and nowhere else.

1330214400 is 15,396 days after 1970 began: 26 February 2012, midnight in UTC. 1490961900 is 43,500
seconds after 31 March 2017 began in UTC: 12:05.
"""

from datetime import date, datetime

import pytest
from test_proposals import looked, tables

from tallystick.engine import connect
from tallystick.load import load, read_engagement
from tallystick.propose import Answers, engagement_text, propose
from tallystick.propose.cells.date_forms import numbered
from tallystick.propose.cells.date_readings import day_of
from tallystick.propose.cells.day_numbers import read_numbered_dates
from tallystick.propose.times.moments import by_values, decided_by_values

MIDNIGHT, NOON, DAY = 1330214400, 1490961900, 86400
DAYS = [str(MIDNIGHT + DAY * at) for at in range(40)]
SECONDS = [str(NOON + 3607 * at) for at in range(40)]


def thousands(cells):
    return [f"{cell}000" for cell in cells]


READ = [
    (SECONDS, "moment", "%s"),
    (DAYS, "day", "%Ds"),
    (thousands(SECONDS), "moment", "%Q"),
    (thousands(DAYS), "day", "%DQ"),
    ([f"{each}.0" for each in thousands(SECONDS)], "moment", "%Q"),
    # 1980-01-01 and the day after, in twelve digits.
    (["315532800000", "315619200000"], "day", "%DQ"),
    # One moment that is no midnight makes moments of all.
    ([*DAYS, SECONDS[0]], "moment", "%s"),
]


@pytest.mark.parametrize(("cells", "kind", "form"), READ)
def test_numbers_are_read_where_the_header_names_a_date(cells, kind, form):
    for header in ("Date", "Occurred Date", "DateTime", "Time"):
        read = read_numbered_dates(header, cells)
        assert (read.kind, read.forms) == (kind, (form,)), header


@pytest.mark.parametrize(
    "header", ["Phone", "Case Number", "OBJECTID", "Badge", "Report", "Date ID"]
)
@pytest.mark.parametrize("cells", [each[0] for each in READ])
def test_no_number_is_read_where_the_header_names_none(header, cells):
    assert read_numbered_dates(header, cells) is None


NO_MOMENTS = [
    # A year and a running number; the code of an area and a number in it; a year, month, day, hour.
    [f"2017{at:06}" for at in range(40)],
    [f"19990{at:05}" for at in range(40)],
    [f"20255501{at:02}" for at in range(40)],
    [f"201703{at % 28 + 1:02}12" for at in range(40)],
    [f"2017{at:09}" for at in range(40)],
    # A day and a time of day without a mark between.
    [f"1703{at % 28 + 1:02}1205" for at in range(40)],
    [f"{at % 28 + 1:02}03171205" for at in range(40)],
    [f"12{at % 28 + 1:02}201712" for at in range(40)],
    # Of before 1980 and after 2050; of eleven digits; all alike; some that are no numbers.
    [f"31553279{at:04}" for at in range(40)],
    [str(2524608000 + at) for at in range(40)],
    [f"149096190{at:02}" for at in range(40)],
    [SECONDS[0]] * 40,
    [*SECONDS, "unknown"],
    [f"{each}.5" for each in SECONDS],
]


@pytest.mark.parametrize("cells", NO_MOMENTS)
def test_numbers_that_are_no_moments_are_none_under_a_date(cells):
    assert read_numbered_dates("Date", cells) is None


def test_days_of_numbers_by_hand():
    assert day_of("1490961900000", "%Q") == date(2017, 3, 31)
    assert day_of("1330214400.0", "%Ds") == date(2012, 2, 26)
    assert day_of("43831", "%E") == date(2020, 1, 1)
    assert day_of("-1", "%s") == date(1969, 12, 31)
    assert numbered("1490961900999", "%Q") == datetime(2017, 3, 31, 12, 5)
    assert day_of("999999999999999", "%s") is None
    assert day_of("2017-03-31", "%s") is None


def cases(folder, header, rows):
    lines = [f"A{at:04},{row},{at % 7}" for at, row in enumerate(rows)]
    look = looked(folder, "a.csv", "\n".join([header, *lines]) + "\n")
    return look, tables(look)["incidents"].columns["occurred_at"]


def test_the_remark_says_that_the_zone_is_taken(tmp_path):
    _, when = cases(tmp_path, "Case Number,Date,Beat", thousands(SECONDS))
    assert when.mapping == {"column": "Date", "format": "%Q"}
    assert when.clock
    assert "taken to be in UTC" in when.remark
    assert "compare a case whose time is known" in when.remark
    _, when = cases(tmp_path, "Case Number,Date,Beat", DAYS)
    assert when.mapping == {"column": "Date", "format": "%Ds"}
    assert "its day alone is read" in when.remark


def test_days_take_the_time_beside_them_and_are_read_as_proposed(tmp_path):
    """The day is not that before it in New York, and the time is as it is written."""
    look, when = cases(tmp_path, "Case Number,Date,Time_24HR,Beat", [f"{day},1101" for day in DAYS])
    assert when.mapping == {"columns": ["Date", "Time_24HR"], "format": "%Ds %H%M"}
    text = engagement_text(Answers("n", "a", "America/New_York"), [propose(look)])
    path = tmp_path / "engagement.toml"
    path.write_text(text, encoding="utf-8")
    engine = connect(threads=1)
    loaded = load(read_engagement(path), tmp_path / "tables", engine)
    rows = engine.rows(loaded.tables["incidents"].order_by("incident_id"))
    engine.close()
    assert [row["occurred_at"] for row in rows][:2] == [
        datetime(2012, 2, 26, 11, 1), datetime(2012, 2, 27, 11, 1),
    ]  # fmt: skip
    assert len(rows) == len(DAYS)


def test_numbers_count_among_the_dates_that_no_header_tells_of(tmp_path):
    lines = [f"{each},{number}" for each, number in zip(SECONDS, thousands(DAYS), strict=True)]
    look = looked(tmp_path, "a.csv", "\n".join(["Date of it,Number of it", *lines]) + "\n")
    mets = {header: [] for header in look.header}
    assert by_values(look, mets, ()).mapping == {"column": "Date of it", "format": "%s"}
    assert decided_by_values(look, mets).mapping == {"column": "Date of it", "format": "%s"}


def test_phones_and_numbers_of_cases_date_nothing(tmp_path):
    lines = [f"{each},{number},x" for each, number in zip(SECONDS, thousands(DAYS), strict=True)]
    look = looked(tmp_path, "a.csv", "\n".join(["Phone,Case Number,Type", *lines]) + "\n")
    assert all("occurred_at" not in table.columns for table in propose(look).tables)
