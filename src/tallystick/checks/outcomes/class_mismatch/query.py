"""Which charges lie beside their weight, and would follow from another, or on another day?"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue, DateValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.charge_severity import GRAVER, MILDER
from tallystick.checks.shared.charges_judged import (
    ABOVE,
    ALONE,
    BELOW,
    JUDGED,
    View,
    article_on,
    beside_goods,
)
from tallystick.checks.shared.goods_weighed import GROSS, goods, the_law
from tallystick.checks.shared.rows import beside, of_subject
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.findings import Result
from tallystick.tables.store import Tables

ASPECTS = (ABOVE, BELOW, ALONE)
SLIP, LATER = "slip", "later"
STAGES = ("field", "lab", "court", GROSS)
THOUSAND, APART, LEAST = 1000, 3, 20
SLIPS = (("more", THOUSAND, 1), ("less", 1, THOUSAND))
VIEWS = {
    "more_": View(times=THOUSAND),
    "less_": View(over=THOUSAND),
    "later_": View(day="then", article="later"),
    **{f"{stage}_": View(stage) for stage in STAGES},
}


def query(tables: Tables) -> Relation:
    """Charges by unit, article and class by weight: of how many each thing is true.

    ``article`` and ``amount`` are places as in `graver`, -1 for none. Names that end in ``_cases``
    count cases, the others charges: those *judged* have goods that all lie in the law's table,
    those *placed* some, which is enough to lie below them.
    """
    rows = JUDGED(tables)
    rows = rows.mutate(
        amount=rows.amount.fill_null(-1),
        charges=rows.incident_id.notnull(),
        unread=rows.key.isnull(),
        weighed=rows.told.notnull(),
        judged=rows.by_weight,
    )
    marks = ("charges", "unread", "weighed", "judged", "placed", "excused", "pending", *ASPECTS)
    of_cases = {
        f"{name}_cases": rows.incident_id.nunique(where=rows[name]).cast("int64")
        for name in (*ASPECTS, "judged", "placed")
    }
    return rows.group_by("unit_id", "article", "amount").aggregate(
        **{name: one_if(rows[name]).sum().cast("int64") for name in marks}, **of_cases
    )


def listed(tables: Tables, result: Result) -> Relation:
    """The charges of the result."""
    rows = JUDGED(tables)
    return of_subject(rows.filter(rows[result.aspect]), result)


def decided(rows: Relation) -> DateValue:
    """The day of the decision, or that of the deed where it is not known."""
    return ibis.coalesce(rows.decided_at.date(), rows.day)


def _seen(tables: Tables) -> Relation:
    """A row per case, article and day of decision of the charges beside their weight.

    ``{name}_most`` says whether a charge above would follow then, ``{name}_least`` one below.
    """
    law, rows = the_law(tables), JUDGED(tables)
    rows = rows.filter(rows[ABOVE] | rows[BELOW] | rows[ALONE])
    rows = rows.mutate(then=decided(rows))
    rows = rows.mutate(later=article_on(rows.key, rows.then, law))
    pairs = rows.select("incident_id", "article", "day", "then", "later").distinct()
    cases = pairs.select("incident_id").distinct()
    seen = beside_goods(tables, pairs, VIEWS, cases)
    seen = beside(seen, _unlike(tables, cases), "incident_id")
    by_most = {name: _not_above(seen, name) for name in (*STAGES, LATER, "more")}
    by_least = {name: _not_below(seen, name) for name in (*STAGES, LATER, "less")}
    by_most[SLIP] = by_most.pop("more") & ~seen.more_unlike.fill_null(False)
    by_least[SLIP] = by_least.pop("less") & ~seen.less_unlike.fill_null(False)
    return seen.select(
        "incident_id", "article", "then",
        **{f"{name}_most": each for name, each in by_most.items()},
        **{f"{name}_least": each for name, each in by_least.items()},
    )  # fmt: skip


def _not_above(seen: Relation, name: str) -> BooleanValue:
    return (seen[f"{name}_most"] != MILDER) & (seen[f"{name}_untold"] == 0)


def _not_below(seen: Relation, name: str) -> BooleanValue:
    return (seen[f"{name}_least"] != GRAVER) & (seen[f"{name}_told"] > 0)


def _unlike(tables: Tables, cases: Relation) -> Relation:
    """Which of `cases` have goods whose weight, times a thousand or over it, none of its like has.

    It lies more than `APART` standard deviations of logarithms from the mean of those charged as
    they weigh, or of all where those are fewer than `LEAST`. Where all are, every weight may be:
    without this, tons would explain nearly every charge above. ``more_unlike`` and
    ``less_unlike``, a row per case.
    """
    judged = JUDGED(tables)
    judged = judged.filter(judged.by_weight)
    own = goods(tables, cases=cases).semi_join(judged, "incident_id")
    own = own.filter(own.rests_on_sum > 0)
    usual = _usual(tables)
    both = own.inner_join(usual.filter(usual.n >= LEAST), "substance")
    spread = both.n * both.squares - both.total * both.total
    off = {
        f"{name}_unlike": both.n * _log(both.rests_on_sum * times / over) - both.total
        for name, times, over in SLIPS
    }
    each = both.select(
        "incident_id",
        **{name: one_if(by * by > APART * APART * spread) for name, by in off.items()},
    )
    return each.group_by("incident_id").aggregate(**{name: each[name].max() > 0 for name in off})


def _usual(tables: Tables) -> Relation:
    """Of each substance how many goods there are, and the sums of their logarithms and squares."""
    every, own = JUDGED(tables), goods(tables)
    every = every.filter(every.by_weight)
    fit = one_if(~every[ABOVE] & ~every[BELOW] & ~every[ALONE])
    each = every.mutate(fit=fit).group_by("incident_id").aggregate(fit=lambda t: t.fit.min())
    own = own.filter(own.rests_on_sum > 0).inner_join(each, "incident_id")
    own = own.mutate(n=1, all=1, total=_log(own.rests_on_sum))
    own = own.mutate(squares=own.total * own.total)
    sums = own.group_by("substance").aggregate(
        **{
            f"{name}_{kind}": (own[name] * own[kind]).sum().cast("float64")
            for kind in ("fit", "all")
            for name in ("n", "total", "squares")
        }
    )
    enough = sums.n_fit >= LEAST
    return sums.select("substance", **{
        name: ibis.ifelse(enough, sums[f"{name}_fit"], sums[f"{name}_all"])
        for name in ("n", "total", "squares")
    })  # fmt: skip


def _log(milli: ibis.Value) -> IntegerValue:
    """The logarithm in whole thousandths, so that every engine adds up the same."""
    return (milli.cast("float64").ln() * THOUSAND).round().cast("int64")


SEEN = Shared("charges_by_other_weights", JUDGED.ready, _seen, told=True)
"""The charges beside their weight, and by which other weight or day each would follow."""
