"""Is a source that changes while it is audited an error, and never a wrong answer?"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager

import duckdb
import pyarrow.parquet as pq
import pytest
from processes import held_at, in_this_process, started, tells_one_thing
from small import ENGAGEMENT, INCIDENTS, write_small

from tallystick.cli import session
from tallystick.engine import connect
from tallystick.load import InputError, Sources, load, read_engagement, unchanged
from tallystick.load.unchanged import TICK

LATER = "4,A,2020-01-13,2020-01-13\n"


def appended(path):
    with path.open("a") as file:
        file.write(LATER)


def edited_in_place_with_its_time_put_back(path):
    """The size is the same, and so is the time of the last change."""
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"2020-01-09", b"2020-03-09"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def written_anew_with_the_same_bytes(path):
    """An export that runs again: for a moment the file held something else."""
    content = path.read_bytes()
    path.write_bytes(b"")
    path.write_bytes(content)


def replaced_by_a_rename(path):
    other = path.with_suffix(".new")
    other.write_text(INCIDENTS + LATER)
    other.replace(path)


def edited_and_put_back(path):
    """The bytes, the size and the time of the last change are the same again."""
    before, content = path.stat(), path.read_bytes()
    path.write_bytes(content.replace(b"2020-01-09", b"2020-03-09"))
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced_by_an_older_twin(path):
    """Another file of the same bytes and the same time."""
    other = path.with_suffix(".twin")
    shutil.copy2(path, other)
    other.replace(path)


def truncated(path):
    os.truncate(path, 30)


def removed(path):
    path.unlink()


CHANGES = {
    appended: "it was written to",
    edited_in_place_with_its_time_put_back: "it was written to, renamed, linked",
    edited_and_put_back: "it was written to, renamed, linked",
    written_anew_with_the_same_bytes: "it was written to",
    replaced_by_a_rename: "it was replaced by another file",
    replaced_by_an_older_twin: "it was replaced by another file",
    truncated: "it was written to",
    removed: "it cannot be read any more",
}


def interfere(monkeypatch, at, act):
    """Call `act` when the audit begins the step `at`."""

    @contextmanager
    def progress(total, at_end, **more):
        def step(name):
            if name == at:
                act()

        yield step

    monkeypatch.setattr(session, "progress", progress)


def refused(engagement, out):
    """Audit, and return the message of what must be an error that leaves nothing."""
    with pytest.raises(session.UnusableInputError) as raised:
        in_this_process(engagement, out)
    assert list(out.iterdir()) == []
    return str(raised.value)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_at_the_last_step_is_told(tmp_path, monkeypatch, change):
    engagement = write_small(tmp_path / "in", reported=5)
    interfere(monkeypatch, "report", lambda: change(tmp_path / "in" / "incidents.csv"))
    said = refused(engagement, tmp_path / "out")
    assert said.startswith("incidents.csv: it "), said
    assert CHANGES[change] in said
    assert said.endswith("audit a copy of it")
    assert "figures.csv" not in said


@pytest.mark.parametrize(
    "at", ["reading incidents.csv", "reading figures.csv", "check figures.recount"]
)
def test_what_is_hashed_is_what_stands_beside_it_at_the_end(tmp_path, monkeypatch, at):
    """A change before the hash is no change; after it, it is told."""
    engagement = write_small(tmp_path / "in", reported=5)
    interfere(monkeypatch, at, lambda: appended(tmp_path / "in" / "incidents.csv"))
    if at == "reading incidents.csv":
        assert in_this_process(engagement, tmp_path / "out") == 1
    else:
        assert refused(engagement, tmp_path / "out").startswith("incidents.csv: it ")


def test_reading_a_file_changes_nothing_about_it(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(INCIDENTS)
    sources = Sources()
    assert sources.take(path, "x").size == len(INCIDENTS)
    assert path.read_text() == INCIDENTS
    assert sources.changed() == []


def test_a_file_is_hashed_once(tmp_path, monkeypatch):
    """Two tables may read one file, and a source may be read again as text."""
    path = tmp_path / "x.csv"
    path.write_text(INCIDENTS)
    sources, hashed = Sources(), []
    digest = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", lambda *a: hashed.append(1) or digest(*a))
    assert sources.take(path, "x") == sources.take(path, "x")
    assert sources.changed() == []
    assert hashed == [1]


def test_what_is_written_while_a_file_is_hashed_is_told(tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    path.write_text(INCIDENTS)
    digest = hashlib.file_digest

    def slow(*given):
        edited_in_place_with_its_time_put_back(path)
        return digest(*given)

    monkeypatch.setattr(hashlib, "file_digest", slow)
    sources = Sources()
    sources.take(path, "x")
    assert sources.changed()


def test_a_new_file_is_not_hashed_before_a_change_would_show(tmp_path, monkeypatch):
    """Two changes within a tick of the kernel's clock may bear the same time."""
    path = tmp_path / "x.csv"
    path.write_text(INCIDENTS)
    made, waited = path.stat().st_ctime_ns, []
    monkeypatch.setattr(unchanged.time, "sleep", waited.append)
    for later, wait in ((1_000_000, 0.019), (TICK + 1, None), (-TICK, None)):
        monkeypatch.setattr(unchanged.time, "time_ns", lambda later=later: made + later)
        Sources().take(path, "x")
        assert waited == ([] if wait is None else [wait])
        waited.clear()


