"""Which record of the second system is the same event, and by which rule?

A first look pairs, of all records of an officer and an offence, each with its nearest within an
hour that has it for its nearest as well: one window over narrow columns. What it leaves open is
little, and goes through the rules one after the other. No join of records with records, nothing
that grows with pairs, and each record is used once at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, StringValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.rows import beside
from tallystick.checks.shared.second_system import (
    EVENTS,
    IN_TWO_SYSTEMS,
    THERE,
    posted,
    ready,
    timed,
)
from tallystick.checks.shared.whole_numbers import MINUTES_A_DAY
from tallystick.tables.store import Tables

NONE, FAR = 0, 10**9
TIE = 4
"""The axis of a window is four times the minute, plus one for the second system: the distance of
two records of different systems is odd, and no two such distances of one record are equal."""
WHO, BADGE = ("officer_id", "offense_code"), ("badge", "offense_code")
PLACE = ("officer_id", "offense_code", "area_id")


@dataclass(frozen=True)
class MatchRule:
    """Records that agree in `key` and lie at most `within` minutes apart are one event."""

    name: str
    key: tuple[str, ...]
    within: int
    strict: bool = False
    hint: bool = False


LADDER = (
    MatchRule("same officer, offence and minute", (*WHO, "moment", "copy"), 0, strict=True),
    MatchRule("same officer and offence, within 15 minutes", WHO, 15, strict=True),
    MatchRule("same officer and offence, within an hour", WHO, 60, strict=True),
    MatchRule("badge of the officer, same offence, within an hour", BADGE, 60),
    MatchRule(
        "digits of the badge exchanged, same offence and area, within an hour",
        ("badge_digits", "offense_code", "area_id"),
        60,
    ),
    MatchRule(
        "digits of the time exchanged, same officer, offence, area and day",
        (*PLACE, "time_digits"),
        MINUTES_A_DAY,
    ),
    MatchRule("same officer, offence and area, within a day", PLACE, MINUTES_A_DAY),
    MatchRule("same officer and area, another offence, within 15 minutes",
              ("officer_id", "area_id"), 15),
    MatchRule("same officer, within three days", ("officer_id",), 3 * MINUTES_A_DAY, hint=True),
    MatchRule("another officer, same offence and area, within an hour",
              ("offense_code", "area_id"), 60, hint=True),
)  # fmt: skip
FARTHEST = max(rule.within for rule in LADDER) // MINUTES_A_DAY
PARTS = max(len(rule.key) for rule in LADDER)
STRICTEST = sum(rule.strict for rule in LADDER)
LOOSEST = sum(not rule.hint for rule in LADDER)
"""Rules are numbered from 1; those up to `STRICTEST` are strict, and those up to `LOOSEST` loose.
The others are hints: such a spare record may be the counterpart, and does not count as matched."""


def digits_of(text: StringValue) -> StringValue:
    """How often each digit is in a text, after what is left of it without them."""
    told = text.re_replace("[0-9]", "")
    for digit in "0123456789":
        told += "." + (text.length() - text.replace(digit, "").length()).cast("string")
    return told


def _reach(minutes: int) -> int:
    """The greatest distance on the axis of two records so many minutes apart."""
    return TIE * minutes + 1


def _neighbours(rows: Relation, key: Sequence[str]) -> Relation:
    """Beside each record the distances to its neighbours, and between these and the next.

    ``back`` and ``on`` are to the one before and after it; `FAR` where the two are of one system.
    All are read from one window: windows upon windows take an engine that pushes filters through
    them twice as long to plan with each.
    """
    along = ibis.window(group_by=key, order_by=["axis", "id"])
    rows = rows.mutate(
        **{f"lag_{k}": rows.axis.lag(k).over(along) for k in (1, 2)},
        **{f"lead_{k}": rows.axis.lead(k).over(along) for k in (1, 2)},
    )
    return rows.mutate(
        back=_between(rows.axis - rows.lag_1),
        on=_between(rows.lead_1 - rows.axis),
        back_2=_between(rows.lag_1 - rows.lag_2),
        on_2=_between(rows.lead_2 - rows.lead_1),
    ).drop("lag_1", "lag_2", "lead_1", "lead_2")


def _between(distance: IntegerValue) -> IntegerValue:
    return ibis.ifelse(distance % 2 == 1, distance, FAR).fill_null(FAR)


def _chosen(rows: Relation, reach: IntegerValue | int) -> tuple[BooleanValue, BooleanValue]:
    """Whether a record and the one before it, or after it, have each other for their nearest."""
    back = (rows.back <= reach) & (rows.back < rows.on) & (rows.back < rows.back_2)
    on = (rows.on <= reach) & (rows.on < rows.back) & (rows.on < rows.on_2)
    return back, on


def at_first(tables: Tables) -> Relation:
    """``side``, ``id`` and ``rule`` of every event: what the first look pairs by a strict rule."""
    rows = timed(EVENTS(tables))
    rows = rows.select("side", "id", *WHO, axis=rows.minute * TIE + rows.side)
    rows = _neighbours(rows, WHO)
    strict = LADDER[:STRICTEST]
    back, on = _chosen(rows, _reach(strict[-1].within))
    gap = ibis.ifelse(back, rows.back, rows.on)
    rule = ibis.cases(
        *((gap <= _reach(each.within), number) for number, each in enumerate(strict, start=1)),
        else_=NONE,
    )
    return rows.select("side", "id", rule=ibis.ifelse(back | on, rule, NONE).cast("int64"))


def _unpaired(tables: Tables) -> Relation:
    seen = at_first(tables)
    open_ones = seen.filter(seen.rule == NONE).select("side", "id")
    return timed(posted(tables, EVENTS(tables).semi_join(open_ones, ["side", "id"])))


UNPAIRED = Shared("unpaired", ready, _unpaired, told=True, passing=True)
"""The events of both systems, in all their columns, that the first look leaves open."""


def _near_one_there(rows: Relation) -> Relation:
    """Leave out the agency's records that no record of the other system can be a counterpart of.

    None of these has the same officer within three days, or the same badge, or offence and area.
    """
    keys = {
        "officer": rows.officer_id,
        "badge": rows.badge,
        "place": rows.offense_code + "|" + rows.area_id,
    }
    there = rows.select("side", "day", **keys).filter(rows.side == THERE)
    # Alone in its column: Spark takes no such thing within an expression.
    there = there.mutate(shift=ibis.array([*range(-FARTHEST, FARTHEST + 1)]).unnest())
    there = there.mutate(near=(there.day + there.shift).cast("int64"))
    near = rows.side == THERE
    for name, key in keys.items():
        other = there.select(other=there[name] + "|" + there.near.cast("string"))
        other = other.filter(other.other.notnull())
        near |= (key + "|" + rows.day.cast("string")).isin(other.other).fill_null(False)
    return rows.filter(near)


def _offers(tables: Tables) -> Relation:
    rows = _near_one_there(UNPAIRED(tables))
    clock = (rows["at"].hour() * 100 + rows["at"].minute() + 10_000).cast("string")
    alike = ibis.window(group_by=["side", *WHO, "minute"], order_by="id")
    rows = rows.mutate(
        copy=ibis.row_number().over(alike).cast("string"),
        moment=rows.minute.cast("string"),
        badge_digits=digits_of(rows.badge),
        time_digits=rows.day.cast("string") + "." + digits_of(clock),
        axis=rows.minute * TIE + rows.side,
    )
    each = []
    for number, rule in enumerate(LADDER, start=1):
        known = rows.filter(*(rows[name].notnull() for name in rule.key))
        parts = [*rule.key, *([ibis.literal("")] * (PARTS - len(rule.key)))]
        each.append(
            known.select(
                "side", "id", "axis", rule=ibis.literal(number).cast("int64"),
                **{f"part_{k}": part for k, part in enumerate(parts)},
            )
        )  # fmt: skip
    return ibis.union(*each)


OFFERS = Shared("offers", ready, _offers, told=True, passing=True)
"""An event that the first look left open beside each rule by which it could have a counterpart,
with what it must agree in (``part_0`` and on)."""


def _pairs(offers: Relation) -> Relation:
    """``side``, ``id`` and ``rule`` of the records that are paired in one round.

    By each rule, nearest with nearest; a pair holds if it is by the strictest rule for both.
    """
    key = ["rule", *(f"part_{k}" for k in range(PARTS))]
    along = ibis.window(group_by=key, order_by=["axis", "id"])
    rows = _neighbours(offers.mutate(turn=ibis.row_number().over(along)), key)
    within = (_reach(each.within) for each in LADDER)
    reach = ibis.cases(*((rows.rule == k, most) for k, most in enumerate(within, start=1)), else_=0)
    back, on = _chosen(rows, reach)
    rows = rows.mutate(pair=ibis.cases((back, rows.turn - 1), (on, rows.turn), else_=-1))
    rows = rows.filter(rows.pair >= 0)
    rows = rows.mutate(best=rows.rule.min().over(ibis.window(group_by=["side", "id"])))
    rows = rows.filter(rows.best == rows.rule)
    rows = rows.mutate(both=rows.count().over(ibis.window(group_by=[*key, "pair"])))
    return rows.filter(rows.both == 2).select("side", "id", "rule")


def _paired_later(tables: Tables) -> Relation:
    offers = OFFERS(tables)
    first = _pairs(offers)
    return first.union(_pairs(offers.anti_join(first, ["side", "id"])))


PAIRED_LATER = Shared("paired_later", ready, _paired_later, told=True, passing=True)
"""``side``, ``id`` and ``rule`` of those that the first look left open and a rule then paired."""

MATCHED = (*IN_TWO_SYSTEMS, UNPAIRED, OFFERS, PAIRED_LATER)
"""What an audit makes, in this order, to know which events have a counterpart."""


def left_open(tables: Tables) -> Relation:
    """Return the events that the first look left open, with the ``rule`` that paired them, or 0.

    ``hinted`` is 1 for one that no rule paired and for which a record of the other system is spare.
    """
    rows = beside(UNPAIRED(tables), PAIRED_LATER(tables), "side", "id")
    hinted = rows.rule.fill_null(NONE) > LOOSEST
    return rows.mutate(
        hinted=hinted.ifelse(1, 0), rule=ibis.ifelse(hinted, NONE, rows.rule.fill_null(NONE))
    )
