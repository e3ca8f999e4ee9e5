"""How is a calibration printed, for the terminal and for the docs?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tallystick.calibrate.beside import installed, peers_of
from tallystick.calibrate.measures import Cell, Share
from tallystick.calibrate.record import MILLION, Calibration, Outcome

if TYPE_CHECKING:
    from rich.console import RenderableType

NONE = "–"
KINDS = ("agency", "unit", "officer")
EXPLAINED = """\
Every world is made from its seed with known truth, audited by one check, and thrown away.
**Innocent** worlds have nothing planted. *Tests* are results with an answer; *found* is the share
of them that the audit's own rule would find at nominal 5 % if each stood alone (p < .05, and a 95 %
range without zero), in all and by kind of subject (agency / unit / officer); *of these explained*
is the share of the found of which one innocent cause accounts for all, asked of the same records by
the check's own query and said so in the report. Such a pattern is there and its cause is named, so
*size* leaves it out, and so does *audits*, the share of worlds with any finding after the
correction over the check's tests. A check is **broken** where its size is above 7.5 %, or that of
one kind of subject is and its Monte-Carlo interval lies above 5 %. For a test of details
(`figures.recount`, `records.integrity`, *exceptions* of any other check) a find counts as wrong
when its exceptions carry no label of an oddity, and a *spike*, whose finding says that packaging
makes one too, when standard packs make up less than half of it. **Planted** worlds: three units
game at the dose; *power* is the share of the subjects that truly have planted records, and could be
tested, that any test finds, alone and after the correction; *precision* is the share of true ones
among all findings; *explained away* is the share of the true finds that an innocent cause explains
wholly. Brackets are 95 % Monte-Carlo intervals (Wilson, widened for the tests of one world hanging
together). A peer sees the first six of the same worlds: for it, *found* is p < .05, or a flag."""


@dataclass(frozen=True)
class TextTable:
    """A table of text: a title, a header and rows of equal length."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def number(value: float) -> str:
    """A share with three decimals; a dash for none."""
    return NONE if np.isnan(value) else f"{value:.3f}"


def bracketed(share: Share) -> str:
    """A share with its interval."""
    return (
        f"{number(share.share)} [{number(share.low)}, {number(share.high)}]" if share.of else NONE
    )


def tables_of(calibration: Calibration) -> tuple[TextTable, ...]:
    """A summary, the two tables of each check, and the times."""
    checks = list(dict.fromkeys(each.trial.check for each in calibration.outcomes))
    tables = [_summary(calibration, checks)]
    for check in checks:
        own = [each for each in calibration.outcomes if each.trial.check == check]
        innocent = [each for each in own if each.trial.nature == "innocent"]
        planted = [each for each in own if each.trial.nature == "planted"]
        tables += [_innocent(check, innocent), *([_planted(check, planted)] if planted else [])]
    return (*tables, _times(calibration))


def _summary(calibration: Calibration, checks: Sequence[str]) -> TextTable:
    rows = []
    for check in checks:
        cells = [
            (each, held)
            for each in calibration.outcomes
            if each.trial.check == check and each.trial.nature == "innocent"
            and (held := each.cell()) and held.found.of
        ]  # fmt: skip
        if not cells:
            rows.append((check, *(NONE,) * 6, "not tested"))
            continue
        worst, largest = max(cells, key=lambda pair: pair[1].unexplained.share)
        tests = sum(held.found.of for _, held in cells)
        mean = sum(held.unexplained.share * held.unexplained.of for _, held in cells) / tests
        audits = sum(held.audits.share for _, held in cells) / len(cells)
        broken = [f"{each.trial.name}: {each.verdict}" for each, _ in cells if each.broken]
        rows.append((check, str(len(cells)), f"{tests:,}", number(mean),
                     bracketed(largest.unexplained), worst.trial.name, number(audits),
                     "; ".join(broken) or "held"))  # fmt: skip
    header = ("check", "innocent worlds", "tests", "size, mean", "size, largest", "where",
              "audits with a finding, mean", "verdict")  # fmt: skip
    return TextTable("Does each check keep its size?", header, tuple(rows))


def _innocent(check: str, outcomes: Sequence[Outcome]) -> TextTable:
    rows = []
    for each in outcomes:
        held = each.cell()
        if held is None:
            continue
        rows.append((
            each.trial.name, _dose(each), f"{held.found.of:,}", number(held.raw.share),
            bracketed(held.found), number(held.explained.share),
            _by_kind(each, lambda cell: cell.found.share),
            bracketed(held.audits), each.verdict,
            *(_peer(each, peer, lambda cell: number(cell.found.share)) for peer in peers_of(check)),
        ))  # fmt: skip
    header = ("world", "dose", "tests", "p < .05", "found", "of these explained",
              "agency / unit / officer", "audits", "verdict",
              *(f"{peer}: found" for peer in peers_of(check)))  # fmt: skip
    return TextTable(f"{check}: innocent worlds", header, tuple(rows))


