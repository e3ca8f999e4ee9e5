"""How is a rise at period ends said, so that nothing is claimed that was not measured?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tallystick.findings import Finding, Picture, Result
from tallystick.tables.store import Tables

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
FOLLOWS = (
    "The figure follows the calendar of evaluation. Honest effort rises before a deadline too: "
    "this does not show that a record is wrong."
)
PAY_DAYS = (
    "The first days of the next period are busier too, as they are when pay days or rent days "
    "make the rise."
)
NO_CONTROL = (
    "No control series was named, so a payday or an event at the same days would look the same."
)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail = result.detail
    whose = f"unit {result.subject}: " if result.subject else ""
    window, period, metric = detail["window"], detail["period"], detail["metric"]
    rise, (low, high) = result.estimate or 0.0, result.interval or (0.0, 0.0)
    controlled = detail["controlled"]
    return Finding.of(
        result,
        title=f"{whose}{metric} gather in the last {window} days of the {period}",
        criteria=(
            "Once weekday, season and trend are allowed for, the last days of a period are days "
            "like others."
        ),
        condition=(
            f"In the last {window} days of {len(detail['ends'])} periods, {rise:.0%} more "
            f"{metric} a day are recorded than expected (95% range {low:.0%} to {high:.0%}), "
            f"of {result.n:,} in all."
            + (" A control series was allowed for." if controlled else "")
        ),
        cause="Not established. Rule out first: batch entry, papers dated by the day of filing, "
        "paydays and events, operations planned for the end of the period.",
        effect="Figures compared from period to period then show the calendar as much as the "
        "work, and a count of the last days may hold cases that another day would not.",
        suggestion="Draw 30 records from the case list and 30 from mid-period, and compare how "
        "many are confirmed by a second system.",
        caveats=_caveats(detail, controlled),
        picture=_picture(result),
    )


def _caveats(detail: Mapping[str, Any], controlled: bool) -> tuple[str, ...]:
    caveats = [FOLLOWS]
    after = detail["first_days_after"][1]
    if after is not None and after > 0:
        caveats.append(PAY_DAYS)
    if not controlled:
        caveats.append(NO_CONTROL)
    ratios = {
        name: ratio
        for name, ratio in zip(MONTHS, detail["by_month"] or (), strict=False)
        if ratio == ratio
    }
    if ratios:
        most, least = max(ratios, key=ratios.__getitem__), min(ratios, key=ratios.__getitem__)
        caveats.append(
            f"By the month of the period's end, recorded over expected runs from "
            f"{ratios[least]:.2f} ({least}) to {ratios[most]:.2f} ({most}): look whether one date "
            "of the year carries it."
        )
    return tuple(caveats)


def _picture(result: Result) -> Picture | None:
    profile = result.detail.get("profile")
    if not profile:
        return None
    window, days = result.detail["window"], profile["offset"]
    return Picture(
        caption=f"More records in the last {window} days than the days around them",
        subcaption=f"{result.n:,} records, summed over {len(result.detail['ends'])} periods",
        x_label="Days from the last day of the period",
        y_label="Records",
        x=tuple(days),
        recorded=tuple(profile["recorded"]),
        expected=tuple(profile["expected"]),
        low=tuple(profile["low"]),
        high=tuple(profile["high"]),
        mark=0.5,
        mark_label="the period ends",
        excess=(days.index(1 - window), days.index(0) + 1),
    )
