"""How few people a unit meets, beside units that differ for ordinary reasons."""

from itertools import combinations

import numpy as np
import pytest

from tallystick.stats.peers.diversity import Meetings, few_people

OFFICERS, QUARTERS, AREAS, THIRDS = 12, 12, 4, 3


def drawn(rng, units, apart, *, size=150, people=600, stock=0, clerk=False):
    """Two people attest each search; how many can be asked differs from unit to unit.

    `apart` are the logarithms of that. In the first `stock` units three people attest half of all
    searches; in the first with a `clerk` one attests each of the last third of the day.
    """
    unit, person, attributes = [], [], []
    for number in range(units):
        n = max(5, int(size * rng.lognormal(0, 0.6)))
        pool = int(np.clip(people * np.exp(apart[number]), 3, 20_000))
        weight = np.minimum(rng.pareto(1.4, pool) + 0.2, 9)
        third = rng.choice(THIRDS, n, p=[0.2, 0.4, 0.4])
        like = np.stack([rng.integers(0, OFFICERS, n), rng.integers(0, QUARTERS, n),
                         rng.choice(AREAS, n, p=rng.dirichlet([2] * AREAS)), third])  # fmt: skip
        who = rng.choice(pool, (2, n), p=weight / weight.sum())
        if clerk and number == 0:
            who[0][third == 2] = pool
        if number < stock:
            chosen, turn = rng.random(n) < 0.5, rng.integers(0, 3, n)
            who[:, chosen] = pool + np.stack([turn, (turn + 1) % 3])[:, chosen]
        unit.append(np.full(2 * n, number))
        person.append(who.ravel())
        attributes.append(np.tile(like, 2))
    return counted(np.concatenate(unit), np.concatenate(person), np.concatenate(attributes, axis=1))


def counted(unit, person, attributes):
    """All meetings, and those of people met twice or more in the unit."""
    key = unit * (int(person.max()) + 1) + person
    _, where, times = np.unique(key, return_inverse=True, return_counts=True)
    again, one = times[where] >= 2, np.ones(len(unit), dtype=np.int64)
    return (
        Meetings(unit, person, attributes, one),
        Meetings(unit[again], person[again], attributes[:, again], one[again]),
    )


def p_values(worlds, units, law, **how):
    """(worlds, units) p-values; `law` draws how far units are apart."""
    found = []
    for seed in range(worlds):
        rng = np.random.default_rng(seed)
        said = few_people(*drawn(rng, units, law(rng, units), **how), units)
        found.append([np.nan if each.p_value is None else each.p_value for each in said])
    return np.array(found)


def with_others(worlds, units, shared, own, *, there=None, others=200, **how):
    """As `p_values`, of units whose people in other roles are drawn too.

    `shared` draws how far units are apart in both, `own` and `there` how far beyond it in each.
    """
    found = []
    for seed in range(worlds):
        rng = np.random.default_rng(seed)
        apart = shared(rng, units)
        meetings = drawn(rng, units, apart + own(rng, units), **how)
        beyond = (there or alike)(rng, units)
        known = drawn(rng, units, apart + beyond, size=others, people=900)[0]
        said = few_people(*meetings, units, known)
        found.append([np.nan if each.p_value is None else each.p_value for each in said])
    return np.array(found)


def normal(rng, units):
    return 0.5 * rng.normal(size=units)


def heavy(rng, units):
    return 0.5 * rng.standard_t(3, size=units)


def alike(rng, units):
    return np.zeros(units)


@pytest.mark.parametrize("units", [6, 15, 30])
@pytest.mark.parametrize(("law", "most"), [(alike, 0.05), (normal, 0.065), (heavy, 0.1)])
def test_innocent_units_that_differ_seldom_stand_out(units, law, most):
    """The limits allow for chance in 360 p-values; a t law of three is heavier than ours."""
    p = p_values(60 if units == 6 else 30, units, law)
    told = p[~np.isnan(p)]
    assert len(told) > 0.95 * p.size
    assert (told < 0.05).mean() < most
    assert (told < 0.01).mean() < most / 3
    assert (told < 0.001).mean() < most / 6


def heavier(rng, units):
    return 0.5 * rng.standard_t(5, size=units)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("law", "units", "worlds", "people", "most"),
    [
        (normal, 15, 150, 600, (0.055, 0.012, 0.002)),
        (heavier, 15, 150, 600, (0.065, 0.015, 0.004)),
        (heavy, 15, 150, 600, (0.075, 0.025, 0.006)),
        (heavy, 30, 70, 600, (0.065, 0.02, 0.005)),
        (heavy, 6, 250, 600, (0.065, 0.015, 0.004)),
        *((normal, 15, 120, people, (0.07, 0.012, 0.003)) for people in (6, 12, 25, 50)),
    ],
)
def test_its_size_far_out(law, units, worlds, people, most):
    """Of 1,500 to 2,250 p-values each; the limits allow for chance in these."""
    p = p_values(worlds, units, law, people=people)
    told = p[~np.isnan(p)]
    shares = [float((told < level).mean()) for level in (0.05, 0.01, 0.001)]
    print(law.__name__, units, people, [round(each, 4) for each in shares])
    assert all(share < limit for share, limit in zip(shares, most, strict=True)), shares


