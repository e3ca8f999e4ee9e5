"""Where the words of checks lie, language by language, and what their files hold."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

CHECKS = Path(__file__).parents[1] / "checks"


def file_name(language: str) -> str:
    """Return how the file of a check's words in a language is called."""
    return f"words.{language}.toml"


def file_of(check: str | None, language: str) -> Path | None:
    """Return where the words of a check of this package are, of all checks for None; None for none.

    A name that is none of a check reads no file.
    """
    parts = [] if check is None else check.split(".")
    path = CHECKS.joinpath(*parts, file_name(language))
    known = len(parts) in (0, 2) and all(each.isidentifier() for each in parts) and path.is_file()
    return path if known else None


@cache
def read_words(path: Path) -> Mapping[str, Any]:
    """Return the entries of a file of words."""
    return tomllib.loads(path.read_text(encoding="utf-8"))
