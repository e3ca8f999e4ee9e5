"""How are goods that nobody gave on said, so that nothing is claimed that was not counted?"""

from __future__ import annotations

from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

TAKEN = {
    "purchased": "bought by an officer",
    "signed out": "signed out of a store by an officer",
    "handed on": "handed to an officer by a colleague",
}
NO_SEIZURES = (
    "Goods that were seized and never handed in are not in this count: receipts are missing in any "
    "agency (12 of 132 in one published audit), and that is another question."
)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail = result.detail
    how = TAKEN[detail["source"]]
    whose = f"unit {result.subject}: " if result.subject else ""
    grams, number = result.estimate or 0.0, detail["open"]
    ages = "; ".join(f"{name}: {n:,}, {g:,.15g} g" for name, n, g in detail["ages"] if n)
    young = detail["young"]
    return Finding.of(
        result,
        title=f"{whose}{grams:,.15g} g {how} and not accounted for",
        criteria=(
            "Goods that an officer takes over are given on again, to a store, a laboratory, a "
            "court or to destruction, under the same exhibit number and by weight."
        ),
        condition=(
            f"{_takings(result.n)} of {detail['taken_g']:,.15g} g {how} {_are(result.n)} recorded. "
            f"{_takings(number)} of {grams:,.15g} g, by {_holders(detail['holders'])} and more "
            f"than {detail['grace_days']} days old, {_are(number)} accounted for by no later "
            f"hand-over. By age: {ages}. The oldest is of {detail['oldest']}."
            + (f" {young:,} more {_are(young)} younger." if young else "")
        ),
        cause="Not established. Rule out first: booked under another number, returned without a "
        "receipt, an authorised purchase or delivery that is filed elsewhere.",
        effect="Goods that no record follows can be kept, lost, or become the goods of other "
        "cases.",
        suggestion="Ask for the authorisation, the payment receipt and the purchase or sign-out "
        "file of each listed exhibit, and to be shown the exhibit.",
        caveats=(NO_SEIZURES,),
    )


def _takings(number: int) -> str:
    return "1 taking" if number == 1 else f"{number:,} takings"


def _holders(number: int) -> str:
    return "1 holder" if number == 1 else f"{number:,} holders"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
