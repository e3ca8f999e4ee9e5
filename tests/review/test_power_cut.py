"""The power goes between a file and the entry that names it: the file was on the disk before.

What a process asks of the disk is noted in its order. A file outlives a power cut once it was
synced after its last write, and its name once each folder above was, after the name came into it.
"""

import os
import sys
from pathlib import Path

import pytest
from exchanges import OWN, everybody, file_of, mask_of, release
from made_runs import Made, make_run
from opened_case import ACTOR
from people_at_work import browser_of
from test_dispositions import pattern_of
from two_runs import STILL
from whole_case import whole

CHANGES = {"os.rename": 1, "os.mkdir": 0, "open": 0}
"""Events after which a folder has another name in it, and which argument is the path."""

TOLD = pytest.mark.skipif(
    not Path("/proc/self/fd").is_dir(), reason="which file was synced is not told here"
)


class Asked:
    """What this process asked of the disk, in its order: (what, inode of a file or folder)."""

    def __init__(self):
        self.done, self.notes = [], False
        sys.addaudithook(self._audited)

    def note(self, what, path=None):
        if self.notes:
            self.done.append((what, Path(path).stat().st_ino if path else 0))

    def _audited(self, event, arguments):
        if self.notes and event in CHANGES:
            path = arguments[CHANGES[event]]
            writes = event != "open" or (arguments[2] or 0) & (os.O_CREAT | os.O_TRUNC)
            if isinstance(path, str | os.PathLike) and writes and Path(path).parent.is_dir():
                self.note("changes", Path(path).parent)

    def last(self, what, inode, before):
        found = [at for at, each in enumerate(self.done[:before]) if each == (what, inode)]
        return found[-1] if found else -1

    def is_durable(self, path, top, before):
        """Whether a file, and its name in each folder up to `top`, outlives a cut at `before`."""
        if self.last("synced", path.stat().st_ino, before) < 0:
            return False
        for folder in path.relative_to(top).parents:
            inode = (top / folder).stat().st_ino
            if self.last("synced", inode, before) < self.last("changes", inode, before):
                return False
        return True


@pytest.fixture
def asked(monkeypatch):
    """What is asked of the disk until the test ends, the commits of the database among it."""
    from django.db import connection

    asked, sync = Asked(), os.fsync

    def synced(number):
        sync(number)
        asked.note("synced", f"/proc/self/fd/{number}")

    def said(statement):
        if statement.strip() == "COMMIT":
            asked.note("commit")

    monkeypatch.setattr(os, "fsync", synced)
    connection.ensure_connection()
    connection.connection.set_trace_callback(said)
    monkeypatch.setattr(connection, "close", lambda: None)
    yield asked
    asked.notes = False
    connection.connection.set_trace_callback(None)


def first_commit_after(asked, at):
    return next(
        place for place, each in enumerate(asked.done) if each[0] == "commit" and place > at
    )


@TOLD
def test_a_document_is_on_the_disk_before_the_entry_that_names_it(case_of_two, asked):
    everybody()
    seq, uno = release(pattern_of(STILL), mask_of(OWN)), browser_of("uno")
    asked.notes = True
    form = {"text": "What we say", "documents": file_of()}
    assert uno.post(f"/room/findings/{seq}/reply", form).status_code == 302
    asked.notes = False
    (path,) = [each for each in (case_of_two.folder / "documents").rglob("*") if each.is_file()]
    stored = asked.last("synced", path.stat().st_ino, len(asked.done))
    cut = first_commit_after(asked, stored)
    assert asked.is_durable(path, case_of_two.folder, cut)
    assert not asked.is_durable(path, case_of_two.folder, stored)
    whole(case_of_two)


@TOLD
def test_every_file_of_a_run_is_on_the_disk_before_the_entry_of_its_import(
    case_of_two, asked, tmp_path
):
    from tallystick.review.runs.importing import import_run

    run = make_run(tmp_path / "run", Made("Division 3"), name="third")
    asked.notes = True
    held, _ = import_run(ACTOR, run)
    asked.notes = False
    folder = case_of_two.run_folder(held.manifest_sha256)
    cut = len(asked.done) - 1 - asked.done[::-1].index(("commit", 0))
    files = [each for each in folder.rglob("*") if each.is_file()]
    assert len(files) > 5
    assert [each for each in files if not asked.is_durable(each, case_of_two.folder, cut)] == []


@TOLD
def test_the_keys_of_a_new_case_are_on_the_disk_before_it_is_one(django_ready, asked, tmp_path):
    from tallystick.review.case_folder import make_case

    asked.notes = True
    folder = make_case(tmp_path / "CASE", "Zhambyl").folder
    asked.notes = False
    end = len(asked.done)
    became = asked.last("changes", folder.stat().st_ino, end)
    secrets = [each for each in folder.glob("*/*") if each.is_file()]
    assert len(secrets) == 4
    assert min(asked.last("synced", each.stat().st_ino, became) for each in secrets) >= 0
    files = [*secrets, folder / "case.toml"]
    assert [each for each in files if not asked.is_durable(each, tmp_path, end)] == []


def test_the_database_waits_for_the_disk_at_each_commit(case):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)


def test_a_head_that_was_made_and_not_written_stops_no_office(case_of_two):
    from tallystick.review.office import _refuse_older

    (case_of_two.folder / "head.txt").write_bytes(b"")
    _refuse_older(case_of_two)
    whole(case_of_two)
