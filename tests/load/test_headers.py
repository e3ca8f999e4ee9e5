"""Is a table without a header, or with several rows of header, read under the names it should?"""

import openpyxl
import pytest
from proposed import ANSWERS, block, looked
from test_sources import incidents

from tallystick.load import InputError
from tallystick.load.headers import joined_names
from tallystick.propose import engagement_text, look_at, propose

PLAIN = (
    "2022-07-01,North,K-17,10\n2022-07-01,North,K-18,25\n2022-07-02,South,K-19,10\n"
    "2022-07-03,North,K-20,40\n"
)
KEPT = [
    ("K-17", "2022-07-01", "North", 1),
    ("K-18", "2022-07-01", "North", 2),
    ("K-19", "2022-07-02", "South", 3),
    ("K-20", "2022-07-03", "North", 4),
]
NUMBERED = {"incident_id": "c3", "occurred_at": "c1", "area_id": "c2"}
MAPPED = """
[[tables.incidents]]
source = "{}"
header = false
{}
[tables.incidents.columns]
incident_id = "c3"
occurred_at = "c1"
area_id = "c2"
"""


def read(rows):
    return [
        (r["incident_id"], str(r["occurred_at"])[:10], r["area_id"], r["source_row"])
        for r in rows["incidents"]
    ]


def book(folder, *rows, sheet="S"):
    made = openpyxl.Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    made.save(folder / "made.xlsx")
    return (folder / "made.xlsx").read_bytes()


def cells(text):
    return [[cell or None for cell in line.split(",")] for line in text.splitlines()]


def test_a_text_without_a_header_is_read_by_the_numbers_of_its_columns(loads):
    loaded, rows = loads({"i.csv": PLAIN}, MAPPED.format("i.csv", ""))
    assert read(rows) == KEPT
    assert loaded.received.sources[0].rows == 4


def test_title_rows_stand_above_the_first_record(loads):
    text = "Register of fines\n\n" + PLAIN.replace("K-19,10", 'K-19,"1\n0"') + "1,2\n"
    loaded, rows = loads({"i.csv": text}, MAPPED.format("i.csv", "header_row = 3"))
    assert [each[3] for each in read(rows)] == [3, 4, 5, 6]
    (aside,) = loaded.received.set_aside
    assert aside.rule == "ragged"
    assert aside.examples == ("row 7: it has 2 cells and the first record 4",)


def test_a_workbook_without_a_header_is_read_by_the_numbers_of_its_columns(loads, tmp_path):
    made = book(tmp_path, *cells(PLAIN))
    _, rows = loads({"i.xlsx": made}, MAPPED.format("i.xlsx", ""))
    assert read(rows) == KEPT
    titled = book(tmp_path, ["Register"], [], *cells(PLAIN))
    _, rows = loads({"i.xlsx": titled}, MAPPED.format("i.xlsx", "header_row = 3"))
    assert [each[3] for each in read(rows)] == [3, 4, 5, 6]


@pytest.mark.parametrize("name", ["i.csv", "i.xlsx"])
def test_init_sees_that_there_is_no_header(loads, tmp_path, name):
    content = PLAIN if name == "i.csv" else book(tmp_path, *cells(PLAIN))
    (look,) = looked(tmp_path, name, content)
    assert (look.header, look.header_rows, len(look.rows)) == (("c1", "c2", "c3", "c4"), 0, 4)
    written = block(look, NUMBERED)
    assert "\nheader = false\n" in written
    assert read(loads({name: content}, written)[1]) == KEPT


def test_rows_that_are_all_alike_have_no_header(tmp_path):
    (look,) = looked(tmp_path, "i.csv", "1,2019-01-01,North\n" * 5)
    assert (look.header_rows, len(look.rows)) == (0, 5)


def test_a_file_without_header_is_no_known_table_but_its_block_says_so(tmp_path):
    (look,) = looked(tmp_path, "i.csv", PLAIN)
    assert "# header = false\n" in engagement_text(ANSWERS, [propose(look, look.header)])


