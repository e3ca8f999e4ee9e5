"""Texts, values and comments as TOML writes them, whatever they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tallystick.load.wording import one_line

WIDTH = 96
BARE = re.compile(r"[a-z_]+")


def mapping_text(mapping: Mapping[str, Any]) -> str:
    """Return a mapping as the file writes it: a column that is read as it is by its name alone."""
    if list(mapping) == ["column"]:
        return quoted(mapping["column"])
    return value_text(mapping)


def value_text(value: Any) -> str:
    """Return a value as TOML writes it, on one line."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {value_text(each)}" for key, each in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(value_text(each) for each in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    return quoted(value) if isinstance(value, str) else str(value)


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else quoted(key)


def toml_block(name: str, entry: Mapping[str, Any]) -> str:
    """Return one entry of an array of tables, ``[[name]]``."""
    lines = [f"{_key(key)} = {value_text(value)}" for key, value in entry.items()]
    return "\n".join([f"[[{name}]]", *lines, ""])


def quoted(text: str) -> str:
    """Return `text` as a basic string of TOML, whatever it holds."""
    kept = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in kept) + '"'


def comment(text: str) -> Iterator[str]:
    """Yield `text` as comment lines: what records hold cannot end a comment."""
    line = "#"
    for word in one_line(text).split(" "):
        if len(line) + 1 + len(word) > WIDTH and line != "#":
            yield line
            line = "#  "
        line += f" {word}"
    yield line
