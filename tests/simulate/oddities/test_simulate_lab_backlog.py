"""Does a backlog delay everything after the field, and leave some goods unweighed?"""

import numpy as np
import pytest
from chunks import month_with, plant_of

from tallystick.simulate.oddities.lab_backlog import PROCESS
from tallystick.tables.custody import ACTIONS
from tallystick.tables.measurements import KINDS, STAGES

NET = KINDS.index("net_weight")


def month(dose, seed=1, **options):
    return month_with(
        lambda c: (PROCESS, plant_of(PROCESS, c, dose, **options)), seed=seed, until="readings"
    )


def times(chunk, stage, column="at"):
    """When (or what) each exhibit was weighed at a stage."""
    rows = (chunk.readings["stage"] == STAGES.index(stage)) & (chunk.readings["kind"] == NET)
    rows &= chunk.readings["exhibit"] >= 0
    keys = chunk.readings["exhibit"][rows].tolist()
    return dict(zip(keys, chunk.readings[column][rows].tolist(), strict=True))


@pytest.mark.parametrize("dose", [0.3, 1.0])
def test_share_of_visits_that_wait_or_never_happen(dose):
    visits = touched = never = alone = 0
    for seed in range(6):
        chunk, before = month(dose, seed), month(0.0, seed)
        old, new = times(before, "lab"), times(chunk, "lab")
        weighed = times(before, "court").keys() | times(before, "destruction").keys()
        visits += len(old)
        alone += len(old.keys() - weighed)
        never += len(old.keys() - new.keys())
        touched += sum(new.get(exhibit) != at for exhibit, at in old.items())
        assert not (old.keys() - new.keys()) & weighed
    assert abs(touched / visits - dose) <= 4 * np.sqrt(dose * (1 - dose) / visits)
    share = 0.3 * dose
    assert abs(never / alone - share) < 4 * np.sqrt(share * (1 - share) / alone)


def test_delays_are_days_and_later_stages_keep_their_distance():
    chunk, before = month(1.0, days=100.0, never=0.0), month(0.0)
    old, new = times(before, "lab"), times(chunk, "lab")
    wait = {exhibit: new[exhibit] - old[exhibit] for exhibit in old}
    days = np.array(list(wait.values())) / 1440
    assert days.min() >= 50
    assert days.max() <= 150.001
    assert abs(days.mean() - 100) < 4 * 100 / np.sqrt(12 * len(days))
    for stage in ("court", "destruction"):
        here = times(before, stage)
        assert times(chunk, stage) == {e: at + wait.get(e, 0) for e, at in here.items()}
    assert times(chunk, "field") == times(before, "field")
    assert all(at >= new[e] for e, at in times(chunk, "charge").items() if e in new)


def test_custody_stays_in_order_and_follows_the_weighing():
    chunk = month(1.0)
    moved = chunk.handovers
    order = np.lexsort((moved["at"], moved["exhibit"]))
    assert (order == np.arange(len(order))).all()
    sampled = moved["action"] == ACTIONS.index("sampled")
    pairs = zip(moved["exhibit"][sampled].tolist(), moved["at"][sampled].tolist(), strict=True)
    assert dict(pairs) == times(chunk, "lab")


def test_what_the_officer_hands_over_is_as_early_as_ever():
    """Seizure and evidence room come before the laboratory: the officer waits for nobody."""
    chunk, before = month(1.0, never=0.0), month(0.0)
    held = before.handovers
    first = np.isin(held["action"], [ACTIONS.index("seized"), ACTIONS.index("transferred")])
    first &= held["from_holder"] < before.force.officers
    by_officer = [
        sorted(zip(*(each.handovers[name].tolist() for name in ("exhibit", "action", "at")),
                   strict=True))
        for each in (chunk, before)
    ]  # fmt: skip
    handed = set(zip(*(held[name][first].tolist() for name in ("exhibit", "action", "at")),
                     strict=True))  # fmt: skip
    assert len(handed) > 200
    assert handed <= set(by_officer[0])
    assert by_officer[0] != by_officer[1]


def test_goods_never_sent_are_charged_by_their_field_weight():
    chunk = month(1.0, never=1.0)
    lab, field = times(chunk, "lab"), times(chunk, "field", "value")
    unsent = {e: v for e, v in times(chunk, "charge", "value").items() if e not in lab}
    assert len(unsent) > 50
    assert unsent == {exhibit: field[exhibit] for exhibit in unsent}
