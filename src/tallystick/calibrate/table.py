"""How is a calibration printed, for the terminal and for the docs?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tallystick.calibrate.beside import peers_of
from tallystick.calibrate.index import first_tables, kept_of
from tallystick.calibrate.measures import Cell, Share
from tallystick.calibrate.ranges import NEAR
from tallystick.calibrate.record import MILLION, Calibration, Outcome
from tallystick.calibrate.texts import NONE, RANGED, TextTable, bracketed, number, percent, written

if TYPE_CHECKING:
    from rich.console import RenderableType

KINDS = ("agency", "unit", "officer")


def tables_of(calibration: Calibration) -> tuple[TextTable, ...]:
    """The two tables of each check, and the times."""
    checks = list(dict.fromkeys(each.trial.check for each in calibration.outcomes))
    tables: list[TextTable] = []
    for check in checks:
        own = [each for each in calibration.outcomes if each.trial.check == check]
        innocent = [each for each in own if each.trial.nature == "innocent"]
        planted = [each for each in own if each.trial.nature == "planted"]
        if any(each.coverage for each in own):
            tables += [
                ranged(f"{check}: {nature} worlds", nature, of)
                for nature, of in (("innocent", innocent), ("planted", planted))
            ]
            continue
        tables += [_innocent(check, innocent), *([_planted(check, planted)] if planted else [])]
    return (*tables, _times(calibration))


def _innocent(check: str, outcomes: Sequence[Outcome]) -> TextTable:
    rows, untold = [], _untold(outcomes)
    for each in outcomes:
        held = each.cell()
        if held is None:
            continue
        rows.append((
            each.trial.name, _dose(each), f"{held.found.of:,}", number(held.raw.share),
            bracketed(held.found), number(held.explained.share),
            _by_kind(each, lambda cell: cell.found.share),
            bracketed(held.audits), each.verdict,
            *(_share_of(held.untold) for _ in untold),
            *(_peer(each, peer, lambda cell: number(cell.found.share)) for peer in peers_of(check)),
        ))  # fmt: skip
    header = ("world", "dose", "tests", "p < .05", "found", "of these explained",
              "agency / unit / officer", "audits", "verdict", *untold,
              *(f"{peer}: found" for peer in peers_of(check)))  # fmt: skip
    return TextTable(f"{check}: innocent worlds", header, tuple(rows))


def _planted(check: str, outcomes: Sequence[Outcome]) -> TextTable:
    rows, untold = [], _untold(outcomes)
    for each in outcomes:
        held = each.cell()
        if held is None:
            continue
        rows.append((
            each.trial.name, _dose(each), f"{each.incidents:,.0f}",
            _share_of(held.tested),
            _by_kind(each, lambda cell: cell.found.share),
            _by_kind(each, lambda cell: cell.stands.share),
            f"{bracketed(held.precision)} of {held.precision.of:,}", _share_of(held.explained),
            *(_share_of(held.untold) for _ in untold),
            *(_peer(each, peer, _power_and_precision) for peer in peers_of(check)),
        ))  # fmt: skip
    header = ("planted", "dose", "cases", "subjects tested", "power alone: agency / unit / officer",
              "power after the correction", "precision", "explained away", *untold,
              *(f"{peer}: power; precision" for peer in peers_of(check)))  # fmt: skip
    return TextTable(f"{check}: planted worlds", header, tuple(rows))


def ranged(title: str, nature: str, outcomes: Sequence[Outcome]) -> TextTable:
    """The table of a check that tests nothing: how often its ranges hold the truth."""
    rows = []
    for each in outcomes:
        every = each.coverage.get("")
        if every is None:
            continue
        kinds = [each.coverage.get(kind) for kind in ("agency", "unit")]
        rows.append((
            each.trial.name, _dose(each), f"{each.incidents:,.0f}", f"{every.inside.of:,}",
            bracketed(every.inside),
            " / ".join(NONE if kind is None else number(kind.inside.share) for kind in kinds),
            number(every.near.share), number(every.under.share), percent(every.off),
            percent(every.most), number(every.happened.share),
        ))  # fmt: skip
    header = ("world" if nature == "innocent" else nature, "dose", "cases", "figures", "inside",
              "agency / unit", f"inside or {NEAR:.1%} off", "below the low end",
              "outside, of all reported", "of one figure at most",
              "what happened is inside")  # fmt: skip
    return TextTable(title, header, tuple(rows))


def _untold(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """A column, where any title says that the records cannot tell an innocent cause."""
    cells = [held for each in outcomes if (held := each.cell()) is not None]
    return ("untold",) if any(held.untold.share > 0 for held in cells) else ()


def _share_of(share: Share) -> str:
    return f"{number(share.share)} of {share.of:,}"


def _dose(each: Outcome) -> str:
    return NONE if each.trial.dose is None else f"{each.trial.dose:g}"


def _by_kind(each: Outcome, value: Callable[[Cell], float]) -> str:
    cells = [each.cell(kind=kind) for kind in KINDS]
    return " / ".join(NONE if held is None else number(value(held)) for held in cells)


def _peer(each: Outcome, peer: str, said: Callable[[Cell], str]) -> str:
    held = each.cell(peer)
    return "not installed" if held is None else said(held)


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
    tables = (*first_tables(kept_of(calibration)), *tables_of(calibration))
    return [in_terminal(each) for each in tables]


def in_terminal(of: TextTable) -> RenderableType:
    """One table for a Rich console."""
    from rich.table import Table

    table = Table(title=of.title, title_justify="left")
    for column in of.header:
        table.add_column(column, overflow="fold")
    for row in of.rows:
        table.add_row(*(cell.replace("[", r"\[") for cell in row))
    return table


def markdown(calibration: Calibration, check: str) -> str:
    """The page of one check."""
    versions = ", ".join(f"{name} {which}" for name, which in calibration.versions.items())
    parts = [
        f"# {check}: does it keep its promise?\n",
        f"Made on {calibration.on} by `tallystick calibrate --check {check} --worlds "
        f"{calibration.worlds} --seed {calibration.seed}`: {calibration.worlds} worlds for each "
        f"row. {versions}. All numbers, with the seed of every world: "
        f"[{check}.parquet]({check}.parquet). What the words mean: "
        "[calibration.md](../calibration.md).\n",
        *([RANGED + "\n"] if any(each.coverage for each in calibration.outcomes) else []),
        *(f"## {each.title}\n\n{written(each)}" for each in tables_of(calibration)),
    ]
    return "\n".join(parts)
