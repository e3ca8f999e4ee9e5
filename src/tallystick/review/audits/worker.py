"""The one worker of a case: it takes up what was asked for, and says how each audit ended.

A lock on a file makes it one, however many programs serve the case, and tells an audit at work from
one whose program was killed: who holds the lock and finds an audit begun ends it as broken.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import close_old_connections, connections, transaction

from tallystick.review.audits.engagements import EngagementError, hash_of, path_of
from tallystick.review.audits.launcher import NETWORK
from tallystick.review.audits.process import AuditProcess, message
from tallystick.review.audits.steps import (
    ASKED,
    AT_WORK,
    BEGIN,
    BROKEN,
    END,
    FAILED,
    FINISHED,
    STOPPED,
    STOPPING,
)
from tallystick.review.case_folder import OWNERS_FILE, OWNERS_FOLDER, Case
from tallystick.review.decisions.people import NotAllowedError
from tallystick.review.log.entries import PERSON, PROGRAM, append, texts
from tallystick.review.log.file_lock import take
from tallystick.review.models import Audit
from tallystick.review.runs.copying import RunRefusedError, copied, verified
from tallystick.review.runs.importing import import_run
from tallystick.review.runs.removing import remove
from tallystick.seal import JSON

AUDITS, LOCK, FOLDER = "audits", ".lock", "work-"
PAUSE = 1.0
"""Seconds between two looks at what was asked for, or at a process."""
LOG = logging.getLogger(__name__)


class Worker:
    """Takes up audits until it is closed; whoever uses it holds the lock of the case."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._closed = threading.Event()

    def close(self) -> None:
        """End: an audit at work is broken off."""
        self._closed.set()

    def work(self) -> None:
        """Take up one audit after the other until closed."""
        while not self._closed.is_set():
            try:
                close_old_connections()
                self.mend()
                self.take_up()
            except Exception:
                LOG.exception("an audit that was asked for could not be taken up")
            self._closed.wait(PAUSE)

    def mend(self) -> None:
        """End audits that nobody works on any more as broken, and remove what they left."""
        for each in Audit.objects.filter(state__in=(AT_WORK, STOPPING)):
            _end(each, BROKEN)
        for left in self._folders():
            remove(left)

    def take_up(self) -> bool:
        """Do the audit that waits, and end it; return whether there was one."""
        audit = Audit.objects.filter(state=ASKED).first()
        if audit is None:
            return False
        try:
            append(PROGRAM, BEGIN, {"audit": audit.id})
        except NotAllowedError:  # It was stopped in this moment.
            return True
        folder = work_folder(self._case, audit)
        try:
            remove(folder)
            folder.mkdir(mode=OWNERS_FOLDER, parents=True)
            self._do(audit, folder)
        except OSError as error:
            _end(audit, FAILED, "system", error.strerror or "")
        finally:
            remove(folder)
        return True

    def _do(self, audit: Audit, folder: Path) -> None:
        name = texts([audit.name_sha256]).get(audit.name_sha256, "")
        try:
            engagement = path_of(self._case, name)
            if hash_of(engagement) != audit.engagement_sha256:
                raise EngagementError("changed")
        except EngagementError as error:
            return _end(audit, FAILED, str(error))
        process = AuditProcess(engagement, folder)
        try:
            status = self._waited(process, audit)
        finally:
            process.stop()
        if status is None:
            return _end(audit, BROKEN if self._closed.is_set() else STOPPED)
        if status == NETWORK:
            return _end(audit, FAILED, "network")
        run = process.run()
        if status < 0 or (status == 0 and run is None):
            return _end(audit, FAILED, "killed", message(folder))
        if status or run is None:
            return _end(audit, FAILED, "program", message(folder))
        return self._import(audit, run)

    def _waited(self, process: AuditProcess, audit: Audit) -> int | None:
        """Wait for the exit status; None where a person, or the end of the program, stops it."""
        while (status := process.ended(PAUSE)) is None:
            audit.refresh_from_db()
            if self._closed.is_set() or audit.state == STOPPING:
                return None
        return status

    def _import(self, audit: Audit, folder: Path) -> None:
        """Take the run in and end the audit, both or neither; the copy is made before."""
        try:
            copied(self._case, folder, verified(folder))
            with transaction.atomic():
                run, _ = import_run(f"{PERSON}{audit.asked_by.login}", folder)
                _end(audit, FINISHED, seal=run.manifest_sha256)
        except RunRefusedError as error:
            _end(audit, FAILED, "program", str(error))
        except NotAllowedError:
            _end(audit, FAILED, "role")

    def _folders(self) -> Iterator[Path]:
        yield from (self._case.folder / AUDITS).glob(f"{FOLDER}*")


def work_folder(case: Case, audit: Audit) -> Path:
    """Return where the process of an audit works."""
    return case.folder / AUDITS / f"{FOLDER}{audit.id}"


def _end(audit: Audit, how: str, why: str = "", said: str = "", seal: str = "") -> None:
    object: dict[str, JSON] = {"audit": audit.id, "how": how}
    object |= {name: value for name, value in (("why", why), ("seal", seal)) if value}
    append(PROGRAM, END, object, said or None)


@contextmanager
def at_work(case: Case) -> Iterator[None]:
    """Let a thread of this process be the worker, if no other process is, while in the context."""
    with locked(case) as is_ours:
        if not is_ours:
            yield
            return
        worker = Worker(case)
        thread = threading.Thread(target=_in_thread, args=(worker,), name="audits", daemon=True)
        thread.start()
        try:
            yield
        finally:
            worker.close()
            thread.join()


def work(case: Case) -> bool:
    """Be the worker of an office until a signal ends this process; False where another is it."""
    with locked(case) as is_ours:
        if is_ours:
            worker = Worker(case)
            for each in (signal.SIGINT, signal.SIGTERM):
                signal.signal(each, lambda *_: worker.close())
            worker.work()
    return is_ours


def _in_thread(worker: Worker) -> None:
    try:
        worker.work()
    finally:
        connections.close_all()


@contextmanager
def locked(case: Case) -> Iterator[bool]:
    """Hold the lock of the case's worker; yield whether it could be had.

    The system lets go of it when the process ends, however it ends.
    """
    folder = case.folder / AUDITS
    folder.mkdir(mode=OWNERS_FOLDER, exist_ok=True)
    number = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, OWNERS_FILE)
    try:
        yield take(number)
    finally:
        os.close(number)
