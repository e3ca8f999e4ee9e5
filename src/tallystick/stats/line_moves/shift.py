"""Did mass appear at a line that is new, and disappear at a line that is gone?

Difference in bunching: what a single sample cannot tell apart (goods packed a little above the
line, round numbers) is there before and after alike, and cancels when the same values are compared
across the date on which the line moved (Best, Cloyne, Ilzetzki and Kleven 2020, Review of Economic
Studies 87(2), 656-690; Kleven 2016, Annual Review of Economics 8, 435-464). What appeared at the
new line and what disappeared at the old one are estimated together; the hole before a line and the
excess at and beyond it measure the same moved mass, as in method M (moved_mass.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr, stdtrit

from tallystick.stats.bunching.placebo import Placebo, heterogeneous, random_effects, touch
from tallystick.stats.estimate import LEVEL, Reason
from tallystick.stats.line_moves.shift_fit import Allowed, Fitted, Layout, layout_of
from tallystick.stats.line_moves.shift_masses import Edge, EdgeShift, Joint, fit_edges, joint_of
from tallystick.stats.units.heaps import Floats, Ints

__all__ = ["SELECTED", "Allowed", "Edge", "EdgeShift", "LineShift", "shift_at_lines"]

LEAST_EXPECTED_TEST, LEAST_EXPECTED_INTERVAL = 10.0, 20.0
LEAST_HOLE_BINS, LEAST_PLACEBO_BINS, FEWEST_NUMBERS, FEWEST_PLACEBOS = 3, 2, 4, 2
MOST_PLACEBOS, LARGEST_SE, LIFTED_Z = 12, 1.0, 1.0
MDE_MARGIN, LARGEST_MDE, POWER_Z = 1.1, 0.5, 0.84
ALONE_Z = 1.0
TOUCHING = Reason("touching")
ONE_SIDED = Reason("one_sided")
FEW_NUMBERS = Reason("few_numbers")
AS_MUCH = Reason("as_much")
LUMPS = "withheld_lumps"
# Two lines that agree can afford to allow for more than one alone (docs/calibration/moved_line.md).
MOVED, ALONE, SELECTED = Allowed(0.5, 0.3), Allowed(0.35, 0.2), Allowed(0.35, 1.0)


@dataclass(frozen=True, eq=False)
class LineShift:
    """The answer for all lines that came or went at once; None is undefined.

    ``share`` is the precision-weighted mean over the lines of the share of the records that belong
    in the hole and were moved over the line while it was in force. ``p_value`` is one-sided, valid
    for a test of "moved", 1 where a guard forbids it, and told also where too little could be seen
    to say that nothing is there: whoever counts tests must count those that could have found.
    ``p_own`` is the test's own, and ``p_placebo`` that against the spread at numbers that are no
    line. ``expected`` (J,) are the later group's counts without movement. ``se`` is the error
    of the share, ``se_side`` the larger of those of what is missing and what is in surplus,
    ``mismatch`` the z of what is in surplus less what is missing; ``hole`` the share missing, with
    its error ``se_hole`` without movement, ``holes`` the same at the ``placebos``.
    """

    verdict: str
    reason: str
    n_before: int
    n_after: int
    p_value: float | None = None
    p_own: float | None = None
    p_placebo: float | None = None
    share: float | None = None
    interval: tuple[float, float] | None = None
    smallest_detectable: float | None = None
    z_hole: float | None = None
    z_excess: float | None = None
    edges: tuple[EdgeShift, ...] = ()
    placebos: tuple[Placebo, ...] = ()
    popularity_sd: float | None = None
    dispersion: float | None = None
    expected: Floats | None = None
    se: float | None = None
    se_side: float | None = None
    mismatch: float | None = None
    hole: float | None = None
    se_hole: float | None = None
    holes: tuple[Placebo, ...] = ()


def shift_at_lines(
    before: ArrayLike,
    after: ArrayLike,
    edges: Sequence[Edge],
    *,
    grain: int,
    first: int,
    aside: Sequence[Edge] = (),
    habits: ArrayLike | None = None,
    allowed: Allowed | None = None,
) -> LineShift:
    """Compare two groups of records at the lines that came or went between them.

    H0: apart from a smooth tilt, the love of round numbers and its change at each of them, and
    apart from cases that a law lets police open or drop on one side of a line, the later group's
    records are distributed as the earlier's. H1: while a line is in force, records are missing just
    before it and as many are in surplus at and beside it.

    Parameters
    ----------
    before, after : (J,) non-negative
        Records per bin whose value is ``(first + j)`` grid steps.
    edges : Sequence of Edge
        The lines that came or went, as bins of the grid; their windows may not touch.
    grain : int
        The coarsest grain in bins to which people round and that divides every line.
    first : int
        Grid value of bin 0.
    aside : Sequence of Edge
        Other lines that changed with them: their windows decide nothing, but are left free.
    habits : (J,), optional
        Records of a larger body whose rounding these share, such as a unit's agency.
    allowed : Allowed, optional
        What may change at a line for innocent reasons; by default `MOVED` or, of one line, `ALONE`.

    Raises
    ------
    ValueError
        For counts that are negative, not finite or of different lengths, and without a line.
    """
    groups = [np.asarray(each, dtype=np.float64) for each in (before, after)]
    if groups[0].shape != groups[1].shape or groups[0].ndim != 1 or not edges:
        raise ValueError("before and after are of one length, and at least one line is compared")
    if not all(np.isfinite(each).all() and (each >= 0).all() for each in groups):
        raise ValueError("counts must be finite and at least 0")
    numbers = np.arange(-(-first // grain) * grain, first + groups[0].size, grain) - first
    n = (int(groups[0].sum()), int(groups[1].sum()))
    refused = _refusal(groups, numbers, edges, first)
    if refused:
        return LineShift("insufficient", refused, *n)
    free = allowed or (ALONE if len(edges) == 1 else MOVED)
    larger = None if habits is None else np.asarray(habits, dtype=np.float64)
    layout = layout_of(groups[0], groups[1], numbers, first, larger)
    fitted = fit_edges(layout, (*edges, *aside), first, free)
    joint = joint_of(layout, fitted, edges, first)
    least = min(each.expected for each in joint.edges)
    if least < LEAST_EXPECTED_TEST:
        few = Reason("few_expected", n=least, of=LEAST_EXPECTED_TEST)
        return LineShift("insufficient", few, *n)
    if not fitted.converged or not np.isfinite([joint.se, joint.t, least]).all():
        return LineShift("insufficient", Reason("not_fitted"), *n)
    found = float(stdtr(joint.df, -joint.t)) < LEVEL and _both_sides(joint)
    if not found:
        return _answer(layout, fitted, joint, None, n)
    others, holes = _placebos(layout, (*edges, *aside), first, free)
    return replace(_answer(layout, fitted, joint, others, n), holes=holes)


def _answer(
    layout: Layout,
    fitted: Fitted,
    joint: Joint,
    others: tuple[Placebo, ...] | None,
    n: tuple[int, int],
) -> LineShift:
    """All that is told; ``others`` is None where nothing is found that they could explain."""
    reach = float(stdtrit(joint.df, 0.975)) * joint.se
    few = min(each.expected for each in joint.edges) < LEAST_EXPECTED_INTERVAL
    limit = float(stdtrit(joint.df, 1 - LEVEL)) + POWER_Z
    sides = (_least_z(joint) + POWER_Z) * joint.se_side
    detectable = MDE_MARGIN * max(limit * joint.se_null, sides)
    p_own = float(stdtr(joint.df, -joint.t))
    p_placebo = None if others is None else _placebo_p(joint, others)
    verdict, reason, p = "not_found", "", p_own if _both_sides(joint) else 1.0
    if others is not None:
        verdict, reason, p = _found(fitted, p_own, p_placebo)
    elif detectable > LARGEST_MDE:
        verdict, reason = "insufficient", Reason("weak", p=detectable)
    return LineShift(
        verdict,
        reason,
        *n,
        p_value=None if others is not None and verdict == "insufficient" else p,
        p_own=p_own,
        p_placebo=p_placebo,
        share=joint.share,
        interval=None if few else (joint.share - reach, joint.share + reach),
        smallest_detectable=detectable,
        z_hole=joint.z_hole,
        z_excess=joint.z_excess,
        edges=joint.edges,
        placebos=others or (),
        popularity_sd=fitted.popularity_sd,
        dispersion=fitted.dispersion,
        expected=layout.before * np.exp(fitted.log_ratio),
        se=joint.se,
        se_side=joint.se_side,
        mismatch=joint.mismatch,
        hole=joint.hole,
        se_hole=joint.se_hole,
    )


def _both_sides(joint: Joint) -> bool:
    """Whether records are missing before the line and in surplus at it.

    One line alone must show each beyond its error; of two that agree the signs are enough.
    """
    least = _least_z(joint)
    return joint.z_hole > least and joint.z_excess > least


def _least_z(joint: Joint) -> float:
    return ALONE_Z if len(joint.edges) == 1 else 0.0


def _found(fitted: Fitted, p_own: float, p_placebo: float | None) -> tuple[str, str, float]:
    """What remains of a pattern once numbers that are no line are looked at."""
    if fitted.lumpy:
        return "insufficient", Reason(LUMPS, a=fitted.dispersion), p_own
    if p_placebo is None:
        return "insufficient", Reason("few_placebos"), p_own
    p = max(p_own, p_placebo)
    if p < LEVEL:
        return "moved", "", p
    return "not_found", AS_MUCH, p


def _refusal(groups: Sequence[Floats], numbers: Ints, edges: Sequence[Edge], first: int) -> str:
    """Why the two groups cannot be compared at all, before any fit; "" when they can."""
    spans = [each.windows.span for each in edges]
    if min(each.hole for each in edges) < LEAST_HOLE_BINS:
        return Reason("narrow_hole", n=LEAST_HOLE_BINS)
    if any(low < first or high >= first + groups[0].size for low, high in spans):
        return Reason("out_of_range")
    if any(touch(one, two) for k, one in enumerate(spans) for two in spans[:k]):
        return TOUCHING
    if min(float(each.sum()) for each in groups) <= 0:
        return ONE_SIDED
    if numbers.size < FEWEST_NUMBERS:
        return FEW_NUMBERS
    return ""


def _placebos(
    layout: Layout, edges: Sequence[Edge], first: int, allowed: Allowed
) -> tuple[tuple[Placebo, ...], tuple[Placebo, ...]]:
    """The share that "appears" at each other round number, and what is missing before it.

    Windows are scaled like the line's.
    """
    model, size = edges[0], layout.before.size
    usable = []
    for line in (layout.numbers + first).tolist():
        hole, excess = (
            max(1, round(width * line / model.line)) for width in (model.hole, model.excess)
        )
        there = replace(model, line=line, hole=hole, excess=excess, appears=True)
        low, high = there.windows.span
        beside = any(touch((low, high), each.windows.span) for each in edges)
        if hole < LEAST_PLACEBO_BINS or low < first or high >= first + size or beside:
            continue
        usable.append(there)
    if len(usable) > MOST_PLACEBOS:
        kept = np.linspace(0, len(usable) - 1, MOST_PLACEBOS).round().astype(int)
        usable = [usable[place] for place in np.unique(kept)]
    found, holes = [], []
    for there in usable:
        fitted = fit_edges(layout, (there, *edges), first, allowed)
        own = joint_of(layout, fitted, (there,), first)
        if fitted.converged and own.se_null < LARGEST_SE:
            found.append(Placebo(there.line, own.t * own.se_null, own.se_null))
            holes.append(Placebo(there.line, own.hole, own.se_hole))
    return tuple(found), tuple(holes)


def _placebo_p(joint: Joint, others: tuple[Placebo, ...]) -> float | None:
    """One-sided p of the share against shares that came at numbers that are no line.

    A rise that all numbers share cancels between a line that came and one that went; what they
    differ by among themselves does not. None with fewer than two placebos.
    """
    if len(others) < FEWEST_PLACEBOS:
        return None
    mean, se, between = random_effects(others)
    turns = np.array([1.0 if each.appears else -1.0 for each in joint.edges])
    along = float(joint.weight @ turns)
    lifted = along > 0 and mean > LIFTED_Z * se
    differ = heterogeneous(others)
    if not lifted and not differ:
        return 0.0
    shift, shift_se = (along * mean, along * se) if lifted else (0.0, 0.0)
    spread = between * float(joint.weight @ joint.weight) if differ else 0.0
    df = len(others) - 1 if spread > joint.se_null**2 else joint.df
    share = joint.t * joint.se_null
    return float(stdtr(df, (shift - share) / np.sqrt(joint.se_null**2 + spread + shift_se**2)))
