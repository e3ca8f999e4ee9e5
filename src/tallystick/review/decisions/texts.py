"""Texts of a decision, each with its name, as the one text of an entry."""

from __future__ import annotations

import json
from collections.abc import Mapping

NAMES = (
    "cause", "document", "explains", "wrong", "source", "to", "basis", "sent", "waits_for",
    "by", "text", "checked_by", "changed",
)  # fmt: skip


def packed(texts: Mapping[str, str]) -> str:
    """Return named texts as one; those that are empty are left out."""
    return json.dumps({name: texts[name] for name in NAMES if texts.get(name)}, ensure_ascii=False)


def unpacked(text: str) -> dict[str, str]:
    """Return the texts of one that was packed; of any other, itself under the name ""."""
    try:
        held = json.loads(text) if text.startswith("{") else None
    except ValueError:
        held = None
    if (
        isinstance(held, dict)
        and held
        and all(name in NAMES and isinstance(value, str) for name, value in held.items())
    ):
        return held
    return {"": text} if text else {}
