"""Does each rule of custody name its exhibits, and each share its unit, in tables done by hand?"""

from datetime import datetime, timedelta

import pytest

from one_cause import said_of
from tallystick.audit.execution import cases, results_of
from tallystick.checks.exhibits.custody import CHECK
from tallystick.checks.exhibits.custody.results import ASPECTS
from worlds import instant, tables_of

ROOM, LAB = "room", "lab"
LAST = {"exhibit_id": "last", "incident_id": "last", "at": instant("2024-12-31T12:00"),
        "action": "transferred", "from_holder": ROOM, "to_holder": LAB}  # fmt: skip
BEGAN = dict(LAST, action="seized", from_holder=None, to_holder="K9",
             at=instant("2024-12-01T12:00"))  # fmt: skip
ENDS = [BEGAN, dict(LAST, from_holder="K9", to_holder=ROOM, at=instant("2024-12-02T12:00")), LAST]


def move(exhibit, when, action, giver, taker, **more):
    at = instant(when if "T" in when else f"{when}T12:00")
    return {"exhibit_id": exhibit, "incident_id": f"case {exhibit}", "at": at,
            "action": action, "from_holder": giver, "to_holder": taker} | more  # fmt: skip


def chain(exhibit, day="2024-03-04", officer="K1", waits=0, receipt=True, later=True, **more):
    start = instant(f"{day}T10:00")
    rows = [(0, "seized", None, officer), (waits, "transferred", officer, ROOM),
            (20, "received", ROOM, LAB), (30, "returned", LAB, ROOM),
            (60, "destroyed", ROOM, "oven")]  # fmt: skip
    rows = [each for each in rows if receipt or each[2] != officer]
    rows = rows if later else [each for each in rows if each[1] in ("seized", "transferred")]
    return [move(exhibit, (start + timedelta(days=days, hours=2)).isoformat(), *each, **more)
            for days, *each in rows]  # fmt: skip


def audited(engine, rows, **more):
    tables = tables_of({"custody": [*rows, *ENDS], **more})
    results, _ = results_of(CHECK, tables, engine)
    short = {long: name for name, long in ASPECTS.items()}
    return tables, {(short[each.aspect], each.subject): each for each in results}


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (None, ""),
        (move("e1", "2024-03-20", "transferred", ROOM, None), "nobody"),
        (move("e1", "2024-03-20", "received", None, LAB), "nobody"),
        (move("e1", "2024-05-03", "destroyed", None, "oven"), "nobody"),
        (move("e1", "2024-03-20", "sampled", None, None), ""),
        (move("e1", "2024-05-04", "transferred", ROOM, LAB), "after_end"),
        # The same day, whatever the hour, is no disorder: hours are often not noted.
        (move("e1", "2024-05-03T23:00", "transferred", ROOM, LAB), ""),
        (move("e1", "2024-03-03", "transferred", ROOM, LAB), "too_early"),
        (move("e1", "2024-03-04T00:00", "transferred", ROOM, LAB), ""),
        (move("e1", "2024-02-01", "purchased", None, "K1"), ""),
        (move("old", "2024-03-20", "transferred", ROOM, "K1"), "no_start"),
        (move("new", "2024-03-20", "seized", None, None), "nobody"),
        (move("new", "2024-03-20", "purchased", None, "K1"), ""),
    ],
)
def test_each_rule_names_what_breaks_it_and_nothing_else(engine, row, rule):
    tables, found = audited(engine, chain("e1") + ([row] if row else []))
    rules = ("nobody", "after_end", "too_early", "no_start")
    assert {name for name in rules if found[name, ""].verdict == "exceptions"} == {rule} - {""}
    assert all(found[name, ""].p_value is None for name in rules)
    if rule:
        result = found[rule, ""]
        assert result.estimate == 1.0
        assert result.n == len({each["exhibit_id"] for each in [*chain("e1"), row, LAST]})
        (listed,) = engine.rows(cases(CHECK, result, tables))
        assert listed["exhibit_id"] == row["exhibit_id"]
        assert CHECK.describe(result, tables).title.startswith("1 exhibit ")


