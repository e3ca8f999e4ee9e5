"""Groups of people, and what began cases, told by values where the header tells nothing."""

from __future__ import annotations

from collections.abc import Sequence

from tallystick.propose.cells.code_words import MILD, meaning_of
from tallystick.propose.cells.plausible import OF_RACE_AND_SEX
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met
from tallystick.propose.headers.folded import joined, tokens

MOST, SURE, LEAST_KINDS = 2_000, 0.5, 2
GROUPS = frozenset({
    "white", "black", "hispanic", "asian", "other", "unknown", "latino", "latinx", "caucasian",
    "african american", "black or african american", "black african american", "native american",
    "american indian", "american indian or alaska native", "american indian alaskan native",
    "pacific islander", "asian pacific islander", "asian or pacific islander", "middle eastern",
    "hispanic or latino", "hispanic latino", "white hispanic", "black hispanic", "multiracial",
    "native hawaiian", "native hawaiian or other pacific islander", "two or more races",
    "east indian", "not specified", "multi racial", "biracial",
})  # fmt: skip
NO_COLOURS = GROUPS - {"white", "black", "other", "unknown", "not specified"}
"""Words that name a group of people and no colour of a car."""
CODES_OF_GROUPS = frozenset("ABHIKLMNOPUWXZ")
"""Letters by which forms of the police tell races."""
LEAST_OF_GROUPS, LEAST_OF_BEGINNINGS, LEAST_OF_ENDINGS = 0.8, 0.9, 0.7
OF_CODES = frozenset({"race", "ethnic", "flag", "code", "kind", "subject", "plain"})
"""Facets that a header of letters of races may have."""
OF_OTHERS = frozenset({"officer", "victim", "vehicle", "place", "area", "name", "flag", "offense",
                       "text"})  # fmt: skip


def with_value_concepts(header: str, cells: Sequence[str], found: list[Met]) -> list[Met]:
    """Return the concepts of a header, and the one that its values tell where it tells no other."""
    facets = facets_of(header)
    others = OF_OTHERS - {"flag"} if "race" in facets else OF_OTHERS
    if not cells or facets & others or any(each.score >= SURE for each in found):
        return found
    told = _group(cells) or _group_codes(facets, cells) or _beginning(facets, cells)
    told = told or (None if "arrest" in facets else _ending(cells))
    if told is None or any(each.concept == told.concept for each in found):
        return found
    return [*found, told]


def _group(cells: Sequence[str]) -> Met | None:
    first = [joined(tokens(cell)) for cell in cells[:MOST]]
    named = sum(cell in GROUPS for cell in first)
    if named >= LEAST_OF_GROUPS * len(first) and len(NO_COLOURS & set(first)) >= LEAST_KINDS:
        return Met("subject_group", SURE, "its values name groups of people")
    codes = {cell.upper() for cell in cells[:MOST]}
    both = all(map(OF_RACE_AND_SEX.fullmatch, codes)) and len({each[0] for each in codes}) > 1
    if both and len({each[-1] for each in codes}) > 1:
        return Met("subject_group", SURE, "its values are codes of race and sex")
    return None


def _group_codes(facets: frozenset[str], cells: Sequence[str]) -> Met | None:
    """Letters of races under a header that tells of them, or tells nothing.

    Black, White and a third group must be among them, which no directions or colours are.
    """
    codes = {cell.upper() for cell in cells[:MOST]}
    if facets - OF_CODES or any(len(code) > 1 for code in codes):
        return None
    if "race" not in facets and not codes <= CODES_OF_GROUPS:
        return None
    if not set("BW") <= codes or not set("AH") & codes:
        return None
    return Met("subject_group", SURE, "its values are letters of races")


def _ending(cells: Sequence[str]) -> Met | None:
    """Arrests and warnings or citations side by side, as stops end."""
    said = [meaning_of("clearance", cell) for cell in cells[:MOST]]
    known = sum(each is not None for each in said)
    mild = any(MILD & set(tokens(cell)) for cell in cells[:MOST])
    if known < LEAST_OF_ENDINGS * len(said) or "arrest" not in said or not mild:
        return None
    return Met("disposition", SURE, "its values say how stops end")


def _beginning(facets: frozenset[str], cells: Sequence[str]) -> Met | None:
    """What began cases in several ways; or in one that several words of a reason or kind tell."""
    said = [meaning_of("origin", cell) for cell in cells[:MOST]]
    known = sum(each is not None for each in said)
    if known < LEAST_OF_BEGINNINGS * len(said):
        return None
    all_known = known == len(said) and len({*cells[:MOST]}) >= LEAST_KINDS
    told = all_known and facets & {"case", "reason", "kind"}
    if len({*said} - {None, "other"}) < (1 if told else LEAST_KINDS):
        return None
    return Met("origin", SURE, "its values say what began cases")
