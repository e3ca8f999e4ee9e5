"""Which published figures does the model meet, as a run of the gates wrote it down?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from tallystick.findings.bounded import read_bounded
from tallystick.lab.levels import LabError

FILE, MOST_BYTES, NOTE = "gates.json", 1 << 20, "note"


class Gate(BaseModel):
    """One gate: what is published, between what the worlds must lie, and where they do."""

    gate: str
    role: Literal["F", "V", "note"]
    what: str
    published: str
    low: float
    high: float
    value: float | None
    met: bool | None


@dataclass(frozen=True)
class Gates:
    """A run of the gates: the day, the version, how many seeds, and a row for each gate."""

    on: str
    version: str
    seeds: int
    rows: tuple[Gate, ...]

    @property
    def held(self) -> tuple[Gate, ...]:
        """The gates that were measured; notes are none."""
        return tuple(each for each in self.rows if each.role != NOTE and each.met is not None)

    @property
    def missed(self) -> tuple[Gate, ...]:
        """Those that are missed."""
        return tuple(each for each in self.held if not each.met)

    @property
    def met(self) -> frozenset[str]:
        """The names of those that are met."""
        return frozenset(each.gate for each in self.held if each.met)


def read_gates(folder: Path, given: Path | None) -> Gates | None:
    """Return the gates of a file, by default ``gates.json`` of the folder; None where none is.

    LabError where the file cannot be read, or is not what the gates write.
    """
    path = given or folder / FILE
    if given is None and not path.exists():
        return None
    try:
        held: dict[str, Any] = json.loads(read_bounded(path, MOST_BYTES))
        rows = tuple(Gate.model_validate(each) for each in held["rows"])
        version, seeds = held["versions"]["tallystick"], int(held["seeds"]["number"])
        return Gates(str(held["on"]), str(version), seeds, rows)
    except OSError as error:
        raise LabError(f"{path}: {error.strerror or error}; give a file of `make gates`") from None
    except (ValidationError, ValueError, KeyError, TypeError):
        raise LabError(f"{path}: not what `make gates` writes; run it again") from None
