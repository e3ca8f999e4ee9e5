"""Which word pairs of a report are its own, once the department's phrases are set aside?

A text becomes word pairs: two words that follow each other. A pair that several authors use in
many reports of an offence or of a unit belongs to a form, to the house's habits or to the language,
and tells of no copying: such pairs are the department's template. Each digit counts as a 0, since
a report that was pasted has the times and weights of its own case.

A pair becomes a number as early as can be, and pairs that stand in one report alone are counted and
not kept: the texts are gone through twice, and what is kept is a narrow table.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import IntegerValue, StringValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.tables.store import Tables

NEEDS = {"narratives": ("incident_id", "author_id", "text"), "incidents": ("incident_id",)}
MARKS = "\t\n\r.,;:!?()[]{}'\"/-_=+*&%#@<>|\u00a0«»„“”‘’–—…"
DIGITS = "123456789"
ONE_IN, LEAST_OFTEN, SEVERAL = 20, 5, 3
"""A pair that stands more than 5 times, and more than once in 20 reports of an offence or of a
unit, and is used by three authors or more there, is the department's."""
LOOKED_AT = 25_000
"""In a larger archive the department's pairs are those of every second, third … report, so many."""
SELDOM, HABIT_ONE_IN = 5, 10
"""A pair that an author uses more than five times and in more than one report of ten is a habit."""
ALONE, FORM = 0, -1
"""The ``pair_id`` of all pairs of a report that stand nowhere else, and of the department's."""
CASE = ("incident_id", "author_id", "unit_id", "area_id", "offense_code", "occurred_at")


def reports(tables: Tables) -> Relation:
    """Return a row per report with a text, an author and an incident, and what that one says.

    ``text_id`` numbers them by author and time, ``place`` those of each author; both from 0.
    """
    told = tables["narratives"]
    told = told.filter(told.text.notnull(), told.author_id.notnull(), told.incident_id.notnull())
    rows = tables["incidents"]
    rows = rows.filter(rows.incident_id.notnull())
    cases = rows.group_by("incident_id").aggregate(
        unit_id=rows.unit_id.min().fill_null(""), area_id=rows.area_id.min().fill_null(""),
        offense_code=rows.offense_code.min().fill_null(""), occurred_at=rows.occurred_at.min(),
    )  # fmt: skip
    both = told.select("incident_id", "author_id", "text").inner_join(cases, "incident_id")
    order = ("occurred_at", "incident_id", "text")
    whole = ibis.window(order_by=("author_id", *order))
    both = both.mutate(text_id=ibis.row_number().over(whole).cast("int64"))
    own = ibis.window(group_by="author_id", order_by="text_id")
    return both.mutate(place=ibis.row_number().over(own).cast("int64"))


def _words(text: StringValue) -> ibis.expr.types.ArrayValue:
    # What engines make of a capital with a dot, and of a sigma at the end, differs.
    plain = text.lower().replace("\u0307", "").replace("ς", "σ")
    plain = plain.translate(MARKS + DIGITS, " " * len(MARKS) + "0" * len(DIGITS))
    return plain.split(" ").filter(lambda word: word != "")


def _pairs(texts: Relation, *more: str) -> Relation:
    """``text_id``, `more` and ``pair``, each as often as it stands in the text."""
    rows = texts.select("text_id", *more, words=_words(texts.text))
    rows = rows.select("text_id", *more, two=rows.words.zip(rows.words[1:]).unnest())
    rows = rows.select("text_id", *more, one=rows.two.f1, other=rows.two.f2)
    rows = rows.filter(rows.other.notnull())
    return rows.select("text_id", *more, pair=rows.one + " " + rows.other)


def _part(whole: IntegerValue, of: int) -> IntegerValue:
    return ((whole - whole % of) / of).round().cast("int64")


def _department(texts: Relation) -> Relation:
    """``pair`` of those that are the department's, looked for in 25,000 to 50,000 reports."""
    texts = texts.cross_join(texts.aggregate(texts=texts.count()))
    step = ibis.greatest(_part(texts.texts, LOOKED_AT), 1)
    texts = texts.filter(texts.text_id % step == 0)
    pairs = _pairs(texts, "author_id", "offense_code", "unit_id")
    pairs = pairs.group_by("pair", "author_id", "offense_code", "unit_id").aggregate(
        times=pairs.count()
    )
    found = [_often(pairs, texts, stratum) for stratum in ("offense_code", "unit_id")]
    return found[0].union(found[1], distinct=True)


