"""Persons, and who had which part in which case."""

from __future__ import annotations

import numpy as np

from rivals.city import DAY, DRUGS, UNITS
from rivals.rows import Column, Rows, draw_of_groups, draw_of_rows, some, texts
from rivals.world import World

CITIZENS = ("Sable Point", "Northland", "Veria", "Kassia", "Tor Islands")
ROLES = ("subject", "victim", "complainant", "witness", "attesting_witness", "supplier", "buyer")


def draw_persons(world: World, share: Column) -> None:
    """The persons whom the agency may meet; a few of them often."""
    rng, count = world.rng("persons"), 400 + world.size * 6 // 5
    home = rng.choice(len(UNITS), count, p=share)
    home[: len(UNITS) * 8] = np.tile(np.arange(len(UNITS)), 8)
    makeup = rng.dirichlet([30, 4, 3, 3, 1], len(UNITS))
    trouble = np.minimum(rng.pareto(1.9, count) + 0.25, 18)
    world.tables["persons"] = Rows(
        home=home,
        trouble=trouble,
        standby=np.minimum(
            rng.pareto(1.4, count) + 0.2, 9
        ),  # how readily a neighbour attests a search
        nationality=texts(CITIZENS)[draw_of_rows(rng, makeup[home])],
        priors=rng.poisson(0.35 * trouble),
    )


def someone(world: World, unit: Column, weight: str, rng: np.random.Generator) -> Column:
    """A person for each case: four in five live where the unit serves."""
    persons = world.tables["persons"]
    elsewhere = rng.integers(0, len(UNITS), len(unit))
    where = np.where(rng.random(len(unit)) < 0.8, unit, elsewhere)
    return draw_of_groups(rng, persons["home"], persons[weight], where)


def draw_subjects(world: World) -> None:
    """Fill the subject of each case that has one."""
    rng, cases = world.rng("subjects"), world.cases
    person = someone(world, cases["unit"], "trouble", rng)
    unknown = (cases["clearance"] == "none") & (cases["origin"] == "complaint")
    cases["subject"] = np.where(unknown & (rng.random(cases.size) < 0.7), -1, person)


def add_twins(world: World, sources: Column, copies: Column) -> None:
    """Note which case is of the same event and person as which."""
    old = world.notes.get("twins", np.empty((2, 0), int))
    world.notes["twins"] = np.concatenate([old, np.stack([sources, copies])], axis=1)


def same_subjects(world: World, _units: Column) -> None:
    """Give each copy the subject of its source."""
    sources, copies = world.notes["twins"]
    world.cases["subject"][copies] = world.cases["subject"][sources]


def draw_involvements(world: World) -> None:
    """Subjects, those who complained or suffered, witnesses, suppliers and their buyers."""
    rng, cases = world.rng("involvements"), world.cases
    unit, complaint = cases["unit"], cases["origin"] == "complaint"
    known = np.flatnonzero(cases["subject"] >= 0)
    parts = [(known, cases["subject"][known], "subject")]

    def add(where: Column, share: float, role: str, weight: str = "trouble") -> None:
        chosen = some(rng, where, share)
        parts.append((chosen, someone(world, unit[chosen], weight, rng), role))

    add(cases["subject"] >= 0, 0.08, "subject")
    add(complaint & (cases["offence"] != "DRUG-POSS"), 0.62, "victim", "standby")
    add(complaint, 0.3, "complainant", "standby")
    add(
        np.isin(cases["offence"], ("ASSAULT", "ROBBERY", "MINOR-ASSAULT")),
        0.5,
        "witness",
        "standby",
    )
    searched = cases["search"] == "yes"
    add(searched, 0.93, "attesting_witness", "standby")
    add(searched, 0.9, "attesting_witness", "standby")
    told = np.flatnonzero(np.isin(cases["origin"], ("informant", "controlled_purchase")))
    registered = rng.integers(0, world.tables["persons"].size, (len(UNITS), 5))
    parts.append((told, registered[unit[told], rng.geometric(0.4, len(told)) % 5], "informant"))
    world.tables["involvements"] = _joined(parts)
    _draw_suppliers(world)


def _joined(parts: list[tuple[Column, Column, str]]) -> Rows:
    """Each person once in a case, in the part named first."""
    case = np.concatenate([part[0] for part in parts])
    person = np.concatenate([part[1] for part in parts])
    role = np.concatenate([texts([name] * len(cases)) for cases, _, name in parts])
    _, first = np.unique(case * (person.max() + 1) + person, return_index=True)
    return Rows(case=case, person=person, role=role).take(np.sort(first))


def _draw_suppliers(world: World) -> None:
    """A third of those found with drugs name who sold them; most are charged in the end."""
    rng, cases = world.rng("suppliers"), world.cases
    drugs = np.isin(cases["offence"], DRUGS) & (cases["subject"] >= 0)
    charged = some(rng, drugs & (cases["clearance"] == "arrest"), 0.12)
    spare = len(charged) // 4 + len(UNITS)
    persons = world.tables["persons"]
    free_unit = np.concatenate(
        [np.arange(len(UNITS)), rng.choice(cases["unit"], spare - len(UNITS))]
    )
    dealer = np.concatenate([cases["subject"][charged], someone(world, free_unit, "trouble", rng)])
    home = np.concatenate([cases["unit"][charged], free_unit])
    until = np.concatenate([cases["at"][charged], rng.integers(0, world.end + 90 * DAY, spare)])
    since = until - rng.integers(40, 420, len(until)) * DAY
    trade = np.minimum(rng.pareto(1.6, len(until)) + 0.2, 12)
    trade[len(charged) :] *= 0.4  # who sells much is caught in the end
    case = some(rng, drugs, 0.33)
    named = np.full(len(case), -1)
    for _ in range(12):
        open_ = np.flatnonzero(named < 0)
        drawn = draw_of_groups(rng, home, trade, cases["unit"][case[open_]])
        when = cases["at"][case[open_]]
        fits = (since[drawn] <= when) & (when < until[drawn])
        fits &= dealer[drawn] != cases["subject"][case[open_]]
        named[open_[fits]] = dealer[drawn[fits]]
    case, named = case[named >= 0], named[named >= 0]
    persons["priors"][named] = np.maximum(persons["priors"][named], 1)
    name_suppliers(world, case, named)


def name_suppliers(world: World, case: Column, supplier: Column) -> None:
    """Write who sold to the subject of each case; nobody stands in a case in two parts."""
    rows = world.tables["involvements"]
    span = world.tables["persons"].size + 1
    already = np.isin(case * span + supplier, rows["case"] * span + rows["person"])
    case, supplier = case[~already], supplier[~already]
    size = len(case)
    world.tables["involvements"] = rows.plus(Rows(
        case=np.concatenate([case, case]),
        person=np.concatenate([supplier, world.cases["subject"][case]]),
        role=texts(["supplier"] * size + ["buyer"] * size),
    ))  # fmt: skip
