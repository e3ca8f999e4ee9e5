"""How is it said that records crowd a line in the units in which it holds alone?"""

from __future__ import annotations

from ibis.expr.types import Table as Relation

from tallystick.checks.exhibits.beyond_lines import (
    picture,
    records_at,
    whose,
)
from tallystick.checks.exhibits.bunching_words import NOT_A_COUNT, place
from tallystick.checks.exhibits.places import held_in
from tallystick.checks.exhibits.strata_pairs import Strata, strata_of
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

PACKED = (
    "Where sellers of one region fill packs at its line, or a little above it, the picture is "
    "nearly the same; what tells them apart is only that more is then added at the line than is "
    "missing before it."
)

TOGETHER = (
    "The two lines were tested together: where one shows it strongly, the other need only lean the "
    "same way. See each by itself."
)


def strata_in(tables: Tables, result: Result) -> Strata:
    """Return the comparison that a result is about."""
    name = result.detail["contrast"]
    return next(each for each in strata_of(tables.frame) if each.name == name)


def records(tables: Tables, result: Result) -> Relation:
    """Return the subject's records at and just beyond each line, in its own units."""
    return records_at(tables, result, strata_in(tables, result).change)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    strata = strata_in(tables, result)
    two = strata.other is not None
    lines = "the lines, each where it holds" if two else "the line where it holds, not elsewhere"
    return Finding.of(
        result,
        title=f"{whose(result)}{strata.name}: records crowd {lines}",
        criteria=(
            "A recorded value is what was read; a scale does not know in which units a line holds. "
            f"Drawn here: {'; '.join(each.citation for each in strata.lines)}."
        ),
        condition=_condition(result, strata),
        effect="A record on the other side of the line has another consequence for the person "
        "concerned.",
        cause="Not established. Rule out first: packs common in one region at or a little above "
        "the line, other scales or laboratories there, several exhibits of one case.",
        suggestion="Compare the listed values with raw scale or instrument print-outs and with "
        "laboratory weights, and weigh sealed packs of both regions again.",
        caveats=(NOT_A_COUNT, PACKED, *([TOGETHER] if two else []), *held_in(*strata.lines)),
        picture=picture(result, strata.own, "the units without it"),
    )


def _condition(result: Result, strata: Strata) -> str:
    down = strata.own.direction == "down"
    before, after = ("above", "below") if down else ("below", "above")
    share, (low, high) = result.estimate or 0.0, result.interval or (0.0, 0.0)
    held, detail = len(result.detail["placebos"]), result.detail
    return (
        f"About {100 * share:.0f} (95% range {100 * low:.0f} to {100 * high:.0f}) for every 100 "
        f"records that belong just {before} {' or '.join(place(x) for x in strata.lines)} lie at "
        f"or just {after} it instead in the units where the line holds, by comparison with units "
        f"where it does not. {detail['n_own']:,} records of the one units and "
        f"{detail['n_other']:,} of the others were compared. At {held} round numbers that are a "
        "line for neither they did not differ as much."
    )
