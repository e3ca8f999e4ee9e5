"""Is a file that passes a limit, or kills its reader, refused in one message with nothing left?"""

import gzip
import io
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections import namedtuple
from pathlib import Path

import bombs
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_sources import CSV, ROWS, incidents, read

from tallystick.load import InputError
from tallystick.load.sandbox import child, limits, parquet_file, process
from tallystick.propose import look_at

SQLITE = incidents("x").replace('source = "x"', 'url = "sqlite:///c.db"\nquery = "select * from c"')
linux = pytest.mark.skipif(sys.platform != "linux", reason="the system's own means differ")


def children():
    """The processes that this one has started and that have not ended."""
    listed = Path("/proc/self/task").glob("*/children")
    return sorted(each for path in listed for each in path.read_text().split())


@pytest.fixture
def refused(loads, tmp_path):
    """Load one file, see that it is refused in one message and that no child is left."""

    def run(name, content, words, tables=None, **options):
        before = children()
        with pytest.raises(InputError, match=words) as raised:
            loads({name: content}, tables or incidents(name), **options)
        (message,) = raised.value.messages
        assert message.startswith(f"{name}: ")
        del raised
        assert children() == before
        assert not (tmp_path / "out" / "incidents.parquet").exists()
        return message

    return run


@pytest.fixture
def limit(monkeypatch):
    return lambda **given: [monkeypatch.setattr(limits, *each) for each in given.items()]


def parquet(rows=12_345):
    held = io.BytesIO()
    pq.write_table(pa.table({"id": ["1"] * rows, "at": ["2019-01-01"] * rows}), held)
    return held.getvalue()


def database_file(folder):
    path = folder / "made.db"
    with sqlite3.connect(path) as base:
        base.execute("create table c (id integer, at text, place text)")
        base.executemany("insert into c values (?, ?, ?)", ROWS * 500)
    base.close()
    return path


def test_a_workbook_whose_cells_say_no_place_is_read(loads):
    row = b'<row><c><v>7</v></c><c t="str"><v>2019-01-01</v></c><c><v>3.5</v></c></row>'
    sheet = bombs.deflated(bombs.SHEET[0], row, bombs.SHEET[1])
    _, rows = loads({"i.xlsx": bombs.workbook(sheet)}, incidents("i.xlsx"))
    assert read(rows) == [("7", "2019-01-01", "3.5")]


def test_too_many_cells_are_counted_even_where_none_says_its_place(refused, limit):
    limit(SHEET_CELLS=50_000)
    words = "a sheet has more than 50,000 cells; export it as CSV"
    refused("i.xlsx", bombs.workbook(bombs.cells(100_000)), words)


def test_a_text_without_end_is_refused_before_the_parser_meets_it(refused):
    made = bombs.workbook(bombs.deflated(*bombs.SHEET), bombs.long_text(20_000_000))
    refused("i.xlsx", made, "a text in it is longer than 16,777,216 bytes; shorten it")


def test_a_sheet_that_never_ends_is_refused(refused, limit):
    limit(WORKBOOK_BYTES=10_000_000)
    sheet = bombs.deflated(bombs.SHEET[0], (b"<row><c/></row>" * 10_000, 100))
    refused("i.xlsx", bombs.workbook(sheet), "unpacks to more than 10,000,000 bytes; export it")


@pytest.mark.parametrize("stated", [0, 100, 2**32 - 2])
def test_the_size_that_a_part_states_is_not_believed(refused, limit, stated):
    limit(WORKBOOK_BYTES=10_000_000)
    stream, crc, _ = bombs.deflated((b"<x/>" * 250_000, 12))
    extra = {"docProps/custom.xml": (stream, crc, stated)}
    made = bombs.workbook(bombs.deflated(*bombs.SHEET), **extra)
    refused("i.xlsx", made, "unpacks to more than 10,000,000 bytes")


