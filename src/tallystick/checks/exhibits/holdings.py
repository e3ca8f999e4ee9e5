"""Which goods did a person take over otherwise than by seizing them, and where did they go?"""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.tables.store import Tables

MILLI = 1000
PURCHASED, SIGNED_OUT, HANDED_ON = "purchased", "signed out", "handed on"
SOURCES = (PURCHASED, SIGNED_OUT, HANDED_ON)
# A return that is short by a twentieth and half a gram is within drying and scales.
SHORT_SHARE, SHORT_MG = 20, 500
KEY = ("exhibit_id", "holder", "at")
PEOPLE = ("officers", "postings", "incidents")


def taken(tables: Tables) -> Relation:
    """Return a row per exhibit, holder and moment at which a person took goods over.

    ``source`` is how: bought, signed out of a store, or handed on by another person; a seizure is
    not among them. ``milli`` is the net weight then, in mg, null when it was not written;
    ``returned`` what the same holder gave on before taking the exhibit again; ``gave_on`` whether
    any later hand-over is recorded; ``unmatched`` whether more than drying and scales is left, and
    ``left_over`` how much, in mg; ``unit_id`` the unit to which the holder was posted that day, ""
    where no posting says; ``last_day`` the last day of all hand-overs.
    """
    rows = _moves(tables)
    people = _people(tables)
    ins = rows.filter(rows.action != "seized", rows.to_holder != rows.from_holder.fill_null(""))
    ins = ins.semi_join(people, ins.to_holder == people.holder)
    givers = people.rename(giver="holder")
    ins = ins.left_join(givers, ins.from_holder == givers.giver)
    ins = ins.mutate(holder=ins.to_holder, source=_source(ins))
    each = ins.group_by(KEY).aggregate(
        source=ins.source.min(), milli=ins.milli.sum(), incident_id=ins.incident_id.min()
    )
    following = ibis.window(group_by=("exhibit_id", "holder"), order_by="at")
    each = each.mutate(until=each["at"].lead().over(following))
    given = _given(each, rows)
    joined = each.left_join(given, KEY).drop(*(f"{name}_right" for name in KEY))
    gave_on = joined.gave_on.fill_null(0) > 0
    returned = joined.returned.fill_null(0)
    held = ~gave_on | (_short(joined.milli, returned) & (joined.unweighed.fill_null(0) == 0))
    known = joined.milli.fill_null(0)
    found = joined.select(
        *KEY,
        "incident_id",
        "source",
        milli=known,
        returned=returned,
        gave_on=gave_on,
        unmatched=held,
        left_over=ibis.ifelse(held, ibis.greatest(known - returned, 0), 0),
    )
    last = rows.aggregate(last_day=rows["at"].max().date())
    return _posted(tables, found).cross_join(last)


def _posted(tables: Tables, found: Relation) -> Relation:
    if not tables.holds("postings", "officer_id", "unit_id"):
        return found.mutate(unit_id=ibis.literal(""))
    postings = tables["postings"].select(
        "officer_id",
        "unit_id",
        since=tables["postings"].from_date.fill_null(ibis.date(1, 1, 1)),
        until=tables["postings"].to_date.fill_null(ibis.date(9999, 12, 31)),
    )
    day = found["at"].date()
    pairs = found.inner_join(
        postings,
        [found.holder == postings.officer_id, postings.since <= day, postings.until >= day],
    )
    units = pairs.group_by(KEY).aggregate(unit_id=pairs.unit_id.min())
    joined = found.left_join(units, KEY).drop(*(f"{name}_right" for name in KEY))
    return joined.mutate(unit_id=joined.unit_id.fill_null(""))


def _moves(tables: Tables) -> Relation:
    custody = tables["custody"]
    return custody.filter(custody["at"].notnull(), custody.exhibit_id.notnull()).select(
        "exhibit_id", "incident_id", "at", "action", "from_holder", "to_holder",
        milli=(custody.net_weight_g * MILLI).round().cast("int64"),
    )  # fmt: skip


def _people(tables: Tables) -> Relation:
    """All known officers: only they are persons, every other holder counts as a store.

    They are those of the roster, officers and postings; of the incidents where there is none.
    """
    held = [table for table in PEOPLE if tables.holds(table, "officer_id")]
    known = [
        tables[table].filter(tables[table].officer_id.notnull()).select(holder="officer_id")
        for table in held
        if table != "incidents" or len(held) == 1
    ]
    return reduce(lambda a, b: a.union(b), known).distinct()


def _source(ins: Relation) -> ibis.Value:
    return ibis.cases(
        (ins.action == "purchased", PURCHASED), (ins.giver.notnull(), HANDED_ON), else_=SIGNED_OUT
    )


def _given(each: Relation, rows: Relation) -> Relation:
    """What each holder gave on, from a taking to the next one of the same exhibit."""
    outs = rows.filter(rows.from_holder.notnull(), rows.from_holder != rows.to_holder.fill_null(""))
    outs = outs.select(
        exhibit_id="exhibit_id", holder="from_holder", given_at="at", given_milli="milli"
    )
    pairs = each.inner_join(outs, ["exhibit_id", "holder"])
    within = (pairs.given_at >= pairs["at"]) & (
        pairs.until.isnull() | (pairs.given_at < pairs.until)
    )
    pairs = pairs.filter(within)
    return pairs.group_by(KEY).aggregate(
        gave_on=pairs.count(),
        returned=pairs.given_milli.sum(),
        unweighed=pairs.given_milli.isnull().ifelse(1, 0).sum(),
    )


def _short(milli: IntegerValue, returned: IntegerValue) -> BooleanValue:
    known = milli.fill_null(0)
    return returned * SHORT_SHARE < known * (SHORT_SHARE - 1) - SHORT_MG * SHORT_SHARE
