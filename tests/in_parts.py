"""How is a check made whose large relations are taken in parts of so many reports?"""

from __future__ import annotations

from dataclasses import replace

from tallystick.checks import Check


def in_parts(check: Check, each: int) -> Check:
    """Return the check with `each` reports in a part; 0 for all at once."""
    shares = (
        replace(share, parts=replace(share.parts, each=each))
        if share.parts is not None and share.parts.each
        else share
        for share in check.shares
    )
    return replace(check, shares=tuple(shares))
