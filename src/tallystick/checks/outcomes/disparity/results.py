"""Of which group do more cases fail, or lie more weights over a line, than of the others?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.outcomes.disparity.groups import SORTINGS
from tallystick.checks.outcomes.disparity.weights import sorted_by, weighed_results
from tallystick.checks.proposed import proposed
from tallystick.checks.shared.case_dispositions import CHARGES, is_ripe
from tallystick.checks.shared.names import called
from tallystick.findings import Named, Result
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.peers.group_share import Borne, Records, borne
from tallystick.stats.texts import grouped, named, numbered
from tallystick.tables import Line

say = words_beside(__file__).say

Ints = NDArray[np.int64]

LEAST_CASES, LEAST_CLUSTERS, LEAST_FOUND, AMONG = 20, 5.0, 3, 6
SHARE = say("estimands.share")
FEW = say("reasons.few", n=LEAST_CASES)
ONE_GROUP = say("reasons.one_group")
FEW_CLUSTERS = say("reasons.few_clusters", n=LEAST_CLUSTERS)
FEW_FOUND = say("reasons.few_found", n=LEAST_FOUND)
NO_POWER = say("reasons.no_power")


@dataclass(frozen=True)
class Sorted:
    """The decided cases of one sorting, in quarters that are decided enough; (R,) each."""

    members: list[str]
    records: Records
    plain: Ints
    plain_n: Ints


def disparity_results(
    texts: Mapping[str, np.ndarray], numbers: Mapping[str, Ints], lines: Sequence[Line]
) -> list[Result]:
    """Return the results of charges, then of each line, by sorting and group.

    `texts` and `numbers` are the check's columns, (R,) each.
    """
    by = {pair: rows for pair, rows in grouped(texts["aspect"], texts["sorting"])}
    results: list[Result] = []
    for sorting in SORTINGS:
        rows = by.get((CHARGES, sorting))
        if rows is not None:
            results += _of_charges(sorting, _some(texts, rows), _some(numbers, rows))
    for line in lines:
        for sorting in SORTINGS:
            rows = by.get((line.name, sorting))
            if rows is not None:
                bare = _bare(called(line), sorting, "", int(numbers["n"][rows].sum()))
                results += weighed_results(
                    bare, line, lines, _some(texts, rows), _some(numbers, rows)
                )
    return results


def _some(columns: Mapping[str, np.ndarray], rows: Ints) -> dict[str, np.ndarray]:
    return {name: column[rows] for name, column in columns.items()}


def _bare(aspect: str, sorting: str, member: str, n: int) -> Result:
    return Result(
        "", "agency", "", sorted_by(aspect, sorting, member), "insufficient", n,
        detail={"aspect": aspect, "line": aspect, "sorting": sorting,
                "member": Named(member, "any")},
    )  # fmt: skip


def _few_groups(groups: int, cases: int) -> str:
    return say("reasons.few_cases", groups=groups, n=LEAST_CASES, cases=cases)


def _of_charges(
    sorting: str, texts: Mapping[str, np.ndarray], numbers: Mapping[str, Ints]
) -> list[Result]:
    held = _sorted(texts, numbers)
    said = borne(held.records, len(held.members), AMONG)
    asked = [place for place, each in enumerate(said) if each.n >= LEAST_CASES]
    results = [_group(sorting, held, place, said[place]) for place in asked]
    few = [place for place in range(len(said)) if place not in set(asked)]
    if few:
        size = int(held.plain_n[few].sum())
        reason = ONE_GROUP if len(said) == 1 else _few_groups(len(few), size)
        results.append(replace(_bare(CHARGES, sorting, "", size), estimand=SHARE, reason=reason))
    return results


def _sorted(texts: Mapping[str, np.ndarray], numbers: Mapping[str, Ints]) -> Sorted:
    members, member = numbered(texts["member"])
    _, unit = numbered(texts["unit"])
    officers, officer = named(texts["officer"])
    _, kind = numbered(texts["kind"])
    half = numbers["half"] - numbers["half"].min()
    halves = int(half.max()) + 1
    ripe = is_ripe(unit * halves + half, numbers["n"], numbers["pending"])
    kept = ripe & (numbers["n"] > 0)
    whose = np.where(officer < 0, len(officers) + unit, officer)
    at = (unit * (int(whose.max()) + 1) + whose) * (int(kind.max()) + 1) + kind
    stratum = np.unique((at * halves + half)[kept], return_inverse=True)[1].astype(np.int64)
    # An officer who served in two units lies in one cluster: what hangs together is the officer.
    records = Records(member[kept], stratum, whose[kept], numbers["failed"][kept],
                      numbers["n"][kept])  # fmt: skip
    plain, plain_n = (
        np.bincount(records.group, each, len(members)).astype(np.int64)
        for each in (records.found, records.n)
    )
    return Sorted(members, records, plain, plain_n)


def _group(sorting: str, held: Sorted, place: int, said: Tested[Borne]) -> Result:
    bare = _bare(CHARGES, sorting, held.members[place], said.n)
    numbers, reach = said.numbers, said.minimum_detectable
    rest, rest_n = (int(each.sum() - each[place]) for each in (held.plain, held.plain_n))
    detail = dict(bare.detail) | {
        "found": numbers.found, "expected": round(numbers.expected, 3), "others": numbers.rest_n,
        "officers": round(numbers.clusters, 1),
        "all_found": int(held.plain[place]), "all_n": int(held.plain_n[place]),
        "rest_found": rest, "rest_n": rest_n,
    }  # fmt: skip
    bare = replace(bare, estimand=SHARE, detail=detail)
    if numbers.clusters < LEAST_CLUSTERS:
        return replace(bare, reason=FEW_CLUSTERS)
    if reach is not None and numbers.expected / said.n + reach >= 1:
        return replace(bare, reason=NO_POWER)
    return proposed(
        bare, said, "differs", guard=FEW_FOUND if numbers.found < LEAST_FOUND else "",
        p_exact=numbers.p_exact, p_clusters=numbers.p_clusters,
        p_groups=None if np.isnan(numbers.p_groups) else numbers.p_groups,
    )  # fmt: skip
