"""How is a charge beside its weight said, with no word on why?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tallystick.checks.shared.charges_judged import ABOVE, ALONE, BELOW
from tallystick.checks.shared.law_caveats import caveats_of
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

WHAT = {
    ABOVE: "above what the weight of the goods gives",
    BELOW: "below what the weight of the goods gives",
    ALONE: "by the charged weight alone",
}
CONDITION = {
    ABOVE: "name a graver part than the sum of the case's exhibits gives, with no circumstance "
    "recorded that would make it",
    BELOW: "name a milder part than the case's heaviest exhibit gives, and no other charge of the "
    "case is as grave",
    ALONE: "follow from the weight that was charged, and lie above what any recorded weighing of "
    "the same exhibits gives",
}
EFFECT = {
    ABOVE: "Another class is other years of imprisonment, and a figure that counts grave cases "
    "counts one more.",
    BELOW: "Another class is other years of imprisonment, and like cases are not treated alike.",
    ALONE: "The class, and the years that go with it, rest on a number that no scale showed.",
}
CRITERIA = (
    "The part that is charged is the one that the weight of the goods gives on the day of the "
    "deed, or one that a recorded circumstance makes."
)
LEFT_OUT = (
    "Of {charges:,} charges {unread:,} name no article that was read for certain, {pending:,} are "
    "pending, and {placed:,} have goods that the law's table weighs, {judged:,} of them no others; "
    "{excused:,} above it are not listed: a circumstance can make their article, and one is "
    "recorded, or the records hold none at all."
)
UNITS_DIFFER = (
    "Units differ for ordinary reasons: their prosecutor, their laboratory, who writes the "
    "weights. Where most hardly err and a few err often by habit alone, up to one unit in ten is "
    "found, in place of one in twenty: few units do not tell which of them is ordinary."
)
BOUNDS = (
    "Whether a charge is wrong only its file can tell. Doubt was left to the record: exhibits were "
    "added up before a charge was called above, and taken one by one before it was called below."
)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail: Mapping[str, Any] = result.detail
    listed, what = detail["exceptions"], WHAT[result.aspect]
    if result.subject_kind == "agency":
        title = f"{listed:,} of {result.n:,} charges judged by weight are {what}"
        condition = f"{listed:,} charges {CONDITION[result.aspect]}."
    else:
        title = f"unit {result.subject}: more cases charged {what} than elsewhere"
        low, high = result.interval or (0.0, 0.0)
        condition = (
            f"Of {result.n:,} cases {detail['found']:,} are charged {what}; at the rates of the "
            f"other units at like cases {detail['expected']:,.1f} would be. The share is "
            f"{result.estimate or 0.0:+.1%} from theirs (95% range {low:+.1%} to {high:+.1%})."
        )
    return Finding.of(
        result,
        title=title,
        criteria=CRITERIA,
        condition=f"{condition} {LEFT_OUT.format(**detail)}",
        cause="Not established. Rule out first: kilograms written as grams, a charge by an earlier "
        "weighing, the container, goods added up, a circumstance that was not recorded, an agreed "
        "plea, a law that changed.",
        effect=EFFECT[result.aspect],
        suggestion="Take the listed files, and set the act of the laboratory beside the decision: "
        "which weight and which circumstance does it name?",
        caveats=(
            BOUNDS, *caveats_of(detail), *((UNITS_DIFFER,) if result.subject else ()),
        ),
    )  # fmt: skip
