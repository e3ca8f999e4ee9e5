"""What must be said of the law on which findings rest?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tallystick.checks.outcomes.graver import in_force
from tallystick.tables import Law

RESTS = "Rows of the law on which this rests are not sure ({}): read the law itself before use."
PACK = (
    "The law is that of the pack of {}, as of the day of the deed; what it does not hold was not "
    "judged."
)


def unsure(law: Law, articles: Iterable[int], amounts: Iterable[int] = ()) -> list[str]:
    """Name each row among those places whose word on how sure it is must be said."""
    rows: list[Any] = [in_force(law)[at] for at in articles if at >= 0]
    rows += [law.amounts[at] for at in amounts if at >= 0]
    return list(dict.fromkeys(each.named for each in rows if each.must_be_said))


def reserves_of(law: Law, articles: Iterable[int]) -> list[str]:
    """The sentences that the pack wants said of the acts of these articles."""
    acts = {act for at in articles if at >= 0 for act in in_force(law)[at].acts}
    return [each.text for each in law.reserves if not each.acts or acts & set(each.acts)]


def caveats_of(detail: Mapping[str, Any]) -> tuple[str, ...]:
    """The caveats of a result about charges: what is not sure, and what the pack wants said."""
    rests = (RESTS.format("; ".join(detail["unsure"])),) if detail["unsure"] else ()
    return (*rests, PACK.format(detail["law"]), *(f"{text}." for text in detail["reserves"]))
