"""How are cases that move between neighbours said, so that nothing is claimed that was not seen?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tallystick.checks.figures.told import RECORDED
from tallystick.findings import Finding, Picture, Result
from tallystick.tables.store import Tables

NOT_WRONG = (
    "The figures do not tell which entry is right. Cases may have been entered too high before as "
    "well as too low after."
)
NO_COUNT = (
    "The estimate says how many cases changed category if the total held; it names no case, and "
    "is no count of wrong entries."
)
BESIDE = "Levels are seen beside the other units' cases, so that a change for all drops out."
ALONE = (
    "There is nobody to compare with: a change of law, form or coding, or other duties of some "
    "units, looks the same here."
)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail = result.detail
    whose = f"unit {result.subject}: " if result.subject else ""
    first, second = detail["from"], " + ".join(detail["to"])
    low, high = result.interval or (0.0, 0.0)
    before, after = detail["shares"]
    kind = "recorded" if detail["source"] == RECORDED else "published"
    return Finding.of(
        result,
        title=f"{whose}{kind} {first} fall as {second} rise, from {detail['date']}",
        criteria="Which of two neighbouring categories a case is entered in follows from what "
        "happened, so that the share of each changes slowly, with the season or by chance.",
        condition=(
            f"From {detail['date']} (range {detail['near'][0]} to {detail['near'][1]}) {first} "
            f"make up {after:.1%} of the two, against {before:.1%} before. Beyond trend and "
            f"season, {first} change by {detail['change_from']:+.0%} and {second} by "
            f"{detail['change_to']:+.0%}. Given the total, {result.estimate:,.1f} cases a "
            f"{detail['calendar']} changed category (95% range {low:,.1f} to {high:,.1f})."
        ),
        cause="Not established. Rule out first: a change of law, form, coding or system, "
        "training or a new clerk, other duties of a unit or of several.",
        effect=f"A fall of {first} over that date may say how cases are entered rather than how "
        "many there were.",
        suggestion=f"Read twenty cases of {second} from after the date and twenty from before, "
        "without their dates, and say in which category each belongs.",
        caveats=(NOT_WRONG, NO_COUNT, BESIDE if detail["beside"] else ALONE),
        picture=_picture(detail),
    )


def _picture(detail: Mapping[str, Any]) -> Picture | None:
    recorded, expected, at = detail["recorded"], detail["expected"], detail["at"]
    return Picture(
        caption=f"Fewer {detail['from']} than the total would give",
        subcaption=f"{detail['from']} by {detail['calendar']}; the line is what they would be, had "
        "nothing moved",
        x_label=f"{detail['calendar'].capitalize()}, the first from {detail['begin']}",
        y_label=f"{detail['from'].capitalize()} a {detail['calendar']}",
        x=tuple(range(1, len(recorded) + 1)),
        recorded=tuple(recorded),
        expected=tuple(expected),
        mark=at + 0.5,
        mark_label=detail["date"],
        hole=(at, len(recorded)),
    )
