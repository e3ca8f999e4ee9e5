"""Is what another weight would give of a case the same when all goods are added up?"""

from charged import FRAME, case, charge, held, weight
from numpy.random import default_rng

from tallystick.checks.outcomes.class_mismatch.query import SEEN, _unlike
from tallystick.checks.shared.charges_judged import beside_goods
from tallystick.checks.shared.goods_weighed import VIEWS, goods

STATUTES = ("10(1)", "10(2)", "10(3)", "20(2)")
STAGES = ("field", "lab", "court", "charge")


def tables(seed, cases=150):
    """Cases of one to three exhibits, charged by any article; some are written in wrong units."""
    rng = default_rng(seed)
    weights, charges = [], []
    for number in range(cases):
        for exhibit in range(rng.integers(1, 4)):
            grams = rng.lognormal(3.5, 0.6) * rng.choice([1, 1000, 0.001], p=(0.85, 0.05, 0.1))
            for stage in rng.permutation(STAGES)[: rng.integers(1, 3)]:
                near = round(float(grams * rng.uniform(0.9, 1.1)), 2)
                weights.append(weight(f"{number}", near, str(stage), str(exhibit)))
        charges.append(charge(f"{number}", str(rng.choice(STATUTES, p=(0.6, 0.25, 0.05, 0.1)))))
    return held([case(f"{number}") for number in range(cases)], weights, charges, FRAME)


def sorted_rows(engine, rows):
    return sorted(map(repr, engine.rows(rows)))


def test_goods_of_some_cases_are_those_of_all_that_are_of_them(engine):
    world = tables(1)
    some = world["incidents"].filter(world["incidents"].incident_id.endswith("3"))
    every = goods(world, VIEWS)
    own = goods(world, VIEWS, some.select("incident_id"))
    told = sorted_rows(engine, own)
    assert len(told) >= 15
    assert told == sorted_rows(engine, every.filter(every.incident_id.endswith("3")))


def test_charges_beside_their_weight_are_seen_as_among_the_goods_of_all(engine, monkeypatch):
    world = tables(2)
    told = engine.rows(SEEN(world))
    read = SEEN.make.__globals__
    monkeypatch.setitem(read, "goods", lambda tables, cases=None: goods(tables))
    monkeypatch.setitem(read, "beside_goods", lambda *given: beside_goods(*given[:3]))
    assert len(told) > 30
    assert sorted(map(repr, told)) == sorted_rows(engine, SEEN(world))
    assert {row["slip_most"] for row in told} >= {True, False}


def test_a_weight_no_case_has_times_a_thousand_explains_nothing(engine):
    """By hand, in logarithms: 26 cases of 20 to 70 g, one of 0.04 g, one charged as of tons."""
    plain = [(f"u{k}", 20 + 2 * k, "10(1)" if k < 15 else "10(2)") for k in range(26)]
    rows = [*plain, ("grams", 0.04, "10(3)"), ("tons", 40, "10(3)")]
    world = held(
        [case(number) for number, *_ in rows],
        [weight(number, grams) for number, grams, _ in rows],
        [charge(number, statute) for number, _, statute in rows],
        FRAME,
    )
    every = world["incidents"].select("incident_id")
    unlike = {row["incident_id"]: row for row in engine.rows(_unlike(world, every))}
    assert set(unlike) == {number for number, *_ in rows}
    assert {name for name, row in unlike.items() if not row["more_unlike"]} == {"grams"}
    assert all(row["less_unlike"] for row in unlike.values())
