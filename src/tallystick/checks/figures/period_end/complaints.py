"""Do the complaints of the public rise in the same last days, as paydays make them?

Where no control series is named, the complaints are one that lies in the records: the public makes
them, on the days on which things happen. Only those that bear the day of their entry are asked, as
a complaint that was dated back is entered later than it says; and for a unit only those of the
other units, which it does not write. Both are set against the same weekdays around the last days
(period_beside).

- The complaints' rise is clear at `CLEAR` standard errors, which allow for a `HABIT` of the dates;
  if it is not, nothing is explained.
- The subject's *other records* are all that are not those complaints: of a unit all. What they rise
  beyond the complaints' rise is nothing where a check with the complaints as its control series
  would pass it over at 5 %, or where it is at most a quarter of the subject's own rise. Then the
  paydays (or whatever raises both) explain all of it; else as much as the complaints rise.

Where fewer than one in `FEWEST` of an agency's records are others, its complaints would be asked of
themselves, and nothing is explained. Who writes complaints of his own making, in every unit and on
the day that they bear, would look the same. Measured in docs/calibration/period_end.md, "The
public's complaints".
"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue, NumericValue
from ibis.expr.types import Table as Relation

from tallystick.checks.figures.period_end.beside import marked, part_beside
from tallystick.checks.figures.period_end.entry import COMPLAINT, that_day
from tallystick.checks.shared.kind_beside_rest import (
    CLEAR,
    explained,
    passed_over,
    scatter,
    total,
    usual_part,
)
from tallystick.findings import Result

FEWEST = 4
HABIT = 0.04


def as_complaints_rise(incidents: Relation, rows: Relation, result: Result) -> Relation:
    """How much of the excess of the subject's `rows` the rise of complaints explains."""
    asked = incidents.filter(_reported_that_day(incidents))
    others = rows
    if result.subject:
        asked = asked.filter(asked.unit_id.fill_null("") != result.subject)
    else:
        others = rows.filter(~_reported_that_day(rows))
    told = _sums(asked, result, "asked").cross_join(_sums(others, result, "own"))
    told = told.cross_join(_sums(rows, result, "all"))
    excess = (told.all_last - told.all_last * usual_part(result)).round()
    part, times = part_beside(result), scatter(result)
    usual, own_usual = told.asked_beside * part, told.own_beside * part
    habit = usual * usual * HABIT**2
    error = (ibis.greatest(usual, 1.0) * times * (1 + part) + habit).sqrt()
    clear = (told.asked_last - usual >= error * CLEAR) & (told.asked_beside > 0)
    enough = told.own_beside * FEWEST >= told.all_beside
    ratio = told.asked_last / usual.nullif(0)
    alike = own_usual * ratio
    beyond = told.own_last - alike
    quiet = passed_over(beyond, own_usual, _error(told, alike, ratio, part, times), result)
    with_them = told.all_last * usual_part(result) * (ratio - 1)
    return told.select(
        of=excess.cast("int64"),
        explains=explained(clear & enough, quiet, excess, with_them, beyond),
    )


def _error(
    told: Relation, alike: NumericValue, ratio: NumericValue, part: float, times: float
) -> NumericValue:
    """Of the other records less what they would be if they rose as the complaints do."""
    own = alike * (1 + ratio * part)
    of_ratio = alike * alike * (1 / told.asked_last.nullif(0) + 1 / told.asked_beside.nullif(0))
    return (ibis.greatest(own + of_ratio, 1.0) * times).sqrt()


def _reported_that_day(rows: Relation) -> BooleanValue:
    return ((rows.origin == COMPLAINT) & that_day(rows)).fill_null(False)


def _sums(rows: Relation, result: Result, name: str) -> Relation:
    """Records of the last days, and of the days beside them as often as they count."""
    rows = marked(rows, result)
    beside = rows["count"] * rows.times
    return rows.aggregate(
        **{
            f"{name}_last": _number(total(rows, rows["last"])),
            f"{name}_beside": _number(beside.sum()),
        }
    )


def _number(count: NumericValue) -> NumericValue:
    return count.fill_null(0).cast("float64")
