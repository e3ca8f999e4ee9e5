"""Manipulated reports: pasted from an earlier one, with another hour."""

from __future__ import annotations

import re

import numpy as np

from rivals.rows import Column
from rivals.world import Subject, World

AUTHORS = 2  # of each unit
HOUR = re.compile(r"\b\d\d\.\d\d\b")


def pasted_reports(world: World, units: Column) -> None:
    """Two officers of each unit paste one of three old reports of theirs and change the hour.

    Records: reports of the officer. Made: those pasted.
    """
    rng, rows, cases = world.rng("pasted_reports"), world.tables["narratives"], world.cases
    for unit in units:
        of_unit = rows["author"][cases["unit"][rows["case"]] == unit]
        busy = np.argsort(-np.bincount(of_unit, minlength=len(world.effort)), kind="stable")[:6]
        for who in np.sort(rng.choice(busy, AUTHORS, replace=False)):
            own = np.flatnonzero(rows["author"] == who)
            own = own[np.argsort(cases["at"][rows["case"][own]], kind="stable")]
            size = min(round(len(own) * world.dose), len(own) - 1)
            made = np.sort(rng.choice(len(own), size, replace=False))
            honest = np.setdiff1d(np.arange(len(own)), made)
            models = rows["text"][own[honest[:3]]]
            for place in own[made]:
                minute = int(cases["occurred"][rows["case"][place]])
                hour = f"{minute // 60 % 24:02d}.{minute % 60:02d}"
                rows["text"][place] = HOUR.sub(hour, models[rng.integers(len(models))], count=1)
            world.planted.append(Subject("pasted_reports", "officer", int(who), "incidents",
                                         rows["case"][own], rows["case"][own[made]]))  # fmt: skip
