"""Every form that any page shows, with anything in any field: taken, or refused in words."""

import re
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from decided import Clock, import_findings
from exchanges import OWN, add_document, ask, everybody, mask_of, release, release_request, seq_of
from forms_seen import forms_of, route
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from logged_in import PASSWORD, accounts_on, enrolled, invitation, log_in, stranger
from made_runs import Made
from people_at_work import add, browser_of, explained, referred
from test_dispositions import address, pattern_of
from test_own_officers import SHIFT, posted
from two_runs import NEW, OFFICER_NOW, RUNS, STILL, TURNED

HOSTILE = (
    "", " ", "<script>alert(1)</script>", "x" * 5_000, "\u202eשלום\u200b\u2066", "NUL\x00",
    "\ud800", "'; DROP TABLE entry; --", "{{ 7 * 7 }}{% raw %}", "=cmd()|'", "../../../etc/passwd",
    "\r\n\r\nX: y", "0", "-1", "9" * 400, "1e999", "nan", "٣", "2090-02-30", "0001-01-01",
    "9999-12-31", "2025-03-01", "2090-01-01", "ana", "unit:Division 3", "finding:" + "0" * 64,
    "agency", "on",
)  # fmt: skip
VALUES = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40), st.integers().map(str))
LOGINS = ("me", "ana", "rev", "leg", "uno", "adm")
# The forms of pages that are there where people log in.
OF_ACCOUNTS = {"log-in", "log-in/second", "log-in/enrol", "log-out", "account/password",
               "account/codes", "account/authenticator", "invitation/<str:login>/<str:token>",
               "people/invite", "people/close", "people/unit"}  # fmt: skip
# The form that is there where a run has postings, and those where a report is acted on.
OF_OWN_OFFICERS = "room/findings/<int:seq>/names"
OF_ACTING = {"requests/company/ask", "requests/company/<int:seq>/release", "reports/circle",
             "reports/statements/write", "reports/statements/<slug:code>/second",
             "reports/statements/<slug:code>/drop", "reports/statements/<slug:code>/release",
             "reports/legal/<slug:code>/agree", "reports/links/keep"}  # fmt: skip


@pytest.fixture
def office(case_of_two, tmp_path, monkeypatch):
    """An office in which something of each kind waits, so that each form stands on a page."""
    from dataclasses import replace

    from opened_case import point_to
    from test_audits_from_pages import ENGAGEMENT

    from tallystick.review.pages import log

    # SQLite empties no journal within a transaction, as each form here is sent in one to be undone.
    monkeypatch.setattr(log, "empty_journal", lambda: None)
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports/engagement.toml").write_text(ENGAGEMENT)
    point_to(replace(case_of_two, engagements=tmp_path / "exports"))
    # Findings that stood when the quarter began, so that there is a lot to draw.
    clock = Clock(monkeypatch)
    import_findings(
        tmp_path / "run", *RUNS[1][0], *(Made(f"Division {at}") for at in range(40, 52))
    )
    clock.at(datetime.now(UTC))
    everybody()
    add("adm", ("administrator",))
    still, turned = pattern_of(STILL), pattern_of(TURNED)
    released, asked = release(still, mask_of(OWN)), ask(mask_of(OWN), still)
    release_request(asked)
    ask("agency")
    release(turned, mask_of(OWN), by="rev")
    add_document(still)
    browsers = {login: browser_of(login) for login in LOGINS}
    ana, rev, leg = (browsers[each] for each in ("ana", "rev", "leg"))
    form = {"holder": "rev", "text": "Read the file", "due": "2090-01-01"}
    ana.post("/tasks/give", form)
    ana.post(address(still, "explained"), explained(still))
    rev.post(f"/findings/{still.code}/seen")
    other = pattern_of(NEW)
    rev.post(address(other, "referred"), referred(other))
    leg.post(f"/findings/{other.code}/seen")
    leg.post(f"/findings/{other.code}/agree", {"of": seq_of("disposition.propose"),
                                               "choice": "agrees"})  # fmt: skip
    units = {"earlier": mask_of("Division 40"), "later": mask_of("Division 41")}
    rev.post("/runs/join", units | {"reason": "Order 12"})
    assert released
    browsers["me"].post("/audits/start", {"engagement": "engagement.toml"})
    return browsers


