"""Are rows told apart by all their cells, and is each record counted once where it has several?"""

import hashlib
import io
import json
import sqlite3

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tallystick.audit.selection import chosen, runnable_rules, select
from tallystick.load import InputError
from tallystick.load.whole_rows import others

BLOCK = """
[[tables.incidents]]
source = {source}
{options}
[tables.incidents.columns]
incident_id = "case"
occurred_at = "at"
"""
CELLS = {  # rows 2 and 4 agree in the mapped columns, 2 and 5 in all
    "case": ["a", "b", "a", "a", "a"],
    "at": ["2019-01-01", "2019-01-01", "2019-01-01", "2019-01-01", "2019-01-02"],
    "report": ["r1", "r2", "r3", "r1", "r4"],
}


def as_csv(cells):
    return "\n".join(map(",".join, [cells, *zip(*cells.values(), strict=True)]))


def as_parquet(cells):
    held = io.BytesIO()
    pq.write_table(pa.table(cells), held)
    return held.getvalue()


def as_lines(cells):
    rows = zip(*cells.values(), strict=True)
    return "\n".join(json.dumps(dict(zip(cells, row, strict=True))) for row in rows)


def block(source, options=""):
    return BLOCK.format(source=json.dumps(source), options=options)


def kept(rows):
    return [(row["source_file"], row["source_row"]) for row in rows["incidents"]]


def asides(loaded):
    return [(each.path, each.rule, each.rows, each.examples) for each in loaded.received.set_aside]


FORMS = [("i.csv", as_csv), ("i.parquet", as_parquet), ("i.jsonl", as_lines)]


@pytest.mark.parametrize(("file", "written"), FORMS)
def test_rows_that_differ_elsewhere_are_no_copies(loads, file, written):
    loaded, rows = loads({file: written(CELLS)}, block(file))
    first = 2 if file == "i.csv" else 1
    assert kept(rows) == [(file, first + n) for n in (0, 1, 2, 4)]
    assert asides(loaded) == [(file, "copy", 1, (f"row {first + 3}",))]
    (note,) = loaded.received.notes
    assert note.startswith("incidents: 1 keys name more than one different record (such as that of")
    assert "1 of these records equal an earlier one in every mapped column" in note
    assert "one_row_per" in note
    assert loaded.received.sources[0].rows == 5


def test_keys_that_some_lines_of_json_lack_are_compared(loads):
    lines = [
        {"case": "a", "at": "2019-01-01"}, {"case": "a", "at": "2019-01-01", "more": {"x": 1}},
        {"case": "a", "at": "2019-01-01", "more": {"x": 2}}, {"at": "2019-01-01", "case": "a"},
        {"case": "a", "at": "2019-01-01", "more": {"x": 2}},
    ]  # fmt: skip
    loaded, rows = loads({"i.jsonl": "\n".join(map(json.dumps, lines))}, block("i.jsonl"))
    assert kept(rows) == [("i.jsonl", 1), ("i.jsonl", 2), ("i.jsonl", 3)]
    assert asides(loaded) == [("i.jsonl", "copy", 2, ("row 4", "row 5"))]


def test_rows_of_a_database_of_sqlite_are_compared_whole(loads, tmp_path):
    base = sqlite3.connect(tmp_path / "b.db")
    base.execute('create table i ("case", "at", report)')
    base.executemany("insert into i values (?, ?, ?)",
                     zip(*(CELLS[name] for name in CELLS), strict=True))  # fmt: skip
    base.commit()
    base.close()
    source = block("i.csv").replace('source = "i.csv"', 'url = "sqlite:///b.db"\nquery = "select '
                                    '* from i"')  # fmt: skip
    loaded, rows = loads({"b.db": (tmp_path / "b.db").read_bytes()}, source)
    assert kept(rows) == [("b.db", n) for n in (1, 2, 3, 5)]
    assert asides(loaded) == [("b.db", "copy", 1, ("row 4",))]


def test_files_of_other_columns_are_compared_by_those_that_are_mapped(loads):
    files = {
        "1.csv": "case,at,report\na,2019-01-01,r1\na,2019-01-01,r2\n",
        "2.csv": "at,clerk,case\n2019-01-01,x,a\n2019-01-01,y,b\n2019-01-01,z,b\n",
    }
    loaded, rows = loads(files, block("1.csv") + block("2.csv"))
    assert kept(rows) == [("1.csv", 2), ("1.csv", 3), ("2.csv", 3), ("2.csv", 4)]
    assert asides(loaded) == [("2.csv", "copy", 1, ("row 2",))]


