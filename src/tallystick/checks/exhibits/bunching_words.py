"""How is a pattern at a line said, so that nothing is claimed that was not measured?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tallystick.checks.exhibits.packages import at_each, line_of
from tallystick.checks.exhibits.places import held_in
from tallystick.findings import Finding, Picture, Result
from tallystick.tables import Line
from tallystick.tables.measurements import PHYSICAL
from tallystick.tables.store import Tables

UNITS = {"{score}": "points", "[mi_i]/h": "mph", "km/h": "km/h", "g": "g", "1": ""}
FEW = 20_000

NOT_A_COUNT = (
    "The estimate is of a share, not a count of records that are wrong: which of the listed "
    "records, if any, were moved cannot be read from it, and many would be there anyway."
)
ONE_SAMPLE = (
    "From one sample alone, goods packed a little above the line and records below it that were "
    "never made look the same. A comparison of units, or of the time before and after the line "
    "moved, tells them apart."
)
SMALL_SAMPLE = (
    "With fewer than 20,000 records, packs a little above round weights were taken for movement "
    "in up to 5% of simulated samples (docs/calibration/finer_samples.md)."
)
PACKAGING = (
    "Packaging at this size or a little above it gives the same picture. It does not show that "
    "records were moved: no matching number is missing before the line."
)

TOGETHER = (
    "The evidence is that two lines or more are moved: it is what remains without the line that "
    "shows most. It does not say at which of them, and one line's share by itself may be chance."
)
APART = "Its window overlaps that of a line on the same goods, so that records would count twice."
NOT_ESTABLISHED = (
    "Not established. Rule out first: goods packed in ounces or a little beyond the line, cases "
    "booked as several exhibits, records before the line never made."
)
SUGGESTION = (
    "Compare the listed values with raw scale or instrument print-outs and with laboratory "
    "weights; a random sample of 30 is enough to begin with."
)


def place(line: Line) -> str:
    """Return the line as a reader says it: ``2 g``, ``65 points``."""
    unit = UNITS.get(line.unit, line.unit)
    return f"{line.value.normalize():f} {unit}".strip()


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    if result.detail.get("lines") is not None:
        return _all_lines(result, tables)
    line = line_of(tables, result)
    say = _heap if result.verdict == "spike" else _moved
    words = say(result, line)
    return Finding.of(
        result,
        criteria=(
            "A recorded value is what was read. Values thin out smoothly around the line, with "
            f"peaks at round numbers. The line: {line.citation}."
        ),
        effect=(
            "A record on the other side of the line has another consequence for the person "
            f"concerned ({line.citation})."
        ),
        picture=_picture(result, line),
        **words,
    )


def _moved(result: Result, line: Line) -> dict[str, Any]:
    where = place(line)
    whose = f"{result.subject_kind} {result.subject}, " if result.subject else ""
    share, (low, high) = result.estimate or 0.0, result.interval or (0.0, 0.0)
    before, beyond = ("above", "below") if line.direction == "down" else ("below", "above")
    compared = (
        f" compared with the other {result.detail['subjects'] - 1} {result.subject_kind}s of the "
        "agency at the same numbers"
        if result.subject
        else ""
    )
    caveats = [NOT_A_COUNT]
    if not result.subject:
        caveats.append(ONE_SAMPLE)
        if line.kind in PHYSICAL and result.n < FEW:
            caveats.append(SMALL_SAMPLE)
    elif result.detail["many_subjects"]:
        caveats.append("Many subjects differ here, so each one's share is understated.")
    return {
        "title": f"{whose}{line.name}: records are missing just {before} the line and added at and "
        f"{beyond} it",
        "condition": (
            f"About {share:.0%} (95% range {low:.0%} to {high:.0%}) of the records that belong "
            f"just {before} {where} lie at or just {beyond} it instead{compared}. {result.n:,} "
            "records around the line were examined."
        ),
        "cause": NOT_ESTABLISHED,
        "suggestion": SUGGESTION,
        "caveats": (*caveats, *held_in(line)),
    }


def _all_lines(result: Result, tables: Tables) -> Finding:
    detail = result.detail
    lines = [line_of(tables, each) for each in at_each(result)]
    share, (low, high) = result.estimate or 0.0, result.interval or (0.0, 0.0)
    each_share = "; ".join(
        f"{place(line)} ({line.name}): {at['share']:.0%}"
        for line, at in zip(lines, detail["lines"], strict=True)
    )
    caveats = [NOT_A_COUNT, TOGETHER]
    if detail["left_out"]:
        caveats.append(f"Not counted: {', '.join(detail['left_out'])}. {APART}")
    if detail["many_subjects"]:
        caveats.append("Many subjects differ here, so each one's share is understated.")
    return Finding.of(
        result,
        title=f"{result.subject_kind} {result.subject}, all lines: records are missing just below "
        "several lines and added at and beyond them",
        criteria=(
            "A recorded value is what was read. Values thin out smoothly around every line, with "
            f"peaks at round numbers. The lines: {'; '.join(line.citation for line in lines)}."
        ),
        condition=(
            f"Over {len(lines)} lines together, about {share:.0%} (95% range {low:.0%} to "
            f"{high:.0%}) of the records that belong just below a line lie at or just beyond it "
            f"instead, compared with the other {detail['subjects'] - 1} {result.subject_kind}s of "
            f"the agency at the same numbers. Line by line: {each_share}. {result.n:,} records "
            "around these lines were examined."
        ),
        cause=NOT_ESTABLISHED,
        effect="A record on the other side of a line has another consequence for the person "
        "concerned.",
        suggestion=SUGGESTION,
        caveats=(*caveats, *held_in(*lines)),
    )


def _heap(result: Result, line: Line) -> dict[str, Any]:
    where, count = place(line), result.estimate or 0.0
    return {
        "title": f"{line.name}: records gather at the line beyond what other round numbers attract",
        "condition": (
            f"About {count:,.0f} more records than expected lie at or beside {where}, beyond "
            "what this sample's other round numbers attract. No matching number is missing "
            f"before it. {result.n:,} records around the line were examined."
        ),
        "cause": "Not established. Rule out first: goods packed at this size, and a "
        "practice of acting, or of writing, at this number.",
        "suggestion": "Ask which rule or habit makes this number special, and look whether "
        "consequences change at it.",
        "caveats": (PACKAGING, NOT_A_COUNT, *held_in(line)),
    }


def _picture(result: Result, line: Line) -> Picture | None:
    series: Mapping[str, Any] = result.detail
    if not series.get("x"):
        return None
    drawn = (
        "Line: the rest of the agency, scaled to the same number of records."
        if result.subject
        else "Line: expected from a smooth density and this sample's rounding, with its 95% band."
    )
    caption = (
        f"Records gather at {place(line)}"
        if result.verdict == "spike"
        else f"Records are missing before {place(line)} and added at and beyond it"
    )
    picture = at_the_line(line, series, caption, f"{result.n:,} records. {drawn}")
    return replace(picture, hole=None) if result.verdict == "spike" else picture


def at_the_line(line: Line, series: Mapping[str, Any], caption: str, subcaption: str) -> Picture:
    """The bins about a line: recorded, expected (with a band where there is one), moved where."""
    unit = UNITS.get(line.unit, line.unit)
    return Picture(
        caption=caption,
        subcaption=subcaption,
        x_label=f"Recorded {line.kind.replace('_', ' ')}, {unit}".rstrip(", "),
        y_label="Records",
        x=tuple(series["x"]),
        recorded=tuple(series["recorded"]),
        expected=tuple(series["expected"]),
        low=tuple(series.get("low", ())),
        high=tuple(series.get("high", ())),
        mark=float(line.value),
        mark_label=f"{place(line)}: {line.citation}",
        excess=tuple(series["excess_bins"]),
        hole=tuple(series["hole_bins"]),
    )
