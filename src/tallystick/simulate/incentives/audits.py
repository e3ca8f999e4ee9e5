"""What may a world file say of audits: how many, by whom, of which units, and what follows?"""

from __future__ import annotations

from math import isclose

from pydantic import Field, field_validator, model_validator

from tallystick.simulate.incentives.decision import ACTS
from tallystick.simulate.incentives.setting import Setting

WAYS = ("lot", "figure", "checks", "reports")
Curve = tuple[tuple[float, float], ...]


class Audits(Setting):
    """How often units are audited, by whom, and what follows.

    Parameters
    ----------
    chance
        That a unit is audited in a year; without meaning where `shares` are given.
    independence
        1 for an auditor drawn by lot and checked; .2 to .5 for one of the same chain.
    sample
        Records an audit reads in a unit-year.
    sanction, severity
        Chance that what was found is sanctioned, and a factor on the sanction.
    memory
        Rise of the believed chance of audit in the year after one (Avis et al. 2018).
    hours
        Hours that auditors spend on one unit's year: a month of one auditor.
    shares
        By which way which share of the audits of a year is placed: ``lot``, ``figure`` (the
        largest rise over the unit's last year), ``checks`` (units that the project's checks
        find), ``reports`` (most told of by colleagues). What a way cannot place goes by lot.
        They add up to 1; without them each unit is audited by chance.
    capacity
        Hours of auditors a year for the whole department, where `shares` are given.
    power
        By act, points (dose, chance): how likely the checks find a unit that takes this share of
        the act's opportunities in a year. In between they are joined by lines; the chance at
        dose 0 is that of finding a unit wrongly. `tallystick.calibrate.act_power` makes such
        points of a folder of published calibration.
    """

    chance: float = Field(default=0.05, ge=0, le=1)
    independence: float = Field(default=0.5, ge=0, le=1)
    sample: float = Field(default=60.0, ge=0)
    sanction: float = Field(default=0.5, ge=0, le=1)
    severity: float = Field(default=1.0, ge=0, le=20)
    memory: float = Field(default=0.2, ge=0, le=1)
    hours: float = Field(default=160.0, gt=0, le=100_000)
    shares: dict[str, float] = Field(default_factory=dict)
    capacity: float = Field(default=480.0, ge=0, le=10_000_000)
    power: dict[str, Curve] = Field(default_factory=dict)

    @field_validator("shares")
    @classmethod
    def _ways(cls, value: dict[str, float]) -> dict[str, float]:
        unknown = sorted(set(value) - set(WAYS))
        if unknown:
            raise ValueError(f"{', '.join(unknown)}: no such way; the ways are {', '.join(WAYS)}")
        if any(share < 0 for share in value.values()):
            raise ValueError("a share is >= 0")
        if value and not isclose(sum(value.values()), 1, abs_tol=1e-9):
            raise ValueError(f"the shares add up to {sum(value.values()):g}, not to 1")
        return value

    @field_validator("power")
    @classmethod
    def _curves(cls, value: dict[str, Curve]) -> dict[str, Curve]:
        unknown = sorted(set(value) - set(ACTS))
        if unknown:
            raise ValueError(f"{', '.join(unknown)}: no such act; the acts are {', '.join(ACTS)}")
        for act, points in value.items():
            doses, chances = [p[0] for p in points], [p[1] for p in points]
            if not points or doses != sorted(set(doses)) or chances != sorted(chances):
                raise ValueError(f"{act}: points (dose, chance) rise in both, and there is one")
            if min(doses[0], chances[0]) < 0 or max(doses[-1], chances[-1]) > 1:
                raise ValueError(f"{act}: dose and chance lie between 0 and 1")
        return value

    @model_validator(mode="after")
    def _checks_need_power(self) -> Audits:
        if self.shares.get("checks", 0) > 0 and not self.power:
            raise ValueError("shares of checks need power: points (dose, chance) of an act")
        return self

    def number(self, units: int) -> int:
        """How many audits of a unit's year the hours suffice for; at most one for each unit."""
        return min(units, int(self.capacity / self.hours))

    def usual(self, units: int) -> float:
        """The chance of an audit in a year for a unit of which nothing else is known."""
        return self.number(units) / max(units, 1) if self.shares else self.chance
