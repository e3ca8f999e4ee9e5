"""Are officers who share subjects, cases or complaints told, each layer apart and all together?"""

from collections import Counter

import numpy as np
import pytest
from test_crews import unit_of

from one_cause import said_of
from tallystick.audit.execution import cases, describe, results_of
from tallystick.audit.selection import why_not
from tallystick.checks.people.crews import CHECK
from tallystick.checks.people.crews.query import ALL
from tallystick.findings import Result
from tallystick.stats.combination import cauchy_combination
from worlds import day, instant, tables_of

OFFICERS, CREW, MONTHS = "abcdefghi", "abc", 24


def pairs(who):
    return [(one, two) for at, one in enumerate(who) for two in who[at + 1 :]]


def named(role="attending", crew=CREW, unit="A", months=MONTHS):
    """A file a day: of each two of the crew two in every month, and of each two others one."""
    days = pairs(crew) * 2 + pairs([each for each in OFFICERS if each not in crew])
    rows = []
    for month in range(months):
        for number, pair in enumerate(days):
            day, hour = number % 28 + 1, 10 + number // 28
            at = instant(f"{2023 + month // 12}-{month % 12 + 1:02}-{day:02}T{hour}:00")
            rows += [
                {"record_id": f"{role} {crew} {month} {number}", "officer_id": each, "role": role,
                 "unit_id": unit, "occurred_at": at, "area_id": "X"}
                for each in pair
            ]  # fmt: skip
    return rows


def file_of(month, number, pair):
    """A complaint of both, on a day of its own."""
    at = instant(f"{2023 + month // 12}-{month % 12 + 1:02}-{number + 1:02}T10:00")
    return [{"record_id": f"{month} {number}", "officer_id": each, "role": "complained_of",
             "unit_id": "A", "occurred_at": at, "area_id": "X"} for each in pair]  # fmt: skip


def by_file(rows):
    """Who is named in each file."""
    files = {}
    for row in rows:
        files.setdefault(row["record_id"], []).append(row["officer_id"])
    return files.values()


def audited(engine, rows, **tables):
    held = tables_of({"named_officers": rows, **tables})
    assert why_not(CHECK, held) == ""
    results, _ = results_of(CHECK, held, engine)
    return held, {each.aspect: each for each in results}


@pytest.mark.parametrize(("role", "aspect"), [
    ("attending", "shared cases"), ("complained_of", "shared complaints"),
])  # fmt: skip
def test_three_who_are_named_together_with_numbers_added_up_by_hand(engine, role, aspect):
    """Each has 4 files in a month with one of the two; with the one who is no partner in 2 of 4.

    When the partner is beside no other is; else one of the other seven is drawn, who are named 5
    times each (30 in all), or 4 (the crew's): 4 of 34, a tenth more or less by kind of day.
    """
    tables, found = audited(engine, named(role))
    assert set(found) == {aspect}
    unit = found[aspect]
    assert (unit.verdict, unit.n) == ("together", MONTHS * 2 * (6 + 15))
    assert sorted(unit.detail["officers"]) == list(CREW)
    assert unit.detail["again"] == 3
    half = MONTHS // 2
    for each in unit.detail["members"]:
        assert (each["together"], each["occasions"]) == (2 * half, 4 * half)
        assert each["expected"] == pytest.approx(2 * half * 4 / 34, rel=0.15)
    assert unit.estimate == pytest.approx((2 - 8 / 34) / 4, rel=0.02)
    listed = engine.rows(cases(CHECK, unit, tables))
    assert len(listed) == MONTHS * 6 * 2
    assert {row["officer_id"] for row in listed} == set(CREW)
    assert {row["role"] for row in listed} == {role}
    told = describe(CHECK, unit, tables, engine)
    assert f"a {2 * half} of {4 * half} (" in told.condition
    assert "partner" in told.condition
    assert "people are concerned" not in told.condition
    assert [each.explains for each in told.explanations if "serve together" in each.cause] == []


