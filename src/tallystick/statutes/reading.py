"""How is a law pack read from its folder?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from tallystick.statutes import header
from tallystick.statutes.amounts import UNITS
from tallystick.statutes.cells import Cells, read_rows, read_text
from tallystick.statutes.doubts import PARTS
from tallystick.statutes.faults import Faults, PackError, listed, shown
from tallystick.statutes.pack import Pack
from tallystick.statutes.rows import (
    ACTS,
    BASES,
    CONFIDENCES,
    EFFECTS,
    FORMS,
    Circumstance,
    Dates,
    Offence,
    Penalty,
    ReferenceUnit,
    Row,
    Threshold,
)
from tallystick.statutes.sources import source_of, texts_of
from tallystick.statutes.validation import faults_of

AnyRow = TypeVar("AnyRow")
LawRow = TypeVar("LawRow", bound=Row)
EVERY_ROW = ("from", "to", "confidence", "source", "note")
COLUMNS = {
    "thresholds": (
        "substance", "class", "basis", "unit", "lower", "lower_inclusive", "upper",
        "upper_inclusive", "from", "to", "citation", "offence_hook", "confidence", "source", "note",
    ),
    "offences": (
        "offence", "article", "part", "kind", "acts", "name", "classes", "or_with", "only_with",
        "substances", *EVERY_ROW,
    ),
    "penalties": (
        "offence", "prison_min_years", "prison_max_years", "life", "fine_min", "fine_max",
        "fine_unit", "works_max", "service_hours_max", "arrest_days_max", "other", *EVERY_ROW,
    ),
    "circumstances": ("circumstance", "name", "effect", "article", "not_twice", *EVERY_ROW),
    "reference_units": ("unit", "value", "currency", *EVERY_ROW),
    "sources": ("key", "text"),
}  # fmt: skip
SPAN_READ = ("read_from", "read_to")
MAY_LACK = {
    "thresholds": ("from_memory", *SPAN_READ, "form", "acts"),
    "offences": ("from_memory", *SPAN_READ, "inherent", "complete", "no_penalty"),
    "penalties": ("from_memory", *SPAN_READ),
    "circumstances": ("from_memory", *SPAN_READ, "articles"),
    "reference_units": ("from_memory", *SPAN_READ),
    "sources": SPAN_READ,
}
SEVERAL = ";"
LIFE = ("no", "yes", "mandatory", "")
NEEDED = (header.FILE, "sources.csv")
FILES = (header.FILE, *(f"{table}.csv" for table in COLUMNS))


def read_pack(folder: Path) -> Pack:
    """Read and check the pack in `folder`.

    Raises
    ------
    PackError
        With one message per fault: the file, the row, the rule and the next move.
    """
    faults = Faults()
    pack = _read(folder, faults)
    if not faults:
        faults.extend(faults_of(pack))
    if faults:
        raise PackError(faults)
    return pack


def digest(folder: Path) -> str:
    """Return the SHA-256 of the files of the pack in `folder`, with their names and lengths."""
    from hashlib import sha256

    said = sha256()
    for name in FILES:
        if (folder / name).is_file():
            raw = (folder / name).read_bytes()
            said.update(f"{name}\0{len(raw)}\0".encode() + raw)
    return said.hexdigest()


def _read(folder: Path, faults: Faults) -> Pack:
    texts: dict[str, str] = {}
    at = shown(folder.name)[1:-1]
    for name in FILES:
        if name in NEEDED or (folder / name).exists():
            text = read_text(folder / name, f"{at}/{name}", faults)
            texts |= {} if text is None else {name: text}

    def table(name: str, make: Callable[[Cells], AnyRow]) -> tuple[AnyRow, ...]:
        file = f"{name}.csv"
        if file not in texts:
            return ()
        rows = read_rows(texts[file], f"{at}/{file}", COLUMNS[name], faults, MAY_LACK[name])
        return tuple(map(make, rows))

    about = header.Header()
    if header.FILE in texts:
        about = header.read_header(texts[header.FILE], f"{at}/{header.FILE}", faults)
    sources = table("sources", source_of)
    days = {source.key: source.read for source in sources}

    def rows(name: str, make: Callable[[Cells], LawRow]) -> tuple[LawRow, ...]:
        return tuple(_read_on(row, days) for row in table(name, make))

    return Pack(
        **_stated(about),
        origin=at,
        folder=folder,
        sources=texts_of(sources, f"{at}/sources.csv", faults),
        thresholds=rows("thresholds", _threshold),
        offences=rows("offences", _offence),
        penalties=tuple(each for row in rows("penalties", _penalty) for each in _apart(row)),
        circumstances=rows("circumstances", _circumstance),
        reference_units=rows("reference_units", _reference_unit),
    )


def _stated(about: header.Header) -> dict[str, Any]:
    """What the header says of the pack, by the names that the pack has for it."""
    stated = {each.name: getattr(about, each.name) for each in fields(about)}
    return stated | {name: dict(stated[name]) for name in ("synonyms", "words", "units")}


def _read_on(row: LawRow, days: dict[str, Dates]) -> LawRow:
    """Return a row with the days of which its sources tell the law, unless it says them itself."""
    if (row.read_from, row.read_to) != (None, None):
        return row
    spans = [days[key] for key in row.source if days.get(key, (None, None)) != (None, None)]
    firsts = [first for first, _ in spans if first]
    lasts = [last for _, last in spans if last]
    first = min(firsts) if spans and len(firsts) == len(spans) else None
    last = max(lasts) if spans and len(lasts) == len(spans) else None
    return replace(row, read_from=first, read_to=last, all_from=max(firsts, default=None))


def _apart(row: Penalty) -> list[Penalty]:
    """Return a penalty once for each of the offences that its cell names."""
    return [replace(row, offence=key.strip()) for key in row.offence.split(SEVERAL)]


def _every_row(cells: Cells) -> dict[str, Any]:
    source = cells.words("source")
    if not source:
        cells.fault("source is empty; every row says where it was read; write keys of sources.csv")
    return {
        "line": cells.row,
        "from_date": cells.day("from"),
        "to_date": cells.day("to"),
        "confidence": cells.choice("confidence", CONFIDENCES),
        "source": source,
        "note": cells.text("note"),
        "from_memory": _from_memory(cells),
        "read_from": cells.day("read_from"),
        "read_to": cells.day("read_to"),
    }


def _from_memory(cells: Cells) -> tuple[str, ...]:
    named = cells.words("from_memory")
    if named and cells.text("confidence") == "memory":
        cells.fault("from_memory: confidence says memory of the whole row; empty the cell")
    for name in named:
        if name not in PARTS or not cells.holds(name):
            cells.fault(
                f"from_memory: {shown(name)} is no cell here of which that can be said; name some "
                f"of {listed([each for each in PARTS if cells.holds(each)])}"
            )
    return tuple(name for name in named if name in PARTS)


def _threshold(cells: Cells) -> Threshold:
    return Threshold(
        **_every_row(cells),
        substance=cells.text("substance", needed=True),
        class_=cells.text("class", needed=True),
        basis=cells.choice("basis", BASES),
        unit=cells.choice("unit", UNITS),
        lower=cells.number("lower"),
        lower_inclusive=cells.inclusive("lower_inclusive", bounded=cells.text("lower") != ""),
        upper=cells.number("upper"),
        upper_inclusive=cells.inclusive("upper_inclusive", bounded=cells.text("upper") != ""),
        citation=cells.text("citation", needed=True),
        offence_hook=cells.text("offence_hook"),
        form=_some_of(cells, "form", FORMS),
        acts=_some_of(cells, "acts", ACTS),
    )


def _some_of(cells: Cells, name: str, options: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a cell, each of which is one of `options`."""
    words = cells.words(name)
    if not set(words) <= set(options):
        cells.fault(f"{name} is {shown(' '.join(words))}; write some of {', '.join(options)}")
    return words


