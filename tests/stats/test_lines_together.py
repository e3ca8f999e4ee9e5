"""More of a unit's records at and past all lines together, beside units with goods of their own."""

import numpy as np
import pytest

from tallystick.stats.bunching.lines_together import Values, far_past, just_past
from tallystick.stats.peers.larger_share import Marked, larger

UNITS, GOODS, REACH = 15, 5, 0.1


def drawn(rng, *, apart=0.15, size=120, heavy=False):
    """Values over their line: packs of goods whose size differs by unit and goods; a few lots."""
    n = (rng.dirichlet([3] * GOODS, UNITS) * (size * rng.lognormal(0, 0.8, UNITS))[:, None]).astype(
        int
    )
    level = rng.standard_t(3, (UNITS, 1)) if heavy else rng.normal(size=(UNITS, 1))
    middle = np.log(0.5) + apart * (level + rng.normal(size=(UNITS, GOODS)))
    unit, line = (each.ravel() for each in np.indices(n.shape))
    unit, line = np.repeat(unit, n.ravel()), np.repeat(line, n.ravel())
    return unit, line, np.exp(rng.normal(middle[unit, line], 0.9))


def moved(rng, unit, ratio, units, low, high, dose=0.5):
    taken = (unit < units) & (ratio > 0.25) & (ratio < 1) & (rng.random(len(unit)) < dose)
    return np.where(taken, rng.uniform(low, high, len(unit)), ratio)


def values(unit, line, ratio):
    return Values(unit, line, ratio, np.full(len(unit), REACH), np.ones(len(unit), dtype=np.int64))


def named(said):
    """Which units would be named: p, and without any one line, below .05, and no like numbers."""
    return np.array([
        each.p_value is not None and max(each.p_value, each.numbers.without) < 0.05
        and not each.numbers.likes_numbers
        for each in said
    ])  # fmt: skip


@pytest.mark.parametrize("heavy", [False, True])
def test_innocent_units_with_goods_of_their_own_seldom_stand_out(heavy):
    p, found = [], []
    for seed in range(20):
        held = values(*drawn(np.random.default_rng(seed), heavy=heavy))
        for test in (just_past, far_past):
            said = test(held, UNITS)
            p += [each.p_value for each in said if each.p_value is not None]
            found += named(said).tolist()
    assert len(p) > 500
    assert (np.array(p) < 0.05).mean() < 0.075
    assert (np.array(p) < 0.01).mean() < 0.02
    assert np.mean(found) < 0.04


@pytest.mark.parametrize(
    ("test", "low", "high", "least"), [(just_past, 1, 1.1, 0.7), (far_past, 1.5, 3, 0.4)]
)
def test_half_of_the_weights_moved_in_three_units_of_fifteen_are_found(test, low, high, least):
    """Measured: .83 and .58 of the units with 100 records or more."""
    found = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        unit, line, ratio = drawn(rng)
        ratio = moved(rng, unit, ratio, 3, low, high)
        large = np.bincount(unit, minlength=UNITS)[:3] >= 100
        found += named(test(values(unit, line, ratio), UNITS))[:3][large].tolist()
    assert len(found) >= 10
    assert np.mean(found) > least


def test_one_pack_at_one_line_is_not_enough():
    found, alone = [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        unit, line, ratio = drawn(rng, size=300)
        packed = (unit == 0) & (line == 2) & (rng.random(len(unit)) < 0.7)
        said = just_past(values(unit, line, np.where(packed, 1.02, ratio)), UNITS)
        found.append(named(said)[0])
        alone.append((said[0].p_value or 1) < 0.05)
    assert np.mean(alone) > 0.5
    assert np.mean(found) < 0.15


def test_a_unit_that_rounds_all_it_weighs_is_not_named():
    found, alone = [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        unit, line, ratio = drawn(rng, size=300)
        coarse = np.where(unit == 0, np.maximum(np.round(ratio * 2) / 2, 0.5), ratio)
        said = just_past(values(unit, line, coarse), UNITS)
        found.append(named(said)[0])
        alone.append((said[0].p_value or 1) < 0.05)
    assert np.mean(alone) > 0.5
    assert np.mean(found) < 0.1


def test_the_share_is_that_of_records_counted_by_hand():
    rng = np.random.default_rng(2)
    unit, line, ratio = drawn(rng)
    said = just_past(values(unit, line, ratio), UNITS)
    own = (unit == 4) & (ratio >= 0.25) & (ratio < 5)
    assert said[4].n == own.sum()
    assert said[4].numbers.found == (own & (ratio >= 1) & (ratio <= 1.1)).sum()
    kept = (ratio >= 0.25) & (ratio < 5)
    past = ((ratio >= 1) & (ratio <= 1.1)).astype(np.int64)
    plain = larger(
        Marked(unit[kept], line[kept], past[kept], np.ones(kept.sum(), dtype=np.int64)),
        UNITS,
        20,
        5,
    )
    assert said[4].p_value == plain[4].p_value


def test_one_line_or_few_units_are_not_asked():
    rng = np.random.default_rng(3)
    unit, line, ratio = drawn(rng)
    one = values(unit, np.zeros_like(line), ratio)
    assert all(each.p_value is None for each in just_past(one, UNITS))
    few = unit < 4
    held = values(unit[few], line[few], ratio[few])
    assert all(each.p_value is None for each in far_past(held, 4))
