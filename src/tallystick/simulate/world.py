"""What may a world file say?"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator, model_validator

from tallystick.simulate.behaviours import BEHAVIOURS
from tallystick.simulate.calendar import Calendar
from tallystick.simulate.department import (
    MONTH,
    Department,
    Flow,
    Identities,
    Part,
    Recording,
    SecondSystem,
    Text,
)
from tallystick.simulate.entry import Entry, Process
from tallystick.simulate.exhibits.lots import SUBSTANCES
from tallystick.simulate.exhibits.settings import Custody, Laboratory, Substance, Weighing
from tallystick.simulate.incentives.settings import Incentives
from tallystick.simulate.law import Goods
from tallystick.simulate.oddities import ODDITIES
from tallystick.simulate.public import People
from tallystick.simulate.records.charges import Courts


class WorldError(ValueError):
    """A world file that cannot be used: where, why, and the next move."""


class Writing(Part):
    """How reports are written: `template_share` of their sentences is the department's own."""

    template_share: float = Field(default=0.75, ge=0, le=1)


class World(Part):
    """A world: a department, its city, its law, how it is judged, and what is planted in it.

    `attesting` and all other innocent habits are in the parts named for them. The number of
    months counts from `first_month`.
    """

    name: Text = Field(
        default="A synthetic department", description="of the world; it heads the reports"
    )
    agency: Text = Field(default="Synthetic Police", description="whose records they are")
    jurisdiction: str = Field(
        default="XX",
        pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$",
        description="ISO code of country or region",
    )
    first_month: str = Field(default="2023-01", pattern=MONTH)
    months: int = Field(default=36, ge=1, le=600, description="how many months it lasts")
    seed: int = Field(
        default=1,
        ge=0,
        description="another seed is another world of the same kind; `--seed` overrides it",
    )
    department: Department = Department()
    flow: Flow = Flow()
    recording: Recording = Recording()
    identities: Identities = Identities()
    people: People = People()
    substances: tuple[Substance, ...] = Field(default=SUBSTANCES, min_length=1)
    law: tuple[Goods, ...] = ()
    weighing: Weighing = Weighing()
    laboratory: Laboratory = Laboratory()
    custody: Custody = Custody()
    writing: Writing = Writing()
    courts: Courts = Courts()
    second_system: SecondSystem = SecondSystem()
    incentives: Incentives = Incentives()
    behaviours: tuple[Entry, ...] = ()
    oddities: tuple[Entry, ...] = ()

    @field_validator("behaviours", mode="before")
    @classmethod
    def _known_behaviours(cls, given: Any) -> Any:
        return _entries(given, BEHAVIOURS, "behaviour")

    @field_validator("oddities", mode="before")
    @classmethod
    def _known_oddities(cls, given: Any) -> Any:
        return _entries(given, ODDITIES, "oddity")

    @model_validator(mode="after")
    def _goods_exist(self) -> World:
        names = [substance.name for substance in self.substances]
        told = [goods.substance for goods in self.law]
        if not sum(substance.share for substance in self.substances) > 0:
            raise ValueError("the shares of the substances add up to nothing")
        for goods in told:
            if goods not in names:
                raise ValueError(f"the law names {goods}, which is not among substances")
        for entry in (*self.behaviours, *self.oddities):
            goods = getattr(entry, "substance", "")
            if goods and goods not in names:
                there = ", ".join(names)
                raise ValueError(f"{entry.kind}: no substance called {goods}; there are {there}")
        said = [name.replace("_", " ") for name in names]
        for each in (said, told):
            twice = sorted({name for name in each if each.count(name) > 1})
            if twice:
                raise ValueError(f"{', '.join(twice)}: named twice; put all of it in one place")
        return self

    @property
    def goods(self) -> tuple[Goods, ...]:
        """The law of every substance, in the order of the substances."""
        told = {each.substance: each for each in self.law}
        return tuple(told.get(each.name, Goods(substance=each.name)) for each in self.substances)

    @property
    def calendar(self) -> Calendar:
        """Its months."""
        first = Calendar(0, 1).month_of(self.first_month)
        return Calendar(first, self.months)


def _entries(given: Any, known: tuple[Process, ...], nature: str) -> Any:
    if not isinstance(given, list | tuple):
        return given
    named = {process.name: process for process in known}
    entries = []
    for number, each in enumerate(given, 1):
        if isinstance(each, Entry):
            entries.append(each)
            continue
        kind = each.get("kind") if isinstance(each, dict) else None
        if not isinstance(kind, str) or kind not in named:
            names = ", ".join(sorted(named))
            raise ValueError(f"entry {number}: no {nature} is called {kind!r}; there are {names}")
        try:
            entries.append(named[kind].options(**each))
        except ValidationError as error:
            raise ValueError(f"entry {number} ({kind}): {'; '.join(_told(error))}") from None
    return tuple(entries)


def _told(error: ValidationError) -> list[str]:
    """Each thing that is wrong: its place and the rule."""
    return [
        f"{'.'.join(map(str, each['loc'])) or 'the file'}: {each['msg']}" for each in error.errors()
    ]


def read_world(path: Path, fill: Callable[[dict[str, Any]], dict[str, Any]] | None = None) -> World:
    """Read a world file; WorldError with the place and the rule when it cannot be used.

    `fill` puts into the file what the simulator cannot look up, such as months of the law.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return World.model_validate(raw if fill is None else fill(raw))
    except WorldError as error:
        raise WorldError(f"{path}: {error}") from None
    except OSError as error:
        raise WorldError(f"{path}: cannot be read ({error.strerror}); check the path") from None
    except ValidationError as error:
        told = _told(error)
        head = f"{path}: {len(told)} thing(s) that a world file cannot say"
        raise WorldError("\n  ".join([head, *told])) from None
    except (ValueError, RecursionError) as error:
        raise WorldError(f"{path}: not a TOML file: {error}") from None
