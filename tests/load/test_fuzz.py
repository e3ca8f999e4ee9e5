"""Does every malformed engagement or table end in words or in an account that adds up?"""

import copy
import csv
import gzip
import io
import json
import random
import re
import shutil
import sqlite3
import zipfile
from datetime import date, datetime, time

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tallystick.load import InputError, load, read_engagement

BASE = {
    "engagement": {
        "name": "n",
        "agency": "a",
        "jurisdiction": "US-MA",
        "time_zone": "America/New_York",
        "currency": "USD",
        "first_day": date(2019, 1, 1),
        "last_day": date(2019, 12, 31),
        "max_set_aside": 0.6,
    },
    "tables": {
        "measurements": [
            {
                "source": "w.csv",
                "format": "csv",
                "delimiter": ",",
                "header_row": 1,
                "time_zone": "UTC",
                "columns": {
                    "incident_id": "id",
                    "measured_at": {"columns": ["day", "hour"], "format": ["%d/%m/%Y %H:%M"]},
                    "kind": {"constant": "net_weight"},
                    "value": {
                        "column": "w",
                        "decimal": ",",
                        "thousands": ".",
                        "unit_column": "u",
                        "units": {"KILO": "kg"},
                    },
                    "officer_id": {"column": "who", "strip_leading_zeros": True},
                    "count": {"column": "n", "empty": "1"},
                },
                "leave_out": [{"column": "id", "equals": ["TOTAL"], "reason": "totals"}],
            }
        ],
    },
    "lines": [
        {
            "name": "10 g",
            "kind": "net_weight",
            "value": 10,
            "unit": "g",
            "inclusive": True,
            "direction": "up",
            "citation": "art. 1",
            "below": 5,
            "above": 4.5,
            "from": date(2010, 1, 1),
        }
    ],
    "periods": [
        {"name": "month", "rule": "month"},
        {"name": "half", "ends": [date(2019, 6, 30), date(2019, 12, 31)], "window_days": 3},
    ],
    "metrics": [
        {
            "name": "weighings",
            "table": "measurements",
            "where": {"kind": ["net_weight"]},
            "total": "records",
            "is_control": False,
            "direction": "at most",
        }
    ],
}
INCIDENTS = {
    "source": "i.csv",
    "columns": {
        "incident_id": "id",
        "occurred_at": "at",
        "origin": {"column": "o", "values": {"CP": "controlled_purchase"}, "otherwise": "other"},
    },
}
ROWS = [
    "id,day,hour,w,u,who,n",
    '1,01/02/2019,10:00,"1,5",g,007,',
    "2,1/3/2019,9:30,2,KILO,8,2",
    '3,31/12/2019,00:00,"1.234,5",mg,"a ""b""",1',
    "TOTAL,,,99,g,,",
    "4,05/05/2019,23:59,0,g,9,3",
]
CASES = ["id,at,o", "1,2019-01-01,CP", "2,2019-02-01T10:00Z,x", "3,2019-03-01 10:00:00,"]
VALUES = [
    None,
    "",
    " ",
    "x",
    "g",
    "net_weight",
    0,
    1,
    -1,
    1.5,
    10**30,
    float("nan"),
    float("inf"),
    1e300,
    True,
    False,
    [],
    {},
    [1],
    ["a", "b"],
    {"column": "w"},
    {"a": {"b": 1}},
    date(2019, 2, 3),
    datetime(2019, 2, 3, 4),
    time(4, 5),
    "%d/%m/%Y",
    "%",
    "%Q",
    "../x.csv",
    "/etc/passwd",
    "*",
    "**/*",
    "[",
    "\t",
    "\n",
    "\x1f",
    "\\",
    "'",
    '"',
    "'; drop table x; --",
    "🚔",
    "é" * 300,
    "x" * 5000,
    "utf-16",
    "cp037",
    "latin-1",
    "undefined",
    "idna",
    "America/new_york",
    "../../etc",
    "w.csv",
    "sqlite:///x.db",
    "postgresql://u:p@[::1/x",
    "select 1",
    [[]],
    [{}],
    {"constant": {}},
    "\u0000",
    "\u202e",
    "1e400",
    "0x1F",
    "NaN",
    -(10**18),
    ["w.csv", "w.csv"],
    [date(2019, 1, 2)] * 2,
]
CELLS = [
    "",
    '"',
    '""',
    "\x00",
    ",",
    ",,",
    "\n",
    "\r",
    "\r\n",
    "'",
    "1e999",
    "-5",
    "9" * 400,
    "1_000",
    "٣",
    "NULL",
    "N/A",
    "=1+1",
    "31/02/2019",
    "\ufeff",
    "\u2028",
    "\x1e",
    "\x1a",
    "é",
    "\udcff",
    "TOTAL",
    "g",
    "kg",
    '"\n"',
    "\t",
    ";",
    "2019-01-01",
    " ",
    "\x1f",
    "KILO",
    "%",
    "{}",
    "0",
    "1,5",
]
RAW = ("Traceback", "pydantic", "Input should", "Error:", "duckdb", "0x7f")


