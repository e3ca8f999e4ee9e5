"""Which totals and shares sit on round values, or on their target, beyond what chance makes?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.published_figures import PERCENT, totals
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings import Named, Result, SubjectKind
from tallystick.findings.words import words_beside
from tallystick.stats.rounding.nearest_counts import FEW, on_nearest, usable
from tallystick.stats.rounding.round_shares import (
    Values,
    goal_values,
    nearest_multiple,
    on_values,
    unit_of,
)
from tallystick.stats.rounding.roundness import roundness
from tallystick.stats.texts import at, grouped
from tallystick.tables import Frame

say = words_beside(__file__).say

Columns = Mapping[str, np.ndarray]
NO_GOAL, MOST_SHOWN = -1, 200
PERCENTAGES = 100
MANY = 1000  # printed shares, from which on they are tested as counts of their denominators
COUNTED = 1  # `per` of a count of its denominator
BASES = {"whole values": MILLI, "multiples of 5": 5 * MILLI}
GOAL = "on the target"
MIXED = say("reasons.mixed")


def round_results(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return of totals a result per metric and subject, of shares one per question."""
    declared = frozenset(each.name for each in frame.metrics)
    metric, is_share = columns["metric"], columns["per"] > 0
    # Compared with each name once: np.isin compares texts pairwise.
    shares = np.isin(metric, sorted(set(metric[is_share].tolist())))
    counts = at({**columns, "percent": is_share}, ~shares)
    given = (counts[name] for name in ("metric", "unit_id", "milli", "percent", "n"))
    return [
        *(_of_totals(*each, declared=each[0] in declared) for each in totals(*given)),
        *_of_shares(at(columns, shares), declared, frame.ceilings),
    ]


def _of_totals(
    metric: str, unit: str, figures: np.ndarray, reason: str, *, declared: bool
) -> Result:
    more = {"metric": metric, "declared": declared}
    bare = undecided("unit", unit, metric, len(figures), reason, **more)
    bare = replace(bare, estimand=say("estimands.on_round"))
    if reason:
        return bare
    said = roundness(figures)
    return proposed(bare, said, "round", base=said.numbers.base, multiples=said.numbers.multiples)


def _of_shares(
    columns: Columns, declared: frozenset[str], ceilings: frozenset[str]
) -> Iterator[Result]:
    """Yield a result per metric of shares, question and subject.

    `columns` are those of the query, of series that are shares alone; `declared` are the metrics
    whose records are known, and `ceilings` those whose targets are. The agency's own shares
    are taken only where no unit has any; else all units' together stand for it.
    """
    for (what,), rows in grouped(columns["metric"]):
        mine = at(columns, rows)
        series = {unit: at(mine, own) for (unit,), own in grouped(mine["unit_id"])}
        bare = undecided(
            "agency", "", what, len(rows), MIXED,
            metric=what, declared=what in declared, at_most=what in ceilings,
        )  # fmt: skip
        if len(np.unique(mine["per"])) > 1:
            yield bare
            continue
        held = {unit: _each(own) for unit, own in series.items() if unit or len(series) == 1}
        if not any(len(each["of"]) for each in held.values()):
            yield from (_of(bare, unit, len(own["n"]), PERCENT) for unit, own in series.items())
            continue
        if len(held) > 1:
            parts = [*held.values()]
            whole = {name: np.concatenate([each[name] for each in parts]) for name in parts[0]}
            held = {"": whole, **held}
        for unit, each in held.items():
            yield from _asked(_of(bare, unit, 0, ""), each, int(mine["per"][0]))


def _of(bare: Result, unit: str, n: int, reason: str) -> Result:
    kind: SubjectKind = "unit" if unit else "agency"
    return replace(bare, subject_kind=kind, subject=unit, n=n, reason=reason)


def _each(columns: Columns) -> Columns:
    """The shares that have a denominator, a row each, with ``unit``, the last printed place."""
    milli, of, n = (columns[name] for name in ("milli", "of", "n"))
    # Sums come out the same in whatever order rows came.
    order = np.lexsort((columns["goal"], of, milli))
    rows = np.repeat(order, n[order])
    rows = rows[of[rows] > 0]
    return {**at(columns, rows), "unit": np.full(len(rows), unit_of(milli), dtype=np.int64)}


