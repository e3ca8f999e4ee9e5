"""Records dated by entry, and complaints, of last days and others, with known truth and the rules.

`dated` and `with_complaints` are the rules of period_end/query.py on counts,
written a second time in NumPy; the samples are for tests and benchmarks/period_end_tables.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from place_samples import HABIT, OTHER_DAYS, _counts, estimated

BESIDE = 6
"""Windows that the days beside the last ones fill, of the nine that all other days fill."""
OWN = 0.4
UNITS = 4
LAST_DAYS, WANDER = 12, 0.5
OTHER_UNITS = 7


def answer(clear, quiet, excess, part, left):
    if not clear:
        return 0, int(excess)
    if quiet:
        return int(excess), int(excess)
    return int(max(0, min(np.floor(part + 0.5), np.floor(excess - left), excess))), int(excess)


def excess_of(n, rise):
    return np.floor(n - (n / (1 + rise) if rise > 0 else n) + 0.5)


def dated(kind, every, last, beside, own, rise, dispersion=1.0, part=None):
    """(explains, of); `kind` and `every` are [days, strata], records dated so and all.

    `last` [days] marks the last days, `beside` [days] says how often a day counts beside them,
    `own` [strata] marks what officers begin; `part` is how many last days there are for each day
    beside them, by default of those given.
    """
    kind, every = np.asarray(kind, float), np.asarray(every, float)
    times, part = max(dispersion, 1), part or last.sum() / beside.sum()
    excess = excess_of(every[last].sum(), rise)
    some = every[~last].sum(0) > 0
    strayed = by_chance = np.zeros(len(every))
    surplus = variance = held = 0.0
    for k, n in zip(kind.T[some], every.T[some], strict=True):
        share = k[~last].sum() / n[~last].sum()
        strayed, by_chance = strayed + k - n * share, by_chance + n * share * (1 - share)
        m = n[last].sum()
        surplus += k[last].sum() - m * share
        variance += m * share * (1 - share) * (1 + m / n[~last].sum())
        if share < 1:
            held += k[last].sum() - (m - k[last].sum()) * share / (1 - share)
    if by_chance[~last].sum():
        unsteady = max(times, (strayed[~last] ** 2).sum() / by_chance[~last].sum())
    else:
        unsteady = times
    clear = surplus >= 3 * np.sqrt(max(variance, 1) * unsteady)
    for some in (np.asarray(own), np.ones(every.shape[1], bool)):
        rest = (every - kind)[:, some].sum(1)
        usual = (rest * beside).sum() * part
        left = rest[last].sum() - usual
        error = np.sqrt(max(usual, 1) * times * (1 + part))
        if not some.all() or np.all(own):
            clear = clear and not left < -2 * error
    quiet = left <= max(1.645 * error, usual * rise * 0.25)
    return answer(clear, quiet, excess, held, left)


def with_complaints(asked, own, every, part, rise, dispersion=1.0):
    """(explains, of); each is (last days' records, records beside): complaints, others, all."""
    times = max(dispersion, 1)
    excess = excess_of(every[0], rise)
    usual, own_usual = asked[1] * part, own[1] * part
    if not asked[1] or own[1] * 4 < every[1]:
        return 0, int(excess)
    if asked[0] - usual < 3 * np.sqrt(max(usual, 1) * times * (1 + part) + (HABIT * usual) ** 2):
        return 0, int(excess)
    ratio = asked[0] / usual
    left = own[0] - own_usual * ratio
    variance = own_usual * ratio * (1 + ratio * part)
    variance += (own_usual * ratio) ** 2 * (1 / asked[0] + 1 / asked[1])
    quiet = left <= max(1.645 * np.sqrt(max(variance, 1) * times), own_usual * rise * 0.25)
    return answer(True, quiet, excess, every[0] / (1 + rise) * (ratio - 1), left)


@dataclass(frozen=True)
class Papers:
    """A subject of four units, `OWN` of whose records the officers begin themselves.

    `rise` is the additional part of its last days' records, all begun by officers, and `usual` the
    share entered on their day, which differs between units and origins. `how` they come: "pushed"
    (entered as others are), "back-dated" (entered later), "filed" (entered on their day), "half"
    (half filed, half pushed) or "haste" (pushed, and all that officers begin in those days is
    entered at once). `clumps` is the variance of a count over its mean; above 1 the shares of a day
    wander together as well, by `WANDER` in their logarithm of odds.
    """

    records: int
    rise: float
    usual: float
    how: str
    clumps: float = 1.0


def papers(subject, rng):
    """What `dated` takes, up to `own`."""
    days = int(LAST_DAYS * (1 + OTHER_DAYS))
    last, beside = np.arange(days) < LAST_DAYS, np.arange(days) >= days - BESIDE * LAST_DAYS
    own = np.repeat([True, False], UNITS)
    weight = np.where(own, OWN, 1 - OWN) / UNITS
    base = subject.records / (1 + subject.rise) * weight / LAST_DAYS
    extra = last[:, None] * np.where(own, subject.rise * base / OWN, 0)
    logit = np.log(subject.usual / (1 - subject.usual)) + rng.normal(0, 0.5, len(own))
    wander = rng.normal(0, WANDER, (days, 1)) if subject.clumps > 1 else np.zeros((days, 1))
    then = 1 / (1 + np.exp(-logit - wander))
    at_once = {"filed": 1.0, "half": 0.5}.get(subject.how, 0.0)
    if subject.how == "haste":
        then = np.where(last[:, None] & own, 1.0, then)
    pushed = 0 if subject.how == "back-dated" else then
    same = base * then + extra * (at_once + (1 - at_once) * pushed)
    kind, rest = (_counts(mean, subject.clumps, rng) for mean in (same, base + extra - same))
    return kind, kind + rest, last, beside, own


def tried_papers(subject, r, seed):
    """The parts of the excess that records dated by entry explain, for the rises found."""
    rng = np.random.default_rng(seed)
    parts = []
    for _ in range(r):
        drawn = papers(subject, rng)
        _, every, last, *_ = drawn
        rise, found = estimated(every[last], every[~last], subject.clumps, rng)
        if found:
            explains, of = dated(*drawn, rise, subject.clumps)
            parts.append(explains / of if of else 0.0)
    return np.array(parts)


@dataclass(frozen=True)
class Town:
    """A subject, and the complaints that bear the day of their entry.

    Of an agency they are 1 - `OWN` of its own records; of a unit those of `OTHER_UNITS` like it.
    `how` the rise comes: "pushed" (complaints stay), "paydays" (they rise alike), "half" (half of
    it is theirs too). Complaints have a habit of the dates of their own.
    """

    records: int
    rise: float
    whose: str
    how: str
    clumps: float = 1.0


def town(subject, rng):
    """(last days' records, records beside) of complaints asked, of other records, of all."""
    shared = {"pushed": 0.0, "half": 0.5, "paydays": 1.0}[subject.how] * subject.rise
    base = subject.records / (1 + subject.rise)
    own, asked = (base * OWN, base * (1 - OWN)) if subject.whose == "agency" else (
        base, base * (1 - OWN) * OTHER_UNITS)  # fmt: skip
    pushed = base * (subject.rise - shared)
    habit = np.exp(rng.normal(0, HABIT))
    last = np.array([asked * (1 + shared) * habit, own * (1 + shared) + pushed])
    last = _counts(last, subject.clumps, rng)
    beside = _counts(BESIDE * np.array([asked, own]), subject.clumps, rng)
    complaints, others = zip(last.tolist(), beside.tolist(), strict=True)
    both = (last.sum(), beside.sum())
    return complaints, others, both if subject.whose == "agency" else others


def tried_town(subject, r, seed):
    """The parts of the excess that complaints explain, for the rises found."""
    rng = np.random.default_rng(seed)
    parts = []
    for _ in range(r):
        asked, own, every = town(subject, rng)
        others = np.array([every[1] * OTHER_DAYS / BESIDE])
        rise, found = estimated(np.array([every[0]]), others, subject.clumps, rng)
        if found:
            explains, of = with_complaints(asked, own, every, 1 / BESIDE, rise, subject.clumps)
            parts.append(explains / of if of else 0.0)
    return np.array(parts)
