"""A box in PostgreSQL is that of SQLite, row for row; what it keeps of deleted letters is known."""

import os
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from pyrage.x25519 import Identity

from tallystick.intake.box import base, on_server, room, threads
from tallystick.intake.box.database import BoxError, make_box, open_box
from tallystick.intake.box.inventory import lines
from tallystick.intake.box.night import tidy
from tallystick.intake.box.readers import agree, end, in_force, propose

ROLES = Path(__file__).parents[2] / "deploy" / "tallystick-intake.sql"
MONDAY = date(2026, 11, 30)
KEYS = [str(Identity.generate().to_public()) for _ in range(3)]


@pytest.fixture
def url(postgres, monkeypatch):
    address = postgres.database()
    monkeypatch.setenv("DATABASE_URL", address)
    return address


@pytest.fixture
def on(monkeypatch):
    """Let it be another day."""

    def at(day):
        monkeypatch.setattr(base.Box, "today", lambda _: day)

    at(MONDAY)
    return at


@pytest.fixture
def numbered(monkeypatch):
    """Let what is drawn at random be the same in every box."""

    def again():
        count = iter(range(10_000))
        made = lambda size: f"{next(count) * 7919 % 10_007:0{2 * size}x}"  # noqa: E731
        monkeypatch.setattr(threads.secrets, "token_hex", made)

    return again


def lived_in(box, on):
    """Every act on a box once; what is found in it after each."""
    seen = []

    def see():
        with box.reading() as db:
            found = [threads.letters(db, each.id) for each in threads.threads(db)]
        seen.append((list(lines(box)), found, in_force(box), room.faults(box)))

    on(MONDAY)
    readers = [
        propose(box, key, name, outside, "ann")
        for key, name, outside in zip(KEYS, "bca", (True, False, True), strict=True)
    ]
    for reader in readers:
        agree(box, reader.fingerprint, "bob")
    see()
    for number in range(6):
        assert threads.begin(box, f"{number * 5 % 6:032x}", f"key{number}", (4096, bytes([number])))
    assert not threads.begin(box, f"{0:032x}", "another", (4096, b"x"))
    assert threads.add(box, f"{1:032x}", "readers", (16384, bytes(range(256))))
    assert not threads.add(box, f"{9:032x}", "readers", (4096, b"x"))
    see()
    end(box, readers[0].fingerprint, "ann")
    threads.close(box, f"{2:032x}")
    assert threads.delete(box, [f"{3:032x}", f"{4:032x}", "none"]) == 2
    see()
    on(MONDAY + timedelta(days=400))
    assert tidy(box).deleted == 1
    see()
    return seen


def test_every_act_leaves_the_same_in_both(url, on, numbered, monkeypatch, tmp_path):
    numbered()
    there = lived_in(make_box(tmp_path / "server"), on)
    assert {each.name for each in (tmp_path / "server" / "box").iterdir()} == {"instance.key"}
    box = open_box(tmp_path / "server")
    box.copied(tmp_path / "copy")
    copy = open_box(tmp_path / "copy")
    assert list(lines(copy)) == list(lines(box))
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    with pytest.raises(BoxError, match="another file"):
        box.copied(tmp_path / "copy")
    with pytest.raises(BoxError, match="copy for readers"):
        _ = copy.instance
    monkeypatch.delenv("DATABASE_URL")
    numbered()
    assert lived_in(make_box(tmp_path / "file"), on) == there
    with pytest.raises(BoxError, match="no box"):
        open_box(tmp_path / "server")


def of_server(postgres, url, statement):
    return postgres.say(url.partition("@/")[2].partition("?")[0], statement)


def test_after_the_night_rows_and_their_numbers_tell_no_order_in_time(postgres, url, on, tmp_path):
    box = make_box(tmp_path / "case")
    for number in (5, 2, 4, 1, 3):
        threads.begin(box, f"{number:032x}", "key", (4096, os.urandom(5000)))
    of_rows = "SELECT id, xmin::text FROM letter ORDER BY ctid"
    before = of_server(postgres, url, of_rows)
    assert len({number for _, number in before}) == 5
    assert [name for name, _ in before] != sorted(name for name, _ in before)
    box.ordered_anew()
    box.ordered_anew()
    after = of_server(postgres, url, of_rows)
    assert [name for name, _ in after] == sorted(name for name, _ in before)
    assert len({number for _, number in after}) == 1
    (toast,) = of_server(
        postgres, url, "SELECT reltoastrelid::regclass::text FROM pg_class WHERE relname = 'letter'"
    )[0]
    chunks = of_server(postgres, url, f"SELECT DISTINCT xmin::text FROM {toast}")
    assert len(chunks) == 1
    with pytest.raises(BoxError), box.writing() as db:
        db.execute("INSERT INTO letter VALUES ('a', 'none', 'readers', '', 1, '')")


