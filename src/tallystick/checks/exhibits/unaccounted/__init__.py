"""Is every gram that a person bought, signed out or was handed booked, returned or destroyed?

Criteria
    Goods that an officer takes over otherwise than by seizing them (bought for an operation,
    signed out of a store, handed on by a colleague) are given on again: to a store, a
    laboratory, a court or to destruction, under the same exhibit number and by weight.
Test
    A test of details, a mass balance in integer milligrams. For each taking of an exhibit by a
    person, what the same person gave on before taking it again is set against what was taken. It
    is open when no later hand-over is recorded, or when what was given on falls short by more
    than a twentieth and half a gram; a hand-over whose weight is not written counts as whole.
    Takings of the last 30 days of the custody records are not exceptions: they age.
    Estimate: the grams left over in open takings older than that, for the agency and, by posting,
    for each unit. Where nothing is open, the least that would be: what may be short in one taking
    of mean weight. A holder is a person when officers, postings or incidents know the name.
Cause, innocent first
    Booked again under another exhibit number; handed in by a colleague; returned without a receipt,
    or on a day that was mistyped; a controlled delivery or a test purchase whose file is kept
    elsewhere; used up in analysis; loss in drying; a hand-over outside the period that was
    exported, or to a store whose book was not.
    Seizures that were never handed in are another question: receipts are missing in any agency.

References
    DEA Office of the Inspector General, report 16-08 (receipts were missing for 12 of 132
    exhibits); Government Auditing Standards (GAO-21-368G) 8.90-8.95, tests of details.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, part_of
from tallystick.checks.exhibits.unaccounted.query import (
    CUSTODY,
    HANDED_ON,
    KEY,
    PEOPLE,
    PURCHASED,
    SIGNED_OUT,
    TAKEN,
    is_short,
    listed,
    open_takings,
    persons,
    query,
)
from tallystick.checks.exhibits.unaccounted.results import takings_results
from tallystick.checks.shared.fresh_goods import FRESH, FRESH_LOSS
from tallystick.checks.shared.whole_numbers import in_milli, one_if
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables.store import Tables

say = words_beside(__file__).say

REBOOKED_DAYS, REBOOKED_SHARE = 7, 100
LATER_STAGES = ("lab", "court", "destruction")
CLOCK_DAYS = 1


def _counted(found: Callable[[Tables, Relation], Relation]) -> Callable[[Tables, Result], Relation]:
    """The query of a cause: of the open takings of a result, how many `found` returns."""

    def counts(tables: Tables, result: Result) -> Relation:
        rows = open_takings(tables, result)
        return part_of(found(tables, rows).select(*KEY).distinct(), rows)

    return counts


def booked_again(tables: Tables, rows: Relation) -> Relation:
    """Open takings after which the same holder booked the same weight under another number."""
    custody = tables["custody"]
    booked = custody.filter(custody.action == "seized", custody.net_weight_g.notnull())
    booked = booked.select(
        booker="to_holder",
        booked_as="exhibit_id",
        booked_at="at",
        booked_milli=in_milli(booked.net_weight_g),
    )
    pairs = rows.inner_join(booked, rows.holder == booked.booker)
    near = (pairs.booked_milli - pairs.milli).abs() * REBOOKED_SHARE <= pairs.milli
    soon = pairs.booked_at.between(pairs["at"], pairs["at"] + ibis.interval(days=REBOOKED_DAYS))
    return pairs.filter(near, soon, pairs.booked_as != pairs.exhibit_id, pairs.milli > 0)


def handed_in_by_another(tables: Tables, rows: Relation) -> Relation:
    """Open takings of exhibits that a store took later, from somebody else or from nobody named.

    Whatever a store gave to another store, or to destruction, it had. Less than was taken, by
    more than drying and scales, is not enough; a weight that was not written is.
    """
    people, custody = persons(tables), tables["custody"]
    later = custody.filter(custody["at"].notnull(), custody.action != "seized").select(
        "exhibit_id",
        then="at",
        giver=custody.from_holder.fill_null(""),
        taker=custody.to_holder.fill_null(""),
        weighed=in_milli(custody.net_weight_g),
    )
    later = later.anti_join(people.rename(taker="holder"), "taker")
    pairs = rows.inner_join(later, "exhibit_id")
    enough = ~is_short(pairs.milli, pairs.weighed).fill_null(False)
    return pairs.filter(pairs.then > pairs["at"], pairs.giver != pairs.holder, enough)


def weighed_later(tables: Tables, rows: Relation) -> Relation:
    """Open takings of exhibits that a laboratory, court or destruction weighed later, whole."""
    readings = tables["measurements"]
    later = readings.filter(
        readings.kind == "net_weight",
        readings.stage.isin(LATER_STAGES),
        readings.exhibit_id.notnull(),
        readings.measured_at.notnull(),
    ).select("exhibit_id", then="measured_at", weighed=lambda t: in_milli(t["value"]))
    pairs = rows.inner_join(later, "exhibit_id")
    return pairs.filter(pairs.then > pairs["at"], ~is_short(pairs.milli, pairs.weighed))


def dried(tables: Tables, rows: Relation) -> Relation:
    """Open takings of goods that are met fresh, given on lighter by what fresh ones lose."""
    readings = tables["measurements"]
    known = readings.filter(readings.exhibit_id.notnull(), readings.substance_code.notnull())
    named = known.substance_code.lower()
    fresh = known.filter(ibis.or_(*(named.contains(name) for name in FRESH)))
    lost = rows.left_over / rows.milli.nullif(0)
    short = rows.filter(rows.returned > 0, lost.between(*FRESH_LOSS))
    return short.semi_join(fresh.select("exhibit_id"), "exhibit_id")


def dated_before(tables: Tables, rows: Relation) -> Relation:
    """Open takings whose holder gave the exhibit on within the day before, once too often.

    Until then he had given it on more often than he had seized it and taken it over, so that one
    of the two moments may be mistyped.
    """
    gives = _gives(tables)
    pairs = rows.inner_join(gives, ["exhibit_id", "holder"])
    soon = (pairs.then < pairs["at"]) & (pairs.then >= pairs["at"] - ibis.interval(days=CLOCK_DAYS))
    pairs = pairs.filter(soon, ~is_short(pairs.milli, pairs.weighed).fill_null(False))
    pairs = pairs.select(*KEY, "then")
    had, gave = (
        pairs.left_join(events, ["exhibit_id", "holder"])
        .group_by(*KEY, "then")
        .aggregate(times=lambda t: one_if(t.since <= t.then).sum())
        for events in (_had(tables), gives.rename(since="then").drop("weighed"))
    )
    balance = had.inner_join(gave.rename(given="times"), [*KEY, "then"])
    return balance.filter(balance.given > balance.times)


def _gives(tables: Tables) -> Relation:
    custody = tables["custody"]
    return custody.filter(custody["at"].notnull(), custody.from_holder.notnull()).select(
        "exhibit_id", holder="from_holder", then="at", weighed=in_milli(custody.net_weight_g)
    )


def _had(tables: Tables) -> Relation:
    """Since when each person had each exhibit, by seizing it or by taking it over."""
    custody = tables["custody"]
    seized = custody.filter(custody.action == "seized", custody.to_holder.notnull())
    seized = seized.select("exhibit_id", holder="to_holder", since="at")
    return seized.union(TAKEN(tables).select("exhibit_id", "holder", since="at"))


def not_exported(tables: Tables, rows: Relation) -> Relation:
    """Open takings from a store to which no hand-over at all is recorded: its book is missing."""
    custody = tables["custody"]
    receives = custody.filter(custody.to_holder.notnull()).select(giver="to_holder").distinct()
    outs = custody.filter(custody.from_holder.notnull()).select(
        "exhibit_id", "at", holder="to_holder", giver="from_holder"
    )
    return rows.semi_join(outs.anti_join(receives, "giver"), KEY)


def _took(*ways: str) -> Callable[[Result], bool]:
    return lambda result: result.detail.get("source") in ways


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    return {"held_ages": [each for each in result.detail["ages"] if each[1]]}


def unready(tables: Tables) -> str:
    """Say why nobody's holdings can be followed; "" when they can."""
    if any(tables.holds(table, "officer_id") for table in PEOPLE):
        return ""
    return say("reasons.needs_officer")


CHECK = declared(
    __name__,
    needs={"custody": CUSTODY},
    unready=unready,
    query=query,
    test=takings_results,
    listed=listed,
    order=("at", "exhibit_id", "holder"),
    causes={
        "booked_again": Cause(counts=_counted(booked_again)),
        "colleague": Cause(counts=_counted(handed_in_by_another)),
        "weighed_later": Cause(
            counts=_counted(weighed_later),
            needs={"measurements": ("exhibit_id", "kind", "stage", "measured_at", "value")},
        ),
        "dated_before": Cause(counts=_counted(dated_before)),
        "authorised": Cause(applies=_took(PURCHASED)),
        "not_exported": Cause(counts=_counted(not_exported), applies=_took(SIGNED_OUT)),
        "dried": Cause(
            counts=_counted(dried),
            needs={"measurements": ("exhibit_id", "substance_code")},
            applies=_took(PURCHASED, HANDED_ON),
        ),
    },
    values=_values,
    shares=(TAKEN,),
)
run = CHECK.run