def test_a_column_without_a_name_is_called_by_its_place(loads, tmp_path):
    tables = MAPPED.replace("header = false\n", "")
    tables = tables.replace('"c1"', '"Day"').replace('"c2"', '"Area"')
    text = "Day,Area,,Sum\n" + PLAIN
    assert read(loads({"i.csv": text}, tables.format("i.csv", ""))[1])[0][0] == "K-17"
    made = book(tmp_path, ["Day", "Area"], *cells(PLAIN))
    assert len(loads({"i.xlsx": made}, tables.format("i.xlsx", ""))[1]["incidents"]) == 4
    (look,) = looked(tmp_path, "i.csv", text)
    assert look.header == ("Day", "Area", "c3", "Sum")
    with pytest.raises(InputError, match="there is no column 'c3'"):
        loads({"i.csv": text.replace(",,", ",c 3,")}, tables.format("i.csv", ""))


HEADERS = {
    "terms": "Case No,Incident Date,Unit\n1,2024-01-01,A\n2,2024-01-02,A\n",
    "numbers below": "a,b\n1,2\n3,4\n",
    "all text": "Name,Squad\nSmith,A\nJones,A\n",
    "years": "Unit,2019,2020\nNorth,5,6\nSouth,7,8\n",
    "days": "Unit,31.01.2022,30.01.2022\nNorth,5,6\nSouth,7,8\n",
    "a header that is repeated": "x,y\nA,1\nx,y\nB,2\n",
    "one row": "K-1,2024-01-01\n",
}


@pytest.mark.parametrize("text", HEADERS.values(), ids=HEADERS)
def test_a_header_is_not_taken_for_a_record(tmp_path, text):
    (tmp_path / "i.csv").write_text(text)
    if text == HEADERS["one row"]:
        with pytest.raises(InputError, match="no table with a header"):
            look_at(tmp_path / "i.csv", "i.csv")
        return
    (look,) = look_at(tmp_path / "i.csv", "i.csv")
    assert (look.header_rows, look.header) == (1, tuple(text.splitlines()[0].split(",")))


def test_contradictions_are_told(loads):
    with pytest.raises(InputError, match=r"header_rows: there is no header by header = false"):
        loads({"i.csv": PLAIN}, MAPPED.format("i.csv", "header_rows = 2"))
    with pytest.raises(InputError, match="there is no column 'c5'; map one of 'c1'"):
        loads({"i.csv": PLAIN}, MAPPED.format("i.csv", "").replace("c3", "c5"))
    with pytest.raises(InputError, match="it has fewer than 9 rows"):
        loads({"i.csv": PLAIN}, MAPPED.format("i.csv", "header_row = 9"))
    url = 'url = "sqlite:///x.db"\nquery = "select 1"\nheader = false'
    with pytest.raises(InputError, match="a database does not take it"):
        loads({}, incidents("x").replace('source = "x"', url))


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([["a", "b"]], ["a", "b"]),
        ([["No", "Weight", ""], ["", "gross", "net"]], ["No", "Weight gross", "Weight net"]),
        ([["", "Day"], ["Case No", ""]], ["Case No", "Day"]),
        (
            [["A", "", "B", ""], ["x", "", "", "y"], ["1", "2", "3", "4"]],
            ["A x 1", "A x 2", "B 3", "B y 4"],
        ),
        ([["A"], ["1", "2"]], ["A 1", "A 2"]),
    ],
)
def test_names_of_several_rows_are_joined(rows, names):
    assert joined_names(rows) == names


WEIGHED = [
    ["Register of seizures", "", "", ""],
    ["Case No", "Seized", "Weight", ""],
    ["", "on", "gross", "net"],
    ["1", "2024-01-05", "12.5", "10.0"],
    ["2", "2024-01-06", "7.25", "7"],
    ["3", "2024-01-07", "3", "2.5"],
]
NAMES = ("Case No", "Seized on", "Weight gross", "Weight net")
NET = {
    "incident_id": "Case No",
    "measured_at": "Seized on",
    "kind": {"constant": "net_weight"},
    "value": {"column": "Weight net", "unit": "g"},
}


