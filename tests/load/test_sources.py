"""Is every kind of source read whole, row by row, or refused in words?"""

import gzip
import io
import json
import os
import sqlite3
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tallystick.load import InputError, read_engagement
from tallystick.load.csv_files import read_delimited
from tallystick.load.databases import database_name
from tallystick.load.places import Place
from tallystick.load.staging import Stage

INCIDENTS = """
[[tables.incidents]]
source = {source}
{options}
[tables.incidents.columns]
incident_id = "id"
occurred_at = "at"
area_id = "place"
"""
ROWS = [("1", "2019-01-01", "Москва"), ("2", "2019-01-02", 'a "b", c'), ("3", "2019-01-03", "")]


def incidents(source, options=""):
    return INCIDENTS.format(source=json.dumps(source, ensure_ascii=False), options=options)


def read(rows):
    return [
        (r["incident_id"], str(r["occurred_at"])[:10], r["area_id"] or "")
        for r in rows["incidents"]
    ]


CSV = 'id,at,place\n1,2019-01-01,Москва\n2,2019-01-02,"a ""b"", c"\n3,2019-01-03,\n'


@pytest.mark.parametrize(
    ("content", "options", "encoding"),
    [
        (CSV.encode(), "", "utf-8"),
        (b"\xef\xbb\xbf" + CSV.encode(), "", "utf-8"),
        (CSV.encode("utf-16"), "", "utf-16"),
        (CSV.encode("utf-16-be"), 'encoding = "utf-16-be"', "utf-16-be"),
        (CSV.encode("windows-1251"), 'encoding = "windows-1251"', "cp1251"),
        (CSV.replace("\n", "\r\n").encode("koi8-r"), 'encoding = "koi8-r"', "koi8-r"),
        (CSV.replace("\n", "\r").encode(), "", "utf-8"),
        (CSV.replace(",", ";").replace('b"";', 'b"",').encode(), 'delimiter = ";"', "utf-8"),
        (b"made on\nMonday, at 3\n" + CSV.encode(), "header_row = 3", "utf-8"),
    ],
)
def test_text_files(loads, content, options, encoding):
    loaded, rows = loads({"i.csv": content}, incidents("i.csv", options))
    assert read(rows) == ROWS
    assert loaded.received.sources[0].encoding == encoding
    first = 4 if "header_row" in options else 2
    assert [r["source_row"] for r in rows["incidents"]] == [first, first + 1, first + 2]


def test_tab_gzip_folder_and_glob(loads):
    rows_of = CSV.splitlines(keepends=True)
    files = {
        "in/a.tsv": "id\tat\tplace\n1\t2019-01-01\tМосква\n",
        "in/b.csv.gz": gzip.compress((rows_of[0] + rows_of[2]).encode()),
        "in/c.csv": rows_of[0] + rows_of[3],
        "in/.hidden.csv": "nonsense",
    }
    for source in ("in", "in/*", ["in/a.*", "in/b*", "in/c.csv", "in/a.tsv"]):
        loaded, rows = loads(files, incidents(source))
        assert read(rows) == ROWS
        assert [s.path for s in loaded.received.sources] == ["in/a.tsv", "in/b.csv.gz", "in/c.csv"]


def test_names_that_look_like_patterns(loads):
    names = ["a[1].csv", "what?.csv", "st*r.csv", "'q\".csv", "a b;drop.csv", "hive=1/x=2.csv"]
    for name in names:
        _, rows = loads({name: CSV}, incidents(name))
        assert read(rows) == ROWS
        assert {r["source_file"] for r in rows["incidents"]} == {name}


