"""How is a group that hangs together said, so that nothing is claimed that was not seen?"""

from __future__ import annotations

from typing import Any

from tallystick.checks.people.layers import ALL, JOINT, PEOPLE, SUBJECTS, layer_of
from tallystick.checks.people.named import CASES, COMPLAINTS
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

NO_WRONG = (
    "To meet the same people, or to work beside each other, is no wrong, and does not say that "
    "anybody in the group knew why. "
    "Officers stand here by number because their occasions were counted, not because of an act."
)
POSTS = (
    "Quarter, area, hour and kind of day are allowed for. A roster that binds a team to the same "
    "volunteers, cars or tasks at all hours and in all areas would look the same."
)
DO = {
    PEOPLE: "meet the same people",
    SUBJECTS: "arrest the same people",
    CASES: "are named in the same cases",
    COMPLAINTS: "are named in the same complaints",
}
CRITERIA = {
    PEOPLE: "Officers at like times and places meet the same attesting witnesses and informants "
    "about as often as each other.",
    SUBJECTS: "Officers at like times and places arrest the same people about as often as each "
    "other.",
    CASES: "Who attends a case with whom follows the roster: within a unit, officers named at like "
    "times and places stand beside each other about as often as those named as often.",
    COMPLAINTS: "Who is named with whom in a complaint follows from who works together: officers "
    "named at like times and places stand beside each other about as often as those named as "
    "often.",
}
MET = (
    "Occasions to which somebody came whom the others of the group met, in another area and in "
    "another part of the day too"
)
ARRESTED = (
    "Days on which the first person arrested was one whom the others of the group arrested, in "
    "another area and in another part of the day too"
)
NAMED = (
    "Days on which somebody else of the group was named beside the officer, the officer's most "
    "frequent partner apart"
)
WHAT = {PEOPLE: MET, SUBJECTS: ARRESTED, CASES: NAMED, COMPLAINTS: NAMED}
OUTSIDE = "The expected numbers are those of officers outside the group at like places."
DRAWN = (
    "The expected numbers are those of officers drawn as often as each is named at like times or "
    "places, with as many beside each other."
)
CAUSES = {
    PEOPLE: "one beat or shift, one operation, volunteers rostered with a team, an informant whom "
    "a team handles, one number entered for whoever attests",
    SUBJECTS: "one beat or shift, one operation, a squad that has the task of arresting the same "
    "few people",
    CASES: "one roster, car or squad, one beat or shift, one operation",
    COMPLAINTS: "one roster, car or squad, one beat or shift, one event with many complaints",
}
EFFECT = {
    PEOPLE: "People who come with a group of officers are no independent check of what its members "
    "write.",
    SUBJECTS: "Arrests of the same people by the same few officers may each rest on the others.",
    CASES: "Officers who attend each other's cases confirm each other's reports.",
    COMPLAINTS: "Complaints read one officer at a time do not show what they have in common.",
}
NEXT = {
    PEOPLE: "Lay the rosters of these officers beside the listed cases, and ask three of the "
    "people, by other officers, how they came to be there.",
    SUBJECTS: "Lay the taskings and rosters beside the listed arrests, and read the files of the "
    "people who were arrested most.",
    CASES: "Lay the rosters and car assignments beside the listed cases, and read those that no "
    "roster explains.",
    COMPLAINTS: "Read the listed complaints together, as one file, beside the rosters of those "
    "days.",
}


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail, layer = result.detail, layer_of(result)
    officers = detail["officers"]
    found = [each for each in detail["members"] if each["officer"] in officers]
    told = "; ".join(
        f"{each['officer']} {each['together']:,} of {each['occasions']:,} "
        f"({each['expected']:,.1f} expected)"
        for each in found
    )
    people = "" if layer in JOINT else f"{len(detail['people']):,} people are concerned. "
    return Finding.of(
        result,
        title=f"unit {result.subject}: {len(officers)} officers {DO[layer]} more often than "
        "time and place explain",
        criteria=CRITERIA[layer],
        condition=(
            f"{WHAT[layer]}, in months in which the group was not sought: {told}. "
            f"{DRAWN if layer in JOINT else OUTSIDE} {people}{detail['again']} of the "
            f"{len(officers)} stand in the group that the other half of the months proposes. "
            f"Several cases of a day count as one occasion.{_layers(result.aspect, detail)}"
        ),
        cause=f"Not established. Rule out first: {CAUSES[layer]}.",
        effect=EFFECT[layer],
        suggestion=NEXT[layer],
        caveats=(NO_WRONG, POSTS),
    )


def _layers(aspect: str, detail: Any) -> str:
    """Of all layers together: what each says by itself, and who stands in several."""
    if aspect != ALL:
        return ""
    told = "; ".join(f"{each['layer']} p = {each['p_value']:.2g}" for each in detail["layers"])
    others = [
        set(each["officers"]) for each in detail["layers"] if each["layer"] != detail["layer"]
    ]
    both = sorted(set(detail["officers"]) & set().union(*others))
    return (
        f" Told here is the layer that hangs together most. By layer: {told}. In the group of "
        f"another layer too: {', '.join(both) or 'nobody'}."
    )
