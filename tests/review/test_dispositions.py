"""What each disposition needs, who reads it second, and who must not decide."""

import re
import threading
from datetime import date

import pytest
from made_runs import changed, make_run
from opened_case import ACTOR
from people_at_work import add, browser_of, corrected, explained, referred, waiting
from two_runs import NEW, OFFICER_NOW, STILL

FORMS = {"explained": explained, "corrected": corrected, "open": waiting, "referred": referred}


def pattern_of(made):
    from tallystick.review.models import Pattern

    return Pattern.objects.get(check_name=made.check, subject=made.subject, aspect=made.aspect)


def address(pattern, value):
    return f"/findings/{pattern.code}/{'refer' if value == 'referred' else 'propose'}"


@pytest.fixture
def office(case_of_two):
    """Three people besides the first: an analyst, a reviewer and legal."""
    add("ana", ("analyst",))
    add("rev", ("reviewer",))
    add("leg", ("legal",))
    return case_of_two


# Worked out by hand from section 9: value, finding of two rows or more, second reader, by whom.
SECONDS = (
    ("explained", STILL, "proposed"),
    ("corrected", STILL, "in force"),
    ("open", STILL, "in force"),
    ("referred", STILL, "proposed"),
)


@pytest.mark.parametrize(("value", "made", "state"), SECONDS)
def test_which_dispositions_need_a_second_reader(office, value, made, state):
    pattern = pattern_of(made)
    answer = browser_of("rev").post(address(pattern, value), FORMS[value](pattern))
    assert answer.status_code == 302
    held = pattern.dispositions.get()
    assert (held.value, held.state) == (value, state)
    pattern.refresh_from_db()
    assert pattern.disposition == (value if state == "in force" else "open")


def test_a_counted_finding_of_one_record_needs_none(office):
    from tallystick.review.models import Sighting

    pattern = pattern_of(NEW)
    assert pattern.latest.rows == 1
    Sighting.objects.filter(pk=pattern.latest_id).update(p=None)
    browser_of("ana").post(address(pattern, "explained"), explained(pattern))
    assert pattern.dispositions.get().state == "in force"


def test_one_person_alone_has_no_second_reader_and_the_log_says_so(case_of_two, browser):
    from tallystick.review.models import LogEntry

    pattern = pattern_of(STILL)
    text = browser.get(f"/findings/{pattern.code}").content.decode()
    assert "there is no second reader, and the log says so" in text
    browser.post(address(pattern, "explained"), explained(pattern))
    assert pattern.dispositions.get().state == "in force"
    assert LogEntry.objects.last().held["second"] == "off"
    assert (
        "None: one person worked here alone."
        in browser.get(f"/findings/{pattern.code}").content.decode()
    )


def test_from_proposal_over_second_to_end(office):
    pattern = pattern_of(STILL)
    ana, rev, leg = browser_of("ana"), browser_of("rev"), browser_of("leg")
    ana.post(address(pattern, "explained"), explained(pattern))
    made = pattern.dispositions.get()
    page, second = f"/findings/{pattern.code}", f"/findings/{pattern.code}/second"
    # The second reader sees the records before the proposal, and cannot agree unread.
    for shown in (page, second):
        text = rev.get(shown).content.decode()
        assert "Decree 7" not in text
        assert "C-1" in text
    assert rev.post(f"{page}/agree", {"of": made.proposed_seq, "choice": "agrees"}
                    ).status_code == 409  # fmt: skip
    rev.post(f"{page}/seen")
    text = rev.get(second).content.decode()
    assert text.index("C-1") < text.index("Decree 7")
    assert rev.post(f"{page}/agree", {"of": made.proposed_seq, "choice": "disagrees"}
                    ).status_code == 400  # fmt: skip
    rev.post(f"{page}/agree", {"of": made.proposed_seq, "choice": "agrees"})
    made.refresh_from_db()
    assert (made.state, made.second_by.login) == ("in force", "rev")
    assert leg.post(f"{page}/end", {"of": made.proposed_seq, "reason": "no"}).status_code == 409
    ana.post(f"{page}/end", {"of": made.proposed_seq, "reason": "The decree was void"})
    made.refresh_from_db()
    pattern.refresh_from_db()
    assert (made.state, pattern.disposition) == ("ended", "open")
    assert "The decree was void" in leg.get(page).content.decode()
    assert replay() == []


