"""Proposed tables loaded from their files for a trial, with what their rows say."""

from __future__ import annotations

import math
import re
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from ibis import _

from tallystick.engine import Engine
from tallystick.load import InputError, Loaded, load, read_engagement
from tallystick.load.main_span import DATED, days_of
from tallystick.load.rules import STATED
from tallystick.propose import FileProposal, TableProposal
from tallystick.propose.writing import Answers, engagement_text
from tallystick.tables import SetAside, canonical

ENDINGS = re.compile(r"\.[A-Za-z0-9]+")
PLAIN = Answers("tried", "tried", "UTC")


@dataclass(frozen=True)
class Trial:
    """What the rows of files say: why they are refused, or how many lie on each day.

    `not_dates` are those that are set aside for a date of another form; infinite where all are.
    `empty` counts, of all `rows`, those in which a required column holds nothing; `alike` of those
    `kept` the ones whose key another row has. `why` tells how many are set aside against the limit
    and for which reason most of them.
    """

    refused: str = ""
    days: Mapping[date, int] = field(default_factory=dict)
    not_dates: float = 0
    rows: int = 0
    empty: Mapping[str, int] = field(default_factory=dict)
    kept: int = 0
    alike: int = 0
    why: str = ""


def try_tables(
    sources: Sequence[tuple[FileProposal, TableProposal, Path]],
    engine: Engine,
    *,
    all_in: bool = False,
) -> Trial:
    """Load sources of one table by themselves; with `all_in`, however many rows are set aside.

    A file is read through a link with a plain name, since its own may be none that a source has.
    """
    with tempfile.TemporaryDirectory(prefix="tallystick-") as room:
        files, names = [], {}
        for number, (file, table, path) in enumerate(sources, 1):
            plain = f"tried{number}{''.join(ENDINGS.findall(path.name)[-2:])}"
            names[plain] = file.look.name
            look = replace(file.look, name=plain)
            files.append(replace(file, look=look, tables=(table,)))
            try:
                (Path(room) / plain).symlink_to(path)
            except OSError:  # Windows allows no links to who may not make them.
                return Trial()
        engagement = Path(room) / "engagement.toml"
        engagement.write_text(engagement_text(PLAIN, files), encoding="utf-8")
        try:
            read = read_engagement(engagement, allow_outside=True)
            loaded = load(read, Path(room) / "tables", engine, allow_exclusions=all_in)
        except InputError as error:
            return Trial(_renamed("\n".join(error.messages), names), not_dates=math.inf)
        return _of_rows(sources[0][1], loaded, engine)


def _of_rows(table: TableProposal, loaded: Loaded, engine: Engine) -> Trial:
    column = dict(DATED).get(table.table, "")
    known = loaded.tables.dates(table.table, column)
    days = days_of(loaded.tables, table.table, column, engine) if known else {}
    aside = loaded.received.set_aside
    empty = {each.reason.partition(":")[0]: each.rows for each in aside if each.rule == "missing"}
    rows = sum(each.rows for each in loaded.received.sources)
    return Trial(
        days=days,
        not_dates=sum(each.rows for each in aside if each.rule == "not_a_date"),
        rows=rows,
        empty=empty,
        kept=rows - sum(each.rows for each in aside),
        alike=_alike(table, loaded, engine),
        why=_commonest(aside, rows),
    )


def _alike(table: TableProposal, loaded: Loaded, engine: Engine) -> int:
    """How many rows have the key of another row."""
    key = canonical(table.table).key
    relation = loaded.tables.relations.get(table.table)
    if relation is None or not key:
        return 0
    counted = relation.group_by(list(key)).aggregate(n=_.count())
    told = counted.filter(counted.n > 1).aggregate(n=_.n.sum().fill_null(0))
    return int(engine.rows(told)[0]["n"])


def _commonest(aside: Sequence[SetAside], rows: int) -> str:
    """How many rows are set aside against the limit, and for which reason most of them."""
    counts = Counter[str]()
    for each in aside:
        counts[f"{each.rule}: {each.reason}"] += each.rows * (each.rule not in STATED)
    total = counts.total()
    if not total:
        return ""
    (reason, most), *_others = counts.most_common(1)
    return (f"{total:,} of {rows:,} rows ({total / rows:.1%}) would be set aside, {most:,} of them "
            f"by {reason}")  # fmt: skip


def _renamed(words: str, names: Mapping[str, str]) -> str:
    for plain, name in names.items():
        words = words.replace(plain, name)
    return words.replace("engagement.toml: ", "")