def test_too_many_parts_are_refused(refused, limit):
    limit(WORKBOOK_PARTS=4)
    more = {f"{i}.bin": bombs.deflated() for i in range(5)}
    made = bombs.workbook(bombs.deflated(*bombs.SHEET), **more)
    refused("i.xlsx", made, "it has 10 parts, more than 4; export it as CSV")


def test_a_text_that_many_cells_share_meets_the_limit_of_memory(refused, limit):
    """The parser copies it for each cell: 2 GB of 100 kB."""
    limit(MEMORY=400_000_000)
    text = b"<si><t>" + b"a" * 100_000 + b"</t></si>"
    row = b'<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>'
    sheet = bombs.deflated(bombs.SHEET[0], (row, 10_000), bombs.SHEET[1])
    made = bombs.workbook(sheet, bombs.deflated(bombs.STRINGS[0], text, bombs.STRINGS[1]))
    refused("i.xlsx", made, "reading it takes more than 400,000,000 bytes of memory; export it as")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("name", ["i.xlsx", "i.csv.gz", "i.parquet", "c.db"])
def test_a_file_that_is_cut_short_is_refused(refused, tmp_path, name, share):
    whole = {
        "i.xlsx": lambda: bombs.workbook(bombs.cells(100_000)),
        "i.csv.gz": lambda: gzip.compress(os.urandom(1000) + CSV.encode(), mtime=0),
        "i.parquet": parquet,
        "c.db": lambda: database_file(tmp_path).read_bytes(),
    }[name]()
    words = "it is no Excel|cannot be unpacked as gzip|cannot be read as (Parquet|an SQLite)|cut sh"
    cut = whole[: int(share * len(whole))]
    message = refused(name, cut, words, SQLITE if name == "c.db" else None)
    assert "; " in message


def test_a_gzip_bomb_is_known_by_its_ratio(refused, limit):
    limit(GZIP_RATIO_FROM=1_000_000)
    made = bombs.gzipped(b"id,at,place\n", (b"1,2019-01-01,x\n" * 10_000, 100))
    refused("i.csv.gz", made, "it unpacks to more than 250 times its size, which no export does")


def test_gzip_is_unpacked_no_further_than_the_disk_has_room(refused, monkeypatch):
    asked = []

    def full(folder):
        asked.append(folder)
        return namedtuple("Usage", "free")(1000)

    monkeypatch.setattr(shutil, "disk_usage", full)
    made = gzip.compress(CSV.encode() * 50)
    refused("i.csv.gz", made, "it unpacks to more than 1,000 bytes, which is the free room on the")
    assert {path.name.startswith(".loading-") for path in asked} == {True}


def test_gzip_of_several_members_and_padding_is_read(loads):
    lines = CSV.splitlines(keepends=True)
    made = b"".join(gzip.compress(line.encode()) for line in lines) + b"\0" * 512
    _, rows = loads({"i.csv.gz": made}, incidents("i.csv.gz"))
    assert read(rows) == ROWS


def test_gzip_with_something_else_after_it_is_refused(refused):
    made = gzip.compress(CSV.encode()) + b"2019,01,01\n"
    refused("i.csv.gz", made, "it is no gzip file, or is damaged")


def varint(number):
    """A whole number as Thrift's compact protocol writes it."""
    number, held = number * 2, b""
    while number > 127:
        number, held = number >> 7, held + bytes([number & 127 | 128])
    return held + bytes([number])


