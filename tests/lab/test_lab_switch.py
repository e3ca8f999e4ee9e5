"""Is a switch the old world before it and the new regime's after, and does the table say so?"""

import numpy as np
import pyarrow as pa
import pytest
from labs import PLAN, SHORT, WORLD, plan_of

from tallystick.lab.levels import LabError
from tallystick.lab.one_world import row_of
from tallystick.lab.pictures.picture import Shown
from tallystick.lab.pictures.switch import left, switch, values
from tallystick.lab.results import Results, in_year, table_of
from tallystick.lab.shown import pictures_of
from tallystick.lab.stages import SWITCH, places, stages_of
from tallystick.lab.tables import contrasts

HEAD = PLAN.partition("[[lab.factor]]")[0].replace("trajectories = 2", "trajectories = 0")
HEAD = HEAD.replace("sobol = 2", "sobol = 0").replace('ladders = ["audits"]', "ladders = []")
REGIMES = '[[lab.factor]]\nname = "regime"\nlevels = ["severity", "none"]\n'


def switched(folder, year, world=WORLD, head=HEAD):
    return plan_of(folder, f"{head}switch = {year}\n{REGIMES}", world=world)


def rows_of(plan, most=1):
    """The worlds of the switch by cell, in the first sets and the first seed."""
    return {
        (place.stage.cells[place.cell].name, place.set): row_of(plan.world, 1.0, place)["outcomes"]
        for place in places(stages_of(plan))
        if place.stage.name == SWITCH and place.seed == 1 and place.set < most
    }


def test_in_the_first_year_a_switch_is_the_world_of_the_new_regime_to_the_bit(tmp_path):
    """Also in a drawn set, whose numbers hold for the new regime as for the old one."""
    found = rows_of(switched(tmp_path, 1), most=2)
    for drawn in (0, 1):
        for level in ("severity", "none"):
            assert found[f"switch to {level}", drawn] == found[f"regime: {level}", drawn]
            assert found[f"switch to {level}", drawn] != found["base", drawn]


def test_after_the_last_year_a_switch_is_the_base_to_the_bit(tmp_path):
    found = rows_of(switched(tmp_path, 3))
    assert found["switch to severity", 0] == found["switch to none", 0] == found["base", 0]


def test_in_the_second_year_the_first_is_that_of_the_base_to_the_bit(tmp_path):
    found = rows_of(switched(tmp_path, 2))
    changed, base = found["switch to severity", 0], found["base", 0]
    first = [name for name in base if name.startswith("year 1: ")]
    assert first
    assert all(changed[name] == base[name] for name in first)
    assert changed["year 2: reported"] != base["year 2: reported"]


def test_a_switch_leaves_the_rows_of_the_other_stages_as_they_are(tmp_path):
    with_it = switched(tmp_path / "with", 2, SHORT)
    without = plan_of(tmp_path / "without", HEAD + REGIMES, world=SHORT)
    assert [each.name for each in stages_of(with_it)] == ["levers", SWITCH]
    rows = [row_of(with_it.world, 1.0, place) for place in places(stages_of(with_it))]
    results = Results(with_it, stages_of(with_it), table_of(rows))
    plain = [row_of(without.world, 1.0, place) for place in places(stages_of(without))]
    assert contrasts(results) == contrasts(Results(without, stages_of(without), table_of(plain)))
    assert any(each.key == "switch" for each in pictures_of(Shown(results, None)))


def test_a_switch_needs_a_regime_to_switch_to(tmp_path):
    other = '[[lab.factor]]\nname = "judged"\nlevels = ["month"]\n'
    plan = plan_of(tmp_path, f"{HEAD}switch = 2\n{other}")
    with pytest.raises(LabError, match="no level of the factor regime"):
        stages_of(plan)
    with pytest.raises(LabError, match="greater than or equal to 1"):
        switched(tmp_path, 0)
    reformed = WORLD + '[incentives.reform]\nyear = 2\n[incentives.reform.regime]\nkind = "none"\n'
    with pytest.raises(LabError, match="say `switch` in the plan"):
        switched(tmp_path, 2, reformed)


PLANTED = {
    # ghosts by cell and year, the same in each set and seed; easy arrests never count
    "base": (20, 20), "switch to severity": (20, 14), "regime: severity": (12, 12),
    "switch to none": (20, 10), "regime: none": (0, 10),
}  # fmt: skip


@pytest.fixture
def made(tmp_path):
    """Two years: of 8 ghosts less under severity 2 are there after the switch."""
    plan = switched(tmp_path, 2)
    stages = stages_of(plan)
    names = ("acts.ghost", "acts.easy", "reported", "true", "cases", "complaints_lost",
             "persons_charged_wrongly", "carried_over")  # fmt: skip
    columns = {in_year(year, name): [] for year in (1, 2) for name in names}
    for stage in stages:
        for place in places((stage,)):
            cell = PLANTED.get(stage.cells[place.cell].name, (0, 0))
            for year in (1, 2):
                ghosts = float(cell[year - 1]) if stage.name == SWITCH else None
                told = {"acts.ghost": ghosts, "acts.easy": 99.0, "reported": 130.0, "true": 100.0}
                for name in names:
                    columns[in_year(year, name)].append(told.get(name, 0.0))
    count = len(columns[in_year(1, "cases")])
    return Shown(Results(plan, stages, pa.table(columns | {"units": [[1.0]] * count})), None)


def test_the_table_has_each_year_and_what_is_left_of_the_old_regime(made):
    (table,) = switch(made).tables
    ghosts = {row[:1] + row[2:3]: row[3:] for row in table.rows
              if row[1] == "all acts but easy arrests"}  # fmt: skip
    assert ghosts == {
        ("severity", "1"): ("20.0", "20.0", "12.0", "100.0", "100.0", "100.0"),
        ("severity", "2"): ("20.0", "14.0", "12.0", "25.0", "25.0", "25.0"),
        ("none", "1"): ("20.0", "20.0", "0.0", "100.0", "100.0", "100.0"),
        ("none", "2"): ("20.0", "10.0", "10.0", "0.0", "0.0", "0.0"),
    }
    padding = {row[3] for row in table.rows if row[1].startswith("the reported figure")}
    assert padding == {"30.0"}
    assert values(made, "base", 1, "acts.easy").tolist() == [[99.0] * 2] * 3


def test_the_sentence_is_of_the_switch_that_moves_most(made):
    assert switch(made).sentence.text.endswith(
        "“switch to none” lowers acts other than easy arrests in the year of the switch, in every "
        "one of 3 drawn parameter sets."
    )


def test_nothing_is_left_of_a_difference_that_is_none():
    """The third set differs by 4 of 100, less than a twentieth; the fourth by 6."""
    old = np.array([[10.0, 12.0], [5.0, 5.0], [96.0, 96.0], [94.0, 94.0]])
    new = np.array([[2.0, 4.0], [5.0, 5.0], [100.0, 100.0], [100.0, 100.0]])
    told = left(old, np.array([[6.0, 8.0], [5.0, 5.0], [98.0, 98.0], [97.0, 97.0]]), new)
    assert told[[0, 3]].tolist() == [50, 50]
    assert np.isnan(told[[1, 2]]).all()