@pytest.mark.parametrize(
    "name",
    [
        '"; drop table x; --',
        'a"b',
        "🚔 №",
        "x" * 10_000,
        "=cmd|' /C calc'!A0",
        "a\nb",
        "c0",
        "source_row",
        "file",
        "t0",
        "%s{0}",
        "a\\b",
        "''",
        "-- x",
    ],
)
def test_hostile_column_names(loads, name):
    quoted = '"' + name.replace('"', '""') + '"'
    text = f"{quoted},at\n1,2019-01-01\n"
    table = pa.table({name: ["1"], "at": [date(2019, 1, 1)]})
    held = io.BytesIO()
    pq.write_table(table, held)
    lines = json.dumps({name: "1", "at": "2019-01-01"}) + "\n"
    files = {"i.csv": text, "i.parquet": held.getvalue(), "i.jsonl": lines}
    key = json.dumps(name, ensure_ascii=False)
    for file in files:
        tables = f"""
[[tables.incidents]]
source = "{file}"
columns = {{incident_id = {key}, occurred_at = "at"}}
leave_out = [{{column = {key}, equals = {key}, reason = "x"}}]
"""
        _, rows = loads(files, tables)
        assert [r["incident_id"] for r in rows["incidents"]] == ["1"]


def test_hostile_values(loads):
    evil = "'); drop table incidents; --"
    tables = incidents("i.csv").replace(
        '"place"', f'{{column = "place", values = {{{json.dumps(evil)} = "x\' y"}}}}'
    )
    _, rows = loads({"i.csv": f'id,at,place\n1,2019-01-01,"{evil}"\n'}, tables)
    assert rows["incidents"][0]["area_id"] == "x' y"


def test_parquet_with_types(loads):
    table = pa.table(
        {
            "id": pa.array([1.0, 2.0, float("nan")]),
            "at": pa.array(
                [datetime(2019, 7, 1, 12), datetime(2019, 7, 2), None], pa.timestamp("ns", "UTC")
            ),
            "w": pa.array(
                [Decimal("1.250"), Decimal("-1.000"), Decimal("3.000")], pa.decimal128(9, 3)
            ),
            "place": pa.array(["x", "y", "x"]).dictionary_encode(),
            "n": pa.array([1, 2, 3], pa.int16()),
            "deep": pa.array([[1], [2], [3]]),
            "a.b": pa.array([date(2019, 1, 1)] * 3),
        }
    )
    held = io.BytesIO()
    pq.write_table(table, held)
    tables = (
        incidents("i.parquet")
        + """count = "n"
recorded_at = {column = "a.b", format = "%d/%m/%Y"}
[[tables.measurements]]
source = "i.parquet"
[tables.measurements.columns]
kind = {constant = "score"}
value = {column = "w", decimal = ",", thousands = ".", unit = "{score}"}
"""
    )
    loaded, rows = loads({"i.parquet": held.getvalue()}, tables)
    assert [
        (r["incident_id"], r["occurred_at"], r["recorded_at"], r["count"], r["source_row"])
        for r in rows["incidents"]
    ] == [
        ("1", datetime(2019, 7, 1, 8), datetime(2019, 1, 1), 1, 1),
        ("2", datetime(2019, 7, 1, 20), datetime(2019, 1, 1), 2, 2),
    ]
    assert [(r["value"], r["source_row"]) for r in rows["measurements"]] == [(1.25, 1), (3.0, 3)]
    assert [(a.rule, a.rows, a.examples) for a in loaded.received.set_aside] == [
        ("missing", 1, ("row 3: occurred_at is empty",)),
        ("below_minimum", 1, ("row 2: value is '-1.000'",)),
    ]
    with pytest.raises(InputError, match="is nested"):
        loads({"i.parquet": held.getvalue()}, incidents("i.parquet").replace('"place"', '"deep"'))


def test_json_lines(loads):
    lines = [
        '{"id": 1, "at": "2019-01-01", "place": "Москва"}',
        "",
        '{"at": "2019-01-02T00:00:00", "id": "2", "place": "a \\"b\\", c", "more": {"x": 1}}',
        "not json",
        "[1]",
        '{"id": 3.0, "at": "2019-01-03", "place": null}',
        '{"id": 4',
    ]
    loaded, rows = loads({"i.jsonl": "\n".join(lines)}, incidents("i.jsonl"))
    assert read(rows) == ROWS
    assert [r["source_row"] for r in rows["incidents"]] == [1, 3, 6]
    aside = loaded.received.set_aside
    assert [(a.rule, a.rows, a.examples) for a in aside] == [
        (
            "not_an_object",
            3,
            (
                "row 4: what begins like 'aaa aaaa' is no JSON object",
                "row 5: what begins like '[9]' is no JSON object",
                "row 7: what begins like '{\"aa\": 9' is no JSON object",
            ),
        )
    ]
    with pytest.raises(InputError, match="no line has a key 'place'; did you mean 'plac'"):
        loads({"i.jsonl": '{"id": 1, "at": "2019-01-01", "plac": 1}'}, incidents("i.jsonl"))


