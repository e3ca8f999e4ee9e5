"""Of the records that a figure counts, how many fail which rule, by unit and day?"""

from __future__ import annotations

from functools import reduce
from typing import Any

import ibis
from ibis.expr.types import IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.exceptions import conditions_of, looked_up
from tallystick.checks.shared import Shared
from tallystick.checks.shared.matchable_records import matched_here
from tallystick.checks.shared.metric_series import keeps, why_uncounted
from tallystick.checks.shared.parts import WHOLE, Part, Parts
from tallystick.checks.shared.published_figures import published
from tallystick.checks.shared.second_system import ready
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.tables import Metric
from tallystick.tables.store import Tables

PARTS = (
    "records", "duplicate", "unmatched", "strictly", "broken", "apart", "least", "most", "unasked"
)  # fmt: skip
"""What is counted: all; extra rows of a number; without a counterpart by any rule, by the strict
ones; that break a rule by themselves; without a counterpart as next to all of the same officer,
offence and area; that fail one at all, by the loose reading and the strict; without a counterpart
and not asked for one for another reason."""
KEYS = ("metric", "unit_id", "period_start", "period_end", "reported")


def metrics(tables: Tables) -> list[Metric]:
    """The metrics that count records of incidents and whose columns are there."""
    return [
        metric for metric in tables.frame.metrics
        if metric.table == "incidents" and metric.total == "records"
        and not why_uncounted(tables, metric)
    ]  # fmt: skip


def judged(tables: Tables, part: Part = WHOLE) -> Relation:
    """Return the incidents, each flagged 0 or 1 by the `PARTS` that a record can be of by itself.

    A record that is set aside, or that the matching cannot use, is unasked unless it has a
    counterpart; ``apart`` where it is set aside because hardly one of the same officer, offence
    and area has: a system of a town's own, or gaps of the second system, or events that were not.
    """
    rules = conditions_of("incidents", tables)
    lookups = {each.of.name: each for rule in rules for each in rule.beside}
    rows = part.of_text(looked_up(tables, "incidents", lookups.values()), "incident_id")
    broken = [rule.breaks(rows).fill_null(False) for rule in rules]
    rows = rows.mutate(broken=one_if(reduce(lambda a, b: a | b, broken, ibis.literal(False))))
    events = part.of_text(matched_here(tables), "id")
    events = events.select(
        incident_id=events.id, unmatched=events["missing"],
        strictly=events.asked * (1 - events.strict), apart=events.own * (1 - events.loose),
        known=ibis.greatest(events.asked, events.own, events.loose),
    )  # fmt: skip
    rows = rows.left_join(events, "incident_id")
    flags = {name: rows[name].fill_null(0) for name in ("unmatched", "strictly", "apart")}
    flags["unasked"] = 1 - rows.known.fill_null(0)
    return rows.mutate(**{name: flag.cast("int64") for name, flag in flags.items()})


def _days(tables: Tables, part: Part = WHOLE) -> Relation:
    """The `PARTS` of every metric per unit and day, in one pass; of metric k they end in _k.

    An incident's rows are of one part; a unit and day has a row of each part.
    """
    rows = judged(tables, part)
    rows = rows.filter(rows.occurred_at.notnull())
    order = [rows.occurred_at, rows.unit_id.fill_null(""), rows.broken, rows.recorded_at]
    earlier = ibis.window(group_by=rows.incident_id, order_by=order, preceding=None, following=0)
    sums: dict[str, IntegerValue] = {}
    kept = {f"keep_{k}": one_if(keeps(rows, each))
            for k, each in enumerate(metrics(tables))}  # fmt: skip
    rows = rows.mutate(**kept)
    rows = rows.mutate(**{f"so_far_{k}": rows[f"keep_{k}"].sum().over(earlier)
                          for k in range(len(kept))})  # fmt: skip
    for k in range(len(kept)):
        again = one_if((rows[f"so_far_{k}"] > 1) & rows.incident_id.notnull())
        flags = {
            "records": ibis.literal(1), "duplicate": again,
            **{name: rows[name] for name in PARTS[2:6]}, "unasked": rows.unasked,
            "least": ibis.greatest(again, rows.unmatched),
            "most": ibis.greatest(again, rows.strictly, rows.unmatched, rows.broken, rows.apart),
        }  # fmt: skip
        many = rows[f"keep_{k}"] * rows["count"].fill_null(1)
        sums |= {f"{part}_{k}": (many * flag).sum().cast("int64") for part, flag in flags.items()}
    return rows.group_by(unit_id=rows.unit_id.fill_null(""), day=rows.occurred_at.date()).aggregate(
        **sums
    )


