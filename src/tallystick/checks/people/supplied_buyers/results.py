"""Is a unit's longest streak beyond what its suppliers' and its peers' habits give?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from tallystick.checks.proposed import LEAD_AT_MOST, undecided
from tallystick.findings import Result
from tallystick.stats.estimate import LEVEL
from tallystick.stats.networks.few_hands import chance_of_few_hands
from tallystick.stats.peers.streaks import Habit, chance_of_streak, habit, shortest_unlikely
from tallystick.stats.texts import at, grouped, numbered
from tallystick.tables import Frame

ASPECT = "one supplier"
LEAST = 6
# A supplier may be at large for ordinary reasons, and no habit of others knows it: hands are then
# all that keeps such a streak from being named, so they are asked for more.
FEW_HANDS = 0.01
FEWEST_SOURCES, FEWEST_OWN = 20, 10
UNKNOWN = -1
HABITS = ("went_on", "broke", "sources", "streaks", "longest")
Columns = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Sources:
    """How many sources have each history: how often they went on, and how often they broke.

    `columns` are (R,) arrays by name, those of `HABITS`; no two rows have one history.
    """

    columns: Columns
    laws: dict[tuple[int, int] | None, Habit] = field(default_factory=dict)

    def law(self, less: tuple[int, int] | None = None) -> Habit:
        """The habit of these sources, without one whose history is `less`; learnt once of each."""
        if less not in self.laws:
            went_on, broke, times = (self.columns[name] for name in HABITS[:3])
            if less is not None:
                times = times - ((went_on == less[0]) & (broke == less[1]))
            self.laws[less] = habit(went_on, broke, times)
        return self.laws[less]

    def total(self, name: str) -> int:
        """The sum of a column."""
        return int(self.columns[name].sum())

    @property
    def telling(self) -> int:
        """How many sources have an event after their first."""
        further = (self.columns["went_on"] + self.columns["broke"]) > 0
        return int(self.columns["sources"][further].sum())


def _together(known: Columns) -> Sources:
    """The sources of all units, by history."""
    histories, place = np.unique(
        np.column_stack([known["went_on"], known["broke"]]), axis=0, return_inverse=True
    )
    sources = np.zeros(len(histories), dtype=np.int64)
    np.add.at(sources, place.ravel(), known["sources"])
    return Sources({"went_on": histories[:, 0], "broke": histories[:, 1], "sources": sources})


@dataclass(frozen=True)
class Streak:
    """A long streak: its numbers, its chance by the habits, and its rows in `counts`."""

    numbers: Mapping[str, Any]
    chance: float
    rows: Columns


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return a result per unit in which an arrest names a supplier."""
    habits, *more = (at(columns, columns["what"] == what) for what in (0, 1, 2))
    known = {name: habits[name].astype(np.int64) for name in HABITS}
    everybody = _together(known)
    of_units = [{unit: rows for (unit,), rows in grouped(kind["unit_id"])} for kind in more]
    none = np.zeros(0, dtype=np.int64)
    results = []
    for (unit,), rows in grouped(habits["unit_id"]):
        long, began = (
            at(kind, of.get(unit, none)) for kind, of in zip(more, of_units, strict=True)
        )
        results.append(_result(unit, Sources(at(known, rows)), everybody, long, began))
    return results or [undecided("agency", "", ASPECT, reason="no_suppliers")]


