"""An audit that is started from a page: what is refused, how each ends, and what it leaves."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from office_command import command, environment
from opened_case import ACTOR, point_to
from people_at_work import add, browser_of
from whole_case import whole

ENGAGEMENT = """\
[engagement]
name = "Small town, 2020"
agency = "Small Town Police"
jurisdiction = "XX"
time_zone = "UTC"
currency = "EUR"

[[tables.incidents]]
source = "incidents.csv"
[tables.incidents.columns]
incident_id = "Case"
unit_id = "Unit"
occurred_at = "Date"
recorded_at = "Entered"
"""
INCIDENTS = "Case,Unit,Date,Entered\n1,A,2020-01-05,2020-01-06\n2,A,2020-01-09,2020-01-09\n"
NAME = "town/engagement.toml"
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="no network to leave")


@pytest.fixture
def exports(tmp_path):
    """A folder with one engagement that can be audited."""
    (tmp_path / "exports/town").mkdir(parents=True)
    (tmp_path / "exports" / NAME).write_text(ENGAGEMENT)
    (tmp_path / "exports/town/incidents.csv").write_text(INCIDENTS)
    return tmp_path / "exports"


@pytest.fixture
def named(case, exports):
    """The case, open, which names that folder."""
    point_to(held := replace(case, engagements=exports))
    return held


@pytest.fixture
def worker(named):
    from tallystick.review.audits.worker import Worker

    return Worker(named)


def ask(browser, name=NAME):
    return browser.post("/audits/start", {"engagement": name})


def audit():
    from tallystick.review.models import Audit

    return Audit.objects.get()


def acts():
    from tallystick.review.models import LogEntry

    entries = LogEntry.objects.order_by("seq").exclude(act="person.add")
    return [(each.actor.split(":")[0], each.act) for each in entries]


def left(case):
    return [each.name for each in (case.folder / "audits").glob("*") if each.name != ".lock"]


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@LINUX
def test_a_finished_audit_is_a_run_of_the_case_and_leaves_nothing_else(worker, named, browser):
    from tallystick.review.log.replay import differences
    from tallystick.review.log.verification import verify_case
    from tallystick.review.models import Run

    assert NAME in text(browser.get("/audits"))
    assert ask(browser)["Location"] == "/audits/1"
    assert "Waits for the worker" in text(browser.get("/audits/1"))
    assert worker.take_up()
    assert not worker.take_up()
    assert (audit().state, audit().how, audit().run) == ("ended", "finished", Run.objects.get())
    assert Run.objects.get().name == "Small town, 2020"
    assert acts() == [("person", "audit.ask"), ("program", "audit.begin"),
                      ("person", "run.import"), ("program", "audit.end")]  # fmt: skip
    assert 'href="/runs/1"' in text(browser.get("/audits/1"))
    assert left(named) == []
    assert differences() == []
    assert verify_case(named, replayed=True).differences == ()


@LINUX
def test_what_the_program_says_of_a_bad_engagement_stands_on_the_page(
    worker, named, browser, exports
):
    (exports / "town/incidents.csv").unlink()
    own = command("audit", exports / NAME, "--out", "out")
    told = subprocess.run(own, cwd=exports, capture_output=True, text=True, env=environment())
    assert told.returncode == 2
    ask(browser)
    worker.take_up()
    assert (audit().how, audit().why) == ("failed", "program")
    shown = re.search(r"<pre><code>(.*?)</code></pre>", browser.get("/audits/1").content.decode())
    assert shown
    assert unescape(shown[1]) == told.stderr.strip()
    assert left(named) == []
    assert acts()[-1] == ("program", "audit.end")


@LINUX
def test_a_person_stops_an_audit_that_waits_and_one_at_work(worker, named, browser, monkeypatch):
    from tallystick.review.audits import process
    from tallystick.review.models import Audit, Run

    ask(browser)
    assert browser.post("/audits/1/stop")["Location"] == "/audits/1"
    assert not worker.take_up()
    ask(browser)
    ended = process.AuditProcess.ended

    def stopped_meanwhile(self, seconds):
        if Audit.objects.get(id=2).state == "at work":
            assert browser.post("/audits/2/stop").status_code == 302
            assert "Is being stopped" in text(browser.get("/audits/2"))
        return ended(self, seconds)

    monkeypatch.setattr(process.AuditProcess, "ended", stopped_meanwhile)
    worker.take_up()
    assert list(Audit.objects.values_list("how", flat=True)) == ["stopped", "stopped"]
    assert not Run.objects.exists()
    assert left(named) == []
    again = browser.post("/audits/2/stop")
    assert (again.status_code, "has ended" in text(again)) == (409, True)


def until(is_so, seconds=60):
    end = time.monotonic() + seconds
    while not (held := is_so()) and time.monotonic() < end:
        time.sleep(0.1)
    return held


def children(process):
    found = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for each in found for child in each.read_text().split()]


@LINUX
def test_an_audit_whose_program_is_killed_is_broken_at_the_next_start(named, browser, exports):
    from django.db import connections

    own = named.folder / "case.toml"
    own.write_text(own.read_text() + 'engagements = "../exports"\n')
    ask(browser)
    connections.close_all()
    opened = command("review", "--at", named.folder, "--no-browser")
    server = subprocess.Popen(opened, stdout=subprocess.DEVNULL, env=environment())
    try:
        assert until(lambda: audit().state == "at work" and children(server.pid))
        (child,) = children(server.pid)
        assert until(lambda: left(named))
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()
    assert until(lambda: not Path(f"/proc/{child}").exists(), 10), "the audit outlived its program"
    assert (audit().state, left(named)) == ("at work", ["work-1"])
    from tallystick.review.audits.worker import at_work

    with at_work(named):
        assert until(lambda: audit().state == "ended")
        assert until(lambda: not left(named))
    assert audit().how == "broken"
    assert "start it again" in text(browser.get("/audits/1"))
    assert acts() == [("person", "audit.ask"), ("program", "audit.begin"),
                      ("program", "audit.end")]  # fmt: skip


@LINUX
@pytest.mark.parametrize("ended_by", [signal.SIGTERM, signal.SIGKILL])
def test_an_audit_whose_worker_is_ended_is_broken_and_can_be_started_again(
    named, browser, ended_by
):
    from django.db import connections

    own = named.folder / "case.toml"
    own.write_text(own.read_text() + 'engagements = "../exports"\n')
    ask(browser)
    connections.close_all()
    work = command("review", "work", named.folder)
    worker = subprocess.Popen(work, env=environment())
    try:
        assert until(lambda: audit().state == "at work" and children(worker.pid))
        (child,) = children(worker.pid)
        assert until(lambda: left(named))
    finally:
        worker.send_signal(ended_by)
    assert worker.wait(60) == (0 if ended_by == signal.SIGTERM else -ended_by)
    assert until(lambda: not Path(f"/proc/{child}").exists(), 10), "the audit outlived its worker"
    if ended_by == signal.SIGKILL:
        assert (audit().state, left(named)) == ("at work", ["work-1"])
        connections.close_all()
        with subprocess.Popen(work, env=environment()) as another:
            assert until(lambda: audit().state == "ended")
            another.terminate()
    assert (audit().how, left(named)) == ("broken", [])
    assert "start it again" in text(browser.get("/audits/1"))
    assert ask(browser)["Location"] == "/audits/2"
    whole(named)


@LINUX
def test_a_program_that_ends_in_order_breaks_its_audit_off(named, browser):
    from tallystick.review.audits.worker import at_work

    ask(browser)
    with at_work(named):
        assert until(lambda: left(named))
    assert (audit().how, left(named)) == ("broken", [])


def test_one_worker_at_a_time(named):
    from tallystick.review.audits.worker import locked

    with locked(named) as one, locked(named) as other:
        assert (one, other) == (True, False)
    with locked(named) as again:
        assert again


def test_one_audit_at_a_time(named, browser):
    ask(browser)
    answer = ask(browser)
    assert (answer.status_code, "Start another when" in text(answer)) == (409, True)
    assert audit().state == "asked"


@pytest.mark.parametrize(
    "name", ["", "../outside.toml", "town/incidents.csv", "/etc/passwd", "out.toml", "a/b/c.toml",
             "town/\u202eengagement.toml"],
)  # fmt: skip
def test_only_a_file_of_the_list_is_taken(named, browser, exports, tmp_path, name):
    (tmp_path / "outside.toml").write_text(ENGAGEMENT)
    (exports / "out.toml").symlink_to(tmp_path / "outside.toml")
    (exports / "a/b").mkdir(parents=True)
    (exports / "a/b/c.toml").write_text(ENGAGEMENT)
    (exports / "town/\u202eengagement.toml").write_text(ENGAGEMENT)
    answer = ask(browser, name)
    assert (answer.status_code, "Choose one of the list" in text(answer)) == (400, True)
    assert text(answer).count("<option") == 2
    assert acts() == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff", "no TOML"),
        (b"name = ", "no TOML"),
        (b"a = " + b"[" * 5000 + b"]" * 5000, "cannot be read"),
        (b"#" * (1 << 20) + b"\n", "more than 1 MiB"),
        (b'[[tables.incidents]]\nurl = " PostgreSQL:///office?host=/run"\n', "the server of"),
        (b'[engine]\nname = "spark"\nurl = "sc://somewhere"\n', "the server of"),
    ],
)
def test_an_engagement_that_is_not_audited_from_a_page(named, browser, exports, content, told):
    (exports / "hostile.toml").write_bytes(content)
    answer = ask(browser, "hostile.toml")
    assert (answer.status_code, told in text(answer)) == (400, True)
    assert acts() == []


@pytest.mark.parametrize(
    ("folder", "told"),
    [("..", "in the case or around it"), ("runs", "in the case or around it"),
     (".", "in the case or around it"), ("../none", "cannot be read"),
     ("../empty", "has no engagement file")],
)  # fmt: skip
def test_a_folder_from_which_the_case_could_be_read_lists_nothing(case, folder, told):
    (case.folder.parent / "empty").mkdir()
    (case.folder / "runs/a.toml").write_text(ENGAGEMENT)
    point_to(replace(case, engagements=case.folder / folder))
    browser = browser_of("me")
    assert told in text(browser.get("/audits"))
    assert ask(browser, "a.toml").status_code == 400


def test_a_case_that_names_no_folder_says_how(case, browser):
    assert "engagements = &#34;../exports&#34;" in text(browser.get("/audits"))


def test_a_file_that_changed_since_and_one_that_went_are_not_audited(worker, browser, exports):
    from tallystick.review.models import Audit

    for name, change in ((NAME, "\n"), ("other.toml", None)):
        (exports / name).write_text(ENGAGEMENT)
        ask(browser, name)
        if change is None:
            (exports / name).unlink()
        else:
            (exports / name).write_text(ENGAGEMENT + change)
        worker.take_up()
    assert list(Audit.objects.values_list("how", "why")) == [
        ("failed", "changed"), ("failed", "not_listed")
    ]  # fmt: skip


@LINUX
def test_who_may_not_import_any_more_gets_no_run(worker, named, browser):
    from tallystick.review.log.entries import append
    from tallystick.review.models import Run

    add("ana", ("analyst",))
    ask(browser_of("ana"))
    append(ACTOR, "person.roles", {"login": "ana", "roles": ["legal"]})
    worker.take_up()
    assert (audit().why, Run.objects.count(), left(named)) == ("role", 0, [])


def test_only_the_program_says_how_an_audit_went(named, browser):
    from tallystick.review.decisions.people import NotAllowedError
    from tallystick.review.log.entries import append

    ask(browser)
    for act in ("audit.begin", "audit.end"):
        with pytest.raises(NotAllowedError, match="role"):
            append(ACTOR, act, {"audit": 1, "how": "finished"})
    with pytest.raises(NotAllowedError, match="audit_ended"):
        append("program", "audit.begin", {"audit": 2})


PROBE = """
import os, socket, sys
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), 2)
    print("reached")
