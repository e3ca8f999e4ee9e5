"""Is what a killed run left removed, and nothing else?"""

import os
import stat

import pytest

from tallystick.audit import folder as run_folders
from tallystick.audit import left_over
from tallystick.audit.folder import run_folder
from tallystick.audit.left_over import NOT_OURS, REMOVED, lock_of, locked, remove_left_over


@pytest.fixture
def dead(tmp_path):
    """What a killed run left: a private folder with records, and a lock that nobody holds."""
    partial = tmp_path / "runs" / "x-20240101-000000.partial"
    partial.mkdir(parents=True, mode=0o700)
    (partial / "tables").mkdir()
    (partial / "tables" / "persons.parquet").write_bytes(b"names")
    lock_of(partial).touch(mode=0o600)
    return partial


def told(out):
    return list(remove_left_over(out))


def kept(partial, why):
    """Whether the folder is named with the reason and nothing of it, or beside it, is touched."""
    before = sorted(partial.parent.rglob("*"))
    assert told(partial.parent) == [NOT_OURS.format(path=partial, why=why)]
    return sorted(partial.parent.rglob("*")) == before


def test_a_folder_that_a_killed_run_left_is_named_and_removed(dead):
    assert told(dead.parent) == [REMOVED.format(path=dead)]
    assert list(dead.parent.iterdir()) == []


def test_a_finished_folder_and_what_else_lies_there_stay(dead):
    for name in ("x-20240101-000000", "partial", "x.partial.txt"):
        (dead.parent / name).mkdir()
    told(dead.parent)
    assert len(list(dead.parent.iterdir())) == 3


def test_a_folder_that_does_not_exist_or_is_a_file_has_nothing_left_in_it(tmp_path):
    (tmp_path / "file").touch()
    assert told(tmp_path / "none") == told(tmp_path / "file") == []


def test_a_lock_without_its_folder_goes_without_a_word(dead):
    run_folders.shutil.rmtree(dead)
    assert told(dead.parent) == []
    assert list(dead.parent.iterdir()) == []


def test_a_run_at_work_is_neither_named_nor_removed(tmp_path):
    with run_folder(tmp_path, "x") as (partial, final):
        (partial / "file").write_text("1")
        assert told(tmp_path) == []
        assert (partial / "file").exists()
    assert [path.name for path in tmp_path.iterdir()] == [final.name]


def test_a_folder_without_a_lock_stays(dead):
    lock_of(dead).unlink()
    assert kept(dead, "no lock of a run lies beside it")


def test_a_file_that_somebody_keeps_beside_it_is_no_lock(dead):
    lock_of(dead).write_text("mine")
    assert kept(dead, "what lies beside it is no lock of a run")


def test_a_folder_that_others_may_enter_stays(dead):
    dead.chmod(0o755)
    assert kept(dead, "others may enter it")


def test_a_file_of_that_name_stays(dead):
    other = dead.with_name("y.partial")
    other.touch(mode=0o600)
    lock_of(other).touch()
    assert told(dead.parent) == [
        REMOVED.format(path=dead), NOT_OURS.format(path=other, why="it is no folder")
    ]  # fmt: skip
    assert other.exists()


def test_another_users_folder_stays(dead, monkeypatch):
    monkeypatch.setattr(left_over.os, "geteuid", lambda: dead.stat().st_uid + 1)
    assert kept(dead, "another user made it")


def test_a_link_is_not_followed(dead):
    """Neither one that looks like the folder of a run, nor one inside it, nor one for a lock."""
    precious = dead.parent.parent / "precious"
    precious.mkdir(mode=0o700)
    (precious / "file").touch()
    (dead / "link").symlink_to(precious)
    linked, lock = dead.with_name("l.partial"), dead.with_name("m.partial")
    linked.symlink_to(precious)
    lock_of(linked).touch()
    lock.mkdir(mode=0o700)
    lock_of(lock).symlink_to(precious / "file")
    assert told(dead.parent) == [
        NOT_OURS.format(path=linked, why="it is no folder"),
        NOT_OURS.format(path=lock, why="what lies beside it is no lock of a run"),
        REMOVED.format(path=dead),
    ]
    assert (precious / "file").exists()


def test_where_there_are_no_locks_nothing_is_removed(dead, monkeypatch):
    monkeypatch.setattr(left_over, "_take", lambda number: None)
    assert kept(dead, "this file system has no locks")
    with run_folder(dead.parent, "y") as (_, final):
        pass
    assert final.is_dir()
    assert not lock_of(final.with_name(final.name + ".partial")).exists()


def test_a_lock_that_was_removed_while_it_was_waited_for_is_not_had(dead, monkeypatch):
    """Its run ends, and another one makes the same name anew, between opening and locking."""
    take = left_over._take

    def late(number):
        lock_of(dead).unlink()
        lock_of(dead).touch()
        return take(number)

    monkeypatch.setattr(left_over, "_take", late)
    with locked(dead) as had:
        assert had is False
    assert dead.is_dir()


def test_what_could_not_be_removed_stays_marked(tmp_path, monkeypatch):
    monkeypatch.setattr(run_folders.shutil, "rmtree", lambda path, **more: None)

    def fail():
        with run_folder(tmp_path, "x") as (partial, _):
            (partial / "file").touch()
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        fail()
    monkeypatch.undo()
    (partial,) = (path for path in tmp_path.iterdir() if path.is_dir())
    assert told(tmp_path) == [REMOVED.format(path=partial)]


def test_a_folder_that_is_no_runs_gets_no_mark(tmp_path, monkeypatch):
    """It is made, by who knows whom, between the question whether it is there and the lock."""
    mkdir, made = os.mkdir, []

    def taken(path, *more):
        mkdir(path, *more)
        if not made:
            made.append(path)
            raise FileExistsError

    (tmp_path / "runs").mkdir()
    monkeypatch.setattr(run_folders.os, "mkdir", taken)
    with run_folder(tmp_path / "runs", "x"):
        pass
    assert kept(made[0], "no lock of a run lies beside it")
    assert stat.S_ISDIR(made[0].lstat().st_mode)