def toml(value):
    """Write a value as TOML; None gives something that is none."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return "nothing" if value is None else repr(value)


def places(value, path=()):
    """Every path in a nested value."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else (enumerate(value) if isinstance(value, list) else ())
    )
    for key, each in inner:
        yield (*path, key)
        yield from places(each, (*path, key))


def mutate_content(rng, content):
    """Drop, rename, mistype, copy or add a key somewhere."""
    path = rng.choice(list(places(content)))
    holder = content
    for key in path[:-1]:
        holder = holder[key]
    key, act = path[-1], rng.randrange(6)
    if act == 0:
        del holder[key]
    elif act == 1 and isinstance(holder, dict):
        name = rng.choice(
            [f"{key}s", key[:-1], key.upper(), "", "x y", "é", "constructor", "t" * 99]
        )
        holder[name] = holder.pop(key)
    elif act == 2 and isinstance(holder, dict):
        holder[
            rng.choice(
                [
                    "column",
                    "unit",
                    "format",
                    "values",
                    "url",
                    "query",
                    "encoding",
                    "sheet",
                    "empty",
                    "otherwise",
                    "constant",
                    "rule",
                    "to",
                    "stage",
                    "_x",
                ]
            )
        ] = rng.choice(VALUES)
    elif act == 3 and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    else:
        holder[key] = copy.deepcopy(rng.choice(VALUES))


def mutate_bytes(rng, raw):
    raw = bytearray(raw)
    for _ in range(rng.choice([1, 1, 2, 5])):
        at, act = rng.randrange(len(raw) + 1), rng.randrange(6)
        if act == 0:
            raw[at : at + rng.randrange(9)] = b""
        elif act == 1:
            raw[at:at] = rng.choice(CELLS).encode("utf-8", "surrogateescape")
        elif act == 2 and at < len(raw):
            raw[at] = rng.randrange(256)
        elif act == 3:
            raw = raw[:at]
        elif act == 4:
            raw[at:at] = raw[rng.randrange(len(raw) + 1) :][:40]
        else:
            raw[at:at] = rng.randbytes(rng.randrange(1, 6))
    return bytes(raw)


def mutate_table(rng, lines):
    """Write rows with odd cells, then perhaps in an odd way."""
    lines = [line.split(",") if rng.random() < 0.9 else [line] for line in lines]
    for _ in range(rng.randrange(3)):
        row = rng.choice(lines)
        row[rng.randrange(len(row))] = rng.choice(CELLS)
    if rng.random() < 0.2:
        lines = lines[:1] + lines[1:] * 3
    raw = rng.choice(["\n", "\n", "\r\n", "\r"]).join(map(",".join, lines))
    encoding = rng.choice(["utf-8"] * 6 + ["utf-16", "utf-16-le", "utf-8-sig", "cp1251", "utf-32"])
    made = raw.encode(encoding, "surrogateescape" if encoding == "utf-8" else "replace")
    if rng.random() < 0.35:
        made = mutate_bytes(rng, made)
    return gzip.compress(made) if rng.random() < 0.05 else made


