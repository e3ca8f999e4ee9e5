"""Two workbooks as a narcotics unit keeps them, one in Russian and one in English, from a seed.

The first sheet is a register of seizures below lines of title: a header of two rows with merged
cells, blank columns, a total below each month and one at the end, dates as text in two forms beside
true dates, decimal commas, units in cells and rows that stand twice. The second lists the officers.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

CASES, COPIES, SEED = 120, 4, 20261129
FIRST_DAY = date(2024, 1, 3)


@dataclass(frozen=True)
class Words:
    """What the workbook of one language says; headers are pairs of an upper and a lower cell."""

    sheets: tuple[str, str]
    titles: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    means: tuple[tuple[str, ...], ...]
    months: tuple[str, ...]
    total: str
    grand_total: str
    drugs: tuple[str, ...]
    units: tuple[str, ...]
    number: str
    names: tuple[str, ...]
    ranks: tuple[str, ...]
    officer_headers: tuple[str, ...]
    grams: str
    kilograms: str


@dataclass
class Truth:
    """What the workbook holds: columns that matter with their meanings, and its records."""

    path: Path
    means: dict[str, tuple[str, ...]]
    days: dict[str, date] = field(default_factory=dict)
    grams: dict[str, float] = field(default_factory=dict)
    totals: int = 0
    copies: int = 0
    officers: int = 0


OF_CASES = ("incidents.incident_id", "measurements.incident_id")
OF_DAYS = ("incidents.occurred_at", "measurements.measured_at")
OF_UNITS = ("incidents.unit_id", "measurements.unit_id")
OF_OFFICERS = ("incidents.officer_id", "measurements.officer_id")
MEANS = (OF_CASES, OF_DAYS, OF_UNITS, OF_OFFICERS, ("measurements.substance_code",),
         ("measurements.value",))  # fmt: skip

RUSSIAN = Words(
    ("Журнал изъятий", "Личный состав"),
    ("Отделение по борьбе с незаконным оборотом наркотиков", "Журнал изъятий за 2024 год"),
    (("Дело", "№ КУСП"), ("Дело", "Дата изъятия"), ("", ""), ("Кто изъял", "Отдел полиции"),
     ("Кто изъял", "Сотрудник"), ("Изъято", "Вид наркотика"), ("Изъято", "Масса"),
     ("Примечание", "")),
    MEANS,
    ("января", "февраля", "марта", "апреля", "мая", "июня"),
    "Итого за месяц", "Всего", ("гашиш", "марихуана", "героин", "мефедрон"),
    ("ОНОН-1", "ОНОН-2", "ОНОН-3"), "КУСП-{}",
    ("Ахметов А.", "Борисова Е.", "Волков С.", "Громов П.", "Дюсенов К.", "Ершова Н."),
    ("лейтенант", "капитан", "майор"), ("Сотрудник", "Звание", "Отдел полиции"), "г", "кг",
)  # fmt: skip
ENGLISH = Words(
    ("Seizures", "Officers"),
    ("Narcotics Unit", "Register of seizures, 2024"),
    (("Case", "Case No"), ("Case", "Date of seizure"), ("", ""), ("Seized by", "Unit"),
     ("Seized by", "Officer"), ("Exhibit", "Drug"), ("Exhibit", "Net weight"), ("Remarks", "")),
    MEANS,
    ("January", "February", "March", "April", "May", "June"),
    "Total for the month", "Grand total", ("cannabis", "heroin", "cocaine", "amphetamine"),
    ("Squad 1", "Squad 2", "Squad 3"), "DR-{}",
    ("Adams A.", "Brown E.", "Clarke S.", "Dixon P.", "Evans K.", "Foster N."),
    ("Constable", "Sergeant", "Inspector"), ("Officer", "Rank", "Unit"), "g", "kg",
)  # fmt: skip


def make_workbook(words: Words, folder: Path, seed: int = SEED) -> Truth:
    """Write ``register.xlsx`` in `folder`; return what it holds."""
    path = folder / "register.xlsx"
    named = [" ".join(filter(None, pair)) for pair in words.headers]
    matter = [name for name in named if name][: len(words.means)]
    truth = Truth(path, dict(zip(matter, words.means, strict=True)))
    book = xlsxwriter.Workbook(str(path))
    _register(book, words, random.Random(seed), truth)
    _officers(book, words, truth)
    book.close()
    return truth


def _register(book, words, draw, truth):
    sheet = book.add_worksheet(words.sheets[0])
    day_form = book.add_format({"num_format": "dd.mm.yyyy"})
    for at, title in enumerate(words.titles):
        sheet.merge_range(at, 0, at, len(words.headers) - 1, title)
    _header(sheet, words, len(words.titles) + 1)
    at, month, copies = len(words.titles) + 3, 1, _copied(draw)
    sums = [0.0, 0.0]
    for number in range(CASES):
        day = FIRST_DAY + timedelta(days=round(number * 170 / CASES))
        if day.month != month:
            at, month, sums[0] = _total(sheet, at, words.total, sums[0], truth), day.month, 0.0
        cells, grams = _case(words, draw, number, day)
        truth.days[cells[0]], truth.grams[cells[0]] = day, grams
        for _ in range(2 if number in copies else 1):
            sheet.write_row(at, 0, [*cells[:1], "", *cells[2:]])
            if isinstance(cells[1], date):
                sheet.write_datetime(at, 1, cells[1], day_form)
            else:
                sheet.write_string(at, 1, cells[1])
            at, sums = at + 1, [each + grams for each in sums]
    truth.copies = len(copies)
    at = _total(sheet, at, words.total, sums[0], truth)
    _total(sheet, at + 1, words.grand_total, sums[1], truth)


def _copied(draw):
    return set(draw.sample(range(CASES), COPIES))


def _header(sheet, words, at):
    """Two rows of names: a group above its columns, one cell where a name stands alone."""
    groups = [upper for upper, _ in words.headers]
    for column, (upper, lower) in enumerate(words.headers):
        first, last = groups.index(upper), len(groups) - 1 - groups[::-1].index(upper)
        if not lower and upper:
            sheet.merge_range(at, column, at + 1, column, upper)
        elif upper and column == first:
            sheet.merge_range(at, first, at, last, upper)
        if lower:
            sheet.write(at + 1, column, lower)


def _total(sheet, at, said, grams, truth):
    sheet.write(at, 0, said)
    sheet.write(at, 6, round(grams, 2))
    truth.totals += 1
    return at + 1


def _case(words, draw, number, day):
    """The cells of one case, and the grams that were weighed."""
    milligrams = draw.randint(12, 60_000) * 10
    grams = milligrams / 1000
    weight = f"{grams:.2f}".replace(".", ",") + f" {words.grams}"
    if number % 15 == 7:
        grams = draw.randint(1, 9) * 1100.0
        weight = f"{grams / 1000:.1f}".replace(".", ",") + f" {words.kilograms}"
    form = number % 3
    written = [day, f"{day:%d.%m.%Y}", f"{day.day} {words.months[day.month - 1]} {day.year}"][form]
    officer = draw.randrange(len(words.names))
    cells = [words.number.format(100 + number), written, "", words.units[officer // 2],
             words.names[officer], draw.choice(words.drugs), weight,
             "" if number % 4 else "+"]  # fmt: skip
    return cells, grams


def _officers(book, words, truth):
    sheet = book.add_worksheet(words.sheets[1])
    sheet.merge_range(0, 0, 0, 2, words.titles[0])
    sheet.write_row(2, 0, words.officer_headers)
    for at, name in enumerate(words.names):
        sheet.write_row(3 + at, 0, [name, words.ranks[at % 3], words.units[at // 2]])
    truth.officers = len(words.names)
