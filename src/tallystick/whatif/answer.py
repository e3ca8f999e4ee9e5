"""What would the recorded cases have been under a change of the law?

Deterministic arithmetic on recorded cases, with ranges; nobody's behaviour is predicted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.metric_series import why_uncounted
from tallystick.checks.shared.published_figures import published
from tallystick.tables import Metric
from tallystick.tables.store import Tables
from tallystick.whatif import counts
from tallystick.whatif.change import Act, Change, Days, Goods, Term
from tallystick.whatif.spans import span_of
from tallystick.whatif.touched import Touched

Columns = dict[str, np.ndarray]
Ask = Callable[[Relation], Columns]
UNKNOWN = Term(None, "[offences] does not say which act this offence code is")
ADMINISTRATIVE = "administrative"


@dataclass(frozen=True)
class Changed:
    """Cases of one unit, period and offence code that would be of another class.

    `heaviest` is how many they would be if of a case only its heaviest exhibit counted; None where
    that is no question. `mixed`, not among `cases`, stay crimes by another charge. `today` and
    `then` are the days of custody that the law allows for all of them, `at_stake` the difference.
    """

    what: str
    unit_id: str
    first: date | None
    last: date | None
    offence: str
    was: str
    would_be: str
    cases: int
    heaviest: int | None
    mixed: int
    today: Days | None
    then: Days | None
    at_stake: Days | None
    confidence: str
    why_unknown: str


@dataclass(frozen=True)
class Unplaced:
    """Incidents of a unit and period whose class cannot be told."""

    what: str
    unit_id: str
    first: date | None
    last: date | None
    without_weight: int
    without_substance: int


@dataclass(frozen=True)
class Near:
    """A unit's cases just below and just above a line, where it is and where it would be."""

    line: str
    unit_id: str
    was_below: int
    was_above: int
    would_be_below: int
    would_be_above: int


@dataclass(frozen=True)
class Figure:
    """A reported figure and what it would have been.

    From `least`, if administrative cases were counted no more, to `most`, if they were.
    """

    metric: str
    unit_id: str
    first: date
    last: date
    reported: float
    lost: int
    gained: int
    administrative: int
    least: float
    most: float


@dataclass(frozen=True)
class WhatIf:
    """The answer, with everything on which it rests."""

    change: Change
    changed: tuple[Changed, ...]
    unplaced: tuple[Unplaced, ...]
    near: tuple[Near, ...]
    figures: tuple[Figure, ...]
    not_reckoned: tuple[str, ...]
    examined: Mapping[str, int]


def what_if(tables: Tables, change: Change, ask: Ask) -> WhatIf:
    """Reckon `change` with the recorded cases; `ask` runs an expression and returns its columns."""
    changed: list[Changed] = []
    unplaced: list[Unplaced] = []
    beside: list[Near] = []
    examined: dict[str, int] = {}
    for goods in change.goods:
        rows = ask(counts.classes(tables, change, goods))
        main = rows["rule"] == goods.rules[0]
        examined[goods.name] = int(rows["n"][main].sum())
        changed += _moved(rows, change, goods)
        beside += _near(ask(counts.near(tables, change, goods)), goods)
        if tables.holds("measurements", "incident_id") and "incidents" in tables.relations:
            unplaced += _unplaced(ask(counts.unknown(tables, change, goods)), change, goods)
    if change.acts:
        changed += _acts(ask(counts.acts(tables, change)), change)
    figures, not_reckoned = _figures(tables, change, ask)
    return WhatIf(change, tuple(changed), tuple(unplaced), tuple(beside), figures, not_reckoned,
                  examined)  # fmt: skip


def _rows(columns: Columns) -> Iterator[dict[str, Any]]:
    values = [column.tolist() for column in columns.values()]
    for row in zip(*values, strict=True):
        yield dict(zip(columns, row, strict=True))


def _moved(columns: Columns, change: Change, goods: Goods) -> list[Changed]:
    cells: dict[tuple[Any, ...], dict[str, int]] = {}
    for row in _rows(columns):
        if row["was"] != row["would_be"]:
            key = tuple(row[name] for name in ("unit_id", "period", "offence", "was", "would_be"))
            cells.setdefault(key, {})[row["rule"]] = row["n"]
    changed = []
    for (unit, period, offence, was, would_be), n in sorted(cells.items()):
        old, new = (_term(change, goods, offence, place) for place in (was, would_be))
        cases = n.get(goods.rules[0], 0)
        heaviest = n.get("heaviest", 0) if len(goods.rules) > 1 else None
        unsaid = next((term.source for term in (old, new) if term.days is None), "")
        changed.append(
            Changed(
                goods.name, unit, *span_of(period, change.period), offence, goods.classes[was],
                goods.classes[would_be], cases, heaviest, 0, *_custody(old, new, cases),
                _words(old, new), unsaid,
            )
        )  # fmt: skip
    return changed