def test_workbook(loads, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "cover"
    sheet = book.create_sheet("2019")
    sheet.append(["City Police"])
    sheet.append(["id", "day", "hour", "place", "w"])
    sheet.append([1, date(2019, 1, 1), time(13, 45), "Москва", 1234.5])
    sheet.append([])
    sheet.append(["002", datetime(2019, 1, 2), time(7), None, "1.234,5"])
    sheet.append([3, "03/01/2019", "08:15", 12, "much"])
    path = tmp_path / "i.xlsx"
    book.save(path)
    tables = """
[[tables.incidents]]
source = "i.xlsx"
sheet = "2019"
header_row = 2
[tables.incidents.columns]
incident_id = "id"
occurred_at = {columns = ["day", "hour"], format = "%d/%m/%Y %H:%M"}
area_id = "place"
[[tables.measurements]]
source = "i.xlsx"
sheet = "2019"
header_row = 2
[tables.measurements.columns]
kind = {constant = "score"}
value = {column = "w", decimal = ",", thousands = ".", unit = "{score}"}
"""
    loaded, rows = loads({"i.xlsx": path.read_bytes()}, tables)
    assert [
        (r["incident_id"], r["occurred_at"], r["area_id"], r["source_row"])
        for r in rows["incidents"]
    ] == [
        ("1", datetime(2019, 1, 1, 13, 45), "Москва", 3),
        ("002", datetime(2019, 1, 2, 7), None, 5),
        ("3", datetime(2019, 1, 3, 8, 15), "12", 6),
    ]
    assert [r["value"] for r in rows["measurements"]] == [1234.5, 1234.5]
    assert loaded.received.sources[0].note == "1 empty rows are no records"
    with pytest.raises(InputError, match="did you mean '2019'"):
        loads({"i.xlsx": path.read_bytes()}, tables.replace('sheet = "2019"', 'sheet = "2091"'))
    with pytest.raises(InputError, match="it has 2 sheets"):
        loads({"i.xlsx": path.read_bytes()}, tables.replace('sheet = "2019"', ""))
    with pytest.raises(InputError, match="is no Excel workbook"):
        loads({"i.xlsx": CSV}, tables)


def test_a_workbook_that_would_not_fit(loads, tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "id"
    book.active["XFD1048576"] = 1
    book.save(tmp_path / "i.xlsx")
    with pytest.raises(InputError, match="1,048,576 rows by 16,384 columns"):
        loads({"i.xlsx": (tmp_path / "i.xlsx").read_bytes()}, incidents("i.xlsx"))


def test_sqlite(loads, tmp_path):
    path = tmp_path / "cases.db"
    with sqlite3.connect(path) as base:
        base.execute('create table cases (id integer, "at" text, place text)')
        base.executemany("insert into cases values (?, ?, ?)", ROWS)
    base.close()
    tables = incidents("x").replace('source = "x"', 'url = "sqlite:///in/cases.db"\nquery = "{}"')
    good = tables.replace("{}", "select * from cases order by id")
    loaded, rows = loads({"in/cases.db": path.read_bytes()}, good)
    assert read(rows) == ROWS
    source = loaded.received.sources[0]
    assert (source.path, source.format, source.rows) == ("in/cases.db", "sqlite", 3)
    assert len(source.sha256) == 64
    again, _ = loads({}, good)
    assert again.received.sources == loaded.received.sources
    for query, words in [
        ("select nope from cases", "no such column"),
        ("select id from cases", "there is no column 'at'"),
        ("with x as (select 1) delete from cases", "readonly"),
    ]:
        with pytest.raises(InputError, match=words):
            loads({}, tables.replace("{}", query))
    with pytest.raises(InputError, match="must begin with select"):
        loads({}, tables.replace("{}", "drop table cases"))
    with pytest.raises(InputError, match=r"did you mean 'cases\.db'"):
        loads({}, good.replace("cases.db", "case.db"))


def test_the_password_is_never_told(loads):
    tables = incidents("x").replace(
        'source = "x"', 'url = "postgresql://me:s3cr%40t@localhost:1/base"\nquery = "select 1"'
    )
    with pytest.raises(InputError) as caught:
        loads({}, tables)
    assert "s3cr" not in str(caught.value)
    assert "postgresql://me@localhost:1/base" in str(caught.value)
    assert database_name("postgresql://me:x@h/b?password=y") == "postgresql://me@h/b"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty"),
        (b"\n\n", "the header, is empty"),
        (b"id,at,place\n1,2019-01-01,\0\n", "row 2: it holds a NUL"),
        (CSV.encode("utf-16-le"), "utf-16-le"),
        (b"id,at,place\n1,2019-01-01,S\xe3o Jo\xe3o\n", "state the encoding"),
        (b'id,at,place\n1,2019-01-01,"x\n2,2019-01-01,y\n', "row 2: a quote is opened and never"),
        (b'"id,at,place\n1,2019-01-01,x\n', "a quote in the header is never closed"),
        (b"id,at,place,id\n1,2019-01-01,x,2\n", "2 columns are called 'id'"),
        (b"id;at;place\n1;2019-01-01;x\n", 'write delimiter = ";"'),
        (b"id,att,place\n1,2019-01-01,x\n", "there is no column 'at'; did you mean 'att'"),
        (b"PK\x03\x04junk", "state the encoding|NUL|no column"),
    ],
)
def test_text_files_that_cannot_be_read(loads, content, words):
    with pytest.raises(InputError, match=words):
        loads({"i.csv": content}, incidents("i.csv"))


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (
            CSV.encode("windows-1251"),
            'encoding = "utf-8"',
            r"row 2: byte 25 \(0xcc\) is no text in utf-8",
        ),
        (CSV.encode(), 'encoding = "utf-9"', "there is no such encoding; did you mean 'utf-8'"),
        (CSV.encode(), 'encoding = "zlib"', "there is no such encoding"),
        (CSV.encode("utf-16"), 'encoding = "utf-8"', "begins with the byte-order mark of utf-16"),
        (CSV.encode(), "header_row = 9", "fewer than 9 rows"),
        (gzip.compress(CSV.encode(), mtime=0)[:-9], 'format = "csv"', "NUL|encoding"),
    ],
)
def test_options_that_do_not_fit(loads, content, options, words):
    with pytest.raises(InputError, match=words):
        loads({"i.csv": content}, incidents("i.csv", options))


