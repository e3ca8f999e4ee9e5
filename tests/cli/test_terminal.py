"""Is the command that is told as the next one a command where it is told?"""

import os
import shutil
import subprocess
import sys

import pytest

from tallystick.cli.terminal import program, say


def command(folder):
    """An executable file of the program's name, that does nothing."""
    folder.mkdir()
    path = folder / "tallystick"
    path.write_text("#!/bin/sh\nexit 0\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("called", "on_path", "told"),
    [
        ("bin/tallystick", False, "bin/tallystick"),
        ("bin/tallystick", True, "tallystick"),
        ("bin/__main__.py", False, "tallystick"),
        ("bin/\x1b[2J/tallystick", False, "bin/\N{REPLACEMENT CHARACTER}[2J/tallystick"),
    ],
)
def test_the_program_is_named_as_it_was_called_unless_its_name_alone_is_found(
    called, on_path, told, tmp_path, monkeypatch
):
    made = command(tmp_path / "bin")
    monkeypatch.setattr(sys, "argv", [called, "init", "exports"])
    monkeypatch.setenv("PATH", str(made.parent) if on_path else str(tmp_path))
    assert program() == told


def test_what_is_told_can_be_typed(tmp_path, monkeypatch):
    """The shell itself is asked, in the folder of a fresh clone and with the search path of it."""
    made = command(tmp_path / "bin")
    monkeypatch.setattr(sys, "argv", [f"bin/{made.name}", "init"])
    for path in (str(tmp_path / "none"), str(made.parent)):
        monkeypatch.setenv("PATH", path)
        done = subprocess.run(["/bin/sh", "-c", program()], cwd=tmp_path, env={"PATH": path})
        assert done.returncode == os.EX_OK


LONG = "  a.check: needs one.column, another.column\x1b[2J and a-hyphen"


def test_a_line_is_broken_between_words_on_a_terminal_alone(capsys, monkeypatch):
    say(LONG)
    assert capsys.readouterr().out == LONG.replace("\x1b", "\N{REPLACEMENT CHARACTER}") + "\n"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size((30, 24)))
    say(LONG)
    assert capsys.readouterr().out.splitlines() == [
        "  a.check: needs one.column,",
        "    another.column\N{REPLACEMENT CHARACTER}[2J and",
        "    a-hyphen",
    ]
