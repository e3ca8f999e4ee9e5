"""What change of the law is imagined, for which days, and by which penalties is it reckoned?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tallystick.tables import Line, Period

# Goods of one case add up; readings of another kind, such as a speed, do not.
ADDITIVE = ("net_weight", "gross_weight", "volume", "plants")
RULES = ("sum", "heaviest")


class Days(NamedTuple):
    """Days of custody, from the least to the most; None is without a bound (life)."""

    least: int | None
    most: int | None

    def times(self, cases: int) -> Days:
        """The days of so many cases."""
        least, most = (None if each is None else each * cases for each in self)
        return Days(least, most)

    def plus(self, other: Days) -> Days:
        """The days of both."""
        return Days(_sum(self.least, other.least), _sum(self.most, other.most))

    def beyond(self, old: Days) -> Days:
        """How many more than `old`: the least less its most, to the most less its least."""
        least = None if self.least is None or old.most is None else self.least - old.most
        most = None if self.most is None or old.least is None else self.most - old.least
        return Days(least, most)


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


NO_DAYS = Days(0, 0)


@dataclass(frozen=True)
class Term:
    """The custody that one case may bring, and on what that rests.

    `days` None: it is not known, and `source` says why. `confidence` is the pack's word and what
    is from memory nevertheless, or "stated" for what the change file says itself.
    """

    days: Days | None
    source: str
    confidence: str = ""
    class_: str = ""


@dataclass(frozen=True)
class Moved:
    """One line that moves: as it is and as it would be, and the offence codes of its two sides.

    `below_code` and `above_code` are what `offense_code` holds of a case on either side, where an
    agency codes the class there; None where it does not.
    """

    key: str
    old: Line
    new: Line
    below_days: Days | None = None
    above_days: Days | None = None
    below_code: str | None = None
    above_code: str | None = None


@dataclass(frozen=True)
class Goods:
    """The lines of one substance at one stage, and which of them move.

    `old` has them in order from the least, `new` the same as they would be, in the same order.
    `terms` holds, by act of the law and class (the number of lines at or below), today's custody.
    """

    name: str
    old: tuple[Line, ...]
    new: tuple[Line, ...]
    moved: tuple[Moved, ...]
    terms: dict[tuple[str, int], Term]
    classes: tuple[str, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """How exhibits of a case are weighed together: the rule, then the other one."""
        return RULES if self.old[0].kind in ADDITIVE else RULES[1:]


@dataclass(frozen=True)
class Act:
    """Conduct that would be administrative: by offence codes, or by the article charged.

    `arrest` is the custody that it would bring; `fine` and `hours` are ranges, None where none.
    """

    name: str
    codes: tuple[str, ...]
    article: str | None
    today: Term
    arrest: Days
    fine: tuple[Decimal, Decimal] | None = None
    fine_unit: str = ""
    hours: tuple[int, int] | None = None


@dataclass(frozen=True)
class Change:
    """A change of the law, imagined for the cases from `first` to `last` (None: to the end).

    `period` is the calendar of the answer. `offences` says which act of the law an offence code
    is. `law_on` is the day of which the law today is read; `caveats` are said with the answer.
    """

    name: str
    first: date
    last: date | None
    law_on: date
    period: Period
    offences: dict[str, str]
    goods: tuple[Goods, ...]
    acts: tuple[Act, ...]
    caveats: tuple[str, ...] = ()
