"""How are records that keep a form's first choices said, so that no more is claimed than seen?"""

from __future__ import annotations

from tallystick.checks.records.first_choices import ALL
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

HABIT = (
    "That a record begins on the hour, in the usual place or with the usual offence, says nothing "
    "of it: many true records do. What is tested is that these do so more."
)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail = result.detail
    (low, high) = result.interval or (0.0, 0.0)
    whose = f"{result.subject_kind} {result.subject}"
    which = "records" if result.aspect == ALL else f"doubtful records ({result.aspect})"
    own = ""
    if "own_n" in detail:
        own = (
            f" Beside the subject's own other records, {detail['own_found']:,} of "
            f"{detail['own_n']:,} do, and {detail['own_expected']:,.1f} would at the rate of both."
        )
    return Finding.of(
        result,
        title=f"{whose}: {which} keep the form's first choices more than elsewhere",
        criteria="A record is filled in from what happened: it keeps what the form proposes (the "
        "top of the hour, with the usual area or offence) as often as others do.",
        condition=(
            f"{detail['found']:,} of {result.n:,} {which} begin on the hour and bear the unit's "
            f"most frequent area or offence; at the rates of others of the same half-year "
            f"{detail['expected']:,.1f} would. The share is {result.estimate or 0.0:+.1%} from "
            f"theirs (95% range {low:+.1%} to {high:+.1%}).{own}"
        ),
        cause="Not established. Rule out first: times that were never recorded, another system "
        "before, papers entered from memory or by a clerk, an operation that began on the hour.",
        effect="A record that says what the form says carries no knowledge of the event, and "
        "counts in a figure like any other.",
        suggestion="Draw a sample of the listed records, and ask for the paper, and for the "
        "device's or the dispatcher's log of that hour.",
        caveats=(HABIT,),
    )
