"""Are spellings that look alike found, told with counts, and joined only when that is asked for?"""

import json
import unicodedata
from collections import Counter
from datetime import datetime
from importlib import resources

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tallystick.engine import connect
from tallystick.load import InputError, load, read_engagement
from tallystick.load.alike_names import MOST_GROUPS, differences
from tallystick.load.look_alikes import alike

ALIKE = {
    "zero-width space": ("Division 3", "Division\u200b 3"),
    "soft hyphen": ("Division 3", "Divi\u00adsion 3"),
    "word joiner": ("Division 3", "Division\u2060 3"),
    "right-to-left mark": ("Division 3", "Division 3\u200f"),
    "embedding": ("Division 3", "\u202bDivision 3\u202c"),
    "variation selector": ("Division 3", "Division\ufe0f 3"),
    "tag": ("Division 3", "Division 3\U000e0041"),
    "byte-order mark": ("Division 3", "\ufeffDivision 3"),
    "control character": ("Division 3", "Division\x07 3"),
    "Hangul filler": ("Division 3", "Division 3\u3164"),
    "Braille blank": ("Division 3", "Division\u28003"),
    "Cyrillic o": ("Division 3", "Divisi\u043en 3"),
    "Cyrillic a": ("Patrol", "P\u0430trol"),
    "Cyrillic e": ("Centre", "C\u0435ntre"),
    "Cyrillic es": ("Centre", "\u0421entre"),
    "Ukrainian i": ("IV", "\u0406V"),
    "Greek omicron": ("Division 3", "Divisi\u03bfn 3"),
    "Greek capitals": ("NOTE", "\u039d\u039fTE"),
    "Armenian o": ("Division 3", "Divisi\u0585n 3"),
    "phonetic a": ("Patrol", "P\u0251trol"),
    "full width": ("Division 3", "\uff24ivision \uff13"),
    "Arabic digit": ("Division 3", "Division \u0663"),
    "no-break space": ("Division 3", "Division\u00a03"),
    "double space": ("Division 3", "Division  3"),
    "no space": ("Division 3", "Division3"),
    "tabulator": ("Division 3", "Division\t3"),
    "case": ("Division 3", "DIVISION 3"),
    "Cyrillic case": (
        "\u0412\u043e\u0441\u0442\u043e\u043a",
        "\u0412\u041e\u0421\u0422\u041e\u041a",
    ),
    "Latin capitals": ("\u0432\u043e\u0441\u0442\u043e\u043a", "BOCTOK"),
    "sharp s": ("Stra\u00dfe", "STRASSE"),
    "composed": ("M\u00fcller", "Mu\u0308ller"),
    "order of marks": ("a\u0323\u0301", "a\u0301\u0323"),
    "accent on a Cyrillic letter": ("Andr\u00e9", "Andr\u0435\u0301"),
    "hyphen": ("U-01", "U\u201101"),
    "en dash": ("U-01", "U\u201301"),
    "apostrophe": ("D'Arc", "D\u2019Arc"),
}
APART = {
    "one and l": ("U1", "Ul"),
    "one and I": ("U1", "UI"),
    "I and l": ("AI", "Al"),
    "nought and O": ("01", "O1"),
    "Cyrillic O and nought": ("\u041e1", "01"),
    "Cyrillic ze and three": ("\u0423\u0447. \u0417", "\u0423\u0447. 3"),
    "Cyrillic be and six": ("\u0431", "6"),
    "Ukrainian I and l": ("\u0406V", "lV"),
    "rn and m": ("barn", "bam"),
    "a hyphen": ("A-1", "A1"),
    "an accent": ("M\u00fcller", "Muller"),
    "short i": ("\u0439", "\u0438"),
    "dotless i": ("K\u0131r", "Kir"),
    "numbers": ("Division 3", "Division 13"),
    "leading nought": ("7", "07"),
    "space between digits": ("1 2", "12"),
    "two Cyrillic letters": ("\u041e\u042c", "\u041e\u0412"),
    "full stop": ("A.1", "A1"),
}  # fmt: skip


