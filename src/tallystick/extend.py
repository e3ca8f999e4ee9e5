"""The public names for a check of your own; docs/own_check.md says what each is for.

A check outside this repository imports nothing else of Tallystick. What is promised of every name
in ``__all__``: it can be imported from here; its parameters keep their names and meaning, and new
ones have defaults; the fields of `Result` and `Tested` stay. A name is removed or changes its
meaning only in a new minor version (0.4, 0.5), and CHANGELOG.md says so.

Not promised: any other module; names, fields and methods that the page does not use; the digits of
a test, since a statistic that is corrected gives others (CHANGELOG.md has a heading for each).
A `Relation` is a table of Ibis, and its methods are those of the Ibis version installed.
"""

from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, Detail, declared, declared_rules
from tallystick.checks.exceptions import Condition
from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.largest_group import most_alike, same_month
from tallystick.findings import Named, Result
from tallystick.stats.estimate import Tested
from tallystick.stats.peers.standardised import beside_the_rest
from tallystick.stats.proportions.shares import compared
from tallystick.stats.texts import numbered
from tallystick.tables import Frame
from tallystick.tables.store import Tables

__all__ = [
    "Cause",
    "Condition",
    "Detail",
    "Frame",
    "Named",
    "Relation",
    "Result",
    "Tables",
    "Tested",
    "beside_the_rest",
    "compared",
    "declared",
    "declared_rules",
    "most_alike",
    "numbered",
    "proposed",
    "same_month",
    "undecided",
]


def __dir__() -> list[str]:
    return sorted(__all__)
