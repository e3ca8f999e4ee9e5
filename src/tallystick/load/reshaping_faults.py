"""Validate the keys of a source that make several records of a row."""

from __future__ import annotations

from collections.abc import Iterator

from tallystick.load.shapes import SourceBlock, WideBlock
from tallystick.load.wording import meant, shown
from tallystick.tables import Table

ONE_ROW = ("incidents", "earlier_incidents", "counterparts")
"""Tables in which a row is counted, so that no cell of it may make it several."""


def reshaping_faults(table: Table, block: SourceBlock) -> Iterator[str]:
    """Yield what is wrong with `wide` and `split` of `block`, each after the key it is about."""
    yield from _wide_faults(block)
    several = {m.column for m in block.columns.values() if m.split and m.take == "all"}
    for name, mapping in block.columns.items():
        at = f"columns.{name}"
        if mapping.take != "all" and not mapping.split:
            yield f'{at}.take: it needs split, what stands between values; write split = ","'
        if not mapping.split:
            continue
        if mapping.column is None:
            yield f"{at}.split: it divides the cells of one column; write column"
        elif mapping.take == "all" and len(several) > 1:
            yield f"{at}.split: another column is split too; write a block for each"
        elif mapping.take == "all" and table.name in ONE_ROW:
            yield (
                f"{at}.split: a row of {table.name} for each value would count it more than once; "
                'write take = "first" or take = "same", or map it in a table of details'
            )


def _wide_faults(block: SourceBlock) -> Iterator[str]:
    wide = block.wide
    if wide is None:
        return
    read = tuple(name for mapping in block.columns.values() for name in mapping.reads)
    if len(set(wide.columns)) < len(wide.columns):
        yield "wide.columns: a column stands there twice; name each once"
    if len(set(wide.names_to)) < len(wide.names_to):
        yield "wide.names_to: a column stands there twice; name each once"
    if wide.values_to in wide.names_to:
        yield f"wide.values_to: read {shown(wide.values_to)}, which is names_to; the two differ"
    for key, names in (("names_to", wide.names_to), ("values_to", (wide.values_to,))):
        for name in names:
            if name in wide.columns:
                yield f"wide.{key}: {shown(name)} is one of the columns; write a name of your own"
    yield from _names_faults(wide)
    if wide.values_to not in read:
        hint = meant(wide.values_to, read)
        yield f"wide.values_to: no mapping reads {shown(wide.values_to)}; {hint}"


def _names_faults(wide: WideBlock) -> Iterator[str]:
    """Yield what is wrong with the texts that stand for the names of columns, the first alone."""
    made, many = wide.made_names, len(wide.names_to)
    short = next((at for at, names in enumerate(made) if len(names) != many), None)
    if wide.names is None and many > 1:
        yield 'wide.names: it is missing; write names = [["theft", "2019"], …], one a column'
    elif len(made) != len(wide.columns):
        yield (
            f"wide.names: it has {len(made)} entries for {len(wide.columns)} columns; write one "
            "for each column"
        )
    elif short is not None:
        yield (
            f"wide.names: that of {shown(wide.columns[short])} has {len(made[short])} texts, and "
            f"names_to has {many}; write one for each"
        )
    elif wide.names is not None and len(set(made)) < len(made):
        again = next(names for names in made if made.count(names) > 1)
        yield f"wide.names: read {shown(' '.join(again))} twice; each column needs names of its own"
