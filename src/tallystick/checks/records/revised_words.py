"""How are revisions that fall on some, or go one way, said, and no more than was seen?"""

from __future__ import annotations

from tallystick.checks.records.releases import CHANGED, GONE, WORSE
from tallystick.checks.records.revised_results import IN_ONE
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

MOST_ARE_CORRECTIONS = (
    "That records differ between two releases says nothing of why: most differences are "
    "corrections. What is tested is on whom they fall, and which way they go."
)
WHAT = {
    GONE: "records are gone from the later release",
    WORSE: "records that made a figure worse are gone from the later release",
    CHANGED: "offences, clearances or days of records were changed",
}
EFFECT = {
    GONE: "These events counted when the earlier release was drawn, and no longer do.",
    WORSE: "A figure looks better by the records that were taken out.",
}


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    about = result.detail["about"]
    one_way = result.subject_kind == "agency" and about not in (GONE, CHANGED, WORSE)
    whose = "" if result.subject_kind == "agency" else f"{result.subject_kind} {result.subject}: "
    what = WHAT.get(about, f"{about}: cases were changed to the lesser category")
    where = _month(result) if result.aspect.endswith(IN_ONE) else ""
    return Finding.of(
        result,
        title=f"{whose}{what}{where} more than {'the other way' if one_way else 'elsewhere'}",
        criteria="Corrections follow from what becomes known of a case: they fall on some units, "
        "officers and months no more than on others, and go both ways.",
        condition=_changes(result) if one_way else _share(result, where),
        cause="Not established. Rule out first: duplicates removed, a review of one unit or "
        "category, records expunged, a clerk who corrects for a unit, a new code.",
        effect=EFFECT.get(about, "What is counted by these records came out otherwise when it was "
                          "first told."),
        suggestion="Ask for the log of changes of a drawn sample of the listed records: who "
        "changed them, when, on whose order and on what ground.",
        caveats=(MOST_ARE_CORRECTIONS,),
    )  # fmt: skip


def _month(result: Result) -> str:
    number = result.detail["month"] - 1
    return f" of {number // 12}-{number % 12 + 1:02d}"


def _changes(result: Result) -> str:
    detail = result.detail
    low, high = result.interval or (0.0, 0.0)
    return (
        f"{detail['down']:,} records were changed to the lesser category and {detail['up']:,} to "
        f"the graver one. Of {detail['clusters']:,} units and months in which one way has more, "
        f"it is the lesser in {detail['clusters_down']:,}. The share is "
        f"{result.estimate or 0:+.1%} from a half (95% range {low:+.1%} to {high:+.1%})."
    )


def _share(result: Result, where: str) -> str:
    detail = result.detail
    low, high = result.interval or (0.0, 0.0)
    own = ""
    if "down" in detail:
        own = f" {detail['up']:,} were changed the other way."
    if "p_own" in detail:
        own = f" Of its {detail['rest_n']:,} others, {detail['rest_found']:,} are gone."
    return (
        f"Of {result.n:,} records{where}, {detail['found']:,}; at the shares of others "
        f"{detail['expected']:,.1f} would be. The share is {result.estimate or 0.0:+.1%} from "
        f"theirs (95% range {low:+.1%} to {high:+.1%}).{own}"
    )
