"""The cells of a source that no mapping reads, to compare rows whose mapped columns agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis

from tallystick.engine import Engine, shortage
from tallystick.load.engagement import Engagement
from tallystick.load.headers_seen import Wanted
from tallystick.load.intake import take_in
from tallystick.load.layers import Layers
from tallystick.load.source_blocks import TableSource
from tallystick.load.unchanged import Sources
from tallystick.load.wording import InputError

LAYOUT, REST = "other_names", "other_cells"
ROW = ("source_file", "source_row")


@dataclass(frozen=True)
class Sight:
    """What re-reading sources needs: where the engagement lies, where rows wait, whom to tell."""

    engagement: Engagement
    engine: Engine
    scratch: Path
    layer: Layers
    files: Sources
    tell: Callable[[str], None]

    def beside(
        self, rows: Any, sources: Sequence[TableSource], read: Sequence[Wanted], ends: Sequence[int]
    ) -> Any:
        """Return `rows` with the cells that their mappings do not read, as one text.

        `other_names` tells which columns those are; both are empty where the columns of a source
        are unknown (PostgreSQL, lines of JSON with more than 500 keys). `ends` are the places at
        which the rows of each of `sources` end, and `read` the columns read of it. The sources are
        read a second time.
        """
        told = [self._of_source(n, each, read[n]) for n, each in enumerate(sources)]
        found = [each for each in told if each is not None]
        if not found:
            return rows.mutate({LAYOUT: ibis.literal(""), REST: ibis.literal("")})
        starts = [(rows.file_row_number < end, ibis.literal(n)) for n, end in enumerate(ends)]
        numbered = rows.mutate(source_number=ibis.cases(*starts, else_=len(ends)).cast("int64"))
        cells = ibis.union(*found) if len(found) > 1 else found[0]
        cells = cells.semi_join(numbered, [*ROW, "source_number"])
        whole = numbered.left_join(cells, [*ROW, "source_number"])
        return whole.select(
            *rows.columns,
            **{name: whole[name].fill_null("") for name in (LAYOUT, REST)},
        )

    def _of_source(self, number: int, source: TableSource, read: Wanted) -> Any | None:
        # Another database may give its rows in another order when it is asked again.
        again = source.block.url is None or source.block.url.startswith("sqlite:")
        names = others(read, read.headers) if again else ()
        if not names:
            return None
        path = self.scratch / f"other_cells_{source.table}_{number}.parquet"
        try:
            taken = take_in(
                self.engagement, source, names, self.engine, path, self.tell, self.files,
                lying=False,
            )  # fmt: skip
        except InputError as error:
            if shortage(error):
                raise
            return None
        raw = self.layer.parquet(taken.path)
        cells = [raw[f"c{i}"].fill_null("\x1d") for i in range(len(names))]
        return raw.select(
            *ROW,
            source_number=ibis.literal(number, type="int64"),
            **{LAYOUT: ibis.literal("\x1f".join(names)), REST: ibis.literal("\x1f").join(cells)},
        )


def others(read: Sequence[str], headers: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the columns, sorted, that each of `headers` has once and that are not `read`."""
    if not headers:
        return ()
    once = [{name for name, n in Counter(map(str.strip, each)).items() if n == 1 and name}
            for each in headers.values()]  # fmt: skip
    return tuple(sorted(set.intersection(*once) - set(map(str.strip, read))))
