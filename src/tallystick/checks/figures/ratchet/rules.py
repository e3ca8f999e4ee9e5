"""Do results gather at the level of their own rule, and not at that of a rule that others have?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.figures.ratchet.others import on_elsewhere
from tallystick.checks.proposed import proposed
from tallystick.checks.shared.figure_levels import BASES, Attempt
from tallystick.findings import Named, Result
from tallystick.findings.words import words_beside
from tallystick.stats.targets.landing import LEAST_LEVEL, lowered, reach_of
from tallystick.stats.targets.own_level import LEAST, own_against_other

say = words_beside(__file__).say

Ints = NDArray[np.int64]
Rules = tuple[dict[str, list[Attempt]], list[Attempt]]
OWN_RULE = "own rule against other rules"
ESTIMAND = say("estimands.own_rule")
MOST_SHOWN = 200


def step_of(attempts: Sequence[Attempt]) -> int:
    """The largest number that divides all results: what they are counted in."""
    return int(np.gcd.reduce([each.since for each in attempts])) or 1


def whole_steps(values: list[int], step: int, *, at_most: bool) -> Ints:
    """Levels in steps, (N,): the least whole one that meets each, or the most below a ceiling."""
    levels = np.array(values, dtype=np.int64)
    return np.asarray(levels // step if at_most else -(-levels // step))


def in_steps(attempts: Sequence[Attempt], step: int, *, at_most: bool) -> tuple[Ints, Ints]:
    """Results since the part before, and what was lacking then, in steps, (N,) each."""
    since = np.array([each.since for each in attempts], dtype=np.int64) // step
    return since, whole_steps([each.lacking for each in attempts], step, at_most=at_most)


def on_their_level(since: Ints, lacking: Ints, *, at_most: bool) -> NDArray[np.bool_]:
    """Which results, (N,), are on their levels, (N,), as `landing.on_level` counts them."""
    reach = reach_of(np.maximum(lacking, 0))
    first = lacking - reach if at_most else lacking
    return np.asarray((since >= first) & (since <= first + reach) & (lacking >= LEAST_LEVEL))


def chosen(attempts: Sequence[Attempt], holds: NDArray[np.bool_]) -> list[Attempt]:
    """The attempts that `holds`, (N,), names."""
    return [each for each, kept in zip(attempts, holds, strict=True) if kept]


def own_rule(detail: dict[str, Any], units: Sequence[Rules], rounded: str) -> list[Result]:
    """Return one result for the agency where at least two rules have results enough; else none.

    `units` are each unit's results by the name of their level, and those against the year before
    where another level is set; `rounded` says why rounded figures cannot be tested, "" when they
    can.
    """
    by_rule = {
        rule: [each for attempts, _ in units for each in attempts.get(rule, [])]
        for rule in BASES.values()
    }
    if sum(len(each) >= LEAST for each in by_rule.values()) < 2:
        return []
    own = [each for attempts in by_rule.values() for each in attempts]
    other = [each for _, besides in units for each in besides]
    bare = Result(
        "", "agency", "", say("aspects.own_rule", metric=detail["metric"]), "insufficient",
        len(own), ESTIMAND, reason=rounded,
        detail={**detail, "question": OWN_RULE, "level": "its own rule"},
    )  # fmt: skip
    return [bare if rounded else _result(bare, own, other, by_rule)]


def _result(
    bare: Result, own: list[Attempt], other: list[Attempt], by_rule: dict[str, list[Attempt]]
) -> Result:
    step, at_most = step_of(own), bare.detail["at_most"]
    mine, beside = (in_steps(each, step, at_most=at_most) for each in (own, other))
    apart = on_elsewhere(own, mine[1], step, at_most=at_most)
    bare_said = own_against_other(mine, beside, at_most=at_most)
    said = lowered(bare_said, apart.numbers).with_p(apart.p_value)
    said = replace(said, minimum_detectable=bare_said.minimum_detectable)
    numbers, on = said.numbers, on_their_level(*mine, at_most=at_most)
    rule = np.repeat(np.arange(len(by_rule)), [len(each) for each in by_rule.values()])
    counted = np.bincount(rule[mine[1] >= LEAST_LEVEL], minlength=len(by_rule)).tolist()
    landed = np.bincount(rule[on], minlength=len(by_rule)).tolist()
    rules = zip(by_rule, counted, landed, strict=True)
    shown = chosen(own, on)[:MOST_SHOWN]
    return proposed(
        bare,
        said,
        "follows",
        found=numbers.found,
        expected=numbers.expected,
        elsewhere=[apart.n, apart.numbers],
        others=int((beside[1] >= LEAST_LEVEL).sum()),
        others_found=int(on_their_level(*beside, at_most=at_most).sum()),
        rules={name: [n, found] for name, n, found in rules if n},
        landed=[[Named(each.unit, "unit"), str(each.first), str(each.last)] for each in shown],
    )
