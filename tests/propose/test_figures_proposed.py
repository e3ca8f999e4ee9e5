"""Tables of totals: what is proposed of them loads, and the figures are those of the table."""

from datetime import date

from test_proposals import ANSWERS

from tallystick.engine import connect
from tallystick.load import load, read_engagement
from tallystick.propose import engagement_text, look_at, propose


def figures(folder, text, name="totals.csv"):
    """Propose a file, load what is written without an edit, and return the figures in order.

    A `text` of None says that the file is there.
    """
    if text is not None:
        (folder / name).write_text(text, encoding="utf-8")
    (look,) = look_at(folder / name, name)
    proposal = propose(look)
    assert [each.table for each in proposal.tables] == ["reported_figures"]
    engagement = folder / "engagement.toml"
    engagement.write_text(engagement_text(ANSWERS, [proposal]), encoding="utf-8")
    engine = connect(threads=1)
    try:
        loaded = load(read_engagement(engagement), folder / "out", engine)
        table = loaded.tables.relations["reported_figures"]
        rows = engine.rows(table.order_by("period_start", "unit_id", "metric"))
    finally:
        engine.close()
    return [
        (row["unit_id"], row["metric"], row["period_start"], row["period_end"], row["value"])
        for row in rows
    ]


def test_a_column_for_each_month_beside_a_year(tmp_path):
    head = "Year,State,Offence,January,February,March\n"
    text = head + "2020,North,Theft,1,2,3\n2021,South,Theft,4,5,6\n"
    assert figures(tmp_path, text) == [
        ("North", "Theft", date(2020, 1, 1), date(2020, 1, 31), 1.0),
        ("North", "Theft", date(2020, 2, 1), date(2020, 2, 29), 2.0),
        ("North", "Theft", date(2020, 3, 1), date(2020, 3, 31), 3.0),
        ("South", "Theft", date(2021, 1, 1), date(2021, 1, 31), 4.0),
        ("South", "Theft", date(2021, 2, 1), date(2021, 2, 28), 5.0),
        ("South", "Theft", date(2021, 3, 1), date(2021, 3, 31), 6.0),
    ]


def test_months_written_as_2018_01_are_no_fiscal_years(tmp_path):
    text = "Precinct,Month,Arrests\nP1,2018-01,7\nP1,2018-12,8\nP1,2019-02,9\n"
    assert figures(tmp_path, text) == [
        ("P1", "Arrests", date(2018, 1, 1), date(2018, 1, 31), 7.0),
        ("P1", "Arrests", date(2018, 12, 1), date(2018, 12, 31), 8.0),
        ("P1", "Arrests", date(2019, 2, 1), date(2019, 2, 28), 9.0),
    ]


def test_a_column_for_each_quarter(tmp_path):
    text = "DIVISION,OFFENCE,2019Q4,2020Q1,2020Q2\nCAVAN,Burglary,7,8,9\n"
    assert figures(tmp_path, text) == [
        ("CAVAN", "Burglary", date(2019, 10, 1), date(2019, 12, 31), 7.0),
        ("CAVAN", "Burglary", date(2020, 1, 1), date(2020, 3, 31), 8.0),
        ("CAVAN", "Burglary", date(2020, 4, 1), date(2020, 6, 30), 9.0),
    ]


def test_a_figure_by_area_year_and_month(tmp_path):
    head = "Ano,Mês,Município,Tipo de crime,Ocorrências\n"
    text = head + "2020,1,Caucaia,Roubo,12\n2020,12,Caucaia,Furto,3\n"
    assert figures(tmp_path, text) == [
        ("Caucaia", "Roubo", date(2020, 1, 1), date(2020, 1, 31), 12.0),
        ("Caucaia", "Furto", date(2020, 12, 1), date(2020, 12, 31), 3.0),
    ]


