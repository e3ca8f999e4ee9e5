"""How is an export of any table made, and mutated, in each form that the loader reads?"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from datetime import date, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from mutated_bytes import CELLS, ENCODINGS, mutate_bytes, packed

from tallystick.tables import CANONICAL

TABLES = {table.name: table for table in CANONICAL}
FORMS = ("csv", "csv", "csv", "csv", "tsv", "jsonl", "json", "parquet", "xlsx", "csv.gz", "zip",
         "db")  # fmt: skip
WORDS = {"metric": "cases", "unit": "g", "substance_code": "cocaine", "offense_code": "theft"}
# Of every kind of column, the values at the ends of what it takes.
EXTREMES = [
    *("0", "1", "", "-0.0", "1e-300", "0.0005", "999999999999", "1000000000000000", "yes", "no"),
    *("1700-01-01", "9999-12-31", "2019-06-15", "net_weight", "kg", "mg", "w" * 9_000, "\u202e"),
]
SECOND = {"period_end": 27, "to_date": 300, "to_at": 2, "closed_at": 30, "recorded_at": 1}


def good_rows(rng, name, number):
    """The columns of a canonical table, and so many rows that all can be read."""
    columns = TABLES[name].columns
    return [each.name for each in columns], [
        [good_cell(rng, name, column, row) for column in columns] for row in range(number)
    ]


def good_cell(rng, name, column, row):
    """A value that the column takes; ids and days of one row fit each other."""
    if column.kind == "code":
        return rng.choice(column.codes)
    if column.kind in ("date", "instant"):
        day = date(2019, 1 + row % 12, 1) + timedelta(SECOND.get(column.name, 0))
        return day.isoformat() + (" 10:30:00" if column.kind == "instant" else "")
    if column.kind in ("number", "integer"):
        return "1" if column.name == "count" else str(rng.randrange(1, 90))
    if column.name in WORDS:
        return WORDS[column.name]
    if name != "officers" and column.name in ("unit_id", "officer_id", "badge", "area_id"):
        return f"{column.name[0]}{row % 3}"
    return f"{column.name[:2]}{row}" if column.name.endswith("id") else f"some {column.name}"


def mutate_rows(rng, header, rows):
    """Spoil the shape of a table, or some of its cells; return header and rows, now ragged."""
    header, rows = list(header), [list(row) for row in rows]
    for _ in range(rng.choice([1, 1, 2, 3])):
        act, row = rng.randrange(13), rng.choice(rows) if rows else []
        if act < 4 and row:
            row[rng.randrange(len(row))] = rng.choice(CELLS)
        elif act == 4 and row:
            del row[rng.randrange(len(row)) :]
        elif act == 5:
            row += [rng.choice(CELLS)] * rng.choice([1, 3, 500])
        elif act == 6:
            row[0:0] = [""]
        elif act == 7:
            rows *= rng.choice([0, 2, 3])
        elif act == 8:
            header[rng.randrange(len(header))] = rng.choice([rng.choice(header), *CELLS])
        elif act == 9:
            rows.insert(rng.randrange(len(rows) + 1), rng.choice([[], [""], [""] * len(header)]))
        elif act == 10:
            rng.shuffle(header)
        elif act == 11 and rng.random() < 0.3:
            many = rng.choice([300, 3_000])
            header += [f"c{k}" for k in range(many)]
            rows = [row + [""] * many for row in rows]
        elif rows and header:
            at, cell = rng.randrange(len(header)), rng.choice(EXTREMES + CELLS)
            rows = [[*row[:at], cell, *row[at + 1 :]] for row in rows]
    return header or ["x"], rows


def delimited(rng, header, rows, mark=","):
    """The table as text with a delimiter, quoted or not, perhaps with a quote left open."""
    held = io.StringIO(newline="")
    end = rng.choice(["\n", "\n", "\r\n", "\r"])
    style = rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    writer = csv.writer(held, delimiter=mark, lineterminator=end, quoting=style)
    writer.writerows([header, *rows])
    text = held.getvalue()
    if rng.random() < 0.15:
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(CELLS) + text[at:]
    if rng.random() < 0.1:
        return text.encode(rng.choice(ENCODINGS), "replace")
    return text.encode("utf-8", "surrogateescape" if "\udcff" in text else "surrogatepass")


def document(rng, header, rows):
    """A list of the same objects, perhaps below a key."""
    made = b"[" + json_lines(rng, header, rows).replace(b"\n", b",\n") + b"]"
    return made if rng.random() < 0.5 else b'{"meta": {"view": []}, "data": ' + made + b"}"


def archive(rng, header, rows):
    """A CSV file in an archive, perhaps beside a note, or another."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed_files:
        made = delimited(rng, header, rows, ",")
        packed_files.writestr(zipfile.ZipInfo("a.csv", (2020, 1, 1, 0, 0, 0)), made)
        if rng.random() < 0.3:
            name = rng.choice(["note.pdf", "b.csv", "../b.csv", "a.csv/b", "\u202e.csv"])
            packed_files.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), b"x,y\n1,2\n")
    return held.getvalue()


