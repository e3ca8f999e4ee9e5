"""Do field, laboratory, court and incinerator write what is on their scales?"""

import math

import numpy as np
import pytest

from tallystick.simulate.exhibits import (
    SUBSTANCES,
    Laboratory,
    Lots,
    Mix,
    Scale,
    Weighing,
    draw_lots,
    draw_substances,
    styles,
    weigh,
    with_field_net,
)
from tallystick.tables.measurements import KINDS, STAGES

NET, GROSS, PURITY = (KINDS.index(kind) for kind in ("net_weight", "gross_weight", "purity"))
FIELD, LAB, COURT, END = (STAGES.index(s) for s in ("field", "lab", "court", "destruction"))
STREET = Mix(hundredth=0.3, tenth=0.3, half=0.25, one=0.15)
EXACT = {
    "popularity_sd": 0.0, "concentration": 1e6, "bias_sd": 0.0, "gross_share": 0.0,
    "summed_share": 0.0, "scales": (Scale(readability_g=0.01, share=1),),
}  # fmt: skip
EVERYWHERE = Laboratory(coverage=1, court_coverage=1, destruction_coverage=1, purity_share=1)


def powder(true_g, loss: float = 0.0) -> Lots:
    n = len(true_g)
    return Lots(
        substance=np.zeros(n, dtype=np.int64),
        pack=np.full(n, -1),
        true_g=np.asarray(true_g, dtype=np.float64),
        fresh=np.zeros(n, dtype=np.bool_),
        loss=np.full(n, loss),
        purity=np.full(n, 0.5),
        container_g=np.full(n, 2.0),
    )


def weighed(lots: Lots, weighing: Weighing, laboratory: Laboratory = EVERYWHERE, seed: int = 1):
    rng = np.random.default_rng(seed)
    nobody = np.zeros(lots.size, dtype=np.int64)
    at = np.full(lots.size, 26_000_000)
    return weigh(
        lots, at, nobody, nobody, styles(1, weighing, rng), weighing, laboratory, rng
    )  # fmt: skip


def net(readings, stage, n):
    """Net weights of a stage by exhibit, nan where there is none."""
    found = np.full(n, np.nan)
    rows = (readings.stage == stage) & (readings.kind == NET)
    found[readings.exhibit[rows]] = readings.value[rows]
    return found


def test_the_laboratory_reads_more_than_the_field_exactly_as_often_as_rounding_says():
    """A reading rounded down to a step g lies more than .01 g low in a share 1/2 - .015/g."""
    n = 200_000
    lots = powder(np.random.default_rng(2).uniform(2, 5, n))
    weighing = Weighing(mix=(STREET,) * 5, **EXACT)
    readings = weighed(lots, weighing, Laboratory(coverage=1))
    more = np.rint(100 * (net(readings, LAB, n) - net(readings, FIELD, n))) > 1
    expected = 0.3 * (0.5 - 0.15) + 0.25 * (0.5 - 0.03) + 0.15 * (0.5 - 0.015)
    assert more.mean() == pytest.approx(expected, abs=4 * math.sqrt(0.25 / n))


def test_dry_goods_never_gain_weight_when_the_field_writes_all_it_sees():
    lots = powder(np.random.default_rng(3).uniform(0.2, 30, 20_000), loss=0.03)
    with_tare = {**EXACT, "gross_share": 0.5}
    readings = weighed(lots, Weighing(mix=(Mix(shown=1),) * 5, **with_tare))
    field, lab, court, end = (net(readings, stage, 20_000) for stage in (FIELD, LAB, COURT, END))
    assert np.all(lab <= field + 1e-9)
    assert np.all(court <= lab + 1e-9)
    assert np.all(end <= court + 1e-9)
    more_than_half_lost = np.mean(lab < field - 0.05 - 0.03 * lots.true_g)
    assert more_than_half_lost == pytest.approx(0.5 * 0.1 * (1 - 0.05 / 3), abs=0.012)


def test_fresh_goods_are_read_at_their_dried_weight():
    true_g = np.array([12.0, 80.0, 400.0])
    lots = powder(true_g, loss=0.6)
    laboratory = EVERYWHERE.model_copy(update={"sample_g": 1.0})
    readings = weighed(lots, Weighing(mix=(Mix(hundredth=1),) * 5, **EXACT), laboratory)
    for i in range(readings.at.size):
        if readings.kind[i] != NET:
            continue
        weight, stage = true_g[readings.exhibit[i]], readings.stage[i]
        days = (readings.at[i] - 26_000_000) / 1440
        left = weight * (1 - 0.6 * (1 - math.exp(-days / 1.8)))
        used = min(1.0, weight / 20) if stage in (COURT, END) else 0.0
        assert readings.value[i] == pytest.approx(left - used, abs=0.00501)


