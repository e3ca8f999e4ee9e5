"""Which made units do the tests of officers who are named beside each other look at?"""

from __future__ import annotations

import numpy as np

from tallystick.stats.networks.beside import LARGE_SCENE, Beside


def files(
    seed, members=12, months=24, rate=6.0, crew=(), dose=0.5, platoons=1, sectors=1, teams=(),
    liking=4.0, pairs=True,
):  # fmt: skip
    """File, member, month, day, shift and area of each name: two or more to a file.

    Members serve in `platoons`, shifts of their own, and in `sectors`; two of a unit are partners,
    `teams` and `crew` call their own in a share `dose` of their cases; the others whom they like.
    """
    rng = np.random.default_rng([7, seed])
    every = np.arange(members)
    platoon, sector = every % platoons, (every // platoons) % sectors
    like = rng.gamma(liking, 1 / liking, (members, members))
    busy = rng.gamma(4, 0.25, members)
    rows, number = [], 0
    for month, day, shift in np.ndindex(months, 28, platoons):
        on = np.flatnonzero((platoon == shift) & (rng.random(members) < 0.7))
        for _ in range(rng.poisson(rate * len(on) / 56) if len(on) > 1 else 0):
            first = int(rng.choice(on, p=busy[on] / busy[on].sum()))
            calls = rng.random() < dose
            own = next((set(t) for t in (crew, *teams) if first in t and calls), None)
            there = [x for x in on if x != first and sector[x] == sector[first]]
            if own:
                there = [x for x in on if x in own and x != first] or there
            who = [first]
            if pairs and not own and first ^ 1 in there and rng.random() < 0.5:
                who.append(first ^ 1)
            free = np.array([x for x in there if x not in who], dtype=np.int64)
            wanted = 2 + (rng.random() < 0.3) + (rng.random() < 0.1) - len(who)
            weight = like[first][free]
            if wanted > 0 and len(free):
                few = min(wanted, len(free))
                who += rng.choice(free, few, replace=False, p=weight / weight.sum()).tolist()
            area = sector[first] * 4 + rng.integers(4)
            if len(who) > 1:
                rows += [(number, each, month, day, shift, area) for each in who]
                number += 1
    return np.array(rows), members


def beside(rows, members):
    """Occasions by quarter, area and shift; by month, shift and kind of day; and by all of it."""
    file, who, month, day, shift, area = rows.T
    weekend = (day % 7 >= 5).astype(np.int64)
    place = (month // 3 * 100 + area) * 3 + shift
    strata = (place, (month * 3 + shift) * 2 + weekend, place * 2 + weekend)
    return built(file, who, month, day, strata, members)


def built(file, who, month, day, strata, members):
    """The first file of each member's day."""
    cells, named = [], []
    for each in strata:
        number, cell = np.unique(each, return_inverse=True)
        table = np.zeros((len(number), members))
        np.add.at(table, (cell, who), 1.0)
        cells.append(cell)
        named.append(table)
    first = np.unique(who * 100_000 + month * 1000 + day, return_index=True)[1]
    there = np.zeros((file.max() + 1, members), dtype=bool)
    there[file, who] = True
    others = there[file[first]].copy()
    others[np.arange(len(first)), who[first]] = False
    kept = others.sum(axis=1) <= max(LARGE_SCENE, members // 3)
    rows = first[kept]
    return Beside(who[rows], month[rows], np.stack([each[rows] for each in cells]), others[kept],
                  tuple(named))  # fmt: skip


def unit(seed, **how):
    """A made unit; see `files`."""
    return beside(*files(seed, **how))