def little(rng, units):
    return 0.2 * rng.standard_t(3, size=units)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shared", "own", "there", "units", "others"),
    [
        (normal, alike, alike, 15, 200),
        (normal, little, little, 15, 200),
        (heavy, little, alike, 15, 200),
        (heavy, heavy, alike, 15, 200),
        (alike, normal, normal, 15, 200),
        (alike, heavy, heavy, 15, 200),
        (normal, little, little, 6, 200),
        (normal, little, little, 15, 25),
        (alike, alike, heavy, 15, 200),
    ],
)
def test_its_size_beside_people_in_other_roles(shared, own, there, units, others):
    """Of 1,500 p-values each; the limits are those of a t law of three without these people."""
    p = with_others(1_500 // units, units, shared, own, there=there, others=others)
    told = p[~np.isnan(p)]
    shares = [float((told < level).mean()) for level in (0.05, 0.01, 0.001)]
    names = [law.__name__ for law in (shared, own, there)]
    print(*names, units, others, [round(each, 4) for each in shares])
    assert all(a < b for a, b in zip(shares, (0.075, 0.025, 0.006), strict=True)), shares


@pytest.mark.parametrize("people", [6, 30, 6_000])
def test_so_do_they_where_few_or_nearly_nobody_comes_again(people):
    p = p_values(30, 15, normal, people=people)
    told = p[~np.isnan(p)]
    assert (told < 0.05).mean() < 0.075
    assert (told < 0.005).mean() < 0.01


def of_one_law(rng, weight, units=15, size=150):
    """Units of different sizes that draw their people by the same law."""
    unit, person, attributes = [], [], []
    for number in range(units):
        n = max(5, int(size * rng.lognormal(0, 0.6)))
        like = [rng.integers(0, most, n) for most in (OFFICERS, QUARTERS, AREAS, THIRDS)]
        unit.append(np.full(2 * n, number))
        person.append(rng.choice(len(weight), (2, n), p=weight / weight.sum()).ravel())
        attributes.append(np.tile(np.stack(like), 2))
    return counted(np.concatenate(unit), np.concatenate(person), np.concatenate(attributes, axis=1))


@pytest.mark.parametrize("weight", [1 / np.arange(1, 60) ** 1.2, np.ones(50)])
def test_the_range_holds_the_truth_where_a_few_come_far_more_often(weight):
    """The same law in each unit: the difference is nought. Eight people in effect, and fifty."""
    inside = []
    for seed in range(30):
        said = few_people(*of_one_law(np.random.default_rng(seed), weight), 15)
        inside += [each.interval[0] <= 0 <= each.interval[1] for each in said if each.interval]
    assert len(inside) > 400
    assert np.mean(inside) > 0.92


def test_a_clerk_who_attests_one_part_of_the_day_makes_no_pair():
    assert (p_values(30, 15, normal, clerk=True)[:, 0] < 0.05).mean() < 0.075


def test_three_people_who_attest_half_of_a_units_searches_are_found():
    one = p_values(20, 15, normal, stock=1)[:, 0]
    assert (one < 0.01).mean() > 0.8
    three = p_values(20, 15, normal, stock=3)[:, :3]
    assert (three < 0.05).mean() > 0.9


def test_they_are_found_further_out_where_other_roles_tell_how_many_live_there():
    plain = p_values(20, 15, normal, stock=3)[:, :3]
    beside = with_others(20, 15, normal, alike, stock=3)[:, :3]
    assert np.median(beside) < np.median(plain) / 3
    assert (beside < 0.05).mean() > 0.9


def test_a_unit_is_found_by_the_ratio_only_where_it_is_beyond_the_others_as_they_are():
    """Many people in other roles, such as travellers, and as few witnesses as elsewhere."""
    pool = np.zeros(15)

    def travellers(rng, units):
        return np.where(np.arange(units) == 0, 3.0, pool)

    p = with_others(30, 15, alike, alike, there=travellers)[:, 0]
    assert (p < 0.05).mean() < 0.12
    assert (p < 0.01).mean() < 0.05


def test_pairs_are_those_counted_one_by_one():
    rng = np.random.default_rng(7)
    whole, again = drawn(rng, 6, np.zeros(6), size=60, people=30)
    said = few_people(whole, again, 6)
    for unit in range(6):
        rows = np.flatnonzero(whole.unit == unit)
        pairs = [
            whole.person[one] == whole.person[other]
            for one, other in combinations(rows.tolist(), 2)
            if (whole.attributes[:, one] != whole.attributes[:, other]).all()
        ]
        told = said[unit].numbers
        if len(rows) < 20:
            assert told.pairs == 0, "so few are not asked"
            continue
        assert (told.pairs, told.repeated) == (len(pairs), sum(pairs))


def test_rows_that_are_counted_say_the_same_as_one_by_one():
    whole, again = drawn(np.random.default_rng(3), 6, np.zeros(6), size=40, people=9)
    short = []
    for each in (whole, again):
        rows, n = np.unique(
            np.stack([each.unit, each.person, *each.attributes]), axis=1, return_counts=True
        )
        short.append(Meetings(rows[0], rows[1], rows[2:], n))
    assert few_people(*short, 6) == few_people(whole, again, 6)


def test_nobody_is_asked_of_four_units_or_without_pairs():
    whole, again = drawn(np.random.default_rng(1), 4, np.zeros(4))
    assert all(each.p_value is None for each in few_people(whole, again, 4))
    whole, again = drawn(np.random.default_rng(1), 6, np.zeros(6))
    held = [Meetings(each.unit, each.person, np.where(each.unit == 2, 0, each.attributes), each.n)
            for each in (whole, again)]  # fmt: skip
    said = few_people(*held, 6)
    assert said[2].p_value is None
    assert said[1].p_value is not None
