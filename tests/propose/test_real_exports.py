"""Forms of real exports: labels, files made of them, and the score of a proposal."""

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from benchmarks.real_exports.eleven import Published, counted, measured, read_published
from benchmarks.real_exports.form import Export, Header, read_exports
from benchmarks.real_exports.invented import invented as made_rows
from benchmarks.real_exports.made import make
from benchmarks.real_exports.score import score
from benchmarks.real_exports.second_reading import READING, reading_scores, score_alike

from tallystick.propose import look_at
from tallystick.tables import CANONICAL

DEVELOP, MEASURED = read_exports("develop"), read_exports("measured")
KEPT = read_exports("kept")
COLUMNS = {f"{table.name}.{column}" for table in CANONICAL for column in table.names}


def test_there_are_as_many_exports_as_promised_and_no_agency_is_in_both_parts():
    assert len(DEVELOP) >= 100
    assert len(MEASURED) >= 50
    agencies = [{each.agency.casefold() for each in part} for part in (DEVELOP, MEASURED)]
    assert not agencies[0] & agencies[1]
    assert len(agencies[0] | agencies[1]) >= 60
    assert len({each.country for each in DEVELOP + MEASURED}) >= 15


def test_the_page_says_how_many_exports_there_are():
    text = " ".join(
        (Path(__file__).parents[2] / "docs" / "validation.md").read_text(encoding="utf-8").split()
    )
    every = DEVELOP + MEASURED + KEPT
    agencies = {each.agency.casefold() for each in every}
    countries = {each.country for each in every}
    assert f"{len(every)} exports of {len(agencies)} agencies in {len(countries)} countries" in text
    assert f"the labels of {len(DEVELOP)} exports" in text
    assert f"{sum(bool(each.blind) for each in DEVELOP)} exports were labelled blind" in text


def test_each_label_is_a_column_of_a_table_and_each_source_an_address():
    for export in DEVELOP + MEASURED + KEPT:
        assert export.source.startswith(("github:", "https://")), export.name
        labels = {label for column in export.columns for label in column.means}
        assert labels <= COLUMNS, export.name
        assert labels or not export.audit, export.name


@pytest.mark.parametrize("export", MEASURED[::9] + DEVELOP[::12], ids=lambda each: each.name)
def test_a_made_file_has_the_headers_and_the_same_bytes_each_time(export, tmp_path):
    (tmp_path / "again").mkdir()
    path = make(export, tmp_path, rows=40)
    assert path.read_bytes() == make(export, tmp_path / "again", rows=40).read_bytes() or (
        export.format == "xlsx"
    )
    names = [column.header for column in export.columns]
    if export.format in ("csv", "tsv") and export.header:
        with path.open(encoding=export.encoding, newline="") as file:
            mark = "\t" if export.format == "tsv" else export.delimiter
            rows = list(csv.reader(file, delimiter=mark))
        assert rows[len(export.above)] == names
        assert {len(row) for row in rows[len(export.above) :]} == {len(names)}
    if export.format == "json":
        assert len(json.loads(path.read_text(encoding=export.encoding))) == min(40, export.rows)


def invented(*columns):
    return Export("x", "https://x", "A", "XX", "en", "stops", "csv", "a stop", 9, ("incidents",),
                  True, columns)  # fmt: skip


ENGAGEMENT = """
[[tables.incidents]]
source = "x.csv"
[tables.incidents.columns]
occurred_at = { columns = ["Day", "Hour"], format = "%Y-%m-%d %H:%M" }
unit_id = "Sex"
area_id = { column = "Beat" }
"""


def test_a_score_counts_right_wrong_and_missed_columns_by_hand():
    export = invented(
        Header("Day", "date", ("incidents.occurred_at",)),
        Header("Hour", "date", ("incidents.occurred_at",)),
        Header("Sex", "category"),
        Header("Beat", "category", ("incidents.unit_id",)),
        Header("No", "id", ("incidents.incident_id",)),
        Header("Squad", "category", ("incidents.unit_id",), either=True),
        Header("Team", "category", ("incidents.unit_id",), either=True),
        Header("Note", "text"),
    )
    found = score(export, ENGAGEMENT)
    assert found.right == ("Day", "Hour")
    assert found.wrong == ("Sex used as incidents.unit_id", "Beat used as incidents.area_id")
    assert found.missed == ("No", "Squad")
    assert found.matter == 5
    assert score(export, "").matter == 5


def test_a_day_of_report_may_stand_for_the_day_and_figures_side_by_side_count_once():
    months = [Header(f"M{i}", "number", ("reported_figures.value",)) for i in range(12)]
    export = invented(Header("Day", "date", ("incidents.recorded_at",)), *months)
    found = score(export, ENGAGEMENT)
    assert (found.matter, found.right) == (2, ("Day",))
    assert found.missed == ("12 columns of figures, 0 used",)


