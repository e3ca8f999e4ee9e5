"""Which reports are there, and which word pairs are a report's own, the department's left out?

What is known of each report is put together once and kept on disk, the texts as well, which are
made plain there: those of some authors at a time are put in order, and no later step does so again.

A word that stands twice has a number, and a pair of words that of both: exact, and eight bytes. The
texts are gone through twice, for the words and for the pairs. Those of the department are left out
at once; the others are written to disk, laid by their numbers, so that all rows of a pair are in
one part, and are counted and set beside each other part by part: memory holds one part alone, and
each row is read by one. A pair with a word that stands once stands once too, whatever its other
word is.
"""

from __future__ import annotations

from collections.abc import Callable

import ibis
from ibis.expr.types import ArrayValue, IntegerValue, StringValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.parts import WHOLE, Laid, Part, Parts
from tallystick.tables.store import Tables

NEEDS = {"narratives": ("incident_id", "author_id", "text"), "incidents": ("incident_id",)}
CASE = ("incident_id", "author_id", "unit_id", "area_id", "offense_code", "occurred_at")
EACH = 500_000
"""How many reports are looked at in one part, the same of all that is made in parts: what one step
has written the parts of the next find laid for them."""
MARKS = "\t\n\r.,;:!?()[]{}'\"/-_=+*&%#@<>|\u00a0«»„“”‘’–—…"
DIGITS = "123456789"
ONE_IN, LEAST_OFTEN, SEVERAL = 20, 5, 3
"""A pair that stands more than 5 times, and more than once in 20 reports of an offence or of a
unit, and is used by three authors or more there, is the department's."""
LOOKED_AT = 25_000
"""In a larger archive the department's pairs are those of every second, third … report, so many."""
SELDOM, HABIT_ONE_IN = 5, 10
"""A pair that an author uses more than five times and in more than one report of ten is a habit."""
ALONE = 0
"""The ``pair_id`` of all pairs of a report that stand nowhere else."""
WORDS_AT_MOST = 2**31
"""The number of a pair is that of its first word times this, and that of its second word."""


def ready(tables: Tables) -> bool:
    """Whether there are reports with authors, and the cases that they are of."""
    return not tables.missing(NEEDS)


def in_parts(
    name: str, make: Callable[[Tables, Part], Relation], laid: Laid | None = None, *,
    passing: bool = True, at_once: bool = False,
) -> Shared:  # fmt: skip
    """Return what is made of `EACH` reports at a time, the rows of each part `laid` for others."""
    parts = Parts(make, number, EACH, laid, at_once)
    return Shared(
        name, ready, lambda tables: make(tables, WHOLE), told=True, passing=passing, parts=parts
    )


def number(tables: Tables) -> Relation:
    """Return one row: how many reports there are, as ``n``."""
    authors = AUTHORS(tables)
    return authors.aggregate(n=authors.written.sum().cast("int64"))


def _cases(tables: Tables, part: Part = WHOLE) -> Relation:
    rows = tables["incidents"]
    rows = rows.filter(rows.incident_id.notnull())
    return rows.group_by("incident_id").aggregate(
        unit_id=rows.unit_id.min().fill_null(""), area_id=rows.area_id.min().fill_null(""),
        offense_code=rows.offense_code.min().fill_null(""), occurred_at=rows.occurred_at.min(),
    )  # fmt: skip


def _told(tables: Tables) -> Relation:
    told = tables["narratives"]
    return told.filter(told.text.notnull(), told.author_id.notnull(), told.incident_id.notnull())


def _authors(tables: Tables) -> Relation:
    told = _told(tables).select("incident_id", "author_id")
    told = told.semi_join(REPORTED(tables).select("incident_id"), "incident_id")
    each = told.group_by("author_id").aggregate(written=told.count())
    so_far = each.written.sum().over(ibis.cumulative_window(order_by="author_id"))
    author = (so_far - each.written).cast("int32")
    return each.select("author_id", written=each.written.cast("int32"), author=author)


def _texts(tables: Tables, part: Part) -> Relation:
    told = _told(tables).select("incident_id", "author_id", "text")
    return told.inner_join(AUTHORS(tables), "author_id")


def _known(tables: Tables, part: Part) -> Relation:
    authors = AUTHORS(tables).select("author_id", "author")
    told = _told(tables).select("incident_id", "author_id").inner_join(authors, "author_id")
    return REPORTED(tables).inner_join(told.select("incident_id", "author"), "incident_id")


