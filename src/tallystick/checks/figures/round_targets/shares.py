"""Which published shares sit on round values, or on their target, beyond what chance makes?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import ibis
import numpy as np
from ibis.expr.types import Table as Relation
from numpy.typing import NDArray

from tallystick.checks.proposed import proposed
from tallystick.checks.shared.figure_series import TARGETS, goals
from tallystick.checks.shared.published_figures import PERCENT, published
from tallystick.checks.shared.whole_numbers import MILLI, in_milli
from tallystick.findings import Named, Result, SubjectKind
from tallystick.findings.words import words_beside
from tallystick.stats.rounding.round_shares import (
    Values,
    goal_values,
    multiples,
    on_values,
    unit_of,
)
from tallystick.stats.texts import grouped
from tallystick.tables.store import Tables

say = words_beside(__file__).say

Ints = NDArray[np.int64]
Columns = tuple[np.ndarray, ...]
KEYS = ("metric", "unit_id", "milli", "per", "of", "goal")
ROWS = ("whose", "milli", "of", "goal", "unit")
NO_GOAL, MOST_SHOWN = -1, 200
BASES = {"whole values": MILLI, "multiples of 5": 5 * MILLI}
GOAL = "on the target"
ESTIMANDS = {
    False: say("estimands.on_round_value"),
    True: say("estimands.on_target"),
}
MIXED = say("reasons.mixed")


@dataclass(frozen=True)
class Shares:
    """Published shares of one subject or of several, a row each, (N,).

    `per` of how many; `whose` the unit; `milli` of `of` in thousandths; `goal` the target or -1;
    `unit` the last printed place of the series.
    """

    per: int
    whose: NDArray[np.str_]
    milli: Ints
    of: Ints
    goal: Ints
    unit: Ints


def each_value(tables: Tables) -> Relation:
    """Return how often each value was published: `KEYS` and ``n``.

    ``of`` is the denominator of a share, 0 without one, and ``goal`` its target in thousandths, -1
    without one. A share whose period meets that of a later one, such as a year beside its months,
    counts as one without a denominator: the later one is taken.
    """
    rows = _apart(published(tables), "milli", "of")
    rows = rows.mutate(of=ibis.ifelse(rows.apart, rows.of, 0))
    if tables.missing(TARGETS):
        rows = rows.mutate(goal=ibis.literal(NO_GOAL, "int64"))
    else:
        rows = _with_goals(rows, goals(tables))
    return rows.group_by(KEYS).aggregate(n=rows.count())


def _apart(rows: Relation, *more: str) -> Relation:
    """The figures with ``apart``: whether the next of the series begins after this one's end.

    `more` are columns that order figures of one period, so that any engine keeps the same.
    """
    order = [rows.period_start, rows.period_end.desc(), *(rows[name] for name in more)]
    within = ibis.window(group_by=[rows.metric, rows.unit_id], order_by=order)
    following = rows.period_start.lead(1).over(within)
    return rows.mutate(following=following).mutate(
        apart=lambda held: held.following.isnull() | (held.following > held.period_end)
    )


def share_cases(tables: Tables, result: Result) -> Relation:
    """The published shares that a result counts as round, or as on their target."""
    detail, figures = result.detail, tables["reported_figures"]
    rows = figures.filter(figures.metric == detail["metric"])
    rows = _apart(rows.mutate(unit_id=rows.unit_id.fill_null("")), "value", "denominator")
    rows = rows.filter(rows.apart)
    milli = in_milli(rows.value)
    on = [(rows.unit_id == unit) & (milli == value) & (rows.denominator == of)
          for unit, value, of in detail.get("landed", [])]  # fmt: skip
    return rows.filter(ibis.or_(*on) if on else ibis.literal(False)).select(*figures.columns)


def _with_goals(rows: Relation, targets: Relation) -> Relation:
    """The rows with ``goal``; where a figure has several targets, the lowest of them."""
    own = targets.group_by(
        "metric", "unit_id", period_start=targets["first"], period_end=targets["last"]
    ).aggregate(goal=targets.milli.min())
    on = ("metric", "unit_id", "period_start", "period_end")
    joined = rows.left_join(own, on).drop(*(f"{name}_right" for name in on))
    goal = ibis.ifelse(joined.of > 0, joined.goal.fill_null(NO_GOAL), NO_GOAL)
    return joined.mutate(goal=goal.cast("int64"))


def share_results(
    columns: Columns, declared: frozenset[str], ceilings: frozenset[str]
) -> Iterator[Result]:
    """Yield a result per metric of shares, question and subject.

    `columns` are those of `each_value`, of series that are shares alone; `declared` are the metrics
    whose records are known, and `ceilings` those whose targets are. The agency's own shares
    are taken only where no unit has any; else all units' together stand for it.
    """
    metric, unit_id, *_ = columns
    for (what,), rows in grouped(metric):
        series = {unit: rows[own] for (unit,), own in grouped(unit_id[rows])}
        units = {unit: own for unit, own in series.items() if unit} or series
        bare = Result("", "agency", "", what, "insufficient", len(rows),
                      detail={"metric": what, "declared": what in declared,
                              "at_most": what in ceilings})  # fmt: skip
        if len(np.unique(columns[3][rows])) > 1:
            yield replace(bare, reason=MIXED)
            continue
        held = {unit: _shares(tuple(column[own] for column in columns))
                for unit, own in units.items()}  # fmt: skip
        if not any(len(each.of) for each in held.values()):
            yield from (_of(bare, unit, len(own), PERCENT) for unit, own in series.items())
            continue
        if len(held) > 1:
            yield from _asked(_of(bare, "", 0), _together(list(held.values())))
        for unit, each in held.items():
            yield from _asked(_of(bare, unit, 0), each)


def _of(bare: Result, unit: str, n: int, reason: str = "") -> Result:
    kind: SubjectKind = "unit" if unit else "agency"
    return replace(bare, subject_kind=kind, subject=unit, n=n, reason=reason)


def _shares(columns: Columns) -> Shares:
    _, whose, milli, per, of, goal, n = columns
    order = np.lexsort((goal, of, milli))  # sums come out the same in whatever order rows came
    rows = np.repeat(order, n[order])
    rows = rows[of[rows] > 0]
    unit = np.full(len(rows), unit_of(milli), dtype=np.int64)
    return Shares(int(per[0]), whose[rows], milli[rows], of[rows], goal[rows], unit)


def _together(held: Sequence[Shares]) -> Shares:
    columns = (np.concatenate([getattr(each, name) for each in held]) for name in ROWS)
    return Shares(held[0].per, *columns)


def _asked(bare: Result, held: Shares) -> Iterator[Result]:
    """A result for each grid of round values that the shares are finer than, and for goals."""
    for question, base in BASES.items():
        fine = held.unit < base
        if fine.any() or not len(fine):
            yield _result(bare, question, _kept(held, fine), base)
    whole = MILLI * held.per
    aimed = (held.goal > 0) & (held.goal < whole)
    if aimed.any():
        yield _result(bare, GOAL, _kept(held, aimed), 0)


def _kept(held: Shares, rows: NDArray[np.bool_]) -> Shares:
    return Shares(held.per, *(getattr(held, name)[rows] for name in ROWS))


def _values(held: Shares, base: int, *, at_most: bool) -> list[Values]:
    if base:
        return [multiples(base, held.per)] * len(held.of)
    columns = (each.tolist() for each in (held.goal, held.of, held.unit))
    return [goal_values(goal, of, held.per, unit, at_most=at_most)
            for goal, of, unit in zip(*columns, strict=True)]  # fmt: skip


def _result(bare: Result, question: str, held: Shares, base: int) -> Result:
    values = _values(held, base, at_most=bare.detail["at_most"])
    said = on_values(held.milli, held.of, held.per, values, held.unit)
    detail = {**bare.detail, "question": question, "base": base, "per": held.per}
    bare = replace(
        bare, aspect=say("aspects.of", metric=bare.aspect, question=question), n=said.n,
        estimand=ESTIMANDS[not base], detail=detail,
    )  # fmt: skip
    numbers = said.numbers
    if said.p_value is None:
        return replace(bare, reason=said.reason)
    return proposed(
        bare,
        said,
        "round" if base else "follows",
        multiples=numbers.found,
        expected=numbers.expected,
        unit=int(held.unit[numbers.taken].min()),
        landed=_landed(held, values, numbers.taken),
    )


def _landed(held: Shares, values: list[Values], taken: NDArray[np.bool_]) -> list[list[str | int]]:
    """Unit, value and denominator of the shares counted, each once, as many as are shown."""
    rows = [row for row in np.flatnonzero(taken).tolist() if held.milli[row] in values[row]]
    found = {(str(held.whose[row]), int(held.milli[row]), int(held.of[row])) for row in rows}
    return [[Named(unit, "unit"), *each] for unit, *each in sorted(found)[:MOST_SHOWN]]
