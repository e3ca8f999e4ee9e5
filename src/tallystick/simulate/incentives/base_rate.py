"""How often is an act done that brings nothing?

A logit never reaches zero, so that without a figure some would still game as the noise of choice
says. With a base rate b of its own, an act that is worth nothing happens at b, and only what
temptation adds above the logit's floor counts: ``b + (1 - b)(q - q0) / (1 - q0)`` (Abbott's
correction of a response for its natural rate, Abbott 1925). b is the share `base_rate` of what
is done, so corrected, under a chief of pressure 1, in a unit at its goal in a month as a year has
them on average, where the act is worth most: with a the temptation's part there,
``b = share (b + (1 - b) a)``.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from tallystick.simulate.incentives.decision import Floats
from tallystick.simulate.incentives.pressure import next_check, pressure
from tallystick.simulate.incentives.settings import Incentives, Regime
from tallystick.simulate.incentives.worth_order import drawn


def at_goal() -> float:
    """The pressure of a year's average month under a chief of pressure 1, in a unit at its goal."""
    usual = Regime()
    _, near = next_check(np.arange(1, 13), usual)
    return float(pressure(np.ones(1), float(near.mean()), np.zeros(1), usual)[0])


AT_GOAL = at_goal()


def full(act: str, settings: Incentives) -> float:
    """What the act promises at that pressure where it is worth most."""
    return settings.people.gain * AT_GOAL * max(drawn(settings.regime.worth_draw)[act])


def corrected(
    act: str, value: Floats, tempted: Floats, settings: Incentives, share: float
) -> Floats:
    """The chance that an opportunity is taken, before its ceiling; [O].

    `value` is the utility, `tempted` the part that pressure adds to it.
    """
    nothing, noise = value - tempted, settings.people.noise

    def above(utility: Floats) -> Floats:
        gain = (expit(utility / noise) - expit(nothing / noise)) / np.maximum(
            expit(-nothing / noise), 1e-300
        )
        return np.asarray(np.clip(gain, 0, 1))

    most = above(nothing + full(act, settings))
    base = share * most / (1 - share * (1 - most))
    return np.asarray(base + (1 - base) * above(value))


def corrected_hazard(value: Floats, tempted: Floats, settings: Incentives, share: float) -> Floats:
    """The same for schemes, whose hazard goes as ``exp(U / noise)``; [O]."""

    def drive(utility: Floats) -> Floats:
        return np.asarray(np.exp(np.minimum(utility / settings.people.noise, 50)))

    nothing = value - tempted
    most = drive(nothing + full("supply", settings)) - drive(nothing)
    return np.maximum(drive(value) - drive(nothing), 0) + share / (1 - share) * most
