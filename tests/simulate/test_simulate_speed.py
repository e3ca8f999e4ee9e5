"""Does a large world keep to its time and its memory?"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from benchmarks.world_speed import run


def test_memory_does_not_grow_with_the_length_of_a_world(tmp_path):
    few = run(12_000, tmp_path / "few", months=10)
    many = run(72_000, tmp_path / "many", months=60)
    assert many.cases > 5 * few.cases
    assert many.resident < few.resident + 150


@pytest.mark.slow
def test_a_million_cases_with_all_their_tables_within_a_minute_and_four_gigabytes(tmp_path):
    made = run(1_000_000, tmp_path / "million")
    assert made.cases > 900_000
    assert made.seconds < 60
    assert made.resident < 4096
