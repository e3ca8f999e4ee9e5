"""Which keys may a change file hold, and of what type is each?"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from tallystick.load.shapes import Block, Exact, Text, Texts


def _pair(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Count = Annotated[int, Field(ge=0, le=1_000_000)]
Pair = Annotated[tuple[Count, Count], BeforeValidator(_pair)]
ExactPair = Annotated[tuple[Exact, Exact], BeforeValidator(_pair)]


class ChangeBlock(Block):
    """``[change]``: what is imagined, and for which days."""

    name: Text
    from_: date = Field(alias="from")
    to: date | None = None
    law_on: date | None = None
    period: Text = "month"
    jurisdiction: Text | None = None


class MovedBlock(Block):
    """``[[lines]]``: a line that moves."""

    line: Text
    value: Exact
    unit: Text = "g"
    inclusive: bool | None = None
    was: Exact | None = None
    substance_code: Text | None = None
    stage: Text | None = None
    below_days: Pair | None = None
    above_days: Pair | None = None
    below_code: Text | None = None
    above_code: Text | None = None


class ActBlock(Block):
    """``[[acts]]``: conduct that is no crime any more."""

    to: Text
    name: Text | None = None
    offense_code: Texts | None = None
    article: Text | None = None
    today_days: Pair | None = None
    arrest_days: Pair = (0, 0)
    fine: ExactPair | None = None
    fine_unit: Text | None = None
    community_hours: Pair | None = None
