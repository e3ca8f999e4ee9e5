"""Which mask does each name wear, the same one everywhere, in an order that tells nothing?

Masks are numbered in the order of a hash that nobody can make without the key of the run, so that
a number says nothing of a name, of an alphabet or of a result.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

# What a name is of, and how its mask begins.
KINDS = {
    "unit": "Unit", "officer": "Officer", "badge": "Badge", "holder": "Holder", "source": "Source"
}  # fmt: skip
HIDDEN = "…"
WORD = re.compile(r"[^\W_]+")
Name = tuple[str, str]


@dataclass(frozen=True)
class Mask:
    """The mask of every name, by its kind and the name as the records hold it.

    Names of the kinds in `shown` stay, but for those whose mask says otherwise.
    """

    masks: Mapping[Name, str]
    shown: frozenset[str] = frozenset()
    _starts: dict[str, list[tuple[tuple[str, ...], Name]]] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )
    # The same words come again and again: names of numbers, reasons, estimands.
    _said: dict[str, str] = field(init=False, default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Sort the names by their first word, the longest first."""
        for kind, name in sorted(self.masks):
            words = tuple(each.casefold() for each in WORD.findall(name))
            if words and kind != "source":
                self._starts.setdefault(words[0], []).append((words, (kind, name)))
        for held in self._starts.values():
            held.sort(key=lambda each: (-len(each[0]), list(KINDS).index(each[1][0]), each[1][1]))

    @classmethod
    def of(cls, names: Iterable[Name], key: bytes, before: Mask | None = None) -> Mask:
        """Return the masks of `names`; those of `before` stay, and others are numbered after."""
        masks = dict(before.masks) if before else {}
        held = set(names)
        for kind in KINDS:
            new = {name for of, name in held if of == kind and name} - {
                name for of, name in masks if of == kind
            }
            title, known = _title(kind, held | set(masks)), sum(of == kind for of, _ in masks)
            for number, name in enumerate(sorted(new, key=lambda each: _hashed(key, each)), 1):
                masks[kind, name] = f"{title} {known + number}"
        return cls(masks)

    def exact(self, kind: str, name: str) -> str:
        """Return the mask of a whole name; a holder who is an officer wears the officer's."""
        if not name:
            return name
        if kind == "holder" and ("officer", name) in self.masks:
            kind = "officer"
        return self.masks.get((kind, name), name if kind in self.shown else _unknown(kind))

    def number(self, kind: str, mask: str) -> int:
        """Return the number of a mask, by which rows are put in order; 0 where none is worn."""
        digits = mask.rpartition(" ")[2] if kind in KINDS.keys() - self.shown else ""
        return int(digits) if digits.isdecimal() else 0

    def in_code(self, text: str) -> str:
        """Return an identifier or a path with every name in it hidden, word by word.

        A name without a letter is left out and not put by its mask: a number in a number may be
        something else, and must not say that it is somebody.
        """
        return self._replaced(text, self._mask_of)

    def in_words(self, text: str) -> str:
        """Return a sentence with those names masked that can be nothing else in it.

        Those of several words, or of letters and digits: a unit called "A" or "the" stays.
        """
        if text not in self._said:
            self._said[text] = self._replaced(
                text, lambda name: self._mask_of(name) if telling(name[1]) else None
            )
        return self._said[text]

    def names_in(self, text: str) -> Iterator[Name]:
        """Yield every name that stands in `text` as words of its own."""
        for _, _, name in self._found(text):
            yield name

    def _mask_of(self, name: Name) -> str | None:
        if self.masks[name] == name[1]:
            return None
        lettered = name[0] in self.shown or any(each.isalpha() for each in name[1])
        return self.masks[name] if lettered else HIDDEN

    def _replaced(self, text: str, mask: Callable[[Name], str | None]) -> str:
        said, at = "", 0
        for start, end, name in self._found(text):
            put = mask(name)
            if put is not None:
                said, at = said + text[at:start] + put, end
        return said + text[at:]

    def _found(self, text: str) -> Iterator[tuple[int, int, Name]]:
        """Every stretch of words that is a name, the longest at each place, from the left."""
        words = list(WORD.finditer(text))
        folded = [each[0].casefold() for each in words]
        place = 0
        while place < len(words):
            for own, name in self._starts.get(folded[place], ()):
                if tuple(folded[place : place + len(own)]) == own:
                    yield words[place].start(), words[place + len(own) - 1].end(), name
                    place += len(own) - 1
                    break
            place += 1

    @cached_property
    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """Kind, mask and name of everything that is masked, in the order of the masks."""
        order = list(KINDS)
        held = [(kind, mask, name) for (kind, name), mask in self.masks.items()]
        return tuple(sorted(held, key=lambda each: (order.index(each[0]), self.number(*each[:2]))))


def _unknown(kind: str) -> str:
    return f"{KINDS[kind]} {HIDDEN}"


def _title(kind: str, names: Iterable[Name]) -> str:
    """How masks begin: not as names do, or a mask would be taken for the name of another."""
    title = KINDS[kind]
    numbered = re.compile(rf"{title}\W*[0-9]+", re.IGNORECASE)
    taken = any(of == kind and numbered.fullmatch(name.strip()) for of, name in names)
    return f"Masked {title.lower()}" if taken else title


def telling(name: str) -> bool:
    """Whether a name can be nothing else where it stands in a sentence."""
    words = WORD.findall(name)
    letters, digits = any(map(str.isalpha, name)), any(map(str.isdigit, name))
    return letters and (digits or len(words) > 1)


def _hashed(key: bytes, name: str) -> bytes:
    return hmac.digest(key, name.encode("utf-8", "surrogatepass"), hashlib.sha256)
