"""Do goods weigh, dry and come in packs as the settings say?"""

import math

import numpy as np
import pytest
from pydantic import ValidationError
from scipy import stats

from tallystick.simulate.exhibits import (
    SUBSTANCES,
    Custody,
    Laboratory,
    Mix,
    Pack,
    Substance,
    Weighing,
    draw_lots,
    draw_substances,
    dry,
    exhibits_per_case,
    grid_of,
    read_scale,
    styles,
)
from tallystick.simulate.exhibits.containers import draw_tare_errors
from tallystick.simulate.exhibits.settings import GRIDS, OUNCE_G

DAYS = 1440


def drawn(substance: Substance, n: int, seed: int = 1):
    return draw_lots(np.zeros(n, dtype=np.int64), (substance,), np.random.default_rng(seed))


def test_drying_at_its_three_known_times():
    weight, loss = np.array([10.0, 40.0]), np.array([0.6, 0.25])
    now, later, ever = (
        dry(weight, loss, np.array([minutes])) for minutes in (0, round(1.8 * DAYS), 10**9)
    )
    assert now.tolist() == [10.0, 40.0]
    assert later == pytest.approx(weight * (1 - loss * (1 - math.exp(-1))), rel=1e-12)
    assert ever == pytest.approx([4.0, 30.0])


def test_fresh_herb_loses_a_quarter_to_three_quarters():
    herb = Substance(name="herb", share=1, median_g=50, log_sd=1, fresh_share=0.3, dry_loss=0.03)
    lots = drawn(herb, 40_000)
    assert lots.fresh.mean() == pytest.approx(0.3, abs=4 * math.sqrt(0.21 / 40_000))
    law = stats.beta(3, 2, loc=0.25, scale=0.52)
    assert stats.kstest(lots.loss[lots.fresh], law.cdf).pvalue > 1e-3
    dried = lots.loss[~lots.fresh]
    assert stats.kstest(dried, stats.uniform(0, 0.03).cdf).pvalue > 1e-3


def test_loose_goods_are_log_normal():
    lots = drawn(Substance(name="powder", share=1, median_g=1.2, log_sd=0.8), 20_000)
    law = stats.lognorm(0.8, scale=1.2)
    assert stats.kstest(lots.true_g, law.cdf).pvalue > 1e-3
    assert set(lots.pack) == {-1}
    assert set(lots.pieces) == {1}
    assert set(lots.loss) == {0.0}


def test_packs_are_met_as_often_and_filled_as_told():
    packs = (
        Pack(name="ounce", net_g=OUNCE_G, share=0.2, error_sd=0.0, most=4),
        Pack(name="contract", net_g=1.0, share=0.3, over=0.05, error_sd=0.06),
    )
    lots = drawn(Substance(name="x", share=1, median_g=9, log_sd=1, packs=packs), 30_000)
    shares = np.bincount(lots.pack + 1, minlength=3) / 30_000
    assert shares == pytest.approx([0.5, 0.2, 0.3], abs=0.011)
    ounces = lots.pack == 0
    assert lots.true_g[ounces] == pytest.approx(lots.pieces[ounces] * OUNCE_G)
    assert np.bincount(lots.pieces[ounces])[1:] / ounces.sum() == pytest.approx(0.25, abs=0.03)
    filled = np.log(lots.true_g[lots.pack == 1])
    assert filled.mean() == pytest.approx(math.log(1.05), abs=0.003)
    assert filled.std() == pytest.approx(0.06, abs=0.003)


def test_ounce_packs_are_written_as_ounces_in_grams():
    packs = (Pack(name="ounce", net_g=OUNCE_G, share=1, error_sd=0.0, most=3),)
    lots = drawn(Substance(name="x", share=1, median_g=9, log_sd=1, packs=packs), 500)
    weighing = Weighing(mix=(Mix(shown=1),) * 5)
    rng = np.random.default_rng(2)
    written = read_scale(
        lots.true_g, np.zeros(500, dtype=np.int64), styles(1, weighing, rng), weighing, rng
    )
    assert set(written) == {28.35, 56.7, 85.05}
    told = {GRIDS[i] for i in grid_of(written[written != 56.7])}
    assert told == {"eighth_ounce"}


def test_purity_has_the_mean_and_spread_of_its_substance():
    powder = Substance(name="x", share=1, median_g=1, log_sd=1, purity_mean=0.6, purity_sd=0.12)
    purity = drawn(powder, 40_000).purity
    assert purity.mean() == pytest.approx(0.6, abs=0.003)
    assert purity.std() == pytest.approx(0.12, abs=0.003)
    assert drawn(powder.model_copy(update={"purity_sd": 0.0}), 5).purity.tolist() == [0.6] * 5


def test_substances_are_drawn_by_share_and_cases_have_at_least_one_exhibit():
    rng = np.random.default_rng(3)
    found = np.bincount(draw_substances(40_000, SUBSTANCES, rng)) / 40_000
    assert found == pytest.approx([0.55, 0.18, 0.12, 0.15], abs=0.01)
    counts = exhibits_per_case(20_000, 1.4, rng)
    assert counts.min() == 1
    assert counts.mean() == pytest.approx(1.4, abs=0.02)
    with pytest.raises(ValueError, match="at least one"):
        exhibits_per_case(3, 0.5, rng)
    with pytest.raises(ValueError, match="numbered 0 to 3"):
        draw_lots(np.array([4]), SUBSTANCES, rng)


def test_a_tare_falls_short_in_a_tenth_of_the_gross_entries():
    container = np.full(60_000, 2.0)
    weighing = Weighing(gross_share=0.5)
    gross, left_in = draw_tare_errors(container, weighing, np.random.default_rng(4))
    assert gross.mean() == pytest.approx(0.5, abs=0.009)
    assert np.mean(left_in[gross] > 0) == pytest.approx(0.10, abs=0.007)
    assert not left_in[~gross].any()
    assert left_in.max() == 2.0
    assert np.mean(left_in[left_in > 0] == 2.0) == pytest.approx(1 / 3, abs=0.03)


def test_settings_refuse_what_they_do_not_know():
    with pytest.raises(ValidationError, match=r"add up to 0\.9"):
        Mix(one=0.9)
    with pytest.raises(ValidationError, match="mix needs 5 entries"):
        Weighing(mix=(Mix(one=1),))
    packs = (Pack(name="a", net_g=1, share=0.6), Pack(name="b", net_g=2, share=0.6))
    with pytest.raises(ValidationError, match="packs add up"):
        Substance(name="x", share=1, median_g=1, log_sd=1, packs=packs)
    with pytest.raises(ValidationError, match="purity_sd is too large"):
        Substance(name="x", share=1, median_g=1, log_sd=1, purity_mean=0.02, purity_sd=0.3)
    for kind in (Weighing, Laboratory, Custody):
        with pytest.raises(ValidationError, match="extra"):
            kind(colour=3)
