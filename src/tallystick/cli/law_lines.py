"""How do lines of the law become lines that an audit judges by?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tallystick import statutes
from tallystick.load import Engagement, InputError, LawLine, drawn_twice
from tallystick.statutes.amounts import plain
from tallystick.tables import Line

MILLI = Decimal("0.001")
# A line that rounding to what counts are kept in would move by more is no line any more.
MOST_MOVED = Decimal("0.001")


@dataclass(frozen=True)
class TakenPack:
    """A pack from which lines were taken, for the record of the run."""

    code: str
    origin: str
    sha256: str
    lines: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """Return it as `run.json` holds it."""
        return {"jurisdiction": self.code, "origin": self.origin, "sha256": self.sha256,
                "lines": list(self.lines)}  # fmt: skip


def packs_of(engagement: Engagement) -> dict[str, statutes.Pack]:
    """Return every pack that an engagement can name; InputError when one cannot be used."""
    try:
        return statutes.every_pack(engagement.law.packs)
    except statutes.PackError as error:
        file = engagement.path.name
        raise InputError([f"{file}: law.packs: {words}" for words in error.messages]) from None


def take_lines(
    engagement: Engagement, packs: Mapping[str, statutes.Pack] | None = None
) -> tuple[Engagement, tuple[TakenPack, ...]]:
    """Return the engagement with the lines that it takes from `packs`, and the packs.

    Without `packs` they are read, where the engagement asks for any.

    Raises
    ------
    InputError
        With one message per fault: a pack that breaks a rule, a jurisdiction, substance or line
        that there is not.
    """
    if not (engagement.law.lines or engagement.law.packs):
        return engagement, ()
    file, faults = engagement.path.name, list[str]()
    packs = packs_of(engagement) if packs is None else packs
    frame, taken = engagement.frame, dict[str, list[str]]()
    lines, names = list(frame.lines), {line.name for line in frame.lines}
    for asked in engagement.law.lines:
        try:
            pack = statutes.chosen(asked.jurisdiction, packs)
            for line in _lines(pack, asked):
                if line.name in names:
                    raise statutes.LawError(f"the line {line.name} is there already; take one out")
                names.add(line.name)
                lines.append(line)
                taken.setdefault(pack.code, []).append(line.name)
        except statutes.LawError as error:
            faults.append(f"{file}: {asked.key}: {error}")
    faults += [f"{file}: {words}" for words in drawn_twice(lines)]
    if faults:
        raise InputError(faults)
    kept = tuple(taken_pack(packs[code], engagement, names_of) for code, names_of in taken.items())
    return replace(engagement, frame=replace(frame, lines=tuple(lines))), kept


def taken_pack(pack: statutes.Pack, engagement: Engagement, lines: list[str]) -> TakenPack:
    """Return the record of a pack, and of the lines that were taken from it."""
    digest = statutes.digest(pack.folder)
    return TakenPack(pack.code, _origin(pack, engagement), digest, tuple(lines))


def _origin(pack: statutes.Pack, engagement: Engagement) -> str:
    """Where a pack was read, without the folders of whoever ran the audit."""
    home = engagement.folder.resolve()
    if pack.folder.is_relative_to(home):
        return pack.folder.relative_to(home).as_posix()
    return pack.origin if pack.origin != str(pack.folder) else pack.folder.name


def _lines(pack: statutes.Pack, asked: LawLine) -> Iterator[Line]:
    plants = None if asked.kind is None else asked.kind == "plants"
    name = statutes.meant_in(pack, asked.substance, plants=plants)
    if name is None:
        raise statutes.LawError(
            f"{pack.name} has no amounts of {asked.substance}; `tallystick law {pack.code}` "
            "shows what there is"
        )
    code = asked.substance_code or name
    drawn: list[statutes.LegalLine] = []
    for each in statutes.lines_of(pack, name):
        # One weight at which two articles draw a line on the same days is tested once.
        if any(_covers(line, each) for line in drawn):
            continue
        drawn.append(each)
        value = each.value.quantize(MILLI)
        if abs(value - each.value) > each.value * MOST_MOVED:
            raise statutes.LawError(
                f"{pack.name} draws a line of {name} at {plain(each.value)} g; counts are kept in "
                "milligrams, so no test of it can be made; take the substance out"
            )
        first, last = each.dates
        yield Line(
            name=_name(pack.code, code, value, each),
            kind=asked.kind or ("plants" if each.plants else "net_weight"),
            value=Decimal(plain(value)),
            unit="{plant}" if each.plants else "g",
            citation=each.citation,
            substance_code=code,
            stage=asked.stage,
            inclusive=each.inclusive,
            direction=asked.direction,
            from_date=first,
            to_date=last,
            below=asked.below,
            above=asked.above,
            units=asked.units,
        )


def _covers(one: statutes.LegalLine, other: statutes.LegalLine) -> bool:
    """Whether `one` lies at the same amount on all days of `other`."""
    (first, last), (begin, end) = one.dates, other.dates
    begun = first is None or (begin is not None and first <= begin)
    lasts = last is None or (end is not None and end <= last)
    return begun and lasts and (one.value, one.plants) == (other.value, other.plants)


def _name(code: str, substance: str, value: Decimal, line: statutes.LegalLine) -> str:
    """Return what results call the line, with the word that must be said of an unsure one."""
    unit = "plants" if line.plants else "g"
    until = f" to {line.dates[1]}" if line.dates[1] else ""
    unsure = f" ({line.confidence})" if line.confidence in statutes.MUST_BE_SAID else ""
    return f"{code} {substance} {plain(value)} {unit}{until}{unsure}"
