"""What does each check say of these tables?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any

import ibis.expr.operations as ops
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.audit.multiplicity import at_level
from tallystick.audit.selection import AnyCheck, runnable_rules
from tallystick.audit.tallies import tallies
from tallystick.checks import Check, InnocentCause, RelationalCheck
from tallystick.checks.shared import Shared
from tallystick.engine import Engine
from tallystick.findings import Explanation, Finding, Result
from tallystick.findings.words import words_beside
from tallystick.tables import Frame
from tallystick.tables.store import Tables

say = words_beside(__file__).say

ORIGIN = ("source_file", "source_row")
SMALL = 10_000
"""Rows of a relation that stays until the audit ends, so that it need not be made again."""


def keep(check: AnyCheck, tables: Tables, engine: Engine, *, behind: bool = False) -> Tables:
    """Return `tables` with the rows of all that `check` shares with others set by, once.

    Each is made from those kept before it; what only the making of others reads is let go of. With
    `behind` what the causes and the case lists of its findings read besides is set by too.
    """
    passing = []
    for shared in needed(check, behind=behind):
        name = f"kept_{shared.name}"
        if shared.name not in tables.kept and name not in tables.steps and shared.ready(tables):
            kept = tables.held.get(shared.name)
            if shared.told:
                tables = _with_step(shared, tables)
                rows = tables.steps[name][1]
            else:
                rows = shared.make(tables) if kept is None else kept
            if kept is None:
                kept = _kept(shared, rows, tables, engine)
            tables = replace(tables, kept={**tables.kept, shared.name: kept})
            passing += [shared.name] if shared.passing else []
    for each in passing:
        engine.let_go(f"kept_{each}")
    return replace(tables, kept={k: v for k, v in tables.kept.items() if k not in passing})


class _Asked(dict[str, Relation]):
    """What is kept, by name, and which names were asked for."""

    def __init__(self, kept: Mapping[str, Relation]) -> None:
        super().__init__(kept)
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        """As of a dictionary."""
        self.names.add(name)
        return super().get(name, default)

    def told(self) -> dict[str, Relation | None]:
        """Return each that was asked for, None where it is not kept."""
        return {name: super(_Asked, self).get(name) for name in self.names}


def _with_step(shared: Shared, tables: Tables) -> Tables:
    """Return `tables` with how a relation is made, which Ibis need not make anew from the same."""
    name, kept = f"kept_{shared.name}", tables.kept
    rows, read = tables.told.get(name, (None, {}))
    if rows is None or any(kept.get(each) is not then for each, then in read.items()):
        asked = _Asked(kept)
        rows = shared.make(replace(tables, kept=asked))
        read = asked.told()
    return replace(
        tables,
        steps={**tables.steps, name: (shared.view, rows)},
        told={**tables.told, name: (rows, read)},
    )


def _kept(shared: Shared, rows: Relation, tables: Tables, engine: Engine) -> Relation:
    """Set the `rows` of what is shared by, at once or part by part."""
    name = f"kept_{shared.name}"
    if shared.parts is not None:
        asked = shared.parts.numbered
        numbers = 0 if asked is None else int(engine.rows(asked(tables))[0]["n"] or 0)
        parts, laid = shared.parts.made(tables, numbers)
        return engine.keep_parts(rows, parts, name, laid)
    way = engine.view if shared.view else engine.keep_step if shared.told else engine.keep
    return way(rows, name)


def let_go(tables: Tables, later: Sequence[AnyCheck], engine: Engine) -> Tables:
    """Return `tables` without the rows that none of the `later` checks shares; the last go first.

    A finding's causes and case list make them anew, except those that are `SMALL`.
    """
    wanted = {shared.name for check in later for shared in needed(check)}
    made, held = dict(engine.usage.kept), dict(tables.held)
    for name in reversed([each for each in tables.kept if each not in wanted]):
        rows = made.get(f"kept_{name}")
        if rows is not None and rows <= SMALL:
            held[name] = tables.kept[name]
            continue
        view, _ = tables.steps.get(f"kept_{name}", (False, None))
        engine.let_go(f"kept_{name}", view=view)
    return replace(
        tables,
        held=held,
        kept={name: rows for name, rows in tables.kept.items() if name in wanted},
        steps={k: v for k, v in tables.steps.items() if k.removeprefix("kept_") in wanted},
    )


def needed(check: AnyCheck, *, behind: bool = False) -> tuple[Shared, ...]:
    """What a check shares, in the order in which it is made, and with `behind` what lies behind."""
    return (*check.shares, *(check.behind if behind and isinstance(check, Check) else ()))


def in_steps(tables: Tables) -> Tables:
    """Return the tables that keep only those relations whose queries a case list tells."""
    told = {name: rows for name, rows in tables.kept.items() if f"kept_{name}" in tables.steps}
    return replace(tables, kept=told)


def results_of(check: AnyCheck, tables: Tables, engine: Engine) -> tuple[list[Result], float]:
    """Run one check; return all of its results and the seconds that it took."""
    began = perf_counter()
    if isinstance(check, RelationalCheck):
        results = _relational(check, tables, engine)
    else:
        results = judged(check, engine.columns(check.counts(tables)), tables.frame)
    return results, perf_counter() - began


def judged(check: Check, columns: Mapping[str, np.ndarray], frame: Frame) -> list[Result]:
    """Return what a check's test says of its columns, each result decided at the check's level."""
    results = [at_level(each) for each in check.test(**columns, frame=frame)]
    if (on := frame.selected_on) in check.broken_by:
        results = [_withheld(each, on) if check.breaks(each) else each for each in results]
    return results


def _withheld(result: Result, selected_on: str) -> Result:
    """Return a result without its test, where the selection of the records decides its answer."""
    if result.p_value is None and not result.names_pattern:
        return result
    reason = say("shared.selection_breaks", selected_on=selected_on)
    return replace(
        result, verdict="withheld", reason=reason, p_value=None, smallest_detectable=None
    )


def _relational(check: RelationalCheck, tables: Tables, engine: Engine) -> list[Result]:
    rules = runnable_rules(check, tables)
    counted = tallies(rules, tables, engine)
    return [
        Result(
            check=check.name,
            subject_kind="agency",
            subject="",
            aspect=rule.name,
            verdict="exceptions" if counted[rule.name].exceptions else "not_found",
            n=counted[rule.name].records,
            estimand=say("shared.records_that_break"),
            estimate=float(counted[rule.name].exceptions),
            smallest_detectable=1.0,
        )
        for rule in rules
    ]


def describe(check: AnyCheck, result: Result, tables: Tables, engine: Engine) -> Finding:
    """Build the finding of a result, with its innocent explanations asked of the data."""
    if isinstance(check, RelationalCheck):
        finding = check.describe(result, check.rule(result.aspect))
    else:
        finding = check.describe(result, tables)
    if on := tables.frame.selected_on:
        selected = say("shared.selected", selected_on=on)
        values = {**finding.values, "selected_on": on}
        finding = finding.with_(caveats=(*finding.caveats, selected), values=values)
    told = explanations(check, result, tables, engine)
    either = untold(check, result, told)
    return finding.with_(
        title=f"{finding.title}; {either}" if either else finding.title,
        explanations=told,
    )


def explanations(
    check: AnyCheck, result: Result, tables: Tables, engine: Engine
) -> tuple[Explanation, ...]:
    """Ask the data about each innocent cause that may have made a result."""
    return tuple(_explain(cause, result, tables, engine) for cause in _causes(check, result))


def untold(check: AnyCheck, result: Result, told: Sequence[Explanation]) -> str:
    """Say that the records cannot tell a cause from the pattern; "" where they can.

    `told` are the explanations of the result.
    """
    causes = zip(_causes(check, result), told, strict=True)
    return next((cause.untold for cause, each in causes if cause.untold and not each.of), "")


def _causes(check: AnyCheck, result: Result) -> list[InnocentCause]:
    asked = check.rule(result.aspect) if isinstance(check, RelationalCheck) else check
    return [cause for cause in asked.explanations if cause.applies(result)]


def _explain(cause: InnocentCause, result: Result, tables: Tables, engine: Engine) -> Explanation:
    if cause.counts is None or tables.missing(cause.needs):
        return Explanation(cause.cause, cause.how_to_check, name=cause.name)
    row: dict[str, Any] = engine.rows(cause.counts(tables, result))[0]
    explains, of = int(row["explains"] or 0), int(row["of"] or 0)
    answer = f"explains {explains:,} of {of:,}"
    if of and not explains:
        # What leaves no mark in the records cannot be denied by them.
        answer = f"seen in none of {of:,}, which does not rule it out"
    return Explanation(cause.cause, cause.how_to_check, explains, of, answer, cause.name)


def cases(check: AnyCheck, result: Result, tables: Tables) -> Relation:
    """Return the records behind a result, in the order of their file, or else of their check.

    Records that this order leaves open stand in that of their columns, so that there is one.
    """
    if isinstance(check, Check):
        rows = check.cases(tables, result)
    else:
        rows = check.rule(result.aspect).exceptions(tables)
    sort, first, named = rows.op(), list[Any](), set[str]()
    if set(ORIGIN) <= set(rows.columns):
        first, named = list(ORIGIN), set(ORIGIN)
    elif isinstance(sort, ops.Sort):
        rows, named = sort.parent.to_expr(), {key.name for key in sort.keys}
        first = [key.to_expr() for key in sort.keys]
    return rows.order_by(*first, *(name for name in rows.columns if name not in named))
