"""Is a member's share beyond that of its like, once all are brought to the same mix of records?

Records of several kinds lie with members that differ in which kinds they have. A member is set
beside the rest twice, and the larger p-value counts. Given what the rest has of each kind, the
member's number is hypergeometric within kinds if it does as they do (`shares.null_law`): chance
alone. And its share, brought to the mix of all, must lie beyond what the shares of the others
differ by among themselves (`spread.beyond_spread`), since members differ for ordinary reasons by
more than chance. The share brought to the mix of all is found / expected, the expected number being
what the rest's shares of each kind give, times the share of all; it weighs as many records as would
give that expected number.

Measured with members of 500 records in 8 kinds and 12 quarters, shares of 5 % on average, officers
who differ (log s.d. .5), quarters too (.3), and members by a log s.d. of 0, .3 and .6; 6, 12 and 25
of them (seed 21, 600 to 900 tests a cell): .022 to .053 at nominal 5 %, at most .006 below .005.
Without `WIDER` it was .076 and .070 with 25. Where three in twenty do it three times as often, .08
to .16 of all are found: that they differ is then true, and why is not known. A beta law fitted to
all as well (`beta_binomial`) kept the size too, and found nothing where three of eight do it ever
more: those three make its tail.

References: as of `shares` and `spread`; Breslow & Day 1987, Statistical Methods in
Cancer Research II, ch. 2, indirect standardisation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from tallystick.stats.estimate import LEVEL, Tested
from tallystick.stats.peers.spread import KNOWN, LEAST_DF, beyond_and_smallest
from tallystick.stats.proportions.beyond_chance import least_numbers, share_giving
from tallystick.stats.proportions.shares import LEAST_P, effective, newcombe, null_law

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WIDER = 1.1
"""Times the others' spread: bringing shares to one mix adds an error that it does not know."""


@dataclass(frozen=True)
class Standing:
    """What is particular to one member beside the rest.

    Parameters
    ----------
    found
        Of its records in kinds that the rest has too.
    expected
        What the rest's shares of each kind would give of them.
    p_rest, p_spread
        One-sided, by chance alone, and beside the spread of the others; `p_spread` is NaN where
        too few others, or too few finds of theirs, tell how far they lie apart.
    """

    found: int
    expected: float
    p_rest: float
    p_spread: float


@dataclass(frozen=True)
class Cells:
    """What each member and the rest have of a kind that both have, (C,) each, by member."""

    member: Ints
    found: Ints
    n: Ints
    rest_found: Ints
    rest_n: Ints


def _cells(member: Ints, kind: Ints, found: Ints, n: Ints, members: int) -> Cells:
    """Only the cells that hold a record: of thousands of members and kinds few of all do."""
    kinds = int(kind.max(initial=-1)) + 1
    cells, place = np.unique(member * kinds + kind, return_inverse=True)
    who, what = np.divmod(cells, max(kinds, 1))
    own_found, own_n = (
        np.bincount(place, each, len(cells)).astype(np.int64) for each in (found, n)
    )
    rest_found, rest_n = (
        np.bincount(what, each, kinds).astype(np.int64)[what] - each for each in (own_found, own_n)
    )
    used = (own_n > 0) & (rest_n > 0)
    return Cells(*(each[used] for each in (who, own_found, own_n, rest_found, rest_n)))


