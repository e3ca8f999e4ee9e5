"""A small world made whole, in memory, for tests of what is written."""

from collections import Counter
from types import SimpleNamespace

import pyarrow as pa

from tallystick.simulate.behaviours import BEHAVIOURS
from tallystick.simulate.entry import BehaviourEntry
from tallystick.simulate.figures import Ledger, reported_figures
from tallystick.simulate.stream import ALL, blocks, chunks, prepare
from tallystick.simulate.world import World
from tallystick.simulate.written.label_table import note_table
from tallystick.simulate.written.roster import officers, persons, postings

UNMADE = {
    "aliases",
    "duties",
    "earlier_incidents",
    "named_officers",
}  # the tables that no world has
UNITS = (
    {"kind": "narcotics", "count": 2, "officers": 4, "cases_per_officer_month": 8},
    {"kind": "patrol", "count": 2, "officers": 5, "cases_per_officer_month": 8},
    {"kind": "traffic", "officers": 3, "cases_per_officer_month": 12},
    {"kind": "investigation", "officers": 3, "cases_per_officer_month": 6},
)


def line(g, name="large", possession="296-3", sale="297-2", **dates):
    return {
        "g": g, "name": name, "possession": possession, "possession_months": [0, 36],
        "sale": sale, "sale_months": [72, 120], "citation": "Synthetic Penal Code, schedule 1",
        **dates,
    }  # fmt: skip


LAW = (
    {"substance": "cannabis_herb", "lines": [line(10.0)]},
    {"substance": "heroin", "lines": [line(1.0), line(5.0, "very large", "296-4", "297-3")]},
)


def world_of(**said):
    """A world of October to February, six units and some 900 cases."""
    base = {
        "first_month": "2023-10", "months": 5, "law": LAW,
        "department": {"units": UNITS, "transfers": 0.5, "badge_changes": 0.5},
    }  # fmt: skip
    return World.model_validate({**base, **said})


def made(world, seed=None, scale=1.0, wanted=ALL, until="counterparts"):
    """Every table of a world, its labels, its tally, and what it was made from."""
    prepared = prepare(world, seed, scale)
    force, calendar = prepared.force, prepared.calendar
    ledger = Ledger.empty(len(force.unit_names), calendar.months)
    parts, labels, tally = {}, [], Counter()
    for each in chunks(prepared, ledger, wanted, until):
        for name, table in each.tables.items():
            parts.setdefault(name, []).append(table)
        labels.append(each.labels)
        for measure, counts in each.tally.items():
            tally[measure] += counts.sum()
    tables = {name: pa.concat_tables(tables) for name, tables in parts.items()}
    tables["officers"] = officers(force)
    tables["postings"] = postings(force, calendar)
    tables["persons"] = pa.concat_tables(persons(prepared.public, prepared.writer))
    tables["reported_figures"] = reported_figures(ledger, force, calendar)
    labels.append(note_table(force, calendar, tuple(each.kind for each in world.oddities)))
    return SimpleNamespace(
        prepared=prepared,
        tables=tables,
        labels=pa.concat_tables(labels),
        tally=tally,
        ledger=ledger,
        parts=parts,
        blocks=len(blocks(prepared)),
    )


def entry_of(process, dose, **said):
    """A world's part with one entry of this kind, behaviours by decree."""
    said = {"kind": process.name, "dose": dose, **said}
    if issubclass(process.options, BehaviourEntry):
        return {"behaviours": [{"driven_by": "decree", **said}]}
    assert process not in BEHAVIOURS
    return {"oddities": [said]}


def rows(table, *columns):
    """The rows of a table as tuples of these columns, or of all."""
    names = columns or table.column_names
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))
