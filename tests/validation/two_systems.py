"""How is a world of two systems made with the margins of the Connecticut audit of 2023?

About 800,000 records of 1,301 troopers, of which 58,553 lack a counterpart by a strict rule and
25,966 by a loose one (Barone et al. 2023). How many of them were never events nobody knows: here
12,000, by a tenth of the troopers. The causes that the follow-up found (Daly 2024) are planted;
their shares are a choice, made so that the two margins come out.
"""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pyarrow as pa

RECORDS, TROOPERS, MADE_UP = 800_000, 1_301, 12_000
STRICT, LOOSE = 58_553, 25_966  # published
UNITS, TOWNS, YEARS = 12, 14, 5
DAY, START = 1440, datetime(2014, 1, 1)
OFFENCES = ("speeding", "phone", "belt", "registration", "equipment", "signal")
SHARES = (0.5, 0.12, 0.1, 0.12, 0.1, 0.06)
NEVER, BY_HAND, LOST_BY_HAND, LOST, ONLY_THERE = 0.006, 0.012, 0.08, 0.001, 0.005
OFF_BY_TWO_DAYS, ANOTHERS, MISTYPED, TWO_HANDS, RESIDENT, WRITERS = (
    0.001, 0.001, 0.022, 0.014, 0.045, 0.10)  # fmt: skip


def world(records=RECORDS, troopers=TROOPERS, made_up=MADE_UP, seed=1):
    """Return the tables as Arrow, and for each trooper the records that were made up."""
    rng = np.random.default_rng(seed)
    weight = rng.gamma(3.0, size=troopers)
    who = rng.choice(troopers, records - made_up, p=weight / weight.sum())
    writers = rng.choice(troopers, max(1, round(WRITERS * troopers)), replace=False)
    dose = rng.gamma(1.0, size=len(writers))
    ghost = rng.choice(writers, made_up, p=dose / dose.sum())
    officer = np.concatenate([who, ghost])
    real = np.arange(records) < len(who)
    unit = np.arange(troopers) % UNITS
    # Four towns each, one of them the most.
    towns = unit[:, None] * TOWNS + rng.integers(0, TOWNS, (troopers, 4))
    area = towns[officer, rng.choice(4, records, p=(0.4, 0.3, 0.2, 0.1))]
    offence = rng.choice(len(OFFENCES), records, p=SHARES)
    shift = rng.choice((7, 15, 22), troopers) * 60
    minute = rng.integers(0, YEARS * 365, records) * DAY + shift[officer]
    minute += rng.integers(0, 480, records)
    never = real & (rng.random(records) < NEVER)
    hand = rng.random(records) < BY_HAND
    entered = minute + np.where(hand, rng.integers(7 * DAY, 50 * DAY, records), 30)
    resident = rng.random(troopers) < RESIDENT
    town = real & resident[officer] & (area == towns[officer, 3])
    gone = (
        never | town | (rng.random(records) < LOST) | (hand & (rng.random(records) < LOST_BY_HAND))
    )
    rows = np.flatnonzero(real & ~gone)
    there = _second(rng, rows, officer, minute, offence, area, hand, troopers)
    badge, held = _badges(rng, troopers)
    there["badge"] = np.where(there["badge"] < 0, badge[there["named"]], there["badge"])
    first = held[there["officer"]]
    named = np.where(there["slipped"], there["officer"], first)
    tables = {
        "incidents": _arrow(
            incident_id=_names("I", np.arange(records)), unit_id=_names("troop ", unit[officer]),
            officer_id=_names("T", officer), occurred_at=_times(minute),
            recorded_at=_times(entered),
            offense_code=np.array(OFFENCES)[offence], area_id=_names("town ", area),
            clearance=np.where(never, "exceptional", "none"),
        ),
        "counterparts": _arrow(
            record_id=_names("C", np.arange(len(named))), officer_id=_names("T", named),
            badge=there["badge"].astype(str), occurred_at=_times(there["minute"]),
            offense_code=np.array((*OFFENCES, "other"))[there["offence"]],
            area_id=_names("town ", there["area"]),
        ),
        "postings": pa.table({
            "officer_id": _names("T", np.arange(troopers)), "unit_id": _names("troop ", unit),
            "badge": badge.astype(str),
            "from_date": pa.array([date(2014, 1, 1)] * troopers, pa.date32()),
            "to_date": pa.array([None] * troopers, pa.date32()),
        }),
    }  # fmt: skip
    return tables, np.bincount(ghost, minlength=troopers)


def _second(rng, rows, officer, minute, offence, area, hand, troopers):
    """The bureau's records: the clock differs by a little; by hand only the day is right."""
    n = len(rows)
    named, at = officer[rows].copy(), minute[rows].copy()
    code, place = offence[rows].copy(), area[rows].copy()
    at += np.where(rng.random(n) < 0.3, rng.integers(-5, 6, n), 0)
    at = np.where(hand[rows], at // DAY * DAY + rng.integers(8 * 60, 17 * 60, n), at)
    kind = np.where(rng.random(n) < MISTYPED, rng.integers(1, 5, n), 0)
    code = np.where(kind == 1, len(OFFENCES), code)
    at = np.where(kind == 2, at + rng.choice((-DAY, DAY), n), at)
    clock = at % DAY
    turned = clock // 60 // 10 + clock // 60 % 10 * 10  # the digits of the hour exchanged
    at = np.where((kind == 3) & (turned < 24), at // DAY * DAY + turned * 60 + clock % 60, at)
    slip, u = kind == 4, rng.random(n)
    away = u < OFF_BY_TWO_DAYS
    at = np.where(away, at + rng.choice((-2, 2), n) * DAY, at)
    mate = (u > OFF_BY_TWO_DAYS) & (u < OFF_BY_TWO_DAYS + ANOTHERS)
    another = rng.integers(0, troopers, n)
    extra = rng.choice(n, round(ONLY_THERE * n), replace=False)
    keep = np.concatenate([np.arange(n), extra])
    moved = np.arange(len(keep)) >= n
    return {
        # Of a slip the right badge stands there, under the name of another.
        "officer": np.where(slip | mate, another, named)[keep],
        "slipped": (slip | mate)[keep],
        "named": np.where(mate, another, named)[keep],
        "badge": np.full(len(keep), -1),
        "minute": np.where(moved, at[keep] + rng.integers(-40, 40, len(keep)) * DAY, at[keep]),
        "offence": code[keep],
        "area": place[keep],
    }


def _badges(rng, troopers):
    """Each trooper's number, and whom the bureau names for it: of two the first who had it."""
    badge, held = 1000 + rng.permutation(troopers), np.arange(troopers)
    second = rng.choice(troopers, 2 * max(1, round(TWO_HANDS * troopers)), replace=False)
    taker, giver = np.array_split(second, 2)
    badge[taker], held[taker] = badge[giver], giver
    return badge, held


def _names(prefix, numbers):
    return np.char.add(prefix, numbers.astype(str))


def _times(minutes):
    return np.datetime64(START, "us") + minutes.astype("timedelta64[m]")


def _arrow(**columns):
    return pa.table({name: pa.array(values) for name, values in columns.items()})
