"""Do the penalties of a world file follow the law pack, and is a law without an answer refused?"""

from __future__ import annotations

import tomllib
from datetime import date
from types import SimpleNamespace

import pytest

from tallystick.cli.world_law import days_of_change, with_months
from tallystick.simulate.world import WorldError, read_world
from tallystick.statutes.shelf import pack_of

WORLD = """
first_month = "2024-01"
months = 24

[[incentives.penalties]]
act = "ghost"
months = 36

[[incentives.penalties]]
act = "supply"
fine = 2

[incentives.penalties.law]
pack = "KZ"
act = "sale"
substance = "cannabis"
grams = 1050
circumstances = ["oath", "official_position"]
"""


@pytest.fixture
def write(tmp_path):
    def written(text):
        path = tmp_path / "world.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def penalties(path):
    held = read_world(path, with_months).incentives.penalties
    return [(each.act, each.from_month, each.months, each.fine) for each in held]


def test_the_case_of_the_project_by_month(write):
    assert penalties(write(WORLD)) == [
        ("ghost", "", 36.0, 0.0),
        ("supply", "", 150.0, 2.0),
        ("supply", "2025-03", 210.0, 2.0),
    ]


def test_a_world_that_ends_before_the_new_law_has_the_old_alone(write):
    text = WORLD.replace("months = 24", "months = 12", 1)
    assert penalties(write(text))[1:] == [("supply", "", 150.0, 2.0)]


def test_a_world_that_begins_under_the_new_law_has_it_alone(write):
    text = WORLD.replace("2024-01", "2025-04")
    assert penalties(write(text))[1:] == [("supply", "", 210.0, 2.0)]


def test_a_file_without_a_law_is_left_as_it_is():
    plain = tomllib.loads(WORLD.partition("[incentives.penalties.law]")[0])
    assert with_months(plain) is plain
    assert with_months({}) == {}
    assert with_months({"incentives": 3}) == {"incentives": 3}


def test_the_law_is_asked_on_every_day_on_which_a_row_changes():
    pack = pack_of("KZ")
    days = days_of_change(pack, date(2024, 1, 1), date(2025, 12, 28))
    assert days[0] == date(2024, 1, 1)
    assert date(2025, 3, 3) in days
    assert days == sorted(set(days))


def test_a_row_that_ends_changes_the_law_on_the_day_after():
    ends = SimpleNamespace(from_date=None, to_date=date(2024, 5, 31))
    begins = SimpleNamespace(from_date=date(2024, 9, 2), to_date=None)
    pack = SimpleNamespace(offences=(ends,), penalties=(begins,), thresholds=())
    first, last = date(2024, 1, 1), date(2024, 9, 2)
    assert days_of_change(pack, first, last) == [first, date(2024, 6, 1), last]
    assert days_of_change(pack, first, date(2024, 5, 31)) == [first]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('pack = "KZ"', 'pack = "XX"', r"entry 2: law: .*XX"),
        ('act = "sale"', 'act = "sailing"', r"entry 2: law: .*sailing"),
        ("grams = 1050", "grammes = 1050", r"entry 2: law\.grammes: Extra inputs"),
        ('act = "sale"\n', "", r"entry 2: law\.act: Field required"),
        ("fine = 2", "months = 2", "months and from_month itself; leave them out"),
        (WORLD[WORLD.index("substance") :], "", r"4 ranges .* on 2024-01-01; name substance"),
        ('"2024-01"', '"January"', r"first_month: String should match"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_place(write, old, new, told):
    assert old in WORLD
    with pytest.raises(WorldError, match=told):
        read_world(write(WORLD.replace(old, new)), with_months)


def test_without_the_shell_a_law_is_no_setting(write):
    with pytest.raises(WorldError, match=r"incentives\.penalties\.1\.law: Extra inputs"):
        read_world(write(WORLD))
