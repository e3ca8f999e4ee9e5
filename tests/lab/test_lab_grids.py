"""Are contours, schemes and their tables what a hand makes of planted worlds?"""

import tomllib
from math import exp

import numpy as np
import pyarrow as pa
import pytest
from labs import PLAN, SHORT, plan_of
from test_lab_page import FORMS

from tallystick.lab import LabError
from tallystick.lab.grids import CERTAINTY, GRIDS, PLANS, SCHEMES
from tallystick.lab.levels import changed
from tallystick.lab.pictures.certainty import GRID, certainty, contours
from tallystick.lab.pictures.lines import ABOVE, _apart
from tallystick.lab.pictures.picture import Shown
from tallystick.lab.pictures.schemes import schemes, stopped
from tallystick.lab.results import Results
from tallystick.lab.sentences import faults, measurement
from tallystick.lab.stages import Place, stages_of
from tallystick.simulate.incentives import Incentives
from tallystick.simulate.world import World

HARM = "persons_charged_wrongly"


def plan_with(tmp_path, grids):
    text = PLAN.replace("grids = []", f"grids = {grids}").replace("sobol = 2", "sobol = 0")
    text = text.replace("trajectories = 2", "trajectories = 0").replace("cells = 10", "cells = 0")
    return plan_of(tmp_path, text.replace('ladders = ["audits"]', "ladders = []"), world=SHORT)


def shown_with(tmp_path, name, columns):
    """Levers of nothing, and one grid whose worlds have these numbers in every set and seed."""
    plan = plan_with(tmp_path, f'["{name}"]')
    stages = stages_of(plan)
    rest = stages[0].worlds
    repeated = {
        key: np.concatenate([np.zeros(rest), np.repeat(values, 6)]).astype(float)
        for key, values in columns.items()
    }
    return Shown(Results(plan, stages, pa.table(repeated)), None)


def test_the_grids_have_the_worlds_that_a_hand_counts(tmp_path):
    stages = {each.name: each.worlds for each in stages_of(plan_with(tmp_path, "[]"))}
    assert list(stages) == ["levers"]
    (tmp_path / "all").mkdir()
    names = f'["{CERTAINTY}", "{SCHEMES}"]'
    both = {each.name: each.worlds for each in stages_of(plan_with(tmp_path / "all", names))}
    assert both == stages | {CERTAINTY: 25 * 3 * 2, SCHEMES: 20 * 3 * 2}
    with pytest.raises(LabError, match="no grid is called 'rain'; there are certainty"):
        plan_with(tmp_path, '["rain"]')


def test_a_cell_of_the_law_makes_hard_acts_dear_and_soft_ones_not(tmp_path):
    stage = stages_of(plan_with(tmp_path, f'["{CERTAINTY}"]'))[1]
    at = [each.name for each in stage.cells].index(f"{CERTAINTY}: 12.5, 0.25")
    world = World.model_validate(tomllib.loads(SHORT))
    made = changed(world, Place(stage, at, 0, 1).changes).incentives
    assert (made.audits.chance, made.audits.independence) == (0.25, 1.0)
    assert (made.deterrence.gamma, made.deterrence.prelec) == (0.3, 0.65)
    law = {each.act: each.months for each in made.penalties}
    assert set(law.values()) == {150}
    assert {"ghost", "supply", "witness"} <= set(law)
    assert not {"easy", "copied", "threshold", "backdate", "downgrade"} & set(law)


def test_a_contour_is_where_a_plane_comes_to_its_level():
    """100 less the chance in per cent, whatever the law: upright lines at 60, 70, 80 and 90."""
    chances = 100 * np.array(GRID.columns)
    found = contours(np.tile(100 - chances, (len(GRID.rows), 1)))
    assert [each.name for each in found] == ["50%", "60%", "70%", "80%", "90%"]
    for each, chance in zip(found, (50, 40, 30, 20, 10), strict=True):
        assert [x for x, _ in each.points] == pytest.approx([chance] * len(GRID.rows))
        assert [y for _, y in each.points] == list(reversed(GRID.rows))


