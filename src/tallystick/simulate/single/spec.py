"""What one whole world is made of, and by what its records are judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tallystick.simulate.charged_law import law_of
from tallystick.simulate.engagement import line_of
from tallystick.simulate.figures import METRICS
from tallystick.simulate.single.act import Act
from tallystick.simulate.single.attendance import ORDINARY as USUAL
from tallystick.simulate.single.attendance import Attendance
from tallystick.simulate.single.case_outcomes import CaseOutcomes
from tallystick.simulate.single.duties import ORDINARY, Rosters
from tallystick.simulate.single.searches import Searches
from tallystick.simulate.single.target_rules import EVERY, Rules
from tallystick.simulate.world import World
from tallystick.tables import Frame, Line, Metric, Period, Price, Substitution, Value

MONTHS = (Period("month", "month"),)
GAMING_UNITS = 3


def unit_names(world: World) -> tuple[str, ...]:
    """The names of the units of a world of its own size."""
    names: list[str] = []
    for units in world.department.units:
        names += units.called(1.0, len(names))
    return tuple(names)


def gaming_units(world: World) -> tuple[str, ...]:
    """The names of the units in which acts are planted: the first three."""
    return unit_names(world)[:GAMING_UNITS]


@dataclass(frozen=True, kw_only=True)
class Spec:
    """One whole world.

    Parameters
    ----------
    world
        The world file's content.
    tables
        The canonical tables that it has.
    dose
        Of what is planted, or of the oddity (None without one).
    true_names
        Names of behaviours whose labelled records make a finding about their unit true.
    stage
        Which weighing the declared lines cut; None is any.
    held_in
        In which units each declared line holds, by its grams; a line that is not named: in all.
    periods, metrics, substitutions
        The calendars by which the department is judged, the figures, and their neighbours.
    values, prices
        The published values of its figures, and what their goods cost.
    figures
        What the gaming units do to its tables, by the dose: one of the ``WAYS`` of the modules of
        this room, or ``filled`` of publication_days.py or ``bought`` of moved_weights.py; ""
        nothing.
    decimals
        To how many the rates of its figures are published, with their denominators; None where
        none are.
    rules
        How the levels of its units are set; None where none are.
    rosters
        How officers are called away, where `tables` has their duties.
    attendance
        How officers attend each other's cases, where `tables` has them.
    published
        From what its figures are made, by publication_days.py, with their days; "" where these are
        not known.
    case_outcomes
        How often cases fail, exhibits are empty and officers meet groups of people, where the
        simulator's own courts and people are not asked alone.
    charged
        The errors in its charges, weights or sentences, by charge_errors.py; "" none.
    between
        What every unit revises between its two releases, one of ``REVISIONS`` in releases.py; ""
        nothing.
    searches
        How its stops are searched, None where searches are not recorded.
    busy
        Why the last days of its periods are busy, by busy_ends.py; "" they are not.
    shift, by_nature
        How sales and possession change half way for an innocent reason, by drug_cases.py, "" not at
        all; whether each begins as its nature is, whatever it is recorded as.
    ranged
        Whether the truth of each case is asked for.
    """

    world: World
    tables: frozenset[str]
    dose: float | None = None
    true_names: tuple[str, ...] = ()
    stage: str | None = "field"
    held_in: tuple[tuple[float, tuple[str, ...]], ...] = ()
    periods: tuple[Period, ...] = MONTHS
    metrics: tuple[Metric, ...] = METRICS
    substitutions: tuple[Substitution, ...] = ()
    values: tuple[Value, ...] = ()
    prices: tuple[Price, ...] = ()
    figures: str = ""
    decimals: int | None = None
    rules: Rules | None = None
    rosters: Rosters = ORDINARY
    attendance: Attendance = USUAL
    published: str = ""
    charged: str = ""
    between: str = ""
    case_outcomes: CaseOutcomes | None = None
    searches: Searches | None = None
    busy: str = ""
    shift: str = ""
    by_nature: bool = False
    ranged: bool = False

    @property
    def act(self) -> Act:
        """What is planted in the whole tables, and in which units."""
        if not self.figures:
            return Act()
        every = self.figures == EVERY
        units = unit_names(self.world) if every else gaming_units(self.world)
        return Act(units, self.figures, self.dose or 0.0)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the world's law, and where each holds."""
        where = dict(self.held_in)
        return tuple(
            line_of(
                f"{goods.substance} {cut.g:g} g", goods.substance, cut, self.stage, where.get(cut.g)
            )
            for goods in self.world.law
            for cut in goods.lines
        )

    @property
    def frame(self) -> Frame:
        """The world's law and its lines, the calendars and the metrics."""
        calendar = self.world.calendar
        first, last = (
            date(1970, 1, 1) + timedelta(minutes=minute)
            for minute in (calendar.begin, calendar.end - 1)
        )
        return Frame(
            self.lines, self.periods, self.metrics, first, last, self.substitutions, self.values,
            self.prices, law=law_of(self.world),
        )  # fmt: skip
