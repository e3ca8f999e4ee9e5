"""What do the hours and the standings of a line's records say of the agency and its units?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tallystick.checks.shared.line_bands import BEHIND, HOURS, NEAR_IT, SHIFTS, STANDINGS
from tallystick.checks.shared.line_changes import NO_GRID, always
from tallystick.checks.shared.line_shifts import (
    STATE_WIDTHS,
    Scale,
    scale_of,
    widths,
)
from tallystick.checks.shared.names import called
from tallystick.checks.shared.readings_near_line import fine_step
from tallystick.findings import Result
from tallystick.findings.keyed_text import KeyedText
from tallystick.findings.words import words_beside
from tallystick.stats.line_moves.shift import LineShift
from tallystick.stats.line_moves.within import Windows, Within, moved_more
from tallystick.stats.peers.shrinkage import shrink
from tallystick.stats.texts import grouped, numbered
from tallystick.tables import Line

say = words_beside(__file__).say

Columns = Mapping[str, np.ndarray]
PRESSED = (NEAR_IT, BEHIND)
NORMAL = 1.96
REASONS = {
    "no_records": say("shared.no_records"),
    "few_in_hole": say("shared.few_in_hole"),
    "few_in_rest": say("shared.few_in_rest"),
    "few_numbers": say("shared.few_numbers"),
    "no_fit": say("shared.no_fit"),
    "step": say("shared.step"),
}
NO_HOURS = say("shared.no_hours")
DOWNWARD = say("shared.downward")
NO_POWER = say("shared.no_power")


@dataclass(frozen=True)
class Cube:
    """Records of one line: (S, bands, J) by stratum, with the unit (S,) of each stratum."""

    n: np.ndarray
    unit: np.ndarray
    names: list[str]
    at: Windows
    step: int

    def said(self, rows: np.ndarray, bands: Sequence[int]) -> Within:
        """What the strata `rows` say of the records of `bands`, beside all others."""
        group, rest = np.zeros((2, len(rows), self.n.shape[2]))
        for band in range(self.n.shape[1]):
            held = group if band in bands else rest
            held += self.n[rows, band]
        return moved_more(group, rest, self.unit[rows], self.at)


def results_of(lines: Sequence[Line], columns: Columns) -> list[Result]:
    """Return, per question, line and metric, the agency's results and its units'.

    `columns` are the check's counts: texts ``question``, ``line``, ``metric``, ``unit_id``
    and ``officer_id``, integers ``quarter``, ``third``, ``band``, ``bin`` and ``n``.
    """
    results: list[Result] = []
    groups = grouped(columns["question"], columns["line"], columns["metric"])
    by_line: dict[str, list[tuple[str, str, np.ndarray]]] = {}
    for (question, which, metric), rows in groups:
        by_line.setdefault(which, []).append((question, metric, rows))
    for line in lines:
        held = by_line.get(line.name, [])
        if HOURS not in {question for question, *_ in held}:
            results.append(replace(_bare(line, HOURS, "", 0), reason=NO_HOURS))
        for question, metric, rows in held:
            kept = {key: column[rows] for key, column in columns.items()}
            bare = _bare(line, question, metric, int(kept["n"].sum()))
            results += _of_line(bare, line, kept, lines)
    return results


def _bare(line: Line, question: str, metric: str, n: int) -> Result:
    aspect = (
        say("shared.by_hours", line=called(line))
        if question == HOURS
        else say("shared.behind", line=called(line), metric=metric)
    )
    detail = {"line": line.name, "question": question, "metric": metric, "kind": line.kind,
              "unit": line.unit}  # fmt: skip
    return Result("", "agency", "", aspect, "insufficient", n, detail=detail)


def _of_line(bare: Result, line: Line, columns: Columns, lines: Sequence[Line]) -> list[Result]:
    scores = line.kind == "score" and (line.below is None or line.above is None)
    refused = DOWNWARD if line.direction == "down" else STATE_WIDTHS if scores else ""
    scale = None if refused else scale_of(always(line), columns)
    if scale is None:
        return [replace(bare, reason=refused or NO_GRID)]
    cube = _cube(line, columns, scale, lines)
    every = np.arange(len(cube.n))
    results = _agency(bare, cube, every)
    units = [unit for unit in cube.names if unit]
    if len(units) < 2:
        return results
    for unit in units:
        rows = np.flatnonzero(cube.unit == cube.names.index(unit))
        results += _unit(
            replace(bare, subject_kind="unit", subject=unit, n=int(cube.n[rows].sum())), cube, rows
        )
    return results


def _cube(line: Line, columns: Columns, scale: Scale, lines: Sequence[Line]) -> Cube:
    names, unit = numbered(columns["unit_id"])
    _, officer = numbered(columns["officer_id"])
    keys = np.stack([unit, officer, columns["quarter"], columns["third"]], axis=1)
    strata, of = np.unique(keys, axis=0, return_inverse=True)
    place = columns["bin"] // scale.width - scale.first
    held = (place >= 0) & (place < scale.bins)
    bands = len(SHIFTS) if columns["question"][0] == HOURS else len(STANDINGS)
    cell = (of.reshape(-1) * bands + columns["band"])[held] * scale.bins + place[held]
    shape = (len(strata), bands, scale.bins)
    # At millions of records this is the largest of all arrays, and mostly nought.
    n = np.zeros(int(np.prod(shape)), dtype=np.int32)
    np.add.at(n, cell, columns["n"][held].astype(np.int32))
    step = fine_step(line) * scale.width
    return Cube(n.reshape(shape), strata[:, 0], names, windows_at(line, scale, step, lines), step)


def windows_at(line: Line, scale: Scale, step: int, lines: Sequence[Line]) -> Windows:
    """Where a line, its windows and the round numbers lie on bins of `step` thousandths."""
    numbers = np.arange(-(-scale.first // scale.grain) * scale.grain,
                        scale.first + scale.bins, scale.grain) - scale.first  # fmt: skip
    taken = [
        (other.milli // step - scale.first, *widths(other, step))
        for other in lines
        if (other.kind, other.substance_code) == (line.kind, line.substance_code)
        and other.milli != line.milli
        and other.meets(line.units)
    ]
    return Windows(
        scale.first, line.milli // step - scale.first, *widths(line, step), numbers,
        line.inclusive, tuple(taken),
    )  # fmt: skip


def _agency(bare: Result, cube: Cube, rows: np.ndarray) -> list[Result]:
    """A result per shift, or the one of the standings; each told with those of all bands."""
    said = [cube.said(rows, bands) for bands, *_ in _groups(bare)]
    told = _told(cube, rows, bare)
    return [
        _result(bare, each, group, told, cube)
        for each, group in zip(said, _groups(bare), strict=True)
    ]


def _unit(bare: Result, cube: Cube, rows: np.ndarray) -> list[Result]:
    """As the agency's; one result says it where nothing can be compared at all."""
    groups = list(_groups(bare))
    said = [cube.said(rows, bands) for bands, *_ in groups]
    if all(each.p_value is None for each in said):
        return [replace(bare, reason=REASONS[said[0].reason])]
    return [_result(bare, each, group, [], cube) for each, group in zip(said, groups, strict=True)]


