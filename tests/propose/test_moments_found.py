"""The moment of a case where no one column with a known term holds it."""

import pytest
from test_proposals import looked, tables

DAYS = [(2021, 1, 5), (2021, 12, 31), (2020, 2, 29)] * 20


def moment(folder, header, row):
    text = header + "\n" + "".join(row(*day) + "\n" for day in DAYS)
    return tables(looked(folder, "a.csv", text))["incidents"].columns["occurred_at"].mapping


def test_parts_of_a_date_are_joined(tmp_path):
    found = moment(
        tmp_path, "TYPE,YEAR,MONTH,DAY,HOUR,MINUTE", lambda y, m, d: f"x,{y},{m},{d},4,30"
    )
    assert found == {
        "columns": ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE"], "format": "%Y %m %d %H %M"
    }  # fmt: skip


def test_months_may_be_named(tmp_path):
    names = {1: "Enero", 2: "Febrero", 12: "Diciembre"}
    found = moment(tmp_path, "Año,Mes,Día,Municipio", lambda y, m, d: f"{y},{names[m]},{d},Quito")
    assert found == {"columns": ["Año", "Mes", "Día"], "format": "%Y %B %d"}


def test_a_column_of_dates_is_taken_by_its_values_but_not_one_of_other_dates(tmp_path):
    found = moment(
        tmp_path, "Ref No,Tanggal,Date of Birth,Last Update,Beat",
        lambda y, m, d: f"A{y}{m}{d},{d:02}.{m:02}.{y},01.02.1970,03.04.2022,7",
    )  # fmt: skip
    assert found == {"column": "Tanggal", "format": "%d.%m.%Y"}


@pytest.mark.parametrize(
    "header", ["OCC DATE,REP TIME,OCC TIME,Beat", "Occ Date,Time,Occ Hour,Beat"]
)
def test_of_several_times_of_day_that_of_the_same_words_is_joined(tmp_path, header):
    day, _, clock, _ = header.split(",")
    found = moment(tmp_path, header, lambda y, m, d: f"{m:02}/{d:02}/{y},10:00,0430,7")
    assert found == {"columns": [day, clock], "format": "%m/%d/%Y %H%M"}


def test_days_held_as_midnights_take_the_time_of_day_beside_them(tmp_path):
    found = moment(
        tmp_path, "Arrest Date,Arrest Time,Beat",
        lambda y, m, d: f"{m:02}/{d:02}/{y} 12:00:00 AM,04:30,7",
    )  # fmt: skip
    assert found == {
        "columns": ["Arrest Date", "Arrest Time"], "format": "%m/%d/%Y 12:00:00 AM %H:%M"
    }  # fmt: skip


def test_dates_in_two_forms_are_read_by_both(tmp_path):
    forms = iter([lambda y, m, d: f"{d:02}/{m:02}/{y}", lambda y, m, d: f"{d:02}-{m:02}-{y}"] * 30)
    found = moment(tmp_path, "Stop Date,Beat", lambda *day: f"{next(forms)(*day)},7")
    assert sorted(found["format"]) == ["%d-%m-%Y", "%d/%m/%Y"]


def test_midnights_with_a_fraction_are_read_with_it(tmp_path):
    found = moment(
        tmp_path, "Stop Date,Stop Time,Beat",
        lambda y, m, d: f"{y}-{m:02}-{d:02}T00:00:00.000,04:30,7",
    )  # fmt: skip
    assert found == {
        "columns": ["Stop Date", "Stop Time"], "format": "%Y-%m-%dT00:00:00.000 %H:%M"
    }  # fmt: skip


def test_a_date_that_most_rows_lack_is_not_when_the_case_was(tmp_path):
    rows = iter(range(60))
    found = moment(
        tmp_path, "Occurred Date,Report Date,Beat",
        lambda y, m, d: f"{f'{y}-{m:02}-{d:02}' if next(rows) % 4 == 0 else ''},"
        f"{y}-{m:02}-{d:02},7",
    )  # fmt: skip
    assert found == {"column": "Report Date"}