except OSError:
    print("closed")
print(os.nice(0), os.getuid())
"""


@LINUX
def test_the_launcher_leaves_the_network_and_its_turn(tmp_path):
    from tallystick.review.audits.process import LAUNCHER

    with socket.create_server(("127.0.0.1", 0)) as server:
        probe = [sys.executable, "-c", PROBE, str(server.getsockname()[1])]
        launched = [sys.executable, "-I", str(LAUNCHER), str(os.getpid()), *probe]
        here, there = (
            subprocess.run(each, capture_output=True, text=True, check=True).stdout.split()
            for each in (probe, launched)
        )
        assert here[0] == "reached"
        assert there == ["closed", str(int(here[1]) + 10), here[2]]
        orphan = [sys.executable, "-I", str(LAUNCHER), "1", *probe]
        assert subprocess.run(orphan, capture_output=True).returncode == 97


def test_the_process_gets_nothing_of_the_office(tmp_path, monkeypatch):
    from tallystick.review.audits import process

    seen = {}
    monkeypatch.setattr(process.subprocess, "Popen", lambda *a, **how: seen.update(how))
    monkeypatch.setenv("DATABASE_URL", "postgresql://office")
    monkeypatch.setenv("TALLYSTICK_CASE", "/case")
    process.AuditProcess(tmp_path / "engagement.toml", tmp_path)
    assert set(seen["env"]) <= set(process.KEPT)
    assert seen["start_new_session"]


def test_lines_that_tell_a_step_are_no_message(tmp_path):
    from tallystick.review.audits.process import message, steps

    (tmp_path / "said.txt").write_text(
        "reading a source\nwriting incidents\ncheck figures.pace\n"
        "reading a source of trouble\nit \x1b[31m failed\n"
    )
    assert steps(tmp_path) == ["reading a source", "writing incidents", "check figures.pace"]
    assert (
        message(tmp_path) == "reading a source of trouble\nit \N{REPLACEMENT CHARACTER}[31m failed"
    )
