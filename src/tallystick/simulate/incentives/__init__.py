"""Who games, how, when and until when: counts by officer and month, before any record."""

from tallystick.simulate.incentives.decide import decide
from tallystick.simulate.incentives.decision import (
    ACTS,
    COUNTED,
    REASONS,
    Decision,
    Found,
    Opportunity,
    Planted,
    Schemes,
    Staff,
)
from tallystick.simulate.incentives.settings import (
    Audits,
    Filters,
    Incentives,
    Insiders,
    People,
    Regime,
    Supply,
)

__all__ = [
    "ACTS", "COUNTED", "REASONS", "Audits", "Decision", "Filters", "Found", "Incentives",
    "Insiders", "Opportunity", "People", "Planted", "Regime", "Schemes", "Staff", "Supply",
    "decide",
]  # fmt: skip
