"""Does every command of docs/seal.md do what the page says, one after the other?"""

import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sealed_case import small_case
from small import write_small

from tallystick.seal import entry, half, write_bundle
from tallystick.seal.signature import make_keys

TEXT = (Path(__file__).parents[2] / "docs" / "seal.md").read_text(encoding="utf-8")


def commands(text):
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


COMMANDS, OF_CASES = commands(TEXT), commands(TEXT.partition("## The log of a case")[2])
RUN = COMMANDS[: -len(OF_CASES)]
# Those of the office are run by tests/review/test_case_verification.py.
OFFICE = ["tallystick verify CASE", "tallystick verify CASE --replay --half HALF.txt"]
CASE = [each for each in OF_CASES if each not in OFFICE]


def test_there_are_commands_of_each_kind():
    assert (len(RUN), len(CASE), len(OF_CASES)) == (8, 5, 7)
    for each in (RUN, CASE):
        assert {line.split()[0] for line in each} == {"tallystick", "ssh-keygen", "python3"}


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="there is no ssh-keygen (OpenSSH)")
def test_the_commands_run_one_after_the_other(tmp_path, monkeypatch):
    """In a shell, as a reader would type them, with the program of this environment."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    program = f"{sys.executable} -m tallystick"
    engagement = write_small(tmp_path / "given", reported=5)
    said = shell(f"{program} audit {engagement} --only figures.recount")
    seal = said.rpartition("Seal: ")[2].strip()
    (run,) = (tmp_path / "runs").iterdir()
    for command in RUN:
        inside = not command.startswith("tallystick")
        for name, value in {
            "tallystick": program, "python3": sys.executable, "HASH": seal, "RUN": run,
            "ENGAGEMENT.toml": engagement,
        }.items():  # fmt: skip
            command = re.sub(rf"(?<!\S){re.escape(name)}(?!\S)", str(value), command)
        told = shell(command.replace("allowed_signers", str(tmp_path / "allowed_signers")),
                     run if inside else tmp_path)  # fmt: skip
        assert "not as sealed" not in told


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="there is no ssh-keygen (OpenSSH)")
def test_the_commands_of_a_case_run(tmp_path):
    parts = small_case(tmp_path / "case")
    make_keys(tmp_path / "key", "office")
    write_bundle(tmp_path / "bundle.zip", parts, tmp_path / "key")
    (tmp_path / "half.txt").write_text(half(parts.entries[30], tmp_path / "key").text())
    shutil.unpack_archive(tmp_path / "bundle.zip", tmp_path / "bundle")
    program = f"{sys.executable} -m tallystick"
    for command in CASE:
        for name, value in {
            "tallystick": program, "python3": sys.executable, "BUNDLE": tmp_path / "bundle.zip",
            "HALF.txt": tmp_path / "half.txt",
        }.items():  # fmt: skip
            command = re.sub(rf"(?<!\S){re.escape(name)}(?!\S)", str(value), command)
        told = shell(command, tmp_path / "bundle").lower()
        assert "as signed" in told or "all fits head.txt" in told or "good" in told


def test_the_entry_that_is_shown_has_the_fields_of_one():
    shown = re.search(r"```json\n(.*?)```", TEXT, re.DOTALL)[1]
    held = json.loads(shown)
    assert list(held) == sorted(vars(small_entry()).keys() - {"hash"})
    assert held == {**json.loads(small_entry().content()), "prev": "0000…"}


def small_entry():
    at = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    return entry(None, at, "inspector", "disposition.propose", {"value": "explained"})


def shell(command, folder=None):
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout
