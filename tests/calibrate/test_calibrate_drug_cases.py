"""Do sale and possession shift as it is said, and only there?"""

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from tallystick.audit.selection import chosen
from tallystick.calibrate.one_world import answers_of, single_thread
from tallystick.calibrate.trials import trials_of
from tallystick.simulate.single.drug_cases import CAMPAIGN, DUTIES, GONE, GRADUAL, LAW, SHARE
from tallystick.simulate.single.making import make_world
from tallystick.simulate.single.spec import gaming_units

CHECK = "figures.substitution"
PLAIN = next(each for each in trials_of(CHECK) if each.name == "narcotics units")
BY_NATURE = replace(PLAIN, world=PLAIN.world.model_copy(update={"months": 24}))
PLAIN = replace(BY_NATURE, by_nature=False)
GAMING = set(gaming_units(PLAIN.world))
AFTER = "2024-07"
SAID_EITHER = 0


@cache
def honest():
    """The incidents of the world in which nothing shifts, made when a test first asks for them."""
    return make_world(PLAIN, 3).tables["incidents"].to_pylist()


def rows_of(way):
    made = make_world(replace(PLAIN, shift=way), 3)
    assert not made.truth.units
    return made.tables["incidents"].to_pylist()


def is_after(row):
    return row["occurred_at"].isoformat() >= AFTER


def near(found, of, share):
    return abs(found / of - share) < 4 * (share * (1 - share) / of) ** 0.5


@pytest.mark.parametrize(("way", "everywhere"), [(LAW, True), (DUTIES, False)])
def test_a_share_of_later_sales_is_possession_and_nothing_else_changes(way, everywhere):
    became = of = 0
    for before, now in zip(honest(), rows_of(way), strict=True):
        concerned = (
            is_after(before)
            and before["offense_code"] == "drug_sale"
            and (everywhere or before["unit_id"] in GAMING)
        )
        of += concerned
        if before != now:
            assert concerned
            assert now == {**before, "offense_code": "drug_possession"}
            became += 1
    assert near(became, of, SHARE)


def test_a_gradual_shift_grows_evenly_over_the_whole_period():
    sales, became = Counter(), Counter()
    for before, now in zip(honest(), rows_of(GRADUAL), strict=True):
        if before["offense_code"] == "drug_sale":
            quarter = (before["occurred_at"].year - 2023) * 4 + (
                before["occurred_at"].month - 1
            ) // 3
            sales[quarter] += 1
            became[quarter] += now["offense_code"] == "drug_possession"
        else:
            assert before == now
    for quarter in range(8):
        assert near(became[quarter], sales[quarter], SHARE * (quarter + 0.5) / 8)


@pytest.mark.parametrize(
    ("way", "offence", "later", "share"),
    [(GONE, "drug_sale", True, SHARE), (CAMPAIGN, "drug_possession", False, SHARE / (1 + SHARE))],
)
def test_what_goes_is_one_category_of_three_units_on_one_side_of_the_date(
    way, offence, later, share
):
    left = {row["incident_id"]: row for row in rows_of(way)}
    concerned = gone = 0
    for row in honest():
        meant = (
            row["unit_id"] in GAMING and row["offense_code"] == offence and is_after(row) == later
        )
        concerned += meant
        if row["incident_id"] not in left:
            gone += 1
            assert meant
        else:
            assert left[row["incident_id"]] == row
    assert near(gone, concerned, share)


@pytest.mark.parametrize(
    ("name", "falls", "rises"),
    [
        ("sales recorded as possession from half way", "drug_sale", "drug_possession"),
        ("possession recorded as sales from half way", "drug_possession", "drug_sale"),
    ],
)
def test_planted_records_say_the_other_offence_from_half_way_in_three_units(name, falls, rises):
    trial = next(each for each in trials_of(CHECK) if each.name == name and each.dose == 0.5)
    trial = replace(trial, world=trial.world.model_copy(update={"months": 24}))
    made = make_world(trial, 3)
    assert made.truth.units == GAMING
    false = made.truth.touched["incident_id"]
    now = {row["incident_id"]: row for row in made.tables["incidents"].to_pylist()}
    seed_alike = make_world(replace(trial, world=PLAIN.world), 3).tables["incidents"].to_pylist()
    became = of = 0
    for row in seed_alike:
        meant = row["unit_id"] in GAMING and is_after(row) and row["offense_code"] == falls
        of += meant
        said = now[row["incident_id"]]["offense_code"]
        assert now[row["incident_id"]] == {**row, "offense_code": said}, "only the offence is false"
        if said != row["offense_code"]:
            became += 1
            assert meant
            assert said == rises
            assert row["incident_id"] in false
    assert became == len(false)
    assert near(became, of, 0.5)


@pytest.mark.parametrize("way", [LAW, GRADUAL, GONE, CAMPAIGN, DUTIES, ""])
def test_only_units_sent_after_users_have_turned_from_one_to_the_other(way):
    truth = make_world(replace(PLAIN, shift=way), 3).truth
    assert truth.turned == (GAMING if way == DUTIES else set())
    assert truth.has_turned("agency", "") == (way == DUTIES)
    assert not truth.has_turned("unit", "nobody")


def test_a_title_that_says_either_is_true_of_units_that_turned_and_of_no_other():
    check = chosen((CHECK,))[0]
    trial = next(each for each in trials_of(CHECK) if each.name.endswith("that begin alike"))
    made = make_world(trial, trial.seed(20261125, SAID_EITHER))
    answers, _ = answers_of(check, trial, made, single_thread())
    said = [each for each in answers if each.alone]
    assert {"", *GAMING} & {each.subject for each in said}
    assert all(each.untold and not each.explained for each in said)
    assert all(each.true == (each.subject in {"", *GAMING}) for each in said)
    nobody = replace(made, truth=replace(made.truth, turned=frozenset()))
    answers, _ = answers_of(check, trial, nobody, single_thread())
    assert not any(each.true for each in answers)
