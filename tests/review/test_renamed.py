"""A unit that was renamed: its decisions go on, nothing is lost, and it can be taken back."""

import pytest
from made_runs import Made, changed
from opened_case import ACTOR
from people_at_work import add
from renamed_units import (
    IS,
    NEW,
    OLD,
    OTHER,
    WAS,
    decisions,
    explain,
    imported,
    joined,
    mask,
    patterns,
    seen,
    separated,
    tables,
)


@pytest.fixture
def renamed(case, tmp_path):
    """Two runs; the second has the unit of the first under another name."""
    imported(tmp_path, WAS, OTHER, name="one")
    imported(tmp_path, IS, OTHER, name="two")
    assert {each: pattern.over for each, pattern in patterns().items()} == {
        OLD: "unsaid", NEW: "new"
    }  # fmt: skip
    return tmp_path


def replayed():
    from tallystick.review.log.replay import differences

    return differences() == []


def refused(key, *told, **by):
    from tallystick.review.decisions.people import NotAllowedError
    from tallystick.review.models import LogEntry

    before = LogEntry.objects.count()
    with pytest.raises(NotAllowedError, match=f"^{key}$"):
        joined(*told, **by)
    assert LogEntry.objects.count() == before


def test_what_was_decided_under_the_earlier_name_goes_on_under_the_later(renamed, browser):
    explain(browser, patterns()[OLD])
    before = decisions()
    joined()
    (pattern,) = patterns().values()
    assert (pattern.subject, pattern.over, pattern.disposition) == (OLD, "still", "explained")
    assert seen(pattern) == [("one", OLD), ("two", NEW)]
    imported(renamed, changed(IS, estimate=17.0), OTHER, name="three")
    (pattern,) = patterns().values()
    assert (pattern.over, pattern.disposition) == ("still", "explained")
    assert seen(pattern)[2:] == [("three", NEW)]
    assert pattern.questions.count() == 0
    assert decisions() == before
    assert replayed()


def test_a_run_that_was_sealed_late_is_under_the_earlier_name(renamed):
    joined()
    imported(renamed, WAS, name="late")
    (pattern,) = patterns().values()
    assert seen(pattern) == [("one", OLD), ("two", NEW), ("late", OLD)]
    assert replayed()


def test_names_that_were_joined_before_any_run_has_the_later_pattern(case, tmp_path):
    """The name is known to the case by another finding; the pattern begins under the later one."""
    new = changed(OTHER, subject=NEW)
    imported(tmp_path, WAS, new, name="one")
    joined()
    first = Made(NEW, check="exhibits.unaccounted", aspect="weights")
    imported(tmp_path, first, name="two")
    imported(tmp_path, changed(first, subject=OLD), name="three")
    (pattern,) = patterns(first).values()
    assert seen(pattern) == [("two", NEW), ("three", OLD)]
    assert replayed()


def test_the_join_asks_of_a_condition_that_no_longer_holds(case, tmp_path, browser):
    imported(tmp_path, WAS, name="one")
    explain(browser, patterns()[OLD])
    imported(tmp_path, changed(IS, estimate=30.0, verdict="differs"), name="two")
    joined()
    (pattern,) = patterns().values()
    asked = {each.kind: each.detail for each in pattern.questions.all()}
    assert asked["condition_broken"] == {"estimate": {"at_most": 20, "now": 30.0}}
    assert (asked["verdict_changed"]["verdict_then"], pattern.disposition) == (
        WAS.verdict, "explained"
    )  # fmt: skip
    assert replayed()


def test_patterns_stay_apart_where_people_worked_on_both(renamed, browser):
    for unit in (OLD, NEW):
        explain(browser, patterns()[unit])
    before = decisions()
    joined()
    imported(renamed, IS, name="three")
    held = patterns()
    assert {each: seen(held[each]) for each in held} == {
        OLD: [("one", OLD)], NEW: [("two", NEW), ("three", NEW)]
    }  # fmt: skip
    assert decisions() == before
    page = browser.get("/runs").content.decode().partition('id="renamed"')[2]
    assert "These stay apart" in page
    for each, other in ((OLD, NEW), (NEW, OLD)):
        assert f'href="/findings/{held[each].code}"' in page
        own = browser.get(f"/findings/{held[each].code}").content.decode()
        assert "The same question under another name of the unit:" in own
        assert f'href="/findings/{held[other].code}"' in own
    assert replayed()


def test_a_pattern_that_nobody_worked_on_goes_into_the_one_on_which_people_did(renamed, browser):
    explain(browser, patterns()[NEW])
    before = decisions()
    joined()
    (pattern,) = patterns().values()
    assert (pattern.subject, seen(pattern)) == (NEW, [("one", OLD), ("two", NEW)])
    assert decisions() == before
    assert pattern.questions.count() == 0
    assert replayed()


def test_patterns_stay_apart_where_one_run_has_both_names(case, tmp_path):
    imported(tmp_path, WAS, IS, name="both")
    joined()
    imported(tmp_path, IS, name="two")
    held = patterns()
    assert {each: seen(held[each]) for each in held} == {
        OLD: [("both", OLD)], NEW: [("both", NEW), ("two", NEW)]
    }  # fmt: skip
    assert replayed()


def test_a_later_run_with_both_names_has_two_sightings(renamed):
    of = joined()
    imported(renamed, IS, changed(WAS, cases=("C-7",)), name="three")
    held = patterns()
    assert {each: seen(held[each]) for each in held} == {
        OLD: [("one", OLD), ("two", NEW), ("three", OLD)], NEW: [("three", NEW)]
    }  # fmt: skip
    assert {each.over for each in held.values()} == {"still", "new"}
    assert replayed()
    separated(of)
    held = patterns()
    assert {each: seen(held[each]) for each in held} == {
        OLD: [("one", OLD), ("three", OLD)], NEW: [("two", NEW), ("three", NEW)]
    }  # fmt: skip
    assert replayed()


