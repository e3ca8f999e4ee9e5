"""What does each lever change, over all parameter sets, and in how many of them the same way?"""

from __future__ import annotations

import numpy as np

from tallystick.lab.design.ranking import Ranking, ranking
from tallystick.lab.pictures.picture import Picture, Shown, Table, spread, told
from tallystick.lab.pictures.rows import Row, chart
from tallystick.lab.results import LEVERS
from tallystick.lab.sentences import Sentence, effect
from tallystick.lab.stages import BASE
from tallystick.lab.words import heads, tell

CLOSED = "act closed"


def levers(shown: Shown) -> Picture:
    """Return a picture for each outcome: a dot and a band for each lever; zero is no regime."""
    title, text = tell("levers.title"), tell("levers.text")
    named = [each for each in shown.levers() if not each.startswith(CLOSED)]
    drawings, table = [], []
    for number, outcome in enumerate(LEVERS):
        rows = []
        for lever in (BASE, *named):
            ends = spread(shown.over_none(lever, outcome))
            if ends is None:
                continue
            rows.append(Row(lever, band=(ends[0], ends[2]), middle=ends[1]))
            found = against_base(shown, lever, outcome)
            less, more = (f"{n} of {found.sets}" for n in (found.less, found.more))
            table.append((lever, tell(f"outcome.{outcome}"), *map(told, ends), less, more))
        name = tell(f"outcome.{outcome}")
        line = (0.0, tell("levers.line"))
        drawings.append((name, chart(rows, f"{title}: {name}", text, f"levers-{number}", line)))
    tables = (Table(tell("section.table", title=title), heads("levers"), tuple(table)),)
    return Picture("levers", title, text, tuple(drawings), _sentence(shown, named), tables)


def against_base(shown: Shown, lever: str, outcome: str) -> Ranking:
    """Return in how many sets a lever has less than the base."""
    return ranking(shown.values(lever, outcome), shown.values(BASE, outcome))


def _sentence(shown: Shown, named: list[str]) -> Sentence | None:
    """Return what the lever does that changes wrongful charges most in its median."""
    outcome = "persons_charged_wrongly"
    base = np.nanmedian(shown.over_none(BASE, outcome))
    moved = {each: abs(np.nanmedian(shown.over_none(each, outcome)) - base) for each in named}
    if not moved or not np.isfinite(base):
        return None
    lever = max(moved, key=lambda each: moved[each])
    return effect(shown.ground, lever, outcome, against_base(shown, lever, outcome))
