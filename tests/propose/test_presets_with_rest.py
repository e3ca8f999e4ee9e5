"""Are the columns that a public format leaves to the terms of headers read as without it?"""

import csv
import re
from datetime import datetime

import pytest

from tallystick.cli.public_formats import proposed
from tallystick.engine import connect
from tallystick.load import load, read_engagement
from tallystick.propose import Answers, engagement_text, look_at, presets


def table_of(folder, name, rows):
    """The incidents that `init` proposes for a file, and its path."""
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, rows[0])
        written.writeheader()
        written.writerows(rows)
    (look,) = look_at(folder / name, name)
    found = proposed(look, None)
    return found, next(each for each in found.tables if each.table == "incidents")


def records(folder, found, *names):
    """The clean records of a proposal, and how many rows are set aside for each rule."""
    text = engagement_text(Answers("n", "x", "UTC"), [found])
    text = text.replace("[engagement]\n", "[engagement]\nmax_set_aside = 1\n")
    (folder / "e.toml").write_text(text, encoding="utf-8")
    engine = connect(threads=1)
    loaded = load(read_engagement(folder / "e.toml"), folder / "out", engine)
    rows = [tuple(row[name] for name in names)
            for row in engine.rows(loaded.tables["incidents"])]  # fmt: skip
    aside = {each.rule: each.rows for each in loaded.received.set_aside}
    engine.close()
    return rows, aside


STOPS = [
    {"DATE": f"2024-01-{day:02}", "SUBJECT_RACE": race, "incident_num": number, "squad": squad,
     "search_conducted": searched}
    for day, race, number, squad, searched in (
        (1, "BLACK", "A10001", "East", "Y"), (1, "WHITE", "A10001", "East", "Y"),
        (2, "WHITE", "A10002", "-", "-"), (3, "BLACK", "A10003", "West", "N"),
        (4, "BLACK", "A10004", "East", "N"), (5, "WHITE", "A10005", "West", "N"),
        (6, "-", "A10006", "West", "N"),
    )
]  # fmt: skip


def test_repeated_numbers_and_words_for_nothing_are_read_as_without_the_format(tmp_path):
    found, table = table_of(tmp_path, "stops.csv", STOPS)
    assert table.beside == {"one_row_per": "incident_id", "null": ["-"]}
    rows, aside = records(
        tmp_path, found, "incident_id", "unit_id", "search_conducted", "subject_group"
    )
    assert rows == [
        ("A10001", "East", "yes", "BLACK"),
        ("A10002", None, None, "WHITE"),
        ("A10003", "West", "no", "BLACK"),
        ("A10004", "East", "no", "BLACK"),
        ("A10005", "West", "no", "WHITE"),
        ("A10006", "West", "no", None),
    ]
    assert aside == {"same_record": 1}


def test_a_number_of_the_format_s_own_tells_what_repeats(tmp_path):
    rows = [each | {"INCIDENT_ID": f"I{at // 2}"} for at, each in enumerate(STOPS)]
    found, table = table_of(tmp_path, "stops.csv", rows)
    assert table.columns["incident_id"].mapping == {"column": "INCIDENT_ID"}
    assert [row[0] for row in records(tmp_path, found, "incident_id")[0]] == [
        "I0", "I1", "I2", "I3",
    ]  # fmt: skip


FORCE = [
    {"DATE": f"2024-01-{day:02}", "SUBJECT_RE_GROUP": group, "OFFICER_INJURY": injury,
     "Report Number": f"R-{day:04}"}
    for day, group, injury in (
        (1, "{0: 'WHITE', 1: 'BLACK'}", "INJURED"), (2, "{0: 'WHITE'}", "NO INJURY"),
        (3, "{0: 'BLACK'}", "NO INJURY"), (4, "{0: 'BLACK'}", "INJURED"),
    )
]  # fmt: skip


