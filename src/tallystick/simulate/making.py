"""In which order is a month made?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tallystick.simulate.chunk import HONEST, Chunk
from tallystick.simulate.department import Flow, Recording, SecondSystem
from tallystick.simulate.entry import Plant, Process
from tallystick.simulate.incentives.settings import Filters
from tallystick.simulate.records.charges import Courts, Statutes, charge
from tallystick.simulate.records.clerical import misfile
from tallystick.simulate.records.entry_times import enter
from tallystick.simulate.records.flow import honest_cases
from tallystick.simulate.records.goods import Weighed, seize, weigh_and_hold
from tallystick.simulate.records.roles import draw_people
from tallystick.simulate.records.second_system import register
from tallystick.simulate.records.speeds import read_traffic
from tallystick.simulate.records.writing import Wording, choose_phrases

Planted = Sequence[tuple[Process, Plant]]


@dataclass(frozen=True)
class Ways:
    """How this world works: every setting that the making of a month needs."""

    flow: Flow
    recording: Recording
    weighed: Weighed
    courts: Courts
    filters: Filters
    statutes: Statutes
    second: SecondSystem
    wording: Wording


def make(chunk: Chunk, ways: Ways, planted: Planted, until: str = "counterparts") -> None:
    """Make the records of a chunk, from honest cases to the second system's.

    `until` is the last step that is wanted: ``cases``, ``people``, ``exhibits`` or ``readings``
    (goods are seized and weighed together), or ``counterparts``.
    """
    honest_cases(chunk, ways.flow.weekend)
    chunk.born = chunk.made
    chunk.labels.tally("true_events", chunk.cases["officer"])
    enter(chunk, ways.recording)
    misfile(chunk, ways.recording)
    _step("cases", chunk, planted)
    enter(chunk, ways.recording, turn=1)
    _count_added(chunk)
    _number(chunk)
    if until == "cases":
        return
    draw_people(chunk)
    _step("people", chunk, planted)
    if until == "people":
        return
    seize(chunk, ways.weighed)
    _step("exhibits", chunk, planted)
    weigh_and_hold(chunk, ways.weighed, ways.courts)
    read_traffic(chunk)
    _step("readings", chunk, planted)
    if until in ("exhibits", "readings"):
        return
    choose_phrases(chunk, ways.wording)
    _step("texts", chunk, planted)
    charge(chunk, ways.courts, ways.statutes, ways.filters)
    _step("outcomes", chunk, planted)
    register(chunk, ways.second)
    _step("counterparts", chunk, planted)


def _step(name: str, chunk: Chunk, planted: Planted) -> None:
    for process, plant in planted:
        act = getattr(process, name)
        if act is not None:
            act(chunk, plant, chunk.rng(f"{plant.nature} {process.name} {name}", plant.index))


def _count_added(chunk: Chunk) -> None:
    """Honest cases that an oddity added really happened too."""
    added = (chunk.cases["key"] >= chunk.born) & (chunk.cases["source"] == HONEST)
    chunk.labels.tally("true_events", chunk.cases["officer"][added])


def _number(chunk: Chunk) -> None:
    """Put the cases in the order in which each unit entered them, which numbers them."""
    cases = chunk.cases
    cases.reorder(np.lexsort((cases["key"], cases["recorded"], cases["unit"])))
