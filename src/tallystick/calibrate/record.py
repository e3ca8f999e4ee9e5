"""What is kept of a calibration?"""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tallystick import __version__
from tallystick.calibrate.beside import installed, peers_of
from tallystick.calibrate.measures import Cell, Share, cell, kinds_of
from tallystick.calibrate.pool import Tried
from tallystick.calibrate.ranges import Coverage, coverage_of
from tallystick.calibrate.trials import Trial

PACKAGES = ("numpy", "scipy", "duckdb", "ibis-framework", "pyarrow")
PEER_PACKAGES = ("rddensity", "benfordslaw", "pyod")
MILLION = 1e6
Row = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What one trial came to.

    Parameters
    ----------
    trial, seeds
        The trial, and the seed of each of its worlds.
    cells
        Of the check and then of its peers, each for every kind of subject.
    incidents
        Mean number of cases in a world.
    making, seconds
        Mean seconds of making a world, and of the check.
    coverage
        By kind of subject, where the truth lies beside the ranges of a check that gives some.
    """

    trial: Trial
    seeds: tuple[int, ...]
    cells: tuple[Cell, ...]
    incidents: float
    making: float
    seconds: float
    coverage: Mapping[str, Coverage] = field(default_factory=dict)

    def cell(self, source: str = "", kind: str = "") -> Cell | None:
        """The cell of a source (the check when empty); None when it said nothing of the kind."""
        wanted = (source or self.trial.check, kind)
        return next((each for each in self.cells if (each.source, each.kind) == wanted), None)

    @property
    def verdict(self) -> str:
        """``held``, ``broken`` or ``not tested``; asked of innocent worlds only.

        Also broken, and said so, when one kind of subject alone is beyond Monte-Carlo error.
        """
        together = self.cell()
        if together is None or together.broken:
            return "not tested" if together is None else together.verdict
        own = [each for each in self.cells if each.source == self.trial.check]
        kinds = [each.kind for each in own if each.verdict == "broken"]
        return f"broken for {' and '.join(kinds)}" if kinds else together.verdict

    @property
    def broken(self) -> bool:
        """Whether the verdict is that the size is above its limit."""
        return self.verdict.startswith("broken")


@dataclass(frozen=True)
class Calibration:
    """All outcomes of one run, and what is needed to run it again."""

    outcomes: tuple[Outcome, ...]
    seed: int
    worlds: int
    on: date
    versions: dict[str, str]

    @property
    def broken(self) -> tuple[Outcome, ...]:
        """The innocent trials in which the size of a check is above its limit."""
        return tuple(
            each for each in self.outcomes if each.trial.nature == "innocent" and each.broken
        )


def outcome_of(trial: Trial, tried: Sequence[Tried]) -> Outcome:
    """Sum up the worlds of one trial."""
    worlds = [each.answers for each in tried]
    sources = (trial.check, *(peer for peer in peers_of(trial.check) if installed(peer)))
    return Outcome(
        trial=trial,
        seeds=tuple(each.seed for each in tried),
        cells=tuple(
            cell(source, kind, worlds, trial.nature)
            for source in sources
            for kind in kinds_of(worlds, source)
        ),
        incidents=sum(each.incidents for each in tried) / len(tried),
        making=sum(each.making for each in tried) / len(tried),
        seconds=sum(each.seconds for each in tried) / len(tried),
        coverage={
            kind: found
            for kind in kinds_of(worlds, trial.check)
            if (found := coverage_of(worlds, kind)) is not None
        },
    )


def calibration_of(outcomes: Sequence[Outcome], seed: int, worlds: int) -> Calibration:
    """Put outcomes together with the day and the versions that made them."""
    versions = {"tallystick": __version__, "python": platform.python_version()}
    versions |= {name: version(name) for name in PACKAGES}
    for name in PEER_PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "not installed"
    return Calibration(tuple(outcomes), seed, worlds, datetime.now(UTC).date(), versions)


def rows_of(outcomes: Sequence[Outcome]) -> list[Row]:
    """One row per trial, source and kind of subject, with the seeds of its worlds."""
    shares = [each.name for each in fields(Cell) if each.type == "Share"]
    return [
        {
            "check": each.trial.check,
            "nature": each.trial.nature,
            "world": each.trial.name,
            "dose": each.trial.dose,
            "size": each.trial.size,
            "source": held.source,
            "subject_kind": held.kind,
            "worlds": held.worlds,
            "incidents": each.incidents,
            **{key: value for name in shares for key, value in _flat(name, getattr(held, name))},
            **_covered(each.coverage.get(held.kind)),
            "verdict": held.verdict if each.trial.nature == "innocent" else None,
            "verdict_of_all": each.verdict if each.trial.nature == "innocent" else None,
            "seconds_per_million": MILLION * each.seconds / each.incidents,
            "making_per_million": MILLION * each.making / each.incidents,
            "seeds": list(each.seeds),
        }
        for each in outcomes
        for held in each.cells
    ]


def write_parquet(calibration: Calibration, path: Path) -> None:
    """Write the rows of `rows_of`; the file's metadata has the seed, the worlds, day, versions."""
    told = {
        "seed": str(calibration.seed),
        "worlds": str(calibration.worlds),
        "on": str(calibration.on),
        **calibration.versions,
    }
    table = pa.Table.from_pylist(rows_of(calibration.outcomes))
    pq.write_table(table.replace_schema_metadata(told), path, compression="zstd")


def _covered(told: Coverage | None) -> Row:
    """The numbers of `Coverage`, named so; none for a check that gives no range."""
    if told is None:
        return {}
    shares = [each.name for each in fields(Coverage) if each.type == "Share"]
    row: Row = {"off": told.off, "most": told.most}
    for name in shares:
        row |= dict(_flat(name, getattr(told, name)))
    return row


def _flat(name: str, share: Share) -> list[tuple[str, float | int | None]]:
    there = share.of > 0
    return [
        (name, share.share if there else None),
        (f"{name}_low", share.low if there else None),
        (f"{name}_high", share.high if there else None),
        (f"{name}_of", share.of),
    ]
