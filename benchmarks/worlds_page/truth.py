"""The tables on what is in the folder of a world and what each column of its truth means."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.worlds_page.tables import table

from tallystick.cli.worlds import REASONS, WORDS
from tallystick.simulate.figures import METRICS
from tallystick.tables import CANONICAL

UNMADE = {"duties", "earlier_incidents", "named_officers"}
MADE = {table.name for table in CANONICAL} - UNMADE
COLUMNS = {
    "labels": {
        "nature": "`behaviour` or `oddity`",
        "name": "the `kind` of the entry in the world file",
        "entry": "its place in the world file, from 0; behaviours and oddities are counted apart",
        "table": "the table of the export whose row was touched",
        "detail": "what was done to it, in a word or two",
        "incident_id": "the case; empty when the row belongs to none",
        "exhibit_id": "the exhibit",
        "stage": "the weighing; empty in a label of `measurements` means every weighing of the "
        "exhibit",
        "person_id": "the person",
        "role": "the person's role in the case",
        "record_id": "the record of the second system",
        "at": "the time of a custody row; for a date that was moved, the true one",
        "officer_id": "who did it, or whom the oddity concerns",
        "unit_id": "that officer's unit",
        "month": "the month in which it was done; for `officers` and `postings`, from which on",
        "scheme": "the scheme in `schemes.parquet`; -1 is none",
    },
    "happened": {
        "officer_id": "the officer whose cases they are",
        "unit_id": "the unit in which he served that month",
        "month": "as 2024-03",
        "measure": "what was counted: the next table",
        "value": "how many",
    },
    "schemes": {
        "scheme": "its number",
        "unit_id": "the unit",
        "officer_id": "who began it",
        "bought": "the month of the purchase",
        "first_sale": "the first month of selling; empty when it came to none",
        "stopped": "the first month in which it no longer runs; empty when it still does",
        "reason": "how it ended: the table of ends below",
        "knowers": "how many colleagues knew at the end",
        "buyers": "how many buyers were arrested",
    },
    "units": {
        "unit_id": "the unit",
        "month": "as 2024-03",
        "pressure": "how hard it was pressed to raise its figure",
        "goal": "the level to have reached in its year by the end of the month; empty without one",
        "expected": "what the month adds to the figure, as the plan sees it",
        **{each.name: f"`{each.name}` in the export, by their written date" for each in METRICS},
    },
    "identities": {
        "incident_id": "the case",
        "named_by": "`badge` or `name`",
        "named": "the badge or the name that stands there",
        "officer_id": "who it is",
    },
    "summary": {
        "world": "the name in the world file",
        "seed": "the seed that was used",
        "scale": "the scale that was used",
        "first_month": "as 2024-03",
        "months": "how many",
        "units": "how many",
        "officers": "how many",
        "rows": "rows of each file",
        "reported": "the published figures, added up",
        "happened": "the measures of `happened.parquet`, added up",
        "schemes": "how many began, how many stopped before a sale, and how they ended",
    },
}
# By which columns a label names its row; tables with the same columns share a row of the page.
KEYS = {
    "incidents, narratives": ("incident_id",),
    "measurements": ("incident_id", "exhibit_id", "stage"),
    "custody": ("exhibit_id", "at"),
    "involvements": ("incident_id", "person_id", "role"),
    "outcomes": ("incident_id", "person_id"),
    "counterparts": ("record_id",),
    "officers, postings": ("officer_id, or unit_id when the note is of a whole unit",),
}
MEANT = ("column", "meaning")


def parts() -> dict[str, str]:
    """The tables of the first section of the page, by the names of their places."""
    exported = [(f"`{each.name}`", each.row) for each in CANONICAL if each.name in MADE]
    keys = [(name, ", ".join(columns)) for name, columns in KEYS.items()]
    return {
        "tables": table(("table", "one row is"), exported),
        "keys": table(("label of", "finds its row by"), keys),
        "measures": table(("measure", "what is counted"), _named(WORDS)),
        "ends": table(("reason", "how it ended"), _named(REASONS)),
        **{name: table(MEANT, _named(columns)) for name, columns in COLUMNS.items()},
    }


def _named(told: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(f"`{name}`", text) for name, text in told.items()]
