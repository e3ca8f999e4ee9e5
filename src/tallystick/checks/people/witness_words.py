"""How is a witness who comes again said, so that nothing is claimed that was not counted?"""

from __future__ import annotations

from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

COURTS = (
    "Courts have doubted attesting witnesses whom they met in three to four, in five and in "
    "sixteen cases. That is context: the test does not rest on any such number."
)
NOT_KNOWN = (
    "Where a person lives or works is not recorded. Somebody who is at hand where this officer "
    "is posted, and at no other place of the same area, would look the same."
)
LIKE = {
    "place": "in the same quarter, area and part of the day",
    "time": "in the same half-year, at the same hour and kind of day",
    "joint": "in the same half-year and area, within three hours of the day and on like days",
}


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail = result.detail
    whose = f"{result.subject_kind} {result.subject}"
    officer = "the officer" if result.subject_kind == "officer" else f"officer {detail['officer']}"
    like = LIKE[detail["sorted_by"]]
    others = detail["attested"] - detail["together"]
    return Finding.of(
        result,
        title=f"{whose}: one person attests one officer's searches more often than time and place "
        "explain",
        criteria="An attesting witness is whoever is at hand: a person is as likely to be asked by "
        "one officer as by another who searches at the same time in the same place.",
        condition=(
            f"Person {detail['person']} attested {detail['together']:,} of "
            f"{detail['searches']:,} searches of {officer} in unit {detail['unit']} that can be "
            f"compared with those of colleagues {like}, and {others:,} of theirs. "
            f"{detail['expected']:,.1f} are expected. Several searches of a day count as one."
        ),
        cause="Not established. Rule out first: a person who works or lives where the officer is "
        "posted, one operation, volunteers on the officer's roster, one number entered for "
        "whoever attests.",
        effect="A witness who comes with the officer is no independent check of a search.",
        suggestion="Compare the duty rosters and the addresses of the searches with where the "
        "person lives and works, and ask the person about three of the listed searches.",
        caveats=(COURTS, NOT_KNOWN),
    )