def _groups(bare: Result) -> Iterator[tuple[tuple[int, ...], str, str]]:
    """The bands of each group compared, its aspect, and how it is said."""
    if isinstance(bare.aspect, KeyedText) and bare.detail["question"] == HOURS:
        line = bare.aspect.values["line"]
        for band, shift in enumerate(SHIFTS):
            aspect = say("shared.hours_from", line=line, hours=shift)
            yield (band,), aspect, say("shared.hours", from_to=shift)
    else:
        yield PRESSED, bare.aspect, say("shared.pressed")


def _told(cube: Cube, rows: np.ndarray, bare: Result) -> list[dict[str, Any]]:
    """Each band's share beside all others', shrunk towards the mean of all."""
    names = SHIFTS if bare.detail["question"] == HOURS else STANDINGS
    told, shares, errors = [], [], []
    for band, name in enumerate(names):
        said = cube.said(rows, (band,))
        if said.share is None or said.error is None or not said.error > 0:
            continue
        told.append({"when": name, "n": said.n_group, "share": said.share})
        shares.append(said.share)
        errors.append(said.error)
    if len(told) < 2:
        return told
    shrunk = shrink(np.array(shares), np.array(errors))
    return [
        {**each, "shrunk": float(value), "low": float(value - NORMAL * error),
         "high": float(value + NORMAL * error)}
        for each, value, error in zip(told, shrunk.value, shrunk.error, strict=True)
    ]  # fmt: skip


