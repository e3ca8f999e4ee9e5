"""Is a run whole, and its evidence true, in a folder of any name?"""

import json
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from small import write_small
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.load import walk

NAMES = [
    "unit_id=A",
    "~",
    "it's [1]*?\n\u202e",
    *(pytest.param(name, marks=pytest.mark.slow)
      for name in ("run[1]", "a*?", "it's \"{`}", "a\nb\u202e", "a\\b", " %41$HOME;&")),
]  # fmt: skip


def said(*arguments, code=0):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout if code == 0 else done.stderr


def tables(run):
    return {path.name: pq.ParquetFile(path.resolve()).read() for path in run.rglob("*.parquet")}


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    """A run in a folder of a plain name."""
    folder = tmp_path_factory.mktemp("usual")
    said("audit", write_small(folder / "in", reported=5), "--out", folder / "out")
    (run,) = (folder / "out").iterdir()
    return run


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_run_in_a_folder_of_any_name_is_the_same(tmp_path, monkeypatch, name, usual):
    """The folder is given relative to where one is, so that ``~`` comes first."""
    for folder in ("run1", "a", "ax", "b"):
        write_small(tmp_path / folder, reported=9)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    write_small(Path(name), reported=5)
    said("init", Path(name), "--yes", "--out", Path(name) / "new.toml")
    said("audit", Path(name) / "engagement.toml", "--out", Path(name) / "out")
    (run,) = (tmp_path / name / "out").iterdir()
    assert tables(run) == tables(usual)
    assert json.loads((run / "findings.json").read_text()) == json.loads(
        (usual / "findings.json").read_text()
    )
    forms = [word for each in ("csv", "xlsx", "parquet", "md") for word in ("--format", each)]
    run = run.relative_to(tmp_path)
    said("report", run, *forms)
    said("report", run, *forms, "--out", Path(name) / "forms")
    assert tables(run / "export") == tables(Path(name) / "forms")
    said("compare", run, usual)
    said("sample", "draw", run, "--table", "incidents", "--size", 2, "--seed", 1,
         "--out", Path(name) / "sheet.csv")  # fmt: skip
    said("profile", Path(name) / "engagement.toml")
    assert not (tmp_path / "home").exists()
    monkeypatch.chdir(tmp_path / run)
    for query in Path("evidence").glob("*.sql"):
        with closing(duckdb.connect()) as outsider:
            rows = outsider.execute(query.read_text()).fetchall()
        assert len(rows) == pq.read_metadata(query.with_suffix(".parquet")).num_rows


def test_a_folder_that_duckdb_cannot_be_told_is_one_message_and_leaves_nothing(tmp_path):
    engagement = write_small(tmp_path / "in", reported=5)
    out = tmp_path / "a\\[1]"
    words = said("audit", engagement, "--out", out, code=2)
    assert "a backslash beside" in words
    assert list(out.iterdir()) == []


def test_init_looks_at_no_file_from_elsewhere(tmp_path):
    write_small(tmp_path / "in")
    (tmp_path / "in" / "engagement.toml").unlink()
    secret = tmp_path / "secret.csv"
    secret.write_text((tmp_path / "in" / "incidents.csv").read_text().replace("1,A", "S3CR3T,A"))
    (tmp_path / "in" / "link.csv").symlink_to(secret)
    done = CliRunner().invoke(app, ["init", str(tmp_path / "in"), "--yes"])
    assert done.exit_code == 0
    assert "'link.csv' lies outside the engagement's folder" in done.stderr
    assert "S3CR3T" not in done.output + (tmp_path / "in" / "engagement.toml").read_text()


def test_init_ends_where_folders_do_not(tmp_path, monkeypatch):
    monkeypatch.setattr(walk, "MOST_SEEN", 300)
    for number in range(20):
        (tmp_path / "in" / str(number)).mkdir(parents=True)
        for link in range(20):
            (tmp_path / "in" / str(number) / f"{link}.csv").touch()
    done = CliRunner().invoke(app, ["init", str(tmp_path / "in"), "--yes"])
    assert done.exit_code == 2
    assert "goes through more than 300 names; name a smaller folder" in done.stderr
