"""Does a killed run ever leave a folder that looks finished?"""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from small import write_small

COMPLETE = {"findings.json", "report.html", "results.parquet", "run.json", "tables"}


def start(engagement, out):
    """Start an audit whose temporary files, if it makes any, lie beside the engagement."""
    temporary = engagement.parent / "tmp"
    temporary.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "tallystick", "audit", str(engagement), "--out", str(out)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=os.environ | {"TMPDIR": str(temporary)},
    )  # fmt: skip


def seconds_of_writing(engagement, out):
    """How long a run takes from the first trace of its folder to its end."""
    process = start(engagement, out)
    while not out.exists() or not any(out.iterdir()):
        time.sleep(0.002)
    began = time.perf_counter()
    assert process.wait() == 0
    return time.perf_counter() - began


def kill_at_random(tmp_path, times, seed):
    engagement = write_small(tmp_path / "in", reported=5)
    whole = seconds_of_writing(engagement, tmp_path / "first")
    chance = random.Random(seed)
    unfinished = 0
    for number in range(times):
        out = tmp_path / f"runs{number}"
        process = start(engagement, out)
        while process.poll() is None and not (out.exists() and any(out.iterdir())):
            time.sleep(0.002)
        time.sleep(chance.uniform(0, whole * 1.05))
        process.send_signal(signal.SIGKILL)
        process.wait()
        for folder in out.iterdir():
            unfinished += folder.name.endswith(".partial")
            names = {path.name for path in folder.iterdir()}
            assert not list((tmp_path / "in" / "tmp").iterdir())
            assert folder.name.endswith(".partial") or names >= COMPLETE
    return unfinished


def test_a_killed_run_never_looks_finished(tmp_path):
    assert kill_at_random(tmp_path, 6, seed=1) > 0


@pytest.mark.slow
def test_fifty_killed_runs_never_look_finished(tmp_path):
    assert kill_at_random(tmp_path, 50, seed=2) > 10


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.3, 1.0])
def test_an_interrupted_run_leaves_nothing(tmp_path, delay):
    process = start(write_small(tmp_path / "in"), tmp_path / "runs")
    while not (tmp_path / "runs").exists():
        time.sleep(0.001)
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    # The last: it was done, and the signal came while the interpreter was shutting down.
    assert process.wait() in (0, 130, -signal.SIGINT)
    assert not list((tmp_path / "runs").glob("*.partial"))
    assert not list((tmp_path / "in" / "tmp").iterdir())
