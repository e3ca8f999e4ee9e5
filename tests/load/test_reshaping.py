"""Do rows with a column for each period, or several values in a cell, become the right records?"""

import io
from datetime import date

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.engine import connect
from tallystick.load import InputError
from tallystick.load.splitting import one_of, parts_of

MONTHS = """
[[tables.reported_figures]]
source = "f.{kind}"
null = "-"
wide = {{columns = ["Jan", "Feb", "Mar"], names_to = "month", values_to = "n"}}
period = {{columns = ["Year", "month"], rule = "month"}}

[tables.reported_figures.columns]
unit_id = "Unit"
metric = {{constant = "arrests"}}
value = {{column = "n", decimal = ","}}
"""
ROWS = [
    ["Unit", "Year", "Jan", "Feb", "Mar", "Total"],
    ["North", 2020, 1, 2, 3, 6],
    ["South", 2020, 4, None, "x", 4],
    ["East", None, 7, 8, "-", 15],
]


def as_csv(rows):
    return "\n".join(",".join("" if c is None else str(c) for c in row) for row in rows)


def as_xlsx(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def as_parquet(rows):
    names, *rest = rows
    cells = [[None if c is None else str(c) for c in column] for column in zip(*rest, strict=True)]
    held = io.BytesIO()
    pq.write_table(pa.table(dict(zip(names, cells, strict=True))), held)
    return held.getvalue()


def asides(loaded):
    return [(each.rule, each.rows, each.examples) for each in loaded.received.set_aside]


@pytest.mark.parametrize(
    ("kind", "written", "first"),
    [("csv", as_csv, 2), ("xlsx", as_xlsx, 2), ("parquet", as_parquet, 1)],
)
def test_a_column_for_each_month(loads, kind, written, first):
    loaded, rows = loads({f"f.{kind}": written(ROWS)}, MONTHS.format(kind=kind))
    names = ("unit_id", "period_start", "period_end", "value", "source_row")
    assert [tuple(row[name] for name in names) for row in rows["reported_figures"]] == [
        ("North", date(2020, 1, 1), date(2020, 1, 31), 1, first),
        ("North", date(2020, 2, 1), date(2020, 2, 29), 2, first),
        ("North", date(2020, 3, 1), date(2020, 3, 31), 3, first),
        ("South", date(2020, 1, 1), date(2020, 1, 31), 4, first + 1),
    ]
    (source,) = loaded.received.sources
    assert source.rows == 7  # nine cells, of which one is empty and one holds "-"
    assert source.note == "3 rows of 3 columns are 7 records; 2 empty cells are none"
    row = first + 2
    assert asides(loaded) == [
        ("not_a_number", 1, (f"row {first + 1}: value is 'x'",)),
        ("not_a_period", 2, (f"row {row}: period_start is 'Feb'",)),
    ]


SUBSTANCES = """
[[tables.measurements]]
source = ["a.csv", "b.csv"]
wide = {columns = ["Heroin", "Cocaína", "All"], names_to = "drug", values_to = "grams"}
leave_out = [{column = "drug", equals = "All", reason = "totals"}]

[tables.measurements.columns]
incident_id = "id"
kind = {constant = "net_weight"}
substance_code = {column = "drug", values = {"Cocaína" = "cocaine", Heroin = "heroin"}}
value = {column = "grams", unit = "g"}
"""


def test_a_column_for_each_substance_of_two_files(loads):
    files = {
        "a.csv": "id,Heroin,Cocaína,All\n1,0.5,,0.5\nragged\n2,1,2,3\n",
        "b.csv": "All,Cocaína,Heroin,id\n,,,3\n4,4,,4\n",
    }
    loaded, rows = loads(files, SUBSTANCES)
    names = ("incident_id", "substance_code", "value", "source_file", "source_row")
    assert [tuple(row[name] for name in names) for row in rows["measurements"]] == [
        ("1", "heroin", 0.5, "a.csv", 2),
        ("2", "heroin", 1, "a.csv", 4),
        ("2", "cocaine", 2, "a.csv", 4),
        ("4", "cocaine", 4, "b.csv", 3),
    ]
    assert [(each.rows, each.note) for each in loaded.received.sources] == [
        (6, "2 rows of 3 columns are 5 records; 1 empty cells are none"),
        (2, "2 rows of 3 columns are 2 records; 4 empty cells are none"),
    ]
    told = [(each.path, each.rule, each.rows) for each in loaded.received.set_aside]
    assert sorted(told) == [
        ("a.csv", "left_out", 2),
        ("a.csv", "ragged", 1),
        ("b.csv", "left_out", 1),
    ]


OFFICERS = """
[[tables.named_officers]]
source = "i.csv"
{options}

[tables.named_officers.columns]
record_id = "case"
occurred_at = "at"
unit_id = "unit"
role = {{constant = "attending"}}
officer_id = {officer}
"""


def officers(rows):
    return [
        (row["record_id"], row["officer_id"], row["source_row"]) for row in rows["named_officers"]
    ]


def test_officers_in_several_columns(loads):
    options = 'wide = {columns = ["o1", "o2", "o3"], names_to = "place", values_to = "officer"}'
    text = "case,at,unit,o1,o2,o3\na,2020-01-01,u,7,8,\nb,2020-01-02,u,9,,7\n"
    _, rows = loads({"i.csv": text}, OFFICERS.format(options=options, officer='"officer"'))
    assert officers(rows) == [("a", "7", 2), ("a", "8", 2), ("b", "9", 3), ("b", "7", 3)]


def test_several_officers_in_a_cell(loads):
    text = (
        "case,at,unit,who\na,2020-01-01,u,7; 8\nb,2020-01-02,u,9\nc,2020-01-03,u,\n"
        'd,2020-01-04,u,"7 / ; 8;"\ne,2020-01-05,u,;\n'
    )
    officer = '{column = "who", split = [";", "/"]}'
    loaded, rows = loads({"i.csv": text}, OFFICERS.format(options="", officer=officer))
    assert officers(rows) == [("a", "7", 2), ("a", "8", 2), ("b", "9", 3),
                              ("d", "7", 5), ("d", "8", 5)]  # fmt: skip
    (source,) = loaded.received.sources
    assert source.rows == 7
    assert source.note == "5 rows with several values in a cell are 7 records"
    assert asides(loaded) == [
        ("missing", 2, ("row 4: officer_id is empty", "row 6: officer_id is empty"))
    ]


def test_a_cell_of_too_many_values(loads):
    who = [";".join(map(str, range(many))) for many in (1000, 1001)]
    text = "\n".join(["case,at,unit,who", *(f"a,2020-01-01,u,{each}" for each in who)])
    officer = '{column = "who", split = ";"}'
    tables = OFFICERS.format(options="", officer=officer)
    with pytest.raises(InputError, match="row 3: its cell in 'who' holds 1,001 values; a cell may"):
        loads({"i.csv": text}, tables)
    _, rows = loads({"i.csv": text.rpartition("\n")[0]}, tables)
    assert len(rows["named_officers"]) == 1000


def test_columns_that_are_split_too(loads):
    tables = """
[[tables.measurements]]
source = "m.xlsx"
wide = {columns = ["first", "second"], names_to = "stage", values_to = "grams"}
[tables.measurements.columns]
exhibit_id = "id"
kind = {constant = "net_weight"}
stage = {column = "stage", values = {first = "field", second = "lab"}}
value = {column = "grams", unit = "g", decimal = ",", split = ";"}
"""
    rows = [["id", "first", "second"], ["a", "1,5; 2", 3.5], ["b", None, "4"]]
    loaded, read = loads({"m.xlsx": as_xlsx(rows)}, tables)
    assert [
        (row["exhibit_id"], row["stage"], row["value"], row["source_row"])
        for row in read["measurements"]
    ] == [("a", "field", 1.5, 2), ("a", "field", 2, 2), ("a", "lab", 3.5, 2), ("b", "lab", 4, 3)]
    (source,) = loaded.received.sources
    assert source.rows == 4
    assert source.note == (
        "2 rows of 2 columns are 3 records; 1 empty cells are none; "
        "3 rows with several values in a cell are 4 records"
    )


STOPS = """
[[tables.incidents]]
source = "i.{kind}"
[tables.incidents.columns]
incident_id = "id"
occurred_at = "at"
subject_group = {{column = "race", split = ",", take = "{take}", values = {{Afr = "Black"}}}}
"""


@pytest.mark.parametrize(("kind", "written"), [("csv", as_csv), ("parquet", as_parquet)])
@pytest.mark.parametrize(
    ("take", "expected"),
    [
        ("first", ["Black", "Black", "White", "Black", None, None]),
        ("same", ["Black", "mixed", "White", "Black", None, None]),
    ],
)
def test_one_of_several_values(loads, kind, written, take, expected):
    cells = ["Black,Black", "Black, White", "White", "Afr , Afr", None, " , "]
    rows = [["id", "at", "race"], *([str(n), "2020-01-01", c] for n, c in enumerate(cells))]
    text = written(rows)
    if kind == "csv":
        text = "\n".join(f'{a},{b},"{c or ""}"' if a != "id" else "id,at,race" for a, b, c in rows)
    _, read = loads({f"i.{kind}": text}, STOPS.format(kind=kind, take=take))
    assert [row["subject_group"] for row in read["incidents"]] == expected


def test_many_rows_keep_their_order(loads):
    count = 50_000
    lines = "\n".join(f"{n},2020,{n},{n + 1},{n + 2},0" for n in range(count))
    text = f"Unit,Year,Jan,Feb,Mar,Total\n{lines}\n"
    loaded, _ = loads({"f.csv": text}, MONTHS.format(kind="csv"))
    table = loaded.tables.relations["reported_figures"].to_pyarrow()
    rows = table["source_row"].to_pylist()
    assert rows == [n + 2 for n in range(count) for _ in range(3)]
    assert table["value"].to_pylist() == [n + k for n in range(count) for k in range(3)]


NAMED = """
[[tables.reported_figures]]
source = "f.csv"
period = {columns = "when", rule = "fiscal_year", first_month = 4}
columns = {unit_id = "Force", metric = "what", value = "n"}

[tables.reported_figures.wide]
columns = ["Theft 04/05", "Theft 05/06", "Arson 04/05"]
names_to = ["what", "when"]
names = [["theft", "2004/05"], ["theft", "2005/06"], ["arson", "2004/05"]]
values_to = "n"
"""


def test_the_names_of_columns_are_written_anew_as_metric_and_period(loads):
    text = "Force,Theft 04/05,Theft 05/06,Arson 04/05\nNorth,1,2,3\nSouth,,5,6\n"
    _, rows = loads({"f.csv": text}, NAMED)
    names = ("unit_id", "metric", "period_start", "period_end", "value")
    assert [tuple(row[name] for name in names) for row in rows["reported_figures"]] == [
        ("North", "theft", date(2004, 4, 1), date(2005, 3, 31), 1),
        ("North", "theft", date(2005, 4, 1), date(2006, 3, 31), 2),
        ("North", "arson", date(2004, 4, 1), date(2005, 3, 31), 3),
        ("South", "theft", date(2005, 4, 1), date(2006, 3, 31), 5),
        ("South", "arson", date(2004, 4, 1), date(2005, 3, 31), 6),
    ]


def test_one_name_is_written_anew_as_a_text(loads):
    named = 'names_to = "month", names = ["1", "2", "3"]'
    tables = MONTHS.format(kind="csv").replace('names_to = "month"', named)
    _, rows = loads({"f.csv": as_csv(ROWS)}, tables)
    assert [row["period_start"].month for row in rows["reported_figures"]] == [1, 2, 3, 1]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (', ["arson", "2004/05"]]', "]", "wide.names: it has 2 entries for 3 columns"),
        (
            '["arson", "2004/05"]',
            '["arson"]',
            "that of 'Arson 04/05' has 1 texts, and names_to has 2",
        ),
        ('"arson"', '"theft"', "wide.names: read 'theft 2004/05' twice"),
        ('"what", "when"]', '"what", "what"]', "wide.names_to: a column stands there twice"),
        ('"what", "when"]', '"what", "n"]', "wide.values_to: read 'n', which is names_to"),
        ("names = [[", "name = [[", "there is no such key"),
    ],
)
def test_what_is_wrong_with_new_names_is_told(loads, old, new, words):
    assert old in NAMED
    with pytest.raises(InputError) as raised:
        loads({"f.csv": "Force\n"}, NAMED.replace(old, new))
    assert words in str(raised.value)


