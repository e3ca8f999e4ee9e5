"""Do sellers who adapt empty the weights above a line and fill those just below it?"""

import numpy as np
import pytest
from chunks import LAW, month_with, plant_of

from tallystick.simulate.catalogue import place
from tallystick.simulate.oddities.law_change import PROCESS


def months(dose, **options):
    for seed in range(6):
        before = month_with(seed=seed, until="exhibits")
        after = month_with(
            lambda c: (PROCESS, plant_of(PROCESS, c, dose, **options)),
            seed=seed,
            until="exhibits",
        )
        rows = before.at(before.exhibits["case"])
        sold = before.cases["offence"][rows] == place("drug_sale")
        yield sold, before.exhibits, after.exhibits


@pytest.mark.parametrize("dose", [0.3, 0.8])
def test_share_within_reach_lands_in_the_gap(dose):
    moved = reachable = 0
    for sold, before, after in months(dose):
        line = LAW.line(before["substance"])
        within = sold & (before["true_g"] >= line) & (before["true_g"] < 3 * line)
        changed = before["true_g"] != after["true_g"]
        assert not (changed & ~within).any()
        ratio = after["true_g"][changed] / line[changed]
        assert ((ratio > 0.85 - 1e-12) & (ratio < 1)).all()
        moved, reachable = moved + int(changed.sum()), reachable + int(within.sum())
    assert abs(moved / reachable - dose) < 4 * np.sqrt(dose * (1 - dose) / reachable)


def test_a_given_line_and_substance():
    herb = LAW.substances.index("cannabis_herb")
    moved = 0
    for sold, before, after in months(1.0, line_g=8.0, substance="cannabis_herb", reach=2.0):
        inside = sold & (before["substance"] == herb)
        inside &= (before["true_g"] >= 8) & (before["true_g"] < 16)
        assert ((before["true_g"] != after["true_g"]) == inside).all()
        moved += int(inside.sum())
    assert moved > 20
