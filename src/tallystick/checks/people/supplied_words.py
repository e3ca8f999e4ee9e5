"""How is a streak behind one supplier said, so that nothing is claimed that was not counted?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

LOOK_ALIKE = (
    "An investigation that takes the buyers first and the supplier last looks the same until its "
    "last step."
)
AT_LARGE = (
    "How rarely such a streak comes about says nothing of a supplier who is at large for another "
    "reason: of those, about 1 in 100 is named through so few officers."
)
A_LABEL = (
    "The person at the centre and those arrested are named as everybody in this run is: by "
    "codes unless numbers were asked for; whoever holds the records can find them by the cases."
)

BEGAN = {
    "patrol": "patrol",
    "complaint": "complaint",
    "tip": "tip-off",
    "informant": "informant",
    "controlled_purchase": "controlled purchase",
    "controlled_delivery": "controlled delivery",
    "warrant": "warrant",
    "investigation": "investigation",
    "checkpoint": "checkpoint",
    "other": "other",
    "": "not recorded",
}


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail = result.detail
    told = detail["people"] - detail["named"]
    return Finding.of(
        result,
        title=f"unit {result.subject}: {detail['people']:,} people were arrested through one "
        "person who was not charged meanwhile",
        criteria="Who is named as the supplier of others is sooner or later charged too, as other "
        "suppliers here are, and those arrested through one supplier come from whatever officers "
        "work that place.",
        condition=(
            f"From {detail['first']} to {detail['last']}, {detail['people']:,} different people "
            f"were arrested in a row in cases of which person {detail['centre']} is the supplier "
            f"({detail['named']:,} people) or the informant ({told:,}). The person was charged "
            f"{_times(detail['charged_before'])} before, and {_times(detail['charged_after'])} "
            f"after.{_convicted(detail['priors'])} With other suppliers here the next event is "
            f"another arrest rather than their own charge in {detail['goes_on']:.0%} of cases. The "
            f"cases are those of {detail['officers']:,} officers; that they are of so few among "
            f"all who made drug arrests in the same area and month has a chance of "
            f"{detail['hands']:.2g}."
            f"{_origins(detail['origins'])}{_weight(detail['grams'])} {detail['streaks']:,} "
            f"streaks of {detail['sources']:,} suppliers were examined."
        ),
        cause="Not established. Rule out first: an investigation whose last step is to come, a "
        "registered informant, a controlled delivery, a charge by another agency.",
        effect="If goods reach the people arrested through somebody who acts for the police, the "
        "cases count as solved and the people are charged with what was brought to them.",
        suggestion="Request the authorisation of each purchase, the payment receipts, the purchase "
        "file and the source of the drugs; ask who registered the person, and under whose control. "
        "Compare the purity of the goods, and their sum with what was bought or signed out.",
        caveats=(LOOK_ALIKE, AT_LARGE, A_LABEL),
    )


def _times(number: int) -> str:
    return {0: "never", 1: "once"}.get(number, f"{number:,} times")


def _convicted(priors: int | None) -> str:
    return "" if priors is None else f" Earlier convictions on record: {priors:,}."


def _origins(began: Sequence[dict[str, Any]]) -> str:
    """What began the cases; nothing where none says so."""
    if all(not each["origin"] for each in began):
        return ""
    told = "; ".join(f"{BEGAN[each['origin']]} {each['cases']:,}" for each in began)
    return f" Origin of the cases: {told}."


def _weight(grams: float) -> str:
    return f" What was weighed in them adds up to {grams:,.15g} g." if grams else ""
