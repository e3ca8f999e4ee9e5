"""Which officers are named together most: the rows of the folded list on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tallystick.findings.officer_group import OfficerGroup
from tallystick.report.words import dates, numbers
from tallystick.report.words.text import listed, name
from tallystick.report.words.wording import say, say_count

MOST_UNITS, LEAST_TOLD = 3, 0.05
"""Units named in a row; the least E that twenty redraws can count."""


@dataclass(frozen=True)
class Row:
    """One group: its place, its officers and units, the files, the period and its E."""

    place: str
    officers: str
    units: str
    files: str
    period: str
    expected: str


@dataclass(frozen=True)
class Part:
    """The groups of one role and kind, and what is said of all of them."""

    anchor: str
    caption: str
    note: str
    rows: tuple[Row, ...]


def parts(groups: Sequence[OfficerGroup] | None) -> tuple[Part, ...]:
    """Return the groups by role and kind, in the order of the file."""
    held: dict[tuple[str, str], list[OfficerGroup]] = {}
    for each in groups or ():
        held.setdefault((each.role, each.kind), []).append(each)
    return tuple(
        Part(
            f"groups-{place}",
            say(f"groups.{kind}.{role}"),
            say("groups.most_in_teams") if own[0].most_in_teams else say("groups.usual"),
            tuple(_row(each) for each in own),
        )
        for place, ((role, kind), own) in enumerate(held.items(), start=1)
    )


def _row(group: OfficerGroup) -> Row:
    units = [name(each, numbers.MISSING) for each in group.units[:MOST_UNITS]]
    rest = len(group.units) - MOST_UNITS
    if rest > 0:
        units.append(say_count("groups.more_units", rest, n=numbers.count(rest)))
    return Row(
        numbers.count(group.place),
        listed([name(each, numbers.MISSING) for each in group.officers], say("and")),
        listed(units, say("and")),
        numbers.count(group.files),
        dates.between(group.first.isoformat(), group.last.isoformat()),
        numbers.number(group.expected, 1) if group.expected >= LEAST_TOLD else say("groups.below"),
    )
