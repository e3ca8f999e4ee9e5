"""Do records crowd a line only in the units in which it holds?

Criteria
    A recorded value is what the scale or the instrument read. A weight at which the law of one
    region draws a line is a number like others in a region whose law draws none there.
Test
    H0  Apart from a smooth tilt, from how people love round numbers and each of them in each group
        of units, and from cases that are opened or dropped on one side of a line, records of the
        same goods are distributed in the units under a line as in the units without it; markets
        that differ in packs differ as much at numbers that are a line for neither.
    H1  In the units in which it holds, records are missing just before the line and as many are
        too many at and just beyond it.
    Difference in bunching, by the model and with the safeguards of `exhibits.other_substance`: each
    bin's share of records of the one group of units, binomial with a measured dispersion. Two
    comparisons. *Two lines*, a line and the nearest, at most four times the other, each in units
    where the other does not hold: both together, and in its own units each must show both sides,
    which packs of one region cannot do: both holes are beyond what chance gives in 5 % of samples.
    *One line*, beside all units in which it does not hold: records missing before it beyond error
    at 5 %, and beyond what is missing before round numbers that are a line for neither at 12.5 %;
    other lines of the goods in range are left free. In both the share must be beyond what such
    numbers show (random effects, their spread always counted), and no more may be in surplus at a
    line than is missing before it: packs add records at a line and take none from before it. Units
    in which another line lies so near that the windows touch are left out. With one line, each unit
    under it is compared with the same others.
    Windows are fixed before looking: a quarter of the line before it and a tenth beyond it, unless
    the engagement states others. Scores, which are no ratio scale, are not compared.
    Estimate: the share of the records that belong just before a line which lie at or beyond it in
    the units in which it holds. It is never a count of wrong records.
Cause, innocent first
    Packs common in one region at, or a little above, its line; scales or forms that differ between
    regions or their laboratories; other markets; a large case booked as several exhibits; an
    operation.

References
    Kleven 2016, Annual Review of Economics 8, on difference in bunching; Best, Cloyne, Ilzetzki &
    Kleven 2020, Rev. Econ. Studies 87(2); DerSimonian & Laird 1986, Controlled Clinical Trials
    7(3), 177-188.
"""

from __future__ import annotations

from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.check import lacking
from tallystick.checks.declared import Cause, declared
from tallystick.checks.shared.line_changes import by_units
from tallystick.checks.shared.line_contrasts import contrast_results
from tallystick.checks.shared.line_records import (
    OPERATION,
    in_one_case,
    of_fractions_of_an_ounce,
    of_one_size,
    on_busy_days,
    records_at,
)
from tallystick.checks.shared.lines_in_words import drawn_at, in_hundred, line_values
from tallystick.checks.shared.readings_near_line import NEAR
from tallystick.checks.shared.strata_pairs import Strata, strata_of
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.texts import at, is_called, numbered
from tallystick.tables import Frame
from tallystick.tables.measurements import WEIGHTS
from tallystick.tables.store import Tables

say = words_beside(__file__).say

SHARE = say("estimands.share")


def query(tables: Tables) -> Relation:
    """Records around the lines: a row per comparison, unit, side and fine bin."""
    return ibis.union(
        *(by_units(tables, each.change, each.name, each.here) for each in strata_of(tables.frame))
    )


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return for each comparison the agency's result, and that of each unit where its line holds.

    A unit is compared with all units without the line. Two lines together are a matter of all
    units: no unit is under both.
    """
    names, of = numbered(columns["change"])
    columns |= {name: columns[name].astype(np.int64) for name in ("later", "bin", "n")}
    results: list[Result] = []
    for each in strata_of(frame):
        rows = at(columns, is_called(each.name, names, of))
        with_others = _nobody if each.other is not None else _with_the_others
        results += contrast_results(each, rows, share=SHARE, of_unit=with_others)
    return results


def _with_the_others(counts: np.ndarray, whole: np.ndarray) -> np.ndarray | None:
    """A unit's own records, and those of all units without its line; None of one of these."""
    own = counts[1]
    return np.stack([whole[0], own]) if own.any() else None


def _nobody(counts: np.ndarray, whole: np.ndarray) -> np.ndarray | None:
    return None


def unready(tables: Tables) -> str:
    """Say why no units can be compared although measurements were loaded."""
    given = tables.holds("measurements", "unit_id"), tables.holds("incidents", "unit_id")
    return lacking(
        "" if strata_of(tables.frame) else say("reasons.needs_units"),
        "" if any(given) else say("reasons.needs_unit"),
    )


def _strata(tables: Tables, result: Result) -> Strata:
    name = result.detail["contrast"]
    return next(each for each in strata_of(tables.frame) if each.name == name)


def listed(tables: Tables, result: Result) -> Relation:
    """The subject's records at and just beyond each line, in the units in which it holds."""
    return records_at(tables, result, _strata(tables, result).change)


def _of_one_size(tables: Tables, result: Result) -> Relation:
    return of_one_size(listed(tables, result), *_strata(tables, result).lines)


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    strata = _strata(tables, result)
    return {
        **line_values(*strata.lines), **in_hundred(result), "two": strata.other is not None,
        "held": len(result.detail["placebos"]),
        "sum_recorded": sum(result.detail.get("recorded", ())),
    }  # fmt: skip


CHECK = declared(
    __name__,
    needs={"measurements": ("kind", "value")},
    unready=unready,
    query=query,
    test=test,
    listed=listed,
    cases=lambda tables, result: listed(tables, result).drop("milli"),
    causes={
        "packs": Cause(counts=_of_one_size),
        "ounces": Cause(
            among=of_fractions_of_an_ounce,
            applies=lambda result: result.detail["kind"] in WEIGHTS,
        ),
        "one_case": Cause(among=in_one_case, needs={"measurements": ("incident_id",)}),
        "one_operation": Cause(among=on_busy_days, needs={"measurements": ("measured_at",)}),
    },
    constants={"operation": OPERATION},
    values=_values,
    picture=lambda result, tables: drawn_at(_strata(tables, result).own, result.detail),
    shares=(NEAR,),
)
run = CHECK.run