def test_what_was_tested_under_the_other_name_and_not_found_is_gone(case, tmp_path):
    """Before the join the run says nothing of the unit; after it, that it could have been found."""
    imported(tmp_path, WAS, name="one")
    nothing = changed(IS, found=False, verdict="not_found", estimate=1.0, smallest=10.0)
    imported(tmp_path, nothing, changed(OTHER, subject=NEW), name="two")
    absences = patterns()[OLD].absences
    assert (patterns()[OLD].over, absences.get().why) == ("unsaid", "no_subject")
    of = joined()
    assert (patterns()[OLD].over, absences.get().why) == ("gone", "nothing")
    assert replayed()
    separated(of)
    assert (patterns()[OLD].over, absences.get().why) == ("unsaid", "no_subject")
    assert replayed()


def test_taking_it_back_makes_the_tables_what_they_were(renamed, browser):
    imported(renamed, IS, name="three")
    explain(browser, patterns()[OLD])
    before, decided = tables(), decisions()
    of = joined()
    assert tables() != before
    separated(of)
    assert tables() == before
    assert decisions() == decided
    of = joined()
    assert patterns().keys() == {OLD}
    assert replayed()
    separated(of)
    assert tables() == before


def test_what_was_decided_while_joined_stays_where_it_was_decided(renamed, browser):
    of = joined()
    (pattern,) = patterns().values()
    explain(browser, pattern)
    imported(renamed, IS, name="three")
    before = decisions()
    separated(of)
    held = patterns()
    assert {each: (seen(held[each]), held[each].disposition) for each in held} == {
        OLD: ([("one", OLD)], "explained"), NEW: ([("two", NEW), ("three", NEW)], "open")
    }  # fmt: skip
    assert decisions() == before
    assert browser.get(f"/findings/{held[OLD].code}").status_code == 200
    assert replayed()


def test_a_unit_that_was_renamed_twice_is_one_and_comes_apart_in_the_middle(renamed):
    third = changed(WAS, subject="Service 7")
    imported(renamed, third, name="three")
    later = joined(NEW, "Service 7")
    of = joined()
    (pattern,) = patterns().values()
    assert seen(pattern) == [("one", OLD), ("two", NEW), ("three", "Service 7")]
    separated(of)
    held = patterns()
    assert {each: seen(held[each]) for each in held} == {
        OLD: [("one", OLD)], NEW: [("two", NEW), ("three", "Service 7")]
    }  # fmt: skip
    assert replayed()
    separated(later)
    assert patterns().keys() == {OLD, NEW, "Service 7"}
    assert replayed()


def test_one_unit_has_one_earlier_and_one_later_name(renamed):
    imported(renamed, changed(WAS, subject="Service 7"), name="three")
    joined()
    refused("join_already")
    refused("join_already", NEW, OLD)
    refused("join_split", OLD, "Service 7")
    refused("join_merged", "Service 7", NEW)
    refused("join_unknown", OLD, OLD)
    refused("join_unknown", reason=None)


def test_what_is_no_unit_of_the_case_and_a_join_that_ended_are_refused(renamed):
    from tallystick.review.decisions.people import NotAllowedError
    from tallystick.review.log.entries import append

    with pytest.raises(NotAllowedError, match="join_unknown"):
        append(ACTOR, "unit.join", {"earlier": mask(OLD), "later": "Unit 9999"}, "Order 12")
    of = joined()
    separated(of)
    for each in (of, 9_999):
        with pytest.raises(NotAllowedError, match="ended_already"):
            separated(each)
    assert replayed()


def test_a_program_and_who_has_another_role_cannot_join(renamed):
    from tallystick.review.decisions.people import NotAPersonError

    add("ana", ("analyst",))
    refused("role", by="person:ana")
    with pytest.raises(NotAPersonError):
        joined(by="program")


def test_who_served_in_a_unit_under_one_name_does_not_decide_under_the_other(renamed):
    from tallystick.review.decisions.recusal import recusal
    from tallystick.review.models import Person

    add("rev", ("reviewer",), unit=NEW)
    refused("recused_unit", by="person:rev")
    rev, held = Person.objects.get(login="rev"), patterns()
    assert (recusal(rev, held[OLD]), recusal(rev, held[NEW])) == ("", "unit")
    of = joined()
    assert recusal(rev, patterns()[OLD]) == "unit"
    separated(of)
    assert recusal(rev, patterns()[OLD]) == ""


@pytest.mark.parametrize("kind", ["unit", "finding"])
def test_a_recusal_from_a_unit_or_a_finding_holds_under_both_names(renamed, kind):
    from tallystick.review.decisions.recusal import recusal
    from tallystick.review.log.entries import append
    from tallystick.review.models import Person

    add("rev", ("reviewer",))
    value = mask(NEW) if kind == "unit" else patterns()[NEW].fingerprint
    append(ACTOR, "recusal.add", {"login": "rev", "kind": kind, "value": value}, "His brother")
    assert recusal(Person.objects.get(login="rev"), patterns()[OLD]) == ""
    joined()
    assert recusal(Person.objects.get(login="rev"), patterns()[OLD]) == kind


def test_what_people_can_do_on_a_pattern_is_known_to_the_join(django_ready):
    """A table that is new and names a pattern must be in the list, or its rows would be hidden."""
    from tallystick.review.models import Pattern
    from tallystick.review.runs.joining import OF_PEOPLE

    related = {each.get_accessor_name() for each in Pattern._meta.related_objects}
    assert related == {*OF_PEOPLE, "sightings", "absences", "joined"}