def agency(units=8, each=40, **worse):
    """Units of 40 cases: 5 to 7 without a receipt, as many unseen, 6 to 8 late; unit 0 as told."""
    rows, incidents = [], []
    for unit in range(units):
        missing, unseen, late = (
            worse.get(name, usual) if unit == 0 else usual + unit % 3
            for name, usual in (("no_receipt", 5), ("unseen", 5), ("late", 6))
        )
        for k in range(each):
            name = f"u{unit}-{k}"
            receipt = not (k < missing or missing <= k < missing + unseen)
            rows += chain(name, f"2024-0{1 + k % 3}-04", f"K{unit}", 5 if k >= each - late else 1,
                          receipt, not missing <= k < missing + unseen)  # fmt: skip
            incidents.append({"incident_id": f"case {name}", "unit_id": f"U{unit}",
                              "occurred_at": datetime(2024, 1, 1)})  # fmt: skip
    return rows, {"incidents": incidents}


def test_the_agencys_shares_are_levels_and_no_pattern(engine):
    rows, more = agency()
    _, found = audited(engine, rows, **more)
    for share in ("unseen", "no_receipt", "late"):
        result = found[share, ""]
        assert (result.verdict, result.p_value) == ("insufficient", None)
        assert "a level" in result.reason
    by_hand = sum(5 + unit % 3 for unit in range(8))
    assert found["no_receipt", ""].estimate == pytest.approx(by_hand / 320)
    assert "12 of 132" in found["no_receipt", ""].reason
    assert "median 1 days" in found["late", ""].reason
    with_receipt = 320 - 2 * by_hand
    assert found["late", ""].n == with_receipt


def test_units_that_differ_as_units_do_are_not_found(engine):
    rows, more = agency()
    _, found = audited(engine, rows, **more)
    units = [each for (share, unit), each in found.items() if unit and share in
             ("unseen", "no_receipt", "late")]  # fmt: skip
    assert len(units) == 24
    assert {each.verdict for each in units} == {"not_found"}
    assert all(each.smallest_detectable > 0 for each in units)


@pytest.mark.parametrize(
    ("share", "worse", "said"),
    [
        ("unseen", {"unseen": 22}, "22 of 40 cases have an exhibit that is in no record after"),
        ("no_receipt", {"no_receipt": 22, "unseen": 0}, "22 of 40 cases have an exhibit that rea"),
        ("late", {"late": 19}, "19 of 30 cases have an exhibit handed in later"),
    ],
)
def test_a_unit_that_is_far_from_the_others_is_found_in_its_share_alone(engine, share, worse, said):
    rows, more = agency(**worse)
    tables, found = audited(engine, rows, **more)
    result = found[share, "U0"]
    assert result.verdict == "differs"
    assert result.p_value == max(result.detail["p_rest"], result.detail["p_spread"])
    assert result.detail["p_rest"] < result.detail["p_spread"] < 0.05
    assert {each.verdict for (_, unit), each in found.items() if unit not in ("", "U0")} == {
        "not_found"
    }
    assert len(engine.rows(cases(CHECK, result, tables))) == result.detail["found"]
    assert said in CHECK.describe(result, tables).condition


def test_four_units_do_not_tell_what_units_differ_by(engine):
    rows, more = agency(units=4, unseen=22)
    _, found = audited(engine, rows, **more)
    assert found["unseen", "U0"].verdict == "insufficient"
    assert "fewer than 5 units" in found["unseen", "U0"].reason


def test_the_last_month_is_not_asked_and_a_case_counts_once(engine):
    young = chain("young", "2024-12-05", receipt=False, later=False)
    together = [row for k in range(25) for row in chain(f"t{k}", incident_id=f"case {k % 20}")]
    unseen = [row for k in range(20) for row in
              chain(f"n{k}", receipt=False, later=False, incident_id=f"case {k % 4}")]  # fmt: skip
    _, found = audited(engine, young + together + unseen)
    assert found["unseen", ""].n == 20
    assert found["unseen", ""].estimate == pytest.approx(4 / 20)