def _plain(text: StringValue) -> StringValue:
    # What engines make of a capital with a dot, and of a sigma at the end, differs.
    plain = text.lower().replace("\u0307", "").replace("ς", "σ")
    return plain.translate(MARKS + DIGITS, " " * len(MARKS) + "0" * len(DIGITS))


def _reports(tables: Tables, part: Part) -> Relation:
    known = part.within(KNOWN(tables), "author").distinct()
    rows = part.within(TEXTS(tables), "author").inner_join(known, ["incident_id", "author"])
    own = ibis.window(group_by="author_id", order_by=("occurred_at", "incident_id", "text"))
    rows = rows.mutate(place=ibis.row_number().over(own).cast("int32"))
    text_id = (rows.author + rows.place).cast("int32")
    names = (*CASE, "author", "written", "place")
    return rows.select(*names, plain=_plain(rows.text), text_id=text_id)


REPORTED = Shared("reported_cases", ready, _cases, told=True, passing=True, parts=Parts(_cases))
"""A row per known incident_id, and what it says of unit, area, offence and time."""

AUTHORS = Shared("report_authors", ready, _authors, told=True)
"""A row per ``author_id``: how many reports are ``written`` by it, and how many by those before it
in the order of their ids, which numbers, from 0, the ``author`` and the author's first report."""

BY_AUTHOR = Laid("author", ranges=True)
TEXTS = in_parts("report_texts", _texts, BY_AUTHOR, at_once=True)
"""A row per report with a text and an incident by one of the authors, and what is known of that."""

KNOWN = in_parts("cases_by_author", _known, BY_AUTHOR, at_once=True)
"""A row per report by the number of its ``author``, and what its incident says: without the text,
since all incidents are looked at for all of them at once."""

REPORTS = in_parts("reports", _reports, passing=False)
"""A row per report with a text, an author and an incident, and what that one says.

``text_id`` numbers them by author and time, ``place`` those of each author; both from 0. ``author``
is the author's number, and ``written`` how many reports that one has. ``plain`` is the text without
marks and capitals, each digit a 0."""


def _words(plain: StringValue) -> ArrayValue:
    return plain.split(" ").filter(lambda word: word != "")


def _vocabulary(tables: Tables) -> Relation:
    words = REPORTS(tables).select(word=_words(REPORTS(tables).plain).unnest())
    each = words.group_by("word").aggregate(times=words.count())
    each = each.filter(each.times > 1)
    numbers = ibis.row_number().over(order_by="word").cast("int64") + 1
    return each.select("word", word_id=numbers)


WORDS = Shared("words", ready, _vocabulary, told=True, passing=True)
"""A row per ``word`` that stands more than once, with its number ``word_id``, from 1."""


def _every_pair(tables: Tables, texts: Relation) -> Relation:
    """A row per report of `texts` and word pair, as often as it stands there."""
    rows = texts.select("text_id", words=_words(texts.plain))
    # Within the zip DuckDB would cut the list anew for each of its words.
    rows = rows.mutate(after=rows.words[1:])
    rows = rows.select("text_id", two=rows.words.zip(rows.after).unnest())
    rows = rows.select("text_id", word=rows.two.f1, other=rows.two.f2)
    rows = rows.filter(rows.other.notnull())
    words = WORDS(tables)
    others = words.rename(other="word", other_id="word_id")
    rows = rows.left_join(words, "word").select("text_id", "word_id", "other")
    rows = rows.left_join(others, "other").select("text_id", "word_id", "other_id")
    pair = rows.word_id * WORDS_AT_MOST + rows.other_id
    return rows.select("text_id", pair_id=pair.fill_null(ALONE))


def _part(whole: IntegerValue, of: int) -> IntegerValue:
    return ((whole - whole % of) / of).round().cast("int64")


def _looked_at(tables: Tables) -> Relation:
    texts = REPORTS(tables).select("text_id", "author", "offense_code", "unit_id", "plain")
    texts = texts.cross_join(number(tables))
    step = ibis.greatest(_part(texts.n, LOOKED_AT), 1)
    return texts.filter(texts.text_id % step == 0).drop("n")


SOME = Shared("reports_looked_at", ready, _looked_at, told=True, passing=True)
"""25,000 to 50,000 reports, or all: those in which the department's pairs are looked for."""


