"""How is an error in the input told, so that its reader knows where, what and what next?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


class InputError(Exception):
    """The engagement file or what it points at cannot be read as it stands.

    Attributes
    ----------
    messages
        One paragraph per fault, each with the file, the row or key, what was read, the rule and
        the next move. ``str()`` joins them by a newline.
    """

    def __init__(self, messages: str | Iterable[str]) -> None:
        given = (messages,) if isinstance(messages, str) else tuple(messages)
        self.messages: tuple[str, ...] = tuple(one_line(message) for message in given)
        super().__init__("\n".join(self.messages))


def one_line(text: str) -> str:
    """Return `text` as one paragraph: control characters escaped, ends trimmed."""
    return "".join(letter if letter.isprintable() else _escaped(letter) for letter in text).strip()


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")


def first_line(error: BaseException, limit: int = 200) -> str:
    """Return what another library said, without what it adds on further lines."""
    said = str(error).strip().splitlines() or [type(error).__name__]
    return one_line(said[0])[:limit].rstrip(".")


def shown(value: object, limit: int = 60) -> str:
    """Return `value` as a reader may be shown it: quoted, on one line, at most `limit` long."""
    text = one_line(f"'{value}'" if isinstance(value, str) else _plain(value))
    return text if len(text) <= limit else f"{text[: limit - 10]}... ({len(text):,} characters)"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return f"a table of {len(value)} keys"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, int) and value.bit_length() > 1000:
        return "a very large integer"
    return str(value)


def nearest(word: str, known: Sequence[str], count: int = 3) -> list[str]:
    """Return the `known` words that `word` may have been meant for, best first."""
    folded: dict[str, str] = {}
    for name in known:
        folded.setdefault(_folded(name), name)
    near = difflib.get_close_matches(_folded(word), folded, n=count, cutoff=0.6)
    return [folded[name] for name in near]


def _folded(word: str) -> str:
    return word[:200].casefold().strip().replace("-", "_").replace(" ", "_")


def meant(word: str, known: Sequence[str], *, what: str = "write one of") -> str:
    """Return the next move for an unknown `word`: a near miss, or the list of what there is."""
    near = nearest(word, known)
    if near:
        return f"did you mean {' or '.join(shown(name) for name in near)}?"
    if not known:
        return "there is none to choose from"
    listed = ", ".join(shown(name) for name in known[:12])
    more = f" and {len(known) - 12:,} more" if len(known) > 12 else ""
    return f"{what} {listed}{more}"
