"""Do more of a group's weights lie over a line than of others' that the same officer weighed?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from tallystick.checks.exhibits.cut import fine_step
from tallystick.checks.exhibits.line_changes import always
from tallystick.checks.exhibits.moved_line_results import NO_GRID, STATE_WIDTHS, Scale, scale_of
from tallystick.checks.exhibits.moved_when_results import (
    DOWNWARD,
    REASONS,
    windows_at,
    within_result,
)
from tallystick.findings import Result
from tallystick.stats.texts import numbered
from tallystick.stats.within import moved_more
from tallystick.tables import Line

LEAST_NEAR = 200
SHARE = (
    "share of the group's records that belong just before the line and lie at or beyond it, beyond "
    "what the same officers' records of the other groups show"
)
FEW_GROUPS = "{:,} groups have fewer than {} records around the line: {:,} records"
FOR_GROUPS = REASONS | {
    "no_records": "no officer has records around the line both of the group and of others in one "
    "half-year",
    "few_in_rest": "the same officers' other records around the line are too few to compare with",
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
    unit, stratum, place = _places(texts, numbers, scale)
    whole = _counts(stratum, place, numbers["n"], len(unit), scale.bins)
    results = []
    for each in asked.tolist() if len(members) > 1 else ():
        rows = member == each
        own = _counts(stratum[rows], place[rows], numbers["n"][rows], len(unit), scale.bins)
        said = moved_more(own, whole - own, unit, at)
        named = _named(bare, members[each])
        results.append(within_result(named, said, at, step, FOR_GROUPS))
    few = len(members) - len(results)
    if few:
        left = int(size.sum() - size[asked].sum()) if len(members) > 1 else int(size.sum())
        reason = FEW_GROUPS.format(few, LEAST_NEAR, left)
        results.append(replace(bare, n=left, reason=reason))
    return results


def _places(
    texts: Columns, numbers: Columns, scale: Scale
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The unit of each stratum (an officer's half-year), and each row's stratum and bin."""
    keys = np.stack(
        [numbered(texts["unit"])[1], numbered(texts["officer"])[1], numbers["half"]], axis=1
    )
    strata, stratum = np.unique(keys, axis=0, return_inverse=True)
    return strata[:, 0], stratum.reshape(-1), numbers["bin"] // scale.width - scale.first


def _counts(
    stratum: np.ndarray, place: np.ndarray, n: np.ndarray, strata: int, bins: int
) -> np.ndarray:
    held = (place >= 0) & (place < bins)
    cell = stratum[held] * bins + place[held]
    return np.bincount(cell, n[held], strata * bins).reshape(strata, bins)


def _named(bare: Result, member: str) -> Result:
    detail = dict(bare.detail) | {"member": member}
    return replace(bare, aspect=f"{bare.aspect}: {member}", detail=detail)
