"""How is a group that meets the same people said, so that nothing is claimed that was not seen?"""

from __future__ import annotations

from tallystick.checks.young import YOUNG
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

NO_WRONG = (
    "To meet the same people is no wrong, and does not say that anybody in the group knew why. "
    "Officers stand here by number because their occasions were counted, not because of an act."
)
POSTS = (
    "Quarter, area, hour and kind of day are allowed for. A roster that binds a team to the same "
    "volunteers at all hours and in all areas would look the same."
)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail = result.detail
    officers = detail["officers"]
    found = [each for each in detail["members"] if each["officer"] in officers]
    told = "; ".join(
        f"{each['officer']} {each['together']:,} of {each['occasions']:,} "
        f"({each['expected']:,.1f} expected)"
        for each in found
    )
    return Finding.of(
        result,
        title=f"unit {result.subject}: {len(officers)} officers meet the same people more often "
        "than their postings explain",
        criteria="Officers at like times and places meet the same attesting witnesses and "
        "informants about as often as each other.",
        condition=(
            f"Occasions to which somebody came whom the others of the group met, in another area "
            f"and in another part of the day too, in months in which the group was not sought: "
            f"{told}. The expected numbers are those of officers outside the group at like places. "
            f"{len(detail['people']):,} people are concerned. {detail['again']} of the "
            f"{len(officers)} stand in the group that the other half of the months proposes. "
            "Several cases of a day count as one occasion."
        ),
        cause="Not established. Rule out first: one beat or shift, one operation, volunteers "
        "rostered with a team, an informant whom a team handles, one number entered for whoever "
        "attests.",
        effect="People who come with a group of officers are no independent check of what its "
        "members write.",
        suggestion="Lay the rosters of these officers beside the listed cases, and ask three of "
        "the people, by other officers, how they came to be there.",
        caveats=(YOUNG, NO_WRONG, POSTS),
    )
