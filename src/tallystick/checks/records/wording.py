"""Which word pairs of a report are its own, once the department's phrases are set aside?

A text becomes word pairs: two words that follow each other. A pair that several authors use in
many reports of an offence or of a unit belongs to a form, to the house's habits or to the language,
and tells of no copying: such pairs are the department's template. Each digit counts as a 0, since
a report that was pasted has the times and weights of its own case.

A word that stands twice has a number, and a pair of words that of both: exact, and eight bytes. The
texts are gone through twice, for the words and for the pairs; the pairs are written to disk and
counted and set beside each other part by part, so that memory holds those of one part alone. A pair
with a word that stands once stands once too, whatever its other word is.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import IntegerValue, StringValue
from ibis.expr.types import Table as Relation

from tallystick.checks.part import WHOLE, Part, Parts
from tallystick.checks.records.reports import FEW, MANY, REPORTS, number, ready
from tallystick.checks.shared import Shared
from tallystick.tables.store import Tables

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


def _words(text: StringValue) -> ibis.expr.types.ArrayValue:
    # What engines make of a capital with a dot, and of a sigma at the end, differs.
    plain = text.lower().replace("\u0307", "").replace("ς", "σ")
    plain = plain.translate(MARKS + DIGITS, " " * len(MARKS) + "0" * len(DIGITS))
    return plain.split(" ").filter(lambda word: word != "")


def _vocabulary(tables: Tables) -> Relation:
    words = REPORTS(tables).select(word=_words(REPORTS(tables).text).unnest())
    each = words.group_by("word").aggregate(times=words.count())
    each = each.filter(each.times > 1)
    numbers = ibis.row_number().over(order_by="word").cast("int64") + 1
    return each.select("word", word_id=numbers)


WORDS = Shared("words", ready, _vocabulary, told=True, passing=True)
"""A row per ``word`` that stands more than once, with its number ``word_id``, from 1."""


def _pairs(tables: Tables, part: Part = WHOLE) -> Relation:
    texts = part.within(REPORTS(tables), "text_id")
    rows = texts.select("text_id", words=_words(texts.text))
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


PAIRS = Shared("word_pairs", ready, _pairs, told=True, passing=True,
               parts=Parts(_pairs, number, FEW))  # fmt: skip
"""A row per report and word pair, as often as it stands there, with the pair's number ``pair_id``;
0 for a pair with a word that stands once."""


def _part(whole: IntegerValue, of: int) -> IntegerValue:
    return ((whole - whole % of) / of).round().cast("int64")


def _department(tables: Tables) -> Relation:
    """``pair_id`` of those that are the department's, looked for in 25,000 to 50,000 reports."""
    texts = REPORTS(tables).select("text_id", "author", "offense_code", "unit_id")
    texts = texts.cross_join(number(tables))
    step = ibis.greatest(_part(texts.n, LOOKED_AT), 1)
    texts = texts.filter(texts.text_id % step == 0)
    pairs = PAIRS(tables)
    pairs = pairs.filter(pairs.pair_id != ALONE).inner_join(texts, "text_id")
    pairs = pairs.group_by("pair_id", "author", "offense_code", "unit_id").aggregate(
        times=pairs.count()
    )
    found = [_often(pairs, texts, stratum) for stratum in ("offense_code", "unit_id")]
    return found[0].union(found[1], distinct=True)


def _often(pairs: Relation, texts: Relation, stratum: str) -> Relation:
    each = pairs.group_by("pair_id", stratum, "author").aggregate(times=pairs.times.sum())
    each = each.group_by("pair_id", stratum).aggregate(times=each.times.sum(), authors=each.count())
    many = texts.group_by(stratum).aggregate(texts=texts.count())
    each = each.filter(each.authors >= SEVERAL, each.times > LEAST_OFTEN).inner_join(many, stratum)
    return each.filter(each.times * ONE_IN > each.texts).select("pair_id")


FORMS = Shared("department_pairs", ready, _department, told=True, passing=True)
"""The ``pair_id`` of each pair that is the department's."""


def _counted(tables: Tables, part: Part = WHOLE) -> Relation:
    pairs = part.one_in(PAIRS(tables), "pair_id")
    pairs = pairs.filter(pairs.pair_id != ALONE)
    each = pairs.group_by("pair_id").aggregate(times=pairs.count())
    each = each.filter(each.times > 1)
    forms = FORMS(tables).mutate(form=ibis.literal(1, "int8"))
    each = each.left_join(forms, "pair_id")
    return each.select("pair_id", "form", times=each.times.cast("int32"))


COUNTED = Shared("counted_pairs", ready, _counted, told=True, passing=True,
                 parts=Parts(_counted, number, MANY))  # fmt: skip
"""A row per pair that stands more than once: its ``pair_id``, the ``times`` that it stands in all
reports, and ``form``, 1 for the department's and null for the others."""


def _own(tables: Tables, part: Part) -> Relation:
    """A row per report and word pair of its own; those that stand nowhere else in one row."""
    texts = part.within(REPORTS(tables), "author").select("text_id", "author", "written")
    pairs = PAIRS(tables)
    if part is not WHOLE:
        pairs = pairs.semi_join(texts.select("text_id"), "text_id")
    found = pairs.left_join(COUNTED(tables), "pair_id")
    found = found.filter(found.form.isnull())
    found = found.select(
        "text_id", pair_id=ibis.ifelse(found.times.isnull(), ALONE, found.pair_id),
        times=found.times.fill_null(1),
    )  # fmt: skip
    each = found.group_by("text_id", "pair_id", "times").aggregate(stands=found.count())
    return each.inner_join(texts, "text_id")


def _phrases(tables: Tables, part: Part = WHOLE) -> Relation:
    rows = _own(tables, part)
    whose = ibis.window(group_by=("pair_id", "author"))
    in_turn = ibis.window(group_by=("pair_id", "author"), order_by="text_id")
    rows = rows.mutate(used=rows.count().over(whose), before=rows.text_id.lag().over(in_turn))
    alone = rows.pair_id == ALONE
    habit = (rows.used > SELDOM) & (rows.used * HABIT_ONE_IN > rows.written) & ~alone
    return rows.select(
        "text_id", "pair_id", "times",
        pairs=ibis.ifelse(alone, rows.stands, 1).cast("int32"),
        habit=ibis.ifelse(habit, 1, 0).cast("int8"),
        before=ibis.ifelse(alone, ibis.null("int32"), rows.before),
    )  # fmt: skip


PHRASES = Shared("phrases", ready, _phrases, told=True, passing=True,
                 parts=Parts(_phrases, number, FEW))  # fmt: skip
"""A row per report and word pair of its own that stands elsewhere too: ``text_id``, ``pair_id``,
the ``times`` that the pair stands in all reports, whether it is a ``habit`` of the author (0 or 1),
and the author's report ``before`` that has it, null for none. ``pairs`` is 1; in the row of the
report's other pairs, whose ``pair_id`` is 0, it is how many there are."""
