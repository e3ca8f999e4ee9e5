"""Does the same attesting witness appear more often than duty rosters, place and chance allow?

Criteria
    An attesting witness is whoever is at hand: a person is as likely to be asked by one officer
    as by another who searches at the same time in the same place.
Test
    H0  Within a unit's searches of one quarter, area and six hours of the day, or within those of
        one half-year, hour and kind of day (weekday or weekend), who attests has nothing to do
        with which officer searches. Time and place alone may explain it, so both must be left.
    H1  One person attests the searches of one officer more often. One-sided.
    How many searches each person attested in all is given, so that guards, neighbours and
    clerks who are simply more available cancel. The exact conditional law: a sum of
    hypergeometric numbers. The largest p-value of these sortings counts, times the number of
    people who could have had as small a one (Tarone): per officer, and per unit over its officers.
    Where an officer has such a person it is asked again without the searches attested by those
    who hardly ever attest for this officer: a colleague's own people make the rest look alike.
    The searches of one officer and day are one occasion, and the first of them stands for it. A
    person with fewer than five such occasions in the unit is not asked about.
    Estimate: the share of an officer's searches that one person attested, minus the share of the
    other officers' searches of like time or place; for the pair that goes together most.
    Where the officers of a unit all bring their own people all the time, the sets do not mix, which
    of them is the odd one cannot be told, and the answer is *insufficient* and says so.
    Of a unit as a whole
    H0  Two attestations of a unit, of searches by different officers, in different quarters, areas
        and thirds of the day, are by one person about as often as in the other units, which differ
        among themselves as units do. So whoever is at hand in one place, at one time, for one
        officer or during one operation makes no such pair.
    H1  They are by one person more often. One-sided.
    The logarithm of that chance is set beside the median of the other units' and their spread,
    with the tail of a t law of four degrees of freedom at most. Its inverse is the effective number
    of witnesses (Simpson). Small towns have few people for any role: where subjects, victims,
    complainants and other witnesses are recorded, the same chance is counted of them, and the ratio
    of both is set beside the other units' too. The p-value is of the one that can see less, and
    where that is the ratio, or the unit has few people in other roles, it must be beyond them by
    both at 5 %. Five units or more, with 20 attestations each, must be asked. A unit with few
    people to attest at every place and hour, such as volunteers on its roster, looks the same. A
    whole agency is set beside nothing.
Cause, innocent first
    The officer is posted where the person works or lives; one operation; volunteers or students
    who are on the roster with the officer; one number entered for whoever attests; few people
    agree to attest, and those who do are asked again. Courts have doubted witnesses seen in
    three to four, five and sixteen cases: that is context and never the rule.

References
    Mantel & Haenszel 1959, J. Nat. Cancer Inst. 22(4); Tarone 1990, Biometrics 46(2); Berger 1982,
    Technometrics 24(4); Simpson 1949, Nature 163, and Hill 1973, Ecology 54(2), the effective
    number; on witnesses who attest again and again: High Court of Delhi 2006, High
    Court of Bombay at Goa 2005.
"""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr.types import IntegerScalar
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared
from tallystick.checks.people.stock_witnesses.results import results_of
from tallystick.checks.people.stock_witnesses.whole_unit import ASPECT, SHIFT_HOURS
from tallystick.checks.shared.encounters import FIRST_OF_DAY, NEEDS, came, on_weekend
from tallystick.checks.shared.largest_group import most_alike, same_month
from tallystick.findings import Result
from tallystick.tables.store import Tables

ATTESTING = "attesting_witness"
OTHERS = ("subject", "victim", "complainant", "witness")
"""Roles of people whom the place decides more than an officer's choice."""
CELL = ("unit_id", "officer_id", "quarter", "area_id", "hour", "weekend")
TWICE, MOST_OTHERS = 2, 2_000


