"""Does the engine count, keep nulls apart, and stay off the network?"""

from datetime import date

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tallystick.engine import connect, embedded
from tallystick.engine.spilled import Spilled


def given(**columns):
    return ibis.memtable(pa.table(columns))


def test_columns_are_those_of_all_rows_however_many_are_taken_over_at_once(engine, monkeypatch):
    rows = given(
        n=pa.array(range(7000)),
        x=pa.array([None if k == 5000 else k for k in range(7000)]),
        t=pa.array([None if k % 3 == 0 else f"t{k % 50}" for k in range(7000)]),
        at=pa.array([date(2020, 1, 1 + k % 31) for k in range(7000)]),
        b=pa.array([k % 2 == 0 for k in range(7000)]),
    )
    asked = (rows.order_by("n"), rows.limit(0))
    whole = [engine.columns(each) for each in asked]
    monkeypatch.setattr(embedded, "ROWS_AT_ONCE", 1000)
    assert len(engine._in_parts(asked[0])) == 7
    for expression, one in zip(asked, whole, strict=True):
        other = engine.columns(expression)
        assert list(other) == list(one) == ["n", "x", "t", "at", "b"]
        for name, column in other.items():
            assert column.dtype == one[name].dtype
            assert repr(column.tolist()) == repr(one[name].tolist())
    assert whole[0]["n"].tolist() == list(range(7000))
    assert [np.isnan(each) for each in whole[0]["x"][4999:5002]] == [False, True, False]


def test_columns_come_back_as_arrays_with_nulls_told_apart(engine):
    rows = given(n=[1, 2, 3], x=[1.5, None, 0.0], t=["a", None, ""])
    columns = engine.columns(rows)
    assert list(columns) == ["n", "x", "t"]
    assert columns["n"].dtype == np.int64
    assert np.isnan(columns["x"][1])
    assert columns["t"].tolist() == ["a", "", ""]


@pytest.mark.parametrize("setting", ["autoinstall_known_extensions", "autoload_known_extensions"])
def test_no_extension_is_fetched(engine, setting):
    answer = engine.backend.con.execute("select current_setting(?)", [setting]).fetchone()
    assert answer == (False,)


def test_the_sql_of_an_expression_runs_by_itself(engine):
    rows = given(a=[1, 2, 2])
    expression = rows.group_by("a").aggregate(n=rows.count()).order_by("a")
    expected = [tuple(row.values()) for row in engine.rows(expression)]
    engine.backend.create_table("kept", rows.to_pyarrow())
    kept = engine.backend.table("kept")
    sql = engine.sql(kept.group_by("a").aggregate(n=kept.count()).order_by("a"))
    assert engine.backend.con.execute(sql).fetchall() == expected == [(1, 1), (2, 2)]


def test_memory_and_threads_are_as_asked(tmp_path):
    engine = connect(memory_limit="1GB", threads=1, spill_folder=tmp_path)
    try:
        asked = engine.backend.con.execute(
            "select current_setting('threads'), current_setting('temp_directory')"
        ).fetchone()
        assert asked == (1, str(tmp_path))
    finally:
        engine.close()


def test_a_table_that_is_held_takes_the_place_of_the_one_before(engine):
    before = pa.total_allocated_bytes()
    for last in range(1, 4):
        n = pa.array(np.arange(1_000_000)).cast(pa.float64())
        held = engine.hold(pa.table({"n": pc.multiply(n, last)}), "held")
        assert engine.rows(held.aggregate(top=held.n.max())) == [{"top": 999_999.0 * last}]
    del n
    assert pa.total_allocated_bytes() - before < 20_000_000


def test_parquet_and_csv_hold_what_was_given(engine, tmp_path):
    rows = given(a=["x", 'q"u,ote'], n=[1, -2])
    engine.write_parquet(rows, tmp_path / "r.parquet")
    back = engine.read_parquet(tmp_path / "r.parquet", "back")
    assert engine.rows(back) == [{"a": "x", "n": 1}, {"a": 'q"u,ote', "n": -2}]
    engine.write_csv(back, tmp_path / "r.csv")
    assert (tmp_path / "r.csv").read_text() == 'a,n\nx,1\n"q""u,ote",-2\n'


