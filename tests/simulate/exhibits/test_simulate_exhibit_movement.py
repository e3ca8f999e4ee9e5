"""Does moving a weight over a line change what it should, and nothing else?"""

from dataclasses import replace

import numpy as np
import pytest

from tallystick.simulate.exhibits import (
    SUBSTANCES,
    Laboratory,
    Lots,
    Margin,
    Weighing,
    draw_lots,
    merge,
    move_over,
    sample_g,
    styles,
    weigh,
    with_field_net,
    with_mass,
)
from tallystick.tables.measurements import KINDS, STAGES

NET = KINDS.index("net_weight")
EVERYWHERE = Laboratory(coverage=1, court_coverage=1, destruction_coverage=1)


def some_lots(n, substance=2, seed=1) -> Lots:
    rng = np.random.default_rng(seed)
    return draw_lots(np.full(n, substance), SUBSTANCES, rng)


def readings_of(lots: Lots, seed: int = 2):
    rng, nobody = np.random.default_rng(seed), np.zeros(lots.size, dtype=np.int64)
    weighing = Weighing()
    habits = styles(1, weighing, rng)
    return weigh(lots, nobody + 26_000_000, nobody, nobody, habits, weighing, EVERYWHERE, rng)


def by_stage(readings, stage):
    rows = (readings.kind == NET) & (readings.stage == STAGES.index(stage))
    return readings.value[rows]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("substance", [0, 2])
def test_added_mass_passes_the_line_at_every_later_stage(strict, substance):
    lots = some_lots(3_000, substance)
    lots = replace(lots, loss=np.where(np.arange(3_000) % 2, 0.6, lots.loss))
    margin = Margin(strict=strict)
    used = sample_g(replace(lots, true_g=np.full(3_000, 1e9)), EVERYWHERE)
    moved = move_over(
        lots.true_g, 2.5, "mass", margin, np.random.default_rng(3), loss=lots.loss, used_g=used
    )
    readings = readings_of(with_mass(lots, np.arange(3_000), moved))
    honest = readings_of(lots)
    for stage in ("lab", "court", "destruction"):
        weights = by_stage(readings, stage)
        assert np.all(weights > 2.5) if strict else np.all(weights >= 2.5)
        assert np.mean(by_stage(honest, stage) < 2.5) > 0.2
    unchanged = moved == lots.true_g
    least = 2.51 if strict else 2.5
    assert np.array_equal(unchanged, lots.true_g * (1 - lots.loss) - used >= least)


def test_moved_goods_land_evenly_within_the_margin():
    moved = move_over(np.ones(20_000), 2.0, "mass", Margin(most=0.2), np.random.default_rng(4))
    assert moved.min() > 2.0
    assert moved.max() <= 2.4
    assert moved.mean() == pytest.approx(2.2, abs=4 * 0.4 / np.sqrt(12 * 20_000))


def test_a_changed_reading_leaves_the_laboratory_to_disagree():
    lots = some_lots(2_000)
    honest = readings_of(lots)
    written = by_stage(honest, "field")
    chosen = np.flatnonzero((written >= 1.5) & (written < 2.5))
    moved = move_over(written[chosen], 2.5, "reading", Margin(), np.random.default_rng(5))
    gamed = with_field_net(honest, chosen, moved)
    assert set(moved) == {2.5, 2.6, 2.7}
    assert np.mean(moved == 2.5) == pytest.approx(0.5, abs=4 * np.sqrt(0.25 / chosen.size))
    for stage in ("lab", "court", "destruction"):
        assert np.array_equal(by_stage(gamed, stage), by_stage(honest, stage))
    expected = written.copy()
    expected[chosen] = moved
    assert np.array_equal(by_stage(gamed, "field"), expected)
    assert np.mean(by_stage(gamed, "lab")[chosen] < 2.5) > 0.8


def test_over_the_line_means_above_it_when_the_law_says_over():
    margin = Margin(strict=True, at_line=1.0, step_g=0.1, most=0.1)
    weights = np.array([1.9, 2.0, 2.01, 5.0])
    moved = move_over(weights, 2.0, "reading", margin, np.random.default_rng(6))
    assert set(moved[:2]) <= {2.1, 2.2}
    assert moved[2:].tolist() == [2.01, 5.0]
    lenient = move_over(weights, 2.0, "reading", Margin(at_line=1.0), np.random.default_rng(6))
    assert lenient.tolist() == [2.0, 2.0, 2.01, 5.0]


def test_a_line_may_differ_by_exhibit():
    lines = np.array([1.0, 2.5, 10.0])
    moved = move_over(np.full(3, 0.9), lines, "mass", Margin(), np.random.default_rng(7))
    assert np.all((moved > lines) & (moved <= 1.1 * lines))


def test_merging_conserves_mass_and_says_where_each_exhibit_went():
    lots = some_lots(9)
    into, joined = np.array([1, 8]), np.array([0, 4])
    merged = merge(lots, into, joined)
    assert merged.index.tolist() == [0, 0, 1, 2, 6, 3, 4, 5, 6]
    for new in range(7):
        former = [old for old in range(9) if merged.index[old] == new]
        mass = sum(float(lots.true_g[old]) for old in former)
        assert merged.lots.true_g[new] == pytest.approx(mass)
        pure = sum(float(lots.true_g[old] * lots.purity[old]) for old in former)
        assert merged.lots.purity[new] * mass == pytest.approx(pure)
        lost = sum(float(lots.true_g[old] * lots.loss[old]) for old in former)
        assert merged.lots.loss[new] * mass == pytest.approx(lost)
        assert merged.lots.pieces[new] == sum(int(lots.pieces[old]) for old in former)
        assert merged.lots.container_g[new] == pytest.approx(
            sum(float(lots.container_g[old]) for old in former)
        )
    assert merged.lots.true_g.sum() == pytest.approx(lots.true_g.sum())
    assert merged.lots.size == 7


def test_merging_refuses_what_makes_no_exhibit():
    lots = some_lots(4)
    with pytest.raises(ValueError, match="joined once"):
        merge(lots, np.array([0, 0]), np.array([1, 2]))
    other = replace(lots, substance=np.array([0, 1, 0, 0]))
    with pytest.raises(ValueError, match="different substances"):
        merge(other, np.array([0]), np.array([1]))
