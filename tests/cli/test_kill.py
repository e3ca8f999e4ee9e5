"""Does a run that is stopped ever leave a folder that looks finished, or a terminal in disorder?"""

import importlib.util
import os
import pty
import random
import re
import select
import signal
import subprocess
import sys
import termios
import time

import pytest
from processes import mentioning
from small import write_small

from tallystick.cli import interrupt

COMPLETE = {"findings.json", "report.html", "results.parquet", "run.json", "tables"}
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STEPS = ("reading", "writing", "check figures", "check records", "findings", "report")


def start(engagement, out, *more, terminal=None):
    """Start an audit whose temporary files, if it makes any, lie beside the engagement."""
    temporary = engagement.parent / "tmp"
    temporary.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "tallystick", "audit", str(engagement), "--out", str(out), *more],
        stdin=terminal, stdout=terminal or subprocess.DEVNULL, stderr=terminal or subprocess.PIPE,
        text=terminal is None, start_new_session=terminal is not None,
        env=os.environ | {"TMPDIR": str(temporary)},
    )  # fmt: skip


def wait_for_a_trace(process, out):
    while process.poll() is None and not (out.exists() and any(out.iterdir())):
        time.sleep(0.002)


def seconds_of_writing(engagement, out):
    """How long a run takes from the first trace of its folder to its end."""
    process = start(engagement, out)
    wait_for_a_trace(process, out)
    began = time.perf_counter()
    process.communicate()
    assert process.returncode == 0
    return time.perf_counter() - began


def kill_at_random(tmp_path, times, seed):
    engagement = write_small(tmp_path / "in", reported=5)
    whole = seconds_of_writing(engagement, tmp_path / "first")
    chance = random.Random(seed)
    unfinished = 0
    for number in range(times):
        out = tmp_path / f"runs{number}"
        process = start(engagement, out)
        wait_for_a_trace(process, out)
        time.sleep(chance.uniform(0, whole * 1.05))
        process.send_signal(signal.SIGKILL)
        process.communicate()
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


def stopped_at(process, step, number):
    """Send a signal when the run says that it is at `step`; return its code and last line."""
    for line in process.stderr:
        if line.startswith(step):
            break
    process.send_signal(number)
    said = process.communicate()[1]
    return process.returncode, said.rpartition("\n\n")[2].strip()


@pytest.mark.parametrize(
    ("step", "number"),
    [
        ("reading", signal.SIGINT),
        ("check figures", signal.SIGTERM),
        ("findings", signal.SIGHUP),
        *[
            pytest.param(step, number, marks=pytest.mark.slow)
            for step in STEPS[:-1]
            for number in SIGNALS
        ],
    ],
)
def test_a_stopped_run_leaves_nothing_and_says_so(tmp_path, step, number):
    engagement = write_small(tmp_path / "in", reported=5)
    process = start(engagement, tmp_path / "runs")
    code, said = stopped_at(process, step, number)
    assert (code, said) == (128 + number, "Interrupted; no run folder was left.")
    assert list((tmp_path / "runs").iterdir()) == []
    assert list((tmp_path / "in" / "tmp").iterdir()) == []


@pytest.mark.slow
def test_sixty_runs_stopped_at_any_moment_leave_nothing_unfinished(tmp_path):
    """From the first import on; a run that was done already says so, or is a finished one."""
    engagement = write_small(tmp_path / "in", reported=5)
    began = time.perf_counter()
    start(engagement, tmp_path / "first").communicate()
    whole, chance, stopped = time.perf_counter() - began, random.Random(3), 0
    for number in range(60):
        out, sent = tmp_path / f"runs{number}", chance.choice(SIGNALS)
        process = start(engagement, out)
        time.sleep(chance.uniform(0, whole * 1.1))
        process.send_signal(sent)
        said = process.communicate()[1]
        # Before our handler is there, and after it has gone, the system ends it: 128 + sent.
        assert process.returncode in (0, 128 + sent, -sent), said
        left = list(out.iterdir()) if out.exists() else []
        assert not [path for path in left if path.name.endswith(".partial")], said
        assert all({path.name for path in folder.iterdir()} >= COMPLETE for folder in left)
        assert ("no run folder was left" in said) <= (left == [])
        stopped += "no run folder was left" in said
        assert list((tmp_path / "in" / "tmp").iterdir()) == []
    assert stopped > 15


