"""Are a number and the unit behind it in one cell read as the two?"""

import csv
import io
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tallystick import load as package
from tallystick.load import InputError
from tallystick.load.units import CODES

BLOCK = """
[[tables.measurements]]
source = "{source}"
delimiter = "|"
[tables.measurements.columns]
incident_id = "id"
kind = {{constant = "{kind}"}}
value = {{column = "w", unit_in_cell = true{more}}}
"""
LB, OZ = 453.59237, 28.349523125
READ = [  # the cell, and its weight in grams by the point, or the rule that it breaks
    ("0.48 г", 0.48),
    ("1.2 lbs", 1.2 * LB),
    ("1.2 LBS.", 1.2 * LB),
    ("12gr", 12),
    ("5 gramos", 5),
    ("5 Gramas", 5),
    ("2 кг", 2000),
    ("2 Килограмма", 2000),
    ("3 kilos", 3000),
    ("250 mg", 0.25),
    ("250 мг.", 0.25),
    ("7 [oz_av]", 7 * OZ),
    ("7 onças", 7 * OZ),
    ("0.5 t", 500_000),
    (".5 g", 0.5),
    ("+5 g", 5),
    ("1 lb", LB),
    ("10 МКГ", 0.00001),
    ("3 kg 200 g", "not_a_number"),
    ("g", "not_a_number"),
    ("1 1/2 oz", "not_a_number"),
    ("5,5 g", "not_a_number"),
    ("1 200 g", "not_a_number"),
    ("2 x 5 g", "not_a_number"),
    ("-5 g", "below_minimum"),
    ("5 libras", "unknown_unit"),
    ("5 tons", "unknown_unit"),
    ("5 ml", "unknown_unit"),
    ("5 comprimidos", "unknown_unit"),
    ("5 g (approx)", "unknown_unit"),
    ("5", "unknown_unit"),
    ("", "missing"),
]


def told(loaded):
    return {each.rule: each.rows for each in loaded.received.set_aside}


def test_cells(loads):
    text = "\n".join(["id|w", *(f"{n}|{cell}" for n, (cell, _) in enumerate(READ))])
    tables = BLOCK.format(source="m.csv", kind="net_weight", more="")
    loaded, rows = loads({"m.csv": text}, tables)
    good = {str(n): read for n, (_, read) in enumerate(READ) if not isinstance(read, str)}
    assert {row["incident_id"]: row["value"] for row in rows["measurements"]} == pytest.approx(good)
    assert {row["unit"] for row in rows["measurements"]} == {"g"}
    rules = [read for _, read in READ if isinstance(read, str)]
    assert told(loaded) == {rule: rules.count(rule) for rule in rules}
    (why,) = [each.reason for each in loaded.received.set_aside if each.rule == "unknown_unit"]
    assert "with units, or state the unit of numbers without one" in why


def test_a_stated_unit_regional_numbers_and_own_words(loads):
    more = ', unit = "kg", decimal = ",", thousands = ".", units = {gr = "[gr]", libra = "[lb_av]"}'
    tables = BLOCK.format(source="m.csv", kind="net_weight", more=more)
    _, rows = loads({"m.csv": "id|w\na|1.234,5\nb|1.234,5 g\nc|10 gr\nd|2 libra\ne|3 GR\n"}, tables)
    assert {row["incident_id"]: row["value"] for row in rows["measurements"]} == pytest.approx(
        {"a": 1_234_500, "b": 1234.5, "c": 0.6479891, "d": 2 * LB, "e": 3}
    )


def test_other_readings_keep_their_unit(loads):
    tables = BLOCK.format(source="m.csv", kind="volume", more=', units = {"шт" = "{piece}"}')
    loaded, rows = loads({"m.csv": "id|w\na|5 мл\nb|2 L\nc|3 шт\nd|80 km/h\ne|4\n"}, tables)
    assert [(row["incident_id"], row["value"], row["unit"]) for row in rows["measurements"]] == [
        ("a", 5, "mL"), ("b", 2, "L"), ("c", 3, "{piece}"), ("d", 80, "km/h"),
    ]  # fmt: skip
    assert told(loaded) == {"unknown_unit": 1}


def test_weights_in_custody(loads):
    tables = """
[[tables.custody]]
source = "c.csv"
columns = {exhibit_id = "e", at = "at", net_weight_g = {column = "w", unit_in_cell = true}}
"""
    loaded, rows = loads({"c.csv": "e,at,w\na,2020-01-01,2 kg\nb,2020-01-02,2\n"}, tables)
    assert [(row["exhibit_id"], row["net_weight_g"]) for row in rows["custody"]] == [("a", 2000)]
    assert told(loaded) == {"unknown_unit": 1}


def workbook(cells):
    book = openpyxl.Workbook()
    for row in [["id", "w"], *([str(n), cell] for n, cell in enumerate(cells))]:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def parquet(cells):
    held = io.BytesIO()
    pq.write_table(pa.table({"id": [str(n) for n in range(len(cells))], "w": cells}), held)
    return held.getvalue()


@pytest.mark.parametrize(
    ("source", "content"),
    [("m.xlsx", workbook([0.48, "5 g", 1e-7])), ("m.parquet", parquet([0.48, 5.0, 1e-7]))],
)
def test_cells_that_are_numbers(loads, source, content):
    tables = BLOCK.format(source=source, kind="net_weight", more=', unit = "g", decimal = ","')
    _, rows = loads({source: content}, tables.replace('delimiter = "|"', ""))
    assert [row["value"] for row in rows["measurements"]] == [0.48, 5, 1e-7]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (', unit_column = "u"', "its unit is given by unit_in_cell and by unit_column"),
        ('}\nunit = {column = "u"', "its unit is given by unit_in_cell and by the column unit"),
        (', unit = "gramos"', "value.unit: read 'gramos'; it is no UCUM code"),
        (', units = {x = "gramos"}', "value.units.'x': read 'gramos'; it is no UCUM code"),
        ('}\nsubstance_code = {column = "s", unit_in_cell = true', "substance_code is a text"),
    ],
)
def test_what_is_wrong_is_told(loads, more, words):
    tables = BLOCK.format(source="m.csv", kind="net_weight", more=more)
    with pytest.raises(InputError) as raised:
        loads({"m.csv": "id|w\n"}, tables)
    assert words in str(raised.value)


def test_no_word_stands_for_two_units():
    path = Path(package.__file__).parent / "unit_words.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    words = [word for row in rows for word in row["words"].split(";")]
    assert len(words) == len(set(words))
    assert all(word == word.lower().strip() and word for word in words)
    assert {row["code"] for row in rows} <= set(CODES)
