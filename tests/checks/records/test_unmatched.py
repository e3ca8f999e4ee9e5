"""Which records have no counterpart, and whose are more, in tables added up by hand?"""

from datetime import date, datetime, timedelta

import pytest

from tallystick.audit.execution import cases, describe, explanations, in_steps, keep, results_of
from tallystick.checks.records.unmatched import CHECK
from worlds import tables_of

START = datetime(2024, 1, 1, 8)
POSTINGS = [{"officer_id": f"K{k}", "unit_id": f"U{k}", "badge": f"7{k}5"} for k in range(9)]
CAUSES = ("badge", "town", "category", "late", "mistyped", "colleague")


def record(number, officer="K0", after=0, **more):
    at = START + timedelta(minutes=after)
    return {"incident_id": number, "officer_id": officer, "unit_id": f"U{officer[1:]}",
            "occurred_at": at, "recorded_at": at, "offense_code": "speeding", "area_id": "a",
            "clearance": "none"} | more  # fmt: skip


def there(number, officer="K0", after=0, **more):
    return {"record_id": f"B{number}", "officer_id": officer, "badge": f"7{officer[1:]}5",
            "occurred_at": START + timedelta(minutes=after), "offense_code": "speeding",
            "area_id": "a"} | more  # fmt: skip


def audited(engine, here, other, postings=POSTINGS, **more):
    tables = tables_of({"incidents": here, "counterparts": other, "postings": postings, **more})
    tables = in_steps(keep(CHECK, tables, engine))
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.detail["direction"], each.subject): each for each in results}


def days(number, hour=0):
    return number * 1440 + hour * 60


def agency(units=8, each=40, here=None, beyond=None):
    """Units of 40 records, a day apart: 5 to 7 lack a counterpart, 5 to 7 there lack one here."""
    rows, other = [], []
    for unit in range(units):
        officer = f"K{unit}"
        gone = here if here is not None and unit == 0 else 5 + unit % 3
        alone = beyond if beyond is not None and unit == 0 else 5 + unit % 3
        rows += [record(f"{unit}-{k}", officer, days(k)) for k in range(each)]
        other += [there(f"{unit}-{k}", officer, days(k) + 7) for k in range(gone, each)]
        other += [there(f"{unit}+{k}", officer, days(k % each, 10), area_id=f"z{k // 2}")
                  for k in range(alone)]  # fmt: skip
    return rows, other


def test_the_agencys_numbers_are_a_level_and_no_pattern(engine):
    rows, other = agency()
    _, found = audited(engine, rows, other)
    by_hand = sum(5 + unit % 3 for unit in range(8))
    result = found["here", ""]
    assert (result.verdict, result.p_value, result.n) == ("insufficient", None, 320)
    assert result.detail["loose"] == result.detail["strict"] == 320 - by_hand
    # Each has a spare one of the same officer and day in the other system.
    assert (result.detail["spoken"], result.detail["explained"]) == (by_hand, by_hand)
    assert (result.detail["low"], result.detail["high"]) == (0, by_hand)
    assert result.estimate == pytest.approx(by_hand / 320)
    assert f"reported 320, matched {320 - by_hand}" in result.reason
    assert f"ordinary 0, unexplained 0-{by_hand}" in result.reason


def test_units_that_differ_as_units_do_are_not_found(engine):
    _, found = audited(engine, *agency())
    for direction in ("here", "there"):
        units = [each for (way, who), each in found.items() if way == direction and who[:1] == "U"]
        assert len(units) == 8
        assert {each.verdict for each in units} == {"not_found"}
        assert all(0 < each.smallest_detectable < 1 for each in units)


