"""Are charts drawn from the counts, with excess hatched, shortfall dashed and no label covered?"""

import math
import re
from dataclasses import replace

import pytest
from fixture_pictures import heap, month_end, unit_weights, weights

from tallystick.report.charts import axis, chart, histogram, labels

PICTURES = (weights(), heap(), month_end(), unit_weights())
CAPTIONS = [picture.caption[:20] for picture in PICTURES]


@pytest.mark.parametrize("picture", PICTURES, ids=CAPTIONS)
@pytest.mark.parametrize("width", [680, 350])
def test_everything_is_drawn_within_the_canvas(picture, width):
    drawing = histogram.draw(picture, width, 280, "c")
    for path in re.findall(r' d="([^"]+)"', "".join(drawing.parts)):
        for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path):
            assert -1 <= float(x) <= width + 1
            assert -1 <= float(y) <= drawing.height + 1


@pytest.mark.parametrize("picture", PICTURES, ids=CAPTIONS)
@pytest.mark.parametrize("width", [680, 350])
def test_no_label_covers_another(picture, width):
    frame = histogram._frame(picture, width, 280, 0)
    placed = histogram._placed(picture, frame)
    for one in placed:
        assert one.left >= 0
        assert one.right <= width + 1
        for other in placed:
            if one is not other and one.row == other.row:
                assert one.right <= other.left or other.right <= one.left


def test_bars_add_up_to_the_counts():
    picture = weights()
    frame = histogram._frame(picture, 680, 280, 0)
    heights = [(frame.bottom - frame.y(v)) / (frame.bottom - frame.top) for v in picture.recorded]
    assert [round(h * frame.highest) for h in heights] == list(picture.recorded)


@pytest.mark.parametrize(
    ("picture", "value"), [(weights(), 0.095), (heap(), 4.75), (month_end(), 0.5)]
)
def test_the_rule_stands_at_the_edge_that_parts_excess_from_hole(picture, value):
    position = histogram.mark_position(picture, axis.bins(picture.x))
    assert position == pytest.approx(value)


def test_excess_is_hatched_and_shortfall_dashed():
    page = str(chart.chart(weights(), "c").wide)
    assert "url(#c-wide-hatch)" in page
    assert "stroke-dasharray" in page
    assert 'id="c-wide-hatch"' in page


def test_bins_with_gaps_keep_their_distance_and_ragged_ones_stand_side_by_side():
    assert axis.bins((1.0, 2.0, 5.0)) == axis.Bins((0.5, 1.5, 4.5), 1.0, by_value=True)
    assert axis.bins((1.0, 1.3, 5.0)).by_value is False
    assert axis.bins((0.0, 1e-6, 1e6)).by_value is False
    assert axis.bins((3.0, 2.0, 1.0)).by_value is False
    assert axis.bins((7.0,)).lefts == (6.5,)


@pytest.mark.parametrize(
    ("low", "high", "most", "said"),
    [
        (0, 62, 4, ["0", "20", "40", "60"]),
        (0.01, 0.4, 9, ["0.05", "0.10", "0.15", "0.20", "0.25", "0.30", "0.35", "0.40"]),
        (-14, 14, 9, ["−10", "−5", "0", "5", "10"]),
        (0, 0, 4, ["0"]),
        (0, 1e12, 4, ["0", "500,000,000,000", "1.0 × 10¹²"]),
    ],
)
def test_ticks_are_round(low, high, most, said):
    assert [text for _, text in axis.ticks(low, high, most)] == said


@pytest.mark.parametrize(
    "change",
    [
        {"x": ()}, {"recorded": ()}, {"expected": ()}, {"recorded": (math.nan,) * 40},
        {"x": (math.inf,) * 40},
    ],
)  # fmt: skip
def test_a_picture_that_cannot_be_drawn_is_left_out(change):
    assert chart.sound(replace(weights(), **change)) is None
    assert chart.sound(None) is None


@pytest.mark.parametrize(
    "change",
    [
        {"low": (1.0,), "high": ()}, {"excess": (-5, 900)}, {"hole": (8, 3)}, {"mark": math.nan},
        {"mark": 1e9}, {"recorded": (0.0,) * 40, "expected": (0.0,) * 40, "low": (), "high": ()},
        {"recorded": (1e15,) * 40}, {"x": (1.0,) * 40}, {"mark_label": "", "excess": None},
        {"recorded": (-3.0,) * 40}, {"mark_label": "long " * 60}, {"x": tuple(range(0, 4000, 100))},
        {"x": (5.0,), "excess": (0, 1), "hole": None},
    ],
)  # fmt: skip
def test_odd_pictures_are_drawn_all_the_same(change):
    drawn = chart.chart(chart.sound(replace(weights(), **change)), "c")
    assert "nan" not in drawn.wide + drawn.narrow
    assert "inf" not in re.sub(r"<(title|desc)[^>]*>[^<]*", "", str(drawn.wide))


def test_a_label_that_fits_nowhere_is_left_out_unless_needed():
    text = "x" * 80
    assert labels.place([labels.Label(text, 50, 0)], 0, 100, []) == []
    needed = labels.place([labels.Label(text, 50, 0, needed=True)], 0, 100, [])
    assert needed[0].label.text.endswith("…")


def test_values_are_written_alike():
    drawn = chart.chart(weights(), "c")
    assert [row[0] for row in drawn.rows[:10]][-2:] == ["0.09", "0.10"]
    assert {len(row) for row in drawn.rows} == {5}
    assert all("." in row[2] for row in drawn.rows)
