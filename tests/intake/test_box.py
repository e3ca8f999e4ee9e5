"""The box holds ciphertext and days, deletes what ended, and its chain has an even pace."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, timedelta

import pytest
from pyrage.x25519 import Identity

from tallystick.intake.box import room, threads
from tallystick.intake.box.database import Box, BoxError, make_box, open_box
from tallystick.intake.box.inventory import lines
from tallystick.intake.box.night import tidy
from tallystick.intake.box.readers import agree, end, in_force, propose, why_closed
from tallystick.intake.letters.locking import RecipientError, locked

MONDAY = date(2026, 11, 30)


def new_key():
    return str(Identity.generate().to_public())


@pytest.fixture
def box(tmp_path):
    return make_box(tmp_path)


@pytest.fixture
def on(monkeypatch):
    """Let it be another day."""

    def at(day):
        monkeypatch.setattr(Box, "today", lambda _: day)

    at(MONDAY)
    return at


def test_a_box_is_its_owner_s_alone_and_is_made_once(box, tmp_path):
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in (tmp_path / "box").iterdir()} \
        == {"box.sqlite3": "0o600", "instance.key": "0o600"}  # fmt: skip
    assert (tmp_path / "box").stat().st_mode & 0o777 == 0o700
    with pytest.raises(BoxError, match="a box already"):
        make_box(tmp_path)
    assert open_box(tmp_path).instance == box.instance
    assert make_box(tmp_path / "new").path == tmp_path / "new" / "box" / "box.sqlite3"
    with pytest.raises(BoxError, match="name another case"):
        make_box(tmp_path / "none" / "case")


def test_its_tables_have_no_order_of_rows_and_deleted_bytes_are_overwritten(box):
    with box.writing() as held:
        made = dict(held.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'"))
        assert set(made) == {"thread", "letter", "reader_key", "room_entry"}
        assert all("WITHOUT ROWID" in sql for sql in made.values())
        assert held.execute("PRAGMA secure_delete").fetchone() == (1,)
        columns = {name: [row[1] for row in held.execute(f"PRAGMA table_info({name})")]
                   for name in ("thread", "letter")}  # fmt: skip
    assert columns == {
        "thread": ["id", "colleague", "day", "keep_until"],
        "letter": ["id", "thread", "sender", "day", "size", "ciphertext"],
    }


def test_what_is_deleted_is_in_no_byte_of_the_file(box, on):
    mark = os.urandom(3000)
    threads.begin(box, "ab", "age1", (4096, mark))
    assert mark[1200:2900] in box.path.read_bytes()
    assert threads.delete(box, ["ab"]) == 1
    assert mark[1200:2900] not in box.path.read_bytes()
    with box.reading() as held:
        assert threads.letters(held, "ab") == []


def test_the_file_tells_no_hour_by_its_times(box, on):
    threads.begin(box, "ab", "age1", (4096, b"x"))
    for path in (box.path, box.path.parent):
        assert path.stat().st_mtime % 86400 == path.stat().st_atime % 86400 == 0


def places(box):
    """Each letter's first byte, in the order of the file."""
    data = box.path.read_bytes()
    found = {each: data.index(bytes([each]) * 3000) for each in range(65, 85)}
    return sorted(found, key=found.get)


def test_once_tidied_the_order_of_the_file_is_that_of_random_keys(box, on):
    for each in range(65, 85):
        threads.begin(box, f"t{each}", "age1", (4096, bytes([each]) * 3500))
    tidy(box)
    with box.reading() as held:
        by_key = [text[0] for (text,) in held.execute("SELECT ciphertext FROM letter ORDER BY id")]
    assert places(box) == by_key
    assert by_key != sorted(by_key)


def test_letters_are_found_by_their_thread_and_a_second_thread_of_a_name_is_refused(box, on):
    assert threads.begin(box, "ab", "age1", (4096, b"one"))
    assert not threads.begin(box, "ab", "age1other", (4096, b"two"))
    on(MONDAY + timedelta(days=1))
    assert threads.add(box, "ab", "readers", (4096, b"three"))
    assert not threads.add(box, "cd", "readers", (4096, b"four"))
    with box.reading() as held:
        found = [(each.sender, each.day, each.ciphertext) for each in threads.letters(held, "ab")]
        assert found == [
            ("colleague", "2026-11-30", b"one"), ("readers", "2026-12-01", b"three"),
        ]  # fmt: skip
        assert threads.thread(held, "ab").colleague == "age1"


