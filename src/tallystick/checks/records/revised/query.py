"""What became of each record of an earlier release in the later one?

Records are compared by their number, those that each release has once. A category half of whose
records, or more, have another code now was given another code for all: it is set aside where codes
are asked of. That a case was open and is cleared now is how cases go, and no change.

Of each record what is asked is kept, and on disk: those of some millions of numbers at a time are
held against each other.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.metric_series import keeps
from tallystick.checks.shared.parts import WHOLE, Part, Parts
from tallystick.checks.shared.rows import of_subject, with_empty
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.findings import Result
from tallystick.tables import Substitution
from tallystick.tables.store import Tables

EARLIER, LATER = "earlier_incidents", "incidents"
NEEDS = {EARLIER: ("incident_id", "occurred_at"), LATER: ("incident_id", "occurred_at")}
TOLD_OF = ("incident_id", "unit_id", "officer_id", "offense_code")
GONE, CHANGED = "gone", "changed"
WORSE = "gone of those that made a figure worse"
CHANGES = ("offense_code", "clearance", "occurred_at")
OPEN = "none"
OF_ALL_IN = 2
"""A code of which one in so many records, or more, has another code now is set aside."""
BY = {
    "unit": ("unit_id", "offense_code", "half"),
    "officer": ("unit_id", "officer_id", "half"),
    "month": ("unit_id", "month"),
}
TEXTS, SUMS = ("unit_id", "officer_id", "offense_code"), ("n", "found", "rest_n", "rest_found")


def compared_columns(tables: Tables) -> list[str]:
    """The columns that both releases have, of which changes are asked."""
    return [name for name in CHANGES if _held(tables, name)]


def _held(tables: Tables, *columns: str) -> bool:
    return not tables.missing({EARLIER: columns, LATER: columns})


def pairs_held(tables: Tables) -> list[Substitution]:
    """The pairs of neighbours that count incidents by columns that both releases have."""
    metrics = {each.name: each for each in tables.frame.metrics if each.counts_incidents}
    return [
        pair for pair in tables.frame.substitutions
        if all(name in metrics for name in pair.metrics)
        and _held(tables, *(column for name in pair.metrics for column, _ in metrics[name].where))
    ]  # fmt: skip


def _worse(tables: Tables, rows: Relation) -> BooleanValue | None:
    """Whether a record made a figure worse; None where nothing says which do.

    What a metric counts that is wanted low; without such a metric, a case that was not cleared.
    """
    low = tuple(
        metric.name for metric in tables.frame.metrics
        if metric.counts_incidents and metric.direction == "at most"
        and not tables.missing({EARLIER: tuple(column for column, _ in metric.where)})
    )  # fmt: skip
    if low:
        return _of_any(tables, rows, low)
    return (rows.clearance == OPEN).fill_null(False) if tables.holds(EARLIER, "clearance") else None


def _of_any(tables: Tables, rows: Relation, names: tuple[str, ...]) -> BooleanValue:
    metrics = [each for each in tables.frame.metrics if each.name in names]
    return ibis.or_(*(keeps(rows, each).fill_null(False) for each in metrics))


def _of_part(rows: Relation, part: Part) -> Relation:
    """The records with a number, of those numbers that fall to the part."""
    return part.of_text(rows.filter(rows.incident_id.notnull()), "incident_id")


def _flags(tables: Tables) -> list[str]:
    """The names of the flags by which the records of each pair are told."""
    return [f"{way}_{k}" for k in range(len(pairs_held(tables))) for way in ("high", "low")]


def _flagged(tables: Tables, rows: Relation) -> Relation:
    """The records, flagged by the pairs they are of."""
    for k, pair in enumerate(pairs_held(tables)):
        rows = rows.mutate(**{
            f"high_{k}": one_if(_of_any(tables, rows, (pair.from_metric,))),
            f"low_{k}": one_if(_of_any(tables, rows, pair.to_metrics)),
        })  # fmt: skip
    return rows


def _before(tables: Tables, part: Part) -> Relation:
    """The earlier release's records whose number it has once, with a day."""
    rows = _of_part(tables[EARLIER], part)
    times = rows.group_by("incident_id").aggregate(times=rows.count())
    rows = rows.semi_join(times.filter(times.times == 1), "incident_id")
    return _flagged(tables, rows.filter(rows.occurred_at.notnull()))


def _now(tables: Tables, part: Part, asked: list[str]) -> Relation:
    """A row per number of the later release: how many ``times`` it has it, and what it says."""
    rows = _flagged(tables, _of_part(tables[LATER], part))
    return rows.group_by("incident_id").aggregate(
        times=rows.count(),
        **{f"now_{name}": rows[name].max() for name in (*asked, *_flags(tables))},
    )


def _changed(both: Relation, column: str) -> BooleanValue:
    before, now = both[column], both[f"now_{column}"]
    if column == "occurred_at":
        before, now = before.date(), now.date()
    differs = before.notnull() & now.notnull() & (before != now)
    return differs & (before != OPEN) if column == "clearance" else differs


def _ways(both: Relation, k: int) -> dict[str, IntegerValue]:
    """Whether a record went from the graver alone to the lesser alone, or was raised."""
    lowered = (both[f"now_low_{k}"] == 1) & (both[f"now_high_{k}"] == 0)
    raised = (both[f"low_{k}"] == 1) & (both[f"now_high_{k}"] == 1)
    return {
        f"down_{k}": one_if((both[f"high_{k}"] == 1) & (both[f"low_{k}"] == 0) & lowered),
        f"up_{k}": one_if(raised & (both[f"high_{k}"] == 0)),
    }


