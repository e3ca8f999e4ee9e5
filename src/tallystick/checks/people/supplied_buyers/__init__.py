"""Does one person who is never charged stand behind many people who are?

Criteria
    Who is named as the supplier of others is sooner or later charged too, about as often as other
    suppliers of the unit and of its sister units are; and those arrested through one supplier
    come from whatever officers work that place.
Test
    A streak is the different people arrested in a row through one source, the supplier of their
    case or the informant in it, while the source was not charged. What one officer does in one day
    counts once. Its length counts those who name a supplier, and as many more at most for whom the
    same person is the informant.
    H0: whether the next event of a source is another's arrest or its own charge is a draw with a
    chance that differs from source to source by a beta law. H1: the streak is longer than that.
    One-sided, per unit: the larger of two chances, by the law of all other suppliers and by that
    of the unit's others, times the number of its streaks. A supplier may stay uncharged for
    ordinary reasons that no law of others knows, and so a streak of 6 or more is named only where
    the days on which it names the supplier passed through fewer officers than chance gives at 1 %,
    of all days of drug arrests in the same areas and months (the days of source and officers kept).
    Such a supplier is so named in 1 of 100 at most, and p says nothing of him.
    Estimate: the length of the streak. Fewer than 20 other suppliers with a second event, or
    suppliers who are hardly ever charged: insufficient.
    Not told apart: a scheme from an investigation by one team whose last step is to come; the
    records that could are requested. Not asked: informants whom no case names as a supplier. They
    are not charged, by agreement.
Cause, innocent first
    An investigation whose team takes the buyers first and the supplier last, or whose last step
    lies after the records end; a registered informant under the control of a court or prosecutor;
    a controlled delivery; a supplier abroad, dead, in custody or charged by another agency; a name
    that buyers have learned to give.

References
    Knorre 2020, police-made drug cases in Russia; Griffiths 1973, Biometrics 29(4), the
    beta-binomial law; Berger 1982, Technometrics 24(4), the larger p-value of two tests;
    Besag & Clifford 1989, Biometrika 76(4), drawn p-values.
"""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, part_of
from tallystick.checks.people.supplied_buyers.links import (
    LINKS,
    NEEDS,
    PARTIES,
    STREAK,
    SUBJECT,
    arrests,
    streak_of,
    streaks,
)
from tallystick.checks.people.supplied_buyers.results import FEWEST_SOURCES, LEAST, UNKNOWN, test
from tallystick.checks.shared.thousandths import MILLI, in_milli
from tallystick.findings import Result
from tallystick.tables.store import Tables

SOON_DAYS = 180
PLACE = ("unit_id", "month", "area_id")


def query(tables: Tables) -> Relation:
    """Sources by unit and how often their streaks went on or broke; long streaks by officer.

    Rows of the first kind have ``what`` 0. Those of the second kind have 1: for each long streak,
    area, month and officer, the days with an arrest: ``own`` name the supplier, of ``whole``.
    Those of the third have 2: the ``cases`` of each long streak by what began them.
    """
    each = streaks(tables)
    habits = each.group_by("unit_id", "went_on", "broke").aggregate(
        sources=each.is_first.sum(),
        streaks=ibis.ifelse(each.length > 0, 1, 0).sum(),
        longest=each.length.max(),
    )
    long = each.filter(each.length >= LEAST)
    kinds = (habits, _hands(tables, long), _origins(tables, long))
    names = {name: kind for rows in kinds for name, kind in rows.schema().items()}
    habits, hands, origins = (_filled(rows, names, what) for what, rows in enumerate(kinds))
    return habits.union(hands).union(origins)


def _filled(rows: Relation, names: dict[str, ibis.expr.datatypes.DataType], what: int) -> Relation:
    return rows.select(
        what=ibis.literal(what, "int64"),
        **{
            name: rows[name].cast(kind) if name in rows.columns else ibis.null(kind)
            for name, kind in names.items()
        },
    )