def replay():
    from tallystick.review.log.replay import differences

    return differences()


def test_nobody_agrees_to_their_own_and_a_refusal_leaves_it_open(office):
    from tallystick.review.decisions.people import NotAllowedError
    from tallystick.review.log.entries import append

    pattern = pattern_of(STILL)
    browser_of("rev").post(address(pattern, "explained"), explained(pattern))
    made = pattern.dispositions.get()
    told = {"pattern": pattern.fingerprint, "of": made.proposed_seq, "said": "agrees"}
    with pytest.raises(NotAllowedError, match="own_proposal"):
        append("person:rev", "disposition.second", told)
    append("person:leg", "disposition.second", told | {"said": "disagrees"}, "Another decree")
    made.refresh_from_db()
    pattern.refresh_from_db()
    assert (made.state, pattern.disposition) == ("refused", "open")


def test_a_referral_has_an_outcome_later(office):
    pattern = pattern_of(STILL)
    leg, page = browser_of("leg"), f"/findings/{pattern.code}"
    browser_of("rev").post(address(pattern, "referred"), referred(pattern))
    made = pattern.dispositions.get()
    leg.post(f"{page}/seen")
    leg.post(f"{page}/agree", {"of": made.proposed_seq, "choice": "agrees"})
    assert made.referral.outcome == "pending"
    early = {"of": made.proposed_seq, "choice": "sustained", "day": "2025-02-01"}
    assert leg.post(f"{page}/outcome", early).status_code == 409
    leg.post(f"{page}/outcome", early | {"day": "2025-04-01", "reason": "Case 12"})
    made.referral.refresh_from_db()
    assert (made.referral.outcome, made.referral.outcome_on) == ("sustained", date(2025, 4, 1))
    assert "Case 12" in leg.get(page).content.decode()


def test_the_causes_fill_the_select_and_stand_above_the_form(office):
    text = browser_of("ana").get(f"/findings/{pattern_of(STILL).code}").content.decode()
    causes, form = text.index('id="causes"'), text.index('id="propose"')
    assert causes < form
    options = re.findall(r'<option value="([^"]*)"', text)
    assert options == ["", "delivered", "slip", "other"]
    assert "false positive" not in text.casefold()
    pattern = pattern_of(STILL)
    answer = browser_of("ana").post(
        address(pattern, "explained"), explained(pattern, cause_id="false positive")
    )
    assert answer.status_code == 400


# What is left out or wrong, and the field beside which the fault stands.
FAULTS = (
    ("explained", {"cause_id": ""}, "cause_id"),
    ("explained", {"cause_id": "other"}, "cause"),
    ("explained", {"document": ""}, "document"),
    ("explained", {"explains": ""}, "explains"),
    ("explained", {"until": ""}, "until"),
    ("explained", {"until": "2020-01-01"}, "until"),
    ("explained", {"until": "31.12.2090"}, "until"),
    ("explained", {"estimate_at_most": "nan"}, "estimate_at_most"),
    ("explained", {"new_cases_at_most": "101"}, "new_cases_at_most"),
    ("corrected", {"source": ""}, "source"),
    ("corrected", {"day": "2090-01-01"}, "day"),
    ("corrected", {"gone_from": ""}, "gone_from"),
    ("referred", {"to": ""}, "to"),
    ("referred", {"day": "2090-01-01"}, "day"),
    ("open", {"waits_for": ""}, "waits_for"),
    ("open", {"until": "2020-01-01"}, "until"),
)


