"""What if one badge number belongs to two officers?

Some officers get a number that another carries still (``shared``) or gave up (``reissued``, the
former holder going on under a new one). Step ``force`` changes the badges and the postings;
step ``counterparts`` makes the second system, which keeps one name per number, name the first
holder. Labels: postings of both officers (notes of the force), and counterparts with another
number or the wrong name.

Published: 2 to 5 % of badges reissued or double, and 9 of 46 numbers of one town in a second
format (incentives 3, badge re-use). Dose 1 is twice the upper figure, 10 % of the officers.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.calendar import Calendar
from tallystick.simulate.chunk import Chunk
from tallystick.simulate.entry import Entry, Plant, Process
from tallystick.simulate.force import Force
from tallystick.simulate.oddities.scope import months_in_scope, note, noted
from tallystick.simulate.oddities.stretches import date_postings

TAKEN, GIVEN_UP = "badge of another", "badge given up"


class BadgeReuse(Entry):
    """Badges in two hands.

    `most` is the share of officers with another's number at dose 1, `reissued` the share of
    those numbers whose former holder no longer carries it.
    """

    kind: Literal["badge_reuse"] = "badge_reuse"
    most: float = Field(default=0.10, gt=0, le=0.5)
    reissued: float = Field(default=0.5, ge=0, le=1)


def _give(force: Force, calendar: Calendar, plant: Plant, rng: np.random.Generator) -> None:
    entry: BadgeReuse = plant.entry
    taking, when, mode = rng.random((3, force.officers))
    spare = rng.permutation(np.setdiff1d(np.arange(100, 101 + 2 * force.officers), force.badge_of))
    months = np.flatnonzero(months_in_scope(entry, calendar))
    first = np.argsort(np.where(plant.member, taking, 2.0))
    takers = first[taking[first] < plant.dose[first] * entry.most]
    holders = rng.permutation(np.flatnonzero(plant.member & (taking >= entry.most)))
    if not len(takers) or not len(holders) or not len(months):
        return
    free = dict(zip(holders.tolist(), spare.tolist(), strict=False))
    for turn, taker in enumerate(takers.tolist()):
        holder = int(holders[turn % len(holders)])
        reissued = mode[taker] < entry.reissued and holder in free
        open_months = months[months > 0] if reissued and months[-1] > 0 else months
        span = open_months[int(when[taker] * len(open_months)) :]
        force.badge_of[taker, span] = force.badge_of[holder, span[0]]
        note(force, plant, "postings", TAKEN, taker, int(span[0]))
        if reissued:
            force.badge_of[holder, span] = free[holder]
            note(force, plant, "postings", GIVEN_UP, holder, int(span[0]))
    date_postings(force)


def _first_holder(force: Force, takers: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Who else carries or carried each badge number; -1 for nobody; by number."""
    postings = force.postings
    theirs = np.flatnonzero(~takers[postings.officer])
    holder = np.full(postings.badge.max() + 1, -1)
    holder[postings.badge[theirs]] = postings.officer[theirs]
    return holder


def _numbered_anew(chunk: Chunk, plant: Plant) -> NDArray[np.bool_]:
    """Which officers have this month, by this entry, another number than their own; [O]."""
    anew = np.zeros(chunk.force.officers, dtype=bool)
    for _, officer, _, month, index, _ in chunk.force.notes:
        anew[officer] |= index == plant.index and month <= chunk.month
    return anew & (plant.dose > 0)


def _misname(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    takers = noted(chunk.force, plant, TAKEN)
    held = chunk.counterparts
    if not takers.any() or not len(held):
        return
    named = _first_holder(chunk.force, takers)[held["badge"]]
    officer = held["officer"].copy()
    anew = _numbered_anew(chunk, plant)[officer]
    wrong = anew & takers[officer] & (named >= 0)
    held["officer"] = np.where(wrong, named, officer)
    for rows, detail in ((wrong, "names the first holder"), (anew & ~wrong, "another number")):
        chunk.labels.add(
            plant,
            "counterparts",
            detail,
            case=held["case"][rows],
            record=held["record"][rows],
            officer=officer[rows],
        )


PROCESS = Process(name="badge_reuse", options=BadgeReuse, force=_give, counterparts=_misname)
