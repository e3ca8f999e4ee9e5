"""How is a fault of a law pack told, so that its reader knows where, what and what next?"""

from __future__ import annotations

from collections.abc import Iterable

LONGEST_SHOWN = 60


class PackError(Exception):
    """A law pack cannot be used as it stands; `messages` has one line per fault."""

    def __init__(self, messages: Iterable[str]) -> None:
        self.messages = tuple(messages)
        super().__init__("\n".join(self.messages))


class LawError(Exception):
    """What was asked of the law cannot be understood; the message has the next move."""


class SeveralFormsError(LawError):
    """A word may be several substances of a pack; `names` has them in its order."""

    def __init__(self, message: str, names: Iterable[str]) -> None:
        self.names = tuple(names)
        super().__init__(message)


class Faults(list[str]):
    """The faults of one pack so far, in the order in which they were met."""

    def add(self, file: str, row: int | None, words: str) -> None:
        """Note a fault of `file`, at `row` when it has one."""
        self.append(f"{file}{'' if row is None else f' row {row:,}'}: {words}")


def shown(value: object) -> str:
    """Return what was read as a reader may be shown it: quoted, on one line, cut when long."""
    text = f"'{value}'" if isinstance(value, str) else str(value)[:200]
    text = "".join(letter if letter.isprintable() else _escaped(letter) for letter in text)
    if len(text) <= LONGEST_SHOWN:
        return text
    return f"{text[: LONGEST_SHOWN - 10]}... ({len(text):,} characters)"


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")


def listed(names: Iterable[str], most: int = 20) -> str:
    """Return `names` as a list for a message, at most `most` of them."""
    every = list(names)
    more = f" and {len(every) - most:,} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more


def nearest(word: str, known: Iterable[str], offered: Iterable[str] = ()) -> str:
    """Return the next move for an unknown `word`: a near miss, or a list of what there is.

    The list is of `offered`, where those are fewer than all that are known.
    """
    from difflib import get_close_matches

    names = list(dict.fromkeys(known))
    near = get_close_matches(word[:200].casefold(), names, n=2, cutoff=0.6)
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"there is {listed(offered or names)}" if names else "there is none"
