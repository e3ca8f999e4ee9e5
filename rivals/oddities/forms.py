"""Oddities of forms: two merged databases, and a new form that fills in a default."""

from __future__ import annotations

import numpy as np

from rivals.cases import AREAS
from rivals.city import DAY
from rivals.people import add_twins
from rivals.rows import Column, some, texts
from rivals.world import Subject, World

LINES = (
    "Brought in, searched for safety, kept until sober, released with a warning.",
    "Disturbed the peace, was told to stop, did not, was brought in and released in the morning.",
    "Taken home after names were noted. No property held.",
    "Brought in by the night car. Doctor not needed. Fine paid at the desk.",
)


def merged_databases(world: World, units: Column) -> None:
    """Three suburbs kept a register of their own until one night; a few cases stood in both."""
    rng, cases = world.rng("merged_databases"), world.cases
    night = int(world.days * rng.uniform(0.3, 0.5)) * DAY
    own = np.flatnonzero(np.isin(cases["unit"], units) & (cases["occurred"] < night))
    cases["recorded"][own] = night + 60 + rng.integers(0, 240, len(own))
    early = own[(cases["closed"][own] > 0) & (cases["closed"][own] < cases["recorded"][own])]
    cases["closed"][early] = cases["recorded"][early] + rng.integers(0, 60, len(early))
    twice = some(rng, np.isin(np.arange(cases.size), own), 0.03)
    rows = cases.take(twice)
    rows["occurred"] = rows["occurred"] - rows["occurred"] % 30
    rows["recorded"] = night + 60 + rng.integers(0, 240, len(twice))
    closed = np.maximum(rows["closed"], rows["recorded"])
    rows["closed"] = np.where(rows["closed"] > 0, closed, rows["closed"])
    rows["dispatched"] = np.zeros(len(twice), bool)
    copies = world.add_cases(rows)
    add_twins(world, twice, copies)
    for unit in units:
        touched = np.concatenate([own, copies])
        touched = touched[world.cases["unit"][touched] == unit]
        world.odd.append(Subject("merged_databases", "unit", int(unit), "incidents", touched))


def new_form_default(world: World, units: Column) -> None:
    """From a day on the form opens with "other" and the first beat, and many leave it so."""
    rng, cases = world.rng("new_form_default"), world.cases
    start = int(world.days * rng.uniform(0.4, 0.6)) * DAY
    left = rng.random(cases.size) < 0.4
    for unit in units:
        own = np.flatnonzero((cases["unit"] == unit) & (cases["recorded"] >= start) & left)
        cases["origin"][own] = "other"
        cases["area"][own] = unit * AREAS
        world.odd.append(Subject("new_form_default", "unit", int(unit), "incidents", own))


def one_line_reports(world: World, units: Column) -> None:
    """Three stations write one of four lines for a petty case, as their manual tells them to."""
    rng, cases, reports = world.rng("one_line_reports"), world.cases, world.tables["narratives"]
    petty = np.isin(cases["offence"][reports["case"]], ("DRUNK", "DISORDER"))
    for unit in units:
        own = some(rng, petty & (cases["unit"][reports["case"]] == unit), 0.8)
        reports["text"][own] = texts(LINES)[rng.integers(0, len(LINES), len(own))]
        world.odd.append(
            Subject("one_line_reports", "unit", int(unit), "incidents", reports["case"][own])
        )
