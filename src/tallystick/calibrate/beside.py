"""What do public peers say of the same made world?"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tallystick.calibrate.one_world import ALPHA, Answer
from tallystick.calibrate.peers.density import rddensity_p
from tallystick.calibrate.peers.digits import benford_p
from tallystick.calibrate.peers.outliers import ecod_flags, isolation_forest_flags
from tallystick.calibrate.peers.polynomial import polynomial_p
from tallystick.calibrate.trials import Trial
from tallystick.simulate.single.making import MadeWorld
from tallystick.tables import Line

RDDENSITY, BENFORD, FOREST, ECOD = "rddensity", "benfordslaw", "pyod IForest", "pyod ECOD"
POLYNOMIAL = "polynomial bunching"
DENSITIES: dict[str, Callable[[NDArray[np.float64], float], float]] = {
    RDDENSITY: rddensity_p,
    POLYNOMIAL: polynomial_p,
}
PEERS = {
    "exhibits.threshold_bunching": (RDDENSITY, POLYNOMIAL, FOREST, ECOD),
    "exhibits.moved_line": (RDDENSITY,),
    "figures.period_end": (BENFORD,),
    "figures.ratchet": (BENFORD,),
    "figures.pace": (BENFORD,),
    "figures.reversion": (BENFORD,),
    "figures.recount": (BENFORD,),
    "figures.too_smooth": (BENFORD,),
    "figures.round_targets": (BENFORD,),
    "figures.digits": (BENFORD,),
}
LATE_HOURS = 24.0
REACH = 5


def peers_of(check: str) -> tuple[str, ...]:
    """The peers that do a comparable job, installed or not."""
    return PEERS.get(check, ())


def installed(peer: str) -> bool:
    """Whether the package of a peer is there; the polynomial needs none."""
    return peer == POLYNOMIAL or find_spec(peer.partition(" ")[0]) is not None


def peer_answers(trial: Trial, made: MadeWorld) -> list[Answer]:
    """What the installed peers of the trial's check say; a p < .05, or a flag, is a finding."""
    answers: list[Answer] = []
    for peer in peers_of(trial.check):
        if not installed(peer):
            continue
        if peer in DENSITIES:
            answers += _densities(peer, trial, made)
        elif peer == BENFORD:
            answers.append(_tested(peer, "figures", benford_p(_figures(made)), made))
        else:
            answers += _flags(peer, trial, made)
    return answers


def _tested(peer: str, aspect: str, p: float, made: MadeWorld) -> Answer:
    found = p < ALPHA
    true = made.truth.planted("agency", "")
    return Answer(peer, "agency", "", aspect, None if np.isnan(p) else p, not np.isnan(p),
                  found, found, true)  # fmt: skip


def _densities(peer: str, trial: Trial, made: MadeWorld) -> list[Answer]:
    """A test of the density on the weights around each line, those that the check takes."""
    held = made.tables["measurements"]
    answers = []
    for line in trial.lines:
        grams = _weights(held, line)
        cut = float(line.value)
        near = grams[(grams >= cut / REACH) & (grams <= cut * REACH)]
        answers.append(_tested(peer, line.name, DENSITIES[peer](near, cut), made))
    return answers


def _weights(held: pa.Table, line: Line) -> NDArray[np.float64]:
    day = held["measured_at"].cast(pa.date32())
    asked = pc.and_(
        pc.equal(held["kind"], "net_weight"), pc.equal(held["substance_code"], line.substance_code)
    )
    if line.stage is not None:
        asked = pc.and_(asked, pc.equal(held["stage"], line.stage))
    if line.from_date is not None:
        asked = pc.and_(asked, pc.greater_equal(day, line.from_date))
    if line.to_date is not None:
        asked = pc.and_(asked, pc.less_equal(day, line.to_date))
    return np.asarray(held.filter(asked)["value"].to_numpy())


def _figures(made: MadeWorld) -> NDArray[np.float64]:
    """The monthly figures of all units: as published, else counts of cases."""
    if "reported_figures" in made.tables:
        return np.asarray(made.tables["reported_figures"]["value"].to_numpy())
    cases = made.tables["incidents"]
    month = pc.strftime(cases["occurred_at"], format="%Y-%m")
    counted = pa.table({"unit": cases["unit_id"], "month": month}).group_by(["unit", "month"])
    return np.asarray(counted.aggregate([([], "count_all")])["count_all"].to_numpy(), dtype=float)


def features(trial: Trial, made: MadeWorld) -> tuple[list[str], NDArray[np.float64]]:
    """Per officer: cases, mean weight, shares over the line, entered late and cleared.

    Returns the officers and an array of shape [officers, 5]; an officer without weights has
    the mean of the others.
    """
    cases = made.tables["incidents"]
    ids, who = np.unique(np.asarray(cases["officer_id"].to_pylist()), return_inverse=True)
    entered = pc.subtract(cases["recorded_at"], cases["occurred_at"]).cast(pa.int64())
    late = np.asarray(entered.to_numpy()) > LATE_HOURS * 3600e6
    cleared = np.asarray(pc.equal(cases["clearance"], "arrest"))
    number = np.bincount(who, minlength=len(ids)).astype(float)
    columns = [number, *(np.bincount(who, each, len(ids)) / number for each in (late, cleared))]
    owner = dict(zip(cases["incident_id"].to_pylist(), who.tolist(), strict=True))
    held = made.tables["measurements"]
    held = held.filter(
        pc.and_(
            pc.equal(held["kind"], "net_weight"), pc.equal(held["stage"], trial.stage or "field")
        )
    )
    of = np.array([owner[case] for case in held["incident_id"].to_pylist()], dtype=np.int64)
    grams = np.asarray(held["value"].to_numpy())
    lines = {x.substance_code: float(x.value) for x in trial.lines}
    cut = np.array([lines.get(x, np.nan) for x in held["substance_code"].to_pylist()])
    for value in (np.log(np.maximum(grams, 0.01)), np.where(np.isnan(cut), np.nan, grams >= cut)):
        there = ~np.isnan(value)
        weighed = np.bincount(of[there], minlength=len(ids))
        mean = np.bincount(of[there], value[there], len(ids)) / np.where(weighed, weighed, np.nan)
        columns.append(np.where(weighed > 0, mean, np.nanmean(mean)))
    return ids.tolist(), np.column_stack(columns)


def _flags(peer: str, trial: Trial, made: MadeWorld) -> list[Answer]:
    ids, table = features(trial, made)
    flags = isolation_forest_flags(table) if peer == FOREST else ecod_flags(table)
    return [
        Answer(peer, "officer", officer, "features", None, True, bool(flag), bool(flag),
               made.truth.planted("officer", officer))
        for officer, flag in zip(ids, flags, strict=True)
    ]  # fmt: skip
