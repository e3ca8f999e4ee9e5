"""An office in a process of its own that is killed at one point of an act, as by ``kill -9``.

``python killed_office.py CASE ACT RUN POINT``: a point is a statement of the database, its COMMIT
among them, or a file of the case that is opened, renamed or closed to writers. The process dies
before point number POINT; with 0 it lives, and prints how many points there were.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

FILES = {"open", "os.rename", "os.chmod", "os.mkdir", "os.remove", "os.rmdir"}


class Points:
    """Counts points of an act, and dies before one."""

    def __init__(self, folder: str, last: int) -> None:
        self.folder, self.last, self.n, self.counts = folder, last, 0, False

    def reached(self, *_: object) -> None:
        if self.counts:
            self.n += 1
            if self.n == self.last:
                os.kill(os.getpid(), signal.SIGKILL)

    def stand_before_statements(self, connection: Any) -> None:
        """Count each statement that the database is sent, and each COMMIT, as a point."""
        if connection.vendor == "sqlite":
            connection.connection.set_trace_callback(self.reached)
            return

        def execute(send: Any, *arguments: object) -> object:
            self.reached()
            return send(*arguments)

        commit = connection._commit
        connection.execute_wrappers.append(execute)
        connection._commit = lambda: (self.reached(), commit())

    def audited(self, event: str, arguments: tuple) -> None:
        if self.counts and event in FILES and self.folder in str(arguments[0]):
            self.reached()


def import_a_run(run: Path) -> None:
    from opened_case import ACTOR

    from tallystick.review.runs.importing import import_run

    import_run(ACTOR, run)


def decide(run: Path) -> None:
    """Send the form that explains the first pattern, and the second reader's answer."""
    from people_at_work import browser_of, explained
    from two_runs import STILL

    from tallystick.review.models import Pattern

    pattern = Pattern.objects.get(subject=STILL.subject)
    page = f"/findings/{pattern.code}"
    if pattern.dispositions.filter(state="proposed").exists():
        pass
    elif pattern.disposition == "open":
        assert browser_of("ana").post(f"{page}/propose", explained(pattern)).status_code == 302
    reader = browser_of("rev")
    reader.post(f"{page}/seen")
    of = {"of": pattern.dispositions.latest("id").proposed_seq, "choice": "agrees"}
    assert reader.post(f"{page}/agree", of).status_code == 302


def reply(run: Path) -> None:
    """Send the form by which a unit replies to what was released to it, with a document."""
    from exchanges import file_of
    from people_at_work import browser_of

    from tallystick.review.models import Release

    page = f"/room/findings/{Release.objects.get().created_seq}"
    form = {"text": "What we say", "documents": file_of()}
    assert browser_of("uno").post(f"{page}/reply", form).status_code == 302


ACTS = {"import": import_a_run, "decide": decide, "reply": reply}


def main() -> None:
    folder, act, run, last = sys.argv[1:]
    from tallystick.review.case_folder import open_case
    from tallystick.review.office import open_office

    open_office(open_case(Path(folder)))
    from django.db import connection

    points = Points(folder, int(last))
    connection.ensure_connection()
    points.stand_before_statements(connection)
    sys.addaudithook(points.audited)
    # Django closes it after each request, and the next one would have no callback.
    connection.close = lambda: None
    points.counts = True
    ACTS[act](Path(run))
    points.counts = False
    print(points.n)


if __name__ == "__main__":
    main()
