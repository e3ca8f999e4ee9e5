"""Which article of the law does the text of a charge name?

An agency writes an article in its own way: ``297(3)``, ``297-3``, ``art. 297 part 3``, ``ч. 3
ст. 297 УК РК``. A text is brought to one form, and compared as a whole with the forms of each
article. ``297-3`` is part 3 of article 297 only where the law has no article of that number, and a
form that would mean two articles means none. What is not read so is said, and counted.
"""

from __future__ import annotations

from collections import Counter
from functools import cache, reduce

import ibis
from ibis.expr.types import StringValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.text_tables import one_of
from tallystick.tables import Article, Law
from tallystick.tables.store import Tables

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