def posted(officers, unit="A", first=None, last=None):
    return [{"officer_id": each, "unit_id": unit, "from_date": first and day(first),
             "to_date": last and day(last)} for each in officers]  # fmt: skip


def brought(engine, postings):
    """What the cause says of 144 pairs of the crew in one file, six in each of 24 months."""
    tables, found = audited(engine, named(), postings=postings)
    (said,) = said_of(CHECK, found["shared cases"], tables, engine, "posted to one unit")
    return said.explains, said.of


def test_postings_explain_what_they_bring_to_others_added_up_by_hand(engine):
    """Files fall on 21 days of a month, 15 of them those of the other 33 pairs, all outside.

    All posted to one unit: 360 of 33 x 504 days, which in the crew's 3 x 504 gives 32.7 pairs.
    Posted for its first year alone, others too: 72 of theirs, and 180 x 3 / 33 = 16.4.
    """
    everybody = posted(OFFICERS)
    assert brought(engine, everybody) == (32, 144)
    assert brought(engine, posted(OFFICERS, last="2023-12-31")) == (16, 144)
    assert brought(engine, everybody * 2) == (32, 144), "a posting that is entered twice is one"
    assert brought(engine, posted(OFFICERS[3:]) + posted("a", "X") + posted("b", "Y")) == (0, 144)
    assert brought(engine, posted(CREW)) == (0, 0), "no other pair is there to compare with"


def test_a_crew_that_alone_is_posted_together_is_explained_and_a_later_posting_counts(engine):
    """Others are posted to A on the days of their files alone: 360 of 15 x 360 pairs and days.

    At one file in 15 days the crew's 3 x 504 days would give 100; were they there with no more
    than two others on each day, 360 of 360, they would give more than all 144.
    """
    outside = pairs(OFFICERS[3:])
    apart = [row for each in OFFICERS[3:] for row in posted(each, f"at home {each}")]
    days = [f"{2023 + month // 12}-{month % 12 + 1:02}-{7 + number:02}"
            for month in range(MONTHS) for number in range(len(outside))]  # fmt: skip
    whole = [row for at in days for row in posted(OFFICERS[3:], "A", at, at)]
    assert brought(engine, posted(CREW, "B") + apart + whole) == (100, 144)
    two = [row for at, pair in zip(days, outside * MONTHS, strict=True)
           for row in posted(pair, "A", at, at)]  # fmt: skip
    assert brought(engine, posted(CREW, "B") + apart + two) == (144, 144)


def test_a_crew_without_the_strongest_pair_is_found_by_its_density(engine):
    """Of 33 months each two of six have one complaint in eleven; two others have one in each.

    So the strongest pair of the crew has 11 joint complaints and the strongest of all 33, as in the
    known case. Twelve more, and the two, are named with each other by turns, once in seven months.
    """
    crew, others, strongest = "abcdef", "ghijklmnopqrst", ("g", "h")
    rows = []
    for month in range(33):
        files = [pair for at, pair in enumerate(pairs(crew)) if (month + at) % 3 == 0]
        files += [strongest]
        files += [pair for at, pair in enumerate(pairs(others)[1:]) if (month + at) % 7 == 0]
        rows += [row for number, pair in enumerate(files) for row in file_of(month, number, pair)]
    joint = Counter(tuple(each) for each in by_file(rows))
    assert joint.most_common(1) == [(strongest, 33)]
    assert {joint[pair] for pair in pairs(crew)} == {11}
    _, found = audited(engine, rows)
    unit = found["shared complaints"]
    assert (unit.verdict, sorted(unit.detail["officers"])) == ("together", list(crew))
    assert unit.detail["again"] == len(crew)


