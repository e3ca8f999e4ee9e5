"""How does one test of many places tell all their faults at once?"""

from __future__ import annotations

import os
from collections.abc import Iterable


def no_fault(faults: Iterable[str], mend: str) -> None:
    """Fail with every fault, each its place and rule, with what mends them and the test to run."""
    found = list(faults)
    test = os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0]
    told = [f"{len(found)} faults", *found, f"To mend: {mend}", f"To see: pytest {test}"]
    assert not found, "\n".join(told)
