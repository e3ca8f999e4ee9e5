"""A few dates far from all others: init states the period that they would stretch."""

import re
from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.findings.store import read_run
from tallystick.load import read_engagement

HEAD = "Stop ID,Stop Date,Beat\n"


def stops(days, start=0):
    return HEAD + "".join(f"{start + k},{day},{k % 3}\n" for k, day in enumerate(days))


def year(number):
    return [date(number, 1, 1) + timedelta(days=k % 365) for k in range(800)]


def init(folder, *options):
    done = CliRunner().invoke(app, ["init", str(folder), "--yes", *options])
    assert done.exit_code == 0, (done.output, done.exception)
    return (folder / "engagement.toml").read_text()


def period(text):
    return [line for line in text.split("\n") if re.match("(first|last)_day", line)]


def test_stray_years_are_told_and_left_outside(tmp_path):
    days = [*year(2019), date(1900, 1, 1), date(2099, 5, 5)]
    (tmp_path / "stops.csv").write_text(stops(days))
    text = init(tmp_path)
    assert period(text) == ["first_day = 2019-01-01", "last_day = 2019-12-31"]
    above = text[: text.index("first_day")].replace("\n#  ", "")
    assert "# 2 of 802 dated records lie far from these days, from 1900-01-01 to 2099-05-05, " in (
        above
    )
    read = read_engagement(tmp_path / "engagement.toml")
    assert (read.frame.first_day, read.frame.last_day) == (date(2019, 1, 1), date(2019, 12, 31))


def test_a_file_with_them_is_audited(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stops.csv").write_text(stops([*year(2019), date(2099, 5, 5)]))
    done = CliRunner().invoke(app, ["audit", "stops.csv", "--only", "records.integrity"])
    assert done.exit_code == 0, (done.output, done.exception)
    (run,) = map(read_run, (tmp_path / "runs").iterdir())
    assert run.rows == {"incidents": 800}
    assert (run.first_day, run.last_day) == ("2019-01-01", "2019-12-31")


@pytest.mark.parametrize("days", [year(2019), [*year(2019), date(2020, 6, 1)]])
def test_nothing_is_stated_where_no_date_is_far(tmp_path, days):
    """2020-06-01 is 153 days after the last of the others."""
    (tmp_path / "stops.csv").write_text(stops(days))
    assert period(init(tmp_path)) == []


def test_two_files_of_two_years_are_one_span(tmp_path):
    (tmp_path / "a.csv").write_text(stops([*year(2017), date(1917, 3, 1)]))
    (tmp_path / "b.csv").write_text(stops(year(2019), start=5000))
    assert period(init(tmp_path)) == ["first_day = 2017-01-01", "last_day = 2019-12-31"]


def test_times_of_another_zone_keep_the_day_before_and_after(tmp_path):
    """Midnight in UTC on 1 January is 31 December in New York."""
    days = [f"{day}T00:30:00Z" for day in (*year(2019), date(2099, 5, 5))]
    (tmp_path / "stops.csv").write_text(stops(days))
    text = init(tmp_path, "--time-zone", "America/New_York")
    assert period(text) == ["first_day = 2018-12-31", "last_day = 2020-01-01"]


def test_seconds_since_1970_keep_the_day_before_and_after(tmp_path):
    """1546302600 is half past midnight in UTC on 1 January 2019, 17,897 days after 1970 began."""
    first = 1546302600
    days = [*(first + 86_400 * (k % 365) for k in range(800)), first + 86_400 * 10_000]
    (tmp_path / "stops.csv").write_text(stops(days))
    text = init(tmp_path, "--time-zone", "America/New_York")
    assert 'format = "%s"' in text
    assert period(text) == ["first_day = 2018-12-31", "last_day = 2020-01-01"]
