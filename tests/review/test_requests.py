"""Requests to units and tasks of colleagues: how each stands on which day, and who ends it."""

from datetime import date

import pytest
from exchanges import OWN, ask, everybody, file_of, mask_of, release, release_request, seq_of
from people_at_work import browser_of
from test_dispositions import pattern_of, replay
from test_hostile_forms import HOSTILE, judged
from two_runs import OFFICER_NOW, STILL


@pytest.fixture
def office(case_of_two):
    everybody()
    return case_of_two


def states(browser, state=""):
    """The numbers of the requests on the list, in its order."""
    import re

    text = browser.get(f"/requests{'?state=' + state if state else ''}").content.decode()
    return [int(each) for each in re.findall(r'href="/requests/(\d+)"', text)]


def test_how_each_stands_by_its_day_and_what_became_of_it(office, monkeypatch):
    from tallystick.review.exchange.requests import state_on
    from tallystick.review.models import Request
    from tallystick.review.pages import exchanged

    late, early = ask("agency", due="2090-03-02"), ask("agency", due="2090-03-01")
    paper, needless = ask(mask_of(OWN), due="2090-02-01"), ask("agency", due="2090-02-01")
    ana = browser_of("ana")
    ana.post(f"/requests/{paper}/answer", {"text": "By letter", "documents": file_of()})
    assert ana.post(f"/requests/{needless}/close", {"reason": ""}).status_code == 400
    ana.post(f"/requests/{needless}/close", {"reason": "It was found"})
    held = {each.created_seq: each for each in Request.objects.all()}
    table = {
        early: ("open", "open", "overdue"),
        late: ("open", "open", "open"),
        paper: ("answered", "answered", "answered"),
        needless: ("closed", "closed", "closed"),
    }
    for seq, told in table.items():
        days = (date(2090, 1, 1), date(2090, 3, 1), date(2090, 3, 2))
        assert tuple(state_on(held[seq], day) for day in days) == told
    monkeypatch.setattr(exchanged, "today", lambda: date(2090, 3, 2))
    assert states(ana) == [early, late]
    assert states(ana, "overdue") == [early]
    assert states(ana, "open") == [late]
    assert states(ana, "answered") == [paper]
    assert states(ana, "closed") == [needless]
    assert ana.get("/requests?state=x").status_code == 404
    for seq in (paper, needless):
        for verb, form in (("answer", {"text": "Again"}), ("close", {"reason": "Again"})):
            answer = ana.post(f"/requests/{seq}/{verb}", form)
            assert answer.status_code == 409
            assert "Somebody ended this" in answer.content.decode()
    assert replay() == []


@pytest.mark.parametrize("state", ["", "overdue", "open", "answered", "closed"])
def test_a_long_list_comes_in_pages_and_counts_as_each_row_says(office, state, monkeypatch):
    """The slow twin asks each row by itself how it stands."""
    from tallystick.review.exchange.requests import state_on
    from tallystick.review.models import Request, Task
    from tallystick.review.pages import exchanged

    people = {"asked_by_id": 1, "created_seq": 0, "to": "agency"}
    monkeypatch.setattr(exchanged, "PAGE", 4)
    monkeypatch.setattr(exchanged, "today", lambda: date(2090, 1, 15))
    for at in range(30):
        how = {"due": date(2090, 1, 1 + at * 7 % 29), "body_sha256": "", "created_seq": 1000 + at}
        ended = ("open", "open", "answered", "closed")[at % 4]
        Request.objects.create(id=100 + at, **people | how, state=ended)
        done = None if at % 3 else 5
        Task.objects.create(id=100 + at, **how, holder_id=1, given_by_id=1, done_seq=done)
    rows = [*Request.objects.order_by("due", "id"), *Task.objects.order_by("due", "id")]
    states_of = [(each, state_on(each, date(2090, 1, 15))) for each in rows]
    wanted = (state,) if state else ("overdue", "open")
    right = [each.created_seq for each, own in states_of
             if own in wanted and isinstance(each, Request)]  # fmt: skip
    shown, tasks, number = [], [], 1
    while True:
        page = exchanged.listed(state, number)
        assert page.number == number
        assert max(len(page.requests), len(page.tasks)) <= 4
        shown += [each.held.created_seq for each in page.requests]
        tasks += [each.held.id for each in page.tasks]
        if number == page.pages:
            break
        number += 1
    assert shown == right
    assert tasks == [each.id for each, own in states_of if own in wanted and isinstance(each, Task)]
    assert exchanged.listed(state, 999).number == number
    counted = {own: sum(each == own for _, each in states_of) for own in dict(page.states)}
    assert dict(page.states) == counted
    assert sum(counted.values()) == len(rows)
    ana = browser_of("ana")
    text = ana.get(f"/requests?page=2&state={state}").content.decode()
    assert (f'href="/requests?page=1{"&amp;state=" + state if state else ""}"' in text) == (
        number > 1
    )
    for hostile in ("0", "-1", "x", "9" * 99, "\u0662"):
        assert ana.get("/requests", {"page": hostile}).status_code == 200


