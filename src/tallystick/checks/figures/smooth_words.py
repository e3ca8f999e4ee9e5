"""How are counts that vary too little said, so that nothing is claimed that was not measured?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tallystick.checks.figures.told import RECORDED
from tallystick.findings import Finding, Picture, Result
from tallystick.tables.store import Tables

PORTIONS = (
    "Work in fixed portions varies little too. Whether a plan, a quota, a capacity or the making "
    "of the figure is behind it, the counts do not tell."
)
SOME = (
    "Only some stretches vary too little; the range allows for their having been chosen for it. "
    "The others vary as chance does or more."
)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail = result.detail
    whose = f"unit {result.subject}: " if result.subject else ""
    recorded = detail["source"] == RECORDED
    what = "records" if recorded else "published figures"
    left = 1 + (result.estimate or 0.0)
    low, high = result.interval or (0.0, 0.0)
    several = len(detail["spans"]) < detail["stretches"]
    return Finding.of(
        result,
        title=f"{whose}{detail['metric']}, {what} by {detail['calendar']}, vary less than chance",
        criteria="Events that do not know of each other vary at least as chance does.",
        condition=(
            f"{_where(detail)} the {what} by {detail['calendar']} vary {left:.0%} as much as "
            f"chance alone makes counts of the same size vary (95% range {1 + low:.0%} to "
            f"{1 + high:.0%}; {detail['mean']:,.1f} in a {detail['calendar']} on average)."
        ),
        cause="Not established. Rule out first: work in fixed portions, running means or "
        "estimates in place of counts, rounding, entry in equal batches.",
        effect="A figure that does not vary as events do may follow a plan rather than events, "
        "and comparing it from period to period tells little of what happened.",
        suggestion="Ask how each count of these periods was made, and compare a sample of it with "
        "a second system.",
        caveats=(PORTIONS, *((SOME,) if several else ())),
        picture=_picture(detail),
    )


def _where(detail: Mapping[str, Any]) -> str:
    spans, stretches = detail["spans"], detail["stretches"]
    if len(spans) == stretches:
        return f"From {spans[0][0]} to {spans[-1][1]}"
    each = f"{detail['cycles']} {detail['cycle']}s"
    first = f"{spans[0][0]} to {spans[0][1]}"
    return f"In {len(spans)} of {stretches} stretches of {each} (the first: {first})"


def _picture(detail: Mapping[str, Any]) -> Picture | None:
    ratios = detail["ratios"]
    if len(ratios) < 2 or None in ratios:
        return None
    return Picture(
        caption="Less variation than chance gives",
        subcaption=f"Variation in each stretch of {detail['cycles']} {detail['cycle']}s",
        x_label=f"Stretch, the first from {detail['begins'][0]}",
        y_label="Variation, times what chance gives",
        x=tuple(range(1, len(ratios) + 1)),
        recorded=tuple(ratios),
        expected=(1.0,) * len(ratios),
    )
