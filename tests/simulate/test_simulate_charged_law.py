"""Is the law that an audit is given of a made world the one that its prosecutors charge by?"""

from datetime import date

from small_worlds import line

from tallystick.simulate.charged_law import law_of
from tallystick.simulate.world import World


def world(*lines):
    return World.model_validate(
        {"months": 2, "department": {"units": [{"kind": "narcotics", "count": 1}]},
         "law": [{"substance": "heroin", "lines": list(lines)}]}
    )  # fmt: skip


def test_a_line_is_on_the_side_that_the_world_says():
    law = law_of(world(line(1.0, "large", "B", "B sale"),
                       line(5.0, "huge", "C", "C sale") | {"inclusive": False}))  # fmt: skip
    heroin = [each for each in law.amounts if each.substance == "heroin"]
    assert [(each.low, each.with_low, each.high, each.with_high) for each in heroin] == [
        (None, True, 1000, False), (1000, True, 5000, True), (5000, False, None, False),
    ]  # fmt: skip
    by_key = {each.key: each for each in law.articles}
    assert by_key["B"].classes == ("heroin from 1 g",)
    assert by_key["297(1)"].acts == ("sale",)
    assert "heroin" in by_key["297(1)"].classes
    assert by_key["109"].classes == ()
    assert by_key["296(2)"].months_high == 2


def test_lines_hold_on_their_days_alone():
    old = line(1.0, "old", "B", "B sale", to_date=date(2024, 1, 31))
    new = line(2.0, "new", "C", "C sale", from_date=date(2024, 2, 1))
    heroin = [each for each in law_of(world(old, new)).amounts if each.substance == "heroin"]
    assert [(each.from_date, each.to_date, each.class_) for each in heroin] == [
        (None, date(2024, 1, 31), "heroin"), (None, date(2024, 1, 31), "heroin from 1 g"),
        (date(2024, 2, 1), None, "heroin"), (date(2024, 2, 1), None, "heroin from 2 g"),
    ]  # fmt: skip