def test_several_names_without_their_texts_are_told(loads):
    tables = MONTHS.format(kind="csv").replace('"month", v', '["month", "x"], v')
    with pytest.raises(InputError, match=r"wide.names: it is missing; write names = \["):
        loads({"f.csv": as_csv(ROWS)}, tables)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"Jan", "Feb"', '"Jan", "Jan"', "wide.columns: a column stands there twice"),
        ('values_to = "n"', 'values_to = "month"', "which is names_to; the two differ"),
        ('values_to = "n"', 'values_to = "m"', "wide.values_to: no mapping reads 'm'"),
        ('names_to = "month"', 'names_to = "mont"', "there is no column 'month'"),
        ('names_to = "month"', 'names_to = "Jan"', "wide.names_to: 'Jan' is one of the columns"),
        (', values_to = "n"', "", 'wide.values_to: it is missing; write values_to = "n"'),
        ("names_to", "name_to", "there is no such key; did you mean 'names_to'"),
        ('"Jan", "Feb"', '"Jan", "Fev"', "there is no column 'Fev'"),
        ('"n", dec', '"n", take = "first", dec', "columns.value.take: it needs split"),
        ('"n", dec', '"n", take = "last", split = ";", dec', "it must be one of 'all', 'first'"),
        ('{constant = "arrests"}', '{columns = ["Unit", "n"], split = ";"}',
         "columns.metric.split: it divides the cells of one column"),
        ('"Unit"', '{column = "Unit", split = ";"}\nunit = {column = "Year", split = ";"}',
         "columns.unit_id.split: another column is split too"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(loads, old, new, words):
    tables = MONTHS.format(kind="csv")
    assert old in tables
    with pytest.raises(InputError) as raised:
        loads({"f.csv": as_csv(ROWS)}, tables.replace(old, new))
    assert words in str(raised.value)


def test_an_incident_is_not_split(loads):
    tables = STOPS.format(kind="csv", take="all")
    with pytest.raises(InputError, match="would count it more than once"):
        loads({"i.csv": "id,at,race\n"}, tables)


@pytest.fixture(scope="module")
def local():
    engine = connect(threads=1)
    yield engine
    engine.close()


@settings(max_examples=60, deadline=None)
@given(text=st.text("aB;, \t/", max_size=12) | st.none(), both=st.booleans())
def test_a_cell_as_a_slow_twin_divides_it(local, text, both):
    separators = [";", "/"] if both else [";"]
    text = (text or "").strip() or None  # as a Stage leaves it
    slow = [text or ""]
    for mark in separators:
        slow = [part for each in slow for part in each.split(mark)]
    slow = [part for each in slow if (part := each.strip())]
    held = local.hold(pa.table({"t": pa.array([text], pa.string())}), "cell")
    row = local.rows(held.select(
        parts=parts_of(held.t, separators), first=one_of(held.t, separators, "first"),
        same=one_of(held.t, separators, "same"),
    ))[0]  # fmt: skip
    same = "mixed" if len(set(slow)) > 1 else (slow or [None])[0]
    assert (row["parts"], row["first"], row["same"]) == (slow or [None], (slow or [None])[0], same)
