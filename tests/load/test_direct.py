"""Is a Parquet file that is judged where it lies read as it is when its cells become text first?"""

import io
import json
import shutil
from datetime import datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyarrow import csv

from tallystick.engine import connect
from tallystick.load import InputError, direct, intake, load, loading, read_engagement
from tallystick.load.certain import certain

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
HEAD = """
[engagement]
name = "n"
agency = "a"
time_zone = "{zone}"
max_set_aside = 1
{period}
"""
TEXTS = [
    *(
        None,
        "a",
        "b",
        "",
        " ",
        "a ",
        "\ta",
        "\u00a0a",
        "a\u3000",
        "\ufeffa",
        "\u2007",
        "a\nb",
        "a\r",
    ),
    *("é", "\x7f", "!", "#", "\u0080a", "a\u2028", "TOTAL", "1", "007", "1.5", "-1", "1,5", "1e3"),
    *("2019-01-01", "2019-07-01T12:00Z", "2019-07-01 12:00:00.1", "31/12/2019", "x" * 80, "🚔"),
    *("arrest", "Arrest", "none", " none", "CP", "net_weight", "score", "g", "kg", "ml", "{x}"),
]
FLOATS = [
    *(None, 0.0, -0.0, 1.0, 1.5, -1.5, 0.1, 1 / 3, 1e-7, 5e-324, 123456.789, 1e15, 1e15 + 1),
    *(-1e15, 999999999999999.9, 1e16, 1.7e308, float("nan"), float("inf"), float("-inf")),
]
WHOLE = [None, 0, 1, 7, -1, 2**53 + 1, 10**15, 10**15 + 1, -(10**15) - 1, 2**63 - 1, -(2**63)]
TIMES = [
    *(None, 0, 1, -1, -999, -1000, 1_546_300_800_000_000, 1_577_836_799_999_999),
    *(-8_520_336_000_000_000, -8_520_336_000_000_001, 253_402_300_799_999_999),
    *(253_402_300_800_000_000, -62_167_219_200_000_001, 2**63 - 1, 2**62, -(2**63) + 1),
]
DAYS = [None, 0, -1, 17897, 18261, -98615, -98616, 2_932_896, 2_932_897, 2**31 - 1, -(2**31),
        -719_529, -800_000]  # fmt: skip


