"""What does each level of each factor change in a world file?"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from importlib import resources
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from tallystick.simulate.incentives.settings import Incentives
from tallystick.simulate.world import World

FACTORS, INPUTS, HEAD = "factors.toml", "inputs.toml", "incentives."
OPEN = ("opportunities", "costs", "shares")
"""Groups with free keys: acts, each 1 or its own where the file is silent, and ways of audits."""


class LabError(Exception):
    """A plan or a folder that cannot be used; the message has the next move."""


class Entry(BaseModel):
    """A frozen entry of the files of levels and inputs."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Times(Entry):
    """A factor on what stands there."""

    times: Annotated[float, Field(ge=0, le=100)]


Value = float | str | Times | tuple[dict[str, float | str], ...]
Change = tuple[str, object]
"""A key of the world file, and a `Value` or whatever else the key takes."""
POWER = "incentives.audits.power"
REFORM, REGIME = "incentives.reform", "incentives.regime."
"""The key whose value is the year of a reform: later changes of the regime are the reform's."""


class Level(Entry):
    """A level: the keys of the world file that it changes, and the gates it needs to be shown.

    `calibrated`: it also sets the power of the project's checks, as calibration measured it.
    """

    name: str
    means: str
    changes: dict[str, Value]
    needs: tuple[str, ...] = ()
    calibrated: bool = False


class Factor(Entry):
    """A factor with its levels; `base` is the one that all others are compared with."""

    name: str
    means: str
    base: str
    level: tuple[Level, ...]

    def named(self, name: str) -> Level:
        """Return the level of a name; LabError with those that are known."""
        for each in self.level:
            if each.name == name:
                return each
        there = ", ".join(each.name for each in self.level)
        raise LabError(f"factor {self.name}: no level is called {name!r}; there are {there}")


class Ladder(Entry):
    """One key of the world file at several values."""

    name: str
    means: str
    key: str
    points: tuple[float, ...]


class Input(Entry):
    """A key of the world file that a parameter set draws evenly between two ends.

    `whole`: only whole numbers are drawn.
    """

    name: str
    key: str
    low: float
    high: float
    means: str
    whole: bool = False


class Known(Entry):
    """Every factor and ladder of the lab, in the order of its file."""

    factor: tuple[Factor, ...]
    ladder: tuple[Ladder, ...]

    def named(self, name: str) -> Factor:
        """Return the factor of a name; LabError with those that are known."""
        for each in self.factor:
            if each.name == name:
                return each
        there = ", ".join(each.name for each in self.factor)
        raise LabError(f"no factor is called {name!r}; there are {there}")


def text_of(file: str) -> str:
    """Return the text of a file of this room."""
    return resources.files(__package__).joinpath(file).read_text(encoding="utf-8")


@cache
def known() -> Known:
    """Return the factors and ladders."""
    return Known.model_validate(tomllib.loads(text_of(FACTORS)))


@cache
def inputs() -> tuple[Input, ...]:
    """Return the inputs of a parameter set."""
    return tuple(Input.model_validate(each) for each in tomllib.loads(text_of(INPUTS))["input"])


def changed(world: World, changes: Sequence[Change]) -> World:
    """Return the world with keys of its incentives changed, one after the other.

    LabError for a key that the model does not have, or a value that it does not take.
    """
    settings = world.incentives.model_dump()
    for key, value in changes:
        if key == REFORM:
            settings["reform"] = {"year": value, "regime": deepcopy(settings["regime"])}
        elif settings["reform"] is not None and key.startswith(REGIME):
            _change(settings, key.replace(REGIME, f"{REFORM}.regime.", 1), value)
        else:
            _change(settings, key, value)
    try:
        made = Incentives.model_validate(settings)
    except ValueError as error:
        raise LabError(f"{FACTORS}: {error}; mend the level that says so") from None
    return world.model_copy(update={"incentives": made})


def _change(settings: dict[str, Any], key: str, value: object) -> None:
    *groups, last = key.removeprefix(HEAD).split(".")
    at: Any = settings
    for group in groups:
        at = at.get(group) if isinstance(at, dict) else None
    free = bool(groups) and groups[-1] in OPEN
    known_here = isinstance(at, dict) and (free or last in at)
    whole = not groups and not isinstance(settings.get(last), tuple)
    if not key.startswith(HEAD) or whole or not known_here:
        raise LabError(f"{key}: the model has no such key; mend {FACTORS} or {INPUTS}")
    if isinstance(value, Times):
        value = value.times * (at.get(last, 1.0) if free else at[last])
    at[last] = value
