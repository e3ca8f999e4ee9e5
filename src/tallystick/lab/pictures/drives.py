"""What drives the difference between the two arms: which inputs carry its variance?"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tallystick.lab.design.ranking import ranking
from tallystick.lab.levels import inputs
from tallystick.lab.pictures.picture import Picture, Shown, Table
from tallystick.lab.pictures.rows import Row, chart
from tallystick.lab.results import CONTRASTED
from tallystick.lab.sentences import Sentence, comparison
from tallystick.lab.stages import BASE
from tallystick.lab.tables import decomposed, screened
from tallystick.lab.words import heads, tell
from tallystick.report.words.numbers import number

LARGEST = 6


def drives(shown: Shown) -> Picture | None:
    """Return the picture; None where the plan decomposes nothing."""
    stage = shown.results.stage("sobol")
    if stage is None or stage.cells[1].name in shown.withheld:
        return None
    arm = stage.cells[1].name
    title, text = tell("drives.title"), tell("drives.text", arm=arm)
    found = decomposed(shown.results).to_pylist()
    screen = screened(shown.results).to_pylist() if shown.results.stage("screen") else []
    drawings, table = [], []
    for place, outcome in enumerate(CONTRASTED):
        held = [each for each in found if each["outcome"] == outcome]
        held = [each for each in held if math.isfinite(each["total"])]
        held.sort(key=lambda each: -each["total"])
        name = tell(f"outcome.{outcome}")
        rows = [Row(each["input"], band=(each["low"], each["high"]), middle=each["total"])
                for each in held[:LARGEST]]  # fmt: skip
        if rows:
            line = (0.0, tell("drives.line"))
            drawing = chart(rows, f"{title}: {name}", text, f"drives-{place}", line)
            drawings.append((name, drawing))
        for each in held[:LARGEST]:
            between = tell("gates.accepts", low=number(each["low"], 2),
                           high=number(each["high"], 2))  # fmt: skip
            numbers = (number(each["total"], 2), between, number(each["first"], 2))
            table.append((name, each["input"], *numbers, *_screened(screen, each)))
    tables = (Table(tell("section.table", title=title), heads("drives"), tuple(table)),)
    return Picture("drives", title, text, tuple(drawings), _sentence(shown, arm, found), tables)


def _screened(screen: list[dict[str, Any]], of: dict[str, Any]) -> tuple[str, str]:
    for each in screen:
        if (each["outcome"], each["input"]) == (of["outcome"], of["input"]):
            return number(each["size"]), number(each["spread"])
    return number(None), number(None)


def _sentence(shown: Shown, arm: str, found: list[dict[str, Any]]) -> Sentence | None:
    """Return the comparison of the arms over all points, and where the strongest input then lies.

    The input is high or low where the arms change places, against where they do not.
    """
    outcome = "persons_charged_wrongly"
    totals = [each["total"] for each in found if each["outcome"] == outcome]
    if not totals or not np.isfinite(totals).any():
        return None
    points = 2 * shown.results.plan.lab.sobol
    base, other = shown.results.of("sobol", outcome)[:, :points]
    result = ranking(other, base)
    strongest = int(np.nanargmax(totals))
    stage = shown.results.stage("sobol")
    assert stage is not None
    values, contrast = stage.sets[:points, strongest], (other - base).mean(axis=1)
    turned = contrast < 0 if result.more > result.less else contrast > 0
    if not turned.any() or turned.all():
        return comparison(shown.drawn_ground, arm, BASE, outcome, result)
    high = bool(values[turned].mean() > values[~turned].mean())
    where = (inputs()[strongest].name, high)
    return comparison(shown.drawn_ground, arm, BASE, outcome, result, where)
