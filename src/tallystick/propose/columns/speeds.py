"""In which unit speeds are, as the limits posted beside them tell."""

from __future__ import annotations

from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of

LEAST_LIMITS, ODD_FIVES, MOST_MILES, LEAST_KILOMETRES = 20, 0.2, 85, 90


def unit_of_limits(look: Look) -> str | None:
    """Return the unit of the speed limits that a column holds; None where none tells.

    Limits in miles an hour are as often 25, 35 or 45 as 30, 40 or 50; limits in kilometres an hour
    are tens, some of them above 85.
    """
    for header in look.header:
        if not {"speed", "limit"} <= facets_of(header):
            continue
        read = [each.split(".")[0] for each in look.column(header)]
        limits = [int(each) for each in read if each.isdigit() and int(each) > 0]
        if len(limits) < LEAST_LIMITS or any(each % 5 for each in limits):
            continue
        odd = sum(each % 10 == 5 for each in limits)
        if odd > ODD_FIVES * len(limits) and max(limits) <= MOST_MILES:
            return "[mi_i]/h"
        if not odd and max(limits) >= LEAST_KILOMETRES:
            return "km/h"
    return None
