"""Would a charge beside its weight follow from another weight, or on another day?"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue, DateValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.flags import one_if
from tallystick.checks.outcomes.charges_judged import (
    ABOVE,
    ALONE,
    BELOW,
    JUDGED,
    View,
    article_on,
    beside_goods,
)
from tallystick.checks.outcomes.goods_weighed import GROSS, goods, the_law
from tallystick.checks.outcomes.graver import GRAVER, MILDER
from tallystick.checks.shared import Shared
from tallystick.tables.store import Tables

SLIP, LATER = "slip", "later"
STAGES = ("field", "lab", "court", GROSS)
THOUSAND, APART, LEAST = 1000, 3, 20
VIEWS = {
    "more_": View(times=THOUSAND),
    "less_": View(over=THOUSAND),
    "later_": View(day="then", article="later"),
    **{f"{stage}_": View(stage) for stage in STAGES},
}


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
    seen = beside_goods(tables, pairs, VIEWS)
    for name, times, over in (("more", THOUSAND, 1), ("less", 1, THOUSAND)):
        odd = _unlike(tables, times, over).mutate(**{f"{name}_unlike": ibis.literal(True)})
        seen = seen.left_join(odd, "incident_id").drop("incident_id_right")
    by_most = {name: _not_above(seen, name) for name in (*STAGES, LATER, "more")}
    by_least = {name: _not_below(seen, name) for name in (*STAGES, LATER, "less")}
    by_most[SLIP] = by_most.pop("more") & seen.more_unlike.isnull()
    by_least[SLIP] = by_least.pop("less") & seen.less_unlike.isnull()
    return seen.select(
        "incident_id",
        "article",
        "then",
        **{f"{name}_most": each for name, each in by_most.items()},
        **{f"{name}_least": each for name, each in by_least.items()},
    )


def _not_above(seen: Relation, name: str) -> BooleanValue:
    return (seen[f"{name}_most"] != MILDER) & (seen[f"{name}_untold"] == 0)


def _not_below(seen: Relation, name: str) -> BooleanValue:
    return (seen[f"{name}_least"] != GRAVER) & (seen[f"{name}_told"] > 0)


def _unlike(tables: Tables, times: int, over: int) -> Relation:
    """Cases with goods whose weight, `times` as much over `over`, is unlike those such cases have.

    It lies more than `APART` standard deviations of logarithms from the mean of those charged as
    they weigh, or of all where those are fewer than `LEAST`. Where all are, every weight may be:
    without this, tons would explain nearly every charge above.
    """
    every, own = JUDGED(tables), goods(tables)
    every = every.filter(every.by_weight)
    fit = one_if(~every[ABOVE] & ~every[BELOW] & ~every[ALONE])
    each = every.mutate(fit=fit).group_by("incident_id").aggregate(fit=lambda t: t.fit.min())
    own = own.filter(own.rests_on_sum > 0).inner_join(each, "incident_id")
    own = own.mutate(
        n=1, all=1, total=_log(own.rests_on_sum), then=_log(own.rests_on_sum * times / over)
    )
    own = own.mutate(squares=own.total * own.total)
    usual = own.group_by("substance").aggregate(
        **{
            f"{name}_{kind}": (own[name] * own[kind]).sum().cast("float64")
            for kind in ("fit", "all")
            for name in ("n", "total", "squares")
        }
    )
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


SEEN = Shared("charges_by_other_weights", JUDGED.ready, _seen, told=True)
"""The charges beside their weight, and by which other weight or day each would follow."""