def _asked(bare: Result, held: Columns, per: int) -> Iterator[Result]:
    """A result for each grid of round values that the shares are finer than, and for goals."""
    held = _with_counts(held, per)
    for question, base in BASES.items():
        steps = (PERCENTAGES if per == COUNTED else per) * MILLI // base
        fine = at(held, held["unit"] < base)
        places = np.where(fine["known"], 0, base // np.maximum(fine["unit"], 1))
        can = np.count_nonzero(fine["told"] & usable(fine["of"], steps, places))
        # Of very many denominators the largest chances are too many to work out.
        much = 2 * can >= len(fine["of"]) or len(np.unique(fine["of"])) > MANY // 2
        # Of few denominators, multiples of five look like counts that were rounded.
        few = can > 0 and bool(fine["known"].all())
        few &= base == MILLI or len(np.unique(fine["of"])) >= FEW
        many = much and (few or len(fine["of"]) >= MANY)
        if per == COUNTED or many:
            printed = at({**fine, "places": places}, fine["told"])
            yield _of_counts(bare, question, printed, base, per, steps)
        elif len(fine["of"]) or not len(held["of"]):
            yield _result(bare, question, fine, base, per)
    aimed = (held["goal"] > 0) & (held["goal"] < MILLI * per)
    if aimed.any() and per != COUNTED:
        yield _result(bare, GOAL, at(held, aimed), 0, per)


def _with_counts(held: Columns, per: int) -> Columns:
    """The shares with ``count``, and ``known``: whether no other count is printed alike.

    The count is the nearest, or the least where more of the known are printed so: a page that cuts
    its shares off. ``told`` is whether a share lies between none and all.
    """
    milli, of, whole = held["milli"], held["of"], MILLI * per
    if per == COUNTED:
        known = np.full(len(of), True)
        counts = milli // MILLI
        return {**held, "count": counts, "unit": 0 * of, "told": known, "known": known}
    told = (milli >= 0) & (milli <= whole)
    share = milli * np.where(told, of, 0)
    known = told & (of * held["unit"] <= whole)
    nearest, least = (2 * share + whole) // (2 * whole), -(-share // whole)
    off = np.abs(nearest * whole - share) * 2, least * whole - share
    rounded, cut = (np.count_nonzero(known & (each <= of * held["unit"])) for each in off)
    counts = np.where(known & (cut > rounded), least, nearest)
    return {**held, "count": counts, "told": told, "known": known}


def _of_counts(
    bare: Result, question: str, held: Columns, base: int, per: int, steps: int
) -> Result:
    said = on_nearest(held["count"], held["of"], steps, held["places"])
    result = _worded(bare, question, base, per, said.n, say("estimands.on_nearest"))
    if said.p_value is None:
        detail = {**result.detail, "multiples": said.numbers.found, "landed": []}
        return replace(result, reason=said.reason, detail=detail)
    numbers = said.numbers
    told: dict[str, Any] = {
        "steps": steps, "multiples": numbers.found, "expected": numbers.expected,
        "landed": [] if per == COUNTED else _landed(held, numbers.on),
    }  # fmt: skip
    if per != COUNTED:
        told["unit"] = int(held["unit"].min())
    return proposed(result, said, "round", **told)


def _values(held: Columns, base: int, per: int, *, at_most: bool) -> list[Values]:
    if base:
        return [nearest_multiple(each, base, per) for each in held["milli"].tolist()]
    columns = (held[name].tolist() for name in ("goal", "of", "unit"))
    return [goal_values(goal, of, per, unit, at_most=at_most)
            for goal, of, unit in zip(*columns, strict=True)]  # fmt: skip


def _result(bare: Result, question: str, held: Columns, base: int, per: int) -> Result:
    values = _values(held, base, per, at_most=bare.detail["at_most"])
    counts = np.where(held["known"], held["count"], -1)
    said = on_values(
        held["milli"], held["of"], per, values, held["unit"], apart=base, counts=counts
    )
    estimand = say("estimands.on_round_value" if base else "estimands.on_target")
    bare = _worded(bare, question, base, per, said.n, estimand)
    if said.p_value is None:
        return replace(bare, reason=said.reason)
    numbers, milli = said.numbers, held["milli"].tolist()
    on = np.array([value in each for value, each in zip(milli, values, strict=True)], dtype=bool)
    return proposed(
        bare,
        said,
        "round" if base else "follows",
        multiples=numbers.found,
        expected=numbers.expected,
        unit=int(held["unit"][numbers.taken].min()),
        landed=_landed(held, numbers.taken & on),
    )


def _worded(bare: Result, question: str, base: int, per: int, n: int, estimand: str) -> Result:
    return replace(
        bare, aspect=say("aspects.of", metric=bare.aspect, question=question), n=n,
        estimand=estimand, detail={**bare.detail, "question": question, "base": base, "per": per},
    )  # fmt: skip


def _landed(held: Columns, on: NDArray[np.bool_]) -> list[list[str | int]]:
    """Unit, value and denominator of the shares counted, each once, as many as are shown."""
    whose, milli, of = (held[name] for name in ("unit_id", "milli", "of"))
    found = {
        (str(whose[row]), int(milli[row]), int(of[row])) for row in np.flatnonzero(on).tolist()
    }
    return [[Named(unit, "unit"), *each] for unit, *each in sorted(found)[:MOST_SHOWN]]
