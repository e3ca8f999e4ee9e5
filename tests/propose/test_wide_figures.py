"""Wide tables of totals: periods in headers, titles and names become those of the figures."""

from datetime import date

import openpyxl
import pytest
from test_figures_proposed import figures
from test_proposals import ANSWERS

from tallystick.propose import engagement_text, look_at, propose

D = date


def year(number):
    return date(number, 1, 1), date(number, 12, 31)


def of_workbook(folder, rows, sheet="S", name="totals.xlsx"):
    """The figures of a workbook, whose proposal is loaded without an edit."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append([None if cell == "" else cell for cell in row])
    book.save(folder / name)
    return figures(folder, None, name)


def proposed(folder, text, name="totals.csv"):
    (folder / name).write_text(text, encoding="utf-8")
    (look,) = look_at(folder / name, name)
    return propose(look)


def test_fiscal_years_of_two_digits_below_a_row_that_says_so(tmp_path):
    rows = [
        ["Deaths by force, 2004/05 to 2006/07"],
        ["Police force", "Financial year", "", "", "Total"],
        ["", "04/05", "05/06", "06/07", ""],
        *(["Kent", "1", "2", "3", "6"], ["Essex", "4", "5", "6", "15"]),
    ]
    read = of_workbook(tmp_path, rows)
    days = [(D(y, 4, 1), D(y + 1, 3, 31)) for y in (2004, 2005, 2006)]
    assert [(each[0], *each[2:]) for each in read] == [
        *(("Essex", *days[0], 4), ("Kent", *days[0], 1), ("Essex", *days[1], 5)),
        *(("Kent", *days[1], 2), ("Essex", *days[2], 6), ("Kent", *days[2], 3)),
    ]


def test_two_rows_name_metric_and_year(tmp_path):
    text = "Polres,Kasus,,Selesai,\n,2016,2017,2016,2017\nBlitar,103,82,44,31\nMalang,9,8,7,6\n"
    assert figures(tmp_path, text) == [
        ("Blitar", "Kasus", *year(2016), 103),
        ("Blitar", "Selesai", *year(2016), 44),
        ("Malang", "Kasus", *year(2016), 9),
        ("Malang", "Selesai", *year(2016), 7),
        ("Blitar", "Kasus", *year(2017), 82),
        ("Blitar", "Selesai", *year(2017), 31),
        ("Malang", "Kasus", *year(2017), 8),
        ("Malang", "Selesai", *year(2017), 6),
    ]


def test_years_stand_inside_the_headers_beside_area_and_measure(tmp_path):
    text = (
        "Soort misdrijf,Nederland_Totaal_2019,Nederland_Totaal_2020*,Drenthe_Totaal_2019,"
        "Drenthe_Totaal_2020*\nDiefstal,1,2,3,4\n"
    )
    assert [each[1:] for each in figures(tmp_path, text)] == [
        ("Diefstal Drenthe_Totaal", *year(2019), 3),
        ("Diefstal Nederland_Totaal", *year(2019), 1),
        ("Diefstal Drenthe_Totaal", *year(2020), 4),
        ("Diefstal Nederland_Totaal", *year(2020), 2),
    ]


def test_a_part_of_a_year_is_no_year(tmp_path):
    text = "Precinct,Violation,CY2015,CY2016,2017 YTD 03-31,% change 2015-2016\n1,Noise,5,6,2,20\n"
    assert [each[2:] for each in figures(tmp_path, text)] == [(*year(2015), 5), (*year(2016), 6)]


def test_quarters_below_years_without_the_totals_of_years(tmp_path):
    head = "District,2015,2015,2015,2014,2014\n,Total,Q1,Q2,Q1,Q2\n"
    text = head + "North,3,1,2,4,5\nSouth,9,6,3,7,8\n"
    assert [each[2:] for each in figures(tmp_path, text)] == [
        *((D(2014, 1, 1), D(2014, 3, 31), 4), (D(2014, 1, 1), D(2014, 3, 31), 7)),
        *((D(2014, 4, 1), D(2014, 6, 30), 5), (D(2014, 4, 1), D(2014, 6, 30), 8)),
        *((D(2015, 1, 1), D(2015, 3, 31), 1), (D(2015, 1, 1), D(2015, 3, 31), 6)),
        *((D(2015, 4, 1), D(2015, 6, 30), 2), (D(2015, 4, 1), D(2015, 6, 30), 3)),
    ]


@pytest.mark.parametrize("title", ["Crimes Nov 2023 - Oct 2024", "01.11.2023 bis 31.10.2024"])
def test_months_take_their_year_from_the_range_in_the_title(tmp_path, title):
    text = f"{title},,,\n,,,\nOffence,October,November,December\nTheft,1,2,3\nArson,4,5,6\n"
    assert [each[1:3] + each[4:] for each in figures(tmp_path, text)] == [
        *(("Arson", D(2023, 11, 1), 5), ("Theft", D(2023, 11, 1), 2)),
        *(("Arson", D(2023, 12, 1), 6), ("Theft", D(2023, 12, 1), 3)),
        *(("Arson", D(2024, 10, 1), 4), ("Theft", D(2024, 10, 1), 1)),
    ]


def test_months_take_their_year_from_the_name_of_the_file_and_say_so(tmp_path):
    text = "Delito,Enero,Febrero,Marzo\nRobo,1,,3\nHurto,4,5,6\n"
    name = "homicidios_2016.csv"
    assert [each[1:3] + each[4:] for each in figures(tmp_path, text, name)] == [
        *(("Hurto", D(2016, 1, 1), 4), ("Robo", D(2016, 1, 1), 1), ("Hurto", D(2016, 2, 1), 5)),
        *(("Hurto", D(2016, 3, 1), 6), ("Robo", D(2016, 3, 1), 3)),
    ]
    written = (tmp_path / "engagement.toml").read_text(encoding="utf-8")
    assert "# The year of the columns is that of the name of the file\n" in written


def test_months_below_a_row_with_their_year_beside_dates_that_tell_of_the_codes(tmp_path):
    months = ["Jan.", "Febr.", "März", "April", "Mai", "Juni"]
    rows = [
        ["Statistik", "", "", "Zeitraum: 01.01.2014 bis 31.12.2014"],
        ["Schl.-", "", "", "", "Gesamt-", "Tatmonat in 2014"],
        ["zahl", "Straftat", "Schlüssel gültig", "", "zahl der", ""],
        ["der Tat", "", "von", "bis", "Fälle", *months],
        *([str(1000 + at), "Raub", D(2004, 6, 1 + at), D(2099, 12, 31), 0, at, 2, 3, 4, 5, 6]
          for at in range(20)),
    ]  # fmt: skip
    read = of_workbook(tmp_path, rows)
    assert sorted((each[2], each[4]) for each in read) == [
        (D(2014, month, 1), at if month == 1 else month)
        for month in range(1, 7)
        for at in range(20)
    ]


def test_metrics_side_by_side_take_the_period_of_the_sheet(tmp_path):
    rows = [
        ["", "Seizures, 1 January 2015 to 31 March 2019"],
        ["Printed 2019-04-11"],
        ["Property type", "Incidents", "Pieces", "Pounds"],
        *(["Pistol", 1, 2, 3], ["Boat", 4, 5, 6]),
    ]
    read = of_workbook(tmp_path, rows, sheet="FY 2016")
    days = (D(2015, 10, 1), D(2016, 9, 30))
    assert sorted(each[1:] for each in read) == [
        *(("Boat Incidents", *days, 4), ("Boat Pieces", *days, 5), ("Boat Pounds", *days, 6)),
        *(("Pistol Incidents", *days, 1), ("Pistol Pieces", *days, 2)),
        ("Pistol Pounds", *days, 3),
    ]
    written = (tmp_path / "engagement.toml").read_text(encoding="utf-8")
    assert "taken to begin in month 10" in written


def test_four_rows_of_names_that_repeat_what_they_span(tmp_path):
    crimes = ("살인", "강도", "절도")
    rows = [
        ["구별(1)", "자치구별(2)", *["2023"] * 6],
        ["구별(1)", "자치구별(2)", *["합계"] * 6],
        ["구별(1)", "자치구별(2)", *(crime for crime in crimes for _ in "ab")],
        ["구별(1)", "자치구별(2)", *["발생", "검거"] * 3],
        *(["합계", f"{at}구", *(str(6 * at + k) for k in range(6))] for at in range(25)),
    ]
    text = "\n".join(map(",".join, rows)) + "\n"
    read = figures(tmp_path, text)
    assert {each[2:4] for each in read} == {year(2023)}
    assert sorted(each[4] for each in read) == list(range(150))
    assert ("1구", "합계 강도 발생", *year(2023), 8) in read


def test_a_column_of_units_without_a_header(tmp_path):
    text = ",2019,2020,2021\nNorth,1,2,3\nSouth,4,5,6\n"
    (table,) = proposed(tmp_path, text).tables
    assert table.columns["metric"].headers == ("c1",)
    assert table.beside["wide"]["columns"] == ["2019", "2020", "2021"]


def test_units_side_by_side_are_units(tmp_path):
    towns = ["Andover", "Ansonia", "Ashford", "Avon", "Berlin"]
    text = f"Year,Description,{','.join(towns)}\n2019,Murder,1,2,3,4,5\n2019,Arson,6,7,8,9,10\n"
    assert sorted(figures(tmp_path, text)) == sorted(
        (town, metric, *year(2019), at + more)
        for at, town in enumerate(towns, 1)
        for metric, more in (("Murder", 0), ("Arson", 5))
    )


def test_a_table_without_any_period_is_read_and_says_so(tmp_path):
    made = proposed(tmp_path, "State,Murder,Rape,Riots\nAssam,1,2,3\nBihar,4,5,6\n")
    (table,) = made.tables
    assert "period_start" not in table.columns
    written = engagement_text(ANSWERS, [made])
    assert "# No period is in the columns, the title or the names of the sheet" in written
    assert "[[tables.reported_figures]]" in written.splitlines()
    assert [each[0::4] for each in figures(tmp_path, None, "totals.csv")] == [
        ("Assam", 1.0), ("Assam", 2.0), ("Assam", 3.0),
        ("Bihar", 4.0), ("Bihar", 5.0), ("Bihar", 6.0),
    ]  # fmt: skip


CASES = {
    "a register of officers": "Name,Rank,Base pay,Overtime,Total pay\nA,Sgt,1,2,3\nB,Lt,4,5,9\n",
    "stops": "Case No,Age,Speed,Limit,Fine\n17-1,31,62,50,80\n17-2,45,70,50,120\n",
    "people": "Inmate ID,Age,Height,Weight,Bail\n1004,31,180,70,500\n1005,40,170,80,900\n",
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES)
def test_a_list_is_no_table_of_totals_for_the_year_in_its_name(tmp_path, text):
    tables = proposed(tmp_path, text, "list_2017.csv").tables
    assert "reported_figures" not in [each.table for each in tables]
