"""A date of assumed order: audited, and its doubt on the terminal, page one and in every form."""

import json
from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.findings.store import read_run
from tallystick.load import InputError, read_engagement

DAYS = [date(2024, month, day) for day in (5, 9, 2, 12, 7) for month in range(1, 13)]
SAID = "Which number is the day is assumed"
ONLY = ("--only", "records.integrity")


def stops(days):
    rows = (f"s{k},{day:%d/%m/%Y},o{k % 5},b{k % 3}\n" for k, day in enumerate(days))
    return "Stop ID,Stop Date,Officer ID,Beat\n" + "".join(rows)


def run(*arguments, code=0, said=None):
    done = CliRunner().invoke(app, [*map(str, arguments)], input=said)
    assert done.exit_code == code, (done.output, done.exception)
    return done


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stops.csv").write_text(stops(DAYS))
    return tmp_path


def the_run(home):
    return max((home / "runs").iterdir())


def test_it_is_audited_and_the_doubt_stands_in_every_form(home):
    done = run("audit", "stops.csv", *ONLY)
    assert "CHECK THE DATES: incidents.occurred_at is read by %m/%d/%Y" in done.stdout
    text = (home / "stops-engagement.toml").read_text()
    assert "\n# CHECK THE DATES: every value fits %d/%m/%Y as well" in text
    assert 'format = "%m/%d/%Y", or_format = "%d/%m/%Y" }' in text
    page = (the_run(home) / "report.html").read_text()
    front = page.partition('class="tallies"')[0]
    assert SAID in front
    assert "Order of dates assumed." in front
    (assumed,) = read_run(the_run(home)).assumed
    assert (assumed.table, assumed.column) == ("incidents", "occurred_at")
    for options in (("--format", "md"), ("--mask",), ("--mask", "--language", "ru")):
        where = home / "-".join(options)
        run("report", the_run(home), "--out", where, *options)
        (made,) = (each for each in where.rglob("*") if each.suffix in (".html", ".md"))
        text = made.read_text().replace("\\", "")
        assert "%m/%d/%Y" in text
        assert "%d/%m/%Y" in text


def test_json_says_it(home):
    told = json.loads(run("audit", "stops.csv", *ONLY, "--json").stdout)
    assert told["assumed"] == [{
        "table": "incidents", "column": "occurred_at", "format": "%m/%d/%Y", "other": "%d/%m/%Y",
    }]  # fmt: skip


@pytest.mark.parametrize(("key", "form"), [("1", "%m/%d/%Y"), ("2", "%d/%m/%Y"), ("", "%m/%d/%Y")])
def test_map_asks_and_the_answer_ends_the_doubt(home, monkeypatch, key, form):
    run("audit", "stops.csv", *ONLY)
    path = home / "stops-engagement.toml"
    confirmed = run("map", "--confirm", "--yes", path).stdout
    assert SAID in confirmed
    assert SAID in run("audit", path, *ONLY).stdout
    monkeypatch.setattr("tallystick.cli.first_look.asks", lambda: True)
    told = run("map", path, said=f"{key}\n").stdout
    assert told.count("Is 'Stop Date' read by %m/%d/%Y or by %d/%m/%Y?") == 1
    (source,) = read_engagement(path).sources
    mapping = source.block.columns["occurred_at"]
    assert (mapping.format, mapping.or_format) == ((form,), None)
    assert SAID not in run("audit", path, *ONLY).stdout


def test_rows_beyond_those_looked_at_decide(home, monkeypatch):
    monkeypatch.setattr("tallystick.propose.files.looking.MOST_ROWS", 50)
    later = [date(2024, 3, 20) + timedelta(days=k % 8) for k in range(60)]
    (home / "stops.csv").write_text(stops([*DAYS, *later]))
    run("init", home, "--yes")
    text = (home / "engagement.toml").read_text()
    assert "or_format" not in text
    assert 'format = "%d/%m/%Y"' in text
    assert SAID not in run("audit", home / "engagement.toml", *ONLY).stdout


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ('or_format = "%d/%m/%Y"', "it needs one format beside it"),
        ('format = ["%d/%m/%Y", "%d/%m/%y"], or_format = "%m/%d/%Y"', "it needs one format"),
        ('format = "%d/%m/%Y", or_format = "%d/%m/%Y"', "it is the same as format"),
        ('format = "%d/%m/%Y", or_format = "%d/%m"', "it has no year"),
    ],
)
def test_the_key_is_checked(tmp_path, keys, words):
    path = tmp_path / "e.toml"
    path.write_text(f"""
[engagement]
name = "n"
agency = "a"
time_zone = "UTC"
[[tables.incidents]]
source = "i.csv"
columns = {{occurred_at = {{column = "d", {keys}}}}}
""")
    with pytest.raises(InputError, match=words):
        read_engagement(path)
