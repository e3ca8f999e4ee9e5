"""Is each record asked of, or set aside, as a hand does it that goes through the list?"""

from datetime import datetime, timedelta

from tallystick.checks.shared.matchable_records import SET_ASIDE, asked_of, matched_here
from worlds import tables_of

START = datetime(2024, 1, 1, 8)
# Number, officer, offence, area, day, and whether the second system has it.
RECORDS = [
    *((f"speed {day}", "K", "speed", "A", day, True) for day in range(10)),
    ("speed alone", "K", "speed", "A", 15, False),
    *((f"turn {day}", "L", "turn", "C", day, True) for day in range(10)),
    *((f"town {day}", "K", "turn", "B", day, False) for day in range(20, 24)),
    ("town later", "K", "turn", "B", 90, False),
    ("park there", "L", "park", "C", 26, True),
    *((f"park {day}", "L", "park", "C", day, False) for day in range(27, 30)),
    ("last", "M", "speed", "D", 40, True),
]
SEEN, ALONE, APART, APART_SEEN = (1, 0, 1, 1), (1, 1, 0, 0), (0, 0, 0, 0), (0, 0, 1, 1)
NOT_SEEN = {"speed alone": ALONE, "park there": APART_SEEN}


def tables():
    rows = [
        {"officer_id": who, "offense_code": what, "area_id": where,
         "occurred_at": START + timedelta(days=day)}
        for _, who, what, where, day, _ in RECORDS
    ]  # fmt: skip
    there = [
        dict(row, record_id=f"c{place}") for place, row in enumerate(rows) if RECORDS[place][5]
    ]
    here = [dict(row, incident_id=told[0]) for row, told in zip(rows, RECORDS, strict=True)]
    return tables_of({"incidents": here, "counterparts": there})


def test_each_record_is_asked_of_matched_or_set_aside_as_by_hand(engine):
    names = ("asked", "missing", "strict", "loose")
    told = {
        row["id"]: tuple(row[name] for name in names) for row in engine.rows(matched_here(tables()))
    }
    apart = {name: APART for name, *_ in RECORDS if name.startswith(("town", "park"))}
    assert told == {name: SEEN for name, *_ in RECORDS} | apart | NOT_SEEN


def test_one_reason_sets_a_record_aside(engine):
    """The town's later record lies on a day that the second system does not cover: that counts."""
    told = {row["id"]: row for row in engine.rows(asked_of(tables())) if row["side"] == 0}
    reasons = {name: [each for each in SET_ASIDE if told[name][each]] for name in told}
    assert reasons == {
        "speed alone": [], "town later": ["outside"],
        **{f"town {day}": ["own"] for day in range(20, 24)},
        **{f"park {day}": ["seldom"] for day in range(27, 30)},
    }  # fmt: skip
    assert {row["asked"] for name, row in told.items() if name != "speed alone"} == {0}