def test_broken_archives_and_wrong_kinds(loads):
    cut = gzip.compress(CSV.encode() * 50)[:-20]
    for name, content, words in [
        ("i.csv.gz", cut, "cannot be unpacked"),
        ("i.csv.gz", CSV.encode(), "cannot be unpacked"),
        ("i.parquet", CSV.encode(), "cannot be read as Parquet"),
        ("i.doc", b"x", "no known kind"),
        ("i.parquet.gz", b"x", "unpack it first"),
    ]:
        with pytest.raises(InputError, match=words):
            loads({name: content}, incidents(name))


def test_ragged_rows(loads):
    text = "id,at,place\n1,2019-01-01,x\n2,2019-01-01\n,\n3,2019-01-01,x,y\n4,2019-01-01,z\n"
    loaded, rows = loads({"i.csv": text}, incidents("i.csv"))
    assert [(r["incident_id"], r["source_row"]) for r in rows["incidents"]] == [("1", 2), ("4", 6)]
    assert loaded.received.set_aside[0].examples == (
        "row 3: it has 2 cells and the header 3",
        "row 5: it has 4 cells and the header 3",
    )
    assert loaded.received.sources[0].rows == 4


@pytest.mark.parametrize(
    ("row", "records"),
    [(",", 0), ('"",""', 0), ('"",', 0), (',""""', 1), ('",",', 1), ('"\n",', 1)],
)
def test_a_ragged_row_of_quotes_is_a_record_where_a_cell_holds_something(row, records, loads):
    text = f"id,at,place\n1,2019-01-01,x\n{row}\n"
    loaded, _ = loads({"i.csv": text}, incidents("i.csv"))
    assert loaded.received.sources[0].rows == 1 + records
    assert sum(each.rows for each in loaded.received.set_aside) == records


