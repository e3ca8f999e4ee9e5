"""What does a coded sample say, in a screenful?"""

from __future__ import annotations

import math
from collections.abc import Iterator

from tallystick.cli.terminal import printable
from tallystick.findings.counts import counted
from tallystick.sample.estimate import Estimate, Part
from tallystick.sample.plan import Plan

NEITHER = "A code says what the file bears out, and nothing of why the record says otherwise."


def lines_of(plan: Plan, said: Estimate) -> Iterator[str]:
    """Yield the lines that tell an estimate."""
    whole = said.whole
    yield f"Population: {printable(plan.population)}, {counted(whole.low.population, 'record')}"
    yield f"Drawn with seed {plan.seed} and coded: {counted(whole.n, 'record')}"
    yield f"Estimated: the {printable(said.estimand)}"
    yield f"  all: {_told(whole, plan)}"
    for each in said.strata:
        yield f"  {printable(each.name) or 'without a name'}: {_told(each, plan)}"
    if whole.open:
        yield (
            f"Open: {counted(whole.open, 'record')}, {said.unresolved:,} of them with two codes "
            "and none agreed on; at the low end of the range they count as right, at the high end "
            f"as {printable(plan.counted)}"
        )
    yield _agreement(said)
    yield NEITHER


def _told(part: Part, plan: Plan) -> str:
    low, high = part.interval
    least, most = part.records
    many = f"{part.wrong:,}" if not part.open else f"{part.wrong:,} to {part.wrong + part.open:,}"
    share = f"{part.low.share:.1%}"
    if part.open:
        share += f" to {part.high.share:.1%}"
    return (
        f"{many} of {part.n:,} coded {printable(plan.counted)}, {share} "
        f"({plan.confidence:.0%} range {low:.1%} to {high:.1%}: "
        f"{least:,} to {most:,} of {part.low.population:,} records)"
    )


def _agreement(said: Estimate) -> str:
    each = said.agreement
    if not each.n:
        return "One coder only: how far two would agree is not known"
    same = f"Two coders gave the same code to {each.same:,} of {each.n:,}"
    if math.isnan(each.kappa):
        return f"{same}; with one code throughout, kappa says nothing"
    low, high = each.interval
    return f"{same}; Cohen's kappa {each.kappa:.2f} (95% range {low:.2f} to {high:.2f})"