def _offence(cells: Cells) -> Offence:
    acts = _some_of(cells, "acts", ACTS)
    if not cells.holds("acts"):
        cells.fault(f"acts is empty; write some of {', '.join(ACTS)}")
    kind = cells.choice("kind", ("criminal", "administrative"))
    return Offence(
        **_every_row(cells),
        key=cells.text("offence", needed=True),
        article=cells.text("article", needed=True),
        part=cells.text("part"),
        kind="administrative" if kind == "administrative" else "criminal",
        acts=acts,
        name=cells.text("name", needed=True),
        classes=cells.words("classes"),
        or_with=cells.words("or_with"),
        only_with=cells.words("only_with"),
        substances=cells.words("substances"),
        inherent=cells.words("inherent"),
        complete=cells.flag("complete"),
        no_penalty=cells.text("no_penalty"),
    )


def _penalty(cells: Cells) -> Penalty:
    life = cells.choice("life", LIFE)
    return Penalty(
        **_every_row(cells),
        offence=cells.text("offence", needed=True),
        prison_min_years=cells.number("prison_min_years"),
        prison_max_years=cells.number("prison_max_years"),
        life=life in ("yes", "mandatory"),
        life_only=life == "mandatory",
        fine_min=cells.number("fine_min"),
        fine_max=cells.number("fine_max"),
        fine_unit=cells.text("fine_unit"),
        works_max=cells.number("works_max"),
        service_hours_max=cells.number("service_hours_max"),
        arrest_days_max=cells.number("arrest_days_max"),
        other=cells.text("other"),
    )


def _circumstance(cells: Cells) -> Circumstance:
    return Circumstance(
        **_every_row(cells),
        key=cells.text("circumstance", needed=True),
        name=cells.text("name", needed=True),
        effect=cells.choice("effect", EFFECTS),
        article=cells.text("article"),
        not_twice=cells.flag("not_twice"),
        articles=cells.words("articles"),
    )


def _reference_unit(cells: Cells) -> ReferenceUnit:
    return ReferenceUnit(
        **_every_row(cells),
        unit=cells.text("unit", needed=True),
        value=cast(Any, cells.number("value", needed=True)),
        currency=cells.text("currency", needed=True),
    )
