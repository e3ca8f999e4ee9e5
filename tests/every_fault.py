"""How does one test of many places tell all their faults at once?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Place = TypeVar("Place")


def no_fault(faults: Iterable[str], mend: str) -> None:
    """Fail with every fault, each its place and rule, with what mends them and the test to run."""
    found = list(faults)
    test = os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0]
    told = [f"{len(found)} faults", *found, f"To mend: {mend}", f"To see: pytest {test}"]
    assert not found, "\n".join(told)


def holds_of_each(
    rule: Callable[[Place], None],
    places: Iterable[Place],
    mend: str,
    name: Callable[[Place], str] = str,
) -> None:
    """Assert a rule of each place, and fail with all places of which it does not hold.

    An exception in a rule is a fault of its place too. ValueError when there is no place.
    """
    held = list(places)
    if not held:
        raise ValueError(f"{rule.__name__}: no place to hold it of")
    no_fault(broken(rule, held, name), mend)


def broken(
    rule: Callable[[Place], None], places: list[Place], name: Callable[[Place], str]
) -> Iterator[str]:
    for place in places:
        try:
            rule(place)
        except AssertionError as raised:
            yield f"{name(place)}: {rule.__name__}: {raised}"
        except Exception as raised:
            yield f"{name(place)}: {rule.__name__}: {type(raised).__name__}: {raised}"
