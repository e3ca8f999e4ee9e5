"""What is a watch bound to before its first look?"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from tallystick.findings.bounded import read_bounded
from tallystick.findings.whole_file import write_whole
from tallystick.stats.estimate import LEVEL

FILE, FORMAT = "watch.json", "tallystick-watch/1"
MONTHS = 3
"""How many months a window has."""
MOST_WINDOWS, MOST_BYTES = 80, 4 << 20
Kind = Literal["window", "so_far"]
"""What an audit of a look reads: its quarter alone, or all quarters of the plan so far."""
Record = TypeVar("Record")


class WatchError(Exception):
    """A watch cannot be made, read or looked at; the message says why and what to do."""


@dataclass(frozen=True)
class Declaration:
    """What is declared before the first look; none of it can change after.

    Parameters
    ----------
    name, engagement, engagement_sha256
        Of the engagement; the path and the SHA-256 of its file.
    first_day
        Of the first window: the first day of a month.
    windows
        How many quarters are planned.
    alpha
        The error of the whole watch, in equal parts for each audit of the plan.
    checks
        The names of those that are asked.
    """

    name: str
    engagement: str
    engagement_sha256: str
    first_day: date
    windows: int
    alpha: float
    checks: tuple[str, ...]
    format: str = FORMAT

    def __post_init__(self) -> None:
        """Refuse what cannot be a plan. ValueError, with what to give."""
        if self.format != FORMAT:
            raise ValueError(f"format: not {FORMAT}; read it with the version that wrote it")
        if not 0 < self.alpha <= LEVEL:
            raise ValueError(f"--alpha {self.alpha:g}: above 0 and at most {LEVEL}; 0.05 is usual")
        if not 1 <= self.windows <= MOST_WINDOWS:
            raise ValueError(f"--quarters {self.windows}: from 1 to {MOST_WINDOWS}; 12 is usual")
        if self.first_day.day != 1:
            raise ValueError(
                f"--from {self.first_day}: the first day of a month, such as "
                f"{self.first_day.replace(day=1)}"
            )
        if not self.checks:
            raise ValueError("--only: no check is left to ask")

    @property
    def audit_alpha(self) -> float:
        """The error of each audit: of each quarter, and from the second on of all so far."""
        return self.alpha / (2 * self.windows - 1)

    def days(self, number: int, windows: int = 1) -> tuple[date, date]:
        """Return the first and the last day of the `windows` windows that end with a number."""
        after = months_on(self.first_day, MONTHS * number)
        return months_on(after, -MONTHS * windows), after - timedelta(days=1)

    def due(self, number: int) -> dict[Kind, tuple[date, date]]:
        """Return the audits of a look, by their kind, and the days of each."""
        due: dict[Kind, tuple[date, date]] = {"window": self.days(number)}
        return due if number == 1 else {**due, "so_far": self.days(number, number)}


def months_on(day: date, months: int) -> date:
    """Return the first day of a month so many months later."""
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def write_declared(folder: Path, declared: Declaration) -> None:
    """Make the folder of a watch; WatchError where something lies there."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise WatchError(f"{folder}: it is not empty; choose another --out")
    write_json(folder / FILE, asdict(declared))


def read_declared(folder: Path) -> Declaration:
    """Return what a watch declared; WatchError where the folder holds no watch."""
    return read_checked(folder / FILE, Declaration)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def read_checked(path: Path, kind: Callable[..., Record] | Any) -> Record:
    """Return what `path` holds as `kind`; WatchError where it is something else."""
    try:
        held: Record = _adapter(kind).validate_json(read_bounded(path, MOST_BYTES))
    except OSError as error:
        raise WatchError(
            f"{path}: {error.strerror or error}; give a folder that `tallystick watch init` made"
        ) from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        at = ".".join(map(str, first["loc"])) or "the file"
        raise WatchError(
            f"{path}: {at}: {first['msg']}; it is not what the program wrote: put back a copy"
        ) from None
    return held


def write_json(path: Path, value: Any) -> None:
    """Write a JSON file whole."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str, allow_nan=False)
    write_whole(path, f"{text}\n".encode())
