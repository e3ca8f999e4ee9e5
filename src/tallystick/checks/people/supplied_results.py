"""Is a unit's longest streak beyond what its suppliers' and its peers' habits give?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tallystick.findings import Result
from tallystick.stats.few_hands import chance_of_few_hands
from tallystick.stats.streaks import Habit, chance_of_streak, habit, shortest_unlikely
from tallystick.stats.texts import grouped, numbered
from tallystick.tables import Frame

NAME = "people.supplied_buyers"
ASPECT = "one supplier"
ESTIMAND = (
    "days of an officer with an arrest of somebody new through one source, while it was not charged"
)
LEVEL, LEAST = 0.05, 6
# A supplier may be at large for ordinary reasons, and no habit of others knows it: hands are then
# all that keeps such a streak from being named, so they are asked for more.
FEW_HANDS = 0.01
FEWEST_SOURCES, FEWEST_OWN = 20, 10
NO_SUPPLIERS = "no arrest of a known unit names somebody else as the supplier"
FEW_SUPPLIERS = f"fewer than {FEWEST_SOURCES} other suppliers with a second event to compare with"
NEVER_CHARGED = "suppliers are charged so rarely here that no streak of any length would stand out"
HABITS = ("went_on", "broke", "sources", "streaks", "longest")
Columns = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Sources:
    """All sources, a row for each unit and history, (R,); `own` marks the rows of one unit."""

    columns: Columns
    own: np.ndarray

    def law(self, own: bool, less: tuple[int, int] | None = None) -> Habit:
        """The habit of all sources, or of the unit's; without one whose history is `less`."""
        rows = self.own if own else np.ones(len(self.own), dtype=bool)
        went_on, broke, times = (self.columns[name][rows] for name in HABITS[:3])
        if less is not None:
            same = self.own[rows] & (went_on == less[0]) & (broke == less[1])
            times = times - same
        return habit(went_on, broke, times)

    @property
    def unit(self) -> Columns:
        """The rows of the unit."""
        return {name: column[self.own] for name, column in self.columns.items()}

    @property
    def telling(self) -> int:
        """How many sources, of any unit, have an event after their first."""
        further = (self.columns["went_on"] + self.columns["broke"]) > 0
        return int(self.columns["sources"][further].sum())


@dataclass(frozen=True)
class Streak:
    """A long streak: its numbers, its chance by the habits, and its rows in `counts`."""

    numbers: Mapping[str, Any]
    chance: float
    rows: Columns


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Arrays in, results out: a result per unit in which an arrest names a supplier."""
    habits, long = (
        {name: column[columns["what"] == what] for name, column in columns.items()}
        for what in (0, 1)
    )
    known = {name: habits[name].astype(np.int64) for name in HABITS}
    results = []
    for (unit,), rows in grouped(habits["unit_id"]):
        own = np.zeros(len(habits["unit_id"]), dtype=bool)
        own[rows] = True
        theirs = {name: column[long["unit_id"] == unit] for name, column in long.items()}
        results.append(_result(unit, Sources(known, own), theirs))
    return results or [Result(NAME, "agency", "", ASPECT, "insufficient", 0, reason=NO_SUPPLIERS)]


def _result(unit: str, sources: Sources, long: Columns) -> Result:
    number = int(sources.unit["streaks"].sum())
    law, level = sources.law(own=False), LEVEL / max(number, 1)
    enough = sources.telling > FEWEST_SOURCES
    more = shortest_unlikely(law, level) if enough else None
    reason = "" if more is not None else NEVER_CHARGED if enough else FEW_SUPPLIERS
    told = [] if reason else _streaks(long, sources)
    likely = [(each, _hands(each.rows)) for each in told if each.chance <= level]
    found = [(each, hands) for each, hands in likely if hands * len(likely) <= FEW_HANDS]
    best = [each for each, _ in found or likely] or told
    first = min(best, key=lambda each: each.chance, default=None)
    hands = next((hands for each, hands in likely if each is first), None)
    chance = min(1.0, first.chance * number) if first else 1.0
    longest = int(sources.unit["longest"].max())
    return Result(
        check=NAME,
        subject_kind="unit",
        subject=unit,
        aspect=ASPECT,
        verdict="insufficient" if reason else "behind" if found else "not_found",
        n=int(((sources.unit["went_on"] + 1) * sources.unit["sources"]).sum()),
        estimand=ESTIMAND,
        estimate=None if reason else float(first.numbers["length"] if first else longest),
        p_value=None if reason else 1.0 if likely and not found else chance,
        smallest_detectable=None if more is None else float(max(more + 1, LEAST)),
        reason=reason,
        detail={
            "sources": int(sources.unit["sources"].sum()),
            "streaks": number,
            "goes_on": law.on / (law.on + law.broken),
            "unlikely": len(found),
            **(_detail(first.numbers, hands) if first else {}),
        },
    )


def _streaks(long: Columns, sources: Sources) -> list[Streak]:
    """The long streaks of a unit, each with its chance."""
    told = []
    names = ("went_on", "broke", "people", "length", "occasions", "named", "officers",
             "charged_before", "charged", "milli")  # fmt: skip
    for _, rows in grouped(long["centre"], long["charged_before"].astype(str)):
        numbers: dict[str, Any] = {name: int(long[name][rows[0]]) for name in names}
        numbers |= {name: str(long[name][rows[0]]) for name in ("centre", "first", "last")}
        history = numbers["went_on"], numbers["broke"]
        laws = [sources.law(own=False, less=history)]
        if sources.unit["sources"].sum() > FEWEST_OWN:
            laws.append(sources.law(own=True, less=history))
        # The first occasion of a streak is given, and stays among the source's other events.
        elsewhere = numbers["went_on"] - numbers["occasions"] + 1
        further = numbers["length"] - 1
        chance = max(chance_of_streak(further, elsewhere, numbers["broke"], law) for law in laws)
        told.append(Streak(numbers, chance, {name: column[rows] for name, column in long.items()}))
    return told


def _detail(numbers: Mapping[str, Any], hands: float | None) -> dict[str, Any]:
    return {
        "centre": numbers["centre"],
        "charged_before": numbers["charged_before"],
        "charged_after": numbers["charged"] - numbers["charged_before"],
        "people": numbers["people"],
        "named": numbers["named"],
        "officers": numbers["officers"],
        "hands": hands,
        "grams": numbers["milli"] / 1000,
        "first": numbers["first"][:10],
        "last": numbers["last"][:10],
    }


def _hands(rows: Columns) -> float:
    """The chance that a streak passes through so few officers."""
    places = [f"{month} {area}" for month, area in zip(rows["month"], rows["area_id"], strict=True)]
    strata, stratum = numbered(np.array(places, dtype=object))
    people, officer = numbered(rows["officer_id"])
    own, whole = (np.zeros((len(strata), len(people)), dtype=np.int64) for _ in range(2))
    np.add.at(own, (stratum, officer), rows["own"].astype(np.int64))
    np.add.at(whole, (stratum, officer), rows["whole"].astype(np.int64))
    return chance_of_few_hands(own, whole)
