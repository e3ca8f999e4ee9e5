"""What is wrong with what is said of whose records these are?"""

from __future__ import annotations

import re
import zoneinfo
from functools import cache

from tallystick.load.wording import meant, shown

CODES = {
    "jurisdiction": (r"[A-Z]{2}(-[A-Z0-9]{1,3})?", "an ISO 3166 code such as US-MA or KZ"),
    "currency": (r"[A-Z]{3}", "an ISO 4217 code such as USD"),
}


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones() - {"localtime", "Factory"})


def zone_fault(name: str) -> str:
    """Return why `name` is no IANA time zone, and what to write; "" when it is one."""
    zones = _zones()
    if name in zones:
        return ""
    near = meant(name, sorted(zone for zone in zones if "/" in zone))
    if not near.startswith("did"):
        near = 'write an IANA name such as "America/New_York"'
    return f"time_zone: read {shown(name)}; there is no such zone; {near}"


def code_fault(key: str, text: str) -> str:
    """Return why `text` is no code of the kind `key` of `CODES`; "" when it is one."""
    pattern, example = CODES[key]
    return "" if re.fullmatch(pattern, text) else f"{key}: read {shown(text)}; write {example}"