def query(tables: Tables) -> Relation:
    """Searches by unit, officer, time and place, person ""; and how many each person attested.

    ``attested`` is how many attestations there were, whoever attested: of a person, those of the
    person. Who attested once in the unit has no row. Where ``attests`` is 0, ``n`` are a person's
    cases in other roles, at most `MOST_OTHERS` of a unit.
    """
    rows = searches(tables)
    whole = rows.group_by(*CELL).aggregate(n=rows.first_named.sum(), attested=rows.count())
    whole = whole.mutate(person=ibis.literal(""))
    often = ibis.window(group_by=("unit_id", "person_id"))
    rows = rows.mutate(met=rows.count().over(often))
    rows = rows.filter(rows.met >= TWICE)
    often_came = rows.group_by(*CELL, "person_id").aggregate(n=rows.count())
    often_came = often_came.rename(person="person_id").mutate(attested=often_came.n)
    columns = (*CELL, "person", "n", "attested")
    both = whole.select(*columns).union(often_came.select(*columns)).mutate(attests=_whole(1))
    known = _in_other_roles(tables, whole)
    known = known.group_by(*CELL, "person_id").aggregate(n=known.count())
    known = known.rename(person="person_id").mutate(attested=_whole(0), attests=_whole(0))
    return both.union(known.select(*columns, "attests"))


def _in_other_roles(tables: Tables, attested: Relation) -> Relation:
    """People in `OTHERS` of cases in a known area, of the units in which somebody attested.

    Of a unit with more than `MOST_OTHERS` each second, third or further one by time.
    """
    rows = came(tables["involvements"], tables["incidents"], OTHERS).drop("role").distinct()
    rows = rows.filter(rows.area_id != "").semi_join(attested, "unit_id")
    of_unit = ibis.window(group_by="unit_id")
    in_turn = ibis.window(group_by="unit_id", order_by=("occurred_at", "incident_id", "person_id"))
    rows = rows.mutate(turn=ibis.row_number().over(in_turn), many=rows.count().over(of_unit))
    rows = rows.filter(rows.turn % ((rows.many - 1) // MOST_OTHERS + 1) == 0)
    return _timed(rows.mutate(day=rows.occurred_at.date())).mutate(weekend=_whole(0))


def _whole(number: int) -> IntegerScalar:
    return ibis.literal(number, "int64")


def searches(tables: Tables) -> Relation:
    """Return a row per person who attested the first search of an officer's day.

    Several searches of one officer on one day are one occasion, to which the same people are
    asked. ``quarter`` counts from the year 0, ``area_id`` is "" where unknown, ``weekend`` is 1
    on Saturdays and Sundays; ``first_named`` is 1 in one row of each search.
    """
    rows = FIRST_OF_DAY(tables)
    return _timed(rows.filter(rows.role == ATTESTING).drop("role"))


def _timed(rows: Relation) -> Relation:
    day = rows.day
    return rows.mutate(
        quarter=(day.year() * 4 + (day.month() - 1) // 3).cast("int64"),
        hour=rows.occurred_at.hour().cast("int64"),
        weekend=on_weekend(day),
    )


def attended(tables: Tables, result: Result) -> Relation:
    """Return the searches of the officer of a result that the person of it attested.

    Of a whole unit, the searches that the people attested who make half of its pairs.
    """
    rows = searches(tables)
    if _of_unit(result):
        rows = rows.filter(rows.unit_id == result.subject)
        rows = rows.filter(rows.person_id.isin(list(result.detail["people"])))
        return rows.drop("person_id", "first_named").distinct()
    rows = rows.filter(rows.officer_id == result.detail.get("officer", ""))
    rows = rows.filter(rows.person_id == result.detail.get("person", ""))
    return rows.drop("person_id", "first_named")


def _same_hours(rows: Relation) -> Relation:
    """Searches of one area and one third of the day."""
    return most_alike(rows.mutate(third=rows.hour // SHIFT_HOURS), "area_id", "third")


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    detail = result.detail
    if _of_unit(result):
        return {"of_unit": True, "half": len(detail["people"])}
    return {"of_unit": False, "others": detail["attested"] - detail["together"]}


def _of_unit(result: Result) -> bool:
    return result.aspect == ASPECT


CHECK = declared(
    __name__,
    needs=NEEDS,
    query=query,
    test=results_of,
    listed=attended,
    columns=("incident_id", "unit_id", "officer_id", "occurred_at", "area_id"),
    order=("occurred_at", "incident_id"),
    causes={
        "at_hand": Cause(among=_same_hours, needs={"incidents": ("area_id",)}),
        "one_operation": Cause(among=same_month),
        "own_place": Cause(applies=_of_unit),
    },
    values=_values,
    shares=(FIRST_OF_DAY,),
    broken_by=("complaints", "cases"),
)
run = CHECK.run
