"""Whether columns of figures side by side are the units, where a column says what is counted."""

from __future__ import annotations

from collections.abc import Mapping

from tallystick.propose.columns.choices import Choice
from tallystick.propose.figures.layout import Layout
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.folded import tokens

LEAST_UNITS, FEW_KNOWN, MOST_WORDS = 5, 0.2, 2
"""As many columns side by side, few of them called by what is counted, may be units."""
OF_COUNTS = frozenset(
    {"offense", "count", "metric", "race", "ethnic", "sex", "age", "weight", "money", "force",
     "weapon", "arrest", "case", "stop", "status", "seizure", "search", "subject", "victim",
     "officer", "vehicle", "substance", "kind", "measure", "reason", "court"}
)  # fmt: skip


def units_side_by_side(found: Mapping[str, Choice], layout: Layout) -> dict[str, Choice]:
    """Return the unit where a metric is found, and the columns side by side seem to be units."""
    if "unit_id" in found or "metric" not in found or not layout.metric or not _are_units(layout):
        return {}
    unit = Choice((), {"column": layout.names_to[0]}, "the columns side by side seem to be units",
                  "where they are not, leave unit_id out")  # fmt: skip
    return {"unit_id": unit}


def _are_units(layout: Layout) -> bool:
    """Whether the names of many columns are short, and few have words of what is counted."""
    names = [each[0] for each in layout.names or ()] or list(layout.headers)
    known = sum(bool(facets_of(name) & OF_COUNTS) for name in names)
    short = sum(len(tokens(name)) for name in names) <= MOST_WORDS * len(names)
    return len(names) >= LEAST_UNITS and short and known <= FEW_KNOWN * len(names)
