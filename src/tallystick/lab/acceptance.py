"""How many drawn parameter sets passed the gates, by which rule, and which gates do they miss?

``python -m benchmarks.gates.accept`` writes the file, beside the sets that passed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from tallystick.findings.bounded import read_bounded
from tallystick.lab.gates import Gate, Gates
from tallystick.lab.levels import Entry, LabError

MOST_BYTES = 1 << 20


class Rule(Entry):
    """A rule of acceptance in words, and how many of the drawn sets pass by it."""

    rule: str
    passed: int


class Held(Entry):
    """A gate: its ends, how many of the first sets miss it, how many accepted sets meet it.

    `first_missed` is None for V gates, which have no part in acceptance; `value` is the mean over
    accepted sets, None without any.
    """

    gate: str
    role: Literal["F", "V"]
    what: str
    published: str
    low: float
    high: float
    first_missed: int | None
    accepted_met: int
    value: float | None


class Acceptance(Entry):
    """A whole run: the day, the version, its draws and seeds, its rules and its gates.

    `all_measured` sets, the first of the sequence, were held to every F gate in one world each;
    `held_to_all` passed both sortings and were held to them over all seeds; `rule` is the one that
    is used.
    """

    on: str
    version: str
    draws: int
    seed: int
    seeds: tuple[int, ...]
    all_measured: int
    held_to_all: int
    rules: tuple[Rule, ...]
    rule: str
    rows: tuple[Held, ...]

    @property
    def passed(self) -> int:
        """How many sets pass by the rule that is used."""
        return next(each.passed for each in self.rules if each.rule == self.rule)

    @property
    def gates(self) -> Gates:
        """The gates in the mean of the accepted sets."""
        rows = tuple(
            Gate(
                **each.model_dump(exclude={"first_missed", "accepted_met"}),
                met=None if each.value is None else each.low <= each.value <= each.high,
            )
            for each in self.rows
        )
        return Gates(self.on, self.version, len(self.seeds), rows)


def read_acceptance(path: Path) -> Acceptance:
    """Return what a run of acceptance wrote; LabError where it is none."""
    try:
        held = Acceptance.model_validate(json.loads(read_bounded(path, MOST_BYTES)))
    except OSError as error:
        raise LabError(f"{path}: {error.strerror or error}; check the plan's acceptance") from None
    except (ValidationError, ValueError) as error:
        told = f"not what `python -m benchmarks.gates.accept` writes ({type(error).__name__})"
        raise LabError(f"{path}: {told}; run it again") from None
    if held.rule not in {each.rule for each in held.rules}:
        raise LabError(f"{path}: its rule {held.rule!r} is none of its rules; run it again")
    return held
