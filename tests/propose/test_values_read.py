"""Do the values of a column tell how it is written, and is what they do not tell left open?"""

import pytest

from tallystick.propose.cells.date_readings import read_dates
from tallystick.propose.cells.values import read_numbers, read_words

DATES = {
    ("2024-01-31", "2024-02-01"): ("day", ()),
    ("2024-01-31 10:15", "2024-02-01T00:00:00+06:00"): ("moment", ()),
    ("2024-01-31T00:00:00", "2024-02-01T00:00:00"): ("day", ("%Y-%m-%dT00:00:00",)),
    ("31.01.2024", "01.02.2024"): ("day", ("%d.%m.%Y",)),
    ("01/31/2024", "02/01/2024"): ("day", ("%m/%d/%Y",)),
    ("02-Jan-19", "31-Dec-19"): ("day", ("%d-%b-%y",)),
    ("5/22/18 20:18", "1/2/18 8:47"): ("moment", ("%m/%d/%y %H:%M",)),
    ("02/20/2019 12:00:00 AM", "02/23/2019 01:00:00 PM"): ("moment", ("%m/%d/%Y %I:%M:%S %p",)),
    ("11:32:00", "23:59:59"): ("time", ("%H:%M:%S",)),
}


@pytest.mark.parametrize(("cells", "told"), DATES.items())
def test_dates_are_read_by_all_their_values(cells, told):
    read = read_dates(cells)
    assert (read.kind, read.forms) == told
    assert read.decided


def test_day_and_month_are_left_open_where_no_value_is_over_twelve():
    read = read_dates(["01/02/2024", "03/04/2024"])
    assert read.forms == ("%d/%m/%Y", "%m/%d/%Y")
    assert not read.decided
    assert read_dates(["01/02/2024", "03/04/2024", "05/13/2024"]).proof == "05/13/2024"


@pytest.mark.parametrize("cells", [(), ("no", "date"), ("2024", "2025"), ("31.02.2024",)])
def test_what_is_no_date_is_none(cells):
    assert read_dates(cells) is None


def test_two_in_a_hundred_may_be_unreadable_and_three_may_not():
    good = [f"{day:02d}.03.2024" for day in range(1, 29)] * 4
    assert read_dates([*good, "unknown", "?"]) is not None
    assert read_dates([*good, *["unknown"] * 4]) is None


NUMBERS = {
    ("1", "2.5", "1e3"): ((".", None),),
    ("0,10", "6,5"): ((",", None),),
    ("1,234,567", "12"): ((".", ","),),
    ("1.234,5", "2.000,75"): ((",", "."),),
    ("1 234,5", "2,5"): ((",", " "),),
    ("16,780", "1"): ((".", ","), (",", None)),
    ("16,780", "0,500"): ((",", None),),
}


@pytest.mark.parametrize(("cells", "marks"), NUMBERS.items())
def test_marks_of_numbers_are_told_or_left_open(cells, marks):
    read = read_numbers(cells)
    assert read.marks == marks
    assert read.decided == (len(marks) == 1)


def test_words_that_are_not_known_are_named():
    known, unknown, share = read_words("role", ["понятой", "Suspect", "passer-by", "понятой"])
    assert known == {"понятой": "attesting_witness", "Suspect": "subject"}
    assert (unknown, share) == (("passer-by",), 0.75)
    assert read_words("search_conducted", ["TRUE", "False"])[0] == {"TRUE": "yes", "False": "no"}
