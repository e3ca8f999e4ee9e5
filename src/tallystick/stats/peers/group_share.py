"""Does a group bear more of a property than others of the same strata, when records hang together?

Records lie in strata (one officer's cases of one offence in one half-year), so that what officers,
offences and times differ by says nothing. Two tests, and the larger p-value counts. Given how many
records of a stratum have the property, the group's number is hypergeometric: chance alone. And the
group's finds beyond those expected, summed by cluster (an officer), must be beyond what such sums
scatter by: whatever hangs together within a cluster, defendants of one raid, a person met again, an
officer with whom one group's cases fail for a reason of their own, makes its sum large and so the
standard error. Student's t has as many degrees of freedom as clusters of equal size would be as
informative, less one. With `among` groups or more, those differ for ordinary reasons too, and a
third test sets the group beside the spread of the others (`standardised.beside_the_spread`).

The estimate is the risk difference of Mantel and Haenszel, its interval by the same clusters.

Measured on officers with 60 to 100 cases in 12 strata, of which 15 % fail, who differ in whom they
meet (Dirichlet, sum 4) and by a log s.d. of 0 or .6 in how often their cases fail, with two raids
of 3 to 8 cases each that stand or fall together, and groups that fail with an officer more or less
often by a log s.d. of 0 or .5 (seed 3, 300 tests a cell). Two groups: .000 to .010 with 8 officers,
.017 to .033 with 20, .023 to .047 with 48, and at most .003 below .005; by the exact test alone .15
to .16 where groups fail unlike with officers. Ten groups, 48 officers: .010 and .017; .067 where
groups differ by a log s.d. of .3 (by exact test and clusters alone .14). A group of two that fails
1.5 times as often is found in .95 of worlds, twice as often in all (seed 9, 48 officers); one of
ten that fails twice as often in .77, three times in .97.

References: Mantel & Haenszel 1959, J. Nat. Cancer Inst. 22(4), strata; Greenland & Robins 1985,
Biometrics 41(1), the risk difference; Liang & Zeger 1986, Biometrika 73(1), sums by cluster;
Carter, Schnepel & Steigerwald 2017, Review of Economics and Statistics 99(4), how many clusters
they are worth; Berger 1982, Technometrics 24(4), the larger p-value of several tests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from tallystick.stats.estimate import LEVEL, POWER, Tested
from tallystick.stats.peers.standardised import beside_the_spread
from tallystick.stats.proportions.shares import LEAST_P, null_law

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TAIL = 0.975
LEAST_EXPECTED = 5.0


@dataclass(frozen=True)
class Records:
    """Records by group, stratum and cluster, (R,) each: `found` of `n` have the property.

    A stratum lies in one cluster alone.
    """

    group: Ints
    stratum: Ints
    cluster: Ints
    found: Ints
    n: Ints


@dataclass(frozen=True)
class Borne:
    """What is particular to one group.

    Parameters
    ----------
    found
        Of its records in strata that others have too.
    rest_n
        The others' records in these.
    expected
        How many it would have at the shares of the others of each stratum.
    clusters
        How many clusters of equal size would be as informative.
    p_exact, p_clusters, p_groups
        One-sided; `p_clusters` is NaN where `clusters` is below two, `p_groups` where the groups
        are too few, or have too few finds, to tell how far they lie apart.
    """

    found: int
    rest_n: int
    expected: float
    clusters: float
    p_exact: float
    p_clusters: float
    p_groups: float


def borne(records: Records, groups: int, among: int) -> list[Tested[Borne]]:
    """Say of each of `groups` whether it bears more; a list of `groups`.

    The estimate is the risk difference. The p-value is the largest of those that are known, and the
    minimum detectable difference is found by the sums of the clusters; both are None where the
    clusters tell nothing.

    With `among` groups or more of which five finds are expected, their spread counts too.
    """
    strata = int(records.stratum.max(initial=-1)) + 1
    whole, found = (
        np.bincount(records.stratum, each, strata).astype(np.float64)
        for each in (records.n, records.found)
    )
    cluster = np.zeros(strata, dtype=np.int64)
    cluster[records.stratum] = records.cluster
    spread = _among_groups(records, groups, among, found / np.maximum(whole, 1))
    order = np.argsort(records.group, kind="stable")
    rows = np.split(order, np.cumsum(np.bincount(records.group, minlength=groups))[:-1])
    return [
        _one(records, own, whole, found, cluster, float(spread[group]))
        for group, own in enumerate(rows)
    ]


def _among_groups(records: Records, groups: int, among: int, share: Floats) -> Floats:
    """The p-value of each group beside the spread of the groups; NaN where they are too few.

    Groups of which too few finds are expected are one group together, and have none; `share` is
    that of each stratum.
    """
    expected = np.bincount(records.group, records.n * share[records.stratum], groups)
    large = expected >= LEAST_EXPECTED
    told = np.full(groups, np.nan)
    if large.sum() < among:
        return told
    member = np.where(large, np.cumsum(large) - 1, large.sum())
    kept = ((share > 0) & (share < 1))[records.stratum]
    stratum = np.unique(records.stratum[kept], return_inverse=True)[1].astype(np.int64)
    said = beside_the_spread(
        member[records.group[kept]], stratum, records.found[kept], records.n[kept],
        int(large.sum()) + 1,
    )  # fmt: skip
    told[large] = said[:-1]
    return told


def _one(
    records: Records, own: Ints, whole: Floats, found: Floats, cluster: Ints, p_groups: float
) -> Tested[Borne]:
    stratum, place = np.unique(records.stratum[own], return_inverse=True)
    n, k = (
        np.bincount(place, each[own], len(stratum)).astype(np.float64)
        for each in (records.n, records.found)
    )
    rest_n, rest_k = whole[stratum] - n, found[stratum] - k
    used = (n > 0) & (rest_n > 0)
    n, k, rest_n, rest_k = (each[used] for each in (n, k, rest_n, rest_k))
    stratum = stratum[used]
    if not len(n):
        nan = float("nan")
        return Tested(n=0, numbers=Borne(0, 0, 0.0, 0.0, 1.0, nan, nan))
    law = null_law(*(each.astype(np.int64) for each in (k + rest_k, n, rest_n)))
    of = np.unique(cluster[stratum], return_inverse=True)[1]
    size = n + rest_n
    weight = n * rest_n / size
    share = (k + rest_k) / size
    beyond, worth, chance = (
        np.bincount(of, each).astype(np.float64)
        for each in (
            weight * (k / n - rest_k / rest_n),
            weight,
            weight * share * (1 - share) * size / np.maximum(size - 1, 1),
        )
    )
    difference = float(beyond.sum() / worth.sum())
    clusters, p_clusters, half, smallest = _by_cluster(beyond, worth, chance)
    p_exact = min(1.0, max(float(law[int(k.sum()) :].sum()), LEAST_P))
    known = [p_exact, p_clusters] + ([] if np.isnan(p_groups) else [p_groups])
    return Tested(
        n=int(n.sum()),
        estimate=difference,
        interval=(difference - half, difference + half),
        p_value=float(np.max(known)),
        minimum_detectable=smallest,
        numbers=Borne(
            int(k.sum()), int(rest_n.sum()), float((n * rest_k / rest_n).sum()), clusters,
            p_exact, p_clusters, p_groups,
        ),
    )  # fmt: skip


def _by_cluster(beyond: Floats, worth: Floats, chance: Floats) -> tuple[float, float, float, float]:
    """Clusters of equal size, the p-value, half the interval and the smallest difference found.

    `beyond` are the finds beyond those expected of each cluster, (C,), `worth` by how many a
    difference of one would raise them, `chance` their variance were records independent.
    """
    square = float((chance**2).sum())
    clusters = float(chance.sum()) ** 2 / square if square > 0 else 0.0
    nan = float("nan")
    if clusters < 2:
        return clusters, nan, nan, nan
    df, few = clusters - 1, clusters / (clusters - 1)
    least = float(chance.sum())
    null = np.sqrt(max(float((beyond**2).sum()) * few, least))
    apart = beyond - worth * beyond.sum() / worth.sum()
    around = np.sqrt(max(float((apart**2).sum()) * few, least))
    p_value = max(float(stdtr(df, -beyond.sum() / null)), LEAST_P)
    reach = float(stdtrit(df, 1 - LEVEL) + stdtrit(df, POWER))
    return (
        clusters, p_value, float(stdtrit(df, TAIL)) * float(around / worth.sum()),
        reach * float(null / worth.sum()),
    )  # fmt: skip
