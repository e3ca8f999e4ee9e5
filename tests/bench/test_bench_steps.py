"""Does each step of a process get its own seconds and its own memory?"""

import sys

import pytest
from benchmarks.speed.measured import FailedError
from benchmarks.speed.steps import BEFORE, can_follow, followed

pytestmark = pytest.mark.skipif(not can_follow(), reason="no /proc/self/clear_refs to write to")
WORK = """
import sys, time
def largest(): return int(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0])
def say(line):
    # Go on when the largest memory was read and forgotten, however late. Less stays allocated.
    spike = bytearray(40_000_000); del spike; before = largest()
    print(line, file=sys.stderr, flush=True)
    while line != "examining tables" and largest() > before - 20_000: time.sleep(0.01)
def busy(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until: pass
say("examining tables")
say("check a.large")
x = bytearray(300_000_000); del x
say("check a.busy")
busy(0.5)
say("report")
y = bytearray(100_000_000); time.sleep(1)
print("done")
"""


def test_a_step_has_its_own_memory_and_its_own_seconds():
    taken, steps = followed([sys.executable, "-S", "-c", WORK])
    assert list(steps) == [BEFORE, "a.large", "a.busy", "report"]
    assert steps[BEFORE][1] < 60
    assert 300 < steps["a.large"][1] < 360
    assert steps["a.busy"][1] < 60
    assert 100 < steps["report"][1] < 160
    assert 0.45 < steps["a.busy"][0] < 0.8
    assert steps["report"][0] < 0.3
    assert taken.peak_mb == steps["a.large"][1]
    assert taken.output == "done\n"
    assert sum(cpu for cpu, _ in steps.values()) == pytest.approx(
        taken.user + taken.system, abs=0.1
    )
    assert taken.wall > 0.9


def test_a_process_that_fails_says_why():
    with pytest.raises(FailedError, match="status 3: no such table"):
        followed([sys.executable, "-S", "-c",
                  "import sys; print('no such table', file=sys.stderr); sys.exit(3)"])  # fmt: skip


def test_a_process_that_is_ended_within_a_step_is_a_failure():
    ended = (
        "import os, sys; print('check a.b', file=sys.stderr, flush=True); os.kill(os.getpid(), 15)"
    )
    with pytest.raises(FailedError, match=r"signal 15: check a\.b"):
        followed([sys.executable, "-S", "-c", ended])
