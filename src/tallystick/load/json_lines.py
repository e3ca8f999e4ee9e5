"""How does a file of JSON lines become rows of cells?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tallystick.engine import Engine
from tallystick.load.duckdb_functions import json_keys, json_text, json_type, json_valid
from tallystick.load.encodings import LINE_LIMIT, find_script, utf8_chunks
from tallystick.load.headers_seen import note_header
from tallystick.load.places import Place
from tallystick.load.sandbox.json_values import key_paths
from tallystick.load.sandbox.limits import JSON_DEPTH
from tallystick.load.staging import Account, Stage
from tallystick.load.text_lines import numbered_lines
from tallystick.load.value_shape import shape, shown_header
from tallystick.load.wording import InputError, meant, shown

NUMBERS = ("BIGINT", "UBIGINT", "HUGEINT", "DOUBLE")
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
"""A string, which may lack its end, or a bracket."""
MOST_KEYS = 500


def read_json_lines(
    place: Place,
    stage: Stage,
    engine: Engine,
    scratch: Path,
    *,
    encoding: str | None,
    broken_bytes: str | None = None,
    line_limit: int = LINE_LIMIT,
) -> Account:
    """Add the objects of a JSON lines file to `stage`; its first line is row 1.

    A wanted column is a key of each object, or keys joined by dots (`key_paths`). Lines that are
    no JSON object are set aside, and so are lines nested deeper than `JSON_DEPTH`, before any
    parser sees them; empty lines are no records. `scratch` is a folder for the lines while they
    wait.

    Raises
    ------
    InputError
        When the file is no text, or no object has a wanted key.
    """
    script = find_script(place, encoding, line_limit=line_limit, broken_bytes=broken_bytes)
    account = Account(encoding=script.encoding, notes=[script.note] if script.note else [])
    path = scratch / "lines.parquet"
    with Stage(path, ("line",), typed=False) as waiting:
        for rows, lines in numbered_lines(utf8_chunks(place, script.encoding, script.errors)):
            full = pc.greater(pc.binary_length(pc.utf8_trim_whitespace(lines)), 0)
            account.blank += len(lines) - int(pc.sum(full).as_py() or 0)
            flat = _flat(lines)
            for row in rows[~flat].tolist():
                account.set_ragged(row, f"it is nested more than {JSON_DEPTH:,} levels deep")
            kept = full.to_numpy(zero_copy_only=False) & flat
            waiting.add(rows[kept], [lines.filter(pa.array(kept))], False)
    lines_of = engine.read_parquet(path, "json_lines_waiting")
    try:
        _known_keys(place, lines_of, stage.wanted)
        if keys := _all_keys(lines_of):
            note_header(stage.wanted, place.name, keys)
        objects = scratch / "objects.parquet"
        engine.write_parquet(_objects(lines_of, stage.wanted), objects)
        _take(stage, account, objects)
    finally:
        engine.backend.drop_view("json_lines_waiting", force=True)
        path.unlink(missing_ok=True)
    return account


def _flat(lines: Any) -> np.ndarray:
    """Whether each line is nested at most `JSON_DEPTH` levels deep."""
    opened = pc.add(pc.count_substring(lines, "["), pc.count_substring(lines, "{"))
    flat: np.ndarray = pc.less_equal(opened, JSON_DEPTH).to_numpy(zero_copy_only=False)
    for at in np.flatnonzero(~flat):
        flat[at] = _depth(lines[int(at)].as_py()) <= JSON_DEPTH
    return flat


def _depth(line: str) -> int:
    """How deep the brackets outside strings are nested."""
    depth = deepest = 0
    for token in TOKEN.finditer(line):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token.group()[:1], 0)
        deepest = max(deepest, depth)
    return deepest


def _good(line: Any) -> Any:
    return json_valid(line).ifelse(json_type(line, ""), ibis.null("string")) == "OBJECT"


def _pointers(name: str) -> list[str]:
    return [
        "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in path)
        for path in key_paths(name)
    ]


def _kind(line: Any, name: str) -> Any:
    """The type of what stands at the first of the keys that a column may have; null for none."""
    return ibis.coalesce(*(json_type(line, each) for each in _pointers(name)))


def _text(line: Any, name: str) -> Any:
    """The text of it."""
    *first, last = _pointers(name)
    text = json_text(line, last)
    for each in reversed(first):
        text = json_type(line, each).notnull().ifelse(json_text(line, each), text)
    return text


def _known_keys(place: Place, lines: Any, wanted: tuple[str, ...]) -> None:
    good = lines.filter(_good(lines.c0).fill_null(False))
    if not wanted:
        return
    found = good.aggregate(
        [_kind(good.c0, key).notnull().sum().name(f"n{i}") for i, key in enumerate(wanted)]
    ).to_pyarrow()
    missing = [key for i, key in enumerate(wanted) if found.column(i)[0].as_py() == 0]
    if missing:
        first = good.limit(1000)
        keys = (
            first.select(key=json_keys(first.c0).unnest()).distinct().limit(MOST_KEYS).to_pyarrow()
        )
        known = sorted(key for key in keys.column(0).to_pylist() if key)
        raise InputError(
            f"{place.name}: no line has a key {shown(key)}; "
            f"{meant(key, shown_header(known), what='map one of')}"
            for key in missing
        )


def _all_keys(lines: Any) -> tuple[str, ...]:
    """The keys that stand in any object; none where there are more than a table has columns."""
    good = lines.filter(_good(lines.c0).fill_null(False))
    keys = _keys(good, MOST_KEYS + 1)
    return keys if len(keys) <= MOST_KEYS else ()


def _keys(lines: Any, most: int) -> tuple[str, ...]:
    found = lines.select(key=json_keys(lines.c0).unnest()).distinct().limit(most).to_pyarrow()
    return tuple(sorted(filter(None, found.column(0).to_pylist())))


def _objects(lines: Any, wanted: tuple[str, ...]) -> Any:
    """Return each line with its cells ``c<i>``, their flags ``t<i>``, and whether it is good."""
    cells: dict[str, Any] = {}
    for i, key in enumerate(wanted):
        kind, text = _kind(lines.c0, key), _text(lines.c0, key)
        cells[f"c{i}"] = (kind == "DOUBLE").ifelse(text.re_replace(r"\.0$", ""), text)
        cells[f"t{i}"] = kind.isin(NUMBERS).fill_null(False)
    good = lines.mutate(good=_good(lines.c0).fill_null(False))
    return good.select(
        good.source_row,
        good.good,
        start=good.good.ifelse(ibis.null("string"), good.c0.substr(0, 40)),
        **{name: good.good.ifelse(cell, ibis.null(cell.type())) for name, cell in cells.items()},
    )


def _take(stage: Stage, account: Account, path: Path) -> None:
    count = range(len(stage.wanted))
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches():
            for row, start in zip(*_bad(batch), strict=True):
                words = f"what begins like {shown(shape(start))} is no JSON object"
                account.set_ragged(row, words)
            batch = batch.filter(batch.column("good"))
            if batch.num_rows:
                rows = batch.column("source_row").to_numpy()
                texts = [batch.column(f"c{i}") for i in count]
                stage.add(rows, texts, [batch.column(f"t{i}") for i in count])
                account.rows += batch.num_rows


def _bad(batch: Any) -> tuple[list[int], list[str]]:
    bad = batch.filter(pc.invert(batch.column("good")))
    return bad.column("source_row").to_pylist(), bad.column("start").to_pylist()
