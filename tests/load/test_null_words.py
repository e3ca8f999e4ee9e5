"""Are words that stand for an empty cell read as one, in text files and in Parquet?"""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

BLOCK = """
[[tables.incidents]]
source = "{file}"
null = ["(null)", "N/A"]
[tables.incidents.columns]
incident_id = "id"
occurred_at = "at"
subject_group = "race"
area_id = {{column = "place", null = "UNKNOWN"}}
unit_id = "unit"
count = "n"
[[tables.incidents.leave_out]]
column = "race"
equals = "N/A"
reason = "rows without a race"
"""
CELLS = {
    "id": ["1", "2", "3", "4", "5"],
    "at": ["2020-01-01", "2020-01-02", "(null)", "2020-01-04", "2020-01-05"],
    "race": [" (null) ", "BLACK", "WHITE", "(NULL)", "N/A"],
    "place": ["UNKNOWN", "(null)", "A", "B", "C"],
    "unit": ["UNKNOWN", "U1", "U1", "", "U1"],
    "n": ["1", "1", "1", "2", "1"],
}


def as_csv(cells):
    return "\n".join(map(",".join, [cells, *zip(*cells.values(), strict=True)]))


def as_parquet(cells):
    held = io.BytesIO()
    pq.write_table(pa.table({**cells, "n": [int(each) for each in cells["n"]]}), held)
    return held.getvalue()


@pytest.mark.parametrize(("file", "written"), [("i.csv", as_csv), ("i.parquet", as_parquet)])
def test_null_words(loads, file, written):
    loaded, rows = loads({file: written(CELLS)}, BLOCK.format(file=file))
    names = ("incident_id", "subject_group", "area_id", "unit_id", "count")
    assert [tuple(row[name] for name in names) for row in rows["incidents"]] == [
        ("1", None, None, "UNKNOWN", 1),
        ("2", "BLACK", None, "U1", 1),
        ("4", "(NULL)", "B", None, 2),
    ]
    told = [(each.rule, each.rows, each.examples) for each in loaded.received.set_aside]
    first = 2 if file.endswith("csv") else 1
    assert told == [
        ("missing", 1, (f"row {first + 2}: occurred_at is '(null)'",)),
        ("left_out", 1, (f"row {first + 4}",)),
    ]


def test_a_word_for_an_empty_unit(loads):
    block = """
[[tables.measurements]]
source = "m.csv"
null = "-"
[tables.measurements.columns]
kind = {constant = "net_weight"}
value = {column = "w", unit_column = "u"}
exhibit_id = {column = "id", empty = "none"}
"""
    loaded, rows = loads({"m.csv": "id,w,u\na,1,g\n-,2,g\nc,3,-\nd,-,g\n"}, block)
    assert [(r["exhibit_id"], r["value"]) for r in rows["measurements"]] == [("a", 1), ("none", 2)]
    assert {each.rule: each.rows for each in loaded.received.set_aside} == {
        "unknown_unit": 1,
        "missing": 1,
    }
