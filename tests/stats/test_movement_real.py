"""Do public records with known verdicts get them?"""

from __future__ import annotations

import gzip

import numpy as np
import pandas as pd
import pytest

from reasons import text_of
from tallystick.stats.bunching.movement import (
    default_windows,
    grid_of,
    movement_over_line,
    windows_of,
)

pytestmark = pytest.mark.shared
EXAMS = ("integrated_algebra", "global_history", "living_environment", "english", "us_history")
# z of the hole at 65, from an independent implementation of the same method.
Z_HOLE = dict(zip(EXAMS, (4.1, 5.6, 4.3, 5.6, 5.7), strict=True))
SHARE = dict(zip(EXAMS, (0.46, 0.71, 0.53, 0.68, 0.70), strict=True))


def read(path):
    with gzip.open(path, "rt", encoding="utf-8-sig") as file:
        return pd.read_csv(file)


def score(shared_data, exam, line, masks=()):
    table = read(shared_data / "ny_regents_scores_2010.csv.gz").dropna(subset=["score"])
    n = table[exam].fillna(0).to_numpy(dtype=np.int64)
    values = table["score"].to_numpy(dtype=np.int64)
    grid = grid_of(values, n, n, line=line, low=30, high=98)
    return movement_over_line(grid, hole=5, excess=4, physical=False, masks=masks)


@pytest.mark.parametrize("exam", EXAMS)
def test_scores_were_moved_to_65(shared_data, exam):
    found = score(shared_data, exam, 65)
    assert found.verdict == "moved"
    assert found.p_moved < 1e-4
    assert found.z_hole == pytest.approx(Z_HOLE[exam], abs=1.1)
    assert found.share == pytest.approx(SHARE[exam], abs=0.06)
    assert len(found.placebos) >= 8


@pytest.mark.parametrize("line", [70, 75, 80])
@pytest.mark.parametrize("exam", EXAMS)
def test_no_scores_were_moved_to_other_round_numbers(shared_data, exam, line):
    mask = windows_of(65, 5, 4).span
    for masks in ((), (mask,)):
        found = score(shared_data, exam, line, masks)
        assert found.verdict in ("not_found", "insufficient")
        assert found.p_moved > 0.05
    if line == 70:
        assert "another declared line" in text_of("exhibits.threshold_bunching", found.reason)


def speed(shared_data, line, direction):
    table = read(shared_data / "ma_speeding_tickets_2001.csv.gz")
    n = table["MPHover"].value_counts().sort_index()
    grid = grid_of(n.index.to_numpy(), n.to_numpy(), n.to_numpy(), line=line)
    hole, excess = default_windows(grid, "speed_over_limit")
    return movement_over_line(
        grid, hole=hole, excess=excess, direction=direction, physical=False, brief=True
    )


@pytest.mark.parametrize(("direction", "largest"), [("up", 1e-4), ("down", 1e-7)])
def test_ten_over_is_a_spike_and_not_movement(shared_data, direction, largest):
    found = speed(shared_data, 10, direction)
    assert found.verdict == "spike"
    assert found.p_spike < largest
    assert found.p_moved == 1.0


@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize("line", [15, 20, 25])
def test_other_speeds_are_ordinary_rounding(shared_data, line, direction):
    found = speed(shared_data, line, direction)
    assert found.verdict in ("not_found", "insufficient")
    assert found.p_spike > 0.01


def seizure(shared_data, substance, line):
    table = read(shared_data / "colombia_seizures_2019.csv.gz")
    table = table[table["CLASE_BIEN"] == substance]
    grams = table["Droga Incautada/ Cantidad"].astype(str).str.replace(",", "").astype(int)
    n = grams.value_counts().sort_index()
    grid = grid_of(n.index.to_numpy(), n.to_numpy(), n.to_numpy(), line=line)
    hole, excess = default_windows(grid, "net_weight")
    return movement_over_line(grid, hole=hole, excess=excess)


def test_one_gram_in_whole_grams_cannot_be_tested(shared_data):
    assert seizure(shared_data, "COCAINA", 1).verdict == "insufficient"


def test_nothing_is_found_at_twenty_grams(shared_data):
    found = seizure(shared_data, "MARIHUANA", 20)
    assert found.verdict == "not_found"
    assert found.p_moved > 0.5
    assert found.p_spike > 0.5