def _term(change: Change, goods: Goods, offence: str, place: int) -> Term:
    """Today's custody of a class, by the act of its offence code or else as stated."""
    act = change.offences.get(offence)
    found = goods.terms.get((act, place)) if act is not None else None
    return found or goods.terms.get(("", place)) or UNKNOWN


def _custody(old: Term, new: Term, cases: int) -> tuple[Days | None, Days | None, Days | None]:
    today = None if old.days is None else old.days.times(cases)
    then = None if new.days is None else new.days.times(cases)
    return today, then, None if today is None or then is None else then.beyond(today)


def _words(*terms: Term) -> str:
    return ", ".join(dict.fromkeys(term.confidence for term in terms if term.confidence))


def _acts(columns: Columns, change: Change) -> list[Changed]:
    changed = []
    keys = ("act", "unit_id", "period", "offence")
    for row in sorted(_rows(columns), key=lambda row: tuple(row[key] for key in keys)):
        act: Act = change.acts[row["act"]]
        cases = row["n"] - row["mixed"]
        then = Term(act.arrest, "stated", "stated")
        changed.append(
            Changed(
                act.name, row["unit_id"], *span_of(row["period"], change.period), row["offence"],
                "criminal", ADMINISTRATIVE, cases, None, row["mixed"],
                *_custody(act.today, then, cases), _words(act.today), "",
            )
        )  # fmt: skip
    return changed


def _unplaced(columns: Columns, change: Change, goods: Goods) -> list[Unplaced]:
    return [
        Unplaced(
            goods.name, row["unit_id"], *span_of(row["period"], change.period),
            row["without_weight"], row["without_substance"],
        )
        for row in sorted(_rows(columns), key=lambda row: (row["unit_id"], row["period"]))
        if row["without_weight"] or row["without_substance"]
    ]  # fmt: skip


def _near(columns: Columns, goods: Goods) -> list[Near]:
    rows = sorted(_rows(columns), key=lambda row: (row["line"], row["unit_id"]))
    return [Near(goods.moved[row.pop("line")].old.name, row.pop("unit_id"), **row) for row in rows]


def _figures(
    tables: Tables, change: Change, ask: Ask
) -> tuple[tuple[Figure, ...], tuple[str, ...]]:
    """The reported figures that the change would touch, and why others are not reckoned."""
    if not tables.holds("reported_figures", "metric", "period_start", "period_end", "value"):
        return (), ("no reported_figures are given",)
    rows = list(_rows(ask(published(tables))))
    names = list(dict.fromkeys(row["metric"] for row in rows))
    metrics = {metric.name: metric for metric in tables.frame.metrics}
    figures: list[Figure] = []
    why: list[str] = []
    for name in sorted(names):
        own = [row for row in rows if row["metric"] == name]
        if words := _why_not(tables, metrics.get(name), own):
            why.append(f"{name}: {words}")
            continue
        touched = Touched(ask(counts.figure_days(tables, change, metrics[name])))
        figures += [figure for row in own if (figure := _figure(row, touched)) is not None]
    figures.sort(key=lambda each: (each.metric, each.unit_id, each.first))
    return tuple(figures), tuple(why)


def _why_not(tables: Tables, metric: Metric | None, rows: list[dict[str, Any]]) -> str:
    if metric is None:
        return "no [[metrics]] entry says what it counts"
    if metric.table != "incidents":
        return "it adds up measurements, and a case that changes class stays measured"
    if words := why_uncounted(tables, metric):
        return words
    return "it is a share" if any(row["per"] > 0 for row in rows) else ""


def _figure(row: dict[str, Any], touched: Touched) -> Figure | None:
    """One figure less what leaves it; None where the change touches none of its cases."""
    first, last = _day(row["period_start"]), _day(row["period_end"])
    sums = touched.within(row["unit_id"], first, last)
    if sums is None:
        return None
    lost, gained, out = sums
    reported = row["milli"] / 1000
    most = max(reported - lost + gained, 0)
    least = max(reported - lost - out + gained, 0)
    return Figure(
        row["metric"], row["unit_id"], first, last, reported, lost, gained, out, least, most
    )


def _day(value: Any) -> date:
    """A day as an engine returns it."""
    day = np.datetime64(value, "D").astype(object)
    assert isinstance(day, date)
    return day
