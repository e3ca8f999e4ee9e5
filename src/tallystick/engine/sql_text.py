"""The SQL of an expression: the same text in every process, which can steer no terminal."""

from __future__ import annotations

import re
from typing import Any

import ibis.backends.sql.compilers as compilers
import sqlglot.expressions as sg
from ibis.expr.types import Table as Relation

STEERING = re.compile("([\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069])")
"""Controls, line ends and marks of direction: a terminal, or a reader's eye, would follow them."""
MOST_OF_SPARK = 255
"""Of Spark's chr, which takes larger numbers for smaller ones."""


def sql_text(expression: Relation, dialect: str) -> str:
    """Return the SQL of `expression` in `dialect`, laid out for a reader.

    A text of a record that holds control characters is spelled with chr(): what the query finds
    is the same.
    """
    compiler: Any = getattr(compilers, dialect).compiler
    query = compiler.to_sqlglot(expression.unbind())
    for star in list(query.find_all(sg.Star)):
        if left_out := star.args.get("except_"):
            # Ibis keeps them in a set, whose order differs from process to process.
            star.set("except_", sorted(left_out, key=lambda column: column.name))
    for literal in list(query.find_all(sg.Literal)):
        if literal.is_string and STEERING.search(literal.this):
            literal.replace(_spelled(literal.this, dialect))
    return str(query.sql(dialect=compiler.dialect, pretty=True))


def _spelled(text: str, dialect: str) -> Any:
    """The text as an expression that joins its plain parts and its control characters."""
    parts: list[Any] = []
    for part in filter(None, STEERING.split(text)):
        if STEERING.fullmatch(part) and (dialect == "duckdb" or ord(part) <= MOST_OF_SPARK):
            parts.append(sg.Anonymous(this="chr", expressions=[sg.Literal.number(ord(part))]))
        else:
            parts.append(sg.Literal.string(part))
    whole = parts[0]
    for part in parts[1:]:
        whole = sg.DPipe(this=whole, expression=part)
    return sg.Paren(this=whole)
