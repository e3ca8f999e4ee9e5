"""What is each act worth, what does it cost, and what does it do to the figure?

Worth and cost are ordinal judgements from the literature (the order matters, not the digits);
detection and penalty are set so that audits deter as weakly as measured (Olken 2007; Zamboni &
Litschig 2018). Seriousness follows Klockars et al. (2000): (score - 1) / 4, the share of
officers who say that they would report it.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

from tallystick.simulate.incentives.settings import Kind, Regime
from tallystick.simulate.incentives.worth_order import drawn


@dataclass(frozen=True)
class Act:
    """What does not depend on the regime.

    `cost` is effort and unease, `serious` the share who would say that they report it,
    `detect` the chance that an audit that reads the record sees it, `penalty` the loss when
    sanctioned, `cap` the largest share of opportunities, `soft` whether most officers do not
    regard it as misconduct. `per` names the opportunity: a case, a case of the first days of
    the next period (`early`), an exhibit in the `band`, an uncleared `complaint`, a `scheme`.
    """

    cost: float
    serious: float
    detect: float
    penalty: float
    cap: float
    soft: bool
    per: str


ACT = {
    #                cost  serious detect penalty cap   soft   per
    "easy":      Act(1.2,  0.00,   0.00,  0.0,    0.25, True,  "case"),
    "threshold": Act(1.6,  0.35,   0.15, 11.4,    1.00, True,  "band"),
    "backdate":  Act(2.0,  0.25,   0.50,  3.4,    1.00, True,  "early"),
    "ghost":     Act(3.6,  0.70,   0.90,  1.7,    0.50, False, "case"),
    "copied":    Act(1.6,  0.20,   0.60,  2.6,    1.00, True,  "case"),
    "witness":   Act(2.4,  0.50,   0.60,  2.6,    1.00, False, "case"),
    "recycled":  Act(3.0,  0.60,   0.60,  2.6,    1.00, False, "case"),
    "informant": Act(3.2,  0.70,   0.60,  2.6,    1.00, False, "case"),
    "unrecord":  Act(2.2,  0.40,   0.30,  1.7,    1.00, False, "complaint"),
    "downgrade": Act(1.8,  0.35,   0.20,  1.7,    1.00, True,  "complaint"),
    "unfound":   Act(2.4,  0.45,   0.40,  1.7,    1.00, False, "complaint"),
    "supply":    Act(0.0,  0.90,   0.25,  8.0,    1.00, False, "scheme"),
}  # fmt: skip
PAPER = ("copied", "witness", "recycled")
EARLY_SHARE = 0.1

COLUMN: dict[Kind, int] = {
    "count": 0, "prior_year": 0, "peer_median": 0,
    "severity": 1, "clearance": 2, "quota": 3, "verified": 4,
}  # fmt: skip

# How much one act raises the figure: a count of cases sees records, whatever the officer hopes
# for; an uncleared complaint removed lowers the number to be cleared by about the rate asked for.
CREDIT = {
    #             count severity clearance quota verified
    "easy":      (1.0,  0.1,     0.5,      1.0,  0.3),
    "threshold": (0.0,  0.9,     0.0,      0.0,  0.0),
    "backdate":  (1.0,  0.6,     0.3,      1.0,  0.3),
    "ghost":     (1.0,  1.0,     1.0,      1.0,  1.0),
    "copied":    (0.0,  0.0,     0.0,      0.0,  0.0),
    "witness":   (0.0,  0.0,     0.0,      0.0,  0.0),
    "recycled":  (0.0,  0.0,     0.0,      0.0,  0.0),
    "informant": (0.0,  0.0,     0.0,      0.0,  0.0),
    "unrecord":  (0.0,  0.0,     0.3,      0.0,  0.0),
    "downgrade": (0.0,  0.0,     0.3,      0.0,  0.0),
    "unfound":   (0.0,  0.0,     0.3,      0.0,  0.0),
    "supply":    (1.0,  1.0,     1.0,      1.0,  1.0),
}  # fmt: skip


def worth(act: str, regime: Regime) -> float:
    """What one act is worth to who is judged under the regime; 0 without a regime."""
    if regime.kind == "none":
        return 0.0
    if regime.fewer_crimes and ACT[act].per == "complaint" and COLUMN.get(regime.kind) == 0:
        return 1.0
    return _of_figures(drawn(regime.worth_draw)[act], regime)


def credit(act: str, regime: Regime) -> float:
    """How much one act raises the figure of the regime; without a regime, that of a count."""
    return _of_figures(CREDIT[act], regime)


def _of_figures(row: tuple[float, ...], regime: Regime) -> float:
    """The mean of a row over the regime's figures; the first value where none is judged."""
    return fmean(row[COLUMN.get(each, 0)] for each in regime.figures)


def cost(act: str, regime: Regime) -> float:
    """What the act costs, unless the regime says otherwise."""
    return regime.costs.get(act, ACT[act].cost)


def cap(act: str, regime: Regime) -> float:
    """The largest share of opportunities that the regime leaves open; at most 1.

    Under a quota the opportunity of a record made for the figure is a case still missing, and
    each may be made up.
    """
    made_up = regime.kind == "quota" and ACT[act].per == "case" and act not in PAPER
    return min(1.0, (1.0 if made_up else ACT[act].cap) * regime.opportunities.get(act, 1.0))
