"""Which law packs does an engagement file name, and which lines does it take from the law?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from tallystick.load.faults import Reader, read_block
from tallystick.load.frame_blocks import repeated
from tallystick.load.shapes import LawBlock, LawLineBlock
from tallystick.load.wording import meant, shown
from tallystick.tables.measurements import KINDS, STAGES


@dataclass(frozen=True)
class LawLine:
    """``[[law.lines]]``: the lines of one substance, to be taken from a pack.

    `key` is the block's place in the file, for messages; None as `substance_code` is the pack's
    own name, and None as `kind` is ``net_weight``, or ``plants`` where plants are counted.
    """

    key: str
    jurisdiction: str
    substance: str
    substance_code: str | None = None
    kind: str | None = None
    stage: str | None = None
    direction: Literal["up", "down"] = "up"
    below: Decimal | None = None
    above: Decimal | None = None
    units: tuple[str, ...] | None = None


@dataclass(frozen=True)
class LawChoice:
    """``[law]``: packs beside the built-in ones, and the lines that are taken from packs."""

    packs: tuple[Path, ...] = ()
    lines: tuple[LawLine, ...] = ()


def read_law(
    reader: Reader, content: dict[str, Any], folder: Path, home: str | None, *, allow_outside: bool
) -> LawChoice:
    """Return what ``[law]`` asks for, after noting every fault in it.

    `home` is the engagement's jurisdiction, which a line takes where it names none.
    """
    block = content.get("law")
    if block is None:
        return LawChoice()
    if not isinstance(block, dict):
        reader.fault(f"law: read {shown(block)}; write [law] and its keys below it")
        return LawChoice()
    own = {key: value for key, value in block.items() if key != "lines"}
    law: LawBlock | None = read_block(LawBlock, own, "law", reader.fault)
    packs = _packs(reader, folder, law.packs or () if law else (), allow_outside)
    lines = [
        line
        for key, value in reader.blocks(block, "law.lines")
        if (line := _line(reader, key, value, home)) is not None
    ]
    return LawChoice(packs, tuple(lines))


def _packs(
    reader: Reader, folder: Path, names: tuple[str, ...], allow_outside: bool
) -> tuple[Path, ...]:
    packs = []
    for name in names:
        try:
            real, home = (folder / name).resolve(strict=True), folder.resolve()
        except (OSError, ValueError, RuntimeError):
            reader.fault(f"law.packs: {shown(name)}: there is no such folder; check the path")
            continue
        if not allow_outside and not real.is_relative_to(home):
            reader.fault(
                f"law.packs: {shown(name)} lies outside the engagement's folder; move it in, or "
                "run with --allow-outside"
            )
        packs.append(real)
    return tuple(packs)


def _line(reader: Reader, key: str, value: Any, home: str | None) -> LawLine | None:
    block: LawLineBlock | None = read_block(LawLineBlock, value, key, reader.fault)
    if block is None:
        return None
    jurisdiction = block.jurisdiction or home
    wrong = []
    if jurisdiction is None:
        wrong.append('jurisdiction: it is missing; write jurisdiction = "KZ", or say it once in '
                     "[engagement]")  # fmt: skip
    if block.kind is not None and block.kind not in KINDS:
        wrong.append(f"kind: read {shown(block.kind)}; {meant(block.kind, KINDS)}")
    if block.stage is not None and block.stage not in STAGES:
        wrong.append(f"stage: read {shown(block.stage)}; {meant(block.stage, STAGES)}")
    for name in ("below", "above"):
        width = getattr(block, name)
        if width is not None and not (width.is_finite() and 0 < width == round(width, 3)):
            wrong.append(
                f"{name}: read {shown(width)}; a width is > 0, with at most three decimals"
            )
    if words := repeated(block.units):
        wrong.append(words)
    for words in wrong:
        reader.fault(f"{key}.{words}")
    if wrong or jurisdiction is None:
        return None
    return LawLine(
        key,
        jurisdiction,
        block.substance,
        block.substance_code,
        block.kind,
        block.stage,
        block.direction,
        block.below,
        block.above,
        block.units,
    )
