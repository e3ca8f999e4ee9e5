"""How is it said that more cases fail than elsewhere, with no word on whether they were made up?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tallystick.checks.outcomes.ended import CHARGES, FAILED
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

TITLES = {
    CHARGES: "more decided cases end without a conviction than in like cases of others",
    "": "the laboratory finds no goods in more cases than in like cases of others",
}
CRITERIA = {
    CHARGES: "What is charged is what can be proven: of cases of the same offence and time, about "
    "as many end without a conviction whoever brought them.",
    "": "What is seized as goods is goods: of cases of the same substance and time, the laboratory "
    "finds none in about as many whoever brought them.",
}
CAUSES = {
    CHARGES: "Not established. Rule out first: a prosecutor or court that declines more here, a "
    "backlog closed at once, witnesses who withdrew, one proceeding that took many cases with it, "
    "hard cases that somebody must bring.",
    "": "Not established. Rule out first: a presumptive test that errs, traces below what the "
    "laboratory can find, a batch that was spoiled, samples that were mixed up.",
}
SUGGESTIONS = {
    CHARGES: "Read the orders that ended the listed cases beside as many of other units: who ended "
    "each, on what ground, and what was missing.",
    "": "Compare the field forms of the listed cases with the laboratory's reports: which test was "
    "used, what it showed, and in which batch the samples came.",
}
PEERS = {
    "unit": "the other units in cases of the same kind and quarter",
    "officer": "the other officers of the same unit in cases of the same kind and half-year",
}
NO_JUDGEMENT = (
    "That a case failed does not say that it should not have been brought, nor by whom it failed: "
    "units and officers differ for ordinary reasons, severalfold."
)
NO_PROOF = (
    "The reverse proves nothing: where prosecutor, laboratory and court are judged by the same "
    "figure, cases hold that should not, and few failures are no evidence that cases were earned."
)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail, key = result.detail, CHARGES if result.aspect == CHARGES else ""
    return Finding.of(
        result,
        title=f"{result.subject_kind} {result.subject}: {TITLES[key]}",
        criteria=CRITERIA[key],
        condition=(
            f"Of {result.n:,} decided cases that can be compared, {detail['found']:,} failed; at "
            f"the rates of {PEERS[result.subject_kind]}, {detail['expected']:,.1f} would have. "
            f"{_fates(detail)}"
        ),
        cause=CAUSES[key],
        effect="People were arrested, charged or held for what was not proven, and a count of "
        "arrests or cases took each as a success.",
        suggestion=SUGGESTIONS[key],
        caveats=(NO_JUDGEMENT, NO_PROOF),
    )


def _fates(detail: Mapping[str, Any]) -> str:
    """How all of the subject's cases ended, and how many wait."""
    ways = ", ".join(f"{detail[fate]:,} {fate}" for fate in FAILED if detail[fate])
    return (
        f"In all: {ways}; {detail['pending']:,} are pending, and {detail['aside']:,} decided ones "
        "of quarters of which most are not decided yet were not compared."
    )
