"""What the texts of results and findings are made from, as files hold it beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from tallystick.findings.finding import Finding
from tallystick.findings.keyed_text import KEY, VALUES, KeyedText
from tallystick.findings.named import marked, unmarked
from tallystick.findings.result import Result
from tallystick.findings.run import NotRun

MADE_FROM = "made_from"
"""The name under which files hold it."""
TEXTS = ("aspect", "estimand", "reason", "question", "why")
Record = TypeVar("Record", Result, Finding, NotRun)


def made_from(record: Record) -> dict[str, dict[str, Any]]:
    """Return the key and the values of each text that has them, by the name of its field."""
    texts = {name: getattr(record, name, "") for name in TEXTS}
    return {
        name: {KEY: text.key, VALUES: marked(text.values)}
        for name, text in texts.items()
        if isinstance(text, KeyedText)
    }


def with_made(record: Record, made: Any) -> Record:
    """Return a record as a file held it with its texts marked by what they are made from."""
    said: dict[str, Any] = {
        name: KeyedText(getattr(record, name), each[KEY], unmarked(each[VALUES]))
        for name, each in (made.items() if isinstance(made, Mapping) else ())
        if name in TEXTS and hasattr(record, name) and _is_whole(each)
    }
    return replace(record, **said) if said else record


def _is_whole(each: Any) -> bool:
    return (
        isinstance(each, Mapping)
        and isinstance(each.get(KEY), str)
        and isinstance(each.get(VALUES), Mapping)
    )
