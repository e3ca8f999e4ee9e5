"""Is the period that a cell names read as its first and last day?"""

import io
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_reshaping import as_xlsx

from tallystick.load import InputError

BLOCK = """
[[tables.reported_figures]]
source = "{source}"
period = {{columns = {columns}, {rule}}}
columns = {{metric = "m", value = "v"}}
"""
D = date
READ = {
    'rule = "month"': {
        "2021-03": (D(2021, 3, 1), D(2021, 3, 31)),
        "2021/3": (D(2021, 3, 1), D(2021, 3, 31)),
        "2020 2": (D(2020, 2, 1), D(2020, 2, 29)),
        "202112": (D(2021, 12, 1), D(2021, 12, 31)),
        "2021M04": (D(2021, 4, 1), D(2021, 4, 30)),
        "03/2021": (D(2021, 3, 1), D(2021, 3, 31)),
        "3.2021": (D(2021, 3, 1), D(2021, 3, 31)),
        "2021-03-15": (D(2021, 3, 1), D(2021, 3, 31)),
        "март 2021": (D(2021, 3, 1), D(2021, 3, 31)),
        "Март 2021 г.": (D(2021, 3, 1), D(2021, 3, 31)),
        "2021 Março": (D(2021, 3, 1), D(2021, 3, 31)),
        "Februar 2021": (D(2021, 2, 1), D(2021, 2, 28)),
        "diciembre de 2021": (D(2021, 12, 1), D(2021, 12, 31)),
        "Jan-24": (D(2024, 1, 1), D(2024, 1, 31)),
        "dez/99": (D(1999, 12, 1), D(1999, 12, 31)),
        "2021-13": None,
        "20213": None,
        "2021": None,
        "2021年3月": (D(2021, 3, 1), D(2021, 3, 31)),
        "2021년 3월": (D(2021, 3, 1), D(2021, 3, 31)),
        "marzo": None,
        "0021-03": None,
        "1699-03": None,
        "2021-02-30": None,
        "total": None,
    },
    'rule = "month", format = "%d/%m/%Y"': {
        "15/03/2021": (D(2021, 3, 1), D(2021, 3, 31)),
        "2021-03": (D(2021, 3, 1), D(2021, 3, 31)),
        "31/02/2021": None,
    },
    'rule = "quarter"': {
        "2021Q3": (D(2021, 7, 1), D(2021, 9, 30)),
        "2021-Q1": (D(2021, 1, 1), D(2021, 3, 31)),
        "Q3 2021": (D(2021, 7, 1), D(2021, 9, 30)),
        "III кв. 2021": (D(2021, 7, 1), D(2021, 9, 30)),
        "4 квартал 2021 года": (D(2021, 10, 1), D(2021, 12, 31)),
        "2021 IV": (D(2021, 10, 1), D(2021, 12, 31)),
        "2021 2": (D(2021, 4, 1), D(2021, 6, 30)),
        "3º trimestre de 2021": (D(2021, 7, 1), D(2021, 9, 30)),
        "T2 2021": (D(2021, 4, 1), D(2021, 6, 30)),
        "2nd quarter 2021": (D(2021, 4, 1), D(2021, 6, 30)),
        "2. Quartal 2021": (D(2021, 4, 1), D(2021, 6, 30)),
        "2021-05-31": (D(2021, 4, 1), D(2021, 6, 30)),
        "2021Q5": None,
        "Q3": None,
        "2021": None,
        "2021-03": None,
        "IIII 2021": None,
        "2021 10": None,
        "2021 2022 3": None,
    },
    'rule = "year"': {
        "2021": (D(2021, 1, 1), D(2021, 12, 31)),
        "2021 г.": (D(2021, 1, 1), D(2021, 12, 31)),
        "2021-05-31": (D(2021, 1, 1), D(2021, 12, 31)),
        "21": None,
        "2021/22": None,
        "1699": None,
    },
    'rule = "fiscal_year", first_month = 4': {
        "2006/07": (D(2006, 4, 1), D(2007, 3, 31)),
        "2006-07": (D(2006, 4, 1), D(2007, 3, 31)),
        "2006/2007": (D(2006, 4, 1), D(2007, 3, 31)),
        "FY 1999/00": (D(1999, 4, 1), D(2000, 3, 31)),
        "2006–07": (D(2006, 4, 1), D(2007, 3, 31)),
        "2007-03-31": (D(2006, 4, 1), D(2007, 3, 31)),
        "2007-04-01": (D(2007, 4, 1), D(2008, 3, 31)),
        "2006/08": None,
        "2006": None,
        "FY2006": None,
    },
    'rule = "fiscal_year", first_month = 10, year_of = "last_day"': {
        "2022": (D(2021, 10, 1), D(2022, 9, 30)),
        "FY2022": (D(2021, 10, 1), D(2022, 9, 30)),
        "FY 22": (D(2021, 10, 1), D(2022, 9, 30)),
        "2021-22": (D(2021, 10, 1), D(2022, 9, 30)),
        "2021-09-30": (D(2020, 10, 1), D(2021, 9, 30)),
        "22": None,
    },
    'rule = "fiscal_year", first_month = 4, year_of = "first_day"': {
        "2022年度": (D(2022, 4, 1), D(2023, 3, 31)),
        "2022": (D(2022, 4, 1), D(2023, 3, 31)),
    },
    'rule = "fiscal_year", first_month = 1, year_of = "last_day"': {
        "2022": (D(2022, 1, 1), D(2022, 12, 31)),
    },
    'rule = "month", first_month = 10, year_of = "last_day"': {
        "2022 SEP": (D(2022, 9, 1), D(2022, 9, 30)),
        "2022 OCT": (D(2021, 10, 1), D(2021, 10, 31)),
        "FY2022 Oct": (D(2021, 10, 1), D(2021, 10, 31)),
        "FY22 1": (D(2022, 1, 1), D(2022, 1, 31)),
        "2021-22 November": (D(2021, 11, 1), D(2021, 11, 30)),
        "2021/2022 9": (D(2022, 9, 1), D(2022, 9, 30)),
        "2021-10-31": (D(2021, 10, 1), D(2021, 10, 31)),
        "2020/22 9": None,
        "2022": None,
    },
    'rule = "month", first_month = 4, year_of = "first_day"': {
        "2022 April": (D(2022, 4, 1), D(2022, 4, 30)),
        "2022 March": (D(2023, 3, 1), D(2023, 3, 31)),
    },
    'rule = "quarter", first_month = 10, year_of = "last_day"': {
        "2022 Q1": (D(2021, 10, 1), D(2021, 12, 31)),
        "FY22 Q2": (D(2022, 1, 1), D(2022, 3, 31)),
        "2021-22 Q4": (D(2022, 7, 1), D(2022, 9, 30)),
    },
    'rule = "quarter", first_month = 4, year_of = "first_day"': {
        "2022 Q4": (D(2023, 1, 1), D(2023, 3, 31)),
    },
    'rule = "year", format = "%y"': {
        "21": (D(2021, 1, 1), D(2021, 12, 31)),
        "99": (D(1999, 1, 1), D(1999, 12, 31)),
    },
    'rule = "year", calendar = "minguo"': {
        "103": (D(2014, 1, 1), D(2014, 12, 31)),
        "民國103年": (D(2014, 1, 1), D(2014, 12, 31)),
        "99": (D(2010, 1, 1), D(2010, 12, 31)),
        "2014": None,
        "total": None,
    },
    'rule = "month", calendar = "minguo"': {
        "103 1": (D(2014, 1, 1), D(2014, 1, 31)),
        "103年12月": (D(2014, 12, 1), D(2014, 12, 31)),
        "10301": (D(2014, 1, 1), D(2014, 1, 31)),
        "105/02": (D(2016, 2, 1), D(2016, 2, 29)),
        "103": None,
    },
    'rule = "month", calendar = "buddhist"': {
        "2560/05": (D(2017, 5, 1), D(2017, 5, 31)),
        "05/2560": (D(2017, 5, 1), D(2017, 5, 31)),
    },
    'rule = "day", calendar = "buddhist", format = "%d/%m/%Y"': {
        "29/02/2559": (D(2016, 2, 29), D(2016, 2, 29)),
        "29/02/2560": None,
    },
    'rule = "week"': {
        "2020-W53": (D(2020, 12, 28), D(2021, 1, 3)),
        "2021 1": (D(2021, 1, 4), D(2021, 1, 10)),
        "2021W01": (D(2021, 1, 4), D(2021, 1, 10)),
        "2021-01-03": (D(2020, 12, 28), D(2021, 1, 3)),
        "2021-W53": None,
        "2021-W00": None,
        "2021-01": None,
    },
    'rule = "day"': {
        "2021-01-03": (D(2021, 1, 3), D(2021, 1, 3)),
        "2021-01": None,
    },
}


