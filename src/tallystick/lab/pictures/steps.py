"""Step by step: what does one key of the world file do at several values?"""

from __future__ import annotations

import numpy as np

from tallystick.lab.design.ranking import ranking
from tallystick.lab.levels import known
from tallystick.lab.pictures.picture import Floats, Picture, Shown, Table, spread, told
from tallystick.lab.pictures.rows import Row, chart
from tallystick.lab.sentences import Sentence, effect
from tallystick.lab.stages import BASE
from tallystick.lab.words import heads, tell

HARM = "persons_charged_wrongly"


def steps(shown: Shown) -> Picture | None:
    """Return the ladders of the plan; None where it has none."""
    stage = shown.results.stage("ladders")
    if stage is None:
        return None
    title, text = tell("ladders.title"), tell("ladders.text")
    values = shown.results.of("ladders", HARM)
    base = shown.values(BASE, HARM).mean(axis=1)
    held = base > 0
    names = [each.name.partition(": ") for each in stage.cells]
    drawings, table = [], []
    for place, ladder in enumerate(dict.fromkeys(name for name, _, _ in names)):
        rows = []
        for (name, _, point), each in zip(names, values, strict=True):
            ends = spread(100 * each.mean(axis=1)[held] / base[held])
            if name == ladder and ends:
                rows.append(Row(point, band=(ends[0], ends[2]), middle=ends[1]))
                table.append((name, point, *map(told, ends)))
        line = (100.0, tell("ladders.line"))
        means = next(each.means for each in known().ladder if each.name == ladder)
        drawings.append((means, chart(rows, f"{title}: {means}", text, f"ladder-{place}", line)))
    tables = (Table(tell("section.table", title=title), heads("ladders"), tuple(table)),)
    sentence = _sentence(shown, [each.name for each in stage.cells], values)
    return Picture("ladders", title, text, tuple(drawings), sentence, tables)


def _sentence(shown: Shown, names: list[str], values: Floats) -> Sentence | None:
    """Return what the step does that is farthest from the base in its median."""
    base = shown.values(BASE, HARM)
    apart = [abs(float(np.median(each) - np.median(base))) for each in values]
    if not apart:
        return None
    at = int(np.argmax(apart))
    return effect(shown.ground, names[at], HARM, ranking(values[at], base))
