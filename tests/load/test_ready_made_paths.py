"""Are ready-made tables the files that their names say, and nothing from anywhere else?"""

import os
from contextlib import closing
from datetime import datetime

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_paths import PLAIN, SLASHED, others, seen, toml

from tallystick.audit import About, audit
from tallystick.engine import EngineError, connect, embedded, paths
from tallystick.load import InputError, load, loading, read_engagement, ready_made

HEAD = """
[engagement]
name = "Lake"
agency = "City Police"
time_zone = "UTC"
first_day = 2020-01-01
last_day = 2020-12-31
[engine]
tables = {tables}
"""
UNTOLD = [name for name in SLASHED if set(name) & set("*?[")]


def rows_of(name, rows=4):
    """Incidents that are called after their file; of every four, two were recorded too early."""
    days = [datetime(2020, 1, 5), datetime(2020, 3, 1), datetime(2020, 6, 1), datetime(2019, 6, 1)]
    return pa.table(
        {
            "incident_id": [f"{name} {k}" for k in range(rows)],
            "unit_id": ["own"] * rows,
            "occurred_at": pa.array([days[k % 4] for k in range(rows)], pa.timestamp("us")),
            "recorded_at": pa.array([datetime(2020, 2, 1)] * rows, pa.timestamp("us")),
        }
    )


def write(path, table):
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path)


def engagement(folder, tables="tables", **options):
    path = folder / "engagement.toml"
    path.write_text(HEAD.format(tables=toml(tables)), encoding="utf-8", newline="")
    return read_engagement(path, **options)


def ids(rows):
    return sorted(row["incident_id"] for row in rows)


@pytest.mark.parametrize("parts", [False, True], ids=["file", "parts"])
@pytest.mark.parametrize("names", [PLAIN, [n for n in SLASHED if n not in UNTOLD]], ids=len)
def test_a_ready_made_table_is_the_file_of_its_name(tmp_path, engine, names, parts):
    """Beside each folder lie those that it would be taken for, and each part beside its twins."""
    for number, name in enumerate(names):
        home = tmp_path / str(number)
        for decoy in others(name):
            write(home / decoy / "incidents.parquet", rows_of("decoy"))
        path = home / name / "incidents.parquet"
        wanted = [name, *sorted(others(name) - {name.upper()})] if parts else [name]
        for each in wanted:
            write(path / f"{each}.parquet" if parts else path, rows_of(each))
        wanted = [each for each in wanted if not each.startswith((".", "_"))]
        before = seen(home)
        loaded = load(engagement(home, name), tmp_path / "out", engine)
        kept = ids(engine.rows(loaded.tables["incidents"]))
        assert kept == sorted(f"{each} {k}" for each in wanted for k in range(3)), name
        assert {r["unit_id"] for r in engine.rows(loaded.tables["incidents"])} == {"own"}
        assert {path: now for path, now in seen(home).items() if path in before} == before
        with closing(duckdb.connect()) as outsider:
            found = outsider.execute(loaded.tables.views["incidents_as_found"]).fetchall()
        assert sorted(row[0] for row in found) == sorted(
            f"{each} {k}" for each in wanted for k in range(4)
        )
        assert sum(each.rows for each in loaded.received.sources) == 4 * len(wanted)


@pytest.mark.parametrize("name", ["part[1]", "unit_id=A", "it's {a,b} *"])
def test_its_evidence_is_run_again_by_an_outsider(tmp_path, name):
    home, run = tmp_path / name, tmp_path / "run"
    for decoy in others(name) | {"unit_id=B"}:
        write(tmp_path / decoy / "tables" / "incidents.parquet", rows_of("decoy", 40))
    write(home / "tables" / "incidents.parquet" / f"{name}.parquet", rows_of("own", 40))
    run.mkdir()
    with closing(connect(threads=1)) as engine:
        loaded = load(engagement(home), run, engine)
        outcome = audit(run, loaded.tables, loaded.received, About("x", "y", "z"), engine)
    assert outcome.findings
    for finding in outcome.findings:
        with closing(duckdb.connect()) as outsider:
            rows = outsider.execute((run / finding.evidence.sql).read_text()).fetchall()
            again = outsider.sql("select * from incidents").fetchall()
        assert len(rows) == finding.evidence.rows > 0
        assert {row[0].split()[0] for row in again} == {"own"}


@pytest.mark.parametrize("name", UNTOLD)
def test_a_name_that_duckdb_cannot_be_told_is_refused(tmp_path, engine, name):
    write(tmp_path / name / "incidents.parquet", rows_of("own"))
    with pytest.raises(EngineError, match=r"a backslash beside .* rename the file"):
        load(engagement(tmp_path, name), tmp_path / "out", engine)


