"""A pattern as one line of months: its cases above, and below it runs and what people decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tallystick.report.charts.axes import paint_places
from tallystick.report.charts.drawing import (
    EXCESS,
    EXPECTED,
    INK_2,
    INK_3,
    RECORDED,
    RULE,
    Drawing,
    polyline,
    rectangles,
    text_width,
)
from tallystick.report.charts.thread import WIDTHS, disc
from tallystick.report.charts.timeline import Plot
from tallystick.report.words.numbers import count
from tallystick.review.evidence.events import months
from tallystick.review.models import Disposition, LogEntry, Pattern, Question, Reply
from tallystick.review.words import tell

TOP, BARS, LANE, BOTTOM = 8.0, 66.0, 22.0, 26.0
DATE_ROOM, MOST_MONTHS = 62.0, 600
CASES, RUNS, REPLIES, DECIDED = "cases", "runs", "replies", "decided"
BELOW = (RUNS, REPLIES, DECIDED)


@dataclass(frozen=True)
class Month:
    """What a month has: cases, runs, replies, and decisions with answers to runs."""

    month: str
    cases: int
    runs: int
    replies: int
    decided: int


@dataclass(frozen=True)
class Line:
    """The line in two widths, and its table of the months that have something."""

    caption: str
    wide: Markup
    narrow: Markup
    rows: tuple[Month, ...]


def drawn(pattern: Pattern) -> Line | None:
    """Return the line of a pattern; None where its cases have no days."""
    assert pattern.latest is not None
    cases = months(pattern.latest)
    if not cases:
        return None
    runs = Counter(each[:7] for each in
                   pattern.sightings.values_list("run__started_at", flat=True))  # fmt: skip
    decided = Counter(_decided(pattern))
    received = Reply.objects.filter(sighting__pattern=pattern).values_list("received_on", flat=True)
    replies = Counter(each.isoformat()[:7] for each in received)
    told = sorted({*cases, *runs, *replies, *decided} - {""})
    held = tuple(
        Month(each, cases[each], runs[each], replies[each], decided[each]) for each in told
    )
    every = _between(told[0], told[-1])
    if len(every) > MOST_MONTHS:
        return None
    caption = tell("months.caption", n=count(cases.total()), first=told[0], last=told[-1])
    pictures = {
        name: _drawing(held, every, width, f"months-{name}").figure(
            caption, tell("months.desc"), f"chart {name}"
        )
        for name, width in WIDTHS
    }
    return Line(caption, pictures["wide"], pictures["narrow"], held)


def _decided(pattern: Pattern) -> list[str]:
    """The months of entries by which people decided on a pattern or answered a run."""
    proposed = Disposition.objects.filter(pattern=pattern)
    seqs = {each for row in proposed.values_list("proposed_seq", "second_seq", "ended_seq")
            for each in row if each}  # fmt: skip
    answered = Question.objects.filter(pattern=pattern).exclude(answered_seq=None)
    seqs |= {each for each in answered.values_list("answered_seq", flat=True) if each}
    days = LogEntry.objects.filter(seq__in=seqs).values_list("day", flat=True)
    return [each.isoformat()[:7] for each in days]


def _between(first: str, last: str) -> tuple[str, ...]:
    start, end = (int(each[:4]) * 12 + int(each[5:7]) - 1 for each in (first, last))
    return tuple(f"{at // 12:04}-{at % 12 + 1:02}" for at in range(start, end + 1))


def _drawing(held: Sequence[Month], every: Sequence[str], width: float, prefix: str) -> Drawing:
    labels = [tell(f"months.{each}") for each in (CASES, *BELOW)]
    # Letters of Cyrillic are wider than those that `text_width` counts.
    left = 1.2 * max(map(text_width, labels)) + 8
    lanes = {each: TOP + BARS + LANE * (place + 0.6) for place, each in enumerate(BELOW)}
    bottom = TOP + BARS + LANE * len(BELOW) + 4
    plot = Plot(left, width - 16, TOP, bottom, len(every), 0.0, 1.0)
    drawing = Drawing(width, bottom + BOTTOM, prefix)
    base = TOP + BARS
    for y, text in ((TOP + BARS / 2, labels[0]), *zip(lanes.values(), labels[1:], strict=True)):
        drawing.text(left - 6, y + 4, text, INK_2, "end")
    for y in lanes.values():
        drawing.line(left, y, plot.right, y, RULE, 1)
    drawing.path(polyline([(left, base), (plot.right, base)]), stroke=INK_3)
    place = {each: at for at, each in enumerate(every)}
    step = (plot.right - left) / len(every)
    most = max(each.cases for each in held)
    bars, replies, ticks, decided = [], [], "", ""
    for each in held:
        x = plot.x(place[each.month])
        height = (each.cases / most) ** 0.5 * (BARS - 16) if most else 0.0
        bars.append((x + step * 0.1, base - height, max(step * 0.8, 1.2), height))
        if each.runs:
            ticks += polyline([(x + step / 2, lanes[RUNS] - 7), (x + step / 2, lanes[RUNS] + 7)])
        if each.replies:
            replies.append((x + step / 2 - 4, lanes[REPLIES] - 4, 8.0, 8.0))
        if each.decided:
            decided += disc(x + step / 2, lanes[DECIDED])
    drawing.path(rectangles(bars), fill=RECORDED)
    drawing.path(ticks, stroke=EXPECTED, stroke_width=3)
    drawing.path(rectangles(replies), fill=EXPECTED)
    drawing.path(decided, fill=EXCESS, stroke="#fff", stroke_width=1)
    fullest = max(held, key=lambda each: each.cases)
    end = place[fullest.month] > len(every) / 2
    at = plot.x(place[fullest.month] + (0 if end else 1))
    drawing.text(at + (-4 if end else 4), TOP + 14, count(fullest.cases), INK_2,
                 "end" if end else "start")  # fmt: skip
    paint_places(drawing, plot, _dates(plot, every), anchor="start")
    return drawing


def _dates(plot: Plot, every: Sequence[str]) -> list[tuple[float, str]]:
    fit = max(1, int((plot.right - plot.left) / DATE_ROOM))
    years = [place for place, each in enumerate(every) if each.endswith("-01")]
    wanted = years if len(years) > 1 else range(len(every))
    shown = list(wanted)[:: max(1, -(-len(wanted) // fit))]
    right = plot.right - 44
    return [(plot.x(at), every[at][:4] if len(years) > 1 else every[at])
            for at in shown if plot.x(at) <= right]  # fmt: skip
