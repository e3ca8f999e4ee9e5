"""What must be said of the law on which findings rest?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tallystick.checks.shared.charge_severity import in_force
from tallystick.tables import Amount, Article, Law

RESTS = "Rows of the law on which this rests are not sure ({}): read the law itself before use."
PART = "The {} of {} is from memory: read the law itself before use."
PACK = (
    "The law is that of the pack of {}, as of the day of the deed; what it does not hold was not "
    "judged."
)


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
    rests = (RESTS.format("; ".join(detail["unsure"])),) if detail["unsure"] else ()
    parts = (PART.format(part, "; ".join(rows)) for part, rows in detail["from_memory"].items())
    said = (f"{text}." for text in detail["reserves"])
    return (*rests, *parts, PACK.format(detail["law"]), *said)
