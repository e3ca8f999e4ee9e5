"""Every page answers, is masked, keeps its words in order, and takes nothing from elsewhere."""

import re
from ast import literal_eval
from pathlib import Path

import pytest
from two_runs import NEW, STILL, TURNED

NAMES = ("Division", "K1029", "K1031")
PAGES = ("/", "/findings", "/runs", "/runs/1", "/runs/2", "/runs/2/against/1", "/log", "/log/3",
         "/half", "/bundle", "/checks", "/checks/people.supplied_buyers", "/readings",
         "/findings?kind=finding&over=gone&sort=check&q=row")  # fmt: skip


def pattern_of(made):
    from tallystick.review.models import Pattern

    return Pattern.objects.get(check_name=made.check, subject=made.subject, aspect=made.aspect)


@pytest.fixture
def every_page(case_of_two):
    from tallystick.review.models import Pattern

    return (*PAGES, *(f"/findings/{each.code}" for each in Pattern.objects.all()))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_answers_masked_and_asks_nothing_of_elsewhere(every_page, browser, language):
    browser.post("/language", {"language": language})
    for address in every_page:
        answer = browser.get(address)
        text = answer.content.decode()
        assert answer.status_code == 200, address
        assert f'<html lang="{language}"' in text
        assert not [name for name in NAMES if name in text], address
        links = re.findall(r'(?:href|src|action)="([^"]*)"', text)
        assert [each for each in links if not re.match(r"/(?!/)|[?#]|data:,", each)] == [], address
        assert " style=" not in text
        assert "<style" not in text
        assert not re.findall(r"<script(?! src=)", text)


def test_no_page_calls_anybody_names(every_page, browser):
    # House reads every check, which takes seconds; its list is a literal.
    house = (Path(__file__).parents[1] / "house.py").read_text(encoding="utf-8")
    never = literal_eval(re.search(r"^NEVER = (\(.*?\))$", house, re.MULTILINE | re.DOTALL)[1])
    assert "suspicious" in never
    for address in every_page:
        text = browser.get(address).content.decode().casefold()
        assert not [word for word in never if word in text], address


def test_the_ordinary_causes_stand_above_every_form_but_unmasking(case_of_two, browser):
    text = browser.get(f"/findings/{pattern_of(TURNED).code}").content.decode()
    causes = text.index('id="causes"')
    assert causes < text.index('id="disposition"') < text.index('name="answer"')
    assert "A delivery that was authorised" in text[causes : text.index('id="disposition"')]
    assert text.index("A delivery that was authorised") < text.index("A clerk")


def test_the_list_counts_each_facet_with_the_others_as_they_are(case_of_two, browser):
    text = browser.get("/findings?kind=finding").content.decode()
    counts = dict(re.findall(r'over=(\w+)">[^<]*</a> <span class="n">(\d+)', text))
    assert counts == {"new": "1", "still": "2", "gone": "1", "unsaid": "1"}
    assert "5 of 7 patterns" in text
    both = browser.get("/findings?kind=finding&over=still").content.decode()
    assert "2 of 7 patterns" in both
    assert browser.get("/findings?q=nowhere").content.decode().count("<tr>") == 0


def test_a_script_gets_the_part_that_changes(case_of_two, browser):
    whole = browser.get("/findings").content.decode()
    part = browser.get("/findings", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert part.strip() in whole


def test_names_are_shown_after_a_reason_that_the_log_has(case_of_two, browser):
    from tallystick.review.models import Body, LogEntry, Unmasking

    pattern = pattern_of(STILL)
    refused = browser.post(f"/findings/{pattern.code}/unmask", {"reason": "  "})
    assert refused.status_code == 400
    assert LogEntry.objects.last().act == "run.import"
    browser.post(f"/findings/{pattern.code}/unmask", {"reason": "To ask for the file"})
    entry = LogEntry.objects.last()
    assert (entry.act, entry.held) == ("pattern.unmask", {"pattern": pattern.fingerprint})
    assert Body.objects.get(sha256=entry.body_sha256).text == "To ask for the file"
    assert Unmasking.objects.get().what == pattern.fingerprint
    text = browser.get(f"/findings/{pattern.code}").content.decode()
    assert "Division 3" in text
    assert "K1029" in text
    assert "Division" not in browser.get(f"/findings/{pattern_of(NEW).code}").content.decode()
    assert "Division" not in browser.get("/findings").content.decode()


def test_the_list_asks_the_database_no_more_for_more_rows(case_of_two, browser):
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(address):
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(address)
        return len(queries)

    asked("/findings")
    one, all_ = asked("/findings?over=gone"), asked("/findings")
    assert one == all_ <= 6


def test_units_are_put_in_no_order_of_how_much_is_found(case_of_two, browser):
    text = browser.get("/findings").content.decode()
    units = re.findall(r"<bdi>Unit (\d+)</bdi></a> <span class=\"n\">", text)
    assert len(units) == 5
    assert units == sorted(units, key=int)
