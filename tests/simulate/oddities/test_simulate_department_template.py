"""Do template texts lose their words and keep their facts?"""

import numpy as np
from chunks import month_with, plant_of

from tallystick.simulate.oddities.department_template import PROCESS
from tallystick.simulate.texts.slots import CONTENT, FORM, SLOTS, TELLING


def month(dose, seed=1):
    return month_with(lambda c: (PROCESS, plant_of(PROCESS, c, dose)), seed=seed)


def columns(names):
    return [SLOTS.index(name) for name in names]


def test_the_form_is_the_departments_and_habits_are_few_but_facts_stay():
    chunk, before = month(1.0), month(0.0)
    assert (chunk.slots[:, columns(FORM)] == 0).all()
    told = chunk.slots[:, columns(TELLING)]
    assert set(np.unique(told)) == {0, 1}
    facts = columns(CONTENT)
    assert (chunk.slots[:, facts] == before.slots[:, facts]).all()
    assert len(np.unique(chunk.slots[:, facts], axis=0)) == len(chunk.slots)


def test_the_dose_is_the_share_of_officers():
    writing = taken = 0
    for seed in range(10):
        chunk = month(0.4, seed)
        writing += len(np.unique(chunk.cases["officer"]))
        taken += len(np.unique(chunk.labels.labels[0].keys["officer"]))
    assert abs(taken / writing - 0.4) < 4 * np.sqrt(0.24 / writing)


def test_an_officer_uses_it_for_all_texts_or_for_none():
    chunk = month(0.5)
    plain = (chunk.slots[:, columns(FORM)] == 0).all(axis=1)
    plain &= (chunk.slots[:, columns(TELLING)] < 2).all(axis=1)
    for officer in np.unique(chunk.cases["officer"]):
        mine = plain[chunk.cases["officer"] == officer]
        assert mine.all() or not mine.any()
