"""What may a world file plant, and what does a behaviour or an oddity consist of?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from tallystick.simulate.department import MONTH, Part

if TYPE_CHECKING:
    from tallystick.simulate.calendar import Calendar
    from tallystick.simulate.chunk import Chunk
    from tallystick.simulate.force import Force

Nature = Literal["behaviour", "oddity"]


class Entry(Part):
    """What every ``[[behaviours]]`` and ``[[oddities]]`` entry says.

    Parameters
    ----------
    kind
        Which behaviour or oddity.
    dose
        0 to 1: the share of its opportunities that are taken; 0 leaves no trace at all.
    units, officers
        Names of units and personnel numbers; empty means all whom it can concern.
    share
        The share of those officers who take part, drawn once.
    from_month, to_month
        First and last month as 2024-03; empty is the whole world.
    """

    kind: str
    dose: float = Field(ge=0, le=1)
    units: tuple[str, ...] = ()
    officers: tuple[str, ...] = ()
    share: float = Field(default=1.0, gt=0, le=1)
    from_month: str | None = Field(default=None, pattern=MONTH)
    to_month: str | None = Field(default=None, pattern=MONTH)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_month and self.to_month and self.to_month < self.from_month:
            raise ValueError(f"to_month {self.to_month} is before from_month {self.from_month}")
        return self


class BehaviourEntry(Entry):
    """What every ``[[behaviours]]`` entry says besides.

    `driven_by` is ``incentive`` when the regime's worth, cost and opportunity decide who does
    it and when (the dose caps the opportunity), or ``decree`` when the dose is done by whoever
    is named, whatever the regime: the way to measure a check's power at a known dose.
    """

    driven_by: Literal["incentive", "decree"] = "incentive"


@dataclass(frozen=True)
class Sale:
    """One supply scheme: `officer` of `unit` bought in `bought` and sells in some months.

    Months are places in the world; `first_sale` is -1 when it never came to a sale, `stopped`
    is the first month in which it no longer runs, `buyers` [M] the arrests in each month.
    """

    scheme: int
    unit: int
    officer: int
    bought: int
    first_sale: int
    stopped: int
    reason: str
    buyers: NDArray[np.int64]


@dataclass(frozen=True)
class Plant:
    """One entry of the world file as it stands in one chunk.

    Parameters
    ----------
    entry
        Its options, an instance of the behaviour's own class of options.
    nature, index
        Whether it is a behaviour or an oddity, and its place in the file.
    dose
        [O] the chance that each officer takes an opportunity this month; 0 out of scope.
    added
        [O] how many records of its own each officer makes this month.
    member
        [O] who is in scope this month.
    sales
        The schemes of this entry (supply only).
    held, returned
        [O] honest cases of each officer that leave this month for a later one or were brought
        forward from it, and that come into it so (ratchet only).
    """

    entry: Any
    nature: Nature
    index: int
    dose: NDArray[np.float64]
    added: NDArray[np.int64]
    member: NDArray[np.bool_]
    sales: tuple[Sale, ...] = ()
    held: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    returned: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


Step = Callable[["Chunk", Plant, np.random.Generator], None]


@dataclass(frozen=True)
class Process:
    """A behaviour or an oddity: its options, and what it does at each step of a chunk.

    The steps, in the order in which they happen:

    ``force``
        Once, before anything is decided: may change the department (an oddity).
    ``cases``
        After the honest cases of the month are there: may add, remove or change them.
    ``people``
        After every case has its people.
    ``exhibits``
        After the exhibits have their true weights and before they are weighed.
    ``readings``
        After they were weighed and handed over.
    ``texts``
        After each report has its phrases and before they are written out.
    ``outcomes``
        After the charges are decided.
    ``counterparts``
        After the second system has its records.

    `acts` names what it is in the decision model; empty for an oddity.
    """

    name: str
    options: type[Entry]
    acts: tuple[str, ...] = ()
    force: Callable[[Force, Calendar, Plant, np.random.Generator], None] | None = None
    cases: Step | None = None
    people: Step | None = None
    exhibits: Step | None = None
    readings: Step | None = None
    texts: Step | None = None
    outcomes: Step | None = None
    counterparts: Step | None = None


STEPS = ("cases", "people", "exhibits", "readings", "texts", "outcomes", "counterparts")
