"""By which code is a person shown, so that no number of a register leaves the audit?

A code is "p" and the first 20 hexadecimal letters of the SHA-256 of a secret and the number. The
secret has a fixed length, so that no number runs into it, and with less than a third of the hash
shown nobody continues a hash without the secret (Coron, Dodis, Malinaud & Puniya 2005, CRYPTO, on
chopped hashes). 80 bits: in one register of 100 million persons out of 240 million do two share a
code. The "p" keeps a spreadsheet from reading a code of digits as a number.
"""

from __future__ import annotations

import hashlib
from typing import Any

import ibis

from tallystick.engine import Engine
from tallystick.load.person_key import SECRET_LETTERS, PersonKey
from tallystick.tables import Table

LETTERS, MARK = 20, "p"
NAME = "person_key"
BEFORE_VIEWS = {
    "duckdb": """\
-- Persons are shown by the codes of the key {fingerprint}. Before it, run:
--     CREATE TEMP MACRO tallystick_{name}() AS (
--         SELECT left(sha256(regexp_extract(content, '\\S+')), {letters})
--         FROM read_text('/path/to/person.key'));
""",
    "pyspark": """\
-- Persons are shown by the codes of the key {fingerprint}. Before it, run
--     SET tallystick.{name}=SECRET
-- where SECRET is what this says in a shell:
--     printf %s $(cat /path/to/person.key) | sha256sum | cut -c 1-{letters}
""",
}


def withheld(key: PersonKey | None, engine: Engine) -> Any:
    """Return an expression of the key's secret that no query spells; None without a key."""
    return None if key is None else engine.withhold(NAME, key.secret)


def coded(table: Table, rows: Any, secret: Any) -> Any:
    """Return `rows` with the code of each person in place of the number; null stays null."""
    names = [name for name in table.persons if name in rows.columns]
    if secret is None or not names:
        return rows
    return rows.mutate(**{name: code_expression(rows[name], secret) for name in names})


def code_expression(number: Any, secret: Any) -> Any:
    """Return the code of each `number`; null where there is none."""
    return ibis.literal(MARK) + hash_expression(number, secret, LETTERS)


def hash_expression(text: Any, secret: Any, letters: int) -> Any:
    """Return the first `letters` of the hash that nobody makes without the secret."""
    return (secret + text).hexdigest("sha256").left(letters)


def before_views(key: PersonKey | None, dialect: str) -> str:
    """Return what to do before the views of ready-made tables can make codes, as SQL comments."""
    if key is None:
        return ""
    return BEFORE_VIEWS[dialect].format(
        fingerprint=key.fingerprint, name=NAME, letters=SECRET_LETTERS
    )


def code_of(number: str, key: PersonKey) -> str:
    """Return the code of one number."""
    return MARK + hashlib.sha256((key.secret + number).encode()).hexdigest()[:LETTERS]
