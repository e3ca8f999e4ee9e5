"""How are many worlds made and audited on several processors, with the same answers on one?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from tallystick.audit.selection import AnyCheck, chosen
from tallystick.calibrate.beside import peer_answers
from tallystick.calibrate.one_world import Answer, answers_of, single_thread
from tallystick.calibrate.trials import Trial
from tallystick.simulate.side_by_side import side_by_side
from tallystick.simulate.single.making import make_world

WORLDS_AT_ONCE = 4
PEER_WORLDS = 6


@dataclass(frozen=True)
class Tried:
    """One world of a trial: what was said of it, how large it was and how long it took.

    `making` and `seconds` are the seconds of making it and of the check.
    """

    seed: int
    answers: tuple[Answer, ...]
    incidents: int
    making: float
    seconds: float


def try_world(trial: Trial, check: AnyCheck, base: int, number: int) -> Tried:
    """Make the `number`-th world of a trial and ask the check.

    The first `PEER_WORLDS` are shown to its peers too: some take longer than making the world.
    """
    seed = trial.seed(base, number)
    made = make_world(trial, seed)
    answers, seconds = answers_of(check, trial, made, single_thread())
    if number < PEER_WORLDS:
        answers += peer_answers(trial, made)
    return Tried(seed, tuple(answers), made.incidents, made.seconds, seconds)


def try_all(
    trials: Sequence[Trial],
    worlds: int,
    base: int,
    jobs: int,
    progress: Callable[[str], None] = lambda step: None,
) -> list[list[Tried]]:
    """Every world of every trial, in the order of the trials, whatever the number of `jobs`."""
    tasks = [(trial, number) for trial in trials for number in range(worlds)]
    tried: list[list[Tried]] = [[] for _ in trials]
    for place, each in enumerate(_done(tasks, base, jobs)):
        if place % worlds == 0:
            trial = trials[place // worlds]
            progress(f"{trial.check}: {trial.name}")
        tried[place // worlds].append(each)
    return tried


def _done(tasks: Sequence[tuple[Trial, int]], base: int, jobs: int) -> Iterator[Tried]:
    yield from side_by_side(partial(_task, base), tasks, jobs, _one_thread, WORLDS_AT_ONCE)


def _task(base: int, task: tuple[Trial, int]) -> Tried:
    trial, number = task
    return try_world(trial, chosen((trial.check,))[0], base, number)


def _one_thread() -> None:
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
