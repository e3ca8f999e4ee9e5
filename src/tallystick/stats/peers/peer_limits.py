"""Between which limits do officers' differences lie for ordinary reasons, by number of cases?

A funnel: the more cases, the less chance adds to the spread of the officers' own levels, which is
what the limits narrow to. They are the differences at which the test of `peer_spread` itself gives
5 % and 0.2 %, so that nobody lies outside who is not told to, nor the other way round.

Reference: Spiegelhalter 2005, Statistics in Medicine 24(8), 1185-1202, funnel plots.
"""

from __future__ import annotations

import numpy as np

from tallystick.stats.peers.peer_spread import Floats, Law, Share, beyond

INNER, OUTER = 0.05, 0.002
HALVINGS = 18


def limits(share: Share, law: Law, n: Floats, chance: float) -> tuple[Floats, Floats]:
    """Return the lower and upper limit of the difference at each number of cases `n`, (M,).

    `share` is of one officer, whose benchmark they hold for. A limit that no share can pass is
    the difference of none, or of all.
    """
    expected = float(share.expected[0])
    ends = np.repeat([0.0, 1.0], len(n))
    sizes = np.concatenate([n, n])
    asked = _with_cases(share, sizes)
    near, far = np.full(len(sizes), expected), ends.copy()
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        within = beyond(asked, law, middle)[0] >= chance
        near, far = np.where(within, middle, near), np.where(within, far, middle)
    # The test asks half a case nearer to what is expected.
    at = far + np.where(ends > 0, 0.5, -0.5) / sizes
    low, high = np.split(np.clip(at, 0.0, 1.0) - expected, 2)
    return low, high


def _with_cases(share: Share, n: Floats) -> Share:
    """The same benchmark for each of several numbers of cases."""
    whole = share.of(np.zeros(len(n), dtype=np.int64))
    return Share(
        n, n * whole.expected, whole.expected, whole.single, whole.known, whole.peers, whole.clumped
    )
