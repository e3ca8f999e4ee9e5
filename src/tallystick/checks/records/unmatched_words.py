"""How are records without a counterpart said, so that nothing is claimed that was not seen?"""

from __future__ import annotations

from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

WHERE = {
    "here": "records that have no counterpart in the second system",
    "there": "records of the second system that have no counterpart here",
}
EFFECT = {
    "here": "These records count in a figure, and no other hand shows that the events were.",
    "there": "These events were recorded by another hand, and no figure of the agency has them.",
}
KNOWN = (
    "In the best-known audit of this kind 74 of the 81 people still in service who had been named "
    "were found to be right, most for the causes listed here."
)
UNMATCHED = (
    "That a record has no counterpart says nothing of why: the rules may have missed it, or the "
    "second system may never have had it."
)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail, where = result.detail, WHERE[result.detail["direction"]]
    return Finding.of(
        result,
        title=f"{result.subject_kind} {result.subject}: more {where} than elsewhere",
        criteria="An arrest or a ticket leaves a trace in the second system, and what stands there "
        "is recorded here; records without a counterpart are as frequent as elsewhere at the same "
        "offence.",
        condition=(
            f"Reported {detail['n']:,}, matched {detail['loose']:,} "
            f"({detail['strict']:,} by strict rules), explained {detail['explained']:,}, "
            f"unexplained {detail['low']:,} to "
            f"{detail['high']:,}. Of {result.n:,} that are compared, {detail['found']:,} have no "
            f"counterpart by any rule; at the rate of the rest of the agency at the same offence "
            f"and in the same quarter {detail['expected']:,.1f} would not."
        ),
        cause="Not established. Rule out first: a badge number in two hands, a town's own system, "
        "a category that the second system does not keep, tickets entered late, entry errors, "
        "void tickets.",
        effect=EFFECT[detail["direction"]],
        suggestion="Draw a sample of the listed records, and ask for the paper, the device's or "
        "the dispatcher's log of that minute, and the second system's own search by name.",
        caveats=(KNOWN, UNMATCHED),
    )
