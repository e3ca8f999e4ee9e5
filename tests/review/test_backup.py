"""A backup restores to a case that replays to the same tables; a database of yesterday is told."""

import shutil
import sqlite3

import pytest
from office_command import run
from opened_case import ACTOR, opened_copy, point_to
from people_at_work import add
from postgres_server import name_in, started, used, why_not

NEEDS_SERVER = pytest.mark.skipif(bool(why_not()), reason=why_not())
GIVEN = {"seq": 1, "hash": "0" * 64, "how": "printed"}


def give(number):
    from tallystick.review.log.entries import append

    return [append(ACTOR, "half.give", {**GIVEN, "to": f"unit {each}"}) for each in range(number)]


def tables(path):
    """Every row of the state and the log, by table."""
    with sqlite3.connect(path) as database:
        names = [name for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'django%' "
            "AND name NOT LIKE 'sqlite%' AND name != 'attempts'")]  # fmt: skip
        held = {name: sorted(map(repr, database.execute(f"SELECT * FROM {name}")))
                for name in names}  # fmt: skip
    database.close()
    return held


def test_a_backup_restores_to_the_same_tables_files_and_secrets(case_of_two, tmp_path):
    from django.db import connections

    give(3)
    (case_of_two.folder / "runs" / ".incoming-x").mkdir()
    (case_of_two.folder / "runs" / "of-a-later-import").mkdir()
    connections.close_all()
    made = run("review", "backup", case_of_two.folder, tmp_path / "OUT")
    assert made.returncode == 0, made.stderr
    assert "half of entry 6: every entry" in made.stdout
    assert "tables made anew from the log and compared" in made.stdout
    backup, back = tmp_path / "OUT", tmp_path / "BACK"
    assert not list(tmp_path.glob(".backup-*"))
    assert not (backup / "runs" / "of-a-later-import").exists()
    assert {each.name for each in (backup / "secrets").iterdir()} == {
        "django.key", "office.key", "pattern.key"
    }  # fmt: skip
    assert (backup / "office.sqlite3").stat().st_mode & 0o777 == 0o600
    assert (backup / "half.txt").stat().st_mode & 0o777 == 0o600
    assert backup.stat().st_mode & 0o777 == 0o700
    held = tables(case_of_two.database)
    assert len(held["entry"]) == 6
    assert tables(backup / "office.sqlite3") == held
    done = run("review", "restore", backup, back)
    assert done.returncode == 0, done.stderr
    now = tables(back / "office.sqlite3")
    assert len(now.pop("entry")) == len(held.pop("entry")) + 1
    assert now == held
    assert not (back / "half.txt").exists()
    verified = run("verify", back, "--replay", "--half", backup / "half.txt")
    assert verified.returncode == 0, verified.stdout
    log = sqlite3.connect(back / "office.sqlite3")
    last = log.execute("SELECT act, actor, object FROM entry ORDER BY seq DESC").fetchone()
    log.close()
    assert last[:2] == ("case.restore", "program")
    assert '"seq":6' in last[2]


def test_a_backup_has_no_sessions(case, tmp_path):
    from logged_in import accounts_on, enrolled

    from tallystick.review.backup import back_up

    add("adm", ("administrator",))
    with accounts_on():
        client, _, _ = enrolled("adm")
        session = client.cookies["__Host-tallystick"].value
    back_up(case, tmp_path / "OUT")
    held = b"".join(each.read_bytes() for each in (tmp_path / "OUT").rglob("*") if each.is_file())
    assert session.encode() not in held
    assert b"adm" in held


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sighting SET estimate = 1 WHERE id = 1",
        "UPDATE entry SET actor = 'person:x' WHERE seq = 2",
    ],
)
def test_a_backup_of_a_case_that_was_changed_by_hand_is_not_kept(case_of_two, tmp_path, change):
    from django.db import connections

    connections.close_all()
    with sqlite3.connect(case_of_two.database) as database:
        database.execute("DROP TRIGGER entry_update")
        database.execute(change)
    database.close()
    made = run("review", "backup", case_of_two.folder, tmp_path / "OUT")
    assert made.returncode == 2
    assert "not as its log says" in made.stderr
    assert not list(tmp_path.glob("*OUT*")) + list(tmp_path.glob(".backup-*"))


def test_what_lies_in_the_way_or_is_no_backup_is_refused_with_the_next_move(case, tmp_path):
    (tmp_path / "full").mkdir()
    assert "give another folder" in run("review", "backup", case.folder, tmp_path / "full").stderr
    assert "no backup" in run("review", "restore", case.folder, tmp_path / "new").stderr
    shutil.copytree(case.folder, tmp_path / "B")
    (tmp_path / "B" / "half.txt").write_text("x")
    told = run("review", "restore", tmp_path / "B", tmp_path / "full")
    assert "give a new folder" in told.stderr
    told = run(
        "review", "restore", tmp_path / "B", tmp_path / "new", DATABASE_URL="postgresql:///x"
    )
    assert "it is of SQLite" in told.stderr
    broken = run("review", "restore", tmp_path / "B", tmp_path / "new")
    assert broken.returncode == 2, broken.stdout
    assert not (tmp_path / "new").exists()


