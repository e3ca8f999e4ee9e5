"""Which points and limits show an officer among all the others, in few numbers?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.findings import Band
from tallystick.stats.peers.peer_limits import INNER, OUTER, limits
from tallystick.stats.peers.peer_spread import Apart, Share

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_DRAWN, STEPS = 150, 16
EDGES = np.array([m * 10.0**power for power in range(1, 9) for m in (1, 2, 5)])


@dataclass(frozen=True)
class Crowd:
    """All officers asked, (N,): cases, differences in points, and limits passed (0, 1 or 2)."""

    n: Ints
    difference: Floats
    outside: Ints


def crowd(share: Share, said: Apart) -> Crowd:
    """Return the officers of one metric."""
    passed = (said.p_value < INNER).astype(np.int64) + (said.p_value < OUTER)
    return Crowd(share.n.astype(np.int64), np.round(100 * share.difference, 2), passed)


def funnel(all_of: Crowd, share: Share, said: Apart, officer: int) -> dict[str, Any]:
    """Return what the picture of one officer needs, as the detail of a result holds it."""
    others = np.delete(np.arange(len(all_of.n)), officer)
    others = others[np.lexsort((all_of.difference[others], all_of.n[others]))]
    banded = _banded(all_of.n[others])
    middles = [int(all_of.n[others][each[(len(each) - 1) // 2]]) for each in banded]
    at = np.unique(
        np.concatenate([_steps(all_of.n), middles, [all_of.n[officer]]]).astype(np.float64)
    )
    own = share.of(np.array([officer]))
    inner, outer = (
        np.round(100 * np.stack(limits(own, said.law, at, chance), axis=1), 2).tolist()
        for chance in (INNER, OUTER)
    )
    drawn = _drawn(all_of, others)
    return {
        "n": all_of.n[drawn].tolist(),
        "difference": all_of.difference[drawn].tolist(),
        "outside": all_of.outside[drawn].tolist(),
        "own_n": int(all_of.n[officer]),
        "own_difference": float(all_of.difference[officer]),
        "own_outside": int(all_of.outside[officer]),
        "at": at.astype(np.int64).tolist(),
        "inner": inner,
        "outer": outer,
        "bands": [
            asdict(_band(all_of, others[each], int(np.searchsorted(at, middle))))
            for each, middle in zip(banded, middles, strict=True)
        ],
        "beyond": [int((all_of.outside >= level).sum()) for level in (1, 2)],
        "beyond_drawn": int((all_of.outside[[*drawn, officer]] > 1).sum()),
        "usual": round(INNER * len(all_of.n)),
    }


def picture(detail: Mapping[str, Any]) -> dict[str, Any]:
    """Return the numbers of the picture of what `funnel` made."""
    bands = (Band(**{**each, "outside": tuple(each["outside"])}) for each in detail["bands"])
    return {
        **{name: tuple(detail[name]) for name in ("n", "difference", "outside", "at")},
        **{name: detail[name] for name in ("own_n", "own_difference", "own_outside")},
        **{name: tuple(map(tuple, detail[name])) for name in ("inner", "outer")},
        "bands": tuple(bands),
    }


def _steps(n: Ints) -> Ints:
    """Numbers of cases from the fewest to the most, evenly in their logarithms."""
    return np.unique(np.rint(np.geomspace(n.min(), n.max(), STEPS)).astype(np.int64))


def _banded(n: Ints) -> list[Ints]:
    """The places of sorted numbers of cases between 20, 50, 100, 200 and so on."""
    kept: list[Ints] = np.split(np.arange(len(n)), np.searchsorted(n, EDGES))
    return [each for each in kept if len(each)]


def _drawn(all_of: Crowd, others: Ints) -> Ints:
    """Of the others at most `MOST_DRAWN` evenly taken, and as many outside the wider limits."""
    far = np.flatnonzero(all_of.outside[others] > 1)
    return others[np.union1d(_evenly(len(others)), far[_evenly(len(far))])]


def _evenly(count: int) -> Ints:
    return np.linspace(0, count - 1, min(count, MOST_DRAWN)).round().astype(np.int64)


def _band(all_of: Crowd, of: Ints, at: int) -> Band:
    n, difference, outside = all_of.n[of], all_of.difference[of], all_of.outside[of]
    return Band(
        int(n.min()), int(n.max()), len(of), float(difference.min()), float(difference.max()), at,
        (int((outside >= 1).sum()), int((outside >= 2).sum())),
    )  # fmt: skip