def test_a_parquet_footer_that_lies_is_refused(refused, limit):
    good, rows = parquet(), varint(12_345)
    start = len(good) - 8 - int.from_bytes(good[-8:-4], "little")
    once = good[:start] + good[start:].replace(rows, varint(999_999), 1)
    words = "cannot be read as Parquet: the number of rows that its footer states is not that of"
    refused("i.parquet", once, words)
    outside = good[:-8] + (2**31).to_bytes(4, "little") + b"PAR1"
    refused("i.parquet", outside, "its footer is stated to be longer than the file")
    cut = good[:4] + good[start:]
    refused("i.parquet", cut, "its footer points outside the pages")
    limit(PARQUET_ROWS=10_000)
    refused("i.parquet", good, "it states 12,345 rows, more than 10,000, the most for a file of")
    limit(PARQUET_ROWS=10**9, PARQUET_GROUP=10)
    refused("i.parquet", good, "a row group unpacks to .* bytes, more than 10; write it again, in")
    limit(PARQUET_FOOTER=10)
    refused("i.parquet", good, "its footer is longer than 10 bytes")


def test_every_byte_of_a_footer_may_lie():
    """The reader of footers ends in words whatever stands there."""
    good = parquet(50)
    request = {"limits": limits.in_force()}
    start = len(good) - 8 - int.from_bytes(good[-8:-4], "little")
    for at in range(start, len(good)):
        for flip in (1, 128, 255):
            made = good[:at] + bytes([good[at] ^ flip]) + good[at + 1 :]
            (answer,) = parquet_file.answers(request, iter([io.BytesIO(made)]))
            assert isinstance(answer["refused"], str)


def test_a_footer_nested_without_end_is_refused(refused):
    for nested in (b"\x2c" * 100_000, b"\x29" * 100_000, b"\x3b\x01\xbb" * 10_000):
        made = b"PAR1" + nested + len(nested).to_bytes(4, "little") + b"PAR1"
        refused("i.parquet", made, "cannot be read as Parquet: its footer is ")


@pytest.mark.parametrize("rows", [0, 1, 70_000])
def test_footers_of_other_writers_are_read(tmp_path, rows):
    """Many row groups, nested columns, statistics, no compression: none is refused."""
    table = pa.table(
        {"a": list(range(rows)), "b": [["x"]] * rows, "c": [{"d": 1.5, "e": None}] * rows}
    )
    places = []
    for i, options in enumerate([{}, {"row_group_size": 1000}, {"compression": "none"},
                                 {"version": "1.0", "use_dictionary": False},
                                 {"write_page_index": True, "compression": "zstd"}]):  # fmt: skip
        pq.write_table(table, tmp_path / f"{i}.parquet", **options)
        places.append(tmp_path / f"{i}.parquet")
    with process.Sandbox("x", "parquet_file", places) as reader:
        assert [each["refused"] for each in reader.answers()] == [""] * 5


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_file_that_is_no_database_is_refused(refused, content):
    message = refused("c.db", content, "it cannot be read as an SQLite database", SQLITE)
    assert message.endswith("give the database file, or a copy made with sqlite3 .backup")


def test_a_database_with_a_damaged_page_is_refused(refused, tmp_path):
    good = database_file(tmp_path).read_bytes()
    damaged = good[:8192] + b"\x7f" * 2048 + good[10240:]
    refused("c.db", damaged, "it cannot be read as an SQLite database: ", SQLITE)


ENDS = {
    "os.kill(os.getpid(), signal.SIGKILL)": "its reader ended by SIGKILL; memory ran out, or",
    "os.kill(os.getpid(), signal.SIGSEGV)": "its reader ended by SIGSEGV",
    "os.abort()": "reading it takes more than [0-9,]+ bytes of memory",
    "sys.exit(3)": "its reader ended by exit code 3",
    "raise MemoryError": "reading it takes more than [0-9,]+ bytes of memory",
    "raise RuntimeError('x\\x1b[2Jy')": r"it cannot be read \(RuntimeError: x\\x1b\[2Jy\)",
    "write(b'J', b'{')": "its reader gave no answer that can be read",
    "write(b'J', b'[' * 500_000)": "its reader gave no answer that can be read",
    "write(b'?', b'')": "its reader gave no answer that can be read",
    "os.write(1, b'B' + b'\\xff' * 4)": "its reader gave no answer that can be read",
    "os.write(1, b'B\\0')": "its reader ended by exit code 0",
    "time.sleep(600)": "its reader was silent for 1 seconds",
    "while True: pass": "reading it took more than 1 seconds of a processor|was silent for 1",
}