def test_a_column_for_each_offence(tmp_path):
    text = "STATE,YEAR,MURDER,RAPE,RIOTS\nAssam,2001,1,2,3\nBihar,2001,4,5,6\n"
    year = (date(2001, 1, 1), date(2001, 12, 31))
    assert figures(tmp_path, text) == [
        ("Assam", "MURDER", *year, 1.0),
        ("Assam", "RAPE", *year, 2.0),
        ("Assam", "RIOTS", *year, 3.0),
        ("Bihar", "MURDER", *year, 4.0),
        ("Bihar", "RAPE", *year, 5.0),
        ("Bihar", "RIOTS", *year, 6.0),
    ]


def test_days_that_all_begin_a_month_by_one_order_are_months(tmp_path):
    text = "Year Month,Victimisations,Police District\n" + "".join(
        f"{month:02}/01/{2016 + month % 2},{month},Tasman\n" for month in (1, 2, 11)
    )
    assert [each[2:] for each in figures(tmp_path, text)] == [
        (date(2016, 2, 1), date(2016, 2, 29), 2.0),
        (date(2017, 1, 1), date(2017, 1, 31), 1.0),
        (date(2017, 11, 1), date(2017, 11, 30), 11.0),
    ]


def test_days_of_one_january_are_not_taken_for_months(tmp_path):
    (tmp_path / "a.csv").write_text("Stop Date,Beat\n01/02/2024,7\n01/05/2024,7\n01/11/2024,8\n")
    (look,) = look_at(tmp_path / "a.csv", "a.csv")
    (table,) = propose(look).tables
    assert table.table == "incidents"
    assert [each.column for each in table.doubts] == ["occurred_at"]


def test_cases_with_a_year_beside_their_date_are_no_figures(tmp_path):
    text = "Case No,Year,Occurred,Beat,Age\n" + "".join(
        f"{i},2021,2021-{1 + i % 12:02}-{1 + i % 28:02},{i % 5},{20 + i % 40}\n" for i in range(60)
    )
    (tmp_path / "a.csv").write_text(text)
    (look,) = look_at(tmp_path / "a.csv", "a.csv")
    assert [each.table for each in propose(look).tables] == ["incidents"]


def proposal_of(folder, text):
    (folder / "totals.csv").write_text(text, encoding="utf-8")
    (look,) = look_at(folder / "totals.csv", "totals.csv")
    (table,) = propose(look).tables
    return table


FISCAL = "FY,Month (abbv),Area,Drug Type,Count of Event\n"


def test_months_of_fiscal_years_that_no_value_dates_begin_in_october(tmp_path):
    text = FISCAL + "2022,OCT,Boston Office,Heroin,3\n2022,SEP,Boston Office,Heroin,4\n"
    assert figures(tmp_path, text) == [
        ("Boston Office", "Heroin", date(2021, 10, 1), date(2021, 10, 31), 3.0),
        ("Boston Office", "Heroin", date(2022, 9, 1), date(2022, 9, 30), 4.0),
    ]
    assert "begin in October, which no value tells" in proposal_of(tmp_path, text).remark


def test_the_months_of_the_last_fiscal_year_tell_where_it_begins(tmp_path):
    months = [(2022, month) for month in (*range(7, 13), *range(1, 7))] + [(2023, 7), (2023, 8)]
    text = FISCAL + "".join(f"{year},{month},Office A,Heroin,{month}\n" for year, month in months)
    table = proposal_of(tmp_path, text)
    assert table.beside["period"] == {
        "columns": ["FY", "Month (abbv)"], "rule": "month", "first_month": 7, "year_of": "last_day"
    }  # fmt: skip
    assert "begin in July, as the months" in table.remark
    assert figures(tmp_path, text)[0][2] == date(2021, 7, 1)
    assert figures(tmp_path, text)[-1][2] == date(2022, 8, 1)


def test_years_of_two_digits(tmp_path):
    text = "classe;annee;Code.département;faits\nVol;21;01;5\nVol;22;02;6\n"
    assert figures(tmp_path, text) == [
        ("01", "Vol", date(2021, 1, 1), date(2021, 12, 31), 5.0),
        ("02", "Vol", date(2022, 1, 1), date(2022, 12, 31), 6.0),
    ]


