"""What a file may fill: its tables, their columns and keys, and what only a person can settle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tallystick.propose.choices import Choice, Open
from tallystick.propose.look import Look

Doubt = Open


@dataclass(frozen=True)
class TableProposal:
    """One table that a file may fill: its columns by name, and what only a person can settle.

    `twice` asks whether another file tells of the same events; `instead` is the table that this
    one fills if so. `beside` has the keys that stand beside ``source``, such as ``period``.
    """

    table: str
    columns: dict[str, Choice]
    doubts: tuple[Doubt, ...] = ()
    remark: str = ""
    twice: str = ""
    instead: str = ""
    beside: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FileProposal:
    """What a file may fill, and its columns that fill nothing."""

    look: Look
    tables: tuple[TableProposal, ...]
    unused: tuple[str, ...]
