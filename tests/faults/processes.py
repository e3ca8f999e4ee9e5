"""How is a real audit started, and what does it leave when a fault meets it?"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tallystick.cli.session import Choices, run_audit

AUDIT = [sys.executable, "-m", "tallystick", "audit"]
# The same program, with DuckDB held to so many MiB: [engine] memory takes no less than 1 GB.
HELD_TO = """\
import sys
from tallystick.engine import memory
room = int(sys.argv.pop(1)) << 20
memory.for_duckdb = lambda: room
from tallystick.cli import main
main()
"""
# The same program, whatever signals whoever started the tests ignores (as nohup does SIGHUP), that
# waits at each step whose name begins with the first argument ("-" for none) for a line, for the
# end of its standard input or for a signal.
HELD_AT = """\
import signal, sys
from contextlib import contextmanager
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
held = sys.argv.pop(1)
from tallystick.cli import main, session
progress = session.progress

@contextmanager
def waiting(*given, **more):
    with progress(*given, **more) as step:
        def at(name):
            step(name)
            if name.startswith(held):
                sys.stdin.readline()
        yield at

session.progress = waiting
main()
"""
# What a run writes that depends on its input alone.
KEPT = ("results.parquet", "findings.json")


def started(engagement, out, *, command=AUDIT, temporary=None, **more):
    """Start an audit in a process of its own; its temporary files lie in `temporary`."""
    return subprocess.Popen(
        [*command, str(engagement), "--out", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | ({"TMPDIR": str(temporary)} if temporary else {}), **more,
    )  # fmt: skip


def audited(engagement, out, **more):
    """Run an audit to its end; return its exit code and what it said on standard error."""
    process = started(engagement, out, **more)
    said = process.communicate()[1]
    return process.returncode, said


def in_this_process(engagement, out):
    """Run an audit here, which saves the imports; return the number of findings."""
    choices = Choices(Path(engagement), Path(out), 0.05, (), "bh", False, False)
    return run_audit(choices)


def with_duckdb_held_to(mebibytes):
    """Return the command of an audit whose DuckDB may have so much memory."""
    return [sys.executable, "-c", HELD_TO, str(mebibytes), "audit"]


def held_at(step):
    """Return the command of an audit that waits at `step` for a line, its end, or a signal."""
    return [sys.executable, "-c", HELD_AT, step, "audit"]


def under(**limits):
    """Return what sets limits of the shell, such as ``as_=2 * 10**9``, before the audit starts."""
    resource = pytest.importorskip("resource", reason="this system has no limits of a shell")

    def limit():
        for name, size in limits.items():
            resource.setrlimit(getattr(resource, f"RLIMIT_{name.strip('_').upper()}"), (size, size))

    return {"preexec_fn": limit}


def on_a_disk_of(size, folder, engagement, command=AUDIT):
    """Run an audit whose ``--out`` lies on a disk of `size`; return its code, words and leavings.

    The disk is a tmpfs that is seen by this audit alone and vanishes with it. Skips where this
    user may not mount one.
    """
    ask = f"mount -t tmpfs -o size={size} tmpfs {shlex.quote(str(folder))}"
    own = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "-r", "--mount"]
    try:
        tried = subprocess.run([*own, "sh", "-c", ask], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("a full disk cannot be made: there is no unshare")
    if tried.returncode:
        pytest.skip(f"a full disk cannot be made: {tried.stderr.strip()[:100]}")
    audit = shlex.join([*command, str(engagement), "--out", str(folder / "runs")])
    script = f"{ask} && {audit} >/dev/null; code=$?; ls -A {folder}/runs; exit $code"
    done = subprocess.run([*own, "sh", "-c", script], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr, done.stdout.split()


def tells_one_thing(said, *words):
    """Whether the last line says all of `words`, after nothing but the names of steps."""
    *steps, last = said.strip().splitlines()
    assert "Traceback" not in said, said
    assert "defect" not in said, said
    assert all(word in last for word in words), last
    return not [line for line in steps if len(line) > 60]


def kept(folder):
    """Return the bytes of a run folder that depend on the input alone."""
    return {name: (folder / name).read_bytes() for name in KEPT}


def mentioning(words):
    """Return the numbers of the processes other than this one whose command holds `words`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if words in path.read_text() and int(path.parent.name) != os.getpid():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found