def test_a_day_takes_a_number_of_letters_and_of_bytes_and_the_next_day_again(box, on, monkeypatch):
    monkeypatch.setattr(threads, "LETTERS_A_DAY", 3)
    for name in "abc":
        threads.begin(box, name, "age1", (4096, b"x"))
    with pytest.raises(threads.FullError, match="tomorrow"):
        threads.begin(box, "d", "age1", (4096, b"x"))
    with pytest.raises(threads.FullError):
        threads.add(box, "a", "colleague", (4096, b"x"))
    on(MONDAY + timedelta(days=1))
    monkeypatch.setattr(threads, "BYTES_A_DAY", 5000)
    assert threads.begin(box, "d", "age1", (4096, b"x"))
    with pytest.raises(threads.FullError):
        threads.begin(box, "e", "age1", (4096, b"x"))


def test_the_floor_of_the_disk_holds_before_a_letter_is_written(box, on, monkeypatch):
    free = threads.shutil.disk_usage(box.path.parent).free
    monkeypatch.setattr(threads, "FREE_BYTES", free + (1 << 30))
    with pytest.raises(threads.FullError, match="disk"):
        threads.begin(box, "a", "age1", (4096, b"x"))


def test_a_closed_thread_is_deleted_after_twelve_months_and_the_chain_says_that_one_ended(box, on):
    threads.begin(box, "ab", "age1", (4096, b"x"))
    threads.begin(box, "cd", "age1", (4096, b"y"))
    assert threads.close(box, "ab") == "2027-11-30"
    on(date(2027, 11, 30))
    assert tidy(box).deleted == 0
    on(date(2027, 12, 1))
    assert tidy(box).deleted == 1
    with box.reading() as held:
        assert [each.id for each in threads.threads(held)] == ["cd"]
        ended = [each for each in room.entries(held) if each.act == room.THREAD_ENDED]
    assert [dict(each.object)["threads"] for each in ended] == [1]
    assert "ab" not in str(ended[0].object["threads"])
    with pytest.raises(BoxError, match="no such thread"):
        threads.close(box, "ab")


def test_every_monday_has_one_head_whether_or_not_anything_happened(tmp_path, on):
    still, busy = (tmp_path / "still", tmp_path / "busy")
    for folder in (still, busy):
        folder.mkdir()
    boxes = [make_box(still), make_box(busy)]
    for day in range(40):
        on(MONDAY + timedelta(days=day))
        if day % 3 == 0:
            propose(boxes[1], new_key(), "a reader", True, "ann")
        if day % 5 == 0:
            for box in boxes:
                tidy(box)
    heads = [room.weekly_heads(box) for box in boxes]
    mondays = [(MONDAY + timedelta(days=7 * week)).isoformat() for week in range(6)]
    assert [[monday for monday, _ in each] for each in heads] == [mondays[:6], mondays[:6]]
    assert len({head for each in heads for _, head in each}) == 12
    assert [room.faults(box) for box in boxes] == [[], []]


def test_an_entry_cannot_be_guessed_from_the_head_and_an_edited_one_is_named(box, on):
    propose(box, new_key(), "a reader", True, "ann")
    with box.reading() as held:
        salts = [str(each.object["salt"]) for each in room.entries(held)]
    assert [len(salt) for salt in salts] == [32]
    with closing(sqlite3.connect(box.path)) as held, held:
        held.execute('UPDATE room_entry SET line = replace(line, \'"by":"ann"\', \'"by":"eve"\')')
    assert [fault.kind for fault in room.faults(box)] == ["edited"]


