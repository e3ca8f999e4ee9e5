"""Who has enough cases, and peers with like cases, to be set beside them, and what comes of it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.people.peer_benchmark.funnel import Crowd, crowd, funnel
from tallystick.checks.proposed import proposed, undecided
from tallystick.findings import Result
from tallystick.stats.peers.like_work import Benchmark, Work, beside_peers
from tallystick.stats.peers.peer_spread import HALF_WIDTH, Apart, Share, apart, clumps, tests_of
from tallystick.stats.texts import numbered
from tallystick.tables import Frame, Metric

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CELLS, MONTHS = 0, 1
KINDS = frozenset({"clearance", "origin", "offense_code"})
ARRESTS = Metric("arrests", "incidents", (("clearance", ("arrest",)),))
FEWEST_CASES, FEWEST_OFFICERS = 30, 20
FEWEST_PEERS, FEWEST_PEER_CASES, LEAST_LIKE, MOST_OFF = 5, 50, 0.8, 0.05
DIFFERS = "differs from the others by more than chance, as officers do everywhere; "


@dataclass(frozen=True)
class Counted:
    """The columns of the check's `counts` that are no metric's, (N,) each."""

    part: NDArray[np.generic]
    officer: NDArray[np.generic]
    context: Mapping[str, NDArray[np.generic]]
    shift: NDArray[np.generic]
    period: NDArray[np.generic]
    n: NDArray[np.generic]


def outcomes(frame: Frame) -> list[tuple[int, Metric]]:
    """The metrics that keep some incidents by their kind, numbered; arrests where none does."""
    fit = [
        metric
        for metric in frame.metrics
        if metric.table == "incidents" and metric.total == "records" and not metric.is_control
        and metric.where and {column for column, _ in metric.where} <= KINDS
    ]  # fmt: skip
    return list(enumerate(fit or [ARRESTS]))


def peer_results(
    whole: Counted, counted: Mapping[str, NDArray[np.generic]], frame: Frame
) -> list[Result]:
    """Return a result per metric and officer; `counted` holds each metric's cases, (N,)."""
    if not len(whole.n):
        return []
    names, officer = numbered(whole.officer)
    columns = {name: numbered(values)[1] for name, values in whole.context.items()}
    results: list[Result] = []
    for number, metric in outcomes(frame):
        found = counted.get(f"counted_{number}")
        if found is None:
            continue
        stated = {column for column, _ in metric.where}
        context = [values for name, values in columns.items() if name not in stated]
        results += _of_metric(metric.name, names, officer, whole, found.astype(np.int64), context)
    return results


def _of_metric(
    aspect: str, names: list[str], officer: Ints, whole: Counted, k: Ints, context: list[Ints]
) -> list[Result]:
    cells, months = whole.part == CELLS, whole.part == MONTHS
    n = whole.n.astype(np.int64)
    own_n = np.bincount(officer[cells], n[cells], len(names)).astype(np.float64)
    own_k = np.bincount(officer[cells], k[cells], len(names))
    bare = [
        undecided("officer", name, aspect, int(size))
        for name, size in zip(names, own_n.tolist(), strict=True)
    ]
    if not 0 < own_k.sum() < own_n.sum():
        why = "the metric counts all of the agency's cases, or none"
        return [replace(each, reason=why) for each in bare]
    when = [whole.shift.astype(np.int64), whole.period.astype(np.int64)]
    rows = [each[cells] for each in (*context, *when)]
    work = _work(officer[cells], rows, n[cells], k[cells])
    order = np.lexsort((whole.period[months], officer[months]))
    clumped = clumps(
        officer[months][order], n[months][order].astype(np.float64),
        k[months][order].astype(np.float64), len(names),
    )  # fmt: skip
    return _told(bare, work, own_n, clumped)


