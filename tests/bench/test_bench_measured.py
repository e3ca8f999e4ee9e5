"""Are seconds and memory read as GNU time writes them, and alike without it?"""

import os
import sys

import pytest
from benchmarks.speed import measured as module
from benchmarks.speed.measured import FailedError, measured, parsed, said_last

REPORT = """\tCommand being timed: "tallystick audit x.toml"
\tUser time (seconds): 61.25
\tSystem time (seconds): 0.50
\tPercent of CPU this job got: 180%
\tElapsed (wall clock) time (h:mm:ss or m:ss): {elapsed}
\tAverage resident set size (kbytes): 0
\tMaximum resident set size (kbytes): 2000000
\tExit status: 0
"""
HUNDRED_MB = "x = bytearray(100_000_000); print(len(x))"
BUSY = "import time\nwhile time.process_time() < 0.3: pass"


@pytest.mark.parametrize(
    ("elapsed", "seconds"), [("0:34.18", 34.18), ("12:00.50", 720.5), ("2:01:05", 7265.0)]
)
def test_a_report_of_gnu_time_is_read(elapsed, seconds):
    told = parsed(REPORT.format(elapsed=elapsed))
    assert told == {"user": 61.25, "system": 0.5, "wall": pytest.approx(seconds), "mb": 2048.0}


def test_a_report_without_the_memory_is_no_report():
    with pytest.raises(ValueError, match="kib"):
        parsed(REPORT.format(elapsed="0:01.00").replace("Maximum", "Largest"))


@pytest.fixture(params=["gnu time", "wait4"])
def way(request, monkeypatch):
    if request.param == "gnu time" and not module.has_gnu_time():
        pytest.skip("/usr/bin/time is not installed")
    monkeypatch.setattr(module, "has_gnu_time", lambda: request.param == "gnu time")


@pytest.mark.usefixtures("way")
def test_memory_and_output_of_a_process_are_its_own():
    small = measured([sys.executable, "-S", "-c", "print(7)"])
    large = measured([sys.executable, "-S", "-c", HUNDRED_MB])
    assert (small.output.strip(), large.output.strip()) == ("7", "100000000")
    assert 95 < large.peak_mb - small.peak_mb < 110
    assert small.peak_mb < 40


@pytest.mark.usefixtures("way")
def test_seconds_of_the_processor_and_of_the_wall_are_told_apart():
    busy = measured([sys.executable, "-S", "-c", BUSY])
    idle = measured([sys.executable, "-S", "-c", "import time; time.sleep(0.4)"])
    assert busy.user + busy.system >= 0.29
    assert idle.wall >= 0.39
    assert idle.user + idle.system < 0.29


@pytest.mark.usefixtures("way")
def test_a_command_that_fails_is_no_measurement_and_its_last_words_are_kept():
    code = "import sys; print('first'); sys.exit('the disk is full')"
    with pytest.raises(FailedError, match="ended with status 1: the disk is full"):
        measured([sys.executable, "-c", code])


def test_the_frame_around_an_error_is_left_out():
    box = "╭─ Error ──╮\n│ no such file │\n╰──────────╯\n"
    assert said_last(2, box) == "ended with status 2: Error / no such file"
    assert said_last(-9, "") == said_last(137, "") == "ended by signal 9"


@pytest.mark.usefixtures("way")
def test_a_process_that_was_killed_says_by_which_signal():
    with pytest.raises(FailedError, match="ended by signal 15"):
        measured([sys.executable, "-c", "import os; os.kill(os.getpid(), 15)"])


def test_a_measured_process_has_the_threads_of_a_user_who_sets_nothing(monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    monkeypatch.setenv("KEPT_BY_THE_BENCHMARK", "1")
    told = measured([sys.executable, "-c", "import os; print(sorted(os.environ))"]).output
    assert "OPENBLAS_NUM_THREADS" in os.environ
    assert "KEPT_BY_THE_BENCHMARK" in told
    assert "OPENBLAS_NUM_THREADS" not in told
