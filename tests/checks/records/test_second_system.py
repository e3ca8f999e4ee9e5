"""Does each rule of the ladder match what it says, and is every record used once?"""

from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from tallystick.audit.execution import keep
from tallystick.checks.records.unmatched import CHECK
from tallystick.checks.shared.match_levels import (
    LADDER,
    LOOSEST,
    PAIRED_LATER,
    STRICTEST,
    at_first,
    digits_of,
)
from worlds import tables_of

START = datetime(2024, 3, 4, 12, 34)
POSTINGS = [
    {"officer_id": "K1", "unit_id": "U", "badge": "1234", "to_date": date(2024, 2, 29)},
    {"officer_id": "K1", "unit_id": "U", "badge": "5678", "from_date": date(2024, 3, 1)},
    {"officer_id": "K2", "unit_id": "V", "badge": "1234", "from_date": date(2024, 3, 1)},
]


def here(number="i", after=0, **more):
    return {"incident_id": number, "officer_id": "K1", "offense_code": "speeding", "area_id": "a",
            "occurred_at": START + timedelta(minutes=after)} | more  # fmt: skip


def there(number="r", after=0, **more):
    return {"record_id": number, "officer_id": "K1", "badge": "5678", "offense_code": "speeding",
            "area_id": "a", "occurred_at": START + timedelta(minutes=after)} | more  # fmt: skip


def matched(engine, rows, other, postings=POSTINGS, farthest=LOOSEST):
    """By number the rule that paired each record, 0 for none up to the `farthest`."""
    tables = tables_of({"incidents": rows, "counterparts": other, "postings": postings})
    tables = keep(CHECK, tables, engine)
    seen = at_first(tables)
    later = PAIRED_LATER(tables).rename(later="rule")
    both = seen.left_join(later, ["side", "id"])
    assert not engine.rows(both.filter(both.rule > 0, both.later > 0))
    columns = engine.columns(both.select("id", rule=both.rule + both.later.fill_null(0)))
    assert len(columns["id"]) == len({row["incident_id"] for row in rows}) + len(
        {row["record_id"] for row in other}
    )
    rules = np.where(columns["rule"] > farthest, 0, columns["rule"])
    return dict(zip(columns["id"].tolist(), rules.tolist(), strict=True))


CHANGES = (
    ({}, 1),
    ({"area_id": "b"}, 1),
    ({"after": 1}, 2),
    ({"after": -15}, 2),
    ({"after": 16}, 3),
    ({"after": -60}, 3),
    ({"officer_id": "K7", "after": 60}, 4),
    ({"officer_id": None, "after": 60}, 4),
    ({"officer_id": "K7", "badge": "1234"}, 0),
    ({"officer_id": "K7", "badge": "6578", "after": 60}, 5),
    ({"officer_id": "K7", "badge": "6578", "area_id": "b"}, 0),
    ({"officer_id": "K7", "badge": "6678"}, 0),
    ({"officer_id": "K7", "after": 61}, 0),
    ({"occurred_at": datetime(2024, 3, 4, 14, 32)}, 6),
    ({"occurred_at": datetime(2024, 3, 4, 14, 32), "area_id": "b"}, 0),
    ({"occurred_at": datetime(2024, 3, 4, 14, 31)}, 7),
    ({"after": 1440}, 7),
    ({"after": 1441}, 0),
    ({"after": 61, "area_id": "b"}, 0),
    ({"offense_code": "else", "after": 15}, 8),
    ({"offense_code": "else", "after": 16}, 0),
    ({"offense_code": "else", "area_id": "b"}, 0),
)


