"""What does a TOML file hold, and why can it not be read?"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tallystick.load.faults import Reader, shown_key
from tallystick.load.wording import InputError, first_line, nearest, shown

LARGEST_FILE = 8 << 20
DEEPEST = 32
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*"""
# The parser takes time by the square of a key's parts.
_LONG_KEY = re.compile(rf"(?:^|[\[{{,])[ \t]*(?:{_PART}\.[ \t]*){{{DEEPEST}}}", re.MULTILINE)


@dataclass(frozen=True)
class TomlFile:
    """What a TOML file holds, and the SHA-256 and the size of the bytes that were read."""

    content: dict[str, Any] = field(default_factory=dict)
    sha256: str = ""
    size: int = 0


def read_toml(path: Path, what: str = "engagement") -> dict[str, Any]:
    """Return what the file at `path` holds; InputError, with the next move, when it cannot be read.

    `what` is the kind of file that it should be; numbers with a point are exact decimals.
    """
    return read_toml_file(path, what).content


def read_toml_file(path: Path, what: str = "engagement") -> TomlFile:
    """Return the content of the file at `path` with its SHA-256; InputError as `read_toml`."""
    raw = _bytes(path, what)
    return TomlFile(_parsed(raw, path), hashlib.sha256(raw).hexdigest(), len(raw))


def _bytes(path: Path, what: str) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise InputError(_unopened(path, error, what)) from None
    if len(raw) > LARGEST_FILE:
        raise InputError(f"{path.name}: it is larger than 8 MiB; is it the {what} file?")
    return raw


def _parsed(raw: bytes, path: Path) -> dict[str, Any]:
    try:
        text = raw.decode("utf-8-sig")
        _refuse_long_key(path, text)
        content = tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path.name}: byte {error.start:,} is not UTF-8; TOML is always UTF-8; save the file "
            "in that encoding"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"{path.name}: it is not valid TOML: {error}; correct that place"
        ) from None
    except RecursionError:
        raise InputError(f"{path.name}: it nests values too deep; take the deepest out") from None
    except (ValueError, ArithmeticError) as error:
        raise InputError(
            f"{path.name}: it is not valid TOML: {first_line(error)}; correct that value"
        ) from None
    _refuse_deep(path, content)
    return content


def _refuse_long_key(path: Path, text: str) -> None:
    if long := _LONG_KEY.search(text):
        line = text.count("\n", 0, long.end()) + 1
        raise InputError(
            f"{path.name}: line {line:,}: a key has more than {DEEPEST} parts; write a shorter key"
        )


def _refuse_deep(path: Path, content: dict[str, Any]) -> None:
    """InputError where a value lies too deep for what reads it, level by level."""
    level: list[tuple[str, Any]] = [("", content)]
    for _ in range(DEEPEST):
        level = [
            (top or key, inner)
            for top, value in level
            for key, inner in (
                value.items() if isinstance(value, dict) else (("", each) for each in value)
            )
            if isinstance(inner, dict | list)
        ]
    if level:
        raise InputError(
            f"{path.name}: {shown_key(level[0][0])}: its values nest more than {DEEPEST} levels; "
            "take the deepest out"
        )


def refuse_nul(reader: Reader, value: Any, key: str = "") -> None:
    """Note a fault for each text, at whatever depth of `value`, that holds a NUL."""
    if isinstance(value, dict):
        for name, inner in value.items():
            path = f"{key}.{shown_key(name)}".lstrip(".")
            refuse_nul(reader, name, path)
            refuse_nul(reader, inner, path)
    elif isinstance(value, list):
        for inner in value:
            refuse_nul(reader, inner, key)
    elif isinstance(value, str) and "\0" in value:
        reader.fault(f"{key}: read {shown(value)}; text holds no NUL; take it out")


def _unopened(path: Path, error: Exception, what: str) -> str:
    if isinstance(error, FileNotFoundError):
        try:
            names = [each.name for each in path.parent.iterdir() if each.suffix == ".toml"]
        except OSError:
            names = []
        near = nearest(path.name, names) or names[:3]
        hint = f"did you mean {' or '.join(map(shown, near))}?" if near else "check the path"
        return f"{shown(str(path))}: there is no such file; {hint}"
    if isinstance(error, IsADirectoryError):
        return f"{shown(str(path))}: it is a folder; give the {what}'s .toml file in it"
    return f"{shown(str(path))}: it cannot be opened: {first_line(error)}; check the path"
