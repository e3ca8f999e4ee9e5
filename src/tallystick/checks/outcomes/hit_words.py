"""How is it said whose searches find less, with no word on why, nor on where the line was drawn?"""

from __future__ import annotations

from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

INFRA = (
    "A lower hit rate does not by itself mean a lower threshold, nor an equal one an equal "
    "threshold (infra-marginality): those who are searched differ in how likely they carry, not "
    "only in where the line is drawn."
)
RECORDED = (
    "All of it rests on the finds as they are recorded: what was found and not entered, or entered "
    "and not found, these records do not tell."
)
MODEL = (
    "The thresholds rest on a model of how likely those stopped carry. Where groups differ from "
    "place to place in ways that it does not know, its range is too narrow or off."
)
DIFFER = (
    "Units and officers differ in where they search and whom, severalfold, for ordinary reasons. "
    "Ground, origin and time are compared alike; what else differs is not."
)
EFFECT = "People are searched, and nothing is found; the number of searches counts as work done."
AS_COUNTED = {"searches": ("searches", "a find"), "stops": ("stops", "an arrest")}


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    return _of_a_group(result) if result.subject_kind == "agency" else _of_a_member(result)


def _of_a_member(result: Result) -> Finding:
    detail, kind = result.detail, result.subject_kind
    acts, find = AS_COUNTED[detail["what"]]
    others = "other officers of the same unit" if kind == "officer" else "other units"
    return Finding.of(
        result,
        title=f"{kind} {result.subject}: fewer {acts} end in {find} than elsewhere",
        criteria=f"Whoever needs as good a reason for it as the others do has {acts} on like "
        f"grounds that end in {find} about as often.",
        condition=(
            f"Of {result.n:,} {acts} that are compared, {detail['hits']:,} ended in {find}; at the "
            f"rates of the {others} on like grounds {detail['expected']:,.1f} would. "
            f"{detail['unknown']:,} more have no recorded result and are not counted."
        ),
        cause="Not established. Rule out first: results that are not entered, a ground on which "
        "hardly anything is found, an operation, a place, a post or training.",
        effect=EFFECT,
        suggestion=f"Read a drawn sample of the listed {acts}: which reason was written, and would "
        "it have been one elsewhere?",
        caveats=(DIFFER, INFRA, RECORDED),
    )


def _of_a_group(result: Result) -> Finding:
    detail = result.detail
    acts, find = AS_COUNTED[detail["what"]]
    return Finding.of(
        result,
        title=f"{acts} of {detail['fewer']}: fewer end in {find} than those of {detail['more']}",
        criteria=f"Where one reason is asked for whoever it is, {acts} of each group at the same "
        f"place and on like grounds end in {find} about as often, as far as the groups are alike.",
        condition=(
            f"Of {result.n:,} {acts} of {detail['group']} that are compared, {detail['hits']:,} "
            f"ended in {find}; of {detail['reference_n']:,} of {detail['reference']} "
            f"{detail['reference_hits']:,}. {_lines(result)}"
        ),
        cause="Not established. Rule out first: groups that differ in how likely they carry, "
        "results that are not entered, a ground that leaves no choice, one officer, place or day.",
        effect="People of one group are searched on less than those of another would be, if the "
        "groups are alike in all else.",
        suggestion=f"Compare the written reasons of a drawn sample of {acts} of both groups, read "
        "by people who do not see the group.",
        caveats=(INFRA, RECORDED, MODEL),
    )


def _lines(result: Result) -> str:
    detail = result.detail
    return (
        f"Read from stops, searches and finds of {detail['places']} places, {detail['group']} are "
        f"searched from a likelihood of {detail['threshold']:.1%} on, {detail['reference']} from "
        f"{detail['reference_threshold']:.1%} on; the difference lies between "
        f"{100 * detail['threshold_low']:+.1f} and {100 * detail['threshold_high']:+.1f} points."
    )
