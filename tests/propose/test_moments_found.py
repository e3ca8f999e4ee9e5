"""The moment of a case where no one column with a known term holds it."""

from datetime import datetime

import pytest
from test_proposals import looked, tables

from tallystick.engine import connect
from tallystick.load import load, read_engagement
from tallystick.propose import Answers, engagement_text, propose

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


def test_midnights_beside_plain_days_take_the_time_of_day_beside_them(tmp_path):
    found = moment(
        tmp_path, "Date,Time,Beat",
        lambda y, m, d: f"{y}/{m:02}/{d:02}{' 00:00:00' if m == 12 else ''},04:30:00,7",
    )  # fmt: skip
    assert found == {
        "columns": ["Date", "Time"],
        "format": ["%Y/%m/%d %H:%M:%S", "%Y/%m/%d 00:00:00 %H:%M:%S"],
    }


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


def test_spans_are_read_by_their_first_moment_and_it_is_said(tmp_path):
    cells = iter(
        [lambda y, m, d: f"{m:02}/{d:02}/{y} 21:15 - {m:02}/{d:02}/{y} 22:40",
         lambda y, m, d: f"{m:02}/{d:02}/{y} 07:30",
         lambda y, m, d: f"{m:02}/{d:02}/{y} 08:00 to {m:02}/{d:02}/{y} 09:00"] * 20
    )  # fmt: skip
    text = "Report No,Occurred,Beat\n" + "".join(
        f"A{at:03},{next(cells)(*day)},7\n" for at, day in enumerate(DAYS)
    )
    found = tables(looked(tmp_path, "a.csv", text))["incidents"].columns["occurred_at"]
    assert sorted(found.mapping["format"]) == [
        "%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M - %*", "%m/%d/%Y %H:%M to %*"
    ]  # fmt: skip
    assert "its first moment is taken" in found.remark


@pytest.mark.parametrize(
    ("header", "row", "form"),
    [
        ("Fecha,Hora,Barrio", "21:00:00 - 23:59:59", "%Y-%m-%d %H:%M:%S - %*"),
        ("Date,Time,Beat", "14~16", "%Y-%m-%d %H~%*"),
        ("Date,Time,Beat", "08-10", "%Y-%m-%d %H-%*"),
        ("Fecha,Hora,Barrio", "14", "%Y-%m-%d %H"),
        ("Date,Heure,Beat", "14h30", "%Y-%m-%d %Hh%M"),
        ("Date,Time,Beat", "14.30", "%Y-%m-%d %H.%M"),
        ("Date,Time,Beat", "0430", "%Y-%m-%d %H%M"),
        ("off_from_date,off_time,Beat", "15.17.00", "%Y-%m-%d %H.%M.%S"),
        ("Date,Time,Beat", "(0812 Hrs)", "%Y-%m-%d (%H%M Hrs)"),
        ("Date,Time,Beat", "21:48:00:000", "%Y-%m-%d %H:%M:%S:%f"),
        ("Date,Time,Beat", "02:33:00:PM", "%Y-%m-%d %I:%M:%S:%p"),
    ],
)
def test_times_of_day_in_other_forms(tmp_path, header, row, form):
    found = moment(tmp_path, header, lambda y, m, d: f"{y}-{m:02}-{d:02},{row},7")
    assert found == {"columns": header.split(",")[:2], "format": form}


def test_the_half_of_the_day_in_a_column_of_its_own(tmp_path):
    found = moment(
        tmp_path, "DATE,TIME,AM/PM,Beat", lambda y, m, d: f"{y}-{m:02}-{d:02},08:41,PM,7"
    )
    assert found == {"columns": ["DATE", "TIME", "AM/PM"], "format": "%Y-%m-%d %I:%M %p"}


def test_hours_minutes_and_the_half_of_the_day_each_in_a_column(tmp_path):
    found = moment(
        tmp_path, "Event Date,Time-HH,Time-MM,AM-PM,Beat",
        lambda y, m, d: f"{y}-{m:02}-{d:02} 00:00:00.000,{m},{'' if d == 5 else d},AM,7",
    )  # fmt: skip
    day = "%Y-%m-%d 00:00:00.000"
    assert found == {
        "columns": ["Event Date", "Time-HH", "Time-MM", "AM-PM"],
        "format": [f"{day} %I %M %p", f"{day} %I %p"],
    }


def test_hours_from_0_to_23_beside_a_half_of_the_day_are_read_by_both_clocks(tmp_path):
    found = moment(
        tmp_path, "Date,Time,AM PM,Beat", lambda y, m, d: f"{y}-{m:02}-{d:02},{m + 11}:05,PM,7"
    )
    assert found["format"] == ["%Y-%m-%d %I:%M %p", "%Y-%m-%d %H:%M %p"]


