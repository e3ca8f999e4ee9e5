"""How does a case name its officer: by number, by the badge or by the name of that day?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tallystick.simulate.calendar import MINUTES_A_DAY, Calendar
from tallystick.simulate.chunk import Chunk
from tallystick.simulate.department import Identities
from tallystick.simulate.force import Force
from tallystick.simulate.streams import Streams
from tallystick.simulate.written.identities import Numbers, chosen, numbered

BADGE, NAME = "badge", "name"
LETTERS = "ABDEFGHIJKLMNOPRSTUVW"
SURNAMES = (
    "Aldane", "Borrel", "Castin", "Dovric", "Ellan", "Farrow", "Gantz", "Hollis", "Ivarson",
    "Jurado", "Kessim", "Lorne", "Mabry", "Nadel", "Ostrey", "Pellan", "Quiron", "Rasko",
    "Sabine", "Tolvane",
)  # fmt: skip


@dataclass(frozen=True)
class Called:
    """The names of the officers, as texts, and as places [O] before and from `month` on.

    Who keeps the name has the same place twice, and a month after the last.
    """

    texts: pa.Array
    before: NDArray[np.int64]
    after: NDArray[np.int64]
    month: NDArray[np.int64]

    def at(self, officer: NDArray[np.int64], month: NDArray[np.int64]) -> NDArray[np.int64]:
        """The place of the name that each officer had in a month."""
        return np.where(month >= self.month[officer], self.after[officer], self.before[officer])


def draw_names(ways: Identities, force: Force, calendar: Calendar, streams: Streams) -> Called:
    """Give each officer a name, some that of another, and some another one later."""
    rng, officers = streams("names of officers"), force.officers
    own = rng.permutation(2 * officers)
    before, after = own[:officers], own[officers:]
    namesake = rng.random(officers) < ways.namesakes
    before = np.where(namesake, before[rng.integers(0, officers, officers)], before)
    chance = 1 - (1 - ways.renamed) ** (calendar.months / 12)
    changes = rng.random(officers) < chance
    month = rng.integers(1, max(2, calendar.months), officers)
    month = np.where(changes & (month < calendar.months), month, calendar.months)
    place = np.arange(2 * officers)
    turn, rest = np.divmod(place, len(SURNAMES) * len(LETTERS))
    letter, surname = np.divmod(rest, len(SURNAMES))
    texts = [
        f"{LETTERS[a]}. {SURNAMES[b]}" + (f" {c + 1}" if c else "")
        for a, b, c in zip(letter.tolist(), surname.tolist(), turn.tolist(), strict=True)
    ]
    return Called(pa.array(texts), before, after, month)


def aliases(names: Called, force: Force, calendar: Calendar) -> pa.Table:
    """The dated names: one row for who keeps the name, two for who changes it."""
    first = (calendar.starts // MINUTES_A_DAY).astype("datetime64[D]")
    changed = names.month < calendar.months
    officer = np.concatenate([np.arange(force.officers), np.flatnonzero(changed)])
    later = np.arange(len(officer)) >= force.officers
    since = first[names.month[officer]]
    order = np.lexsort((later, officer))
    rows = pa.table(
        {
            "officer_id": pa.array(np.array(force.officer_ids)[officer]),
            "kind": pa.array([NAME] * len(officer)),
            "value": chosen(
                names.texts, np.where(later, names.after[officer], names.before[officer])
            ),
            "from_date": pa.array(since, mask=~later),
            "to_date": pa.array(since - np.timedelta64(1, "D"), mask=later | ~changed[officer]),
        }
    )
    return rows.take(pa.array(order))


@dataclass(frozen=True)
class NamedBy:
    """How the cases of a world name their officers, and by which names."""

    ways: Identities
    names: Called

    def cases(
        self, chunk: Chunk, officers: pa.Array, numbers: Numbers
    ) -> tuple[dict[str, pa.Array], pa.Table]:
        """The columns that name the officer of each case, and whom those without number mean."""
        held = chunk.cases
        luck = chunk.by_case("named by").random(len(held))
        by_badge = luck < self.ways.by_badge
        by_name = ~by_badge & (luck < self.ways.by_badge + self.ways.by_name)
        month = np.clip(chunk.calendar.month_at(held["occurred"]), 0, chunk.calendar.months - 1)
        badge = numbered(chunk.force.badge_of[held["officer"], month], 1)
        name = chosen(self.names.texts, self.names.at(held["officer"], month))
        true = chosen(officers, held["officer"])
        stands = pc.if_else(pa.array(by_name), name, true)
        nothing = pa.nulls(len(held), pa.string())
        columns = {
            "officer_id": pc.if_else(pa.array(by_badge), nothing, stands),
            "badge": pc.if_else(pa.array(by_badge), badge, nothing),
        }
        truth = pa.table(
            {
                "incident_id": numbers.cases,
                "named_by": pc.if_else(pa.array(by_badge), BADGE, NAME),
                "named": pc.if_else(pa.array(by_badge), badge, name),
                "officer_id": true,
            }
        )
        return columns, truth.filter(pa.array(by_badge | by_name))
