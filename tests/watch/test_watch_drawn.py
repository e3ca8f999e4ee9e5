"""Do the rows, bars and lines of the page say what the evidence is, and are officers coded?"""

import re
from math import exp, log

import numpy as np
import pytest
from watched import CHECK, declared, result

from tallystick.findings import Result
from tallystick.report.masks.officers import officers_mask
from tallystick.report.words.rendering import rendering
from tallystick.stats.evidence import log_e_values
from tallystick.watch import Audited, Look, Row, state_of
from tallystick.watch.bars import HEIGHT, MARGIN, bars
from tallystick.watch.lines import line, needed_next
from tallystick.watch.opened import Shown
from tallystick.watch.page import render
from tallystick.watch.state import Told

KEY = (CHECK, "unit", "Castle", "pairs")


def row(*path, line=4.0, **more):
    held = tuple(enumerate(path, start=1))
    return Row(KEY, "window", "gathering", path[-1], path=held, line=line, **more)


def boxes(svg, fill):
    """Top and height of each bar of a colour."""
    found = re.findall(rf'd="M[\d.]+ ([\d.]+)h[\d.]+v([\d.]+)h[^"]*" fill="{fill}"', svg)
    return [(float(top), float(height)) for top, height in found]


def test_bars_are_as_high_as_the_log_of_the_evidence_and_reach_the_line():
    """Of a line at 4, over the height without margins, each unit of the log is 10."""
    svg = bars(row(1.0, 2.0, 4.0), 12, "Castle", "r")
    assert HEIGHT - 2 * MARGIN == 40
    assert boxes(svg, "#5C93C0") == [(33.0, 10.0), (23.0, 20.0)]
    assert boxes(svg, "#A34A00") == [(3.0, 40.0)]
    assert "look 1: 2.72; look 2: 7.39; look 3: 54.6; needed: 54.6" in svg
    below = bars(row(-2.0, 2.0, line=3.0), 12, "Castle", "r")
    assert boxes(below, "#5C93C0") == [(27.0, 16.0), (11.0, 16.0)]
    assert bars(Row(KEY, "window", "now", at=3), 12, "Castle", "r") == ""


def test_a_line_says_evidence_pace_and_what_the_next_look_needs():
    with rendering("en"):
        gathering = row(log(610), line=log(16_480), looks_to_go=2)
        said = line(gathering, declared())
        assert said == "evidence 610 (needed 16,480); at this pace in 2 looks"
        # 16,480 / 610 is 27: p of about 7e-4 gives it, as e(1e-3) is 21 and e(1e-4) 118.
        assert needed_next(gathering) == "27 times its evidence: p of 0.0007 or less there"
        found = Row(KEY, "window", "found", log(21_400), line=log(16_480), since=2)
        assert line(found, declared()) == (
            "evidence 21,400 (needed 16,480), since about 1 April 2023"
        )
        assert needed_next(found) == "nothing: it passes the line"
        assert line(row(1.0), declared()).endswith("no pace to tell")
        # Of a sum over twelve looks that has 5 and needs 25 the next e is 240: p of about 4e-5.
        added = row(log(5), line=log(25), added=12)
        assert needed_next(added) == "p of 4e-05 or less there"
        assert exp(log_e_values(np.array([4.06e-5]))[0]) == pytest.approx(240, rel=0.05)


@pytest.fixture
def watched():
    """Two looks: one officer gathers, and one unit is found."""
    aspect, many = "pairs", [result(f"U{n}", 0.5) for n in range(98)]
    held = [
        *many, result("Castle", 1e-8),
        Result(CHECK, "officer", "Jane Doe", aspect, "not_found", 50, p_value=1e-4),
    ]  # fmt: skip
    told = (Told(1, "window", held, []), Told(2, "window", [*many, *held[-2:-1]], []))
    codes = officers_mask({("officer", "Jane Doe")}, b"key")
    looks = [
        Look(n, *declared().days(n), "0" * 64, digest * 64,
             (Audited("window", f"run-{n}", "a" * 64, {}),))
        for n, digest in ((1, "b"), (2, "c"))
    ]  # fmt: skip
    return declared(), looks, state_of(declared(), told), Shown(told, {}, codes)


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
    assert f"{100 / 0.025 / 2:,.0f}" in page
    assert exp(state.groups[0].needed) == pytest.approx(2000)
    assert not re.search(r'(?:src|href)="(?!#|data:)', page)