def test_charges_are_shown_in_per_cent_of_those_under_the_law_of_2024(tmp_path):
    """200 charges; half as many where audits are at 25 %, 150 and 400 in two cells without law."""
    numbers = np.full((5, 5), 200.0)
    numbers[:, GRID.columns.index(PLANS["lot 25"])] = 100
    numbers[0, :2] = 400, 150
    picture = certainty(shown_with(tmp_path, CERTAINTY, {HARM: numbers.ravel()}))
    rows = picture.tables[0].rows
    assert rows[2] == (
        "12.5", "100.0 (100.0 to 100.0)", "100.0 (100.0 to 100.0)", "100.0 (100.0 to 100.0)",
        "50.0 (50.0 to 50.0)", "100.0 (100.0 to 100.0)",
    )  # fmt: skip
    assert rows[0][1:3] == ("200.0 (200.0 to 200.0)", "75.0 (75.0 to 75.0)")
    assert picture.sentence.text == (
        "“audits: lot 25, under the law of 2024” has fewer wrongful charges than “audits: same 5, "
        "under the law of 2025” in every one of 3 drawn parameter sets."
    )
    assert certainty(shown_with(tmp_path, SCHEMES, {HARM: np.zeros(20)})) is None


def test_schemes_are_counted_over_seeds_and_stand_beside_the_closed_form(tmp_path):
    """Ten begun in each world; of them five are stopped at 8 knowers and two elsewhere."""
    many = np.array([column == 8.0 for _ in range(4) for column in GRIDS[1].columns])
    columns = {
        "schemes_begun": np.full(20, 10.0),
        "schemes_stopped_before_sale": np.where(many, 5.0, 2.0),
    }
    shown = shown_with(tmp_path, SCHEMES, columns)
    picture = schemes(shown)
    rows = {row[:2]: row[2:] for row in picture.tables[0].rows}
    assert rows["10", "8.0"][:4] == ("60", "50.0", "50.0", "50.0")
    assert rows["10", "2.0"][:4] == ("60", "20.0", "20.0", "20.0")
    assert picture.sentence.text == (
        "“knowers: 8.0” has fewer schemes in a hundred that come to a sale than “knowers: 0.5” in "
        "every one of 3 drawn parameter sets."
    )
    assert FORMS.fullmatch(picture.sentence.text)
    nothing = schemes(shown_with(tmp_path, SCHEMES, {key: np.zeros(20) for key in columns}))
    assert {row[2:6] for row in nothing.tables[0].rows} == {("0", "—", "—", "—")}


def test_the_closed_form_of_a_cell_is_a_sum_by_hand():
    """Knowers Poisson(2) at .06 a month, half of the rest sell each month, others learn at .5."""
    audit = 0.05 * 0.5 * 0.25 / 12
    kept, learnt = 0.0, 0.0
    for d in range(1, 200):
        stays = exp(2 * (exp(-0.06 * d) - 1) + learnt) * (1 - audit) ** d
        kept += 0.5**d * stays
        learnt += 0.5 * (exp(-0.06 * d) - 1)
    assert stopped(Incentives(), 60) == pytest.approx(1 - kept, abs=1e-9)


def test_labels_at_one_place_are_moved_apart():
    ends = [(300.0, 200.0, "a"), (300.0, 200.0, "b"), (300.0, 196.0, "c"), (20.0, 200.0, "d")]
    placed = {name: b for _, b, name in _apart(ends)}
    assert sorted(placed[name] for name in "abc") == [200 - 2 * ABOVE, 200 - ABOVE, 200]
    assert placed["d"] == 200


@pytest.mark.parametrize(
    ("charged", "months", "said"),
    [((0, 30, 0.1), None, "they find 0 of 30, against 0.1."),
     ((20, 30, 3.0), 14.0, "20 of 30, against 3.0, half of them within 14 months."),
     ((4, 30, 1.0), None, "they find 4 of 30, against 1.0, not half of them by the end.")],
)  # fmt: skip
def test_a_measurement_says_how_much_and_how_late(charged, months, said):
    told = measurement((3, 1_200, 2.5), charged, months).text
    assert "these checks find 3 of 1,200 units, against 2.5 with the units permuted" in told
    assert said in told
    assert FORMS.fullmatch(told)
    assert not faults(told)