def _result(unit: str, own: Sources, everybody: Sources, long: Columns, began: Columns) -> Result:
    number, law = own.total("streaks"), everybody.law()
    level = LEVEL / max(number, 1)
    enough = everybody.telling > FEWEST_SOURCES
    more = shortest_unlikely(law, level) if enough else None
    reason = "" if more is not None else "never_charged" if enough else "few_suppliers"
    told = [] if reason else _streaks(long, own, everybody)
    likely = [(each, _hands(each.rows)) for each in told if each.chance <= level]
    found = [(each, hands) for each, hands in likely if hands * len(likely) <= FEW_HANDS]
    # Charges come in bursts, so that the habits say too little of a source with several: only one
    # that was never charged is listed where the hands are usual.
    free = [(each, hands) for each, hands in likely if not each.numbers["broke"]]
    best = [each for each, _ in found or free or likely] or told
    first = min(best, key=lambda each: each.chance, default=None)
    hands = next((hands for each, hands in likely if each is first), None)
    bare = undecided(
        "unit", unit, ASPECT, int(((own.columns["went_on"] + 1) * own.columns["sources"]).sum()),
        reason, sources=own.total("sources"), streaks=number,
        goes_on=law.on / (law.on + law.broken), unlikely=len(found),
        **(_detail(first.numbers, hands, began) if first else {}),
    )  # fmt: skip
    if more is None:
        return bare
    least = max(more + 1, LEAST)
    if least > bare.n and not found:
        return replace(bare, reason="out_of_reach", detail={**bare.detail, "least": least})
    longest = float(first.numbers["length"] if first else own.columns["longest"].max())
    if free and not found:
        detail = {**bare.detail, LEAD_AT_MOST: True}
        bare = replace(bare, reason="usual_hands", detail=detail)
    stands = bool(found or free)
    by_habits = min(1.0, first.chance * number) if first else 1.0
    return replace(
        bare,
        verdict="behind" if stands else "not_found",
        estimate=longest,
        p_value=1.0 if likely and not stands else by_habits,
        smallest_detectable=float(least),
    )


def _streaks(long: Columns, own: Sources, everybody: Sources) -> list[Streak]:
    """The long streaks of a unit, each with its chance."""
    told = []
    names = ("went_on", "broke", "people", "length", "occasions", "named", "officers",
             "charged_before", "charged", "milli", "priors")  # fmt: skip
    for _, rows in grouped(long["centre"], long["charged_before"].astype(str)):
        numbers: dict[str, Any] = {name: int(long[name][rows[0]]) for name in names}
        numbers |= {name: str(long[name][rows[0]]) for name in ("centre", "first", "last")}
        history = numbers["went_on"], numbers["broke"]
        laws = [everybody.law(less=history)]
        if own.total("sources") > FEWEST_OWN:
            laws.append(own.law(less=history))
        # The first occasion of a streak is given, and stays among the source's other events.
        elsewhere = numbers["went_on"] - numbers["occasions"] + 1
        further = numbers["length"] - 1
        chance = max(chance_of_streak(further, elsewhere, numbers["broke"], law) for law in laws)
        told.append(Streak(numbers, chance, at(long, rows)))
    return told


def _detail(numbers: Mapping[str, Any], hands: float | None, began: Columns) -> dict[str, Any]:
    same = ("centre", "charged_before", "people", "named", "officers")
    return {
        **{name: numbers[name] for name in same},
        "priors": None if numbers["priors"] == UNKNOWN else numbers["priors"],
        "charged_after": numbers["charged"] - numbers["charged_before"],
        "hands": hands,
        "grams": numbers["milli"] / 1000,
        "first": numbers["first"][:10],
        "last": numbers["last"][:10],
        "origins": _origins(numbers, began),
    }


def _origins(numbers: Mapping[str, Any], began: Columns) -> list[dict[str, Any]]:
    """What began the cases of a streak and how many, the most first."""
    own = began["centre"] == numbers["centre"]
    own &= began["charged_before"] == numbers["charged_before"]
    both = zip(began["origin"][own].tolist(), began["cases"][own].tolist(), strict=True)
    told = [{"origin": str(origin), "cases": int(cases)} for origin, cases in both]
    return sorted(told, key=lambda each: (-each["cases"], each["origin"]))


def _hands(rows: Columns) -> float:
    """The chance that a streak passes through so few officers."""
    places = [f"{month} {area}" for month, area in zip(rows["month"], rows["area_id"], strict=True)]
    strata, stratum = numbered(np.array(places, dtype=object))
    people, officer = numbered(rows["officer_id"])
    own, whole = (np.zeros((len(strata), len(people)), dtype=np.int64) for _ in range(2))
    np.add.at(own, (stratum, officer), rows["own"].astype(np.int64))
    np.add.at(whole, (stratum, officer), rows["whole"].astype(np.int64))
    return chance_of_few_hands(own, whole)
