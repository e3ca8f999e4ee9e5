"""How do the rows of a query become rows of cells?"""

from __future__ import annotations

import hashlib
import importlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from tallystick.load.csv_files import wanted_columns
from tallystick.load.parquet_files import add_typed, digest_rows
from tallystick.load.staging import Account, Stage
from tallystick.load.wording import InputError, first_line, nearest, shown


def database_name(url: str) -> str:
    """Return `url` as it may be printed and stored: without its password and its options."""
    if url.startswith("sqlite:"):
        return url.split("://", 1)[-1].removeprefix("/").split("?", 1)[0]
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "postgresql"
    user = f"{parts.username}@" if parts.username else ""
    return f"postgresql://{user}{parts.hostname or ''}{port}{parts.path}"


def read_query(url: str, query: str, stage: Stage, folder: Path, *, allow_outside: bool) -> Account:
    """Add the rows that `query` gives to `stage`; its first row is row 1.

    Nothing is written: SQLite is opened read-only and PostgreSQL in a read-only transaction.

    Raises
    ------
    InputError
        When the driver is not installed, the database does not open, the query fails or lacks a
        wanted column. The password is in no message.
    """
    name = database_name(url)
    account, digest = Account(), hashlib.sha256()
    with _connected(url, name, folder, allow_outside) as cursor:
        reader = _said(name, url, lambda: _run(cursor, query))
        header = _said(name, url, lambda: list(reader.schema.names))
        at = wanted_columns(name, header, stage.wanted)
        for batch in _batches(name, url, reader):
            cells = [batch.column(i) for i in at]
            texts = add_typed(name, stage, account, cells, batch.num_rows)
            digest_rows(digest, texts)
            account.size_bytes += batch.nbytes
    account.sha256 = digest.hexdigest()
    return account


def _run(cursor: Any, query: str) -> Any:
    cursor.execute(query)
    return cursor.fetch_record_batch()


def _batches(name: str, url: str, reader: Any) -> Iterator[Any]:
    while True:
        try:
            batch = _said(name, url, reader.read_next_batch)
        except StopIteration:
            return
        yield batch


def _said(name: str, url: str, act: Callable[[], Any]) -> Any:
    """Run `act`; what the driver raises becomes an InputError without the password."""
    try:
        return act()
    except StopIteration:
        raise
    except Exception as error:
        words = _without_secret(first_line(error, 300), url)
        hint = (
            "; a column holds values of several types: write cast(... as text) in the query"
            if "ype mismatch" in words or "INT64 but got" in words
            else "; correct the query or the url"
        )
        raise InputError(f"{name}: the database answered: {words}{hint}") from None


def _without_secret(words: str, url: str) -> str:
    words = words.replace(url, database_name(url))
    try:
        secret = urlsplit(url).password
    except ValueError:
        secret = None
    for text in {secret or "", unquote(secret or "")}:
        if text:
            words = words.replace(text, "***")
    return re.sub(r"(password|pwd)=\S+", r"\1=***", words, flags=re.I)


@contextmanager
def _connected(url: str, name: str, folder: Path, allow_outside: bool) -> Iterator[Any]:
    sqlite = url.startswith("sqlite:")
    extra = "sqlite" if sqlite else "postgresql"
    try:
        driver = importlib.import_module(f"adbc_driver_{extra}.dbapi")
    except ImportError:
        raise InputError(
            f"{name}: reading {extra} needs a driver; run: pip install 'tallystick[{extra}]'"
        ) from None
    target = _sqlite_uri(url, name, folder, allow_outside) if sqlite else url
    connection = _said(name, url, lambda: driver.connect(target))
    try:
        cursor = _said(name, url, connection.cursor)
        try:
            if not sqlite:
                _said(name, url, lambda: cursor.execute("set transaction read only"))
            yield cursor
        finally:
            cursor.close()
    finally:
        connection.close()


def _sqlite_uri(url: str, name: str, folder: Path, allow_outside: bool) -> str:
    path = folder / unquote(name)
    try:
        real = path.resolve()
        inside = real.is_relative_to(folder.resolve())
        there = real.is_file()
        log = real.with_name(real.name + "-wal")
        unfinished = log.exists() and log.stat().st_size > 0
    except (OSError, ValueError, RuntimeError):
        raise InputError(f"{shown(name)}: it cannot be opened; check the url") from None
    if not allow_outside and not inside:
        raise InputError(
            f"{shown(name)} lies outside the engagement's folder; move it in, or run "
            "with --allow-outside"
        )
    if not there:
        near = (
            nearest(path.name, [each.name for each in path.parent.iterdir()])
            if inside and path.parent.is_dir()
            else []
        )
        hint = f"did you mean {shown(near[0])}?" if near else "the path follows sqlite:///"
        raise InputError(f"{shown(name)}: there is no such database file; {hint}")
    if unfinished:
        raise InputError(
            f"{shown(name)}: changes wait in {shown(log.name)}; close what has it open, or give a "
            "copy made with sqlite3 .backup"
        )
    return f"file:{quote(str(real))}?mode=ro&immutable=1"