def test_an_exhibit_of_no_case_belongs_to_the_unit_its_holder_was_posted_to(engine):
    out = move("old", "2024-03-20", "transferred", ROOM, "K1", incident_id=None)
    postings = [{"officer_id": "K1", "unit_id": "U7"}, {"officer_id": "K2", "unit_id": "U8"}]
    _, found = audited(engine, [*chain("e1"), out], postings=postings)
    assert found["no_start", "U7"].estimate == 1.0
    assert ("no_start", "U8") not in found


def explained(engine, rows, key, cause, **more):
    tables, found = audited(engine, rows, **more)
    (said,) = said_of(CHECK, found[key], tables, engine, cause)
    return said.explains, said.of


def test_goods_that_others_weighed_later_are_there(engine):
    rows, more = agency(unseen=22)
    weighed = [
        {"exhibit_id": f"u0-{k}", "stage": stage, "kind": "net_weight", "value": 1.0}
        for k, stage in ((6, "lab"), (7, "destruction"), (8, "field"), (39, "lab"))
    ]
    answer = explained(engine, rows, ("unseen", "U0"), "The exhibit is there",
                       measurements=weighed, **more)  # fmt: skip
    assert answer == (2, 22)


def test_a_colleague_who_gave_it_on_explains_the_missing_receipt(engine):
    rows, more = agency(no_receipt=22, unseen=0)
    his = [move(f"u0-{k}", "2024-03-09", "transferred", giver, ROOM)
           for k, giver in ((0, "K5"), (1, "K5"), (2, "another room"))]  # fmt: skip
    officers = [{"officer_id": f"K{k}"} for k in range(8)]
    answer = explained(engine, rows + his, ("no_receipt", "U0"), "A colleague",
                       officers=officers, **more)  # fmt: skip
    assert answer == (2, 22)


def test_a_weekend_explains_three_days_and_no_five(engine):
    """29 February, 1 and 4 March 2024 were a Thursday, a Friday and a Monday."""
    rows, more = agency(late=19)
    told = explained(engine, rows, ("late", "U0"), "The store was closed", **more)
    assert told == (0, 19)
    friday = [row for row in rows if row["exhibit_id"] not in ("u0-38", "u0-39")]
    friday += chain("u0-39", "2024-03-01", "K0", 3) + chain("u0-38", "2024-02-29", "K0", 3)
    assert explained(engine, friday, ("late", "U0"), "The store was closed", **more) == (1, 19)


def test_what_was_weighed_before_the_export_is_older_than_it(engine):
    old = [move(name, "2024-03-20", "transferred", ROOM, "K1") for name in ("old", "odd")]
    weighed = [{"exhibit_id": name, "kind": "net_weight", "value": 1.0, "measured_at": instant(at)}
               for name, at in (("old", "2023-05-01"), ("odd", "2024-03-19"))]  # fmt: skip
    answer = explained(engine, chain("e1") + old, ("no_start", ""), "It was seized before",
                       measurements=weighed)  # fmt: skip
    assert answer == (1, 2)


def test_nulls_ties_and_odd_names_end_in_no_error(engine):
    odd = [
        move("x", "2024-03-01", None, None, None),
        move("z'\"", "2024-03-01", "seized", None, "K1", incident_id=None),
        move("z'\"", "2024-03-01", "transferred", "K1", ROOM, incident_id=None),
        dict(move("y", "2024-03-01", "seized", None, "K1"), at=None),
    ]
    _, found = audited(engine, odd)
    assert found["too_early", ""].estimate == 0
    assert found["no_start", ""].estimate == 1
    tables = tables_of({"custody": [dict(LAST, at=None)]})
    results, _ = results_of(CHECK, tables, engine)
    assert not [each for each in results if each.names_pattern]
