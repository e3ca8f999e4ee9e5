"""Do real percentages, of which nobody published any, sit on round values? They should not.

Chicago's groups of inspectors differ sixteenfold in how many inspections find a critical violation,
and Seattle's squads in the share of stops that end in an arrest: real rates that differ and change,
of real numbers. Their months are worked out here in per cent, to one decimal or to none.
"""

import numpy as np
import pandas as pd
import pytest

from tallystick.audit.execution import results_of
from tallystick.audit.multiplicity import correct, settled
from tallystick.checks.figures.round_targets import CHECK
from tallystick.checks.records.integrity import CHECK as INTEGRITY
from tallystick.engine import connect
from worlds import tables_of

pytestmark = pytest.mark.shared
IMPOSSIBLE = INTEGRITY.rule("impossible.reported_figures")


def chicago(data):
    rows = pd.read_parquet(data / "chicago_food_inspections.parquet")
    return rows["inspector"], rows["inspection_date"], rows["critical_found"] > 0


def seattle(data):
    rows = pd.read_csv(data / "seattle_terry_stops.csv.gz", low_memory=False)
    rows = rows[rows["Officer Squad"].notna()]
    day = pd.to_datetime(rows["Reported Date"])
    return rows["Officer Squad"].str.strip(), day, rows["Stop Resolution"] == "Arrest"


def published(unit, day, counted, decimals):
    """The share counted by unit and month, as an agency would print it, with its denominator."""
    table = pd.DataFrame({"unit": unit, "month": day.dt.to_period("M"), "counted": counted})
    sums = table.groupby(["unit", "month"])["counted"].agg(["sum", "size"]).reset_index()
    return [
        {"unit_id": row.unit, "metric": "rate", "unit": "%", "denominator": int(row.size_),
         "value": float(np.round(100 * row.sum_ / row.size_, decimals)),
         "period_start": row.month.start_time.date(), "period_end": row.month.end_time.date()}
        for row in sums.rename(columns={"sum": "sum_", "size": "size_"}).itertuples()
    ]  # fmt: skip


def audited(rows):
    engine = connect(threads=1)
    results, _ = results_of(CHECK, tables_of({"reported_figures": rows}), engine)
    return [settled(each, 0.05) for each in correct(results, "bh")]


@pytest.mark.parametrize(
    ("source", "decimals", "number"),
    [(chicago, 0, 7), (chicago, 1, 14), (seattle, 0, 90), (seattle, 1, 176)],
)
def test_honest_months_are_not_round(shared_data, source, decimals, number):
    rows = published(*source(shared_data), decimals)
    results = audited(rows)
    told = [each for each in results if each.p_value is not None]
    by_itself = sum(each.p_value < 0.05 for each in told)
    print(f"| {source.__name__}, {decimals} decimals | {by_itself} of {len(told)} below .05 |")
    assert (len(told), by_itself) == (number, 0)
    assert not [each for each in results if each.names_pattern]
    assert impossible(rows) == 0


def impossible(rows):
    engine = connect(threads=1)
    return len(engine.rows(IMPOSSIBLE.exceptions(tables_of({"reported_figures": rows}))))


@pytest.mark.parametrize("source", [chicago, seattle])
def test_half_of_them_brought_to_fives_are_found(shared_data, source):
    rows = published(*source(shared_data), 1)
    rng = np.random.default_rng(1)
    moved = [dict(row, value=5.0 * round(row["value"] / 5)) if rng.random() < 0.5 else row
             for row in rows]  # fmt: skip
    agency = next(each for each in audited(moved)
                  if each.aspect == "rate: multiples of 5" and not each.subject)  # fmt: skip
    assert agency.verdict == "round"
    assert impossible(moved) > 0