def test_overdue_requests_and_own_tasks_wait_on_the_front_and_the_finding(office, monkeypatch):
    from tallystick.review.pages import exchanged, front

    pattern = pattern_of(STILL)
    ask(mask_of(OWN), pattern, due="2090-01-01")
    form = {"holder": "rev", "text": "Read the file", "due": "2090-01-01", "pattern": pattern.code}
    assert browser_of("ana").post("/tasks/give", form).status_code == 302
    for module in (exchanged, front):
        monkeypatch.setattr(module, "today", lambda: date(2090, 1, 2))
    text = browser_of("rev").get("/").content.decode()
    assert "1 request is overdue" in text
    assert "1 task of yours is open" in text
    assert "task of yours" not in browser_of("ana").get("/").content.decode()
    finding = browser_of("ana").get(f"/findings/{pattern.code}").content.decode()
    assert finding.count('class="state overdue"') == 2


def test_a_task_is_done_by_who_holds_or_gave_it_alone_and_once(office):
    from tallystick.review.models import Task

    ana, rev, leg = (browser_of(each) for each in ("ana", "rev", "leg"))
    form = {"holder": "rev", "text": "Read the file", "due": "2090-01-01"}
    for holder in ("uno", "nobody", "me"):
        status = ana.post("/tasks/give", form | {"holder": holder}).status_code
        assert status == (302 if holder == "me" else 409), holder
    assert ana.post("/tasks/give", form | {"due": "2020-01-01"}).status_code == 400
    ana.post("/tasks/give", form)
    seq = seq_of("task.give")
    assert leg.post(f"/tasks/{seq}/done", {"reason": ""}).status_code == 409
    assert rev.post(f"/tasks/{seq}/done", {"reason": "Read"}).status_code == 302
    assert ana.post(f"/tasks/{seq}/done", {"reason": ""}).status_code == 409
    assert Task.objects.get(created_seq=seq).done_seq == seq_of("task.done")
    assert replay() == []


def test_nothing_is_asked_on_a_lead_on_an_officer_before_it_is_opened(office):
    lead, ana = pattern_of(OFFICER_NOW), browser_of("ana")
    form = {"to": "agency", "text": "The file", "due": "2090-01-01", "pattern": lead.code}
    assert ana.post("/requests/ask", form).status_code == 409
    assert ana.post("/tasks/give", form | {"holder": "rev"}).status_code == 409
    handed = ana.post(f"/findings/{lead.code}/document", {"documents": file_of()})
    assert handed.status_code == 409
    assert list((office.folder / "documents").rglob("*.*")) == []


@pytest.mark.parametrize(("text", "fits"), HOSTILE, ids=lambda each: str(each)[:12])
def test_hostile_words_in_every_form(office, text, fits):
    from tallystick.review.models import LogEntry

    pattern = pattern_of(STILL)
    ana, rev, leg, uno = (browser_of(each) for each in ("ana", "rev", "leg", "uno"))
    waits = release(pattern, mask_of(OWN), by="rev")
    asked, other = ask(mask_of(OWN), pattern), ask("agency")
    release_request(asked)
    due = {"due": "2090-01-01"}

    def tries(browser, where, **form):
        judged(browser.post(where, form), text, fits, where)

    tries(ana, "/requests/ask", to="agency", text=text, **due)
    tries(ana, "/tasks/give", holder="rev", text=text, pattern=pattern.code, **due)
    tries(ana, f"/requests/{other}/close", reason=text)
    tries(leg, f"/releases/{waits}/second", choice="agrees", reason=text)
    if not fits:
        leg.post(f"/releases/{waits}/second", {"choice": "agrees"})
    tries(uno, f"/room/findings/{waits}/reply", text=text)
    tries(uno, f"/room/requests/{asked}/answer", text=text)
    tries(rev, f"/releases/{waits}/end", reason=text)
    for form in ({"to": text, "text": "x", **due}, {"to": "agency", "text": "x", "due": text}):
        assert ana.post("/requests/ask", form).status_code in (400, 409)
    assert ana.post("/tasks/give", {"holder": text, "text": "x", **due}).status_code in (400, 409)
    assert leg.post(f"/findings/{pattern.code}/release", {"to": text}).status_code == 409
    shown = [f"/findings/{pattern.code}", f"/findings/{pattern.code}/exchange", "/requests",
             f"/findings/{pattern.code}/statement", f"/requests/{asked}", "/log", "/releases",
             f"/releases/{waits}", "/requests?state=closed"]  # fmt: skip
    for browser, pages in ((rev, shown), (uno, ["/room", f"/room/requests/{asked}"])):
        for each in pages:
            answer = browser.get(each)
            assert answer.status_code == 200, each
            assert "<script>alert" not in answer.content.decode(), each
    for each in LogEntry.objects.exclude(act="person.add"):
        assert text not in each.object, each.act
    assert replay() == []


def test_a_disk_that_is_full_is_said_in_words_and_leaves_nothing(office, monkeypatch):
    import errno
    import os

    from tallystick.review.models import LogEntry

    def full(number):
        raise OSError(errno.ENOSPC, "No space left on device")

    pattern, before = pattern_of(STILL), LogEntry.objects.count()
    monkeypatch.setattr(os, "fsync", full)
    answer = browser_of("ana").post(f"/findings/{pattern.code}/document", {"documents": file_of()})
    assert answer.status_code == 500
    assert "Make room on the disk" in answer.content.decode()
    assert LogEntry.objects.count() == before
    assert [each for each in (office.folder / "documents").rglob("*") if each.is_file()] == []
