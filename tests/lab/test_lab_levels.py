"""Do the levels of the lab change what they say, and nothing where they are switched off?"""

import pytest
from labs import SHORT, WORLD

from tallystick.cli.world_law import with_months
from tallystick.lab.levels import changed, known
from tallystick.lab.one_world import decided, ground
from tallystick.lab.stages import _of
from tallystick.simulate.outcomes import outcomes

LATER = ("incentives.use.from_month", "2040-01")


def level(factor, name):
    return _of(known().named(factor).named(name))


def told(*changes, text=WORLD):
    on = ground(text, 1.0, 3)
    return outcomes(decided(on, changed(on.prepared.world, changes)))


@pytest.fixture(scope="module")
def base():
    return told()


OFF = {
    "a law on use that begins after the world": (*level("law on use", "administrative 30"), LATER),
    "penalties after the world": (
        ("incentives.penalties", tuple(
            {**each, "from_month": "2040-01"}
            for each in dict(level("penalties", "law of 2025"))["incentives.penalties"]
        )),
    ),
    "officers who know the checks, and fear none": (
        *level("officers know", "the checks"), ("incentives.people.informed", 1.0),
    ),
    "the power of checks, by which nobody is chosen": level("officers know", "the checks")[:1],
}  # fmt: skip


@pytest.mark.parametrize("name", OFF)
def test_a_level_that_is_switched_off_leaves_the_base_to_the_bit(name, base):
    assert told(*OFF[name]) == base


def test_places_that_no_sign_fills_go_by_lot_to_the_bit():
    """Checks that find nobody place what a lot places; so does a lot, whatever the chance."""
    lot = level("audited units", "by lot")
    checks = dict(level("audited units", "by checks"))
    checks["incentives.audits.power"] = {"ghost": ((0.0, 0.0),)}
    assert told(*checks.items()) == told(*lot)
    chance = (("incentives.audits.chance", 1.0), *lot)
    assert told(*chance) == told(*lot)


def test_a_level_that_is_on_changes_what_it_is_about(base):
    for factor, name in (
        ("law on use", "administrative 0"), ("penalties", "law of 2025"),
        ("officers know", "the checks"), ("audited units", "by figure"), ("regime", "mixed"),
    ):  # fmt: skip
        assert told(*level(factor, name)) != base, name


@pytest.mark.parametrize("percent", [0, 10, 30])
def test_cases_of_use_are_conserved_and_go_where_the_level_says(percent):
    """Of a hundred so many are displaced; the rest is held for days, one in three, or fined."""
    found = told(*level("law on use", f"administrative {percent}"))
    kinds = ("honest", "easy", "supply")
    whole = {kind: 0.0 for kind in kinds}
    for kind in kinds:
        ways = {way: found[f"use.{kind}.{way}"]
                for way in ("criminal", "displaced", "administrative", "gone")}  # fmt: skip
        whole[kind] = sum(ways.values())
        assert ways["criminal"] == ways["gone"] == 0
        assert ways["displaced"] == pytest.approx(percent / 100 * whole[kind])
    assert whole["honest"] > 0
    administrative = sum(found[f"use.{kind}.administrative"] for kind in kinds)
    assert found["use_arrested"] + found["use_fined"] == pytest.approx(administrative)
    assert found["use_arrested"] == pytest.approx(administrative / 3)
    assert found["arrest_days"] == pytest.approx(20 * found["use_arrested"])
    assert found["use_months"] == 0


def test_months_of_use_are_those_of_the_cases_that_stay_a_crime(base):
    """Twelve months on each that is convicted: all but those dismissed or acquitted."""
    criminal = sum(base[f"use.{kind}.criminal"] for kind in ("honest", "easy", "supply"))
    # Aligned .7: of .25 dismissed and .01 acquitted three tenths are left.
    assert base["use_months"] == pytest.approx(12 * criminal * (1 - 0.075) * (1 - 0.003), rel=0.01)


def test_the_months_of_the_two_laws_are_those_of_the_law_pack_by_date():
    law = {
        "pack": "KZ", "act": "sale", "substance": "cannabis", "grams": 1050,
        "circumstances": ["oath", "official_position"],
    }  # fmt: skip
    held = {"penalties": [{"act": "supply", "law": law}]}
    raw = {"first_month": "2024-01", "months": 24, "incentives": held}
    by_date = with_months(raw)["incentives"]["penalties"]
    assert [each["from_month"] for each in by_date] == ["", "2025-03"]
    for each, name in zip(by_date, ("law of 2024", "law of 2025"), strict=True):
        said = dict(level("penalties", name))["incentives.penalties"]
        assert {one["months"] for one in said} == {each["months"]}
        assert "supply" in {one["act"] for one in said}


def test_auditors_spend_the_hours_that_the_level_says():
    """480 hours are three units a year; in a town of five units every year has three."""
    text = SHORT.replace("months = 7", "months = 24")
    years = 2
    for name in ("by lot", "by figure", "by checks", "by reports", "mixed"):
        found = told(*level("audited units", name), text=text)
        assert found["auditor_hours"] == years * 480, name
