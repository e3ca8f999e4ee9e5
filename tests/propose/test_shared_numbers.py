"""Do two lists share numbers of the same events, and not by chance?"""

from datetime import date, timedelta

import pytest

from tallystick.propose import look_at, propose
from tallystick.propose.shared_numbers import Cases, link_of

FIRST = date(2021, 1, 1)


def cases(folder, name, header, rows):
    """A list of cases of the columns ID, date and one that nothing tells, in that order."""
    lines = [header, *(",".join(map(str, row)) for row in rows)]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (look,) = look_at(folder / name, name)
    file = propose(look)
    return Cases(file, next(each for each in file.tables if each.table == "incidents"))


def arrests(folder, numbers):
    rows = [(f"A{n}", FIRST + timedelta(days=n), each) for n, each in enumerate(numbers)]
    return cases(folder, "arrests.csv", "Arrest ID,Arrest Date,GO NO", rows)


def calls(folder, numbers, late=0):
    rows = [(each, FIRST + timedelta(days=n + late)) for n, each in enumerate(numbers)]
    return cases(folder, "calls.csv", "Incident Number,Incident Date", rows)


NUMBERS = [200_000_000 + 7 * n for n in range(100)]


def test_last_digits_are_compared_where_a_system_puts_its_mark_before(tmp_path):
    """By hand: 50 of the 100 numbers of the second list stand in the first, all on the same day."""
    one, two = arrests(tmp_path, [f"SJ2020{n}" for n in NUMBERS[:50]]), calls(tmp_path, NUMBERS)
    link = link_of(one, two)
    assert (link.header, link.other, link.shared) == ("GO NO", "Incident Number", 50)
    assert (link.share, link.near, link.exact) == (1.0, 1.0, False)
    assert not link.is_parts


def test_rows_of_which_several_have_one_number_are_parts(tmp_path):
    """By hand: 25 numbers in 75 rows; the day of the first row of each is 2 days a row later."""
    one = arrests(tmp_path, [n for n in NUMBERS[:25] for _ in range(3)])
    link = link_of(one, calls(tmp_path, NUMBERS))
    assert (link.shared, round(link.once, 2), link.once_there) == (25, 0.33, 1.0)
    assert link.is_parts
    assert not link.turned.is_parts
    # Row 3k of the arrests has number k, which is of day 3k there and of day k here: 2k days apart.
    assert link.near == sum(2 * k <= 7 for k in range(25)) / 25


@pytest.mark.parametrize(("late", "near"), [(7, 1.0), (8, 0.0)])
def test_days_lie_near_each_other_within_a_week_at_most(tmp_path, late, near):
    """Both lists have 100 days, a tenth of which is more than a week."""
    link = link_of(arrests(tmp_path, NUMBERS), calls(tmp_path, NUMBERS, late))
    assert link.near == near


def test_too_few_shared_numbers_are_no_link(tmp_path):
    """19 are one fewer than the 20 that are asked for."""
    other = [n + 1 for n in NUMBERS]
    assert (
        link_of(arrests(tmp_path, [*NUMBERS[:19], *other[19:]]), calls(tmp_path, NUMBERS)) is None
    )
    assert link_of(arrests(tmp_path, [*NUMBERS[:20], *other[20:]]), calls(tmp_path, NUMBERS))


def test_numbers_of_officers_are_no_numbers_of_cases(tmp_path):
    rows = [(f"A{n}", FIRST + timedelta(days=n), 300_000 + n) for n in range(60)]
    one = cases(tmp_path, "a.csv", "Arrest ID,Arrest Date,Officer ID", rows)
    two = cases(tmp_path, "b.csv", "Complaint ID,Incident Date,Officer ID", rows)
    assert "Officer ID" not in {*one.numbered, *two.numbered}
