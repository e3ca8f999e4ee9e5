"""Do the records of Harbour hold exactly what their labels say is planted in them?"""

import csv
import gzip
import json
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.engine import connect
from tallystick.load import load, read_engagement

HARBOUR = Path(__file__).parents[2] / "examples" / "harbour"
DATA = HARBOUR / "data"
PAGE = HARBOUR / "README.md"


@cache
def rows(path, encoding="utf-8", delimiter=","):
    content = path.read_bytes()
    content = gzip.decompress(content) if path.suffix == ".gz" else content
    return list(csv.DictReader(content.decode(encoding).splitlines(), delimiter=delimiter))


@cache
def labelled(name):
    return [row for row in rows(HARBOUR / "labels.csv") if row["label"] == name]


@cache
def incidents():
    return [row for path in sorted(DATA.glob("incidents_*.csv.gz")) for row in rows(path)]


def seizures():
    return rows(DATA / "seizures.csv.gz")


def port():
    return rows(DATA / "seizures_port.csv.gz", "windows-1251", ";")


def day(text):
    return datetime.strptime(text[:10], "%d/%m/%Y").date()


@cache
def bad(what):
    """The text that stands in place of a date or weight, by the record's key."""
    names = (f"impossible_{what}", f"missing_{what}", f"negative_{what}")
    return {row["key"]: row["after"] for name in names for row in labelled(name)}


def readable(row):
    return row["Case No"] not in bad("date")


def in_last_three(when):
    return (when + timedelta(days=3)).month != when.month


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    folder = tmp_path_factory.mktemp("harbour")
    command = [sys.executable, str(HARBOUR / "generate.py"), str(folder)]
    subprocess.run(command, check=True)
    return folder


def files(folder):
    return sorted(
        path.relative_to(folder) for path in (*folder.glob("*.csv"), *folder.glob("data/*"))
    )


def test_generating_again_gives_the_same_bytes(again):
    assert files(again) == files(HARBOUR)
    for name in files(HARBOUR):
        committed, made = (HARBOUR / name).read_bytes(), (again / name).read_bytes()
        if name.suffix == ".gz":  # two builds of zlib may pack the same bytes differently
            assert committed[4:8] == made[4:8] == bytes(4), f"{name}: a time in the gzip header"
            committed, made = gzip.decompress(committed), gzip.decompress(made)
        assert committed == made, name


def test_the_committed_files_stay_small():
    assert sum((HARBOUR / name).stat().st_size for name in files(HARBOUR)) < 1_500_000


def test_there_are_as_many_records_as_the_readme_says():
    cases, officers = incidents(), rows(DATA / "officers.csv")
    assert 17_000 <= len(cases) <= 19_000
    assert len({row["Case No"] for row in cases}) == len(cases)
    assert len({row["Division"] for row in cases}) == 12
    assert len(officers) == 120
    assert len(seizures()) + len(port()) - 1 >= 9_000


def test_half_of_the_weights_below_the_line_were_moved():
    moved, left = labelled("weight_moved"), labelled("weight_left")
    assert len(moved) == len(left) >= 100
    written = {row["Exhibit No"]: row for row in seizures()}
    for row in moved + left:
        assert written[row["key"]]["Division"] == "Drugs East" == row["unit_id"]
        assert written[row["key"]]["Drug"] == "COC"
        assert written[row["key"]]["Net g"] == row["after"]
        assert 1.5 <= float(row["note"].split()[2]) < 2
    assert {row["after"] for row in moved} == {"2", "2.1", "2.2"}
    assert all(row["before"] == row["after"] for row in left)


def test_the_moving_unit_and_the_others_have_enough_cocaine_around_the_line():
    around = Counter()
    for row in seizures():
        if row["Drug"] == "COC" and row["Exhibit No"] not in bad("weight"):
            around[row["Division"]] += 0.5 <= float(row["Net g"]) <= 8
    moving = around.pop("Drugs East")
    assert moving >= 900
    assert min(around.values()) >= 450


def test_the_last_three_days_hold_sixty_per_cent_more_arrests_than_they_did():
    labels = labelled("arrest_date_moved")
    cases = {row["Case No"]: row for row in incidents()}
    for row in labels:
        before, after = date.fromisoformat(row["before"]), date.fromisoformat(row["after"])
        assert day(cases[row["key"]]["Date"]) == after
        assert in_last_three(after)
        assert not in_last_three(before)
        assert (before.year, before.month) == (after.year, after.month)
        assert cases[row["key"]]["Result"] == "Arrest"
    arrests = [
        row
        for row in cases.values()
        if row["Division"] == "Northside" and row["Result"] == "Arrest"
    ]
    held = sum(in_last_three(day(row["Date"])) for row in arrests)
    assert held / (held - len(labels)) == pytest.approx(1.6, abs=0.01)


def test_reported_arrests_differ_from_the_records_only_where_labelled():
    counted = Counter()
    for row in incidents():
        if readable(row) and row["Result"] == "Arrest":
            counted[row["Division"], str(day(row["Date"]))[:7]] += 1
    differing = {
        (row["Division"], str(day(row["From"]))[:7]): int(row["Number"])
        - counted[row["Division"], str(day(row["From"]))[:7]]
        for row in rows(DATA / "figures.csv")
        if row["Figure"] == "arrests"
    }
    labels = [
        *labelled("arrests_over_reported"),
        *labelled("arrests_under_reported"),
        *labelled("late_records"),
    ]
    said = {(row["unit_id"], row["key"]): int(row["after"]) - int(row["before"]) for row in labels}
    assert {key: by for key, by in differing.items() if by} == said
    assert sum(by > 0 for by in said.values()) == len(labelled("arrests_over_reported")) == 8