@pytest.mark.parametrize(
    "link", ["tables", "tables/incidents.parquet", "tables/incidents.parquet/p"]
)
@pytest.mark.parametrize("absolute", [False, True])
def test_no_link_leaves_the_folder_unless_it_may(tmp_path, engine, link, absolute):
    home, elsewhere = tmp_path / "in", tmp_path / "elsewhere"
    write(elsewhere / "incidents.parquet" / "p.parquet", rows_of("outside"))
    target = elsewhere / {"tables": "", "p": "incidents.parquet/p.parquet"}.get(
        link.rpartition("/")[2], "incidents.parquet"
    )
    path = home / (f"{link}.parquet" if link.endswith("p") else link)
    path.parent.mkdir(parents=True)
    path.symlink_to(target if absolute else os.path.relpath(target, path.parent))
    with pytest.raises(InputError, match=r"engine\.tables: '.*' lies outside .* --allow-outside"):
        load(engagement(home), tmp_path / "out", engine)
    loaded = load(engagement(home, allow_outside=True), tmp_path / "out", engine)
    assert len(engine.rows(loaded.tables["incidents"])) == 3


def test_a_link_within_the_folder_is_read_for_what_it_names(tmp_path, engine):
    write(tmp_path / "elsewhere" / "x.parquet", rows_of("inside"))
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "incidents.parquet").symlink_to("../elsewhere/x.parquet")
    loaded = load(engagement(tmp_path), tmp_path / "out", engine)
    assert loaded.received.sources[0].path == "tables/incidents.parquet"
    assert ids(engine.rows(loaded.tables["incidents"])) == ["inside 0", "inside 1", "inside 2"]


def test_what_is_no_file_is_not_waited_for(tmp_path, engine):
    (tmp_path / "tables").mkdir()
    os.mkfifo(tmp_path / "tables" / "incidents.parquet")
    with pytest.raises(InputError, match=r"incidents\.parquet' is no regular file; give a file"):
        load(engagement(tmp_path), tmp_path / "out", engine)


def test_an_engine_that_would_read_other_files_than_were_hashed_is_refused(
    tmp_path, engine, monkeypatch
):
    """The guard behind the guard: with raw paths DuckDB takes one part twice, the other never."""
    for name in ("part1", "part[1]"):
        write(tmp_path / "tables" / "incidents.parquet" / f"{name}.parquet", rows_of(name))
    for room in (paths, embedded):
        monkeypatch.setattr(room, "pattern", str)
    with pytest.raises(
        InputError, match=r"duckdb reads 8 rows of 2 files where 8 of 2 were hashed"
    ):
        load(engagement(tmp_path), tmp_path / "out", engine)


LOADED = """
[engagement]
name = "Lake"
agency = "City Police"
time_zone = "UTC"
[[tables.incidents]]
source = "{source}"
[tables.incidents.columns]
incident_id = "incident_id"
occurred_at = "occurred_at"
"""


@pytest.mark.parametrize("source", ["x.parquet", "x.csv"])
def test_a_row_that_is_lost_on_the_way_is_told(tmp_path, engine, monkeypatch, source):
    write(tmp_path / "x.parquet", rows_of("own"))
    (tmp_path / "x.csv").write_text("incident_id,occurred_at\n1,2020-01-01\n2,2020-01-01\n")
    (tmp_path / "engagement.toml").write_text(LOADED.format(source=source))
    given = read_engagement(tmp_path / "engagement.toml")
    kept = embedded.Engine.write_parquet

    def lossy(self, rows, path):
        kept(self, rows.limit(1) if path.name == "incidents.parquet" else rows, path)

    with monkeypatch.context() as patch:
        patch.setattr(embedded.Engine, "write_parquet", lossy)
        with pytest.raises(
            InputError, match=rf"incidents: '{source}': \d rows were read, but 1 are"
        ):
            load(given, tmp_path / "out", engine)
    settled = loading.settle_files

    def lossy_at_last(ledgers, *rest):
        clerical = settled(ledgers, *rest)
        pq.write_table(pq.read_table(ledgers[0].path).slice(1), ledgers[0].path)
        return clerical

    monkeypatch.setattr(loading, "settle_files", lossy_at_last)
    with pytest.raises(InputError, match=r"(4 rows were read, but 3|2 rows were read, but 1) are"):
        load(given, tmp_path / "out", engine)


def test_a_row_of_a_ready_made_table_that_is_lost_is_told(tmp_path, engine, monkeypatch):
    write(tmp_path / "tables" / "incidents.parquet", rows_of("own"))
    outside = ready_made.outside_rows

    def lossy(*given):
        kept, left_out = outside(*given)
        return kept.limit(2), left_out

    monkeypatch.setattr(ready_made, "outside_rows", lossy)
    with pytest.raises(InputError, match="4 rows were read, but 3 are kept or set aside"):
        load(engagement(tmp_path), tmp_path / "out", engine)
