"""How is a small table looked up in a query, and which article of the law does a charge name?

The cells of a table stand in one text, all of one width, and a cell is cut out by its place: on
every engine, at once. A list of values for each answer would become a join for each on DuckDB.

An agency writes an article in its own way: ``297(3)``, ``297-3``, ``art. 297 part 3``, ``ч. 3
ст. 297 УК РК``. A text is brought to one form, and compared as a whole with the forms of each
article. ``297-3`` is part 3 of article 297 only where the law has no article of that number, and a
form that would mean two articles means none. What is not read so is said, and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache, reduce
from operator import or_

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, StringValue
from ibis.expr.types import Table as Relation

from tallystick.tables import Article, Law
from tallystick.tables.store import Tables

NOTHING = "-"

PART, ARTICLE = "#", "@"
PARTS = (
    "paragraph", "subsection", "absatz", "бөлігі", "частей", "части", "часть", "частина",
    "частини", "para.", "part", "abs.", "ust.", "pt.", "ч.", "ч", "(",
)  # fmt: skip
ARTICLES = (
    "articles", "article", "sections", "section", "статьи", "статья", "статей", "стаття", "статті",
    "arts.", "art.", "sec.", "ст.", "бабы", "бап", "art", "ст", "§",
)  # fmt: skip
CODES = (
    "республики казахстан", "уголовного кодекса", "criminal code", "of the", "of", "укрк", "укрф",
    "ук рк", "ук рф", "кк україни", "ук", "кк", "cc", ")", ",", "\u00a0", "\t", " ",
)  # fmt: skip
WRITTEN: tuple[tuple[str, str], ...] = (
    ("\u2013", "-"), ("\u2010", "-"), ("\u2011", "-"),
    *((word, PART) for word in sorted(PARTS, key=len, reverse=True)),
    *((word, ARTICLE) for word in sorted(ARTICLES, key=len, reverse=True)),
    *((word, "") for word in CODES),
    (PART + PART, PART),
)  # fmt: skip


def cell(
    cells: Sequence[Sequence[int | None]], row: IntegerValue, column: IntegerValue, width: int
) -> IntegerValue:
    """The cell at the places `row` and `column`; null where it is None, or a place is negative."""
    wide = max((len(each) for each in cells), default=0)
    written = "".join(_written(each, width) for line in cells for each in line)
    inside = (row >= 0) & (column >= 0) & (row < len(cells)) & (column < wide)
    place = ibis.ifelse(inside, (row * wide + column) * width, len(written))
    text: StringValue = ibis.literal(written + NOTHING * width).substr(place, width)
    return text.nullif(NOTHING * width).cast("int64")


def _written(value: int | None, width: int) -> str:
    return NOTHING * width if value is None else f"{value:0{width}d}"


def one_of(column: StringValue, texts: Sequence[str]) -> BooleanValue:
    """Whether `column` is one of some few texts."""
    return reduce(or_, (column == text for text in texts), ibis.literal(False))


def substance_of(law: Law, code: StringValue) -> IntegerValue:
    """The place of the substance that `code` names among those of the law; -1 for none."""
    found = [
        (one_of(code, codes), ibis.literal(place))
        for place, (_, codes) in enumerate(substances(law))
        if codes
    ]
    return ibis.cases(*found, else_=-1).cast("int64") if found else ibis.literal(-1, "int64")


def substances(law: Law) -> list[tuple[str, tuple[str, ...]]]:
    """The substances of the law, each with all that records may call it."""
    names: dict[str, dict[str, None]] = {}
    for each in law.amounts:
        names.setdefault(each.substance, {}).update(dict.fromkeys(each.codes))
    return [(name, tuple(codes)) for name, codes in names.items()]


def folded(text: str) -> str:
    """Return a text in the form in which articles are compared."""
    return reduce(lambda read, pair: read.replace(*pair), WRITTEN, text.lower())


def folded_column(texts: StringValue) -> StringValue:
    """The same, said of a column."""
    return reduce(lambda read, pair: read.replace(*pair), WRITTEN, texts.lower())


@cache
def forms(law: Law) -> dict[str, str]:
    """Return the key that each form means; a form of two keys is none."""
    numbers = frozenset(folded(each.article) for each in law.articles)
    wholes = {folded(each.key): each.key for each in law.articles}
    parts = {(form, each.key) for each in law.articles for form in _of_part(each, numbers)}
    times = Counter(form for form, _ in parts)
    read = {form: key for form, key in parts if times[form] == 1}
    read |= {ARTICLE + form: key for form, key in wholes.items()} | wholes
    return dict(sorted(read.items()))


def _of_part(article: Article, numbers: frozenset[str]) -> tuple[str, ...]:
    number, part = folded(article.article), folded(article.part)
    if not part:
        return number, ARTICLE + number
    by_part = f"{number}{PART}{part}"
    read = (by_part, ARTICLE + by_part, f"{PART}{part}{ARTICLE}{number}")
    hyphened = f"{number}-{part}"
    return read if hyphened in numbers else (*read, hyphened, ARTICLE + hyphened)


def keys_read(tables: Tables, law: Law) -> Relation:
    """Each text of ``outcomes.statute`` once, and in ``key`` the article that it names, or null."""
    rows = tables["outcomes"]
    rows = rows.filter(rows.statute.notnull())
    texts = rows.select("statute", folded=folded_column(rows.statute)).distinct()
    named: dict[str, list[str]] = {}
    for form, key in forms(law).items():
        named.setdefault(key, []).append(form)
    if not named:
        return texts.select("statute", key=ibis.null("string"))
    found = [(one_of(texts.folded, each), ibis.literal(key)) for key, each in named.items()]
    return texts.select("statute", key=ibis.cases(*found, else_=ibis.null("string")))