def base_has(postgres, data):
    postgres.say("postgres", "CHECKPOINT")
    found = False
    for path in (postgres.folder / "data" / "base").rglob("*"):
        with suppress(FileNotFoundError):
            found |= path.is_file() and data in path.read_bytes()
    return found


def test_a_deleted_letter_is_vacuumed_at_once_and_out_of_the_tables_files_by_the_night(
    postgres, url, tmp_path
):
    box, data = make_box(tmp_path / "case"), os.urandom(1500)
    assert threads.begin(box, "1" * 32, "key", (4096, data))
    assert threads.begin(box, "2" * 32, "key", (4096, b"x"))
    assert base_has(postgres, data)
    assert threads.delete(box, ["1" * 32]) == 1
    vacuumed = "SELECT relname FROM pg_stat_user_tables WHERE vacuum_count > 0 ORDER BY 1"
    assert of_server(postgres, url, vacuumed) == [("letter",), ("thread",)]
    box.ordered_anew()
    assert not base_has(postgres, data)
    # What docs/channel.md says: the server's own log has the ciphertext still.
    assert any(
        data in path.read_bytes()
        for path in (postgres.folder / "data" / "pg_wal").iterdir()
        if path.is_file()
    )


def test_the_role_of_deploy_makes_a_box_and_no_statement_of_it_is_logged(
    postgres, monkeypatch, tmp_path
):
    text = "".join(line for line in ROLES.read_text("utf-8").splitlines(keepends=True)
                   if not line.startswith("--"))  # fmt: skip
    for statement in text.split(";")[:-1]:
        postgres.say("postgres", statement)
    monkeypatch.setenv("DATABASE_URL", postgres.url("tallystick_intake", "tallystick-intake"))
    box = make_box(tmp_path / "case")
    threads.begin(box, "7" * 32, "a key of this test", (4096, b"x"))
    with pytest.raises(BoxError), box.writing() as db:
        db.execute("INSERT INTO thread VALUES (?, 'key', 'day', NULL)", ("7" * 32,))
    threads.delete(box, ["7" * 32])
    tidy(box)
    log = (postgres.folder / "log").read_text("utf-8", "replace")
    assert "CREATE ROLE" in log
    assert "7" * 32 not in log
    postgres.say("postgres", "CREATE ROLE office LOGIN")
    monkeypatch.setenv("DATABASE_URL", postgres.url("tallystick_intake", "office"))
    with pytest.raises(BoxError, match="permission denied"):
        open_box(tmp_path / "case")


def test_one_writes_at_a_time_and_who_reads_changes_nothing(url, monkeypatch, tmp_path):
    box = make_box(tmp_path / "case")
    monkeypatch.setattr(on_server, "SECONDS_WAITING", 1.0)
    with box.writing(), pytest.raises(BoxError, match="lock timeout"), box.writing():
        pass
    with pytest.raises(BoxError, match="read-only"), box.reading() as db:
        db.execute("DELETE FROM letter")


@pytest.mark.parametrize(
    ("address", "says"),
    [("mysql://x", "not an address of PostgreSQL"),
     ("postgresql://ann:hidden@/none?host=/nowhere", "see that the server answers")],
)  # fmt: skip
def test_a_server_that_cannot_be_asked_is_told_without_its_password(
    monkeypatch, tmp_path, address, says
):
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(BoxError, match=says) as raised:
        make_box(tmp_path / "case")
    assert "hidden" not in str(raised.value)
    assert not (tmp_path / "case" / "box").exists()


def test_a_database_is_of_one_case_and_a_case_of_one_database(url, monkeypatch, postgres, tmp_path):
    make_box(tmp_path / "case")
    with pytest.raises(BoxError, match="database of its own"):
        make_box(tmp_path / "another")
    (tmp_path / "case" / "box" / "instance.key").rename(tmp_path / "key")
    with pytest.raises(BoxError, match="restore it"):
        open_box(tmp_path / "case")
    (tmp_path / "key").rename(tmp_path / "case" / "box" / "instance.key")
    monkeypatch.setenv("DATABASE_URL", postgres.database())
    with pytest.raises(BoxError, match="version 0"):
        open_box(tmp_path / "case")
    monkeypatch.delenv("DATABASE_URL")
    make_box(tmp_path / "file")
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(BoxError, match="lie here"):
        open_box(tmp_path / "file")


def test_the_floor_of_the_disk_counts_what_the_server_holds(url, monkeypatch, tmp_path):
    box = make_box(tmp_path / "case")
    assert threads.begin(box, "1" * 32, "key", (4096, os.urandom(200_000)))
    with box.reading() as db:
        used = box.bytes_used(db)
    assert 200_000 < used < 400_000
    free = threads.shutil.disk_usage(Path(tmp_path)).free
    monkeypatch.setattr(threads, "FREE_BYTES", free + (1 << 30))
    with pytest.raises(threads.FullError, match="DATABASE_URL: the disk"):
        threads.begin(box, "2" * 32, "key", (4096, b"x"))