def test_years_of_the_calendars_of_taiwan_and_thailand(tmp_path):
    for years in (("103", "99"), ("2557", "2553")):
        text = "Year,District,Offence,Count\n" + "".join(f"{y},North,Theft,5\n" for y in years)
        assert [each[2:4] for each in figures(tmp_path, text)] == [
            (date(2010, 1, 1), date(2010, 12, 31)),
            (date(2014, 1, 1), date(2014, 12, 31)),
        ]


def test_a_day_as_of_which_things_are_counted(tmp_path):
    head = "Agency,Current_as_of_date,Total_untested_kits,Source\n"
    rows = [("Oakmere Police", "12/27/2014", "4"), ("Linden Sheriff", "03/05/2015", "Unknown"),
            ("Linden Police", "03/05/2015", "7"), ("Kent Police", "03/06/2015", "8")]  # fmt: skip
    text = head + "".join(f"{','.join(row)},Reply\n" for row in rows)
    kits = "Total_untested_kits"
    assert figures(tmp_path, text) == [
        ("Oakmere Police", kits, date(2014, 12, 27), date(2014, 12, 27), 4.0),
        ("Linden Police", kits, date(2015, 3, 5), date(2015, 3, 5), 7.0),
        ("Kent Police", kits, date(2015, 3, 6), date(2015, 3, 6), 8.0),
    ]
    assert "how things stood on a day" in proposal_of(tmp_path, text).remark


def test_a_list_of_things_with_the_day_of_its_export_is_no_table_of_totals(tmp_path):
    text = "Agency,Last Updated,Kits\nOakmere Police,12/27/2014,4\nLinden Police,03/05/2015,7\n"
    (tmp_path / "a.csv").write_text(text)
    (look,) = look_at(tmp_path / "a.csv", "a.csv")
    assert not propose(look).tables


def test_a_column_called_year_that_holds_days(tmp_path):
    text = (
        "year,citations,arrests,warnings,total_stops\n"
        "2018-12-31T00:00:00.000,5,6,7,18\n2019-12-31T00:00:00.000,1,2,3,6\n"
    )
    whole = [(date(y, 1, 1), date(y, 12, 31)) for y in (2018, 2019)]
    names = ("arrests", "citations", "total_stops", "warnings")
    values = [[6.0, 5.0, 18.0, 7.0], [2.0, 1.0, 6.0, 3.0]]
    assert figures(tmp_path, text) == [
        (None, name, *period, value)
        for period, counts in zip(whole, values, strict=True)
        for name, value in zip(names, counts, strict=True)
    ]


def test_the_month_beside_its_year_is_the_period(tmp_path):
    text = "Year Month,Year,Victimisations,Police District\n" + "".join(
        f"{month:02}/01/{2016 + month % 2},{2016 + month % 2},{month},Tasman\n" for month in (1, 2)
    )
    assert [each[2:] for each in figures(tmp_path, text)] == [
        (date(2016, 2, 1), date(2016, 2, 29), 2.0),
        (date(2017, 1, 1), date(2017, 1, 31), 1.0),
    ]


def test_figures_divided_by_sex_are_left_out_beside_their_whole(tmp_path):
    head = "provincia,anio,delito,cantidad_victimas,cantidad_victimas_masc,cantidad_victimas_fem"
    text = head + ",cantidad_victimas_sd,cantidad_hechos\nSalta,2020,Robo,9,4,4,1,12\n"
    year = (date(2020, 1, 1), date(2020, 12, 31))
    assert figures(tmp_path, text) == [
        ("Salta", "Robo cantidad_hechos", *year, 12.0),
        ("Salta", "Robo cantidad_victimas", *year, 9.0),
    ]


