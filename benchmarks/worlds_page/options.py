"""What may a world file say, part by part?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import get_args

from benchmarks.worlds_page import meanings
from benchmarks.worlds_page.tables import one_line, table
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tallystick.simulate.incentives.tables_of_worth import WORTH
from tallystick.simulate.incentives.worth import ACT, COLUMN, Act
from tallystick.simulate.world import World

HEADER = ("option", "default", "range", "meaning")
PLANTED = {"behaviours": "section 3", "oddities": "section 4"}


@dataclass(frozen=True)
class Group:
    """A part of a world file: its place, whether it may stand often, its settings, its field."""

    place: str
    often: bool
    model: type[BaseModel]
    field: FieldInfo

    @property
    def header(self) -> str:
        """The header as the file writes it."""
        return f"[[{self.place}]]" if self.often else f"[{self.place}]"


def inside(model: type[BaseModel], name: str) -> tuple[type[BaseModel], bool] | None:
    """The group of settings that a field holds, and whether it holds several; None for none."""
    asked = model.model_fields[name].annotation
    several = type(None) not in get_args(asked)
    for often, each in ((False, asked), *((several, inner) for inner in get_args(asked))):
        if isinstance(each, type) and issubclass(each, BaseModel):
            return each, often
    return None


def groups(model: type[BaseModel] = World, place: str = "") -> Iterator[Group]:
    """Every part of a world file, in the order of the file; what is planted has its sections."""
    for name in model.model_fields:
        held = inside(model, name)
        if held is None or name in PLANTED:
            continue
        each, often = held
        here = f"{place}.{name}" if place else name
        yield Group(here, often, each, model.model_fields[name])
        yield from groups(each, here)


def rows(model: type[BaseModel], names: Iterable[str]) -> list[tuple[str, ...]]:
    """A row for each of these settings."""
    told = []
    for name in names:
        field = model.model_fields[name]
        told.append(
            (
                f"`{name}`",
                meanings.default_of(field),
                meanings.range_of(field),
                meanings.of_field(model, name),
            )
        )
    return told


def table_of(model: type[BaseModel], names: Iterable[str]) -> str:
    """The table of these settings, without the meanings when the prose above has them all."""
    told = rows(model, names)
    if all(row[-1] == meanings.ABOVE for row in told):
        return table(HEADER[:-1], [row[:-1] for row in told])
    return table(HEADER, told)


def overview() -> str:
    """The settings of the world itself, and its parts."""
    fields = World.model_fields
    single = [name for name in fields if inside(World, name) is None]
    parts = []
    for name in fields:
        held = inside(World, name)
        if held is not None:
            model, often = held
            header = f"`[[{name}]]`" if often else f"`[{name}]`"
            first = one_line(meanings.prose(model).partition("\n\n")[0])
            parts.append((header, PLANTED.get(name, first)))
    return "\n\n".join([table_of(World, single), table(("part", "what it says"), parts)])


def acts() -> str:
    """What every act is worth under each regime, and what it costs."""
    kinds: dict[int, list[str]] = {}
    for kind, column in COLUMN.items():
        kinds.setdefault(column, []).append(f"`{kind}`")
    header = ("act", *(", ".join(kinds[at]) for at in sorted(kinds)))
    worth = table(header, [(f"`{act}`", *map(str, row)) for act, row in WORTH.items()])
    names = ("cost", "serious", "detect", "penalty", "cap", "soft", "per")
    cost = table(
        ("act", *names),
        [
            (f"`{act}`", *(_said(getattr(each, name)) for name in names))
            for act, each in ACT.items()
        ],
    )
    explained = one_line(meanings.prose(Act).partition("\n\n")[2])
    return f"{worth}\n\n{explained}\n\n{cost}"


def _said(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def section(group: Group) -> str:
    """One part of the file: what its class says, the table of its settings, and its default."""
    single = [name for name in group.model.model_fields if inside(group.model, name) is None]
    parts = [f"### `{group.header}`", meanings.prose(group.model)]
    if single:
        parts.append(table_of(group.model, single))
    if entries := meanings.entries_of(group.field):
        lines = "\n".join(f"  {meanings.toml(entry)}," for entry in entries)
        name = group.place.rpartition(".")[2]
        parts.append(f"Without any, the world has:\n\n```toml\n{name} = [\n{lines}\n]\n```")
    return "\n\n".join(parts)