def test_only_what_all_files_of_a_source_have_is_compared(loads):
    files = {
        "1.csv": "case,at,report\na,2019-01-01,r1\n",
        "2.csv": "at,clerk,report,case\n2019-01-01,x,r1,a\n2019-01-01,y,r2,a\n",
    }
    loaded, rows = loads(files, block(["1.csv", "2.csv"]))
    assert kept(rows) == [("1.csv", 2), ("2.csv", 3)]
    assert asides(loaded) == [("2.csv", "copy", 1, ("row 2",))]


@pytest.mark.parametrize(
    ("read", "headers", "expected"),
    [
        (("a",), {}, ()),
        (("a",), {"x": ("a",)}, ()),
        (("a",), {"x": (" c ", "a", "b", "")}, ("b", "c")),
        (("a",), {"x": ("a", "b", "b", "c")}, ("c",)),
        ((" a ",), {"x": ("a", "b", "c"), "y": ("c", "a", "d")}, ("c",)),
    ],
)
def test_others(read, headers, expected):
    assert others(read, headers) == expected


def test_one_row_per(loads):
    options = 'one_row_per = "incident_id"'
    text = (
        "case,at,charge\na,2019-01-01,x\na,2019-01-01,y\n,2019-01-01,x\n,2019-01-01,y\n"
        "b,never,x\nb,2019-01-03,y\nb,2019-01-04,z\nb,2019-01-04,z\n"
    )
    loaded, rows = loads({"i.csv": text}, block("i.csv", options), share="0.2")
    assert kept(rows) == [("i.csv", n) for n in (2, 4, 5, 7)]
    assert asides(loaded) == [
        ("i.csv", "not_a_date", 1, ("row 6: occurred_at is 'never'",)),
        ("i.csv", "same_record", 3, ("row 3", "row 8", "row 9")),
    ]
    assert not loaded.received.notes


def test_each_source_repeats_by_itself(loads):
    files = {
        "1.csv": "case,at\na,2019-01-01\na,2019-01-02\n",
        "2.csv": "case,at\na,2019-01-03\na,2019-01-03\nb,2019-01-04\n",
    }
    options = 'one_row_per = ["incident_id"]'
    loaded, rows = loads(files, block("1.csv", options) + block("2.csv"))
    assert kept(rows) == [("1.csv", 2), ("2.csv", 2), ("2.csv", 4)]
    assert asides(loaded) == [
        ("1.csv", "same_record", 1, ("row 3",)),
        ("2.csv", "copy", 1, ("row 3",)),
    ]


def test_one_row_per_what_is_mapped(loads):
    with pytest.raises(InputError, match="one_row_per: 'incidentid' is not mapped; did you mean"):
        loads({"i.csv": "case,at\n"}, block("i.csv", 'one_row_per = "incidentid"'))


ROWS = """
[[tables.incidents]]
source = "in/*"
columns = {incident_id = {row_number = true}, occurred_at = "at"}
[[tables.involvements]]
source = "in/*"
columns = {incident_id = {row_number = true}, person_id = "who", role = {constant = "subject"}}
"""


@pytest.mark.parametrize("written", [as_csv, as_parquet])
def test_a_number_made_of_the_row(loads, written):
    kind = "csv" if written is as_csv else "parquet"
    days = ["2019-01-01", "2019-01-01"]
    files = {f"in/{n}.{kind}": written({"at": days, "who": ["p", "q"]}) for n in (1, 2)}
    loaded, rows = loads(files, ROWS)
    first = 2 if kind == "csv" else 1
    names = [
        f"{hashlib.md5(file.encode()).hexdigest()[:8]}-{first + n}"
        for file in files
        for n in (0, 1)
    ]
    assert [row["incident_id"] for row in rows["incidents"]] == names
    assert [row["incident_id"] for row in rows["involvements"]] == names
    assert "incidents: incident_id names a row of the files" in loaded.received.notes[0]


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ('{row_number = true, column = "at"}', "read column and row_number"),
        ("{row_number = false}", "read none of them"),
        ('{row_number = true, empty = "1"}', "it has no meaning beside row_number"),
    ],
)
def test_what_is_wrong_is_told(loads, mapping, words):
    tables = ROWS.replace("{row_number = true}", mapping, 1)
    with pytest.raises(InputError, match=words):
        loads({"in/1.csv": "at,who\n"}, tables)


