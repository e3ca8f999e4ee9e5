"""Does an amount just below, on and just above each line fall in the class that its source says?

The tables in ``questions/lines`` were written from the texts that their rows name, not from the
packs. A class is "" where there is none; "?" on a line means that no source tells its side.
"""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tallystick.cli.told_law import told
from tallystick.statutes import Question, answer, built_in, in_force, read_pack, scales

PAGE = Path(__file__).parents[2] / "docs" / "law.md"
TABLES = Path(__file__).parent / "questions" / "lines"
LEAST = {
    "BR": 2, "CZ": 17, "DE": 19, "GE": 5, "IN": 21, "KZ": 7, "LT": 6, "MX": 12, "PH": 21, "PT": 15,
    "RU": 54, "UA": 17, "US-FED": 29, "US-FL": 17, "US-NY": 15,
}  # fmt: skip
PACKS = {code: read_pack(folder) for code, folder in built_in().items()}


def table(file):
    with file.open(encoding="utf-8", newline="") as opened:
        return [{**row, "code": file.stem} for row in csv.DictReader(opened)]


ROWS = [row for file in sorted(TABLES.glob("*.csv")) for row in table(file)]


def class_of(row, step):
    """The class of the row's value and `step` hundredths of it (plants: `step` plants) more."""
    value, plants = Decimal(row["value"]), row["unit"] == "plants"
    amount = value + (step if plants else value * step / 100)
    day = date.fromisoformat(row["on"])
    said = answer(
        PACKS[row["code"]], Question(day, row["substance"], amount, plants, row["act"] or None)
    )
    if said.quantity.unsure:
        return "?" if "no source says" in " ".join(" ".join(told(said)).split()) else "unsaid"
    return said.quantity.row.class_ if said.quantity.row else ""


def lines_of(scale):
    """The lines of a scale; of plants the greatest number that is still below."""
    plants, lines = scale.counts_plants, set()
    for place in range(len(scale.rows)):
        lower, upper = scale.lower(place), scale.upper(place)
        lines.add(lower and lower - (plants and scale.takes_its_lower(place)))
        lines.add(upper and upper - (plants and not scale.takes_its_upper(place)))
    return lines - {None, 0}


def asks(row, code, scale, line):
    """Whether a row is of this line; of plants it may name the number on either side."""
    unit, near = ("plants", (0, 1)) if scale.counts_plants else ("g", (0,))
    return (
        (row["code"], row["unit"], row["substance"]) == (code, unit, scale.substance)
        and Decimal(row["value"]) - line in near
        and scale.decides(row["act"] or None)
        and in_force(scale.dates, date.fromisoformat(row["on"]))
    )


def asked_of_each():
    """How many lines of each pack some row asks for; indicative amounts are no lines."""
    held = [(code, scale) for code, pack in PACKS.items() for scale in scales(pack)]
    return Counter(
        code
        for code, scale in held
        for line in (() if scale.indicative else lines_of(scale))
        if any(asks(row, code, scale, line) for row in ROWS)
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['code']} {row['substance']}")
def test_each_side_of_a_line_is_told_as_its_source_tells_it(row):
    expected = row["below"], row["at"], row["above"]
    assert tuple(class_of(row, step) for step in (-1, 0, 1)) == expected, row["value"]


def test_no_fewer_lines_are_asked_than_were():
    asked = asked_of_each()
    assert {code: asked[code] for code in LEAST if asked[code] < LEAST[code]} == {}


def test_the_page_says_how_many_lines_are_asked():
    every = [scale for pack in PACKS.values() for scale in scales(pack) if not scale.indicative]
    held = sum(len(lines_of(scale)) for scale in every)
    said = f"has {sum(asked_of_each().values())} of the {held} lines that the packs draw"
    assert said in " ".join(PAGE.read_text(encoding="utf-8").split())


def test_each_line_names_its_source():
    assert [row for row in ROWS if len(row["source"].strip()) < 10] == []
