"""How is it said that results follow their level, so that nobody reads that they were made up?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tallystick.checks.figures.ratchet_results import ON
from tallystick.checks.figures.ratchet_rules import MOST_SHOWN, OWN_RULE
from tallystick.findings import Finding, Picture, Result
from tallystick.stats.other_periods import LEAST_OTHERS
from tallystick.tables.store import Tables

EFFORT = (
    "Where work is steered by a level, honest effort ends at it too: this shows that the figure "
    "follows the level, not that any record is wrong."
)

JUST = {False: "just above rather than below", True: "on or just below rather than above"}


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail = result.detail
    if detail["question"] == OWN_RULE:
        return _own_rule(result)
    whose = f"unit {result.subject}: " if result.subject else ""
    on = detail["question"] == ON
    where = "at" if on else JUST[detail["at_most"]]
    return Finding.of(
        result,
        title=f"{whose}{detail['source']} {detail['metric']} come out {where} "
        f"the level of {detail['level']}",
        criteria="What happens knows nothing of the level that it will be compared with.",
        condition=_on(result) if on else _above(result),
        cause="Not established. Rule out first: honest work that ends at the goal, work in fixed "
        "portions, levels set or corrected when the result was known, missing figures filled in "
        "with earlier ones.",
        effect="A figure that follows its level says what was asked for as much as what happened, "
        "and the level of the next period follows from it.",
        suggestion="Ask when and by whom each level was set, and for the records of the last days "
        "of three periods that came out at their level and of three that did not.",
        caveats=(EFFORT, *_alone(result), *_shown(detail)),
        picture=_picture(detail["distance"]),
    )


def _own_rule(result: Result) -> Finding:
    detail = result.detail
    low, high = result.interval or (0.0, 0.0)
    rules = ", ".join(
        f"{found:,} of {n:,} on {rule}" for rule, (n, found) in detail["rules"].items()
    )
    return Finding.of(
        result,
        title=f"{detail['source']} {detail['metric']} gather at the level of each unit's own rule",
        criteria="What happens knows nothing of the rule that its unit is judged by: results "
        "gather at one level as much as at another.",
        condition=(
            f"{detail['found']:,} of {result.n:,} results are on the level set for them "
            f"({rules}), where chance puts at most {detail['expected']:,.1f}. Of "
            f"{detail['others']:,} for which another level is set {detail['others_found']:,} are "
            f"on that of the year before. The difference beyond chance is "
            f"{result.estimate or 0.0:.1%} of the results (95% range {low:.1%} to {high:.1%})."
            f"{_beside(detail)}"
        ),
        cause="Not established. Rule out first: honest work that ends at the goal, levels set or "
        "corrected when the result was known, and levels set at what fixed portions of work hold. "
        "Work in portions that nobody took a level from gathers at every level alike.",
        effect="A figure that follows the rule says what was asked for as much as what happened.",
        suggestion="Ask when, by whom and from what each unit's rule was set and how much a period "
        "can hold, and compare a unit's results before and after its rule changed.",
        caveats=(EFFORT, *_alone(result), *_shown(detail)),
    )


def _on(result: Result) -> str:
    detail = result.detail
    low, high = result.interval or (0.0, 0.0)
    side = "below" if detail["at_most"] else "above"
    beyond = "the larger of the two" if detail["elsewhere"][0] else "that"
    return (
        f"{detail['found']:,} of {result.n:,} results are at the level of {detail['level']}, or "
        f"{side} it by at most a tenth of its square root. No law of counts that vary by chance or "
        f"more puts more than {detail['expected']:,.1f} there.{_beside(detail)} Beyond {beyond} "
        f"lie {result.estimate or 0.0:.1%} of the results "
        f"(95% range {low:.1%} to {high:.1%})."
    )


def _above(result: Result) -> str:
    detail = result.detail
    low, high = result.interval or (0.0, 0.0)
    side = "up to" if detail["at_most"] else "above"
    return (
        f"Of the {result.n:,} results nearest to the level of {detail['level']}, "
        f"{detail['found']:,} are in the first step {side} it, where the slope of the others makes "
        f"{detail['expected']:,.1f} "
        f"(a step is 0.7 square roots of the level; log odds {result.estimate or 0.0:.2f}, "
        f"95% range {low:.2f} to {high:.2f}).{_beside(detail)}"
    )


def _beside(detail: Mapping[str, Any]) -> str:
    """Where the same units' results of other periods lie; nothing where there are too few."""
    asked, expected = detail["elsewhere"]
    if not asked:
        return ""
    return (
        " The same units' results of other periods, in which something else was the level or "
        f"nothing, lie at the same values so often that {expected:,.1f} would be expected there."
    )


def _alone(result: Result) -> tuple[str, ...]:
    """What cannot be told where the same unit has too few periods of another level."""
    few = result.n - result.detail["elsewhere"][0]
    if few <= 0:
        return ()
    return (
        f"Beside {few:,} of these results stand fewer than {LEAST_OTHERS} periods of the same unit "
        "with another level or none: there work in portions that stay the same cannot be told "
        "from a level that is met.",
    )


def _shown(detail: Mapping[str, Any]) -> tuple[str, ...]:
    if len(detail["landed"]) < MOST_SHOWN:
        return ()
    return (f"The list of cases shows the figures of the first {MOST_SHOWN} such periods.",)


def _picture(distance: Mapping[str, Any]) -> Picture:
    return Picture(
        caption="More results at their level than beside it",
        subcaption="Results by their distance from the level, in steps of 0.7 square roots of it",
        x_label="Steps from the level",
        y_label="Results",
        x=tuple(each + 0.5 for each in distance["bin"]),
        recorded=tuple(distance["n"]),
        expected=tuple(distance["smooth"]),
        mark=0.0,
        mark_label="level",
    )
