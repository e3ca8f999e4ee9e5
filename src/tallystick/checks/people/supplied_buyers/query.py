"""Who was arrested through whom, was the one behind them charged in between, and by whose hands?"""

from __future__ import annotations

import ibis
from ibis.expr.types import IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.people.supplied_buyers.results import LEAST, UNKNOWN
from tallystick.checks.shared import Shared
from tallystick.checks.shared.arrests import arrests
from tallystick.checks.shared.rows import filled
from tallystick.checks.shared.whole_numbers import in_milli, one_if
from tallystick.findings import Result
from tallystick.tables.store import Tables

SUPPLIER, INFORMANT, SUBJECT = "supplier", "informant", "subject"
ROLES, TRADED = (SUBJECT, SUPPLIER, INFORMANT), ("buyer", SUPPLIER)
SOURCE, STREAK = ("unit_id", "person_id"), ("unit_id", "person_id", "charged_before")
PLACE = ("unit_id", "month", "area_id", "officer_id")
TEXTS = ("unit_id", "officer_id", "area_id", "origin")
NEEDS = {
    "incidents": ("incident_id", "unit_id", "officer_id", "occurred_at", "clearance"),
    "involvements": ("incident_id", "person_id", "role"),
}


def _ready(tables: Tables) -> bool:
    return not tables.missing(NEEDS)


def _parties(tables: Tables) -> Relation:
    roles = tables["involvements"]
    roles = roles.filter(roles.person_id.notnull(), roles.role.notnull())
    flags = {role: one_if(roles.role == role) for role in ROLES}
    flags["traded"] = one_if(roles.role.isin(TRADED))
    known = roles.group_by("incident_id", "person_id").aggregate(
        **{name: flag.max().cast("int8") for name, flag in flags.items()}
    )
    return known.inner_join(arrests(tables, *TEXTS), "incident_id")


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
        filled(charges, pairs.schema()).mutate(charge=ibis.literal(1, "int64"))
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


def streak_counts(tables: Tables) -> Relation:
    """Sources by unit and how often their streaks went on or broke; long streaks by officer.

    Rows of the first kind have ``what`` 0. Those of the second kind have 1: for each long streak,
    area, month and officer, the days with an arrest: ``own`` name the supplier, of ``whole``.
    Those of the third have 2: the ``cases`` of each long streak by what began them.
    """
    each = streaks(tables)
    habits = each.group_by("unit_id", "went_on", "broke").aggregate(
        sources=each.is_first.sum(),
        streaks=one_if(each.length > 0).sum(),
        longest=each.length.max(),
    )
    long = each.filter(each.length >= LEAST)
    kinds = (habits, _hands(tables, long), _origins(tables, long))
    names = {name: kind for rows in kinds for name, kind in rows.schema().items()}
    parts = (
        filled(rows, names).mutate(what=ibis.literal(what, "int64"))
        for what, rows in enumerate(kinds)
    )
    return ibis.union(*parts)


def _hands(tables: Tables, long: Relation) -> Relation:
    """Long streaks by area, month and officer, beside all days of drug arrests there and then."""
    people = LINKS(tables).semi_join(long.select(*STREAK), STREAK)
    weights = people.left_join(weighed(tables), "incident_id")
    weights = weights.group_by(STREAK).aggregate(milli=weights.milli.sum().fill_null(0))
    named = people.filter(people.supplied == 1)
    named = named.mutate(month=_month(named))
    own = named.group_by(*STREAK, *PLACE[1:]).aggregate(own=named.day.nunique())
    drugs = PARTIES(tables)
    drugs = drugs.filter(drugs.traded == 1)
    drugs = drugs.mutate(month=_month(drugs), day=drugs["at"].date())
    whole = drugs.group_by(*PLACE).aggregate(whole=drugs.day.nunique())
    there = named.select(*STREAK, "month", "area_id").distinct().inner_join(whole, PLACE[:-1])
    there = there.left_join(own, (*STREAK, *PLACE[1:]))
    there = there.select(*STREAK, *PLACE[1:], "whole", own=there.own.fill_null(0))
    rows = there.inner_join(long, STREAK).inner_join(weights, STREAK)
    rows = rows.left_join(_convicted(tables, long), "person_id")
    return rows.select(
        *PLACE, "went_on", "broke", "charged_before", "charged", "people", "named", "length",
        "occasions", "officers", "milli", "own", "whole",
        centre=rows.person_id,
        priors=rows.priors.fill_null(UNKNOWN),
        first=rows["first"].date(),
        last=rows["last"].date(),
    )  # fmt: skip


def _convicted(tables: Tables, long: Relation) -> Relation:
    """How often each person was convicted before, by the records; null where they differ."""
    if not tables.holds("persons", "person_id", "prior_convictions"):
        return long.select("person_id", priors=ibis.null("int64")).limit(0)
    rows = tables["persons"]
    rows = rows.filter(rows.person_id.notnull(), rows.prior_convictions.notnull())
    number = rows.prior_convictions
    times = rows.group_by("person_id").aggregate(
        least=number.min().cast("int64"), priors=number.max().cast("int64")
    )
    return times.filter(times.least == times.priors).drop("least")


def _origins(tables: Tables, long: Relation) -> Relation:
    """Long streaks by what began their cases."""
    people = LINKS(tables).semi_join(long.select(*STREAK), STREAK)
    each = people.group_by(*STREAK, "origin").aggregate(cases=people.incident_id.nunique())
    return each.rename(centre="person_id")


def _month(rows: Relation) -> IntegerValue:
    return rows["at"].year().cast("int64") * 12 + rows["at"].month().cast("int64") - 1


def weighed(tables: Tables) -> Relation:
    """The net weight of each case in mg: of each exhibit the largest before it was destroyed."""
    if not tables.holds("measurements", "incident_id", "value"):
        return arrests(tables, *TEXTS).select("incident_id", milli=ibis.null("int64")).limit(0)
    rows = tables["measurements"]
    kept = rows.stage.fill_null("field").isin(("field", "lab"))
    rows = rows.filter(rows.kind == "net_weight", rows.incident_id.notnull(), kept)
    each = rows.group_by("incident_id", "exhibit_id").aggregate(milli=in_milli(rows["value"]).max())
    return each.group_by("incident_id").aggregate(milli=each.milli.sum())