def test_reported_seizures_are_the_readable_exhibits():
    counted = Counter()
    for row in seizures():
        if row["Exhibit No"] not in bad("weight"):
            counted[row["Division"], str(day(row["Weighed"]))[:7]] += 1
    for row in port()[:-1]:
        counted["Port", str(day(row["Дата"].replace(".", "/")))[:7]] += 1
    for row in rows(DATA / "figures.csv"):
        if row["Figure"] == "seizures":
            month = str(day(row["From"]))[:7]
            assert int(row["Number"]) == counted[row["Division"], month], (row, month)


def test_each_exception_of_the_paper_is_labelled():
    cases, officers = incidents(), {row["Officer"] for row in rows(DATA / "officers.csv")}
    known = {row["Case No"] for row in cases}
    exhibits = seizures() + [
        {"Exhibit No": row["№ предмета"], "Case No": row["№ дела"]} for row in port()[:-1]
    ]
    found = {
        "unknown_officer": {
            row["Case No"] for row in cases if row["Officer"].lstrip("0") not in officers
        },
        "orphan_exhibit": {
            row["Exhibit No"] for row in exhibits if row["Case No"] and row["Case No"] not in known
        },
        "exhibit_without_case": {row["Exhibit No"] for row in exhibits if not row["Case No"]},
        "never_weighed": {row["Exhibit No"] for row in rows(DATA / "custody.csv.gz")}
        - {row["Exhibit No"] for row in exhibits},
        "entered_before": _dated_before(cases, "Entered"),
        "closed_before": _dated_before(cases, "Closed"),
        "posted_nowhere": _posted_nowhere(cases) - _keys("unknown_officer"),
    }
    for name, keys in found.items():
        assert keys == _keys(name), name


def _keys(name):
    return {row["key"] for row in labelled(name)}


def _dated_before(cases, column):
    dated = [row for row in cases if row[column] and readable(row)]
    return {row["Case No"] for row in dated if day(row[column]) < day(row["Date"])}


def _posted_nowhere(cases):
    served = {}
    for row in rows(DATA / "postings.csv"):
        served.setdefault(row["Officer"], []).append((row["From"], row["To"] or "9999"))
    return {
        row["Case No"]
        for row in cases
        if readable(row)
        and not any(
            first <= str(day(row["Date"])) <= last
            for first, last in served.get(row["Officer"].lstrip("0"), [])
        )
    }


def test_bad_rows_are_few_and_labelled():
    dates = {row["Case No"]: row["Date"] for row in incidents()}
    weights = {row["Exhibit No"]: row["Net g"] for row in seizures()}
    assert {key: dates[key] for key in bad("date")} == bad("date")
    assert {key: weights[key] for key in bad("weight")} == bad("weight")
    unreadable = {key for key, text in weights.items() if text.startswith(("-", "n"))}
    assert unreadable == set(bad("weight"))
    assert 10 <= len(bad("date")) + len(bad("weight")) <= 20


def test_the_port_register_ends_with_its_total():
    *exhibits, total = port()
    assert total["Вещество"] == "ИТОГО"
    number = "Масса нетто, г"
    grams = [float(row[number].replace(" ", "").replace(",", ".")) for row in [*exhibits, total]]
    assert sum(grams[:-1]) == pytest.approx(grams[-1])


def test_the_loader_sets_aside_the_bad_rows_and_nothing_else(tmp_path):
    engagement = read_engagement(HARBOUR / "engagement.toml")
    loaded = load(engagement, tmp_path, connect())
    aside = Counter()
    for each in loaded.received.set_aside:
        aside[each.table, each.rule] += each.rows
    assert aside == {
        ("incidents", "not_a_date"): len(bad("date")),
        ("measurements", "not_a_number"): len(labelled("missing_weight")),
        ("measurements", "below_minimum"): len(labelled("negative_weight")),
        ("measurements", "left_out"): 1,
    }
    relations = loaded.tables.relations
    kept = {name: table.count().to_pyarrow().as_py() for name, table in relations.items()}
    assert kept["incidents"] == len(incidents()) - len(bad("date"))
    assert kept["measurements"] == len(seizures()) + len(port()) - 1 - len(bad("weight"))


def audited(out, *options):
    """What an audit of Harbour prints, and the findings that it writes."""
    asked = ["audit", str(HARBOUR / "engagement.toml"), "--out", str(out), *options]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, (done.output, done.exception)
    (path,) = out.glob("*/findings.json")
    return done.stdout, json.loads(path.read_text())


@pytest.mark.slow  # A whole audit, of 14 CPU seconds.
def test_the_page_tells_how_many_patterns_an_audit_finds(tmp_path):
    printed, findings = audited(tmp_path)
    rules = [each for each in findings if each["check"] == "records.integrity"]
    others = len(findings) - len(rules)
    parts = [each for each in findings if each["part_of"]]
    patterns, broken = f"{others - len(parts)} patterns", f"{len(rules)} rules of record keeping"
    assert f"{patterns} to explain in {others} findings; {broken} broken" in printed
    page = PAGE.read_text("utf-8")
    assert f"{patterns} in {others} findings" in page
    assert f"{broken}" in page


def test_the_exhibits_without_a_seizure_are_one_pattern_whose_parts_are_its_units(tmp_path):
    """By the labels: custody of exhibits never weighed was written for four exhibits."""
    _, findings = audited(tmp_path, "--only", "exhibits.custody")
    whole, *units = findings
    assert (whole["subject_kind"], whole["part_of"]) == ("agency", "")
    assert {each["part_of"] for each in units} == {whole["id"]}
    planted = len(labelled("never_weighed"))
    assert sum(each["estimate"] for each in units) == whole["estimate"] == planted
    assert [each["id"] for each in findings if each["part_of"]] == [each["id"] for each in units]