def test_each_rule_matches_what_it_says_and_no_more(engine):
    """Each pair has an offence and an area of its own, so that none meets another."""
    rows, other, by_hand = [], [], {}
    for k, (change, rule) in enumerate(CHANGES):
        one, two = here(f"i{k}"), there(f"r{k}", **change)
        for row in (one, two):
            row |= {name: f"{row[name]} {k}" for name in ("offense_code", "area_id")}
        rows.append(one)
        other.append(two)
        by_hand |= {f"i{k}": rule, f"r{k}": rule}
    assert matched(engine, rows, other) == by_hand
    assert (STRICTEST, LOOSEST) == (3, 8)


HINTS = (
    ({"offense_code": "else", "after": 4320}, 9),
    ({"offense_code": "else", "after": 4321}, 0),
    ({"officer_id": "K7", "after": 60}, 10),
    ({"officer_id": "K7", "after": 61}, 0),
    ({"officer_id": "K7", "area_id": "b"}, 0),
)


def test_a_spare_record_is_a_hint_and_no_match(engine):
    for change, rule in HINTS:
        rows, other = [here()], [there(badge=None, **change)]
        assert matched(engine, rows, other, farthest=len(LADDER)) == {"i": rule, "r": rule}
        assert rule == 0 or rule > LOOSEST
    assert matched(engine, [here()], [there(badge=None, **HINTS[0][0])]) == {"i": 0, "r": 0}


def test_a_badge_is_followed_by_date(engine):
    """K1 gave up 1234, which K2 carries since: before March it is K1's, afterwards K2's."""
    old, new = datetime(2024, 2, 29, 9), datetime(2024, 3, 1, 9)
    rows = [here("old", occurred_at=old), here("new", occurred_at=new),
            here("second", officer_id="K2", occurred_at=new)]  # fmt: skip
    other = [there("b1", officer_id="K8", badge="1234", occurred_at=old),
             there("b2", officer_id="K8", badge="1234", occurred_at=new)]  # fmt: skip
    assert matched(engine, rows, other) == {"old": 4, "new": 0, "second": 4, "b1": 4, "b2": 4}
    # Nor does the order of the numbers decide.
    turned = [dict(row, badge={"1234": "8", "5678": "7"}[row["badge"]]) for row in POSTINGS[:2]]
    early = there("b1", officer_id="K8", badge="8", occurred_at=old)
    assert matched(engine, rows[:1], [early], turned) == {"old": 4, "b1": 4}


def test_where_only_a_badge_is_named_its_holder_of_the_day_is_meant(engine):
    other = [{"record_id": "r", "badge": "5678", "offense_code": "speeding", "occurred_at": START},
             {"record_id": "s", "badge": "1234", "offense_code": "speeding",
              "occurred_at": START}]  # fmt: skip
    rows = [here(), here("k", officer_id="K2", after=5)]
    assert matched(engine, rows, other) == {"i": 1, "r": 1, "k": 2, "s": 2}
    shared = [*POSTINGS, {"officer_id": "K5", "unit_id": "W", "badge": "5678"}]
    assert matched(engine, rows, other, shared) == {"i": 4, "r": 4, "k": 2, "s": 2}


def test_copies_match_as_often_as_there_are_copies_there(engine):
    """However many: where no time of the day is known all records of a day are such copies."""
    rows, other = [here(f"i{k:02}") for k in range(25)], [there(f"r{k:02}") for k in range(21)]
    said = matched(engine, rows, other)
    assert sum(said[f"i{k:02}"] > 0 for k in range(25)) == 21
    assert {said[f"r{k:02}"] for k in range(21)} == {1}
    # One record in several rows is one event.
    assert matched(engine, [here(), here()], [there(), there("s", after=3)]) == {
        "i": 1, "r": 1, "s": 0,
    }  # fmt: skip


def nearest(group, within):
    """Pairs of (axis, number) that lie next to each other and nearest: two systems, odd apart."""
    group = sorted(group)
    gaps = [two[0] - one[0] if (two[0] - one[0]) % 2 else 10**9 for one, two in pairwise(group)]
    for at, gap in enumerate(gaps):
        beside = gaps[max(at - 1, 0) : at] + gaps[at + 1 : at + 2]
        if gap <= 4 * within + 1 and all(gap < each for each in beside):
            yield group[at][1], group[at + 1][1], gap


