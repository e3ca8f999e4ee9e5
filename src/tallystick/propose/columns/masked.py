"""Cells that the publisher of an export has blacked out: no name, no number and no word."""

from __future__ import annotations

import re
from collections.abc import Sequence

WORDS = r"redacted|masked|anonymi[sz]ed|anonimizado|tachado|omissis|обезличено|скрыто"
IN_BRACKETS = rf"{WORDS}|withheld|suppressed|confidential|removed|hidden"
"""What is a mask in brackets, and without them may tell how a case ended."""
WHOLE = re.compile(
    rf"\W*({WORDS})\W*|[\[(<{{]\s*({IN_BRACKETS})\s*[\])>}}]|[*#•█■]{{2,}}|x{{3,}}([-/. ]x{{2,}})*",
    re.IGNORECASE,
)
PART = re.compile(
    r"(?<!\w)(x{3,}(?![a-z])|[*•█■]{2,})|(?<=[a-z])[*•█■]{3,}|#{3,}(?=.*\d)", re.IGNORECASE
)
"""Behind digits it is no mask: blocks of streets are told as ``12XX MAIN ST``."""
MOSTLY = 0.5


def is_masked(cells: Sequence[str]) -> bool:
    """Return whether most cells are blacked out, wholly or in part: ``***``, ``XXX-XX-1234``."""
    masked = sum(bool(WHOLE.fullmatch(cell) or PART.search(cell)) for cell in cells)
    return bool(cells) and masked > MOSTLY * len(cells)


def is_mask(cell: str) -> bool:
    """Return whether nothing of a cell is left to read, so that it is an empty one."""
    return WHOLE.fullmatch(cell) is not None
