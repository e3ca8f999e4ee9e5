"""What was replied to the findings of a run, by the file in which it was written down?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import StringConstraints

from tallystick.findings import Disposition, Reply
from tallystick.load import InputError
from tallystick.load.faults import Reader, read_block
from tallystick.load.shapes import Block
from tallystick.load.toml_file import read_toml, refuse_nul
from tallystick.load.wording import meant, shown

TABLE = "reply"
# A reply is printed in full: nothing but the size of its file sets an end to it.
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class ReplyBlock(Block):
    """``[[reply]]``: what was replied to one finding, by whom and when, and what became of it."""

    finding: Said
    by: Said
    on: date
    text: Said
    checked_by: Said | None = None
    checked_on: date | None = None
    disposition: Disposition | None = None
    changed: Said | None = None


def read_replies(path: Path, findings: Sequence[str]) -> tuple[Reply, ...]:
    """Read the replies to a run with these `findings`, in the order of the file.

    Raises
    ------
    InputError
        With one message per fault of the whole file.
    """
    content = read_toml(path, "replies")
    reader = Reader(path.name)
    refuse_nul(reader, content)
    for name in content:
        if name != TABLE:
            reader.fault(f"{shown(name)}: there is no such table; {meant(name, (TABLE,))}")
    blocks = reader.blocks(content, TABLE)
    if not (blocks or reader.faults):
        reader.fault(f"{TABLE}: there is none; write [[{TABLE}]] with finding, by, on and text")
    replies = [_reply(reader, key, block, findings) for key, block in blocks]
    if reader.faults:
        raise InputError(reader.faults)
    return tuple(each for each in replies if each is not None)


def _reply(reader: Reader, key: str, block: Any, findings: Sequence[str]) -> Reply | None:
    read: ReplyBlock | None = read_block(ReplyBlock, block, key, reader.fault)
    if read is None:
        return None
    if read.finding not in findings:
        reader.fault(
            f"{key}.finding: read {shown(read.finding)}; this run has no such finding; "
            f"{meant(read.finding, findings)}"
        )
    if read.checked_on is not None and read.checked_on < read.on:
        reader.fault(
            f"{key}.checked_on: read {read.checked_on}; it lies before on = {read.on}; "
            "correct one of the two days"
        )
    return Reply(**read.model_dump())
