"""What must be said of the law on which findings rest?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tallystick.checks.shared.charge_severity import in_force
from tallystick.findings.words import words_beside
from tallystick.tables import Amount, Article, Law

say = words_beside(__file__).say


def unsure(law: Law, articles: Iterable[int], amounts: Iterable[int] = ()) -> list[str]:
    """Name each row among those places whose word on how sure it is must be said."""
    rows = _rows(law, articles, amounts)
    return list(dict.fromkeys(each.named for each in rows if each.must_be_said))


def from_memory(
    law: Law, articles: Iterable[int], amounts: Iterable[int] = ()
) -> dict[str, list[str]]:
    """Name the rows among those places by what is from memory in them, while the rest was read."""
    found: dict[str, list[str]] = {}
    for row in _rows(law, articles, amounts):
        for part in row.from_memory:
            found.setdefault(part, []).append(row.named)
    return {part: list(dict.fromkeys(names)) for part, names in found.items()}


def _rows(law: Law, articles: Iterable[int], amounts: Iterable[int]) -> list[Amount | Article]:
    held = in_force(law)
    return [
        *(held[at] for at in articles if at >= 0), *(law.amounts[at] for at in amounts if at >= 0)
    ]  # fmt: skip


def reserves_of(law: Law, articles: Iterable[int]) -> list[str]:
    """The sentences that the pack wants said of the acts of these articles."""
    acts = {act for at in articles if at >= 0 for act in in_force(law)[at].acts}
    return [each.text for each in law.reserves if not each.acts or acts & set(each.acts)]


def caveats_of(detail: Mapping[str, Any]) -> tuple[str, ...]:
    """The caveats of a result about charges: what is not sure, and what the pack wants said."""
    unsure, parts = detail["unsure"], detail["from_memory"].items()
    return (
        *([say("shared.law_rests", rows="; ".join(unsure))] if unsure else ()),
        *(say("shared.law_part", part=part, rows="; ".join(rows)) for part, rows in parts),
        say("shared.law_pack", country=detail["law"]),
        *(f"{text}." for text in detail["reserves"]),
    )