def undated(book):
    """A workbook without the time of its making, so that a seed means the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(book) as parts, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copied:
        for name in parts.namelist():
            part = re.sub(rb"(<dcterms:\w+ [^>]*>)[^<]*", rb"\g<1>2020-01-01", parts.read(name))
            copied.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), part)
    return made.getvalue()


def binary_files():
    """The good rows as a workbook, a Parquet file and a database, in bytes."""
    names, rows = ROWS[0].split(","), list(csv.reader(ROWS[1:]))
    book, held, columnar = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    for row in (names, *rows):
        book.active.append(row)
    book.save(held)
    columns = zip(*rows, strict=True)
    pq.write_table(pa.table(dict(zip(names, map(list, columns), strict=True))), columnar)
    base = sqlite3.connect(":memory:")
    base.execute(f"create table w ({', '.join(names)})")
    base.executemany(f"insert into w values ({', '.join('?' * len(names))})", rows)
    base.commit()
    made = {"w.xlsx": undated(held), "w.parquet": columnar.getvalue(), "w.db": base.serialize()}
    base.close()
    return made


BINARY = binary_files()


def make(rng, folder):
    """Write one malformed engagement and its tables."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    content = copy.deepcopy(BASE)
    if rng.random() < 0.3:
        content["tables"]["incidents"] = copy.deepcopy(INCIDENTS)
    if rng.random() < 0.3:
        content["tables"]["measurements"][0]["source"] = rng.choice(
            ["w.txt", "w.csv.gz", "w.parquet", "w.xlsx", "w.jsonl", "w.tsv", "*.csv", "."]
        )
        content["tables"]["measurements"][0].pop("format")
        content["tables"]["measurements"][0].pop("delimiter")
    if rng.random() < 0.08:
        source = content["tables"]["measurements"][0]
        for key in ("source", "format", "delimiter"):
            source.pop(key, None)
        source |= {"url": "sqlite:///w.db", "query": "select * from w"}
    odd = rng.random()
    for _ in range(rng.choice([1, 1, 1, 2, 3]) if odd < 0.45 else 0):
        mutate_content(rng, content)
    raw = "\n".join(f"{json.dumps(key)} = {toml(value)}" for key, value in content.items()).encode()
    if 0.4 < odd < 0.5:
        raw = mutate_bytes(rng, raw)
    (folder / "engagement.toml").write_bytes(raw)
    names = ["w.csv", "w.txt", "w.csv.gz", "w.parquet", "w.xlsx", "w.jsonl", "w.tsv"]
    table = mutate_table(rng, ROWS) if rng.random() < 0.7 else "\n".join(ROWS).encode()
    for name in names:
        (folder / name).write_bytes(table)
    for name, made in BINARY.items():
        if rng.random() < 0.8 or name == "w.db":
            bad = rng.random() < 0.6
            (folder / name).write_bytes(mutate_bytes(rng, made) if bad else made)
    if rng.random() < 0.5:
        header = ROWS[0].split(",")
        lines = [json.dumps(dict(zip(header, row.split(","), strict=False))) for row in ROWS[1:]]
        (folder / "w.jsonl").write_bytes(mutate_bytes(rng, "\n".join(lines).encode()))
    (folder / "i.csv").write_bytes(
        mutate_table(rng, CASES) if rng.random() < 0.5 else "\n".join(CASES).encode()
    )


def settle(folder, engine, allow):
    """Load, and hold the outcome to the promise; return which outcome it was."""
    try:
        engagement = read_engagement(folder / "engagement.toml")
        loaded = load(engagement, folder.with_name("out"), engine, allow_exclusions=allow)
    except InputError as error:
        told = error.messages
    else:
        told = ()
        adds_up(loaded, engine)
        return "loaded"
    files = [path.name for path in folder.iterdir()] + ["x.db", "postgresql"]
    assert told
    for message in told:
        assert message
        assert len(message.splitlines()) == 1
        assert message.isprintable()
        assert not any(word in message for word in RAW), message
        assert any(name in message for name in files), message
    return "told"


def adds_up(loaded, engine):
    """Hold that every row is kept or set aside."""
    received = loaded.received
    for name, relation in loaded.tables.relations.items():
        kept = engine.rows(relation.count().name("n").as_table())[0]["n"]
        aside = sum(each.rows for each in received.set_aside if each.table == name)
        rows = sum(each.rows for each in received.sources if each.table == name)
        assert rows == kept + aside
        assert kept > 0


def run(folder, engine, seeds):
    outcomes = {"told": 0, "loaded": 0}
    for seed in seeds:
        rng = random.Random(seed)
        make(rng, folder)
        try:
            outcomes[settle(folder, engine, seed % 3 == 0)] += 1
        except BaseException as error:
            raise AssertionError(f"seed {seed}: {type(error).__name__}: {error}") from error
    return outcomes


def test_fuzz(tmp_path, engine):
    outcomes = run(tmp_path / "given", engine, range(200))
    assert min(outcomes.values()) > 20, outcomes


@pytest.mark.slow
def test_fuzz_long(tmp_path, engine):
    outcomes = run(tmp_path / "given", engine, range(1_000, 3_000))
    assert min(outcomes.values()) > 200, outcomes