@pytest.mark.parametrize("rule", READ)
def test_what_a_cell_names(loads, rule):
    cells = list(READ[rule])
    text = "\n".join(["p;m;v", *(f"{cell};{n};1" for n, cell in enumerate(cells))])
    tables = BLOCK.format(source="f.csv", columns='"p"', rule=rule)
    loaded, rows = loads({"f.csv": text}, tables.replace("period", 'delimiter = ";"\nperiod', 1))
    days = {
        cells[int(row["metric"])]: (row["period_start"], row["period_end"])
        for row in rows["reported_figures"]
    }
    assert {cell: days.get(cell) for cell in cells} == READ[rule]
    for aside in loaded.received.set_aside:
        assert aside.rule == "not_a_period"
        assert rule.split(",")[0] + " reads" in aside.reason
        assert aside.rows == sum(each is None for each in READ[rule].values())
        assert "period_start is" in aside.examples[0]


def test_every_day_lies_in_its_fiscal_year(loads):
    days = [date(2019, 12, 25) + timedelta(days=n) for n in range(800)]
    text = "\n".join(["p,m,v", *(f"{day},{day},1" for day in days)])
    for month in (1, 7, 12):
        rule = f'rule = "fiscal_year", first_month = {month}'
        _, rows = loads({"f.csv": text}, BLOCK.format(source="f.csv", columns='["p"]', rule=rule))
        for row in rows["reported_figures"]:
            day = date.fromisoformat(row["metric"])
            year = day.year if day.month >= month else day.year - 1
            assert row["period_start"] == date(year, month, 1)
            assert row["period_end"] == date(year + 1, month, 1) - timedelta(days=1)


