"""The water bed: when an act is closed, how much of it comes back as other acts?"""

from __future__ import annotations

import numpy as np

from tallystick.lab.design.ranking import ranking
from tallystick.lab.pictures.levers import CLOSED
from tallystick.lab.pictures.picture import Floats, Picture, Shown, Table, spread, told
from tallystick.lab.pictures.rows import Row, chart
from tallystick.lab.sentences import Sentence, effect
from tallystick.lab.stages import BASE
from tallystick.lab.words import heads, tell

ACTS = "acts."


def water_bed(shown: Shown) -> Picture | None:
    """Return the picture; None where the plan closes no act."""
    closed = shown.levers(CLOSED)
    if not closed:
        return None
    acts = [each for each in shown.results.names if each.startswith(ACTS)]
    acts = [each for each in acts if shown.values(BASE, each).any()]
    title, text = tell("water.title"), tell("water.text")
    rows, table = [], []
    for lever in closed:
        ends = spread(returned(shown, lever, acts))
        middle = ends[1] if ends else float("nan")
        if ends:
            rows.append(Row(_act(lever), band=(ends[0], ends[2]), middle=middle))
        changes = (told(_change(shown, lever, act)) if act != _own(lever) else "" for act in acts)
        table.append((_act(lever), told(middle), *changes))
    names = tuple(tell(f"act.{each.removeprefix(ACTS)}") for each in acts)
    head = (*heads("water"), tell("water.returned"), *names)
    drawing = chart(rows, title, text, "water", (0.0, tell("water.line")))
    tables = (Table(tell("section.table", title=title), head, tuple(table)),)
    return Picture(
        "water", title, text, ((title, drawing),), _sentence(shown, closed, acts), tables
    )


def _own(lever: str) -> str:
    return ACTS + lever.partition(": ")[2]


def _act(lever: str) -> str:
    return tell(f"act.{lever.partition(': ')[2]}")


def others(shown: Shown, lever: str, of: str, acts: list[str]) -> Floats:
    """Return all acts of a cell but the one that a lever closes; [sets, seeds]."""
    return np.asarray(sum(shown.values(of, each) for each in acts if each != _own(lever)))


def returned(shown: Shown, lever: str, acts: list[str]) -> Floats:
    """Return how many other acts come for a hundred that go; [sets], NaN where fewer than one goes.

    Both are means over seeds of paired differences from the base.
    """
    own = _own(lever)
    gone = (shown.values(BASE, own) - shown.values(lever, own)).mean(axis=1)
    come = (others(shown, lever, lever, acts) - others(shown, lever, BASE, acts)).mean(axis=1)
    return np.where(gone >= 1, 100 * come / np.where(gone >= 1, gone, 1.0), np.nan)


def _change(shown: Shown, lever: str, act: str) -> float:
    """The median over sets of an act's change, in per cent of the base's own."""
    base, own = (shown.values(each, act).mean(axis=1) for each in (BASE, lever))
    held = base > 0
    return float(np.median(100 * (own[held] / base[held] - 1))) if held.any() else float("nan")


def _sentence(shown: Shown, closed: tuple[str, ...], acts: list[str]) -> Sentence | None:
    """Return what comes of the act of which most comes back."""
    middles = {each: spread(returned(shown, each, acts)) for each in closed}
    found = {each: ends[1] for each, ends in middles.items() if ends}
    if not found:
        return None
    lever = max(found, key=lambda each: found[each])
    pair = (others(shown, lever, each, acts) for each in (lever, BASE))
    return effect(shown.ground, lever, "other_acts", ranking(*pair))
