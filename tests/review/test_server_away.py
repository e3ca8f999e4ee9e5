"""PostgreSQL goes away under an office at work and comes back: people are told what to do."""

import subprocess
import time

import pytest
from office_command import command, environment, run
from opened_case import ACTOR
from people_at_work import add, corrected
from postgres_server import started, used, why_not
from proxied import HOST, Proxied, serving, short_folder
from test_dispositions import pattern_of
from two_runs import STILL
from whole_case import whole

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


@pytest.fixture
def server():
    with started() as server:
        yield server


@pytest.fixture
def office(django_ready, server, tmp_path, monkeypatch):
    """A case with a run on the server, open."""
    from made_runs import make_run
    from opened_case import point_to

    from tallystick.review.case_folder import make_case
    from tallystick.review.decisions.people import who_works_alone
    from tallystick.review.office import bring_up_to_date
    from tallystick.review.runs.importing import import_run

    case, url = make_case(tmp_path / "CASE", "Zhambyl"), server.database()
    point_to(case)
    monkeypatch.setenv("DATABASE_URL", url)
    with used(url):
        bring_up_to_date(case)
        who_works_alone()
        import_run(ACTOR, make_run(tmp_path / "run", STILL))
        add("ana", ("analyst",))
        yield case, url


@pytest.mark.parametrize("seconds", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_pages_say_that_the_database_is_away_and_work_when_it_is_back(office, server, seconds):
    from django.db import connections

    from tallystick.review.models import Body, LogEntry

    case, url = office
    form, page = corrected(pattern_of(STILL)), f"/findings/{pattern_of(STILL).code}"
    made = run("review", "account", case.folder, "ana", "--host", HOST, DATABASE_URL=url)
    path = made.stdout.strip().removeprefix(f"https://{HOST}")
    before = LogEntry.objects.count(), Body.objects.count()
    connections.close_all()
    with short_folder() as folder:
        at = folder / "o"
        words = command("review", "serve", case.folder, "--host", HOST, "--listen", f"unix:{at}")
        work = subprocess.Popen(
            command("review", "work", case.folder), env=environment(DATABASE_URL=url),
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            with serving(*words, wait_for=at.exists, DATABASE_URL=url):
                ana = Proxied(at)
                ana.enter(path)
                form |= {"csrfmiddlewaretoken": ana.token(page)}
                server.stop()
                answers = [ana.ask("GET", page), ana.ask("POST", f"{page}/propose", form),
                           ana.ask("GET", "/log-in")]  # fmt: skip
                told, text = Proxied(at).ask("GET", "/healthy")
                assert (told.status, text) == (503, "database\n")
                time.sleep(seconds)
                answers.append(ana.ask("GET", "/findings"))
                server.start()
                for told, text in answers:
                    assert told.status == 500, text
                    assert "The database does not answer" in text
                    assert "send it again in a minute" in text
                assert (LogEntry.objects.count(), Body.objects.count()) == before
                for _ in range(4):
                    assert ana.ask("GET", page)[0].status == 200
                assert ana.ask("POST", f"{page}/propose", form)[0].status == 302
            assert work.poll() is None
        finally:
            work.terminate()
            assert work.wait(60) == 0
    assert LogEntry.objects.count() == before[0] + 1
    whole(case)