def test_a_reader_takes_two_people_and_the_box_two_readers_one_of_them_outside(box, on):
    first = propose(box, new_key(), "A", False, "ann")
    assert in_force(box) == []
    with pytest.raises(BoxError, match="another person"):
        agree(box, first.fingerprint, "Ann")
    agree(box, first.fingerprint, "bob")
    assert "1 readers' keys" in why_closed(in_force(box))
    second = propose(box, new_key(), "B", False, "bob")
    agree(box, second.fingerprint, "ann")
    assert "outside the line of command" in why_closed(in_force(box))
    third = propose(box, new_key(), "C", True, "bob")
    agree(box, third.fingerprint.replace(" ", "").upper(), "ann")
    assert why_closed(in_force(box)) == ""
    end(box, first.fingerprint, "ann")
    assert [each.name for each in in_force(box)] == ["B", "C"]
    with pytest.raises(BoxError, match="ended already"):
        end(box, first.fingerprint, "ann")
    with pytest.raises(BoxError, match="already"):
        agree(box, third.fingerprint, "ann")
    with pytest.raises(BoxError, match="proposed before"):
        propose(box, first.recipient, "A", False, "ann")
    with box.reading() as held:
        assert [each.act for each in room.entries(held)] == [
            "key.proposed", "key.agreed", "key.proposed", "key.agreed", "key.proposed",
            "key.agreed", "key.ended",
        ]  # fmt: skip


@pytest.mark.parametrize("name", ["", " ", "a" * 61, "a\x1b[2J", "a\u202eb"])
def test_a_name_that_cannot_be_shown_is_refused(box, name):
    with pytest.raises(BoxError, match="plain signs"):
        propose(box, new_key(), name, True, "ann")
    with pytest.raises(RecipientError):
        propose(box, "age1x", "A", True, "ann")


def test_all_that_is_held_is_printed_and_each_column_is_in_it(box, on):
    reader, colleague = new_key(), new_key()
    propose(box, reader, "A", True, "ann")
    threads.begin(box, "ab" * 16, colleague, (4096, locked(b"x", [reader], colleague, 2)))
    told = "\n".join(lines(box))
    with box.reading() as held:
        values = [
            str(value)
            for table in ("thread", "letter", "reader_key")
            for row in held.execute(f"SELECT * FROM {table}")
            for value in row
            if isinstance(value, str)
        ]
    assert [value for value in values if value not in told] == []
    assert "padded to 4,096 bytes, locked to 3 keys" in told
    assert told.count("chain of the room: ") == 1


def test_a_copy_for_readers_has_every_letter_and_no_instance_key(box, on, tmp_path):
    threads.begin(box, "ab", "age1", (4096, b"x"))
    box.copied(tmp_path / "copy")
    copy = open_box(tmp_path / "copy")
    with copy.reading() as held:
        assert [each.ciphertext for each in threads.letters(held, "ab")] == [b"x"]
    with pytest.raises(BoxError, match="a copy for readers"):
        _ = copy.instance
    with pytest.raises(BoxError, match="already"):
        box.copied(tmp_path / "copy")


KILLED = """
import os, sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("PRAGMA secure_delete=ON")
held.execute("BEGIN IMMEDIATE")
held.execute("DELETE FROM thread")
for number in range(3000):
    held.execute("INSERT INTO thread VALUES (?, ?, 'd', NULL)", (str(number), "x" * 3000))
os._exit(9)
"""


def test_what_a_killed_process_left_half_is_undone_by_who_reads_next(box, on):
    threads.begin(box, "ab", "age1", (4096, b"x" * 9000))
    subprocess.run([sys.executable, "-c", KILLED, box.path], check=False)
    assert box.path.with_name("box.sqlite3-journal").stat().st_size > 0
    with box.reading() as held:
        assert [each.id for each in threads.threads(held)] == ["ab"]
        with pytest.raises(sqlite3.OperationalError):
            held.execute("DELETE FROM thread")
    assert not box.path.with_name("box.sqlite3-journal").exists()


@pytest.mark.parametrize("what", ["nothing", "text", "version", "instance"])
def test_what_is_no_box_is_refused_with_the_next_move(box, tmp_path, what):
    if what == "nothing":
        box.path.unlink()
    elif what == "text":
        box.path.write_text("no database" * 99)
    elif what == "instance":
        (tmp_path / "box" / "instance.key").write_text("ab")
    else:
        with closing(sqlite3.connect(box.path)) as held:
            held.execute("PRAGMA user_version = 9")
    with pytest.raises(BoxError, match="; "):
        open_box(tmp_path)
