"""Fill the places of a page that is partly built: lines such as ``<!-- built: NAME -->``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
MARK = re.compile(r"^<!-- built: (\S+) -->$", re.MULTILINE)


class UnfilledError(ValueError):
    """A page has a place that nothing fills, or lacks the place of a part."""


def filled(text: str, parts: Mapping[str, str]) -> str:
    """Return the page with each part in its place.

    Raises
    ------
    UnfilledError
        When the names of the places are not those of the parts, each once.
    """
    places = MARK.findall(text)
    if sorted(places) != sorted(parts):
        raise UnfilledError(
            f"places {', '.join(sorted(places)) or 'none'}; parts {', '.join(sorted(parts))}"
        )
    return MARK.sub(lambda place: parts[place.group(1)], text)


def page_of_docs(name: str, parts: Mapping[str, str]) -> str:
    """Return a page of docs/ by its name, filled."""
    return filled((DOCS / name).read_text(encoding="utf-8"), parts)
