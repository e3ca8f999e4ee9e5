"""Which reports are near-duplicates of an earlier one?

Two reports are, when of the word pairs of their own that either has, 27 in a hundred are in both,
with and without what their authors write in more than a tenth of all their reports; or when six in
ten are, with all of it.
Reports that have a pair in common are compared in runs of fifty at most, so that the work grows
with the number of reports, however often one text was used again.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.records.wording import CASE, PHRASES, reports
from tallystick.checks.shared import Shared
from tallystick.findings import Result
from tallystick.tables.store import Tables

RUN = 50
ASPECTS = {"own": "repeats the author's own reports", "others": "repeats others' reports"}
LEAST_OWN, LEAST_SHARED = 6, 4
ALIKE = 270
"""The least similarity of near-duplicates, per mille."""
SAME = 600
"""From which similarity, per mille, habits make no difference: the whole text is the same."""
SELDOM, HABIT_ONE_IN = 5, 10
"""A pair that an author uses more than five times and in more than one report of ten is a habit."""
BACK = 50
"""How many of an author's own reports before it one is held against, so that who writes more has
no more chances to be like oneself."""


def _sizes(phrases: Relation) -> Relation:
    sizes = phrases.group_by("text_id").aggregate(own_pairs=phrases.count())
    return sizes.filter(sizes.own_pairs >= LEAST_OWN)


def _habits(phrases: Relation, texts: Relation) -> Relation:
    """The word pairs of reports, with ``habit`` 1 where their author often uses the pair."""
    written = texts.group_by("author_id").aggregate(written=texts.count())
    texts = texts.select("text_id", "author_id").inner_join(written, "author_id")
    rows = phrases.inner_join(texts.select("text_id", "author_id", "written"), "text_id")
    turn = ibis.window(group_by=("pair_id", "author_id"))
    rows = rows.mutate(used=rows.count().over(turn))
    habit = (rows.used > SELDOM) & (rows.used * HABIT_ONE_IN > rows.written)
    return rows.select("text_id", "pair_id", "times", habit=ibis.ifelse(habit, 1, 0).cast("int64"))


def _near(tables: Tables) -> Relation:
    texts = reports(tables).select("text_id", "place", *CASE)
    rows = _habits(PHRASES(tables), texts)
    sizes = rows.group_by("text_id").aggregate(
        own_pairs=rows.count(), custom=rows.habit.sum().cast("int64")
    )
    sizes = sizes.filter(sizes.own_pairs >= LEAST_OWN)
    found = rows.filter(rows.times > 1).inner_join(sizes, "text_id")
    turn = ibis.row_number().over(ibis.window(group_by="pair_id", order_by="text_id"))
    turn = turn.cast("int64")
    found = found.mutate(run=turn - turn % RUN).select(
        "text_id", "pair_id", "run", "own_pairs", "custom", "habit"
    )
    other = found.rename(
        other_id="text_id", other_pairs="own_pairs", other_custom="custom", other_habit="habit"
    )
    met = found.inner_join(other, ["pair_id", "run", found.text_id > other.other_id])
    met = met.mutate(new=1 - ibis.greatest(met.habit, met.other_habit))
    keys = ("text_id", "other_id", "own_pairs", "other_pairs", "custom", "other_custom")
    both = met.group_by(*keys).aggregate(shared=met.count(), shared_new=met.new.sum().cast("int64"))
    return _in_time(both.filter(_alike(both)), texts)


def _alike(both: Relation) -> BooleanValue:
    """Whether 27 in a hundred are in both, habits left out too, or nearly all with them."""
    either = both.own_pairs + both.other_pairs - both.shared
    new = both.own_pairs - both.custom + both.other_pairs - both.other_custom - both.shared_new
    told_anew = (both.shared_new >= LEAST_SHARED) & (both.shared_new * 1000 >= new * ALIKE)
    return (
        (both.shared >= LEAST_SHARED)
        & (both.shared * 1000 >= either * ALIKE)
        & (told_anew | (both.shared * 1000 >= either * SAME))
    )


def _in_time(pairs: Relation, texts: Relation) -> Relation:
    """Put what is known of both reports beside each pair, the later report first.

    ``same`` is 1 for two reports of one case, or of one day and place; ``own`` is 1 for two of one
    author.
    """
    other = texts.rename({f"other_{name}": name for name in ("place", *CASE)}, other_id="text_id")
    rows = pairs.inner_join(texts, "text_id").inner_join(other, "other_id")
    first = (rows.occurred_at < rows.other_occurred_at).fill_null(False)
    turned = {
        name: ibis.ifelse(first, rows[f"other_{name}"], rows[name]) for name in ("place", *CASE)
    } | {
        f"other_{name}": ibis.ifelse(first, rows[name], rows[f"other_{name}"])
        for name in ("place", *CASE)
    }
    rows = rows.select(
        "shared", text_id=ibis.ifelse(first, rows.other_id, rows.text_id),
        other_id=ibis.ifelse(first, rows.text_id, rows.other_id),
        own_pairs=ibis.ifelse(first, rows.other_pairs, rows.own_pairs),
        other_pairs=ibis.ifelse(first, rows.own_pairs, rows.other_pairs), **turned,
    )  # fmt: skip
    one_day = (rows.occurred_at.date() == rows.other_occurred_at.date()).fill_null(False)
    same = (rows.incident_id == rows.other_incident_id) | (
        one_day & (rows.area_id == rows.other_area_id)
    )
    own = rows.author_id == rows.other_author_id
    return rows.mutate(
        same=ibis.ifelse(same, 1, 0).cast("int64"), own=ibis.ifelse(own, 1, 0).cast("int64")
    )


NEAR = Shared("near_duplicates", PHRASES.ready, _near)
"""A row per pair of near-duplicates: the later report and, in ``other_`` columns, the earlier."""


def asked(tables: Tables) -> Relation:
    """Return every report, each flagged 0 or 1.

    ``asked`` says that it has word pairs enough of its own; ``own`` that it repeats one of its
    author's fifty reports before, of another case, day or place; ``others`` that it repeats one of
    another author's; ``same`` that all it repeats is of the same case, or day and place.
    """
    texts = reports(tables).select("text_id", *CASE)
    sizes = _sizes(PHRASES(tables))
    near = NEAR(tables)
    apart = 1 - near.same
    back = ibis.ifelse(near.place - near.other_place <= BACK, 1, 0)
    flags = near.group_by("text_id").aggregate(
        repeats_own=(apart * near.own * back).max(), repeats_others=(apart * (1 - near.own)).max(),
        repeats_same=near.same.min(),
    )  # fmt: skip
    rows = texts.left_join(sizes, "text_id").drop("text_id_right")
    rows = rows.left_join(flags, "text_id").drop("text_id_right")
    return rows.mutate(
        asked=ibis.ifelse(rows.own_pairs.notnull(), 1, 0).cast("int64"),
        own=rows.repeats_own.fill_null(0).cast("int64"),
        others=rows.repeats_others.fill_null(0).cast("int64"),
        same=rows.repeats_same.fill_null(0).cast("int64"),
    ).drop("own_pairs", "repeats_own", "repeats_others", "repeats_same")


def repeats(tables: Tables, result: Result) -> Relation:
    """Return the pairs of a result's aspect, of different cases: its subject's report is later.

    ``per_mille`` is how alike they are.
    """
    rows = NEAR(tables)
    rows = rows.filter(rows.same == 0)
    if result.aspect == ASPECTS["own"]:
        rows = rows.filter(rows.own == 1, rows.place - rows.other_place <= BACK)
    else:
        rows = rows.filter(rows.own == 0)
    if result.subject_kind == "unit":
        rows = rows.filter(rows.unit_id == result.subject)
    if result.subject_kind == "officer":
        rows = rows.filter(rows.author_id == result.subject)
    either = rows.own_pairs + rows.other_pairs - rows.shared
    part = rows.shared * 1000
    return rows.mutate(per_mille=((part - part % either) / either).round().cast("int64"))
