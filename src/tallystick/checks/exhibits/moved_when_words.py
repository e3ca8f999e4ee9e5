"""How is it said that records of some times lie over a line more often, and which are they?"""

from __future__ import annotations

from typing import Any

from ibis.expr.types import Table as Relation

from tallystick.checks.exhibits.bunching_words import (
    NOT_A_COUNT,
    SUGGESTION,
    at_the_line,
    place,
)
from tallystick.checks.exhibits.cut import cut_by_hour, lies_beyond
from tallystick.checks.exhibits.moved_bands import HOURS, SHIFT_HOURS, standings
from tallystick.checks.exhibits.packages import line_of
from tallystick.checks.exhibits.places import held_in
from tallystick.findings import Finding, Picture, Result
from tallystick.tables import Line
from tallystick.tables.store import Tables

SAME_PEOPLE = (
    "The same officers serve in all shifts: each one's records were compared with the same one's "
    "of the same quarter. Which officer made them, the hours do not say."
)
SAME_QUARTER = (
    "Each unit's days were compared with its own of the same quarter and third of the month. That "
    "a unit was behind does not say that anybody knew it, or acted on it."
)
CAUSES = {
    True: "Not established. Rule out first: goods sold at those hours in packs a little above the "
    "line, operations, cases before the line that are not opened then, another scale on duty.",
    False: "Not established. Rule out first: goods that came at those times in packs a little "
    "above the line, operations run because figures were low, small cases left while a goal "
    "presses.",
}


def records(tables: Tables, result: Result) -> Relation:
    """Return the subject's records of that time at and just beyond the line."""
    line = line_of(tables, result)
    rows = cut_by_hour(tables, line)
    rows = rows.filter(lies_beyond(rows.milli, line, int(result.detail["target_milli"])))
    if result.subject:
        rows = rows.filter(rows.unit_id == result.subject)
    bands = result.detail["bands"]
    if result.detail["question"] == HOURS:
        return rows.filter((rows.on_hour // SHIFT_HOURS).isin(bands)).drop("on_hour")
    wanted = rows.filter(rows.on_day.notnull(), rows.unit_id.notnull())
    standing = standings(tables, wanted.select("unit_id", day=wanted.on_day).distinct())
    standing = standing.filter(
        standing.metric == result.detail["metric"], standing.band.isin(bands)
    ).select("unit_id", on_day="day")
    return rows.drop("on_hour").semi_join(standing, ["unit_id", "on_day"])


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    line, detail = line_of(tables, result), result.detail
    hours = detail["question"] == HOURS
    whose = f"unit {result.subject}, " if result.subject else ""
    share, (low, high) = result.estimate or 0.0, result.interval or (0.0, 0.0)
    return Finding.of(
        result,
        title=f"{whose}{line.name}: in {detail['when']}, more records are missing just below the "
        "line and added at and beyond it",
        criteria=(
            "A recorded value is what was read: it knows neither the hour nor what is lacking to "
            f"a goal. The line: {line.citation}."
        ),
        condition=(
            f"Of the records of {detail['when']} that belong just below {place(line)}, about "
            f"{share:.0%} (95% range {low:.0%} to {high:.0%}) lie at or just beyond it, beyond "
            f"what the same people's records of other times show. {detail['n_group']:,} records "
            f"of that time around the line were compared with {detail['n_rest']:,} others."
            f"{_level(detail)}{_each(detail)}"
        ),
        cause=CAUSES[hours],
        effect="A record on the other side of the line has another consequence for the person "
        f"concerned ({line.citation}).",
        suggestion=SUGGESTION,
        caveats=(NOT_A_COUNT, SAME_PEOPLE if hours else SAME_QUARTER, *held_in(line)),
        picture=_picture(result, line),
    )


def _level(detail: Any) -> str:
    return f" The level is that of {detail['metric']}." if detail["metric"] else ""


def _each(detail: Any) -> str:
    """Each time's share beside all others', after shrinkage."""
    told = [each for each in detail["bands_told"] if "shrunk" in each]
    if not told:
        return ""
    parts = "; ".join(
        f"{each['when']} {each['shrunk']:.0%} ({each['low']:.0%} to {each['high']:.0%})"
        for each in told
    )
    return f" Each time against all others, shrunk towards their mean: {parts}."


def _picture(result: Result, line: Line) -> Picture | None:
    series = result.detail
    if not series.get("x"):
        return None
    return at_the_line(
        line,
        series,
        f"Records are missing before {place(line)} and added at and beyond it",
        f"{series['n_group']:,} records, weighted to the same mix of people. Line: "
        "the same people's records of other times, scaled to that number.",
    )
