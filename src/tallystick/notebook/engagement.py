"""The engagement file of an audit of data frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from tallystick.load import InputError
from tallystick.load.mapping import measured
from tallystick.load.wording import shown
from tallystick.propose.toml_text import toml_block
from tallystick.tables import canonical

Entries = Sequence[Mapping[str, Any]]

FILE = "engagement.toml"
UNNAMED, ZONE = "not named", "UTC"
MONTHS: Entries = ({"name": "month", "rule": "month"},)
CASES: Entries = ({"name": "cases", "table": "incidents"},)
ARRESTS: Entries = ({"name": "arrests", "table": "incidents", "where": {"clearance": ["arrest"]}},)


@dataclass(frozen=True)
class About:
    """What the caller of an audit of frames says beside the frames; None where nothing is said.

    `first_day` and `last_day` are dates or ISO texts; `lines`, `law_lines`, `periods` and
    `metrics` are entries of an engagement file.
    """

    name: str | None = None
    agency: str | None = None
    time_zone: str | None = None
    jurisdiction: str | None = None
    currency: str | None = None
    first_day: date | str | None = None
    last_day: date | str | None = None
    lines: Entries | None = None
    law_lines: Entries | None = None
    periods: Entries | None = None
    metrics: Entries | None = None

    def otherwise(self, **usual: str) -> About:
        """Return it with `usual` where nothing is said, and nothing is "" there."""
        said = {key: getattr(self, key) or text or None for key, text in usual.items()}
        return replace(self, **said)  # type: ignore[arg-type]


def write_engagement(
    folder: Path,
    about: About,
    columns: Mapping[str, Sequence[str]],
    sources: str,
    more: Mapping[str, str] | None = None,
) -> Path:
    """Write the engagement file into `folder` and return it.

    `columns` are those that each table has, `sources` the text of their blocks, and `more` further
    keys of ``[engagement]``. InputError where a day is none.
    """
    keys = {
        "name": about.name or about.agency or "data frames",
        "agency": about.agency or UNNAMED,
        "time_zone": about.time_zone or ZONE,
        "jurisdiction": about.jurisdiction,
        "currency": about.currency,
        "first_day": _day("first_day", about.first_day),
        "last_day": _day("last_day", about.last_day),
        **(more or {}),
    }
    blocks = {
        "periods": MONTHS if about.periods is None else about.periods,
        "metrics": tuple(_counted(columns)) if about.metrics is None else about.metrics,
        "lines": about.lines or (),
        "law.lines": about.law_lines or (),
    }
    head = "[engagement]\n" + _entry("engagement", keys).partition("\n")[2]
    entries = [_entry(name, each) for name, entries in blocks.items() for each in entries]
    path = folder / FILE
    path.write_text("\n".join([head, *entries, sources]), encoding="utf-8")
    return path


def sources_text(columns: Mapping[str, Sequence[str]]) -> str:
    """Return the blocks of sources whose columns have the canonical names."""
    return "\n".join(_source(name, held) for name, held in columns.items())


def _source(name: str, columns: Sequence[str]) -> str:
    held: dict[str, Any] = {each: each for each in columns}
    if (weighed := measured(canonical(name))) in held:
        unit = {"unit_column": "unit"} if held.pop("unit", None) else {"unit": "g"}
        held[str(weighed)] = {"column": weighed, **unit}
    mapping = toml_block("columns", held).partition("\n")[2]
    source = toml_block(f"tables.{name}", {"source": f"{name}.parquet"})
    return f"{source}[tables.{name}.columns]\n{mapping}"


def _counted(columns: Mapping[str, Sequence[str]]) -> Iterator[Mapping[str, Any]]:
    """The plainest figures that the incidents give, as `tallystick init` writes them."""
    if "incidents" in columns:
        yield from CASES
        yield from ARRESTS if "clearance" in columns["incidents"] else ()


def _entry(name: str, entry: Mapping[str, Any]) -> str:
    return toml_block(name, {key: each for key, each in entry.items() if each is not None})


def _day(key: str, said: date | str | None) -> date | None:
    if said is None:
        return None
    try:
        return date.fromisoformat(str(said)[:10])
    except ValueError:
        raise InputError(
            f'{key}: read {shown(said)}; it must be a day; write {key}="2024-01-31"'
        ) from None
