"""Which keys of a source that say how its file is built contradict each other?"""

from __future__ import annotations

from collections.abc import Iterator

from tallystick.load.shapes import SourceBlock


def shape_faults(block: SourceBlock) -> Iterator[tuple[str, str]]:
    """Yield each key that cannot stand as it does, and what is wrong with it."""
    if not block.header and block.header_rows != 1:
        yield "header_rows", "there is no header by header = false; leave one of the two out"
    if (block.format == "fwf") != (block.widths is not None):
        yield (
            "widths",
            'widths and format go together; write format = "fwf" and widths = [10, 8, 12]',
        )
    if block.format == "fwf" and block.delimiter is not None:
        yield "delimiter", "a text of fixed widths has none; leave it out"
    if block.broken_bytes is not None and block.encoding is None:
        yield "broken_bytes", 'it needs the encoding; write encoding = "utf-8" beside it'
    if block.url is not None:
        for name in ("header", "header_rows", "list", "member", "broken_bytes", "widths"):
            if name in block.model_fields_set:
                yield name, "a database does not take it; leave it out"
