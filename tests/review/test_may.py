"""Every cell of who may do what, asked by HTTP, for every role and for nobody."""

import pytest
from people_at_work import PEOPLE, add, browser_of, referred
from two_runs import STILL, TURNED

# Section 12 of the design, copied by hand: analyst, reviewer, legal, auditee, reader of reports,
# administrator, read only. Cells that name an act of their own there have a row of their own.
DESIGN = {
    "run.import": "y y - - - - -",
    "run.withdraw": "y y - - - - -",
    "audit.start": "y y - - - - -",
    "finding.read": "y y y u - - y",
    "names.unmask": "- y y u - - -",
    "evidence.run": "y y y - - - -",
    "disposition.propose": "y y - - - - -",
    "disposition.second": "- y y - - - -",
    "disposition.refer": "- 2 y - - - -",
    "request.ask": "y y y u - - -",
    "finding.release": "- 2 y - - - -",
    "reply.give": "- - - u - - -",
    "question.answer": "- y - - - - -",
    "unit.join": "- y - - - - -",
    "log.read": "y y y u - - y",
    "log.heads": "y y y u - y y",
    "room_log.read": "- - - - y - -",
    "bundle.export": "- y y u - - -",
    "text.erase": "- - 2 - - - -",
    "report.open": "- - - - y - -",
    "statement.release": "- - - - 2 - -",
    "statement.agree": "- - y - - - -",
    "reader_key.add": "- - - - - 2 -",
    "reader_key.agree": "- y - - - - -",
    "people.change": "- - - - - y -",
}
WITHOUT_PAGE = {
    "run.import",  # by the command alone
    "room_log.read", "reader_key.add", "reader_key.agree",
}  # fmt: skip
LOGINS = ("", *PEOPLE)
WORDS = {"y": "yes", "u": "own unit", "2": "second", "-": "never"}


def letter(login, act):
    """What the design says; nobody may do nothing."""
    return DESIGN[act].split()[list(PEOPLE).index(login)] if login else "-"


@pytest.fixture
def everybody(case_of_two):
    for login, roles in PEOPLE.items():
        add(login, roles)
    return case_of_two


def pages():
    """Every address of the office, filled in, with the act of its view, and if it is a room's."""
    from tallystick.review.models import Pattern, Question
    from tallystick.review.urls import urlpatterns

    pattern = Pattern.objects.get(subject=TURNED.subject)
    parts = {"slug:code": pattern.code, "int:number": "1", "int:seq": "2", "int:other": "2",
             "int:place": "1", "str:quarter": "2026-04-01",
             "str:token": "none", "str:login": "ana", "str:name": "review.css",
             "path:path": "x.js"}  # fmt: skip
    assert Question.objects.get().pattern == pattern
    for each in urlpatterns:
        address = "/" + str(each.pattern)
        for name, value in parts.items():
            address = address.replace(f"<{name}>", value)
        assert "<" not in address
        yield address, getattr(each.callback, "act", None), getattr(each.callback, "in_room", False)


def test_the_table_is_that_of_the_design(django_ready):
    from tallystick.review.decisions.may import ACTS, ROLES, TABLE

    assert set(ACTS) == set(DESIGN)
    assert tuple(roles[0] for roles in PEOPLE.values()) == ROLES
    for act, cells in DESIGN.items():
        for role, cell in zip(ROLES, cells.split(), strict=True):
            assert TABLE[role, act] == WORDS[cell], (role, act)


def test_every_view_names_an_act_of_the_table_and_one_without_is_closed(everybody):
    from django.http import HttpResponse
    from django.test import RequestFactory

    from tallystick.review.models import Person
    from tallystick.review.pages.allowed import Allowed

    acts = {act for _, act, _ in pages()}
    assert None not in acts
    assert acts - {"inside", "outside"} == set(DESIGN) - WITHOUT_PAGE
    request = RequestFactory().get("/")
    request.session = {}
    request.person = Person.objects.get(login="me")
    door = Allowed(lambda request: HttpResponse("shown"))
    answer = door.process_view(request, lambda request: HttpResponse("shown"), (), {})
    assert answer is not None
    assert answer.status_code == 403


@pytest.mark.parametrize("login", LOGINS)
def test_every_cell_that_has_a_page_by_http(everybody, login):
    browser, asked = browser_of(login), 0
    for address, act, in_room in pages():
        if address.startswith("/enter/"):
            continue
        for method in (browser.get, browser.post):
            status = method(address).status_code
            asked += 1
            if act == "outside":
                assert status != 403, address
            elif act == "inside":
                assert (status == 403) == (not login), address
            else:
                open_to = letter(login, act) in ("u" if in_room else "y2")
                assert (status == 403) != open_to, (login, address, status)
    assert asked > 50


