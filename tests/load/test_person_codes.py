"""Is each person one code in all tables, and is no number told beside them?"""

import hashlib

import pytest

from tallystick.load.person_codes import code_of
from tallystick.load.person_key import key_of

KEY, OTHER = key_of("k" * 40), key_of("o" * 40)
TABLES = """
[[tables.incidents]]
source = "i.csv"
columns = {incident_id = "case", occurred_at = "day"}
[[tables.involvements]]
source = "v.csv"
columns = {incident_id = "case", person_id = "who", role = "role"}
[[tables.persons]]
source = "p.csv"
columns = {person_id = "who", prior_convictions = "priors"}
[[tables.outcomes]]
source = "o.csv"
columns = {incident_id = "case", person_id = "who"}
[[tables.counterparts]]
source = "c.csv"
columns = {record_id = "no", person_key = "who"}
"""
FILES = {
    "i.csv": "case,day\n1,2019-01-05\n2,2019-01-06\n",
    "v.csv": "case,who,role\n1,ZEUGE-7,subject\n2,ZEUGE-7,victim\n2,Ö'); --,subject\n"
    "1,ZEUGE-7,subject\n",
    "p.csv": 'who,priors\nZEUGE-7,1\n"ZEUGE-8\nx",2\nZEUGE-9,-1\nZEUGE-6,1\nZEUGE-6,2\n',
    "o.csv": "case,who\n1,ZEUGE-7\n2,\n",
    "c.csv": "no,who\na,ZEUGE-7\nb,\n",
}


def by_hand(number, key=KEY):
    return "p" + hashlib.sha256((key.secret + number).encode()).hexdigest()[:20]


def test_a_number_is_one_code_everywhere_and_null_stays_null(loads):
    _, rows = loads(FILES, TABLES, key=KEY)
    seven, hostile, six = (by_hand(each) for each in ("ZEUGE-7", "Ö'); --", "ZEUGE-6"))
    assert seven == code_of("ZEUGE-7", KEY) != by_hand("ZEUGE-7", OTHER)
    assert [row["person_id"] for row in rows["involvements"]] == [seven, seven, hostile]
    assert [row["person_id"] for row in rows["persons"]] == [seven, six, six]
    assert [row["person_id"] for row in rows["outcomes"]] == [seven, None]
    assert [row["person_key"] for row in rows["counterparts"]] == [seven, None]
    assert len(seven) == 21


def test_no_number_is_told_of_what_is_set_aside(loads):
    loaded, _ = loads(FILES, TABLES, key=KEY)
    told = repr(loaded.received)
    assert "ZEUGE" not in told
    assert "row 3: person_id looks like 'AAAA-9" in told
    assert "keys name more than one different record (such as that of row 5 of p.csv)" in told
    assert "row 4: prior_convictions looks like '-9'" in told
    copies = [each for each in loaded.received.set_aside if each.rule == "copy"]
    assert [(each.table, each.rows) for each in copies] == [("involvements", 1)]


def test_without_a_key_the_numbers_stay(loads):
    loaded, rows = loads(FILES, TABLES)
    assert [row["person_id"] for row in rows["persons"]] == ["ZEUGE-7", "ZEUGE-6", "ZEUGE-6"]
    assert "row 3: person_id is 'ZEUGE-8" in repr(loaded.received)


@pytest.mark.parametrize("key", [KEY, OTHER])
def test_a_code_is_never_read_as_a_number(key):
    """A spreadsheet takes 12345678901234567890 or 12e45 for a number, and nothing with a p."""
    assert all(code_of(str(n), key).startswith("p") for n in range(100))
    assert len({code_of(str(n), key) for n in range(10_000)}) == 10_000
