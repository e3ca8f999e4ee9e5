"""Which charges lie above or below what the weights of their cases give?"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
from ibis.expr.types import DateValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.flags import one_if
from tallystick.checks.outcomes.articles_read import keys_read
from tallystick.checks.outcomes.goods_weighed import (
    NEEDS,
    RESTS_ON,
    UNPLACED,
    WEIGHED,
    class_of,
    goods,
    on_a_day,
)
from tallystick.checks.outcomes.graver import (
    FITS,
    GRAVER,
    MILDER,
    UNTOLD,
    exempting,
    given,
    in_force,
)
from tallystick.checks.shared import Shared
from tallystick.tables import Law
from tallystick.tables.store import Tables

NOWHERE = UNPLACED - 1
ABOVE, BELOW, ALONE = "above", "below", "charged_weight_alone"
NO_PACK = "needs the law: there is no law pack of {}; add one under [law] packs (docs/law.md)"
NO_PLACE = (
    'needs the law: the engagement names no jurisdiction; write jurisdiction = "KZ" under '
    "[engagement] (docs/law.md)"
)
NO_AMOUNTS = "needs amounts: the law pack of {} has none by which a weight alone can be judged"


def unready(tables: Tables) -> str:
    """Why charges cannot be judged by the law; "" when they can."""
    law = tables.frame.law
    if law is None:
        return NO_PLACE
    return "" if law.articles else NO_PACK.format(law.code)


def unweighable(tables: Tables) -> str:
    """The same of weights."""
    law = tables.frame.law
    if why := unready(tables):
        return why
    assert law is not None
    return "" if law.amounts else NO_AMOUNTS.format(law.code)


def the_law(tables: Tables) -> Law:
    """The law of the engagement; one without articles where it names none."""
    return tables.frame.law or Law("", "")


def _cases(tables: Tables) -> Relation:
    """The day and the unit of each case within the period examined."""
    rows, frame = tables["incidents"], tables.frame
    rows = rows.filter(rows.incident_id.notnull())
    each = rows.group_by("incident_id").aggregate(
        began=rows.occurred_at.min(), unit_id=rows.unit_id.min()
    )
    each = each.mutate(day=each.began.date(), unit_id=each.unit_id.fill_null("")).drop("began")
    if frame.first_day is not None:
        each = each.filter(each.day >= ibis.date(frame.first_day))
    if frame.last_day is not None:
        each = each.filter(each.day <= ibis.date(frame.last_day))
    return each


def article_on(key: ibis.Value, day: DateValue, law: Law) -> IntegerValue:
    """The place in `in_force` of the article `key` on `day`; `UNPLACED` where it is in none."""
    branches = [
        ((key == each.key) & on_a_day(each.from_date, each.to_date, day), ibis.literal(at))
        for at, each in enumerate(in_force(law))
    ]
    if not branches:
        return ibis.literal(UNPLACED, "int64")
    held = [(condition.fill_null(False), at) for condition, at in branches]
    return ibis.cases(*held, else_=UNPLACED).cast("int64")


def charges(tables: Tables) -> Relation:
    """The decisions of known cases, all columns, with ``day``, ``unit_id``, ``key``, ``article``.

    ``key`` is null where the text was not read; ``article`` is `UNPLACED` where it was not, or was
    not in force on the day of the deed.
    """
    law = the_law(tables)
    rows = tables["outcomes"].inner_join(_cases(tables), "incident_id")
    rows = rows.left_join(keys_read(tables, law), "statute").drop("statute_right")
    return rows.mutate(article=article_on(rows.key, rows.day, law))


def stands(article: ibis.Value, amount: ibis.Value, law: Law) -> IntegerValue:
    """What a class of amounts is beside an article: as in `graver`, and `UNTOLD` elsewhere."""
    alike: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    told = given(law)
    for at in {at for at, _ in told}:
        for side in (MILDER, FITS, GRAVER):
            places = tuple(p for (a, p), said in told.items() if a == at and said.stands == side)
            if places:
                alike.setdefault((side, places), []).append(at)
    branches = [
        (article.isin(sorted(articles)) & amount.isin(places), ibis.literal(side))
        for (side, places), articles in sorted(alike.items())
    ]
    if not branches:
        return ibis.literal(UNTOLD, "int64")
    return ibis.cases(*branches, else_=UNTOLD).cast("int64")


@dataclass(frozen=True)
class View:
    """By which weights charges are set beside the law, and on which day's.

    `view` is one of goods_weighed.VIEWS; weights are multiplied by `times` over `over`; `day` is a
    column of the pairs.
    """

    view: str = RESTS_ON
    times: int = 1
    over: int = 1
    day: str = "day"
    article: str = "article"


def beside_goods(tables: Tables, pairs: Relation, how: View) -> Relation:
    """A row per pair of a case and an article: what its goods are beside it.

    `pairs` has ``incident_id``, ``article`` and the columns that `how` names. ``most`` and
    ``least`` are of the gravest substance, by the sum and by the heaviest exhibit; ``untold`` of
    its substances were placed nowhere; ``amount`` is the class of the sum.
    """
    law = the_law(tables)
    rows = pairs.inner_join(goods(tables, (how.view,)), "incident_id")
    day, where = rows[how.day], (rows.substance, rows.plants)
    total, top = (
        (rows[f"{how.view}_{end}"] * how.times / how.over).round().cast("int64")
        if (how.times, how.over) != (1, 1) else rows[f"{how.view}_{end}"]
        for end in ("sum", "top")
    )  # fmt: skip
    rows = rows.mutate(
        by_sum=class_of(law, *where, total, day, graver=True),
        by_top=class_of(law, *where, top, day, graver=False),
    )
    rows = rows.mutate(
        most=stands(rows[how.article], rows.by_sum, law),
        least=stands(rows[how.article], rows.by_top, law),
    )
    keys = [name for name in pairs.columns if name in rows.columns]
    return rows.group_by(keys).aggregate(
        most=ibis.ifelse(rows.most == UNTOLD, MILDER, rows.most).max(),
        least=ibis.ifelse(rows.least == UNTOLD, MILDER, rows.least).max(),
        untold=one_if(rows.most == UNTOLD).sum().cast("int64"),
        told=one_if(rows.most != UNTOLD).sum().cast("int64"),
        amount=rows.by_sum.max(),
        charged=rows.charged.max(),
        exhibits=rows.exhibits.sum().cast("int64"),
    )


def _judged(tables: Tables) -> Relation:
    """The charges, all columns of `charges`, each with what it is beside the goods of its case."""
    law, rows = the_law(tables), charges(tables)
    pairs = rows.select("incident_id", "article", "day").distinct()
    pairs = pairs.filter(pairs.article.isin(sorted({at for at, _ in given(law)} or {NOWHERE})))
    by_basis = beside_goods(tables, pairs, View())
    weighed = beside_goods(tables, pairs, View(WEIGHED)).select(
        "incident_id", "article", weighed_most="most", weighed_untold="untold"
    )
    beside = by_basis.inner_join(weighed, ["incident_id", "article"]).drop("day")
    rows = rows.left_join(beside, ["incident_id", "article"])
    rows = rows.drop("incident_id_right", "article_right")
    known = (rows.untold == 0).fill_null(False)
    made = [at for at, each in enumerate(in_force(law)) if each.made_by]
    excused = rows.article.isin(made or [NOWHERE])
    if tables.holds("outcomes", "aggravating"):
        excused = excused & rows.aggravating.notnull()
    return _marked(rows.mutate(
        by_weight=known,
            placed=(rows.told > 0).fill_null(False),
        excused=known & (rows.most == MILDER) & excused,
        above=known & (rows.most == MILDER) & ~excused,
        alone=known & (rows.most != MILDER) & rows.charged.notnull()
        & (rows.weighed_untold == 0) & (rows.weighed_most == MILDER) & ~excused,
        below_own=(rows.least == GRAVER).fill_null(False),
    ), law)  # fmt: skip


def _marked(rows: Relation, law: Law) -> Relation:
    """With ``below``: no charge of the case is as grave as its weight gives, or was left unread."""
    exempts = rows.article.isin(sorted(exempting(law)) or [NOWHERE])
    spared = rows.key.isnull() | (rows.told.notnull() & ~rows.below_own) | exempts
    each = rows.group_by("incident_id").aggregate(spared=one_if(spared).max())
    rows = rows.left_join(each, "incident_id").drop("incident_id_right")
    return rows.mutate(**{
        ABOVE: rows.above.fill_null(False),
        ALONE: rows.alone.fill_null(False),
        BELOW: rows.below_own & (rows.spared == 0),
        "excused": rows.excused.fill_null(False),
    }).drop("below_own", "spared", "alone")  # fmt: skip


def _ready(tables: Tables) -> bool:
    needs = {"incidents": ("occurred_at",), "outcomes": ("statute",), **NEEDS}
    return not tables.missing(needs) and not unweighable(tables)


JUDGED = Shared("judged_charges", _ready, _judged, told=True)
"""The charges of known cases, each with what it is beside the weights of its case."""
