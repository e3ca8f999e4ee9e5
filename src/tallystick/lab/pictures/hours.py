"""Harm against hours: what does each audit plan cost, and what is left of wrongful charges?"""

from __future__ import annotations

import numpy as np

from tallystick.lab.pictures.levers import against_base
from tallystick.lab.pictures.picture import Picture, Shown, Table, spread, told
from tallystick.lab.pictures.rows import Row, chart
from tallystick.lab.sentences import effect
from tallystick.lab.stages import BASE
from tallystick.lab.words import heads, tell
from tallystick.report.words.numbers import number

HOURS, HARM = "auditor_hours", "persons_charged_wrongly"


def hours(shown: Shown) -> Picture | None:
    """Return the picture; None where the worlds have no hours of auditors, or one audit plan."""
    plans = shown.levers("audits", "audited units")
    if HOURS not in shown.results.names or not plans:
        return None
    base = float(np.median(shown.values(BASE, HOURS)))
    found = []
    for lever in (BASE, *plans):
        ends = spread(shown.over_none(lever, HARM))
        if ends and base > 0:
            found.append((float(np.median(shown.values(lever, HOURS))) / base, lever, ends))
    found.sort()
    rows = [Row(f"{name} (hours × {number(spent, 2)})", band=(ends[0], ends[2]), middle=ends[1])
            for spent, name, ends in found]  # fmt: skip
    title, text = tell("hours.title"), tell("hours.text")
    table = tuple((name, number(spent, 2), told(ends[1]), told(ends[0]), told(ends[2]))
                  for spent, name, ends in found)  # fmt: skip
    drawing = chart(rows, title, text, "hours", (0.0, tell("levers.line")))
    most = max(plans, key=lambda each: float(np.median(shown.values(each, HOURS))))
    told_of = effect(shown.ground, most, HARM, against_base(shown, most, HARM))
    tables = (Table(tell("section.table", title=title), heads("hours"), table),)
    return Picture("hours", title, text, ((title, drawing),), told_of, tables)
