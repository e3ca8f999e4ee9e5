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
