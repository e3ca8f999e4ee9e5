"""Which innocent causes can the records tell from a push at the end of the period?

Each is asked of what the subject's records hold in the last days beyond the usual, by the rule of
`kind_beside_rest`; its answer is a row with ``explains`` and ``of``.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import ibis
from ibis.expr.types import BooleanValue, NumericValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.kind_beside_rest import (
    CHANCE,
    CLEAR,
    at_most_slight,
    beside_the_rest,
    explained,
    is_clear,
    last_days,
    milli_sum,
    passed_over,
    scatter,
    total,
    usual_part,
)
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings import Result

COMPLAINT = "complaint"
LAST, ZERO = "L", ord("0")
WEEKS, FEWEST, HABIT = 6, 4, 0.04


def dated_by_entry(rows: Relation, result: Result) -> Relation:
    """How much of the excess of the subject's `rows` those dated by their entry explain.

    Papers that are entered in batches, or filed together, under the time of entry stand on days on
    which nothing happened; the records of what happened on those days stay as they are. A push,
    back-dating or more effort brings records that are entered as soon, or as late, as others are.
    So the rule is asked of the records that bear the very minute of their entry, as a system that
    fills the time in makes them. The same day is not enough: whoever makes a case up on the last
    day may enter it on that day, under an hour that he writes. Midnight is no minute that anybody
    bears.

    The surplus is taken within units and what began the case, because what officers begin
    themselves may be entered sooner than what the public reports; its standard error allows for
    shares that differ from day to day by more than chance. The rest, records not dated so, is set
    against the days beside (`days_beside`): it holds no rise where a test at 5 % would pass it
    over, or where it is at most a quarter of the subject's own. Where that of the cases that
    officers begin themselves clearly holds *less* than is usual, such cases were entered sooner
    than others: that is haste before a deadline and not filing, and nothing is explained. A record
    without a time of entry belongs to the rest, and where half of the records lack one, nothing is
    explained; nor is it where nearly all records usually bear that minute, since then none can
    stand out.

    Who adds made-up cases and leaves the time to the system looks the same: only the day of the
    event, asked of the files, can tell. Measured in docs/calibration/period_end.md, "Dated by
    entry".
    """
    rows = _marked(rows.filter(rows.occurred_at.notnull()), result)
    at = rows.occurred_at.truncate("m")
    that_minute = (rows.recorded_at.truncate("m") == at) & (at != at.truncate("D"))
    rows = rows.mutate(
        unit=rows.unit_id.fill_null(""),
        began=rows.origin.fill_null(""),
        day=rows.occurred_at.cast("date"),
        dated=that_minute.fill_null(False),
    )
    cells = rows.group_by("unit", "began", "day", "last").aggregate(
        kind=total(rows, rows.dated), n=rows["count"].sum()
    )
    strata = _strata(cells, "unit", "began")
    own = ~rows.dated & (rows.origin != COMPLAINT).fill_null(True)
    whole = rows.aggregate(
        own_last=total(rows, own & rows["last"]),
        own_beside=_beside(rows, own),
        n=total(rows, rows["last"]),
        others=total(rows, ~rows["last"]),
        known=total(rows, rows.recorded_at.notnull()),
        n_beside=_beside(rows),
        rest_beside=_beside(rows, ~rows.dated),
    )
    sums = beside_the_rest(strata).cross_join(whole).cross_join(_by_day(cells, strata))
    part, times = part_beside(result), scatter(result)

    def error(usual: NumericValue) -> NumericValue:
        return (ibis.greatest(usual, 1.0) * (times * (1 + part))).sqrt()

    n = sums.n.cast("float64")
    excess = (n - n * usual_part(result)).round()
    usual, own_usual = sums.rest_beside * part, sums.own_beside * part
    beyond = sums.rest_last - usual
    fallen = own_usual - sums.own_last > error(own_usual) * CHANCE
    known = (sums.known * 2 > sums.n + sums.others) & (sums.n_beside > 0)
    unsteady = ibis.greatest(sums.strayed / (sums.by_chance * MILLI).nullif(0), times)
    clear = is_clear(sums, unsteady) & known & ~fallen
    quiet = passed_over(beyond, usual, error(usual), result)
    return _answer(sums, clear, quiet, excess, sums.beyond / MILLI, beyond)


def _by_day(cells: Relation, strata: Relation) -> Relation:
    """How far other days stray from the usual share, squared, and what chance alone makes."""
    shares = strata.select("unit", "began", share=strata.kind_others / strata.all_others.nullif(0))
    others = cells.filter(~cells["last"]).join(shares, ["unit", "began"])
    days = others.group_by("day").aggregate(
        strayed=milli_sum(others.kind - others.n * others.share),
        by_chance=milli_sum(others.n * others.share * (1 - others.share)),
    )
    return days.aggregate(
        strayed=(days.strayed * days.strayed).sum(), by_chance=days.by_chance.sum()
    )


def in_one_place(rows: Relation, result: Result) -> Relation:
    """How much of the excess of the subject's `rows` one area explains.

    An event (a fair, a match, an operation) fills one place and leaves the others as they are; more
    effort, batch entry or a push raises the records of an agency or a unit wherever it works. So
    the rule is asked of the area with the most records beyond the usual, against the other areas
    together. *Usual* is a part of an area's records on other days, the same for all areas, and
    comes from the test's own expectation. The surplus is taken within units, because a unit whose
    every area rises together is no event in one of them.

    A subject that works in one area, or whose areas are mostly unknown, explains nothing. Who
    pushes in one area alone looks like an event there: only the event itself can tell.

    Measured on rises of 30 to 100 % with 200 to 5,000 records in the windows and 2 to 32 areas
    (docs/calibration/period_end.md, "One place"): a rise of all areas alike, or of one unit in all
    of its own, is wholly explained in at most .003 of cases; one of a single area in .75 to .96
    from 1,000 records on, and in .19 to .96 at 200, where two areas can tell least.
    """
    part, times = usual_part(result), scatter(result)
    rows = _marked(rows.filter(rows[result.detail["date_column"]].notnull()), result)
    cells = rows.group_by("last", unit=rows.unit_id.fill_null(""), area=rows.area_id).aggregate(
        n=rows["count"].sum()
    )
    split = cells.cross_join(_fullest(cells, part))
    there = (split.area == split.place).fill_null(False)
    strata = _strata(split.mutate(kind=ibis.ifelse(there, split.n, 0)), "unit")
    whole = cells.aggregate(
        n=_summed(cells.n, cells["last"]),
        others=_summed(cells.n, ~cells["last"]),
        known=_summed(cells.n, cells.area.notnull()),
    )
    sums = beside_the_rest(strata).cross_join(whole)
    expected = sums.n * part
    excess = (sums.n - expected).round()
    usual = sums.rest_others * (expected / sums.others.nullif(0))
    beyond = sums.rest_last - usual
    error = (ibis.greatest(usual, 1.0) * times).sqrt()
    clear = is_clear(sums, times) & (sums.known * 2 > sums.n + sums.others)
    quiet = at_most_slight(beyond, usual, error, result)
    return _answer(sums, clear, quiet, excess, sums.beyond / MILLI, beyond)


def _fullest(cells: Relation, part: float) -> Relation:
    """The known area with the most records beyond the usual; the first by name of equals."""
    sides = {"here": cells["last"], "outside": ~cells["last"]}
    sums = {name: _summed(cells.n, side) for name, side in sides.items()}
    areas = cells.group_by("area").aggregate(**sums).filter(lambda area: area.area.notnull())
    beside = areas.cross_join(cells.aggregate(**{f"all_{name}": sums[name] for name in sums}))
    usual = beside.outside * beside.all_here * part / beside.all_outside.nullif(0)
    ranked = beside.select(place="area", excess=beside.here - usual)
    return ranked.order_by(ibis.desc("excess"), "place").limit(1).select("place")


def as_complaints_rise(incidents: Relation, rows: Relation, result: Result) -> Relation:
    """How much of the excess of the subject's `rows` the rise of complaints explains.

    Where no control series is named, the complaints are one that lies in the records: the public
    makes them, on the days on which things happen, as paydays make them. Only those that bear the
    day of their entry are asked, as a complaint that was dated back is entered later than it says;
    and for a unit only those of the other units, which it does not write. Both are set against the
    days beside (`days_beside`).

    - The complaints' rise is clear at `CLEAR` standard errors, which allow for a `HABIT` of the
      dates; if it is not, nothing is explained.
    - The subject's *other records* are all that are not those complaints: of a unit all. What they
      rise beyond the complaints' rise is nothing where a check with the complaints as its control
      series would pass it over at 5 %, or where it is at most a quarter of the subject's own rise.
      Then the paydays (or whatever raises both) explain all of it; else as much as the complaints
      rise.

    Where fewer than one in `FEWEST` of an agency's records are others, its complaints would be
    asked of themselves, and nothing is explained. Who writes complaints of his own making, in every
    unit and on the day that they bear, would look the same. Measured in
    docs/calibration/period_end.md, "The public's complaints".
    """
    asked, others = incidents.filter(_reported_that_day(incidents)), rows
    if result.subject:
        asked = asked.filter(asked.unit_id.fill_null("") != result.subject)
    else:
        others = rows.filter(~_reported_that_day(rows))
    told = _sums(asked, result, "asked").cross_join(_sums(others, result, "own"))
    told = told.cross_join(_sums(rows, result, "all"))
    part, times = part_beside(result), scatter(result)
    excess = (told.all_last - told.all_last * usual_part(result)).round()
    usual, own_usual = told.asked_beside * part, told.own_beside * part
    habit = usual * usual * HABIT**2
    error = (ibis.greatest(usual, 1.0) * times * (1 + part) + habit).sqrt()
    clear = (told.asked_last - usual >= error * CLEAR) & (told.asked_beside > 0)
    enough = told.own_beside * FEWEST >= told.all_beside
    ratio = told.asked_last / usual.nullif(0)
    alike = own_usual * ratio
    of_ratio = alike * alike * (1 / told.asked_last.nullif(0) + 1 / told.asked_beside.nullif(0))
    own_error = (ibis.greatest(alike * (1 + ratio * part) + of_ratio, 1.0) * times).sqrt()
    beyond = told.own_last - alike
    quiet = passed_over(beyond, own_usual, own_error, result)
    with_them = told.all_last * usual_part(result) * (ratio - 1)
    return _answer(told, clear & enough, quiet, excess, with_them, beyond)


def _answer(
    sums: Relation, clear: BooleanValue, quiet: BooleanValue, excess: NumericValue,
    part: NumericValue, left: NumericValue,
) -> Relation:  # fmt: skip
    explains = explained(clear, quiet, excess, part, left)
    return sums.select(of=excess.cast("int64"), explains=explains)


def _reported_that_day(rows: Relation) -> BooleanValue:
    that_day = rows.recorded_at.cast("date") == rows.occurred_at.cast("date")
    return ((rows.origin == COMPLAINT) & that_day).fill_null(False)


def _sums(rows: Relation, result: Result, name: str) -> Relation:
    """Records of the last days, and of the days beside them as often as they count."""
    rows = _marked(rows, result)
    sums = {f"{name}_last": total(rows, rows["last"]), f"{name}_beside": _beside(rows)}
    return rows.aggregate(**{side: n.fill_null(0).cast("float64") for side, n in sums.items()})


def _summed(counted: NumericValue, chosen: BooleanValue) -> NumericValue:
    return ibis.ifelse(chosen, counted, 0).sum()


def _beside(rows: Relation, chosen: BooleanValue | None = None) -> NumericValue:
    """The records `chosen` of the days beside, as often as they count."""
    beside = rows["count"] * rows.times
    return beside.sum() if chosen is None else _summed(beside, chosen).cast("float64")


def _strata(cells: Relation, *keys: str) -> Relation:
    """The strata of `beside_the_rest`, of cells with ``kind``, ``n`` and ``last``."""
    sides = {"last": cells["last"], "others": ~cells["last"]}
    return cells.group_by(*keys).aggregate(
        **{f"kind_{name}": _summed(cells.kind, side) for name, side in sides.items()},
        **{f"all_{name}": _summed(cells.n, side) for name, side in sides.items()},
    )


def days_beside(result: Result) -> Counter[date]:
    """How often each day around the last days counts beside them.

    As often as it stands a whole number of weeks, one to `WEEKS`, before or after one of the last
    days, between the first period end and the last. So every weekday weighs the same on both sides,
    and a season or a trend cancels to first order. What a cause takes from the days just before an
    end (papers that are dated later) is spread over twelve weeks here; in the test's own
    expectation, which rests on the fortnight before and after, it would show as a rise of every
    record.
    """
    last = set(last_days(result))
    begin, end = min(last), max(last)
    beside = (
        day + timedelta(weeks=weeks * side)
        for day in last
        for weeks in range(1, WEEKS + 1)
        for side in (-1, 1)
    )
    return Counter(day for day in beside if day not in last and begin <= day <= end)


def _marked(rows: Relation, result: Result) -> Relation:
    """The rows with ``last``, whether on one of the last days, and ``times``, beside them.

    The calendar is one text with a letter for each day, since a query compiles slowly that names
    hundreds of dates.
    """
    last, beside = set(last_days(result)), days_beside(result)
    begin, length = min(last), (max(last) - min(last)).days + 1
    days = (begin + timedelta(days=place) for place in range(length))
    letters = "".join(LAST if day in last else chr(ZERO + beside[day]) for day in days)
    place = rows[result.detail["date_column"]].date().delta(ibis.literal(begin), unit="day")
    within = (place >= 0) & (place < length)
    letter = ibis.literal(letters).substr(ibis.ifelse(within, place, 0).cast("int32"), 1)
    rows = rows.mutate(letter=ibis.ifelse(within, letter, "0").fill_null("0"))
    several = [(chr(ZERO + times), times) for times in sorted({*beside.values()})]
    times = rows.letter.cases(*several, else_=0) if several else ibis.literal(0)
    return rows.mutate(last=rows.letter == LAST, times=times)


def part_beside(result: Result) -> float:
    """How many last days there are for each day beside them; 0 where none lies beside."""
    beside = days_beside(result).total()
    return len(set(last_days(result))) / beside if beside else 0.0
