"""Are reports that were copied with few and with many words replaced found as often as promised?"""

import pytest
from benchmarks.copied_reports import caught, found, made

LIGHT = 0.95


@pytest.mark.parametrize(
    ("reports", "heavy"),
    [
        (20_000, 0.8),  # of 200 copies, .85 less two standard errors
        pytest.param(200_000, 0.85, marks=pytest.mark.slow),
    ],
)
def test_copies_are_found_and_nothing_else(reports, heavy, tmp_path):
    replaced = made(tmp_path, reports)
    found(tmp_path)
    shares, others, pairs = caught(tmp_path, replaced)
    assert shares[0] >= 0.99
    assert shares[8] >= LIGHT
    assert shares[20] >= heavy
    assert others == 0
    assert pairs >= (replaced >= 0).sum() * 0.9
