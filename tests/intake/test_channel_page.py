"""Does each command of docs/channel.md run as it is shown, in the order of a first week?"""

import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROPOSE = "tallystick intake key propose CASE AGE1 --name"
AGREE = "tallystick intake key agree CASE FINGERPRINT --by bob"
SERVE = (
    "tallystick intake serve CASE --host tell.example.org --listen "
    "unix:/run/tallystick-intake/intake.sock --trial"
)
OPEN = "tallystick box open COPY --identity KEY"
ANSWER = "tallystick box answer COPY THREAD --identity KEY --text TEXT --out ANSWER"
COMMANDS = [
    f"{PROPOSE} Inspector --by ann",
    f"{PROPOSE} Ombudsman --outside --by ann",
    AGREE,
    "tallystick intake key list CASE",
    SERVE,
    "tallystick intake copy CASE COPY",
    OPEN,
    f"{OPEN} --out LETTERS",
    ANSWER,
    "tallystick intake deliver CASE ANSWER",
    "tallystick intake close CASE THREAD",
    "tallystick intake tidy CASE",
    "tallystick intake head CASE",
    "tallystick intake held CASE",
    "tallystick intake key end CASE FINGERPRINT --by ann",
    "tallystick intake copy CASE FILE --for-browser",
]


@pytest.fixture
def week(tmp_path):
    """A folder for the names of the page, what stands for each of them, and a runner."""
    (tmp_path / "case").mkdir()
    (tmp_path / "text").write_text("Which month was it?")
    known = {each: str(tmp_path / each.lower()) for each in
             ("CASE", "COPY", "FILE", "KEY", "TEXT", "ANSWER", "LETTERS")}  # fmt: skip
    known["unix:/run/tallystick-intake/intake.sock"] = f"unix:{tmp_path}/sock"

    def run(command):
        from typer.testing import CliRunner

        from tallystick.cli import app

        words = [known.get(word, word) for word in shlex.split(command)[1:]]
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, (command, done.output)
        return done.output

    return tmp_path, known, run


def readers_made(week):
    from pyrage.x25519 import Identity

    folder, known, run = week
    for command in COMMANDS[:2]:
        identity = Identity.generate()
        known["AGE1"] = str(identity.to_public())
        known["FINGERPRINT"] = run(command).split("'")[1]
        run(COMMANDS[2])
    (folder / "key").write_text(f"{identity}\n")


def letter_told(known):
    """Put in what a page would, from the other tests' own way."""
    from tallystick.intake.box import threads
    from tallystick.intake.box.database import open_box
    from tallystick.intake.box.readers import in_force
    from tallystick.intake.codes.code import new_code
    from tallystick.intake.codes.keys import identity_of, thread_of
    from tallystick.intake.letters.letter import Letter, packed
    from tallystick.intake.letters.locking import locked

    box, code = open_box(Path(known["CASE"])), new_code()
    readers = in_force(box)
    letter = Letter("colleague", "In June.", tuple(each.fingerprint for each in readers), {})
    public, data = str(identity_of(code, box.instance).to_public()), packed(letter)
    keys = [each.recipient for each in readers]
    name = thread_of(code, box.instance)
    threads.begin(box, name, public, (len(data), locked(data, keys, public, len(keys))))
    known["THREAD"] = name


def is_served(week):
    """Whether the command of the page listens at its socket."""
    folder, known, _ = week
    words = [known.get(word, word) for word in shlex.split(SERVE)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-m", *words], env=environment,
                          stderr=subprocess.DEVNULL) as process:  # fmt: skip
        ends = time.monotonic() + 120
        while not (folder / "sock").exists() and process.poll() is None:
            assert time.monotonic() < ends
            time.sleep(0.1)
        process.terminate()
    return process.returncode in (0, -15)


def test_every_command_of_the_page_runs(week):
    _, known, run = week
    readers_made(week)
    letter_told(known)
    assert run(COMMANDS[3]).count("in force since") == 2
    assert is_served(week)
    said = [run(command) for command in COMMANDS[5:]]
    assert "In June." in said[1]
    assert "1 letters" in said[2]
    assert "2 keys" not in said[8]


def test_the_page_shows_these_and_no_other():
    text = (ROOT / "docs" / "channel.md").read_text("utf-8")
    shown = re.findall(r"^\$ (tallystick .*)$", text, re.MULTILINE)
    assert sorted(shown) == sorted(COMMANDS)


def test_the_page_says_the_limits_that_the_program_has():
    from tallystick.intake.box import threads
    from tallystick.intake.codes import keys
    from tallystick.intake.drawing import process
    from tallystick.intake.letters.letter import CLASSES
    from tallystick.intake.pages import answering, shared_memory

    text = (ROOT / "docs" / "channel.md").read_text("utf-8")
    assert (threads.LETTERS_A_DAY, threads.BYTES_A_DAY >> 20, threads.FREE_BYTES >> 30) == (
        300,
        500,
        1,
    )
    assert "300 letters and 500 MiB a day, and 1 GiB" in text
    assert (keys.MEMORY_KIB >> 10, keys.PASSES) == (64, 3)
    assert [size >> 10 for size in CLASSES] == [4, 16, 64, 256, 1024, 4096, 10240]
    assert (process.MEMORY >> 20, process.CPU_SECONDS) == (256, 20)
    assert "of 256 MB and 20 seconds" in text
    assert (answering.SECONDS, shared_memory.GUESSES, shared_memory.PAUSE) == (2.0, 20, 120.0)
    assert "after twenty in a minute all wait for two minutes" in text
