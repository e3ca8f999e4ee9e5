"""Which records are searches that somebody chose to make, and which of them found something?

Where no searches are recorded and persons stopped are, a stop is the act and an arrest its find.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.period_days import examined_days
from tallystick.checks.shared.rows import of_subject
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables.store import Tables

say = words_beside(__file__).say

SEARCHES, STOPS = "searches", "stops"
CHOSEN = ("patrol", "checkpoint", "other")
OF_SEARCHES = {"incidents": ("search_conducted", "contraband_found")}
OF_STOPS = {"incidents": ("subject_group", "clearance")}
WHO, WHOM = 0, 1
NO_CHOICE = ("inventory", "incident_to_arrest", "warrant")
"""Grounds of which it is known by their name that they leave no choice whom to search."""


def acts(tables: Tables) -> str:
    """Whether these records tell of `SEARCHES` or of `STOPS`; "" where of neither."""
    if not tables.missing(OF_SEARCHES):
        return SEARCHES
    return "" if tables.missing(OF_STOPS) else STOPS


def unready(tables: Tables) -> str:
    """Say why no act and find can be told; "" when they can."""
    if acts(tables):
        return ""
    either, other = (
        ", ".join(f"incidents.{column}" for column in needs["incidents"])
        for needs in (OF_SEARCHES, OF_STOPS)
    )
    return say("reasons.needs", one=either, other=other)


def stops(tables: Tables) -> Relation:
    """Every stop of the period examined, with ``acted``, ``found``, ``known`` and ``ground``.

    `acted` is 1 where it was searched, `known` where it is recorded what that found besides, and
    `found` where it found something. `ground` is that of the search; of a stop, the offence.
    """
    rows = tables["incidents"]
    rows = rows.filter(rows.occurred_at.notnull(), rows["count"] > 0)
    rows = examined_days(rows, rows.occurred_at.date(), tables.frame)
    if acts(tables) == STOPS:
        rows = rows.filter(rows.origin.isnull() | rows.origin.isin(CHOSEN))
        return rows.mutate(
            acted=one_if(rows.occurred_at.notnull()),
            known=one_if(rows.clearance.notnull()),
            found=one_if(rows.clearance == "arrest"),
            ground=rows.offense_code.fill_null(""),
        )
    rows = rows.filter(rows.search_conducted.notnull())
    made = rows.search_conducted == "yes"
    return rows.mutate(
        acted=one_if(made),
        known=one_if(made & rows.contraband_found.notnull()),
        found=one_if(made & (rows.contraband_found == "yes")),
        ground=rows.search_basis.fill_null(""),
    )


def query(tables: Tables) -> Relation:
    """Stops, acts of which the result is known, finds, and acts of which it is not.

    Part `WHO` has the acts by unit, officer, ground, origin and quarter, part `WHOM` the stops
    whose group is known by unit, area and group, those with an act by officer, ground and origin
    too, and by quarter where no officer is known. `quarter` is four times the year plus its number,
    `searched` 1 where the acts are searches.
    """
    rows = stops(tables)
    day = rows.occurred_at
    bare, never = ibis.literal(""), ibis.literal(0).cast("int64")
    acted = rows.acted == 1
    quarter = (day.year() * 4 + day.quarter()).cast("int64")
    officer, unit = rows.officer_id.fill_null(""), rows.unit_id.fill_null("")
    ground, origin = (rows[name].fill_null("") for name in ("ground", "origin"))
    who = {
        "unit_id": unit, "area_id": bare, "officer_id": officer, "subject_group": bare,
        "ground": ground, "origin": origin, "quarter": quarter,
    }  # fmt: skip
    whom = {
        "unit_id": unit, "area_id": rows.area_id.fill_null(""),
        "officer_id": ibis.ifelse(acted, officer, bare), "subject_group": rows.subject_group,
        "ground": ibis.ifelse(acted, ground, bare), "origin": ibis.ifelse(acted, origin, bare),
        "quarter": ibis.ifelse(acted & (officer == ""), quarter, never),
    }  # fmt: skip
    one = _sums(rows.filter(acted).mutate(**who), WHO, tuple(who))
    other = _sums(rows.filter(rows.subject_group.notnull()).mutate(**whom), WHOM, tuple(whom))
    searched = ibis.literal(int(acts(tables) == SEARCHES), "int64")
    return one.union(other).mutate(searched=searched)


def _sums(rows: Relation, part: int, keys: tuple[str, ...]) -> Relation:
    many = rows["count"]
    sums = {
        "stops": many.sum(),
        "n": (many * rows.known).sum(),
        "hits": (many * rows.found).sum(),
        "unknown": (many * (rows.acted - rows.known)).sum(),
    }
    found = rows.group_by(keys).aggregate(
        **{name: total.cast("int64") for name, total in sums.items()}
    )
    return found.mutate(part=ibis.literal(part, "int64"))


def misses(tables: Tables, result: Result) -> Relation:
    """The acts that a result lists: those of the unit, officer or group that found nothing."""
    rows = stops(tables)
    rows = rows.filter(rows.known == 1, rows.found == 0)
    if result.subject_kind == "agency":
        return rows.filter(rows.subject_group == result.detail["fewer"])
    return of_subject(rows, result)