def grouped(facts, open_ones, key):
    groups = {}
    for number in open_ones:
        told = tuple(facts[number].get(name) for name in key)
        if None not in told:
            groups.setdefault(told, []).append((facts[number]["axis"], number))
    return groups.values()


def slow(rows, other):
    """The ladder by hand: a first look, and two rounds in which all rules bid for what is open."""
    facts, copies = {}, {}
    for side, row in [(0, row) for row in rows] + [(1, row) for row in other]:
        minute = int((row["occurred_at"] - datetime(1970, 1, 1)).total_seconds() // 60)
        facts[row["incident_id" if side == 0 else "record_id"]] = row | {
            "side": side, "axis": 4 * minute + side, "moment": minute,
            "time_digits": (minute // 1440, "".join(sorted(row["occurred_at"].strftime("%H%M")))),
        }  # fmt: skip
    rules = dict.fromkeys(facts, 0)
    for group in grouped(facts, facts, ("officer_id", "offense_code")):
        for one, two, gap in nearest(group, 60):
            rules[one] = rules[two] = 1 if gap == 1 else 2 if gap <= 61 else 3
    open_ones = sorted(number for number in facts if rules[number] == 0)
    for number in open_ones:
        fact = facts[number]
        alike = (fact["side"], fact["officer_id"], fact["offense_code"], fact["moment"])
        copies[alike] = fact["copy"] = copies.get(alike, 0) + 1
    for _ in range(2):
        open_ones = [number for number in facts if rules[number] == 0]
        pairs = [(place, one, two)
                 for place, rule in enumerate(LADDER, start=1)
                 if "badge" not in rule.key and "badge_digits" not in rule.key
                 for group in grouped(facts, open_ones, rule.key)
                 for one, two, _ in nearest(group, rule.within)]  # fmt: skip
        best = {}
        for place, *both in sorted(pairs):
            for number in both:
                best.setdefault(number, place)
        for place, one, two in pairs:
            if best[one] == best[two] == place:
                rules[one] = rules[two] = place
    return rules


@pytest.mark.parametrize("seed", range(2))
def test_the_ladder_equals_a_slow_twin_and_uses_each_record_once(engine, seed):
    rng = np.random.default_rng(seed)

    def some(make, letter, many):
        return [
            make(f"{letter}{k}", 5 * int(rng.integers(0, 250)), badge=None)
            | {"officer_id": f"K{rng.integers(3)}", "offense_code": "xy"[rng.integers(2)],
               "area_id": "abc"[rng.integers(3)]}
            for k in range(many)
        ]  # fmt: skip

    rows = [{key: value for key, value in row.items() if key != "badge"}
            for row in some(here, "i", 90)]  # fmt: skip
    other = some(there, "r", 110)
    said = matched(engine, rows, other, [{"officer_id": "K0", "unit_id": "U"}],
                   len(LADDER))  # fmt: skip
    assert said == slow(rows, other)
    for rule in (1, 2, 3, 6, 7, 8, 9, 10):
        both = [sum(said[number] == rule for number in said if number[0] == side) for side in "ir"]
        assert both[0] == both[1]
    assert len(set(said.values())) >= 5


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("1234", "2134", True), ("1234", "4321", True), ("1234", "1224", False),
     ("A12", "A21", True), ("A12", "B12", False), ("112", "122", False), ("12", "120", False)],
)  # fmt: skip
def test_digits_are_compared_without_their_order(engine, one, other, same):
    tables = tables_of({"officers": [{"officer_id": one}, {"officer_id": other}]})
    people = tables["officers"]
    digits = engine.columns(people.select(said=digits_of(people.officer_id)))["said"]
    assert (digits[0] == digits[1]) == same
