"""Does the report say what the figures rest on, and keep it apart from what was tested?"""

import re
from dataclasses import replace

from fixture import RUN

from tallystick.findings import DESCRIBED, Result
from tallystick.report.pages import answer, nulls, supported
from tallystick.report.pages.page import render


def described(subject="", metric="arrests", low=1122.0, high=1198.0, **detail):
    return Result(
        "records.supported_figure", "unit" if subject else "agency", subject, metric, DESCRIBED,
        1230, "reported records that no rule fails", high, (low, high),
        reason="10 were reported beyond the records",
        detail={"reported": 1240.0, "headline": not subject} | detail,
    )  # fmt: skip


def page(*results):
    return " ".join(re.sub("<[^>]+>", " ", render((), results, RUN, {})).split())


def test_the_first_page_gives_the_range_and_a_section_gives_what_was_taken_off():
    text = page(described(), described("Unit <b>7", low=40.0, high=40.0))
    assert (
        "records support 1,122 to 1,198, depending on how strictly records are matched. "
        "The others may still be true."
    ) in text
    # its heading and caption, and the contents of the screen and of paper
    assert text.count("What the figures rest on") == 4
    assert "10 were reported beyond the records." in text
    assert "&lt;b&gt;7" in text
    rows = supported.rows([described("b", low=40.0, high=40.0), described()])
    assert [(row.subject, row.supported) for row in rows] == [
        ("Whole agency", "1,122 to 1,198"), ("Unit b", "40"),
    ]  # fmt: skip


def test_a_description_is_no_test_and_no_answer():
    results = [described(), described("A")]
    assert nulls.without_finding(results, ()) == nulls.undecided(results) == []
    outcome = answer.counts(RUN, results, ())
    assert (outcome.tests, outcome.nothing, outcome.too_few) == (0, 0, 0)
    assert not described().names_pattern


def test_without_one_there_is_no_section_and_without_a_headline_no_sentence():
    assert "What the figures rest on" not in page()
    assert "independent records support" not in page(described("A"))
    assert supported.headline([replace(described(), interval=None)]) == ""


def test_what_another_check_describes_is_no_figure_that_rests_on_records():
    batches = replace(described(), check="records.entry_lag", aspect="month batches")
    assert supported.rows([batches, described("A")]) == supported.rows([described("A")])
    assert supported.headline([batches]) == supported.left_out([batches] * 70) == ""
    assert "What the figures rest on" not in page(batches)


def test_beyond_sixty_the_rest_is_in_the_file():
    many = [described(f"U{k}") for k in range(63)]
    assert len(supported.rows(many)) == 60
    assert "3 further figures are in results.parquet." in page(*many)
    assert supported.left_out(many[:60]) == ""