def _hands(tables: Tables, long: Relation) -> Relation:
    """Long streaks by area, month and officer, beside all days of drug arrests there and then."""
    people = LINKS(tables).semi_join(long.select(*STREAK), STREAK)
    weights = people.left_join(_weighed(tables), "incident_id")
    weights = weights.group_by(STREAK).aggregate(milli=weights.milli.sum().fill_null(0))
    named = people.filter(people.supplied == 1)
    named = named.mutate(month=_month(named))
    own = named.group_by(*STREAK, "month", "area_id", "officer_id").aggregate(
        own=named.day.nunique()
    )
    drugs = PARTIES(tables)
    drugs = drugs.filter(drugs.traded == 1)
    drugs = drugs.mutate(month=_month(drugs), day=drugs["at"].date())
    whole = drugs.group_by(*PLACE, "officer_id").aggregate(whole=drugs.day.nunique())
    places = named.select(*STREAK, "month", "area_id").distinct()
    there = places.inner_join(whole, PLACE)
    there = there.left_join(own, (*STREAK, "month", "area_id", "officer_id"))
    there = there.select(
        *STREAK, "month", "area_id", "officer_id", "whole", own=there.own.fill_null(0)
    )
    rows = there.inner_join(long, STREAK).inner_join(weights, STREAK)
    rows = rows.left_join(_convicted(tables, long), "person_id")
    return rows.select(
        "unit_id", "went_on", "broke", "charged_before", "charged", "people", "named", "length",
        "occasions", "officers", "milli", "month", "area_id", "officer_id", "own", "whole",
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
    times = rows.group_by("person_id").aggregate(
        least=rows.prior_convictions.min().cast("int64"),
        priors=rows.prior_convictions.max().cast("int64"),
    )
    return times.filter(times.least == times.priors).drop("least")


def _origins(tables: Tables, long: Relation) -> Relation:
    """Long streaks by what began their cases."""
    people = LINKS(tables).semi_join(long.select(*STREAK), STREAK)
    each = people.group_by(*STREAK, "origin").aggregate(cases=people.incident_id.nunique())
    return each.rename(centre="person_id")


def _month(rows: Relation) -> ibis.expr.types.IntegerValue:
    return rows["at"].year().cast("int64") * 12 + rows["at"].month().cast("int64") - 1


def _weighed(tables: Tables) -> Relation:
    """The net weight of each case in mg: of each exhibit the largest before it was destroyed."""
    if not tables.holds("measurements", "incident_id", "value"):
        none = arrests(tables).select("incident_id", milli=ibis.null("int64"))
        return none.limit(0)
    rows = tables["measurements"]
    rows = rows.filter(
        rows.kind == "net_weight",
        rows.incident_id.notnull(),
        rows.stage.fill_null("field").isin(("field", "lab")),
    )
    each = rows.group_by("incident_id", "exhibit_id").aggregate(milli=in_milli(rows["value"]).max())
    return each.group_by("incident_id").aggregate(milli=each.milli.sum())


def cases(tables: Tables, result: Result) -> Relation:
    """The cases of the streak in order: who, when, how it began, how much; no one by name."""
    rows = streak_of(tables, result)
    rows = rows.left_join(_weighed(tables), "incident_id")
    return rows.select(
        "incident_id",
        "at",
        "officer_id",
        "area_id",
        "origin",
        centre=rows.person_id,
        centre_is=ibis.ifelse(rows.supplied == 1, "supplier", "informant"),
        arrested=rows.buyer,
        net_weight_g=rows.milli / MILLI,
    ).order_by("at", "incident_id", "arrested")


def _charged_in_the_end(tables: Tables, result: Result) -> Relation:
    """Links of the streak after which the source was arrested within half a year."""
    rows, known = streak_of(tables, result), PARTIES(tables)
    charges = known.filter(known[SUBJECT] == 1).select("person_id", charged_at="at")
    pairs = rows.inner_join(charges, "person_id")
    soon = pairs.filter(
        pairs.charged_at > pairs["at"],
        pairs.charged_at <= pairs["at"] + ibis.interval(days=SOON_DAYS),
    )
    return part_of(soon.select("incident_id", "buyer").distinct(), rows)


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    detail = result.detail
    return {
        "informed": detail["people"] - detail["named"],
        "has_origin": any(each["origin"] for each in detail["origins"]),
    }


CHECK = declared(
    __name__,
    needs=NEEDS,
    query=query,
    test=test,
    listed=streak_of,
    cases=cases,
    causes={
        "charged_in_the_end": Cause(counts=_charged_in_the_end),
        "informant": Cause(lambda rows: rows.supplied == 0),
        "delivered": Cause(
            lambda rows: rows.origin == "controlled_delivery", needs={"incidents": ("origin",)}
        ),
    },
    constants={"fewest": FEWEST_SOURCES, "soon_days": SOON_DAYS},
    values=_values,
    shares=(PARTIES, LINKS),
)
run = CHECK.run
