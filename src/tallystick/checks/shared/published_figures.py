"""Which figures were published, and how often was each value?"""

from __future__ import annotations

from collections.abc import Iterator

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.percentages import per_of
from tallystick.checks.shared.thousandths import MILLI, in_milli
from tallystick.findings.words import words_beside
from tallystick.stats.texts import grouped
from tallystick.tables.store import Tables

say = words_beside(__file__).say

NEEDS = {"reported_figures": ("metric", "period_start", "period_end", "value")}
FRACTIONS = say("shared.fractions")
PERCENT = say("shared.percent")


def published(tables: Tables) -> Relation:
    """Return the figures: ``metric``, ``unit_id`` ("" for the agency), first and last day.

    ``milli`` is the value in thousandths, ``per`` of how many its unit says that it is a share (0:
    it is none), ``percent`` whether it is one, ``of`` its denominator (0: none is told).
    """
    figures = tables["reported_figures"]
    per = per_of(figures)
    return figures.select(
        "metric",
        "period_start",
        "period_end",
        unit_id=figures.unit_id.fill_null(""),
        milli=in_milli(figures.value),
        per=per,
        percent=per > 0,
        of=ibis.ifelse(per > 0, figures.denominator.fill_null(0), 0),
    )


def values(tables: Tables) -> Relation:
    """Return ``metric``, ``unit_id``, ``milli``, ``percent`` and ``n``: how often each value is."""
    rows = published(tables)
    return rows.group_by("metric", "unit_id", "milli", "percent").aggregate(n=rows.count())


def totals(
    metric: np.ndarray, unit_id: np.ndarray, milli: np.ndarray, percent: np.ndarray, n: np.ndarray
) -> Iterator[tuple[str, str, np.ndarray, str]]:
    """Yield each series of `values`: its metric and unit, its figures, and why they are no totals.

    The reason is "" where all are whole numbers; then the figures are those numbers.
    """
    for (name, unit), rows in grouped(metric, unit_id):
        figures = np.repeat(milli[rows], n[rows])
        reason = ""
        if percent[rows].any():
            reason = PERCENT
        elif (figures % MILLI).any() or (figures < 0).any():
            reason = FRACTIONS
        yield name, unit, figures // MILLI, reason


def more_multiples(figures: Relation, base: int) -> Relation:
    """How many more of the figures are multiples of `base` than one in `base`, as ``explains``."""
    multiples = (figures.value.round().cast("int64") % base == 0).ifelse(1, 0)
    sums = figures.aggregate(of=figures.count(), multiples=multiples.sum().fill_null(0))
    beyond = ibis.greatest(sums.multiples - (sums.of / base).ceil().cast("int64"), 0)
    return sums.select("of", explains=beyond)
