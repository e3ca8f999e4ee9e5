"""How likely is an officer to take an opportunity?

``U = gain v p - c - M s - risk - tell + peers G`` and ``q = expit(U / noise) cap dose`` for all
but those who never game. A logit never reaches zero: an act that is planted happens sometimes
even without pressure. Never-gamers follow Nagin et al. (2002): a substantial part of people
does not respond to monitoring at all. Units share culture through conscience M.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from tallystick.simulate.incentives.base_rate import corrected
from tallystick.simulate.incentives.decision import Flags, Floats, Ints
from tallystick.simulate.incentives.insiders import Insiders, hazard
from tallystick.simulate.incentives.sanctions import loss
from tallystick.simulate.incentives.settings import Incentives, People
from tallystick.simulate.incentives.worth import ACT, cost, worth

WHO_KNOW = 2.0


@dataclass(frozen=True)
class Conscience:
    """Who refuses what; all [O].

    `never` refuse misconduct, `never_soft` even the soft acts. Easy arrests are lawful and
    open to everyone, unless ``never_gamers = 1`` makes a world in which nobody games.
    """

    scruple: Floats
    never: Flags
    never_soft: Flags

    def willing(self, act: str, people: People) -> Flags:
        """Who would do the act at all; [O]."""
        if act == "easy":
            return np.full(len(self.never), people.never_gamers < 1)
        return ~self.never_soft if ACT[act].soft else ~self.never


def consciences(
    people: People, home: Ints, uniform: Floats, own: Floats, shared: Floats
) -> Conscience:
    """Draw consciences from a uniform [O], normals [O] of officers and [U] of units.

    `home` is each officer's first unit (-1 when the officer never serves).
    """
    scruple = people.conscience_sd * (
        np.sqrt(people.culture) * shared[home] + np.sqrt(1 - people.culture) * own
    )
    never = uniform < people.never_gamers
    refuse = uniform < min(people.never_shifters, people.never_gamers)
    return Conscience(scruple, never, never if people.never_gamers >= 1 else refuse)


def tell_cost(act: str, insiders: Insiders) -> float:
    """What the thought of being told on costs: two colleagues, each with the usual hazard."""
    serious = ACT[act].serious
    if insiders.fear is None:
        return WHO_KNOW * insiders.hazard * (1 + insiders.protect) * serious
    return WHO_KNOW * hazard(serious, 0.0, insiders) * serious


@dataclass(frozen=True)
class Mood:
    """What bears on officers this month; all but `lost` [O].

    `pressure`; `risk` the believed chance of an independent audit with a sanction; `ease` what
    a habit of shortcuts takes off every cost; `lost` by act what a sanction takes.
    """

    pressure: Floats
    risk: Floats
    ease: Floats
    lost: Mapping[str, float]


def tempted(act: str, mood: Mood, settings: Incentives) -> Floats:
    """What the regime promises each officer for the act at this pressure."""
    return np.asarray(settings.people.gain * worth(act, settings.regime) * mood.pressure)


def utility(act: str, mood: Mood, scruple: Floats, habit: Floats, settings: Incentives) -> Floats:
    """What the act promises each officer; `habit` [O] is the unit's share last month."""
    facts = ACT[act]
    severity = settings.audits.severity
    return np.asarray(
        tempted(act, mood, settings)
        - np.maximum(cost(act, settings.regime) - mood.ease, 0.0)
        - scruple * facts.serious
        - loss(mood.risk, facts.detect, severity, mood.lost[act], settings.deterrence)
        - tell_cost(act, settings.insiders)
        + settings.people.peers * habit
    )


def chance(act: str, value: Floats, mood: Mood, settings: Incentives) -> Floats:
    """The chance that each officer takes an opportunity, before the ceiling of the act; [O]."""
    people = settings.people
    if people.base_rate is None:
        return np.asarray(expit(value / people.noise))
    return corrected(act, value, tempted(act, mood, settings), settings, people.base_rate)
