"""Does one kind of record hold the rise at the end of the period?

An innocent cause that makes records of one kind only (those of one place, those dated by their
entry) leaves the others as they are; more effort, or a push, raises every kind. So two numbers are
asked of the subject's records, those of the last days against those of other days:

- The *surplus* of the kind: its records of the last days, less its usual share of all of them.
  It is taken within strata (a unit, or what began the case in a unit), because a stratum that rises
  in all of its kinds makes none of them clear. Below `CLEAR` standard errors no such kind is there,
  and nothing is explained.
- The *rest*: whether the records of other kinds hold more than the usual. If not, the kind explains
  all of the rise; if so, what it holds beyond the rest's rise. What is usual for the rest, and what
  is more, the cause says: `at_most_slight` or, where the kind itself leaves little room for error,
  `passed_over`.

Standard errors allow for the test's own dispersion.
"""

from __future__ import annotations

from datetime import date, timedelta

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, NumericValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.whole_numbers import MILLI, in_milli
from tallystick.findings import Result

CLEAR = 3.0
CHANCE = 2.0
SLIGHT = 0.25
ONE_SIDED_5 = 1.645


def last_days(result: Result) -> list[date]:
    """The last days of the periods that were examined."""
    return [
        date.fromisoformat(end) - timedelta(days=before)
        for end in result.detail["ends"]
        for before in range(int(result.detail["window"]))
    ]


def in_the_window(rows: Relation, result: Result) -> BooleanValue:
    """Whether a record falls on one of the last days of a period that was examined."""
    return rows[result.detail["date_column"]].cast("date").isin(last_days(result))


def total(rows: Relation, chosen: BooleanValue) -> IntegerValue:
    """The records chosen, each by its count."""
    return ibis.ifelse(chosen.fill_null(False), rows["count"], 0).sum()


def milli_sum(value: NumericValue) -> NumericValue:
    """A sum that does not depend on the order of the rows; nulls count nothing."""
    return in_milli(value).sum()


def usual_part(result: Result) -> float:
    """Which part of the last days' records is usual, by the test's own estimate."""
    rise = result.estimate or 0.0
    return 1 / (1 + rise) if rise > 0 else 1.0


def scatter(result: Result) -> float:
    """How many times as much as by chance counts vary; never less than once."""
    return max(1.0, result.detail.get("dispersion") or 1.0)


def beside_the_rest(strata: Relation) -> Relation:
    """The kind against the rest, summed over strata (in thousandths where it is no count).

    `strata` has a row per stratum: ``kind_last``, ``kind_others``, ``all_last`` and
    ``all_others``, its records of the kind and all, in the last days and in others.
    """
    rest_last = strata.all_last - strata.kind_last
    rest_others = strata.all_others - strata.kind_others
    share = strata.kind_others / strata.all_others.nullif(0)
    spread = (
        strata.all_last * share * (1 - share) * (1 + strata.all_last / strata.all_others.nullif(0))
    )
    rest_rate = rest_last / rest_others.nullif(0)
    return strata.aggregate(
        surplus=milli_sum(strata.kind_last - strata.all_last * share),
        variance=milli_sum(spread),
        beyond=milli_sum(strata.kind_last - strata.kind_others * rest_rate),
        rest_last=rest_last.sum(),
        rest_others=rest_others.sum(),
    )


def is_clear(sums: Relation, times: NumericValue | float) -> BooleanValue:
    """Whether the kind clearly has more than its usual share; the variance is `times` chance's."""
    error = (ibis.greatest(sums.variance / MILLI, 1.0) * times).sqrt()
    return sums.surplus / MILLI >= error * CLEAR


def at_most_slight(
    beyond: NumericValue, usual: NumericValue, error: NumericValue, result: Result
) -> BooleanValue:
    """Whether `beyond` the usual lies no more than chance makes and than a slight rise."""
    rise = result.estimate or 0.0
    return (beyond <= error * CHANCE) & (beyond <= usual * rise * SLIGHT)


def passed_over(
    beyond: NumericValue, usual: NumericValue, error: NumericValue, result: Result
) -> BooleanValue:
    """Whether a test at 5 % would pass over what lies `beyond` the usual, or it is slight."""
    rise = result.estimate or 0.0
    return beyond <= ibis.greatest(error * ONE_SIDED_5, usual * rise * SLIGHT)


def explained(
    clear: BooleanValue,
    quiet: BooleanValue,
    excess: NumericValue,
    part: NumericValue,
    left: NumericValue,
) -> NumericValue:
    """All of the `excess` where the rest is quiet; else `part`, less than all by what is `left`."""
    some = ibis.least(part.round(), (excess - left).floor(), excess)
    found = ibis.ifelse(quiet, excess, ibis.greatest(some, 0.0))
    return ibis.ifelse(clear.fill_null(False), found, 0.0).fill_null(0.0).cast("int64")
