"""Companies of units: what a lot draws, how often that names the unit that was meant, by hand."""

import random
from hashlib import sha256

import pytest

QUARTERS = 1_000


def seed_of(n):
    return sha256(f"quarter {n}".encode()).hexdigest()


def units(n):
    return [f"Unit {at}" for at in range(1, n + 1)]


@pytest.mark.parametrize(("n", "sizes"), [
    (0, []), (3, []), (4, [4]), (5, [5]), (7, [7]), (8, [4, 4]), (11, [5, 6]), (24, [4] * 6),
])  # fmt: skip
def test_every_unit_is_in_one_company_of_four_to_seven(n, sizes):
    from tallystick.review.acting.companies import companies

    held = companies(seed_of(1), units(n))
    assert sorted(map(len, held)) == sizes
    assert sorted(unit for each in held for unit in each) == (sorted(units(n)) if sizes else [])
    assert companies(seed_of(1), units(n)[::-1]) == held


def test_the_partition_is_that_of_the_lowest_ranks_dealt_in_turn():
    """By hand: ranks are SHA-256 of the seed's number, a separator and the unit."""
    from tallystick.review.acting.companies import companies

    number = int(seed_of(7), 16)
    ranked = sorted(units(9), key=lambda unit: sha256(f"{number}\x1f{unit}".encode()).hexdigest())
    assert companies(seed_of(7), units(9)) == [
        tuple(sorted(ranked[0::2])), tuple(sorted(ranked[1::2])),
    ]  # fmt: skip


def test_a_unit_meets_every_other_as_often_over_quarters():
    """Each of 11 others shares its company 3 quarters in 11: 273 of 1,000, within 4 deviations."""
    from tallystick.review.acting.companies import companies

    met = dict.fromkeys(units(12), 0)
    for n in range(QUARTERS):
        own = next(each for each in companies(seed_of(n), units(12)) if "Unit 1" in each)
        for unit in own:
            met[unit] += 1
    assert met.pop("Unit 1") == QUARTERS
    assert 216 < min(met.values()) <= max(met.values()) < 330


@pytest.mark.parametrize(("sizes", "drawn", "right"), [
    # All are one company, and the lot draws it.
    ([5], 1, 1.0),
    # Two companies: another unit is of the same one 3 times in 7, else drawn every other time.
    ([4, 4], 1, 1 / (3 / 7 + 4 / 7 * 1 / 2)),
    # 24 in six companies, two drawn: 3 of 23, else one time in three.
    ([4] * 6, 2, 1 / (3 / 23 + 20 / 23 / 3)),
    # Of sizes 5 and 6: 20 + 30 of 110 pairs.
    ([5, 6], 1, 1 / (50 / 110 + 60 / 110 / 2)),
])  # fmt: skip
def test_the_ratio_by_hand(sizes, drawn, right):
    from tallystick.review.acting.companies import ratio

    assert ratio(sizes, drawn) == pytest.approx(right, rel=1e-12)


@pytest.mark.parametrize("n", [8, 11, 24, 50])
def test_a_thousand_quarters_show_the_ratio_of_the_page(n):
    """T2: one unit is named each quarter; how often it is asked, and how often each other one."""
    from tallystick.review.acting.companies import companies, drawn, ratio

    chance, named_asked, others_asked = random.Random(n), 0, 0
    for quarter in range(QUARTERS):
        held = companies(seed_of(quarter), units(n))
        lot = drawn(seed_of(f"lot {quarter}"), len(held))
        named = chance.choice(units(n))
        asked = {
            unit
            for place, each in enumerate(held)
            if place in lot or named in each
            for unit in each
        }
        named_asked += named in asked
        others_asked += len(asked - {named})
    rate = others_asked / QUARTERS / (n - 1)
    shown = ratio([len(each) for each in held], len(lot))
    assert named_asked == QUARTERS
    # A quarter's share of others varies by less than .5, so that a mean of 1,000 is within 4 %.
    assert abs(rate - 1 / shown) < 0.04
    assert 1 / rate == pytest.approx(shown, rel=0.08)
