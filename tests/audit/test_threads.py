"""Are findings and leads joined by what is rare, and by nothing else?"""

from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tallystick.audit.thread_lists import Listed, Population, ThreadList
from tallystick.audit.threads import OF_LEADS, joins_among, threads
from tallystick.engine import connect
from tallystick.findings import Evidence, Finding
from tallystick.findings.thread import read_threads, write_threads
from worlds import tables_of

SPAN = ("2024-01-01", "2024-12-30")
DAYS = tuple(date.fromisoformat(each) for each in SPAN)
UNITS, OFFICERS, CASES = 4, 10, 2_000


def case(number):
    """A case of unit ``A``..``D`` and one of its ten officers, spread evenly over the year."""
    unit = "ABCD"[number % UNITS]
    officer = number // UNITS % OFFICERS
    return {
        "incident_id": f"c{number}",
        "unit_id": unit,
        "officer_id": f"{unit}{officer}",
        "occurred_at": datetime(2024, 1, 1, 12) + timedelta(days=number * 364 // CASES),
        "closed_at": datetime(2024, 1, 9, 12) + timedelta(days=number * 364 // CASES),
        "offense_code": "sale",
        "clearance": "arrest",
        "area_id": f"{unit}-1",
    }


INCIDENTS = [case(number) for number in range(CASES)]
INVOLVEMENTS = [
    {"incident_id": f"c{number}", "person_id": f"p{number}", "role": "subject"}
    for number in range(CASES)
] + [{"incident_id": f"c{number}", "person_id": "busy", "role": "informant"}
     for number in range(0, CASES, 3)]  # fmt: skip
CUSTODY = [{
    "exhibit_id": "kilo", "at": datetime(2024, 9, 2, 9), "action": "purchased", "to_holder": "A1",
    "net_weight_g": 1050.0,
}]  # fmt: skip


@pytest.fixture(scope="module")
def engine():
    made = connect(threads=1)
    yield made
    made.close()


@pytest.fixture(scope="module")
def tables():
    return tables_of({"incidents": INCIDENTS, "involvements": INVOLVEMENTS, "custody": CUSTODY})


def entry(folder, identity, rows, **more):
    """A finding or lead with its case list."""
    evidence = None
    if rows:
        path = f"{identity}.parquet"
        pq.write_table(pa.Table.from_pylist(rows), folder / path)
        evidence = Evidence("", path, "", len(rows))
    told = {"check": "a.b", "family": "a", "subject_kind": "unit", "subject": "A", "aspect": "",
            "verdict": "moved", "title": identity, "criteria": "", "condition": "", "cause": "",
            "effect": "", "estimand": "", "n": 1, "estimate": None, "interval": None,
            "p_value": None, "q_value": None, "smallest_detectable": None}  # fmt: skip
    return Finding(**told | more, id=identity, evidence=evidence)


def cases_of(officers, first, last, every=1):
    """The cases of these officers in these days, as a case list names them."""
    officers = set(officers)
    held = [
        each
        for each in INCIDENTS
        if each["officer_id"] in officers and first <= str(each["occurred_at"]) <= last
    ]
    return [{"incident_id": each["incident_id"]} for each in held[::every]]


STREAK = cases_of({"A1", "A2"}, "2024-09-05", "2024-11-30")
KILO = [{"exhibit_id": "kilo", "unit_id": "A", "holder": "A1", "at": datetime(2024, 9, 2, 9)}]


def joined(folder, engine, tables, *told):
    return threads(folder, told, tables, engine, SPAN)


def chance_by_counting(officers, listed):
    """The share of days near the list, times the unit's of all cases, times the officers' of it."""
    ids = {each["incident_id"] for each in listed}
    days = sorted(each["occurred_at"].date() for each in INCIDENTS if each["incident_id"] in ids)
    first, last = days[0] - timedelta(days=30), days[-1] + timedelta(days=30)
    year = [DAYS[0] + timedelta(days=n) for n in range((DAYS[1] - DAYS[0]).days + 1)]
    near = np.mean([first <= day <= last for day in year])
    then = [each for each in INCIDENTS
            if first.month <= each["occurred_at"].month <= last.month]  # fmt: skip
    unit = [each for each in then if each["unit_id"] == "A"]
    own = [each for each in unit if each["officer_id"] in officers]
    return near * len(unit) / len(then) * len(own) / len(unit)


def test_a_kilogram_and_the_arrests_after_it_are_one_thread(tmp_path, engine, tables):
    """The chance by hand: days near, times a unit of four, times two officers of ten."""
    found = entry(tmp_path, "F-01", STREAK), entry(tmp_path, "F-02", KILO)
    (thread,) = joined(tmp_path, engine, tables, *found)
    assert thread.members == ("F-01", "F-02")
    (join,) = thread.joins
    assert (join.by, join.shared) == ("officers", 1)
    assert join.chance == pytest.approx(chance_by_counting({"A1", "A2"}, STREAK))
    first_event, *others = thread.events
    assert (first_event.what, first_event.grams, first_event.officer) == ("purchased", 1050.0, "A1")
    assert {each.what for each in others} == {"arrest"}
    assert len(others) == len(STREAK)
    assert all(each.of == ("F-01",) and each.closed > each.day for each in others)
    assert [each.day for each in thread.events] == sorted(each.day for each in thread.events)


def test_what_is_stored_is_read_back(tmp_path, engine, tables):
    found = entry(tmp_path, "F-01", STREAK), entry(tmp_path, "F-02", KILO)
    made = joined(tmp_path, engine, tables, *found)
    assert read_threads(tmp_path) == ()
    write_threads(tmp_path, made)
    assert read_threads(tmp_path) == made


@pytest.mark.parametrize(
    ("why", "other"),
    [
        ("another officer of the unit", cases_of({"A7"}, "2024-09-05", "2024-11-30")),
        ("the same officers months before", cases_of({"A1", "A2"}, "2024-01-01", "2024-02-20")),
        ("the unit and the weeks alone",
         cases_of({f"A{n}" for n in range(3, 10)}, "2024-09-05", "2024-11-30")),
        ("all of the agency, the same officers among them",
         cases_of({f"{u}{n}" for u in "ABCD" for n in range(10)}, "2024-01-01", "2024-12-31", 7)),
    ],
)  # fmt: skip
def test_what_is_not_rare_joins_nothing(tmp_path, engine, tables, why, other):
    found = entry(tmp_path, "F-01", STREAK), entry(tmp_path, "F-02", other)
    assert joined(tmp_path, engine, tables, *found) == (), why


def test_a_person_named_everywhere_joins_nothing_and_rare_ones_do(tmp_path, engine, tables):
    one, other = (cases_of({officer}, "2024-01-01", "2024-12-31") for officer in ("A4", "B4"))
    found = entry(tmp_path, "F-01", one), entry(tmp_path, "F-02", other)
    assert joined(tmp_path, engine, tables, *found) == ()
    again = [
        {"incident_id": each["incident_id"], "person_id": f"rare{place}", "role": "subject"}
        for rows in (one, other)
        for place, each in enumerate(rows[:3])
    ]
    # As many more persons have two cases each in these units and join nothing.
    others = [
        {"incident_id": f"c{number + step}", "person_id": f"twice{number}", "role": "subject"}
        for number in range(0, 1200, 20)
        for step in (8, 9)
    ]
    wider = tables_of({"incidents": INCIDENTS, "involvements": [*INVOLVEMENTS, *again, *others]})
    (thread,) = joined(tmp_path, engine, wider, *found)
    # The three, and the one who is named everywhere, whom the chance allows for.
    assert [(each.by, each.shared) for each in thread.joins] == [("persons", 4)]


def test_shared_cases_join_and_the_same_finding_of_a_unit_is_no_thread(tmp_path, engine, tables):
    scattered = cases_of({f"{u}{n}" for u in "ABCD" for n in range(10)}, *SPAN, 29)
    whole = entry(tmp_path, "F-01", scattered)
    part = entry(tmp_path, "F-02", scattered[:9], part_of="F-01")
    assert joined(tmp_path, engine, tables, whole, part) == ()
    lead = entry(tmp_path, "L-01", scattered[::2], family="b")
    (thread,) = joined(tmp_path, engine, tables, whole, part, lead)
    assert thread.members == ("F-01", "F-02", "L-01")
    assert thread.joins[0].by == "cases"


def test_lists_of_the_ends_of_months_share_nothing_by_that(tmp_path, engine, tables):
    ends = [each for each in INCIDENTS if each["occurred_at"].day >= 29]
    one, other = ([{"incident_id": each["incident_id"]} for each in ends if each["unit_id"] in of]
                  for of in ("ABCD", "AB"))  # fmt: skip
    found = entry(tmp_path, "F-01", one), entry(tmp_path, "F-02", other[::2])
    assert joined(tmp_path, engine, tables, *found) == ()


def test_two_questions_of_one_family_on_the_same_records_are_no_thread(tmp_path, engine, tables):
    scattered = cases_of({f"{u}{n}" for u in "ABCD" for n in range(10)}, *SPAN, 29)
    found = entry(tmp_path, "F-01", scattered), entry(tmp_path, "F-02", scattered[:12])
    assert joined(tmp_path, engine, tables, *found) == ()
    other = entry(tmp_path, "F-02", scattered[:12], family="b")
    assert len(joined(tmp_path, engine, tables, found[0], other)) == 1


def test_a_lead_on_an_officer_is_in_no_thread(tmp_path, engine, tables):
    found = entry(tmp_path, "F-01", STREAK), entry(tmp_path, "F-02", KILO)
    officer = entry(tmp_path, "L-01", [], subject_kind="officer", subject="A1")
    (thread,) = joined(tmp_path, engine, tables, *found, officer)
    assert "L-01" not in thread.members


def test_without_numbered_cases_or_days_there_is_no_thread(tmp_path, engine):
    bare = tables_of({"measurements": [{"exhibit_id": "x", "kind": "net_weight", "value": 1.0}]})
    found = entry(tmp_path, "F-01", KILO), entry(tmp_path, "F-02", KILO)
    assert joined(tmp_path, engine, bare, *found) == ()
    tables = tables_of({"incidents": INCIDENTS})
    assert threads(tmp_path, found, tables, engine, (None, None)) == ()


def drawn(rng, identity, records):
    """A list that knows nothing of another: a few officers of one unit, or of all, some weeks."""
    unit = rng.choice(list("ABCD")) if rng.random() < 0.7 else None
    pool = [f"{u}{n}" for u in (unit or "ABCD") for n in range(OFFICERS)]
    officers = set(rng.choice(pool, size=min(rng.integers(1, 7), len(pool)), replace=False))
    first = rng.integers(0, 250)
    last = first + rng.integers(20, 115)
    own = [each for each in records if each.officer in officers
           and first <= (each.day - DAYS[0]).days <= last]  # fmt: skip
    share = rng.uniform(0.2, 1.0)
    kept = [each for each in own if rng.random() < share]
    held = {each.record: each for each in kept}
    return ThreadList(
        (identity,), frozenset({identity}), False, held, {key: (identity,) for key in held}, {}, {}
    )


def test_unrelated_lists_are_joined_in_one_audit_of_twenty_at_most(engine, tables):
    """Promised rate, by simulation: four leads an audit, of few officers and weeks each."""
    records = [
        Listed(
            each["incident_id"],
            (each["unit_id"], 2024 * 12 + each["occurred_at"].month, "sale/arrest"),
            ("", each["occurred_at"].date().toordinal(), "sale/arrest"),
            each["unit_id"],
            each["officer_id"],
            each["occurred_at"].date(),
        )
        for each in INCIDENTS
    ]
    rng, population, audits = np.random.default_rng(20261130), Population(tables, engine), 150
    false = 0
    for _ in range(audits):
        lists = [drawn(rng, f"L-{place}", records) for place in range(4)]
        false += bool(joins_among([each for each in lists if each.records], population, DAYS))
    assert false / audits <= OF_LEADS + 3 * np.sqrt(OF_LEADS * (1 - OF_LEADS) / audits)