def _result(
    bare: Result,
    said: Within,
    group: tuple[tuple[int, ...], str, str],
    told: list[dict[str, Any]],
    cube: Cube,
) -> Result:
    bands, aspect, words = group
    told_of = replace(bare, aspect=aspect, estimand=say("shared.within_share", when=words))
    result = within_result(told_of, said, cube.at, cube.step, REASONS)
    detail = {"bands": list(bands), "when": words, "bands_told": told}
    return replace(result, detail={**result.detail, **detail})


def within_result(
    bare: Result, said: Within, at: Windows, step: int, reasons: Mapping[str, str]
) -> Result:
    """Return `bare` with what a comparison within strata says, and why where it says nothing."""
    reason = reasons.get(said.reason, "")
    if said.reason == "second" and said.second is not None:
        reason = said.second.reason
    if said.reason == "power":
        least = said.smallest_detectable or 0.0
        reason = say("shared.weak_share", p=least) if least <= 1 else NO_POWER
    return replace(
        bare,
        verdict=said.verdict,
        n=said.n_group + said.n_rest,
        estimate=said.share,
        interval=said.interval,
        p_value=said.p_value,
        smallest_detectable=said.smallest_detectable,
        reason=reason,
        detail={
            **bare.detail,
            "n_group": said.n_group,
            "n_rest": said.n_rest,
            "strata": said.strata,
            "lumps": said.lumps,
            "z": said.z,
            "z_hole": said.z_hole,
            "z_excess": said.z_excess,
            "z_any_habit": said.z_any_habit,
            "second": None if said.second is None else _second_said(said.second, step),
            "target_milli": at.excess * step,
            **(_picture_of(said, at, step) if said.verdict == "moved" else {}),
        },
    )


def _second_said(said: LineShift, step: int) -> dict[str, Any]:
    """What method D said of the same records."""
    return {
        "verdict": said.verdict,
        "reason": said.reason,
        "p_value": said.p_value,
        "share": said.share,
        "placebos": [[x.line * step / 1000, x.share, x.se] for x in said.placebos],
    }


def _picture_of(said: Within, at: Windows, step: int) -> dict[str, Any]:
    """The group's counts around the line, and the rest's scaled to their number."""
    full = at.line + at.first
    near = slice(max(0, at.line - full * 3 // 4), min(len(said.group), at.line + full * 3 // 4))
    scale = said.n_group / max(float(said.group.sum()), 1e-9)
    expected = said.rest * said.n_group / max(float(said.rest.sum()), 1e-9)
    place = at.line - near.start
    return {
        "x": ((np.arange(len(said.group)) + at.first) * step / 1000)[near].tolist(),
        "recorded": (said.group * scale)[near].tolist(),
        "expected": expected[near].tolist(),
        "hole_bins": [place - at.hole, place + (not at.inclusive)],
        "excess_bins": [place + (not at.inclusive), place + at.excess + 1],
    }