def seen_until(terminal, words, seconds=60):
    """Read what a terminal is sent until `words` are in it, or until it is closed."""
    sent, end = b"", time.monotonic() + seconds
    while words not in sent and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                sent += os.read(terminal, 65536)
            except OSError:  # Linux says so when the other side is closed.
                return sent
    return sent


@pytest.mark.parametrize(
    "step", [b"check", *[pytest.param(s, marks=pytest.mark.slow) for s in (b"reading", b"find")]]
)
def test_a_terminal_is_left_in_order(tmp_path, step):
    engagement = write_small(tmp_path / "in", reported=5)
    ours, its = pty.openpty()
    before = termios.tcgetattr(its)
    process = start(engagement, tmp_path / "runs", terminal=its)
    sent = seen_until(ours, step)
    assert step in sent
    assert b"\x1b[?25l" in sent, "the bar hides the cursor"
    process.send_signal(signal.SIGINT)
    assert process.wait() == 130
    sent += seen_until(ours, b"\0", 0.5)
    assert termios.tcgetattr(its) == before
    os.close(its)
    os.close(ours)
    assert sent.rfind(b"\x1b[?25h") > sent.rfind(b"\x1b[?25l"), "the cursor is shown again"
    last = re.split(rb"\r\x1b\[2K", sent)[-1]
    assert last.replace(b"\x1b[?25h", b"") == b"Interrupted; no run folder was left.\r\n"
    assert list((tmp_path / "runs").iterdir()) == []


@pytest.fixture
def ended(monkeypatch):
    """What the end of the process would be: its code and its words."""
    how = []
    monkeypatch.setattr(interrupt.signal, "signal", lambda number, act: None)
    monkeypatch.setattr(interrupt, "_end_children", lambda: None)
    monkeypatch.setattr(interrupt.os, "write", lambda to, words: how.append(words.decode().strip()))
    monkeypatch.setattr(interrupt.os, "_exit", how.append)
    return how


def test_a_run_that_was_finished_is_kept_and_named(tmp_path, ended):
    stop = interrupt.Stop()
    stop.run = (tmp_path / "x.partial", tmp_path / "x")
    (tmp_path / "x").mkdir()
    stop.end(signal.SIGTERM)
    assert ended == [f"Interrupted; the run folder was finished before: {tmp_path / 'x'}.", 143]
    assert (tmp_path / "x").exists()


def test_a_signal_waits_until_what_is_made_can_be_undone(tmp_path, ended):
    stop = interrupt.Stop()
    with stop.held_off():
        stop.end(signal.SIGINT)
        (tmp_path / "x.partial").mkdir()
        stop.run = (tmp_path / "x.partial", tmp_path / "x")
        assert ended == []
    assert ended == ["Interrupted; no run folder was left.", 130]
    assert list(tmp_path.iterdir()) == []


def test_a_signal_that_is_ignored_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interrupt.stopped_by_signals() as stop:
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) == stop.end
        assert signal.getsignal(signal.SIGTERM) != stop.end
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed: make spark"
)
@pytest.mark.parametrize(
    ("step", "later"),
    [
        ("starting Spark", 1.0),
        *[
            pytest.param(step, later, marks=pytest.mark.slow)
            for step in ("starting Spark", "reading", "writing", "check figures", "findings")
            for later in (0.0, 0.5)
        ],
    ],
)
def test_no_java_is_left_behind(tmp_path, step, later):
    engagement = write_small(tmp_path / "in", reported=5)
    process = start(engagement, tmp_path / "runs", "--engine", "spark")
    for line in process.stderr:
        if line.startswith(step):
            break
    time.sleep(later)
    number = random.Random(step).choice(SIGNALS)
    process.send_signal(number)
    said = process.communicate()[1]
    assert process.returncode == 128 + number, said
    assert mentioning(str(tmp_path / "runs")) == []
    assert list((tmp_path / "runs").iterdir()) == []
    assert list((tmp_path / "in" / "tmp").iterdir()) == []