@pytest.mark.parametrize("direction", ["here", "there"])
def test_a_unit_and_an_officer_with_far_more_are_found_with_their_records(engine, direction):
    rows, other = agency(**({"here": 26} if direction == "here" else {"beyond": 40}))
    tables, found = audited(engine, rows, other)
    way = "there" if direction == "here" else "here"
    for subject in ("U0", "K0"):
        result = found[direction, subject]
        assert result.verdict == "differs"
        assert result.p_value == max(result.detail["p_rest"], result.detail["p_spread"])
        number = 26 if direction == "here" else 40
        assert (result.detail["found"], result.detail["low"]) == (number, number - 5)
        rest = sum(5 + unit % 3 for unit in range(1, 8)) / 280
        if direction == "here":
            assert result.detail["expected"] == pytest.approx(40 * rest, abs=0.001)
            assert result.estimate == pytest.approx(26 / 40 - rest)
        listed = engine.rows(cases(CHECK, result, tables))
        assert len(listed) == number
        assert {row["officer_id"] for row in listed} == {"K0"}
        assert all(row["id"].startswith("B") == (direction == "there") for row in listed)
        finding = describe(CHECK, result, tables, engine)
        assert f"{number} have no counterpart by any rule" in finding.condition
        assert "74 of the 81" in " ".join(finding.caveats)
    assert found[way, "U0"].verdict != "differs"
    others = [each for (_, who), each in found.items() if who not in ("", "U0", "K0")]
    assert "differs" not in {each.verdict for each in others}


def test_strata_are_compared_like_with_like(engine):
    """An offence that is seldom there in all units makes nobody stand out who has more of it."""
    rows, other = [], []
    for unit in range(8):
        officer = f"K{unit}"
        for k in range(40):
            code = "parking" if k < (36 if unit == 0 else 8) else "speeding"
            rows.append(record(f"{unit}-{k}", officer, days(k), offense_code=code))
            if k % 2 if code == "parking" else k % 8:
                other.append(there(f"{unit}-{k}", officer, days(k), offense_code=code))
    _, found = audited(engine, rows, other)
    result = found["here", "U0"]
    assert result.detail["found"] == 17  # the first day has no counterpart at all
    assert result.detail["expected"] == pytest.approx(35 * 3 / 7 + 4 * 4 / 32, abs=0.001)
    assert result.detail["p_rest"] > 0.2
    assert result.verdict == "not_found"


def test_few_units_few_records_and_few_without_one_are_insufficient(engine):
    _, found = audited(engine, *agency(units=4))
    assert "fewer than 5 units" in found["here", "U0"].reason
    assert "fewer than 5 officers" in found["here", "K0"].reason
    _, found = audited(engine, *agency(each=12))
    assert "fewer than 20 records" in found["here", "U0"].reason
    rows, _ = agency()
    same = [
        there(row["incident_id"], row["officer_id"], occurred_at=row["occurred_at"]) for row in rows
    ]
    _, found = audited(engine, rows, same)
    assert found["here", ""].detail["low"] == 0
    units = {key: each for key, each in found.items() if each.subject_kind == "unit"}
    assert {each.verdict for key, each in found.items() if key not in units} == {"insufficient"}
    # Nobody lacks any: a few would have been found.
    assert {(each.verdict, each.p_value) for each in units.values()} == {("not_found", 1.0)}
    assert all(0 < each.smallest_detectable < 0.4 for each in units.values())


def set_aside(engine, rows, other):
    """How many are set aside, beside two officers all of whose tickets are matched."""
    usual = [record(f"usual {k}", "K8", days(k)) for k in range(40)]
    same = [there(f"usual {k}", "K8", days(k)) for k in range(40)]
    _, found = audited(engine, [*usual, *rows], [*same, *other])
    detail = found["here", ""].detail
    assert detail["n"] == 40 + len(rows)
    assert detail["explained"] == detail["outside"] + detail["seldom"] + detail["own"]
    assert (detail["spoken"], detail["ordinary"]) == (0, 0)
    assert detail["n"] == detail["loose"] + detail["explained"] + detail["low"]
    return tuple(detail[name] for name in ("outside", "seldom", "own", "low"))


