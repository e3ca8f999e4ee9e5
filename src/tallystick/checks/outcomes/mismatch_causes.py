"""Which innocent causes would make a charge lie beside its weight?"""

from __future__ import annotations

from collections.abc import Callable

import ibis
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.flags import one_if
from tallystick.checks.outcomes.charges_judged import (
    ABOVE,
    ALONE,
    BELOW,
    JUDGED,
    View,
    article_on,
    beside_goods,
    the_law,
)
from tallystick.checks.outcomes.goods_weighed import GROSS, RESTS_ON, goods
from tallystick.checks.outcomes.graver import GRAVER, MILDER
from tallystick.findings import Result
from tallystick.tables.store import Tables

THOUSAND, APART, LEAST = 1000, 3, 20
PLEA = ("plea", "pleaded", "agreement", "сделк", "соглашени", "угод")
STAGES = {"field": "first weighing", "lab": "laboratory's weighing", "court": "court's weighing"}
Of = dict[str, tuple[str, ...]]


def listed(tables: Tables, result: Result) -> Relation:
    """The charges of the result."""
    rows = JUDGED(tables)
    rows = rows.filter(rows[result.aspect])
    return rows.filter(rows.unit_id == result.subject) if result.subject else rows


def _how_many(rows: Relation, explained: BooleanValue) -> Relation:
    return rows.aggregate(
        explains=one_if(explained).sum().fill_null(0).cast("int64"),
        of=rows.count().cast("int64"),
    )


def _follows(rows: Relation, aspect: str) -> BooleanValue:
    """Whether the charge would follow from these goods."""
    if aspect == BELOW:
        return (rows.least != GRAVER) & (rows.told > 0)
    return (rows.most != MILDER) & (rows.untold == 0)


def _seen(tables: Tables, result: Result, how: View) -> Relation:
    """How many charges would follow by other weights, or on another day."""
    rows = listed(tables, result)
    keys = list(dict.fromkeys(("incident_id", "article", "day", how.day, how.article)))
    seen = beside_goods(tables, rows.select(*keys).distinct(), how)
    seen = seen.filter(_follows(seen, result.aspect)).select("incident_id", "article").distinct()
    held = seen.mutate(follows=ibis.literal(True))
    rows = rows.left_join(held, ["incident_id", "article"])
    return _how_many(rows, rows.follows.fill_null(False))


def _slip(tables: Tables, result: Result) -> Relation:
    """How many would follow if the weight were a thousand times as much, or a thousandth.

    The weight must then be one that cases of the substance have: else tons would explain nearly
    every charge above.
    """
    up = result.aspect != BELOW
    how = View(RESTS_ON, THOUSAND if up else 1, 1 if up else THOUSAND)
    rows = listed(tables, result)
    seen = beside_goods(tables, rows.select("incident_id", "article", "day").distinct(), how)
    seen = seen.filter(_follows(seen, result.aspect)).select("incident_id", "article")
    seen = seen.anti_join(_unlike(tables, how), "incident_id").mutate(follows=ibis.literal(True))
    rows = rows.left_join(seen, ["incident_id", "article"])
    return _how_many(rows, rows.follows.fill_null(False))


def _unlike(tables: Tables, how: View) -> Relation:
    """Cases with goods whose weight, so changed, is unlike those that such cases have.

    It lies more than `APART` standard deviations of logarithms from the mean of those charged as
    they weigh, or of all where those are fewer than `LEAST`. Where all are, every weight may be.
    """
    every, own = JUDGED(tables), goods(tables)
    every = every.filter(every.by_weight)
    fit = one_if(~every[ABOVE] & ~every[BELOW] & ~every[ALONE])
    each = every.mutate(fit=fit).group_by("incident_id").aggregate(fit=lambda t: t.fit.min())
    own = own.filter(own.rests_on_sum > 0).inner_join(each, "incident_id")
    own = own.mutate(
        n=1, all=1, total=_log(own.rests_on_sum),
        then=_log(own.rests_on_sum * how.times / how.over),
    )  # fmt: skip
    own = own.mutate(squares=own.total * own.total)
    usual = own.group_by("substance").aggregate(
        **{
            f"{name}_{kind}": (own[name] * own[kind]).sum().cast("float64")
            for kind in ("fit", "all")
            for name in ("n", "total", "squares")
        }
    )  # fmt: skip
    enough = usual.n_fit >= LEAST
    usual = usual.select("substance", **{
        name: ibis.ifelse(enough, usual[f"{name}_fit"], usual[f"{name}_all"])
        for name in ("n", "total", "squares")
    })  # fmt: skip
    weighed = own.select("incident_id", "substance", "then")
    beside = weighed.inner_join(usual.filter(usual.n >= LEAST), "substance")
    off = beside.n * beside.then - beside.total
    spread = beside.n * beside.squares - beside.total * beside.total
    return beside.filter(off * off > APART * APART * spread).select("incident_id").distinct()


