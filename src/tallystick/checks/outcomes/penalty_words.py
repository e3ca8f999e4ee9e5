"""How is a sentence outside its range said, with the lawful reasons first?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tallystick.checks.outcomes.sentences import ABOVE, ABOVE_FOUND, BELOW, BELOW_FOUND
from tallystick.checks.shared.law_caveats import caveats_of
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

WHAT = {
    BELOW: "below the range of the article charged",
    ABOVE: "above the range of the article charged",
    BELOW_FOUND: "inside the range of the article charged, and below that of what was found",
    ABOVE_FOUND: "inside the range of the article charged, and above that of what was found",
}
LOWER = (
    "Rule out first: months written as years, a plea, an attempt, a minor, help given to the "
    "investigation, an exceptional circumstance, an amnesty, a milder law since."
)
HIGHER = (
    "Rule out first: days or years written as months, several charges in one sentence, an earlier "
    "sentence added, a circumstance that makes a graver part, another law on that day."
)
CAUSES = {BELOW: LOWER, BELOW_FOUND: LOWER, ABOVE: HIGHER, ABOVE_FOUND: HIGHER}
LOWER_EFFECT = (
    "Like cases are not treated alike, unless a reason that the law knows is in the file."
)
HIGHER_EFFECT = (
    "A person may be held for longer than the law allows: such a file is to be read before others."
)
EFFECTS = {
    BELOW: LOWER_EFFECT, BELOW_FOUND: LOWER_EFFECT, ABOVE: HIGHER_EFFECT,
    ABOVE_FOUND: HIGHER_EFFECT,
}  # fmt: skip
LAWFUL = (
    "A sentence outside the range is an exception to look at, and no more: courts may go below it "
    "for reasons that these records do not hold."
)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail: Mapping[str, Any] = result.detail
    listed, what = detail["exceptions"], WHAT[result.aspect]
    return Finding.of(
        result,
        title=f"{listed:,} of {result.n:,} sentences of imprisonment are {what}",
        criteria="A sentence of imprisonment lies in the range that the law gives the article on "
        "the day of the deed, or in that of a milder law since.",
        condition=(
            f"{listed:,} sentences are {what}. Of {detail['sentences']:,} convictions with a "
            f"recorded term {detail['unread']:,} name no article that was read for certain, and "
            f"{detail['none_given']:,} with a term of 0 months were not judged."
        ),
        cause=f"Not established. {CAUSES[result.aspect]}",
        effect=EFFECTS[result.aspect],
        suggestion="Take the listed decisions, and read which range and which reasons they state.",
        caveats=(LAWFUL, *caveats_of(detail)),
    )
