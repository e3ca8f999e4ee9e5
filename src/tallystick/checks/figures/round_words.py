"""How is it said that figures sit on round values, so that nobody reads that they were made up?"""

from __future__ import annotations

from tallystick.checks.figures.published import MILLI
from tallystick.checks.figures.round_results import GOAL, MOST_SHOWN
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

STEERED = "Honest work is steered to round goals too: this does not show that a record is wrong."
UNITS = {100: "percent", 1000: "per mille", 100_000: "per 100,000", 1_000_000: "per million"}


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    whose = f"unit {result.subject}: " if result.subject else ""
    share = "per" in result.detail
    title, condition = _share(result) if share else _total(result)
    landed = len(result.detail.get("landed", ()))
    shown = (f"The list of cases shows {MOST_SHOWN} different ones of these figures.",)
    return Finding.of(
        result,
        title=f"{whose}published {title}",
        criteria="A percentage of so many is round as often as counts of so many make it."
        if share
        else "Whole totals that vary freely are multiples of a number as often as chance says.",
        condition=condition,
        cause="Not established. Rule out first: rounding for publication, plans or estimates in "
        "place of counts, a fixed portion.",
        effect="A figure that follows a round goal says what was aimed at as much as what "
        "happened.",
        suggestion="Ask for the list of records behind three of these figures and three others, "
        "and count them.",
        caveats=(STEERED, *(shown if landed == MOST_SHOWN else ())),
    )


def _total(result: Result) -> tuple[str, str]:
    base, multiples = result.detail["base"], result.detail["multiples"]
    return f"{result.aspect} sit on multiples of {base:,}", (
        f"{multiples:,} of {result.n:,} published totals are multiples of {base:,}; chance "
        f"makes {result.n / base:,.1f} of them so."
    )


def _share(result: Result) -> tuple[str, str]:
    detail = result.detail
    low, high = result.interval or (0.0, 0.0)
    unit = UNITS[detail["per"]]
    where = (
        f"their target, or on the {'most' if detail['at_most'] else 'least'} that meets it"
        if detail["question"] == GOAL
        else "whole values"
        if detail["base"] == MILLI
        else f"multiples of {detail['base'] // MILLI} {unit}"
    )
    return f"{detail['metric']} sit on {where.partition(',')[0]}", (
        f"{detail['multiples']:,} of {result.n:,} published shares are on {where}. With their "
        f"denominators, no steady or changing rate near theirs puts more than "
        f"{detail['expected']:,.1f} there: beyond it lie {result.estimate or 0.0:.1%} of them "
        f"(95% range {low:.1%} to {high:.1%})."
    )
