"""How is a text from a record made safe to print?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from markupsafe import Markup

UNSHOWN = "\N{REPLACEMENT CHARACTER}"
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
LINE_ENDS = re.compile("\r\n|[\r\n\u2028\u2029]")
ISOLATES = re.compile("[\u2066-\u2069]")
RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
OPEN_ISOLATE, CLOSE_ISOLATE = "\u2068", "\u2069"
# All but a no-break space after a figure, as some languages write between a number and its unit.
LOOSE = re.compile("(?:(?<!\\d)\u00a0|[^\\S\u00a0])+")
PLAIN_PATH = re.compile(r"[A-Za-z0-9_-][\w.-]*(?:/[A-Za-z0-9_-][\w.-]*)*", re.ASCII)


class Told(str):
    """What a check said, in the language of the page; what is made of it stays so."""

    __slots__ = ()


class Foreign(Told):
    """What a check said and no message of the page's language says yet: it stays English."""

    __slots__ = ()


def like(text: str, shown: str) -> str:
    """Return `shown`, which was made of `text`, marked as `text` is."""
    return type(text)(shown) if isinstance(text, Told) else shown


def _on_one_line(text: str) -> str:
    parts = LOOSE.split(text) if isinstance(text, Told) else text.split()
    return " ".join(part for part in parts if part)


def clean(text: str) -> str:
    """Return `text` with control characters and direction overrides made visible."""
    return like(text, CONTROLS.sub(UNSHOWN, text))


def lines(text: str) -> list[str]:
    """Return the lines of `text`, cleaned, as whoever wrote it broke them."""
    return LINE_ENDS.split(clean(text))


def name(text: str, otherwise: str = "") -> str:
    """Return `text` so that it can stand inside a sentence, whichever way it is written."""
    shown = _on_one_line(like(text, ISOLATES.sub(UNSHOWN, clean(text))))
    if not shown:
        return otherwise
    if any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in shown):
        return like(text, f"{OPEN_ISOLATE}{shown}{CLOSE_ISOLATE}")
    return like(text, shown)


def short(text: str, limit: int) -> str:
    """Return `text`, cut at a word near `limit` with an ellipsis when it is longer."""
    shown = _on_one_line(clean(text))
    if len(shown) <= limit:
        return like(text, shown)
    cut = shown[: limit - 1]
    head, space, _ = cut.rpartition(" ")
    kept = (head if space and len(head) > limit // 2 else cut).rstrip(" ,;:.") + "…"
    return like(text, kept)


def sentence(text: str) -> str:
    """Return `text` with a final full stop and a capital, unless a column's name comes first."""
    shown = text.strip()
    if not shown:
        return ""
    ended = shown if shown.endswith((".", "?", "!", "…")) else f"{shown}."
    first = ended.split(maxsplit=1)[0]
    if first.endswith(":") or "_" in first:
        return like(text, ended)
    return like(text, ended[0].upper() + ended[1:])


def heading(text: str) -> str:
    """Return `text` as a sentence without its full stop."""
    return like(text, sentence(text).removesuffix("."))


def joined(parts: Iterable[str]) -> str:
    """Return `parts` side by side, marked as English where one of them is."""
    held = [part for part in parts if part]
    shown = " ".join(held)
    return Foreign(shown) if any(isinstance(part, Foreign) for part in held) else shown


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
