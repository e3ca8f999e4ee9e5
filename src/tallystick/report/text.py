"""How is a text from a record made safe to print?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from markupsafe import Markup

UNSHOWN = "\N{REPLACEMENT CHARACTER}"
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
ISOLATES = re.compile("[\u2066-\u2069]")
RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
OPEN_ISOLATE, CLOSE_ISOLATE = "\u2068", "\u2069"
PLAIN_PATH = re.compile(r"[A-Za-z0-9_-][\w.-]*(?:/[A-Za-z0-9_-][\w.-]*)*", re.ASCII)


def clean(text: str) -> str:
    """Return `text` with control characters and direction overrides made visible."""
    return CONTROLS.sub(UNSHOWN, text)


def name(text: str, otherwise: str = "") -> str:
    """Return `text` so that it can stand inside a sentence, whichever way it is written."""
    shown = " ".join(ISOLATES.sub(UNSHOWN, clean(text)).split())
    if not shown:
        return otherwise
    if any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in shown):
        return f"{OPEN_ISOLATE}{shown}{CLOSE_ISOLATE}"
    return shown


def short(text: str, limit: int) -> str:
    """Return `text`, cut at a word near `limit` with an ellipsis when it is longer."""
    shown = " ".join(clean(text).split())
    if len(shown) <= limit:
        return shown
    cut = shown[: limit - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > limit // 2 else cut).rstrip(" ,;:.") + "…"


def sentence(text: str) -> str:
    """Return `text` with a final full stop and a capital, unless a column's name comes first."""
    shown = text.strip()
    if not shown:
        return ""
    ended = shown if shown.endswith((".", "?", "!", "…")) else f"{shown}."
    first = ended.split(maxsplit=1)[0]
    if first.endswith(":") or "_" in first:
        return ended
    return ended[0].upper() + ended[1:]


def listed(items: Iterable[str], conjunction: str) -> str:
    """Return `items` as "a, b and c"."""
    *rest, last = list(items) or [""]
    return f"{', '.join(rest)} {conjunction} {last}" if rest else last


def css_string(text: str) -> Markup:
    """Return `text` as a quoted CSS string that can end neither itself nor its style element."""
    plain = " ".join(clean(text).split())
    escaped = "".join(
        letter
        if letter.isascii() and (letter.isalnum() or letter == " ")
        else f"\\{ord(letter):x} "
        for letter in plain
    )
    return Markup(f'"{escaped}"')


def is_plain_path(path: str) -> bool:
    """Whether `path` lies below its folder and can be nothing but a relative path."""
    return PLAIN_PATH.fullmatch(path) is not None


def finalize(value: object) -> object:
    """Return what a template prints for `value`: texts cleaned, nothing for None."""
    if isinstance(value, Markup):
        return value
    return clean(value) if isinstance(value, str) else value