def hostile(tmp_path, monkeypatch, act):
    """Put in the place of every reader one that does `act`."""
    script = tmp_path / "child.py"
    script.write_text(
        f"import os, runpy, signal, sys, time\nheld = runpy.run_path({child.__file__!r})\n"
        f"write = held['write']\ndef serve(answers):\n    {act}\n"
        "held['main'].__globals__.update(serve=serve)\ntry:\n    held['main']()\n"
        "except SystemExit as end:\n    os._exit(end.code)\n"
    )
    monkeypatch.setattr(process, "_CHILD", script)


@linux
@pytest.mark.parametrize("act", ENDS)
def test_a_reader_that_dies_or_hangs_is_one_message(refused, tmp_path, monkeypatch, limit, act):
    hostile(tmp_path, monkeypatch, "os._exit(3)" if act == "sys.exit(3)" else act)
    if "1 seconds" in ENDS[act]:
        limit(SILENT_SECONDS=30 if "processor" in ENDS[act] else 1, CPU_SECONDS=1)
    message = refused("i.xlsx", bombs.workbook(bombs.cells(100_000)), ENDS[act])
    assert message.isprintable()


@linux
def test_a_reader_dies_with_the_program(tmp_path, monkeypatch):
    hostile(tmp_path, monkeypatch, "write(b'J', b'{}'); time.sleep(600)")
    (tmp_path / "i.gz").write_bytes(b"")
    program = textwrap.dedent(f"""
        import sys, time
        from pathlib import Path
        from tallystick.load.sandbox import process
        process._CHILD = Path({str(process._CHILD)!r})
        with process.Sandbox("x", "gzip_file", [Path({str(tmp_path / "i.gz")!r})]) as reader:
            reader.answer()
            print(reader._process.pid, flush=True)
            time.sleep(600)
    """)
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        number = int(parent.stdout.readline())
        assert Path(f"/proc/{number}").exists()
        parent.send_signal(signal.SIGKILL)
    end = time.monotonic() + 60
    while Path(f"/proc/{number}/cmdline").exists() and time.monotonic() < end:
        if not Path(f"/proc/{number}/cmdline").read_bytes():
            break  # It has ended, and waits for a parent that asks.
        time.sleep(0.01)
    assert time.monotonic() < end


SHUT = """
import os, runpy, socket, sys
held = runpy.run_path(sys.argv[1])
held["shut"]()
held["cap"]("RLIMIT_CORE", 0)
one = open(sys.argv[1], "rb")
def fails(act):
    try:
        act()
    except OSError:
        return True
print(fails(lambda: open(sys.argv[1])), fails(socket.socket), fails(os.pipe))
one.close()
print(fails(lambda: os.write(os.open(sys.argv[2], os.O_CREAT | os.O_WRONLY), b"x")))
"""


