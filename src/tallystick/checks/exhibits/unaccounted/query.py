"""Which goods did a person take over otherwise than by seizing them, and where did they go?"""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.postings import on_the_day, posted
from tallystick.checks.shared.rows import of_subject
from tallystick.checks.shared.whole_numbers import MILLI, in_milli, one_if
from tallystick.findings import Result
from tallystick.tables.store import Tables

PURCHASED, SIGNED_OUT, HANDED_ON = "purchased", "signed out", "handed on"
# A return that is short by a twentieth and half a gram is within drying and scales.
SHORT_SHARE, SHORT_MG = 20, 500
GRACE_DAYS = 30
KEY = ("exhibit_id", "holder", "at")
PEOPLE = ("officers", "postings", "incidents")
CUSTODY = ("at", "action", "to_holder", "net_weight_g")


def _taken(tables: Tables) -> Relation:
    people = persons(tables)
    events = _events(tables).semi_join(people, "holder")
    givers = people.rename(giver="holder")
    events = events.left_join(givers, "giver").rename(known_giver="giver_right")
    # All that share a moment share a frame, so that two takings of one moment are one.
    before = ibis.range_window(following=0, group_by=("exhibit_id", "holder"), order_by="at")
    events = events.mutate(taking=(1 - events.is_given).sum().over(before))
    events = events.filter(events.taking > 0)
    is_given, is_taken = events.is_given == 1, events.is_given == 0
    source = ibis.cases(
        (events.action == "purchased", PURCHASED),
        (events.known_giver.notnull(), HANDED_ON),
        else_=SIGNED_OUT,
    )
    each = events.group_by("exhibit_id", "holder", "taking").aggregate(
        at=events["at"].min(),
        source=source.min(where=is_taken),
        incident_id=events.incident_id.min(where=is_taken),
        milli=events.milli.sum(where=is_taken).fill_null(0),
        returned=events.milli.sum(where=is_given).fill_null(0),
        given=events.is_given.sum(),
        unweighed=one_if(is_given & events.milli.isnull()).sum(),
    )
    unmatched = (each.given == 0) | (is_short(each.milli, each.returned) & (each.unweighed == 0))
    found = each.select(
        *KEY, "incident_id", "source", "milli", "returned",
        unmatched=unmatched,
        left_over=ibis.ifelse(unmatched, ibis.greatest(each.milli - each.returned, 0), 0),
    )  # fmt: skip
    last = tables["custody"].aggregate(last_day=lambda t: t["at"].max().date())
    return _posted(tables, found).cross_join(last)


TAKEN = Shared(
    "taken_over",
    lambda tables: (
        tables.holds("custody", *CUSTODY)
        and any(tables.holds(table, "officer_id") for table in PEOPLE)
    ),
    _taken,
)
"""A row per exhibit, holder and moment at which a person took goods over.

``source`` is how: bought, signed out of a store, or handed on by another person; a seizure is not
among them. ``milli`` is the net weight then, in mg, 0 when it was not written; ``returned`` what
the same holder gave on before taking the exhibit again; ``unmatched`` whether nothing was given on,
or more than drying and scales is left, and ``left_over`` how much, in mg; ``unit_id`` the unit to
which the holder was posted that day, "" where no posting says; ``last_day`` the last day of all
hand-overs."""


def _posted(tables: Tables, found: Relation) -> Relation:
    if not tables.holds("postings", "officer_id", "unit_id"):
        return found.mutate(unit_id=ibis.literal(""))
    postings = posted(tables)
    pairs = found.left_join(postings, on_the_day(postings, found.holder, found["at"].date()))
    return pairs.group_by(found.columns).aggregate(unit_id=pairs.unit_id.min().fill_null(""))


def _events(tables: Tables) -> Relation:
    """What each holder took over otherwise than by seizing it, and what each gave on."""
    custody = tables["custody"]
    rows = custody.filter(
        custody["at"].notnull(),
        custody.exhibit_id.notnull(),
        custody.from_holder.fill_null("") != custody.to_holder.fill_null(""),
    )
    columns = ("exhibit_id", "incident_id", "at", "action")
    takes = rows.filter(rows.action != "seized", rows.to_holder.notnull()).mutate(is_given=0)
    gives = rows.filter(rows.from_holder.notnull()).mutate(is_given=1)
    return ibis.union(
        *(
            each.select(
                *columns,
                "is_given",
                holder=whose,
                giver="from_holder",
                milli=in_milli(each.net_weight_g),
            )
            for each, whose in ((takes, "to_holder"), (gives, "from_holder"))
        )
    )


def persons(tables: Tables) -> Relation:
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


def is_short(milli: IntegerValue, returned: IntegerValue) -> BooleanValue:
    """Whether `returned` is less than `milli` by more than drying and scales take; both in mg."""
    return returned * SHORT_SHARE < milli * (SHORT_SHARE - 1) - SHORT_MG * SHORT_SHARE


def query(tables: Tables) -> Relation:
    """Takings by unit and way, the open ones by holder and day as well; weights in mg."""
    rows = TAKEN(tables)
    return rows.group_by(
        "unit_id", "source", "unmatched",
        holder=ibis.ifelse(rows.unmatched, rows.holder, ""),
        day=ibis.ifelse(rows.unmatched, rows["at"].date(), ibis.null("date")),
    ).aggregate(
        n=rows.count(), milli=rows.milli.sum(), left_over=rows.left_over.sum(),
        last_day=rows.last_day.max(),
    )  # fmt: skip


def open_takings(tables: Tables, result: Result) -> Relation:
    """Return the takings that a result counts as open, as `TAKEN` gives them."""
    rows = of_subject(TAKEN(tables), result)
    rows = rows.filter(rows.unmatched, rows.source == result.detail.get("source", ""))
    last = rows.last_day.cast("timestamp")
    return rows.filter(rows["at"].date().cast("timestamp") < last - ibis.interval(days=GRACE_DAYS))


def listed(tables: Tables, result: Result) -> Relation:
    """The open takings: exhibit, holder, moment, what was taken and what was given on."""
    rows = open_takings(tables, result)
    return rows.select(
        "exhibit_id", "incident_id", "unit_id", "holder", "at",
        taken_how=rows.source,
        taken_g=rows.milli / MILLI,
        given_on_g=rows.returned / MILLI,
        left_over_g=rows.left_over / MILLI,
    )  # fmt: skip