def test_a_refused_form_says_what_is_wrong_beside_the_field_and_keeps_what_was_typed(office):
    from tallystick.review.models import LogEntry

    pattern, before = pattern_of(STILL), LogEntry.objects.count()
    rev = browser_of("rev")
    for value, changes, field in FAULTS:
        typed = FORMS[value](pattern, **changes)
        answer = rev.post(address(pattern, value), typed)
        text = answer.content.decode()
        assert answer.status_code == 400, (value, changes)
        assert re.findall(r'class="wrong" id="(\w+)-wrong"', text) == [field], (value, changes)
        for name in ("explains", "wrong", "basis", "waits_for"):
            assert typed.get(name, "") in text
    assert LogEntry.objects.count() == before


def test_of_two_who_decide_in_the_same_second_one_wins_and_the_other_is_told(office):
    from django.db import connections

    from tallystick.review.log.entries import entries
    from tallystick.seal import verify_chain

    pattern, answers, ready = pattern_of(STILL), {}, threading.Barrier(2)
    form = explained(pattern, explains="Words of one of the two")

    def decide(login):
        browser = browser_of(login)
        ready.wait()
        answers[login] = browser.post(address(pattern, "explained"), form)
        connections.close_all()

    both = [threading.Thread(target=decide, args=(login,)) for login in ("ana", "rev")]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(each.status_code for each in answers.values()) == [302, 409]
    (lost,) = (each for each in answers.values() if each.status_code == 409)
    assert "Nothing of yours was entered" in lost.content.decode()
    assert pattern.dispositions.count() == 1
    assert verify_chain(entries()) == []


def test_a_form_of_before_a_newer_run_is_not_taken(office, tmp_path):
    from tallystick.review.runs.importing import import_run

    pattern = pattern_of(STILL)
    form = explained(pattern)
    import_run(ACTOR, make_run(tmp_path / "c", changed(STILL, estimate=20.0), name="2025"))
    answer = browser_of("ana").post(address(pattern, "explained"), form)
    assert answer.status_code == 409
    assert "A newer run came in" in answer.content.decode()
    assert "Seen in the file" in answer.content.decode()


def test_a_lead_on_an_officer_is_opened_before_it_is_decided(office):
    pattern = pattern_of(OFFICER_NOW)
    ana = browser_of("ana")
    assert ana.post(address(pattern, "open"), waiting(pattern)).status_code == 409
    ana.post(f"/findings/{pattern.code}/open", {"reason": "A letter asks"})
    assert ana.post(address(pattern, "open"), waiting(pattern)).status_code == 302


def test_what_waits_is_on_the_first_page_and_in_the_list(office):
    pattern = pattern_of(STILL)
    browser_of("ana").post(address(pattern, "explained"), explained(pattern))
    assert f"/findings/{pattern.code}/second" in browser_of("rev").get("/").content.decode()
    own = browser_of("ana").get("/").content.decode()
    assert f"/findings/{pattern.code}/second" not in own
    assert "It is yours" in own
    found = browser_of("ana").get("/findings?waits=second").content.decode()
    assert "1 of 7 patterns" in found
    end = {"of": pattern.dispositions.get().proposed_seq, "reason": "w"}
    browser_of("ana").post(f"/findings/{pattern.code}/end", end)
    browser_of("ana").post(address(pattern, "corrected"), corrected(pattern))
    assert (
        "1 of 7 patterns"
        in browser_of("ana").get("/findings?disposition=corrected").content.decode()
    )


def test_a_correction_that_a_run_does_not_show_asks(office, tmp_path):
    from tallystick.review.models import Question
    from tallystick.review.runs.importing import import_run

    pattern = pattern_of(STILL)
    browser_of("ana").post(address(pattern, "corrected"), corrected(pattern))
    for place, day in enumerate(("2025-06-30", "2025-12-31")):
        import_run(ACTOR, make_run(tmp_path / day, STILL, name=day, last_day=day))
        asked = Question.objects.filter(pattern=pattern, kind="condition_broken")
        assert asked.count() == place
    assert asked.get().detail == {"correction": {"gone_from": "2025-12-31"}}
    assert browser_of("rev").get(f"/findings/{pattern.code}").status_code == 200
