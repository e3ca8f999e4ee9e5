"""Which people were arrested through whom, and was the one behind them charged in between?"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.flags import one_if
from tallystick.findings import Result
from tallystick.tables.store import Tables

SUPPLIER, INFORMANT, SUBJECT = "supplier", "informant", "subject"
TRADED = ("buyer", SUPPLIER)
SOURCE, STREAK = ("unit_id", "person_id"), ("unit_id", "person_id", "charged_before")
NEEDS = {
    "incidents": ("incident_id", "unit_id", "officer_id", "occurred_at", "clearance"),
    "involvements": ("incident_id", "person_id", "role"),
}


def arrests(tables: Tables) -> Relation:
    """Return a row per case that ended in an arrest: unit, officer, area, origin, first moment."""
    cases = tables["incidents"]
    cases = cases.filter(
        cases.clearance == "arrest", cases.incident_id.notnull(), cases.occurred_at.notnull()
    )
    return cases.group_by("incident_id").aggregate(
        unit_id=cases.unit_id.min().fill_null(""),
        officer_id=cases.officer_id.min().fill_null(""),
        area_id=cases.area_id.min().fill_null(""),
        origin=cases.origin.min().fill_null(""),
        at=cases.occurred_at.min(),
    )


def _parties(tables: Tables) -> Relation:
    roles = tables["involvements"]
    roles = roles.filter(roles.person_id.notnull(), roles.role.notnull())
    known = roles.group_by("incident_id", "person_id").aggregate(
        **{
            role: one_if(roles.role == role).max().cast("int8")
            for role in (SUBJECT, SUPPLIER, INFORMANT)
        },
        traded=one_if(roles.role.isin(TRADED)).max().cast("int8"),
    )
    return known.inner_join(arrests(tables), "incident_id")


def _ready(tables: Tables) -> bool:
    return all(tables.holds(table, *columns) for table, columns in NEEDS.items())


PARTIES = Shared("parties", _ready, _parties)
"""A row per arrest and person: 1 or 0 for each role that a streak is made of, and the case."""


def _links(tables: Tables) -> Relation:
    """A row per unit, source and person arrested through the source, the first time.

    A source is the supplier or the informant of a case in which it is not itself a subject, and is
    the supplier of one at least in that unit. ``charged_before`` is how often the source had been
    charged till then, in any unit, and ``charged`` how often in all: links of a source that share
    the former are a streak. ``supplied`` is 1 where it was named as the supplier, 0 where it is the
    informant alone; ``occasion`` is 1 for one arrest of each officer and ``day``, since those of a
    raid are not made apart from each other.
    """
    known = PARTIES(tables)
    subjects = known.filter(known[SUBJECT] == 1)
    sources = known.filter(known[SUBJECT] == 0, known.unit_id != "")
    sources = sources.filter(sources[SUPPLIER] + sources[INFORMANT] > 0)
    sources = sources.mutate(supplied=sources[SUPPLIER].cast("int64"))
    pairs = sources.select(
        *SOURCE, "incident_id", "officer_id", "area_id", "origin", "at", "supplied"
    ).inner_join(subjects.select("incident_id", buyer="person_id"), "incident_id")
    by_turn = ibis.window(group_by=(*SOURCE, "buyer"), order_by=("at", "incident_id"))
    both = ibis.window(group_by=SOURCE)
    pairs = pairs.mutate(
        turn=ibis.row_number().over(by_turn), named=pairs.supplied.max().over(both)
    )
    pairs = pairs.filter(pairs.turn == 0, pairs.named == 1).drop("turn", "named")
    pairs = pairs.mutate(day=pairs["at"].date())
    one_day = ibis.window(
        group_by=(*SOURCE, "officer_id", "day"),
        order_by=(pairs.supplied.desc(), pairs["at"], pairs.incident_id, pairs.buyer),
    )
    pairs = pairs.mutate(occasion=one_if(ibis.row_number().over(one_day) == 0))
    charges = _charges(tables, subjects)
    till_then = ibis.range_window(following=0, group_by="person_id", order_by="at")
    in_all = ibis.window(group_by="person_id")
    events = pairs.mutate(charge=ibis.literal(0, "int64")).union(
        charges.select(
            **{
                name: charges[name] if name in charges.columns else ibis.null(kind)
                for name, kind in pairs.schema().items()
            },
            charge=ibis.literal(1, "int64"),
        )
    )
    events = events.mutate(
        charged_before=events.charge.sum().over(till_then),
        charged=events.charge.sum().over(in_all),
    )
    return events.filter(events.charge == 0).drop("charge")


def _charges(tables: Tables, subjects: Relation) -> Relation:
    """A row per person and case in which that person was arrested, or has an outcome."""
    charged = subjects.select("incident_id", "person_id", "at")
    if tables.holds("outcomes", "person_id", "incident_id"):
        decided = tables["outcomes"]
        decided = decided.filter(decided.person_id.notnull()).select("incident_id", "person_id")
        cases = tables["incidents"].filter(tables["incidents"].occurred_at.notnull())
        began = cases.group_by("incident_id").aggregate(at=cases.occurred_at.min())
        charged = charged.union(
            decided.inner_join(began, "incident_id").select("incident_id", "person_id", "at")
        )
    return charged.group_by("incident_id", "person_id").aggregate(at=charged["at"].min())


LINKS = Shared("people_behind_arrests", _ready, _links)


def streaks(tables: Tables) -> Relation:
    """Return a row per streak: the people arrested in a row through a source not charged then.

    ``people`` are they, ``named`` those of them for whom the source was the supplier. ``length``
    are the occasions, at most twice those at which a supplier was named, so that an informant who
    was once named as one has no long streak. ``went_on`` and ``broke`` are the source's occasions
    and charges after its first occasion, ``is_first`` is 1 for one streak of each source.
    """
    rows = LINKS(tables)
    each = rows.group_by(*STREAK, "charged").aggregate(
        people=rows.count(),
        named=rows.supplied.sum(),
        occasions=rows.occasion.sum(),
        named_occasions=(rows.occasion * rows.supplied).sum(),
        officers=rows.officer_id.nunique(),
        first=rows["at"].min(),
        last=rows["at"].max(),
    )
    own = ibis.window(group_by=SOURCE)
    began = each.charged_before.min().over(own)
    return each.mutate(
        length=ibis.least(each.occasions, 2 * each.named_occasions),
        went_on=each.occasions.sum().over(own) - 1,
        broke=each.charged - began,
        is_first=one_if(each.charged_before == began),
    )


def streak_of(tables: Tables, result: Result) -> Relation:
    """The links of the streak that a result is about."""
    rows = LINKS(tables)
    detail = result.detail
    return rows.filter(
        rows.unit_id == result.subject,
        rows.person_id == detail.get("centre", ""),
        rows.charged_before == detail.get("charged_before", -1),
    )
