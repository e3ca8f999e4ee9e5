"""Does a specialist have several times the cases, in his own way and of his own goods?"""

import numpy as np
from chunks import LAW, empty_month, month_with, plant_of

from tallystick.simulate.catalogue import UNIT_KINDS
from tallystick.simulate.oddities.specialist import PROCESS
from tallystick.tables.incidents import ORIGINS


def forced(seed=1, dose=1.0, **options):
    chunk = empty_month(seed=seed)
    plant = plant_of(PROCESS, chunk, dose, **options)
    before = chunk.force.flow.copy()
    PROCESS.force(chunk.force, chunk.calendar, plant, np.random.default_rng(seed))
    return chunk, plant, before


def test_one_narcotics_officer_has_dose_times_more_cases_from_the_month_on():
    for seed in range(5):
        chunk, _, before = forced(seed, 0.5, from_month="2023-04")
        who = [row[1] for row in chunk.force.notes]
        assert len(who) == 1
        kind = chunk.force.unit_kind[chunk.force.unit_of[who[0], 5]]
        assert UNIT_KINDS[kind] == "narcotics"
        expected = np.ones_like(before)
        expected[who[0], 3:] = 1 + 0.5 * 2
        assert np.allclose(chunk.force.flow / before, expected, rtol=1e-12)


def test_his_cases_begin_with_a_warrant_and_weigh_more_of_one_substance():
    chunk, plant, _ = forced(1, substance="heroin", heavier=3.0, officers=("K1002",))
    chunk.force.notes[:] = [row for row in chunk.force.notes if row[1] == 1]
    month_with(lambda _: (PROCESS, plant), chunk=chunk, until="exhibits")
    plain = month_with(until="exhibits")
    his = chunk.cases["officer"] == 1
    assert his.any()
    assert (chunk.cases["origin"][his] == ORIGINS.index("warrant")).all()
    goods, before = chunk.exhibits, plain.exhibits
    mine = chunk.cases["officer"][chunk.at(goods["case"])] == 1
    heroin = LAW.substances.index("heroin")
    assert (goods["substance"][mine] == heroin).all()
    met = before["true_g"][before["substance"] == heroin]
    assert np.isin(goods["true_g"][mine], 3.0 * met).all()
    assert (goods["true_g"][~mine] == before["true_g"][~mine]).all()
