"""Are the units of a line those of the records, and is no line drawn twice in one of them?"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tallystick.load import InputError, drawn_twice, load, read_engagement
from tallystick.tables import Line

TEXT = """
[engagement]
name = "Harbour 2019"
agency = "City Police"
time_zone = "UTC"
[[tables.measurements]]
source = "w.csv"
[tables.measurements.columns]
incident_id = "case"
kind = {constant = "net_weight"}
value = {column = "g", unit = "g"}
[[tables.incidents]]
source = "i.csv"
columns = {incident_id = "case", occurred_at = "at", unit_id = "unit"}
[[lines]]
name = "heroin 2 g"
kind = "net_weight"
value = 2
unit = "g"
citation = "Act, list A"
units = UNITS
"""
LINE = Line("heroin 2 g", "net_weight", Decimal(2), "g", "Act", "heroin", units=("North",))


def read(folder, units):
    (folder / "w.csv").write_text("case,g\n1,2.5\n", encoding="utf-8")
    (folder / "i.csv").write_text("case,at,unit\n1,2019-01-05,North\n2,2019-01-06,South\n",
                                  encoding="utf-8")  # fmt: skip
    (folder / "e.toml").write_text(TEXT.replace("UNITS", units), encoding="utf-8")
    return read_engagement(folder / "e.toml")


@pytest.mark.parametrize(
    ("units", "told"), [('["North", "South"]', ("North", "South")), ('"North"', ("North",))]
)
def test_units_are_read_and_known(engine, tmp_path, units, told):
    engagement = read(tmp_path, units)
    assert engagement.frame.lines[0].units == told
    held = load(engagement, tmp_path / "out", engine).tables
    assert held.frame.lines[0].units == told


@pytest.mark.parametrize(
    ("units", "words"),
    [
        ("[]", "lines.units: read a list of 0; it must not be empty; write units = ["),
        ('["North", "South", "North"]', "lines.units: 'North' stands twice; name each unit once"),
        ("[1]", "lines.units (no. 1): read 1; it must be text in quotes"),
        ('[""]', "it must not be empty"),
    ],
)
def test_a_list_that_names_no_units_is_refused(tmp_path, units, words):
    with pytest.raises(InputError) as caught:
        read(tmp_path, units)
    (told,) = caught.value.messages
    assert words in told


def test_a_unit_that_no_record_has_is_refused_with_the_nearest(engine, tmp_path):
    engagement = read(tmp_path, '["North", "Suth", "Elsewhere"]')
    with pytest.raises(InputError) as caught:
        load(engagement, tmp_path / "out", engine)
    assert caught.value.messages == (
        "e.toml: lines.units: 'heroin 2 g' names the unit 'Suth', which no record has; did you "
        "mean 'South'?",
        "e.toml: lines.units: 'heroin 2 g' names the unit 'Elsewhere', which no record has; write "
        "one of 'North', 'South'",
    )


def test_two_lines_that_are_one_in_a_unit_are_refused(tmp_path):
    second = (
        TEXT[TEXT.index("[[lines]]") :].replace("heroin 2 g", "all").replace("units = UNITS", "")
    )
    (tmp_path / "e.toml").write_text(TEXT.replace("UNITS", '"North"') + second, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_engagement(tmp_path / "e.toml")
    assert caught.value.messages == (
        "e.toml: lines.units: 'heroin 2 g' and 'all' are one line in 'North'; name other units in "
        "one of them, or take it out",
    )


@pytest.mark.parametrize(
    ("changed", "twice"),
    [
        ({"units": None}, True),
        ({"units": ("North", "South")}, True),
        ({"direction": "down", "units": None}, True),
        ({"units": ("South",)}, False),
        ({"value": Decimal(1)}, False),
        ({"substance_code": None}, False),
        ({"stage": "lab"}, False),
        ({"from_date": date(2020, 1, 1)}, False),
        ({"from_date": date(2019, 12, 31)}, True),
    ],
)
def test_which_two_lines_are_one(changed, twice):
    until = replace(LINE, to_date=date(2019, 12, 31))
    other = replace(until, name="other", to_date=None, **changed)
    assert bool(list(drawn_twice([until, other]))) == twice


def test_lines_of_all_units_are_not_held_against_each_other():
    everywhere = replace(LINE, units=None)
    assert list(drawn_twice([everywhere, replace(everywhere, name="again")])) == []
