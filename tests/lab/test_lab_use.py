"""Does the section on use say what the worlds hold, of a hundred cases and with the doubt?"""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from labs import PLAN, SHORT, made_by_hand, plan_of

from tallystick.lab.pictures.picture import Shown
from tallystick.lab.pictures.use import measures, use
from tallystick.lab.shown import render

LAW = PLAN.partition("[[lab.factor]]")[0] + """\
[[lab.factor]]
name = "law on use"
levels = ["administrative 10", "not counted"]
"""  # fmt: skip
LAW = LAW.replace("trajectories = 2", "trajectories = 0").replace("sobol = 2", "sobol = 0")
LEVEL, OTHER = "law on use: administrative 10", "law on use: not counted"


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Three sets: 200 cases of use at the base, 180 under the law, of them 18 displaced.

    Ghosts go from 10 to 14, 12 and 10, back-dated cases from 6 to 5 in each.
    """
    plan = plan_of(tmp_path_factory.mktemp("use"), LAW, world=SHORT)
    planted = {
        "base": {
            "use.honest.criminal": 120, "use.easy.criminal": 80, "use_months": 900, "months": 40,
            "acts.ghost": 10, "acts.backdate": 6, "acts.easy": 100,
            "persons_charged_wrongly": [10, 20, 0],
        },
        LEVEL: {
            "use.honest.displaced": 12, "use.honest.administrative": 108, "use.easy.displaced": 6,
            "use.easy.administrative": 44,
            "use.supply.administrative": 10, "use_arrested": 54, "use_fined": 108, "acts.easy": 75,
            "acts.ghost": [14, 12, 10], "acts.backdate": 5, "months": [44, 40, 30],
            "persons_charged_wrongly": [15, 20, 1],
        },
        OTHER: {"use.honest.criminal": 120, "use.easy.criminal": 16},
    }  # fmt: skip

    def values(stage, outcome, shape):
        made = np.zeros(shape)
        for cell, each in enumerate(stage.cells):
            if stage.name == "levers" and each.name in planted:
                made[cell] = np.array(planted[each.name].get(outcome, 0))[..., None]
        return made

    return made_by_hand(plan, values)


def test_of_a_thousand_cases_it_says_what_becomes_of_them_and_what_is_made(shown):
    told = {name: values.tolist() for name, values in measures(shown, LEVEL)}
    assert told["criminal"] == [0, 0, 0]
    assert told["displaced"] == [90, 90, 90]
    assert told["arrested"] == [270, 270, 270]
    assert told["fined"] == [540, 540, 540]
    assert told["buyers"] == [50, 50, 50]
    assert told["not_made"] == [100, 100, 100]
    assert sum(told[way][0] for way in ("displaced", "arrested", "fined", "not_made")) == 1000
    assert told["acts.ghost"] == [20, 10, 0]
    assert told["acts.backdate"] == [-5, -5, -5]
    assert told["gamed_acts"] == [15, 5, -5]
    assert told["persons_charged_wrongly"][:2] == [50, 0]
    assert np.isnan(told["persons_charged_wrongly"][2])
    assert told["use_months"] == [-100, -100, -100]
    assert told["months"] == pytest.approx([10, 0, -25])


def test_the_picture_has_its_doubt_and_only_levels_of_the_law(shown):
    picture = use(shown)
    (table,) = picture.tables
    assert {row[0] for row in table.rows} == {LEVEL}
    row = next(each for each in table.rows if each[1].startswith("beyond the base: ghost"))
    assert row[2:] == ("0.0", "10.0", "20.0", "0 of 3", "2 of 3")
    assert picture.sentence.text == (
        "The base has fewer acts other than easy arrests than “law on use: administrative 10” in "
        "2 of 3 drawn parameter sets."
    )
    assert [caption.partition(": ")[2] for caption, _ in picture.drawings] == [
        "administrative 10: a thousand cases", "administrative 10: acts beyond the base",
    ]  # fmt: skip
    assert '<h2 id="use">' in render(shown)


def test_without_a_case_of_use_there_is_no_picture(shown):
    worlds = shown.results.worlds
    for name in worlds.column_names:
        if name.startswith("use."):
            place = worlds.column_names.index(name)
            zero = pa.array(np.zeros(worlds.num_rows))
            worlds = worlds.set_column(place, name, zero)
    assert use(Shown(replace(shown.results, worlds=worlds), None)) is None
