"""The commands intake and box, from a first key to an answer, and what each refuses."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time

import pytest
from channel import make_channel
from PIL import Image
from pyrage.x25519 import Identity
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.intake import not_protected
from tallystick.intake.box import threads
from tallystick.intake.box.database import open_box
from tallystick.intake.box.readers import in_force
from tallystick.intake.codes.code import new_code
from tallystick.intake.codes.keys import identity_of, thread_of
from tallystick.intake.letters.letter import Letter, packed, unpacked
from tallystick.intake.letters.locking import locked, opened


def run(*words, code=0):
    done = CliRunner().invoke(app, list(map(str, words)))
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def case(tmp_path):
    (tmp_path / "case").mkdir()
    return tmp_path / "case"


@pytest.fixture
def told(case, tmp_path):
    """A case with two readers and a letter of a colleague; identities in files, and the code."""
    identities = make_channel(case)
    for name, identity in identities.items():
        (tmp_path / name).write_text(f"# created: today\n# public key: x\n{identity}\n")
    box, code = open_box(case), new_code()
    colleague = identity_of(code, box.instance)
    readers = in_force(box)
    page = tmp_path / "page.jpg"
    Image.new("RGB", (20, 20), "red").save(page)
    letter = Letter("colleague", "Line one.\n\x1b[2Jtwo.", tuple(r.fingerprint for r in readers),
                    {"kind": "goods", "how": "saw"}, [[page.read_bytes()]])  # fmt: skip
    data = packed(letter)
    public = str(colleague.to_public())
    ciphertext = locked(data, [r.recipient for r in readers], public, len(readers))
    threads.begin(box, thread_of(code, box.instance), public, (len(data), ciphertext))
    return code


def test_two_people_make_a_reader_and_the_key_is_seen(case):
    recipient = str(Identity.generate().to_public())
    said = run("intake", "key", "propose", case, recipient, "--name", "Ombudsman", "--outside",
               "--by", "ann")  # fmt: skip
    mark = said.split("'")[1]
    assert "not agreed yet" in run("intake", "key", "list", case)
    assert "another person" in run("intake", "key", "agree", case, mark, "--by", "ann", code=2)
    assert "in force since" in run("intake", "key", "agree", case, mark, "--by", "bob")
    assert [each.fingerprint for each in in_force(open_box(case))] == [mark]
    assert "ended on" in run("intake", "key", "end", case, mark, "--by", "bob")
    assert "no public key" in run("intake", "key", "propose", case, "age1x", "--name", "A", "--by",
                                  "ann", code=2)  # fmt: skip
    assert "no key has this fingerprint" in run("intake", "key", "end", case, "ab", "--by", "ann",
                                                code=2)  # fmt: skip


def test_a_reader_opens_a_copy_answers_and_the_answer_is_delivered(told, case, tmp_path):
    run("intake", "copy", case, tmp_path / "copy.sqlite3")
    key = tmp_path / "Ombudsman"
    said = run("box", "open", tmp_path / "copy.sqlite3", "--identity", key)
    assert "Line one." in said
    assert "\x1b" not in said
    assert "kind: goods" in said
    thread = said.split()[1].rstrip(",")
    written = run("box", "open", tmp_path / "copy.sqlite3", "--identity", key, "--out",
                  tmp_path / "letters")  # fmt: skip
    assert "1 letters, 2 files" in written
    paths = list((tmp_path / "letters").iterdir())
    (text,) = [path.read_text("utf-8") for path in paths if path.suffix == ".txt"]
    assert text.endswith("Line one.\n\ufffd[2Jtwo.")
    rights = {path.suffix: oct(path.stat().st_mode & 0o777) for path in paths}
    assert rights == {".txt": "0o600", ".jpg": "0o600"}
    text, out = tmp_path / "text", tmp_path / "answer.json"
    text.write_text("Thank you. Which month?")
    run("box", "answer", tmp_path / "copy.sqlite3", thread, "--identity", key, "--text", text,
        "--out", out)  # fmt: skip
    assert "Thank you" not in out.read_text()
    run("intake", "deliver", case, out)
    box = open_box(case)
    with box.reading() as held:
        found = threads.letters(held, thread)
    mine = [opened(each.ciphertext, identity_of(told, box.instance)) for each in found]
    assert [unpacked(each).sender for each in mine] == ["colleague", "readers"]
    assert unpacked(mine[1]).text == "Thank you. Which month?"
    assert "kept until" in run("intake", "close", case, thread)
    assert "choose another" in run("box", "answer", case, thread, "--identity", key, "--text", text,
                                   "--out", out, code=2)  # fmt: skip


def test_who_may_not_open_is_told_so(told, case, tmp_path):
    (tmp_path / "other").write_text(str(Identity.generate()))
    assert "opens no letter" in run("box", "open", case, "--identity", tmp_path / "other", code=2)
    (tmp_path / "text").write_text("answer")
    said = run("box", "answer", case, "ab", "--identity", tmp_path / "other", "--text",
               tmp_path / "text", "--out", tmp_path / "out", code=2)  # fmt: skip
    assert "opens no letter of such a thread" in said
    for broken in ("", "AGE-SECRET-KEY-1ABC\n", f"{Identity.generate()}\n{Identity.generate()}"):
        (tmp_path / "broken").write_text(broken)
        said = run("box", "open", case, "--identity", tmp_path / "broken", code=2)
        assert "identit" in said
    assert "there is no box" in run("box", "open", tmp_path / "none", "--identity",
                                    tmp_path / "Inspector", code=2)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"form":"tallystick answer 1","thread":"ab","size":4096,"ciphertext":"00"}',
     '{"form":"tallystick answer 1","thread":"ab","size":5,"ciphertext":"0000000000"}'],
)  # fmt: skip
def test_what_is_no_answer_is_not_delivered(told, case, tmp_path, text):
    (tmp_path / "answer.json").write_text(text)
    assert "is no answer" in run("intake", "deliver", case, tmp_path / "answer.json", code=2)


def test_an_answer_to_a_thread_that_ended_is_not_delivered(told, case, tmp_path):
    (tmp_path / "answer.json").write_text(json.dumps(
        {"form": "tallystick answer 1", "thread": "ab", "size": 4096, "ciphertext": "00" * 4500}
    ))  # fmt: skip
    said = run("intake", "deliver", case, tmp_path / "answer.json", code=2)
    assert "no such thread any more" in said


def test_all_that_is_held_is_printed_and_the_nights_work_is_done(told, case):
    said = run("intake", "held", case)
    assert said.startswith("1 threads\n")
    assert "padded to 4,096 bytes, locked to 3 keys" in said
    assert "Not held, in any file of the box" in said
    assert "1 Mondays" in run("intake", "tidy", case)
    assert "0 Mondays" in run("intake", "tidy", case)
    assert len(run("intake", "head", case).split()) == 2


SERVE = ("intake", "serve", "CASE", "--host", "tell.example.org")


def served(case, *more, code=2):
    return run(*(case if each == "CASE" else each for each in SERVE), *more, code=code)


def test_the_channel_opens_on_trial_alone_and_with_two_readers_one_of_them_outside(case):
    assert "--trial alone" in served(case, "--listen", "127.0.0.1:1")
    assert "there is no box" in served(case, "--trial", "--listen", "127.0.0.1:1")
    for name, outside, reason in (("A", (), "1 readers' keys"), ("B", (), "outside the line")):
        recipient = str(Identity.generate().to_public())
        said = run("intake", "key", "propose", case, recipient, "--name", name, *outside, "--by",
                   "ann")  # fmt: skip
        run("intake", "key", "agree", case, said.split("'")[1], "--by", "bob")
        assert reason in served(case, "--trial", "--listen", "127.0.0.1:1")


@pytest.mark.parametrize(
    ("more", "reason"),
    [((), "--listen: name a socket"), (("--listen", "0.0.0.0:80"), "proxy that speaks TLS"),
     (("--listen", "127.0.0.1:1", "--host", "a b"), "--host"),
     (("--listen", "127.0.0.1:1", "--language", "xx"), "one of en, ru")],
)  # fmt: skip
def test_an_address_that_others_reach_is_refused(case, more, reason, monkeypatch):
    monkeypatch.delenv("LISTEN_FDS", raising=False)
    make_channel(case)
    assert reason in served(case, "--trial", *more)


def test_the_command_serves_the_channel_and_says_what_is_not_protected(case, tmp_path):
    make_channel(case)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tallystick", "intake", "serve", case, "--host",
             "tell.example.org", "--listen", f"127.0.0.1:{port}", "--trial", "--language", "ru"],
            stderr=log, stdout=log, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
    try:
        text = first_page(port)
        assert "Проба. Никто со стороны" in text
        kept = subprocess.run(["cat", f"/proc/{process.pid}/limits"], capture_output=True,
                              text=True, check=True).stdout  # fmt: skip
        assert (
            next(line for line in kept.splitlines() if "core file" in line).split()[4:6]
            == ["0"] * 2
        )
    finally:
        process.terminate()
        process.wait(timeout=60)
    said = (tmp_path / "log").read_text()
    assert said.startswith("Trial: nobody from outside has reviewed this channel")
    assert all(line in said for line in not_protected.ALWAYS)


def first_page(port):
    for _ in range(600):
        held = http.client.HTTPConnection("127.0.0.1", port, 60)
        try:
            held.request("GET", "/", headers={"Host": "tell.example.org"})
            return held.getresponse().read().decode()
        except OSError:
            time.sleep(0.1)
        finally:
            held.close()
    raise AssertionError("the channel did not start")


def test_swap_is_told_where_it_is_on(tmp_path, monkeypatch):
    for text, told in (("Filename\n", False), ("Filename\n/dev/sda2 partition\n", True)):
        (tmp_path / "swaps").write_text(text)
        monkeypatch.setattr(not_protected, "SWAPS", tmp_path / "swaps")
        assert any("swap" in line for line in not_protected.not_protected()) is told


@pytest.mark.skipif(shutil.which("age-keygen") is None, reason="age-keygen is not installed")
def test_the_file_of_age_keygen_is_an_identity(case, tmp_path):
    subprocess.run(["age-keygen", "-o", tmp_path / "key"], check=True, capture_output=True)
    public = subprocess.run(["age-keygen", "-y", tmp_path / "key"], check=True,
                            capture_output=True, text=True).stdout.strip()  # fmt: skip
    from tallystick.intake.reading import identity_of as read

    assert str(read(tmp_path / "key").to_public()) == public


def test_a_start_says_what_postgresql_keeps(monkeypatch):
    for address in ("", "postgresql:///box"):
        monkeypatch.setenv("DATABASE_URL", address)
        assert any("WAL" in line for line in not_protected.not_protected()) is bool(address)
