"""Does a stopped plan go on to the same bytes, at any number of jobs, bound to its folder?"""

import json
import os
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from labs import PLAN, SHORT, plan_of, write_plan
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.lab import LabError, read_plan
from tallystick.lab.runs import AT_ONCE, PARTS, make
from tallystick.lab.tables import WORLDS

SMALL = PLAN.replace("sobol = 2", "sobol = 0").replace("cells = 10", "cells = 0")
SMALL = SMALL.replace("trajectories = 2", "trajectories = 0")
KILLED = """
import os, signal, sys
from pathlib import Path
from tallystick.lab import read_plan, runs
whole, made = runs.write_whole, 0
def dying(path, content):
    global made
    made += path.parent.name == runs.PARTS
    if made > 3:
        path.with_name(f".{path.name}.half").write_bytes(content[:40])
        os.kill(os.getpid(), signal.SIGKILL)
    whole(path, content)
runs.write_whole = dying
runs.make(read_plan(Path(sys.argv[1])), Path(sys.argv[2]), 1)
"""


def digests(folder):
    return {
        each.name: sha256(each.read_bytes()).hexdigest()
        for each in sorted(folder.iterdir())
        if each.is_file()
    }


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    home = tmp_path_factory.mktemp("lab")
    make(plan_of(home, SMALL, world=SHORT), home / "LAB", 1)
    return home


def test_a_run_killed_in_the_midst_goes_on_to_the_same_bytes(finished, tmp_path):
    plan = write_plan(tmp_path, SMALL, SHORT)
    out = tmp_path / "LAB"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(plan), str(out)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    held = sorted(each.name for each in (out / PARTS).iterdir())
    assert held == [".000003.json.half", "000000.json", "000001.json", "000002.json"]
    assert not (out / WORLDS).exists()

    seen = []
    make(read_plan(plan), out, 1, lambda made, total: seen.append((made, total)))
    total = seen[-1][1]
    assert seen[0] == (4 * AT_ONCE, total)
    assert len(seen) == -(-total // AT_ONCE) - 3
    assert digests(out) == digests(finished / "LAB")

    assert not (out / PARTS).exists()


def test_two_jobs_leave_the_bytes_of_one(finished, tmp_path):
    make(plan_of(tmp_path, SMALL, world=SHORT), tmp_path / "LAB", 2)
    assert digests(tmp_path / "LAB") == digests(finished / "LAB")


def test_the_rows_are_the_worlds_in_the_order_of_the_plan(finished):
    table = pq.read_table(finished / "LAB" / WORLDS)
    rows = list(
        zip(*(table[key].to_pylist() for key in ("stage", "cell", "set", "seed")), strict=True)
    )
    assert len(rows) == len(set(rows)) == (8 + 7) * 3 * 2
    assert rows[:3] == [("levers", 0, 0, 1), ("levers", 0, 0, 2), ("levers", 0, 1, 1)]
    units = [each for each in table["units"].to_pylist() if each]
    # Two of the five units have complaints, and so a rate of clearance.
    assert [len(each) for each in units] == [5, 5, 5, 2, 5, 5, 5, 5]
    contrasts = pq.read_table(finished / "LAB" / "contrasts.parquet").to_pylist()
    ghosts = table["acts.ghost"].to_pylist()
    lever = next(
        each
        for each in contrasts
        if (each["lever"], each["set"], each["outcome"]) == ("audits: lot 25", 1, "acts.ghost")
    )
    base, own = (rows.index(("levers", cell, 1, 1)) for cell in (0, 4))
    pairs = [ghosts[own + seed] - ghosts[base + seed] for seed in (0, 1)]
    assert lever["difference"] == sum(pairs) / 2
    assert lever["seeds_less"] == sum(each < 0 for each in pairs)


def test_a_finished_folder_is_left_as_it_is(finished):
    before = digests(finished / "LAB")
    make(read_plan(finished / "plan.toml"), finished / "LAB", 1)
    assert digests(finished / "LAB") == before


def test_a_folder_of_another_plan_or_of_something_else_is_refused(finished, tmp_path):
    other = plan_of(tmp_path, SMALL.replace("seeds = 2", "seeds = 3"), world=SHORT)
    with pytest.raises(LabError, match="made by another plan, which differs in plan; choose"):
        make(other, finished / "LAB", 1)
    bound = json.loads((finished / "LAB" / "plan.json").read_text())
    bound["versions"]["numpy"] = "0.1"
    folder = tmp_path / "older"
    folder.mkdir()
    (folder / "plan.json").write_text(json.dumps(bound))
    with pytest.raises(LabError, match="differs in versions"):
        make(read_plan(finished / "plan.toml"), folder, 1)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    with pytest.raises(LabError, match="holds something else"):
        make(other, tmp_path / "full", 1)
    assert Path(tmp_path / "full" / "mine.txt").read_text() == "mine"


def test_the_command_makes_goes_on_refuses_and_shows(finished, tmp_path):
    def told(*words):
        done = CliRunner().invoke(app, ["lab", *map(str, words)])
        return done.exit_code, done.output

    plan, out = finished / "plan.toml", finished / "LAB"
    assert told(plan, "--out", out, "--jobs", 1, "--quiet")[0] == 0
    status, said = told(plan, "--out", out, "--quick")
    assert status == 2
    assert "differs in plan" in said
    status, said = told("show", tmp_path)
    assert status == 2
    assert "give a folder that `tallystick lab` made" in said
    half = tmp_path / "half"
    half.mkdir()
    (half / "plan.json").write_bytes((out / "plan.json").read_bytes())
    status, said = told("show", half)
    assert status == 2
    assert "run `tallystick lab` again" in said
