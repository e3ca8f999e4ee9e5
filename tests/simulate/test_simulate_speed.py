"""Does a large world keep to its time and its memory?"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from benchmarks.speed.world import make


def test_memory_does_not_grow_with_the_length_of_a_world(tmp_path):
    few = make(12_000, tmp_path / "few", months=10)
    many = make(72_000, tmp_path / "many", months=60)
    assert many.cases > 5 * few.cases
    assert many.peak_mb < few.peak_mb + 150


@pytest.mark.slow
def test_a_million_cases_with_all_their_tables_within_a_minute_and_four_gigabytes(tmp_path):
    made = make(1_000_000, tmp_path / "million")
    assert made.cases > 900_000
    assert made.seconds < 60
    assert made.peak_mb < 4000
