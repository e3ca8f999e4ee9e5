"""Does a run that is stopped ever leave a folder that looks finished, or a terminal in disorder?"""

import importlib.util
import os
import pty
import random
import re
import select
import signal
import stat
import subprocess
import sys
import termios
import time

import pytest
from main_here import main_here
from processes import AUDIT, held_at, mentioning
from small import write_small

from tallystick.audit.left_over import PARTIAL, lock_of
from tallystick.cli import interrupt

COMPLETE = {"findings.json", "report.html", "results.parquet", "run.json", "tables"}
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STEPS = ("reading", "writing", "check figures", "check records", "findings", "report")
UNIT = "Canary9317"
LEFT = "Interrupted; no run folder was left."


def start(engagement, out, *more, command=None, terminal=None):
    """Start an audit whose temporary files, if it makes any, lie beside the engagement."""
    temporary = engagement.parent / "tmp"
    temporary.mkdir(exist_ok=True)
    return subprocess.Popen(
        [*(command or held_at("-")), str(engagement), "--out", str(out), *more],
        stdin=terminal or subprocess.PIPE, stdout=terminal or subprocess.DEVNULL,
        stderr=terminal or subprocess.PIPE,
        text=terminal is None, start_new_session=terminal is not None,
        env=os.environ | {"TMPDIR": str(temporary)},
    )  # fmt: skip


def finished(engagement, out):
    """Run an audit to its end, in this process; return the steps and words that it told."""
    done = main_here("audit", engagement, "--out", out)
    assert done.returncode == 0, done.stderr
    return done.stderr.splitlines()


def stopped_at(process, line, number, later=0.0):
    """Send a signal once so many lines, or a line so begun, are told; return code and last line."""
    for told, words in enumerate(process.stderr, start=1):
        if told == line or words.startswith(str(line)):
            break
    time.sleep(later)
    process.send_signal(number)
    said = process.communicate()[1]
    return process.returncode, said.strip().rpartition("\n")[2]


def left_in(out):
    """The partial folders in `out`, with what else lies there asked about."""
    partial = []
    for path in out.iterdir() if out.exists() else ():
        if path.name.endswith(PARTIAL):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700
            assert lock_of(path).exists()
            partial.append(path)
        elif path.is_dir():
            assert {each.name for each in path.iterdir()} >= COMPLETE
        else:
            assert path.name.endswith(f"{PARTIAL}.lock")
    return partial


def stopped_at_random(tmp_path, times, seed, most_later):
    """Stop runs into one folder at random steps; return how many left a partial one, or said so."""
    engagement = write_small(tmp_path / "in", reported=5, unit=UNIT)
    out = tmp_path / "runs"
    steps = len(finished(engagement, out))
    chance, partial, undone = random.Random(seed), 0, 0
    for number in range(times):
        sent = (signal.SIGKILL, *SIGNALS)[number % 4]
        line, later = chance.randint(1, steps), chance.uniform(0, most_later)
        before = left_in(out)
        code, said = stopped_at(start(engagement, out), line, sent, later)
        assert code in (0, 128 + sent, -sent), said
        left = left_in(out)
        assert not set(before) & set(left), "the next run removed it"
        assert sent == signal.SIGKILL or not left, said
        assert len(left) <= 1
        assert list((tmp_path / "in" / "tmp").iterdir()) == []
        partial, undone = partial + len(left), undone + (said == LEFT)
    finished(engagement, out)
    assert left_in(out) == []
    assert all(path.is_dir() for path in out.iterdir())
    return partial, undone


def test_runs_stopped_at_random_steps_leave_nothing_after_the_next(tmp_path):
    stopped_at_random(tmp_path, 4, seed=1, most_later=0.0)


@pytest.mark.slow
def test_sixty_runs_stopped_at_random_moments_leave_nothing_after_the_next(tmp_path):
    partial, undone = stopped_at_random(tmp_path, 60, seed=2, most_later=0.3)
    assert partial > 0
    assert undone > 0


@pytest.mark.parametrize("step", ["findings", *[pytest.param(s, marks=pytest.mark.slow)
                                                for s in STEPS if s != "findings"]])  # fmt: skip
def test_what_a_killed_run_left_is_private_and_the_next_run_names_and_removes_it(tmp_path, step):
    engagement, out = write_small(tmp_path / "in", reported=5, unit=UNIT), tmp_path / "runs"
    stopped_at(start(engagement, out, command=held_at(step)), step, signal.SIGKILL)
    (partial,) = left_in(out)
    held = [path.read_bytes() for path in partial.rglob("*") if path.is_file()]
    assert step == "reading" or any(UNIT.encode() in each for each in held)
    told = [line for line in finished(engagement, out) if partial.name in line]
    assert told == [f"{partial}: a run that was killed left it; it was removed"]
    assert [path.suffix for path in out.iterdir()] == [""]
    assert left_in(out) == []


@pytest.mark.parametrize(
    ("step", "number"),
    [
        ("reading", signal.SIGINT),
        ("check figures", signal.SIGTERM),
        ("findings", signal.SIGHUP),
        *[
            pytest.param(step, number, marks=pytest.mark.slow)
            for step in STEPS
            for number in SIGNALS
        ],
    ],
)
def test_a_stopped_run_leaves_nothing_and_says_so(tmp_path, step, number):
    engagement = write_small(tmp_path / "in", reported=5)
    process = start(engagement, tmp_path / "runs", command=held_at(step))
    assert stopped_at(process, step, number) == (128 + number, LEFT)
    assert list((tmp_path / "runs").iterdir()) == []
    assert list((tmp_path / "in" / "tmp").iterdir()) == []


def test_a_run_that_was_started_to_ignore_the_closed_terminal_goes_on(tmp_path):
    """As nohup starts it: what is ignored stays so in the program that takes the shell's place."""
    engagement, out = write_small(tmp_path / "in", reported=5), tmp_path / "runs"
    ignoring = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", *AUDIT]
    process = start(engagement, out, command=ignoring)
    assert stopped_at(process, "reading", signal.SIGHUP)[0] == 0
    assert len(list(out.iterdir())) == 1


def seen_until(terminal, words, seconds=300):
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
    command = held_at(step.decode())
    process = start(engagement, tmp_path / "runs", command=command, terminal=its)
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
    assert last.replace(b"\x1b[?25h", b"") == LEFT.encode() + b"\r\n"
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


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists the children of a process")
def test_a_child_is_ended_with_all_that_it_started():
    """As Spark's launcher: a shell that waits for a shell, which waits for a program."""
    inner = "sleep 987 & echo $$ $!; wait"
    child = subprocess.Popen(
        ["sh", "-c", 'sh -c "$0" & wait', inner], stdout=subprocess.PIPE, text=True
    )
    shell, program = map(int, child.stdout.readline().split())
    assert sorted(interrupt._end(child.pid)) == sorted([child.pid, shell, program])
    # Its pipe is closed when the last of them has ended.
    assert child.communicate(timeout=60)[0] == ""
    assert child.returncode == -signal.SIGKILL


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
