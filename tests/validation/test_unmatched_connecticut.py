"""Does the check bear the audit of Connecticut: the truth in its range, most whom it names cleared?

Of the 81 troopers still in service who had been named, 74 were cleared (Daly 2024). The world is
invented and has the published margins; two_systems.py says how.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import ibis
import numpy as np
import pytest
from scipy.stats import binom

sys.path.insert(0, str(Path(__file__).parent))

from two_systems import LOOSE, MADE_UP, RECORDS, STRICT, TROOPERS, world

from tallystick.audit.execution import keep, results_of
from tallystick.checks.records.unmatched import CHECK
from tallystick.tables import canonical
from tallystick.tables.store import Tables

KINDS = {"integer": "int64", "date": "date", "instant": "timestamp"}


@dataclass
class Told:
    """What the check tells of the agency and of each trooper, and the truth."""

    agency: dict
    named: list
    n: np.ndarray
    strict: np.ndarray
    left: np.ndarray
    made_up: np.ndarray


def told(engine, share, seed):
    sizes = (round(share * each) for each in (RECORDS, TROOPERS, MADE_UP))
    rows, made_up = world(*sizes, seed)
    relations, filled = {}, {}
    for name, table in rows.items():
        relation, have = engine.hold(table, f"two_systems_{name}"), set(table.column_names)
        relations[name] = relation.mutate(**{
            column.name: ibis.null(KINDS.get(column.kind, "string"))
            for column in canonical(name).columns if column.name not in have
        })  # fmt: skip
        filled[name] = frozenset(have)
    tables = keep(CHECK, Tables(relations, filled), engine)
    results, _ = results_of(CHECK, tables, engine)
    here = [each for each in results if each.detail["direction"] == "here"]
    (agency,) = (each.detail for each in here if each.subject_kind == "agency")
    n, strict, left = np.zeros((3, len(made_up)), dtype=int)
    for each in here:
        if each.subject_kind == "officer":
            at, detail = int(each.subject[1:]), each.detail
            n[at], left[at] = detail["n"], detail["low"]
            strict[at] = detail["n"] - detail["strict"]
    named = [each.subject for each in here
             if each.subject_kind == "officer" and each.verdict == "differs"]  # fmt: skip
    return Told(agency, named, n, strict, left, made_up)


def stand_out(found, n):
    """Whom a count that knows of no cause names: beyond the binomial law, all troopers alike."""
    return binom.sf(found - 1, n, found.sum() / n.sum()) < 0.05 / len(n)


def bears(said, share, near):
    """The margins of the audit, the truth within the range, and the innocent explained."""
    agency, innocent = said.agency, said.made_up == 0
    assert agency["n"] == share * RECORDS
    assert agency["n"] - agency["strict"] == pytest.approx(share * STRICT, rel=near)
    assert agency["n"] - agency["loose"] == pytest.approx(share * LOOSE, rel=near)
    assert agency["low"] <= said.made_up.sum() <= agency["high"]
    named, still = stand_out(said.strict, said.n), stand_out(said.left, said.n)
    flagged = named & innocent
    assert flagged.any()
    assert (flagged & still).sum() <= 0.1 * flagged.sum()
    assert said.named == [], "docs/validation.md says that no trooper is given a p-value here"
    return named, still, innocent


def test_a_twentieth_of_the_world(engine):
    _, still, innocent = bears(told(engine, 0.05, seed=1), 0.05, near=0.25)
    assert still[~innocent].sum() >= 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, 4, 5, 6, 7])
def test_the_whole_world(engine, seed):
    named, still, innocent = bears(told(engine, 1.0, seed), 1.0, near=0.1)
    assert (named & innocent).sum() >= 20
    assert still[innocent].sum() <= 0.01 * innocent.sum()
    assert still[~innocent].sum() >= 60
