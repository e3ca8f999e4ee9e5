"""What became of each record of an earlier release in the later one?

Records are compared by their number, those that each release has once. A category half of whose
records, or more, have another code now was given another code for all: it is set aside where codes
are asked of. That a case was open and is cleared now is how cases go, and no change.
"""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.figures.series import keeps
from tallystick.checks.flags import one_if
from tallystick.tables import Substitution
from tallystick.tables.store import Tables

EARLIER, LATER = "earlier_incidents", "incidents"
GONE, CHANGED = "gone", "changed"
WORSE = "gone of those that made a figure worse"
CHANGES = ("offense_code", "clearance", "occurred_at")
OPEN = "none"
OF_ALL_IN = 2
"""A code of which one in so many records, or more, has another code now is set aside."""


def compared_columns(tables: Tables) -> list[str]:
    """The columns that both releases have, of which changes are asked."""
    return [
        name for name in CHANGES
        if tables.holds(EARLIER, name) and tables.holds(LATER, name)
    ]  # fmt: skip


def _held(tables: Tables, columns: tuple[str, ...]) -> bool:
    return not tables.missing({EARLIER: columns, LATER: columns})


def pairs_held(tables: Tables) -> list[Substitution]:
    """The pairs of neighbours that count incidents by columns that both releases have."""
    metrics = {each.name: each for each in tables.frame.metrics if each.counts_incidents}
    return [
        pair for pair in tables.frame.substitutions
        if all(name in metrics for name in pair.metrics)
        and _held(tables, tuple(column for name in pair.metrics for column, _ in
                                metrics[name].where))
    ]  # fmt: skip


def _worse(tables: Tables, rows: Relation) -> BooleanValue | None:
    """Whether a record made a figure worse; None where nothing says which do.

    What a metric counts that is wanted low; without such a metric, a case that was not cleared.
    """
    low = [
        metric for metric in tables.frame.metrics
        if metric.counts_incidents and metric.direction == "at most"
        and not tables.missing({EARLIER: tuple(column for column, _ in metric.where)})
    ]  # fmt: skip
    if low:
        return reduce(lambda a, b: a | b, (keeps(rows, each).fill_null(False) for each in low))
    return (rows.clearance == OPEN).fill_null(False) if tables.holds(EARLIER, "clearance") else None


def _of_any(tables: Tables, rows: Relation, names: tuple[str, ...]) -> BooleanValue:
    metrics = [each for each in tables.frame.metrics if each.name in names]
    return reduce(lambda a, b: a | b, (keeps(rows, each).fill_null(False) for each in metrics))


def _once(tables: Tables, release: str) -> Relation:
    """The records of a release whose number it has once, flagged by the pairs they are of."""
    rows = tables[release]
    rows = rows.filter(rows.incident_id.notnull())
    times = rows.group_by("incident_id").aggregate(times=rows.count())
    rows = rows.semi_join(times.filter(times.times == 1), "incident_id")
    for place, pair in enumerate(pairs_held(tables)):
        rows = rows.mutate(**{
            f"high_{place}": one_if(_of_any(tables, rows, (pair.from_metric,))),
            f"low_{place}": one_if(_of_any(tables, rows, pair.to_metrics)),
        })  # fmt: skip
    return rows


def _changed(both: Relation, column: str) -> BooleanValue:
    before, now = both[column], both[f"now_{column}"]
    if column == "occurred_at":
        before, now = before.date(), now.date()
    differs = before.notnull() & now.notnull() & (before != now)
    return differs & (before != OPEN) if column == "clearance" else differs


def compared(tables: Tables) -> Relation:
    """Return the earlier records, each with what became of it, as 0 or 1.

    ``gone``; ``worse`` (where something says so); ``recoded``, that its category has another code
    for all; ``changed``, in one of `compared_columns`, codes of those left out; for each pair of
    neighbours ``high_k``, ``low_k`` (what it was) and ``down_k``, ``up_k``. With ``month``, twelve
    times the year plus its number.
    """
    before, now = _once(tables, EARLIER), _once(tables, LATER)
    asked = compared_columns(tables)
    flags = [f"{way}_{k}" for k in range(len(pairs_held(tables))) for way in ("high", "low")]
    # A number that the later release has several times is not asked: it is neither gone nor there.
    several = tables[LATER].group_by("incident_id").aggregate(times=ibis._.count())
    before = before.anti_join(several.filter(several.times > 1), "incident_id")
    now = now.select("incident_id", **{f"now_{name}": now[name] for name in (*asked, *flags)})
    both = before.left_join(now, "incident_id")
    both = both.mutate(gone=one_if(both.incident_id_right.isnull()))
    both = both.drop("incident_id_right").filter(both.occurred_at.notnull())
    changes = {f"changed_{name}": one_if(_changed(both, name)) for name in asked}
    month = both.occurred_at.year() * 12 + both.occurred_at.month()
    both = both.mutate(month=month.cast("int64"), **changes)
    worse = _worse(tables, both)
    if worse is not None:
        both = both.mutate(worse=one_if(worse))
    for k in range(len(flags) // 2):
        both = both.mutate(**{
            f"down_{k}": one_if((both[f"high_{k}"] == 1) & (both[f"now_low_{k}"] == 1)
                                & (both[f"now_high_{k}"] == 0) & (both[f"low_{k}"] == 0)),
            f"up_{k}": one_if((both[f"low_{k}"] == 1) & (both[f"now_high_{k}"] == 1)
                              & (both[f"now_low_{k}"] == 0) & (both[f"high_{k}"] == 0)),
        })  # fmt: skip
    if "offense_code" in asked:
        both = _with_recoded(both)
    else:
        both = both.mutate(recoded=ibis.literal(0).cast("int64"))
    marks = [
        (both[f"changed_{name}"] == 1) & ((both.recoded == 0) if name == "offense_code" else True)
        for name in asked
    ]
    both = both.mutate(changed=one_if(ibis.or_(ibis.literal(False), *marks)))
    return both.drop(*(f"changed_{name}" for name in asked))


def _with_recoded(both: Relation) -> Relation:
    left = both.filter(both.gone == 0, both.offense_code.notnull())
    codes = left.group_by("offense_code").aggregate(
        n=left.count(), changed=left.changed_offense_code.sum()
    )
    codes = codes.filter(codes.changed * OF_ALL_IN >= codes.n, codes.changed > 0)
    codes = codes.select("offense_code", all_recoded=ibis.literal(1).cast("int64"))
    rows = both.left_join(codes, "offense_code")
    rows = rows.drop(*(name for name in rows.columns if name.endswith("_right")))
    return rows.mutate(recoded=rows.all_recoded.fill_null(0)).drop("all_recoded")
