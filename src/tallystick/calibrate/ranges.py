"""How often does the range of a figure hold the truth?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tallystick.calibrate.measures import Share, share_of
from tallystick.calibrate.one_world import Answer
from tallystick.calibrate.placed import Placed

NEAR = 0.005


@dataclass(frozen=True)
class Coverage:
    """Where the truth lies, over the figures of all worlds of a trial.

    Parameters
    ----------
    inside, near
        Share of the figures whose range holds what the second system has or can have none of, and
        of those outside which this lies by no more than `NEAR` of what was reported.
    under
        Share of those whose low end is above it.
    happened
        Share of those whose range holds the number that truly happened.
    off, most
        By how much it lies outside: of all that was reported, and of one figure at most.
    """

    inside: Share
    near: Share
    under: Share
    happened: Share
    off: float
    most: float


def coverage_of(worlds: Sequence[Sequence[Answer]], kind: str) -> Coverage | None:
    """Sum up the answers about a kind of subject ("" is every kind); None without any range."""
    held = [
        [each.placed for each in answers if each.placed and kind in ("", each.subject_kind)]
        for answers in worlds
    ]
    every = [each for figures in held for each in figures if each.reported > 0]
    if not every:
        return None

    def share(hit: Callable[[Placed], bool]) -> Share:
        return share_of([sum(map(hit, figures)) for figures in held], [len(x) for x in held])

    off = [each.outside(each.elsewhere) for each in every]
    return Coverage(
        inside=share(lambda each: each.outside(each.elsewhere) == 0),
        near=share(lambda each: each.outside(each.elsewhere) <= NEAR * each.reported),
        under=share(lambda each: each.elsewhere < each.low),
        happened=share(lambda each: each.outside(each.happened) == 0),
        off=sum(off) / sum(each.reported for each in every),
        most=max(gap / each.reported for gap, each in zip(off, every, strict=True)),
    )
