"""Where does the ranking turn: in which box of inputs, and how often for each pair of regimes?"""

from __future__ import annotations

import numpy as np

from tallystick.lab.design.box import Box, peeled
from tallystick.lab.design.ranking import Ranking, ranking
from tallystick.lab.levels import inputs
from tallystick.lab.pictures.picture import Floats, Picture, Shown, Table
from tallystick.lab.pictures.rows import Row, chart
from tallystick.lab.results import LEVERS
from tallystick.lab.sentences import Sentence, comparison
from tallystick.lab.stages import BASE, NONE, Stage
from tallystick.lab.tables import contrast_of
from tallystick.lab.words import heads, tell
from tallystick.report.words.numbers import number, percent

FEWEST = 5
HARM = "persons_charged_wrongly"


def turns(shown: Shown) -> Picture | None:
    """Return the boxes in which the arms change places; None where the plan has no such points."""
    stage = shown.results.stage("sobol")
    if stage is None or stage.cells[1].name in shown.withheld:
        return None
    arm = stage.cells[1].name
    title, text = tell("turns.title"), tell("turns.text", arm=arm)
    points = stage.sets[: 2 * shown.results.plan.lab.sobol]
    drawings, table = [], []
    for place, outcome in enumerate(LEVERS):
        contrast = contrast_of(shown.results, "sobol", outcome)[: len(points)]
        fewer, turned = _turned(contrast)
        box = peeled(points, turned) if turned.sum() >= FEWEST else None
        table.append(_row(outcome, arm if fewer else BASE, turned.sum(), len(points), box))
        if box and (rows := _drawn(box)):
            name = tell(f"outcome.{outcome}")
            line = (0.0, tell("turns.line"))
            drawings.append((name, chart(rows, f"{title}: {name}", text, f"turns-{place}", line)))
    boxes = Table(tell("section.table", title=title), heads("turns"), tuple(table))
    told = _sentence(shown, arm, stage)
    return Picture("turns", title, text, tuple(drawings), told, (boxes, _pairs(shown)))


def _turned(contrast: Floats) -> tuple[bool, np.ndarray]:
    """Whether the second arm more often has less, and where it is the other way; [points]."""
    fewer = bool((contrast < 0).sum() >= (contrast > 0).sum())
    return fewer, (contrast > 0 if fewer else contrast < 0)


def _bounded(box: Box) -> list[tuple[str, float, float]]:
    """The inputs that a box bounds, with its ends as parts of their ranges."""
    found = []
    for each, (low, high) in zip(inputs(), box.ends.tolist(), strict=True):
        if np.isfinite(low) or np.isfinite(high):
            width = each.high - each.low
            low, high = max(low, each.low), min(high, each.high)
            found.append((each.name, (low - each.low) / width, (high - each.low) / width))
    return found


def _drawn(box: Box) -> list[Row]:
    return [Row(name, band=(low, high), dots=(0.0, 1.0)) for name, low, high in _bounded(box)]


def _row(outcome: str, less: str, turned: int, points: int, box: Box | None) -> tuple[str, ...]:
    head = (tell(f"outcome.{outcome}"), less, number(points), percent(turned / points))
    if box is None:
        return (*head, number(None), tell("turns.few", n=FEWEST))
    ends = {each.name: each for each in inputs()}
    told = []
    for name, low, high in _bounded(box):
        of = ends[name]
        told.append(f"{name} {number(of.low + low * (of.high - of.low), 3)} to "
                    f"{number(of.low + high * (of.high - of.low), 3)}")  # fmt: skip
    share = f"{percent(box.inside_hits / box.inside)} of {number(box.inside)}"
    return (*head, share, "; ".join(told) or tell("turns.free"))


def _pairs(shown: Shown) -> Table:
    """The share of sets and seeds in which each regime has fewer wrongful charges than another."""
    regimes = (BASE, NONE, *shown.levers("regime"))
    rows = []
    for one in regimes:
        cells = []
        for other in regimes:
            found = _ranked(shown, one, other)
            cells.append("" if one == other else percent(found.worlds_less / found.worlds))
        rows.append((one, *cells))
    return Table(tell("turns.pairs"), (tell("turns.pair"), *regimes), tuple(rows))


def _ranked(shown: Shown, one: str, other: str) -> Ranking:
    return ranking(shown.values(one, HARM), shown.values(other, HARM))


def _sentence(shown: Shown, arm: str, stage: Stage) -> Sentence | None:
    """Return the comparison over the points, with an input that bounds the box where it turns."""
    base, other = shown.results.of("sobol", HARM)[:, : 2 * shown.results.plan.lab.sobol]
    found = ranking(other, base)
    _, turned = _turned((other - base).mean(axis=1))
    if turned.sum() < FEWEST:
        return comparison(shown.drawn_ground, arm, BASE, HARM, found)
    bounded = _bounded(peeled(stage.sets[: len(turned)], turned))
    if not bounded:
        return comparison(shown.drawn_ground, arm, BASE, HARM, found)
    name, low, high = min(bounded, key=lambda each: each[2] - each[1])
    return comparison(shown.drawn_ground, arm, BASE, HARM, found, (name, low + high > 1))
