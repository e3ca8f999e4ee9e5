"""Where are officers whose numbers could be names put by their codes, before anything is asked?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tallystick.engine import Engine
from tallystick.load.layers import Layers
from tallystick.load.ledger import Ledger
from tallystick.load.officer_codes import NOTE, by_code, hidden, shown_by_code
from tallystick.load.person_codes import withheld
from tallystick.load.person_key import PersonKey
from tallystick.tables.naming import names_in

Names = Mapping[str, frozenset[str]]
Find = Callable[[], PersonKey] | None


def hide_in_files(
    ledgers: Sequence[Ledger], engine: Engine, scratch: Path, layer: Layers, find: Find
) -> Names:
    """Write the files of `ledgers` anew where they name somebody by what could be a name.

    `find` gives the key; without it all are left. Returns the names that the files hold then.
    """
    relations = {each.table.name: layer.parquet(_path(each), numbered=True) for each in ledgers}
    names = names_in(relations, {each.table.name: each.filled for each in ledgers}, engine)
    who = hidden(names)
    if not who or find is None:
        return names
    key = find()
    secret = withheld(key, engine)
    for ledger in ledgers:
        name = ledger.table.name
        rows = shown_by_code(name, relations[name], who, key, secret)
        if rows is not None:
            path = scratch / f"{name}_by_code.parquet"
            ordered = rows.order_by("file_row_number").drop("file_row_number")
            engine.write_parquet(ordered, path)
            ledger.path = path
    ledgers[0].notes.append(NOTE.format(fingerprint=key.fingerprint))
    return by_code(names, who, key)


def _path(ledger: Ledger) -> Path:
    assert ledger.path is not None
    return ledger.path


def hide_in_views(
    relations: dict[str, Any],
    expressions: dict[str, Any],
    filled: Mapping[str, frozenset[str]],
    views: dict[str, str],
    engine: Engine,
    find: Find,
) -> tuple[Names, PersonKey | None]:
    """Put views with codes over those of ready-made tables, where somebody is to be shown so.

    Returns the names that the tables hold then, and the key of the codes; None where none is made.
    """
    names = names_in(relations, filled, engine)
    who = hidden(names)
    if not who or find is None:
        return names, None
    key = find()
    secret = withheld(key, engine)
    found = dict(views)
    views.clear()
    for name, query in found.items():
        beneath = f"{name}_as_numbered"
        held = relations.get(name)
        rows = None if held is None else shown_by_code(name, held, who, key, secret)
        if rows is None:
            views[name] = query
            continue
        held = engine.view(expressions[name], beneath)
        expressions[name] = shown_by_code(name, held, who, key, secret)
        views |= {beneath: query, name: engine.sql(expressions[name], engine.name)}
        relations[name] = engine.view(expressions[name], name)
    return by_code(names, who, key), key
