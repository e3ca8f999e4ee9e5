"""A month with one thing planted beside the same month without it."""

import dataclasses

import numpy as np
from chunks import empty_month, month_with, plant_of

from tallystick.simulate.catalogue import CODES, UNIT_KINDS
from tallystick.tables.incidents import CLEARANCES, ORIGINS

TABLES = ("cases", "roles", "exhibits", "readings", "handovers", "charges", "counterparts")
COMPLAINT, BLANK = ORIGINS.index("complaint"), CLEARANCES.index("none")


def made(process, dose=1.0, until="cases", seed=3, month=0, counts=(), **options):
    """The month with it; `counts` sets added, held and returned of the plant, [O] or a number."""

    def planted(chunk):
        plant = plant_of(process, chunk, dose, **options)
        officers = chunk.force.officers
        given = {name: np.full(officers, value) for name, value in dict(counts).items()}
        return process, dataclasses.replace(plant, **given)

    return month_with(planted, chunk=empty_month(seed=seed, month=month), until=until)


def without(until="cases", seed=3, month=0):
    """The same month without it."""
    return month_with(chunk=empty_month(seed=seed, month=month), until=until)


def by_key(chunk, keys=None):
    """The cases in the order of their keys, all of them or those with these keys."""
    cases = chunk.cases.take(np.argsort(chunk.cases["key"]))
    return cases if keys is None else cases.take(np.searchsorted(cases["key"], keys))


def changed(one, other):
    """Keys of the cases in both months that differ in any column."""
    keys = np.intersect1d(one.cases["key"], other.cases["key"])
    a, b = by_key(one, keys), by_key(other, keys)
    return keys[np.logical_or.reduce([a[name] != b[name] for name in a.names])]


def labelled(chunk, detail=None):
    """Keys of the labelled incidents, in order."""
    rows = [
        label.keys["case"]
        for label in chunk.labels.labels
        if label.table == "incidents" and detail in (None, label.detail)
    ]
    return np.sort(np.concatenate(rows)) if rows else np.zeros(0, np.int64)


def same(one, other, tables=TABLES):
    """Whether two months hold the same records, byte for byte."""
    return all(
        getattr(one, table)[name].tobytes() == getattr(other, table)[name].tobytes()
        for table in tables
        for name in getattr(one, table).names
    )


def tallied(chunk, measure):
    """The tally of a measure by officer."""
    return chunk.labels.tallies.get(measure, np.zeros(chunk.force.officers))


def counted(chunk, officer):
    """How often each officer appears."""
    return np.array([np.sum(officer == each) for each in range(chunk.force.officers)])


def in_kind(chunk, kind):
    """Officers who serve in units of this kind."""
    of = chunk.force.unit_kind[chunk.force.unit_of[:, chunk.month]]
    return np.flatnonzero(of == UNIT_KINDS.index(kind))


def named(codes):
    """Indices of offences."""
    return [CODES.index(code) for code in codes]
