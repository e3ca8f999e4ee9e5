"""What goes into the decision of who games when, and what comes out of it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ACTS = (
    "easy", "threshold", "backdate", "ghost", "copied", "witness", "recycled", "informant",
    "unrecord", "downgrade", "unfound", "supply",
)  # fmt: skip
COUNTED = ("easy", "ghost")
REASONS = ("running", "insider", "audit", "stock", "goal", "transfer", "court", "scope")

SANCTIONS = ("none", "warned", "out")

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Staff:
    """Who serves where and how much honest work comes to them; O officers, M months, U units.

    Parameters
    ----------
    unit_of
        [O, M] index of the unit, -1 when not serving.
    duty
        [O, M] share of the month on duty, 0 to 1.
    ability
        [O] expected honest cases in a full average month.
    season
        [O, M] multiplier of the honest flow: season, trend and innocent changes of flow.
    month_of_year, year
        [M] 1 to 12; 0, 1, 2 for the calendar years of the world.
    narcotics
        [U] units that may run a supply scheme.
    first_year
        The calendar year of year 0, for laws that begin on a day.
    """

    unit_of: Ints
    duty: Floats
    ability: Floats
    season: Floats
    month_of_year: Ints
    year: Ints
    narcotics: Flags
    first_year: int = 2000


@dataclass(frozen=True)
class Opportunity:
    """How many chances an honest case gives on average; every array [U].

    `band` is exhibits just below a legal line per case, `over` exhibits over a line per case,
    `complaint` uncleared complaints per case, `clearable` the share of complaints solved for
    true, `serious` serious cases truly solved per case (without it, those over a line); `use`
    and `easy_use` the shares of cases and of easy arrests that are possession below a line.
    """

    band: Floats
    over: Floats
    complaint: Floats
    clearable: Floats
    serious: Floats | None = None
    use: Floats | None = None
    easy_use: Floats | None = None


@dataclass(frozen=True)
class Planted:
    """One act planted in the world, with its place and time.

    Parameters
    ----------
    act
        One of `ACTS`.
    dose
        0 to 1: what multiplies the cap of the opportunity (``incentive``), or the share of
        opportunities taken (``decree``).
    scope
        [O, M] where and when it may happen.
    driven_by
        ``incentive``: the regime's worth, cost and opportunity decide. ``decree``: the dose is
        done within the scope, whatever the regime; it measures a check's power.
    early
        Supply only: goods are bought and no sale ever happens.
    """

    act: str
    dose: float
    scope: Flags
    driven_by: str = "incentive"
    early: bool = False

    def __post_init__(self) -> None:
        if self.act not in ACTS:
            raise ValueError(f"{self.act!r} is no act; the acts are {', '.join(ACTS)}")
        if not 0 <= self.dose <= 1:
            raise ValueError(f"dose of {self.act} is {self.dose}; it lies between 0 and 1")
        if self.driven_by not in ("incentive", "decree"):
            raise ValueError(f"{self.driven_by!r}: driven_by is incentive or decree")


@dataclass(frozen=True)
class Schemes:
    """Supply schemes as parallel arrays, one element a scheme, in the order of purchase.

    `entry` is the place among the planted entries, `officer` the initiator, `bought` the month
    of the purchase, `first_sale` -1 when it never came to one, `stopped` the first month in
    which it no longer runs (M when it still runs), `reason` an index in `REASONS`, `knowers`
    the colleagues who know at the end, `by_chief` whether the chief of the unit began it.
    """

    entry: Ints
    unit: Ints
    officer: Ints
    bought: Ints
    first_sale: Ints
    stopped: Ints
    reason: Ints
    knowers: Ints
    by_chief: Flags


@dataclass(frozen=True)
class Found:
    """Acts that came out, by act: [U, M] counts in the month in which they were found or told.

    An act of supply is one scheme.
    """

    by_audit: Mapping[str, Ints]
    by_insider: Mapping[str, Ints]


@dataclass(frozen=True)
class Reports:
    """Reports of colleagues; every array [M], in the month in which they came or were checked.

    `true` and `false` came; `checked` were checked, `checked_false` of them false; `waiting` were
    left at the end of the month.
    """

    true: Ints
    false: Ints
    checked: Ints
    checked_false: Ints
    waiting: Ints


@dataclass(frozen=True)
class Decision:
    """Who games when and how much; O officers, M months, U units, Y years.

    Parameters
    ----------
    honest
        [O, M] honest cases that happen.
    effort
        [O, M] by how much pressure raised the number to be expected of them, relative to none.
    held
        [O, M] those of them that are reported in the next January instead.
    propensity
        Per planted entry, [O, M]: the chance that an opportunity is taken; 0 out of scope, and
        all 0 for the acts in `COUNTED` and for supply. For ``backdate`` it stands at the month
        in which the case truly falls: the chance that a case of its first days is dated into
        the month before (0 in the first month of the world, which has none before it).
    added
        Per planted entry, [O, M]: records made for the figure (acts in `COUNTED`).
    sales
        [schemes, M] buyers arrested.
    schemes
        The supply schemes.
    pressure
        [U, M] pressure to raise the figure (mean over its officers under a quota).
    goal
        [U, M] cumulative level to have reached by the end of the month within its year; NaN
        without a goal.
    reported
        [U, M] what the month adds to the figure as the plan sees it. For counts it is the
        number of records; acts on single exhibits or complaints enter with their expectation.
    audited
        [U, Y].
    found
        What audits found and insiders told.
    sanctioned
        [O, M] officers who no longer game because of a sanction.
    never_gamer
        [O] officers whom no incentive moves to misconduct; of a post, its last holder.
    struck
        [O, M] place in `SANCTIONS` of what befell the officer for what came out in the month.
    serious
        [O, M] the factor by which pressure changed how many of the honest cases are serious.
    chiefs_out
        [U, M] where the chief lost the post for what came out.
    falsely
        [O, M] where it befell him for a false report alone.
    reports
        What the office received and checked.
    """

    honest: Ints
    effort: Floats
    held: Ints
    propensity: tuple[Floats, ...]
    added: tuple[Ints, ...]
    sales: Ints
    schemes: Schemes
    pressure: Floats
    goal: Floats
    reported: Floats
    audited: Flags
    found: Found
    sanctioned: Flags
    never_gamer: Flags
    struck: Ints
    falsely: Flags
    reports: Reports
    serious: Floats
    chiefs_out: Flags
