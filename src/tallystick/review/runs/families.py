"""The names that one unit had, as people joined them: which keys are of one pattern."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from tallystick.review.log.memory import kept
from tallystick.review.models import MaskedName, UnitJoin
from tallystick.review.runs.patterns import Key

UNIT = "unit"
Held = TypeVar("Held")
Names = Mapping[str, tuple[str, ...]]


def masks_of_families() -> Names:
    """Return the masks of each unit that people joined, the earliest first, by each of them."""
    return kept("families", _families, UnitJoin)


def _families() -> Names:
    later = dict(UnitJoin.objects.filter(ended_seq=None).values_list("earlier", "later"))
    found: dict[str, tuple[str, ...]] = {}
    for first in later.keys() - set(later.values()):
        masks = [first]
        while masks[-1] in later:
            masks.append(later[masks[-1]])
        found |= dict.fromkeys(masks, tuple(masks))
    return found


def families() -> Names:
    """Return the names of each unit that people joined, the earliest first, by each of them."""
    return kept("families by name", _families_by_name, UnitJoin, MaskedName)


def _families_by_name() -> Names:
    told = {held: names_of(held) for held in set(masks_of_families().values())}
    return {name: names for names in told.values() for name in names}


def names_of(masks: Collection[str]) -> tuple[str, ...]:
    """Return the units that have these masks, in their order."""
    rows = MaskedName.objects.filter(kind=UNIT, mask__in=masks).values_list("mask", "name")
    names = dict(rows)
    return tuple(names[each] for each in masks if each in names)


def every_name(names: Collection[str]) -> set[str]:
    """Return these units with the other names that they had."""
    held = families()
    return {each for name in names for each in held.get(name, (name,))}


def other_keys(key: Key, names: Names) -> list[Key]:
    """Return the keys that a pattern has under the other names of its unit, the nearest first."""
    check, kind, subject, aspect = key
    held = names.get(subject, (subject,)) if kind == UNIT else (subject,)
    at = held.index(subject)
    near = sorted(range(len(held)), key=lambda place: (abs(place - at), place))
    return [(check, kind, held[place], aspect) for place in near[1:]]


def under_any_name(
    key: Key, held: Mapping[Key, Held], names: Names, taken: Collection[Key]
) -> Held | None:
    """Return what is held under a key, else under another name of its unit that is not `taken`."""
    if key in held:
        return held[key]
    others = (each for each in other_keys(key, names) if each in held and each not in taken)
    return next((held[each] for each in others), None)