@pytest.mark.parametrize("pair", ALIKE.values(), ids=ALIKE)
def test_a_pair_that_only_looks_different_to_a_computer_is_alike(pair):
    assert alike(pair) == [tuple(sorted(pair))]
    assert differences(*pair) != ()


@pytest.mark.parametrize("pair", APART.values(), ids=APART)
def test_a_pair_that_a_reader_can_tell_apart_is_not_alike(pair):
    assert alike(pair) == []


def test_every_letter_of_another_script_in_tr39_is_alike_to_its_latin_letter():
    file = resources.files("confusable_homoglyphs") / "confusables.json"
    seen = Counter()
    for letter, near in json.loads(file.read_text(encoding="utf-8")).items():
        scripts = {unicodedata.name(c, "").partition(" ")[0] for c in letter}
        latin = [each["c"] for each in near if each["c"].isascii() and each["c"].isalpha()]
        if len(letter) != 1 or not scripts <= {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}:
            continue
        for one in latin:
            capital = one == "l" and letter.isupper()
            assert alike((f"x{'I' if capital else one}x", f"x{letter}x")), (letter, one)
            seen[next(iter(scripts))] += 1
    assert min(seen[script] for script in ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")) > 8


def test_a_name_that_looks_like_two_never_joins_them():
    """Greek nu is a v when small and an N when a capital; a planted name must not merge units."""
    planted = ["Note", "note", "vote", "\u03bdote", "\u039dote"]
    groups = alike(planted)
    assert not any({"note", "vote"} <= set(group) for group in groups)
    assert all(len(group) > 1 for group in groups)


def test_each_name_is_in_one_group_whatever_the_order():
    names = [name for pair in ALIKE.values() for name in pair]
    groups = alike(names)
    assert groups == alike(reversed(names))
    assert len({name for group in groups for name in group}) == sum(map(len, groups))


def test_what_differs_is_told_by_place_and_name():
    assert differences("Division 3", "Division\u200b 3") == ("9: + U+200B ZERO WIDTH SPACE",)
    assert differences("Division 3", "Division3") == ("9: - U+0020 SPACE",)
    assert differences("Division 3", "Divisi\u043en 3") == (
        "7: U+006F LATIN SMALL LETTER O > U+043E CYRILLIC SMALL LETTER O",
    )
    assert differences("abcdefghij", "ABcDeFgHiJ") == ("1: case", "4: case", "6: case", "8: case",
                                                       "+ 1")  # fmt: skip
    assert differences("1K", "1\u212a") == (
        "2: U+004B LATIN CAPITAL LETTER K > U+212A KELVIN SIGN",
    )


HARBOUR = "Harbour"
SPELLINGS = {
    "Harbour": 9, "Harb\u200bour": 4, "Har\u00adbour": 3, "Harb\u043eur": 3, "HARBOUR": 2,
    "H\u0430rbour": 1, "Har bour": 1,
}  # fmt: skip
TABLES = """
[[tables.incidents]]
source = "i.csv"
[tables.incidents.columns]
incident_id = "case"
unit_id = "unit"
officer_id = "who"
area_id = "area"
occurred_at = "at"
[[tables.postings]]
source = "p.csv"
columns = {officer_id = "who", unit_id = "unit"}
[[tables.custody]]
source = "c.csv"
[tables.custody.columns]
exhibit_id = "x"
from_holder = "from"
to_holder = "to"
[[tables.measurements]]
source = "m.csv"
[tables.measurements.columns]
incident_id = "case"
substance_code = "what"
kind = {constant = "net_weight"}
value = {column = "g", unit = "g"}
[[lines]]
name = "10 g"
kind = "net_weight"
value = 10
unit = "g"
citation = "s. 1"
substance_code = "Heroin"
units = ["HARBOUR"]
[[metrics]]
name = "cases"
table = "incidents"
where = {area_id = ["old town", "Old Town"]}
"""


def export(spellings=SPELLINGS, officer="o\u200b7"):
    units = [unit for unit, many in spellings.items() for _ in range(many)]
    rows = "".join(f"{n},{unit},o7,Old Town,2020-01-02\n" for n, unit in enumerate(units))
    return {
        "i.csv": f"case,unit,who,area,at\n{rows}n,North,{officer},north,2020-01-03\n",
        "p.csv": f"who,unit\no7,{units[-1]}\n{officer},North\n",
        "c.csv": f"x,from,to\n1,O7,store\n2,store,{officer}\n",
        "m.csv": "case,what,g\n0,heroin,11\n1,heroin,9\n2,cocaine,1\n",
    }


JOINS = 'join_alike = ["units", "officers", "areas", "substances"]\n'


def told(loaded):
    return {
        (each.kind, each.joined, each.records): {one.text: one.records for one in each.spellings}
        for each in loaded.received.alike
    }


def test_without_the_key_each_spelling_is_told_and_nothing_is_joined(loads):
    loaded, rows = loads(export(), TABLES)
    units = Counter(row["unit_id"] for row in rows["incidents"])
    assert units == {**SPELLINGS, "North": 1}
    assert told(loaded) == {
        ("units", False, 24): {**SPELLINGS, "Har bour": 2},
        ("officers", False, 28): {"o7": 24, "o\u200b7": 3, "O7": 1},
        ("areas", False, 23): {"Old Town": 23, "old town": 0},
        ("substances", False, 2): {"heroin": 2, "Heroin": 0},
    }
    first = loaded.received.alike[0]
    assert (first.names, first.spellings[0].differs) == (7, ())
    assert {one.text: one.differs for one in first.spellings}["Harb\u200bour"] == (
        "5: + U+200B ZERO WIDTH SPACE",
    )


def test_with_the_key_all_tables_and_lines_have_the_most_frequent_spelling(loads):
    loaded, rows = loads(export(), TABLES, period=JOINS)
    assert Counter(row["unit_id"] for row in rows["incidents"]) == {"Harbour": 23, "North": 1}
    assert [row["source_row"] for row in rows["incidents"]] == list(range(2, 26))
    assert [row["unit_id"] for row in rows["postings"]] == ["Harbour", "North"]
    assert {row["officer_id"] for row in (*rows["incidents"], *rows["postings"])} == {"o7"}
    assert [(row["from_holder"], row["to_holder"]) for row in rows["custody"]] == [
        ("o7", "store"), ("store", "o7"),
    ]  # fmt: skip
    (line,), (metric,) = loaded.tables.frame.lines, loaded.tables.frame.metrics
    assert (line.units, line.substance_code) == (("Harbour",), "heroin")
    assert metric.where == (("area_id", ("Old Town",)),)
    assert all(each.joined for each in loaded.received.alike)


def test_only_the_kinds_that_are_named_are_joined(loads):
    loaded, rows = loads(export(), TABLES, period='join_alike = "officers"\n')
    assert {row["officer_id"] for row in rows["incidents"]} == {"o7"}
    assert len({row["unit_id"] for row in rows["incidents"]}) == 8
    assert {each.kind for each in loaded.received.alike if each.joined} == {"officers"}


def test_a_tie_goes_to_the_first_by_code_point(loads):
    _loaded, rows = loads(export({"B": 2, "b": 2}), TABLES.replace("HARBOUR", "b"), period=JOINS)
    assert {row["unit_id"] for row in rows["incidents"]} == {"b", "North"}
    files = export({"b": 2, "B": 2}) | {"p.csv": "who,unit\no7,North\n"}
    _loaded, rows = loads(files, TABLES.replace("HARBOUR", "b"), period=JOINS)
    assert {row["unit_id"] for row in rows["incidents"]} == {"B", "North"}


def test_a_record_exported_twice_under_two_spellings_is_one_copy_once_they_are_joined(loads):
    tables = TABLES.partition("[[tables.postings]]")[0]
    files = {"i.csv": "case,unit,who,area,at\n1,A,o,,2020-01-01\n1,\u0410,o,,2020-01-01\n"}
    loaded, rows = loads(files, tables)
    assert (len(rows["incidents"]), len(loaded.received.notes)) == (2, 1)
    loaded, rows = loads(files, tables, period=JOINS)
    assert [row["unit_id"] for row in rows["incidents"]] == ["A"]
    assert [(each.rule, each.rows) for each in loaded.received.set_aside] == [("copy", 1)]
    assert loaded.received.notes == ()


def test_lines_that_become_one_are_refused(loads):
    second = TABLES[TABLES.index("[[lines]]") : TABLES.index("[[metrics]]")]
    second = second.replace('"10 g"', '"ten"').replace("HARBOUR", "Harbour")
    with pytest.raises(
        InputError, match=r"join_alike, lines\.units: '10 g' and 'ten' are one line"
    ):
        loads(export(), TABLES + second, period=JOINS)


def test_a_kind_that_is_not_known_is_refused_with_those_that_are(loads):
    with pytest.raises(InputError, match=r"engagement\.join_alike"):
        loads(export(), TABLES, period='join_alike = ["unit"]\n')


def test_names_without_look_alikes_are_not_told_of(loads):
    files = export({"U1": 2, "Ul": 2, "O1": 1, "01": 1, "\u041e\u0442\u0434\u0435\u043b": 3}, "o8")
    files["c.csv"] = "x,from,to\n1,o7,store\n"
    tables = TABLES.replace("HARBOUR", "U1").replace('"old town", ', "").replace("Hero", "hero")
    loaded, _ = loads(files, tables, period=JOINS)
    assert loaded.received.alike == ()


@pytest.fixture
def lake():
    opened = connect(threads=1)
    yield opened
    opened.close()


READY = """
[engagement]
name = "Lake"
agency = "City Police"
time_zone = "UTC"
{more}
[engine]
tables = "tables"
"""


def test_ready_made_tables_are_joined_by_views_that_anyone_can_run(tmp_path, lake):
    units = [unit for unit, many in SPELLINGS.items() for _ in range(many)]
    at = pa.array([datetime(2020, 1, 1)] * len(units), pa.timestamp("us"))
    (tmp_path / "tables").mkdir()
    table = pa.table(
        {"incident_id": list(map(str, range(23))), "unit_id": units, "occurred_at": at}
    )
    pq.write_table(table, tmp_path / "tables" / "incidents.parquet")
    file = tmp_path / "engagement.toml"
    for more, expected in (("", SPELLINGS), (JOINS, {"Harbour": 23})):
        file.write_text(READY.format(more=more), encoding="utf-8")
        loaded = load(read_engagement(file), tmp_path / "out", lake)
        found = lake.rows(loaded.tables["incidents"])
        assert Counter(row["unit_id"] for row in found) == expected
        assert told(loaded) == {("units", bool(more), 23): SPELLINGS}
        query = loaded.tables.views["incidents"]
        again = lake.backend.con.execute(query).fetchall()
        assert Counter(row[1] for row in again) == expected


def test_a_nul_that_no_query_can_spell_is_refused_where_it_would_be_joined(tmp_path, lake):
    (tmp_path / "tables").mkdir()
    at = pa.array([datetime(2020, 1, 1)] * 2, pa.timestamp("us"))
    table = pa.table({"unit_id": ["A", "A\0"], "occurred_at": at})
    pq.write_table(table, tmp_path / "tables" / "incidents.parquet")
    file = tmp_path / "engagement.toml"
    file.write_text(READY.format(more=JOINS), encoding="utf-8")
    with pytest.raises(InputError, match=r"units: 'A\\x00' holds a NUL"):
        load(read_engagement(file), tmp_path / "out", lake)


def test_of_very_many_names_the_most_used_are_told_and_the_others_counted(loads):
    many = MOST_GROUPS + 3
    rows = "".join(
        f"{unit}{n},2020-01-01\n"
        for n in range(many)
        for unit in ("U", "U", "u") + (("u",) if n == many - 1 else ())
    )
    loaded, _ = loads(
        {"i.csv": f"unit,at\n{rows}"},
        '[[tables.incidents]]\nsource = "i.csv"\ncolumns = {unit_id = "unit", occurred_at = "at"}',
    )
    assert len(loaded.received.alike) == MOST_GROUPS
    assert loaded.received.alike[0].spellings[0].text == f"U{many - 1}"
    assert loaded.received.notes == ("units: 3 more names have look-alikes",)
