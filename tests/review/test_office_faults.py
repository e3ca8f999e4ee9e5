"""A full disk, two people at once, a clock set back, a database of yesterday: what is in the log
is whole, and whoever meets it is told what to do."""

import resource
import shutil
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from made_runs import Made, make_run
from opened_case import ACTOR, point_to
from people_at_work import add, browser_of, corrected, waiting
from two_runs import STILL
from whole_case import whole


def pattern_of(subject=STILL.subject):
    from tallystick.review.models import Pattern

    return Pattern.objects.get(subject=subject)


@contextmanager
def no_room_in_the_database():
    """Let the database not grow by a page, which SQLite says in the words of a full disk."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        yield
        cursor.execute("PRAGMA max_page_count = 1000000")


def test_a_form_that_finds_the_disk_full_says_so_and_leaves_nothing(case_of_two):
    from django.db import connection

    from tallystick.review.models import Body, LogEntry

    add("rev", ("reviewer",))
    pattern, rev = pattern_of(), browser_of("rev")
    rev.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE filler (text)")
    before = LogEntry.objects.count()
    address, form = f"/findings/{pattern.code}/propose", corrected(pattern, wrong="x" * 2000)
    with no_room_in_the_database():
        answers = [rev.post(address, form | {"after": 0}) for _ in range(1)]
        while answers[-1].status_code == 302:
            pattern.refresh_from_db()
            answers.append(rev.post(address, corrected(pattern, wrong="x" * 2000)))
    assert answers[-1].status_code == 500
    text = answers[-1].content.decode()
    assert "The disk could not be written to" in text
    assert "Make room on the disk of the case" in text
    taken = len(answers) - 1
    assert LogEntry.objects.count() == before + taken
    assert Body.objects.count() == taken
    whole(case_of_two)
    assert rev.post(address, corrected(pattern)).status_code == 302


def test_a_page_with_a_fault_says_that_nothing_was_written(case_of_two, browser, monkeypatch):
    from tallystick.review.pages import front

    def fails():
        raise RuntimeError("a fault")

    monkeypatch.setattr(front, "index", fails)
    browser.raise_request_exception = False
    answer = browser.get("/")
    assert answer.status_code == 500
    assert "the program has a fault here" in answer.content.decode()
    assert "RuntimeError" not in answer.content.decode()


def test_an_import_that_finds_the_disk_full_is_refused_and_can_be_done_again(case_of_two, tmp_path):
    from tallystick.review.models import LogEntry, Run
    from tallystick.review.runs.copying import RunRefusedError
    from tallystick.review.runs.importing import import_run

    made = [Made(f"Division {at}", aspect="x" * 900) for at in range(40)]
    run, before = make_run(tmp_path / "run", *made), LogEntry.objects.count()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    try:
        with pytest.raises(RunRefusedError, match=r"File too large.*make room, and try again"):
            import_run(ACTOR, run)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert len(list((case_of_two.folder / "runs").iterdir())) == 2
    with (
        no_room_in_the_database(),
        pytest.raises(RunRefusedError, match=r"is full.*Make room on the disk"),
    ):
        import_run(ACTOR, run)
    assert (Run.objects.count(), LogEntry.objects.count()) == (2, before)
    assert [each for each in whole(case_of_two) if "import it again" in each]
    _, new = import_run(ACTOR, run)
    assert new
    whole(case_of_two)


def one_of_two_is_told(case):
    """Two people send forms on one pattern at once: one is taken, the other reads what happened."""
    from django.db import connections

    from tallystick.review.models import Disposition

    for login in ("rev", "ana"):
        add(login, ("reviewer",))
    pattern = pattern_of()
    forms = {"rev": corrected(pattern), "ana": waiting(pattern)}
    at_once, answers = Barrier(2), {}

    def decide(login):
        browser = browser_of(login)
        at_once.wait()
        answers[login] = browser.post(f"/findings/{pattern.code}/propose", forms[login])
        connections.close_all()

    threads = [Thread(target=decide, args=(login,)) for login in forms]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(each.status_code for each in answers.values()) == [302, 409]
    (told,) = [each.content.decode() for each in answers.values() if each.status_code == 409]
    assert "meanwhile" in told.lower() or "in the meantime" in told.lower()
    assert Disposition.objects.count() == 1
    whole(case)


def test_of_two_people_who_decide_in_the_same_second_one_is_told(case_of_two):
    one_of_two_is_told(case_of_two)


def test_a_clock_that_was_set_back_breaks_no_chain_and_no_page(case_of_two, monkeypatch):
    from tallystick.review.log import entries
    from tallystick.review.models import LogEntry

    add("rev", ("reviewer",))
    pattern, rev, back = pattern_of(), browser_of("rev"), datetime.now(UTC) - timedelta(days=900)

    class Earlier(datetime):
        @classmethod
        def now(cls, tz=None):
            return back

    monkeypatch.setattr(entries, "datetime", Earlier)
    form = waiting(pattern, until="2090-01-01")
    assert rev.post(f"/findings/{pattern.code}/propose", form).status_code == 302
    last = list(LogEntry.objects.order_by("seq"))[-2:]
    assert last[1].at < last[0].at
    for address in ("/", f"/findings/{pattern.code}", "/log", "/checks", "/readings", "/half"):
        assert rev.get(address).status_code == 200, address
    (told,) = [each for each in whole(case_of_two) if "clock" in each]
    assert told.startswith(f"dated before the entry that they follow: {last[1].seq}: ")
    assert "set it right" in told


def test_a_database_of_yesterday_is_shown_by_a_half_and_says_what_it_lacks(case_of_two, tmp_path):
    from django.db import connections

    from tallystick.review.log.entries import last
    from tallystick.review.log.verification import verify_case
    from tallystick.review.models import Run
    from tallystick.review.runs.importing import import_run
    from tallystick.seal import half

    connections.close_all()
    yesterday = tmp_path / "yesterday.sqlite3"
    shutil.copy(case_of_two.database, yesterday)
    run = make_run(tmp_path / "run", Made("Division 3"), name="of today")
    import_run(ACTOR, run)
    held = half(last(), case_of_two.office_key)
    connections.close_all()
    for path in case_of_two.folder.glob("office.sqlite3*"):
        path.unlink()
    shutil.copy(yesterday, case_of_two.database)
    point_to(case_of_two)
    (older,) = verify_case(case_of_two).differences
    assert "the database is an older copy" in older
    # Whoever restored the whole folder has an older file of the head, too.
    (case_of_two.folder / "head.txt").unlink()
    (told,) = [each for each in whole(case_of_two) if each.startswith("not in the log: runs/")]
    assert "restore a later backup" in told
    (gone,) = verify_case(case_of_two, held).differences
    assert gone.startswith(f"half of entry {held.seq}: the log ends before this entry")
    _, new = import_run(ACTOR, run)
    assert new
    assert Run.objects.count() == 3
    whole(case_of_two)
    # The entry was written anew, at another time: the half of the first one still shows it.
    assert verify_case(case_of_two, held).differences
