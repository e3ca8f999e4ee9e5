"""Does every command of docs/seal.md do what the page says, one after the other?"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from small import write_small

TEXT = (Path(__file__).parents[2] / "docs" / "seal.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
            for line in block.splitlines()]  # fmt: skip


def test_there_are_commands_of_each_kind():
    assert len(COMMANDS) == 8
    assert {each.split()[0] for each in COMMANDS} == {"tallystick", "ssh-keygen", "python3"}


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
    for command in COMMANDS:
        inside = not command.startswith("tallystick")
        for name, value in {
            "tallystick": program, "python3": sys.executable, "HASH": seal, "RUN": run,
            "ENGAGEMENT.toml": engagement,
        }.items():  # fmt: skip
            command = re.sub(rf"(?<!\S){re.escape(name)}(?!\S)", str(value), command)
        told = shell(command.replace("allowed_signers", str(tmp_path / "allowed_signers")),
                     run if inside else tmp_path)  # fmt: skip
        assert "not as sealed" not in told


def shell(command, folder=None):
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout
