"""Does init ask only what it is unsure of, with second choices, and keep what was answered?"""

import re

import pytest
from small import STOPS
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.cli.questions import MOST_QUESTIONS
from tallystick.load import read_engagement

# A sector beside a beat: either may be the area. The words of the last header tell little.
HEADER = "Stop ID,Stop Date,Officer ID,Beat,Sector,Searched"
UNSURE = "Stop number of record,When it happened date,Reporting code,Beat assigned,Hue,Searched"


AMBIGUOUS = "{:02d}/02/2024"


def rows(header, days="{:02d}.01.2024"):
    told = (f"s{k},{days.format(1 + k % 12)},o{k % 5},b{k % 3},c{k % 4},{'YN'[k % 2]}"
            for k in range(60))  # fmt: skip
    return "\n".join([header, *told, ""])


@pytest.fixture
def said(tmp_path, monkeypatch):
    """Run init on a file with some answers; return what it printed and the engagement."""
    monkeypatch.setattr("tallystick.cli.first_look.asks", lambda: True)

    def run(text, answers, *more):
        (tmp_path / "stops.csv").write_text(text, encoding="utf-8")
        done = CliRunner().invoke(app, ["init", str(tmp_path), *more], input=answers)
        assert done.exit_code == 0, (done.output, done.exception)
        return done.stdout, tmp_path / "engagement.toml"

    return run


def columns(path):
    (source,) = read_engagement(path).sources
    return {name: each.column for name, each in source.block.columns.items()}


def asked(told):
    return re.findall(r"\((\d) of \d\): (.*)\?", told)


def test_nothing_is_asked_of_columns_that_are_sure(said):
    told, path = said(STOPS, "City\nUTC\n\n")
    assert asked(told) == []
    assert read_engagement(path).mapping == "proposed"


@pytest.mark.parametrize(
    ("answer", "area"),
    [("", "Sector"), ("2", "Beat"), ("0", None), ("9\n2", "Beat"), ("s", "Sector")],
)
def test_an_unsure_column_is_asked_for_with_the_second_choice(said, answer, area):
    told, path = said(rows(HEADER), f"{answer}\nCity\nUTC\n\n")
    ((number, words),) = asked(told)
    assert number == "1"
    assert words.startswith("Which column is area_id")
    assert "  1  Sector: a9   the term 'sector' (English)\n  2  Beat: a9   the term" in told
    assert columns(path).get("area_id") == area
    assert read_engagement(path).mapping == "proposed"
    unused = {"Sector": "Beat", "Beat": "Sector", None: "Sector"}[area]
    assert re.search(rf"# stops\.csv: not used: .*{unused}", path.read_text(encoding="utf-8"))


def test_who_stops_keeps_the_answers_and_is_asked_no_more(said):
    told, path = said(rows(HEADER, AMBIGUOUS), "2\nq\n")
    assert [number for number, _ in asked(told)] == ["1", "2"]
    assert "Time zone" not in told
    assert read_engagement(path).mapping == "proposed"
    second = re.search(r"  2  (%\S+)", told)[1]
    assert f'format = "{second}"' in path.read_text(encoding="utf-8")
    assert columns(path)["area_id"] == "Sector"


def test_a_needed_column_cannot_be_left_out(said):
    told, path = said(rows(UNSURE), "0\n0\n\n" * MOST_QUESTIONS + "City\nUTC\n\n")
    assert "1 to 1, s or q\n" in told
    assert columns(path)["occurred_at"] == "When it happened date"


def test_a_doubt_comes_first_and_enter_takes_its_first_reading(said):
    told, path = said(rows(HEADER, AMBIGUOUS), "\n\nCity\nUTC\n\n")
    assert "Every value fits both" in asked(told)[0][1]
    assert "  1  %" in told
    (form,) = re.findall(r'occurred_at = .*format = "(.*)"', path.read_text(encoding="utf-8"))
    assert f"  1  {form}" in told
    assert read_engagement(path).mapping == "proposed"


def test_a_usual_file_takes_ten_answers_at_most(said):
    told, _ = said(rows(UNSURE), "\n" * 10)
    assert 1 < len(asked(told)) <= MOST_QUESTIONS
    assert "Written" in told


def test_with_yes_nothing_is_asked_and_the_mapping_is_proposed(said):
    told, path = said(rows(HEADER), "", "--yes")
    assert asked(told) == []
    assert "could also be 'Beat'" in told
    assert read_engagement(path).mapping == "proposed"


def test_a_file_that_is_added_makes_the_whole_mapping_proposed(said, tmp_path):
    _, path = said(STOPS, "City\nUTC\n\n")
    path.write_text(path.read_text().replace('mapping = "proposed"', 'mapping = "confirmed"'))
    (tmp_path / "roster.csv").write_text(
        "Officer ID,Unit,From Date\no1,A,2020-01-01\no2,B,2020-01-02\n"
    )
    said(STOPS, "", "--yes", "--onto", str(path))
    assert read_engagement(path).mapping == "confirmed"
    assert read_engagement(tmp_path / "engagement.new.toml").mapping == "proposed"
