"""Are weights moved in the evening, behind a level, or over a unit's line, moved there alone?"""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest

from tallystick.calibrate.trials import trials_of
from tallystick.simulate.single.act import Act
from tallystick.simulate.single.making import make_world
from tallystick.simulate.single.moved_weights import WAYS, moved
from tallystick.simulate.single.spec import gaming_units
from worlds import instant

BEHIND = Act(("A",), "behind", 1.0)
CHECKS = ("exhibits.moved_when", "exhibits.other_stratum")


def trial(way, dose):
    """The planted trial of one way, over fifteen months."""
    every = (each for check in CHECKS for each in trials_of(check))
    *_, chosen = (each for each in every if (each.figures, each.dose) == (way, 0.5))
    world = chosen.world.model_copy(update={"months": 15})
    return replace(chosen, world=world, dose=dose)


@pytest.mark.parametrize("way", WAYS)
def test_only_weights_of_those_units_and_times_just_below_a_line_are_moved(way):
    plain, made = (make_world(trial(way, dose), 5) for dose in (0.0, 1.0))
    cases = {row["incident_id"]: row for row in plain.tables["incidents"].to_pylist()}
    before, after = (each.tables["measurements"].to_pylist() for each in (plain, made))
    lines = {"cannabis_herb": (6.0, 6.0), "heroin": (2.5, 2.5)}
    if way == "always":
        lines = {"cannabis_herb": (6.0, 10.0), "heroin": (2.5, 4.0)}
    units, changed = gaming_units(trial(way, 1.0).world), 0
    for one, other in zip(before, after, strict=True):
        unit = cases[one["incident_id"]]["unit_id"]
        line = lines.get(one["substance_code"], (None, None))[unit not in ("N01", "N03")]
        below = line is not None and 0.75 * line <= one["value"] < line
        chosen = below and (one["kind"], one["stage"]) == ("net_weight", "field")
        case = cases[one["incident_id"]]
        chosen = chosen and case["unit_id"] in units
        if way == "evening":
            chosen = chosen and case["occurred_at"].hour >= 16
        if not chosen:
            assert one == other
        elif one != other:
            changed += 1
            assert line <= other["value"] <= round(1.1 * line, 2)
            assert one | {"value": 0} == other | {"value": 0}
        else:
            assert way == "behind"
    assert changed > (2 if way == "behind" else 20)
    assert made.truth.units == set(units)
    assert made.tables["incidents"].equals(plain.tables["incidents"])


def test_who_is_behind_equals_a_table_added_up_by_hand():
    """Four cases in a June of thirty days, and the next year's against their pace."""
    days = [*(f"2020-06-0{k}" for k in (1, 2, 3, 4)), "2021-06-01", "2021-06-08", "2021-06-09",
            "2021-06-10", "2021-06-10", "2021-07-30"]  # fmt: skip
    cases = [{"incident_id": str(k), "unit_id": "A", "occurred_at": instant(f"{on} 10:00")}
             for k, on in enumerate(days)]  # fmt: skip
    cases.append(cases[5] | {"incident_id": "B", "unit_id": "B"})
    readings = [{"incident_id": each["incident_id"], "kind": "net_weight", "stage": "field",
                 "substance_code": "heroin", "value": 2.4} for each in cases]  # fmt: skip
    held = {
        "incidents": pa.Table.from_pylist(cases),
        "measurements": pa.Table.from_pylist(readings),
    }
    lines = trial("behind", 1.0).lines
    after = moved(held, lines, BEHIND, np.random.default_rng(1)).to_pylist()
    # On 8 June .93 cases are due and 1 is there; on the 9th 1.07 and 2; on the 10th 1.2 and 3.
    assert [each["incident_id"] for each in after if each["value"] >= 2.5] == []
    late = [each | {"occurred_at": each["occurred_at"] + timedelta(days=1)}
            if each["incident_id"] in ("5", "6") else each for each in cases]  # fmt: skip
    held["incidents"] = pa.Table.from_pylist(late)
    after = moved(held, lines, BEHIND, np.random.default_rng(1)).to_pylist()
    assert [each["incident_id"] for each in after if each["value"] >= 2.5] == ["5"]