@pytest.mark.parametrize("sources", [3, 5])
def test_one_row_per_is_told_by_its_own_rule_however_many_sources_there_are(loads, sources):
    """Rows 3 and 4 of the first file repeat case a, and differ in a column that no mapping reads.

    Each further file has two cases of its own, so that 3 - 2 + 2 (n - 1) records are kept, in the
    order of the sources.
    """
    first = "case,at,charge\na,2019-01-01,1\na,2019-01-01,2\na,2019-01-01,3\n"
    files = {"first.csv": first} | {
        f"{n}.csv": f"case,at\nb{n},2019-02-0{n}\nc{n},2019-02-0{n}\n" for n in range(1, sources)
    }
    blocks = [block("first.csv", 'one_row_per = "incident_id"'),
              *(block(f"{n}.csv") for n in range(1, sources))]  # fmt: skip
    loaded, rows = loads(files, "".join(blocks))
    others = [(f"{n}.csv", at) for n in range(1, sources) for at in (2, 3)]
    assert kept(rows) == [("first.csv", 2), *others]
    assert asides(loaded) == [("first.csv", "same_record", 2, ("row 3", "row 4"))]


def test_copies_of_the_last_of_three_sources_are_told_of_its_rows(loads):
    """Rows 2 and 3 of the third file agree in all cells; those of the second differ beyond."""
    files = {
        "1.csv": "case,at,more\na,2019-01-01,x\n",
        "2.csv": "case,at,other\nb,2019-01-01,1\nb,2019-01-01,2\n",
        "3.csv": "case,at,third\nc,2019-01-01,1\nc,2019-01-01,1\n",
    }
    loaded, rows = loads(files, "".join(map(block, files)))
    assert kept(rows) == [("1.csv", 2), ("2.csv", 2), ("2.csv", 3), ("3.csv", 2)]
    assert asides(loaded) == [("3.csv", "copy", 1, ("row 3",))]


def test_a_rule_over_numbers_made_of_the_rows_is_not_tested(loads):
    """The first file has no number, so that no row could repeat one; the second has one of its own.

    With both, a row of the second can repeat a number, and the rule is tested.
    """
    block = (
        '[[tables.incidents]]\nsource = "{}"\n'
        'columns = {{incident_id = {}, occurred_at = "at", recorded_at = "at"}}\n'
    )
    made, own = block.format("a.csv", "{row_number = true}"), block.format("b.csv", '"no"')
    days = "2024-01-01\n", "2024-01-02\n"
    files = {
        "a.csv": "at\n" + "".join(days),
        "b.csv": "no,at\n" + "".join(f"1,{day}" for day in days),
    }
    (check,) = chosen(("records.integrity",))
    for written, tested in ((made, False), (own, True), (made + own, True)):
        tables = loads(files, written)[0].tables
        asked = {each.name for each in runnable_rules(check, tables)}
        assert ("repeated.incidents" in asked) == tested
        _, not_run = select((check,), tables)
        why = {each.rule: each.why for each in not_run}
        assert tested == ("not tested: the export" not in why.get("repeated.incidents", ""))


def test_rows_that_nothing_tells_apart_are_counted_and_told(loads):
    """By hand: rows 3 and 5 equal row 2 in every cell; row 4 differs in a cell that nobody reads.

    Both tables read the file, and it is told once. With a number of its own no row is such.
    """
    text = (
        "no,at,who,other\n1,2019-01-01,p,x\n2,2019-01-01,p,x\n3,2019-01-01,p,y\n4,2019-01-01,p,x\n"
    )
    bare = "\n".join(line.partition(",")[2] for line in text.splitlines()) + "\n"
    loaded, _ = loads({"in/1.csv": bare}, ROWS)
    told = [note for note in loaded.received.notes if "every cell" in note]
    assert len(told) == 1
    assert told[0].startswith("2 rows of in/1.csv equal an earlier row in every cell")
    numbered = ROWS.replace("{row_number = true}", '"no"')
    loaded, _ = loads({"in/1.csv": text}, numbered)
    assert not [note for note in loaded.received.notes if "every cell" in note]


def test_weights_without_a_number_of_their_case_are_compared_too(loads):
    """By hand: row 3 equals row 2; an empty cell equals an empty cell."""
    block = """
[[tables.measurements]]
source = "w.csv"
[tables.measurements.columns]
kind = {constant = "net_weight"}
value = {column = "g", unit = "g"}
substance_code = "s"
"""
    loaded, _ = loads({"w.csv": "g,s\n1,\n1,\n2,\n"}, block)
    assert loaded.received.notes[-1].startswith(
        "1 row of w.csv equals an earlier row in every cell"
    )
    with_case = block + 'incident_id = "c"\n'
    loaded, _ = loads({"w.csv": "g,s,c\n1,,1\n1,,1\n2,,2\n"}, with_case)
    assert not [note for note in loaded.received.notes if "every cell" in note]
