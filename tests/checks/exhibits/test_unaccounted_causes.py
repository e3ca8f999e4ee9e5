"""Do the records say which goods came back by another way, and of no others?"""

import pytest

from tallystick.audit.execution import describe, results_of
from tallystick.checks.exhibits.unaccounted import CHECK
from worlds import instant, tables_of

ROOM, LAB, BARN = "room", "lab", "barn"
OFFICERS = [{"officer_id": "K1"}, {"officer_id": "K2"}]
BOOKED, COLLEAGUE, WEIGHED, BEFORE, STORE, DRIED = (
    "booked again",
    "A colleague",
    "weighed later",
    "dated before",
    "book of the store",
    "Fresh goods",
)


def move(exhibit, when, action, giver, taker, grams):
    moment = when if "T" in when else f"{when}T12:00"
    return {"exhibit_id": exhibit, "at": instant(moment), "action": action,
            "from_holder": giver, "to_holder": taker, "net_weight_g": grams}  # fmt: skip


def weighing(exhibit, when, stage, grams, substance="cannabis herb", kind="net_weight"):
    return {"exhibit_id": exhibit, "measured_at": instant(f"{when}T12:00"), "stage": stage,
            "kind": kind, "value": grams, "unit": "g", "substance_code": substance}  # fmt: skip


LAST = move("last", "2024-12-31", "transferred", LAB, ROOM, 1.0)
BOUGHT = move("lot", "2024-09-09", "purchased", None, "K1", 1050.0)
SEIZED = move("e1", "2024-03-01", "seized", None, "K2", 40.0)
IN = move("e1", "2024-03-02", "transferred", "K2", ROOM, 40.0)
OUT = move("e1", "2024-05-01", "transferred", ROOM, "K2", 40.0)


def told(engine, rows, cause, *, source="purchased", readings=()):
    """How many open takings a cause explains, and of how many."""
    made = {"custody": [*rows, LAST], "officers": OFFICERS}
    tables = tables_of({**made, "measurements": list(readings)} if readings else made)
    results, _ = results_of(CHECK, tables, engine)
    (result,) = [each for each in results if each.aspect == source and not each.subject]
    (which,) = [each for each in CHECK.explanations if cause in each.cause]
    (row,) = engine.rows(which.counts(tables, result))
    return row["explains"], row["of"]


@pytest.mark.parametrize(
    ("when", "grams", "officer", "explained"),
    [
        ("2024-09-12", 1048.0, "K1", 1),
        ("2024-09-12", 1030.0, "K1", 0),
        ("2024-09-20", 1050.0, "K1", 0),
        ("2024-09-12", 1050.0, "K2", 0),
    ],
)
def test_a_purchase_booked_again_is_told_by_its_weight_week_and_holder(
    engine, when, grams, officer, explained
):
    booked = move("e9", when, "seized", None, officer, grams)
    assert told(engine, [BOUGHT, booked], BOOKED) == (explained, 1)


@pytest.mark.parametrize(
    ("later", "explained"),
    [
        (move("lot", "2024-09-10", "transferred", "K2", ROOM, 1050.0), 1),
        (move("lot", "2024-09-10", "transferred", None, ROOM, 1050.0), 1),
        (move("lot", "2024-09-10", "transferred", None, ROOM, None), 1),
        # What a room hands to the laboratory, or has destroyed, it had.
        (move("lot", "2024-09-10", "transferred", ROOM, LAB, 1030.0), 1),
        (move("lot", "2024-09-10", "destroyed", ROOM, None, 1050.0), 1),
        # 60 g short of 1,050 g is more than a twentieth.
        (move("lot", "2024-09-10", "transferred", "K2", ROOM, 990.0), 0),
        (move("lot", "2024-09-08", "transferred", "K2", ROOM, 1050.0), 0),
        (move("other", "2024-09-10", "transferred", "K2", ROOM, 1050.0), 0),
        # Between two people it has come back to nobody.
        (move("lot", "2024-09-10", "transferred", None, "K2", 1050.0), 0),
    ],
)
def test_goods_that_a_store_took_from_another_are_there(engine, later, explained):
    assert told(engine, [BOUGHT, later], COLLEAGUE) == (explained, 1)


def test_the_room_that_gave_them_out_does_not_have_them_by_giving_them_out(engine):
    rows = [SEIZED, IN, OUT]
    assert told(engine, rows, COLLEAGUE, source="signed out") == (0, 1)
    to_lab = move("e1", "2024-06-01", "transferred", ROOM, LAB, 40.0)
    assert told(engine, [*rows, to_lab], COLLEAGUE, source="signed out") == (1, 1)


def test_what_its_holder_gave_back_of_a_later_taking_is_no_way_back_of_the_first(engine):
    again = dict(OUT, at=instant("2024-07-01T12:00"))
    back = move("e1", "2024-07-02", "returned", "K2", ROOM, 40.0)
    assert told(engine, [SEIZED, IN, OUT, again, back], COLLEAGUE, source="signed out") == (0, 1)


