"""Is a witness who comes with one officer told from one who comes to everybody?"""

from datetime import timedelta
from itertools import combinations

import pytest

from tallystick.audit.execution import cases, describe, results_of
from tallystick.checks.people import stock_witnesses
from tallystick.checks.people.stock_witnesses import CHECK
from tallystick.checks.people.stock_witnesses.whole_unit import ASPECT as WHOLE_UNIT
from worlds import instant, tables_of

MONDAY = instant("2024-01-08T12:00")


def search(officer, number, *people, area="X", hour=12, unit="A", saturday=False, note=""):
    """A search on the `number`-th weekday (or Saturday) of the quarter, and who attested it."""
    day = timedelta(days=number * 7 + 5 if saturday else number // 5 * 7 + number % 5)
    key = f"{unit} {officer} {area} {number} {hour}{note}"
    at = (MONDAY + day).replace(hour=hour)
    case = {"incident_id": key, "unit_id": unit, "officer_id": officer, "occurred_at": at,
            "area_id": area}  # fmt: skip
    return case, [
        {"incident_id": key, "person_id": each, "role": "attesting_witness"}
        for each in (*people, f"passer-by {key}")
    ]


def world(searches):
    incidents, involvements = zip(*searches, strict=True)
    return tables_of({
        "incidents": list(incidents),
        "involvements": [row for rows in involvements for row in rows],
    })  # fmt: skip


def six_of_eight(officer="a", **more):
    """Eight searches each of two officers; Weaver attests six of the first one's."""
    own = [search(officer, k, *["Weaver"] * (k < 6), **more) for k in range(8)]
    return own + [search("b", k, **more) for k in range(8)]


def audited(searches, engine):
    tables = world(searches)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {
        (each.subject_kind, each.subject): each for each in results if each.aspect != WHOLE_UNIT
    }


def test_six_of_eight_searches_added_up_by_hand(engine):
    """Of the C(16, 6) = 8,008 choices of six searches, C(8, 6) = 28 are all the officer's."""
    _, found = audited(six_of_eight(), engine)
    officer, unit = found["officer", "a"], found["unit", "A"]
    assert officer.p_value == pytest.approx(28 / 8008)
    assert officer.verdict == unit.verdict == "together"
    assert unit.p_value == pytest.approx(2 * 28 / 8008), "two officers could have had one"
    assert officer.estimate == pytest.approx(6 / 8)
    assert 0 < officer.interval[0] < officer.estimate < officer.interval[1] < 1
    assert (officer.n, unit.n) == (8, 16)
    told = officer.detail
    assert (told["together"], told["searches"], told["attested"]) == (6, 8, 6)
    assert told["expected"] == pytest.approx(3.0)
    assert told["person"] == "Weaver"
    assert found["officer", "b"].verdict == "not_found"
    assert found["officer", "b"].p_value == 1


def test_who_attests_for_everybody_is_no_pattern(engine):
    searches = [search(who, k, "Weaver") for who in "ab" for k in range(8)]
    _, found = audited(searches, engine)
    assert {each.verdict for each in found.values()} == {"not_found"}
    assert {each.p_value for each in found.values()} == {1.0}


def test_a_person_is_asked_about_from_five_searches_on(engine):
    for met, p_value in ((4, 1.0), (5, 56 / 4368)):
        own = [search("a", k, *["Weaver"] * (k < met)) for k in range(8)]
        _, found = audited(own + [search("b", k) for k in range(8)], engine)
        assert found["officer", "a"].p_value == pytest.approx(p_value)


@pytest.mark.parametrize("own", [{"area": "Y"}, {"hour": 20}, {"saturday": True}])
def test_another_place_or_another_time_explains_it(engine, own):
    """The officer alone works there: Weaver is whoever is there."""
    searches = [search("a", k, *["Weaver"] * (k < 6), **own) for k in range(8)]
    searches += [search("a", k + 8) for k in range(8)] + [search("b", k) for k in range(30)]
    _, found = audited(searches, engine)
    assert found["officer", "a"].verdict == "not_found"
    assert found["officer", "a"].p_value == 1


def test_searches_of_one_day_are_one_occasion(engine):
    again = [search("a", k, "Weaver", note=" again") for k in range(8)]
    _, found = audited(six_of_eight() + again, engine)
    assert found["officer", "a"].p_value == pytest.approx(28 / 8008)
    assert found["officer", "a"].detail["together"] == 6


def test_a_row_that_stands_twice_counts_once(engine):
    twice = [(case, [*rows, *rows]) for case, rows in six_of_eight()]
    _, found = audited(twice + twice[:3], engine)
    assert found["officer", "a"].p_value == pytest.approx(28 / 8008)


def test_other_roles_and_searches_without_officer_unit_or_number_are_left_out(engine):
    other = [dict(row, role="witness") for row in search("b", 0, "Weaver")[1]]
    searches = six_of_eight()
    searches[8] = (searches[8][0], [*searches[8][1], *other])
    for column in ("unit_id", "officer_id", "incident_id"):
        case, rows = search("b", 20, "Weaver")
        searches.append((dict(case, **{column: None}), rows))
    _, found = audited(searches, engine)
    assert set(found) == {("unit", "A"), ("officer", "a"), ("officer", "b")}
    assert found["officer", "a"].detail["attested"] == 6


def test_an_officer_who_served_in_two_units_is_asked_of_both(engine):
    there = [search(who, k, unit="B") for who in "ac" for k in range(8)]
    _, found = audited(six_of_eight() + there, engine)
    officer = found["officer", "a"]
    assert officer.p_value == pytest.approx(2 * 28 / 8008)
    assert (officer.n, officer.detail["unit"]) == (16, "A")
    assert found["unit", "B"].verdict == "not_found"


def test_too_little_to_compare_says_so(engine):
    _, found = audited([search("a", k, "Weaver") for k in range(8)], engine)
    assert found["officer", "a"].reason.startswith("no other officer of the unit")
    few = [search("a", k, "Weaver") for k in range(3)] + [search("b", k) for k in range(9)]
    _, found = audited(few, engine)
    assert found["officer", "a"].verdict == "insufficient"
    assert found["officer", "a"].reason.startswith("with so few searches")
    assert found["officer", "b"].verdict == "not_found"


def test_nobody_attested(engine):
    tables = tables_of({
        "incidents": [search("a", 0)[0]],
        "involvements": [{"incident_id": "A a X 0 12", "person_id": "p", "role": "subject"}],
    })  # fmt: skip
    (result,), _ = results_of(CHECK, tables, engine)
    assert result.verdict == "insufficient"
    assert result.reason.startswith("no search of a known officer")


def test_the_cases_are_the_searches_of_the_person(engine):
    tables, found = audited(six_of_eight(), engine)
    listed = engine.columns(cases(CHECK, found["unit", "A"], tables))
    assert listed["incident_id"].tolist() == [f"A a X {k} 12" for k in range(6)]
    told = describe(CHECK, found["officer", "a"], tables, engine)
    assert "Person Weaver attested 6 of 8 searches" in told.condition
    assert "and 0 of theirs. 3.0 are expected" in told.condition
    assert "16 cases" not in told.condition


def test_the_place_and_the_month_are_asked_of_the_records(engine):
    """Six searches at noon in January; four in the evening in February, as a colleague has some."""
    searches = six_of_eight() + [search("a", k + 20, "Weaver", hour=20) for k in range(4)]
    searches += [search("b", k + 20, hour=20) for k in range(4)]
    tables, found = audited(searches, engine)
    told = describe(CHECK, found["officer", "a"], tables, engine).explanations
    assert [(each.explains, each.of) for each in told] == [(6, 10), (6, 10), *[(None, None)] * 3]


def test_a_colleague_who_always_brings_his_own_makes_nobody_else_stand_out(engine):
    """Weaver comes to all but officer a, whose own two people come to every search."""
    searches = [search("a", k, "Own", "Other") for k in range(60)]
    searches += [search(who, k, *["Weaver"] * (k % 5 < 3)) for who in "bc" for k in range(60)]
    _, found = audited(searches, engine)
    assert found["officer", "a"].verdict == "together"
    assert found["officer", "b"].verdict == found["officer", "c"].verdict == "not_found"
    assert found["officer", "b"].detail["left_out"] == 2
    assert found["officer", "a"].detail["left_out"] == 1


def of_units(stock):
    """Six units whose officers search in every quarter, at every place and third of the day.

    In unit A one of the three `stock` attests the first of three searches, and nobody twice else.
    """
    searches = []
    for unit in "ABCDEF":
        for k in range(90):
            three = {"officer": "abcde"[k % 5], "number": k * 3, "unit": unit}
            area, hour = "XYZ"[k // 5 % 3], (4, 12, 20)[k // 15 % 3]
            known = [stock[k // 3 % 3]] * (unit == "A" and k % 3 == 0)
            again = [f"seller {unit} {k % 43}"]
            searches.append(search(three["officer"], k * 3, *known, *again, area=area, hour=hour,
                                   unit=unit))  # fmt: skip
    return searches


def whole_units(searches, engine):
    tables = world(searches)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {each.subject: each for each in results if each.aspect == WHOLE_UNIT}


def in_other_roles(searches, of_unit):
    """The searches, each with a victim, of whom a unit has as many as `of_unit` says, in turn."""
    known = []
    for place, (case, rows) in enumerate(searches):
        unit = case["unit_id"]
        who = f"neighbour {unit} {place % of_unit(unit)}"
        known.append((case, [
            *rows,
            {"incident_id": case["incident_id"], "person_id": who, "role": "victim"},
            {"incident_id": case["incident_id"], "person_id": who, "role": "complainant"},
        ]))  # fmt: skip
    return known


def unlike_pairs(searches, unit):
    """Pairs of attestations alike in nothing, and how many are of one person, one by one."""
    came = [
        (row["person_id"], case["officer_id"], (case["occurred_at"].month - 1) // 3
         + 4 * case["occurred_at"].year, case["area_id"], case["occurred_at"].hour // 8)
        for case, rows in searches if case["unit_id"] == unit for row in rows
    ]  # fmt: skip
    pairs = [
        (one[0] == other[0])
        for one, other in combinations(came, 2)
        if all(a != b for a, b in zip(one[1:], other[1:], strict=True))
    ]
    return len(pairs), sum(pairs)


def test_few_people_of_a_whole_unit_stand_out_beside_its_sisters(engine):
    searches = of_units(["Weaver", "Smith", "Carter"])
    tables, found = whole_units(searches, engine)
    assert found["A"].verdict == "together"
    assert found["A"].p_value < 0.05
    assert found["A"].estimate > found["A"].interval[0] > 0
    assert {found[each].verdict for each in "BCDEF"} == {"not_found"}
    for unit in "AB":
        told = found[unit].detail
        assert (told["pairs"], told["repeated"]) == unlike_pairs(searches, unit)
    assert set(found["A"].detail["people"]) <= {"Weaver", "Smith", "Carter"}
    told = describe(CHECK, found["A"], tables, engine)
    assert told.title.startswith("unit A: few people attest")
    listed = engine.columns(cases(CHECK, found["A"], tables))
    assert len(set(listed["incident_id"])) == len(listed["incident_id"]) <= 30


@pytest.mark.parametrize("same", [{"officer_id": "a"}, {"area_id": "X"}, {"hour": 12}])
def test_people_at_hand_for_one_officer_place_or_hour_make_no_pair(engine, same):
    """In unit A all three come to one officer, to one place or at one hour alone."""
    changed = []
    for case, rows in of_units(["Weaver", "Smith", "Carter"]):
        if any(row["person_id"] in {"Weaver", "Smith", "Carter"} for row in rows):
            at = case["occurred_at"].replace(hour=same.get("hour", case["occurred_at"].hour))
            case = {**case, **{k: v for k, v in same.items() if k != "hour"}, "occurred_at": at}
        changed.append((case, rows))
    _, found = whole_units(changed, engine)
    assert found["A"].verdict == "not_found"
    assert found["A"].p_value > 0.2


def test_few_people_in_other_roles_too_are_a_small_place(engine):
    """Unit A has a tenth of the people for any role; as many as elsewhere explain nothing."""
    searches = of_units(["Weaver", "Smith", "Carter"])
    _, small = whole_units(in_other_roles(searches, lambda unit: 3 if unit == "A" else 31), engine)
    _, large = whole_units(in_other_roles(searches, lambda unit: 31), engine)
    _, alone = whole_units(searches, engine)
    assert small["A"].verdict == "not_found"
    assert small["A"].p_value > 0.2
    assert large["A"].p_value < 0.05
    assert large["A"].detail["repeated"] == alone["A"].detail["repeated"]


def test_of_many_people_in_other_roles_each_third_or_so_is_read_by_time(engine, monkeypatch):
    """40 victims of a unit where 15 may be read: each third, from the first day on."""
    monkeypatch.setattr(stock_witnesses, "MOST_OTHERS", 15)
    searches = [search("a", k, "Weaver") for k in range(40)]
    for k, (case, rows) in enumerate(searches):
        victim = {"incident_id": case["incident_id"], "person_id": f"v{k}", "role": "victim"}
        rows += [victim, {**victim, "role": "complainant"}, {**victim, "role": "informant"}]
    read = engine.columns(CHECK.counts(world(searches)))
    others = read["person"][read["attests"] == 0]
    assert sorted(others.tolist()) == sorted(f"v{k}" for k in range(0, 40, 3))


def test_too_little_of_whole_units_says_so(engine):
    _, found = whole_units([row for row in of_units("abc") if row[0]["unit_id"] in "ABCD"], engine)
    assert {each.verdict for each in found.values()} == {"insufficient"}
    assert all(each.reason.startswith("fewer than five units") for each in found.values())
    unknown = [({**case, "area_id": None}, rows) if case["unit_id"] == "A" else (case, rows)
               for case, rows in of_units("abc")]  # fmt: skip
    _, found = whole_units(unknown, engine)
    assert found["A"].verdict == "insufficient"
    assert found["A"].reason.startswith("too few attestations")