SUPPORTED = Shared(
    "supported_days", lambda tables: ready(tables) and bool(metrics(tables)), _days,
    parts=Parts.of_table("incidents", _days),
)  # fmt: skip
"""How many records each metric counts, and how many fail which rule, by unit and day: rows to add
up, one of each part."""


def _longer(tables: Tables, wide: Relation, names: tuple[str, ...]) -> Relation:
    """Each row of `wide` once per metric for its unit, and once for the agency ("").

    The columns of metric k end in ``_k``. One reading of `wide` serves all of them: an engine that
    reads it anew for each would match the two systems anew as well.
    """
    held = metrics(tables)
    rows = wide.mutate(place=ibis.array(list(range(2 * len(held)))).unnest())
    turn = rows.place % len(held)
    unit = ibis.ifelse(rows.place < len(held), rows.unit_id, "")
    rows = rows.filter((rows.place >= len(held)) | (rows.unit_id != ""))
    keys = [name for name in ("day", "entered") if name in wide.columns]
    rows = rows.select(
        *keys, unit_id=unit, metric=_chosen(turn, [each.name for each in held]),
        **{name: _chosen(turn, [rows[f"{name}_{k}"] for k in range(len(held))]) for name in names},
    )  # fmt: skip
    return rows.group_by("metric", "unit_id", *keys).aggregate(
        **{name: rows[name].sum().cast("int64") for name in names}
    )


def _chosen(turn: IntegerValue, values: list[Any]) -> Any:
    """The value of the metric whose turn it is."""
    if values[1:]:
        return turn.cases(*enumerate(values[:-1]), else_=values[-1])
    return ibis.literal(values[0]) if isinstance(values[0], str) else values[0]


def _entered(tables: Tables) -> Relation:
    """How many records of each metric, unit and day were entered on which other day."""
    rows = tables["incidents"]
    rows = rows.filter(rows.occurred_at.notnull(), rows.recorded_at.notnull())
    rows = rows.filter(rows.occurred_at.date() != rows.recorded_at.date())
    sums = {
        f"elsewhere_{k}": (one_if(keeps(rows, each)) * rows["count"].fill_null(1)).sum()
        for k, each in enumerate(metrics(tables))
    }
    return rows.group_by(
        unit_id=rows.unit_id.fill_null(""), day=rows.occurred_at.date(),
        entered=rows.recorded_at.date(),
    ).aggregate(**sums)  # fmt: skip


def _figures(tables: Tables) -> Relation:
    """The published figures of those metrics that are totals."""
    rows = published(tables)
    rows = rows.filter(rows.metric.isin([each.name for each in metrics(tables)]), rows.per == 0)
    return rows.select(
        "metric", "unit_id", "period_start", "period_end", reported=rows.milli
    ).distinct()


def figures(tables: Tables) -> Relation:
    """Return a row per figure (`KEYS`) with its `PARTS`, and ``elsewhere``.

    ``reported`` is in thousandths. ``elsewhere`` are records entered within the period whose own
    date lies outside it.
    """
    every, parts = _figures(tables), _longer(tables, SUPPORTED(tables), PARTS)
    counted = _within(every, parts, "day", PARTS)
    if not tables.holds("incidents", "recorded_at"):
        return counted.mutate(elsewhere=ibis.literal(0).cast("int64"))
    entered = _longer(tables, _entered(tables), ("elsewhere",))
    moved = _within(every, entered, "entered", ("elsewhere",))
    joined = counted.left_join(moved, list(KEYS))
    return joined.select(*KEYS, *PARTS, elsewhere=joined.elsewhere.fill_null(0).cast("int64"))


def _within(every: Relation, parts: Relation, by: str, names: tuple[str, ...]) -> Relation:
    """Each figure with the sums of what falls in its period."""
    inside = [
        every.metric == parts.metric, every.unit_id == parts.unit_id,
        parts[by] >= every.period_start, parts[by] <= every.period_end,
    ]  # fmt: skip
    joined = every.left_join(parts, inside)
    values = {name: joined[name] for name in names}
    if by != "day":
        away = (joined.day < joined.period_start) | (joined.day > joined.period_end)
        values = {name: ibis.ifelse(away, value, 0) for name, value in values.items()}
    return joined.group_by(*KEYS).aggregate(
        **{name: value.sum().fill_null(0).cast("int64") for name, value in values.items()}
    )
