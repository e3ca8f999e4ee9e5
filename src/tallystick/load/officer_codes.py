"""Which officers and holders are shown by a keyed code, since what names them could be a name?

An agency's number for an officer is shown as it is. Where one of all numbers could be a name, all
officers are shown by codes: ``o`` and the first 12 hexadecimal letters of the hash that makes the
code of a person. A holder of exhibits is shown so where it is such an officer, or is neither an
officer nor in the words of places and units. No query spells a name: it compares codes.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import ibis

from tallystick.load.person_codes import hash_expression
from tallystick.load.person_key import PersonKey
from tallystick.tables.naming import ALIAS, BADGE, COLUMNS

MARK, LETTERS = "o", 12
CODE = re.compile(r"o[0-9a-f]{12}")
SHARED_BY, LEAST_RUN = 3, 3
RUN = re.compile(rf"[^\W\d_]{{{LEAST_RUN},}}")
WORD = re.compile(r"[^\W\d_]+")
APART = re.compile(r"[\W_]+")
PLACES = frozenset(
    """
    archive box cabinet central chemistry court depot destroyed destruction division evidence
    exhibit exhibits forensic furnace hospital incinerator kiln lab laboratory locker main office
    police post precinct property prosecutor registry room safe scene section sector station
    storage store storeroom unit vault ward warehouse
    архив камера комната лаборатория место отдел отделение происшествия прокуратура сейф склад суд
    участок хранения хранилище
    """.split()  # noqa: SIM905
)
NOTE = (
    "what names officers could be names: they are shown by codes of the key {fingerprint}, made as "
    "those of persons"
)


@dataclass(frozen=True)
class Hidden:
    """Who is to be shown by a code: all officers or none, and which holders."""

    officers: bool
    holders: frozenset[str]

    def __bool__(self) -> bool:
        """Whether anybody is."""
        return self.officers or bool(self.holders)


def hidden(names: Mapping[str, frozenset[str]]) -> Hidden:
    """Return who is to be shown by a code, of all `names` that the tables hold."""
    officers = could_be_names(names["officer"])
    holders = doubtful_holders(names)
    holders |= names["holder"] & names["officer"] if officers else set()
    return Hidden(officers, frozenset(holders))


def could_be_names(numbers: Iterable[str]) -> bool:
    """Whether one of the `numbers` of officers could be a name.

    One without a digit could, and one with a run of three letters that fewer than three numbers
    have; marks between letters do not end a run.
    """
    plain = [each for each in numbers if not CODE.fullmatch(each)]
    if any(not any(map(str.isdigit, each)) for each in plain):
        return True
    shared = Counter(run for each in plain for run in _runs(each))
    return any(times < SHARED_BY for times in shared.values())


def _runs(number: str) -> set[str]:
    return {run.casefold() for run in RUN.findall(APART.sub("", number))}


def doubtful_holders(names: Mapping[str, frozenset[str]]) -> set[str]:
    """Return the holders that are no officers and have a word that is of no place or unit."""
    others = {each for each in names["holder"] - names["officer"] if not CODE.fullmatch(each)}
    known = PLACES.union(*map(_words, names["unit"])) if others else PLACES
    shared = Counter(word for each in others for word in _words(each))
    return {
        each
        for each in others
        if any(word not in known and shared[word] < SHARED_BY for word in _words(each))
    }


def _words(name: str) -> set[str]:
    """The words of three letters and more; shorter ones together, since they may spell a name."""
    words = [word.casefold() for word in WORD.findall(name)]
    short = "".join(word for word in words if len(word) < LEAST_RUN)
    return {word for word in [*words, short] if len(word) >= LEAST_RUN}


def shown_by_code(table: str, rows: Any, who: Hidden, key: PersonKey, secret: Any) -> Any | None:
    """Return the `rows` of `table` with codes for `who`; None where no column can name them."""
    codes = {}
    holders = sorted(officer_code(each, key) for each in who.holders)
    for column in rows.columns:
        if column in COLUMNS["officer"] and who.officers:
            codes[column] = officer_expression(rows[column], secret)
        elif column in COLUMNS["holder"] and holders:
            code = officer_expression(rows[column], secret)
            codes[column] = code.isin(holders).ifelse(code, rows[column])
        elif (table, column) == ALIAS and who.officers:
            code = officer_expression(rows[column], secret)
            codes[column] = (rows.kind == BADGE).ifelse(rows[column], code)
    return rows.mutate(**codes) if codes else None


def officer_expression(name: Any, secret: Any) -> Any:
    """Return the code of each `name`; null where there is none."""
    return ibis.literal(MARK) + hash_expression(name, secret, LETTERS)


def officer_code(name: str, key: PersonKey) -> str:
    """Return the code of one officer."""
    return MARK + hashlib.sha256((key.secret + name).encode()).hexdigest()[:LETTERS]


def by_code(
    names: Mapping[str, frozenset[str]], who: Hidden, key: PersonKey
) -> dict[str, frozenset[str]]:
    """Return `names` as the tables hold them once `who` is shown by codes of `key`."""
    coded = {"officer": names["officer"] if who.officers else (), "holder": who.holders}
    return {
        kind: frozenset(officer_code(each, key) if each in coded.get(kind, ()) else each
                        for each in held)
        for kind, held in names.items()
    }  # fmt: skip
