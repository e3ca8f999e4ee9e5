"""Does every check say the same on DuckDB and on Spark, to the last digit and record?

One process runs this file and the others of the folder, so that one Java machine is started.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from planted import planted, read, stored

from tallystick.audit.execution import cases, describe, explanations, in_steps, keep, results_of
from tallystick.audit.multiplicity import at_level
from tallystick.audit.selection import runnable_rules, why_not
from tallystick.checks import Check, RelationalCheck, every
from tallystick.engine import Engine
from tallystick.findings import DESCRIBED
from tallystick.load import load, read_engagement
from tallystick.tables.store import Tables

ROOT = Path(__file__).parents[2]
EVERY = every()
# The example costs minutes and shows little that the records made for each query do not.
WORLDS = (pytest.param("zhambyl", marks=pytest.mark.slow), "planted")
# Of what a check finds; its other findings are asked the same queries, of other lines or figures.
MOST = 5
# Checks that Ibis cannot say on Spark: the name, and the exception that it raises.
NOTYET: dict[str, str] = {}


@dataclass
class Pair:
    """The same tables on both engines, and what was kept of them for the checks so far."""

    duck: Engine
    spark: Engine
    on_duck: Tables
    on_spark: Tables

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
    one = counted(check, pair.on_duck, pair.duck)
    other = counted(check, pair.on_spark, pair.spark)
    assert one.keys() == other.keys()
    for name in one:
        assert_equal_columns(in_one_order(one[name]), in_one_order(other[name]))
    said = results(check, pair.on_duck, pair.duck, one)
    assert said
    assert repr(said) == repr(results(check, pair.on_spark, pair.spark, other))


@only_planted
def test_findings_and_case_lists_are_equal(check, pair):
    found, _ = results_of(check, pair.on_duck, pair.duck)
    for result in one_of_each([each for each in found if each.names_pattern])[:MOST]:
        told = [
            describe(check, result, pair.on_duck, pair.duck),
            describe(check, result, pair.on_spark, pair.spark),
        ]
        assert repr(told[0]) == repr(told[1])
        assert_equal_columns(
            pair.duck.columns(cases(check, result, in_steps(pair.on_duck))),
            pair.spark.columns(cases(check, result, in_steps(pair.on_spark))),
        )


@only_planted
def test_every_question_put_to_the_data_is_answered_alike(check, pair):
    """Causes are asked of results without a pattern too: the query must run all the same."""
    if isinstance(check, RelationalCheck):
        pytest.skip("its questions are asked of the rules with exceptions, above")
    found, _ = results_of(check, pair.on_duck, pair.duck)
    for result in one_of_each([each for each in found if each.verdict == "not_found"])[:3]:
        assert explanations(check, result, pair.on_duck, pair.duck) == explanations(
            check, result, pair.on_spark, pair.spark
        )


def test_the_planted_records_make_every_check_name_a_pattern(worlds):
    pair = worlds("planted")
    for check in EVERY:
        pair.on_duck = keep(check, pair.on_duck, pair.duck)
        found, _ = results_of(check, pair.on_duck, pair.duck)
        assert any(each.names_pattern or each.verdict == DESCRIBED for each in found), check.name
        if isinstance(check, RelationalCheck):
            assert [each.aspect for each in found if not each.names_pattern] == []


def test_the_page_lists_what_spark_cannot_run():
    page = (ROOT / "docs" / "engines.md").read_text()
    _, _, rest = page.partition("## Which checks do not run on Spark?")
    section = rest.partition("\n## ")[0]
    listed = {line.split("`")[1] for line in section.splitlines() if line.startswith("| `")}
    assert listed == set(NOTYET)
    assert NOTYET or "None." in section
