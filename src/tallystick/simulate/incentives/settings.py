"""What may a world file say of targets, people, colleagues who tell, audits and schemes?

Defaults are those of the project's review of the literature; every class is frozen and refuses
what it does not know.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator, model_validator

from tallystick.simulate.incentives.audits import Audits
from tallystick.simulate.incentives.chiefs import Chiefs
from tallystick.simulate.incentives.decision import ACTS
from tallystick.simulate.incentives.insiders import Insiders
from tallystick.simulate.incentives.penalties import Penalty
from tallystick.simulate.incentives.sanctions import Deterrence, Sanctions
from tallystick.simulate.incentives.setting import Setting
from tallystick.simulate.incentives.use import LawOnUse

Kind = Literal[
    "none", "count", "prior_year", "peer_median", "clearance", "severity", "quota", "verified",
    "mixed",
]  # fmt: skip
MIXED: tuple[Kind, ...] = ("severity", "verified")


class Regime(Setting):
    """By which figure units are judged, how hard and when.

    A regime changes what an act is worth, costs or finds as opportunity. It never forbids one:
    a clean world is made by planting nothing, or with ``people.never_gamers = 1``.

    Parameters
    ----------
    kind
        ``none``; ``count`` (cases against a fixed plan); ``prior_year`` (cases against the
        unit's own last year: the ratchet); ``peer_median`` (a race with the other units);
        ``clearance`` (share of complaints cleared); ``severity`` (serious cases weigh more);
        ``quota`` (cases per officer and month); ``verified`` (only cases checked by sample);
        ``mixed`` (the mean of severity and verified: half of the weight on each).
    pressure, pressure_log_sd
        Mean pressure of chiefs on their units, and its log standard deviation over units.
    effort
        Honest cases rise by this share at pressure 1: a lawful response.
    behind, pivotal
        How much pressure comes from being behind the goal, and from being so near to it that
        little decides.
    forecast_cv
        How far a unit mistrusts its own forecast (coefficient of variation).
    checks
        When figures are judged: June and December, each quarter, or each month.
    weight_between, weight_interim, weight_final, fade_months
        Nearness of judgement far from a check, at a check within the year, at its end; and how
        many months before a check it begins to be felt.
    plan
        First goal relative to the honest figure to be expected.
    growth
        Yearly rise demanded on top.
    ratchet_up, ratchet_down
        How far the next goal follows the figure when it was above, or below, the goal (0: the
        goal stays). Without meaning for ``count``, ``peer_median`` and ``quota``.
    quota
        Cases an officer should have in a full month (``quota`` only).
    hold_back
        Share of cases a unit well ahead keeps for January (0 off, .15 low, .35 strong). It is
        contested whether this happens.
    fewer_crimes
        Whether fewer recorded complaints count as success too, under a count of cases.
    worth_draw
        Which table of worths: 0 the usual one, else one drawn by this number that keeps the
        order of worths, of which alone there is evidence.
    costs, opportunities
        By act: a cost in place of the act's own; a factor on its opportunities (a weighing
        elsewhere, a second system).
    """

    kind: Kind = "none"
    pressure: float = Field(default=1.0, ge=0, le=10)
    pressure_log_sd: float = Field(default=0.5, ge=0, le=2)
    effort: float = Field(default=0.12, ge=0, le=1)
    behind: float = Field(default=0.6, ge=0, le=5)
    pivotal: float = Field(default=1.0, ge=0, le=5)
    forecast_cv: float = Field(default=0.05, ge=0, le=1)
    checks: Literal["june_december", "quarter", "month"] = "june_december"
    weight_between: float = Field(default=0.2, ge=0, le=1)
    weight_interim: float = Field(default=0.5, ge=0, le=1)
    weight_final: float = Field(default=1.0, ge=0, le=1)
    fade_months: float = Field(default=1.0, gt=0, le=12)
    plan: float = Field(default=1.0, gt=0, le=5)
    growth: float = Field(default=0.0, ge=-0.5, le=1)
    ratchet_up: float = Field(default=1.0, ge=0, le=1)
    ratchet_down: float = Field(default=0.7, ge=0, le=1)
    quota: float = Field(default=3.0, ge=0, le=10_000)
    hold_back: float = Field(default=0.0, ge=0, le=1)
    fewer_crimes: bool = False
    worth_draw: int = Field(default=0, ge=0, le=1_000_000_000)
    costs: dict[str, float] = Field(default_factory=dict)
    opportunities: dict[str, float] = Field(default_factory=dict)

    @property
    def figures(self) -> tuple[Kind, ...]:
        """The figures of which this one is the mean: itself, or the parts of a mixture."""
        return MIXED if self.kind == "mixed" else (self.kind,)

    @field_validator("costs", "opportunities")
    @classmethod
    def _acts(cls, value: dict[str, float]) -> dict[str, float]:
        unknown = sorted(set(value) - set(ACTS))
        if unknown:
            raise ValueError(f"{', '.join(unknown)}: no such act; the acts are {', '.join(ACTS)}")
        negative = sorted(act for act, number in value.items() if number < 0)
        if negative:
            raise ValueError(f"{', '.join(negative)}: a cost or factor is >= 0")
        return value


class Reform(Setting):
    """The figure that takes the regime's place within a world.

    Parameters
    ----------
    year
        The year of the world, counted from 1, with whose first month it begins.
    regime
        The regime from then on. Its first goal is the plan under ``count``, otherwise what the year
        before comes to in the new figure. Habits, warnings and schemes that run go on.
    """

    year: int = Field(ge=1, le=100)
    regime: Regime


class People(Setting):
    """How officers choose.

    Parameters
    ----------
    never_gamers
        Share whom no incentive moves to misconduct; 1 makes a world in which nobody games.
    never_shifters
        Share who refuse even the soft acts (moving a weight or a date, copying a text,
        choosing the lesser class).
    gain, noise
        What one unit of worth under pressure 1 is felt to bring, and how loosely choice
        follows it (scale of the logit).
    conscience_sd, culture
        Spread of conscience over officers, and the share of its variance that a unit shares.
    peers
        Pull of what the unit did last month.
    paper_ease
        How much a habit of shortcuts on paper lowers the cost of other acts.
    base_rate
        How often an act is done that brings nothing, as a share of what would be done under a
        chief of pressure 1 where it is worth most (.05), its own base rate included. Without it,
        the noise of choice alone decides.
    direction
        By which share pressure 1 lowers the serious cases that are dealt with where every case
        counts alike, and raises them where serious ones weigh more (.1). The other cases
        gain, or lose, as many.
    informed
        Officers know the checks (``audits.power``): nobody takes a larger share of the chances
        for an act than that at which a unit is found with this chance. Without it they do not.
    """

    never_gamers: float = Field(default=0.5, ge=0, le=1)
    never_shifters: float = Field(default=0.2, ge=0, le=1)
    gain: float = Field(default=2.2, ge=0, le=20)
    noise: float = Field(default=0.7, gt=0, le=10)
    conscience_sd: float = Field(default=1.0, ge=0, le=5)
    culture: float = Field(default=0.5, ge=0, le=1)
    peers: float = Field(default=0.5, ge=0, le=5)
    paper_ease: float = Field(default=0.2, ge=0, le=5)
    base_rate: float | None = Field(default=None, ge=0, le=0.2)
    direction: float = Field(default=0.0, ge=0, le=0.5)
    informed: float | None = Field(default=None, ge=0, le=1)


class Supply(Setting):
    """How police-supplied cases begin, run and end.

    `start` cannot be estimated from anything published: it tests detectors and says nothing of
    how common such schemes are.

    Parameters
    ----------
    start
        Hazard an officer-month at utility 0, in narcotics units.
    contagion
        How much a live scheme in the unit raises it.
    knowers, knowers_a_month
        Mean number of colleagues who know at the purchase, and who learn of it each month.
    sell
        Chance a month that planning turns into selling (1 / mean months of planning).
    buyers
        Mean buyers arrested in a month of selling.
    stock
        Mean number of buyers the goods suffice for.
    met
        Chance a month that it stops once the goal is well met (z < -1.5).
    court
        Chance a month of selling that cases collapse in court and end it.
    """

    start: float = Field(default=4e-5, ge=0, le=1)
    contagion: float = Field(default=30.0, ge=0, le=1000)
    knowers: float = Field(default=2.0, ge=0, le=100)
    knowers_a_month: float = Field(default=0.5, ge=0, le=100)
    sell: float = Field(default=0.5, gt=0, le=1)
    buyers: float = Field(default=6.0, ge=0, le=1000)
    stock: float = Field(default=20.0, ge=1, le=100_000)
    met: float = Field(default=0.25, ge=0, le=1)
    court: float = Field(default=0.01, ge=0, le=1)


class Filters(Setting):
    """What later stages refuse.

    Parameters
    ----------
    aligned
        How far laboratory, prosecutor and court are judged by the same figure: 0 independent,
        .7 a system in which nearly nobody is acquitted.
    laboratory, prosecutor, court
        Share of gamed cases that each would refuse when independent.
    dismissed, acquitted
        Share of all other charges dismissed and acquitted when independent.
    """

    aligned: float = Field(default=0.7, ge=0, le=1)
    laboratory: float = Field(default=0.05, ge=0, le=1)
    prosecutor: float = Field(default=0.15, ge=0, le=1)
    court: float = Field(default=0.20, ge=0, le=1)
    dismissed: float = Field(default=0.25, ge=0, le=1)
    acquitted: float = Field(default=0.01, ge=0, le=1)


class Harm(Setting):
    """What a wrongful conviction costs the person convicted.

    Parameters
    ----------
    months_made
        Months of imprisonment on a case that was made: the middle of the catalogue's range for
        possession, 0 to 24.
    months_moved
        Months that a weight moved over a line adds: in ``examples/worlds/appg.toml`` possession
        goes from 0 to 24 to 24 to 72.
    """

    months_made: float = Field(default=12.0, ge=0, le=600)
    months_moved: float = Field(default=36.0, ge=0, le=600)


class Incentives(Setting):
    """Everything that decides who games, when and how much."""

    regime: Regime = Regime()
    reform: Reform | None = None
    people: People = People()
    insiders: Insiders = Insiders()
    audits: Audits = Audits()
    supply: Supply = Supply()
    filters: Filters = Filters()
    sanctions: Sanctions = Sanctions()
    deterrence: Deterrence = Deterrence()
    harm: Harm = Harm()
    penalties: tuple[Penalty, ...] = ()
    use: LawOnUse = LawOnUse()
    chiefs: Chiefs = Chiefs()

    @model_validator(mode="after")
    def _informed_of_something(self) -> Incentives:
        if self.people.informed is not None and not self.audits.power:
            raise ValueError("people.informed needs audits.power: the checks that they know")
        return self

    def in_year(self, year: int) -> Incentives:
        """The same with the regime of a year of the world, counted from 1, and no reform."""
        reform = self.reform
        if reform is None:
            return self
        regime = reform.regime if year >= reform.year else self.regime
        return self.model_copy(update={"regime": regime, "reform": None})

    @property
    def in_force(self) -> Filters:
        """The filters; where no figure is judged, every stage is independent."""
        independent = self.regime.kind == "none"
        return self.filters.model_copy(update={"aligned": 0.0}) if independent else self.filters
