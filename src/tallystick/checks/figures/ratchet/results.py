"""What do the results of each unit, and of all together, say about their levels?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.figures.ratchet.others import above_elsewhere, on_elsewhere
from tallystick.checks.figures.ratchet.rules import (
    MOST_SHOWN,
    chosen,
    in_steps,
    on_their_level,
    own_rule,
    step_of,
    whole_steps,
)
from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.figure_levels import (
    Attempt,
    against_another_rule,
    against_targets,
    against_year_before,
    series,
)
from tallystick.checks.shared.figure_series import PUBLISHED, RECORDED
from tallystick.checks.shared.published_figures import PERCENT
from tallystick.findings import Named, Result
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.rounding.roundness import rounded_to
from tallystick.stats.targets.landing import (
    Found,
    bins_of,
    just_above,
    lowered,
    mirrored,
    on_level,
    smooth_bins,
    widths,
)
from tallystick.stats.texts import grouped
from tallystick.tables import Frame

say = words_beside(__file__).say

Columns = tuple[np.ndarray, ...]
ON, ABOVE, BELOW = "on the level", "just above it", "just below it"
ESTIMANDS = {
    ON: say("estimands.on"),
    ABOVE: say("estimands.above"),
    BELOW: say("estimands.below"),
}
ASPECTS = {ON: "aspects.on", ABOVE: "aspects.above", BELOW: "aspects.below"}
TARGET = "target"
NO_LEVEL = say("reasons.no_level")


@dataclass(frozen=True)
class Own:
    """One subject's figures, its results by the name of the level, or why there are none.

    `besides` are its results against the year before where another level is set for it.
    """

    figures: NDArray[np.int64]
    attempts: dict[str, list[Attempt]]
    reason: str = ""
    besides: list[Attempt] = field(default_factory=list)


def results_of(
    source: np.ndarray,
    metric: np.ndarray,
    unit_id: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
    milli: np.ndarray,
    percent: np.ndarray,
    basis: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Return per metric, level and question the agency's result and its units'."""
    columns = (source, metric, unit_id, first, last, milli, percent, basis)
    declared, ceilings = frozenset(each.name for each in frame.metrics), frame.ceilings
    results = []
    for (what,), rows in grouped(metric):
        kinds = set(source[rows].tolist())
        told = PUBLISHED if PUBLISHED in kinds else RECORDED
        if told not in kinds:
            continue
        own = _owns(tuple(column[rows] for column in columns), told, at_most=what in ceilings)
        results += [
            undecided("unit", unit, what, len(each.figures), each.reason)
            for unit, each in own.items() if each.reason
        ]  # fmt: skip
        detail = {"metric": what, "source": told, "declared": what in declared,
                  "at_most": what in ceilings}  # fmt: skip
        for level in sorted({level for each in own.values() for level in each.attempts}):
            results += _of_level({**detail, "level": level}, own)
        kept = [each for each in own.values() if not each.reason]
        rounded = _rounded([each.figures for each in kept])
        results += own_rule(detail, [(each.attempts, each.besides) for each in kept], rounded)
    return results


def _owns(columns: Columns, told: str, *, at_most: bool) -> dict[str, Own]:
    """Every unit's results; the agency's own figures only where no unit has any."""
    source, _, unit, first, last, milli, percent, basis = columns
    first, last = first.astype("datetime64[D]"), last.astype("datetime64[D]")
    found = {}
    for (subject,), rows in grouped(unit):
        own = rows[source[rows] == told]
        goals = rows[source[rows] == TARGET]
        if not len(own):
            continue
        by_length, reason = series(first[own], last[own], milli[own])
        reason = PERCENT if percent[own].any() else reason
        attempts: dict[str, list[Attempt]] = {}
        besides: list[Attempt] = []
        if not reason:
            against = (first[goals], last[goals], milli[goals], basis[goals].tolist())
            ruled = _by_level(against_targets(subject, by_length, *against, at_most=at_most))
            attempts = _by_level(against_year_before(subject, by_length)) | ruled
            besides = list(against_another_rule(ruled, by_length))
            reason = "" if attempts else NO_LEVEL
        values = [each.value for each in by_length.values()]
        figures = np.concatenate(values) if values else np.zeros(len(own), dtype=np.int64)
        found[subject] = Own(figures, attempts, reason, besides)
    return {unit: each for unit, each in found.items() if unit or len(found) == 1}


