"""Every form with hostile text: taken and shown as text, or refused beside its field."""

import pytest
from people_at_work import add, browser_of, explained, referred
from test_dispositions import FORMS, address, pattern_of, replay
from two_runs import OFFICER_NOW, STILL

# The text, and whether a field of words takes it.
HOSTILE = (
    ("<script>alert(1)</script>", True),
    ("x" * 4000, False),
    ("\u202eשלום \u200bמ", True),
    ("NUL\x00NUL", False),
    ("'; DROP TABLE entry; -- {{ 7 * 7 }} =cmd()", True),
)
NO_WORDS = ("value", "after", "seal", "cause_id", "until", "day", "gone_from")


@pytest.fixture
def office(case_of_two):
    for login, role in (("ana", "analyst"), ("rev", "reviewer"), ("leg", "legal")):
        add(login, (role,))
    return case_of_two


def clear(pattern):
    """End what is proposed or in force."""
    for made in pattern.dispositions.filter(state__in=("proposed", "in force")):
        told = {"of": made.proposed_seq, "reason": "cleared"}
        browser_of(made.proposed_by.login).post(f"/findings/{pattern.code}/end", told)


def judged(answer, text, fits, where):
    """Whether a form with the text was taken as it has to be."""
    shown = answer.content.decode()
    assert answer.status_code == (302 if fits else 400), (where, text[:20], shown[-3000:])
    if not fits:
        assert 'class="wrong"' in shown, where
        if "\x00" not in text:
            assert text in shown, where


@pytest.mark.parametrize(("text", "fits"), HOSTILE, ids=lambda each: str(each)[:12])
def test_each_proposal(office, text, fits):
    pattern, rev = pattern_of(STILL), browser_of("rev")
    for value, form in FORMS.items():
        for name in form(pattern):
            changes = {name: text, **({"cause_id": "other"} if name == "cause" else {})}
            if name in NO_WORDS:
                continue
            answer = rev.post(address(pattern, value), form(pattern, **changes))
            judged(answer, text, fits and len(text) < 300, (value, name))
            page = rev.get(f"/findings/{pattern.code}").content.decode()
            assert "<script>alert" not in page
            clear(pattern)
        for name in ("cause_id", "until", "day", "gone_from"):
            if name in form(pattern):
                answer = rev.post(address(pattern, value), form(pattern, **{name: text}))
                judged(answer, "", False, (value, name))
    assert replay() == []


@pytest.mark.parametrize(("text", "fits"), HOSTILE, ids=lambda each: str(each)[:12])
def test_every_other_form(office, text, fits):
    from tallystick.review.models import LogEntry, Question

    pattern, question, lead = pattern_of(STILL), Question.objects.get(), pattern_of(OFFICER_NOW)
    rev, leg, me, page = browser_of("rev"), browser_of("leg"), browser_of("me"), (
        f"/findings/{pattern.code}"
    )  # fmt: skip

    def of():
        return pattern.dispositions.latest("id").proposed_seq

    def tries(browser, where, **form):
        judged(browser.post(where, form), text, fits, where)

    tries(rev, f"{page}/unmask", reason=text)
    tries(rev, f"/findings/{lead.code}/open", reason=text)
    tries(rev, f"/findings/{question.pattern.code}/question/{question.id}", answer="keep",
          reason=text)  # fmt: skip
    browser_of("ana").post(address(pattern, "explained"), explained(pattern))
    rev.post(f"{page}/seen")
    tries(rev, f"{page}/agree", of=of(), choice="disagrees", reason=text)
    clear(pattern)
    rev.post(address(pattern, "referred"), referred(pattern))
    leg.post(f"{page}/seen")
    leg.post(f"{page}/agree", {"of": of(), "choice": "agrees"})
    tries(leg, f"{page}/outcome", of=of(), choice="other", day="2025-04-01", reason=text)
    tries(rev, f"{page}/end", of=of(), reason=text)
    entry = LogEntry.objects.filter(act="disposition.propose").first()
    tries(leg, f"/log/{entry.seq}/erase", reason=text)
    tries(me, "/people/recuse", login="ana", on=f"finding:{pattern.fingerprint}", reason=text)
    judged(me.post("/people/add", {"login": "new", "name": text, "roles": ["analyst"]}), text, fits,
           "name")  # fmt: skip
    for login, roles in ((text, ["analyst"]), ("other", [text])):
        answer = me.post("/people/add", {"login": login, "name": "N", "roles": roles})
        judged(answer, "", False, "login")
    # Longer than a text of an entry may be.
    for roles in ([text], ["analyst", text * 300]):
        assert me.post("/people/roles", {"login": "ana", "roles": roles}).status_code == 409
    for shown in (page, "/log", "/people", f"/log/{entry.seq}", "/"):
        assert "<script>alert" not in me.get(shown).content.decode(), shown
    for each in LogEntry.objects.exclude(act="person.add"):
        assert text not in each.object, each.act
    assert replay() == []


def test_a_form_without_a_token_of_these_pages_is_refused(office):
    from django.test import Client

    from tallystick.review.models import LogEntry

    pattern, before = pattern_of(STILL), LogEntry.objects.count()
    strict = Client(SERVER_NAME="127.0.0.1", enforce_csrf_checks=True)
    strict.cookies = browser_of("rev").cookies
    for where, form in (
        (address(pattern, "explained"), explained(pattern)),
        (address(pattern, "referred"), referred(pattern)),
        (f"/findings/{pattern.code}/agree", {"choice": "agrees"}),
        ("/people/add", {"login": "x", "name": "X", "roles": ["reviewer"]}),
    ):
        assert strict.post(where, form).status_code == 403, where
    assert LogEntry.objects.count() == before