def parquet(rows):
    names, *rest = rows
    held = io.BytesIO()
    columns = dict(zip(names, map(list, zip(*rest, strict=True)), strict=True))
    pq.write_table(pa.table(columns), held)
    return held.getvalue()


@pytest.mark.parametrize(("file", "written"), [("f.xlsx", as_xlsx), ("f.parquet", parquet)])
def test_a_year_and_a_month_in_two_columns(loads, file, written):
    rows = [["Ano", "Mês", "m", "v"], [2021, "Março", "a", 1], [2021, "abril", "a", 2.5]]
    rule = 'rule = "month"'
    tables = BLOCK.format(source=file, columns='["Ano", "Mês"]', rule=rule)
    _, read = loads({file: written(rows)}, tables)
    assert [
        (row["period_start"], row["period_end"], row["value"]) for row in read["reported_figures"]
    ] == [(D(2021, 3, 1), D(2021, 3, 31), 1), (D(2021, 4, 1), D(2021, 4, 30), 2.5)]


def test_targets_and_empty_cells(loads):
    tables = """
[[tables.targets]]
source = "t.csv"
null = "-"
period = {columns = "y", rule = "year"}
columns = {metric = "m", target = "t"}
"""
    loaded, rows = loads({"t.csv": "y,m,t\n2020,a,5\n-,a,6\n,a,7\n"}, tables)
    assert [(r["period_start"], r["target"]) for r in rows["targets"]] == [(D(2020, 1, 1), 5)]
    assert [(a.rule, a.rows) for a in loaded.received.set_aside] == [("missing", 2)]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('rule = "year"', 'rule = "years"', "period.rule: read 'years'; it must be one of"),
        ('rule = "year"', 'rule = "fiscal_year"', "write first_month = 4 where"),
        ('rule = "year"', 'rule = "year", first_month = 4', "first_month: it goes with rule"),
        ('rule = "year"', 'rule = "fiscal_year", first_month = 13', "it must be <= 12"),
        ('rule = "year"', 'rule = "month", first_month = 4', "year_of: it is needed beside"),
        ('rule = "year"', 'rule = "month", year_of = "last_day"', "it goes with first_month"),
        ('rule = "year"', 'rule = "year", calendar = "roman"', "period.calendar: read 'roman'"),
        ('rule = "year"', 'rule = "year", calendar = "minguo", format = "%y"', "write %Y for %y"),
        ('rule = "year"', 'rule = "year", format = "%d"', "period.format: read '%d'; it has no"),
        ('rule = "year"', 'rule = "year", first = 4', "there is no such key; did you mean"),
        ('columns = "p", ', "", 'period.columns: it is missing; write columns = ["Date", "Time"]'),
        ('columns = "p"', 'columns = ["p", "p"]', "period.columns: read 'p' twice"),
        ('value = "v"', 'value = "v", period_end = "e"', "it gives period_end, which is mapped"),
        ('columns = "p"', 'columns = "q"', "there is no column 'q'"),
    ],
)
def test_what_is_wrong_is_told(loads, old, new, words):
    tables = BLOCK.format(source="f.csv", columns='"p"', rule='rule = "year"')
    assert old in tables
    with pytest.raises(InputError) as raised:
        loads({"f.csv": "p,m,v\n2020,a,1\n"}, tables.replace(old, new))
    assert words in str(raised.value)


def test_a_table_without_periods(loads):
    tables = """
[[tables.incidents]]
source = "i.csv"
period = {columns = "p", rule = "year"}
columns = {incident_id = "m", occurred_at = "v"}
"""
    with pytest.raises(InputError, match="incidents has no period_start and period_end"):
        loads({"i.csv": "p,m,v\n"}, tables)


@pytest.mark.parametrize(
    ("given", "lacking"), [("period_start", "period_end"), ("period_end", "period_start")]
)
def test_half_a_period_names_the_day_that_is_lacking_and_the_next_move(loads, given, lacking):
    tables = f"""
[[tables.reported_figures]]
source = "f.csv"
columns = {{metric = "m", value = "v", {given} = "d"}}
"""
    with pytest.raises(InputError) as raised:
        loads({"f.csv": "d,m,v\n2020-01-01,a,1\n"}, tables)
    told = str(raised.value)
    assert (
        f"tables.reported_figures.columns.{lacking}: it is missing, though {given} is mapped"
        in told
    )
    assert f'write {lacking} = "their column"' in told
    assert 'period = {columns = "Month", rule = "month"}' in told
