"""How often was each value published, for each metric and unit?"""

from __future__ import annotations

from ibis.expr.types import Table as Relation

from tallystick.tables.store import Tables

MILLI = 1000
PERCENT_UNITS = ("%", "percent", "[ppth]")
NEEDS = {"reported_figures": ("metric", "period_start", "period_end", "value")}
FRACTIONS = "the figures are no whole numbers"
PERCENT = "percentages: how often one is whole depends on a denominator that is not told"


def values(tables: Tables) -> Relation:
    """Return ``metric``, ``unit_id`` ("" for the agency), ``milli``, ``percent`` and ``n``.

    ``milli`` is the value in thousandths, ``percent`` whether the figure is called one, ``n`` how
    many figures have the value.
    """
    figures = tables["reported_figures"]
    rows = figures.mutate(
        unit_id=figures.unit_id.fill_null(""),
        milli=(figures.value * MILLI).round().cast("int64"),
        percent=figures.unit.fill_null("").lower().isin(PERCENT_UNITS),
    )
    return rows.group_by("metric", "unit_id", "milli", "percent").aggregate(n=rows.count())