@linux
def test_a_reader_opens_one_file_no_socket_and_writes_nothing(tmp_path):
    command = [sys.executable, "-c", SHUT, child.__file__, str(tmp_path / "x")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "True True True\nTrue\n"
    assert not (tmp_path / "x").exists() or not (tmp_path / "x").stat().st_size


@linux
def test_a_reader_imports_its_parser_alone_and_sees_no_secret(tmp_path, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "secret-of-the-user")
    hostile(
        tmp_path, monkeypatch,
        "import json; write(b'J', json.dumps([list(sys.modules), list(os.environ)]).encode())",
    )  # fmt: skip
    (tmp_path / "i.xlsx").write_bytes(b"")
    with process.Sandbox("x", "workbook", [tmp_path / "i.xlsx"]) as reader:
        modules, environment = reader.answer()
    assert "python_calamine" in modules
    assert not {"numpy", "pyarrow", "duckdb", "ibis", "pandas", "site"} & set(modules)
    assert "PGPASSWORD" not in environment


@pytest.mark.parametrize("name", ["i.xlsx", "i.csv.gz", "i.jsonl.gz", "i.parquet"])
def test_init_looks_through_the_same_readers(tmp_path, limit, name):
    limit(SHEET_CELLS=1000, GZIP_RATIO_FROM=1_000_000, PARQUET_ROWS=1000)
    content = {
        "i.xlsx": lambda: bombs.workbook(bombs.cells(100_000)),
        "i.csv.gz": lambda: bombs.gzipped(b"id,at\n", (b"1,2019-01-01\n" * 10_000, 100)),
        "i.jsonl.gz": lambda: bombs.gzipped((b'{"id": 1}\n' * 10_000, 100)),
        "i.parquet": parquet,
    }[name]()
    (tmp_path / name).write_bytes(content)
    with pytest.raises(
        InputError, match=f"^{name}: (a sheet has|it unpacks to|it states) more|rows"
    ):
        look_at(tmp_path / name, name)


def test_init_looks_no_further_than_its_limit(tmp_path, limit):
    """Long rows and wide headers make the look shorter, and it says that there is more."""
    limit(LOOK_CHARACTERS=10_000)
    wide = ",".join(f"c{i}" for i in range(100))
    files = {
        "w.csv": wide + "\n" + f"{',' * 98}x,y\n" * 1000,
        "w.jsonl": "".join(f'{{"a{i}": 1, "b{i}": 2}}\n' for i in range(1000)),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    pq.write_table(pa.table({"t": ["a" * 1000] * 50}), tmp_path / "w.parquet")
    row = b"<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>"
    sheet = bombs.deflated(bombs.SHEET[0], (row, 10_000), bombs.SHEET[1])
    (tmp_path / "w.xlsx").write_bytes(bombs.workbook(sheet))
    for name in (*files, "w.parquet", "w.xlsx"):
        (look,) = look_at(tmp_path / name, name)
        assert not look.whole
        assert 0 < len(look.rows) * len(look.header) <= 10_000, name


def test_init_stops_reading_a_text_of_long_lines(tmp_path, limit):
    limit(LOOK_CHARACTERS=10_000)
    (tmp_path / "i.csv").write_text("id,text\n" + f"1,{'x' * 1000}\n" * 3000)
    (look,) = look_at(tmp_path / "i.csv", "i.csv")
    assert not look.whole
    assert 0 < len(look.rows) < 1500


def test_a_line_of_json_that_python_does_not_read_is_passed_over_by_init(tmp_path):
    hostile = ["[" * 200_000, '{"id": ' + "1" * 5000 + "}", '{"id": ' * 100_000]
    (tmp_path / "i.jsonl").write_text("\n".join([*hostile, '{"id": 1, "at": "2019-01-01"}']))
    (look,) = look_at(tmp_path / "i.jsonl", "i.jsonl")
    assert (look.header, look.rows) == (("id", "at"), (("1", "2019-01-01"),))


@linux
@pytest.mark.parametrize(
    "name", ["a[1]*?", 'it\'s "x"; --', "a\nb", "a%20b#c?mode=rw", "\udcff", "é"]
)
def test_a_reader_opens_the_file_that_is_named_and_no_other(tmp_path, name):
    folder = tmp_path / "given"
    folder.mkdir()
    path = folder / name
    shutil.copy(database_file(tmp_path), path)
    with process.Sandbox("x", "sqlite_file", [path]) as reader:
        assert reader.answer()["pages"] > 1
    path.write_bytes(gzip.compress(b"whole"))
    with process.Sandbox("x", "gzip_file", [path], size=8, most=100) as reader:
        assert list(reader.answers()) == [b"whole"]
    assert list(folder.iterdir()) == [path]
