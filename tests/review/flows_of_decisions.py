"""Flows of decisions by one and by two people, and of what later runs ask."""

import re

from flow_steps import DECIDED, agree, bundle_handed_on, explain, finding, pattern
from people_at_work import add
from two_runs import NEW, STILL, TURNED

# Decisions.


def agreed_by_two(o):
    add("rev", ("reviewer",))
    r = o.reader()
    r.open(finding(NEW))
    explain(r)
    r.reads("decide.waits")
    second = o.reader("rev")
    agree(second)
    assert pattern(NEW).disposition == "explained"
    bundle_handed_on(o, second)


def refused_by_the_second(o):
    add("rev", ("reviewer",))
    r = o.reader()
    r.open(finding(NEW))
    explain(r)
    second = o.reader("rev")
    second.open(f"{finding(NEW)}/second")
    second.press("decide.have_read")
    second.tick("choice", "disagrees")
    second.press("decide.second_button")
    second.reads("wrong.required")
    second.write("decide.second_why", "The slip is of another month")
    second.press("decide.second_button")
    assert pattern(NEW).disposition == "open"
    r.open(finding(NEW))
    r.unfold("decide.past.one", n=1)
    r.reads_text("The slip is of another month")


def faults_beside_their_fields(o):
    r = o.reader()
    r.open(finding(NEW))
    r.choose("decide.which_cause", "slip")
    r.write("text.explains", DECIDED)
    r.press("decide.button_alone")
    r.reads("wrong.shows_nothing")
    r.reads("wrong.no_end")
    assert r._field("text.explains").input_value() == DECIDED
    r.write("decide.document", "Decree 7")
    r.day("decide.until")
    r.press("decide.button_alone")
    r.reads("decide.off")


def corrected(o):
    r = o.reader()
    r.open(finding(NEW))
    r.follow("decide.as_corrected")
    r.write("text.wrong", "A weight was written twice")
    r.write("text.source", "Register")
    r.day("decide.day_corrected", 2025)
    r.day("decide.gone_from_label", 2026)
    r.press("decide.button_alone")
    r.reads_text("A weight was written twice")
    assert pattern(NEW).disposition == "corrected"


def referred_with_an_outcome(o):
    r = o.reader()
    r.open(finding(NEW))
    r.follow("decide.as_referred")
    r.write("text.to", "The prosecutor")
    r.write("text.basis", "Law, article 5")
    r.write("text.sent", "The list of records")
    r.day("decide.day_referred", 2025)
    r.press("decide.button_alone")
    assert pattern(NEW).disposition == "referred"
    r.unfold("decide.say_outcome")
    r.tick("choice", "sustained")
    r.day("decide.outcome_day", 2026)
    r.write("decide.outcome_words", "The court said so")
    r.press("decide.outcome_button")
    r.reads("outcome.sustained")
    r.reads_text("The court said so")


def waited_for_and_ended(o):
    r = o.reader()
    r.open(finding(NEW))
    r.follow("decide.as_open")
    r.write("text.waits_for", "The weigh book")
    r.day("decide.until_open")
    r.press("decide.button_alone")
    r.reads_text("The weigh book")
    r.unfold("decide.end")
    r.write("decide.end_why", "It came")
    r.press("decide.end_button")
    r.unfold("decide.past.one", n=1)
    r.reads_text("It came")


def taken_back(o):
    add("rev", ("reviewer",))
    r = o.reader()
    r.open(finding(NEW))
    explain(r)
    r.unfold("decide.take_back")
    r.write("decide.take_back_why", "The wrong decree")
    r.press("decide.take_back_button")
    r.reads("decide.title")
    assert pattern(NEW).disposition == "open"


def decided_in_two_windows(o):
    """The second of two forms is refused in words and keeps what was typed."""
    one, other = o.reader(), o.reader("me")
    one.open(finding(NEW))
    other.open(finding(NEW))
    explain(one, alone=True)
    explain(other, alone=True)
    other.reads("denied.meanwhile")
    assert other._field("decide.document").input_value() == "Decree 7"


def recused(o):
    add("rev", ("reviewer",))
    r = o.reader()
    r.open(finding(NEW))
    explain(r)
    r.open("/people")
    r.choose("people.who", "rev")
    r.choose("people.on", f"finding:{pattern(NEW).fingerprint}")
    r.write("people.why", "Their sister serves there")
    r.press("people.recuse_button")
    r.reads("people.recused_finding")
    second = o.reader("rev")
    second.open(finding(NEW))
    second.reads("denied.recused_finding")
    second.open(f"{finding(NEW)}/second")
    assert not second._button("decide.have_read").count()


# Over runs.


def kept_after_a_question(o):
    r = o.reader()
    r.open("/")
    r.follow_to(finding(TURNED))
    r.tick("answer", "keep")
    r.write("question.why", "It is the same")
    r.press("question.button")
    r.reads_text("It is the same")
    r.open("/")
    r.reads("front.no_questions")


def reopened_after_a_later_run(o):
    """Decide; a later run breaks the condition and asks; a person reopens."""
    from made_runs import changed, make_run

    from tallystick.review.runs.importing import import_run

    r = o.reader()
    r.open(finding(STILL))
    r.choose("decide.which_cause", "slip")
    r.write("text.explains", DECIDED)
    r.write("decide.document", "Decree 7")
    r.write("decide.estimate_label", "20")
    r.press("decide.button_alone")
    later = changed(STILL, estimate=25.0)
    import_run("person:me", make_run(o.folder / "later", later, name="Zhambyl, 2025",
                                     last_day="2025-12-31"))  # fmt: skip
    assert pattern(STILL).disposition == "explained"
    r.open(f"{finding(STILL)}")
    r.reads("question.condition_broken", run="Zhambyl, 2025")
    r.tick("answer", "reopen")
    r.write("question.why", "It grew")
    r.press("question.button")
    assert pattern(STILL).disposition == "open"


def run_withdrawn(o):
    r = o.reader()
    r.open("/runs")
    r.follow_to("/runs/2")
    r.unfold("run.withdraw_open")
    r.write("run.withdraw_why", "The export was of another year")
    r.press("run.withdraw_button")
    r.reads("run.withdrawn")
    r.open("/runs")
    r.reads("runs.withdrawn")
    r.reads_text("The export was of another year")


def runs_compared(o):
    r = o.reader()
    r.open("/runs/2")
    r.follow_to("/runs/2/against/1")
    r.reads("against.lead")
    lines = r.page.locator("main li").all_inner_texts()
    assert not [each for each in lines if re.search(r"in a row\S", each)]
    r.follow_to("/findings/")


def replies_as_a_file(o):
    import tomllib

    r = o.reader()
    r.open(finding(NEW))
    explain(r, alone=True)
    r.open("/runs/2")
    path = r.download("run.replies", o.folder / "replies.toml", link=True)
    assert "Decree 7" in str(tomllib.loads(path.read_text(encoding="utf-8")))
