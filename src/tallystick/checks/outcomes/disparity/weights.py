"""Do more of a group's weights lie over a line than of others' that the same officer weighed?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tallystick.checks.outcomes.disparity.groups import PRIOR
from tallystick.checks.shared.line_changes import always
from tallystick.checks.shared.line_shifts import NO_GRID, STATE_WIDTHS, Scale, scale_of
from tallystick.checks.shared.line_within import (
    DOWNWARD,
    REASONS,
    windows_at,
    within_result,
)
from tallystick.checks.shared.readings_near_line import fine_step
from tallystick.findings import Named, Result
from tallystick.findings.words import words_beside
from tallystick.stats.line_moves.balanced import Cells
from tallystick.stats.line_moves.within import moved_more_of
from tallystick.stats.texts import numbered, rows_of
from tallystick.tables import Line

say = words_beside(__file__).say

LEAST_NEAR = 200
SHARE = say("estimands.over_line")
FOR_GROUPS = REASONS | {
    "no_records": say("reasons.no_records"),
    "few_in_rest": say("reasons.few_in_rest"),
}
Columns = Mapping[str, np.ndarray]


def weighed_results(
    bare: Result, line: Line, lines: Sequence[Line], texts: Columns, numbers: Columns
) -> list[Result]:
    """Return a result per group with enough records around a line; one for all the others.

    `bare` is what all of them share; `texts` and `numbers` are the check's columns of one line and
    one sorting, (R,) each.
    """
    bare = replace(bare, estimand=SHARE)
    scores = line.kind == "score" and (line.below is None or line.above is None)
    refused = DOWNWARD if line.direction == "down" else STATE_WIDTHS if scores else ""
    columns = {"bin": numbers["bin"], "n": numbers["n"]}
    scale = None if refused else scale_of(always(line), columns)
    if scale is None:
        return [replace(bare, reason=refused or NO_GRID)]
    members, member = numbered(texts["member"])
    size = np.bincount(member, numbers["n"], len(members)).astype(np.int64)
    asked = np.flatnonzero(size >= LEAST_NEAR)
    step = fine_step(line) * scale.width
    at = windows_at(line, scale, step, lines)
    near = _near(texts, numbers, member, scale)
    rows = rows_of(near.member) if len(members) > 1 else []
    results = []
    for each in asked.tolist() if len(members) > 1 else ():
        own = rows[each] if each < len(rows) else np.zeros(0, dtype=np.int64)
        said = moved_more_of(*near.beside(each, own), at)
        named = _named(bare, members[each])
        results.append(within_result(named, said, at, step, FOR_GROUPS))
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


def _near(texts: Columns, numbers: Columns, member: np.ndarray, scale: Scale) -> _Near:
    _, unit = numbered(texts["unit"])
    officers, officer = numbered(texts["officer"])
    half = numbers["half"] - numbers["half"].min()
    halves = int(half.max()) + 1
    place = numbers["bin"] // scale.width - scale.first
    held = np.flatnonzero((place >= 0) & (place < scale.bins) & (numbers["n"] > 0))
    key = ((unit * len(officers) + officer) * halves + half)[held]
    order = np.argsort(key, kind="stable")
    held, key = held[order], key[order]
    strata, begin, stratum = np.unique(key, return_index=True, return_inverse=True)
    n = numbers["n"][held]
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
