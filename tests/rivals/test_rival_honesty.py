"""Is an honest agency honest, and is each oddity in its tables what its name says?"""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from rivals.kinds import ODDITIES
from test_rival_worlds import made, table


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    folder = tmp_path_factory.mktemp("honest")
    made(folder, size=5000)
    return folder


def test_published_figures_count_what_was_entered_by_then(clean):
    cases = table(clean, "incidents")
    rules = {
        "cases": lambda case: True,
        "arrests": lambda case: case["clearance"] == "arrest",
        "complaints": lambda case: case["origin"] == "complaint",
    }
    entered = defaultdict(list)
    for case in cases:
        at = case["occurred_at"]
        entered[case["unit_id"], at.year, at.month].append(case)
    figures = table(clean, "reported_figures")
    assert len(figures) == 15 * 36 * 3
    for figure in figures:
        start = figure["period_start"]
        until = datetime.combine(figure["published_on"], datetime.min.time()).replace(hour=6)
        month = entered[figure["unit_id"], start.year, start.month]
        known = [case for case in month if case["recorded_at"] < until]
        assert figure["value"] == sum(map(rules[figure["metric"]], known))


@pytest.mark.parametrize("oddity", [None, "merged_units", "festival_town"])
def test_officers_are_where_they_serve_and_not_on_leave(oddity, clean, tmp_path):
    folder = clean
    if oddity:
        folder = tmp_path
        made(folder, "--oddity", oddity, size=5000)
    posted, away, spans_of = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in table(folder, "postings"):
        posted[row["officer_id"], row["unit_id"]].append((row["from_date"], row["to_date"]))
        spans_of[row["officer_id"]].append((row["from_date"], row["to_date"] or date.max))
    for spans in spans_of.values():
        assert all(start <= end for start, end in spans)
        assert all(a[1] < b[0] for a, b in pairwise(sorted(spans)))
    for row in table(folder, "duties"):
        away[row["officer_id"]].append((row["from_at"], row["to_at"]))
    for case in table(folder, "incidents"):
        if case["officer_id"] is None:
            assert case["badge"]
            continue
        day = max((case["occurred_at"] - timedelta(hours=6)).date(), date(2021, 1, 1))
        spans = posted[case["officer_id"], case["unit_id"]]
        assert any(start <= day <= (end or day) for start, end in spans)
    absent = sum(
        start <= case["occurred_at"] < end
        for case in table(folder, "incidents")
        for start, end in away[case["officer_id"]]
    )
    assert absent <= 5


def test_records_come_in_the_order_of_things(clean):
    for case in table(clean, "incidents"):
        assert case["occurred_at"] <= case["recorded_at"]
        assert case["closed_at"] is None or case["recorded_at"] <= case["closed_at"]
    hands = defaultdict(list)
    for row in table(clean, "custody"):
        hands[row["exhibit_id"]].append(row)
    for rows in hands.values():
        assert rows[0]["action"] in ("seized", "purchased")
        for before, after in pairwise(rows):
            assert before["at"] <= after["at"]
            assert before["to_holder"] == after["from_holder"]
            assert after["net_weight_g"] <= before["net_weight_g"] * 1.1 + 0.05


def test_units_and_seeds_differ(clean):
    share = defaultdict(Counter)
    for case in table(clean, "incidents"):
        share[case["unit_id"]][case["clearance"] == "arrest"] += 1
    rates = [each[True] / each.total() for each in share.values()]
    assert max(rates) - min(rates) > 0.15


def subject_cases(folder, truth):
    cases = {each["incident_id"]: each for each in table(folder, "incidents")}
    return [cases[number] for each in truth["odd"] for number in each["records"] if number in cases]


def most(rows, share=0.9):
    rows = list(rows)
    return sum(rows) > share * len(rows)


def late(cases, folder, truth):
    return most(
        case["recorded_at"].weekday() == 4
        and case["recorded_at"] - case["occurred_at"] > timedelta(days=6)
        for case in cases
    )


def on_one_day(cases, folder, truth):
    texts = {each["incident_id"]: each["text"] for each in table(folder, "narratives")}
    of_the_day = {texts[case["incident_id"]] for case in cases}
    return len({case["occurred_at"].date() for case in cases}) == 1 == len(of_the_day)


def by_ferry(cases, folder, truth):
    return most((case["occurred_at"].hour in (7, 8, 13, 14, 19, 20) for case in cases), 0.97)


def on_check_days(cases, folder, truth):
    return {case["occurred_at"].weekday() for case in cases} == {1, 3}


def in_one_night(cases, folder, truth):
    return len({case["recorded_at"].date() for case in cases}) == 1


def by_default(cases, folder, truth):
    return all(case["origin"] == "other" for case in cases)


def by_one_officer(cases, folder, truth):
    return len({case["officer_id"] for case in cases} - {None}) == 3


def in_four_lines(cases, folder, truth):
    texts = {each["incident_id"]: each["text"] for each in table(folder, "narratives")}
    return len({texts[case["incident_id"]] for case in cases}) == 4


def one_witness(cases, folder, truth):
    people = defaultdict(set)
    for row in table(folder, "involvements"):
        people[row["incident_id"]].add(row["person_id"])
    return len(set.intersection(*(people[case["incident_id"]] for case in cases))) == 1


