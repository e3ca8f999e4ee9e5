"""The cases of a pattern by day, a lane for each officer, as the report draws a thread."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tallystick.findings.thread import Thread, ThreadEvent
from tallystick.report.charts.thread import WIDTHS, is_dated, timeline
from tallystick.report.masks.columns import name_in
from tallystick.report.words.dates import between
from tallystick.report.words.numbers import count
from tallystick.review.evidence.events import DAYS
from tallystick.review.models import Pattern
from tallystick.review.pages.case_list import Listed
from tallystick.review.words import tell

RECORDS = ("incident_id", "exhibit_id")


@dataclass(frozen=True)
class Timeline:
    """A timeline in two widths."""

    caption: str
    wide: Markup
    narrow: Markup


def drawn(rows: Listed | None, pattern: Pattern) -> Timeline | None:
    """Return the timeline of the cases that are shown; None where they have no days."""
    if rows is None:
        return None
    columns = rows.cases.columns
    days = next((each for each in DAYS if each in columns), None)
    record = next((each for each in RECORDS if each in columns), None)
    officer = next((each for each in columns if name_in(each) == "officer"), None)
    if days is None:
        return None
    events = []
    for row in rows.cases.rows:
        held = dict(zip(columns, row, strict=True))
        day, case = held[days][:10], held[record] if record else ""
        events.append(
            ThreadEvent(day, "arrest", case, (), officer=held[officer] if officer else "")
        )
    dated = tuple(each for each in events if is_dated(each))
    if len(dated) < 2:
        return None
    first, last = min(each.day for each in dated), max(each.day for each in dated)
    caption = tell("timeline.caption", n=count(len(dated)), period=between(first, last))
    thread = Thread(pattern.code, (), (), dated)
    pictures = {
        name: timeline(thread, width, f"timeline-{name}").figure(
            caption, tell("timeline.desc"), f"chart {name}"
        )
        for name, width in WIDTHS
    }
    return Timeline(caption, pictures["wide"], pictures["narrow"])
