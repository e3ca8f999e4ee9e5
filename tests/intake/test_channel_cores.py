"""A process of the channel that crashes leaves no core, also where the machine lets it."""

import http.client
import resource
import secrets
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from channel import make_channel, served
from test_channel_canary import files_below, sightings

from tallystick.intake.drawing import child as drawing

PATTERN = Path("/proc/sys/kernel/core_pattern")
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
CRASH = "import os; canary = {!r} * 2; os.kill(os.getpid(), 11)"
OF_DRAWING = (
    "import os, sys; sys.path.insert(0, {folder!r}); import child; child.die_with(os.getppid()); "
    "canary = {canary!r} * 2; os.kill(os.getpid(), 11)"
)


def crashed(code, folder):
    """A Python program that crashes in a folder, with no limit of its core."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=folder, check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, UNLIMITED),
        )  # fmt: skip
    except subprocess.SubprocessError:
        pytest.skip("the limit of cores cannot be raised by this user")
    assert done.returncode == -signal.SIGSEGV


def with_canary(folder, canary):
    return [path for path in files_below(folder) if sightings(path.read_bytes(), [canary])]


@pytest.fixture
def cores_are_made(tmp_path):
    """Skip where a process that crashes leaves no core in its folder: nothing would be shown."""
    pattern = PATTERN.read_text().strip() if PATTERN.exists() else "|"
    if pattern.startswith(("|", "/")):
        pytest.skip(f"this machine keeps no core beside a process: {pattern}")
    (tmp_path / "plain").mkdir()
    canary = f"canary{secrets.token_hex(8)}"
    crashed(CRASH.format(canary), tmp_path / "plain")
    assert len(with_canary(tmp_path / "plain", canary * 2)) == 1


@pytest.mark.parametrize("cores", [False, True], ids=["as served", "without its limit"])
def test_a_process_that_answers_and_crashes_leaves_no_core(cores_are_made, tmp_path, cores):
    canary, root = f"canary{secrets.token_hex(8)}", tmp_path / "served"
    root.mkdir()
    make_channel(root / "case")
    with served(root / "case", root / "log", failing=["telling.locked"], cores=cores) as channel:
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            channel.tell(canary * 100, path="/tell?crash=telling.locked")
        assert channel.get("/").status == 200
        channel.process.send_signal(signal.SIGSEGV)
        assert channel.process.wait(timeout=60) == -signal.SIGSEGV
    assert with_canary(root, canary) == []
    assert [path.name for path in files_below(root) if "core" in path.name] == []


def test_the_process_that_draws_leaves_no_core(cores_are_made, tmp_path):
    canary, folder = f"canary{secrets.token_hex(8)}", tmp_path / "drawing"
    folder.mkdir()
    crashed(OF_DRAWING.format(folder=str(Path(drawing.__file__).parent), canary=canary), folder)
    assert files_below(folder) == []
