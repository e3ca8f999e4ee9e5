"""What a check is: a question, what it needs, a query, a test, causes and words.

The question and its docstring stand at the head of the file, the words beside it in
``words.en.toml``. The results, the finding of each in words, the case list and the innocent causes
follow from what is declared here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ibis import Deferred
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.check import (
    Check,
    Exceptions,
    InnocentCause,
    Needs,
    RelationalCheck,
    Rule,
)
from tallystick.checks.shared import Shared
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.findings import Finding, Result
from tallystick.findings.entries import OF_RULE
from tallystick.findings.keyed_text import KeyedText
from tallystick.findings.values import values_of
from tallystick.findings.words import Words
from tallystick.tables.store import Tables

LEAST_SHARE = 0.0001
"""A share of records that break a rule below which the words say only that it is smaller."""
Listing = Callable[[Tables, Result], Relation]
Valued = Callable[[Result, Tables], Mapping[str, Any]]
Pictured = Callable[[Result, Tables], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Cause:
    """How the records are asked about one innocent cause.

    Its name, sentences and place among the others are those of ``[causes.…]`` in the words of the
    check. One that no record can speak to stands there alone.

    Parameters
    ----------
    where
        The listed records -> which of them it explains.
    among
        The listed records -> one row with the integer columns ``explains`` and ``of``.
    counts
        Tables and a result -> that row, where other records are asked.
    needs
        The columns without which it cannot be asked.
    applies
        Of which results it may be the cause.
    """

    where: Callable[[Relation], BooleanValue] | None = None
    among: Callable[[Relation], Relation] | None = None
    counts: Listing | None = None
    needs: Needs = field(default_factory=dict)
    applies: Callable[[Result], bool] = lambda result: True

    def asked_of(self, listed: Listing) -> Listing | None:
        """Return the query that asks it of what `listed` returns; None where none can."""
        if self.where is not None:
            where = self.where
            return lambda tables, result: explained(listed(tables, result), where)
        if self.among is not None:
            among = self.among
            return lambda tables, result: among(listed(tables, result))
        return self.counts


def declared(
    module: str,
    *,
    needs: Needs,
    query: Callable[[Tables], Relation],
    test: Callable[..., Sequence[Result]],
    listed: Listing,
    cases: Listing | None = None,
    columns: Sequence[str] = (),
    order: Sequence[str | Deferred] = (),
    causes: Mapping[str, Cause] | None = None,
    constants: Mapping[str, Any] | None = None,
    values: Valued = lambda result, tables: {},
    picture: Pictured = lambda result, tables: None,
    draws_nulls: bool = False,
    unready: Callable[[Tables], str] = lambda tables: "",
    shares: tuple[Shared, ...] = (),
    behind: tuple[Shared, ...] = (),
    broken_by: Collection[str] = (),
    breaks: Callable[[Result], bool] = lambda result: True,
    name: str = "",
) -> Check:
    """Return the check that `module`, which calls this, declares.

    Parameters
    ----------
    module, name
        ``__name__``: the docstring, the words and, without `name`, the name are those of its file.
    needs, unready, shares, behind, broken_by, breaks
        As in `Check`.
    query
        Tables -> one small relation: a row per subject, or per subject and bin or period.
    test
        The columns of `query` by name, plus ``frame`` -> results whose `check` is "" and whose
        estimand and reasons are those of the words: a reason may be a key of ``[reasons]``.
    listed
        Tables and a result that names a pattern -> the records behind it.
    cases, columns, order
        The case list: the listed records, or what `cases` makes of tables and a result in their
        place; which of its columns, all where none is named, and by which it is ordered.
    causes
        How the records are asked, by name of the cause. KeyError where the words lack it.
    constants
        What the words name that is the same in every result: a threshold, a number of days.
    values, picture
        A result, and tables for what the engagement states of it -> what the words need besides
        `values_of`, and the numbers of its picture.
    draws_nulls
        Whether there is a picture, too, of what the agency's test did not find.
    """
    words, ways = Words.beside(_file(module), constants or {}), causes or {}
    name = name or _name(module)
    if unknown := set(ways) - set(words.causes):
        raise KeyError(f"{name}: words.en.toml has no [causes.{'], [causes.'.join(unknown)}]")

    def results(*arrays: Any, **more: Any) -> list[Result]:
        found = (replace(each, check=name) for each in test(*arrays, **more))
        return [replace(each, **words.result(each)) for each in found]

    def describe(result: Result, tables: Tables) -> Finding:
        told = values_of(result) | dict(values(result, tables))
        return words.finding(result, told, picture(result, tables))

    def in_order(tables: Tables, result: Result) -> Relation:
        rows = (cases or listed)(tables, result)
        rows = rows.select(*columns) if columns else rows
        return rows.order_by(*order) if order else rows

    return Check(
        name=name,
        doc=str(sys.modules[module].__doc__),
        module=module,
        needs=needs,
        counts=query,
        test=results,
        describe=describe,
        cases=in_order,
        explanations=tuple(
            innocent(each, words.cause(each, {}), ways.get(each, Cause()), listed)
            for each in words.causes
        ),
        unready=unready,
        shares=shares,
        behind=behind,
        broken_by=frozenset(broken_by),
        breaks=breaks,
        drawn=_labelled(words, picture, values) if draws_nulls else Check.drawn,
    )


def _labelled(words: Words, picture: Pictured, values: Valued) -> Pictured:
    """Return how a result is drawn that found nothing."""

    def drawn(result: Result, tables: Tables) -> Mapping[str, Any] | None:
        numbers = picture(result, tables)
        if numbers is None:
            return None
        return words.labelled(values_of(result) | dict(values(result, tables)), numbers)

    return drawn


@dataclass(frozen=True)
class Detail:
    """A rule of a test of details; its words are those of ``[rules.…]`` and its causes.

    Parameters
    ----------
    name
        ``kind`` or ``kind.which``; the words are those of the kind.
    table, needs, exceptions, unready
        As in `Rule`.
    causes
        How the exceptions are asked, by name of the cause, the likeliest first.
    values
        What the words of this rule name.
    """

    name: str
    table: str
    needs: Needs
    exceptions: Exceptions
    causes: Mapping[str, Cause]
    values: Mapping[str, str] = field(default_factory=dict)
    unready: Callable[[Tables], str] = lambda tables: ""

    def rule(self, words: Words) -> Rule:
        """Return the rule in words."""
        values = self.told()
        kind, _, which = self.name.partition(".")
        return Rule(
            name=KeyedText(self.name, f"aspects.{kind}", {"which": which}),
            sentence=KeyedText(words.of_rule("rule", values), f"rules.{kind}.sentence", values),
            table=self.table,
            needs=self.needs,
            exceptions=self.exceptions,
            explanations=tuple(
                innocent(key, words.cause(key, values), way, self._listed)
                for key, way in self.causes.items()
            ),
            unready=self.unready,
        )

    def told(self) -> dict[str, Any]:
        """Return the values of its words."""
        kind = self.name.partition(".")[0]
        return {"table": self.table, **self.values, OF_RULE: kind, "causes": list(self.causes)}

    def _listed(self, tables: Tables, result: Result) -> Relation:
        return self.exceptions(tables)


def declared_rules(
    module: str, rules: Sequence[Detail], *, shares: tuple[Shared, ...] = (), name: str = ""
) -> RelationalCheck:
    """Return the test of details that `module`, which calls this with ``__name__``, declares."""
    words = Words.beside(_file(module), {})
    details = {each.name: each for each in rules}

    def describe(result: Result, rule: Rule) -> Finding:
        share = result.n and (result.estimate or 0) / result.n
        told = {"count": int(result.estimate or 0), "share": share, "is_tiny": share < LEAST_SHARE}
        return words.finding(result, values_of(result) | details[rule.name].told() | told, None)

    return RelationalCheck(
        name=name or _name(module),
        doc=str(sys.modules[module].__doc__),
        module=module,
        rules=tuple(each.rule(words) for each in rules),
        describe=describe,
        shares=shares,
    )


def _file(module: str) -> str:
    return str(sys.modules[module].__file__)


def _name(module: str) -> str:
    return ".".join(module.split(".")[-2:])


def innocent(name: str, said: Mapping[str, str], way: Cause, listed: Listing) -> InnocentCause:
    """Return a cause with its words and the query that asks it."""
    counts = way.asked_of(listed)
    untold = said.get("untold", "")
    return InnocentCause(said["cause"], said["check"], counts, way.needs, way.applies, untold, name)


def part_of(some: Relation, rows: Relation) -> Relation:
    """Return how many of the `rows` are in `some` of them, as one row: ``explains`` and ``of``."""
    return rows.aggregate(of=rows.count()).cross_join(some.aggregate(explains=some.count()))


def explained(rows: Relation, where: Callable[[Relation], BooleanValue]) -> Relation:
    """Return how many of the `rows` are so, as one row: ``explains`` and ``of``."""
    return rows.aggregate(
        explains=one_if(where(rows)).sum().fill_null(0).cast("int64"), of=rows.count()
    )