def held_together(tables: Tables, part: Part = WHOLE) -> Relation:
    """Return what became of each record of the earlier release, as 0 or 1.

    ``gone``; ``worse`` (where something says so); ``other_code`` and ``otherwise``, that its
    offence is another, or another of `compared_columns`; for each pair of neighbours ``high_k``,
    ``low_k`` (what it was), ``down_k`` and ``up_k``. With ``month``, twelve times the year plus
    its number. A number that the later release has several times is neither gone nor there.
    """
    asked = compared_columns(tables)
    before = _before(tables, part)
    both = before.left_join(_now(tables, part, asked), "incident_id")
    both = both.filter((both.times == 1) | both.times.isnull())
    marks = {"gone": one_if(both.times.isnull())}
    worse = _worse(tables, both)
    if worse is not None:
        marks["worse"] = one_if(worse)
    changed = {name: _changed(both, name) for name in asked}
    no = ibis.literal(False)
    marks["other_code"] = one_if(changed.pop("offense_code", no))
    marks["otherwise"] = one_if(ibis.or_(no, *changed.values()))
    for k in range(len(pairs_held(tables))):
        marks |= _ways(both, k)
    month = both.occurred_at.year() * 12 + both.occurred_at.month()
    return both.select(*TOLD_OF, *_flags(tables), month=month.cast("int64"), **marks)


def _ready(tables: Tables) -> bool:
    return not tables.missing(NEEDS)


TOGETHER = Shared(
    "two_releases", _ready, held_together, told=True, parts=Parts.of_table(EARLIER, held_together)
)
"""What became of each record of the earlier release, by `held_together`."""


def _recoded(tables: Tables) -> Relation:
    rows = TOGETHER(tables)
    left = rows.filter(rows.gone == 0, rows.offense_code.notnull())
    codes = left.group_by("offense_code").aggregate(n=left.count(), changed=left.other_code.sum())
    codes = codes.filter(codes.changed * OF_ALL_IN >= codes.n, codes.changed > 0)
    return codes.select(all_recoded="offense_code")


RECODED = Shared("recoded_offenses", _ready, _recoded, told=True)
"""The offences that have another code for all, as ``all_recoded``."""


def compared(tables: Tables) -> Relation:
    """Return `TOGETHER`, with ``recoded``, that its category has another code for all, and
    ``changed``, in one of `compared_columns`, codes of those left out.
    """
    rows, codes = TOGETHER(tables), RECODED(tables)
    both = rows.left_join(codes, rows.offense_code == codes.all_recoded)
    both = both.mutate(recoded=one_if(both.all_recoded.notnull())).drop("all_recoded")
    changed = (both.otherwise == 1) | ((both.other_code == 1) & (both.recoded == 0))
    return both.mutate(changed=one_if(changed))


def _asked(tables: Tables, rows: Relation) -> dict[str, tuple[IntegerValue, ...]]:
    """By what is asked, the flags whose sums are ``n``, ``found``, ``rest_n`` and ``rest_found``.

    Of a pair, of what is there and whose code is not new for all.
    """
    none, there = rows.gone * 0, 1 - rows.gone
    asked = {GONE: (none + 1, rows.gone, none, none)}
    if compared_columns(tables):
        asked[CHANGED] = (there, rows.changed * there, none, none)
    coded = there * (1 - rows.recoded)
    for k, pair in enumerate(pairs_held(tables)):
        high, down, low, up = (rows[f"{way}_{k}"] for way in ("high", "down", "low", "up"))
        asked[pair.name] = (high * coded, down * high * coded, low * coded, up * coded)
    if "worse" in rows.columns:
        better = 1 - rows.worse
        asked[WORSE] = (rows.worse, rows.worse * rows.gone, better, better * rows.gone)
    return asked


def counts(tables: Tables) -> Relation:
    """Counts by what is ``asked``, and by unit and offence, by officer, or by month (``by``).

    ``found`` of ``n`` records have the mark. Of a pair they are the graver ones that were lowered,
    and ``rest_found`` of ``rest_n`` the lesser ones that were raised; of what made a figure worse,
    the rest are all others, and those of them that are gone. ``half`` numbers half-years.
    """
    rows = compared(tables)
    before = rows.month - 1
    half = ((before - before % 6) / 6).round().cast("int64")
    rows = rows.mutate(half=half, **{name: rows[name].fill_null("") for name in TEXTS})
    parts = []
    for asked, flags in _asked(tables, rows).items():
        sums = {name: one.sum().cast("int64") for name, one in zip(SUMS, flags, strict=True)}
        for by in ("unit", "month") if asked == WORSE else BY:
            each = rows.group_by(*BY[by]).aggregate(**sums)
            each = each.filter((each.n > 0) | (each.rest_n > 0))
            each = each.mutate(asked=ibis.literal(asked), by=ibis.literal(by))
            each = with_empty(each, TEXTS, ("half", "month"))
            parts.append(each.select("asked", "by", *TEXTS, "half", "month", *SUMS))
    return ibis.union(*parts)


def listed(tables: Tables, result: Result) -> Relation:
    """The subject's records, as they were in the earlier release, that are gone or changed so."""
    rows = compared(tables)
    about = result.detail["about"]
    if about in (GONE, WORSE):
        marked = [rows.gone == 1, *([rows.worse == 1] if about == WORSE else [])]
    elif about == CHANGED:
        marked = [rows.gone == 0, rows.changed == 1]
    else:
        k = [pair.name for pair in pairs_held(tables)].index(about)
        marked = [rows.gone == 0, rows.recoded == 0]
        marked += [rows[f"{way}_{k}"] == 1 for way in ("high", "down")]
    if "month" in result.detail:
        marked.append(rows.month == result.detail["month"])
    rows = of_subject(rows.filter(*marked), result)
    return tables[EARLIER].semi_join(rows, "incident_id")
