"""Who games, how, when and until when: counts by officer and month, before any record."""

from tallystick.simulate.incentives.audits import Audits
from tallystick.simulate.incentives.by_year import by_year
from tallystick.simulate.incentives.chiefs import Chiefs
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
from tallystick.simulate.incentives.insiders import Insiders
from tallystick.simulate.incentives.ledger import ledger
from tallystick.simulate.incentives.penalties import Penalty
from tallystick.simulate.incentives.sanctions import Deterrence, Sanctions
from tallystick.simulate.incentives.settings import (
    Filters,
    Harm,
    Incentives,
    People,
    Reform,
    Regime,
    Supply,
)
from tallystick.simulate.incentives.use import LawOnUse

__all__ = [
    "ACTS", "COUNTED", "REASONS", "Audits", "Chiefs", "Decision", "Deterrence", "Filters",
    "Found", "Harm", "Incentives", "Insiders", "LawOnUse", "Opportunity", "Penalty", "People",
    "Planted", "Reform", "Regime", "Sanctions", "Schemes", "Staff", "Supply", "by_year",
    "decide", "ledger",
]  # fmt: skip