def test_a_quoted_line_break_is_one_row(loads):
    tables = """
[[tables.narratives]]
source = "n.csv"
columns = {incident_id = "id", text = "t"}
"""
    _, rows = loads({"n.csv": 'id,t\n1,"two\nlines"\n2,"x\r\n\r\ny"\n3,z\n'}, tables)
    assert [(r["source_row"], r["text"]) for r in rows["narratives"]] == [
        (2, "two\nlines"),
        (3, "x\r\n\r\ny"),
        (4, "z"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"id,at\n1," + b"x" * 3000 + b"\n",
        b'id,at\n1,"' + b"x\n" * 3000,
        b"i" * 3000,
        b'id,at\n1,"' + b"x\n" * 3000 + b'"\n2,3\n',
    ],
)
def test_lines_beyond_the_limit(tmp_path, content):
    path = tmp_path / "i.csv"
    path.write_bytes(content)
    with (
        Stage(tmp_path / "s.parquet", ("id",), typed=False) as stage,
        pytest.raises(InputError, match=r"longer than 1,000 bytes|never closed|no column"),
    ):
        read_delimited(
            Place(path, "i.csv", "csv"),
            stage,
            delimiter=None,
            encoding=None,
            line_limit=1000,
        )


def test_a_very_long_line_takes_bounded_memory(tmp_path):
    path = tmp_path / "i.csv"
    with path.open("wb") as file:
        file.write(b"id,at\n")
        for _ in range(20):
            file.write(b"x" * (1 << 20))
        file.truncate(3 << 30)
    with (
        Stage(tmp_path / "s.parquet", ("id",), typed=False) as stage,
        pytest.raises(InputError, match=r"row 2: it is longer than 16,777,216 bytes"),
    ):
        read_delimited(Place(path, "i.csv", "csv"), stage, delimiter=None, encoding=None)


def test_files_outside_the_folder(loads, tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_text(CSV, encoding="utf-8")
    (tmp_path / "given").mkdir()
    os.symlink(outside, tmp_path / "given" / "link.csv")
    for source in (str(outside), "../outside.csv", "link.csv", "../*.csv"):
        with pytest.raises(InputError, match="lies outside the engagement's folder"):
            loads({}, incidents(source))
        _, rows = loads({}, incidents(source), allow_outside=True)
        assert read(rows) == ROWS


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("seizure.csv", "did you mean 'seizures.csv'"),
        ("no/*.csv", "matches no file"),
        (".", "without a file of a known kind|no column|no file"),
        ("empty", "is a folder without"),
        ("x" * 5000, "cannot be opened"),
        ("/dev/zero", "outside"),
        ("loop", "cannot be opened"),
    ],
)
def test_sources_that_are_not_there(loads, tmp_path, source, words):
    (tmp_path / "given" / "empty").mkdir(parents=True)
    os.symlink("loop", tmp_path / "given" / "loop")
    with pytest.raises(InputError, match=words):
        loads({}, incidents(source)) if source != "seizure.csv" else loads(
            {"seizures.csv": CSV}, incidents(source)
        )


def test_engagement_files_that_are_none(tmp_path):
    (tmp_path / "harbour.toml").write_text("x = 1")
    (tmp_path / "latin.toml").write_bytes('name = "São"'.encode("latin-1"))
    for name, words in [
        ("harbor.toml", r"did you mean 'harbour\.toml'"),
        (".", "it is a folder"),
        ("latin.toml", "not UTF-8"),
        ("harbour.toml", "there is no such table"),
    ]:
        with pytest.raises(InputError, match=words):
            read_engagement(tmp_path / name)
