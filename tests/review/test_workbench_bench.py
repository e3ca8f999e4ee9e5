"""The benchmark of the workbench measures a case that is what it says, and its log stays whole."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import tallystick
from tallystick.seal import Entry, verify_chain

ROOT = Path(tallystick.__file__).parents[2]


def bench(*asked):
    """What the command prints, once it has ended without a fault."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.workbench", *asked],
        capture_output=True, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_a_small_case_is_made_of_its_log_and_ends_whole(tmp_path):
    done = bench(tmp_path, "--quick")
    assert "3 runs, 40 patterns, 120 sightings, 150 entries" in done.stdout
    lines = [each for each in done.stdout.splitlines() if each.startswith("| ")][1:]
    measured = {each.split("|")[1].split(",")[0].strip(): each for each in lines}
    assert len(measured) == 9, done.stdout
    assert "chain whole" in measured["decisions by forms"]
    assert "chain whole" in measured["marks by 8 processes at once"]
    for each in ("list and facets", "finding page", "evidence run again"):
        assert " 0 errors" in measured[each], measured[each]
    assert "exit code" not in done.stdout
    # Three runs of the same 40 patterns, a run of one of them, and one of ten others; decisions of
    # eight people, three each, and two marks each are among the entries, which the last measure
    # makes 200.
    with sqlite3.connect(tmp_path / "CASE" / "office.sqlite3") as database:
        rows = database.execute("SELECT * FROM entry ORDER BY seq").fetchall()
        names = [each[1] for each in database.execute("PRAGMA table_info(entry)")]
        counts = {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                  for table in ("run", "pattern", "sighting")}  # fmt: skip
    database.close()
    assert counts == {"run": 5, "pattern": 50, "sighting": 131}
    held = [dict(zip(names, row, strict=True)) for row in rows]
    entries = [Entry(each["seq"], each["at"], each["actor"], each["act"],
                     json.loads(each["object"]), each["body_sha256"], each["prev"], each["hash"])
               for each in held]  # fmt: skip
    assert len(entries) == 200
    assert verify_chain(entries) == []
    by = {each["actor"] for each in held if each["act"] == "disposition.propose"}
    assert by == {f"person:p{place}" for place in range(8)}
    used_for_a_while(tmp_path)


def used_for_a_while(folder):
    """A few seconds of mixed use: decisions are among the requests, and none fails."""
    with sqlite3.connect(folder / "CASE" / "office.sqlite3") as database:
        before = database.execute("SELECT max(seq) FROM entry").fetchone()[0]
    done = bench(folder, "--quick", "--soak", "0.001")
    assert "| errors meanwhile | none | 0 | yes |" in done.stdout
    with sqlite3.connect(folder / "CASE" / "office.sqlite3") as database:
        acts = database.execute("SELECT act FROM entry WHERE seq > ?", (before,)).fetchall()
    database.close()
    assert {each for (each,) in acts} == {"disposition.propose"}