def test_categories_places_and_days_that_the_second_system_does_not_have_are_set_aside(engine):
    town = [record(f"t{k}", after=days(3 * k), area_id="town") for k in range(3)]
    assert set_aside(engine, town, []) == (0, 0, 3, 0)
    assert set_aside(engine, town[:2], []) == (0, 0, 0, 2)
    assert set_aside(engine, town, [there("t0", after=0, area_id="town")]) == (0, 0, 0, 2)
    many = [record(f"m{k}", after=days(k, 5), area_id="town") for k in range(20)]
    stray = [there("m0", after=days(0, 5), area_id="town")]
    assert set_aside(engine, many, stray) == (0, 0, 19, 0)
    assert set_aside(engine, many[:19], stray) == (0, 0, 0, 18)
    nowhere = [dict(row, area_id=None) for row in town]
    assert set_aside(engine, nowhere, []) == (0, 0, 0, 3)

    open_cases = [record(f"o{k}", f"K{k % 2}", days(k), clearance="unfounded") for k in range(20)]
    # Each of the two units has ten: four of ten are few, five are not.
    few, more = ([there(f"o{k}", f"K{k % 2}", days(k)) for k in range(many)] for many in (8, 9))
    assert set_aside(engine, open_cases, few) == (0, 12, 0, 0)
    assert set_aside(engine, open_cases, more) == (0, 0, 0, 11)

    edges = [record("before", after=-days(1)), record("on", after=days(39)),
             record("after", after=days(40))]  # fmt: skip
    assert set_aside(engine, edges, []) == (2, 0, 0, 1)


def test_units_that_made_up_most_records_of_a_category_do_not_excuse_themselves(engine):
    """Of 49 arrests 37 have no counterpart: 17 and 20 in two units, and none in three others."""
    kinds = [*(("K0", k) for k in range(17)), *(("K1", k) for k in range(20)),
             *((f"K{2 + k % 3}", k) for k in range(12))]  # fmt: skip
    rows = [record(f"{who} {k}", who, days(k, 6), clearance="arrest", area_id=f"z{k}")
            for who, k in kinds]  # fmt: skip
    held = [there(f"{who} {k}", who, days(k, 6), area_id=f"z{k}") for who, k in kinds[37:]]
    assert set_aside(engine, rows, held) == (0, 0, 0, 37)
    # A unit with most of them does work that no other does.
    more = [record(f"more {k}", "K1", days(k, 7), clearance="arrest", area_id=f"y{k}")
            for k in range(30)]  # fmt: skip
    assert set_aside(engine, [*rows, *more], held) == (0, 67, 0, 0)


def of_officers(engine, officers, late=0):
    """Of 40 records of each officer two have no counterpart, and of the last four eight."""
    rows, other = [], []
    for who in range(officers):
        gone = range(10, 18 if who >= officers - 4 else 12)
        rows += [record(f"{who}-{k}", f"K{who}", days(k)) for k in range(40)]
        other += [there(f"{who}-{k}", f"K{who}", days(k)) for k in range(40) if k not in gone]
    rows[10]["recorded_at"] += timedelta(days=late)
    _, found = audited(engine, rows, other)
    detail = found["here", ""].detail
    return tuple(detail[name] for name in ("spoken", "ordinary", "low", "high"))


def test_what_three_in_four_of_twenty_officers_lack_is_ordinary(engine):
    assert of_officers(engine, 20) == (0, 40, 24, 64)
    assert of_officers(engine, 20, late=7) == (1, 40, 23, 64)
    assert of_officers(engine, 20, late=6) == (0, 40, 24, 64)
    assert of_officers(engine, 19) == (0, 0, 62, 62)