def test_days_of_the_calendars_of_taiwan_and_thailand(tmp_path):
    number = iter(range(60))
    found = moment(
        tmp_path, "Occurred Date,Time,Beat",
        lambda y, m, d: f"{y - 1911}{m:02}{1 + next(number) % 28:02},14~16,7",
    )  # fmt: skip
    assert found == {
        "columns": ["Occurred Date", "Time"], "format": "%Y%m%d %H~%*", "calendar": "minguo"
    }  # fmt: skip
    found = moment(tmp_path, "Date,Beat", lambda y, m, d: f"{min(d, 28):02}/{m:02}/{y + 543},7")
    assert found == {"column": "Date", "format": "%d/%m/%Y", "calendar": "buddhist"}


def test_the_only_dates_of_a_file_of_sentences_are_when_they_were_passed(tmp_path):
    def outcomes(header):
        rows = "".join(f"A{at:03},{header},02/{1 + at % 28:02}/2020,12\n" for at in range(60))
        text = f"Case Number,Charge,{header},Sentence Months\n" + rows
        found = tables(looked(tmp_path, "a.csv", text))
        return found["outcomes"].columns if "outcomes" in found else {}

    assert outcomes("Last Hearing Date")["decided_at"].headers == ("Last Hearing Date",)
    assert "decided_at" not in outcomes("Offense Date")


def test_a_year_in_a_column_of_its_own_is_not_when_a_case_was(tmp_path):
    text = "Case No,Year,Beat\n" + "".join(f"A{at:03},2020-12-31,{at % 5}\n" for at in range(60))
    found = tables(looked(tmp_path, "a.csv", text))
    assert "incidents" not in found


def test_a_day_whose_time_is_not_told_is_read_by_itself(tmp_path):
    found = moment(
        tmp_path, "Case No,Occ Date,Occ Time,Beat",
        lambda y, m, d: f"A{y}{m},{m:02}/{d:02}/{y},{'' if m == 2 else '13:45'},7",
    )  # fmt: skip
    assert found["columns"] == ["Occ Date", "Occ Time"]
    assert found["format"] == ["%m/%d/%Y %H:%M", "%m/%d/%Y"]


def test_a_word_among_days_is_no_day(tmp_path):
    text = "Case No,Occ Date,Beat\n" + "".join(
        f"A{i},{'Unknown' if i % 9 == 0 else f'{1 + i % 12:02}/{13 + i % 9}/2020'},{i % 5}\n"
        for i in range(60)
    )
    (table,) = propose(looked(tmp_path, "a.csv", text)).tables
    assert table.columns["occurred_at"].headers == ("Occ Date",)
    assert table.beside["null"] == ["Unknown"]


@pytest.mark.parametrize(
    ("header", "row", "form"),
    [
        ("Year,Month,Offense,Beat", "{y},{m},{o},{b}", "%Y %m"),
        ("AÑO,MES,DELITO,DISTRITO", "{y},Enero,{o},{b}", "%Y %B"),
        ("Month,Offense,Beat", "{y}-{m:02},{o},{b}", "%Y-%m"),
        ("Year,Offense,Beat", "{y},{o},{b}", "%Y"),
    ],
)
def test_a_list_that_tells_no_day_is_read_by_its_month_or_year(tmp_path, header, row, form):
    kinds = ("Theft", "Burglary", "Hurto")
    rows = [
        row.format(y=2018 + i % 4, m=1 + i % 12, o=kinds[i % 3], b=f"B{i % 7}") + f",N{i}\n"
        for i in range(60)
    ]
    text = "".join([f"{header},Suspect Name\n", *rows])
    table = tables(looked(tmp_path, "a.csv", text))["incidents"]
    assert table.columns["occurred_at"].mapping["format"] == form
    assert "alone is known" in table.columns["occurred_at"].why


def test_a_list_of_people_paid_by_year_is_neither_cases_nor_totals(tmp_path):
    header = "Name,Department,Title,Year,Regular,Overtime,Detail,Total Earnings"
    rows = [
        f"Person {i},City Police,Clerk,2019,{90000 + i}.10,{20000 + 7 * i}.50,{300 * i},{99000 + i}"
        for i in range(60)
    ]
    found = tables(looked(tmp_path, "a.csv", "\n".join([header, *rows]) + "\n"))
    assert not found.keys() & {"incidents", "reported_figures"}


@pytest.mark.parametrize("decimals", [1, 3, 6, 7, 9])
def test_a_time_with_decimals_is_joined_to_its_day(tmp_path, decimals):
    fraction = "5".ljust(decimals, "0")
    text = f"Report No,Report Date,Report Time,Beat\n1,2015-03-30,21:08:00.{fraction},a\n"
    text += f"2,2015-03-31,02:45:01.{fraction},b\n"
    look = looked(tmp_path, "a.csv", text)
    (tmp_path / "e.toml").write_text(
        engagement_text(Answers("n", "x", "UTC"), [propose(look)]), encoding="utf-8"
    )
    engine = connect(threads=1)
    loaded = load(read_engagement(tmp_path / "e.toml"), tmp_path / "out", engine)
    found = [row["occurred_at"] for row in engine.rows(loaded.tables["incidents"])]
    engine.close()
    assert found == [
        datetime(2015, 3, 30, 21, 8, 0, 500_000), datetime(2015, 3, 31, 2, 45, 1, 500_000)
    ]  # fmt: skip