def beside_the_rest(
    member: Ints, kind: Ints, found: Ints, n: Ints, members: int, *, rare: bool = False
) -> list[Tested[Standing]]:
    """Return how each of `members` stands; rows hold `found` of `n` records, all (R,).

    `rare` is that of `spread.beyond_and_smallest`.

    The estimate is a member's share minus that expected. The minimum detectable difference is
    found by both tests; None with `p_spread`, and infinite where no number of the member's would be
    beyond chance.
    """
    held = _cells(member, kind, found, n, members)
    kept_found, kept_n, expected = _brought(held, members)
    overall = _overall(kept_found, kept_n)
    p_spread, smallest = _beside_spread(kept_found, kept_n, expected, rare=rare)
    reach = overall + WIDER * (smallest - overall)
    least = least_numbers(held.member, held.n, held.rest_found, held.rest_n, members)
    told = []
    begins = np.searchsorted(held.member, np.arange(members + 1))
    for one in range(members):
        size, usual = int(kept_n[one]), float(expected[one])
        if not size:
            told.append(Tested(n=0, numbers=Standing(0, 0.0, 1.0, float("nan"))))
            continue
        row = slice(begins[one], begins[one + 1])
        own_n, rest_found, rest_n = held.n[row], held.rest_found[row], held.rest_n[row]
        law = null_law(held.found[row] + rest_found, own_n, rest_n)
        share, standard = float(kept_found[one]) / size, usual / size
        worth = effective(own_n, rest_found, rest_n)
        # Of the others' share at the mix of all, in the units of this member's own mix.
        scale = standard / overall if overall else 1.0
        far = reach[one] * scale if np.isfinite(reach[one]) else reach[one]
        p_rest = min(1.0, max(float(law[int(kept_found[one]) :].sum()), LEAST_P))
        number = min(least[one], kept_found[one]) if p_rest < LEVEL else least[one]
        told.append(
            Tested(
                n=size,
                estimate=share - standard,
                interval=newcombe(share, size, standard, worth),
                p_value=float(np.max([p_rest, p_spread[one]])),
                minimum_detectable=float(np.maximum(far, share_giving(number, size)) - standard),
                numbers=Standing(int(kept_found[one]), usual, p_rest, float(p_spread[one])),
            )
        )
    return told


def beyond_rest(
    found: Ints, n: Ints, rest_found: Ints, rest_n: Ints, spread: tuple[float, float]
) -> Tested[Standing]:
    """Set one member's `found` of `n` beside the rest in the kinds that both have, all (K,).

    `spread` is its p-value beside the spread of the others, and the share that this would find:
    the minimum detectable difference is NaN where no share would be found.
    """
    size, own = int(n.sum()), int(found.sum())
    law = null_law(found + rest_found, n, rest_n)
    p_rest = min(1.0, max(float(law[own:].sum()), LEAST_P))
    expected = float((n * rest_found / rest_n).sum())
    share, usual = own / size, expected / size
    (least,) = least_numbers(np.zeros_like(n), n, rest_found, rest_n, 1)
    number = min(least, own) if p_rest < LEVEL else least
    reach = max(spread[1], float(share_giving(float(number), size)))
    return Tested(
        n=size,
        estimate=share - usual,
        interval=newcombe(share, size, usual, float(rest_n.sum())),
        p_value=max(p_rest, spread[0]),
        minimum_detectable=reach - usual if reach < 1 else None,
        numbers=Standing(own, expected, p_rest, spread[0]),
    )


def beside_the_spread(member: Ints, kind: Ints, found: Ints, n: Ints, members: int) -> Floats:
    """Only the `p_spread` of `beside_the_rest`, (M,): it takes no law of any member."""
    return _beside_spread(*_brought(_cells(member, kind, found, n, members), members))[0]


def _brought(held: Cells, members: int) -> tuple[Ints, Ints, Floats]:
    """The finds and records of each member in kinds that the rest has too, and what these give."""
    found, n = (
        np.bincount(held.member, each, members).astype(np.int64) for each in (held.found, held.n)
    )
    usual_of = held.n * held.rest_found / held.rest_n
    return found, n, np.bincount(held.member, usual_of, members).astype(np.float64)


def _beside_spread(
    found: Ints, n: Ints, expected: Floats, *, rare: bool = False
) -> tuple[Floats, Floats]:
    """The p-values beside the others' spread, and the smallest shares of the mix of all found."""
    weighs = _weighs(found, n, expected)
    beyond, smallest = beyond_and_smallest(found, weighs, rare=rare)
    return _widened(beyond, int((weighs > 0).sum()) - 1), smallest


def _widened(p_spread: Floats, others: int) -> Floats:
    """The p-values with the spread `WIDER`."""
    df = max(LEAST_DF, KNOWN * (others - 1))
    return np.asarray(stdtr(df, stdtrit(df, p_spread) / WIDER))


def _overall(found: Ints, n: Ints) -> float:
    return float(found.sum() / n.sum()) if n.sum() else 0.0


def _weighs(found: Ints, n: Ints, expected: Floats) -> Ints:
    """How many records of the mix of all would give each member's expected number."""
    overall = _overall(found, n)
    if not overall:
        return n
    return np.maximum(np.rint(expected / overall), found).astype(np.int64)
