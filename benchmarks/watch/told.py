"""What do the worlds that were measured come to, by kind and rule?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.watch.worlds import CLEAN, RULES
from scipy.stats import binomtest

UNITS = 3
"""In so many units of a planted world something is planted."""


def told(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield a table: a row for each kind of world and rule.

    *Any false* is the share of worlds with a finding about a subject in which nothing is planted,
    and the agency is one where nothing is planted at all. *Found* is the share of planted units
    that were found, or one of whose officers was. Ranges are 95 %: exact for worlds, and for units
    by the spread over worlds.
    """
    yield "| world | worlds | seeds | rule | any false finding | planted units found |"
    yield "|---|---|---|---|---|---|"
    for of in sorted({(row["size"], row["act"], row["dose"]) for row in rows}):
        held = [row for row in rows if (row["size"], row["act"], row["dose"]) == of]
        size, act, dose = of
        seeds = [row["seed"] for row in held]
        name = f"{size}, {act}" if act == CLEAN else f"{size}, {act}, dose {dose:g}"
        for rule in RULES:
            yield (
                f"| {name} | {len(held)} | {min(seeds)} to {max(seeds)} | {rule} | "
                f"{_any_false(held, rule)} | {_found(held, rule) if act != CLEAN else '–'} |"
            )


def _unit(row: dict[str, Any], key: Sequence[str]) -> str:
    """The planted unit that a key is about; "" where it is of another, "agency" of none."""
    _, kind, subject, _ = key
    if kind == "agency":
        return "agency"
    units = set(row["officers"].values())
    return row["officers"].get(subject, "") if kind == "officer" else subject * (subject in units)


def _any_false(rows: Sequence[dict[str, Any]], rule: str) -> str:
    def is_false(row: dict[str, Any], key: Sequence[str]) -> bool:
        unit = _unit(row, key)
        return row["act"] == CLEAN or unit == ""

    some = sum(any(is_false(row, key) for key in row["found"][rule]) for row in rows)
    low, high = binomtest(some, len(rows)).proportion_ci()
    return f"{some / len(rows):.2f} ({low:.2f} to {high:.2f})"


def _found(rows: Sequence[dict[str, Any]], rule: str) -> str:
    shares = [
        len({_unit(row, key) for key in row["found"][rule]} - {"", "agency"}) / UNITS
        for row in rows
    ]
    mean = sum(shares) / len(shares)
    spread = sum((share - mean) ** 2 for share in shares) / max(len(shares) - 1, 1)
    error = 1.96 * (spread / len(shares)) ** 0.5
    return f"{mean:.2f} ({max(mean - error, 0):.2f} to {min(mean + error, 1):.2f})"