def _department(tables: Tables) -> Relation:
    pairs = _every_pair(tables, SOME(tables))
    texts = SOME(tables).drop("plain")
    pairs = pairs.filter(pairs.pair_id != ALONE).inner_join(texts, "text_id")
    pairs = pairs.group_by("pair_id", "author", "offense_code", "unit_id").aggregate(
        times=pairs.count()
    )
    found = [_often(pairs, texts, stratum) for stratum in ("offense_code", "unit_id")]
    return found[0].union(found[1], distinct=True)


def _often(pairs: Relation, texts: Relation, stratum: str) -> Relation:
    each = pairs.group_by("pair_id", stratum, "author").aggregate(times=pairs.times.sum())
    each = each.group_by("pair_id", stratum).aggregate(
        times=each.times.sum(), most=each.times.max(), authors=each.count()
    )
    many = texts.group_by(stratum).aggregate(texts=texts.count())
    each = each.filter(each.authors >= SEVERAL, each.times > LEAST_OFTEN).inner_join(many, stratum)
    # Without the author who has it most: nobody's own text is the department's.
    return each.filter((each.times - each.most) * ONE_IN > each.texts).select("pair_id")


FORMS = Shared("department_pairs", ready, _department, told=True, passing=True)
"""The ``pair_id`` of each pair that is the department's."""


def _pairs(tables: Tables, part: Part) -> Relation:
    texts = part.within(REPORTS(tables), "text_id")
    rows = _every_pair(tables, texts).anti_join(FORMS(tables), "pair_id")
    each = rows.group_by("text_id", "pair_id").aggregate(stands=rows.count().cast("int32"))
    return each.inner_join(texts.select("text_id", "author"), "text_id")


def _spread(pairs: Relation) -> IntegerValue:
    return ibis.ifelse(pairs.pair_id == ALONE, pairs.text_id, pairs.pair_id)


PAIRS = in_parts("word_pairs", _pairs, Laid("pair_id", number=_spread))
"""A row per report and word pair that is not the department's: ``pair_id``, how often it ``stands``
there, and the ``author``. A pair with a word that stands once is 0, and those of a report are in
one row, of any part."""


def _counted(tables: Tables, part: Part) -> Relation:
    pairs = part.one_in(PAIRS(tables), "pair_id")
    pairs = pairs.filter(pairs.pair_id != ALONE)
    each = pairs.group_by("pair_id").aggregate(times=pairs.stands.sum().cast("int32"))
    return each.filter(each.times > 1)


COUNTED = in_parts("counted_pairs", _counted, Laid("pair_id"))
"""A row per pair that stands more than once and is not the department's: its ``pair_id`` and the
``times`` that it stands in all reports."""


def _phrases(tables: Tables, part: Part) -> Relation:
    pairs = part.one_in(PAIRS(tables), "pair_id")
    counted = part.one_in(COUNTED(tables), "pair_id")
    lone = pairs.anti_join(counted, "pair_id")
    rows = pairs.semi_join(counted, "pair_id")
    rows = rows.inner_join(AUTHORS(tables).select("author", "written"), "author")
    in_turn = ibis.window(group_by=("pair_id", "author"), order_by="text_id")
    rows = rows.mutate(used=rows.count().over(in_turn), before=rows.text_id.lag().over(in_turn))
    habit = (rows.used > SELDOM) & (rows.used * HABIT_ONE_IN > rows.written)
    rows = rows.select(
        "text_id", "pair_id", "before", pairs=ibis.literal(1, "int32"),
        habit=ibis.ifelse(habit, 1, 0).cast("int8"),
    )  # fmt: skip
    lone = lone.select(
        "text_id", pair_id=ibis.literal(ALONE, "int64"), before=ibis.null("int32"),
        pairs="stands", habit=ibis.literal(0, "int8"),
    )  # fmt: skip
    return rows.union(lone)


PHRASES = in_parts("phrases", _phrases, Laid("text_id", ranges=True))
"""A row per report and word pair of its own that stands elsewhere too: ``text_id``, ``pair_id``,
whether it is a ``habit`` of the author (0 or 1), and the author's report ``before`` that has it,
null for none. ``pairs`` is 1; in rows of the report's other pairs, whose ``pair_id`` is 0, it is
how many there are."""

MADE = (REPORTED, AUTHORS, TEXTS, KNOWN, REPORTS, WORDS, SOME, FORMS, PAIRS, COUNTED, PHRASES)
