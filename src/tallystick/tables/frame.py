"""Which lines, periods, metrics, neighbours and prices does an engagement judge by?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from tallystick.tables.charged_law import Law

PeriodRule = Literal["month", "quarter", "year"]
Direction = Literal["at least", "at most"]


@dataclass(frozen=True)
class Line:
    """A cut point that gives a measured value a legal or practical consequence.

    Parameters
    ----------
    name
        What the line is called in results; unique in an engagement.
    kind, substance_code, stage
        Which measurements it cuts: equal to the columns of the same names; None means any.
    value, unit
        Where it lies, in the unit (UCUM) in which such measurements are stored. At most three
        decimals, since counts use integer thousandths.
    inclusive
        Whether a reading equal to the line counts as over it ("10 g or more").
    direction
        The side to which a gain would move records: ``up`` over the line, ``down`` under it.
    from_date, to_date
        First and last day in force, judged by `measured_at` or else `occurred_at`.
    citation
        The rule that draws the line.
    below, above
        Widths in `unit` of the windows below and above the line: records come from the one on
        one side and are written in the one on the other, by `direction`. None takes the
        defaults of the check.
    units
        The units, such as regions, in which it holds, by their `unit_id`; None means all.
    """

    name: str
    kind: str
    value: Decimal
    unit: str
    citation: str
    substance_code: str | None = None
    stage: str | None = None
    inclusive: bool = True
    direction: Literal["up", "down"] = "up"
    from_date: date | None = None
    to_date: date | None = None
    below: Decimal | None = None
    above: Decimal | None = None
    units: tuple[str, ...] | None = None

    @property
    def milli(self) -> int:
        """The line in thousandths of its unit."""
        return int(self.value * 1000)

    def meets(self, units: tuple[str, ...] | None) -> bool:
        """Whether it holds in one of `units`; None is all."""
        return self.units is None or units is None or not set(self.units).isdisjoint(units)


@dataclass(frozen=True)
class Period:
    """One evaluation calendar: a rule, or named last days.

    `name` is how results call it; `ends` holds the dates when `rule` is None.
    """

    name: str
    rule: PeriodRule | None = None
    ends: tuple[date, ...] = ()
    window_days: int | None = None


@dataclass(frozen=True)
class Metric:
    """What a published figure adds up.

    `table` is ``incidents`` or ``measurements``, or ``reported_figures`` where a second source
    counts too; `where` keeps rows whose column holds one of the listed values; `total` is
    ``records`` or ``value`` (the sum of measured values, or of the second source's figures).
    `direction` says on which side of a level its figure is wanted: ``at least``, or ``at most``
    where the level is a ceiling (complaints, deaths).
    """

    name: str
    table: Literal["incidents", "measurements", "reported_figures"]
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    total: Literal["records", "value"] = "records"
    is_control: bool = False
    direction: Direction = "at least"

    @property
    def counts_incidents(self) -> bool:
        """Whether it counts records of incidents, and adds up no measured values."""
        return (self.table, self.total) == ("incidents", "records")


@dataclass(frozen=True)
class Substitution:
    """A pair of neighbours: cases of one metric that could be entered as cases of the others.

    `name` is how results call it; `from_metric` and `to_metrics` are names of metrics that count
    records of one table. `control_metrics` move with the neighbours where no case is entered
    otherwise.
    """

    name: str
    from_metric: str
    to_metrics: tuple[str, ...]
    control_metrics: tuple[str, ...] = ()

    @property
    def metrics(self) -> tuple[str, ...]:
        """All metrics of the pair, the one that would fall first."""
        return (self.from_metric, *self.to_metrics)

    @property
    def series(self) -> tuple[str, ...]:
        """The metrics of the pair and its controls."""
        return (*self.metrics, *self.control_metrics)


@dataclass(frozen=True)
class Value:
    """A published metric that states what another is worth.

    `metric` is money in `currency` (ISO 4217), `count` the metric whose goods it values, counted
    or weighed in `unit` (UCUM); `what` is what reference prices call them, "" for none.
    """

    metric: str
    count: str
    currency: str
    unit: str = "1"
    what: str = ""


@dataclass(frozen=True)
class Range:
    """A range that a source gives, from its first day to its last, both included.

    `low` and `high` are positive and inclusive; None of the days is open.
    """

    low: Decimal
    high: Decimal
    source: str
    from_date: date | None = None
    to_date: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it speaks of `day`."""
        return (self.from_date or day) <= day <= (self.to_date or day)


@dataclass(frozen=True)
class Price(Range):
    """What one `unit` of something costs in `currency`."""

    what: str = ""
    unit: str = "1"
    currency: str = ""


@dataclass(frozen=True)
class Rate(Range):
    """What one of the currency `one` costs in the currency `costs`."""

    one: str = ""
    costs: str = ""


SELECTED_ON = ("complaints", "officers", "units", "cases", "outcomes")
"""What can have decided which records are there, where they are a selected sample."""


@dataclass(frozen=True)
class Frame:
    """What an engagement says about how its records are to be judged.

    `first_day` and `last_day` bound the period examined (inclusive); None is open. `stop_minutes`
    is the time in which two stops of one officer cannot both be made and written up. `law` is that
    of its jurisdiction, without articles where there is no pack of it; None where none is named.
    `selected_on`, one of `SELECTED_ON`, is what decided which records are there; "" where all are.
    """

    lines: tuple[Line, ...] = ()
    periods: tuple[Period, ...] = ()
    metrics: tuple[Metric, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    substitutions: tuple[Substitution, ...] = ()
    values: tuple[Value, ...] = ()
    prices: tuple[Price, ...] = ()
    rates: tuple[Rate, ...] = ()
    stop_minutes: int = 5
    law: Law | None = None
    selected_on: str = ""

    @property
    def ceilings(self) -> frozenset[str]:
        """The metrics whose levels are ceilings."""
        return frozenset(each.name for each in self.metrics if each.direction == "at most")
