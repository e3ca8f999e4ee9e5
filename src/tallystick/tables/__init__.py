"""What a clean record is: one file per canonical table, with columns, units and keys."""

from tallystick.tables.aliases import ALIASES
from tallystick.tables.charged_law import Amount, Article, Law, Reserve
from tallystick.tables.column import Column, Reference, Table
from tallystick.tables.counterparts import COUNTERPARTS
from tallystick.tables.custody import CUSTODY
from tallystick.tables.duties import DUTIES
from tallystick.tables.earlier_incidents import EARLIER_INCIDENTS
from tallystick.tables.frame import (
    SELECTED_ON,
    Frame,
    Line,
    Metric,
    Period,
    Price,
    Rate,
    Substitution,
    Value,
)
from tallystick.tables.incidents import INCIDENTS
from tallystick.tables.involvements import INVOLVEMENTS
from tallystick.tables.measurements import MEASUREMENTS
from tallystick.tables.named_officers import NAMED_OFFICERS
from tallystick.tables.narratives import NARRATIVES
from tallystick.tables.officers import OFFICERS
from tallystick.tables.outcomes import OUTCOMES
from tallystick.tables.persons import PERSONS
from tallystick.tables.postings import POSTINGS
from tallystick.tables.received import AlikeNames, Links, Received, SetAside, Source, Spelling
from tallystick.tables.reported_figures import REPORTED_FIGURES
from tallystick.tables.targets import TARGETS

CANONICAL = (
    INCIDENTS,
    MEASUREMENTS,
    CUSTODY,
    INVOLVEMENTS,
    PERSONS,
    OFFICERS,
    POSTINGS,
    ALIASES,
    NARRATIVES,
    OUTCOMES,
    TARGETS,
    REPORTED_FIGURES,
    COUNTERPARTS,
    DUTIES,
    NAMED_OFFICERS,
    EARLIER_INCIDENTS,
)
PROVENANCE = ("source_file", "source_row")

__all__ = [
    "ALIASES",
    "CANONICAL",
    "COUNTERPARTS",
    "CUSTODY",
    "DUTIES",
    "EARLIER_INCIDENTS",
    "INCIDENTS",
    "INVOLVEMENTS",
    "MEASUREMENTS",
    "NAMED_OFFICERS",
    "NARRATIVES",
    "OFFICERS",
    "OUTCOMES",
    "PERSONS",
    "POSTINGS",
    "PROVENANCE",
    "REPORTED_FIGURES",
    "SELECTED_ON",
    "TARGETS",
    "AlikeNames",
    "Amount",
    "Article",
    "Column",
    "Frame",
    "Law",
    "Line",
    "Links",
    "Metric",
    "Period",
    "Price",
    "Rate",
    "Received",
    "Reference",
    "Reserve",
    "SetAside",
    "Source",
    "Spelling",
    "Substitution",
    "Table",
    "Value",
    "canonical",
]


def canonical(name: str) -> Table:
    """Return the canonical table called `name`; KeyError when there is none."""
    for table in CANONICAL:
        if table.name == name:
            return table
    raise KeyError(name)