def test_an_area_is_not_what_is_counted_and_names_beside_their_code_divide_a_region(tmp_path):
    cities = ["Angra", "Cambuci", "Macuco", "Mendes", "Duas Barras", "Itaperuna"]
    text = "fmun_cod;fmun;ano;mes;regiao;hom_doloso;roubo;furto\n" + "".join(
        f"{33 + at};{city};2021;{month};{'Capital' if at % 2 else 'Interior'};1;2;{at}\n"
        for at, city in enumerate(cities) for month in (1, 2)
    )  # fmt: skip
    found = figures(tmp_path, text)
    assert {each[0] for each in found} == set(cities)
    assert {each[1] for each in found} == {"hom_doloso", "roubo", "furto"}
    text = "Statistical Area,LGA,Year,Policing Activity,Count\n" + "".join(
        f"{area},{area} {n},2022,{what},{n}\n"
        for area in ("Hunter", "Murray") for n in (1, 2) for what in ("Searches", "Directions")
    )  # fmt: skip
    found = figures(tmp_path, text)
    assert {each[1] for each in found} == {"Searches", "Directions"}
    assert {each[0] for each in found} == {"Hunter 1", "Hunter 2", "Murray 1", "Murray 2"}


def test_what_a_header_of_figures_counts_is_not_looked_for_elsewhere(tmp_path):
    text = "Year,District,Source,Victimisations\n2020,North,Web,5\n2021,South,Post,6\n"
    assert {each[1] for each in figures(tmp_path, text)} == {"Victimisations"}


def test_years_of_which_another_column_names_a_part_are_no_periods(tmp_path):
    text = "Periodo,Años comparados,Delito,Casos\n" + "".join(
        f"01 al {day} de {month},2021-2022,Hurto,{day}\n"
        for day, month in ((31, "enero"), (28, "febrero"), (31, "marzo"))
    )
    (tmp_path / "a.csv").write_text(text)
    (look,) = look_at(tmp_path / "a.csv", "a.csv")
    assert not propose(look).tables


def test_a_year_and_a_week(tmp_path):
    text = "Year,Week,District,Offence,Count\n2021,1,North,Theft,5\n2020,53,North,Theft,6\n"
    assert figures(tmp_path, text) == [
        ("North", "Theft", date(2020, 12, 28), date(2021, 1, 3), 6.0),
        ("North", "Theft", date(2021, 1, 4), date(2021, 1, 10), 5.0),
    ]


def test_months_with_two_digits_of_their_year_and_rates_beside_counts(tmp_path):
    head = "Month,Agency,Thefts,Theft Rate,% Change\n"
    text = head + "Apr-19,North PD,7,0.7,2\nMay-19,North PD,9,0.9,-3\n"
    assert figures(tmp_path, text) == [
        ("North PD", "Thefts", date(2019, 4, 1), date(2019, 4, 30), 7.0),
        ("North PD", "Thefts", date(2019, 5, 1), date(2019, 5, 31), 9.0),
    ]


def test_fiscal_years_called_by_one_year(tmp_path):
    text = "FY,Institution,Grievances\nFY2019,East Jail,4\nFY2020,East Jail,5\n"
    assert figures(tmp_path, text) == [
        ("East Jail", "Grievances", date(2018, 10, 1), date(2019, 9, 30), 4.0),
        ("East Jail", "Grievances", date(2019, 10, 1), date(2020, 9, 30), 5.0),
    ]


def test_a_row_for_each_day_with_figures_alone(tmp_path):
    head = "Date,Inmates,Youth tests,Adult tests\n"
    text = head + "".join(f"04/{day:02}/2020,13{day:02},{day % 3},{day}\n" for day in range(11, 31))
    rows = figures(tmp_path, text)
    assert len(rows) == 60
    assert rows[:3] == [
        (None, "Adult tests", date(2020, 4, 11), date(2020, 4, 11), 11.0),
        (None, "Inmates", date(2020, 4, 11), date(2020, 4, 11), 1311.0),
        (None, "Youth tests", date(2020, 4, 11), date(2020, 4, 11), 2.0),
    ]


def test_the_year_before_and_the_year_to_date_are_other_periods(tmp_path):
    head = "Year,Month,Crime,During the current month,During the previous month,YTD\n"
    text = head + "2021,JAN,Theft,7,5,7\n2021,FEB,Theft,8,7,15\n"
    assert [row[-1] for row in figures(tmp_path, text)] == [7.0, 8.0]


