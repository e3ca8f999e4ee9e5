"""What is in the folder of a world, and what does each column of its truth mean?"""

from __future__ import annotations

from benchmarks.worlds_page.tables import table

from tallystick.cli.worlds import REASONS, WORDS
from tallystick.simulate.figures import METRICS
from tallystick.tables import CANONICAL

UNMADE = {"duties", "earlier_incidents", "named_officers"}
MADE = {table.name for table in CANONICAL} - UNMADE
SMALLEST = """\
name = "A first world"
months = 12

[[department.units]]
kind = "narcotics"
count = 2
officers = 6

[[behaviours]]
kind = "ghosts"
dose = 0.5
driven_by = "decree"
units = ["N02"]
"""
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


def _of(name: str) -> str:
    return table(MEANT, [(f"`{column}`", text) for column, text in COLUMNS[name].items()])


def start() -> str:
    """What a world is, how it is made, and what is in its folder."""
    keys = [(name, ", ".join(columns)) for name, columns in KEYS.items()]
    exported = [(f"`{each.name}`", each.row) for each in CANONICAL if each.name in MADE]
    measures = [(f"`{name}`", text) for name, text in WORDS.items()]
    ends = [(f"`{name}`", text) for name, text in REASONS.items()]
    return f"""\
## 1. A world, its command and its folder

A world is a synthetic police department whose truth is known: officers with postings and habits,
a public, offences that come in, and the records that all of this leaves. A world file says how
the department works, by which figure it is judged, and what is planted in it: ways of making a
figure (*behaviours*) and innocent things that look like them (*oddities*). Nothing in it is about
a real person or agency.

    tallystick simulate WORLD.toml --out DIR [--seed N] [--scale 1.0]

The same file, seed and scale give the same bytes. `--seed` makes another world of the same kind.
`--scale` multiplies the number of units (below one unit, the number of officers).

This is a whole world file: two units, and in one of them half as many records without an event as
its officers could make up.

```toml
{SMALLEST}```

An empty file is a world too: everything has a default, nobody is judged and nothing is planted.
A key that is not known, or a value outside its range, stops the command, which names the place
and the rule.

The folder holds what an auditor gets and, apart from it, the truth:

{
        table(
            ("place", "what it is"),
            [
                (
                    "`engagement.toml`",
                    "the file for `tallystick audit`: periods, lines of the law, figures",
                ),
                ("`tables/*.parquet`", "the records, in the tables that every check reads"),
                (
                    "`truth/labels.parquet`",
                    "one row per record that a behaviour or an oddity touched",
                ),
                ("`truth/happened.parquet`", "what truly happened, by officer and month"),
                ("`truth/schemes.parquet`", "every supply scheme: begun, sold, ended how"),
                ("`truth/units.parquet`", "pressure, goal and figures of each unit and month"),
                (
                    "`truth/identities.parquet`",
                    "whom the cases mean that do not say it by number; with `[identities]` only",
                ),
                ("`truth/summary.json`", "all of it added up, in a page"),
            ],
        )
    }

### `tables/`: what an auditor gets

{table(("table", "one row is"), exported)}

A table without rows is not written, and `aliases` only with `[identities]`. What the columns mean
is in [engagement.md](engagement.md).

### `truth/labels.parquet`: which records were touched

{_of("labels")}

A label names its row by these columns:

{table(("label of", "finds its row by"), keys)}

A record that was never made has no row and so no label: it is counted in `happened` only.

### `truth/happened.parquet`: what truly happened

{_of("happened")}

{table(("measure", "what is counted"), measures)}

### `truth/schemes.parquet`: supply schemes

{_of("schemes")}

{table(("reason", "how it ended"), ends)}

### `truth/units.parquet`: how units were pressed

{_of("units")}

### `truth/identities.parquet`: who is meant

{_of("identities")}

### `truth/summary.json`

{_of("summary")}"""
