"""Which reports are near-duplicates of an earlier one?

Each pair of words that a report has points to the author's last report that has it too, and, where
it is rare, to the last three of anybody's. Reports to which several pairs point are compared in
full. So the work grows with the number of reports, however often one text was used again, and of a
text that was used many times each report is set beside those just before it, not beside all.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.records.copied_narratives import wording
from tallystick.checks.records.copied_narratives.wording import ALONE, CASE, REPORTS, in_parts
from tallystick.checks.shared.parts import Laid, Part
from tallystick.checks.shared.rows import beside, of_subject
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.findings import Result
from tallystick.tables.store import Tables

ASPECTS = {"own": "repeats the author's own reports", "others": "repeats others' reports"}
FLAGS = ("own", "others", "like_own", "like_others", "same")
LEAST_OWN, LEAST_SHARED = 6, 4
NEAR_FROM, LIKE_FROM = 300, 200
"""The least similarity of near-duplicates, and of reports that are somewhat alike, per mille. Few
honest reports are near-duplicates; where too few are to tell what habits are, the others do."""
SAME = 600
"""From which similarity, per mille, habits make no difference: the whole text is the same."""
BACK = 50
"""How many of an author's own reports before it one is held against, so that who writes more has
no more chances to be like oneself."""
RARE, LAST = 50, (1, 2, 3)
"""A pair that stands 50 times at most points to the last three reports that have it."""
POINTING, POINTING_RARE = 3, 2
"""How many pairs must point to one report for the two to be compared."""
BY_TEXT = Laid("text_id", ranges=True)


def _sizes(tables: Tables, part: Part) -> Relation:
    phrases = part.within(wording.PHRASES(tables), "text_id")
    sizes = phrases.group_by("text_id").aggregate(
        own_pairs=phrases.pairs.sum().cast("int64"), custom=phrases.habit.sum().cast("int64")
    )
    return sizes.filter(sizes.own_pairs >= LEAST_OWN)


SIZES = in_parts("own_pairs", _sizes, passing=False)
"""A row per report that has word pairs enough of its own: how many, and how many are habits."""


def _rare(tables: Tables, part: Part) -> Relation:
    rare = part.one_in(wording.COUNTED(tables), "pair_id")
    rare = rare.filter(rare.times <= RARE)
    rows = part.one_in(wording.PAIRS(tables), "pair_id").semi_join(rare, "pair_id")
    rows = rows.select("text_id", "pair_id")
    rows = rows.inner_join(REPORTS(tables).select("text_id", "occurred_at"), "text_id")
    turn = ibis.window(group_by="pair_id", order_by=("occurred_at", "text_id"))
    rows = rows.select(
        "text_id", **{f"last_{back}": rows.text_id.lag(back).over(turn) for back in LAST}
    )
    return rows.filter(rows.last_1.notnull())


LINKS = in_parts("rare_pairs", _rare, BY_TEXT)
"""A row per report and rare word pair that an earlier one has: the last three of those."""


def _pointed(tables: Tables, part: Part) -> Relation:
    own = part.within(wording.PHRASES(tables), "text_id")
    own = own.filter(own.before.notnull())
    own = own.filter(own.text_id - own.before <= BACK)
    own = own.group_by("text_id", other_id=own.before).aggregate(
        links=own.count(), new=(1 - own.habit).sum()
    )
    sizes = part.within(SIZES(tables), "text_id").select("text_id", "own_pairs")
    own = own.inner_join(sizes, "text_id")
    own = own.filter((own.new >= POINTING) | (own.links * 5 >= own.own_pairs * 2))
    rare = part.within(LINKS(tables), "text_id")
    each = [rare.select("text_id", other_id=f"last_{back}") for back in LAST]
    others = ibis.union(*each)
    others = others.filter(others.other_id.notnull())
    others = others.group_by("text_id", "other_id").aggregate(links=others.count())
    others = others.filter(others.links >= POINTING_RARE)
    both = [each.select("text_id", "other_id") for each in (own, others)]
    words = part.within(wording.PHRASES(tables), "text_id")
    words = words.filter(words.pair_id != ALONE).select("text_id", "pair_id", "habit")
    return both[0].union(both[1], distinct=True).inner_join(words, "text_id")


POINTED = in_parts("pointed", _pointed, Laid("other_id", ranges=True))
"""``text_id`` and ``other_id`` of reports that are to be compared, a row per ``pair_id`` of the
first and whether it is a ``habit``. A step of its own: within a larger query an engine may look for
the pairs of words that any reports have in common before it knows of which reports."""


def _compared(tables: Tables, part: Part) -> Relation:
    met = part.within(POINTED(tables), "other_id")
    other = part.within(wording.PHRASES(tables), "text_id")
    other = other.select("pair_id", other_id="text_id", other_habit="habit")
    met = met.inner_join(other, ["other_id", "pair_id"])
    met = met.mutate(new=1 - ibis.greatest(met.habit, met.other_habit))
    both = met.group_by("text_id", "other_id").aggregate(
        shared=met.count(), shared_new=met.new.sum().cast("int64")
    )
    both = both.filter(both.shared >= LEAST_SHARED)
    sizes = SIZES(tables)
    far = part.within(sizes, "text_id")
    far = far.rename(other_id="text_id", other_pairs="own_pairs", other_custom="custom")
    both = both.inner_join(far, "other_id").inner_join(sizes, "text_id")
    texts = part.within(REPORTS(tables), "text_id").select("text_id", "place", *CASE)
    texts = texts.rename({f"other_{name}": name for name in ("place", *CASE)}, other_id="text_id")
    both = both.filter(_alike(both, LIKE_FROM))
    both = both.mutate(near=ibis.ifelse(_alike(both, NEAR_FROM), 1, 0).cast("int64"))
    return both.inner_join(texts, "other_id")


def _alike(both: Relation, least: int) -> BooleanValue:
    """Whether `least` in a thousand are in both, habits left out too, or nearly all with them.

    Of pairs that have `LEAST_SHARED` in both.
    """
    either = both.own_pairs + both.other_pairs - both.shared
    new = both.own_pairs - both.custom + both.other_pairs - both.other_custom - both.shared_new
    told_anew = (both.shared_new >= LEAST_SHARED) & (both.shared_new * 1000 >= new * least)
    return (both.shared * 1000 >= either * least) & (
        told_anew | (both.shared * 1000 >= either * SAME)
    )


ALIKE = in_parts("alike_reports", _compared, BY_TEXT)
"""A row per pair of reports that are alike, whether they are ``near``-duplicates (0 or 1), and what
is known of the one that was pointed to."""


def _like(tables: Tables, part: Part) -> Relation:
    """Put what is known of the other report beside each pair, the later report first.

    ``same`` is 1 for two reports of one case, or of one day and place; ``own`` is 1 for two of one
    author.
    """
    texts = part.within(REPORTS(tables), "text_id").select("text_id", "place", *CASE)
    rows = part.within(ALIKE(tables), "text_id").inner_join(texts, "text_id")
    first = (rows.occurred_at < rows.other_occurred_at).fill_null(False)
    names = [(name, f"other_{name}") for name in ("place", *CASE)]
    turned = {one: ibis.ifelse(first, rows[other], rows[one]) for one, other in names}
    turned |= {other: ibis.ifelse(first, rows[one], rows[other]) for one, other in names}
    rows = rows.select(
        "shared", "near", text_id=ibis.ifelse(first, rows.other_id, rows.text_id),
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


LIKE = in_parts("like_reports", _like, passing=False)
"""A row per pair of reports that are alike: the later one and, in ``other_`` columns, the earlier.
``near`` is 1 where they are near-duplicates."""


def near_pairs(tables: Tables) -> Relation:
    """Return the pairs that are near-duplicates, as `LIKE` has them."""
    like = LIKE(tables)
    return like.filter(like.near == 1).drop("near")


def asked(tables: Tables) -> Relation:
    """Return every report, each flagged 0 or 1.

    ``asked`` says that it has word pairs enough of its own; ``own`` that it repeats one of its
    author's fifty reports before, of another case, day or place; ``others`` that it repeats one of
    another author's; ``same`` that all it repeats is of the same case, or day and place.
    ``like_own`` and ``like_others`` are as `own` and `others` of reports that are only alike.
    """
    texts = REPORTS(tables).select("text_id", *CASE)
    like = LIKE(tables)
    back = ibis.ifelse(like.place - like.other_place <= BACK, 1, 0)
    own, others = (1 - like.same) * like.own * back, (1 - like.same) * (1 - like.own)
    flags = like.group_by("text_id").aggregate(
        in_own=(own * like.near).max(), in_others=(others * like.near).max(),
        in_like_own=own.max(), in_like_others=others.max(), in_near=like.near.max(),
        in_apart=(like.near * (1 - like.same)).max(),
    )  # fmt: skip
    flags = flags.mutate(in_same=flags.in_near * (1 - flags.in_apart))
    rows = beside(beside(texts, SIZES(tables), "text_id"), flags, "text_id")
    told = {name: rows[f"in_{name}"].fill_null(0) for name in FLAGS}
    told["asked"] = one_if(rows.own_pairs.notnull())
    return rows.select(
        "text_id", *CASE, **{name: flag.cast("int64") for name, flag in told.items()}
    )


def repeats(tables: Tables, result: Result) -> Relation:
    """Return the pairs of a result's aspect, of different cases: its subject's report is later.

    ``per_mille`` is how alike they are.
    """
    rows = near_pairs(tables)
    rows = rows.filter(rows.same == 0)
    if result.aspect == ASPECTS["own"]:
        rows = rows.filter(rows.own == 1, rows.place - rows.other_place <= BACK)
    else:
        rows = rows.filter(rows.own == 0)
    rows = of_subject(rows, result, officer="author_id")
    either = rows.own_pairs + rows.other_pairs - rows.shared
    part = rows.shared * 1000
    return rows.mutate(per_mille=((part - part % either) / either).round().cast("int64"))


MADE = (*wording.MADE, SIZES, LINKS, POINTED, ALIKE, LIKE)
"""What an audit makes, in this order, to know which reports repeat each other."""
