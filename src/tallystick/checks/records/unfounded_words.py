"""How is it said that a unit closes more complaints so, with no word on whether it was right?"""

from __future__ import annotations

from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

DONE = {
    "unfounded": "closed as unfounded",
    "exceptional": "closed by exceptional means",
}
LESS = "entered in the lesser category ({})"
NO_COUNT = (
    "How many of them were closed or coded wrongly, if any, this does not say: only the files do, "
    "read by people who do not see how they were closed."
)
UNITS_DIFFER = (
    "Units differ in what they are called to, severalfold, for ordinary reasons. Offence and "
    "quarter are compared alike; what else differs between the units' complaints is not."
)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail = result.detail
    done = DONE.get(result.aspect, LESS.format(result.aspect))
    return Finding.of(
        result,
        title=f"unit {result.subject}: more complaints {done} than elsewhere",
        criteria="Whether a complaint is unfounded, can be closed without an arrest, or is of the "
        "lesser of two offences follows from its file; units that get like complaints come to the "
        "same about as often.",
        condition=(
            f"Of {result.n:,} complaints that are compared, {detail['found']:,} were {done}; at "
            f"the rates of the other units in like complaints {detail['expected']:,.1f} would be. "
            f"In all {detail['listed']:,} of the unit's are listed."
        ),
        cause="Not established. Rule out first: a place whose calls come to nothing, one event "
        "told twice, a review of old files, a desk that closes or codes for all, another rule or "
        "training.",
        effect="A complaint closed so, or entered as less, leaves the figure by which the unit is "
        "judged, and whoever complained may not be heard.",
        suggestion=(
            f"Draw {detail['draw']:,} of the {detail['listed']:,} listed files with `tallystick "
            "sample draw`, have two people code them from the file, and read back the share that "
            "the files do not bear out, to within 10 points."
        ),
        caveats=(NO_COUNT, UNITS_DIFFER),
    )
