"""Is a document of JSON read as rows, whatever stands around its list, or refused in words?"""

import gzip
import json

import pytest
from proposed import block, looked
from test_sandbox import limit, refused  # noqa: F401 - fixtures
from test_sources import incidents

from tallystick.load.sandbox.json_values import key_paths

ROWS = [
    {"id": 1, "at": "2019-01-01", "place": {"name": "Москва", "lat": 55.75}},
    {"id": "2", "at": "2019-01-02", "place": {"name": 'a "b", c'}},
    {"id": 3.0, "at": "2019-01-03", "place": None},
]
READ = [("1", "2019-01-01", "Москва"), ("2", "2019-01-02", 'a "b", c'), ("3", "2019-01-03", None)]
MAPPED = {"incident_id": "id", "occurred_at": "at", "area_id": "place.name"}


def source(name, options=""):
    return incidents(name, options).replace('"place"', '"place.name"')


def read(rows):
    return [(r["incident_id"], str(r["occurred_at"])[:10], r["area_id"]) for r in rows["incidents"]]


def features(rows):
    return [
        {
            "type": "Feature",
            "properties": each,
            "geometry": {"type": "Point", "coordinates": [k + 0.5, -k]},
        }
        for k, each in enumerate(rows)
    ]


DOCUMENTS = {
    "a list": ROWS,
    "data": {"count": 3, "data": ROWS, "links": [{"href": "x"}]},
    "the only list of objects": {"page": 1, "offences": ROWS, "tags": ["a", "b"], "none": []},
    "a list within": {"result": {"fields": [{"id": "id"}], "records": ROWS}},
    "features": {"type": "FeatureCollection", "features": features(ROWS)},
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
@pytest.mark.parametrize("name", ["i.json", "i.geojson", "i.json.gz"])
def test_the_list_is_found_and_read(loads, tmp_path, document, name):
    text = json.dumps(document, ensure_ascii=False, indent=1).encode()
    content = gzip.compress(text) if name.endswith(".gz") else text
    loaded, rows = loads({name: content}, source(name))
    assert read(rows) == READ
    assert [r["source_row"] for r in rows["incidents"]] == [1, 2, 3]
    assert loaded.received.sources[0].rows == 3
    (look,) = looked(tmp_path, name, content)
    assert {"id", "at", "place.name", "place.lat"} <= set(look.header)
    assert read(loads({name: content}, block(look, MAPPED))[1]) == READ


def test_lists_of_values_are_named_by_the_columns_of_socrata(loads, tmp_path):
    columns = [{"name": name, "fieldName": "x"} for name in ("sid", "id", "at", "place.name")]
    values = [["r", *row] for row in READ] + [["r", "4"]]
    document = json.dumps({"meta": {"view": {"columns": columns}}, "data": values})
    loaded, rows = loads({"i.json": document}, source("i.json"))
    assert read(rows) == READ
    (aside,) = loaded.received.set_aside
    assert (aside.rule, aside.rows) == ("not_an_object", 1)
    assert aside.examples == ("row 4: it has 2 cells and the header 4",)
    (look,) = looked(tmp_path, "i.json", document)
    assert look.header == ("sid", "id", "at", "place.name")


def test_points_are_columns_and_numbers_keep_their_digits(loads, tmp_path):
    text = (
        '{"features": [{"type": "Feature", "id": 9, "geometry": {"type": "Point", "coordinates": '
        '[-73.98765432109876543, 4e1]}, "properties": {"id": 12345678901234567890123, '
        '"at": "2019-01-01", "g": 0.10, "list": [1.50, {"a": "é"}], "yes": true}}]}'
    )
    (look,) = looked(tmp_path, "i.json", text)
    assert dict(zip(look.header, look.rows[0], strict=True)) == {
        "id": "12345678901234567890123", "longitude": "-73.98765432109876543", "latitude": "4e1",
        "at": "2019-01-01", "g": "0.10", "list": '[1.50,{"a":"é"}]', "yes": "true",
    }  # fmt: skip
    mapped = MAPPED | {"area_id": "longitude", "offense_code": "list", "officer_id": "yes"}
    _, rows = loads({"i.json": text}, block(look, mapped))
    (row,) = rows["incidents"]
    assert row["incident_id"] == "12345678901234567890123"
    assert row["area_id"] == "-73.98765432109876543"
    assert row["offense_code"] == '[1.50,{"a":"é"}]'
    assert row["officer_id"] == "true"


def test_what_is_no_object_is_set_aside_and_every_element_counts(loads):
    deep = '{"id": 5, "at": ' + "[" * 1000 + "]" * 1000 + "}"
    text = (
        f'[{{"id": 1, "at": "2019-01-01", "place": {{"name": "x"}}}}, 7, null, {{"id": }}, {deep}]'
    )
    loaded, rows = loads({"i.json": text}, source("i.json"))
    assert read(rows) == [("1", "2019-01-01", "x")]
    (aside,) = loaded.received.set_aside
    assert (aside.rule, aside.rows, loaded.received.sources[0].rows) == ("not_an_object", 4, 5)
    assert aside.examples == (
        "row 2: what begins like '9' is no JSON object",
        "row 3: what begins like 'aaaa' is no JSON object",
        "row 4: what begins like '{\"aa\": }' is no JSON object",
        "row 5: it is nested more than 1,000 levels deep",
    )


@pytest.mark.parametrize("name", ["i.json", "i.jsonl"])
def test_a_key_that_holds_a_dot_wins(loads, name):
    rows = [
        {"id": 1, "at": "2019-01-01", "place.name": "own", "place": {"name": "inner"}},
        {"id": 2, "at": "2019-01-02", "place": {"name": "inner"}},
        {"id": 3, "at": "2019-01-03", "place.name": None, "place": {"name": "inner"}},
        {"id": 4, "at": "2019-01-04", "place": [1]},
    ]
    text = json.dumps(rows) if name == "i.json" else "\n".join(map(json.dumps, rows))
    _, read_ = loads({name: text}, source(name))
    assert [each[2] for each in read(read_)] == ["own", "inner", None, None]
    assert key_paths("a.b.c") == [("a.b.c",), ("a", "b.c"), ("a", "b", "c")]


def test_of_several_lists_one_is_named(loads, tmp_path, refused):  # noqa: F811
    text = json.dumps({"old": {"rows_": ROWS[:1]}, "new": ROWS})
    words = r"it has 2 lists of objects \('old.rows_', 'new'\); write list = 'old.rows_'"
    refused("i.json", text, words, source("i.json"))
    wrong = source("i.json", 'list = "now"')
    refused("i.json", text, "there is no list of objects 'now'; did you mean 'new'", wrong)
    assert read(loads({"i.json": text}, source("i.json", 'list = "new"'))[1]) == READ
    (look,) = looked(tmp_path, "i.json", text)
    assert look.keys == (("list", "new"),)
    assert read(loads({"i.json": text}, block(look, MAPPED))[1]) == READ


def test_json_lines_under_the_name_of_json_are_known(loads, tmp_path, refused):  # noqa: F811
    text = "\n".join(map(json.dumps, ROWS))
    refused("i.json", text, 'it holds an object a line; write format = "jsonl"', source("i.json"))
    (look,) = looked(tmp_path, "i.json", text)
    assert read(loads({"i.json": text}, block(look, MAPPED))[1]) == READ


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"id": 1}, ', "it ends before its last bracket is closed: it is cut short"),
        ('{"data": [{"id": 1}]', "it ends before its last bracket is closed"),
        ('["', "it ends before its last bracket is closed"),
        ("[" * 100_000, "it ends before its last bracket is closed"),
        ('{"a":' * 100_000, "it ends before its last bracket is closed"),
        ('[{"id": 1}] x', "something follows its list"),
        ('[{"id": 1} {"id": 2}]', r"it is no JSON: , or \] is expected and { found"),
        ('[{"id": 1},]', r"it is no JSON: a comma stands before \]"),
        ("[,]", "it is no JSON: a value is expected and , found"),
        ("{1: 2}", "it is no JSON: 1 is no key"),
        ("id,at\n", "it is no JSON; check what it is"),
        ('{"a": 1}', "there is no list of objects in it"),
        ("[]", "there is no object with keys in its list; export it again"),
        ('[{"idd": 1, "at": 1, "place.name": 1}]', "no object has a key 'id'; did you mean 'idd'"),
        ('[{"id": "' + "x" * (17 << 20) + '"}]', "a record in it is longer than 16,777,216"),
    ],
    ids=range(15),
)
def test_what_is_no_such_document_is_refused(refused, text, words):  # noqa: F811
    tables = source("i.json")
    if "no object has a key" in words:
        tables = tables.replace('"at"', '"id"').replace('"place.name"', '"id"')
    refused("i.json", text, words, tables)


def test_six_million_cells_are_never_held_at_once(loads, limit):  # noqa: F811
    """They would take more than twice the memory as objects."""
    limit(MEMORY=300_000_000)
    many = '{"cells": [' + "0," * 999_999 + '0], "id": 1, "at": "2019-01-01"}'
    text = "[" + ",".join([many] * 6) + "]"
    tables = source("i.json").replace('"place.name"', '"id"')
    loaded, _ = loads({"i.json": text}, tables)
    assert loaded.received.sources[0].rows == 6


def test_a_bomb_of_names_is_no_bomb(tmp_path):
    inner = json.dumps({str(k): {str(j): 1 for j in range(300)} for k in range(300)})
    long = "k" * 1_000_000
    (look,) = looked(tmp_path, "i.json", f'[{{"{long}": {inner}, "id": 1}}]')
    assert look.header == (long, "id")