def test_what_a_made_file_holds_is_looked_at_as_it_was_made(tmp_path):
    export = next(each for each in DEVELOP if each.format == "csv" and len(each.columns) > 8)
    (look,) = look_at(make(export, tmp_path, rows=40), "x.csv")
    assert [name for name in look.header if name] == [c.header for c in export.columns if c.header]


def test_of_the_eleven_58_columns_matter_and_a_file_that_is_not_there_has_none_right(tmp_path):
    published = read_published()
    assert len(published) == 11
    assert {label for each in published for column in each.export.columns
            for label in column.means} <= COLUMNS  # fmt: skip
    found = [measured(each, tmp_path) for each in published]
    assert [each.score.matter for each in found] == [5, 9, 5, 5, 7, 5, 4, 5, 5, 5, 3]
    assert not any(each.audited or each.score.right or each.score.wrong for each in found)
    assert {each.said for each in found} == {"not at hand"}


def test_what_is_not_counted_may_be_used_for_what_it_means_alone():
    export = invented(
        Header("Day", "", ("incidents.occurred_at",)),
        Header("Hour", "", ("incidents.occurred_at",)),
        Header("Sex", "", ("incidents.subject_group",)),
    )
    told = Published(export, "x.csv", "", 9, frozenset({"Hour", "Sex"}))
    assert [each.header for each in counted(told, "").columns] == ["Day"]
    found = score(counted(told, ENGAGEMENT), ENGAGEMENT)
    assert (found.right, found.missed) == (("Day",), ())
    assert found.wrong == ("Sex used as incidents.unit_id", "Beat used as incidents.area_id")


OF_OFFICERS = """
[[tables.named_officers]]
source = "x.csv"
header_rows = 2
[tables.named_officers.columns]
record_id = "2019 Report"
area_id = "2019 Beat"
officer_id = "2019 Badge"
"""


def test_a_column_is_told_by_its_place_and_what_two_tables_hold_is_the_same():
    export = replace(
        invented(
            Header("Report", "id", ("incidents.incident_id",)),
            Header("Beat", "id", ("incidents.area_id",)),
            Header("Badge", "id", ("incidents.badge",)),
        ),
        above=(("2019", "", ""),),
    )
    found = score(export, OF_OFFICERS)
    assert found.right == ("2019 Report", "2019 Beat")
    assert found.wrong == ("2019 Badge used as named_officers.officer_id",)


def test_a_total_stands_once_and_dates_in_odd_forms_stand_as_they_are():
    when = Header("Span", "category", ("reported_figures.period_start",), values=("1~2", "3~4"))
    count = Header("Count", "number", ("reported_figures.value",), low=0, high=9)
    rows = made_rows(replace(invented(when, count), kind="totals", rows=50))
    assert [row[0] for row in rows] == list(dict.fromkeys(row[0] for row in rows))
    assert {row[0] for row in rows} == {"1~2", "3~4"}


def test_words_that_all_differ_stand_once_and_months_are_days_of_one_kind():
    place = Header("Place", "category", values=("North", "South"), distinct=1.0)
    month = Header("Month", "date", distinct=24, forms=(("%d.%m.%Y", 1.0),),
                   first=date(2020, 1, 1), last=date(2021, 12, 1))  # fmt: skip
    day = replace(month, header="Day", distinct=300)
    rows = made_rows(replace(invented(place, month, day), kind="totals", rows=60))
    assert len({row[0] for row in rows}) == len(rows) == 60
    assert {row[1][:2] for row in rows} == {"01"}
    assert len({row[1] for row in rows}) > 12
    assert len({row[2][:2] for row in rows}) > 12


def test_the_second_reading_names_columns_that_there_are():
    told = json.loads(READING.read_text(encoding="utf-8"))
    assert set(told) == {each.name for each in MEASURED}
    for export in MEASURED:
        numbers = {str(number) for number in range(1, len(export.columns) + 1)}
        assert set(told[export.name]) <= numbers, export.name
        assert {each for found in told[export.name].values() for each in found} <= COLUMNS
    assert sum(len(each.right) for each in reading_scores()) > len(MEASURED)


def test_the_columns_that_both_readers_understood_alike_are_scored_by_hand():
    export = invented(
        Header("Day", "date", ("incidents.occurred_at",)),
        Header("Hour", "date", ("incidents.occurred_at",)),
        Header("Sex", "category"),
        Header("Beat", "category", ("incidents.unit_id",)),
        Header("Note", "text"),
    )
    told = {
        "1": ["incidents.occurred_at"],
        "2": ["incidents.recorded_at"],
        "4": ["incidents.unit_id"],
    }
    found = score_alike(export, told, ENGAGEMENT)
    assert (found.matter, found.right, found.missed) == (2, ("Day",), ())
    assert found.wrong == ("Sex used as incidents.unit_id", "Beat used as incidents.area_id")
    assert score_alike(export, told | {"3": ["incidents.unit_id"]}, ENGAGEMENT).wrong == (
        "Beat used as incidents.area_id",
    )
