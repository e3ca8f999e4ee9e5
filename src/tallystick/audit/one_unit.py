"""A unit that holds every record is the agency: a question put to the agency is not put twice."""

from __future__ import annotations

from collections.abc import Sequence

from tallystick.engine import Engine
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables.naming import names_in
from tallystick.tables.store import Tables

UNIT = "unit_id"
NOTE = words_beside(__file__).say("shared.one_unit")


def is_one_unit(tables: Tables, engine: Engine) -> bool:
    """Return whether all records of every table with units are of one and the same unit."""
    named = tables.names or names_in(tables.relations, tables.filled, engine)
    if len(named["unit"]) != 1:
        return False
    of_units = [rows for name, rows in tables.relations.items() if UNIT in tables.filled[name]]
    empty = (rows.filter(rows[UNIT].isnull() | (rows[UNIT] == "")) for rows in of_units)
    return not any(int(engine.rows(each.aggregate(n=each.count()))[0]["n"]) for each in empty)


def asked_once(results: Sequence[Result]) -> list[Result]:
    """Return the results of one unit's agency without those that ask the agency's question again.

    A unit's result stays where the agency was not asked the same, or was described where the unit
    is tested.
    """
    told = {_question(each): each for each in results if each.subject_kind == "agency"}

    def again(result: Result) -> bool:
        if result.subject_kind != "unit" or _question(result) not in told:
            return False
        return result.p_value is None or told[_question(result)].p_value is not None

    return [each for each in results if not again(each)]


def _question(result: Result) -> tuple[str, str, str]:
    return result.check, result.aspect, result.estimand