def _often(pairs: Relation, texts: Relation, stratum: str) -> Relation:
    each = pairs.group_by("pair", stratum, "author_id").aggregate(times=pairs.times.sum())
    each = each.group_by("pair", stratum).aggregate(times=each.times.sum(), authors=each.count())
    many = texts.group_by(stratum).aggregate(texts=texts.count())
    each = each.filter(each.authors >= SEVERAL, each.times > LEAST_OFTEN).inner_join(many, stratum)
    return each.filter(each.times * ONE_IN > each.texts).select("pair")


def _numbered(tables: Tables) -> Relation:
    texts = reports(tables).select("text_id", "author_id", "offense_code", "unit_id", "text")
    pairs = _pairs(texts)
    each = pairs.group_by("pair").aggregate(times=pairs.count())
    each = each.filter(each.times > 1)
    forms = _department(texts).mutate(form=ibis.literal(1))
    each = each.left_join(forms, "pair").select("pair", "times", "form")
    numbers = ibis.row_number().over(order_by="pair").cast("int64") + 1
    number = ibis.ifelse(each.form.isnull(), numbers, FORM)
    return each.select("pair", pair_id=number.cast("int32"), times=each.times.cast("int32"))


PAIRS = Shared("word_pairs", lambda tables: not tables.missing(NEEDS), _numbered, told=True)
"""A row per ``pair`` of words that stands more than once, with its number ``pair_id``, -1 for the
department's, and the ``times`` that it stands in all reports."""


def _phrases(tables: Tables) -> Relation:
    pairs = _pairs(reports(tables).select("text_id", "text"))
    found = pairs.left_join(PAIRS(tables), "pair")
    found = found.select(
        text_id=found.text_id.cast("int32"), pair_id=found.pair_id.fill_null(ALONE),
        times=found.times.fill_null(1),
    )  # fmt: skip
    found = found.filter(found.pair_id != FORM)
    return found.group_by("text_id", "pair_id", "times").aggregate(stands=found.count())


OWN = Shared("own_pairs", PAIRS.ready, _phrases, told=True)
"""A row per report and word pair of its own, how often it ``stands`` there, and the ``times`` that
it does in all; in one row, of ``pair_id`` 0, all pairs of the report that stand nowhere else."""


def _turns(tables: Tables) -> Relation:
    texts = reports(tables).select("text_id", "author_id", "place")
    written = texts.group_by("author_id").aggregate(written=texts.count())
    texts = texts.inner_join(written, "author_id").select(
        text_id=texts.text_id.cast("int32"), author=(texts.text_id - texts.place).cast("int32"),
        written=written.written.cast("int32"),
    )  # fmt: skip
    rows = OWN(tables).inner_join(texts, "text_id")
    whose = ibis.window(group_by=("pair_id", "author"))
    rows = rows.mutate(
        used=rows.count().over(whose),
        before=rows.text_id.lag().over(
            ibis.window(group_by=("pair_id", "author"), order_by="text_id")
        ),
    )
    alone = rows.pair_id == ALONE
    habit = (rows.used > SELDOM) & (rows.used * HABIT_ONE_IN > rows.written) & ~alone
    return rows.select(
        "text_id", "pair_id", "times",
        pairs=ibis.ifelse(alone, rows.stands, 1).cast("int32"),
        habit=ibis.ifelse(habit, 1, 0).cast("int8"),
        before=ibis.ifelse(alone, ibis.null("int32"), rows.before),
    )  # fmt: skip


PHRASES = Shared("phrases", PAIRS.ready, _turns, told=True)
"""A row per report and word pair of its own that stands elsewhere too: ``text_id``, ``pair_id``,
the ``times`` that the pair stands in all reports, whether it is a ``habit`` of the author (0 or 1),
and the author's report ``before`` that has it, null for none. ``pairs`` is 1; in the row of the
report's other pairs, whose ``pair_id`` is 0, it is how many there are."""
