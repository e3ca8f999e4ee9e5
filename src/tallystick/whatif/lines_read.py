"""Which lines move, from where to where, and which classes do they part?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tallystick.load.faults import Reader, read_block
from tallystick.load.frame_blocks import LARGEST_LINE
from tallystick.load.units import GRAMS, is_weight, near_unit, ucum
from tallystick.load.wording import meant, shown
from tallystick.statutes import LawError, in_force, lines_of, meant_in
from tallystick.statutes.amounts import plain
from tallystick.tables import Line
from tallystick.tables.measurements import STAGES
from tallystick.whatif.change import Days, Goods, Moved
from tallystick.whatif.classes import goods_of
from tallystick.whatif.shapes import MovedBlock

if TYPE_CHECKING:
    from tallystick.whatif.reading import Ground

Found = tuple[Line, tuple[Line, ...]]


class ChangeError(Exception):
    """An entry of a change file cannot be used; the message starts with its key."""


def read_lines(reader: Reader, content: dict[str, Any], ground: Ground) -> tuple[Goods, ...]:
    """Return the goods whose lines ``[[lines]]`` move, after noting every fault in them."""
    groups: dict[tuple[Line, ...], list[Moved]] = {}
    for key, value in reader.blocks(content, "lines"):
        block: MovedBlock | None = read_block(MovedBlock, value, key, reader.fault)
        if block is None:
            continue
        try:
            line, beside = _line(block, ground)
            moved = _moved(block, key, line)
            if any(each.old == line for each in groups.get(beside, ())):
                raise ChangeError(f"line: {shown(line.name)} is moved twice; take one out")
            groups.setdefault(beside, []).append(moved)
        except (ChangeError, LawError) as error:
            words = str(error) if isinstance(error, ChangeError) else f"line: {error}"
            reader.fault(f"{key}.{words}")
    goods: list[Goods] = []
    for lines, moves in groups.items():
        try:
            goods.append(goods_of(lines, tuple(moves), ground))
        except ValueError as error:
            reader.fault(f"{moves[0].key}.{error}")
    return tuple(goods)


def _line(block: MovedBlock, ground: Ground) -> Found:
    """The line that is meant, and all lines of its goods in force on the days, in order."""
    lines = ground.engagement.frame.lines
    own = [line for line in lines if line.name == block.line]
    if own:
        beside = [line for line in lines if _goods(line) == _goods(own[0])]
        return own[0], _in_force(_of_its_units(beside, own[0]), own[0], ground)
    return _line_of_pack(block, ground)


def _goods(line: Line) -> tuple[object, ...]:
    return line.kind, line.unit, line.substance_code, line.stage


def _of_its_units(lines: list[Line], line: Line) -> list[Line]:
    """The lines that hold in the same units; one that holds in some of them alone is refused."""
    for each in lines:
        if each.units != line.units and each.meets(line.units):
            raise ChangeError(
                f"line: {shown(each.name)} is drawn for the same goods in some of the units of "
                f"{shown(line.name)}; write lines of the same `units` in the engagement"
            )
    return [each for each in lines if each.units == line.units]


def _in_force(lines: list[Line], line: Line, ground: Ground) -> tuple[Line, ...]:
    """The lines in force on all the days imagined; one in force on some of them is refused."""
    kept = []
    for each in lines:
        ended = each.to_date and each.to_date < ground.first
        begun = each.from_date and ground.last and each.from_date > ground.last
        if ended or begun:
            if each == line:
                raise ChangeError(f"line: {shown(each.name)} is not in force on these days; "
                                  "move from and to in [change]")  # fmt: skip
            continue
        begins = each.from_date is None or each.from_date <= ground.first
        ends = each.to_date is None or (ground.last and ground.last <= each.to_date)
        if not (begins and ends):
            raise ChangeError(
                f"line: {shown(each.name)} is in force on some of these days alone (from "
                f"{each.from_date or 'the start'} to {each.to_date or 'the end'}); narrow from "
                "and to in [change]"
            )
        kept.append(each)
    return tuple(sorted(kept, key=lambda line: (line.value, not line.inclusive)))


def _line_of_pack(block: MovedBlock, ground: Ground) -> Found:
    code, slash, substance = block.line.partition("/")
    pack = ground.pack
    if not slash or pack is None or code != pack.code:
        names = [line.name for line in ground.engagement.frame.lines]
        there = f", or CODE/substance of the pack {pack.code}" if pack else ""
        raise ChangeError(f"line: {shown(block.line)} is no line of the engagement{there}; "
                          f"{meant(block.line, names)}")  # fmt: skip
    name = meant_in(pack, substance)
    if name is None:
        raise ChangeError(f"line: {pack.name} has no amounts of {shown(substance)}")
    lines = sorted(_as_lines(block, ground, name), key=lambda line: line.value)
    asked = [line for line in lines if len(lines) == 1 or line.value == block.was]
    if len(asked) != 1:
        values = ", ".join(plain(line.value) for line in lines)
        raise ChangeError(f"was: {pack.name} draws lines of {name} at {values or 'no amount'} on "
                          f"{ground.law_on}; say which one moves: was = 50")  # fmt: skip
    return asked[0], tuple(lines)


def _as_lines(block: MovedBlock, ground: Ground, name: str) -> Iterator[Line]:
    assert ground.pack is not None
    if block.stage is not None and block.stage not in STAGES:
        raise ChangeError(f"stage: read {shown(block.stage)}; {meant(block.stage, STAGES)}")
    for line in lines_of(ground.pack, name):
        if not in_force(line.dates, ground.law_on):
            continue
        unit = "{plant}" if line.plants else "g"
        yield Line(
            f"{ground.pack.code} {name} {plain(line.value)} {'plants' if line.plants else 'g'}",
            "plants" if line.plants else "net_weight",
            line.value,
            unit,
            line.citation,
            block.substance_code or name,
            block.stage,
            line.inclusive,
        )


def _moved(block: MovedBlock, key: str, line: Line) -> Moved:
    value = _value(block, line)
    inclusive = line.inclusive if block.inclusive is None else block.inclusive
    if (value, inclusive) == (line.value, line.inclusive):
        raise ChangeError(f"value: the line lies there already: {plain(line.value)} {line.unit}")
    days: list[Days | None] = []
    for name in ("below_days", "above_days"):
        pair = getattr(block, name)
        if pair is not None and pair[0] > pair[1]:
            raise ChangeError(f"{name}: read {pair[0]} to {pair[1]}; write the least first")
        days.append(None if pair is None else Days(*pair))
    if (block.below_code is None) != (block.above_code is None):
        raise ChangeError("below_code: below_code and above_code go together; give both or none")
    if block.below_code is not None and block.below_code == block.above_code:
        raise ChangeError("below_code: it equals above_code; give the codes of the two classes")
    new = replace(line, value=value, inclusive=inclusive)
    return Moved(key, line, new, days[0], days[1], block.below_code, block.above_code)


def _value(block: MovedBlock, line: Line) -> Decimal:
    """The new value in the unit of the line."""
    if not (block.value.is_finite() and 0 < block.value < LARGEST_LINE):
        raise ChangeError(f"value: read {shown(block.value)}; it must be a number above 0")
    unit = ucum(block.unit)
    if unit is None:
        raise ChangeError(f"unit: read {shown(block.unit)}; {near_unit(block.unit)}")
    value = Fraction(block.value)
    if unit != line.unit:
        if not (is_weight(unit) and is_weight(line.unit)):
            raise ChangeError(f"unit: read {shown(block.unit)}; the line is in {line.unit}")
        value = value * GRAMS[unit] / GRAMS[line.unit]
    if (value * 1000).denominator != 1:
        raise ChangeError(f"value: read {shown(block.value)} {unit}; in {line.unit} it may have at "
                          "most three decimals, since counts use thousandths")  # fmt: skip
    return Decimal(plain(Decimal(int(value * 1000)) / 1000))
