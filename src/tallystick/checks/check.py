"""What must a check say of itself so that an audit can run it and a reader can contest it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from importlib import import_module
from typing import Any

from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.findings import Finding, Result
from tallystick.findings.rows import Rows
from tallystick.findings.words import words_beside
from tallystick.tables.store import Tables

say = words_beside(__file__).say

Needs = Mapping[str, tuple[str, ...]]
Exceptions = Callable[[Tables], Relation]
"""On which records a watch asks a check: each quarter's, each year's, or once, on all of them."""


def lacking(*reasons: str) -> str:
    """Return all that is lacking as one reason; "" where each of `reasons` is ""."""
    told = [each for each in reasons if each]
    return reduce(lambda one, other: say("shared.several", one=one, other=other), told or [""])


@dataclass(frozen=True)
class InnocentCause:
    """An innocent cause of a pattern, how to check it, and the query that asks the data.

    `counts` takes the tables and the result and returns one row with the integer columns
    ``explains`` and ``of``; None when no record can speak to the cause. `needs` names the
    columns without which it cannot be asked, and `applies` says of which results it may be.
    `untold` is what a finding says in its title where the records cannot tell this cause from
    what else made the pattern: where it cannot be asked, or is asked of none. `name` is its key in
    the words of the check.
    """

    cause: str
    how_to_check: str
    counts: Callable[[Tables, Result], Relation] | None = None
    needs: Needs = field(default_factory=dict)
    applies: Callable[[Result], bool] = lambda result: True
    untold: str = ""
    name: str = ""


@dataclass(frozen=True)
class Question:
    """What every check has: its name, ``family.question``, and the docstring of its file.

    `module` is the one that holds it, where its functions are not of that file.
    """

    name: str
    doc: str
    module: str = field(default="", kw_only=True)

    @property
    def family(self) -> str:
        """The family of the check."""
        return self.name.partition(".")[0]

    @property
    def question(self) -> str:
        """The first line of the check's docstring."""
        return self.doc.strip().splitlines()[0]

    def run(
        self,
        frame: Any = None,
        *,
        line: float | None = None,
        kind: str = "net_weight",
        unit: str = "g",
        lines: Sequence[Mapping[str, Any]] = (),
        periods: Sequence[Mapping[str, Any]] | None = None,
        metrics: Sequence[Mapping[str, Any]] | None = None,
        **tables: Any,
    ) -> Rows[Result]:
        """Ask this check alone of data frames; its p-values are corrected for no other test.

        Parameters
        ----------
        frame
            A pandas, polars or Arrow table for the first table that the check needs. Columns are
            named as docs/engagement.md names them.
        line
            A cut point of `kind` in `unit`.
        kind, unit
            Of measurements: what fills these columns where they are not there.
        lines, periods, metrics
            Entries of an engagement file, as dictionaries. Where they are not given, periods are
            months, and cases are counted.
        **tables
            Other tables by their names: ``incidents=..., custody=...``.

        Raises
        ------
        tallystick.load.InputError
            When a table breaks the rules of a clean record, or the check lacks a column.
        """
        blocks = {"lines": lines, "periods": periods, "metrics": metrics}
        above: Any = import_module("tallystick")
        found: Rows[Result] = above.asked(
            self, frame, tables, blocks, line=line, kind=kind, unit=unit
        )
        return found


@dataclass(frozen=True)
class Check(Question):
    """An analytical procedure: the engine counts, NumPy thinks.

    Parameters
    ----------
    needs
        The columns without which it is not run.
    counts
        Tables -> one small relation: a row per subject, or per subject and bin or period.
        It never executes.
    test
        The columns of `counts` by name, plus ``frame`` -> the results, null or not.
    describe
        A result that names a pattern -> a finding; it computes nothing.
    cases
        The records behind a finding, for its case list.
    explanations
        Innocent causes, the likeliest first.
    unready
        Says all that the check lacks besides its columns; "" when it lacks nothing. It is asked
        of tables that lack columns too.
    shares
        What `counts` reads that other checks read too; the audit makes each once.
    behind
        What the causes and the case list of a finding read besides; made where there is one.
    broken_by
        What a sample may not be selected on, of `SELECTED_ON`: the comparisons that the selection
        decides are then withheld.
    breaks
        Whether a result is of such a comparison; all are where nothing is said.
    drawn
        A result of the agency that names no pattern -> the numbers and labels of its picture, as
        `Picture` has them; None where there is nothing to draw.
    """

    needs: Needs
    counts: Callable[[Tables], Relation]
    test: Callable[..., Sequence[Result]]
    describe: Callable[[Result, Tables], Finding]
    cases: Callable[[Tables, Result], Relation]
    explanations: tuple[InnocentCause, ...] = ()
    unready: Callable[[Tables], str] = lambda tables: ""
    shares: tuple[Shared, ...] = ()
    behind: tuple[Shared, ...] = ()
    broken_by: frozenset[str] = frozenset()
    breaks: Callable[[Result], bool] = lambda result: True
    drawn: Callable[[Result, Tables], Mapping[str, Any] | None] = lambda result, tables: None


@dataclass(frozen=True)
class Rule:
    """One rule of a test of details: a query whose rows are the exceptions.

    `exceptions` selects the records of `table` that break the rule, all of their columns;
    zero rows passes. A `Condition` or `Repeated` of checks/exceptions.py is one that can be
    counted without being selected. Its `explanations` are asked as those of a check are, and
    `unready` says why it cannot be tested although its columns are there; "" when it can.
    """

    name: str
    sentence: str
    table: str
    needs: Needs
    exceptions: Exceptions
    explanations: tuple[InnocentCause, ...] = ()
    unready: Callable[[Tables], str] = lambda tables: ""


@dataclass(frozen=True)
class RelationalCheck(Question):
    """A test of details: rules whose exceptions are records; zero rows passes.

    `shares` is as in `Check`.
    """

    rules: tuple[Rule, ...]
    describe: Callable[[Result, Rule], Finding]
    shares: tuple[Shared, ...] = ()

    def rule(self, name: str) -> Rule:
        """Return the rule called `name`; StopIteration when there is none."""
        return next(rule for rule in self.rules if rule.name == name)