def test_pairs_teams_and_a_file_with_many_are_no_group(engine):
    couples = named(crew="ab") + named(crew="cd")
    _, found = audited(engine, couples)
    assert found["shared cases"].verdict == "not_found"
    teams = [row for crew in ("abc", "def", "ghi") for row in named(crew=crew)
             if row["officer_id"] in crew]  # fmt: skip
    mixed = named(crew="")
    keyed = [dict(row, record_id=f"{at // 2} {row['record_id']}") for at, row in enumerate(teams)]
    _, found = audited(engine, [*keyed, *mixed])
    teamed = found["shared cases"]
    assert (teamed.verdict, teamed.p_value) == ("insufficient", None)
    assert "work in teams or platoons" in teamed.reason
    scene = [dict(row, record_id=f"{row['occurred_at']}", officer_id=each)
             for row in named()[::42] for each in OFFICERS]  # fmt: skip
    _, found = audited(engine, [*named(crew=""), *scene])
    assert found["shared cases"].detail["left_out"] == len(OFFICERS) * len(named()[::42])


def test_a_file_with_one_of_the_group_is_not_among_its_cases(engine):
    rows = [dict(row, record_id=key) for key, who in (("1", "ab"), ("2", "ad"), ("3", "de"))
            for row in named()[:2] for row in [dict(row, officer_id=who[row["officer_id"] == "b"])]
            ]  # fmt: skip
    result = Result("people.crews", "unit", "A", "shared cases", "together", 1,
                    detail={"officers": list(CREW)})  # fmt: skip
    listed = engine.rows(cases(CHECK, result, tables_of({"named_officers": rows})))
    assert [(row["incident_id"], row["officer_id"]) for row in listed] == [("1", "a"), ("1", "b")]


def test_few_officers_and_single_names_say_so(engine):
    _, found = audited(engine, [row for row in named() if row["officer_id"] in "abcdef"])
    assert found["shared cases"].reason == "fewer than 7 officers of the unit have such occasions"
    single = [dict(row, record_id=f"{at}") for at, row in enumerate(named())]
    _, found = audited(engine, single)
    assert found["shared people"].verdict == "insufficient"


def test_subjects_arrested_by_all_of_a_group_are_a_layer_of_their_own(engine):
    incidents, roles = zip(*unit_of(role="subject"), strict=True)
    involvements = [row for rows in roles for row in rows]
    for clearance, verdict in (("arrest", "together"), ("none", "insufficient")):
        kept = [dict(row, clearance=clearance) for row in incidents]
        tables = tables_of({"incidents": kept, "involvements": involvements})
        results, _ = results_of(CHECK, tables, engine)
        assert results[0].verdict == verdict
        if verdict == "together":
            assert results[0].aspect == "shared subjects"
            assert sorted(results[0].detail["officers"]) == list(CREW)
            listed = engine.rows(cases(CHECK, results[0], tables))
            assert {row["officer_id"] for row in listed} == set(CREW)


def test_all_layers_together_name_each_layer_and_who_stands_in_several(engine):
    tables, found = audited(engine, named() + named("complained_of", crew="ade"))
    one, two = found["shared cases"], found["shared complaints"]
    whole = found[ALL]
    assert whole.p_value == cauchy_combination(np.array([one.p_value, two.p_value]))
    assert whole.verdict == "together"
    assert whole.n == one.n + two.n
    best = min((one, two), key=lambda each: each.p_value)
    assert whole.detail["layer"] == best.aspect
    told = describe(CHECK, whole, tables, engine)
    assert "In the group of another layer too: a." in told.condition
    assert all(f"{each.aspect} p = {each.p_value:.2g}" in told.condition for each in (one, two))
    assert engine.rows(cases(CHECK, whole, tables)) == engine.rows(cases(CHECK, best, tables))


def test_a_layer_that_finds_nothing_does_not_hide_a_strong_one(engine):
    _, found = audited(engine, named() + named("complained_of", crew=""))
    assert found["shared complaints"].p_value == 1.0
    assert found[ALL].verdict == "together"


def test_without_any_layer_the_check_says_what_it_needs():
    said = why_not(CHECK, tables_of({"incidents": [{"incident_id": "1", "unit_id": "A"}]}))
    assert "needs involvements" in said
    assert "named_officers" in said
