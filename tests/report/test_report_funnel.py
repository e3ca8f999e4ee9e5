"""Are dots and limits drawn where their numbers are, and told to who cannot see them?"""

import math
import re
from dataclasses import asdict, replace

import pytest
from fixture_findings import MOVED
from fixture_funnel import AT, funnel

from tallystick.findings import store
from tallystick.report.charts import chart
from tallystick.report.charts import funnel as funnels
from tallystick.report.masks.finding import finding_masked
from tallystick.report.masks.mask import Mask
from tallystick.report.pages.one_finding import view
from tallystick.report.words.wording import spoken

WIDTHS = [(680, 360), (350, 300)]
TEXT = re.compile(r'<text x="([-\d.]+)" y="([-\d.]+)"[^>]*>([^<]*)</text>')
PATH = re.compile(r'<path d="([^"]+)" fill="([^"]+)" stroke="([^"]+)"')
CIRCLE = re.compile(r"M([-\d.]+) ([-\d.]+)a([\d.]+)")


def drawn(picture, size=WIDTHS[0]):
    return "".join(funnels.draw(picture, *size, "c").parts)


def value(text):
    return float(text.replace("−", "-").replace(",", ""))


def scales(svg, height):
    """Read both axes off their own labels, as a reader does: a line through the outermost two."""
    texts = [(float(x), float(y), text) for x, y, text in TEXT.findall(svg)]
    along = [(x, math.log(value(t))) for x, y, t in texts if y == height - 44 + 17]
    up = [(y - 4, value(t)) for x, y, t in texts if re.fullmatch(r"−?\d+", t) and x < 60 < y]
    up = [each for each in up if each[0] < height - 45]
    lines = []
    for ticks in (along, up):
        (start, low), (end, high) = min(ticks), max(ticks)
        lines.append((start, low, (high - low) / (end - start)))
    (x0, n0, per_x), (y0, d0, per_y) = lines
    return lambda x, y: (math.exp(n0 + (x - x0) * per_x), d0 + (y - y0) * per_y)


@pytest.mark.parametrize("size", WIDTHS)
def test_dots_lie_where_their_numbers_are(size):
    picture = replace(funnel(), outside=(0,) * 30)
    svg = drawn(picture, size)
    read = scales(svg, size[1])
    dots = next(d for d, fill, _ in PATH.findall(svg) if fill == funnels.RECORDED)
    found = [read(float(x) + float(r), float(y)) for x, y, r in CIRCLE.findall(dots)]
    assert len(found) == 30
    for (n, difference), told in zip(
        found, zip(picture.n, picture.difference, strict=True), strict=True
    ):
        assert n == pytest.approx(told[0], rel=0.02)
        assert difference == pytest.approx(told[1], abs=0.6)


@pytest.mark.parametrize("size", WIDTHS)
def test_limits_and_the_diamond_lie_where_their_numbers_are(size):
    picture = funnel()
    svg = drawn(picture, size)
    read = scales(svg, size[1])
    lines = [d for d, _, stroke in PATH.findall(svg) if stroke == funnels.EXPECTED]
    wanted = [[pair[side] for pair in pairs] for pairs in (picture.inner, picture.outer)
              for side in (0, 1)]  # fmt: skip
    for line, heights in zip(lines, wanted, strict=True):
        points = [read(*map(float, each.split())) for each in line[1:].split("L")]
        assert [n for n, _ in points] == pytest.approx(AT, rel=0.02)
        assert [difference for _, difference in points] == pytest.approx(heights, abs=0.6)
    diamond = next(d for d, fill, _ in PATH.findall(svg) if fill == funnels.INK)
    top, *_, bottom = sorted(float(each.split()[1]) for each in diamond[1:-1].split("L"))
    x = float(diamond[1:].split()[0])
    assert read(x, (top + bottom) / 2) == pytest.approx((214, 38.6), rel=0.02)


def circles(svg, fill, stroke):
    found = [d for d, *colours in PATH.findall(svg) if colours == [fill, stroke]]
    return [(float(x) + float(r), float(y)) for d in found for x, y, r in CIRCLE.findall(d)]


def test_rings_and_dark_dots_are_those_outside_their_own_limits():
    outside = tuple((0, 1, 2)[k % 3] for k in range(30))
    svg = drawn(replace(funnel(), outside=outside))
    read = scales(svg, 360)
    rings = circles(svg, "none", funnels.INK_2)
    dark = circles(svg, funnels.INK_2, "none")
    for found, least in ((rings, 1), (dark, 2)):
        wanted = [n for n, each in zip(funnel().n, outside, strict=True) if each >= least]
        assert [read(*each)[0] for each in found] == pytest.approx(wanted, rel=0.02)
    assert len(circles(svg, funnels.RECORDED, "none")) == 20
    assert not circles(drawn(replace(funnel(), outside=(0,) * 30)), "none", funnels.INK_2)


