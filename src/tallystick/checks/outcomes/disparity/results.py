"""Of which group do more cases fail, or lie more weights over a line, than of the others?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.outcomes.disparity.query import PRIOR, SORTINGS
from tallystick.checks.proposed import proposed
from tallystick.checks.shared.case_dispositions import CHARGES, is_ripe
from tallystick.checks.shared.line_changes import NO_GRID, always
from tallystick.checks.shared.line_shifts import STATE_WIDTHS, Scale, scale_of
from tallystick.checks.shared.line_within import DOWNWARD, REASONS, windows_at, within_result
from tallystick.checks.shared.names import called
from tallystick.checks.shared.readings_near_line import fine_step
from tallystick.findings import Named, Result
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.line_moves.balanced import Cells
from tallystick.stats.line_moves.within import moved_more_of
from tallystick.stats.peers.group_share import Borne, Records, borne
from tallystick.stats.texts import at, grouped, named, numbered, rows_of
from tallystick.tables import Frame, Line

say = words_beside(__file__).say

Ints = NDArray[np.int64]
Columns = Mapping[str, np.ndarray]

LEAST_CASES, LEAST_CLUSTERS, LEAST_FOUND, AMONG = 20, 5.0, 3, 6
SHARE = say("estimands.share")
FEW = say("reasons.few", n=LEAST_CASES)
ONE_GROUP = say("reasons.one_group")
FEW_CLUSTERS = say("reasons.few_clusters", n=LEAST_CLUSTERS)
FEW_FOUND = say("reasons.few_found", n=LEAST_FOUND)
NO_POWER = say("reasons.no_power")
LEAST_NEAR = 200
OVER_LINE = say("estimands.over_line")
FOR_GROUPS = REASONS | {
    "no_records": say("reasons.no_records"),
    "few_in_rest": say("reasons.few_in_rest"),
}


def disparity_results(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return for charges and each line a result per sorting and group."""
    whole = ("half", "bin", "n", "failed", "pending")
    columns |= {name: columns[name].astype(np.int64) for name in whole}
    by = {pair: rows for pair, rows in grouped(columns["aspect"], columns["sorting"])}
    results: list[Result] = []
    for sorting in SORTINGS:
        if (CHARGES, sorting) in by:
            results += _of_charges(sorting, at(columns, by[CHARGES, sorting]))
    for line in frame.lines:
        for sorting in SORTINGS:
            if (line.name, sorting) in by:
                rows = at(columns, by[line.name, sorting])
                bare = _bare(called(line), sorting, "", int(rows["n"].sum()))
                results += weighed_results(bare, line, frame.lines, rows)
    return results


def _bare(aspect: str, sorting: str, member: str, n: int) -> Result:
    return Result(
        "", "agency", "", sorted_by(aspect, sorting, member), "insufficient", n,
        detail={"aspect": aspect, "line": aspect, "sorting": sorting,
                "member": Named(member, "any")},
    )  # fmt: skip


def _of_charges(sorting: str, columns: Columns) -> list[Result]:
    members, records = _decided(columns)
    found, n = (
        np.bincount(records.group, each, len(members)).astype(np.int64)
        for each in (records.found, records.n)
    )
    said = borne(records, len(members), AMONG)
    is_asked = np.array([each.n >= LEAST_CASES for each in said], dtype=bool)
    results = []
    for place in np.flatnonzero(is_asked).tolist():
        bare = _bare(CHARGES, sorting, members[place], said[place].n)
        plain = {
            "all_found": found[place], "all_n": n[place],
            "rest_found": found.sum() - found[place], "rest_n": n.sum() - n[place],
        }  # fmt: skip
        results.append(_group(bare, said[place], {name: int(plain[name]) for name in plain}))
    few = np.flatnonzero(~is_asked)
    if len(few):
        size = int(n[few].sum())
        reason = say("reasons.few_cases", groups=len(few), n=LEAST_CASES, cases=size)
        reason = ONE_GROUP if len(said) == 1 else reason
        results.append(replace(_bare(CHARGES, sorting, "", size), estimand=SHARE, reason=reason))
    return results


def _decided(columns: Columns) -> tuple[list[str], Records]:
    """The groups, and the decided cases in quarters that are decided enough."""
    members, member = numbered(columns["member"])
    _, unit = numbered(columns["unit_id"])
    officers, officer = named(columns["officer_id"])
    _, kind = numbered(columns["kind"])
    half = columns["half"] - columns["half"].min()
    halves = int(half.max()) + 1
    ripe = is_ripe(unit * halves + half, columns["n"], columns["pending"])
    kept = ripe & (columns["n"] > 0)
    # An officer who served in two units lies in one cluster: what hangs together is the officer.
    whose = np.where(officer < 0, len(officers) + unit, officer)
    like = (unit * (int(whose.max()) + 1) + whose) * (int(kind.max()) + 1) + kind
    stratum = np.unique((like * halves + half)[kept], return_inverse=True)[1].astype(np.int64)
    failed, n = columns["failed"][kept], columns["n"][kept]
    return members, Records(member[kept], stratum, whose[kept], failed, n)


