"""Do standard packs make weights heap at whole packs, in the stated share?"""

import numpy as np
import pytest
from chunks import LAW, month_with, plant_of

from tallystick.simulate.exhibits.settings import OUNCE_G
from tallystick.simulate.oddities.packs import PROCESS


def months(dose, seeds=range(6), **options):
    for seed in seeds:
        before = month_with(seed=seed, until="exhibits")
        yield (
            before.exhibits,
            month_with(
                lambda c: (PROCESS, plant_of(PROCESS, c, dose, **options)),
                seed=seed,
                until="exhibits",
            ).exhibits,
        )


@pytest.mark.parametrize("dose", [0.25, 0.9])
def test_share_of_loose_dry_goods(dose):
    pairs = list(months(dose))
    loose = sum(int(((b["pack"] == -1) & ~b["fresh"]).sum()) for b, _ in pairs)
    filled = sum(int((a["true_g"] != b["true_g"]).sum()) for b, a in pairs)
    assert abs(filled / loose - dose) < 4 * np.sqrt(dose * (1 - dose) / loose)


def test_ounces_weigh_whole_ounces():
    for before, after in months(1.0, packs=("ounce",)):
        loose = (before["pack"] == -1) & ~before["fresh"]
        per_pack = after["true_g"][loose] / after["pieces"][loose] / OUNCE_G
        assert (np.abs(per_pack - 1) < 0.1).all()
        assert after["pieces"][loose].min() == 1
        assert after["pieces"][loose].max() <= 4
        assert (after["true_g"][~loose] == before["true_g"][~loose]).all()


def test_contract_packs_of_one_substance_lie_five_percent_above_its_line():
    heroin = LAW.substances.index("heroin")
    most = 0
    for before, after in months(1.0, packs=("contract",), substance="heroin", most=1):
        other = after["substance"] != heroin
        assert (after["true_g"][other] == before["true_g"][other]).all()
        filled = after["true_g"] != before["true_g"]
        ratio = after["true_g"][filled] / LAW.line(after["substance"][filled])
        assert abs(np.log(ratio).mean() - np.log(1.05)) < 4 * 0.02 / np.sqrt(filled.sum())
        most += int(filled.sum())
    assert most > 50
