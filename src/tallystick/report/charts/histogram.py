"""How are recorded counts drawn with the expected counts over them?"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tallystick.findings import Picture
from tallystick.report.charts import axis, labels
from tallystick.report.charts.axes import paint_heights, paint_places, paint_titles
from tallystick.report.charts.drawing import (
    EXCESS,
    EXPECTED,
    INK,
    INK_2,
    INK_3,
    RECORDED,
    Drawing,
    polyline,
    rectangles,
    text_width,
)
from tallystick.report.words.numbers import about, count
from tallystick.report.words.text import name
from tallystick.report.words.wording import say

ROW, TOP, BOTTOM, RIGHT = 17, 22, 44, 6
BAR_SHARE = 0.92
HEADROOM = 1.04
# Where along the bins the expected line may be named, and how far above the bars.
QUIET = (0.86, 0.95, 0.75, 0.62, 0.45, 0.3)
LIFT = 14
NARROW_BAR = 5


@dataclass(frozen=True)
class Frame:
    """The plot's place on the canvas and its two scales."""

    left: float
    right: float
    top: float
    bottom: float
    grid: axis.Bins
    highest: float

    def x(self, value: float) -> float:
        """Return the place of `value` along the axis."""
        start, end = self.grid.lefts[0], self.grid.end
        return self.left + (value - start) / (end - start) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Return the height of `value`, held within the plot."""
        share = min(max(value, 0.0), self.highest) / self.highest
        return self.bottom - share * (self.bottom - self.top)

    def bar(self, index: int) -> tuple[float, float]:
        """Return the left end and the width of a bar."""
        left = self.x(self.grid.lefts[index])
        width = self.x(self.grid.lefts[index] + self.grid.width) - left
        return left + width * (1 - BAR_SHARE) / 2, width * BAR_SHARE


def stretch(picture: Picture, indices: tuple[int, int] | None) -> range:
    """Return the bins of an excess or a hole, held within the picture."""
    n = len(picture.x)
    return range(max(0, indices[0]), min(n, indices[1])) if indices else range(0)


def total(values: tuple[float, ...], where: range) -> float:
    """Return the sum of `values` over some bins."""
    return math.fsum(values[index] for index in where)


def mark_position(picture: Picture, grid: axis.Bins) -> float:
    """Return where the rule stands: at the edge of its bin that parts excess from hole."""
    mark = picture.mark if picture.mark is not None else math.nan
    if not grid.by_value:
        index = sum(each < mark for each in picture.x)
        return grid.lefts[index] if index < len(grid.lefts) else grid.end
    if mark not in picture.x:
        return mark
    index = picture.x.index(mark)
    excess, hole = stretch(picture, picture.excess), stretch(picture, picture.hole)
    before = (excess and hole and hole[0] > excess[0]) or (
        excess and not hole and excess[-1] == index and excess[0] < index
    )
    return grid.lefts[index] + (grid.width if before else 0.0)


def _region_labels(picture: Picture, frame: Frame) -> list[labels.Label]:
    excess, hole = stretch(picture, picture.excess), stretch(picture, picture.hole)
    wanted = []
    for where, other, colour in ((excess, hole, EXCESS), (hole, excess, INK)):
        if not where:
            continue
        middle = where[len(where) // 2]
        centre = frame.x(frame.grid.lefts[middle] + frame.grid.width / 2)
        counts = {
            "recorded": count(total(picture.recorded, where)),
            "expected": about(total(picture.expected, where)),
        }
        top = frame.y(max(picture.recorded[middle], picture.expected[middle]))
        leftward = where[0] < other[0] if other else centre > (frame.left + frame.right) / 2
        text, brief = (say(f"chart.label.{key}", **counts) for key in ("region", "brief"))
        label = labels.Label(text, centre, top - 3, leftward, bold=True, colour=colour, brief=brief)
        wanted.append(label)
    return wanted


def _walls(picture: Picture, frame: Frame) -> list[float]:
    """Return where the rule stands, when it stands within the plot."""
    if picture.mark is None:
        return []
    x = frame.x(mark_position(picture, frame.grid))
    return [x] if frame.left <= x <= frame.right else []


def _labels(picture: Picture, frame: Frame) -> list[labels.Label]:
    wanted = _region_labels(picture, frame)
    for x in _walls(picture, frame):
        text, leftward = name(picture.mark_label), x > (frame.left + frame.right) / 2
        if text:
            wanted.append(labels.Label(text, x, frame.bottom, leftward, bold=True, needed=True))
    return wanted


def _expected_label(
    picture: Picture, frame: Frame, leaders: list[float]
) -> tuple[labels.Label, float] | None:
    """Return the label of the expected line and its height, where the plot has room for it."""
    text = say("chart.label.expected_band" if picture.low else "chart.label.expected")
    tallest = [max(each) for each in zip(picture.recorded, picture.expected, strict=True)]
    if picture.high:
        tallest = [max(each) for each in zip(tallest, picture.high, strict=True)]
    for share in QUIET:
        index = int(share * (len(picture.x) - 1))
        x = frame.x(frame.grid.lefts[index] + frame.grid.width / 2)
        label = labels.Label(text, x, frame.y(picture.expected[index]), True, colour=INK_2)
        start, end = labels.beside(label)
        under = [
            tallest[i]
            for i, left in enumerate(frame.grid.lefts)
            if frame.x(left) < x + labels.SPACE and frame.x(left + frame.grid.width) > start
        ]
        height = frame.y(max(under)) - LIFT
        crossed = not labels.free(((each, each) for each in leaders), start, end + labels.SPACE)
        if start >= frame.left and height > frame.top + ROW and not crossed:
            return label, height
    return None


def _paint_axes(drawing: Drawing, frame: Frame, picture: Picture, most: int) -> None:
    paint_heights(drawing, frame, axis.ticks(0, frame.highest, 4))
    ticks = axis.bin_ticks(picture.x, frame.grid, most)
    paint_places(drawing, frame, [(frame.x(value), text) for value, text in ticks])
    paint_titles(drawing, frame, picture.x_label, picture.y_label)


def _paint_bars(drawing: Drawing, frame: Frame, picture: Picture) -> None:
    excess, hole = stretch(picture, picture.excess), stretch(picture, picture.hole)
    plain, more, fewer = [], [], []
    for index, recorded in enumerate(picture.recorded):
        x, width = frame.bar(index)
        top, line = frame.y(recorded), frame.y(picture.expected[index])
        base = max(top, line) if index in excess else top
        plain.append((x, base, width, frame.bottom - base))
        if index in excess and top < line:
            more.append((x, top, width, line - top))
        if index in hole and line < top:
            fewer.append((x, line, width, top - line))
    drawing.path(rectangles(plain), fill=RECORDED)
    if more:
        drawing.path(rectangles(more), drawing.hatching(), stroke=EXCESS)
    drawing.path(rectangles(fewer), stroke=INK_3, stroke_width=1.2, stroke_dasharray="3 2.5")


def _paint_brackets(drawing: Drawing, frame: Frame, picture: Picture) -> None:
    """Mark along the axis which bins the excess and the hole take, however narrow they are."""
    y = frame.bottom + 2
    for indices, colour, dashes in ((picture.excess, EXCESS, "none"), (picture.hole, INK_3, "3 2")):
        where = stretch(picture, indices)
        if where:
            start = frame.x(frame.grid.lefts[where[0]])
            end = frame.x(frame.grid.lefts[where[-1]] + frame.grid.width)
            line = polyline([(start, y), (end, y)])
            drawing.path(line, stroke=colour, stroke_width=3, stroke_dasharray=dashes)


def _steps(frame: Frame, values: tuple[float, ...]) -> list[tuple[float, float]]:
    points = []
    for left, value in zip(frame.grid.lefts, values, strict=True):
        points.append((frame.x(left), frame.y(value)))
        points.append((frame.x(left + frame.grid.width), frame.y(value)))
    return points


def _paint_band(drawing: Drawing, frame: Frame, picture: Picture) -> None:
    if picture.low and picture.high:
        outline = _steps(frame, picture.high) + _steps(frame, picture.low)[::-1]
        drawing.path(polyline(outline, closed=True), fill=EXPECTED, fill_opacity=0.15)


def _paint_labels(
    drawing: Drawing, frame: Frame, picture: Picture, placed: list[labels.Placed]
) -> None:
    walls = _walls(picture, frame)
    for x in walls:
        drawing.line(x, frame.top - 4, x, frame.bottom, INK, 1.5)
    named = _expected_label(picture, frame, walls + [each.label.target for each in placed])
    at = [(each, frame.top - 8 - each.row * ROW) for each in placed]
    if named is not None:
        at.append((labels.Placed(named[0], 0, *labels.beside(named[0])), named[1]))
    for each, y in at:
        label = each.label
        colour, width = (INK, 1.5) if label.target in walls else (INK_3, 1)
        start = y + 4 if each.left < label.target < each.right else y - 9
        drawing.line(label.target, start, label.target, label.depth, colour, width)
    for each, y in at:
        label = each.label
        drawing.text(each.left, y, label.text, label.colour, bold=label.bold)


def _frame(picture: Picture, width: float, height: float, rows: int) -> Frame:
    highest = max((*picture.recorded, *picture.expected, *picture.high, 0.0))
    step = axis.nice_step(highest or 1.0, 4)
    top = max(highest * HEADROOM, step)
    tick_width = max(text_width(text) for _, text in axis.ticks(0, top, 4))
    return Frame(
        left=tick_width + 8,
        right=width - RIGHT,
        top=TOP + rows * ROW,
        bottom=height - BOTTOM,
        grid=axis.bins(picture.x),
        highest=top,
    )


def draw(picture: Picture, width: float, plot_height: float, prefix: str) -> Drawing:
    """Return the drawing: bars, hatched excess, dashed shortfall, and the expected line on top."""
    frame = _frame(picture, width, plot_height, 0)
    rows = 1 + max((each.row for each in _placed(picture, frame)), default=-1)
    height = plot_height + rows * ROW
    frame = _frame(picture, width, height, rows)
    drawing = Drawing(width, height, prefix)
    _paint_axes(drawing, frame, picture, most=9 if width > 500 else 5)
    _paint_band(drawing, frame, picture)
    _paint_bars(drawing, frame, picture)
    _paint_brackets(drawing, frame, picture)
    line = polyline(_steps(frame, picture.expected))
    drawing.path(line, stroke=EXPECTED, stroke_width=1.8 if frame.bar(0)[1] > NARROW_BAR else 1)
    _paint_labels(drawing, frame, picture, _placed(picture, frame))
    return drawing


def _placed(picture: Picture, frame: Frame) -> list[labels.Placed]:
    wanted = _labels(picture, frame)
    return labels.place(wanted, frame.left, frame.right, _walls(picture, frame))
