"""Is a group that meets the same people told from officers who work at one place or time?"""

import pytest

from tallystick.audit.execution import cases, describe, results_of
from tallystick.checks.people.crews import CHECK
from worlds import instant, tables_of

OFFICERS = "abcdefg"
START = 2023 * 12
MONTHS = 16


def search(officer, month, day, *people, area="X", hour=9, unit="A", role="attesting_witness"):
    """A search on the `day`-th of a month, and who attested it."""
    key = f"{unit} {officer} {month} {day} {hour}"
    year, of_year = divmod(START + month, 12)
    case = {"incident_id": key, "unit_id": unit, "officer_id": officer, "area_id": area,
            "occurred_at": instant(f"{year}-{of_year + 1:02}-{day:02}T{hour:02}:00")}  # fmt: skip
    people = (*people, f"passer-by {key}")
    return case, [{"incident_id": key, "person_id": each, "role": role} for each in people]


def unit_of(crew="abc", areas=("X", "Y"), hours=(9, 21), months=MONTHS, person="Weaver", **more):
    """Each officer has four searches a month; those of `crew` are attested by Weaver.

    No two officers have theirs on one day.
    """
    searches = []
    for month in range(months):
        for number, officer in enumerate(OFFICERS):
            for turn in range(4):
                area, hour = areas[turn % len(areas)], hours[turn // 2 % len(hours)]
                people = (person,) if officer in crew else (f"guard {turn} {month // 4}",)
                searches.append(search(officer, month, 1 + number * 4 + turn, *people, area=area,
                                       hour=hour, **more))  # fmt: skip
    return searches


def audited(searches, engine):
    incidents, involvements = zip(*searches, strict=True)
    tables = tables_of({
        "incidents": list(incidents), "involvements": [row for rows in involvements for row in rows]
    })  # fmt: skip
    results, _ = results_of(CHECK, tables, engine)
    return tables, {each.subject: each for each in results}


def test_three_of_seven_who_share_one_person_with_numbers_added_up_by_hand(engine):
    """Half of 16 months are asked, 4 searches each: 32 of 32, and none of their colleagues'."""
    tables, found = audited(unit_of(), engine)
    unit = found["A"]
    assert unit.verdict == "together"
    assert unit.n == 7 * 4 * MONTHS
    assert (unit.estimate, unit.interval) == (1.0, (1.0, 1.0))
    assert sorted(unit.detail["officers"]) == ["a", "b", "c"]
    assert unit.detail["people"] == ["Weaver"]
    assert unit.detail["again"] == 3
    counted = {(each["together"], each["occasions"], each["expected"])
               for each in unit.detail["members"]}  # fmt: skip
    assert counted == {(32, 32, 0.0)}
    assert 0 < unit.smallest_detectable < 1
    listed = engine.columns(cases(CHECK, unit, tables))
    assert len(listed["incident_id"]) == 3 * 4 * MONTHS
    assert set(listed["officer_id"]) == set("abc")


@pytest.mark.parametrize("more", [
    {"crew": "ab"}, {"crew": ""}, {"crew": "a"}, {"crew": OFFICERS}, {"crew": "abcde"},
    {"role": "witness"}, {"role": "complainant"},
])  # fmt: skip
def test_pairs_everybody_and_other_roles_are_no_crew(engine, more):
    _, found = audited(unit_of(**more), engine)
    assert {each.verdict for each in found.values()} <= {"not_found", "insufficient"}
    assert all(each.p_value in (None, 1.0) for each in found.values())


def test_of_most_who_share_one_person_it_cannot_be_told_which_group_is_the_odd_one(engine):
    """Four of seven share Weaver; the other three meet the guards, who change, and never her."""
    _, found = audited(unit_of("abcd"), engine)
    assert found["A"].verdict == "insufficient"
    assert "groups that meet people of their own" in found["A"].reason


def test_each_with_a_person_of_his_own_share_nothing(engine):
    searches = [
        (case, [dict(row, person_id=row["person_id"].replace("Weaver", case["officer_id"]))
                for row in rows])
        for case, rows in unit_of()
    ]  # fmt: skip
    _, found = audited(searches, engine)
    assert found["A"].verdict == "not_found"
    assert found["A"].p_value == 1.0
    assert found["A"].detail["left_out"] > 0


@pytest.mark.parametrize("bound", ["area", "hour"])
def test_a_person_who_is_at_one_place_or_hour_is_whoever_is_there(engine, bound):
    """Weaver comes in area X, or at nine, alone: elsewhere the three meet the guards."""
    searches = []
    for case, rows in unit_of():
        there = case["area_id"] == "X" if bound == "area" else case["occurred_at"].hour == 9
        searches.append((case, rows if there else rows[1:]))
    _, found = audited(searches, engine)
    assert found["A"].verdict == "not_found"
    assert found["A"].p_value == 1.0


def test_an_informant_counts_apart_from_a_witness(engine):
    _, found = audited(unit_of(role="informant"), engine)
    assert found["A"].verdict == "together"
    mixed = [
        (case, [dict(row, role="informant" if case["officer_id"] == "a" else row["role"])
                for row in rows])
        for case, rows in unit_of()
    ]  # fmt: skip
    _, found = audited(mixed, engine)
    assert found["A"].verdict != "together", "in the role of one she is met by one officer alone"


def test_who_meets_several_on_one_day_counts_once_a_day(engine):
    """All three search on the same days: only the first of them has the person."""
    searches = []
    for month in range(MONTHS):
        for turn in range(4):
            for officer in OFFICERS:
                people = ("Weaver",) if officer in "abc" else (f"guard {turn}",)
                searches.append(search(officer, month, 1 + turn, *people, area="XY"[turn % 2],
                                       hour=(9, 21)[turn // 2]))  # fmt: skip
    _, found = audited(searches, engine)
    assert found["A"].verdict == "not_found"


def test_several_cases_of_a_day_are_one_occasion(engine):
    tables, found = audited([*unit_of(), search("a", 0, 1, "Weaver", hour=23)], engine)
    assert found["A"].n == 7 * 4 * MONTHS
    assert len(engine.columns(cases(CHECK, found["A"], tables))["incident_id"]) == 12 * MONTHS


@pytest.mark.parametrize(("more", "reason"), [
    ({"areas": ("X",)}, "all occasions are in one area"),
    ({"hours": (9,)}, "all occasions are in one area"), ({"months": 6}, "with so few occasions"),
])  # fmt: skip
def test_too_little_to_tell_says_so(engine, more, reason):
    _, found = audited(unit_of(**more), engine)
    assert found["A"].verdict == "insufficient"
    assert found["A"].reason.startswith(reason)


def test_few_officers_and_nobody_say_so(engine):
    few = [each for each in unit_of() if each[0]["officer_id"] != "g"]
    _, found = audited(few, engine)
    assert found["A"].reason == "fewer than 7 officers of the unit have such occasions"
    _, found = audited([search("a", 0, 1, "Weaver")], engine)
    assert found[""].reason.startswith("no person came to five occasions")


def test_the_words_of_the_finding_name_no_person_and_it_asks_the_records(engine):
    """96 of 192 occasions lie in area X, all of them at nine in the morning or all at night."""
    tables, found = audited(unit_of(), engine)
    told = describe(CHECK, found["A"], tables, engine)
    words = (told.title, told.condition, told.criteria, told.cause, told.effect, told.suggestion)
    assert "Weaver" not in " ".join(words)
    assert "32 of 32 (0.0 expected)" in told.condition
    asked = [(each.explains, each.of) for each in told.explanations]
    assert asked == [(48, 192), (0, 192), (12, 192), (0, 192), (None, None), (None, None)]