def _group(bare: Result, said: Tested[Borne], plain: Mapping[str, int]) -> Result:
    numbers, reach = said.numbers, said.minimum_detectable
    detail = dict(bare.detail) | {
        "found": numbers.found, "expected": round(numbers.expected, 3), "others": numbers.rest_n,
        "officers": round(numbers.clusters, 1), **plain,
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


def weighed_results(
    bare: Result, line: Line, lines: Sequence[Line], columns: Columns
) -> list[Result]:
    """Return a result per group with enough records around a line; one for all the others.

    `bare` is what all of them share; `columns` are the check's, of one line and one sorting, (R,)
    each.
    """
    bare = replace(bare, estimand=OVER_LINE)
    scores = line.kind == "score" and (line.below is None or line.above is None)
    refused = DOWNWARD if line.direction == "down" else STATE_WIDTHS if scores else ""
    scale = None if refused else scale_of(always(line), columns)
    if scale is None:
        return [replace(bare, reason=refused or NO_GRID)]
    members, member = numbered(columns["member"])
    size = np.bincount(member, columns["n"], len(members)).astype(np.int64)
    asked = np.flatnonzero(size >= LEAST_NEAR)
    step = fine_step(line) * scale.width
    windows = windows_at(line, scale, step, lines)
    near = _near(columns, member, scale)
    rows = rows_of(near.member) if len(members) > 1 else []
    results = []
    for each in asked.tolist() if len(members) > 1 else ():
        own = rows[each] if each < len(rows) else np.zeros(0, dtype=np.int64)
        said = moved_more_of(*near.beside(each, own), windows)
        one = _named(bare, members[each])
        results.append(within_result(one, said, windows, step, FOR_GROUPS))
    few = len(members) - len(results)
    if few:
        left = int(size.sum() - size[asked].sum()) if len(members) > 1 else int(size.sum())
        reason = say("reasons.few_groups", groups=few, n=LEAST_NEAR, records=left)
        results.append(replace(bare, n=left, reason=reason))
    return results


@dataclass(frozen=True)
class _Near:
    """Readings near a line, by stratum (an officer's half-year), (R,) each in that order.

    Of each stratum `begin` tells the first row, (S + 1,), `whole` all readings and `unit` the
    unit, (S,).
    """

    member: np.ndarray
    place: np.ndarray
    n: np.ndarray
    stratum: np.ndarray
    begin: np.ndarray
    whole: np.ndarray
    unit: np.ndarray
    bins: int

    def beside(self, member: int, own: np.ndarray) -> tuple[Cells, np.ndarray]:
        """What a member and the others have in the strata of both, and the units of these.

        `own` are the member's rows. No other stratum is looked at: there are thousands of members.
        """
        theirs, at = np.unique(self.stratum[own], return_inverse=True)
        mixed = theirs[self.whole[theirs] > np.bincount(at, self.n[own], len(theirs))]
        length = self.begin[mixed + 1] - self.begin[mixed]
        first = np.cumsum(length) - length
        rows = np.arange(int(length.sum())) + np.repeat(self.begin[mixed] - first, length)
        stratum = np.repeat(np.arange(len(mixed)), length)
        n, is_own = self.n[rows], self.member[rows] == member
        cells = Cells(stratum, self.place[rows], n * is_own, n * ~is_own, self.bins)
        return cells, self.unit[mixed]


def _near(columns: Columns, member: np.ndarray, scale: Scale) -> _Near:
    _, unit = numbered(columns["unit_id"])
    officers, officer = numbered(columns["officer_id"])
    half = columns["half"] - columns["half"].min()
    halves = int(half.max()) + 1
    place = columns["bin"] // scale.width - scale.first
    held = np.flatnonzero((place >= 0) & (place < scale.bins) & (columns["n"] > 0))
    key = ((unit * len(officers) + officer) * halves + half)[held]
    order = np.argsort(key, kind="stable")
    held, key = held[order], key[order]
    strata, begin, stratum = np.unique(key, return_index=True, return_inverse=True)
    n = columns["n"][held]
    return _Near(
        member[held], place[held], n, stratum, np.append(begin, len(key)), np.bincount(stratum, n),
        strata // (len(officers) * halves), scale.bins,
    )  # fmt: skip


def _named(bare: Result, member: str) -> Result:
    detail = dict(bare.detail) | {"member": Named(member, "any")}
    aspect = sorted_by(bare.detail["line"], bare.detail["sorting"], member)
    return replace(bare, aspect=aspect, detail=detail)


def sorted_by(what: str, sorting: str, member: str) -> str:
    """Return what is called a sorting of charges or of a line's records, or one of its groups."""
    if not member:
        return say("aspects.by_sorting", what=what, sorting=sorting)
    group = member if sorting == PRIOR else Named(member, "any")
    return say("aspects.of_group", what=what, sorting=sorting, member=group)