def test_a_small_table_whose_file_is_called_by_its_year(tmp_path):
    text = "Offense,Reported,Cleared,Clearance Rate\nArson,4,1,0.25\nTheft,9,3,0.33\n"
    assert figures(tmp_path, text, "crime 2019.csv") == [
        (None, "Arson Cleared", date(2019, 1, 1), date(2019, 12, 31), 1.0),
        (None, "Arson Reported", date(2019, 1, 1), date(2019, 12, 31), 4.0),
        (None, "Theft Cleared", date(2019, 1, 1), date(2019, 12, 31), 3.0),
        (None, "Theft Reported", date(2019, 1, 1), date(2019, 12, 31), 9.0),
    ]


def test_figures_of_twelve_months_are_said_to_overlap(tmp_path):
    head = "Force Name,12 months ending,Number of offences\n"
    proposal = proposal_of(tmp_path, head + "Avon,Mar 2018,7\nAvon,Jun 2018,8\n")
    assert "months that end with the one named" in proposal.remark


def test_numbered_precincts_and_units_of_measure(tmp_path):
    text = "month,precinct,arrests,summonses\n" + "".join(
        f"{month:02}/01/2020,{precinct},{month},{precinct}\n"
        for month in range(1, 13) for precinct in (1, 5)
    )  # fmt: skip
    assert figures(tmp_path, text)[:2] == [
        ("1", "arrests", date(2020, 1, 1), date(2020, 1, 31), 1.0),
        ("1", "summonses", date(2020, 1, 1), date(2020, 1, 31), 1.0),
    ]
    text = "Indicator,Unit,2018,2019\nCalls answered,no.,10,20\nResponse time,min,5,6\n"
    assert {row[:2] for row in figures(tmp_path, text, "units.csv")} == {
        (None, "Calls answered"), (None, "Response time"),
    }  # fmt: skip


def test_a_column_that_tells_parts_of_a_figure_apart_is_counted_with_it(tmp_path):
    """Each offence stands for women and for men: without the sex a figure would stand twice."""
    years, offences = range(2015, 2021), ("Theft", "Fraud", "Arson")
    rows = [f"{year},Kent,{offence},{sex},{year % 100 + len(offence)}"
            for year in years for offence in offences for sex in ("F", "M")]  # fmt: skip
    path = tmp_path / "totals.csv"
    path.write_text("\n".join(["Year,Force,Offence,Sex,Count", *rows]) + "\n", encoding="utf-8")
    (look,) = look_at(path, path.name)
    (table,) = propose(look).tables
    assert table.columns["metric"].mapping == {"columns": ["Offence", "Sex"]}
    once = [row.replace(",F,", ",all,") for row in rows if ",F," in row]
    path.write_text("\n".join(["Year,Force,Offence,Sex,Count", *once]) + "\n", encoding="utf-8")
    (look,) = look_at(path, path.name)
    (table,) = propose(look).tables
    assert table.columns["metric"].mapping == {"column": "Offence"}


def test_towns_of_one_name_are_told_apart_by_their_states(tmp_path):
    """By hand: 2 years, 2 states and 3 towns of the same names in each make 12 figures."""
    towns = [f"{state},{town}" for state in ("Illinois", "Ohio")
             for town in ("Springfield", "Salem", "Dover")]  # fmt: skip
    rows = [f"{year},{town},Theft,7" for year in (2020, 2021) for town in towns]
    text = "Year,State,City,Offence,Count\n" + "\n".join(rows) + "\n"
    found = figures(tmp_path, text)
    assert len(found) == 12
    assert {metric for _, metric, *_ in found} == {"Theft"}
    assert {unit for unit, *_ in found} == {" ".join(town.split(",")[::-1]) for town in towns}


def test_a_period_that_begins_and_never_ends_makes_no_figures(tmp_path):
    text = "metric,period_start,Value\n" + "".join(
        f"{'arrests' if n % 2 else 'stops'},2020-03-{1 + n % 28:02},{n}\n" for n in range(60)
    )
    (tmp_path / "a.csv").write_text(text)
    (look,) = look_at(tmp_path / "a.csv", "a.csv")
    for table in propose(look).tables:
        assert "period_start" not in table.columns
