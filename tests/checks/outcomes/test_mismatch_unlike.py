"""Are units that err at very unlike rates left alone, and one far beyond such rates not?"""

import numpy as np

from tallystick.checks.outcomes.mismatch_results import LEVEL, standings
from tallystick.stats.larger_share import Marked

UNITS, KINDS, EACH = 10, 4, 40


def said_of(rng, rates):
    """Each unit's p-value before and after the law of unlike units; 160 cases of four kinds."""
    unit, kind = np.repeat(np.arange(UNITS), KINDS), np.tile(np.arange(KINDS), UNITS)
    n = np.full(UNITS * KINDS, EACH)
    said = standings(Marked(unit, kind, rng.binomial(n, rates[unit]), n), UNITS)
    return [(one.p_value, np.fmax(one.p_value, unlike)) for one, unlike in said]


def test_few_units_that_err_ten_times_as_often_as_most_are_ordinary():
    # The docstring of the check says .050 to .077 of such units, and up to .107 without that law.
    rng = np.random.default_rng(51)
    said = np.concatenate([said_of(rng, rng.beta(0.24, 11.76, UNITS)) for _ in range(150)])
    before, after = (said < LEVEL).mean(axis=0)
    assert len(said) == 1500
    assert before > 0.09
    assert after < 0.085
    assert after < 0.8 * before


def test_a_unit_that_is_wrong_in_every_tenth_case_is_found_beside_them():
    rates = np.array([0.1, *np.full(UNITS - 1, 0.005)])
    first, *others = said_of(np.random.default_rng(52), rates)
    assert first[1] < LEVEL
    assert all(after >= LEVEL for _, after in others)
