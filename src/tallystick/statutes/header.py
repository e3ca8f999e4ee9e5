"""What does the header of a law pack, `pack.toml`, say of the whole pack?"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar, cast

from tallystick.statutes.faults import Faults, listed, shown
from tallystick.statutes.pack import (
    KINDS,
    LATER_RULES,
    TOPICS,
    Caveat,
    DoubleCounting,
    Gap,
    Kind,
    LaterLaw,
)
from tallystick.statutes.rows import CONFIDENCES

FILE = "pack.toml"
FORMAT = 1
Made = TypeVar("Made")
TEXT, TEXTS, NUMBER, DAY = "text in quotes", "a list of texts", "a number", "a day"
TOP = {
    "format": NUMBER, "code": TEXT, "name": TEXT, "also": TEXTS, "kind": TEXT, "about": TEXT,
    "other_classes": TEXTS, "synonyms": "a table", "gaps": "[[gaps]]", "caveats": "[[caveats]]",
    "double_counting": "[double_counting]", "later_law": "[[later_law]]", "office": TEXT,
    "aggravating_list": TEXT, "other_substances": TEXTS, "words": "a table", "units": "a table",
}  # fmt: skip
NEEDED = ("format", "code", "name", "kind", "about")
GAP = {"substance": TEXT, "basis": TEXT, "lower": NUMBER, "upper": NUMBER, "from": DAY, "to": DAY,
       "why": TEXT}  # fmt: skip
CAVEAT = {"text": TEXT, "substance": TEXT, "substances": TEXTS, "acts": TEXTS, "topic": TEXT,
          "circumstances": TEXTS, "from": DAY, "to": DAY}  # fmt: skip
LATER = {"rule": TEXT, "citation": TEXT, "serving": TEXT, "confidence": TEXT, "source": TEXTS,
         "note": TEXT, "substances": TEXTS, "circumstances": TEXTS, "from": DAY}  # fmt: skip
LATER_NEEDED = ("rule", "citation", "serving", "confidence", "source")
LISTS = ("closed", "partial")
CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    "caveats": {"topic": TOPICS},
    "later_law": {
        "rule": LATER_RULES, "serving": ("yes", "no", "partly"), "confidence": CONFIDENCES,
    },
}  # fmt: skip
DOUBLE = {"rule": TEXT, "citation": TEXT, "confidence": TEXT, "source": TEXTS}


@dataclass(frozen=True)
class Header:
    """What `pack.toml` says."""

    code: str = ""
    name: str = ""
    also: tuple[str, ...] = ()
    kind: Kind = "binding"
    about: str = ""
    other_classes: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    gaps: tuple[Gap, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    double_counting: DoubleCounting | None = None
    later_law: tuple[LaterLaw, ...] = ()
    office: str = ""
    closed_list: bool = False
    other_substances: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    units: tuple[tuple[str, str], ...] = ()


def read_header(text: str, file: str, faults: Faults) -> Header:
    """Read `text`; every fault is told, and what has one is left out."""
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        said = (str(error).splitlines() or [type(error).__name__])[0][:200]
        faults.add(file, None, f"it is not valid TOML: {said}; correct that place")
        return Header()
    before = len(faults)
    fault = _telling(file, faults)
    _keys(content, TOP, NEEDED, "", fault)
    if len(faults) > before:
        return Header()
    if content["format"] != FORMAT:
        fault(f"format is {shown(content['format'])}; this version reads format {FORMAT}")
    if content["kind"] not in KINDS:
        fault(f"kind is {shown(content['kind'])}; write one of {listed(KINDS)}")
    _one_of(content, "aggravating_list", LISTS, "", fault)
    return Header(
        code=content["code"],
        name=content["name"],
        also=tuple(content.get("also", ())),
        kind=cast(Kind, content["kind"]),
        about=content["about"],
        other_classes=tuple(content.get("other_classes", ())),
        synonyms=_synonyms(content.get("synonyms", {}), fault),
        gaps=_blocks(content, "gaps", GAP, ("substance", "why"), _gap, fault),
        caveats=_blocks(content, "caveats", CAVEAT, ("text",), _caveat, fault),
        double_counting=_double(content.get("double_counting"), fault),
        later_law=_blocks(content, "later_law", LATER, LATER_NEEDED, _later, fault),
        office=content.get("office", ""),
        closed_list=content.get("aggravating_list") == "closed",
        other_substances=tuple(content.get("other_substances", ())),
        words=_texts(content.get("words", {}), "words", fault),
        units=_texts(content.get("units", {}), "units", fault),
    )


def _telling(file: str, faults: Faults) -> Callable[[str], None]:
    return lambda words: faults.add(file, None, words)


def _keys(
    block: Any, shape: dict[str, str], needed: tuple[str, ...], at: str,
    fault: Callable[[str], None],
) -> bool:  # fmt: skip
    """Whether a block has the keys of `shape` and no other, each of its type."""
    if not isinstance(block, dict):
        fault(f"{at.rstrip('.')}: it is no table; write its keys below a heading in brackets")
        return False
    wrong = [f"{at}{shown(key)} is no key; there is {listed(shape)}" for key in block
             if key not in shape]  # fmt: skip
    wrong += [f"{at}{key} is missing; write {shape[key]}" for key in needed if key not in block]
    wrong += [
        f"{at}{key} is {shown(block[key])}; write {kind}"
        for key, kind in shape.items()
        if key in block and not _fits(block[key], kind)
    ]
    for words in wrong:
        fault(words)
    return not wrong


def _fits(value: Any, kind: str) -> bool:
    if kind == TEXT:
        return isinstance(value, str) and 0 < len(value) <= 2_000 and value.isprintable()
    if kind == TEXTS:
        return isinstance(value, list) and all(_fits(each, TEXT) for each in value)
    if kind == NUMBER:
        return isinstance(value, int | Decimal) and not isinstance(value, bool) and (
            Decimal(value).is_finite() and 0 <= value < 10**12
        )  # fmt: skip
    if kind == DAY:
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, dict | list)


def _blocks(
    content: dict[str, Any], name: str, shape: dict[str, str], needed: tuple[str, ...],
    make: Callable[[dict[str, Any]], Made], fault: Callable[[str], None],
) -> tuple[Made, ...]:  # fmt: skip
    blocks = content.get(name, [])
    if not isinstance(blocks, list):
        fault(f"{name}: it is one table; write [[{name}]], in double brackets")
        return ()
    kept = []
    for number, block in enumerate(blocks, start=1):
        at = f"{name}[{number}]."
        if _keys(block, shape, needed, at, fault):
            for key, options in CHOICES.get(name, {}).items():
                _one_of(block, key, options, at, fault)
            kept.append(make(block))
    return tuple(kept)


def _one_of(
    block: dict[str, Any], key: str, options: tuple[str, ...], at: str,
    fault: Callable[[str], None],
) -> None:  # fmt: skip
    if key in block and block[key] not in options:
        fault(f"{at}{key} is {shown(block[key])}; write one of {listed(options)}")


def _gap(block: dict[str, Any]) -> Gap:
    lower, upper = block.get("lower"), block.get("upper")
    return Gap(
        block["substance"],
        block.get("basis", ""),
        None if lower is None else Decimal(lower),
        None if upper is None else Decimal(upper),
        block.get("from"),
        block.get("to"),
        block["why"],
    )


def _caveat(block: dict[str, Any]) -> Caveat:
    named = [*block.get("substances", ()), *([block["substance"]] if "substance" in block else [])]
    return Caveat(
        block["text"], tuple(named), tuple(block.get("acts", ())), block.get("topic", ""),
        tuple(block.get("circumstances", ())), block.get("from"), block.get("to"),
    )  # fmt: skip


def _later(block: dict[str, Any]) -> LaterLaw:
    return LaterLaw(
        block["rule"], block["citation"], block["serving"], block["confidence"],
        tuple(block["source"]), block.get("note", ""), tuple(block.get("substances", ())),
        block.get("from"), tuple(block.get("circumstances", ())),
    )  # fmt: skip


def _texts(content: Any, name: str, fault: Callable[[str], None]) -> tuple[tuple[str, str], ...]:
    """Return the words of a table, by their keys."""
    if not isinstance(content, dict):
        fault(f"{name}: it is no table; write [{name}]")
        return ()
    for key, text in content.items():
        if not (_fits(text, TEXT) and _fits(key, TEXT)):
            fault(f"{name}.{shown(key)} is {shown(text)}; write {TEXT}")
    return tuple((key, text) for key, text in content.items() if _fits(text, TEXT))


def _synonyms(
    content: Any, fault: Callable[[str], None]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(content, dict):
        fault("synonyms: it is no table; write [synonyms]")
        return ()
    kept = []
    for name, terms in content.items():
        if _fits(terms, TEXTS) and _fits(name, TEXT):
            kept.append((name, tuple(terms)))
        else:
            fault(f"synonyms.{shown(name)} is {shown(terms)}; write {TEXTS}")
    return tuple(kept)


def _double(block: Any, fault: Callable[[str], None]) -> DoubleCounting | None:
    if block is None or not _keys(block, DOUBLE, tuple(DOUBLE), "double_counting.", fault):
        return None
    if block["confidence"] not in CONFIDENCES:
        fault(f"double_counting.confidence is {shown(block['confidence'])}; "
              f"write one of {listed(CONFIDENCES)}")  # fmt: skip
    return DoubleCounting(
        block["rule"], block["citation"], block["confidence"], tuple(block["source"])
    )
