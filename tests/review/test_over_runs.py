"""What becomes of patterns over two runs is what two_runs.py says, worked out by hand."""

import pytest
from two_runs import GONE, OFFICER_NOW, OFFICER_THEN, OVER, STILL, TURNED, UNSAID

pytestmark = pytest.mark.usefixtures("case_of_two")


def pattern_of(made):
    from tallystick.review.models import Pattern

    return Pattern.objects.filter(
        check_name=made.check, subject_kind=made.kind, subject=made.subject, aspect=made.aspect
    ).first()


@pytest.mark.parametrize(("made", "over"), OVER, ids=lambda each: str(each)[:40])
def test_the_newest_run_says_of_each_pattern_what_the_table_says(made, over):
    assert pattern_of(made).over == over


def test_a_lead_on_an_officer_goes_with_the_next_run():
    from tallystick.review.models import Pattern

    assert pattern_of(OFFICER_THEN) is None
    assert pattern_of(OFFICER_NOW).kind == "lead"
    assert Pattern.objects.count() == len(OVER)


def test_why_there_is_no_finding_is_kept_with_each_run():
    from tallystick.review.models import Absence

    why = {
        each.subject: dict(
            Absence.objects.filter(pattern=pattern_of(each)).values_list("run_id", "why")
        )
        for each in (GONE, UNSAID, OFFICER_NOW)
    }
    assert why == {
        GONE.subject: {2: "nothing"},
        UNSAID.subject: {2: "undecided"},
        OFFICER_NOW.subject: {1: "no_subject"},
    }
    assert Absence.objects.get(pattern=pattern_of(UNSAID)).masked_reason == "fewer than 20 cases"


def test_another_verdict_asks_and_nothing_else_does():
    from tallystick.review.models import Question

    (question,) = Question.objects.all()
    assert (question.kind, question.pattern, question.answer) == (
        "verdict_changed",
        pattern_of(TURNED),
        "",
    )
    assert question.detail["verdict_then"] == "behind"
    assert question.detail["verdict_now"] == "differs"


def test_the_cases_and_officers_of_each_list_are_kept():
    from tallystick.review.models import CaseKey, Sighting

    now = Sighting.objects.get(pattern=pattern_of(STILL), run_id=2)
    keys = set(CaseKey.objects.filter(sighting=now).values_list("kind", "key"))
    assert keys == {("incident", f"C-{n}") for n in range(1, 6)} | {
        ("officer", "K1029"),
        ("officer", "K1031"),
    }


def test_names_are_masked_in_what_is_shown():
    from tallystick.review.models import Sighting

    for each in Sighting.objects.all():
        assert "Division" not in each.masked_title + each.masked_json
        assert "K10" not in each.masked_title + each.masked_json


def test_the_log_alone_makes_the_same_tables():
    from tallystick.review.log.replay import differences

    assert differences() == []


def test_the_number_of_what_is_gone_is_said_to_be_that_of_an_earlier_run(case_of_two, browser):
    """Two findings of two runs may have one number; the list says which is of the newest."""
    from tallystick.review.models import Pattern

    shown = {}
    for row in browser.get("/findings").content.decode().split('<td class="no">')[1:]:
        code = row.split('href="/findings/')[1].split('"')[0]
        shown[Pattern.objects.get(code=code).over] = "was " in row.split("</td>")[0]
    assert shown == {"still": False, "new": False, "gone": True, "unsaid": True}