def merged(folder):
    """The same as a workbook, whose cells are merged as a person merges them."""
    made = openpyxl.Workbook()
    for row in WEIGHED:
        made.active.append([cell or None for cell in row])
    for area in ("A1:D1", "A2:A3", "C2:D2"):
        made.active.merge_cells(area)
    made.save(folder / "merged.xlsx")
    return (folder / "merged.xlsx").read_bytes()


@pytest.mark.parametrize("name", ["i.csv", "i.xlsx"])
def test_two_rows_of_names_are_seen_and_read(loads, tmp_path, name):
    text = "".join(",".join(row) + "\n" for row in WEIGHED)
    content = text if name == "i.csv" else merged(tmp_path)
    (look,) = looked(tmp_path, name, content)
    assert (look.header_row, look.header_rows, look.header) == (2, 2, NAMES)
    written = block(look, NET, "measurements")
    assert "header_row = 2\nheader_rows = 2\n" in written
    _, rows = loads({name: content}, written)
    assert [(r["incident_id"], r["value"], r["source_row"]) for r in rows["measurements"]] == [
        ("1", 10.0, 4), ("2", 7.0, 5), ("3", 2.5, 6),
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_init_ends_lines_where_the_loader_does(loads, tmp_path, end):
    text = end.join(["Case No,Incident Date,Unit", "1,2024-01-01,A", "2,2024-01-02,A", ""])
    (look,) = looked(tmp_path, "i.csv", text)
    assert look.rows == (("1", "2024-01-01", "A"), ("2", "2024-01-02", "A"))
    written = block(look, {"incident_id": "Case No", "occurred_at": "Incident Date"})
    _, rows = loads({"i.csv": text}, written)
    assert [each["incident_id"] for each in rows["incidents"]] == ["1", "2"]


@pytest.mark.parametrize(
    ("rows", "first", "many"),
    [
        ("Unit,Cases,\n,2019,2020\nA,1,2\nB,3,4\n", 1, 2),
        ("a,b,c\n(text),(number),(number)\nx,1,2\ny,3,4\n", 1, 2),
        ("Case No,Date,Unit\n1,unknown,A\n2,2024-01-02,A\n3,2024-01-03,A\n", 1, 1),
        ("Group A,,Group B,\nn,kg,n,kg\n1,2,3,4\n5,6,7,8\n", 1, 2),
        ("Police,,\nCase No,Date,Unit\n1,2024-01-02,A\n2,2024-01-03,B\n", 2, 1),
        ("Case,,By,,Note\nCase No,Date,Unit,Officer,\n1,x,A,K,\n2,y,B,L,\n", 1, 2),
        ("Unit,Cases,,Solved,\n,2019,2020,2019,2020\nA,1,2,1,2\nB,3,4,2,3\n", 1, 2),
        ("Key,Land,Cases,,,\n7,North,1,2,3,4\n8,North,5,6,7,8\n9,North,5,6,7,8\n", 1, 1),
        ("a,b,c,d,e,f,g,h,i,01\n" + "x,2,3,4,5,6,7,8,9,9\ny,2,3,4,5,6,7,8,9,8\n" * 2, 1, 1),
        ("2013,Force,Reason,Subject\nType,Force,Type,Type\nx,1,2,y\nz,3,4,w\n", 2, 1),
        ("Unit,2015,2015,2014\n,Sum,Q1,Q1\nA,1,1,2\nB,3,2,4\n", 1, 2),
        ("Report,,\n" * 25 + "a,b,c\nx,1,2\ny,3,4\n", 26, 1),
    ],
)
def test_how_many_rows_hold_names(tmp_path, rows, first, many):
    (look,) = looked(tmp_path, "i.csv", rows)
    assert (look.header_row, look.header_rows) == (first, many)
