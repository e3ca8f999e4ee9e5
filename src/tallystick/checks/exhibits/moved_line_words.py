"""How is it said that records followed a line, or gathered at it at a later stage?"""

from __future__ import annotations

from typing import Any

from ibis.expr.types import Table as Relation

from tallystick.checks.exhibits.beyond_lines import (
    picture,
    records_at,
    whose,
)
from tallystick.checks.exhibits.bunching_words import NOT_A_COUNT, place
from tallystick.checks.exhibits.line_changes import GAP_DAYS, Change, changes_of, stages_of
from tallystick.checks.exhibits.places import held_in
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

FOLLOWED = (
    "Sellers who fill up to a little above a new line what they sold a little below it give the "
    "same picture, and so do police who open near it only the cases that are over it. The records "
    "cannot tell these apart."
)
ALONE = (
    "One line alone changed. That many more people write its number since, or that goods came in "
    "new packs on that date, was taken for movement in up to 15% of simulated samples "
    "(docs/calibration/moved_line.md)."
)

SELECTED = (
    "Which exhibits reach a later stage was not observed here: that more do on one side of the "
    "line is allowed for, that just those at the line do is not."
)


def change_of(tables: Tables, result: Result) -> Change:
    """Return the change that a result is about."""
    name = result.detail["change"]
    every = (*changes_of(tables.frame), *stages_of(tables.frame))
    return next(change for change in every if change.name == name)


def records(tables: Tables, result: Result) -> Relation:
    """Return the subject's records at and just beyond each line while it was in force."""
    return records_at(tables, result, change_of(tables, result))


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    change = change_of(tables, result)
    at_date = change.stages is None
    say = _at_date if at_date else _at_stage
    other = "the time in which it was not in force" if at_date else "the earlier stage"
    return Finding.of(
        result,
        effect="A record on the other side of the line has another consequence for the person "
        "concerned.",
        picture=picture(result, change.lines[0], other),
        **say(result, change),
    )


def _at_date(result: Result, change: Change) -> dict[str, Any]:
    before, beyond_it = _places(change)
    return {
        "title": f"{whose(result)}{change.name}: records at the line followed it",
        "criteria": (
            "A recorded value is what was read; a scale does not know on which day the law "
            f"changes. The change, on {result.detail['day']}: "
            f"{'; '.join(line.citation for line in change.lines)}."
        ),
        "condition": (
            f"{_changed(change, result.detail['day'])} While a line was in force, "
            f"{_of_each_hundred(result)} records that belong just {before} it lay at or just "
            f"{beyond_it} it instead, by comparison with the time in which it was not. "
            f"{result.detail['n_before']:,} records before the change and "
            f"{result.detail['n_after']:,} after it were compared; those of {GAP_DAYS} days on "
            f"each side were left out. {_placebos(result)}"
        ),
        "cause": "Not established. Rule out first: packs that follow the law, cases on one side of "
        "the line that are no longer opened, other people or scales since that date.",
        "suggestion": "Compare the listed values with raw scale or instrument print-outs and with "
        "laboratory weights, before and after the date.",
        "caveats": (
            NOT_A_COUNT,
            FOLLOWED,
            *([ALONE] if len(change.lines) == 1 else []),
            *held_in(*change.lines),
        ),
    }


def _at_stage(result: Result, change: Change) -> dict[str, Any]:
    before, beyond_it = _places(change)
    line, (earlier, later) = change.lines[0], change.stages or ("", "")
    return {
        "title": f"{whose(result)}{line.name}: records gather at the line at the stage {later!r}, "
        f"not yet at {earlier!r}",
        "criteria": (
            "What is read, or charged, at a later stage is the same exhibit. The line: "
            f"{line.citation}."
        ),
        "condition": (
            f"At the stage {later!r}, {_of_each_hundred(result)} readings that belong just "
            f"{before} {place(line)} lie at or just {beyond_it} it instead, by comparison with the "
            f"stage {earlier!r}. {result.detail['n_before']:,} earlier readings and "
            f"{result.detail['n_after']:,} later ones were compared. {_placebos(result)}"
        ),
        "cause": "Not established. Rule out first: several exhibits charged together, containers "
        "weighed with the goods, weights that are agreed on at the line.",
        "suggestion": "Compare the listed readings with those of the same exhibits at the stage "
        f"{earlier!r}.",
        "caveats": (NOT_A_COUNT, SELECTED, *held_in(line)),
    }


def _places(change: Change) -> tuple[str, str]:
    down = change.lines[0].direction == "down"
    return ("above", "below") if down else ("below", "above")


def _of_each_hundred(result: Result) -> str:
    share, (low, high) = result.estimate or 0.0, result.interval or (0.0, 0.0)
    return f"about {100 * share:.0f} (95% range {100 * low:.0f} to {100 * high:.0f}) for every 100"


def _placebos(result: Result) -> str:
    held = len(result.detail["placebos"])
    return f"{held} round numbers that are no line did not change as much."


def _changed(change: Change, day: str) -> str:
    if change.old is not None and change.new is not None:
        return f"On {day} the line moved from {place(change.old)} to {place(change.new)}."
    did = "began" if change.old is None else "ended"
    return f"The line at {place(change.lines[0])} {did} on {day}."
