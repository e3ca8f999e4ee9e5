"""Who has peers with like cases, how far from them does each lie, and how is that drawn?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.proposed import proposed, undecided
from tallystick.findings import Band, Result
from tallystick.findings.words import words_beside
from tallystick.stats.peers.like_work import Benchmark, Work, beside_peers
from tallystick.stats.peers.peer_limits import INNER, OUTER, limits
from tallystick.stats.peers.peer_spread import HALF_WIDTH, Apart, Share, apart, clumps, tests_of
from tallystick.stats.texts import numbered
from tallystick.tables import Frame, Metric

say = words_beside(__file__).say

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Columns = Mapping[str, np.ndarray]

CELLS, MONTHS = 0, 1
CONTEXT = ("unit_id", "area_id", "offense_code", "origin")
KINDS = frozenset({"clearance", "origin", "offense_code"})
ARRESTS = Metric("arrests", "incidents", (("clearance", ("arrest",)),))
FEWEST_CASES, FEWEST_OFFICERS = 30, 20
FEWEST_PEERS, FEWEST_PEER_CASES, LEAST_LIKE, MOST_OFF = 5, 50, 0.8, 0.05
MOST_DRAWN, STEPS = 150, 16
EDGES = np.array([m * 10.0**power for power in range(1, 9) for m in (1, 2, 5)])


def outcomes(frame: Frame) -> list[tuple[int, Metric]]:
    """The metrics that keep some incidents by their kind, numbered; arrests where none does."""
    fit = [
        metric
        for metric in frame.metrics
        if metric.table == "incidents" and metric.total == "records" and not metric.is_control
        and metric.where and {column for column, _ in metric.where} <= KINDS
    ]  # fmt: skip
    return list(enumerate(fit or [ARRESTS]))


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return per metric a result for every officer."""
    if not len(columns["n"]):
        return []
    names, officer = numbered(columns["officer_id"])
    places = {name: numbered(columns[name])[1] for name in CONTEXT}
    results: list[Result] = []
    for number, metric in outcomes(frame):
        if f"counted_{number}" in columns:
            stated = {column for column, _ in metric.where}
            context = [place for name, place in places.items() if name not in stated]
            k = columns[f"counted_{number}"]
            results += _of_metric(metric.name, names, officer, columns, k, context)
    return results


def _of_metric(
    aspect: str, names: list[str], officer: Ints, columns: Columns, k: Ints, context: list[Ints]
) -> list[Result]:
    cells, months = columns["part"] == CELLS, columns["part"] == MONTHS
    n, shift, period, k = (
        each.astype(np.int64) for each in (columns["n"], columns["shift"], columns["period"], k)
    )
    own_n = np.bincount(officer[cells], n[cells], len(names)).astype(np.float64)
    own_k = np.bincount(officer[cells], k[cells], len(names))
    bare = [
        undecided("officer", name, aspect, int(size))
        for name, size in zip(names, own_n.tolist(), strict=True)
    ]
    if not 0 < own_k.sum() < own_n.sum():
        why = say("reasons.all_or_none")
        return [replace(each, reason=why) for each in bare]
    like = [each[cells] for each in (*context, shift, period)]
    work = _work(officer[cells], like, n[cells], k[cells])
    order = np.flatnonzero(months)[np.lexsort((period[months], officer[months]))]
    clumped = clumps(
        officer[order], n[order].astype(np.float64), k[order].astype(np.float64), len(names)
    )
    return _told(bare, work, own_n, clumped)


def _work(officer: Ints, columns: list[Ints], n: Ints, k: Ints) -> Work:
    """The cases by officer and kind, with the context in columns from 0."""
    levels = np.stack([np.unique(each, return_inverse=True)[1] for each in columns], axis=1)
    kind = reduce(
        lambda one, other: np.unique(one * (int(other.max()) + 1) + other, return_inverse=True)[1],
        levels.T,
    )
    _, first = np.unique(kind, return_index=True)
    base = int(officer.max()) + 1
    key, row = np.unique(kind * base + officer, return_inverse=True)
    of_n, of_k = (np.bincount(row, each).astype(np.int64) for each in (n, k))
    return Work(key % base, key // base, of_n, of_k, levels[first])


def _told(bare: list[Result], work: Work, own_n: Floats, clumped: Floats) -> list[Result]:
    told = list(bare)
    beside: dict[int, Benchmark] = {}
    for who, size in enumerate(own_n.tolist()):
        if size < FEWEST_CASES:
            told[who] = replace(bare[who], reason=say("reasons.few_cases", n=FEWEST_CASES))
            continue
        benchmark = beside_peers(work, who)
        if why := _unlike(benchmark):
            told[who] = replace(bare[who], reason=why)
        else:
            beside[who] = benchmark
            told[who] = _estimated(bare[who], benchmark, _shares([benchmark], clumped[[who]]))
    asked = [who for who, each in beside.items() if each.peers >= FEWEST_PEERS]
    for who in set(beside) - set(asked):
        told[who] = _unasked(told[who], say("reasons.few_peers", n=FEWEST_PEERS))
    if len(asked) < FEWEST_OFFICERS:
        why = say(
            "reasons.few_beside",
            n=len(beside),
            asked=len(asked),
            peers=FEWEST_PEERS,
            of=FEWEST_OFFICERS,
        )
        for who in beside:
            told[who] = _unasked(told[who], why)
        return told
    share = _shares([beside[who] for who in asked], clumped[asked])
    said = apart(share)
    every = crowd(share, said)
    for at, (who, test) in enumerate(zip(asked, tests_of(share, said), strict=True)):
        told[who] = proposed(
            told[who], test, "differs", officers=len(asked), between=round(said.between, 4),
            further=partial(_drawn, every, share, said, at),
        )  # fmt: skip
    return told


def _shares(beside: list[Benchmark], clumped: Floats) -> Share:
    n, k, expected, single, known, peers, regressed = (
        np.array([getattr(each, name) for each in beside], dtype=np.float64)
        for name in ("n", "k", "expected", "single", "known", "peers", "regressed")
    )
    return Share(n, k, expected, single, known, peers, clumped, regressed)


def _unlike(benchmark: Benchmark) -> str:
    """Why an officer's cases are not like enough to peers'; "" when they are."""
    if benchmark.n < FEWEST_CASES or benchmark.kept < LEAST_LIKE:
        return say("reasons.few_kinds", p=benchmark.kept)
    if benchmark.cases < FEWEST_PEER_CASES:
        return say("reasons.few_peer_cases", n=FEWEST_PEER_CASES)
    if benchmark.imbalance > MOST_OFF:
        return say("reasons.no_weights")
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
    differs = low > 0 or high < 0
    return replace(estimated, reason=say("reasons.differs", why=why) if differs else why)


def _drawn(every: Crowd, share: Share, said: Apart, at: int) -> dict[str, Any]:
    """What the picture of an officer needs, and the score."""
    return {"score": round(float(said.z[at]), 2), "funnel": funnel(every, share, said, at)}


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
    shown = _shown(all_of, others)
    return {
        "n": all_of.n[shown].tolist(),
        "difference": all_of.difference[shown].tolist(),
        "outside": all_of.outside[shown].tolist(),
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
        "beyond_drawn": int((all_of.outside[[*shown, officer]] > 1).sum()),
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


def _shown(all_of: Crowd, others: Ints) -> Ints:
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
