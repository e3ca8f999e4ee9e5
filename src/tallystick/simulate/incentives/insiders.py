"""What may a world file say of colleagues who know: whether they tell, and who looks into it?

Whoever tells weighs how grave the act is against fear. Fear grows with how much a report stands
out: an office that acts ten times as often on a report as without one lets the others infer who
told (Chassang and Padro i Miquel 2019). Where the office also checks without reports, or only
acts on several, the ratio falls and telling rises (Boudreau and others 2023).
"""

from __future__ import annotations

import numpy as np
from pydantic import Field
from scipy.special import expit

from tallystick.simulate.incentives.decision import Floats
from tallystick.simulate.incentives.setting import Setting

USUAL_RATIO = 10.0


class Insiders(Setting):
    """Whether colleagues who know tell.

    Parameters
    ----------
    follow_through
        Share of those who say that they would tell who do (about a third of US federal
        employees who saw wrongdoing did not: MSPB 2011). Without meaning under `fear`.
    hazard
        Chance a month that one colleague who knows of a supply scheme tells (as a hazard),
        without a channel and at a ratio of 10.
    silence
        How much each other live scheme in the unit silences it (log scale; log odds under
        `fear`).
    protect
        Rise of telling under a protected channel (2 trebles it). Without meaning under `fear`.
    seen
        Chance that a given colleague of the unit learns of one gamed record.
    fear
        How much it weighs that a report stands out (1). With it, who knows tells with log odds
        ``benefit seriousness + channel - fear ln(ratio)``.
    benefit, channel
        What the gravest act would move a colleague to tell, and what a channel adds, in log odds.
    ratio
        How many times as often the office acts on a report as without one.
    false_reports
        Reports of acts that nobody did, a unit and year (.02).
    upheld
        Chance that a false report, once checked, is believed: the officer is warned, or loses
        the post. No source gives it.
    capacity
        Reports that the office checks in a month in the whole department (4), the gravest
        first; the others wait. Without it, all are checked at once.
    """

    follow_through: float = Field(default=0.65, ge=0, le=1)
    hazard: float = Field(default=0.06, ge=0, le=5)
    silence: float = Field(default=1.0, ge=0, le=10)
    protect: float = Field(default=0.0, ge=0, le=20)
    seen: float = Field(default=0.02, ge=0, le=1)
    fear: float | None = Field(default=None, ge=0, le=10)
    benefit: float = Field(default=4.5, ge=0, le=20)
    channel: float = Field(default=0.0, ge=-10, le=10)
    ratio: float = Field(default=USUAL_RATIO, ge=1, le=30)
    false_reports: float = Field(default=0.0, ge=0, le=0.2)
    upheld: float = Field(default=0.0, ge=0, le=1)
    capacity: int | None = Field(default=None, ge=0, le=1_000_000)


def tells(serious: float, live: Floats, insiders: Insiders) -> Floats:
    """The chance that a colleague who knows of an act tells; `live` counts other schemes."""
    if insiders.fear is None:
        one = insiders.follow_through * serious * (1 + insiders.protect)
        return np.asarray(min(one, 1.0) * np.exp(-insiders.silence * live))
    return _odds(serious, live, insiders, insiders.ratio, insiders.channel)


def _odds(serious: float, live: Floats, insiders: Insiders, ratio: float, channel: float) -> Floats:
    fear = (insiders.fear or 0.0) * np.log(ratio) + insiders.silence * live
    return np.asarray(expit(insiders.benefit * serious + channel - fear))


def hazard(serious: float, live: float, insiders: Insiders) -> float:
    """The hazard a month that one colleague who knows of an act tells."""
    if insiders.fear is None:
        rise = insiders.hazard * (1 + insiders.protect)
        return float(rise * np.exp(-insiders.silence * live))
    usual = _odds(serious, np.zeros(1), insiders, USUAL_RATIO, 0.0)
    return float(insiders.hazard * (tells(serious, np.full(1, live), insiders) / usual)[0])