def begins():
    """Where the forms are that wait: the first page, patterns and entries with texts."""
    from tallystick.review.models import LogEntry

    told = LogEntry.objects.exclude(body_sha256=None).order_by("-seq")[:3]
    codes = [pattern_of(each).code for each in (STILL, NEW, TURNED, OFFICER_NOW)]
    return (
        "/",
        "/readings",
        f"/findings/{codes[0]}/second",
        *(f"/findings/{each}" for each in codes),
        *(f"/log/{each.seq}" for each in told),
    )


def crawled(browsers):
    """Every form of every page, by who sees it."""
    found = {}
    for _ in range(2):
        for login, browser in browsers.items():
            for each in forms_of(browser, login, begins()):
                found.setdefault((route(each.to), tuple(name for name, _ in each.fields)), each)
        # From then on there are readings to give.
        browsers["me"].post("/readings/draw")
    return list(found.values())


def routes_that_take_forms():
    """The address of each view that takes forms alone."""
    from django.urls import resolve
    from test_may import pages

    browsers = [browser_of(each) for each in ("me", "uno")]
    for where, _, _ in pages():
        if any(each.get(where).status_code == 405 for each in browsers):
            yield resolve(where).route


@contextmanager
def undone():
    """What is done meanwhile is not there afterwards."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def body_of(fields):
    """Fields as a browser sends them, and half a character as none does."""
    return urlencode([tuple(each.encode("utf-8", "surrogatepass") for each in field)
                      for field in fields])  # fmt: skip


@st.composite
def filled_in(draw, forms):
    """A form with a value of its own list, or anything, in each field; or without the field."""
    form = draw(st.sampled_from(forms))
    fields = []
    # Mostly one field is hostile, since a form with two is often refused for the first of them.
    most = draw(st.sampled_from((1, 1, 1, 2, 9)))
    hostile = draw(
        st.lists(st.sampled_from([name for name, _ in form.fields] or [""]), max_size=most)
    )
    for name, values in form.fields:
        kept = [each for each in values if each] or values
        fields.append((name, draw(VALUES if name in hostile else st.sampled_from(kept))))
    fields = [each for each in fields if each[0] not in hostile or draw(st.integers(0, 4))]
    if draw(st.booleans()):
        fields.append((draw(st.sampled_from(("", "x", "page", "documents"))), draw(VALUES)))
    return form, fields


def is_told(text):
    """Whether a page says what was wrong, and does more than begin."""
    words = re.sub(r"<[^>]*>", " ", text.partition("<main")[2])
    return len(words.split()) > 8


def sent(browser, form, fields):
    from tallystick.review.log.replay import differences
    from tallystick.review.models import LogEntry

    before = LogEntry.objects.count()
    kind = "application/x-www-form-urlencoded"
    answer = browser.post(form.to, body_of(fields), content_type=kind)
    new = LogEntry.objects.count() - before
    assert answer.status_code in (200, 302, 400, 403, 404, 409, 429), answer.status_code
    if answer.status_code >= 400:
        assert new == 0
        assert is_told(answer.content.decode()) or answer.status_code == 404
    if answer.get("Content-Type", "").startswith("text/html"):
        assert "<script>alert" not in answer.content.decode()
    if new:
        assert differences() == []
        page = browser.get(form.page)
        assert page.status_code in (200, 302, 403, 404)
        assert "<script>alert" not in page.content.decode()
    return answer.status_code


def tried_with(browsers, forms, examples):
    """Send so many forms, each by who saw it; return the answers that there were."""
    done = set()
    for each in browsers.values():
        each.raise_request_exception = False

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(filled_in(forms))
    def tried(filled):
        form, fields = filled
        with undone():
            done.add(sent(browsers[form.login], form, fields))

    tried()
    return done


EXAMPLES = pytest.mark.parametrize(
    "examples", [60, pytest.param(1000, marks=pytest.mark.slow)], ids=["some", "many"]
)


@EXAMPLES
def test_any_form_with_anything_in_it_is_taken_or_refused_in_words(office, examples):
    forms = crawled(office)
    missing = set(routes_that_take_forms()) - {route(each.to) for each in forms} - OF_ACCOUNTS
    assert missing - OF_ACTING == {OF_OWN_OFFICERS}, missing
    assert {302, 400} <= tried_with(office, forms, examples)


@EXAMPLES
def test_the_form_for_own_officers_with_anything_in_it(case, tmp_path, examples):
    posted(tmp_path / "run")
    release(pattern_of(SHIFT), mask_of(OWN))
    browsers = {"uno": browser_of("uno")}
    forms = [each for each in forms_of(browsers["uno"], "uno") if route(each.to) == OF_OWN_OFFICERS]
    assert {302, 400} <= tried_with(browsers, forms, examples)


@EXAMPLES
def test_any_form_of_an_account_with_anything_in_it(case_of_two, examples):
    for login in ("adm", "ana", "new", "other"):
        add(login, ("administrator",) if login == "adm" else ("analyst",))
    with accounts_on():
        begins = {"adm": ("/account", "/people"), "": (invitation("new"), "/log-in"),
                  "password": ("/log-in/second",), "no factor": ("/log-in/enrol",)}  # fmt: skip
        enrolled("ana")
        browsers = {"adm": enrolled("adm")[0], "": stranger(), "password": log_in("ana")[0],
                    "no factor": stranger()}  # fmt: skip
        told = {"password": PASSWORD, "again": PASSWORD}
        assert browsers["no factor"].post(invitation("other"), told).status_code == 302
        forms = [each for login, browser in browsers.items()
                 for each in forms_of(browser, login, begins[login])]  # fmt: skip
        missing = OF_ACCOUNTS - {route(each.to) for each in forms}
        assert not missing, missing
        assert {302, 400} <= tried_with(browsers, forms, examples)


@EXAMPLES
def test_the_forms_of_who_acts_on_a_report_with_anything_in_them(
    case, tmp_path, monkeypatch, examples
):
    from company_cases import MONDAY, at, begun
    from test_reader_statements import THREE, drafts

    from tallystick.review.acting import drafts as acting
    from tallystick.review.acting import library

    monkeypatch.setattr(acting, "empty_journal", lambda: None)
    monkeypatch.setattr(library, "is_there", lambda case: True)
    at(begun(tmp_path / "run", monkeypatch), monkeypatch, MONDAY)
    browsers = {each: browser_of(each) for each in ("ria", "rob", "leg")}
    begins = ("/reports/statements", "/reports/legal", "/requests/company", "/reports/letters")
    written = {"text": "A book is missing", "finding": "F-01", **THREE}
    forms = forms_of(browsers["ria"], "ria", begins)
    for n in (1, 2):
        browsers["ria"].post("/reports/statements/write", written)
        if n == 1:
            forms += forms_of(browsers["rob"], "rob", begins[:1])
            browsers["rob"].post(f"/reports/statements/{drafts().get().code}/second", THREE)
    browsers["ria"].post("/requests/company/ask", {"text": "Books", "due": "2090-01-01"})
    for login, browser in browsers.items():
        forms += forms_of(browser, login, begins)
    missing = OF_ACTING - {route(each.to) for each in forms}
    assert not missing, missing
    own = [each for each in forms if route(each.to) in OF_ACTING]
    assert {302, 400} <= tried_with(browsers, own, examples)
