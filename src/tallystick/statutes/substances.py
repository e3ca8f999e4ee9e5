"""Which substance of a law pack does a word mean?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from tallystick.statutes.amounts import PLANTS
from tallystick.statutes.cells import read_rows, read_text
from tallystick.statutes.faults import (
    Faults,
    LawError,
    PackError,
    SeveralFormsError,
    listed,
    nearest,
    shown,
)
from tallystick.statutes.pack import Pack

FILE = Path(__file__).parent / "packs" / "substances.csv"
COLUMNS = ("substance", "also", "covers", "apart")


@dataclass(frozen=True)
class Known:
    """A substance by its UNODC or INCB name, other terms for it, and its names in packs.

    `apart` are those that a word for it may mean as well, and that are asked by their own words.
    """

    name: str
    terms: tuple[str, ...]
    covers: tuple[str, ...]
    apart: tuple[str, ...] = ()


@lru_cache(4096)
def folded(term: str) -> str:
    """Return a term as terms are compared: whole, in small letters, one blank between words."""
    return re.sub(r"[\s_\-]+", " ", term.casefold()).strip()


@cache
def known() -> tuple[Known, ...]:
    """Return the substances that the project knows, whichever pack has them."""
    faults = Faults()
    text = read_text(FILE, FILE.name, faults) or ""
    rows = tuple(
        Known(
            cells.text("substance"),
            tuple(folded(term) for term in (cells.text("substance"), *cells.text("also").split(";"))
                  if term.strip()),
            cells.words("covers"),
            cells.words("apart"),
        )
        for cells in read_rows(text, FILE.name, COLUMNS, faults)
    )  # fmt: skip
    if faults:
        raise PackError(faults)
    return rows


def meant_in(pack: Pack, word: str, *, plants: bool | None = None) -> str | None:
    """Return the substance of `pack` that `word` means; None where the pack holds none of it.

    A word is compared as a whole term: `cannabis` is not `cannabis oil`. `plants` says whether
    plants are counted or grams weighed; None takes either, and weights where there are both.

    Raises
    ------
    LawError
        When no substance has the name, or it may be several of the pack's; the message names them.
    """
    term = folded(word)
    exact = [name for name in pack.substances if term in (folded(name), folded(pack.said(name)))]
    rows = [row for row in known() if term in row.terms]
    own = [name for name, terms in pack.synonyms.items() if term in map(folded, terms)]
    covered = {name for row in rows for name in row.covers}
    found = exact or [name for name in pack.substances if name in covered or name in own]
    if not found:
        if rows:
            return None
        held = [pack.said(name) for name in pack.substances]
        terms = [*held, *(term for row in known() for term in row.terms)]
        raise LawError(f"substance {shown(word)}: {nearest(term, terms, held)}")
    kept = _measured(pack, found, plants)
    if len(kept) > 1:
        raise SeveralFormsError(
            f"substance {shown(word)}: in {pack.name} it may be "
            f"{listed(map(pack.said, kept))}; name one of them",
            kept,
        )
    return kept[0] if kept else None


def apart(pack: Pack, word: str) -> tuple[str, ...]:
    """Return the substances of `pack` that are asked apart from what `word` was taken for."""
    term = folded(word)
    others = {name for row in known() if term in row.terms for name in row.apart}
    exact = {folded(name) for name in pack.substances} | {folded(n) for n in pack.words.values()}
    return tuple(name for name in pack.substances if name in others and term not in exact)


def _measured(pack: Pack, found: list[str], plants: bool | None) -> list[str]:
    counted = {row.substance for row in pack.thresholds if row.unit == PLANTS}
    if plants is None:
        return [name for name in found if name not in counted] or found
    return [name for name in found if (name in counted) == plants]