def json_lines(rng, header, rows):
    """An object a line; perhaps one is deep, or something that is no object."""
    lines = [json.dumps(dict(zip(header, row, strict=False))) for row in rows]
    many = rng.choice([10, 2_000, 100_000])
    odd = ["[" * many + "]" * many, '{"a":' * many + "1" + "}" * many, "null", "1e400", "{}",
           '{"a": NaN}', '{"a": 1, "a": 2}', '{"\\ud800": "\\udfff"}', '"x"', "{", ""]  # fmt: skip
    if rng.random() < 0.4:
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(odd))
    if lines and rng.random() < 0.3:
        cell = rng.choice([[1], {"a": 1}, 10**30, 1e300, None, True, [[[]]], -0.0, "\x00"])
        lines.append(json.dumps(dict.fromkeys(header, cell)))
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def parquet(rng, header, rows):
    """Texts, or columns of another type under the same names."""
    header = [_utf8(name) for name in header]
    whole = [[*row[: len(header)], *[""] * (len(header) - len(row))] for row in rows]
    names = list(dict.fromkeys(header))
    cells = {name: [_utf8(row[header.index(name)]) for row in whole] for name in names}
    columns = {name: pa.array(cell, pa.string()) for name, cell in cells.items()}
    if rng.random() < 0.5:
        odd = rng.choice(
            [
                pa.nulls(len(rows)), pa.nulls(len(rows), pa.list_(pa.int8())),
                pa.array([{"a": 1}] * len(rows)), pa.array([2**63 - 1] * len(rows)),
                pa.array([float("nan")] * len(rows)), pa.array([b"\xff\x00"] * len(rows)),
                pa.array([-(2**62)] * len(rows), pa.timestamp("us")),
                pa.array([datetime(2019, 1, 1)] * len(rows), pa.timestamp("ns", "Asia/Almaty")),
                pa.array([-(2**31)] * len(rows), pa.date32()), pa.array([True] * len(rows)),
                pa.array(["x"] * len(rows)).dictionary_encode(),
            ]
        )  # fmt: skip
        columns[rng.choice(names)] = odd
    held = io.BytesIO()
    pq.write_table(pa.table(columns), held)
    return held.getvalue()


def _utf8(text):
    return text.encode("utf-8", "replace").decode()


def workbook(rng, header, rows):
    """A workbook of texts; perhaps bytes within one of its parts are spoiled."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": datetime(2020, 1, 1)})
    sheet = book.add_worksheet()
    for at, row in enumerate([header, *rows]):
        for column, cell in enumerate(row):
            sheet.write_string(at, column, _utf8(cell)[:32_000])
    book.close()
    if rng.random() >= 0.4:
        return held.getvalue()
    made = io.BytesIO()
    with zipfile.ZipFile(held) as parts, zipfile.ZipFile(made, "w") as spoiled:
        chosen = rng.choice([n for n in parts.namelist() if "sheet" in n or "shared" in n])
        for name in parts.namelist():
            part = parts.read(name)
            part = mutate_bytes(rng, part) if name == chosen else part
            spoiled.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), part)
    return made.getvalue()


def database(rng, header, rows):
    """A SQLite file with the table ``w``; some of its values are no text."""
    names = list(dict.fromkeys(name.replace("\0", "").replace('"', "") or "x" for name in header))
    odd = [None, b"\xff\x00", 1e308, -(2**63), 2**63 - 1, float("inf"), 1.5]
    base = sqlite3.connect(":memory:")
    try:
        base.execute("create table w (" + ", ".join(f'"{_utf8(name)}"' for name in names) + ")")
        for row in rows:
            cells = [_utf8(cell) for cell in (row + [""] * len(names))[: len(names)]]
            if rng.random() < 0.2:
                cells[rng.randrange(len(cells))] = rng.choice(odd)
            base.execute(f"insert into w values ({', '.join('?' * len(names))})", cells)
        base.commit()
    except sqlite3.Error:  # too many columns, or two alike: a base without rows will do
        base.rollback()
    made = base.serialize()
    base.close()
    return made


def export(rng, name, form, *, mutated, whole=False):
    """The bytes of an export of a table in a form; `mutated` spoils its shape or its bytes.

    One for a `whole` audit has more rows, and its bytes are seldom spoiled.
    """
    header, rows = good_rows(rng, name, rng.choice([60, 300] if whole else [1, 3, 12, 40]))
    spoil_shape, spoil_bytes = mutated and rng.random() < 0.7, mutated and rng.random() < 0.4
    spoil_bytes = spoil_bytes and not (whole and rng.random() < 0.8)
    if spoil_shape:
        header, rows = mutate_rows(rng, header, rows)
    calm = rng if mutated else _Calm()
    if form in ("csv", "tsv", "csv.gz"):
        made = delimited(calm, header, rows, "\t" if form == "tsv" else ",")
    else:
        write = {"jsonl": json_lines, "json": document, "parquet": parquet, "xlsx": workbook,
                 "zip": archive, "db": database}[form]  # fmt: skip
        made = write(calm, header, rows)
    if spoil_bytes:
        made = mutate_bytes(rng, made)
    return packed(calm, made) if form == "csv.gz" else made


class _Calm:
    """Chance that never takes the odd way."""

    def random(self):
        return 1.0

    def choice(self, several):
        return several[0]

    def randrange(self, *ends):
        return 0
