"""Is a name ever wrong, and is a planted movement found, as often as promised?"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import false_discovery_control
from unit_samples import Agency, answer, draw


def rates(agency: Agency, replications: int, seed: int) -> tuple[float, float]:
    """Shares of innocent and of moving units with p < .05."""
    innocent, moving = [], []
    for index in range(replications):
        counts, visible = draw(agency, seed + index)
        found = answer(counts, visible, inclusive=not agency.strict).p_value < 0.05
        mover = (np.arange(agency.units) < agency.movers) & (agency.share > 0)
        innocent.append(found[~mover].mean())
        moving.append(found[mover].mean() if mover.any() else np.nan)
    return float(np.mean(innocent)), float(np.mean(moving))


@pytest.mark.parametrize(
    "agency",
    [
        Agency(n=2000),
        Agency(n=5000, own_sd=0.4),
        Agency(n=5000, tails=3),
        Agency(n=3000, strict=True),
        Agency(units=14, n=5000),
    ],
)
def test_innocent_units_are_rarely_found(agency: Agency) -> None:
    replications = 1000 // agency.units
    size, _ = rates(agency, replications, 100)
    assert size < 0.05 + 3 * (0.05 * 0.95 / 1000) ** 0.5


def test_planted_movement_is_found_and_measured() -> None:
    agency = Agency(n=5000, share=0.25, movers=10)
    size, power = rates(agency, 6, 200)
    assert size < 0.05
    assert power > 0.7
    counts, visible = draw(agency, 200)
    assert answer(counts, visible).share[:10].mean() == pytest.approx(0.25, abs=0.06)


def test_a_unit_that_loves_the_line_alone_is_rarely_found() -> None:
    found = [
        (answer(*draw(Agency(n=5000, fond=10), 300 + index)).p_value[-10:] < 0.05).mean()
        for index in range(8)
    ]
    assert np.mean(found) < 0.15


def test_many_movers_are_said_to_contaminate_the_rest() -> None:
    clean = answer(*draw(Agency(n=20_000), 1))
    many = answer(*draw(Agency(n=20_000, movers=30, share=0.3), 1))
    assert not clean.contaminated
    assert many.contaminated


def test_heavy_tailed_habits_require_a_second_source() -> None:
    ordinary = answer(*draw(Agency(n=20_000, own_sd=0.4), 3))
    heavy = answer(*draw(Agency(n=20_000, own_sd=0.4, tails=3), 3))
    assert not ordinary.second_source_required
    assert heavy.second_source_required
    assert ordinary.habit_sd == pytest.approx(0.4, abs=0.06)
    assert ordinary.power_with_habits <= ordinary.power_without_habits


@pytest.mark.slow
@pytest.mark.parametrize("n", [2000, 5000, 20_000])
@pytest.mark.parametrize("own_sd", [0.15, 0.4])
def test_size_in_full(n: int, own_sd: float) -> None:
    size, _ = rates(Agency(n=n, own_sd=own_sd), 150, 1000)
    assert size < 0.05


@pytest.mark.slow
@pytest.mark.parametrize("units", [3, 5, 8, 14])
def test_size_of_small_divisions_in_full(units: int) -> None:
    size, _ = rates(Agency(units=units, n=5000, own_sd=0.4), 500, 2000)
    assert size < 0.055


@pytest.mark.slow
@pytest.mark.parametrize("n", [2000, 5000])
def test_heavy_tailed_habits_rarely_name_anyone(n: int) -> None:
    false = []
    for index in range(300):
        counts, visible = draw(Agency(n=n, tails=3), 4000 + index)
        false.append(false_discovery_control(answer(counts, visible).p_value).min() < 0.10)
    assert np.mean(false) < 0.10 + 2 * (0.1 * 0.9 / 300) ** 0.5


@pytest.mark.slow
@pytest.mark.parametrize(("n", "least"), [(2000, 0.5), (5000, 0.78), (20_000, 0.97)])
def test_power_in_full(n: int, least: float) -> None:
    _, power = rates(Agency(n=n, share=0.25), 60, 3000)
    assert power > least
