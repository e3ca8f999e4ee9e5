"""How likely is a pattern to be chance, given how many tests were run?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tallystick.audit.expected import expected_by_chance
from tallystick.audit.peers import beside_each_other
from tallystick.checks.proposed import LEAD_AT_MOST, Proposed
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import LEVEL

say = words_beside(__file__).say

MOST_LOCAL_FDR, MOST_ALPHA = 0.2, LEVEL
Correction = Literal["bh", "by"]


def alpha_fault(alpha: float) -> str | None:
    """Why no audit can promise the error rate `alpha`, and what to give; None where one can.

    A check names a pattern only where p < 0.05 and its 95% range leaves out "no effect", so that
    more than 0.05 would be written down and change almost nothing.
    """
    if 0 < alpha <= MOST_ALPHA:
        return None
    return (
        f"{alpha:g}: a pattern is named only where p < {MOST_ALPHA} and its 95% range excludes "
        f"no effect, so the error rate is above 0 and at most {MOST_ALPHA}; "
        f"{MOST_ALPHA} is usual, 0.01 is stricter"
    )


def at_level(result: Result) -> Result:
    """Return the result with the verdict that its own p-value leaves it, at the nominal level."""
    proposal = result if isinstance(result, Proposed) else Proposed.of(result)
    bare, p_value = proposal.bare(), result.p_value
    if p_value is None or not result.names_pattern:
        return bare
    if max(p_value, *proposal.besides, 0.0) < LEVEL:
        if proposal.guard:
            return replace(bare, verdict="not_found", p_value=1.0, reason=proposal.guard)
        if proposal.withhold:
            return replace(bare, verdict="withheld", p_value=None, reason=proposal.withhold)
        return replace(bare, detail={**bare.detail, **proposal.further()})
    if proposal.no_power:
        return replace(
            bare, verdict="insufficient", p_value=None, smallest_detectable=None,
            reason=proposal.no_power,
        )  # fmt: skip
    caveat = proposal.otherwise if proposal.if_below < LEVEL else ""
    return replace(bare, verdict="not_found", reason=caveat or result.reason)


def correct(results: Sequence[Result], method: Correction) -> tuple[Result, ...]:
    """Return the results with q and E: one correction over the whole run.

    Results of units and officers get their estimates shrunk, officers' their local false
    discovery rate as well.
    Every result with a p-value counts as a test, null or not; one that is a lead at most counts as
    if it were null, so that it makes room for no other. ``bh`` is Benjamini & Hochberg
    (1995), right for independent or positively dependent tests; ``by`` is Benjamini &
    Yekutieli (2001), right for any dependence. Each check's results about one kind of subject
    weigh as much as another's, however many they are: a question put to a hundred officers takes
    nothing from one that is put to five units.
    """
    tested = [index for index, result in enumerate(results) if result.p_value is not None]
    corrected = list(results)
    if tested:
        p_values = np.array([results[index].p_value for index in tested], dtype=float)
        weighed = p_values / _weights([results[index] for index in tested])
        barred = [LEAD_AT_MOST in results[index].detail for index in tested]
        q_values = _stepwise(np.where(barred, 1.0, np.minimum(weighed, 1.0)), method).tolist()
        expected = expected_by_chance(weighed * len(tested)).tolist()
        for index, q_value, by_chance in zip(tested, q_values, expected, strict=True):
            corrected[index] = replace(
                results[index], q_value=q_value, expected_by_chance=by_chance
            )
    return beside_each_other(corrected)


def _stepwise(p_values: NDArray[np.float64], method: Correction) -> NDArray[np.float64]:
    """The q-values of `p_values`, (N,); scipy.stats takes half a second to import."""
    tests = np.arange(1.0, len(p_values) + 1)
    order = np.argsort(p_values)
    scaled = p_values[order] * (len(p_values) / tests)
    if method == "by":
        scaled = scaled * np.sum(1 / tests)
    q_values = np.empty_like(scaled)
    q_values[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return np.clip(q_values, 0.0, 1.0)


def _weights(tested: Sequence[Result]) -> NDArray[np.float64]:
    """Weights, (N,), whose mean is 1 and whose sum is the same over each question.

    Fixed before any p-value is seen, they leave the promise of either correction as it is
    (Genovese, Roeder & Wasserman 2006, Biometrika 93(3); Blanchard & Roquain 2008, EJS 2).
    """
    questions = [(result.check, result.subject_kind) for result in tested]
    times = Counter(questions)
    return np.array([len(tested) / (len(times) * times[each]) for each in questions])


def settled(result: Result, alpha: float) -> Result:
    """Return the result with the verdict that stands once all tests are counted.

    A pattern stands when its q-value is at most `alpha` and its 95% range leaves out "no
    effect": a one-sided test and the range can part, and no reader may be told of a rise "of
    -1% to 12%". An officer's pattern stands only if its local false discovery rate, too, is at
    most 20 % (the bar of Efron 2004). Otherwise it is not found, and says so. A test of details
    has no sampling error and so no p-value: each exception stands. What can be a lead at most is
    withheld.
    """
    if not result.names_pattern or result.q_value is None:
        return result
    if LEAD_AT_MOST in result.detail:
        return replace(result, verdict="withheld", p_value=None, q_value=None)
    if result.q_value > alpha:
        reason = say("shared.not_beyond", p=result.p_value)
        return replace(result, verdict="not_found", reason=reason)
    if result.local_fdr is not None and result.local_fdr > MOST_LOCAL_FDR:
        reason = say("shared.beside_officers", p=result.p_value, share=result.local_fdr)
        return replace(result, verdict="not_found", reason=reason)
    if result.includes_no_effect:
        reason = say("shared.range_includes_zero", p=result.p_value)
        return replace(result, verdict="not_found", reason=reason)
    return result
