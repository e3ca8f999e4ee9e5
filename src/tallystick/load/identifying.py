"""Which number stands behind a code, for who holds the key and the records?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import ibis

from tallystick.engine import Engine
from tallystick.load.engagement import Engagement
from tallystick.load.loading import load
from tallystick.load.officer_codes import MARK, officer_expression
from tallystick.load.person_codes import code_expression, withheld
from tallystick.load.person_key import PersonKey
from tallystick.load.unchanged import Sources
from tallystick.load.wording import InputError
from tallystick.tables import canonical
from tallystick.tables.naming import ALIAS, COLUMNS


def numbers_of(
    codes: Collection[str], engagement: Engagement, key: PersonKey, folder: Path, engine: Engine
) -> dict[str, str]:
    """Return what each of `codes` stands for: the number of a person, or what names an officer.

    Only tables that hold them are read, into `folder`. InputError when no table has any, or one
    cannot be read.
    """
    read = tuple(each for each in engagement.sources if _columns(each.table))
    if engagement.engine.tables is None and not read:
        raise InputError(f"{engagement.path.name}: no table of it names a person or an officer")
    sources = Sources()
    with sources.unchanged():
        loaded = load(
            replace(engagement, sources=read),
            folder,
            engine,
            allow_exclusions=True,
            sources=sources,
        ).tables.relations
        secret = withheld(key, engine)
        found = [
            rows.select(number=rows[column])
            .filter(rows[column].notnull())
            .mutate(mark=ibis.literal(mark))
            for name, rows in loaded.items()
            for column, mark in _columns(name).items()
        ]
        numbers = ibis.union(*found, distinct=True)
        coded = numbers.mutate(
            code=(numbers.mark == MARK).ifelse(
                officer_expression(numbers.number, secret), code_expression(numbers.number, secret)
            )
        )
        answer = engine.rows(coded.filter(coded.code.isin(list(codes))))
    return {row["code"]: row["number"] for row in answer}


def _columns(table: str) -> dict[str, str]:
    """The columns of a table that hold what a code may stand for, with the mark of the code."""
    named = {*COLUMNS["officer"], *COLUMNS["holder"]}
    named |= {ALIAS[1]} if table == ALIAS[0] else set()
    held = canonical(table)
    return dict.fromkeys(held.persons, "") | {name: MARK for name in held.names if name in named}