def attending(cases, folder, truth):
    named = {(row["record_id"], row["officer_id"]) for row in table(folder, "named_officers")}
    return all((n, each["name"]) in named for each in truth["odd"] for n in each["records"])


def an_hour_off(cases, folder, truth):
    entries = defaultdict(list)
    for row in table(folder, "counterparts"):
        entries[row["officer_id"]].append(row["occurred_at"])
    hour = Counter()
    for case in cases:
        for at in entries[case["officer_id"]]:
            hour[(case["occurred_at"] - at + timedelta(minutes=30)) // timedelta(hours=1)] += 1
    return hour[1] > 4 * hour[0]


def weights(folder, truth, stage):
    numbers = {number for each in truth["odd"] for number in each["records"]}
    return [
        row for row in table(folder, "measurements")
        if row["exhibit_id"] in numbers and (row["kind"], row["stage"]) == ("net_weight", stage)
    ]  # fmt: skip


def packed(cases, folder, truth):
    values = [row["value"] for row in weights(folder, truth, "field")]
    return len(values) > 20 and len({round(value, 1) for value in values}) < len(values) / 2


def in_batches(cases, folder, truth):
    days = {row["measured_at"].date() for row in weights(folder, truth, "lab")}
    return {(day - min(days)).days % 21 for day in days} == {0}


def at_month_end(cases, folder, truth):
    names, near = {each["name"] for each in truth["odd"]}, defaultdict(list)
    for case in table(folder, "incidents"):
        day = case["occurred_at"].day
        near[case["unit_id"] in names].append(day > 26 or day < 3)
    odd, others = (sum(near[each]) / len(near[each]) for each in (True, False))
    return odd > 1.15 * others


def absorbed(cases, folder, truth):
    goes = {row["area_id"][:4] for row in cases if row["area_id"]}
    (taker,) = {case["unit_id"] for case in cases}
    (gone,) = {each["name"] for each in truth["odd"]} - {taker}
    day = min(case["occurred_at"] for case in cases).date() - timedelta(days=1)
    rows = [row for row in table(folder, "incidents") if row["unit_id"] == gone]
    ends = [row["to_date"] for row in table(folder, "postings") if row["unit_id"] == gone]
    goals = {row["period_start"] for row in table(folder, "targets") if row["unit_id"] == gone}
    last = max(row["occurred_at"].date() for row in rows)
    return len(goes) == 1 and None not in ends and last <= day and max(goals) <= day


def festive(cases, folder, truth):
    (name,) = (each["name"] for each in truth["odd"])
    at = [row["occurred_at"] for row in table(folder, "incidents") if row["unit_id"] == name]
    july = sum((each.month, each.day > 5) == (7, True) for each in at)
    seasonal = [row for row in table(folder, "postings")
                if row["to_date"] and (row["to_date"] - row["from_date"]).days == 15]  # fmt: skip
    return july > 0.15 * len(at) and {row["unit_id"] for row in seasonal} == {name}


def after_the_strike(cases, folder, truth):
    names = {each["name"] for each in truth["odd"]}
    unit = {row["incident_id"]: row["unit_id"] for row in table(folder, "incidents")}
    days = {True: set(), False: set()}
    for row in table(folder, "outcomes"):
        if row["decided_at"]:
            days[unit[row["incident_id"]] in names].add(row["decided_at"].date())
    gap = {which: max(b - a for a, b in pairwise(sorted(days[which]))) for which in days}
    of = {row["incident_id"]: row["decided_at"] for row in table(folder, "outcomes")}
    end = max(pairwise(sorted(days[True])), key=lambda pair: pair[1] - pair[0])[1]
    waited = [of[case["incident_id"]] for case in cases]
    after = all(each is None or each.date() >= end for each in waited)
    return after and gap[True] > timedelta(days=110) > gap[False]


def translated(cases, folder, truth):
    numbers = {case["incident_id"] for case in cases}
    rows = table(folder, "narratives")
    authors = {row["author_id"] for row in rows if row["incident_id"] in numbers}
    signed = {row["incident_id"] for row in rows if "Translated from" in row["text"]}
    first = Counter(row["text"].split()[0] for row in rows if row["incident_id"] in numbers)
    return signed == numbers and len(authors) > 2 and len(first) > 1


SIGNS = {
    "payday_surge": at_month_end,
    "mass_demonstration": on_one_day,
    "ferry_timetable": by_ferry,
    "late_academy": late,
    "wrong_clock": an_hour_off,
    "interpreter": one_witness,
    "court_liaison": attending,
    "desk_officer": by_one_officer,
    "prison_finds": on_check_days,
    "border_packages": packed,
    "batch_laboratory": in_batches,
    "merged_databases": in_one_night,
    "new_form_default": by_default,
    "one_line_reports": in_four_lines,
    "merged_units": absorbed,
    "festival_town": festive,
    "court_strike": after_the_strike,
    "translating_clerk": translated,
}


@pytest.mark.parametrize("name", ODDITIES)
def test_an_oddity_shows_in_the_tables(name, tmp_path):
    truth = made(tmp_path, "--oddity", name, size=6000)
    assert SIGNS[name](subject_cases(tmp_path, truth), tmp_path, truth)
