"""How is it said that a group bears more, with no word on why?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tallystick.checks.exhibits.bunching_words import NOT_A_COUNT, at_the_line, place
from tallystick.checks.exhibits.packages import line_of
from tallystick.checks.exhibits.places import held_in
from tallystick.checks.outcomes.disparity_rows import is_of_charges
from tallystick.findings import Finding, Picture, Result
from tallystick.tables import Line
from tallystick.tables.store import Tables

NO_MOTIVE = (
    "A difference that a group bears is no evidence of a motive, nor of who made it: prosecutor, "
    "laboratory and witnesses have a part in it."
)
AS_RECORDED = (
    "Groups are as recorded by those whose records are examined. Whom they record, and as what, "
    "may itself differ between cases that hold and cases that fail."
)
WITHIN = (
    "Cases were compared within each officer. What groups bear because they meet other officers, "
    "units or offences was not tested."
)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    words = _charged(result) if is_of_charges(result) else _weighed(result, line_of(tables, result))
    return Finding.of(result, **words)


def _whose(detail: Mapping[str, Any]) -> str:
    return f"{detail['sorting']}: {detail['member']}"


def _charged(result: Result) -> dict[str, Any]:
    detail = result.detail
    own, rest = (
        detail[found] / max(1, detail[n])
        for found, n in (("all_found", "all_n"), ("rest_found", "rest_n"))
    )
    low, high = result.interval or (0.0, 0.0)
    return {
        "title": f"{_whose(detail)}: more cases end without a conviction than like cases of the "
        "same officers against others",
        "criteria": "Of cases of one officer, offence and half-year, as many fail whoever stands "
        "in them.",
        "condition": (
            f"Of {result.n:,} decided cases that can be compared, {detail['found']:,} failed; at "
            f"the rates of {detail['others']:,} others of the same officers, offences and "
            f"half-years {detail['expected']:,.1f} would have: {result.estimate or 0.0:+.0%} (95% "
            f"range {low:+.0%} to {high:+.0%}). They rest on about {detail['officers']:,.0f} "
            "officers of equal weight. A person counts once in a half-year. Before like is "
            "compared with like, "
            f"{own:.0%} of the group's {detail['all_n']:,} decided cases failed, and {rest:.0%} of "
            f"{detail['rest_n']:,} others."
        ),
        "cause": "Not established. Rule out first: few people counted often, one operation, a "
        "prior conviction that is part of the charge, cases that differ within one offence, "
        "witnesses who are harder to hear.",
        "effect": "People of this group were arrested or charged without being convicted more "
        "often than others in like cases.",
        "suggestion": "Read a drawn sample of the listed cases beside like cases of the same "
        "officers against others, without knowing which is which: what was missing in each.",
        "caveats": (NO_MOTIVE, AS_RECORDED, WITHIN),
    }


def _weighed(result: Result, line: Line) -> dict[str, Any]:
    detail, where = result.detail, place(line)
    share, (low, high) = result.estimate or 0.0, result.interval or (0.0, 0.0)
    return {
        "title": f"{_whose(detail)}, {line.name}: more records are missing just below the line and "
        "added at and beyond it than of others",
        "criteria": "A recorded value is what was read: it does not know whose goods it is. The "
        f"line: {line.citation}.",
        "condition": (
            f"Of the group's records that belong just below {where}, about {share:.0%} (95% range "
            f"{low:.0%} to {high:.0%}) lie at or just beyond it, beyond what the same officers' "
            f"records of others show. {detail['n_group']:,} records of the group around the line "
            f"were compared with {detail['n_rest']:,} others."
        ),
        "cause": "Not established. Rule out first: goods that this group carries in packs a little "
        "above the line, one operation, cases below the line that are not opened against it.",
        "effect": "A record on the other side of the line has another consequence for the people "
        f"of this group ({line.citation}).",
        "suggestion": "Compare the listed values with print-outs of the scale and with laboratory "
        "weights, beside as many of the same officers' records of others.",
        "caveats": (NOT_A_COUNT, NO_MOTIVE, AS_RECORDED, WITHIN, *held_in(line)),
        "picture": _picture(result, line),
    }


def _picture(result: Result, line: Line) -> Picture | None:
    series = result.detail
    if not series.get("x"):
        return None
    return at_the_line(
        line,
        series,
        f"Records are missing before {place(line)} and added at and beyond it",
        f"{series['n_group']:,} records of the group, weighted to the same mix of officers. Line: "
        "the same officers' records of others, scaled to that number.",
    )
