"""A statement leaves the readers' room by two of them, and by legal where few could have told."""

import json

import pytest
from company_cases import MONDAY, at, begun, log_after
from exchanges import last_seq
from opened_case import ACTOR
from people_at_work import add, browser_of
from test_bundle_of_office import exported, members
from test_dispositions import pattern_of, replay
from two_runs import NEW, STILL
from whole_case import whole

TEXT = "Goods were bought that stand in no book of the unit."
SIX = {"unit": "Division 1", "first": "2024-05-01", "last": "2024-05-31"}
THREE = {"unit": "Division 2", "first": "2024-05-01", "last": "2024-05-31"}


@pytest.fixture
def clock(case, tmp_path, monkeypatch):
    clock = begun(tmp_path / "run", monkeypatch)
    at(clock, monkeypatch, MONDAY)
    return clock


def drafts():
    from tallystick.review.models import StatementDraft

    return StatementDraft.objects.all()


def write(detail, by="rea", text=TEXT, finding="F-01", status=302):
    form = {"text": text, "finding": finding, **detail}
    answer = browser_of(by).post("/reports/statements/write", form)
    assert answer.status_code == status, answer.content.decode()[-1500:]
    return drafts().get().code if status == 302 else answer.content.decode()


def done(login, act, code, detail=None, room="statements"):
    answer = browser_of(login).post(f"/reports/{room}/{code}/{act}", detail or {})
    return answer.status_code, answer.content.decode()


def test_a_circle_of_three_is_refused_with_the_next_move_until_legal_agrees(clock, case):
    """T3: two readers are not enough; what to do is said; legal agrees; it is a document."""
    from tallystick.review.exchange.documents import content_of
    from tallystick.review.models import Document

    code, before = write(THREE), last_seq()
    status, text = done("rea", "release", code)
    assert (status, "Another reader has not agreed" in text) == (409, True)
    assert done("leg", "agree", code, room="legal")[0] == 409
    assert done("rob", "second", code, THREE)[0] == 302
    status, text = done("rea", "release", code)
    assert status == 409
    assert "Legal must agree too: ask legal to read it" in text
    assert last_seq() == before
    assert not Document.objects.exists()
    assert "1 statement waits for legal" in browser_of("leg").get("/").content.decode()
    assert TEXT in browser_of("leg").get("/reports/legal").content.decode()
    assert done("leg", "agree", code, room="legal")[0] == 302
    assert done("rea", "release", code)[0] == 302
    held = Document.objects.get()
    assert content_of(held).decode() == TEXT
    assert (held.pattern, held.handed_in_by.login, held.unit) == (pattern_of(STILL), "rea", "")
    who = [(act, each.get("of", 0)) for act, each in log_after(before)]
    written = before + 1
    assert who == [("statement.write", 0), ("statement.second", written),
                   ("statement.legal", written), ("document.add", 0)]  # fmt: skip
    assert not drafts().exists()
    exchange = browser_of("ana").get(f"/findings/{held.pattern.code}/exchange").content.decode()
    assert f'href="/documents/{held.created_seq}"' in exchange
    log = browser_of("see").get("/log").content.decode()
    assert [each for each in ("wrote a statement", "as another reader", "as legal", "handed in")
            if each not in log] == []  # fmt: skip
    assert replay() == []
    assert "documents compared with the log: 1; erased by an entry: 0" in whole(case)
    content = [each for each in case.folder.rglob("*") if each.is_file()]
    assert sum(TEXT.encode() in each.read_bytes() for each in content) == 1


def test_a_circle_of_six_needs_two_readers_alone(clock):
    from tallystick.review.models import LogEntry, Statement

    code = write(SIX)
    assert done("rob", "second", code, SIX)[0] == 302
    assert "waits for legal" not in browser_of("leg").get("/").content.decode()
    assert TEXT not in browser_of("leg").get("/reports/legal").content.decode()
    assert done("rob", "release", code)[0] == 302
    held = Statement.objects.get()
    assert (held.legal, held.legal_by, held.second_by.login) == ("not needed", None, "rob")
    actors = LogEntry.objects.filter(act__startswith="statement").values_list("actor", flat=True)
    assert list(actors) == ["person:rea", "person:rob"]


@pytest.mark.parametrize(("first", "second", "small"), [
    (SIX, SIX, False), (SIX, THREE, True), (THREE, SIX, True), (SIX, {}, True), ({}, SIX, True),
])  # fmt: skip
def test_the_smaller_circle_of_two_readers_holds(clock, first, second, small):
    code = write(first)
    done("rob", "second", code, second)
    assert drafts().get().small == small
    assert done("rea", "release", code)[0] == (409 if small else 302)


def test_nobody_agrees_twice_nor_to_their_own(clock):
    add("both", ("reader", "legal"))
    code = write(THREE, by="both")
    assert done("both", "second", code, THREE)[0] == 409
    assert done("rob", "second", code, THREE)[0] == 302
    assert done("rea", "second", code, THREE)[0] == 409
    assert done("both", "agree", code, room="legal")[0] == 409
    assert done("leg", "agree", code, room="legal")[0] == 302
    assert done("leg", "agree", code, room="legal")[0] == 409
    assert drafts().get().second_by == "rob"


