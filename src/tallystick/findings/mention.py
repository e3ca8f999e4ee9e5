"""Where in the words of a finding does a name stand?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NameKind = Literal["unit", "officer", "any"]


@dataclass(frozen=True)
class Mention:
    """A stretch of a finding's words that was taken from the records, and what it names.

    `part` is a field of the finding, with a number where it holds several (``caveats.0``) or a
    field of its picture (``picture.caption``); `start` and `end` count its characters. `kind` is
    ``unit`` or ``officer``, or ``any`` for a text of the records that may hold such a name.
    """

    part: str
    start: int
    end: int
    kind: NameKind
    name: str
