"""Are records moved over a line?

Criteria
    A recorded value is what the scale or the instrument read. A law or a rule that attaches a
    consequence to a line gives a scale no reason to prefer the values on one side of it.
Test
    H0  Recorded values follow a smooth density, rounded as people round, with a popularity of
        each round number that varies from number to number.
    H1  Records are missing just before the line, and as many are too many at and just beyond it.
    One sample against one line: latent density, rounding mixture, hole and excess estimated
    together; a guard asks for both sides; for physical quantities neither other round numbers
    nor two, three and four times the line, where goods packed a little above it heap as well,
    may show as much. Four answers: *moved* (hole and excess of matching size), *spike* (a heap at
    the line beyond what other round numbers attract, no hole: packaging looks the same), *not
    found* (with the smallest share that would have been), *insufficient*.
    A unit or an officer is tested against the rest of the agency at the same numbers, with an
    empirical null over all of them: what is common to all cancels. Where several lines are
    declared, its z-values at those whose windows lie apart are added (Stouffer, weighted by
    information) under the aspect *all lines*: a little at each is found at none. H0 there is
    that at most one line is moved, so that no single number that it loves, and no single pack,
    can carry the evidence. Goods that one unit alone packs a tenth above every line would:
    rule them out first. The agency has no such sum: its small biases add up over lines.
    A unit has too few records before one line where lines are many and units small. So all its
    records from a quarter of a line to five times it are asked too, beside those of the other
    units at the same lines: is the share at and just past the lines larger, or that at one and a
    half to three times them (`stats.bunching.lines_together`)? What units differ by is learned from
    five or more. It must show without any one of the lines too, and the first not at other
    multiples of the lines. Units that meet larger amounts than their sisters show the second.
    Windows are fixed before looking: a quarter of the line before it and a tenth beyond it,
    unless the engagement states others; for scores, which are no ratio scale, it must.
    Estimate: the share of the records that belong just before the line which were moved over
    it. It is never a count of wrong records: many that lie there belong there.
Not asked
    Lines that move and stages are asked by exhibits.moved_line, lines that differ between
    substances by exhibits.other_substance, between units by exhibits.other_stratum, hours and
    standing by exhibits.moved_when.
Cause, innocent first
    Goods packed in ounces or a little above the line; round numbers; a case booked as several
    exhibits; an operation; a contract, tariff or rule that sets the number (a *spike*); records
    below the line that were never made. From one sample alone the last, and packing just above
    the line, look like movement.

References
    Saez 2010, AEJ: Economic Policy 2(3); Kleven & Waseem 2013, QJE 128(2); McCrary 2008,
    J. Econometrics 142(2); Dee, Dobbie, Jacob & Rockoff 2019, AEJ: Applied 11(3);
    Efron 2004, JASA 99(465); Benjamini & Heller 2008, Biometrics 64(4); Goncalves &
    Mello 2021, AER 111(5).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared
from tallystick.checks.exhibits.threshold_bunching.results import line_results
from tallystick.checks.exhibits.threshold_bunching.subjects import pooled_results
from tallystick.checks.exhibits.threshold_bunching.whole_units import unit_results
from tallystick.checks.shared.line_records import (
    OPERATION,
    agreeing,
    at_each,
    at_each_line,
    in_one_case,
    line_of,
    of_fractions_of_an_ounce,
    on_busy_days,
    records,
)
from tallystick.checks.shared.lines_in_words import drawn_at, line_values
from tallystick.checks.shared.names import called, place
from tallystick.checks.shared.readings_near_line import NEAR, histogram
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.texts import at, is_called, numbered
from tallystick.tables import Frame
from tallystick.tables.measurements import PHYSICAL, WEIGHTS
from tallystick.tables.store import Tables

say = words_beside(__file__).say

FEW = 20_000


def query(tables: Tables) -> Relation:
    """Records around each line: one row per line, unit, officer and fine bin."""
    return ibis.union(*(histogram(tables, line) for line in tables.frame.lines))


def test(line: np.ndarray, *, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return each line's results of the agency and its subjects, then those for all lines."""
    names, of = numbered(line)
    columns |= {name: columns[name].astype(np.int64) for name in ("bin", "n", "n_exact")}
    results: list[Result] = []
    rows = {each.name: at(columns, is_called(each.name, names, of)) for each in frame.lines}
    for each in frame.lines:
        results += line_results(each, rows[each.name], frame.lines)
    pooled = pooled_results(frame.lines, results)
    return [*results, *pooled, *unit_results(frame.lines, rows, results)]


def unready(tables: Tables) -> str:
    """Say why no line can be tested although measurements were loaded."""
    return "" if tables.frame.lines else say("reasons.needs_line")


def _at_each(among: Callable[[Relation], Relation]) -> Callable[[Tables, Result], Relation]:
    return at_each_line(lambda tables, result: among(records(tables, result)))


def _agreeing(tables: Tables, result: Result) -> Relation:
    return agreeing(tables, line_of(tables, result), records(tables, result))


def _of_weights(result: Result) -> bool:
    return "window" in result.detail or not set(result.detail["kind"].split("/")).isdisjoint(
        WEIGHTS
    )


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    """What is said of one line, or of all together; a heap is seen in the agency's alone."""
    detail, of_all = result.detail, result.detail.get("lines")
    what = "all" if of_all is not None else "heap" if result.verdict == "spike" else "moved"
    what = detail.get("window", what)
    lines = [line_of(tables, each) for each in at_each(result)]
    alone = what == "moved" and not result.subject
    few = alone and lines[0].kind in PHYSICAL and result.n < FEW
    return {
        **line_values(*lines), "what": what, "one_sample": alone, "small_sample": few,
        "other_subjects": detail.get("subjects", 1) - 1, "number_of_lines": len(lines),
        "many_differ": not alone and what != "heap" and detail["many_subjects"],
        "not_counted": ", ".join(detail.get("left_out", ())),
        "shares_at": [
            (place(line), called(line), said["share"])
            for line, said in zip(lines, of_all or (), strict=False)
        ],
    }  # fmt: skip


def _picture(result: Result, tables: Tables) -> dict[str, Any] | None:
    if result.detail.get("lines") is not None:
        return None
    drawn = drawn_at(line_of(tables, result), result.detail)
    return drawn and drawn | ({"hole": None} if result.verdict == "spike" else {})


CHECK = declared(
    __name__,
    needs={"measurements": ("kind", "value")},
    unready=unready,
    query=query,
    test=test,
    listed=records,
    cases=lambda tables, result: records(tables, result).drop("milli"),
    causes={
        "ounces": Cause(counts=_at_each(of_fractions_of_an_ounce), applies=_of_weights),
        "one_case": Cause(counts=_at_each(in_one_case), needs={"measurements": ("incident_id",)}),
        "one_operation": Cause(
            counts=_at_each(on_busy_days), needs={"measurements": ("measured_at",)}
        ),
        "other_stage": Cause(
            counts=at_each_line(_agreeing), needs={"measurements": ("exhibit_id", "stage")}
        ),
        "own_goods": Cause(applies=lambda result: "window" in result.detail),
        "rule": Cause(applies=lambda result: result.verdict == "spike"),
    },
    constants={"operation": OPERATION},
    values=_values,
    picture=_picture,
    draws_nulls=True,
    shares=(NEAR,),
    broken_by=("cases", "outcomes"),
    breaks=lambda result: result.subject_kind == "agency",
)
run = CHECK.run
