"""How are records that cannot all be true said, so that nothing is claimed that was not seen?"""

from __future__ import annotations

from tallystick.checks.records.moments import LEFT, PLACES, SHORT
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

ESTIMANDS = {
    SHORT: "share of an officer's stops that begin less than {} minutes after the one before",
    PLACES: "share of an officer's stops that leave less than {} minutes to come from another area",
    "court": "share of the records of days in court that lie within the hours of court, several "
    "of one hearing as one",
    "leave": "share of the records of leave, and of two weeks about it, that lie within the leave, "
    "several of one leave as one",
    "training": "share of the records of days of training that lie within its hours, several of "
    "one training as one",
    LEFT: "share of an officer's records of a unit that are dated after the posting to it ended",
}
WHAT = {
    SHORT: "more stops a few minutes after another than elsewhere",
    PLACES: "more stops that leave no time to come from another area than elsewhere",
    "court": "more records within the hours of court than elsewhere",
    "leave": "more records within a leave than elsewhere",
    "training": "more records within the hours of training than elsewhere",
    LEFT: "more records of a unit after the posting to it ended than elsewhere",
}
CRITERIA = {
    SHORT: "A stop takes minutes to make and to write up: an officer's stops lie as far apart as "
    "those of others in months with as many.",
    PLACES: "Nobody is in two places at once.",
    "court": "Who is in court makes no stop.",
    "leave": "Who is on leave makes no stop.",
    "training": "Who is in training makes no stop.",
    LEFT: "Who has left a unit makes no more of its records.",
}
HONEST = (
    "Such records are found everywhere: clocks differ, times are rounded, one stop has several "
    "tickets, partners sign for each other. What is tested is that they are more here than among "
    "others at like work."
)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail = result.detail
    (low, high) = result.interval or (0.0, 0.0)
    return Finding.of(
        result,
        title=f"{result.subject_kind} {result.subject}: {WHAT[result.aspect]}",
        criteria=CRITERIA[result.aspect],
        condition=(
            f"{detail['found']:,} of {result.n:,} are such records; at the rates of others in "
            f"months with as many stops, and with times as round, {detail['expected']:,.1f} would "
            f"be. The share is {result.estimate or 0.0:+.1%} from theirs (95% range {low:+.1%} to "
            f"{high:+.1%})."
        ),
        cause="Not established. Rule out first: several tickets of one stop, a checkpoint, a "
        "partner's tickets under one number, rounded times, the time of printing, a recall to "
        "duty, a posting entered late.",
        effect="Where two records cannot both be true, at least one of them counts in a figure "
        "with a wrong time, a wrong officer or no event.",
        suggestion="Draw a sample of the listed records, and compare them with the device's or the "
        "dispatcher's log, the court's attendance sheet and the roster of those days.",
        caveats=(HONEST,),
    )
