"""How is a difference from peers said, so that nobody is accused of being unlike the others?"""

from __future__ import annotations

from tallystick.checks.people.peer_funnel import picture
from tallystick.findings import Finding, Funnel, Result
from tallystick.tables.store import Tables

WEAK = (
    "A difference from peers is weak evidence. Officers differ, often severalfold, in posts, "
    "partners and skill that no column holds."
)
UNSEEN = "What all officers of a unit do alike cannot be seen here: they are each other's peers."


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail = result.detail
    low, high = result.interval or (0.0, 0.0)
    way = "more" if (result.estimate or 0.0) >= 0 else "less"
    return Finding.of(
        result,
        title=f"Cases of officer {result.subject} count as {result.aspect} {way} often than like "
        "cases of peers",
        criteria=(
            f"Cases alike in unit, area, offence, origin, hours and half-year count as "
            f"{result.aspect} about as often, whoever has them."
        ),
        condition=(
            f"Of {result.n:,} cases, {detail['counted']:,} count as {result.aspect} "
            f"({detail['counted'] / max(result.n, 1):.1%}); {detail['expected']:.1%} of like cases "
            f"of peers do. The difference is {100 * (result.estimate or 0.0):+.1f} points (95% "
            f"range {100 * low:+.1f} to {100 * high:+.1f}), farther than the {detail['officers']} "
            f"officers compared are apart for ordinary reasons (standard deviation "
            f"{100 * detail['between']:.1f} points)."
        ),
        cause="Not established. Rule out first: the officer's post, training and partner, an "
        "operation, and a code under which others' cases are entered.",
        effect=f"These cases weigh more in {result.aspect} than their number: how they came to "
        "count decides what the figure says."
        if way == "more"
        else f"Like cases of peers count as {result.aspect}; these do not.",
        suggestion="Draw a sample of the listed cases and of like cases of peers, and have both "
        "read without names. Ask a second source, a court or a laboratory, what became of them.",
        caveats=(WEAK, UNSEEN),
        picture=_picture(result),
    )


def _picture(result: Result) -> Funnel:
    detail = result.detail["funnel"]
    inner, outer = detail["beyond"]
    officers, drawn = result.detail["officers"], len(detail["n"]) + 1
    whom = (
        f"All {officers:,} officers compared are drawn"
        if drawn == officers
        else f"Of {officers:,} officers compared {drawn:,} are drawn, {detail['beyond_drawn']:,} "
        "of them outside their own 99.8% limits"
    )
    return picture(
        detail,
        caption=f"Officers outside their own 99.8% limits: {outer:,} of {officers:,}",
        subcaption=f"{whom}: each by its number of cases and its difference from like cases of "
        "peers. Between the lines lie 95% and 99.8% of officers who differ for ordinary reasons, "
        "at the share expected of this officer. Officers outside their own 95% limits: "
        f"{inner:,}, where about {detail['usual']:,} would be for ordinary reasons.",
        x_label="Cases",
        y_label="Difference from like cases of peers, points",
        mark_label="this officer",
    )
