"""Which people appear in each case, and in which role?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.catalogue import CODES, GROUPS, group_of
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.tables.incidents import CLEARANCES, ORIGINS
from tallystick.tables.involvements import ROLES

SUPPLIER_NAMED = 0.25
INFORMED = ("informant", "controlled_purchase")


def draw_people(chunk: Chunk) -> None:
    """Fill `person` and `complainant` of the cases, and `chunk.roles`.

    A case that already has a person keeps it. A complaint that was not cleared has no subject,
    and nobody complains of himself.
    """
    cases, public = chunk.cases, chunk.public
    drawn = public.offender(cases["area"], chunk.by_case("offender"))
    known = (cases["origin"] != ORIGINS.index("complaint")) | (
        cases["clearance"] == CLEARANCES.index("arrest")
    )
    cases["person"] = np.where((cases["person"] == NONE) & known, drawn, cases["person"])
    asked = public.offender(cases["area"], chunk.by_case("complainant"), known=0.0)
    complained = cases["origin"] == ORIGINS.index("complaint")
    asked = np.where(asked == cases["person"], public.next_to(asked), asked)
    wanted = complained & (cases["complainant"] == NONE)
    cases["complainant"] = np.where(wanted, asked, cases["complainant"])
    _write(chunk)


def _write(chunk: Chunk) -> None:
    cases, rng = chunk.cases, chunk.by_case("supplier")
    group = group_of()[cases["offence"]]
    drug = group == GROUPS.index("drug")
    sold = cases["offence"] == CODES.index("drug_sale")
    bought = cases["offence"] == CODES.index("drug_possession")
    named = cases["person"] != NONE
    put(chunk, named, cases["person"], "subject")
    put(chunk, named & sold, cases["person"], "supplier")
    put(chunk, named & bought, cases["person"], "buyer")
    dealer = chunk.public.dealer(cases["area"], rng)
    tells = (rng.random(len(cases)) < SUPPLIER_NAMED) & (cases["scheme"] == NONE)
    put(chunk, bought & tells & (dealer != cases["person"]), dealer, "supplier")
    told = np.isin(cases["origin"], [ORIGINS.index(name) for name in INFORMED])
    informant = chunk.public.informant(cases["officer"], chunk.by_case("informant"))
    put(chunk, told, informant, "informant")
    complained = cases["complainant"] != NONE
    put(chunk, complained, cases["complainant"], "complainant")
    violent = complained & (group == GROUPS.index("violent"))
    put(chunk, violent, cases["complainant"], "victim")
    _attest(chunk, drug & named)


def _attest(chunk: Chunk, searched: NDArray[np.bool_]) -> None:
    """Different attesting witnesses of each search: people near the station, or passers-by.

    Nobody attests the search of himself.
    """
    cases, public, rng = chunk.cases, chunk.public, chunk.by_case("attesting")
    before: list[NDArray[np.int64]] = []
    for _ in range(public.settings.attesting_witnesses):
        near = public.bystander(cases["unit"], rng)
        passing = public.newcomer(cases["area"], rng)
        passing = np.where(passing == cases["person"], public.next_to(passing), passing)
        who = np.where(rng.random(len(cases)) < public.settings.asked_near, near, passing)
        for other in before:
            who = np.where(who == other, passing, who)
        fresh = searched & np.logical_and.reduce([who != other for other in before] or [searched])
        put(chunk, fresh, who, "attesting_witness")
        before.append(who)


def put(chunk: Chunk, rows: NDArray[np.bool_], person: NDArray[np.int64], role: str) -> None:
    """Add one person per case where `rows`, in a role."""
    chunk.roles.append(
        case=chunk.cases["key"][rows],
        person=person[rows],
        role=np.full(int(rows.sum()), ROLES.index(role)),
    )
