"""Does a unit's page of the example show what its files hold, added by hand?"""

import math
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from fixture import RUN
from reading import read

from tallystick.audit.figures import figures
from tallystick.findings import Dossier
from tallystick.report import render
from tallystick.tables import Frame, Metric
from tallystick.tables.store import Tables

TABLES = Path(__file__).parents[2] / "examples" / "zhambyl" / "tables"
UNIT = "Division 3"
NAMES = ("reported_figures", "targets")


def rows(table):
    held = pq.read_table(TABLES / f"{table}.parquet").to_pylist()
    return [each for each in held if each["unit_id"] == UNIT]


@pytest.fixture
def told(engine):
    """The tables of the page of the unit: by metric, the cells of every row."""
    relations = {name: engine.read_parquet(TABLES / f"{name}.parquet", name) for name in NAMES}
    filled = {name: frozenset(each.columns) for name, each in relations.items()}
    held = Tables(relations, filled, Frame(metrics=(Metric("cases", "incidents"),)))
    run = replace(RUN, dossiers=(Dossier("unit", UNIT, (), 1, 0, (), ()),))
    page = read(render((), (), run, {}, figures(held, engine)))
    section = next(each for each in page.all("section")
                   if each.attributes.get("id") == "subject-1")  # fmt: skip
    return {
        each.all("caption")[0].text().partition("“")[2].partition(":")[0]: [
            [cell.text() for cell in row.all("th", "td")]
            for row in each.all("tbody")[0].all("tr")
        ]
        for each in section.all("table") if each.attributes.get("class") == "dense"
    }  # fmt: skip


def test_every_figure_is_that_of_the_file(told):
    source = rows("reported_figures")
    assert set(told) == {each["metric"] for each in source} == {
        "cases", "arrests", "cleared", "complaints",
    }  # fmt: skip
    for metric, shown in told.items():
        own = sorted((each["period_start"], each["value"]) for each in source
                     if each["metric"] == metric)  # fmt: skip
        assert [float(row[1].replace(",", "")) for row in shown] == [value for _, value in own]
        assert [row[0] for row in shown] == [f"{day:%B %Y}" for day, _ in own]
    added = sum(float(row[1]) for row in told["cases"])
    assert added == sum(each["value"] for each in source if each["metric"] == "cases") > 3000


def test_every_level_is_what_was_lacking_of_the_year_so_far(told):
    """Targets of the example grow from January, or from its first July, to each month."""
    cases = {each["period_start"]: each["value"] for each in rows("reported_figures")
             if each["metric"] == "cases"}  # fmt: skip
    targets = sorted((each["period_start"], each["period_end"], each["target"])
                     for each in rows("targets") if each["metric"] == "cases")  # fmt: skip
    wanted = []
    for begin, held in groupby(targets, key=lambda each: each[0]):
        for _, end, target in held:
            done = sum(value for day, value in cases.items()
                       if begin <= day < end.replace(day=1))  # fmt: skip
            wanted.append(math.ceil(target) - done)
    assert [float(row[2].replace("−", "-")) for row in told["cases"]] == wanted
    assert all(row[3] == "the set level of the year before" for row in told["cases"])