def test_no_path_is_used_twice(tmp_path):
    held = Spilled(tmp_path)
    first = held.folder("kept_numbers")
    assert held.remove("kept_numbers")
    assert not first.exists()
    assert held.folder("kept_numbers") != first
    assert held.folder("kept_numbers").is_dir()
    assert len(list(held.root.iterdir())) == 1


def test_parts_are_kept_on_disk_as_what_they_are_and_leave_nothing(tmp_path):
    place = tmp_path / "it's a 'place'"
    place.mkdir()
    opened = connect(threads=2, spill_folder=place)
    rows = given(n=list(range(10)), t=["é"] * 10)
    each = rows.group_by("n").aggregate(many=rows.n.sum(), t=rows.t.max())
    parts = [each.filter(each.n % 3 == k) for k in range(3)]
    kept = opened.keep_parts(each, parts, "kept_numbers")
    assert kept.schema() == each.schema()
    assert len(list(place.rglob("*.parquet"))) == 3
    found = sorted(opened.rows(kept), key=lambda row: row["n"])
    assert found == [{"n": n, "many": n, "t": "é"} for n in range(10)]
    again = opened.keep_parts(each, parts[:1], "kept_numbers")
    assert sorted(row["n"] for row in opened.rows(again)) == [0, 3, 6, 9]
    assert len(list(place.rglob("*.parquet"))) == 1
    opened.keep_parts(each, parts, "kept_others")
    opened.let_go("kept_numbers")
    assert len(list(place.rglob("*.parquet"))) == 3
    views = opened.backend.con.execute("SELECT view_name FROM duckdb_views()").fetchall()
    assert [name for (name,) in views if name.startswith("kept_")] == ["kept_others"]
    opened.close()
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("above", ["", "part_of_n=1/n=5", "c=1/cc1=2", "it's [1]/T=x"])
def test_rows_that_are_laid_are_read_by_their_part_from_its_own_files_alone(tmp_path, above):
    (tmp_path / above).mkdir(parents=True, exist_ok=True)
    opened = connect(threads=2, spill_folder=tmp_path / above)
    rows = given(n=list(range(60)), t=[None if k % 7 == 0 else f"t{k}" for k in range(60)])
    parts = [rows.filter(rows.n % 2 == k) for k in range(2)]
    parts = [each.mutate(part_of_n=(each.n // 20).cast("int64")) for each in parts]
    kept = opened.keep_parts(rows, parts, "kept_laid", "part_of_n")
    assert kept.schema() == parts[0].schema()
    found = sorted(opened.rows(kept), key=lambda row: row["n"])
    text = [None if k % 7 == 0 else f"t{k}" for k in range(60)]
    assert found == [{"n": k, "t": text[k], "part_of_n": k // 20} for k in range(60)]
    for other in (0, 2):
        files = [*tmp_path.rglob(f"c*2={other}/*.parquet")]
        assert files
        for path in files:
            path.write_bytes(b"no Parquet")
    own = opened.rows(kept.filter(kept.part_of_n == 1))
    assert sorted(row["n"] for row in own) == list(range(20, 40))
    opened.let_go("kept_laid")
    assert list(tmp_path.rglob("*.parquet")) == []
    opened.close()


def test_no_rows_at_all_can_be_laid(tmp_path):
    opened = connect(threads=2, spill_folder=tmp_path)
    rows = given(n=[1], t=["a"])
    none = rows.filter(rows.n > 1).mutate(part_of_n=rows.n % 2)
    kept = opened.keep_parts(rows, [none, none], "kept_none", "part_of_n")
    assert kept.schema() == none.schema()
    assert opened.rows(kept) == []
    opened.close()
