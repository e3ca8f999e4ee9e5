"""Which charges lie above or below what the weights of their cases give?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
from ibis.expr.types import BooleanValue, DateValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.articles_read import keys_read
from tallystick.checks.shared.charge_severity import (
    GRAVER,
    MILDER,
    UNTOLD,
    exempting,
    given,
    in_force,
)
from tallystick.checks.shared.goods_weighed import (
    NEEDS,
    RESTS_ON,
    UNPLACED,
    WEIGHED,
    class_of,
    goods,
    on_a_day,
    the_law,
)
from tallystick.checks.shared.period_days import examined_days
from tallystick.checks.shared.text_tables import cell
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.findings.words import words_beside
from tallystick.tables import Law
from tallystick.tables.store import Tables

say = words_beside(__file__).say

NOWHERE = UNPLACED - 1
ABOVE, BELOW, ALONE = "above", "below", "charged_weight_alone"
PLEA = ("plea", "pleaded", "agreement", "сделк", "соглашени", "угод")
NO_PLACE = say("shared.no_place")


def unready(tables: Tables) -> str:
    """Why charges cannot be judged by the law; "" when they can."""
    law = tables.frame.law
    if law is None:
        return NO_PLACE
    return "" if law.articles else say("shared.no_pack", country=law.code)


def unweighable(tables: Tables) -> str:
    """The same of weights."""
    law = tables.frame.law
    if why := unready(tables):
        return why
    assert law is not None
    return "" if law.amounts else say("shared.no_amounts", country=law.code)


def _cases(tables: Tables) -> Relation:
    """The day and the unit of each case within the period examined."""
    rows = tables["incidents"]
    rows = rows.filter(rows.incident_id.notnull())
    each = rows.group_by("incident_id").aggregate(
        began=rows.occurred_at.min(), unit_id=rows.unit_id.min()
    )
    each = each.mutate(day=each.began.date(), unit_id=each.unit_id.fill_null("")).drop("began")
    return examined_days(each, each.day, tables.frame)


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


def stands(article: IntegerValue, amount: IntegerValue, law: Law) -> IntegerValue:
    """What a class of amounts is beside an article: as in `graver`, and `UNTOLD` elsewhere."""
    told = given(law)
    sides = [
        [
            told[at, place].stands - MILDER if (at, place) in told else None
            for place in range(len(law.amounts))
        ]
        for at in range(len(in_force(law)))
    ]
    return (cell(sides, article, amount, 1) + MILDER).fill_null(UNTOLD)


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


def beside_goods(
    tables: Tables, pairs: Relation, views: Mapping[str, View], cases: Relation | None = None
) -> Relation:
    """A row per pair of a case and an article: what its goods are beside it, by each view.

    `pairs` has ``incident_id``, ``article`` and the columns that the views name. The columns of a
    view begin with its name: ``most`` and ``least`` are of the gravest substance, by the sum and by
    the heaviest exhibit; ``untold`` of its substances were placed nowhere, ``told`` somewhere;
    ``amount`` is the class of the sum. `cases` may name those of `pairs`, as in `goods`.
    """
    law = the_law(tables)
    rows = pairs.inner_join(
        goods(tables, dict.fromkeys(each.view for each in views.values()), cases), "incident_id"
    )
    classes: dict[str, IntegerValue] = {}
    for name, how in views.items():
        of = (rows.goods, rows.plants)
        for end in ("sum", "top"):
            milli = rows[f"{how.view}_{end}"]
            if (how.times, how.over) != (1, 1):
                milli = (milli * how.times / how.over).round().cast("int64")
            classes[f"{name}by_{end}"] = class_of(
                law, of, milli, rows[how.day], graver=end == "sum"
            )
    # Rows differ anyway: without a step between, each class would be worked out where it is named.
    rows = rows.mutate(**classes).distinct()
    sides = {
        f"{name}by_{end}_side": stands(rows[how.article], rows[f"{name}by_{end}"], law)
        for name, how in views.items() for end in ("sum", "top")
    }  # fmt: skip
    rows = rows.mutate(**sides)
    whole: dict[str, IntegerValue] = {}
    for name in views:
        by_sum, by_top = rows[f"{name}by_sum_side"], rows[f"{name}by_top_side"]
        whole |= {
            f"{name}most": ibis.ifelse(by_sum == UNTOLD, MILDER, by_sum).max(),
            f"{name}least": ibis.ifelse(by_top == UNTOLD, MILDER, by_top).max(),
            f"{name}untold": one_if(by_sum == UNTOLD).sum().cast("int64"),
            f"{name}told": one_if(by_sum != UNTOLD).sum().cast("int64"),
            f"{name}amount": rows[f"{name}by_sum"].max(),
        }
    return rows.group_by(list(pairs.columns)).aggregate(
        **whole, charged=rows.charged.max(), exhibits=rows.exhibits.sum().cast("int64")
    )


def _judged(tables: Tables) -> Relation:
    """The charges, all columns of `charges`, each with what it is beside the goods of its case.

    What is pending may rest on a weighing that is not recorded yet, and is not judged.
    """
    law, rows = the_law(tables), charges(tables)
    rows = rows.mutate(pending=(rows.verdict == "pending").fill_null(False))
    pairs = rows.filter(~rows.pending).select("incident_id", "article", "day").distinct()
    pairs = pairs.filter(pairs.article.isin(sorted({at for at, _ in given(law)} or {NOWHERE})))
    beside = beside_goods(tables, pairs, {"": View(), "weighed_": View(WEIGHED)})
    beside = beside.drop("day").mutate(pending=ibis.literal(False))
    keys = ["incident_id", "article", "pending"]
    rows = rows.left_join(beside, keys).drop(*(f"{key}_right" for key in keys))
    known = (rows.untold == 0).fill_null(False)
    excused = excused_by_note(tables, rows)
    rows = rows.mutate(
        by_weight=known,
        placed=(rows.told > 0).fill_null(False),
        excused=(known & (rows.most == MILDER) & excused).fill_null(False),
        above=(known & (rows.most == MILDER) & ~excused).fill_null(False),
        charged_weight_alone=(
            known & (rows.most != MILDER) & rows.charged.notnull() & (rows.weighed_untold == 0)
            & (rows.weighed_most == MILDER) & ~excused
        ).fill_null(False),
        below_own=(rows.least == GRAVER).fill_null(False),
    )  # fmt: skip
    exempts = rows.article.isin(sorted(exempting(law)) or [NOWHERE])
    spared = rows.key.isnull() | rows.pending | exempts | (rows.told.notnull() & ~rows.below_own)
    each = rows.group_by("incident_id").aggregate(spared=one_if(spared).max())
    rows = rows.left_join(each, "incident_id").drop("incident_id_right")
    return rows.mutate(below=rows.below_own & (rows.spared == 0)).drop("below_own", "spared")


def excused_by_note(tables: Tables, rows: Relation) -> BooleanValue:
    """Whether a recorded circumstance can make the article, so that no weight need do so.

    Where the records have no circumstances at all, any article that one can make.
    """
    made = [at for at, each in enumerate(in_force(the_law(tables))) if each.made_by]
    excused = rows.article.isin(made or [NOWHERE])
    if tables.holds("outcomes", "aggravating"):
        return excused & rows.aggravating.notnull()
    return excused


def _ready(tables: Tables) -> bool:
    needs = {"incidents": ("occurred_at",), "outcomes": ("statute",), **NEEDS}
    return not tables.missing(needs) and not unweighable(tables)


JUDGED = Shared("judged_charges", _ready, _judged, told=True)
"""The charges of known cases, each with what it is beside the weights of its case."""
