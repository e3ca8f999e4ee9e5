"""Are found, permuted, innocent and months those that a hand counts in a table of four units?

Units A to D over three spans of six months. Ghosts: A from the first span (2, 3, 5 cases), B from
the third (0, 0, 1), C and D never. The check finds A from the second span on, B in the second
alone, before it began, and D in the third; C is in a lead of the third. A has its first wrongful
charge in month 4, B in month 17.
"""

from itertools import permutations
from math import inf, isnan

import pyarrow as pa
import pytest

from tallystick.lab.detect.making import TYPES
from tallystick.lab.detect.measures import compared, total, waited, worlds

ENDS = (6, 12, 18)
DONE = {"A": (2, 3, 5), "B": (0, 0, 1), "C": (0, 0, 0), "D": (0, 0, 0)}
FOUND = {"A": (0, 1, 1), "B": (0, 1, 0), "D": (0, 0, 1)}
LED = {"C": (0, 0, 1), "B": (0, 0, 1)}
CHARGED = {"A": 4, "B": 17}
FAST = {"A": 0.8, "B": 0.4}


def table_of(**changes):
    rows = []
    for unit in (*DONE, ""):
        for span, months in enumerate(ENDS):
            rows.append({
                "cell": 3, "seed": 1, "unit": unit, "act": "ghost", "check": "one",
                "months": months, "done": DONE.get(unit, (0,) * 3)[span], "dose": 0.0,
                "fast": FAST.get(unit, 0.0), "finding": bool(FOUND.get(unit, (0,) * 3)[span]),
                "lead": bool(LED.get(unit, (0,) * 3)[span]), "charged": CHARGED.get(unit),
                "touched": 6,
            } | changes)  # fmt: skip
    return pa.Table.from_pylist(rows, TYPES)


@pytest.fixture
def world():
    (held,) = worlds(table_of(), {3})
    return held


def by_hand(named):
    """Named while gaming, over every way to give the four units' names to each other."""
    units, hits = list(DONE), 0
    for order in permutations(units):
        for unit, other in zip(units, order, strict=True):
            spans = zip(DONE[unit], named.get(other, (0,) * 3), strict=True)
            hits += any(done and flag for done, flag in spans)
    return hits / 24


def test_found_is_found_while_the_act_is_done(world):
    """B is found before its first ghost alone, and so not found; in a lead it is named after."""
    assert world.checks("ghost") == ("one",)
    told = world.hits("ghost")
    assert (told.some, told.of, told.share) == (1, 2, 0.5)
    assert world.hits("ghost", leads=True).some == 2
    assert world.units == told
    assert world.named.some == 2
    assert (world.wronged.some, world.wronged.of) == (1, 2)
    assert world.wronged.by_lot == told.by_lot


def test_the_same_with_units_permuted_is_the_mean_over_all_permutations(world):
    assert world.hits("ghost").by_lot == pytest.approx(by_hand(FOUND)) == pytest.approx(1.25)
    both = {unit: tuple(a or b for a, b in zip(FOUND.get(unit, (0,) * 3), LED.get(unit, (0,) * 3),
                                               strict=True)) for unit in DONE}  # fmt: skip
    assert world.named.by_lot == pytest.approx(by_hand(both))


def test_innocent_is_who_never_does_the_act(world):
    told = world.innocent("ghost")
    assert (told.some, told.of) == (1, 2)


def test_months_run_from_the_first_charge_to_the_span_that_first_names_the_unit(world):
    assert world.delays(leads=False) == [12 - 4, inf]
    assert world.delays(leads=True) == [12 - 4, 18 - 17]
    assert waited(world.delays(leads=False)) is None
    assert waited(world.delays(leads=True)) == 8
    assert waited([1.0, 2.0, inf]) == 2
    assert waited([]) is None


def test_the_curve_and_the_audits_are_compared_over_units_that_do_the_act(world):
    assert compared([world], "ghost", "one") == (2, pytest.approx(0.6), 0.5)
    (bare,) = worlds(table_of(fast=None), {3})
    units, fast, slow = compared([bare], "ghost", "one")
    assert (units, slow) == (2, 0.5)
    assert isnan(fast)


def test_easy_arrests_and_acts_without_a_check_make_no_unit_game():
    for changes in ({"act": "easy"}, {"act": "unrecord", "check": ""}):
        (held,) = worlds(table_of(**changes), {3})
        assert held.units.of == 0
        assert held.hits(changes["act"]).of == 2


def test_worlds_are_told_apart_and_added_up():
    both = pa.concat_tables([table_of(), table_of(seed=2), table_of(cell=4)])
    held = worlds(both, {3})
    assert len(held) == 2
    told = total(each.units for each in held)
    assert (told.some, told.of, told.by_lot) == (2, 4, pytest.approx(2.5))
    (whole,) = worlds(table_of(unit="", finding=True), {3}) or [None]
    assert whole.whole == {("ghost", "one"): True}
