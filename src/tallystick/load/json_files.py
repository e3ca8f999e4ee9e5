"""How does a document of JSON, with a list of objects in it, become rows of cells?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from tallystick.load.encodings import Script, find_script, utf8_chunks
from tallystick.load.places import Place
from tallystick.load.sandbox.limits import JSON_DEPTH
from tallystick.load.sandbox.process import Sandbox
from tallystick.load.staging import Account, Stage
from tallystick.load.value_shape import shape, shown_header
from tallystick.load.wording import InputError, meant, shown

USUAL = ("features", "data", "records", "rows", "results", "items", "value")
MOST_SHOWN = 8


def read_json(
    place: Place,
    stage: Stage,
    *,
    encoding: str | None,
    broken_bytes: str | None = None,
    stated: str | None = None,
) -> Account:
    """Add the objects of one list of a JSON file to `stage`; the first is row 1.

    The list is the whole document, or the only list of objects in it, or the one of a usual name,
    or the one `stated` (``result.records``). A wanted column is a key, or keys joined by dots. An
    element that is no object is set aside. A child process parses the text.

    Raises
    ------
    InputError
        When it is no JSON, holds no such list, or no object has a wanted key.
    """
    script = find_script(place, encoding, line_limit=sys.maxsize, broken_bytes=broken_bytes)
    account = Account(encoding=script.encoding, notes=[script.note] if script.note else [])
    with Sandbox(place.name, "json_rows", []) as child:
        feed = Feed(child, place, script)
        path, named = chosen_list(place, stated, feed.answer())
        wish = {"list": path, "named": named, "columns": stage.wanted}
        child.reply(wish | {"most": None, "characters": None})
        while "rows" in (block := feed.answer()):
            _take(stage, account, block)
    if stage.wanted and not block["keys"]:
        raise InputError(f"{place.name}: there is no object with keys in its list; export it again")
    missing = [key for key, n in zip(stage.wanted, block["there"], strict=True) if not n]
    if missing:
        raise InputError(
            f"{place.name}: no object has a key {shown(key)}; "
            f"{meant(key, shown_header(block['keys']), what='map one of')}"
            for key in missing
        )
    return account


class Feed:
    """Sends the text of a file to the child that parses it, in pieces, when it asks for more."""

    def __init__(self, child: Sandbox, place: Place, script: Script) -> None:
        self._child, self._place, self._script = child, place, script
        self._pieces = self._start()

    def _start(self) -> Iterator[str]:
        held = b""
        for chunk in utf8_chunks(self._place, self._script.encoding, self._script.errors):
            held += chunk
            # A letter may be cut by the end of a piece; its first byte is one of the last four.
            cut = next((len(held) - n for n in range(1, 5) if held[-n:][:1] >= b"\xc0"), len(held))
            yield held[:cut].decode("utf-8")
            held = held[cut:]
        if held:
            yield held.decode("utf-8")

    def answer(self) -> Any:
        """Return the next answer of the child that is no wish for text."""
        while (answer := self._child.answer()) is not None:
            if "text" in answer:
                self._child.reply({"text": next(filter(None, self._pieces), "")})
            elif "again" in answer:
                self._pieces = self._start()
            else:
                return answer
        raise InputError(f"{self._place.name}: its reader ended too soon; export it as CSV")


def chosen_list(place: Place, stated: str | None, found: dict[str, Any]) -> tuple[str, bool]:
    """Return the path of the list to read, and whether its elements are lists with known names.

    Raises InputError when there is none, or several and none is `stated`.
    """
    lists = {path: kind for path, kind, _ in found["lists"]}
    if found.get("lines"):
        raise InputError(f'{place.name}: it holds an object a line; write format = "jsonl"')
    good = [path for path, kind in lists.items()
            if kind == "object" or (kind == "list" and found.get("columns"))]  # fmt: skip
    if stated is not None and stated not in good:
        raise InputError(
            f"{place.name}: there is no list of objects {shown(stated)}; {meant(stated, good)}"
        )
    usual = [path for name in USUAL for path in good if path.rsplit(".", 1)[-1] == name]
    path = stated if stated is not None else good[0] if len(good) == 1 else (usual or [None])[0]
    if path is None and good:
        listed = ", ".join(map(shown, good[:MOST_SHOWN]))
        raise InputError(
            f"{place.name}: it has {len(good)} lists of objects ({listed}); write "
            f"list = {shown(good[0])}"
        )
    if path is None:
        raise InputError(
            f"{place.name}: there is no list of objects in it; export the records as one list, "
            "or as CSV"
        )
    return path, lists[path] == "list"


def _take(stage: Stage, account: Account, block: dict[str, Any]) -> None:
    for row, why, start in block["bad"]:
        account.set_ragged(row, _words(why, start))
    if block["rows"]:
        texts = [pa.array(column, pa.string()) for column in block["cells"]]
        flags = [np.frombuffer(each.encode(), np.uint8) == ord("1") for each in block["typed"]]
        stage.add(np.asarray(block["rows"], np.int64), texts, [pa.array(each) for each in flags])
        account.rows += len(block["rows"])


def _words(why: str, start: str) -> str:
    if why == "deep":
        return f"it is nested more than {JSON_DEPTH:,} levels deep"
    if why == "cells":
        return f"it has {start.replace(' of ', ' cells and the header ')}"
    return f"what begins like {shown(shape(start))} is no JSON object"
