"""Is what was not found drawn, in each language, and is a picture that cannot be drawn left out?"""

import re
from dataclasses import replace

import pytest
from fixture import RUN, page_of, write_run

from tallystick.audit.nulls import with_pictures
from tallystick.checks.figures.digits import CHECK as DIGITS
from tallystick.findings import Result
from tallystick.findings.store import read_results
from tallystick.report.exports.folder import write_page
from tallystick.report.masks.opened import opened
from tallystick.tables import Frame
from tallystick.tables.store import Tables

COUNTS = [11, 9, 10, 12, 8, 10, 9, 11, 10, 10]
NULL = Result(
    check=DIGITS.name,
    subject_kind="agency",
    subject="",
    aspect="arrests",
    verdict="not_found",
    n=100,
    estimate=0.001,
    p_value=0.4,
    detail={"digits": COUNTS, "most": 3, "least": 4},
)
DRAWN = r'<details class="drawn">.*?</details>\s*</details>'


@pytest.fixture
def tables():
    return Tables({}, Frame())


def page(tmp_path, results, **how):
    return page_of(write_run(tmp_path, (), results, RUN), tmp_path, **how)


def test_the_agencys_null_is_drawn_with_each_of_its_counts(tmp_path, tables):
    (told,) = with_pictures([DIGITS], [NULL], tables)
    (drawn,) = re.findall(DRAWN, page(tmp_path, (told,)), re.DOTALL)
    cells = re.findall(r'<tr><th scope="row" class="n">(\d)</th><td class="n">(\d+)</td>', drawn)
    assert [(int(digit), int(n)) for digit, n in cells] == list(enumerate(COUNTS))
    assert "100 published totals" in drawn
    assert "Hatched" not in drawn, "nothing is above or below"
    (kept,) = read_results(tmp_path)
    assert kept.detail["drawn"]["expected"] == [10.0] * 10


@pytest.mark.parametrize(
    "other",
    [
        {"verdict": "uneven", "q_value": 0.001},
        {"verdict": "insufficient"},
        {"subject_kind": "unit", "subject": "North"},
    ],
)
def test_neither_a_pattern_nor_the_undecided_nor_a_unit_is_drawn(tables, other):
    result = replace(NULL, **other)
    assert with_pictures([DIGITS], [result], tables) == (result,)


def test_pictures_of_the_same_counts_are_drawn_once_and_few_of_a_check(tmp_path, tables):
    nulls = [
        replace(NULL, aspect=f"metric {place}", detail={**NULL.detail, "digits": [place // 2] * 10})
        for place in range(12)
    ]
    drawn = page(tmp_path, with_pictures([DIGITS], nulls, tables))
    told = re.findall(r"Metric (\d+): recorded and expected", drawn)
    assert list(dict.fromkeys(told)) == ["0", "2", "4", "6"]


@pytest.mark.parametrize(
    "drawn",
    [
        {},
        {"x": [1, 2]},
        {"x": ["<script>"], "recorded": [1], "expected": [1]},
        {"x": "0123", "recorded": 4, "expected": None},
        [1, 2],
        "drawn",
    ],
)
def test_what_cannot_be_drawn_is_left_out_of_the_page(tmp_path, drawn):
    told = page(tmp_path, (replace(NULL, detail={"drawn": drawn}),))
    assert 'class="drawn"' not in told
    assert "arrests" in told


def test_labels_are_in_the_language_of_the_page(tmp_path, tables):
    run = write_run(tmp_path, (), with_pictures([DIGITS], [NULL], tables), RUN)
    told = write_page(opened(run), tmp_path, "ru").read_text("utf-8")
    (drawn,) = re.findall(DRAWN, told, re.DOTALL)
    assert "Последняя цифра" in drawn
    assert "Last digit" not in drawn


def test_labels_are_escaped(tmp_path, tables):
    (told,) = with_pictures([DIGITS], [NULL], tables)
    detail = {**told.detail, "drawn": {**told.detail["drawn"], "x_label": "<b>digit</b>"}}
    hostile = page(tmp_path, (replace(told, detail=detail, check='figures."><b>digit'),))
    assert "<b>digit" not in hostile
    assert "&lt;b&gt;digit" in hostile
