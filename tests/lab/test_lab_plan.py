"""Is a plan read strictly, and what is unknown refused by its name with what is known?"""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from labs import PLAN, plan_of, write_plan

from every_fault import holds_of_each
from tallystick.lab import LabError, read_plan
from tallystick.lab.levels import Times, changed, inputs, known
from tallystick.lab.stages import Place, _of, sets_of, stages_of
from tallystick.simulate.world import World

HEAD, _, _ = PLAN.partition("[[lab.factor]]")


def own_level(factor, name):
    return (
        f'{HEAD}[[lab.level]]\nfactor = "{factor}"\nname = "{name}"\nmeans = "m"\nchanges = {{}}\n'
    )


REFUSED = {
    'name = "rain"': (('name = "regime"', 'name = "rain"'), "'rain'; there are regime, judged"),
    "a level": (('"severity"', '"checks .05"'), "no level is called 'checks .05'; there are"),
    "a ladder": (('["audits"]', '["stairs"]'), "'stairs'; there are audits, telling"),
    "a key": (("seeds = 2", "seeds = 2\nspeed = 3"), "lab.speed: Extra inputs"),
    "a key of a factor": (("alone = true", "alone = true\nshape = 1"), "lab.factor.3.shape"),
    "a table": (("[lab]", "[labs]\n[lab]"), "labs: a plan has the table [lab] alone"),
    "a factor twice": (('name = "channel"', 'name = "regime"'), "regime: named twice"),
    "no seed": (("seeds = 2", "seeds = 0"), "lab.seeds"),
    "a base": (("world.toml", "moon.toml"), "moon.toml: cannot be read"),
    "an own level": ((HEAD, own_level("regime", "quota")), "level quota: there already"),
    "an own level of no factor": ((HEAD, own_level("rain", "a")), "no factor is called 'rain'"),
    "a name that claims": (
        (HEAD, own_level("audits", "audits work")), "its name says a measure that works",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_unknown_is_refused_by_name(name, tmp_path):
    (old, new), told = REFUSED[name]
    assert old in PLAN
    with pytest.raises(LabError) as raised:
        plan_of(tmp_path, PLAN.replace(old, new, 1))
    assert told in str(raised.value)


def test_no_toml_and_no_file_are_told_apart(tmp_path):
    with pytest.raises(LabError, match="not a TOML file"):
        plan_of(tmp_path, "[lab")
    with pytest.raises(LabError, match="cannot be read"):
        read_plan(tmp_path / "none.toml")


def test_every_level_input_and_rung_changes_a_key_that_the_model_has():
    world = World()

    def changes(told):
        changed(world, list(told))

    levels = [tuple(_of(each)) for factor in known().factor for each in factor.level]
    rungs = [((each.key, point),) for each in known().ladder for point in each.points]
    ends = [((each.key, end),) for each in inputs() for end in (each.low, each.high)]
    holds_of_each(changes, levels + rungs + ends, "src/tallystick/lab/factors.toml or inputs.toml")
    assert all(factor.named(factor.base) for factor in known().factor)
    assert all(each.low < each.high for each in inputs())


def test_a_level_sets_a_key_multiplies_one_and_is_refused_where_there_is_none():
    world = World.model_validate({"incentives": {"regime": {"pressure": 1.5}}})
    made = changed(world, [
        ("incentives.regime.pressure", Times(times=0.5)),
        ("incentives.regime.opportunities.ghost", Times(times=0.25)),
        ("incentives.audits.chance", 0.3),
    ])  # fmt: skip
    assert made.incentives.regime.pressure == 0.75
    assert made.incentives.regime.opportunities == {"ghost": 0.25}
    assert made.incentives.audits.chance == 0.3
    assert world.incentives.audits.chance == 0.05
    for key in ("incentives.audits.chances", "months", "incentives.rain.x", "incentives.regime"):
        with pytest.raises(LabError, match="the model has no such key"):
            changed(world, [(key, 1.0)])
    with pytest.raises(LabError, match="less than or equal to 1"):
        changed(world, [("incentives.audits.chance", 3.0)])


def test_a_level_of_the_plan_s_own_is_one_more_level(tmp_path):
    own = (
        '[[lab.level]]\nfactor = "regime"\nname = "ours"\nmeans = "half severity"\n'
        'changes = { "incentives.regime.kind" = "severity", "incentives.regime.plan" = 1.1 }\n'
    )
    text = PLAN.replace(HEAD, HEAD + own).replace('"clearance"', '"ours"')
    levers = stages_of(plan_of(tmp_path, text))[0].cells
    ours = next(each for each in levers if each.name == "regime: ours")
    assert ours.changes[-2:] == (
        ("incentives.regime.kind", "severity"), ("incentives.regime.plan", 1.1),
    )  # fmt: skip


def test_the_stages_have_the_worlds_that_a_hand_counts(tmp_path):
    """Levers: the base, no regime, 2 + 1 + 1 + 2 levels; 10 cells; 7 rungs; 2 arms elsewhere.

    A screen of 2 paths has 2 * 25 points, indices of 2 base points 2 * 26; 3 seeds are only 2 here.
    """
    stages = {each.name: each for each in stages_of(plan_of(tmp_path))}
    assert {name: each.worlds for name, each in stages.items()} == {
        "levers": 8 * 3 * 2,
        "main": 10 * 3 * 2,
        "ladders": 7 * 3 * 2,
        "screen": 2 * 60 * 2,
        "sobol": 2 * 62 * 2,
    }
    assert [each.name for each in stages["levers"].cells] == [
        "base", "no regime", "regime: severity", "regime: clearance", "audits: lot 25",
        "channel: protected", "act closed: ghost", "act closed: easy",
    ]  # fmt: skip
    assert [each.name for each in stages["sobol"].cells] == ["base", "regime: severity"]


def test_quick_has_fewer_of_all_and_never_more(tmp_path):
    text = PLAN.replace("seeds = 2", "seeds = 9").replace("sobol = 2", "sobol = 512")
    full, quick = plan_of(tmp_path, text), plan_of(tmp_path, text, quick=True)
    assert (quick.lab.seeds, quick.lab.sobol, quick.lab.sets, quick.quick) == (2, 32, 3, True)
    assert (full.lab.seeds, full.lab.sobol, full.quick) == (9, 512, False)


def test_sets_are_the_world_s_own_and_then_drawn_within_their_ranges(tmp_path):
    sets = sets_of(plan_of(tmp_path, PLAN.replace("sets = 3", "sets = 65")))
    assert sets.shape == (65, len(inputs()))
    assert (sets[0] != sets[0]).all()
    low, high = (sets[1:].min(axis=0), sets[1:].max(axis=0))
    for each, least, most in zip(inputs(), low, high, strict=True):
        width = each.high - each.low
        assert each.low <= least < each.low + width / 32
        assert each.high - width / 32 < most <= each.high


def test_accepted_sets_come_from_a_file_with_a_column_for_each_input(tmp_path):
    names = [each.name for each in inputs()]
    text = PLAN.replace("sets = 3", 'sets = "accepted.parquet"')
    write_plan(tmp_path, text)
    held = {name: [each.low, each.high] for name, each in zip(names, inputs(), strict=True)}
    for columns, told in (
        ({**held, "rain": [1, 2]}, "rain: no such input"),
        ({name: held[name] for name in names[1:]}, f"no column {names[0]}"),
        ({name: [] for name in names}, "no parameter set was accepted"),
    ):
        pq.write_table(pa.table(columns), tmp_path / "accepted.parquet")
        with pytest.raises(LabError, match=told):
            read_plan(tmp_path / "plan.toml")
    pq.write_table(pa.table(held), tmp_path / "accepted.parquet")
    assert sets_of(read_plan(tmp_path / "plan.toml")).T.tolist() == list(held.values())
    (tmp_path / "accepted.parquet").write_text("none")
    with pytest.raises(LabError, match="no Parquet file"):
        read_plan(tmp_path / "plan.toml")


def test_a_level_has_the_last_word_over_the_numbers_of_a_set(tmp_path):
    """The quota halves whatever pressure a set draws; a ladder sets its own."""
    text = PLAN.replace('"clearance"', '"quota"').replace('["audits"]', '["pressure"]')
    stages = {each.name: each for each in stages_of(plan_of(tmp_path, text))}
    drawn = stages["levers"].sets[1, 0]
    quota = [each.name for each in stages["levers"].cells].index("regime: quota")
    ladder = [each.name for each in stages["ladders"].cells].index("pressure: 3")
    pressures = [
        changed(World(), Place(stages[name], cell, 1, 1).changes).incentives.regime.pressure
        for name, cell in (("levers", 0), ("levers", quota), ("ladders", ladder))
    ]
    assert pressures == pytest.approx([drawn, drawn / 2, 3.0])
