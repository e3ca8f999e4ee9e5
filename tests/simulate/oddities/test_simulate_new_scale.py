"""Does another scale change the step of field weights, and no other stage?"""

import numpy as np
from chunks import month_with, plant_of

from tallystick.simulate.oddities.new_scale import PROCESS
from tallystick.tables.custody import ACTIONS
from tallystick.tables.measurements import KINDS, STAGES

FIELD, LAB, CHARGE = (STAGES.index(name) for name in ("field", "lab", "charge"))
NET = KINDS.index("net_weight")


def month(dose, **options):
    return month_with(lambda c: (PROCESS, plant_of(PROCESS, c, dose, **options)), until="readings")


def net(chunk, stage):
    """Net weights of a stage by exhibit."""
    rows = (chunk.readings["stage"] == stage) & (chunk.readings["kind"] == NET)
    rows &= chunk.readings["exhibit"] >= 0
    return dict(
        zip(
            chunk.readings["exhibit"][rows].tolist(),
            chunk.readings["value"][rows].tolist(),
            strict=True,
        )
    )


def test_a_coarse_scale_writes_the_nearest_whole_step_of_what_is_there():
    chunk, before = month(1.0, step_g=2.0, bias=0.01), month(0.0)
    truth = dict(
        zip(chunk.exhibits["exhibit"].tolist(), chunk.exhibits["true_g"].tolist(), strict=True)
    )
    heavy, old = 0, net(before, FIELD)
    for exhibit, value in net(chunk, FIELD).items():
        weight = truth[exhibit] * 1.01
        if weight < 1:
            assert value == old[exhibit]
        else:
            assert value % 2 == 0
            assert abs(value - weight) <= 1 + 1e-9
            heavy += 1
    assert heavy > 100


def test_a_fine_scale_ends_the_heaps_at_halves():
    chunk, before = month(1.0, step_g=0.01), month(0.0)
    whole = [
        np.mean([round(v * 100) % 50 == 0 for v in net(each, FIELD).values()])
        for each in (before, chunk)
    ]
    assert whole[0] > 0.15
    assert whole[1] < 0.06


def test_the_laboratory_is_untouched_and_copies_follow():
    chunk, before = month(0.5, step_g=3.0), month(0.0)
    assert net(chunk, LAB) == net(before, LAB)
    field, lab, charge = (net(chunk, stage) for stage in (FIELD, LAB, CHARGE))
    assert {e: v for e, v in charge.items() if e not in lab} == {
        e: field[e] for e in charge if e not in lab
    }
    seized = chunk.handovers["action"] == ACTIONS.index("seized")
    for exhibit, grams in zip(
        chunk.handovers["exhibit"][seized].tolist(),
        chunk.handovers["net_g"][seized].tolist(),
        strict=True,
    ):
        assert grams == field[exhibit]


def test_share_of_exhibits_on_the_new_scale():
    chunk, before = month(0.3, step_g=0.07), month(0.0)
    old, new = net(before, FIELD), net(chunk, FIELD)
    heavy = [e for e in old if old[e] > 0.2]
    other = np.mean([old[e] != new[e] for e in heavy])
    # one value in seven or fewer is on both grids
    spread = np.sqrt(0.3 * 0.7 / len(heavy))
    assert 0.3 * 6 / 7 - 4 * spread < other < 0.3 + 4 * spread


def test_custody_from_the_laboratory_on_keeps_what_was_weighed_there():
    chunk, before = month(1.0, step_g=0.03), month(0.0)
    lab = np.isin(before.handovers["exhibit"], list(net(before, LAB)))
    sampled = np.isin(
        before.handovers["action"], [ACTIONS.index(name) for name in ("sampled", "returned")]
    )
    burnt = before.handovers["action"] == ACTIONS.index("destroyed")
    kept = (lab & sampled) | burnt
    field = net(before, FIELD)
    alike = [
        field[exhibit] == grams
        for exhibit, grams in zip(
            before.handovers["exhibit"][kept].tolist(),
            before.handovers["net_g"][kept].tolist(),
            strict=True,
        )
    ]
    assert sum(alike) > 20
    assert (chunk.handovers["net_g"][kept] == before.handovers["net_g"][kept]).all()