def test_a_database_of_yesterday_is_told_and_by_the_half_that_a_unit_holds(case, tmp_path):
    from django.db import connections

    from tallystick.review.case_folder import CaseError
    from tallystick.review.log.entries import last
    from tallystick.review.log.verification import verify_case
    from tallystick.review.office import open_office
    from tallystick.seal import half

    give(2)
    connections.close_all()
    yesterday = tmp_path / "yesterday.sqlite3"
    shutil.copy(case.database, yesterday)
    give(2)
    held = half(last(), case.office_key)
    assert verify_case(case, held).differences == ()
    connections.close_all()
    for each in case.folder.glob("office.sqlite3*"):
        each.unlink()
    shutil.copy(yesterday, case.database)
    with pytest.raises(CaseError, match=r"ends at entry 3, and this folder knew entry 5.*restore"):
        open_office(case)
    point_to(case)
    told = verify_case(case, held).differences
    assert [each[:24] for each in told] == ["the log ends at entry 3,", "half of entry 5: the log"]
    # Whoever goes on all the same writes another entry 4, and the half says so for good.
    (case.folder / "head.txt").unlink()
    open_office(case)
    point_to(case)
    give(4)
    (told,) = verify_case(case, held).differences
    assert told.startswith("half of entry 5: the log was changed")


def test_heads_of_many_writers_never_go_back(case):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    from tallystick.review.log.entries import last

    def write(_):
        give(5)
        connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    newest = last()
    assert newest.seq == 41
    assert (case.folder / "head.txt").read_text() == f"{newest.seq:020} {newest.hash}\n"


@NEEDS_SERVER
def test_a_backup_of_postgresql_is_restored_and_replayed_and_a_database_of_yesterday_is_told(
    django_ready, two_runs, tmp_path, monkeypatch
):
    from tallystick.review.decisions.people import who_works_alone
    from tallystick.review.log.head_file import fault
    from tallystick.review.office import bring_up_to_date

    with started() as server:
        url = server.database()
        monkeypatch.setenv("DATABASE_URL", url)
        case = opened_copy(two_runs, tmp_path / "CASE")
        (case.folder / "head.txt").unlink()
        shutil.rmtree(case.folder / "runs")
        (case.folder / "runs").mkdir()
        case.database.unlink()
        with used(url):
            bring_up_to_date(case)
            who_works_alone()
            give(4)
        made = run("review", "backup", case.folder, tmp_path / "OUT", DATABASE_URL=url)
        assert made.returncode == 0, made.stderr
        assert "half of entry 5: every entry" in made.stdout
        assert (tmp_path / "OUT" / "office.dump").stat().st_mode & 0o777 == 0o600
        # The database that the dump was verified in is gone.
        left = server.say("postgres", "SELECT datname FROM pg_database ORDER BY 1")
        assert [name for (name,) in left if "check" in name] == []
        full = run("review", "restore", tmp_path / "OUT", tmp_path / "B", DATABASE_URL=url)
        assert full.returncode == 2
        assert "not empty" in full.stderr
        assert not (tmp_path / "B").exists()
        other = server.database()
        done = run("review", "restore", tmp_path / "OUT", tmp_path / "B", DATABASE_URL=other)
        assert done.returncode == 0, done.stderr
        count = "SELECT max(seq), count(*), (SELECT count(*) FROM half) FROM entry"
        assert server.say(name_in(other), count) == [(6, 6, 4)]
        refused = "DELETE FROM entry"
        with pytest.raises(Exception, match="append only"):
            server.say(name_in(other), refused)
        half = tmp_path / "OUT" / "half.txt"
        verified = run("verify", tmp_path / "B", "--replay", "--half", half, DATABASE_URL=other)
        assert verified.returncode == 0, verified.stdout
        yesterday = server.database(f"TEMPLATE {name_in(url)}")
        with used(url):
            give(3)
        with used(yesterday):
            assert fault(case.folder).startswith("the log ends at entry 5, and this folder knew")
        told = run("verify", case.folder, DATABASE_URL=yesterday)
        assert told.returncode == 4
        assert "the log ends at entry 5, and this folder knew entry 8" in told.stdout


@NEEDS_SERVER
def test_a_role_that_may_make_no_database_is_told_that_nothing_was_verified(
    django_ready, two_runs, tmp_path, monkeypatch
):
    from tallystick.review.backup import UNVERIFIED, back_up
    from tallystick.review.decisions.people import who_works_alone
    from tallystick.review.office import bring_up_to_date

    with started() as server:
        server.say("postgres", "CREATE ROLE office LOGIN")
        url = server.database("OWNER office ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0")
        url = url.replace("tallystick@", "office@")
        monkeypatch.setenv("DATABASE_URL", url)
        case = opened_copy(two_runs, tmp_path / "CASE")
        (case.folder / "head.txt").unlink()
        with used(url):
            bring_up_to_date(case)
            who_works_alone()
            assert back_up(case, tmp_path / "OUT") == UNVERIFIED
