"""How likely is a unit found by one check, at a dose of an act? As calibration measured it."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from functools import cache

from pydantic import BaseModel, ConfigDict

from tallystick.lab.levels import text_of

FILE = "power.toml"
Points = tuple[tuple[float, float], ...]


class Curve(BaseModel):
    """Points (dose, chance) of one check and one act; both rise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    act: str
    check: str
    points: Points


@cache
def curves() -> tuple[Curve, ...]:
    """Return the curves of every check and act."""
    return tuple(Curve.model_validate(each) for each in tomllib.loads(text_of(FILE))["curve"])


@cache
def points_of(act: str, check: str) -> Points | None:
    """Return the curve of a check for an act; None where calibration has none."""
    return next((each.points for each in curves() if (each.act, each.check) == (act, check)), None)


def power_of_acts() -> dict[str, Points]:
    """Return, by act, the largest chance among its checks at each dose."""
    best: dict[str, dict[float, float]] = defaultdict(dict)
    for each in curves():
        for dose, chance in each.points:
            best[each.act][dose] = max(best[each.act].get(dose, 0.0), chance)
    return {act: tuple(sorted(points.items())) for act, points in best.items()}