def scaled(values, factor):
    """Instants of microseconds in another unit, those that it cannot hold left out."""
    made = [None if v is None else v * factor // 1000 for v in values]
    return [v for v in made if v is None or abs(v) < 2**63]


STRINGS = [(pa.string(), TEXTS), (pa.large_string(), TEXTS),
           (pa.dictionary(pa.int32(), pa.string()), TEXTS)]  # fmt: skip
INTEGERS = [(pa.int64(), WHOLE), (pa.int8(), [None, 0, 1, -1]),
            (pa.uint64(), [None, 0, 1, 2**64 - 1])]  # fmt: skip
CLOCKS = [(pa.timestamp("us"), TIMES), (pa.timestamp("ms"), scaled(TIMES, 1)),
          (pa.timestamp("ns"), [*scaled(TIMES, 10**6), -1, -500, -1500, 1500]),
          (pa.date32(), DAYS)]  # fmt: skip
NUMBERS = [(pa.float64(), FLOATS), (pa.float32(), FLOATS[:9] + FLOATS[-4:]), *INTEGERS]
OTHERS = [
    (pa.bool_(), [None, True, False]),
    (pa.decimal128(20, 3), [None, Decimal("1.250"), Decimal("-1.000"), Decimal(10) ** 16]),
    (pa.binary(), [None, b"a", b" a"]),
    (pa.timestamp("us", "UTC"), [t for t in TIMES if t is None or abs(t) < 10**17]),
    (pa.time32("s"), [None, 0, 3600]),
    (pa.float16(), [None, 1.5]),
]
EVERY = [*STRINGS, *INTEGERS, *CLOCKS, *NUMBERS, *OTHERS]
FITTING = {
    "incident_id": [*STRINGS, *INTEGERS],
    "unit_id": STRINGS,
    "occurred_at": CLOCKS,
    "recorded_at": [*CLOCKS, *STRINGS],
    "clearance": STRINGS,
    "count": INTEGERS,
    "kind": STRINGS,
    "stage": STRINGS,
    "measured_at": CLOCKS,
    "value": NUMBERS,
    "unit": STRINGS,
    "person_id": [*STRINGS, *INTEGERS],
    "prior_convictions": [*INTEGERS, *NUMBERS],
    "text": STRINGS,
    "from_date": CLOCKS,
}
TABLES = {
    "incidents": ("incident_id", "unit_id", "occurred_at", "recorded_at", "clearance", "count"),
    "measurements": ("incident_id", "kind", "stage", "measured_at", "value", "unit"),
    "persons": ("person_id", "prior_convictions"),
    "narratives": ("incident_id", "text"),
}
GOOD = {"clearance": "arrest", "kind": "net_weight", "unit": "g", "stage": "lab"}
OPTIONS = {
    "incident_id": ["strip_leading_zeros = true", 'empty = "b"'],
    "unit_id": ['values = {a = "b", b = ""}, otherwise = "z"', 'empty = "q"'],
    "recorded_at": ['format = "%d/%m/%Y"', 'null = "2019-01-01"'],
    "clearance": ['values = {CP = "exceptional"}', 'empty = "none"'],
    "value": ['decimal = ","', 'null = ["1", "0.1", "0"]'],
    "prior_convictions": ['empty = "0"'],
}


@st.composite
def cells(draw, name, kind, values, many):
    """Cells of one column: mostly good ones, so that a row is not refused at its first column."""
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    made = [good(name, inner, values, row) for row in range(many)]
    for row in range(many) if draw(st.integers(0, 2)) == 0 else ():
        if draw(st.integers(0, 2)) == 0:
            made[row] = draw(st.sampled_from(values))
    if pa.types.is_float16(kind):
        made = [None if value is None else np.float16(value) for value in made]
    column = pa.array(made, inner)
    return column if inner is kind else column.dictionary_encode()


def good(name, kind, values, row):
    """A cell that no rule refuses, and for an identifier one of its own in each row."""
    if pa.types.is_timestamp(kind):
        return 1_546_300_800 * {"ms": 10**3, "us": 10**6, "ns": 10**9}[kind.unit]
    if pa.types.is_date32(kind):
        return 17897
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return f"c{row}" if name.endswith("_id") else GOOD.get(name, "2019-01-01")
    return row if pa.types.is_integer(kind) else values[1]


ODD = st.integers(0, 39)


@st.composite
def sources(draw):
    """The files and the blocks of one engagement."""
    files, blocks = {}, []
    for table in draw(
        st.lists(st.sampled_from(sorted(TABLES)), min_size=1, max_size=2, unique=True)
    ):
        for number in range(draw(st.sampled_from([1, 1, 1, 2]))):
            names = TABLES[table]
            kinds = {
                name: draw(
                    st.sampled_from(EVERY if draw(st.integers(0, 19)) == 0 else FITTING[name])
                )
                for name in names
            }
            for part in range(draw(st.sampled_from([1, 1, 2]))):
                if part and draw(st.integers(0, 3)) == 0:
                    kinds |= {names[0]: draw(st.sampled_from(FITTING[names[0]]))}
                many = draw(st.integers(0, 12))
                columns = {name: draw(cells(name, *kinds[name], many)) for name in names}
                files[f"{table}{number}_{part}.parquet"] = pa.table(columns)
            blocks.append(draw(block(table, number, names)))
    return files, "\n".join(blocks)


@st.composite
def block(draw, table, number, names):
    lines = [f"[[tables.{table}]]", f'source = "{table}{number}_*.parquet"']
    if draw(st.integers(0, 5)) == 0:
        lines.append('time_zone = "Asia/Almaty"')
    if draw(st.integers(0, 7)) == 0:
        lines.append('null = ["a", "1", "none", "2019-01-01", "g"]')
    lines.append(f"[tables.{table}.columns]")
    for name in names:
        options = draw(st.sampled_from(OPTIONS.get(name, [""]))) if draw(st.booleans()) else ""
        options = "" if draw(st.booleans()) else options
        if name == "value":
            unit = draw(st.sampled_from(['unit_column = "unit"', 'unit = "g"', 'unit = "kg"']))
            renamed = ', units = {a = "kg"}' if "column" in unit and draw(st.booleans()) else ""
            options = ", ".join(each for each in (options, unit + renamed) if each)
        if name != "unit":
            lines.append(f'{name} = {{column = "{name}"{", " + options if options else ""}}}')
    if draw(st.integers(0, 4)) == 0:
        lines += [f"[[tables.{table}.leave_out]]", f'column = "{names[0]}"']
        lines += ['equals = ["TOTAL", "", "1"]', 'reason = "totals"']
    return "\n".join(lines)


def outcome(engine, path, out):
    """What loading came to: the rows and the account, or the words of a refusal."""
    try:
        loaded = load(read_engagement(path), out, engine)
    except InputError as error:
        return error.messages
    rows = {name: engine.rows(relation) for name, relation in loaded.tables.relations.items()}
    return repr(rows), loaded.received, loaded.tables.filled


def compare(folder, engine, files, text, *, period="", zone="America/New_York", few=None):
    """Hold both ways of reading to one outcome; return it, and how many sources lay direct."""
    for name, table in files.items():
        if isinstance(table, bytes):
            (folder / name).write_bytes(table)
        else:
            pq.write_table(table, folder / name, row_group_size=3)
    (folder / "e.toml").write_text(HEAD.format(zone=zone, period=period) + text, encoding="utf-8")
    lay = []

    def spied(*given):
        found = intake_lies_typed(*given)
        lay.append(found is not None)
        return found

    intake_lies_typed = intake.lies_typed
    with pytest.MonkeyPatch.context() as patch:
        if few is not None:
            patch.setattr("tallystick.load.certain.FEW_ROWS", few)
        patch.setattr(intake, "lies_typed", spied)
        lying = outcome(engine, folder / "e.toml", folder / "lying")
        patch.setattr(intake, "lies_typed", lambda *_given: None)
        staged = outcome(engine, folder / "e.toml", folder / "staged")
    assert lying == staged
    return lying, sum(lay)


PERIODS = ["", "first_day = 2019-01-01", "first_day = 2019-01-01\nlast_day = 2019-12-31"]


def hold(tmp_path_factory, engine, case, period, few):
    folder = tmp_path_factory.mktemp("both")
    try:
        compare(folder, engine, *case, period=period, few=few)
    finally:
        shutil.rmtree(folder)


def given_sources(examples):
    quiet = settings(
        max_examples=examples,
        phases=PHASES,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    drawn = given(case=sources(), period=st.sampled_from(PERIODS), few=st.sampled_from([-1, 10**9]))
    return lambda test: quiet(drawn(test))


@given_sources(12)
def test_both_ways_agree(tmp_path_factory, engine, case, period, few):
    hold(tmp_path_factory, engine, case, period, few)


@pytest.mark.slow
@given_sources(1500)
def test_both_ways_agree_long(tmp_path_factory, engine, case, period, few):
    hold(tmp_path_factory, engine, case, period, few)


PLAIN = """
[[tables.incidents]]
source = "i*.parquet"
columns = {incident_id = "id", occurred_at = "at", clearance = "how"}
"""
CLEAN = pa.table(
    {
        "id": ["1", "2", "3", "4"],
        "at": pa.array([1_546_300_800_000_000] * 4, pa.timestamp("us")),
        "how": ["arrest", None, "none", "arrest"],
    }
)


def test_a_clean_file_is_not_read_as_text(tmp_path, engine):
    """Else every file would take the slow way, and nobody would see it but the clock."""
    taken = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            loading, "certain", lambda *a, **k: taken.append(certain(*a, **k)) or taken[0]
        )
        (_, received, _), lay = compare(tmp_path, engine, {"i.parquet": CLEAN}, PLAIN)
    assert lay == 1
    assert taken == [{"incident_id", "occurred_at", "clearance", "period", "weights"}]
    assert received.sources[0].rows == 4


@pytest.mark.parametrize(
    "names",
    [
        ["id", "at", "how", "how"],
        ["id", "at", "how", "How"],
        ["id", "at", "how", "file_row_number"],
        ["id", "at", "how", "Filename"],
    ],
)
def test_names_that_duckdb_would_change_are_read_as_text(tmp_path, engine, names):
    table = pa.table([*CLEAN.columns, pa.array([1] * 4)], names=names)
    _, lay = compare(tmp_path, engine, {"i.parquet": table}, PLAIN)
    assert lay == 0


@pytest.mark.parametrize("name", ["a.b", " id ", 'q"q', "c0", "source_row", "select", "x" * 3000])
def test_odd_names_lie_direct(tmp_path, engine, name):
    table = CLEAN.rename_columns([name, "at", "how"])
    text = PLAIN.replace('"id"', json.dumps(name.strip()))
    (_, received, _), lay = compare(tmp_path, engine, {"i.parquet": table}, text)
    assert (lay, received.set_aside) == (1, ())


def test_files_of_two_kinds_are_read_as_text_and_of_one_kind_where_they_lie(tmp_path, engine):
    numbered = CLEAN.set_column(0, "id", pa.array([5, 6, 7, 8]))
    more = CLEAN.set_column(0, "id", pa.array(["5", "6", "7", "1"]))
    for second, lies in ((numbered, 0), (more, 1)):
        folder = tmp_path / str(lies)
        folder.mkdir()
        files = {"i1.parquet": CLEAN, "i2.parquet": second}
        (rows, received, _), lay = compare(folder, engine, files, PLAIN)
        assert lay == lies
        assert "'source_file': 'i2.parquet', 'source_row': 3" in rows
        assert [each.rows for each in received.sources] == [4, 4]
    assert [(each.path, each.rule, each.examples) for each in received.set_aside] == [
        ("i2.parquet", "copy", ("row 4",))
    ]


def test_bytes_that_are_no_text_and_files_that_are_cut_are_told_as_ever(tmp_path, engine):
    raw = pa.array([b"1", b"\xff\xfe", b"3", b"4"], pa.binary())
    bad = pa.Array.from_buffers(pa.string(), 4, raw.buffers())
    held = io.BytesIO()
    pq.write_table(CLEAN, held)
    cut = bytearray(held.getvalue())
    cut[4:40] = b"\xff" * 36
    for number, (file, words) in enumerate(
        [
            (CLEAN.set_column(0, "id", bad), "holds bytes that are no UTF-8 text"),
            (bytes(cut), "cannot be read as Parquet"),
            (held.getvalue()[:-9], "cannot be read as Parquet"),
        ]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        told, _ = compare(folder, engine, {"i.parquet": file}, PLAIN)
        assert words in told[0]


def test_a_count_that_does_not_add_up_is_read_again_as_text(tmp_path, engine):
    """The file's own count of its rows is believed nowhere."""
    with pytest.MonkeyPatch.context() as patch:
        real = direct._columns
        patch.setattr(direct, "_columns", lambda *a: (*real(*a)[:2], 5))
        (_, received, _), lay = compare(tmp_path, engine, {"i.parquet": CLEAN}, PLAIN)
    assert (lay, received.sources[0].rows) == (1, 4)


MANY = 150_000
"""More than DuckDB gives to one thread: 122,880 rows of a table, a row group of a file."""


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_rows_stay_in_the_order_of_the_sources(tmp_path, form):
    """Two threads and several row groups, with rows left out by each rule that joins tables."""
    rows = np.arange(MANY)
    at = np.where(rows % 7 == 0, np.datetime64("2018-01-01"), np.datetime64("2019-01-01"))
    incidents = pa.table({"id": rows.astype(str), "at": at.astype("datetime64[us]")})
    incidents = pa.concat_tables([incidents, incidents.slice(MANY - 7)])
    people = pa.table({"case": rows[::-1].astype(str), "who": rows.astype(str)})
    others = people.set_column(1, "who", [(rows + MANY).astype(str)])
    for name, table in (("i", incidents), ("p", people), ("q", others)):
        pq.write_table(table, tmp_path / f"{name}.parquet", row_group_size=50_000)
        csv.write_csv(table, tmp_path / f"{name}.csv")
    text = PLAIN.replace(', clearance = "how"', "").replace("*.parquet", f".{form}")
    for name in "pq":
        text += f"""
[[tables.involvements]]
source = "{name}.{form}"
columns = {{incident_id = "case", person_id = "who", role = {{constant = "subject"}}}}
"""
    head = HEAD.format(zone="UTC", period="first_day = 2019-01-01")
    (tmp_path / "e.toml").write_text(head + text, encoding="utf-8")
    engine = connect(threads=2)
    loaded = load(read_engagement(tmp_path / "e.toml"), tmp_path / "out", engine)
    first = 1 if form == "parquet" else 2
    kept = engine.columns(loaded.tables["incidents"])
    assert (kept["source_row"] == rows[rows % 7 != 0] + first).all()
    kept = engine.columns(loaded.tables["involvements"])
    half = len(kept["source_row"]) // 2
    assert set(kept["source_file"][:half]) == {f"p.{form}"}
    for part in (kept["source_row"][:half], kept["source_row"][half:]):
        assert (part == rows[rows[::-1] % 7 != 0] + first).all()
    engine.close()


@pytest.mark.parametrize("kind", [pa.int8(), pa.int32(), pa.int64()], ids=str)
def test_one_source_of_a_table_may_count_its_rows_and_another_not(loads, kind):
    table = {"id": ["p"], "day": [datetime(2020, 1, 5)], "many": pa.array([3], kind)}
    held = io.BytesIO()
    pq.write_table(pa.table(table), held)
    block = """
[[tables.incidents]]
source = "{}"
[tables.incidents.columns]
incident_id = "id"
occurred_at = "day"
"""
    counted = block.format("a.parquet") + 'count = "many"\n'
    files = {"a.parquet": held.getvalue(), "b.csv": "id,day\nc,2020-01-05\n"}
    _, rows = loads(files, counted + block.format("b.csv"))
    assert [row["count"] for row in rows["incidents"]] == [3, 1]
