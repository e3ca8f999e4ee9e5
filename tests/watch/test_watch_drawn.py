"""Do the rows, bars and lines of the page say what the chance is, and are officers coded?"""

import re

import pytest
from watched import CHECK, declared, result

from tallystick.findings import Result
from tallystick.report.masks.officers import officers_mask
from tallystick.report.words.rendering import rendering
from tallystick.watch import Audited, Look, Row, state_of
from tallystick.watch.bars import HEIGHT, MARGIN, bars
from tallystick.watch.lines import line
from tallystick.watch.opened import Shown
from tallystick.watch.page import render
from tallystick.watch.state import Told

KEY = (CHECK, "unit", "Castle", "pairs")
# Of five looks nine audits share .0009, so that each has 1e-4.
PLAN = declared(5, 0.0009)


def boxes(svg, fill):
    """Top and height of each bar of a colour."""
    found = re.findall(rf'd="M[\d.]+ ([\d.]+)h[\d.]+v([\d.]+)h[^"]*" fill="{fill}"', svg)
    return [(float(top), float(height)) for top, height in found]


def test_bars_are_as_high_as_the_digits_of_the_chance_and_reach_the_line():
    """Of a line at 1e-4, over the height without margins, each power of ten is 10."""
    row = Row(KEY, "found", path=((1, 0.1), (2, 0.01), (3, None), (4, 1e-4)))
    svg = bars(row, PLAN, "Castle", "r")
    assert HEIGHT - 2 * MARGIN == 40
    assert boxes(svg, "#5C93C0") == [(33.0, 10.0), (23.0, 20.0)]
    assert boxes(svg, "#A34A00") == [(3.0, 40.0)]
    assert "look 1: 0.1; look 2: 0.01; look 3: –; look 4: 0.0001; needed: 0.0001" in svg
    assert bars(Row(KEY, "now", at=3), PLAN, "Castle", "r") == ""


def test_a_line_says_what_found_it_the_chance_and_what_is_needed():
    with rendering("en"):
        row = Row(KEY, "gathering", 5e-5, 0.031)
        today = "all quarters so far: p = 5e-05, after allowing for all tests 0.031"
        assert line(row, PLAN) == f"{today} (needed 0.0001)"
        assert line(Row(KEY, "found", 5e-5, 0.031, since=2), PLAN) == (
            f"{today} (needed 0.0001), since the look to 30 June 2023"
        )
        alone = "the audit of quarter 3 found it by itself"
        assert line(Row(KEY, "now", at=3, by="window"), PLAN) == alone
        assert line(Row(KEY, "earlier", 5e-5, 0.031, at=3, by="window"), PLAN) == (
            f"{alone}; {today}"
        )
        assert line(Row(KEY, "found", at=3, counted=True), PLAN) == (
            "look 3: counted, not estimated"
        )
        assert line(Row(KEY, "earlier", at=3), PLAN) == (
            "the audit of all quarters to look 3 found it"
        )


@pytest.fixture
def watched():
    """Two looks: one officer gathers, and one unit is found."""
    many = [result(f"U{n}", 0.5) for n in range(98)]
    castle = result("Castle", 1e-8, 1e-6, verdict="shared")
    officer = Result(
        CHECK, "officer", "Jane Doe", "pairs", "not_found", 50, p_value=1e-5, q_value=0.01
    )
    held = [*many, castle, officer]
    told = (Told(1, "window", held, []), Told(2, "window", held, []),
            Told(2, "so_far", held, [castle]))  # fmt: skip
    codes = officers_mask({("officer", "Jane Doe")}, b"key")
    looks = [
        Look(n, *PLAN.days(n), "0" * 64, digest * 64,
             tuple(Audited(kind, f"run-{n}", "a" * 64, {}, 9) for kind in PLAN.due(n)))
        for n, digest in ((1, "b"), (2, "c"))
    ]  # fmt: skip
    return PLAN, looks, state_of(PLAN, told), Shown(told, {}, codes)


def test_the_page_has_a_row_for_each_found_or_gathering_key(watched):
    plan, looks, state, shown = watched
    page = render(plan, looks, state, shown, "en")
    assert [each.key[2] for each in (*state.of("found"), *state.of("gathering"))] == [
        "Castle", "Jane Doe",
    ]  # fmt: skip
    assert "Castle" in page
    assert "Jane Doe" not in page
    assert page.count('class="watch-bars"') == 2
    assert "The engagement file changed before this look." in page
    assert "100 keys are watched" in page
    assert "corrected for all its tests at 0.0001" in page
    # A hundred keys at 1e-4.
    assert "up to about 0.01 keys would gather by chance" in page
    assert not re.search(r'(?:src|href)="(?!#|data:)', page)