@pytest.mark.parametrize(
    ("reading", "explained"),
    [
        (weighing("lot", "2024-10-01", "lab", 1049.0), 1),
        (weighing("lot", "2024-10-01", "destruction", 1049.0), 1),
        (weighing("lot", "2024-10-01", "field", 1049.0), 0),
        (weighing("lot", "2024-09-01", "lab", 1049.0), 0),
        (weighing("lot", "2024-10-01", "lab", 900.0), 0),
        (weighing("lot", "2024-10-01", "lab", 1049.0, kind="gross_weight"), 0),
        (weighing("other", "2024-10-01", "lab", 1049.0), 0),
    ],
)
def test_goods_that_were_weighed_whole_since_are_there(engine, reading, explained):
    assert told(engine, [BOUGHT], WEIGHED, readings=[reading]) == (explained, 1)


@pytest.mark.parametrize(
    ("left", "substance", "explained"),
    [
        # 1,050 g fresh: 262.5 g is the least that drying takes of it, 808.5 g the most.
        (300.0, "cannabis herb", 1),
        (780.0, "cannabis herb", 1),
        (900.0, "cannabis herb", 0),
        (200.0, "cannabis herb", 0),
        (240.0, "cannabis herb", 0),
        (500.0, "heroin", 0),
    ],
)
def test_fresh_goods_may_have_dried_by_a_quarter_to_three_quarters(
    engine, left, substance, explained
):
    given = move("lot", "2024-10-09", "transferred", "K1", ROOM, left)
    reading = weighing("lot", "2024-09-09", "field", 1050.0, substance)
    assert told(engine, [BOUGHT, given], DRIED, readings=[reading]) == (explained, 1)


def test_goods_of_which_nothing_was_given_on_did_not_dry(engine):
    reading = weighing("lot", "2024-09-09", "field", 1050.0)
    assert told(engine, [BOUGHT], DRIED, readings=[reading]) == (0, 1)


@pytest.mark.parametrize(
    ("when", "explained"),
    [("2024-09-09T11:00", 1), ("2024-09-08T12:00", 1), ("2024-09-08T11:59", 0)],
)
def test_a_way_back_an_hour_or_a_day_before_the_way_out_may_be_mistyped(engine, when, explained):
    given = move("lot", when, "transferred", "K1", ROOM, 1050.0)
    assert told(engine, [BOUGHT, given], BEFORE) == (explained, 1)


def test_what_its_seizer_handed_in_and_took_out_the_next_day_is_no_mistyped_return(engine):
    out = dict(OUT, at=instant("2024-03-02T18:00"))
    assert told(engine, [SEIZED, IN, out], BEFORE, source="signed out") == (0, 1)
    # Given on twice until then, and had once: the second may be the way back.
    twice = move("e1", "2024-03-02T17:00", "returned", "K2", ROOM, 40.0)
    assert told(engine, [SEIZED, IN, twice, out], BEFORE, source="signed out") == (1, 1)
    # What he returned from an earlier taking is none.
    first = move("e2", "2024-05-01", "transferred", ROOM, "K1", 9.0)
    back = move("e2", "2024-05-02T10:00", "returned", "K1", ROOM, 9.0)
    again = move("e2", "2024-05-02T14:00", "transferred", ROOM, "K1", 9.0)
    assert told(engine, [first, back, again], BEFORE, source="signed out") == (0, 1)


def test_a_store_to_which_nothing_ever_came_has_no_book_in_the_export(engine):
    from_barn = move("e3", "2024-05-01", "transferred", BARN, "K1", 7.0)
    assert told(engine, [SEIZED, IN, OUT, from_barn], STORE, source="signed out") == (1, 2)
    to_barn = move("e4", "2024-06-01", "transferred", "K2", BARN, 3.0)
    rows = [SEIZED, IN, OUT, from_barn, to_barn]
    assert told(engine, rows, STORE, source="signed out") == (0, 2)


def test_two_takings_of_one_exhibit_are_explained_one_by_one(engine):
    """The first came back through a colleague; the second, after it, did not."""
    again = move("lot", "2024-11-01", "transferred", ROOM, "K1", 1050.0)
    by_k2 = move("lot", "2024-09-20", "transferred", "K2", ROOM, 1050.0)
    assert told(engine, [BOUGHT, by_k2], COLLEAGUE) == (1, 1)
    rows = [BOUGHT, by_k2, again]
    assert told(engine, rows, COLLEAGUE) == (1, 1)
    assert told(engine, rows, COLLEAGUE, source="signed out") == (0, 1)


def test_the_finding_tells_what_each_cause_explains_where_it_applies(engine):
    by_k2 = move("lot", "2024-09-20", "transferred", "K2", ROOM, 1050.0)
    tables = tables_of({"custody": [BOUGHT, by_k2, LAST], "officers": OFFICERS})
    (result, *_) = results_of(CHECK, tables, engine)[0]
    causes = describe(CHECK, result, tables, engine).explanations
    told_of = {each.cause: (each.explains, each.of) for each in causes if each.of is not None}
    assert sorted(told_of.values()) == [(0, 1), (0, 1), (1, 1)]
    (only,) = [cause for cause, (explains, _) in told_of.items() if explains]
    assert COLLEAGUE in only
    assert not [each for each in causes if STORE in each.cause]
