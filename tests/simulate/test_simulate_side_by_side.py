"""Are answers those of one process, in order, and does no process outlive the one that began it?"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tallystick.simulate.side_by_side import side_by_side

SLEEPING = """
import time
from tallystick.simulate.side_by_side import side_by_side
list(side_by_side(time.sleep, [600, 600], 2))
"""


@pytest.mark.parametrize("jobs", [1, 2])
def test_answers_come_in_the_order_of_the_tasks(jobs):
    assert list(side_by_side(abs, [-3, 1, -2, 0], jobs, at_once=2)) == [3, 1, 2, 0]


def workers_of(pid):
    """The processes that another began to work: they run what spawn hands them."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [
        each for each in children if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()
    ]


def is_there(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def awaited(ready):
    """What `ready` returns once it returns something; half a minute is far more than it takes."""
    for _ in range(600):
        if told := ready():
            return told
        time.sleep(0.05)
    raise AssertionError("it never came")


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are listed in /proc")
def test_workers_end_with_a_process_that_is_killed():
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    begun = subprocess.Popen([sys.executable, "-c", SLEEPING], env=env)
    workers = awaited(lambda: found if len(found := workers_of(begun.pid)) == 2 else [])
    os.kill(begun.pid, signal.SIGKILL)
    begun.wait()
    assert awaited(lambda: not any(map(is_there, workers)))
