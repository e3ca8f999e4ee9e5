"""How is the supplier of a running scheme kept out of the charges of his unit?"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.entry import Plant, Sale
from tallystick.simulate.public import Public
from tallystick.simulate.supplied_lot import deal_of
from tallystick.tables.incidents import CLEARANCES
from tallystick.tables.involvements import ROLES

PARTIES = [ROLES.index(role) for role in ("subject", "buyer", "supplier")]


def spare(chunk: Chunk, plant: Plant) -> None:
    """Put another dealer in the place of each supplier among the subjects of his unit."""
    cases, roles = chunk.cases, chunk.roles
    suppliers = {
        sale.scheme: deal_of(chunk, plant, sale).dealer
        for sale in plant.sales
        if sale.first_sale != NONE and sale.bought <= chunk.month < sale.stopped
    }
    for sale in plant.sales:
        if sale.scheme not in suppliers:
            continue
        dealer = suppliers[sale.scheme]
        caught = (cases["person"] == dealer) & (cases["unit"] == sale.unit)
        other = stand_in(chunk.public, dealer, suppliers.values())
        party = (roles["person"] == dealer) & np.isin(roles["role"], PARTIES)
        rows = np.flatnonzero(party & caught[chunk.at(roles["case"])])
        roles["person"][rows] = other
        cases["person"] = np.where(caught, other, cases["person"])
        label_people(chunk, plant, sale, "spared", rows)
        charged = caught & (cases["clearance"] == CLEARANCES.index("arrest"))
        case = cases["key"][charged]
        told = {"officer": sale.officer, "scheme": sale.scheme, "person": other}
        chunk.labels.add(plant, "outcomes", "spared", case=case, **told)


def stand_in(public: Public, dealer: int, suppliers: Collection[int]) -> int:
    """The next dealer of the area who is no supplier; a resident without history if all are."""
    area, spot = divmod(dealer, public.residents)
    for step in range(1, public.dealers):
        other = area * public.residents + (spot + step) % public.dealers
        if other not in suppliers:
            return other
    return area * public.residents + public.known


def label_people(
    chunk: Chunk, plant: Plant, sale: Sale, detail: str, rows: NDArray[np.int64]
) -> None:
    """Label involvements that a scheme touched."""
    keys = {name: chunk.roles[name][rows] for name in ("case", "person", "role")}
    chunk.labels.add(
        plant, "involvements", detail, officer=sale.officer, scheme=sale.scheme, **keys
    )
