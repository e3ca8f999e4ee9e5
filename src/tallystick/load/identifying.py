"""Which number stands behind a code, for who holds the key and the records?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import ibis

from tallystick.engine import Engine
from tallystick.load.engagement import Engagement
from tallystick.load.loading import load
from tallystick.load.person_codes import code_expression, withheld
from tallystick.load.person_key import PersonKey
from tallystick.load.unchanged import Sources
from tallystick.load.wording import InputError
from tallystick.tables import canonical


def numbers_of(
    codes: Collection[str], engagement: Engagement, key: PersonKey, folder: Path, engine: Engine
) -> dict[str, str]:
    """Return the number of each of `codes` that a person in the engagement's records has.

    Only tables with persons are read, into `folder`, whose content holds their numbers. InputError
    when no table has any, or one cannot be read.
    """
    read = tuple(each for each in engagement.sources if canonical(each.table).persons)
    if not engagement.names_persons:
        raise InputError(f"{engagement.path.name}: no table of it names a person")
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
            rows.select(number=rows[column]).filter(rows[column].notnull())
            for name, rows in loaded.items()
            for column in canonical(name).persons
        ]
        numbers = ibis.union(*found, distinct=True)
        coded = numbers.mutate(code=code_expression(numbers.number, secret))
        asked = coded.filter(coded.code.isin(list(codes)))
        answer = engine.rows(asked)
    return {row["code"]: row["number"] for row in answer}
