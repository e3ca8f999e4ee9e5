"""What do the results of each unit, and of all together, say about their levels?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.figure_levels import BASES, Attempt, whole_months
from tallystick.findings import Named, Result
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.rounding.roundness import rounded_to
from tallystick.stats.targets.landing import (
    LEAST_LEVEL,
    Found,
    bins_of,
    just_above,
    lowered,
    mirrored,
    most_by_chance,
    on_level,
    reach_of,
    smooth_bins,
    widths,
)
from tallystick.stats.targets.other_periods import AtValues, elsewhere
from tallystick.stats.targets.own_level import LEAST, own_against_other
from tallystick.stats.texts import grouped

say = words_beside(__file__).say

Ints = NDArray[np.int64]
ON, ABOVE, BELOW = "on the level", "just above it", "just below it"
OWN_RULE = "own rule against other rules"
KEYS = {ON: "on", ABOVE: "above", BELOW: "below"}
MOST_SHOWN = 200


@dataclass(frozen=True)
class Own:
    """One subject's figures, its results by the name of the level, or why there are none.

    `besides` are its results against the year before where another level is set for it.
    """

    figures: Ints
    attempts: dict[str, list[Attempt]]
    reason: str = ""
    besides: list[Attempt] = field(default_factory=list)


def of_level(detail: dict[str, Any], owns: Mapping[str, Own]) -> list[Result]:
    """Return the results of one level, ``detail["level"]``: the agency's and its units'."""
    held = {unit: own for unit, own in owns.items() if detail["level"] in own.attempts}
    results = []
    for subject in ("", *(held if len(held) > 1 or "" not in held else ())):
        those = [own for unit, own in held.items() if subject in ("", unit)]
        attempts = [each for own in those for each in own.attempts[detail["level"]]]
        bare = undecided("unit", subject, "", len(attempts), _rounded(those), **detail)
        questions = (ON, BELOW if detail["at_most"] else ABOVE)
        results += [_asked(bare, question, attempts) for question in questions]
    return results


def own_rule(detail: dict[str, Any], owns: Sequence[Own]) -> list[Result]:
    """Return one result for the agency where at least two rules have results enough; else none."""
    by_rule = {
        rule: [each for own in owns for each in own.attempts.get(rule, [])]
        for rule in BASES.values()
    }
    if sum(len(each) >= LEAST for each in by_rule.values()) < 2:
        return []
    own = [each for attempts in by_rule.values() for each in attempts]
    other = [each for unit in owns for each in unit.besides]
    bare = undecided(
        "agency", "", say("aspects.own_rule", metric=detail["metric"]), len(own), _rounded(owns),
        **detail, question=OWN_RULE, level="its own rule",
    )  # fmt: skip
    bare = replace(bare, estimand=say("estimands.own_rule"))
    return [bare if bare.reason else _by_rule(bare, own, other, by_rule)]


def _rounded(owns: Sequence[Own]) -> str:
    """Why figures that are rounded cannot be tested; "" where they are not."""
    base = rounded_to(np.concatenate([each.figures for each in owns])) if owns else None
    return say("reasons.rounded", n=base) if base else ""


def _asked(bare: Result, question: str, attempts: Sequence[Attempt]) -> Result:
    detail = {**bare.detail, "question": question}
    key, names = KEYS[question], {name: detail[name] for name in ("metric", "level")}
    bare = replace(
        bare, aspect=say(f"aspects.{key}", **names), estimand=say(f"estimands.{key}"), detail=detail
    )
    if bare.reason:
        return bare
    at_most = detail["at_most"]
    said = _on if question == ON else _just_beyond
    return _follows(
        bare, *said(attempts, at_most=at_most), distance=_distances(attempts, at_most=at_most)
    )


def _follows(
    bare: Result, said: Tested[Found], beside: Tested[float], landed: list[Attempt], **more: Any
) -> Result:
    """What results say, what other periods of the same units do, and which results landed."""
    return proposed(
        bare,
        said.with_p(beside.p_value),
        "follows",
        found=said.numbers.found,
        expected=said.numbers.expected,
        elsewhere=[beside.n, beside.numbers],
        landed=[
            [Named(each.unit, "unit"), str(each.first), str(each.last)]
            for each in landed[:MOST_SHOWN]
        ],
        **more,
    )


def _on(
    attempts: Sequence[Attempt], *, at_most: bool
) -> tuple[Tested[Found], Tested[float], list[Attempt]]:
    step = _step_of(attempts)
    since, lacking = _in_steps(attempts, step, at_most=at_most)
    beside = _on_elsewhere(attempts, lacking, step, at_most=at_most)
    said = lowered(on_level(since, lacking, at_most=at_most), beside.numbers)
    return said, beside, _chosen(attempts, _on_their_level(since, lacking, at_most=at_most))


def _just_beyond(
    attempts: Sequence[Attempt], *, at_most: bool
) -> tuple[Tested[Found], Tested[float], list[Attempt]]:
    """As `_on`, of results in the first bin beyond the levels of whole periods."""
    step, whole = _step_of(attempts), [each for each in attempts if each.whole]
    level = _whole_steps(_column(whole, "level"), step, at_most=at_most)
    result = _column(whole, "result") // step
    width = widths(np.maximum(level, 0))
    counted = (_column(whole, "first", "datetime64[D]"), _column(whole, "result"))
    beside = _elsewhere(whole, counted, (level, width - 1), step, at_most=at_most)
    beyond = (level - result) if at_most else (result - level)
    landed = _chosen(whole, (beyond >= 0) & (beyond < width))
    return just_above(result, level, at_most=at_most), beside, landed


def _by_rule(
    bare: Result, own: list[Attempt], other: list[Attempt], by_rule: dict[str, list[Attempt]]
) -> Result:
    step, at_most = _step_of(own), bare.detail["at_most"]
    mine, others = (_in_steps(each, step, at_most=at_most) for each in (own, other))
    beside = _on_elsewhere(own, mine[1], step, at_most=at_most)
    said = own_against_other(mine, others, at_most=at_most)
    left = replace(lowered(said, beside.numbers), minimum_detectable=said.minimum_detectable)
    on = _on_their_level(*mine, at_most=at_most)
    rule = np.repeat(np.arange(len(by_rule)), [len(each) for each in by_rule.values()])
    counted, landed = (
        np.bincount(rule[rows], minlength=len(by_rule)).tolist()
        for rows in (mine[1] >= LEAST_LEVEL, on)
    )
    rules = zip(by_rule, counted, landed, strict=True)
    return _follows(
        bare, left, beside, _chosen(own, on),
        others=int((others[1] >= LEAST_LEVEL).sum()),
        others_found=int(_on_their_level(*others, at_most=at_most).sum()),
        rules={name: [n, found] for name, n, found in rules if n},
    )  # fmt: skip


def _column(attempts: Sequence[Attempt], name: str, kind: DTypeLike = np.int64) -> NDArray[Any]:
    return np.array([getattr(each, name) for each in attempts], dtype=kind)


def _chosen(attempts: Sequence[Attempt], holds: NDArray[np.bool_]) -> list[Attempt]:
    return [each for each, kept in zip(attempts, holds, strict=True) if kept]


def _step_of(attempts: Sequence[Attempt]) -> int:
    """The largest number that divides all results: what they are counted in."""
    return int(np.gcd.reduce(_column(attempts, "since"))) or 1


def _whole_steps(levels: Ints, step: int, *, at_most: bool) -> Ints:
    """Levels in steps, (N,): the least whole one that meets each, or the most below a ceiling."""
    return np.asarray(levels // step if at_most else -(-levels // step))


def _in_steps(attempts: Sequence[Attempt], step: int, *, at_most: bool) -> tuple[Ints, Ints]:
    """Results since the part before, and what was lacking then, in steps, (N,) each."""
    lacking = _whole_steps(_column(attempts, "lacking"), step, at_most=at_most)
    return _column(attempts, "since") // step, lacking


def _on_their_level(since: Ints, lacking: Ints, *, at_most: bool) -> NDArray[np.bool_]:
    """Which results, (N,), are on their levels, (N,), as `landing.on_level` counts them."""
    reach = reach_of(np.maximum(lacking, 0))
    first = lacking - reach if at_most else lacking
    return np.asarray((since >= first) & (since <= first + reach) & (lacking >= LEAST_LEVEL))


def _on_elsewhere(
    attempts: Sequence[Attempt], lacking: Ints, step: int, *, at_most: bool
) -> Tested[float]:
    counted = (_column(attempts, "begun", "datetime64[D]"), _column(attempts, "since"))
    reach = reach_of(np.maximum(lacking, 0))
    return _elsewhere(attempts, counted, (lacking, reach), step, at_most=at_most)


def _elsewhere(
    attempts: Sequence[Attempt],
    counted: tuple[NDArray[np.datetime64], Ints],
    levels: tuple[Ints, Ints],
    step: int,
    *,
    at_most: bool,
) -> Tested[float]:
    """What the units' other periods say of results on their levels.

    `counted` are the days on which each result began, and the results, (N,) each; `levels` those of
    each and how far they reach, (N,) each, in steps.
    """
    (begun, result), (level, reach) = counted, levels
    usable = np.flatnonzero(level >= LEAST_LEVEL)
    months = whole_months(begun, _column(attempts, "last", "datetime64[D]"))
    first = level - reach if at_most else level
    chance = most_by_chance(np.maximum(first, 1), reach)
    units = []
    for _, rows in grouped(_column(attempts, "unit", object)[usable], months[usable]):
        own = usable[rows]
        others = _others(attempts[own[0]], int(months[own[0]]), begun[own])
        units += [
            AtValues(
                first[part] * step, (first[part] + reach[part]) * step, result[part],
                np.concatenate([result[part], others]), chance[part],
            )
            for part in ([own] if months[own[0]] else own[:, None])
        ]  # fmt: skip
    return elsewhere(units)


def _others(attempt: Attempt, months: int, begun: NDArray[np.datetime64]) -> Ints:
    """The unit's figures of as many months that begin on none of these days; of no months none."""
    tiled = attempt.figures.get(months) if months else None
    if tiled is None:
        return np.zeros(0, dtype=np.int64)
    return tiled.value[~np.isin(tiled.first, begun)]


def _distances(attempts: Sequence[Attempt], *, at_most: bool) -> dict[str, list[float]]:
    """How many results lie how many widths from their level, and a smooth law of them."""
    whole = [each for each in attempts if each.whole and each.level > 0]
    level, result = _column(whole, "level"), _column(whole, "result")
    n = bins_of(mirrored(result, level), level)[::-1] if at_most else bins_of(result, level)
    return {
        "bin": list(range(-len(n) // 2, len(n) // 2)),
        "n": n.tolist(),
        "smooth": [round(float(each), 3) for each in smooth_bins(n)],
    }