def _log(milli: ibis.Value) -> IntegerValue:
    """The logarithm in whole thousandths, so that every engine adds up the same."""
    return (milli.cast("float64").ln() * THOUSAND).round().cast("int64")


def _by(view: str) -> Callable[[Tables, Result], Relation]:
    return lambda tables, result: _seen(tables, result, View(view))


def _by_later_law(tables: Tables, result: Result) -> Relation:
    """How many follow by the law of the day on which they were decided."""
    law, rows = the_law(tables), listed(tables, result)
    rows = rows.mutate(then=rows.decided_at.date())
    rows = rows.mutate(later=article_on(rows.key, rows.then, law))
    pairs = rows.select("incident_id", "article", "later", "then").distinct()
    seen = beside_goods(tables, pairs, View(day="then", article="later"))
    seen = seen.filter(_follows(seen, result.aspect)).select("incident_id", "article", "then")
    rows = rows.left_join(
        seen.mutate(follows=ibis.literal(True)), ["incident_id", "article", "then"]
    )
    return _how_many(rows, rows.follows.fill_null(False))


def _several_persons(tables: Tables, result: Result) -> Relation:
    """How many are of cases in which several persons are charged."""
    rows, every = listed(tables, result), JUDGED(tables)
    each = every.group_by("incident_id").aggregate(persons=every.person_id.nunique())
    rows = rows.left_join(each, "incident_id").drop("incident_id_right")
    return _how_many(rows, rows.persons > 1)


def _several_exhibits(tables: Tables, result: Result) -> Relation:
    rows = listed(tables, result)
    return _how_many(rows, rows.exhibits > 1)


def _noted(tables: Tables, result: Result) -> Relation:
    rows = listed(tables, result)
    return _how_many(rows, rows.aggravating.notnull())


def _agreed(tables: Tables, result: Result) -> Relation:
    rows = listed(tables, result)
    text = rows.aggravating.fill_null("").lower()
    agreed = ibis.literal(False)
    for word in PLEA:
        agreed = agreed | text.contains(word)
    return _how_many(rows, agreed)


def _is(*aspects: str) -> Callable[[Result], bool]:
    return lambda result: result.aspect in aspects


WEIGHTS: Of = {"measurements": ("stage",)}
NOTES: Of = {"outcomes": ("aggravating",)}
EXPLANATIONS = (
    InnocentCause(
        "Kilograms written as grams, or grams as kilograms",
        "Look whether a thousand times the weight, or a thousandth, gives what is charged and is a "
        "weight that such cases have; read the act of weighing",
        _slip,
        applies=_is(ABOVE, BELOW),
    ),
    *(
        InnocentCause(
            f"A charge brought by the {name}",
            "Look whether that weight gives what is charged, and when the charge was brought",
            _by(stage),
            WEIGHTS,
            _is(ABOVE, BELOW),
        )
        for stage, name in STAGES.items()
    ),
    InnocentCause(
        "The container weighed with the goods",
        "Look whether the gross weight gives what is charged",
        _by(GROSS),
        applies=_is(ABOVE),
    ),
    InnocentCause(
        "Goods of several exhibits, of which others were counted",
        "Look which exhibits the decision names",
        _several_exhibits,
    ),
    InnocentCause(
        "Goods of several persons, of whom each answers for a part",
        "Look whether the case has several persons charged, and what each held",
        _several_persons,
        {"outcomes": ("person_id",)},
    ),
    InnocentCause(
        "The law changed between the deed and the decision, and the milder one applies",
        "Look whether the charge follows by the law of the day of the decision",
        _by_later_law,
        {"outcomes": ("decided_at",)},
        _is(ABOVE, BELOW),
    ),
    InnocentCause(
        "A circumstance that makes a graver part",
        "Look whether any is recorded with the charge, and read the decision for others",
        _noted,
        NOTES,
        _is(ABOVE, ALONE),
    ),
    InnocentCause(
        "An agreed plea to a lesser charge",
        "Look whether the record names an agreement, and ask the prosecutor for it",
        _agreed,
        NOTES,
        _is(BELOW),
    ),
    InnocentCause(
        "An earlier delivery, a mixture or moist goods counted in the charge",
        "Read in the decision of what the charged weight was made up",
        applies=_is(ABOVE, ALONE),
    ),
)
