"""Is an officer found behind a badge exactly where one officer carried it on that day?"""

import pytest

from tallystick.load.officers_named import NO_DAY, OTHER_DAYS, SEVERAL, UNKNOWN

TABLES = """
[[tables.incidents]]
source = "i.csv"
columns = {incident_id = "case", officer_id = "officer", badge = "badge", occurred_at = "at"}
[[tables.officers]]
source = "o.csv"
columns = {officer_id = "officer"}
[[tables.postings]]
source = "p.csv"
[tables.postings.columns]
officer_id = "officer"
unit_id = "unit"
badge = "badge"
from_date = "from"
to_date = "to"
[[tables.aliases]]
source = "a.csv"
[tables.aliases.columns]
officer_id = "officer"
kind = "kind"
value = "value"
from_date = "from"
to_date = "to"
"""
POSTINGS = """officer,unit,badge,from,to
ann,North,10,,2019-06-30
ann,North,20,2019-07-01,
bob,South,20,,2019-06-30
bob,South,10,2019-07-01,
cay,North,30,2019-01-01,2019-03-31
dan,South,30,2019-06-01,
eve,North,40,2019-01-01,2019-12-31
fay,South,40,2019-12-31,
gus,North,50,2019-01-01,2019-06-30
gus,South,50,2019-06-30,
""" + "".join(f"o{n},U,60,,\n" for n in range(9))
ALIASES = """officer,kind,value,from,to
ann,name,Ann Old,,2019-05-31
ann,personnel_number,A-1,,
bob,name,A. Smith,,
cay,name,A. Smith,2019-04-01,
dan,badge,D-7,2019-02-01,2019-02-28
zed,personnel_number,ann,,
"""
OFFICERS = "officer\n" + "\n".join(("ann", "bob", "cay", "dan", "eve", "fay", "gus"))


def incidents(*rows):
    return "case,officer,badge,at\n" + "".join(
        f"{number},{officer},{badge},{day} 23:59\n"
        for number, (officer, badge, day) in enumerate(rows)
    )


def files(*rows, **more):
    return {
        "i.csv": incidents(*rows), "o.csv": OFFICERS, "p.csv": POSTINGS, "a.csv": ALIASES, **more
    }  # fmt: skip


CASES = {
    # Ann and Bob exchanged badges on 1 July.
    ("", "10", "2019-06-30"): "ann",
    ("", "10", "2019-07-01"): "bob",
    ("", "20", "2019-06-30"): "bob",
    ("", "20", "2019-07-01"): "ann",
    # A badge given out again after a gap.
    ("", "30", "2019-03-31"): "cay",
    ("", "30", "2019-04-01"): OTHER_DAYS,
    ("", "30", "2019-05-31"): OTHER_DAYS,
    ("", "30", "2019-06-01"): "dan",
    # Two hands by mistake, for one day.
    ("", "40", "2019-12-30"): "eve",
    ("", "40", "2019-12-31"): SEVERAL,
    ("", "40", "2020-01-01"): "fay",
    # Two postings of one officer are one officer.
    ("", "50", "2019-06-30"): "gus",
    # Nine hands, of whom the sheet lists six.
    ("", "60", "2019-01-01"): SEVERAL,
    # A badge that only the list of aliases knows, and one that nobody does.
    ("", "D-7", "2019-02-28"): "dan",
    ("", "D-7", "2019-03-01"): OTHER_DAYS,
    ("", "99", "2019-01-01"): UNKNOWN,
    # A former name, a former number, a name of two, a name outside its time.
    ("Ann Old", "", "2019-05-31"): "ann",
    ("Ann Old", "", "2019-06-01"): OTHER_DAYS,
    ("A-1", "", "2019-06-01"): "ann",
    ("A. Smith", "", "2019-03-31"): "bob",
    ("A. Smith", "", "2019-04-01"): SEVERAL,
    # A number stands, whoever else had it as an alias and whatever badge is beside it.
    ("ann", "99", "2019-01-01"): "ann",
    ("nobody", "99", "2019-01-01"): "nobody",
    # A badge in the place of a number is no number, and is left for records.integrity to tell.
    ("D-7", "", "2019-02-10"): "D-7",
    ("", "", "2019-01-01"): None,
}
REASONS = (SEVERAL, OTHER_DAYS, UNKNOWN, NO_DAY)