def _work(officer: Ints, columns: list[Ints], n: Ints, k: Ints) -> Work:
    """The cases by officer and kind, with the context in columns from 0."""
    levels = np.stack([np.unique(each, return_inverse=True)[1] for each in columns], axis=1)
    kind = reduce(
        lambda one, other: np.unique(one * (int(other.max()) + 1) + other, return_inverse=True)[1],
        levels.T,
    )
    _, first = np.unique(kind, return_index=True)
    key, row = np.unique(kind * (int(officer.max()) + 1) + officer, return_inverse=True)
    base = int(officer.max()) + 1
    return Work(
        key % base, key // base, np.bincount(row, n).astype(np.int64),
        np.bincount(row, k).astype(np.int64), levels[first],
    )  # fmt: skip


def _told(bare: list[Result], work: Work, own_n: Floats, clumped: Floats) -> list[Result]:
    told = list(bare)
    beside: dict[int, Benchmark] = {}
    for who, size in enumerate(own_n.tolist()):
        if size < FEWEST_CASES:
            told[who] = replace(bare[who], reason=f"fewer than {FEWEST_CASES} cases")
            continue
        benchmark = beside_peers(work, who)
        if why := _unlike(benchmark):
            told[who] = replace(bare[who], reason=why)
        else:
            beside[who] = benchmark
            told[who] = _estimated(bare[who], benchmark, _shares([benchmark], clumped[[who]]))
    asked = [who for who, each in beside.items() if each.peers >= FEWEST_PEERS]
    for who in set(beside) - set(asked):
        told[who] = _unasked(told[who], f"fewer than {FEWEST_PEERS} peers have like cases")
    if len(asked) < FEWEST_OFFICERS:
        why = (
            f"{len(beside)} officers could be set beside peers with like cases, {len(asked)} of "
            f"them beside {FEWEST_PEERS} or more, and {FEWEST_OFFICERS} are needed to tell how far "
            "officers are apart for ordinary reasons"
        )
        for who in beside:
            told[who] = _unasked(told[who], why)
        return told
    share = _shares([beside[who] for who in asked], clumped[asked])
    said = apart(share)
    every = crowd(share, said)
    for at, (who, test) in enumerate(zip(asked, tests_of(share, said), strict=True)):
        drawn = partial(_drawn, every, share, said, at)
        told[who] = proposed(
            told[who], test, "differs", officers=len(asked), between=round(said.between, 4),
            further=drawn,
        )  # fmt: skip
    return told


def _shares(beside: list[Benchmark], clumped: Floats) -> Share:
    def column(name: str) -> Floats:
        return np.array([getattr(each, name) for each in beside], dtype=np.float64)

    return Share(
        column("n"), column("k"), column("expected"), column("single"), column("known"),
        column("peers"), clumped,
    )  # fmt: skip


def _unlike(benchmark: Benchmark) -> str:
    """Why an officer's cases are not like enough to peers'; "" when they are."""
    if benchmark.n < FEWEST_CASES or benchmark.kept < LEAST_LIKE:
        return f"peers have cases of the kind of only {benchmark.kept:.0%} of the officer's"
    if benchmark.cases < FEWEST_PEER_CASES:
        return f"fewer than {FEWEST_PEER_CASES} cases of peers are like the officer's"
    if benchmark.imbalance > MOST_OFF:
        return "no weights make the peers' mix of cases the officer's"
    return ""


def _estimated(bare: Result, benchmark: Benchmark, share: Share) -> Result:
    difference, half = float(share.difference[0]), HALF_WIDTH * float(share.error[0])
    return replace(
        bare,
        n=int(benchmark.n),
        estimate=difference,
        interval=(difference - half, difference + half),
        detail={
            "counted": int(benchmark.k), "expected": round(benchmark.expected, 4),
            "peers": round(benchmark.peers, 1), "peer_cases": round(benchmark.cases),
            "clumped": round(float(share.clumped[0]), 2),
        },
    )  # fmt: skip


def _unasked(estimated: Result, why: str) -> Result:
    """An officer who is not held against the others, with the difference said as one."""
    low, high = estimated.interval or (0.0, 0.0)
    differs = DIFFERS if low > 0 or high < 0 else ""
    return replace(estimated, reason=differs + why)


def _drawn(every: Crowd, share: Share, said: Apart, at: int) -> dict[str, Any]:
    """What the picture of an officer needs, and the score."""
    return {"score": round(float(said.z[at]), 2), "funnel": funnel(every, share, said, at)}
