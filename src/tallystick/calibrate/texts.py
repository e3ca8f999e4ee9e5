"""How is a number of a calibration written, and what do its words mean?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tallystick.calibrate.measures import Share

NONE = "–"
EXPLAINED = """\
Every world is made from its seed with known truth, audited by one check, and thrown away.
**Innocent** worlds have nothing planted. *Tests* are results with an answer; *found* is the share
of them that the audit's own rule would find at nominal 5 % if each stood alone (p < .05, and a 95 %
range without zero), in all and by kind of subject (agency / unit / officer); *of these explained*
is the share of the found of which one innocent cause accounts for all, asked of the same records by
the check's own query and said so in the report. Such a pattern is there and its cause is named, so
*size* leaves it out, and so does *audits*, the share of worlds with any finding after the
correction over the check's tests. A check is **broken** where its size is above 7.5 %, or that of
one kind of subject is and its Monte-Carlo interval lies above 5 %. Where fewer than twenty tests
have an answer, all others being *insufficient*, the share found among them is no rate: *too few
answers*, and broken where more than 7.5 % of all that were asked are found. For a test of details
(`figures.recount`, `records.integrity`, *exceptions* of any other check) a find counts as wrong
when its exceptions carry no label of an oddity, and a *spike*, whose finding says that packaging
makes one too, when standard packs make up less than half of it; so does a find whose title says
that the records cannot tell changed work from changed entry (*untold*), where no work changed.
**Planted** worlds: three units game at the dose; *power* is the share of the subjects that truly
have planted records, and could be tested, that any test finds, alone and after the correction;
*precision* is the share of true ones among all findings; *explained away* is the share of the true
finds that an innocent cause explains wholly. The *verdict* on a planted world is **found** where a
true finding stands after the correction, at any dose and size, and **found none** where none does;
**unseen** where none does and the world gives the reason why. A check **fails the power floor**
where none of the worlds that it is there to find is found: all that are not declared unseen.
Brackets are 95 % Monte-Carlo intervals (Wilson, widened for the tests of one world hanging
together). A peer sees the first six of the same worlds: for it, *found* is p < .05, or a flag."""


RANGED = """\
This check tests nothing: it gives a range for each published figure, of the agency and of each
unit over all months. Its truth is known here from the making of the world: how many of the records
of a figure the second system has, or can have none of (an offence or an outcome that it does not
keep, a ticket in a town's own system). *Inside* is the share of the figures whose range holds it,
*inside or 0.5% off* that of those which it misses by no more of what was reported, and *below the
low end* that of those whose whole range lies above it; *outside, of all reported* is by how many
records in all. *What happened is inside* holds the range beside another truth, how many of the
records nobody made up: where the second system lacks some true events, as it does in every world
here, that number lies above the high end. The range is not one of what happened."""


@dataclass(frozen=True)
class TextTable:
    """A table of text: a title, a header and rows of equal length."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def number(value: float) -> str:
    """A share with three decimals; a dash for none."""
    return NONE if np.isnan(value) else f"{value:.3f}"


def percent(value: float) -> str:
    """A small share in percent, with two decimals."""
    return f"{value:.2%}"


def bracketed(share: Share) -> str:
    """A share with its interval."""
    return (
        f"{number(share.share)} [{number(share.low)}, {number(share.high)}]" if share.of else NONE
    )


def written(table: TextTable) -> str:
    """The table in Markdown, without its title."""
    return "".join(map(_line, (table.header, ("---",) * len(table.header), *table.rows)))


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"
