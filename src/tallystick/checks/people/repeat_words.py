"""How are people arrested again and again said, so that nothing is claimed that was not counted?"""

from __future__ import annotations

from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

WHO = (
    "A few people whom officers meet every day are arrested again and again everywhere, and each "
    "arrest can be lawful."
)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    whose = f"unit {result.subject}: " if result.subject else ""
    detail = result.detail
    return Finding.of(
        result,
        title=whose + "more arrests of people arrested shortly before, on the last days of the "
        "periods",
        criteria="The share of arrests that are of people arrested in the 30 days before is the "
        "same on the last days of a period as on the days around them.",
        condition=(
            f"On the last {detail['window']} days of {detail['periods']} periods "
            f"{detail['found']:,} of {detail['late']:,} arrests are of people arrested in the 30 "
            f"days before; {detail['expected']:,.1f} are expected from other days near their "
            f"end, in the same units and areas, on which {detail['rest_found']:,} of "
            f"{detail['rest']:,} are."
        ),
        cause="Not established. Rule out first: people who live in the street or steal every day, "
        "benefits paid at the turn of the month, warrants served in one operation, an arrest "
        "entered on two days.",
        effect="A count that grows by the same few people says little about crime or work.",
        suggestion="Read the reports of the listed arrests, and ask how each person came to be "
        "met; compare with complaints and calls of the same days.",
        caveats=(WHO,),
    )