@pytest.mark.parametrize("size", WIDTHS)
def test_everything_lies_within_the_canvas(size):
    svg = drawn(funnel(), size)
    for path, *_ in PATH.findall(svg):
        for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path):
            assert 0 <= float(x) <= size[0]
            assert 0 <= float(y) <= size[1]
    for x, _, text in TEXT.findall(svg):
        if text.endswith("%"):
            assert float(x) + 7.5 * len(text) <= size[0]


def test_the_table_holds_the_subject_and_adds_up():
    told = chart.chart(funnel(), "c")
    own, *bands = told.rows
    assert len(told.heads) == len(own) == 7
    assert own[:3] == ("214 (this officer)", "1", "+38.6")
    low, high = limits_at(funnel().inner, 214)
    assert own[3].replace("\N{NO-BREAK SPACE}", " ") == f"−{-low:.1f} to +{high:.1f}"
    assert own[5:] == ("1", "1")
    assert sum(int(row[1]) for row in bands) == 30
    assert [int(row[6]) for row in told.rows] == [1, 1, 0, 0]
    assert [row[0] for row in bands] == ["30 to 185", "216 to 464", "495 to 929"]


def limits_at(pairs, n):
    return pairs[AT.index(n)]


def test_what_is_heard_tells_the_subject_and_its_limits():
    page = str(chart.chart(funnel(), "c").wide)
    heard = re.search(r"<desc[^>]*>([^<]*)", page)[1].replace("\N{NO-BREAK SPACE}", " ")
    low, high = limits_at(funnel().outer, 214)
    assert "A diamond marks this officer: 214, +38.6." in heard
    assert f"the 99.8% limits −{-low:.1f} to +{high:.1f}" in heard
    assert "30 others" in heard
    with spoken("ru"):
        told = str(chart.chart(funnel(), "c").narrow)
    assert "Ромбом отмечен this officer: 214, +38,6." in told


@pytest.mark.parametrize(
    "change",
    [
        {"n": (), "difference": (), "outside": (), "bands": ()}, {"n": (50.0,) * 30, "own_n": 50.0},
        {"difference": (0.0,) * 30, "own_difference": 0.0, "inner": ((0.0, 0.0),) * 6,
         "outer": ((0.0, 0.0),) * 6},
        {"mark_label": "long " * 60}, {"mark_label": ""}, {"own_n": 1e7}, {"own_n": 30.0},
        {"at": (214.0,)}, {"outside": (2,) * 4}, {"y_label": "long " * 60},
    ],
)  # fmt: skip
def test_odd_funnels_are_drawn_all_the_same(change):
    told = chart.chart(chart.sound(replace(funnel(), **change)), "c")
    shapes = re.sub(r"<(title|desc)[^>]*>[^<]*", "", str(told.wide) + str(told.narrow))
    assert not re.search(r"nan|inf", shapes)
    assert told.rows


@pytest.mark.parametrize(
    "change",
    [
        {"at": ()}, {"own_n": 0.0}, {"own_difference": math.nan}, {"inner": ((math.inf, 1.0),) * 6},
        {"n": (math.nan,) * 30},
    ],
)  # fmt: skip
def test_a_funnel_that_cannot_be_drawn_is_left_out(change):
    assert chart.sound(replace(funnel(), **change)) is None


def test_a_finding_with_a_funnel_comes_back_and_is_shown(tmp_path):
    found = MOVED.with_(picture=funnel())
    store.write_findings(tmp_path, [found])
    (back,) = store.read_findings(tmp_path)
    assert back.picture == funnel()
    shown = view(back, 1, 10, None)
    assert shown.chart.caption == "Officers outside the 99.8% limits: 2 of 31."
    assert len(shown.number) == 1, "no sums of an excess"


def test_a_name_in_the_words_of_a_funnel_is_masked():
    picture = replace(funnel(), mark_label="officer Kim Lee-7")
    found = MOVED.with_(picture=picture, subject_kind="officer", subject="Kim Lee-7")
    told = finding_masked(found, Mask({("officer", "Kim Lee-7"): "Officer 4"})).picture
    assert told.mark_label == "Officer 4"
    assert "Kim" not in str(asdict(told))
    assert told.n == picture.n
