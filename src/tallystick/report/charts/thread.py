"""A thread as two pictures: its events in time, and who and what stands in each record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from tallystick.findings.thread import Thread, ThreadEvent, persons_by_records
from tallystick.report.charts.axes import paint_places
from tallystick.report.charts.drawing import (
    EXCESS,
    EXPECTED,
    INK_2,
    INK_3,
    RECORDED,
    RULE,
    Drawing,
    coordinate,
    polyline,
    rectangles,
    text_width,
)
from tallystick.report.charts.timeline import Plot
from tallystick.report.words.numbers import number
from tallystick.report.words.text import name, short
from tallystick.report.words.wording import say

WIDTHS = (("wide", 680.0), ("narrow", 350.0))
LANE, GOODS, TOP, BOTTOM, RIGHT = 24.0, 46.0, 22.0, 26.0, 16.0
MOST_LANES, MOST_PERSONS, LONGEST_LABEL = 8, 6, 16
MARK, MONTH_ROOM = 5.0, 64.0
CASES = ("arrest", "case")
SOURCES = ("supplier", "informant")


def disc(x: float, y: float, radius: float = MARK) -> str:
    """Return a path for a disc."""
    r = coordinate(radius)
    half = f"a{r} {r} 0 1 0 {coordinate(2 * radius)} 0a{r} {r} 0 1 0 {coordinate(-2 * radius)} 0z"
    return f"M{coordinate(x - radius)} {coordinate(y)}{half}"


def is_dated(event: ThreadEvent) -> bool:
    """Whether the event has a day that can be drawn."""
    return _day(event.day) is not None


def named_often(events: Sequence[ThreadEvent]) -> list[str]:
    """Return the persons who stand in two records or more, those in most first."""
    return [person for person, n in persons_by_records(events)[:MOST_PERSONS] if n > 1]


def timeline(thread: Thread, width: float, prefix: str) -> Drawing:
    """Return the events by day, a lane for each officer; `thread` has an event with a day."""
    events = [each for each in thread.events if _day(each.day)]
    lanes = _lanes(events)
    plot = _plot(width, [label for _, label in lanes], TOP + LANE * len(lanes))
    days = [day for each in events if (day := _day(each.day))]
    first, last = min(days), max(days)
    last = max([last, *(day for each in events if (day := _day(each.closed)))])
    span = max((last - first).days, 1)
    drawing = Drawing(width, plot.bottom + BOTTOM, prefix)
    inner = plot.right - plot.left - 2 * MARK

    def x(day: date) -> float:
        return plot.left + MARK + (day - first).days / span * inner

    held = {officer: TOP + LANE * (place + 0.5) for place, (officer, _) in enumerate(lanes)}
    _paint_lanes(drawing, plot, [(held[officer], label) for officer, label in lanes])
    paint_places(drawing, plot, [(x(day), text) for day, text in _dates(first, last, inner)])
    bars, arrests, cases, goods = [], "", "", []
    for event in events:
        day = _day(event.day)
        assert day is not None
        at, y = x(day), held.get(event.officer, held.get("…", TOP))
        closed = _day(event.closed)
        if event.what not in CASES:
            goods.append((at, y, event.grams))
        elif event.what == "arrest":
            arrests += disc(at, y)
        else:
            cases += disc(at, y)
        if closed is not None and closed > day:
            bars.append((at, y - 1.5, x(closed) - at, 3.0))
    drawing.path(rectangles(bars), fill=INK_3)
    drawing.path(arrests, fill=RECORDED, stroke="#fff", stroke_width=1)
    drawing.path(cases, fill="#fff", stroke=RECORDED, stroke_width=2)
    _paint_exhibits(drawing, goods, (plot.left + plot.right) / 2)
    return drawing


def _paint_exhibits(
    drawing: Drawing, goods: Sequence[tuple[float, float, float | None]], middle: float
) -> None:
    """Paint a square and the grams of each exhibit, (x, y, grams), the words towards `middle`."""
    squares = [(at - MARK - 1, y - MARK - 1, 2 * MARK + 2, 2 * MARK + 2) for at, y, _ in goods]
    drawing.path(rectangles(squares), fill=EXCESS, stroke="#fff", stroke_width=1)
    for at, y, grams in goods:
        if grams is not None:
            end = at > middle
            text = say("threads.grams", n=number(grams))
            drawing.text(at + (-9 if end else 9), y - 8, text, EXCESS, "end" if end else "start",
                         bold=True)  # fmt: skip


def matrix(thread: Thread, width: float, prefix: str) -> Drawing:
    """Return a column for each record in the order of the table: goods, officers and persons."""
    events = thread.events
    officers = _lanes(events)
    persons = named_often(events)
    often = [(person, person) for person in persons]
    labels = [say("threads.row.goods"), *(text for _, text in officers),
              *(text for _, text in often), say("threads.row.once")]  # fmt: skip
    plot = _plot(width, labels, TOP + GOODS + LANE * (len(labels) - 1))
    drawing = Drawing(width, plot.bottom + BOTTOM, prefix)
    step = (plot.right - plot.left) / max(len(events), 1)
    rows = {key: TOP + GOODS + LANE * (place + 0.5)
            for place, (key, _) in enumerate((*officers, *often, ("", labels[-1])))}  # fmt: skip
    lines = [(TOP + GOODS / 2, labels[0]), *zip(rows.values(), labels[1:], strict=True)]
    _paint_lanes(drawing, plot, lines)
    every = max(1, -(-len(events) // int((plot.right - plot.left) / 28)))
    numbers = [(plot.left + step * (place + 0.5), str(place + 1))
               for place in range(0, len(events), every)]  # fmt: skip
    paint_places(drawing, plot, numbers)
    _paint_goods(drawing, plot, events, step)
    size = min(MARK, step * 0.42)
    for place, event in enumerate(events):
        at = plot.left + step * (place + 0.5)
        y = rows.get(event.officer, rows.get("…", TOP))
        if event.officer in rows or "…" in rows:
            drawing.path(disc(at, y, size), fill=EXPECTED)
        roles: dict[str, set[str]] = {}
        for each in event.persons:
            roles.setdefault(each.person if each.person in rows else "", set()).add(each.role)
        for person, held in roles.items():
            _paint_person(drawing, at, rows[person], size, held)
    return drawing


def _paint_person(drawing: Drawing, x: float, y: float, size: float, roles: set[str]) -> None:
    """A source filled (a supplier) or open (an informant), anybody else as a square."""
    if "supplier" in roles:
        drawing.path(disc(x, y, size), fill=EXCESS)
    elif "informant" in roles and not roles - {"informant"}:
        drawing.path(disc(x, y, size), fill="#fff", stroke=EXCESS, stroke_width=2)
    else:
        drawing.path(rectangles([(x - size, y - size, 2 * size, 2 * size)]), fill=RECORDED)


def _paint_goods(drawing: Drawing, plot: Plot, events: Sequence[ThreadEvent], step: float) -> None:
    """Bars of grams by the square root, so that a gram stays visible beside a kilogram."""
    most = max((each.grams or 0.0 for each in events), default=0.0)
    if most <= 0:
        return
    base, room = TOP + GOODS - 4, GOODS - 14
    for colour, own in ((RECORDED, True), (EXCESS, False)):
        bars = []
        for place, event in enumerate(events):
            if event.grams and (event.what in CASES) == own:
                height = max(1.5, (event.grams / most) ** 0.5 * room)
                x = plot.left + step * (place + 0.15)
                bars.append((x, base - height, step * 0.7, height))
        drawing.path(rectangles(bars), fill=colour)
    place = max(range(len(events)), key=lambda each: events[each].grams or 0.0)
    at = plot.left + step * (place + 0.5)
    end = at > (plot.left + plot.right) / 2
    drawing.text(
        at, TOP + 4, say("threads.grams", n=number(most)), INK_2, "end" if end else "start"
    )


def _paint_lanes(drawing: Drawing, plot: Plot, lanes: Sequence[tuple[float, str]]) -> None:
    for y, label in lanes:
        drawing.line(plot.left, y, plot.right, y, RULE, 1)
        drawing.text(plot.left - 6, y + 4, short(name(label), LONGEST_LABEL), INK_2, "end")
    drawing.path(polyline([(plot.left, plot.bottom), (plot.right, plot.bottom)]), stroke=INK_3)


def _lanes(events: Sequence[ThreadEvent]) -> list[tuple[str, str]]:
    """Officers with their labels, those of most records first; "…" stands for all others."""
    often = Counter(each.officer for each in events if each.officer)
    lanes = [(officer, officer) for officer, _ in often.most_common(MOST_LANES)]
    if len(often) > MOST_LANES or any(not each.officer for each in events):
        lanes.append(("…", say("threads.row.others")))
    return lanes


def _plot(width: float, labels: Sequence[str], bottom: float) -> Plot:
    wide = max(text_width(short(name(each), LONGEST_LABEL)) for each in labels)
    return Plot(wide + 8, width - RIGHT, TOP, bottom, 1, 0.0, 1.0)


def _dates(first: date, last: date, room: float) -> list[tuple[date, str]]:
    """The days at which the axis is dated: the first of months, or the first day where none is."""
    months, at = [], (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    while at <= last:
        months.append(at)
        at = (at + timedelta(days=32)).replace(day=1)
    every = max(1, -(-len(months) * int(MONTH_ROOM) // max(int(room), 1)))
    told = [(each, f"{each:%Y-%m}") for each in months[::every]]
    return told or [(first, first.isoformat())]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
