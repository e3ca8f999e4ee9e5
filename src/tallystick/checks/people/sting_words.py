"""How is a share that moves with a gap said, so that no case is called made?"""

from __future__ import annotations

from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

LAWFUL = (
    "A controlled purchase is a lawful means, and the share of a unit's cases that begin with one "
    "says what it works on. This shows that the share follows the gap, not that any case was made."
)
NOT_KNOWN = "That a unit was behind does not say that anybody knew it, or acted on it."


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail = result.detail
    whose = f"unit {result.subject}: " if result.subject else ""
    low, high = result.interval or (0.0, 0.0)
    return Finding.of(
        result,
        title=f"{whose}more solved cases begin with something the police supplied on days behind "
        f"the level of {detail['metric']}",
        criteria="How a case begins follows from what is known of a crime, not from what is "
        "lacking to a figure.",
        condition=(
            f"On days on which the unit was behind the pace of its level, {detail['found']:,} of "
            f"{detail['behind']:,} solved cases began with a controlled purchase or delivery or an "
            f"informant's own sale; {detail['expected']:,.1f} are expected by the shares of its "
            "other days of the same quarters and parts of the month, a difference of "
            f"{result.estimate or 0.0:+.1%} (95% range {low:+.1%} to {high:+.1%}). A day behind "
            f"has {detail['a_day']:.2f} such cases, another {detail['rest_a_day']:.2f}. "
            f"{detail['quarters']} quarters hold both. Over all days on which it is known "
            f"whether the unit was behind, {detail['supplied']:,} of {detail['solved']:,} solved "
            f"cases ({detail['supplied'] / detail['solved']:.1%}) began so: that is the share as a "
            "whole, and no finding by itself."
        ),
        cause="Not established. Rule out first: an operation planned and paid for at that time, "
        "leave of those who do other work, a season of the unit's own.",
        effect="A figure that is filled by cases that the police can begin at will says little "
        "about crime or about its solution.",
        suggestion="Ask for the authorisation, the payment receipts and the source of the goods of "
        "ten of the listed cases, and for the date on which each operation was planned.",
        caveats=(LAWFUL, NOT_KNOWN),
    )