def test_each_cause_speaks_of_the_records_that_it_would_explain(engine):
    """Eight records of unit 0 lack a counterpart, each in its own area, with a cause or none."""
    rows, spare = agency(here=0)
    lone = {
        name: record(name, after=days(4 * k, 4), area_id=name)
        for k, name in enumerate(("none", "late", "sooner", "slip", "far", "mate", "away", "t"))
    }
    for name, wait in (("late", 7), ("sooner", 6)):
        lone[name]["recorded_at"] += timedelta(days=wait)
    at = {name: (row["occurred_at"] - START).total_seconds() / 60 for name, row in lone.items()}
    # Offences of their own, so that the spare records there match nothing by any rule.
    slips = [there("slip", after=at["slip"] + days(3) - 300, offense_code="else", area_id="slip")]
    mates = [there("mate", "K3", at["mate"] + 59, area_id="mate"),
             there("away", "K3", at["away"] + 61, area_id="away")]  # fmt: skip
    town = [record(f"town {k}", "K4", days(k, 5), area_id="t") for k in range(3)]
    # Of the seven other units' arrests 4 are not there, which is most; of all eight units 4.
    held = [*(f"K{1 + k}" for k in range(7)), "K0", "K0"]
    rare = [record(f"rare {k}", who, days(k, 6), clearance="arrest") for k, who in enumerate(held)]
    few = [there(f"rare {k}", held[k], days(k, 6)) for k in (1, 2, 3, 7, 8)]
    lone["none"]["clearance"] = "arrest"
    two = [
        *POSTINGS[1:],
        dict(POSTINGS[0], to_date=date(2024, 1, 14)),
        {"officer_id": "K0", "unit_id": "U0", "badge": "first", "from_date": date(2024, 1, 15)},
        {"officer_id": "K8", "unit_id": "U8", "badge": "705", "from_date": date(2025, 1, 1)},
    ]
    spare = [row for row in spare if row["officer_id"] != "K0" or row["area_id"] == "a"]
    tables, found = audited(
        engine, [*rows, *lone.values(), *town, *rare], [*spare, *slips, *mates, *few], two
    )
    said = explanations(CHECK, found["here", "U0"], tables, engine)
    told = {name: (each.explains, each.of) for name, each in zip(CAUSES, said, strict=False)}
    early = sum(row["occurred_at"] < datetime(2024, 1, 15) for row in lone.values())
    assert told == {
        "badge": (early, 8), "town": (1, 8), "category": (1, 8), "late": (1, 8),
        "mistyped": (2, 8), "colleague": (1, 8),
    }  # fmt: skip


def test_of_records_there_lateness_is_not_asked(engine):
    tables, found = audited(engine, *agency())
    said = explanations(CHECK, found["there", "U0"], tables, engine)
    assert len(said) == len(CHECK.explanations) - 1
    assert not any("entered late" in each.cause for each in said)


def test_hostile_empty_and_null_rows_are_survived(engine):
    rows, other = agency()
    bad = [record(None), record("n") | {"officer_id": None}, record("t", occurred_at=None),
           record("many", count=3), dict(rows[0]),
           record("odd\"'--\u0301", after=days(9, 3))]  # fmt: skip
    worse = [there("x") | {"record_id": None}, there("y", occurred_at=None), dict(other[0]),
             there("z") | {"officer_id": None, "badge": None}]  # fmt: skip
    _, plain = audited(engine, rows, other)
    _, found = audited(engine, [*rows, *bad], [*other, *worse])
    detail, usual = found["here", ""].detail, plain["here", ""].detail
    assert (detail["n"], detail["loose"]) == (usual["n"] + 1, usual["loose"])
    assert found["there", ""].detail["n"] == plain["there", ""].detail["n"]
    _, found = audited(engine, rows, [])
    assert (found["here", ""].n, found["here", ""].detail["outside"]) == (0, len(rows))
    _, found = audited(engine, [], [])
    assert {each.verdict for each in found.values()} == {"insufficient"}


def test_it_needs_an_officer_or_a_badge_that_can_be_followed(engine):
    rows, other = agency()
    bare = [{key: row[key] for key in ("record_id", "occurred_at")} for row in other]
    numbered = [dict(row, badge="705") for row in bare]
    assert "badge" in CHECK.unready(tables_of({"incidents": rows, "counterparts": bare}))
    assert CHECK.unready(tables_of({"incidents": rows, "counterparts": numbered}))
    people = {"officers": [{"officer_id": "K0", "badge": "705"}]}
    assert not CHECK.unready(tables_of({"incidents": rows, "counterparts": numbered, **people}))
    assert not CHECK.unready(tables_of({"incidents": rows, "counterparts": other}))
