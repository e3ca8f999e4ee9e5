"""Does the page of a unit show its findings, whether they share records, and no score?"""

from dataclasses import replace

import pytest
from fixture import FINDINGS, RESULTS, RUN
from fixture_run import DOSSIERS
from reading import read

from tallystick.findings import Explanation, Overlap
from tallystick.report import render
from tallystick.report.pages import one_finding
from tallystick.report.pages.requests import untold
from tallystick.report.words import in_language
from tallystick.report.words.rendering import rendering


@pytest.fixture
def page():
    return read(render(FINDINGS, RESULTS, RUN, {}))


def text_of(page, place):
    (section,) = [
        each for each in page.all("section") if each.attributes.get("id") == f"subject-{place}"
    ]
    return section.text()


def test_a_unit_shows_its_findings_and_what_was_tested(page):
    told = text_of(page, 1)
    assert told.startswith("Unit Eastgate Patrol")
    assert "differ from what we would expect in the one check that could tell." in told
    assert "1 finding stands" in told
    assert "There is one finding; nothing to compare." in told
    assert "All 29 statistical tests" in told
    assert "fewer than 1 in 10,000" in told
    assert "Those on figures alone (18 tests): in more than half such data sets." in told


def test_in_russian_what_to_ask_for_is_asked_in_russian():
    """The words are those of a check with a Russian twin, so none of them may stay English."""
    how = "Look the exhibit up in the property book"
    cause = Explanation("a number that was used again", how, name="used_again")
    told = replace(FINDINGS[0], check="exhibits.custody", explanations=(cause,))
    with rendering("ru"):
        view = one_finding.view(in_language.finding(told), 1, 1, None)
        (asked,) = untold([view])
    assert asked.words == "Найти объект в книге учёта."


def test_without_a_result_of_its_own_the_dossier_says_how_many_tests_were_made():
    told = text_of(read(render(FINDINGS, (), RUN, {})), 1)
    assert "41 tests were made here; 12 could not tell." in told
    assert "Everything that was asked" not in told


def test_shared_records_are_told_two_by_two(page):
    told = text_of(page, 2)
    assert "F-05 and F-02 share 40 records, of 52 in the shorter list" in told
    assert "F-05 and F-09 rest on different records." in told
    assert "F-02 and F-09: their lists have no column" in told
    assert "so none are combined" in told


def test_it_says_that_the_combination_rates_nobody(page):
    assert "rates nobody" in text_of(page, 1)
    assert "score" not in text_of(page, 1).lower()


def test_many_pairs_are_counted_on():
    pairs = tuple(Overlap("F-02", f"F-{n}", 1, 9) for n in range(10, 25))
    run = replace(RUN, dossiers=(replace(DOSSIERS[0], overlaps=pairs),))
    told = text_of(read(render(FINDINGS, RESULTS, run, {})), 1)
    assert "3 further pairs are left out here" in told


def test_without_findings_on_units_there_is_no_such_part():
    page = read(render(FINDINGS, RESULTS, replace(RUN, dossiers=()), {}))
    assert not [
        each for each in page.all("section") if each.attributes.get("id", "").startswith("subject-")
    ]
    assert not [each for each in page.all("a") if each.attributes.get("href") == "#subjects"]


def test_an_officers_finding_says_what_it_is_worth_beside_all_officers():
    moved = next(each for each in FINDINGS if each.id == "F-01")
    officer = replace(moved, subject_kind="officer", subject="4711", local_fdr=0.034,
                      shrunk=(0.18, 0.11, 0.25))  # fmt: skip
    page = read(render([officer], RESULTS, replace(RUN, dossiers=()), {}))
    told = next(each for each in page.all("section") if each["id"] == "finding-1").text()
    assert "at most 3% of those with a pattern this strong would have it by chance" in told
    assert "this one is 18% (95% range 11% to 25%)" in told
    plain = read(render([moved], RESULTS, replace(RUN, dossiers=()), {}))
    assert "would have it by chance" not in plain.all("main")[0].text()


def test_families_are_reported_apart_and_add_up(page):
    section = next(each for each in page.all("section") if each["id"] == "families")
    rows = [[cell.text() for cell in row.all("th", "td")] for row in section.all("tr")][1:]
    told = {name: [int(cell) for cell in cells] for name, *cells in rows}
    assert "Published totals and counts over time" in told
    for _, tests, findings, nothing, undecided in told.values():
        assert findings + nothing + undecided == tests
    for column, field in ((1, "tests"), (2, "findings"), (4, "insufficient")):
        counted = sum(getattr(each, field) for each in RUN.checks)
        assert sum(cells[column] for cells in told.values()) == counted
