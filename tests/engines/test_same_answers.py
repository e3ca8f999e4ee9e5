"""Does every check say the same on DuckDB and on Spark, to the last digit and record?

One process runs this file and the others of the folder, so that one Java machine is started.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from planted import planted, read, stored

from tallystick.audit.execution import cases, in_steps, keep, results_of
from tallystick.audit.multiplicity import at_level
from tallystick.audit.selection import runnable_rules, why_not
from tallystick.checks import Check, RelationalCheck, every
from tallystick.engine import Engine
from tallystick.load import load, read_engagement
from tallystick.tables.store import Tables

ROOT = Path(__file__).parents[2]
EVERY = every()
# The example costs minutes and shows little that the records made for each query do not.
WORLDS = (pytest.param("zhambyl", marks=pytest.mark.slow), "planted")
# Of what a check finds, and of what it does not find; the other results are asked the same queries,
# of other lines, figures or subjects.
MOST = ((1, 1), pytest.param((5, 3), marks=pytest.mark.slow))
# Checks that Ibis cannot say on Spark: the name, and the exception that it raises.
NOTYET: dict[str, str] = {}


@dataclass
class Pair:
    """The same tables on both engines, and what was kept of them for the checks so far."""

    duck: Engine
    spark: Engine
    on_duck: Tables
    on_spark: Tables
    asked: set[str] = field(default_factory=set)
    _found: dict[str, tuple[dict, list]] = field(default_factory=dict)

    def found(self, check) -> tuple[dict, list]:
        """The counts and the results of a check on DuckDB, made once for all tests of them."""
        if check.name not in self._found:
            counts = counted(check, self.on_duck, self.duck)
            self._found[check.name] = counts, results(check, self.on_duck, self.duck, counts)
        return self._found[check.name]

    def keep(self, check) -> None:
        """Keep what `check` and its findings read, as an audit does: once for all checks."""
        self.on_duck = keep(check, self.on_duck, self.duck, behind=True)
        self.on_spark = keep(check, self.on_spark, self.spark, behind=True)


@pytest.fixture(scope="session")
def worlds(tmp_path_factory, duck, spark):
    """A world on each engine, made anew when it is another: views of the two share names."""
    made = {}

    def pair(name: str) -> Pair:
        if name not in made:
            made.clear()
            folder = tmp_path_factory.mktemp(name) / "tables"
            if name == "zhambyl":
                engagement = read_engagement(ROOT / "examples" / "zhambyl" / "engagement.toml")
                tables = load(engagement, folder, duck).tables
            else:
                tables = stored(planted(), folder, duck)
            made[name] = Pair(duck, spark, read(tables, folder, duck), read(tables, folder, spark))
        return made[name]

    return pair


def assert_equal_columns(one: dict, other: dict) -> None:
    """Equal names, types and values, row by row."""
    assert list(one) == list(other)
    for name, column in one.items():
        assert column.dtype == other[name].dtype, name
        nulls = column.dtype.kind in "fmM"
        assert np.array_equal(column, other[name], equal_nan=nulls), name


def in_one_order(columns: dict) -> dict:
    """The same rows, sorted: counts are sets of rows and promise no order."""
    keys = [np.unique(column, return_inverse=True)[1] for column in columns.values()]
    order = np.lexsort(keys)
    return {name: column[order] for name, column in columns.items()}


def one_of_each(results) -> list:
    """The last result of each aspect and kind of subject: the others are asked the same queries."""
    return list({(each.aspect, each.subject_kind): each for each in results}.values())


@pytest.fixture(params=WORLDS)
def pair(request, worlds):
    return worlds(request.param)


# Every query is asked of the records made for it; the example's columns are compared as well.
only_planted = pytest.mark.parametrize("pair", ["planted"], indirect=True)


@pytest.fixture(params=EVERY, ids=lambda check: check.name)
def check(request, pair):
    if why := why_not(request.param, pair.on_duck):
        pytest.skip(why)
    if request.param.name in NOTYET:
        with pytest.raises(Exception) as raised:  # noqa: PT011
            counted(request.param, pair.on_spark, pair.spark)
        assert NOTYET[request.param.name] in str(raised.value)
        pytest.xfail(NOTYET[request.param.name])
    pair.keep(request.param)
    return request.param


def counted(check, tables: Tables, engine: Engine) -> dict[str, dict]:
    """What the engine gives to the check's test: its counts, or the rows of each rule."""
    if isinstance(check, Check):
        return {"": engine.columns(check.counts(tables))}
    rules = runnable_rules(check, tables)
    return {rule.name: engine.columns(rule.exceptions(tables)) for rule in rules}


def results(check, tables: Tables, engine: Engine, counts: dict) -> list:
    """What `check` makes of `counts`, which the engine has given already, or of its rules."""
    if isinstance(check, Check):
        return [at_level(each) for each in check.test(**counts[""], frame=tables.frame)]
    return results_of(check, tables, engine)[0]


def test_counts_and_results_are_equal_column_by_column(check, pair):
    one, said = pair.found(check)
    other = counted(check, pair.on_spark, pair.spark)
    assert one.keys() == other.keys()
    for name in one:
        assert_equal_columns(in_one_order(one[name]), in_one_order(other[name]))
    assert said
    assert repr(said) == repr(results(check, pair.on_spark, pair.spark, other))


def shape_of(query, engine: Engine) -> str:
    """The SQL of a query without the values that it compares with and the numbers of its names."""
    told = re.sub(r"'(?:[^']|'')*'|\d+(?:\.\d+)?", "?", engine.backend.compile(query))
    return re.sub(r"\?(?:, \?)+", "?", told)


def behind(check, result, tables: Tables) -> list:
    """What is asked of the data about a result: its causes and, of a pattern, its case list."""
    of = check.rule(result.aspect) if isinstance(check, RelationalCheck) else check
    asked = [
        cause.counts(tables, result)
        for cause in of.explanations
        if cause.applies(result) and cause.counts is not None and not tables.missing(cause.needs)
    ]
    return asked + [cases(check, result, in_steps(tables))] * result.names_pattern


@only_planted
@pytest.mark.parametrize("most", MOST, ids=lambda most: f"{most[0]} and {most[1]}")
def test_each_query_behind_the_results_is_answered_alike(check, pair, most):
    """Of queries that differ in their values alone the first is asked, of a pattern if one can be.
    Those that several checks ask are asked once.
    Causes are asked of results without a pattern too: the query must run all the same.
    """
    _, found = pair.found(check)
    patterns = one_of_each([each for each in found if each.names_pattern])[: most[0]]
    others = one_of_each([each for each in found if each.verdict == "not_found"])[: most[1]]
    told = False
    for result in (*patterns, *others):
        on_duck = behind(check, result, pair.on_duck)
        shapes = [shape_of(each, pair.duck) for each in on_duck]
        told = told or bool(shapes)
        if pair.asked.issuperset(shapes):
            continue
        on_spark = behind(check, result, pair.on_spark)
        for shape, one, other in zip(shapes, on_duck, on_spark, strict=True):
            if shape not in pair.asked:
                pair.asked.add(shape)
                assert_equal_columns(pair.duck.columns(one), pair.spark.columns(other))
    assert told or not patterns


def test_the_page_lists_what_spark_cannot_run():
    page = (ROOT / "docs" / "engines.md").read_text()
    _, _, rest = page.partition("## Which checks do not run on Spark?")
    section = rest.partition("\n## ")[0]
    listed = {line.split("`")[1] for line in section.splitlines() if line.startswith("| `")}
    assert listed == set(NOTYET)
    assert NOTYET or "None." in section
