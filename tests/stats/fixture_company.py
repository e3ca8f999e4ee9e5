"""Which made units do the tests of shared company look at?"""

from __future__ import annotations

import numpy as np

from tallystick.stats.networks.company import Company

PARTS = 8


def unit(
    seed, members=12, months=24, rate=8.0, habit=1.0, own=(), crew=(), pool=2, dose=1.0, team=(),
    teams=(),
):  # fmt: skip
    """Members of unlike beats and shifts, who meet guards of the beat, people near and others.

    `own` have each two persons of their own, each of `teams` two in common, `crew` a `pool` in
    common, at `dose`; `team` has one beat, shift and area for all of it, which no column tells.
    """
    rng = np.random.default_rng([41, seed])
    areas, beats, guards, near = 4, 4, 3, 20
    where = rng.dirichlet([habit] * areas, members)
    when = rng.dirichlet([habit] * PARTS, members)
    beat = rng.dirichlet([habit] * beats, (members, areas))
    for each in team:
        where[each], when[each] = where[team[0]], when[team[0]]
        beat[each] = np.eye(beats)[np.arange(areas) % beats] * 0.8 + 0.05
    active = rng.gamma(3, 1 / 3, members) * rate / 28
    member, month, day = np.nonzero(
        rng.random((members, months, 28)) < np.minimum(active, 0.9)[:, None, None]
    )
    part, area = _drawn(rng, when[member]), _drawn(rng, where[member])
    post = _drawn(rng, beat[member, area])
    guard = ((area * beats + post) * PARTS + part) * guards + rng.integers(guards, size=len(member))
    first_near = areas * beats * PARTS * guards
    weights = np.arange(1, near + 1) ** -1.2
    by = first_near + rng.choice(near, len(member), p=weights / weights.sum())
    first_own = first_near + near
    passer = first_own + 2 * members + pool + np.arange(len(member))
    u = rng.random(len(member))
    came = np.stack([guard, np.where(u < 0.6, by, passer)], axis=1)
    brings = rng.random(len(member)) < dose
    for several in (*((each,) for each in own), *teams):
        rows = np.isin(member, several) & brings
        came[rows] = first_own + 2 * several[0] + np.arange(2)
    rows = np.isin(member, crew) & brings
    first = rng.integers(pool, size=int(rows.sum()))
    came[rows] = first_own + 2 * members + np.stack([first, (first + 1) % pool], axis=1)
    return built(member, month, day, area, part, came)


def _drawn(rng, chances):
    """A place in each row of `chances`, (O, K)."""
    return (np.cumsum(chances, axis=1) < rng.random((len(chances), 1))).sum(axis=1).clip(
        max=chances.shape[1] - 1
    )  # fmt: skip


def built(member, month, day, area, part, came):
    """The company of occasions (O,) to each of which the persons of a row of `came` came."""
    at = np.repeat(np.arange(len(member)), came.shape[1])
    person = came.ravel()
    order = np.lexsort((at, part[at]))
    date = (month * 28 + day)[at]
    once = np.unique((person * 10_000 + date)[order], return_index=True)[1]
    at, person = at[order][once], person[order][once]
    _, of, times = np.unique(person, return_inverse=True, return_counts=True)
    kept = times[of] >= 5
    names, of = np.unique(person[kept], return_inverse=True)
    weekend = (day % 7 >= 5).astype(np.int64)
    half = (month // 6) * 16 + part * 2 + weekend
    place = ((month // 3) * 100 + area) * 4 + part // 2
    columns = (member, month, area, part // 2, place, half, half * 100 + area, at[kept], of)
    return Company(*(each.astype(np.int64) for each in columns), int(member.max()) + 1, len(names))