def test_it_is_released_on_a_monday_alone(clock, monkeypatch):
    from tallystick.review.models import LogEntry

    code = write(SIX)
    done("rob", "second", code, SIX)
    for day in range(7, 13):
        at(clock, monkeypatch, MONDAY.replace(day=day))
        status, text = done("rea", "release", code)
        assert (status, "next Monday" in text) == (409, True), day
    at(clock, monkeypatch, MONDAY.replace(day=13))
    assert done("rea", "release", code)[0] == 302
    rows = LogEntry.objects.filter(act__startswith="statement")
    assert {each.day.isoformat() for each in rows} == {"2026-04-13"}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_words_of_a_code_are_refused_and_nothing_is_kept(clock, case, language):
    from tallystick.intake.codes.code import new_code

    code = " ".join(new_code().words(language))
    text = write(SIX, text=f"The writer has {code} as a code.", status=409)
    assert "Take them out; nothing was kept" in text
    assert not drafts().exists()
    held = [each for each in case.folder.rglob("*") if each.is_file()]
    assert [each for each in held if code.encode() in each.read_bytes()] == []


def test_a_finding_that_there_is_not_and_a_lead_on_an_officer_are_refused(clock):
    for finding in ("", "F-77", "L-01", "Division 1", "x" * 400):
        assert "aria-invalid" in write(SIX, finding=finding, status=400)
    assert not drafts().exists()


def test_a_draft_is_in_no_log_and_no_page_of_others(clock, case):
    """R7: with a draft and without, whoever is neither reader nor legal sees the same bytes."""
    pages = ("/", "/findings", "/requests", "/requests/company", "/log", "/releases", "/half",
             "/bundle", f"/findings/{pattern_of(STILL).code}",
             f"/findings/{pattern_of(STILL).code}/exchange", "/reports",
             "/reports/legal")  # fmt: skip

    def seen():
        shown = {}
        for login in ("ana", "rev", "see", "uno"):
            browser = browser_of(login)
            for each in pages:
                answer = browser.get(each)
                parts = answer.content.decode().split('name="csrfmiddlewaretoken" value="')
                told = parts[0] + "".join(each.partition('"')[2] for each in parts[1:])
                shown[login, each] = answer.status_code, told
        return shown

    before, seq = seen(), last_seq()
    code = write(THREE)
    done("rob", "second", code, THREE)
    assert seen() == before
    assert last_seq() == seq
    assert {status for status, _ in before.values()} >= {200, 403}


def test_no_bundle_has_a_draft_and_what_is_dropped_is_gone(clock, case, tmp_path):
    code = write(SIX)
    path = exported(browser_of("me"), tmp_path, "unmasked", "The court asked")
    held = members(path)
    assert not [name for name, each in held.items() if TEXT.encode() in each]
    assert "statement_draft" not in json.loads(held["state.json"])
    assert done("rob", "drop", code)[0] == 302
    assert not drafts().exists()
    files = [each for each in case.folder.rglob("*") if each.is_file()]
    assert [each for each in files if TEXT.encode() in each.read_bytes()] == []
    assert done("rob", "second", code, SIX)[0] == 409


def test_what_the_letter_says_is_not_kept_with_a_statement(clock, case):
    detail = {"exhibit": "Zyxwgoods", "cases": "Zyxwcase"}
    code = write(detail)
    done("rob", "second", code, detail)
    done("leg", "agree", code, room="legal")
    assert done("rea", "release", code)[0] == 302
    files = [each for each in case.folder.rglob("*") if each.is_file()]
    assert [each for each in files if b"Zyxw" in each.read_bytes()] == []


def test_who_is_recused_writes_and_agrees_to_nothing(clock):
    from tallystick.review.log.entries import append

    append(ACTOR, "recusal.add", {"login": "rob", "kind": "finding",
                                  "value": pattern_of(STILL).fingerprint}, "A friend")  # fmt: skip
    assert "recused" in write(SIX, by="rob", status=409)
    assert done("rob", "second", write(SIX), SIX)[0] == 409
    assert drafts().get().second_by == ""


def test_the_log_takes_no_statement_that_lacks_somebody(clock, monkeypatch):
    """The projections are the guard, so that no page is: each fault of an entry is refused."""
    from django.db import transaction

    from tallystick.review.decisions.people import NotAllowedError
    from tallystick.review.log.entries import append

    sha256, on = "a" * 64, {"pattern": pattern_of(STILL).fingerprint}
    other = {"pattern": pattern_of(NEW).fingerprint}

    def made(written="rea", legal="needed", seconds=("rob",), agreed=("leg",), by="rea",
             digest=sha256, about=on):  # fmt: skip
        with transaction.atomic():
            told = {**on, "sha256": sha256, "legal": legal}
            seq = append(f"person:{written}", "statement.write", told).seq
            for each in seconds:
                append(f"person:{each}", "statement.second", {**about, "of": seq})
            for each in agreed:
                append(f"person:{each}", "statement.legal", {**about, "of": seq})
            document = {**about, "statement": seq, "sha256": digest, "size": 5, "suffix": ".txt"}
            append(f"person:{by}", "document.add", document, "statement.txt")

    faults = (
        {"written": "ana"}, {"written": "leg"}, {"legal": "off"}, {"seconds": ()},
        {"seconds": ("rea",)}, {"seconds": ("ana",)}, {"seconds": ("rob", "ria")}, {"agreed": ()},
        {"agreed": ("rea",)}, {"agreed": ("rev",)}, {"agreed": ("leg", "leg")}, {"by": "ana"},
        {"digest": "b" * 64}, {"about": other}, {"agreed": (), "legal": "needed"},
    )  # fmt: skip
    for each in faults:
        with pytest.raises(NotAllowedError):
            made(**each)
    at(clock, monkeypatch, MONDAY.replace(day=8))
    with pytest.raises(NotAllowedError, match="statement_weekday"):
        made()
    at(clock, monkeypatch, MONDAY.replace(day=13))
    made()