@pytest.mark.parametrize("login", LOGINS)
def test_every_cell_by_http_for_who_logged_in_and_for_nobody(everybody, login):
    """Nobody, and who gave a password alone, is sent to the log-in by each page, and by no form."""
    from logged_in import accounts_on, enrolled, log_in, stranger

    with accounts_on():
        browsers = [(enrolled(login)[0], login), (log_in(login)[0], "")] if login else []
        asked = 0
        for browser, who in browsers or [(stranger(), "")]:
            for address, act, in_room in pages():
                if address.startswith(("/enter/", "/log-out", "/invitation/")):
                    continue
                shown, sent = browser.get(address), browser.post(address)
                asked += 2
                if act == "outside":
                    assert shown.status_code != 403, address
                elif not who:
                    assert shown["Location"] == "/log-in", address
                    assert sent.status_code == 403, address
                else:
                    cells = "u" if in_room else "y2"
                    open_to = act == "inside" or letter(who, act) in cells
                    told = (who, address, shown.status_code, sent.status_code)
                    assert (shown.status_code != 403, sent.status_code != 403) == (
                        open_to, open_to
                    ), told  # fmt: skip
                    assert shown.get("Location") != "/log-in", told
        assert asked > 100


def test_the_auditee_is_led_to_the_room_and_told_that_it_has_no_unit_yet(everybody):
    aud = browser_of("aud")
    assert 'href="/room"' in aud.get("/findings").content.decode()
    assert aud.get("/")["Location"] == "/room"
    assert "no unit that a run of this case has" in aud.get("/room").content.decode()


@pytest.mark.parametrize("act", sorted(WITHOUT_PAGE))
def test_cells_of_acts_without_a_page_yet(django_ready, act):
    from tallystick.review.pages.allowed import refusal

    for login, roles in PEOPLE.items():
        closed = bool(refusal(list(roles), act))
        assert closed == (letter(login, act) in "-u"), (login, act)
    assert refusal([], act)


def test_a_cell_that_needs_a_second_takes_effect_with_the_second_alone(everybody):
    from tallystick.review.models import Body, LogEntry, Pattern

    pattern = Pattern.objects.get(subject=STILL.subject)
    rev, leg = browser_of("rev"), browser_of("leg")
    rev.post(f"/findings/{pattern.code}/refer", referred(pattern))
    pattern.refresh_from_db()
    assert (pattern.disposition, pattern.dispositions.get().state) == ("open", "proposed")
    entry = LogEntry.objects.get(act="disposition.propose")
    leg.post(f"/log/{entry.seq}/erase", {"reason": "Order 5"})
    leg.post(f"/log/{entry.seq}/erase", {"agree": "yes"})
    assert "The prosecutor" in Body.objects.get(sha256=entry.body_sha256).text


def test_nobody_is_administrator_and_reader_and_one_administrator_stays(everybody):
    from tallystick.review.models import Person

    adm = browser_of("adm")
    both = adm.post("/people/roles", {"login": "ana", "roles": ["administrator", "reader"]})
    assert both.status_code == 409
    assert Person.objects.get(login="ana").roles == ["analyst"]
    adm.post("/people/roles", {"login": "me", "roles": ["analyst"]})
    assert Person.objects.get(login="me").roles == ["analyst"]
    last = adm.post("/people/roles", {"login": "adm", "roles": ["analyst"]})
    assert last.status_code == 409
    assert Person.objects.get(login="adm").roles == ["administrator"]


def test_what_a_role_may_not_do_the_log_does_not_take_either(everybody):
    """The table is asked by the projections too, so that no page is the only guard."""
    from tallystick.review.decisions.people import NotAllowedError
    from tallystick.review.log.entries import append
    from tallystick.review.models import LogEntry, Pattern, Question

    pattern, question = Pattern.objects.get(subject=STILL.subject), Question.objects.get()
    name = {"pattern": pattern.fingerprint}
    entries = (
        ("disposition.propose", "disposition.propose",
         {**name, "value": "open", "until": "2090-01-01", "second": "not needed", "after": 0,
          "seal": pattern.latest.run.manifest_sha256}),
        ("question.answer", "question.answer",
         {"pattern": question.pattern.fingerprint, "seal": question.run.manifest_sha256,
          "kind": question.kind, "answer": "keep"}),
        ("people.change", "person.roles", {"login": "see", "roles": ["read_only"]}),
        ("text.erase", "erasure.ask", {"of": 9_999, "second": "needed"}),
        ("request.ask", "round.ask", {"quarter": "2026-01-01", "companies": [], "requests": []}),
        ("statement.release", "statement.write", {**name, "sha256": "a" * 64, "legal": "needed"}),
        ("statement.release", "statement.second", {**name, "of": 9_999}),
        ("statement.agree", "statement.legal", {**name, "of": 9_999}),
    )  # fmt: skip
    for act, written, object in entries:
        for login in PEOPLE:
            if letter(login, act) == "-":
                before = LogEntry.objects.count()
                with pytest.raises(NotAllowedError, match="role"):
                    append(f"person:{login}", written, object, "words")
                assert LogEntry.objects.count() == before
