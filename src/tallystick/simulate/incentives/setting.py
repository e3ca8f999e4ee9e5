"""A frozen group of settings of a world file, which refuses keys that it does not know."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Setting(BaseModel):
    """A frozen group of settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)
