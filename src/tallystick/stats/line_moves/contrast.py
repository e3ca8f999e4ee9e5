"""Does mass lie at a line in the goods that it is drawn for, and not in others of the same weight?

Difference in bunching between two kinds of goods, by the model of shift.py, in which the other
goods stand for the time before. Two kinds of goods differ in more than a date changes: in packs, in
how their weights spread, in the scale that is used. Two safeguards are therefore stricter here.
Where each of the two has a line of its own, *both* lines must show movement, each in its own goods:
packs that one of them alone comes in cannot do that. What is missing before each line must be
beyond chance by itself (holes.py), and where only one has a line, at 12.5 %, beyond what is
missing before round numbers that are a line for neither: goods whose weights differ have holes
there too. The share must exceed what these numbers show, of which the spread is always counted. And
what is in surplus at a line may not exceed what is missing before it by more than its error.
Nothing is found where even a move of all records need not be (docs/calibration/other_substance.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from tallystick.stats.bunching.placebo import Placebo, random_effects
from tallystick.stats.estimate import LEVEL, Reason
from tallystick.stats.line_moves.holes import (
    cannot_tell,
    hole_seen,
    no_hole,
    not_moved,
    too_much_surplus,
)
from tallystick.stats.line_moves.shift import (
    AS_MUCH,
    LEAST_EXPECTED_TEST,
    LUMPS,
    MDE_MARGIN,
    POWER_Z,
    Edge,
    LineShift,
    shift_at_lines,
)

__all__ = ["contrast_at_lines"]

LEAST_Z_EACH = 1.0
HOLE_LEVEL = 0.125
FEWEST_PLACEBOS = 3
ONE_OF_TWO = Reason("one_of_two")
HOLES_ALIKE = Reason("holes_alike")
NOT_EVEN_ALL = Reason("not_even_all")
FEWER = Reason("few_to_exclude_packs")


def contrast_at_lines(
    other: ArrayLike,
    own: ArrayLike,
    edges: Sequence[Edge],
    *,
    grain: int,
    first: int,
    aside: Sequence[Edge] = (),
    habits: ArrayLike | None = None,
) -> LineShift:
    """Compare the records of two kinds of goods, of one or each of which a line is drawn.

    H0: apart from a smooth tilt, the love of round numbers and that of each of them, and cases that
    are not opened on one side of a line, both are distributed alike; goods that differ in packs
    differ so at numbers that are no line as well. H1: records are missing just before a line, and
    are in surplus at it, in the goods that it is drawn for.

    Parameters
    ----------
    other, own : (J,) non-negative
        Records per bin, as ``before`` and ``after`` of `shift_at_lines`.
    edges : Sequence of Edge
        The line of ``own``, which ``appears``, and that of ``other`` where it has one.
    grain, first, aside, habits
        As in `shift_at_lines`.

    Notes
    -----
    Goods whose weights hardly meet have no finite ratio: that is told as a model without a fit.

    Raises
    ------
    ValueError
        As `shift_at_lines`, and for more than two lines or two of the same goods.
    """
    if [each.appears for each in edges] not in ([True], [True, False]):
        raise ValueError("one line of the goods is compared, or one of each of the two")
    n_other, n_own = (int(np.asarray(each).sum()) for each in (other, own))
    if min(n_other, n_own) < LEAST_EXPECTED_TEST:
        few = Reason("few_of_one", n=min(n_other, n_own), of=LEAST_EXPECTED_TEST)
        return LineShift("insufficient", few, n_other, n_own)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        found = shift_at_lines(
            other, own, edges, grain=grain, first=first, aside=aside, habits=habits
        )
    if found.share is None or found.reason == LUMPS:
        return found
    found = replace(found, smallest_detectable=_detectable(found))
    if (found.smallest_detectable or 0.0) > 1:
        p = None if found.verdict == "moved" else found.p_value
        return replace(found, verdict="insufficient", reason=NOT_EVEN_ALL, p_value=p)
    if found.verdict == "moved" and (reason := too_much_surplus(found)):
        return not_moved(found, reason)
    if found.verdict == "moved":
        return at_one_line(found) if len(edges) == 1 else at_each_line(found)
    if found.verdict == "not_found" and not found.placebos:
        return cannot_tell(found)
    return found


def at_each_line(found: LineShift) -> LineShift:
    """Both lines must show it, on both of their sides, each in the goods that it is drawn for."""
    sides = [side > 0 for each in found.edges for side in (each.missing, each.surplus)]
    if not all(sides) or min(each.share / each.se for each in found.edges) <= LEAST_Z_EACH:
        return not_moved(found, ONE_OF_TWO)
    if reason := no_hole(found):
        return not_moved(found, reason)
    return _against_placebos(found, of_mean=False)


def at_one_line(found: LineShift) -> LineShift:
    """One line alone must show a hole, and each more than numbers that are a line for neither."""
    if reason := no_hole(found):
        return not_moved(found, reason)
    if _hole_p(found) >= HOLE_LEVEL:
        return not_moved(found, HOLES_ALIKE)
    return _against_placebos(found, of_mean=True)


def _hole_p(found: LineShift) -> float:
    """One-sided p of what is missing, among what is missing before numbers that are no line."""
    if len(found.holes) < FEWEST_PLACEBOS:
        return 0.0
    return beyond_placebos(found.hole or 0.0, found.se_hole or np.inf, found.holes)


def _against_placebos(found: LineShift, *, of_mean: bool) -> LineShift:
    """The share must be beyond those at numbers that are a line for neither.

    What rises at all numbers (``of_mean``) cancels between two lines that are each compared with
    the other goods; what numbers differ by does not.
    """
    if len(found.placebos) < FEWEST_PLACEBOS:
        return replace(found, verdict="insufficient", reason=FEWER, p_value=None)
    share, se = found.share or 0.0, found.se or np.inf
    beyond = beyond_placebos(share, se, found.placebos, of_mean=of_mean)
    p = max(found.p_value or 0.0, beyond)
    if p < LEVEL:
        return replace(found, p_value=p, p_placebo=beyond)
    return replace(found, verdict="not_found", reason=AS_MUCH, p_value=p, p_placebo=beyond)


def beyond_placebos(
    share: float, se: float, others: tuple[Placebo, ...], *, of_mean: bool = True
) -> float:
    """One-sided p of a share, taken for one more of those that came at numbers that are no line.

    The share against their mean where that is above 0 (against 0 without ``of_mean``), with their
    variance beyond error (DerSimonian and Laird 1986, Controlled Clinical Trials 7(3), 177-188)
    whether or not it is significant, and one degree of freedom less than there are placebos.
    """
    mean, se_mean, between = random_effects(others)
    if not of_mean:
        mean = se_mean = 0.0
    spread = np.sqrt(se**2 + se_mean**2 + between)
    return float(stdtr(len(others) - 1, (max(mean, 0.0) - share) / spread))


def _detectable(found: LineShift) -> float:
    """The share that would be found four times in five, with what is asked here besides."""
    sides = hole_seen(found)
    if len(found.edges) > 1:
        sides = max(sides, (LEAST_Z_EACH + POWER_Z) * max(each.se for each in found.edges))
    return max(found.smallest_detectable or 0.0, MDE_MARGIN * sides)