def test_a_gross_weight_is_goods_and_container():
    lots = powder(np.random.default_rng(4).uniform(1, 9, 5_000))
    plain = {**EXACT, "gross_share": 1.0, "tare_error_share": 0.0}
    readings = weighed(lots, Weighing(mix=(Mix(hundredth=1),) * 5, **plain))
    gross = readings.value[readings.kind == GROSS]
    assert gross == pytest.approx(lots.true_g + 2.0, abs=0.00501)
    assert net(readings, FIELD, 5_000) == pytest.approx(lots.true_g, abs=0.00501)


def test_stages_are_reached_as_often_and_as_late_as_told():
    n = 40_000
    laboratory = Laboratory(coverage=0.6, median_days=30, log_sd=0.5, purity_share=0.5)
    readings = weighed(powder(np.full(n, 3.0)), Weighing(), laboratory)
    nets = readings.kind == NET
    reached = [np.mean(~np.isnan(net(readings, s, n))) for s in (FIELD, LAB, COURT, END)]
    assert reached == pytest.approx([1, 0.6, 0.15, 0.35], abs=0.01)
    wait = readings.at[nets & (readings.stage == LAB)] - 26_000_000
    assert np.median(wait) == pytest.approx(30 * 1440, rel=0.02)
    assert np.log(wait).std() == pytest.approx(0.5, abs=0.01)
    tested = readings.kind == PURITY
    assert tested.mean() * readings.at.size / n == pytest.approx(0.3, abs=0.01)
    assert readings.value[tested] == pytest.approx(0.5, abs=0.06)
    same = np.diff(readings.exhibit) == 0
    assert np.all(np.diff(readings.exhibit) >= 0)
    assert np.all(np.diff(readings.at)[same] >= 0)


def test_a_scale_that_reads_high_does_so_for_its_own_unit_only():
    n = 4_000
    weighing = Weighing(mix=(Mix(hundredth=1),) * 5, **{**EXACT, "bias_sd": 0.05})
    rng = np.random.default_rng(9)
    habits = styles(1, weighing, rng, n_units=4)
    unit = np.arange(n) % 4
    lots, nobody = powder(np.full(n, 50.0)), np.zeros(n, dtype=np.int64)
    readings = weigh(lots, nobody, nobody, unit, habits, weighing, EVERYWHERE, rng)
    expected = 50 * (1 + habits.bias[unit])
    assert net(readings, FIELD, n) == pytest.approx(expected, abs=0.00501)
    assert set(net(readings, LAB, n)) == {50.0}
    with pytest.raises(ValueError, match="unit 4 has no scale"):
        weigh(lots, nobody, nobody, unit + 1, habits, weighing, EVERYWHERE, rng)


def test_pieces_weighed_one_by_one_err_up_to_the_readability_of_each():
    lots = powder(np.full(20_000, 40.0))
    lots = Lots(**{**vars(lots), "pieces": np.full(20_000, 4)})
    weighing = Weighing(mix=(Mix(hundredth=1),) * 5, **{**EXACT, "summed_share": 1.0})
    error = net(weighed(lots, weighing), FIELD, 20_000) - 40
    assert np.abs(error).max() == pytest.approx(4 * 0.01)
    assert np.mean(np.abs(error) > 0.035 - 1e-9) == pytest.approx(0.08, abs=0.01)


def test_the_same_seed_gives_the_same_readings():
    def world(seed):
        rng = np.random.default_rng(seed)
        lots = draw_lots(draw_substances(3_000, SUBSTANCES, rng), SUBSTANCES, rng)
        return weighed(lots, Weighing(), Laboratory(), seed)

    first, again, other = world(11), world(11), world(12)
    for column in ("exhibit", "stage", "kind", "at", "value"):
        assert np.array_equal(getattr(first, column), getattr(again, column))
    assert not np.array_equal(first.value[:500], other.value[:500])


def test_a_rewritten_field_weight_changes_that_figure_alone():
    readings = weighed(powder(np.full(50, 4.0)), Weighing())
    changed = with_field_net(readings, np.array([3, 41]), np.array([5.0, 6.0]))
    moved = np.flatnonzero(changed.value != readings.value)
    assert readings.exhibit[moved].tolist() == [3, 41]
    assert changed.value[moved].tolist() == [5.0, 6.0]
    assert set(readings.stage[moved]) == {FIELD}
    assert set(readings.kind[moved]) == {NET}
