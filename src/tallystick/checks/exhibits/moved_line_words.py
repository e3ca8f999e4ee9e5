"""How is it said that records followed a line, and which innocent causes can be asked of them?"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.exhibits.bunching_words import NOT_A_COUNT, UNITS, place
from tallystick.checks.exhibits.cut import beyond, cut
from tallystick.checks.exhibits.line_changes import GAP_DAYS, Change, changes_of, compared
from tallystick.checks.exhibits.packages import OPERATION, in_one_case, on_busy_days, tally
from tallystick.findings import Finding, Picture, Result
from tallystick.tables.store import Tables

FOLLOWED = (
    "Sellers who begin to pack goods a little above a new line give the same picture, and so do "
    "police who open near it only the cases that are over it. The records cannot tell these apart."
)
ALONE = (
    "One line alone changed. That many more people write its number since, or that goods came in "
    "new packs on that date, was taken for movement in up to 10% of simulated samples "
    "(docs/calibration/moved_line.md)."
)


def change_of(tables: Tables, result: Result) -> Change:
    """Return the change that a result is about."""
    name = result.detail["change"]
    return next(change for change in changes_of(tables.frame) if change.name == name)


def records(tables: Tables, result: Result) -> Relation:
    """Return the subject's records at and just beyond each line while it was in force."""
    change = change_of(tables, result)
    parts = []
    for line, width in zip(change.lines, result.detail["target_milli"], strict=True):
        rows = beyond(tables, line, width)
        parts.append(rows.filter(compared(rows, change)))
    rows = reduce(lambda a, b: a.union(b), parts)
    return rows.filter(rows.unit_id == result.subject) if result.subject else rows


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    change = change_of(tables, result)
    first = change.lines[0]
    whose = f"unit {result.subject}, " if result.subject else ""
    share, (low, high) = result.estimate or 0.0, result.interval or (0.0, 0.0)
    before, beyond_it = ("above", "below") if first.direction == "down" else ("below", "above")
    return Finding.of(
        result,
        title=f"{whose}{change.name}: records at the line followed it",
        criteria=(
            "A recorded value is what was read; a scale does not know on which day the law "
            f"changes. The change, on {change.day.isoformat()}: "
            f"{'; '.join(line.citation for line in change.lines)}."
        ),
        condition=(
            f"{_changed(change)} While a line was in force, about {100 * share:.0f} (95% range "
            f"{100 * low:.0f} to {100 * high:.0f}) for every 100 records that belong just {before} "
            f"it lay at or just {beyond_it} it instead, by comparison with the time in which it "
            "was not. "
            f"{result.detail['n_before']:,} records before the change and "
            f"{result.detail['n_after']:,} after it were compared; those of {GAP_DAYS} days on "
            f"each side were left out. {len(result.detail['placebos'])} round numbers that are no "
            "line did not change as much."
        ),
        cause="Not established. Rule out first: packs that follow the law, cases on one side of "
        "the line that are no longer opened, other people or scales since that date.",
        effect="A record on the other side of the line has another consequence for the person "
        "concerned.",
        suggestion="Compare the listed values with raw scale or instrument print-outs and with "
        "laboratory weights, before and after the date.",
        caveats=(NOT_A_COUNT, FOLLOWED, *([ALONE] if len(change.lines) == 1 else [])),
        picture=_picture(result, change),
    )


def _changed(change: Change) -> str:
    day = change.day.isoformat()
    if change.old is not None and change.new is not None:
        return f"On {day} the line moved from {place(change.old)} to {place(change.new)}."
    did = "began" if change.old is None else "ended"
    return f"The line at {place(change.lines[0])} {did} on {day}."


def _picture(result: Result, change: Change) -> Picture | None:
    series, line = result.detail, change.lines[0]
    if not series.get("x"):
        return None
    return Picture(
        caption=f"Records are missing before {place(line)} and added at it while it is in force",
        subcaption=f"{sum(series['recorded']):,.0f} records. Line: expected from the time in which "
        "it was not in force.",
        x_label=f"Recorded {line.kind.replace('_', ' ')}, {UNITS.get(line.unit, line.unit)}",
        y_label="Records",
        x=tuple(series["x"]),
        recorded=tuple(series["recorded"]),
        expected=tuple(series["expected"]),
        low=(),
        high=(),
        mark=float(line.value),
        mark_label=f"{place(line)}: {line.citation}",
        excess=tuple(series["excess_bins"]),
        hole=tuple(series["hole_bins"]),
    )


def _newcomers(tables: Tables, result: Result) -> Relation:
    """Records by those who recorded nothing of the kind near a line on the other side of the day.

    Units for the agency, officers for a unit.
    """
    change, rows = change_of(tables, result), records(tables, result)
    who = "officer_id" if result.subject else "unit_id"
    open_line = replace(change.lines[0], from_date=None, to_date=None)
    every = cut(tables, open_line)
    every = every.filter(compared(every, change), every[who].notnull())
    sides = every.group_by(who).aggregate(
        first=(every.on_day < change.day).cast("int64").max(),
        last=(every.on_day >= change.day).cast("int64").max(),
    )
    both = sides.filter(sides["first"] == 1, sides["last"] == 1).select(who)
    return tally(rows.anti_join(both, who), rows)


EXPLANATIONS = (
    InnocentCause(
        "Other units, or other officers, record since that date",
        "Look at the records at the line of those who recorded on one side of the date alone",
        _newcomers,
    ),
    InnocentCause(
        "A new scale, form or habit of rounding came with the date",
        "Already tested: numbers that are no line would have changed as much. Ask nevertheless "
        "whether scales or forms changed then",
    ),
    InnocentCause(
        "One large case booked as several exhibits",
        "Look whether records at the line share a case number",
        lambda tables, result: in_one_case(records(tables, result)),
        {"measurements": ("incident_id",)},
    ),
    InnocentCause(
        "Operations that booked many exhibits in a day",
        f"Look at the days on which one unit made {OPERATION} or more of the records at the line",
        lambda tables, result: on_busy_days(records(tables, result)),
        {"measurements": ("measured_at",)},
    ),
    InnocentCause(
        "Packs follow the law, or cases on one side of the line are no longer opened",
        "Weigh seized packs again, and ask for the cases that were not opened since",
    ),
)
