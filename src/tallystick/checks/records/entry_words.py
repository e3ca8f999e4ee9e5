"""How is late entry at the ends of periods said, so that nothing is claimed that was not seen?"""

from __future__ import annotations

from tallystick.checks.records.entry_beside import BATCHES, PUBLISHED
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

LATE_ALONE = "That entry is late shows nothing by itself; it is later here than on other days."
LOOKS_ALIKE = (
    "Slow entry at the turn of the period and a date that was set back look the same in these "
    "columns."
)


A_HABIT = (
    "To enter in batches is a habit or a load of work, and shows nothing by itself; these batches "
    "lie on the last days of periods more than others' do."
)
LATER_PAPER = (
    "That a figure counts what was entered later is ordinary where it is made from paper; it is "
    "more here than in the other units."
)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    said = {BATCHES: _of_batches, PUBLISHED: _of_publication}
    return said.get(result.detail.get("asked", ""), _of_ends)(result)


def _of_ends(result: Result) -> Finding:
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


def _of_batches(result: Result) -> Finding:
    detail = result.detail
    (low, high) = result.interval or (0.0, 0.0)
    period = result.aspect.removesuffix(f" {BATCHES}")
    return Finding.of(
        result,
        title=f"{result.subject_kind} {result.subject}: records of many days were entered together "
        f"on the last days of the {period}",
        criteria=(
            "A record is entered soon after the event; work that was saved up is entered on the "
            "last days of a period no more often than on other days."
        ),
        condition=(
            f"On {detail['last_batches']:,} of {detail['last_days']:,} days of entry among the "
            f"last of a {period} there was a batch of three records or more, of three days or "
            f"more; on other days of entry, {detail['other_batches']:,} of "
            f"{detail['other_days']:,}. Others of the same half-years would have "
            f"{detail['expected']:,.1f} such days, of all {result.n:,}. The share is "
            f"{result.estimate or 0.0:+.1%} from theirs (95% range {low:+.1%} to {high:+.1%})."
        ),
        cause="Not established. Rule out first: what was left over and is entered before the end, "
        "a clerk's day of entry, paper that comes in together.",
        effect="Records that come in together just before a figure is drawn fill it, whether or "
        "not they were made for that.",
        suggestion="For the listed records, ask for a trace of the event that another hand made: "
        "a call, a laboratory receipt, a court file.",
        caveats=(A_HABIT,),
    )


def _of_publication(result: Result) -> Finding:
    detail = result.detail
    (low, high) = result.interval or (0.0, 0.0)
    metric = result.aspect.removeprefix(f"{PUBLISHED} ")
    first = "; ".join(
        f"the period to {end}: {found:,} of {of:,}" for end, found, of in detail["periods"][:3]
    )
    return Finding.of(
        result,
        title=f"unit {result.subject}: published {metric} counted records that were entered later",
        criteria="A figure counts the records that are there when it is published.",
        condition=(
            f"Of {result.n:,} records that published {metric} are of, {detail['found']:,} were "
            f"entered after the figure that had counted them; at the shares of the other units in "
            f"the same periods {detail['expected']:,.1f} would. The share is "
            f"{result.estimate or 0.0:+.1%} from theirs (95% range {low:+.1%} to {high:+.1%}). "
            f"Counted or not, {detail['later']:,} were entered so late, where "
            f"{detail['later_expected']:,.1f} would be. Most were in {first}."
        ),
        cause="Not established. Rule out first: a figure made from paper that was entered later, "
        "corrections entered as new records, a figure recounted since.",
        effect="For these records the figure came first, and the record after it.",
        suggestion="Ask from what the figure was made and on which day, and for the paper of the "
        "listed records with the day on which it was written.",
        caveats=(LATER_PAPER,),
    )
