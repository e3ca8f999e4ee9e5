"""An order of day and month that no value decides: what tells it, what makes it likelier."""

from datetime import date, timedelta

import pytest
from test_proposals import looked

from tallystick.propose import propose
from tallystick.propose.times.likely_orders import Context, as_question, in_likely_orders

DAYS = [date(2020, month, day) for day in (5, 9, 2, 12, 7, 1, 11, 4) for month in range(1, 13)]
DAY_FIRST, MONTH_FIRST = "%d/%m/%Y", "%m/%d/%Y"
NOWHERE = Context()
ENGLISH = "Stop ID,Stop Date,Beat"


def read(folder, head, rows, about=NOWHERE, name="a.csv"):
    """How the moment of a case is read by the first file, and whether it is doubtful."""
    text = "\n".join([head, *rows, ""])
    (file,) = in_likely_orders([propose(looked(folder, name, text))], about)
    (table,) = file.tables
    choice = table.columns["occurred_at"]
    return choice.mapping["format"], choice.mapping.get("or_format")


def plain(days, form=DAY_FIRST):
    return [f"{k},{day.strftime(form)},7" for k, day in enumerate(days)]


BESIDE = {
    "a weekday in any language": ("Week day", lambda day: "αβγδεζη"[day.weekday()]),
    "a month by its name": ("Of", lambda day: day.strftime("%b")),
    "a month by its number": ("Month", lambda day: day.month),
    "another date": ("Entered on", lambda day: day + timedelta(days=1)),
}


@pytest.mark.parametrize("kind", BESIDE)
@pytest.mark.parametrize("form", [DAY_FIRST, MONTH_FIRST])
def test_another_column_tells_it_without_a_doubt(tmp_path, kind, form):
    header, beside = BESIDE[kind]
    rows = [f"{k},{day.strftime(form)},{beside(day)},7" for k, day in enumerate(DAYS)]
    assert read(tmp_path, f"Stop ID,Stop Date,{header},Beat", rows) == (form, None)


def test_a_number_that_is_no_month_tells_nothing(tmp_path):
    """The day of the month equals the month by the wrong order."""
    rows = [f"{k},{day:%d/%m/%Y},{day.day},7" for k, day in enumerate(DAYS)]
    assert read(tmp_path, "Stop ID,Stop Date,Day,Beat", rows) == (MONTH_FIRST, DAY_FIRST)


def test_rows_in_order_of_time_tell_it(tmp_path):
    assert read(tmp_path, ENGLISH, plain(sorted(DAYS))) == (DAY_FIRST, None)
    assert read(tmp_path, ENGLISH, plain(sorted(DAYS, reverse=True))) == (DAY_FIRST, None)


def test_rows_sorted_as_texts_tell_nothing(tmp_path):
    """Days first, sorted as texts, are in order of time by the wrong order."""
    texts = sorted(f"{day:%d/%m/%Y}" for day in DAYS)
    rows = [f"{k},{text},7" for k, text in enumerate(texts)]
    assert read(tmp_path, "Numéro affaire,Date des faits,Secteur", rows) == (
        DAY_FIRST, MONTH_FIRST,
    )  # fmt: skip


def test_a_few_values_that_fit_one_order_alone_tell_it(tmp_path):
    few = [date(2020, 3, 28)] * 3
    assert read(tmp_path, ENGLISH, plain([*DAYS * 3, *few])) == (DAY_FIRST, None)
    assert read(tmp_path, ENGLISH, plain([*DAYS * 3, *few[:2]])) == (MONTH_FIRST, DAY_FIRST)


@pytest.mark.parametrize(
    ("head", "about", "form"),
    [
        (ENGLISH, Context(), MONTH_FIRST),
        ("Stop ID,Stop Date,Postcode", Context(), DAY_FIRST),
        ("Numéro affaire,Date des faits,Secteur", Context(), DAY_FIRST),
        (ENGLISH, Context("Europe/London"), DAY_FIRST),
        (ENGLISH, Context("Asia/Almaty", "KZ"), DAY_FIRST),
        ("Numéro affaire,Date des faits,Secteur", Context("America/Chicago"), MONTH_FIRST),
        (ENGLISH, Context("America/Bogota", ""), DAY_FIRST),
        (ENGLISH, Context("Europe/London", "US-MA"), MONTH_FIRST),
    ],
)
def test_what_stands_beside_the_values_makes_one_likelier_and_leaves_a_doubt(
    tmp_path, head, about, form
):
    other = DAY_FIRST if form == MONTH_FIRST else MONTH_FIRST
    assert read(tmp_path, head, plain(DAYS), about) == (form, other)


def test_a_clock_of_twelve_hours_is_american(tmp_path):
    rows = [f"{k},{day:%d/%m/%Y} 03:15:00 PM,7" for k, day in enumerate(DAYS)]
    form = read(tmp_path, "Numéro affaire,Date des faits,Secteur", rows)[0]
    assert form == f"{MONTH_FIRST} %I:%M:%S %p"


def test_the_order_of_other_files_comes_before_all_that(tmp_path):
    known = [date(2020, 5, day) for day in range(1, 31)]
    files = [
        propose(looked(tmp_path, "a.csv", "\n".join([ENGLISH, *plain(DAYS), ""]))),
        propose(looked(tmp_path, "b.csv", "\n".join([ENGLISH, *plain(known), ""]))),
    ]
    first, second = in_likely_orders(files, Context("America/Chicago"))
    assert first.tables[0].columns["occurred_at"].mapping["format"] == DAY_FIRST
    assert first.tables[0].columns["occurred_at"].mapping["or_format"] == MONTH_FIRST
    assert "or_format" not in second.tables[0].columns["occurred_at"].mapping


def test_the_time_of_day_in_another_column_is_kept_in_both_readings(tmp_path):
    rows = [f"{k},{day:%d/%m/%Y},10:{k % 60:02},7" for k, day in enumerate(DAYS)]
    text = "\n".join(["Stop ID,Stop Date,Stop Time,Beat", *rows, ""])
    (file,) = in_likely_orders([propose(looked(tmp_path, "a.csv", text))], Context())
    (table,) = file.tables
    assert table.columns["occurred_at"].mapping == {
        "columns": ["Stop Date", "Stop Time"],
        "format": f"{MONTH_FIRST} %H:%M", "or_format": f"{DAY_FIRST} %H:%M",
    }  # fmt: skip
    (doubt,) = as_question(table).doubts
    assert [label for label, _ in doubt.options] == [f"{MONTH_FIRST} %H:%M", f"{DAY_FIRST} %H:%M"]
    assert all("or_format" not in choice.mapping for _, choice in doubt.options)
    assert "occurred_at" not in as_question(table).columns


def test_a_year_that_leads_tells_nothing_of_another_date(tmp_path):
    """The moment of entry has its month before its day, as every date that a year leads."""
    head = "Stop ID,Stop Date,Entered On,Beat"
    rows = [f"{k},{day:%d/%m/%Y},2024/0{1 + k % 9}/28,7" for k, day in enumerate(DAYS)]
    assert read(tmp_path, head, rows, Context("Europe/Rome")) == (DAY_FIRST, MONTH_FIRST)
