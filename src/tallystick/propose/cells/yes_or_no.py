"""What tells yes or no by other words: an arrest by *Y*, a find by what was found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tallystick.load.value_shape import words
from tallystick.propose.cells.code_words import NOT, YES_NO, meaning_of
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.folded import tokens

MOST_KINDS = 60
"""How many kinds of finds or of searches there may be."""
MOST_KINDS_OF_ARREST = 10
_ARRESTED = {"yes": "arrest", "no": "none"}
LISTED = re.compile(r"\s*[|;,/]\s*")
Read = tuple[dict[str, str], str | None, str, str]
"""What values mean, what all others do, how it is known, and a remark."""
CODES, NO_CODE, NEITHER = {"0", "1", "2"}, "2", "0"
"""Codes of which 1 is yes and 2 no, as of surveys; 0 where the question does not arise."""


def read_yes_or_no(name: str, header: str, cells: Sequence[str]) -> Read | None:
    """Return how a coded column is read that tells yes or no in its own words; None for others."""
    different = sorted(set(cells))
    if name == "clearance" and "arrested" in facets_of(header):
        return _of_arrests(different)
    if name == "origin":
        return _of_beginning(header, different)
    if name not in YES_NO:
        return None
    if NO_CODE in different and CODES.issuperset(different):
        codes = {"1": "yes", "2": "no", "0": ""}
        return {each: codes[each] for each in different}, None, "1 is yes and 2 is no", (
            "0 is read as empty" if NEITHER in different else "")  # fmt: skip
    if any(meaning_of(name, each) == "yes" for each in different):
        return None
    nothing = {each: "no" for each in different if set(tokens(each)) & NOT}
    if not 0 < len(nothing) < len(different) <= MOST_KINDS:
        return None
    what = "find" if name == "contraband_found" else "search"
    return nothing, "yes", f"{words(cells, 3, tuple(nothing))} is read as no", (
        f"every other value is read as a {what}")  # fmt: skip


def _of_arrests(different: Sequence[str]) -> Read | None:
    """A column that says by yes, or by the kind of arrest, that there was one."""
    said = {each: _ARRESTED.get(_any_yes(each) or "") or meaning_of("clearance", each)
            for each in different}  # fmt: skip
    if all(said.values()):
        return {each: what or "" for each, what in said.items()}, None, "yes and no", ""
    none = {each: "none" for each, what in said.items() if what == "none"}
    if not none or "arrest" in said.values() or len(different) > MOST_KINDS_OF_ARREST:
        return None
    return none, "arrest", "kinds of arrest and none", "every other value is read as an arrest"


def _any_yes(text: str) -> str | None:
    """Whether one of several answers in a cell is yes: ``Yes | No``."""
    said = {meaning_of("search_conducted", each) for each in LISTED.split(text) if each}
    if None in said or not said:
        return None
    return "yes" if "yes" in said else "no"


def _of_beginning(header: str, different: Sequence[str]) -> Read | None:
    """A column that says by yes what its header names: *Self initiated*."""
    told = meaning_of("origin", header)
    said = {each: meaning_of("search_conducted", each) for each in different}
    if told is None or not all(said.values()):
        return None
    values = {each: told if what == "yes" else "" for each, what in said.items()}
    return values, None, f"yes is read as {told}", "no is read as empty"
