"""Does the balance follow every gram that a person took over, and nothing that was only seized?"""

import pytest

from tallystick.audit.execution import cases, results_of
from tallystick.audit.selection import why_not
from tallystick.checks.exhibits.unaccounted import CHECK
from worlds import day, instant, tables_of

ROOM, LAB = "room", "lab"
OFFICERS = [{"officer_id": "K1"}, {"officer_id": "K2"}]


def move(exhibit, when, action, giver, taker, grams):
    return {"exhibit_id": exhibit, "at": instant(f"{when}T12:00"), "action": action,
            "from_holder": giver, "to_holder": taker, "net_weight_g": grams}  # fmt: skip


def audited(rows, engine, **more):
    tables = tables_of({"custody": [*rows, LAST], "officers": OFFICERS, **more})
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.aspect, each.subject): each for each in results}


LAST = move("last", "2024-12-31", "transferred", ROOM, LAB, 1.0)
BOUGHT = move("lot", "2024-09-09", "purchased", None, "K1", 1050.0)
SEIZED = move("e1", "2024-03-01", "seized", None, "K2", 40.0)
IN = move("e1", "2024-03-02", "transferred", "K2", ROOM, 40.0)
OUT = move("e1", "2024-05-01", "transferred", ROOM, "K2", 40.0)


def test_a_purchase_that_nobody_followed_is_an_exception_with_its_grams_and_age(engine):
    tables, found = audited([BOUGHT, SEIZED, IN], engine)
    (result,) = found.values()
    assert (result.aspect, result.verdict, result.estimate, result.n) == (
        "purchased", "exceptions", 1050.0, 1)  # fmt: skip
    assert result.detail["ages"][1] == ["91 to 365 days", 1, 1050.0]
    assert result.detail["oldest"] == "2024-09-09"
    (row,) = engine.rows(cases(CHECK, result, tables))
    assert (row["exhibit_id"], row["holder"], row["left_over_g"]) == ("lot", "K1", 1050.0)
    assert "1,050 g bought by an officer" in CHECK.describe(result, tables).title


@pytest.mark.parametrize(
    ("later", "left"),
    [
        ([move("lot", "2024-09-10", "transferred", "K1", ROOM, 1050.0)], 0.0),
        # 3 % short is drying; 40 g short is not, nor is half.
        ([move("lot", "2024-09-10", "transferred", "K1", ROOM, 1018.5)], 0.0),
        ([move("lot", "2024-09-10", "transferred", "K1", ROOM, 525.0)], 525.0),
        ([move("lot", "2024-09-10", "destroyed", "K1", None, 1050.0)], 0.0),
        ([move("lot", "2024-09-10", "transferred", "K1", ROOM, None)], 0.0),
        ([move("lot", "2024-09-10", "transferred", "K1", ROOM, 500.0),
          move("lot", "2024-09-12", "transferred", "K1", LAB, 550.0)], 0.0),
        # Given on before it was bought is not given on after.
        ([move("lot", "2024-09-08", "transferred", "K1", ROOM, 1050.0)], 1050.0),
        # Another exhibit of the same weight is not this one.
        ([move("other", "2024-09-20", "transferred", "K1", ROOM, 1050.0)], 1050.0),
    ],
)  # fmt: skip
def test_what_was_given_on_is_set_against_what_was_taken(engine, later, left):
    _, found = audited([BOUGHT, *later], engine)
    result = found["purchased", ""]
    assert result.estimate == left
    assert result.verdict == ("exceptions" if left else "not_found")
    # A twentieth of the 1,050 g, which are more than half a gram.
    assert result.smallest_detectable == (None if left else pytest.approx(52.5))


def test_what_was_signed_out_twice_must_come_back_twice(engine):
    back = move("e1", "2024-05-02", "returned", "K2", ROOM, 40.0)
    again = move("e1", "2024-06-01", "transferred", ROOM, "K2", 40.0)
    _, found = audited([SEIZED, IN, OUT, back], engine)
    assert found["signed out", ""].verdict == "not_found"
    tables, found = audited([SEIZED, IN, OUT, back, again], engine)
    result = found["signed out", ""]
    assert (result.n, result.estimate, result.detail["oldest"]) == (2, 40.0, "2024-06-01")
    assert len(engine.rows(cases(CHECK, result, tables))) == 1


def test_a_colleague_who_takes_over_must_give_on_and_the_giver_is_quit(engine):
    passed = move("lot", "2024-09-11", "transferred", "K1", "K2", 1050.0)
    _, found = audited([BOUGHT, passed, SEIZED, IN], engine)
    assert found["purchased", ""].verdict == "not_found"
    assert found["handed on", ""].estimate == 1050.0


def test_a_seizure_without_a_receipt_and_a_transfer_between_stores_are_no_takings(engine):
    rows = [SEIZED, move("e1", "2024-04-01", "transferred", ROOM, LAB, 40.0)]
    _, found = audited(rows, engine)
    (result,) = found.values()
    assert result.verdict == "insufficient"
    assert "no purchase" in result.reason


def test_a_store_that_books_seizures_and_purchases_itself_is_no_person(engine):
    rows = [dict(BOUGHT, to_holder=ROOM), dict(SEIZED, to_holder=ROOM)]
    _, found = audited(rows, engine)
    assert [each.verdict for each in found.values()] == ["insufficient"]
    nobody = tables_of({"custody": rows})
    assert "which holder is a person" in why_not(CHECK, nobody)


def test_the_last_thirty_days_age_and_a_month_and_a_day_do_not(engine):
    for when, verdict in (("2024-12-01", "not_found"), ("2024-11-30", "exceptions")):
        _, found = audited([dict(BOUGHT, at=instant(f"{when}T12:00"))], engine)
        result = found["purchased", ""]
        assert result.verdict == verdict
        assert result.detail["young"] == (verdict == "not_found")


def test_the_unit_is_that_of_the_posting_of_the_day(engine):
    postings = [
        {"officer_id": "K1", "unit_id": "A", "to_date": day("2024-06-30")},
        {"officer_id": "K1", "unit_id": "B", "from_date": day("2024-07-01")},
        {"officer_id": "K2", "unit_id": "B"},
    ]
    early = dict(BOUGHT, exhibit_id="early", at=instant("2024-06-30T23:59"), net_weight_g=7.5)
    _, found = audited([BOUGHT, early], engine, postings=postings)
    assert {key: each.estimate for key, each in found.items()} == {
        ("purchased", ""): 1057.5, ("purchased", "A"): 7.5, ("purchased", "B"): 1050.0}  # fmt: skip
