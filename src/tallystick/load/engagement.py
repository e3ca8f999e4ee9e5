"""What does an engagement file ask for?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Literal

from tallystick.load.about import CODES, code_fault
from tallystick.load.engine_block import EngineChoice, read_engine
from tallystick.load.faults import Reader, read_block, shown_key
from tallystick.load.frame_blocks import as_line, as_metric, as_period, as_substitution
from tallystick.load.law_block import LawChoice, read_law
from tallystick.load.line_units import drawn_twice
from tallystick.load.places import Place, find_places
from tallystick.load.shapes import (
    Block,
    EngagementBlock,
    LineBlock,
    MetricBlock,
    PeriodBlock,
    SubstitutionBlock,
)
from tallystick.load.source_blocks import TableSource, read_sources, zone
from tallystick.load.toml_file import TomlFile, read_toml_file, refuse_nul
from tallystick.load.value_blocks import read_values
from tallystick.load.wording import InputError, meant, shown
from tallystick.tables import CANONICAL, Frame, Line

TOP = ("engagement", "sample", "engine", "tables", "lines", "law", "periods", "metrics",
       "substitutions", "values", "prices", "rates")  # fmt: skip


class SampleBlock(Block):
    """``[sample]``: what decided which records are there, where not all are."""

    selected_on: Literal["complaints", "officers", "units", "cases", "outcomes"]


@dataclass(frozen=True)
class Engagement:
    """An engagement file that has been read and found to make sense.

    `first_day` and `last_day` are inclusive; None is open. `max_set_aside` is the share of a
    table's rows, 0 to 1, above which loading stops. `path` is the file; sources are relative to
    its folder and stay inside it unless `allow_outside`. `engine` says what counts; where it
    names tables, there are no sources. `person_key` is the file of the key for persons, if it is
    named. `law` is what it takes from law packs, which whoever opens the packs adds to the frame.
    `file` is the content of the file itself, with its SHA-256.
    `join_alike` are the kinds of names whose look-alike spellings are joined. `mapping` is
    ``proposed`` where the program chose the columns and no person has confirmed them.
    """

    name: str
    agency: str
    jurisdiction: str | None
    time_zone: str
    currency: str | None
    first_day: date | None
    last_day: date | None
    max_set_aside: float
    frame: Frame
    path: Path
    sources: tuple[TableSource, ...]
    allow_outside: bool = False
    engine: EngineChoice = field(default_factory=EngineChoice)
    person_key: Path | None = None
    law: LawChoice = field(default_factory=LawChoice)
    file: TomlFile = field(default_factory=TomlFile)
    join_alike: tuple[str, ...] = ()
    mapping: Literal["proposed", "confirmed"] = "confirmed"

    @property
    def names_persons(self) -> bool:
        """Whether a person may be identified in what it reads."""
        read = {source.table for source in self.sources}
        ready_made = self.engine.tables is not None
        return ready_made or any(table.persons for table in CANONICAL if table.name in read)

    @property
    def folder(self) -> Path:
        """The folder of the engagement file."""
        return self.path.parent

    def places(self) -> list[Place]:
        """Return the files that its sources name, each once, as far as there are any."""
        found: dict[Path, Place] = {}
        for source in self.sources:
            outside = self.allow_outside
            for place in find_places(
                self.folder, source.block, allow_outside=outside, fault=lambda words: None
            ):
                found.setdefault(place.path, place)
        return list(found.values())


def read_engagement(path: Path, *, allow_outside: bool = False) -> Engagement:
    """Read and check the engagement file at `path`; no source is opened.

    `allow_outside` lets sources lie outside the file's folder.

    Raises
    ------
    InputError
        With one message per fault of the whole file.
    """
    content = (file := read_toml_file(path)).content
    reader = Reader(path.name)
    _refuse_unknown(reader, content)
    about = _about(reader, content)
    engine = read_engine(reader, content)
    sources = read_sources(reader, content, ready_made=engine.tables is not None)
    home = about.jurisdiction if about else None
    law = read_law(reader, content, path.parent, home, allow_outside=allow_outside)
    frame = _frame(reader, content, about)
    if reader.faults or about is None or frame is None:
        raise InputError(reader.faults)
    return Engagement(
        name=about.name,
        agency=about.agency,
        jurisdiction=about.jurisdiction,
        time_zone=about.time_zone,
        currency=about.currency,
        first_day=about.first_day,
        last_day=about.last_day,
        max_set_aside=float(about.max_set_aside),
        frame=frame,
        path=path,
        sources=sources,
        allow_outside=allow_outside,
        engine=engine,
        person_key=path.parent / about.person_key if about.person_key else None,
        law=law,
        file=file,
        join_alike=about.join_alike,
        mapping=about.mapping,
    )


def _frame(reader: Reader, content: dict[str, Any], about: EngagementBlock | None) -> Frame | None:
    """What is declared of the records; None where the engagement itself cannot be read."""
    lines = _lines(reader, content)
    periods = _named(reader, content, "periods", PeriodBlock, as_period)
    metrics = _named(reader, content, "metrics", MetricBlock, as_metric)
    as_pair = partial(as_substitution, metrics=metrics)
    pairs = _named(reader, content, "substitutions", SubstitutionBlock, as_pair)
    values, prices, rates = read_values(reader, content, about.currency if about else None)
    sample = None
    if "sample" in content:
        sample = read_block(SampleBlock, content["sample"], "sample", reader.fault)
    if about is None:
        return None
    days = about.first_day, about.last_day
    return Frame(
        lines, periods, metrics, *days, pairs, values, prices, rates, about.stop_minutes,
        selected_on=sample.selected_on if sample else "",
    )  # fmt: skip


def _refuse_unknown(reader: Reader, content: dict[str, Any]) -> None:
    refuse_nul(reader, content, "")
    for name in content:
        if name not in TOP:
            reader.fault(f"{shown_key(name)}: there is no such table; {meant(name, TOP)}")


def _lines(reader: Reader, content: dict[str, Any]) -> tuple[Line, ...]:
    lines = _named(reader, content, "lines", LineBlock, as_line)
    for words in drawn_twice(lines):
        reader.fault(words)
    return lines


def _about(reader: Reader, content: dict[str, Any]) -> EngagementBlock | None:
    if "engagement" not in content:
        reader.fault("engagement: it is missing; write [engagement] with name, agency, time_zone")
        return None
    about: EngagementBlock | None = read_block(
        EngagementBlock, content["engagement"], "engagement", reader.fault
    )
    if about is None:
        return None
    zone(reader, about.time_zone, "engagement")
    for key in CODES:
        text = getattr(about, key)
        fault = "" if text is None else code_fault(key, text)
        if fault:
            reader.fault(f"engagement.{fault}")
    if about.first_day and about.last_day and about.first_day > about.last_day:
        reader.fault(
            f"engagement.last_day: read {about.last_day}; it lies before first_day = "
            f"{about.first_day}; swap them"
        )
    if not (about.max_set_aside.is_finite() and 0 <= about.max_set_aside <= 1):
        reader.fault(
            f"engagement.max_set_aside: read {shown(about.max_set_aside)}; it is a share from 0 "
            "to 1; write 0.05 for 5 %"
        )
    return about


def _named(
    reader: Reader,
    content: dict[str, Any],
    name: str,
    model: type[Any],
    build: Callable[[Any, str, Callable[[str], None]], Any],
) -> tuple[Any, ...]:
    built: list[Any] = []
    seen: set[str] = set()
    for key, value in reader.blocks(content, name):
        block = read_block(model, value, key, reader.fault)
        if block is None:
            continue
        item = build(block, key, reader.fault)
        called = block.name or (item and item.name)
        if called in seen:
            rule = "names are unique; rename one of the two"
            reader.fault(f"{key}.name: {shown(called)} is used before; {rule}")
        seen.add(called)
        if item is not None:
            built.append(item)
    return tuple(built)
