"""Oddities of people: interpreter, court liaison, desk officer, wardens, translating clerk."""

from __future__ import annotations

import numpy as np

from rivals.cases import AREAS
from rivals.city import DAY
from rivals.people import CITIZENS
from rivals.reports import written
from rivals.rows import Column, Rows, some, texts
from rivals.staff import assign
from rivals.world import Subject, World

TRANSLATED = "Translated from the Kassian by the clerk of the station, who was not present."


def interpreter(world: World, units: Column) -> None:
    """One sworn interpreter signs most papers of those who do not speak the language."""
    rng, cases, rows = world.rng("interpreter"), world.cases, world.tables["involvements"]
    persons = world.tables["persons"]
    foreign = (cases["subject"] >= 0) & (persons["nationality"][cases["subject"]] != CITIZENS[0])
    who = int(np.flatnonzero(np.bincount(rows["person"], minlength=persons.size) == 0)[0])
    case = some(rng, foreign & np.isin(cases["unit"], units), 0.85)
    added = Rows(case=case, person=np.full(len(case), who), role=texts(["witness"] * len(case)))
    world.tables["involvements"] = rows.plus(added)
    for unit in units:
        of_unit = case[cases["unit"][case] == unit]
        world.odd.append(Subject("interpreter", "unit", int(unit), "incidents", of_unit))


def court_liaison(world: World, units: Column) -> None:
    """One officer of each unit takes arrested people to court, and is named in each such case."""
    rng, cases, named = world.rng("court_liaison"), world.cases, world.tables["named_officers"]
    present = set((named["record"] * 10**6 + named["officer"]).tolist())
    for unit in units:
        who = _steady_officer(world, int(unit), rng)
        arrests = some(rng, (cases["unit"] == unit) & (cases["clearance"] == "arrest"), 0.4)
        case = np.array([each for each in arrests if each * 10**6 + who not in present], int)
        named = named.plus(Rows(record=case, officer=np.full(len(case), who), case=case,
                                role=texts(["attending"] * len(case))))  # fmt: skip
        world.odd.append(Subject("court_liaison", "officer", who, "incidents", case))
    world.tables["named_officers"] = named


def desk_officer(world: World, units: Column) -> None:
    """One officer files what citizens report at the counter, whoever went there."""
    rng, cases = world.rng("desk_officer"), world.cases
    counter = (cases["origin"] == "complaint") & np.isin(
        cases["offence"], ("THEFT", "FRAUD", "DAMAGE")
    )
    day = cases["at"] // DAY
    for unit in units:
        who = _steady_officer(world, int(unit), rng)
        at_desk = world.roster[who][day] == unit
        case = some(rng, counter & at_desk & (cases["unit"] == unit), 0.75)
        cases["officer"][case] = who
        world.odd.append(Subject("desk_officer", "officer", who, "incidents", case))


def _steady_officer(world: World, unit: int, rng: np.random.Generator) -> int:
    """One of those who serve in the unit on every day of the period."""
    days = (world.notes["serving"] == unit).sum(axis=1)
    always = np.flatnonzero(days == days.max())  # all days, but in a unit that ceased to be
    return int(rng.choice(always))


def prison_finds(world: World, units: Column) -> None:
    """A prison reports what its cell checks find: two mornings a week, in two wings, no call."""
    rng, cases = world.rng("prison_finds"), world.cases
    own = np.flatnonzero(cases["unit"] == units[0])
    size = len(own)
    week = cases["at"][own] // (7 * DAY)
    at = week * 7 * DAY + rng.choice([4, 6], size) * DAY + 9 * 60 + rng.integers(0, 120, size)
    at = np.where(at < world.end, at, at - 7 * DAY)
    lag = cases["recorded"][own] - cases["occurred"][own]
    cases["at"][own], cases["occurred"][own], cases["recorded"][own] = at, at, at + lag
    cases["officer"][own] = assign(world, cases["unit"][own], at, rng)
    cases["area"][own] = units[0] * AREAS + rng.integers(0, 2, size)
    cases["dispatched"][own] = False
    found = own[rng.random(size) < 0.7]
    for name, value in (("offence", "DRUG-POSS"), ("called", "DRUG-POSS"), ("origin", "other"),
                        ("search", "yes"), ("found", "yes"), ("basis", "inventory")):  # fmt: skip
        cases[name][found] = value
    done = cases["closed"][own] > 0
    cases["closed"][own] = np.where(done, cases["recorded"][own] + 3 * DAY, cases["closed"][own])
    world.odd.append(Subject("prison_finds", "unit", int(units[0]), "incidents", own))


def wardens(world: World, units: Column) -> None:
    """The prison's searches are attested by its four wardens."""
    rng, rows, cases = world.rng("wardens"), world.tables["involvements"], world.cases
    persons = world.tables["persons"]
    unused = np.bincount(rows["person"], minlength=persons.size) == 0
    four = np.flatnonzero(unused & (persons["home"] == units[0]))[:4]
    if len(four) < 4:
        four = np.flatnonzero(unused)[:4]
    own = (rows["role"] == "attesting_witness") & (cases["unit"][rows["case"]] == units[0])
    rest, case = rows.take(~own), np.unique(rows["case"][own])
    pair = rng.permuted(np.tile(four, (len(case), 1)), axis=1)[:, :2]
    added = Rows(case=np.repeat(case, 2), person=pair.ravel(),
                 role=texts(["attesting_witness"] * 2 * len(case)))  # fmt: skip
    world.tables["involvements"] = rest.plus(added)


def translating_clerk(world: World, units: Column) -> None:
    """Three in five officers of a unit write in another language, and one clerk translates them.

    The text is in the clerk's turns of phrase whoever is the author; the facts are the case's own.
    """
    rng, cases, reports = world.rng("translating_clerk"), world.cases, world.tables["narratives"]
    officers = np.unique(reports["author"][cases["unit"][reports["case"]] == units[0]])
    foreign = some(rng, np.isin(np.arange(len(world.effort)), officers), 0.6)
    own = np.flatnonzero(
        (cases["unit"][reports["case"]] == units[0])
        & np.isin(reports["author"], foreign)
        & (cases["form"][reports["case"]] == "")
    )
    clerk = np.full(len(own), rng.integers(len(world.effort)))
    text = written(world, reports["case"][own], clerk, rng)
    reports["text"][own] = texts([f"{each} {TRANSLATED}" for each in text])
    world.odd.append(
        Subject("translating_clerk", "unit", int(units[0]), "incidents", reports["case"][own])
    )
