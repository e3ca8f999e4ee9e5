"""How does a supply scheme begin, run and end, and how often is it stopped before a sale?

none -> goods bought (no incident, no buyer) -> selling -> stopped. A scheme stopped before its
first sale leaves no case: only a person or an unaccounted purchase can reveal it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tallystick.simulate.incentives import quantile
from tallystick.simulate.incentives.decision import REASONS, Floats, Ints, Schemes
from tallystick.simulate.incentives.settings import Supply

BOUGHT, SELLING = 1, 2


@dataclass
class Scheme:
    """One scheme while it runs; `luck` [6, M] holds its own uniforms, fixed at its start.

    `told` is the month in which it was told of where reports wait, or -1.
    """

    entry: int
    unit: int
    officer: int
    bought: int
    luck: Floats
    buyers: float
    early: bool
    left: int
    knowers: int
    decreed: bool = False
    stage: int = BOUGHT
    first_sale: int = -1
    told: int = -1
    by_chief: bool = False
    stopped: int = -1
    reason: str = "running"
    sold: dict[int, int] = field(default_factory=dict)

    def stop(self, month: int, reason: str) -> None:
        """End it with this month."""
        self.stopped, self.reason = month + 1, reason

    @property
    def runs(self) -> bool:
        """Whether it still runs."""
        return self.stopped < 0


@dataclass(frozen=True)
class Climate:
    """What bears on a scheme this month.

    `tell` is the hazard that one colleague tells, `audit` the chance that an audit finds it,
    `met` the chance that it stops because the goal is met, `serves` whether the initiator
    still serves in the unit, `inside` whether the month lies in the scope, `waits` whether
    what is told goes to an office that checks it later.
    """

    tell: float
    audit: float
    met: float
    serves: bool
    inside: bool
    waits: bool = False


def poisson_at(uniform: float, mean: float) -> int:
    """One Poisson count at one uniform."""
    return int(quantile.poisson(np.array([uniform]), np.array([mean]))[0])


def begin(
    entry: int,
    place: tuple[int, int, int],
    dose: float,
    settings: Supply,
    rng: np.random.Generator,
    months: int,
    *,
    early: bool = False,
    decreed: bool = False,
) -> Scheme:
    """Buy the goods; `place` is unit, officer and month. A decreed dose scales the buyers."""
    luck = rng.random((6, months + 1))
    stock = 1 + poisson_at(luck[4, months], settings.stock - 1)
    return Scheme(
        entry,
        *place,
        luck=luck,
        buyers=settings.buyers * (dose if decreed else 1.0),
        early=early,
        left=stock,
        knowers=poisson_at(luck[5, months], settings.knowers),
        decreed=decreed,
    )


def decreed_month(scheme: Scheme, month: int, inside: bool, last: bool) -> None:
    """One month of a decreed scheme: 1 or 2 months of planning, then sales to the end.

    One that never sells is told on when its planning is over, unless the scope ends first.
    `last` is the last month of a scope that ends before the world does.
    """
    planning = 1 + int(scheme.luck[1, scheme.bought] < 0.5)
    ready = month - scheme.bought >= planning
    if inside and ready and not scheme.early:
        sell(scheme, month)
    if scheme.early and month - scheme.bought + 1 >= planning:
        scheme.stop(month, "insider")
    elif last:
        scheme.stop(month, "scope")


def sell(scheme: Scheme, month: int) -> None:
    """Arrest this month's buyers; a decreed scheme has goods without end."""
    scheme.stage = SELLING
    count = poisson_at(scheme.luck[3, month], scheme.buyers)
    if not scheme.decreed:
        count = min(count, scheme.left)
    scheme.left -= count
    scheme.sold[month] = count
    if count and scheme.first_sale < 0:
        scheme.first_sale = month


def driven_month(scheme: Scheme, month: int, climate: Climate, settings: Supply) -> None:
    """One month of a scheme that may be told on, found, sold out, called off or broken up."""
    luck = scheme.luck[:, month]
    if not climate.serves or not climate.inside:
        scheme.stop(month - 1, "transfer" if not climate.serves else "scope")
        return
    if month > scheme.bought:
        scheme.knowers += poisson_at(luck[5], settings.knowers_a_month)
    if scheme.stage == SELLING:
        sell(scheme, month)
    told = luck[0] >= np.exp(-climate.tell * scheme.knowers)
    if told and climate.waits and scheme.told < 0:
        scheme.told = month
    if told and not climate.waits:
        scheme.stop(month, "insider")
    elif luck[4] < climate.audit:
        scheme.stop(month, "audit")
    elif scheme.stage == SELLING:
        if scheme.left <= 0:
            scheme.stop(month, "stock")
        elif luck[2] < climate.met:
            scheme.stop(month, "goal")
        elif luck[2] > 1 - settings.court:
            scheme.stop(month, "court")
    elif luck[1] < settings.sell and not scheme.early:
        scheme.stage = SELLING


def stopped_before_sale(
    knowers: float, hazard: float, sell: float, audit: float, knowers_a_month: float = 0.0
) -> float:
    """P(a scheme is stopped before its selling begins): the closed form.

    ``1 - sum_d sell (1 - sell)^(d-1) exp(k1 (e^(-nu d) - 1)) (1 - a)^d`` for Poisson(k1)
    knowers; those who learn later, Poisson(`knowers_a_month`) in each month after the first,
    add the factor ``exp(k (e^(-nu j) - 1))`` for each of the j months that they know.
    """
    d = np.arange(1, 2000)
    rates = knowers_a_month * np.expm1(-hazard * d)
    later = np.concatenate(([0.0], np.cumsum(rates)[:-1]))
    kept = np.exp(knowers * np.expm1(-hazard * d) + later) * (1 - audit) ** d
    return float(1 - np.sum(sell * (1 - sell) ** (d - 1) * kept))


def collect(schemes: list[Scheme], months: int) -> tuple[Schemes, Ints]:
    """The schemes as parallel arrays, and [schemes, M] buyers arrested."""

    def column(name: str) -> Ints:
        return np.array([getattr(each, name) for each in schemes], dtype=np.int64)

    sales = np.zeros((len(schemes), months), dtype=np.int64)
    for row, each in enumerate(schemes):
        for month, count in each.sold.items():
            sales[row, month] = count
    stopped = column("stopped")
    return (
        Schemes(
            entry=column("entry"),
            unit=column("unit"),
            officer=column("officer"),
            bought=column("bought"),
            first_sale=column("first_sale"),
            stopped=np.where(stopped < 0, months, stopped),
            reason=np.array([REASONS.index(each.reason) for each in schemes], dtype=np.int64),
            knowers=column("knowers"),
            by_chief=column("by_chief").astype(bool),
        ),
        sales,
    )