def test_groups_of_several_people_in_a_cell_are_left_out(tmp_path):
    _, table = table_of(tmp_path, "force.csv", FORCE)
    assert set(table.columns) == {"incident_id", "occurred_at"}
    plain = [each | {"SUBJECT_RE_GROUP": "WHITE"} for each in FORCE]
    assert "subject_group" in table_of(tmp_path, "force.csv", plain)[1].columns


@pytest.mark.parametrize(
    ("name", "clearance"),
    [
        ("Washington_Bremerton_ARRESTS_2017-04-01_2017-04-30.csv", "arrest"),
        ("Washington_Bremerton_ARRESTS_2017_urlcontains_april.csv", "arrest"),
        ("Washington_Bremerton_ARRESTS_MULTIPLE_idcontains_x.csv.gz", "arrest"),
        ("Washington_Bremerton_ARRESTS_2017.parquet", "arrest"),
        ("Washington_Bremerton_ARRESTS_2017_april.csv", None),
        ("Washington_Bremerton_ARRESTS_2017.xlsx", None),
    ],
)
def test_every_name_that_openpolicedata_writes_for_arrests_is_known(name, clearance):
    (arrests, *_) = presets()["openpolicedata"].by_name
    assert (re.search(arrests.pattern, name) is not None) == (clearance is not None)


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        ("Michigan_Detroit_COMPLAINTS_MULTIPLE.csv", {"constant": "complaint"}),
        ("Michigan_Detroit_COMPLAINTS_-_ALLEGATIONS_2020.csv", {"constant": "complaint"}),
        ("Michigan_Detroit_CALLS_2020.csv", None),
    ],
)
def test_a_complaint_s_finding_is_no_clearance_of_a_case(tmp_path, name, origin):
    findings = ("Unfounded", "Unfounded", "Sustained", "Unfounded", "Unfounded", "Exonerated")
    rows = [{"DATE": f"2024-01-{at:02}", "SUBJECT_RACE": "BLACK", "finding": finding}
            for at, finding in enumerate(findings, 1)]  # fmt: skip
    _, table = table_of(tmp_path, name, rows)
    told = table.columns.get("origin")
    assert (told and told.mapping) == origin
    assert ("clearance" in table.columns) == (origin is None)


def stanford(folder, violations, **more):
    """What a file of the Stanford project with these violations fills."""
    rows = [
        {"raw_row_number": str(at), "date": "2015-03-01", "subject_race": "white",
         "violation": violation} | {name: cells[at % len(cells)] for name, cells in more.items()}
        for at, violation in enumerate(violations)
    ]  # fmt: skip
    return table_of(folder, "xx_city.csv", rows)


@pytest.mark.parametrize(
    ("violations", "kept"),
    [
        (["speeding", "seat belt", "red light"] * 80, True),
        (["speeding", "seat belt; red light"] * 120, False),
        (["speeding", "seat belt|red light"] * 120, False),
        (["speeding"] * 90 + [f"speeding {n} over" for n in range(150)], False),
        (["speeding"] * 150 + [f"speeding {n} over" for n in range(90)], True),
    ],
)
def test_violations_that_are_lists_or_hardly_repeat_are_left_out(tmp_path, violations, kept):
    _, table = stanford(tmp_path, violations)
    assert ("offense_code" in table.columns) == kept


def test_an_outcome_tells_of_an_arrest_where_no_column_of_arrests_does(tmp_path):
    outcomes = ("arrest", "citation", "warning", "summons", "NA")
    found, table = stanford(tmp_path, ["speeding"] * 5, outcome=outcomes)
    assert table.columns["clearance"].headers == ("outcome",)
    rows, _ = records(tmp_path, found, "occurred_at", "clearance")
    day = datetime(2015, 3, 1)
    assert rows == [(day, "arrest"), (day, "none"), (day, "none"), (day, "none"), (day, None)]
    both = stanford(tmp_path, ["speeding"] * 5, outcome=outcomes, arrest_made=["TRUE", "FALSE"])[1]
    assert both.columns["clearance"].headers == ("arrest_made",)
