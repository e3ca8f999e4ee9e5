"""Run the query of a case list again over the tables of its run, and compare the rows."""

from __future__ import annotations

import re
from collections import Counter

import duckdb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import IO, Any

VIEW = re.compile(
    r"CREATE OR REPLACE TEMP VIEW (\w+) AS FROM read_parquet\('tables/(\w+)\.parquet'\)"
)
STEP = re.compile(r"CREATE OR REPLACE TEMP (TABLE|VIEW) (kept_\w+) AS\s+(.*)", re.DOTALL)
COMMENTS = re.compile(r"\A(?:\s+|--[^\n]*(?:\n|\Z))+")
# A query needs none of these; names that stand in quotes are others' and pass.
WORDS = re.compile(
    r"(?:alter|analyze|attach|begin|call|checkpoint|commit|copy|create|deallocate|delete|describe"
    r"|detach|drop|execute|explain|export|force|import|insert|install|into|load|merge|pragma"
    r"|prepare|reset|rollback|set|show|summarize|truncate|update|use|vacuum"
    r"|(?:duckdb|parquet|pragma|read|sniff)_\w+|getenv|getvariable|glob|query|query_table)",
    re.IGNORECASE,
)
WORD = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")
CLOSED = {
    "allow_community_extensions": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "temp_directory": "",
}
MOST_DIFFERENT = 50
AT_ONCE = 1_000


class NotAnsweredError(Exception):
    """Why the query is not run, or its rows not compared: a word, and what it is about."""


def answers(request: dict[str, Any], files: Iterator[IO[bytes]]) -> Iterator[dict[str, Any]]:
    """Yield how many ``rows`` the query has, and those that are ``gone`` from the list or ``new``.

    ``sql`` is the text of the query, ``tables`` the path of each table by its name, ``folder``
    theirs, and the one path the sealed list. Instead there may be a ``reason``, with ``about``.
    """
    try:
        yield _compared(request)
    except NotAnsweredError as reason:
        word, about = reason.args
        yield {"reason": word, "about": about}
    except duckdb.OutOfMemoryException:
        yield {"reason": "memory", "about": ""}
    except duckdb.Error as error:
        yield {"reason": "failed", "about": type(error).__name__}


def _compared(request: dict[str, Any]) -> dict[str, Any]:
    limits = request["limits"]
    steps, query = statements(request["sql"], set(request["tables"]))
    base = _closed(limits["ENGINE_BYTES"])
    for name, path in request["tables"].items():
        base.execute(f"CREATE TEMP VIEW {_quoted(name)} AS FROM read_parquet({_text(path)})")
    _lock(base, f"allowed_directories = [{_text(request['folder'])}]")
    for kind, name, rows in steps:
        base.execute(f"CREATE TEMP {kind} {_quoted(name)} AS {rows}")
    now = _rows(base.execute(query), limits)
    base.close()
    # Another database: what the query did to its own is not seen here.
    own = _closed(limits["ENGINE_BYTES"])
    _lock(own, f"allowed_paths = [{_text(request['list'])}]")
    sealed = _rows(own.execute(f"FROM read_parquet({_text(request['list'])})"), limits)
    if now[0] != sealed[0]:
        raise NotAnsweredError("columns", ", ".join(sorted(set(now[0]) ^ set(sealed[0]))))
    gone, new = _without(sealed[1], now[1]), _without(now[1], sealed[1])
    return {
        "rows": len(now[1]),
        "columns": now[0],
        "gone": gone[:MOST_DIFFERENT],
        "n_gone": len(gone),
        "new": new[:MOST_DIFFERENT],
        "n_new": len(new),
    }


def statements(sql: str, tables: set[str]) -> tuple[list[tuple[str, str, str]], str]:
    """Return the steps (kind, name, query) of a case list and its query; else NotAnsweredError."""
    try:
        every = duckdb.extract_statements(sql)
    except duckdb.Error:
        raise NotAnsweredError("unparsed", "") from None
    texts = [COMMENTS.sub("", each.query).rstrip(" \n;") for each in every]
    if not texts:
        raise NotAnsweredError("unparsed", "")
    steps = []
    for text in texts[:-1]:
        view, step = VIEW.fullmatch(text), STEP.fullmatch(text)
        if view and view[1] == view[2] and view[1] in tables:
            continue
        if not step:
            raise NotAnsweredError("statement", _first(text))
        _only_reads(step[3])
        steps.append((step[1], step[2], step[3]))
    if every[-1].type != duckdb.StatementType.SELECT:
        raise NotAnsweredError("statement", _first(texts[-1]))
    _only_reads(texts[-1])
    return steps, texts[-1]


def _only_reads(query: str) -> None:
    """Refuse what is no single SELECT, and every word outside of quotes that a query needs not."""
    try:
        held = duckdb.extract_statements(query)
    except duckdb.Error:
        raise NotAnsweredError("unparsed", "") from None
    if len(held) != 1 or held[0].type != duckdb.StatementType.SELECT:
        raise NotAnsweredError("statement", _first(query))
    raw = query.encode("utf-8")
    for at, _ in duckdb.tokenize(query):  # places count bytes
        found = WORD.match(raw, at)
        if found and WORDS.fullmatch(found[0].decode()):
            raise NotAnsweredError("word", found[0].decode()[:60])


def _first(text: str) -> str:
    """The first word of a statement, which is no value of anybody's."""
    found = WORD.match(text.encode("utf-8"))
    return found[0].decode()[:20] if found else "?"


def _closed(room: int) -> duckdb.DuckDBPyConnection:
    """Return an empty database of one thread that loads nothing and spills nowhere."""
    return duckdb.connect(
        ":memory:",
        config={
            **CLOSED,
            "threads": "1",
            "memory_limit": f"{room}B",
            "python_enable_replacements": "false",
        },
    )


def _lock(base: duckdb.DuckDBPyConnection, allowed: str) -> None:
    base.execute(f"SET {allowed}")
    base.execute("SET enable_external_access = false")
    base.execute("SET lock_configuration = true")


def _rows(
    cursor: duckdb.DuckDBPyConnection, limits: dict[str, int]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    columns = [each[0] for each in cursor.description or ()]
    rows: list[tuple[Any, ...]] = []
    size = 0
    while held := cursor.fetchmany(AT_ONCE):
        for row in held:
            rows.append(tuple(_plain(each) for each in row))
            size += sum(len(each) if isinstance(each, str) else 8 for each in rows[-1])
        if len(rows) > limits["MOST_ROWS"]:
            raise NotAnsweredError("many", "")
        if size > limits["MOST_CHARACTERS"]:
            raise NotAnsweredError("large", "")
    return columns, rows


def _plain(value: Any) -> Any:
    """A cell as JSON has it; what it has no kind for is its text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    return value if isinstance(value, float) and value == value else str(value)


def _without(rows: Sequence[tuple[Any, ...]], others: Sequence[tuple[Any, ...]]) -> list[Any]:
    """The rows that `others` lack, each as often as it is lacking."""
    left = Counter(map(_key, others))
    lacking = []
    for row in rows:
        key = _key(row)
        if left[key]:
            left[key] -= 1
        else:
            lacking.append(row)
    return lacking


def _key(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row with its fractions to ten digits, as sums of the same in another order agree."""
    return tuple(f"{each:.10g}" if isinstance(each, float) else _whole(each) for each in row)


def _whole(value: Any) -> Any:
    number = isinstance(value, int) and not isinstance(value, bool)
    return f"{float(value):.10g}" if number and abs(value) < 10**10 else value


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