def _planted(check: str, outcomes: Sequence[Outcome]) -> TextTable:
    rows = []
    for each in outcomes:
        held = each.cell()
        if held is None:
            continue
        rows.append((
            each.trial.name, _dose(each), f"{each.incidents:,.0f}",
            f"{number(held.tested.share)} of {held.tested.of:,}",
            _by_kind(each, lambda cell: cell.found.share),
            _by_kind(each, lambda cell: cell.stands.share),
            f"{bracketed(held.precision)} of {held.precision.of:,}",
            f"{number(held.explained.share)} of {held.explained.of:,}",
            *(_peer(each, peer, _power_and_precision) for peer in peers_of(check)),
        ))  # fmt: skip
    header = ("planted", "dose", "cases", "subjects tested", "power alone: agency / unit / officer",
              "power after the correction", "precision", "explained away",
              *(f"{peer}: power; precision" for peer in peers_of(check)))  # fmt: skip
    return TextTable(f"{check}: planted worlds", header, tuple(rows))


def _dose(each: Outcome) -> str:
    return NONE if each.trial.dose is None else f"{each.trial.dose:g}"


def _by_kind(each: Outcome, value: Callable[[Cell], float]) -> str:
    cells = [each.cell(kind=kind) for kind in KINDS]
    return " / ".join(NONE if held is None else number(value(held)) for held in cells)


def _peer(each: Outcome, peer: str, said: Callable[[Cell], str]) -> str:
    if not installed(peer):
        return "not installed"
    held = each.cell(peer)
    return NONE if held is None else said(held)


def _power_and_precision(held: Cell) -> str:
    return f"{number(held.found.share)}; {number(held.precision.share)}"


def _times(calibration: Calibration) -> TextTable:
    kinds: dict[tuple[str, str], list[Outcome]] = {}
    for each in calibration.outcomes:
        kinds.setdefault((each.trial.check, each.trial.size), []).append(each)
    rows = []
    for (check, size), own in kinds.items():
        cases, seconds, making = (
            sum(getattr(each, name) for each in own) for name in ("incidents", "seconds", "making")
        )
        each_world = (f"{cases / len(own):,.0f}", f"{seconds / len(own):.2f}")
        per_million = (f"{MILLION * seconds / cases:,.0f}", f"{MILLION * making / cases:,.0f}")
        rows.append((check, size, *each_world, *per_million))
    header = ("check", "size", "cases in a world", "seconds of the check",
              "seconds per million cases", "making, seconds per million cases")  # fmt: skip
    return TextTable("How long does it take on one core?", header, tuple(rows))


def terminal(calibration: Calibration) -> list[RenderableType]:
    """The tables for a Rich console."""
    from rich.table import Table

    shown: list[RenderableType] = []
    for each in tables_of(calibration):
        table = Table(title=each.title, title_justify="left")
        for column in each.header:
            table.add_column(column, overflow="fold")
        for row in each.rows:
            table.add_row(*(cell.replace("[", r"\[") for cell in row))
        shown.append(table)
    return shown


def markdown(calibration: Calibration, pages: Sequence[Path]) -> str:
    """The page of the docs: the tables, and links to `pages`, which lie in ``calibration/``."""
    versions = ", ".join(f"{name} {which}" for name, which in calibration.versions.items())
    parts = [
        "# Does each check keep its promise?\n",
        f"Made on {calibration.on} by `tallystick calibrate --worlds {calibration.worlds} --seed "
        f"{calibration.seed}`: {calibration.worlds} worlds for each row. {versions}. All numbers, "
        "with the seed of every world: "
        "[calibration.parquet](calibration/calibration.parquet).\n",
        EXPLAINED + "\n",
    ]
    for each in tables_of(calibration):
        parts.append(f"## {each.title}\n")
        parts.append(
            _line(each.header) + _line(("---",) * len(each.header)) + "".join(map(_line, each.rows))
        )
    parts.append("## By finer samples\n")
    parts.append("".join(f"- [{_heading(page)}](calibration/{page.name})\n" for page in pages))
    return "\n".join(parts)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def _heading(page: Path) -> str:
    first = page.read_text(encoding="utf-8").splitlines()[0]
    return first.removeprefix("# ").strip()
