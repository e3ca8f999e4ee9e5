"""In which departments do lines differ between the units?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tallystick.calibrate.departments import Size, cut, squads
from tallystick.simulate.entry import Entry
from tallystick.simulate.law import Goods
from tallystick.simulate.oddities import oddity
from tallystick.simulate.world import World

REGIONS = tuple(tuple(f"N{k:02d}" for k in range(first, first + 4)) for first in (1, 5))
REGION_LINES = ((6.0, REGIONS[0]), (2.5, REGIONS[0]), (10.0, REGIONS[1]), (4.0, REGIONS[1]))
IN_TURN = (("N01", "N03", "N05", "N07"), ("N02", "N04", "N06", "N08"))
LINES_IN_TURN = ((6.0, IN_TURN[0]), (2.5, IN_TURN[0]), (10.0, IN_TURN[1]), (4.0, IN_TURN[1]))


def regions(size: Size = "medium") -> World:
    """The same squads, the first four in a region with lower lines than that of the others.

    The lines of both regions are lines of the world's law: `REGION_LINES` says which holds where.
    """
    law = tuple(
        Goods(substance=substance, lines=tuple(map(cut, grams)))
        for substance, grams in (("cannabis_herb", (6.0, 10.0)), ("heroin", (2.5, 4.0)))
    )
    return squads(size).model_copy(update={"law": law})


def packs_of_regions(over: float, dose: float) -> Callable[[World], World]:
    """Return a change of `regions`: a share of goods in packs `over` the line of their region."""

    def packed(world: World) -> World:
        entries = [_packs(over, dose, REGIONS[0], "")]
        for goods in world.law:
            first, second = (line.g for line in goods.lines)
            more = second * (1 + over) / first - 1
            entries.append(_packs(more, dose, REGIONS[1], goods.substance))
        return world.model_copy(update={"oddities": tuple(entries)})

    return packed


def _packs(over: float, dose: float, units: tuple[str, ...], substance: str) -> Entry:
    """Packs `over` the first line of the world's law."""
    more: dict[str, Any] = {"packs": ("contract",), "over": over, "substance": substance}
    return oddity("packs").options(kind="packs", dose=dose, units=units, **more)


def with_patrol(world: World) -> World:
    """The same department whose last four units are patrol: other cases, other amounts."""
    (squad,) = world.department.units
    units = squad.model_copy(update={"count": 4})
    patrol = units.model_copy(update={"kind": "patrol", "names": REGIONS[1]})
    department = world.department.model_copy(update={"units": (units, patrol)})
    return world.model_copy(update={"department": department})


def lower_lines(world: World) -> World:
    """The same department whose law has the lines of the first region alone."""
    law = tuple(goods.model_copy(update={"lines": goods.lines[:1]}) for goods in world.law)
    return world.model_copy(update={"law": law})
