"""How are reports that repeat each other said, so that nothing is claimed that was not counted?"""

from __future__ import annotations

from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

WHOSE = {
    "own": "an earlier report of the same author",
    "others": "an earlier report of another author",
}
TRUE_ALL_THE_SAME = (
    "That a text was used again does not say that the case was not as written: what is copied may "
    "be true."
)
NOT_SEEN = (
    "A text that was written anew, or of which only the sense was copied, is not seen here; nor is "
    "a phrase that three authors use often at an offence or in a unit: it counts as a template."
)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail, whose = result.detail, WHOSE[result.detail["side"]]
    low, high = result.interval or (0.0, 0.0)
    return Finding.of(
        result,
        title=f"{result.subject_kind} {result.subject}: reports repeat {whose} more often than "
        "elsewhere",
        criteria="A report is written about its own case: once the department's phrases are set "
        "aside, reports of different cases have few word pairs in common.",
        condition=(
            f"Of {result.n:,} reports long enough to be compared, {detail['found']:,} repeat "
            f"{whose} of another case; at the rate of others at the same offences "
            f"{detail['expected']:,.1f} would. The difference is {result.estimate or 0.0:+.1%} of "
            f"them (95% range {low:+.1%} to {high:+.1%}), beyond what habits differ by. Reports of "
            "one case, or of one day and place, are not counted."
        ),
        cause="Not established. Rule out first: a form of the offence that is filled in, an "
        "author with few turns of phrase, a run of like cases, text that a system proposes.",
        effect="A report that repeats another is weak proof of its own case: what it says was seen "
        "may be what was seen before.",
        suggestion="Read the listed pairs side by side, mark what differs, and ask for a second "
        "trace of each case: a picture, a radio log, the report of another officer.",
        caveats=(TRUE_ALL_THE_SAME, NOT_SEEN),
    )
