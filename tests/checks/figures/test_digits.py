"""Are uneven last digits found over all units together, and is rounding told as rounding?"""

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, results_of
from tallystick.checks.figures.digits import CHECK
from worlds import monthly_figures, tables_of


def figures(values, unit, metric="stops", kind=None):
    return monthly_figures(values, unit, metric, kind, "2010-01")


def audited(rows, engine):
    tables = tables_of({"reported_figures": rows})
    results, _ = results_of(CHECK, tables, engine)
    return tables, {each.aspect: each for each in results}


def test_digits_of_all_units_are_added_and_those_of_the_agency_are_not_counted_again(engine):
    rng = np.random.default_rng(3)
    free = rng.integers(120, 400, (2, 60))
    sevens = free // 10 * 10 + 7
    rows = [
        *figures(free[0], "A"), *figures(free[1], "B"), *figures(free.sum(axis=0), None),
        *figures(sevens[0], "A", "fines"), *figures(sevens[1], "B", "fines"),
    ]  # fmt: skip
    tables, found = audited(rows, engine)
    even, uneven = found["stops"], found["fines"]
    assert (even.verdict, uneven.verdict) == ("not_found", "uneven")
    assert (even.n, uneven.n) == (120, 120)
    assert uneven.detail["digits"] == [0] * 7 + [120, 0, 0]
    finding = describe(CHECK, uneven, tables, engine)
    assert "120 end in 7" in finding.condition
    assert "Do not act on it alone" in finding.caveats[0]
    assert len(engine.rows(cases(CHECK, uneven, tables))) == 120


def test_rounding_to_tens_is_told(engine):
    values = np.random.default_rng(4).integers(12, 40, 120) * 10
    tables, found = audited(figures(values, "A"), engine)
    told = describe(CHECK, found["stops"], tables, engine).explanations[0]
    assert (told.explains, told.of) == (120 - 24, 120)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (figures(np.arange(120, 240) + 0.5, "A"), "no whole numbers"),
        (figures(np.arange(120, 240), "A", kind="%"), "denominator"),
        (figures(np.arange(120, 200), "A"), "100 are needed"),
        (figures(np.full(150, 120), "A"), "100 are needed"),
    ],
)
def test_what_is_not_tested_says_why(engine, rows, reason):
    _, found = audited(rows, engine)
    assert found["stops"].verdict == "insufficient"
    assert reason in found["stops"].reason
