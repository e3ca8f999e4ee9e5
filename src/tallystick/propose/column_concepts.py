"""The concepts of the columns of a file, told by headers, values and what other exports say."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from tallystick.propose.cells.offences import by_offences
from tallystick.propose.cells.value_concepts import with_value_concepts
from tallystick.propose.columns.choices import choice_for
from tallystick.propose.columns.masked import is_masked
from tallystick.propose.columns.null_words import without_null_words
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of, mets_of
from tallystick.propose.headers.concepts import Met
from tallystick.propose.times.moments import when_of

OF_OTHERS = frozenset({"victim", "vehicle"})
BY_WORDS = {"disposition": "clearance", "origin": "origin"}
"""Concepts that words of values tell, and the column of a case that holds them."""


def concepts_told(
    look: Look, apart: Collection[str] = ()
) -> tuple[Look, dict[str, tuple[str, ...]], dict[str, list[Met]]]:
    """Return the file without totals and null words, these words, and the concepts of each column.

    Columns whose headers stand twice, that are masked in the export, or that are named in `apart`,
    are left out.
    """
    once = {header for header in look.header if header and look.header.count(header) == 1}
    once -= {header for header in once if is_masked(look.column(header))}
    look, nulls = without_null_words(_without_totals(look))
    mets = {header: found for header, found in _mets(look) if header in once - set(apart)}
    return look, nulls, mets


def _mets(look: Look) -> Iterator[tuple[str, list[Met]]]:
    """The concepts of each header, or else of the lower of its two rows of names."""
    for header, lower in zip(look.header, look.lower or look.header, strict=True):
        cells = look.column(header)
        facets = when_of(cells)
        found = mets_of(header, facets)
        if all(each.by_values for each in found) and not facets_of(header) & OF_OTHERS:
            known = {each.concept for each in found}
            found = found + [each for each in mets_of(lower, facets) if each.concept not in known]
        kept = [each for each in found if not _untold(look, header, each)]
        told = kept if look.is_nameless(header) else by_offences(header, cells, kept)
        yield header, with_value_concepts(header, cells, told)


def _untold(look: Look, header: str, met: Met) -> bool:
    """Whether values alone could tell this of a case, and do not."""
    column = BY_WORDS.get(met.concept) if met.by_values else None
    return column is not None and choice_for("incidents", column, look, header, met) is None


def _without_totals(look: Look) -> Look:
    """The same without the rows that are called totals, whose cells are none of a record."""
    at = [(look.header.index(column), set(called)) for column, called in look.totals]
    kept = [row for row in look.rows if not any(row[k].strip() in called for k, called in at)]
    return replace(look, rows=tuple(kept)) if kept and len(kept) < len(look.rows) else look