def test_each_record_names_who_it_means_or_nobody(loads, engine):
    loaded, rows = loads(files(*CASES), TABLES)
    expected = [None if said in REASONS else said for said in CASES.values()]
    assert [row["officer_id"] for row in rows["incidents"]] == expected
    assert [row["badge"] or "" for row in rows["incidents"]] == [badge for _, badge, _ in CASES]
    assert [row["source_row"] for row in rows["incidents"]] == list(range(2, 2 + len(CASES)))
    left = {row["record"]: row for row in engine.rows(loaded.tables.unsettled)}
    waiting = {str(n): said for n, said in enumerate(CASES.values()) if said in REASONS}
    assert {record: row["reason"] for record, row in left.items()} == waiting
    found = sum(said not in (*REASONS, officer or None) for (officer, *_), said in CASES.items())
    assert (loaded.received.links.settled, loaded.received.links.unsettled) == (found, len(left))
    told = {(row["named"], row["day"]): row for row in left.values()}
    assert told["40", "2019-12-31"]["candidates"] == (
        "eve (North, 2019-01-01 to 2019-12-31); fay (South, 2019-12-31 on)"
    )
    assert told["A. Smith", "2019-04-01"] == {
        "table": "incidents", "record": "20", "named_by": "name or number", "named": "A. Smith",
        "day": "2019-04-01", "reason": SEVERAL,
        "candidates": "bob (undated); cay (2019-04-01 on)",
        "source_file": "i.csv", "source_row": 22,
    }  # fmt: skip
    assert told["99", "2019-01-01"]["candidates"] == ""
    assert told["30", "2019-04-01"]["candidates"] == (
        "cay (North, 2019-01-01 to 2019-03-31); dan (South, 2019-06-01 on)"
    )
    assert told["60", "2019-01-01"]["candidates"].endswith("o5 (U, undated); and 3 more")


def test_a_second_system_is_settled_as_well(loads, engine):
    more = """
[[tables.counterparts]]
source = "c.csv"
columns = {record_id = "no", badge = "badge", occurred_at = "at"}
"""
    content = "no,badge,at\nx,10,2019-01-01\ny,40,2019-12-31\nz,10,\n"
    loaded, rows = loads(files(("ann", "", "2019-01-01"), **{"c.csv": content}), TABLES + more)
    assert [row["officer_id"] for row in rows["counterparts"]] == ["ann", None, None]
    assert loaded.tables.holds("counterparts", "officer_id")
    left = [(row["record"], row["reason"]) for row in engine.rows(loaded.tables.unsettled)]
    assert left == [("y", SEVERAL), ("z", NO_DAY)]


@pytest.mark.parametrize(
    ("tables", "links"),
    [
        (
            TABLES.replace(', badge = "badge", occ', ", occ").partition("[[tables.aliases]]")[0],
            None,
        ),
        (TABLES.partition("[[tables.postings]]")[0], (0, 1)),
    ],
)
def test_where_no_badge_is_told_of_nothing_is_guessed(loads, tables, links):
    loaded, rows = loads(files(("", "10", "2019-01-01")), tables)
    assert [row["officer_id"] for row in rows["incidents"]] == [None]
    told = loaded.received.links
    assert (told and (told.settled, told.unsettled)) == links


def test_an_undated_badge_of_an_officer_counts_where_no_posting_has_one(loads):
    tables = TABLES.partition("[[tables.postings]]")[0].replace(
        'columns = {officer_id = "officer"}', 'columns = {officer_id = "officer", badge = "badge"}'
    )
    officers = "officer,badge\nann,1\nbob,2\ncay,2\n"
    given = files(("", "1", "2019-01-01"), ("", "2", "2019-01-01"), **{"o.csv": officers})
    _, rows = loads(given, tables)
    assert [row["officer_id"] for row in rows["incidents"]] == ["ann", None]


def test_the_badge_that_an_officer_carries_last_says_nothing_of_dated_postings(loads):
    tables = TABLES.replace(
        'columns = {officer_id = "officer"}', 'columns = {officer_id = "officer", badge = "badge"}'
    )
    given = files(("", "20", "2019-06-30"), **{"o.csv": "officer,badge\nann,20\nbob,10\n"})
    _, rows = loads(given, tables)
    assert [row["officer_id"] for row in rows["incidents"]] == ["bob"]