def ready_made(folder):
    """Write the small town's incidents as a table that lies ready-made in two part files."""
    write_small(folder)
    (folder / "tables" / "incidents.parquet").mkdir(parents=True)
    rows = duckdb.sql(
        "select cast(\"Case\" as varchar) as incident_id, \"Unit\" as unit_id, "
        "cast(\"Date\" as timestamp) as occurred_at, cast(\"Entered\" as timestamp) as recorded_at "
        f"from read_csv('{folder}/incidents.csv')"
    ).arrow()  # fmt: skip
    rows = rows.read_all() if hasattr(rows, "read_all") else rows
    for part in (0, 1):
        path = folder / "tables" / "incidents.parquet" / f"part-{part}.parquet"
        pq.write_table(rows.slice(2 * part, 2), path)
    head = ENGAGEMENT.partition("[[tables")[0]
    (folder / "engagement.toml").write_text(f'{head}[engine]\ntables = "tables"\n')
    return folder / "engagement.toml"


@pytest.mark.parametrize("at", ["check records.integrity", "findings and evidence", "report"])
@pytest.mark.parametrize("change", [truncated, removed, written_anew_with_the_same_bytes])
def test_a_part_of_a_ready_made_table_that_changes_is_told(tmp_path, monkeypatch, at, change):
    engagement = ready_made(tmp_path / "in")
    part = tmp_path / "in" / "tables" / "incidents.parquet" / "part-1.parquet"
    interfere(monkeypatch, at, lambda: change(part))
    said = refused(engagement, tmp_path / "out")
    assert said.startswith("tables/incidents.parquet/part-1.parquet: it "), said
    assert "part-0" not in said


def test_a_ready_made_table_that_stays_is_audited(tmp_path):
    assert in_this_process(ready_made(tmp_path / "in"), tmp_path / "out") == 0


def test_a_database_file_that_changes_is_told(tmp_path, monkeypatch):
    pytest.importorskip("adbc_driver_sqlite", reason="the driver of SQLite is not installed")
    engagement = write_small(tmp_path / "in", reported=5)
    path = tmp_path / "in" / "cases.db"
    with sqlite3.connect(path) as own:
        own.execute('create table cases ("Case" text, "Unit" text, "Date" text, "Entered" text)')
        lines = [line.split(",") for line in INCIDENTS.splitlines()[1:]]
        own.executemany("insert into cases values (?, ?, ?, ?)", lines)
    own.close()
    query = 'url = "sqlite:///cases.db"\nquery = "select * from cases"'
    engagement.write_text(ENGAGEMENT.replace('source = "incidents.csv"', query))
    assert in_this_process(engagement, tmp_path / "before") == 1

    def grow():
        with sqlite3.connect(path) as again:
            again.execute("insert into cases values ('9', 'A', '2020-01-02', '2020-01-02')")
        again.close()

    interfere(monkeypatch, "check figures.recount", grow)
    assert refused(engagement, tmp_path / "out").startswith("cases.db: it was written to")


def race(tmp_path, change, step):
    """Change a file while a real audit waits at `step`; return how that ended."""
    engagement, out = write_small(tmp_path / "in", reported=5), tmp_path / "out"
    process = started(engagement, out, command=held_at(step), stdin=subprocess.PIPE)
    said = []
    for line in process.stderr:
        said.append(line)
        if line.startswith(step):
            change(tmp_path / "in" / "incidents.csv")
            break
    rest = process.communicate()[1]
    return process.returncode, "".join(said) + rest, list(out.iterdir())


@pytest.mark.parametrize(
    ("step", "change"),
    [
        ("writing", appended),
        *[
            pytest.param(step, change, marks=pytest.mark.slow)
            for step in ("reading figures.csv", "writing", "check", "findings")
            for change in CHANGES
        ],
    ],
)
def test_a_change_during_a_real_audit_is_told(tmp_path, step, change):
    code, said, left = race(tmp_path, change, step)
    assert code == 2, said
    assert left == []
    assert tells_one_thing(said, "incidents.csv: it ", "audit a copy of it")


@pytest.mark.parametrize("ready", [False, True])
def test_a_command_without_a_run_folder_tells_of_a_change_too(tmp_path, ready):
    """`profile` and `init`: the file changes after it was loaded, while it is looked at."""
    engagement = (ready_made if ready else write_small)(tmp_path / "in")
    path = next((tmp_path / "in").glob("tables/*/part-1.parquet" if ready else "incidents.csv"))
    choices = session.Choices(engagement, tmp_path, 0.05, (), "bh", False, False)
    with session.loaded(choices, ["reading"]):
        pass
    with (
        pytest.raises(session.UnusableInputError, match=r"it was written to while.*audit a copy"),
        session.loaded(choices, ["reading"]),
    ):
        written_anew_with_the_same_bytes(path)


def test_loading_alone_tells_of_a_change(tmp_path):
    """Whoever calls it: the notebook, `identify` and `whatif` load without a run folder."""
    engagement = read_engagement(write_small(tmp_path / "in"))

    def change(step):
        if step.startswith("writing reported_figures"):
            appended(tmp_path / "in" / "incidents.csv")

    with closing(connect(threads=1)) as engine:
        load(engagement, tmp_path / "out", engine)
        with pytest.raises(InputError, match=r"incidents\.csv: it was written to while"):
            load(engagement, tmp_path / "again", engine, progress=change)