def _by_level(attempts: Iterable[tuple[str, Attempt]]) -> dict[str, list[Attempt]]:
    found: dict[str, list[Attempt]] = {}
    for level, attempt in attempts:
        found.setdefault(level, []).append(attempt)
    return found


def _of_level(detail: dict[str, Any], owns: dict[str, Own]) -> list[Result]:
    held = {unit: own for unit, own in owns.items() if detail["level"] in own.attempts}
    results = []
    for subject in ("", *(held if len(held) > 1 or "" not in held else ())):
        those = [own for unit, own in held.items() if subject in ("", unit)]
        attempts = [each for own in those for each in own.attempts[detail["level"]]]
        bare = replace(undecided("unit", subject, "", len(attempts)), detail=detail)
        reason = _rounded([own.figures for own in those])
        questions = (ON, BELOW if detail["at_most"] else ABOVE)
        results += [_result(bare, question, attempts, reason) for question in questions]
    return results


def _rounded(figures: Sequence[NDArray[np.int64]]) -> str:
    """Why figures that are rounded cannot be tested; "" where they are not."""
    if not figures:
        return ""
    base = rounded_to(np.concatenate(figures))
    return say("reasons.rounded", n=base) if base else ""


def _result(bare: Result, question: str, attempts: Sequence[Attempt], rounded: str) -> Result:
    detail = {**bare.detail, "question": question}
    bare = replace(
        bare,
        aspect=say(ASPECTS[question], metric=detail["metric"], level=detail["level"]),
        estimand=ESTIMANDS[question],
        reason=rounded,
        detail=detail,
    )
    if rounded:
        return bare
    said, beside, landed = _said(question, attempts, at_most=detail["at_most"])
    shown, numbers = landed[:MOST_SHOWN], said.numbers
    return proposed(
        bare,
        said.with_p(beside.p_value),
        "follows",
        found=numbers.found,
        expected=numbers.expected,
        elsewhere=[beside.n, beside.numbers],
        landed=[[Named(each.unit, "unit"), str(each.first), str(each.last)] for each in shown],
        distance=_distances(attempts, at_most=detail["at_most"]),
    )


def _said(
    question: str, attempts: Sequence[Attempt], *, at_most: bool
) -> tuple[Tested[Found], Tested[float], list[Attempt]]:
    """What the attempts say, what the same units' other periods say, and which attempts landed.

    A number that divides all results is their unit.
    """
    step = step_of(attempts)
    if question == ON:
        since, lacking = in_steps(attempts, step, at_most=at_most)
        on = on_their_level(since, lacking, at_most=at_most)
        beside = on_elsewhere(attempts, lacking, step, at_most=at_most)
        said = on_level(since, lacking, at_most=at_most)
        return lowered(said, beside.numbers), beside, chosen(attempts, on)
    whole = [each for each in attempts if each.whole]
    level = whole_steps([each.level for each in whole], step, at_most=at_most)
    result = np.array([each.result for each in whole]) // step
    said = just_above(result, level, at_most=at_most)
    beside = above_elsewhere(whole, level, step, at_most=at_most)
    width = widths(np.maximum(level, 0))
    beyond = (level - result) if at_most else (result - level)
    near = (beyond >= 0) & (beyond < width)
    return said, beside, chosen(whole, near)


def _distances(attempts: Sequence[Attempt], *, at_most: bool) -> dict[str, list[float]]:
    """How many results lie how many widths from their level, and a smooth law of them."""
    whole = [each for each in attempts if each.whole and each.level > 0]
    level = np.array([each.level for each in whole], dtype=np.int64)
    result = np.array([each.result for each in whole], dtype=np.int64)
    n = bins_of(mirrored(result, level), level)[::-1] if at_most else bins_of(result, level)
    return {
        "bin": list(range(-len(n) // 2, len(n) // 2)),
        "n": n.tolist(),
        "smooth": [round(float(each), 3) for each in smooth_bins(n)],
    }
