"""Are the same records told in the same bytes, wherever and in whichever order they are read?"""

import gzip
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from main_here import main_here
from small import write_small

HARBOUR = Path(__file__).parents[2] / "examples" / "harbour"
# What tells when a run was made, as its page does too, how long it took, and its own secret.
TIMES, BUT = (
    ("started_at", "finished_at"),
    ("mask.key", "report.html", "manifest.json", "pages.json"),
)
ONE = {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"}
OTHER = {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8"}


def small(folder):
    """Write the small town with several units that do not report what they record."""
    path = write_small(folder, reported=5)
    lines = [f"{k},{'ABC'[k % 3]},2020-01-{1 + k % 28:02d},2020-01-{1 + k * 7 % 28:02d}"
             for k in range(4, 90)]  # fmt: skip
    with (folder / "incidents.csv").open("a") as file:
        file.write("\n".join(lines) + "\n")
    with (folder / "figures.csv").open("a") as file:
        file.write("B,2020-01-01,2020-01-31,7\nC,2020-01-01,2020-01-31,7\n")
    return path


def harbour(folder):
    shutil.copytree(HARBOUR, folder)
    return folder / "engagement.toml"


def audited(engagement, out, surroundings, threads):
    """Audit in a process of its own; return the folder of the run."""
    path = engagement.with_name(f"{threads}.toml")
    path.write_text(f"{engagement.read_text()}\n[engine]\nthreads = {threads}\n")
    subprocess.run(
        [sys.executable, "-m", "tallystick", "audit", str(path), "--identify", "--out", str(out)],
        env=os.environ | surroundings, check=True, capture_output=True,
    )  # fmt: skip
    (folder,) = out.iterdir()
    return folder


def told(folder):
    """The bytes of each file of a run, but for the times in its account."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in BUT
    }
    run = json.loads(files["run.json"])
    for check in run["checks"]:
        del check["seconds"]
    del run["engagement_file"]["engine"]
    files["run.json"] = json.dumps({key: run[key] for key in run if key not in TIMES})
    return files


def shuffled(folder):
    """Put the rows of each export in another order."""
    for path in sorted(folder.rglob("*.csv*")):
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rb") as file:
            head, *rows = file.read().splitlines(keepends=True)
        assert not any(row.count(b'"') % 2 for row in rows), "a row is a line"
        rows = [row if row.endswith(b"\n") else row + b"\n" for row in rows]
        random.Random(5).shuffle(rows)
        with opened(path, "wb") as file:
            file.write(head + b"".join(rows))


def case_lists(folder):
    """The rows of each case list as a set, without the number that a row has in its file."""
    held = {}
    for path in sorted((folder / "evidence").glob("*.parquet")):
        table = pq.read_table(path)
        numbers = [name for name in table.column_names if name == "source_row"]
        held[path.name] = sorted(map(repr, table.drop_columns(numbers).to_pylist()))
    return held


@pytest.mark.parametrize("records", [small, pytest.param(harbour, marks=pytest.mark.slow)])
def test_neither_process_nor_threads_nor_order_of_rows_changes_a_byte(tmp_path, records):
    engagement = records(tmp_path / "in")
    first = audited(engagement, tmp_path / "one", ONE, 1)
    again = audited(engagement, tmp_path / "other", OTHER, 2)
    one, other = told(first), told(again)
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] != other[name]] == []
    assert len(case_lists(first)) >= 2
    shuffled(tmp_path / "in")
    done = main_here("audit", engagement.with_name("2.toml"), "--identify", "--out",
                     tmp_path / "turned")  # fmt: skip
    assert done.returncode == 0, done.stderr
    (turned,) = (tmp_path / "turned").iterdir()
    for name in ("results.parquet", "findings.json", "figures.parquet"):
        assert (turned / name).read_bytes() == (first / name).read_bytes(), name
    assert case_lists(turned) == case_lists(first)
    for path in (first / "evidence").glob("*.sql"):
        assert (turned / "evidence" / path.name).read_bytes() == path.read_bytes()
