"""How is late entry at the ends of periods said, so that nothing is claimed that was not seen?"""

from __future__ import annotations

from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

LATE_ALONE = "That entry is late shows nothing by itself; it is later here than on other days."
LOOKS_ALIKE = (
    "Slow entry at the turn of the period and a date that was set back look the same in these "
    "columns."
)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail = result.detail
    whose = f"unit {result.subject}: " if result.subject else ""
    (low, high) = result.interval or (0.0, 0.0)
    days, period = detail["window"], detail["period"]
    return Finding.of(
        result,
        title=f"{whose}records dated before the end of the {period} were entered after it",
        criteria=(
            "How long entry takes does not know on which day a figure is drawn: a record is "
            "entered after the end of a period as seldom as after any other day."
        ),
        condition=(
            f"Of {result.n:,} records dated on the last {days} days of {len(detail['ends'])} "
            f"periods, {detail['late']:,} were entered after the end; {detail['expected']:,.1f} "
            f"would be usual. The excess is {result.estimate or 0.0:.1%} of them "
            f"(95% range {low:.1%} to {high:.1%})."
        ),
        cause="Not established. Rule out first: an office or a system that rests at the turn of "
        "the period, an operation whose papers came in together.",
        effect="Records that were not there when the period ended count for it, and are missing "
        "from the next one.",
        suggestion="For the listed records, ask for the log of entry and for a trace of the event "
        "that another hand made: a call, a laboratory receipt, a court file.",
        caveats=(LATE_ALONE, LOOKS_ALIKE),
    )
