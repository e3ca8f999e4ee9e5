"""Which word pairs of a report are its own, once the department's phrases are set aside?

A text becomes word pairs: two words that follow each other. A pair that several authors use in
many reports belongs to a form, to the house's habits or to the language, and tells of no copying:
such pairs are the department's template. Times and numbers are words too.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import IntegerValue, StringValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.tables.store import Tables

NEEDS = {"narratives": ("incident_id", "author_id", "text"), "incidents": ("incident_id",)}
MARKS = "\t\n\r.,;:!?()[]{}'\"/-_=+*&%#@<>|\u00a0«»„“”‘’–—…"
OFTEN, ONE_IN, LEAST_OFTEN, SEVERAL = 50, 50, 5, 3
"""A pair that stands more than 50 times (in a small archive once in 50 reports, 5 times at least)
and is used by three authors or more is the department's."""
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
    return plain.translate(MARKS, " " * len(MARKS)).split(" ").filter(lambda word: word != "")


def _pairs(texts: Relation) -> Relation:
    """``text_id``, ``author_id`` and ``pair``, each as often as it stands in the text."""
    rows = texts.select("text_id", "author_id", words=_words(texts.text))
    rows = rows.select("text_id", "author_id", two=rows.words.zip(rows.words[1:]).unnest())
    rows = rows.select("text_id", "author_id", one=rows.two.f1, other=rows.two.f2)
    rows = rows.filter(rows.other.notnull())
    return rows.select("text_id", "author_id", pair=rows.one + " " + rows.other)


def often(texts: IntegerValue) -> IntegerValue:
    """How many times a pair of several authors may stand in so many reports."""
    part = (texts - texts % ONE_IN) / ONE_IN
    return ibis.least(OFTEN, ibis.greatest(part.round().cast("int64"), LEAST_OFTEN))


def _phrases(tables: Tables) -> Relation:
    texts = reports(tables).select("text_id", "author_id", "text")
    pairs = _pairs(texts)
    each = pairs.group_by("pair", "author_id").aggregate(times=pairs.count())
    each = each.group_by("pair").aggregate(times=each.times.sum(), authors=each.count())
    each = each.cross_join(texts.aggregate(texts=texts.count()))
    kept = each.filter((each.authors < SEVERAL) | (each.times <= often(each.texts)))
    kept = kept.mutate(pair_id=ibis.row_number().over(order_by="pair").cast("int64"))
    found = pairs.inner_join(kept.select("pair", "pair_id", "times"), "pair")
    return found.select("text_id", "pair_id", "times").distinct()


PHRASES = Shared("phrases", lambda tables: not tables.missing(NEEDS), _phrases)
"""A row per report and word pair of its own: ``text_id``, ``pair_id``, and the ``times`` that the
pair stands in all reports."""
