"""What became of the findings of each check is what decided.py adds up by hand."""

import csv
import io
import re
from datetime import date

import pytest
from decided import BUYERS, EXHIBITS, Clock, decide_all


@pytest.fixture
def decided(case, tmp_path, monkeypatch):
    clock = Clock(monkeypatch)
    decide_all(clock, tmp_path / "run")
    return clock


def of(check, **days):
    from tallystick.review.decisions.precision import Window, precision

    return precision(Window(**days))[check]


def test_it_counts_what_people_decided(decided):
    held = of(BUYERS)
    assert (held.decided, held.explained, held.corrected, held.referred) == (11, 5, 3, 3)
    assert dict(held.causes) == {"delivered": 3, "slip": 1, "other": 1}
    assert dict(held.outcomes) == {"sustained": 1, "unfounded": 1, "pending": 1}
    assert sorted(held.days) == [10] * 5 + [20] * 3 + [40] * 3
    assert held.median_days == 20
    assert (held.seconds, held.disagreed) == (9, 1)
    share, low, high = held.share
    assert share == 6 / 11
    # The quantiles of Beta(6.5, 5.5), its density summed up over a grid of four million steps.
    assert (low, high) == (pytest.approx(0.26986, abs=1e-4), pytest.approx(0.80034, abs=1e-4))


def test_fewer_than_ten_have_numbers_and_no_share(decided):
    held = of(EXHIBITS)
    assert (held.decided, held.share, held.median_days) == (1, None, 10)
    early = of(BUYERS, last=date(2026, 1, 30))
    assert (early.decided, early.share, early.seconds, early.disagreed) == (8, None, 5, 0)
    late = of(BUYERS, first=date(2026, 2, 19))
    assert (late.decided, late.referred, late.seconds, late.disagreed) == (3, 3, 4, 1)
    assert of(BUYERS, first=date(2027, 1, 1)).decided == 0


def test_a_decision_that_ended_counts_no_more(decided):
    from decided import ME, pattern_of

    from tallystick.review.decisions.disposition import ENDED
    from tallystick.review.log.entries import append

    pattern = pattern_of(BUYERS, 6)
    made = pattern.dispositions.get(state="in force")
    object = {"pattern": pattern.fingerprint, "of": made.proposed_seq}
    append(ME, ENDED, object, "the records were right")
    assert (of(BUYERS).decided, of(BUYERS).corrected) == (10, 2)


def test_nothing_of_it_changes_what_is_decided_and_replay_is_equal(decided):
    from tallystick.review.log.entries import head
    from tallystick.review.log.replay import differences

    before = head()
    of(BUYERS)
    assert head() == before
    assert differences() == []


def test_the_file_of_the_bundle_has_a_line_a_check_and_is_the_same_each_time(decided):
    from tallystick.review.decisions.precision import HEADS, Window, precision_csv

    content = precision_csv(Window(None, date(2026, 12, 31)))
    assert content == precision_csv(Window(None, date(2026, 12, 31)))
    text = content.decode()
    one, two = csv.DictReader(io.StringIO(text))
    assert tuple(one) == HEADS
    assert (one["check"], two["check"]) == (EXHIBITS, BUYERS)
    assert (two["decided"], two["share_not_explained"], two["share_low"][:4]) == (
        "11",
        "0.5455",
        "0.26",
    )
    assert (two["causes"], two["outcomes"]) == (
        "delivered 3; other 1; slip 1",
        "pending 1; sustained 1; unfounded 1",
    )
    assert (one["share_not_explained"], one["until"], one["alpha_value"]) == ("", "2026-12-31", "")
    assert "person" not in text
    assert "Division" not in text


def shown(page):
    """The words of a page, without its tags: the token of a form may hold any digits."""
    return re.sub(r"<[^>]*>", " ", page)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_pages_say_it_with_its_limits_and_no_person(decided, browser, language):
    browser.post("/language", {"language": language})
    for address in ("/checks", f"/checks/{BUYERS}", f"/checks/{EXHIBITS}"):
        answer = browser.get(address)
        text = answer.content.decode()
        assert answer.status_code == 200
        assert 'id="limits"' in text
        assert not [each for each in ("Division", "Ana", "Rev") if each in text]
    text = browser.get(f"/checks/{BUYERS}").content.decode()
    assert "55" in shown(text)
    assert ("A delivery that was authorised" in text) == (language == "en")
    assert "delivered" not in text
    assert text.count('class="bar-of"') == 6
    few = browser.get(f"/checks/{BUYERS}?until=2026-01-30").content.decode()
    assert "55" not in shown(few)


def test_pages_refuse_days_that_are_none_and_checks_that_are_not_there(decided, browser):
    assert browser.get("/checks?from=2026-13-01").status_code == 400
    assert browser.get("/checks?from=2026-02-01&until=2026-01-01").status_code == 400
    assert browser.get("/checks/no.such").status_code == 404
    assert browser.get("/checks?from=2026-01-01&until=").status_code == 200
