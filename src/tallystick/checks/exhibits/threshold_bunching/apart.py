"""Which of several lines share no records, so that none of these counts twice?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tallystick.checks.shared.substance_pairs import together
from tallystick.tables import Line
from tallystick.tables.measurements import WEIGHTS

Windows = Mapping[str, tuple[float, float]]
"""How far below and beyond each line, by name and in its unit, its window goes."""


def apart(lines: Sequence[Line], windows: Windows, records: Mapping[str, float]) -> list[Line]:
    """Lines that no two of share records, of which those with more `records`, by name, stay."""
    chosen: list[Line] = []
    for line in sorted(lines, key=lambda line: -records[line.name]):
        if not any(_share_records(line, other, windows) for other in chosen):
            chosen.append(line)
    return [line for line in lines if line in chosen]


def _share_records(one: Line, other: Line, windows: Windows) -> bool:
    """Whether the same goods may lie in the windows of both lines, at whatever stage weighed."""
    if not one.meets(other.units):
        return False
    if one.kind != other.kind and not {one.kind, other.kind} <= set(WEIGHTS):
        return False
    substances = {one.substance_code, other.substance_code}
    if None not in substances and len(substances) > 1:
        return False
    (low, high), (low_other, high_other) = (
        (float(line.value) - windows[line.name][0], float(line.value) + windows[line.name][1])
        for line in (one, other)
    )
    return together(one, other) is not None and low <= high_other and low_other <= high
