"""Do records crowd a line only in the substance that it is drawn for?

Criteria
    A recorded value is what the scale or the instrument read. A weight at which the law draws a
    line for one substance is a number like others for another.
Test
    H0  Apart from a smooth tilt, from how people love round numbers and each of them in each of the
        goods, and from cases that are opened or dropped on one side of a line, records of the goods
        that a line is drawn for are distributed as those of the goods without it; goods that come
        in other packs differ as much at numbers that are a line for neither.
    H1  In the goods that it is drawn for, records are missing just before the line and as many are
        too many at and just beyond it.
    Difference in bunching: each bin's share of records of the one goods, binomial with a measured
    dispersion; how much the popularity of numbers differs is learned at numbers away from the
    lines. Two comparisons. *Two substances, each with a line of its own* at most four times the
    other's: both lines together, and in its own goods each must show both sides: both holes are
    beyond what chance gives in 5 % of samples. *One line*, beside all substances without a line
    within six times its weight: records missing before it beyond error at 5 %, and beyond what is
    missing before round numbers that are a line for neither at 12.5 %. In both the share must be
    beyond what such numbers show (random effects, their spread always counted), and no more may be
    in surplus at a line than is missing before it: packs add records at a line and take none from
    before it. A pattern is withheld where the goods differ in lumps elsewhere too. The same for
    each unit with enough records.
    Windows are fixed before looking: a quarter of the line before it and a tenth beyond it,
    unless the engagement states others. Scores have no substance and are not compared.
    Estimate: the share of the records that belong just before a line which lie at or beyond it
    in the goods that it is drawn for. It is never a count of wrong records.
Not asked
    Lines that hold in some units alone are asked by exhibits.other_stratum. A substance whose lines
    the engagement does not declare is taken to have none.
Cause, innocent first
    Packs of one of the goods at, or a little above, the line; other units, scales or forms for one
    of the goods; a large case booked as several exhibits; an operation.

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

from tallystick.checks.declared import Cause, declared
from tallystick.checks.shared.line_changes import compared
from tallystick.checks.shared.line_contrasts import contrast_results
from tallystick.checks.shared.line_records import (
    OPERATION,
    in_one_case,
    of_fractions_of_an_ounce,
    on_busy_days,
    records_at,
    tally,
)
from tallystick.checks.shared.lines_in_words import drawn_at, in_hundred, line_values
from tallystick.checks.shared.substance_pairs import (
    AROUND,
    Contrast,
    contrasts_of,
    goods,
    is_compared,
)
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.texts import at, is_called, numbered
from tallystick.tables import Frame
from tallystick.tables.measurements import WEIGHTS
from tallystick.tables.store import Tables

say = words_beside(__file__).say


def query(tables: Tables) -> Relation:
    """Records around the lines: a row per comparison, unit, kind of goods and fine bin."""
    return ibis.union(*(goods(tables, each) for each in contrasts_of(tables.frame)))


def test(own: np.ndarray, *, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return for each comparison the agency's result and its units'."""
    names, of = numbered(columns["contrast"])
    columns |= {name: columns[name].astype(np.int64) for name in ("bin", "n")}
    columns["later"] = own.astype(np.int64)
    results: list[Result] = []
    for each in contrasts_of(frame):
        results += contrast_results(each, at(columns, is_called(each.name, names, of)))
    return results


def unready(tables: Tables) -> str:
    """Say why no two kinds of goods can be compared although measurements were loaded."""
    if contrasts_of(tables.frame):
        return ""
    return say("reasons.needs_substance")


def _contrast(tables: Tables, result: Result) -> Contrast:
    name = result.detail["contrast"]
    return next(each for each in contrasts_of(tables.frame) if each.name == name)


def listed(tables: Tables, result: Result) -> Relation:
    """The subject's records at and just beyond each line, of the goods that it is drawn for."""
    return records_at(tables, result, _contrast(tables, result).change)


def _of_one_kind(tables: Tables, result: Result) -> Relation:
    """Records by those who recorded only one of the goods around the lines.

    Units for the agency, officers for a unit.
    """
    contrast, rows = _contrast(tables, result), listed(tables, result)
    who = "officer_id" if result.subject else "unit_id"
    every = AROUND(tables)
    every = every.filter(is_compared(every, contrast), compared(every, contrast.change))
    every = every.filter(every[who].notnull())
    own = every.substance_code == contrast.own.substance_code
    sides = every.mutate(own=own.cast("int64")).group_by(who).aggregate(
        least=lambda t: t.own.min(), most=lambda t: t.own.max()
    )  # fmt: skip
    both = sides.filter(sides.least == 0, sides.most == 1).select(who)
    return tally(rows.anti_join(both, who), rows)


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    contrast = _contrast(tables, result)
    return {
        **line_values(*contrast.lines), **in_hundred(result), "two": contrast.other is not None,
        "held": len(result.detail["placebos"]),
        "sum_recorded": sum(result.detail.get("recorded", ())),
    }  # fmt: skip


CHECK = declared(
    __name__,
    needs={"measurements": ("kind", "value", "substance_code")},
    unready=unready,
    query=query,
    test=test,
    listed=listed,
    cases=lambda tables, result: listed(tables, result).drop("milli"),
    causes={
        "ounces": Cause(
            among=of_fractions_of_an_ounce,
            applies=lambda result: result.detail["kind"] in WEIGHTS,
        ),
        "of_one_kind": Cause(counts=_of_one_kind),
        "one_case": Cause(among=in_one_case, needs={"measurements": ("incident_id",)}),
        "one_operation": Cause(among=on_busy_days, needs={"measurements": ("measured_at",)}),
    },
    constants={"operation": OPERATION},
    values=_values,
    picture=lambda result, tables: drawn_at(_contrast(tables, result).own, result.detail),
    shares=(AROUND,),
)
run = CHECK.run
