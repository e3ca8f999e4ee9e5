"""Which classes do the lines of one substance part, and what custody does each bring today?"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from tallystick.load.wording import shown
from tallystick.statutes import LawError, in_force, lines_of, meant_in
from tallystick.statutes.amounts import plain
from tallystick.tables import Line
from tallystick.whatif.change import Days, Goods, Moved, Term
from tallystick.whatif.terms import amount_in, term_of_amount

if TYPE_CHECKING:
    from tallystick.whatif.reading import Ground


def goods_of(lines: tuple[Line, ...], moves: tuple[Moved, ...], ground: Ground) -> Goods:
    """Return the goods that `lines`, in order, are drawn for, with the moves made.

    Raises
    ------
    ValueError
        When a line would pass another, or nothing tells what a class of theirs brings; the
        message starts with the key.
    """
    moved = {move.old: move.new for move in moves}
    new = tuple(moved.get(line, line) for line in lines)
    for before, after in pairwise(new):
        if _first(before) >= _first(after):
            raise ValueError(
                f"value: {shown(before.name)} would lie at {plain(before.value)} {before.unit} and "
                f"{shown(after.name)} at {plain(after.value)}; keep the order of the lines"
            )
    stated = _stated(lines, moves)
    touched = {place for move in moves for place in _parted(lines, move)}
    unstated = touched - set(stated)
    if unstated:
        _as_the_pack_draws(lines, moves, ground)
    terms, classes = _terms(lines, stated, ground)
    for act, place in terms:
        term = terms[act, place]
        if term.days is None and place in unstated:
            raise ValueError(
                f"below_days: no pack tells what {act} of class {place + 1} of "
                f"{shown(lines[0].substance_code or lines[0].kind)} brings: {term.source}; write "
                "below_days and above_days"
            )
    units = f"in {', '.join(lines[0].units)}" if lines[0].units else None
    name = " ".join(filter(None, (lines[0].substance_code or lines[0].kind, lines[0].stage, units)))
    return Goods(name, lines, new, moves, terms, classes)


def _first(line: Line) -> tuple[int, bool]:
    """What orders lines: the least reading over them, then the line itself."""
    return line.milli + (0 if line.inclusive else 1), not line.inclusive


def _parted(lines: tuple[Line, ...], move: Moved) -> tuple[int, int]:
    """The classes on the two sides of a line that moves."""
    place = lines.index(move.old)
    return place, place + 1


def _stated(lines: tuple[Line, ...], moves: tuple[Moved, ...]) -> dict[int, Days]:
    stated: dict[int, Days] = {}
    for move in moves:
        given = (move.below_days, move.above_days)
        for place, days in zip(_parted(lines, move), given, strict=True):
            if days is None:
                continue
            if stated.setdefault(place, days) != days:
                raise ValueError("below_days: another entry states other days of the same class")
    return stated


def _terms(
    lines: tuple[Line, ...], stated: dict[int, Days], ground: Ground
) -> tuple[dict[tuple[str, int], Term], tuple[str, ...]]:
    """The custody by act and class, and what each class is called."""
    acts = dict.fromkeys(ground.offences.values())
    terms: dict[tuple[str, int], Term] = {}
    classes: list[str] = []
    for place in range(len(lines) + 1):
        names = set()
        for act in acts:
            if ground.pack is None:
                term = Term(None, "no law pack is there")
            else:
                amount = amount_in(lines, place)
                term = term_of_amount(ground.pack, ground.law_on, act, lines[0], amount)
            names.add(term.class_)
            if place in stated:
                term = replace(term, days=stated[place], source="stated", confidence="stated")
            terms[act, place] = term
        if place in stated:
            terms["", place] = Term(stated[place], "stated", "stated")
        named = names.pop() if len(names) == 1 else ""
        said = ground.pack.said(named) if ground.pack and named else named.replace("_", " ")
        classes.append(said or _words(lines, place))
    # Two classes of one name would read as if nothing changed.
    if len(set(classes)) < len(classes):
        classes = [_words(lines, place) for place in range(len(lines) + 1)]
    return terms, tuple(classes)


def _words(lines: tuple[Line, ...], place: int) -> str:
    return f"over {lines[place - 1].name}" if place else f"below {lines[0].name}"


def _as_the_pack_draws(lines: tuple[Line, ...], moves: tuple[Moved, ...], ground: Ground) -> None:
    """Refuse a move that the pack cannot judge: another line than its own, or past one of them."""
    if not ground.offences:
        raise ValueError(
            "below_days: which act the cases are is not said; write [offences] with the act of "
            "each offense_code, or below_days and above_days"
        )
    if ground.pack is None:
        raise ValueError("below_days: there is no law pack; write below_days and above_days")
    try:
        name = meant_in(ground.pack, lines[0].substance_code or "", plants=_plants(lines))
        drawn = [] if name is None else [
            line.value
            for line in lines_of(ground.pack, name)
            if in_force(line.dates, ground.law_on)
        ]  # fmt: skip
    except LawError as error:
        raise ValueError(f"below_days: {error}; write below_days and above_days") from None
    own = {line.value for line in lines}
    for move in moves:
        said = f"{ground.pack.name} draws lines of it at {', '.join(map(plain, drawn)) or 'none'}"
        if move.old.value not in drawn:
            raise ValueError(
                f"below_days: {said}, not at {plain(move.old.value)}; write below_days and "
                "above_days"
            )
        low, high = sorted((move.old.value, move.new.value))
        passed = [each for each in drawn if low < each < high and each not in own]
        if passed:
            raise ValueError(
                f"value: it would pass {plain(passed[0])}: {said}; add that line to the engagement"
            )


def _plants(lines: tuple[Line, ...]) -> bool:
    return lines[0].kind == "plants"
