"""Are numbers, dates and strength said by the rules of the report's style?"""

import pytest
from fixture import EXCEPTIONS, MOVED, RECOUNT, SPIKE

from tallystick.findings import Explanation
from tallystick.report.pages import strength
from tallystick.report.words import dates, numbers
from tallystick.report.words.estimates import estimate, scale_of


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"), (1, "1"), (48216, "48,216"), (48216.5, "48,216"), (-12, "−12"), (0.1, "0.100"),
        (2.5, "2.50"), (37.94, "37.9"), (-0.0001, "−0.000100"), (None, "—"), (float("nan"), "—"),
        (float("inf"), "no limit"), (1e300, "1.0 × 10³⁰⁰"), (-2.5e15, "−2.5 × 10¹⁵"),
    ],
)  # fmt: skip
def test_numbers(value, said):
    assert numbers.number(value) == said


def test_a_number_that_rounds_to_zero_has_no_minus_sign():
    assert numbers.number(-0.2, 0) == "0"


@pytest.mark.parametrize(
    ("share", "decimals", "said"),
    [
        (0.14332, 0, "14%"), (0.14332, 1, "14.3%"), (0.0, 0, "0%"), (1.0, 1, "100%"),
        (0.002, 0, "less than 1%"), (0.0002, 1, "less than 0.1%"), (0.998, 0, "more than 99%"),
        (1.4, 0, "140%"), (-0.03, 0, "−3%"), (None, 0, "—"),
    ],
)  # fmt: skip
def test_percentages_are_never_rounded_to_all_or_nothing(share, decimals, said):
    assert numbers.percent(share, decimals) == said


def test_small_denominators_have_no_percentage():
    assert numbers.part(3, 9) == "3 of 9"
    assert numbers.part(10, 40) == "10 of 40 (25%)"
    assert numbers.part(377, 48216) == "377 of 48,216 (0.8%)"


def test_zero_seen_says_which_rate_would_fit():
    assert numbers.zero_of(40) == "0 of 40 (a rate up to 9% would fit)"
    assert numbers.zero_of(0) == "—"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (2.6, "2.6 times the expected number"), (1.8, "1.8 times the expected number"),
        (1.32, "32% more than expected (1.32 times)"), (1.0, "as many as expected"),
        (0.68, "32% fewer than expected (0.68 times)"), (1234.5, "1,234 times the expected number"),
        (None, "—"),
    ],
)  # fmt: skip
def test_ratios(value, said):
    assert numbers.ratio(value) == said


@pytest.mark.parametrize(
    ("p_value", "said"),
    [
        (0.0, "fewer than 1 in 10,000 such data sets"),
        (0.00009, "fewer than 1 in 10,000 such data sets"),
        (0.00041, "about 1 in 2,400 such data sets"),
        (0.12, "about 1 in 8 such data sets"),
        (0.5, "about 1 in 2 such data sets"),
        (1.0, "more than half such data sets"),
    ],
)
def test_chance(p_value, said):
    assert numbers.chance(p_value) == said


def test_modelled_counts_are_whole():
    assert numbers.about(37.9) == "38"
    assert numbers.about(0.3) == "fewer than 1"
    assert numbers.about(0) == "0"


@pytest.mark.parametrize(
    ("estimand", "scale"),
    [
        ("share of the weights that were moved over the line", "share"),
        ("difference in the share of searches with a find", "points"),
        ("ratio of the records on the line to the number expected", "ratio"),
        ("records a day, relative to what is expected, minus 1", "change"),
        ("reported minus recounted, summed over the periods", "number"),
        ("share named in the case, minus what drawing officers of like times would give", "points"),
        ("share over the line, beyond what records of other times show", "share"),
        ("", "number"),
    ],
)
def test_the_words_of_the_estimand_say_the_scale(estimand, scale):
    assert scale_of(estimand) == scale


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"estimand": "x", "estimate": 59.2, "interval": (41.3, 78.4)}, "59 (95% range 41 to 78)"),
        ({"estimand": "x", "estimate": 6.0, "interval": (-4.0, 16.0)}, "6 (95% range −4 to 16)"),
        ({"estimand": "x", "estimate": 14.0, "interval": (2.0, 31.0)},
         "14 (at least 2 and up to 31, 95% range)"),
        ({"estimand": "ratio", "estimate": 2.2, "interval": (1.3, 3.6)},
         "2.2 times (95% range 1.3 to 3.6 times)"),
        ({"estimand": "rise, minus 1", "estimate": 0.44, "interval": (-0.01, 0.9)},
         "+44% (95% range −1% to +90%)"),
        ({"estimand": "share", "n": 2118, "estimate": 0.214, "interval": (0.197, 0.232)},
         "21.4% (95% range 19.7% to 23.2%)"),
        ({"estimand": "share", "n": 19, "estimate": 0.5, "interval": (0.2, 0.8)},
         "0.50 (95% range 0.20 to 0.80)"),
        ({"estimate": None, "interval": None}, "—"),
    ],
)  # fmt: skip
def test_estimates_with_their_ranges(changes, said):
    assert estimate(MOVED.with_(**changes)).text == said


def test_a_range_that_crosses_no_difference_is_seen():
    assert estimate(MOVED.with_(interval=(-0.1, 0.5))).crosses
    assert estimate(SPIKE.with_(interval=(0.9, 3.0))).crosses
    assert not estimate(SPIKE).crosses


@pytest.mark.parametrize(
    ("q_value", "word", "blocks"),
    [
        (0.00009, "Very strong", 4), (0.0001, "Strong", 3), (0.001, "Moderate", 2),
        (0.01, "Weak", 1), (0.05, "Below the scale", 0), (None, "Below the scale", 0),
    ],
)  # fmt: skip
def test_strength_words(q_value, word, blocks):
    found = strength.strength(MOVED.with_(q_value=q_value))
    assert (found.word, found.blocks) == (word, blocks)


def test_details_are_counted_not_estimated():
    assert strength.strength(RECOUNT).word == "Counted, not estimated"
    assert strength.strength(RECOUNT).blocks is None


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ((), "Not yet"),
        (((None, None), (0, 58)), "Not yet"),
        (((3, 58), (12, 97)), "Partly (12 of 97)"),
        (((3, 58), (3, 58)), "Partly (3 of 58)"),
        (((3, 58), (61, 61)), "Fully"),
        (((1, 0),), "Not yet"),
    ],
)
def test_overlapping_explanations_are_not_added(answers, said):
    explanations = tuple(Explanation("c", "h", *answer) for answer in answers)
    assert strength.explained(EXCEPTIONS.with_(explanations=explanations)) == said


def test_days_and_periods():
    assert dates.day("2024-01-01") == "1 January 2024"
    assert dates.day("last spring") == "last spring"
    assert dates.moment("2026-01-09T12:15:00+02:00") == "9 January 2026, 10:15 UTC"
    assert dates.length("2024-01-01", "2025-12-31") == "Two years"
    assert dates.length("2024-02-15", "2024-08-14") == "Six months"
    assert dates.length("2024-01-01", "2024-02-09") == "40 days"
    assert dates.length("2024-01-01", None) is None
    assert dates.length("2025-01-01", "2024-01-01") is None
    assert dates.between(None, None) == "over an unstated period"
