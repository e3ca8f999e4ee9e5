"""What does `init` see of a file of JSON: its list of objects, their keys and first values?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import Any

from tallystick.load.encodings import Script, utf8_chunks
from tallystick.load.json_files import Feed, chosen_list
from tallystick.load.places import Place
from tallystick.load.sandbox import limits
from tallystick.load.sandbox.json_values import flattened
from tallystick.load.sandbox.parquet_rows import cell_text
from tallystick.load.sandbox.process import Sandbox
from tallystick.load.wording import InputError
from tallystick.propose.files.encodings import Found, found_encoding
from tallystick.propose.files.look import Look
from tallystick.propose.files.look_lines import MOST_ROWS, Lines

Cells = dict[str, str]


def json_seen(place: Place) -> list[Look]:
    """Look at the list of objects in a document, the longest where several could be meant."""
    found = found_encoding(place, line_limit=sys.maxsize)
    objects: list[Cells] = []
    with Sandbox(place.name, "json_rows", []) as child:
        feed = Feed(child, place, Script(found.encoding, errors=found.errors))
        lists = feed.answer()
        if lists.get("lines"):
            return [
                replace(look, format="json", keys=(*look.keys, ("format", "jsonl")))
                for look in json_lines_seen(replace(place, format="jsonl"))
            ]
        several = [each for each in lists["lists"] if each[1] == "object"]
        try:
            (path, named), stated = chosen_list(place, None, lists), False
        except InputError:
            if not several:
                raise
            path, named, stated = max(several, key=lambda each: each[2])[0], False, True
        wish = {"list": path, "named": named, "columns": None}
        child.reply(wish | {"most": MOST_ROWS, "characters": limits.LOOK_CHARACTERS})
        while "rows" in (block := feed.answer()):
            objects += ({key: text or "" for key, text in each.items()}
                        for each in block["objects"])  # fmt: skip
    look = _look(place, objects, whole=not block["more"])
    if look is None:
        return []
    return [_with_encoding(look, found, (("list", path),) if stated else ())]


def json_lines_seen(place: Place) -> list[Look]:
    """Look at the first objects of a file of JSON lines."""
    found = found_encoding(place)
    lines = Lines(utf8_chunks(place, found.encoding, found.errors))
    objects: list[Cells] = []
    for line in islice(lines, MOST_ROWS):
        try:
            told = json.loads(line) if line.strip() else None
        except (ValueError, RecursionError):
            continue
        if isinstance(told, dict):
            flat = flattened(told, feature=False)
            objects.append({key: cell_text(value) for key, value in flat.items()})
    look = _look(place, objects, whole=len(objects) < MOST_ROWS and not lines.cut)
    if look is None:
        return []
    return [_with_encoding(look, found, ())]


def _with_encoding(look: Look, found: Found, keys: tuple[tuple[str, Any], ...]) -> Look:
    stated = found.encoding if found.stated else None
    return replace(look, encoding=stated, keys=(*found.keys, *keys), doubt=found.doubt)


def _look(place: Place, objects: Iterable[Cells], *, whole: bool) -> Look | None:
    """Put objects in the order of all their keys, as many as may be looked at."""
    keys: dict[str, None] = {}
    kept: list[Cells] = []
    for each in objects:
        width = len(keys) + sum(key not in keys for key in each)
        if width * (len(kept) + 1) > limits.LOOK_CHARACTERS:
            whole = False
            break
        keys |= dict.fromkeys(each)
        kept.append(each)
    if not keys:
        return None
    rows = tuple(tuple(each.get(key, "") for key in keys) for each in kept)
    return Look(place.name, place.format, tuple(keys), rows, whole)
