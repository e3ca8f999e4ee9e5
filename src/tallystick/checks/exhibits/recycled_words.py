"""How are cases that are alike said, so that nothing is claimed that was not measured?"""

from __future__ import annotations

from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

NOT_A_COUNT = (
    "Some pairs are alike by chance: which of the listed pairs, if any, share a lot cannot be read "
    "from the number. A comparison of the kept samples can tell."
)
A_MARKET = "A lot that is really sold to several buyers looks the same."


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail = result.detail
    return Finding.of(
        result,
        title=f"{result.subject_kind} {result.subject}: more cases are alike in weight and purity "
        "than expected",
        criteria="Of cases whose goods weigh the same, no more have the same purity than of cases "
        "whose goods weigh differently.",
        condition=(
            f"{detail['alike']:,} pairs of cases of one substance and half-year weigh the same "
            f"within 4% and have the same purity within 2 points; {detail['expected']:,.1f} are "
            f"expected from the same weights and purities in any other order, and from the other "
            f"units. {result.n:,} cases with a weight and a purity were examined."
        ),
        cause="Not established. Rule out first: packs of one batch sold to several buyers, one "
        "seizure booked as several cases, an exhibit entered twice.",
        effect="Goods that are an exhibit in more than one case would count, and be charged, more "
        "than once.",
        suggestion="Look for the listed exhibits in the store, and ask the laboratory to compare "
        "the kept samples of some pairs.",
        caveats=(NOT_A_COUNT, A_MARKET),
    )
