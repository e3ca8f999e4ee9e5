"""Rows in the form of a public export, invented cell by cell."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from benchmarks.real_exports.form import Export, Header

LOOKED_AT, ALL_DIFFER = 3_000, 1.0
PADDED = ("id", "name", "text", "category")
COORDINATES = ("41.87194", "-87.64311")
TIMES = ("_at", "_start", "_end", "_date", ".at")
"""The ends of the names of canonical columns that hold dates."""
FIGURE = "reported_figures.value"


def invented(export: Export, *, rows: int = 600, seed: int = 20261129) -> list[list[str]]:
    """Return at most `rows` rows in the form of `export`, copies and a row of totals among them.

    The same seed gives the same rows. They are invented column by column, so that nothing but
    their form is that of the export.
    """
    count = max(3, min(rows, export.rows))
    names = [each.header for each in export.columns]
    cells: list[list[str]] = []
    for at, each in enumerate(export.columns):
        draw = random.Random(f"{seed}:{export.name}:{at}")
        like = cells[names.index(each.like)] if each.like and each.like in names[:at] else None
        made = _repeating(like, each, draw) if like else _column(each, count, export, draw)
        cells.append(list(map(_at_midnight, made)) if _has_its_time_apart(each, export) else made)
    table = [list(row) for row in zip(*cells, strict=True)]
    if export.kind == "totals":
        table = _once(table, export.columns)
    copied = random.Random(seed)
    table += [list(copied.choice(table)) for _ in range(round(export.copies * len(table)))]
    if export.totals:
        table.append((list(export.totals) + [""] * len(export.columns))[: len(export.columns)])
    return table


def _once(table: list[list[str]], columns: Sequence[Header]) -> list[list[str]]:
    """The rows of totals without those that repeat what another row is the total of."""
    at = [place for place, each in enumerate(columns) if not _is_of_figures(each)]
    first = {tuple(row[place] for place in at): row for row in reversed(table)} if at else {}
    return list(reversed(first.values())) or table


def _is_of_figures(column: Header) -> bool:
    """Whether a column holds figures, if with marks of thousands or a unit, and no kind of row."""
    told = [cell for cell in column.values if cell]
    numbers = bool(told) and not any(map(str.isalpha, "".join(told)))
    return (column.type in ("number", "empty") or FIGURE in column.means
            or (numbers and not column.means and column.type != "date"))  # fmt: skip


def _has_its_time_apart(column: Header, export: Export) -> bool:
    """Whether a column of days with a clock stands beside one of the time of day."""
    clocks = [each for each in export.columns if each.type == "date" and set(each.means)
              & set(column.means) and all("%d" not in form for form, _ in each.forms)]  # fmt: skip
    return bool(clocks) and any("%d" in form for form, _ in column.forms)


def _at_midnight(cell: str) -> str:
    """`cell` with its time of day at midnight, as where a database holds days as moments."""
    found = re.search(r"[0-9]{1,2}(:[0-9]{2}){1,2}", cell)
    if found is None:
        return cell
    hour = "12" if re.search(r"[AP]M", cell) else "00"
    clock = hour + re.sub("[0-9]", "0", found.group()[found.group().index(":") :])
    return cell.replace(found.group(), clock).replace(" PM", " AM")


def _column(column: Header, count: int, export: Export, draw: random.Random) -> list[str]:
    many = _how_many(column, count, export.rows)
    pool: dict[str, None] = {}
    for attempt in range(20 * many):
        pool[_value(column, draw, attempt)] = None
        if len(pool) == many:
            break
    while len(pool) < many and column.type in PADDED and not _names_a_time(column):
        pool[f"{draw.choice(column.values or ('x',))}{_letters(draw)}"] = None
    values = list(pool)[:count] or [""]
    weights = [1 / (1 + rank) for rank in range(len(values))]
    if column.type == "category" and column.distinct != ALL_DIFFER:
        told = draw.choices(values, weights, k=count)
    else:
        told = values + draw.choices(values, weights, k=count - len(values))
        draw.shuffle(told)
    return [each if draw.random() < column.filled else draw.choice(column.null or ("",))
            for each in told]  # fmt: skip


def _how_many(column: Header, count: int, rows: int) -> int:
    """How many different values stand in `count` rows."""
    if column.type == "empty":
        return 1
    if isinstance(column.distinct, float) and 0 < column.distinct <= 1:
        return max(1, round(count * column.filled * column.distinct))
    known = int(column.distinct) or len(column.values) or count
    if column.type in ("category", "coordinate"):
        return max(1, min(known, count))
    return max(1, min(count, round(known * count / min(LOOKED_AT, max(rows, 1)))))


def _value(column: Header, draw: random.Random, attempt: int) -> str:
    if column.type == "empty":
        return ""
    if column.type == "date":
        return _moment(column, draw)
    if column.type == "number":
        return _number(column, draw)
    if column.type == "category" or (column.values and _names_a_time(column)):
        return column.values[attempt % len(column.values)] if column.values else str(attempt)
    return _like(draw.choice(column.values or COORDINATES), draw, letters=column.type == "name")


def _names_a_time(column: Header) -> bool:
    """Whether values are dates in words or odd forms, which other digits would spoil."""
    return any(each.endswith(TIMES) for each in column.means)


def _like(text: str, draw: random.Random, *, letters: bool) -> str:
    """Another value in the form of `text`: its digits, and in names its letters, drawn anew."""

    def other(found: re.Match[str]) -> str:
        one = found.group()
        if one.isdigit():
            return draw.choice(string.digits)
        kind = string.ascii_uppercase if one.isupper() else string.ascii_lowercase
        return draw.choice(kind)

    return re.sub(r"[A-Za-z0-9]" if letters else r"[0-9]", other, text)


def _letters(draw: random.Random) -> str:
    return " " + "".join(draw.choice(string.ascii_uppercase) for _ in range(3))


def _moment(column: Header, draw: random.Random) -> str:
    form = draw.choices([form for form, _ in column.forms], [w for _, w in column.forms])[0]
    first = datetime.combine(column.first, time()) if column.first else datetime(2020, 1, 1)
    last = datetime.combine(column.last, time()) if column.last else datetime(2020, 12, 31)
    at = first + timedelta(days=draw.randint(0, max(0, (last - first).days)))
    at += timedelta(seconds=60 * draw.randint(0, 1439))
    return (_begun(at, first, last, column.distinct) or at).strftime(form)


def _begun(at: datetime, first: datetime, last: datetime, distinct: float) -> datetime | None:
    """The month, or the year, of a moment, where a column has one day of each; None elsewhere."""
    years = last.year - first.year + 1
    months = (years - 1) * 12 + last.month - first.month + 1
    day = {"day": min(first.day, 28), "hour": 0, "minute": 0}
    if years > 1 and distinct == years:
        return at.replace(month=first.month, **day)
    if months > 1 and months * 0.9 <= distinct <= months:
        return at.replace(**day)
    return None


def _number(column: Header, draw: random.Random) -> str:
    value = column.low + (column.high - column.low) * draw.random() ** 3
    return f"{value:.{column.decimals}f}"


def _repeating(like: list[str], column: Header, draw: random.Random) -> list[str]:
    """A column that repeats another: one value of its own for each of the other's."""
    names = list(dict.fromkeys(each for each in like if each))
    own: dict[str, str] = {"": ""}
    for at, name in enumerate(names):
        own[name] = _value(column, draw, at)
    return [own[each] for each in like]
