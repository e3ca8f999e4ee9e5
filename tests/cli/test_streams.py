"""Does no stream that is full, closed or left by its reader end in a traceback?"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from main_here import main_here
from small import write_small

FULL = Path("/dev/full")
PROCESSES = ("--help", "audit")
COMMANDS = (*PROCESSES, "checks", "law", "report", "profile", "identify", "compare")
pytestmark = pytest.mark.skipif(not FULL.exists(), reason="this system has no full device")


@pytest.fixture(scope="module")
def arguments(tmp_path_factory):
    """What follows each command, for an export that it can read and a run that it can open."""
    folder = tmp_path_factory.mktemp("streams")
    engagement = write_small(folder / "small")
    out = folder / "runs"
    assert main_here("audit", engagement, "--out", out).returncode == 0
    (run,) = map(str, out.iterdir())
    return {
        "audit": [str(engagement), "--out", str(folder / "more")],
        "report": [run, "--format", "json"],
        "profile": [str(engagement)],
        "identify": [str(engagement), "P-1"],
        "compare": [run, run],
    }


def call(*command, **streams):
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
    return subprocess.run(
        [sys.executable, "-m", "tallystick", *command], text=True, check=False, **given
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_standard_output_is_told_once_and_ends_with_2(command, arguments):
    by = call if command in PROCESSES else main_here
    with FULL.open("w") as full:
        done = by(command, *arguments.get(command, ()), stdout=full)
    assert done.returncode == 2, done.stderr
    told = [line for line in done.stderr.splitlines() if "; " in line or ": " in line]
    assert len(told) == 1, done.stderr
    if command != "identify":  # which has no code to look up here, and says so
        assert told[0].startswith("standard output: No space left on device; ")


@pytest.mark.parametrize("command", ["--help", "nothing"])
def test_a_standard_error_that_is_full_or_closed_changes_nothing(command):
    plain = call(command)
    with FULL.open("w") as full:
        done = call(command, stderr=full)
    closed = call(command, stderr=None, preexec_fn=lambda: os.close(2))
    for each in (done, closed):
        assert (each.returncode, each.stdout) == (plain.returncode, plain.stdout)


def test_an_audit_without_standard_streams_is_an_audit(arguments):
    def close():
        os.close(1)
        os.close(2)

    done = call("audit", *arguments["audit"], stdout=None, stderr=None, preexec_fn=close)
    assert done.returncode == 0


def test_a_pipe_that_its_reader_left_ends_the_program_without_a_word():
    reading, writing = os.pipe()
    os.close(reading)
    done = call("checks", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")
